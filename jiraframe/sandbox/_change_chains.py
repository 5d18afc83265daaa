"""The changes that a chain of pages goes through, kept so that each page comes at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from jiraframe.sandbox._history import History

if TYPE_CHECKING:
    from jiraframe.sandbox._faults import Faults
    from jiraframe.sandbox._site import Site

_KEPT: Final = 32
_Key = tuple[tuple[str, ...], frozenset[str], int, int]


class Told(NamedTuple):
    """An entry of a history, and the number of its issue; they sort as Jira sends them."""

    created: int
    issue: int
    id: int
    history: History


class ChangeChains:
    """The changes of the last lists of issues that were asked for."""

    def __init__(self, site: Site, faults: Faults) -> None:
        self._site = site
        self._faults = faults
        self._lock = Lock()
        self._kept: OrderedDict[_Key, list[Told]] = OrderedDict()

    def begin(self, asked: list[str], field_ids: Iterable[str], path: str) -> list[Told]:
        """Give the changes for the first page of a chain: by date and issue, oldest first.

        Args:
            asked: Ids and keys of issues; those that nobody knows are left out.
            field_ids: The fields of interest; none for all.
            path: The path of the request.

        Returns:
            The entries with the changes of those fields; the list is shared.
        """
        fields = frozenset(field_ids)
        found = self._find(asked, fields, path)
        with self._lock:
            self._kept[self._key(asked, fields)] = found
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def go_on(self, asked: list[str], field_ids: Iterable[str], path: str) -> list[Told]:
        """Give the same for a later page."""
        with self._lock:
            found = self._kept.get(self._key(asked, frozenset(field_ids)))
        return self.begin(asked, field_ids, path) if found is None else found

    def _key(self, asked: list[str], fields: frozenset[str]) -> _Key:
        return tuple(asked), fields, self._site.revision, self._faults.clearings

    def _find(self, asked: list[str], fields: frozenset[str], path: str) -> list[Told]:
        places = {place for each in asked if (place := self._site.find(each)) is not None}
        of_issue = {place: list(self._of(place, fields)) for place in sorted(places)}
        changed = [place for place, told in of_issue.items() if told]
        kept = self._faults.drop("lost_changes", changed, path)
        return sorted(each for place in kept for each in of_issue[place])

    def _of(self, place: int, fields: frozenset[str]) -> Iterator[Told]:
        number = int(self._site.id_and_key(place)[0])
        for history in self._site.histories(place):
            shown = history
            if fields:
                wanted = tuple(each for each in history.changes if each.field_id in fields)
                shown = replace(history, changes=wanted)
            if shown.changes:
                yield Told(history.created, number, history.id, shown)
