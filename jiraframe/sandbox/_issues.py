"""What a site's issues must offer, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, Protocol

from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._history import Dated, History
from jiraframe.sandbox._render import Renderer


class Link(NamedTuple):
    """A link as seen from one issue: the other one, the type's id, and ``blocks`` or the like."""

    key: str
    type: str
    phrase: str


class Issues(Protocol):
    """Issues by position, from 0."""

    def __len__(self) -> int: ...

    def id(self, position: int) -> int:
        """Return the number of an issue."""

    def key(self, position: int) -> str:
        """Return the key of an issue."""

    def find(self, key_or_id: str) -> int | None:
        """Return the position of a key, in any case, or id."""

    def column(self, clause: Clause) -> Sequence[Hashable]:
        """Give what a query compares for one field, one value an issue, None or () for none."""

    def contradictory(self) -> dict[int, str]:
        """Give what is wrong with the histories that contradict themselves, by position."""

    def links(self, position: int) -> list[Link]:
        """Give the links of an issue."""

    def histories(self, position: int) -> list[History]:
        """Give the changes of an issue, oldest first."""

    def changes(self, position: int, field_id: str) -> list[Dated]:
        """Give what happened to one field of an issue, oldest first."""

    def render(self, position: int, renderer: Renderer, wanted: Callable[[str], bool]) -> Json:
        """Render the fields of an issue that are wanted."""

    def comments(self, position: int, renderer: Renderer) -> list[Json]:
        """Render all comments of an issue, oldest first."""

    def worklogs(self, position: int, renderer: Renderer) -> list[Json]:
        """Render all worklogs of an issue, oldest first."""

    def touch(self, position: int, when: int) -> None:
        """Let an issue be updated at an instant."""
