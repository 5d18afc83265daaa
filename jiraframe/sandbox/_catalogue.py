"""What a site knows beside its issues: people, projects, statuses, fields and the like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from jiraframe.sandbox._fields import Field

Json: TypeAlias = dict[str, Any]

TABLES = (
    "user", "project", "issuetype", "status", "statuscategory", "priority", "resolution",
    "component", "version", "sprint", "board", "linktype", "group", "level", "team", "option",
    "organization",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing with an id and names.

    Attributes:
        id: Its id; people have their account id.
        names: What a query may call it, beside the id.
        json: Its keys in both dialects together; ``_render`` picks.
        rank: Its place in Jira's own order.
        group: What it belongs to: the project of a version, the field of an option.
    """

    id: str
    names: tuple[str, ...]
    json: Json
    rank: float = 0
    group: str = ""


class Table:
    """The entities of one kind, found by id or by any of their names."""

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self._by_id: dict[str, Entity] = {}
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        for entity in entities:
            self.add(entity)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._by_id.values())

    def __contains__(self, identity: str) -> bool:
        return identity in self._by_id

    def __getitem__(self, identity: str) -> Entity:
        return self._by_id[identity]

    def get(self, identity: str | None) -> Entity | None:
        """Return the entity of an id, or None."""
        return None if identity is None else self._by_id.get(identity)

    def add(self, entity: Entity) -> None:
        """Put an entity in; one that is there already stays."""
        if entity.id in self._by_id:
            return
        self._by_id[entity.id] = entity
        for name in {each.casefold() for each in (*entity.names, entity.id)}:
            self._by_name[name].append(entity.id)

    def find(self, text: str) -> list[str]:
        """Return the ids of all entities called ``text``, without regard to case."""
        return list(self._by_name.get(text.casefold(), ()))


@dataclass(slots=True)
class Catalogue:
    """Everything a site knows beside its issues.

    Attributes:
        fields: System and custom fields.
        tables: The entities, one table a kind (see ``TABLES``).
        account: The id of the signed-in user.
        server_zone: The zone of a Data Center's time stamps.
        now: The site's clock, milliseconds since 1970 UTC; None is the real one.
        members: The account ids in each group.
        former: What something was called once, by kind and then by name in lower case: its id.
    """

    fields: tuple[Field, ...] = ()
    tables: dict[str, Table] = field(default_factory=lambda: {kind: Table() for kind in TABLES})
    account: str = ""
    server_zone: str = "UTC"
    now: int | None = None
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    former: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def me(self) -> Json:
        """The signed-in user, with the keys of both dialects."""
        return self.tables["user"][self.account].json
