"""What people and things were called in histories: some had another name once."""

from __future__ import annotations

from typing import Final

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._catalogue import Catalogue
from jiraframe.sandbox._clock import read_stamp
from jiraframe.sandbox._custom_values import field_id

_KINDS: Final = ("status", "resolution", "priority", "version", "component", "sprint", "issuetype")
_STATUSES: Final = {
    identity: (name, read_stamp(until)) for identity, (name, until) in w.FORMER_STATUSES.items()
}
_FIELDS: Final = {
    field_id(10040): ("Story points", read_stamp("2025-01-01T00:00:00.000+0000")),
}


class Names:
    """Names of people, statuses, versions and so on, as they were at an instant."""

    def __init__(self, catalogue: Catalogue) -> None:
        tables = catalogue.tables
        self._now = {kind: {each.id: each.names[0] for each in tables[kind]} for kind in _KINDS}
        self._now["user"] = {each.id: each.json["displayName"] for each in tables["user"]}
        self._now["project"] = {each.id: each.json["name"] for each in tables["project"]}
        self._fields = {each.id: each.name for each in catalogue.fields}

    def of(self, kind: str, identity: str, when: int) -> str:
        """Give the name that something had."""
        if kind == "status" and identity in _STATUSES:
            former, until = _STATUSES[identity]
            if when < until:
                return former
        return self._now[kind][identity]

    def field(self, identity: str, when: int) -> str:
        """Give the name that a field had."""
        former, until = _FIELDS.get(identity, ("", 0))
        return former if when < until else self._fields[identity]
