"""What everything about a generated issue is derived from: the drawn columns and chance."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._catalogue import Catalogue
from jiraframe.sandbox._clock import Clock
from jiraframe.sandbox._columns import Columns
from jiraframe.sandbox._draw import Draw
from jiraframe.sandbox._issues import Link

FIRST_ID = 10_001
# Of every 5,000 issues a few have far more of something than fits into an answer, or just as
# much, or one more: by what and position, how many.
_RARE = 5_000
_MANY = {
    "worklogs": {3: 60, 8: 20, 10: 21},
    "comments": {4: 300, 12: 100, 14: 101},
    "changes": {6: 520, 16: 40, 18: 41, 20: 100, 22: 101},
}
_MOVED_FROM = w.OPS
_CONTRADICTORY = ("from", "end")
_PROJECTS = {key: identity for identity, key in w.PROJECT_KEYS.items()}


class Backbone:
    """The drawn columns of a site, its catalogue, and its chance.

    Attributes:
        columns: What was drawn.
        catalogue: The site beside its issues.
        draw: Chance by name and position.
        clock: The account's zone.
    """

    def __init__(self, columns: Columns, catalogue: Catalogue, draw: Draw) -> None:
        self.columns = columns
        self.catalogue = catalogue
        self.draw = draw
        self.clock = Clock(catalogue.me["timeZone"])
        self._link = draw.number("link")
        self._touch = draw.number("touch")

    def __len__(self) -> int:
        return len(self.columns.project)

    def id(self, place: int) -> int:
        """Give the number of an issue."""
        return FIRST_ID + place

    def key(self, place: int) -> str:
        """Give the key of an issue."""
        return f"{w.PROJECT_KEYS[self.columns.project[place]]}-{self.columns.number[place]}"

    def find(self, key_or_id: str) -> int | None:
        """Find the issue of a key or id."""
        if key_or_id.isdigit():
            place = int(key_or_id) - FIRST_ID
            return place if 0 <= place < len(self) else None
        project, _, number = key_or_id.upper().rpartition("-")
        its = self.columns.places.get(_PROJECTS.get(project, ""), [])
        if not number.isdecimal() or not 0 < int(number) <= len(its):
            return self._old_keys.get(key_or_id.upper())
        return its[int(number) - 1]

    def many(self, place: int, what: str) -> int | None:
        """Give how many worklogs, comments or changes an issue has, where it has very many."""
        return _MANY[what].get(place % _RARE)

    def is_untouched(self, place: int) -> bool:
        """Whether nobody did anything to an issue since it was created."""
        columns = self.columns
        waits = columns.status[place] == w.TODO and not columns.sprint[place]
        return waits and self._touch(place) % 2 == 0 and self.many(place, "changes") is None

    @cached_property
    def moved(self) -> dict[int, str]:
        """The key that each issue had before it moved to another project, by position."""
        kinds = self.columns.kind
        movers = [
            place
            for place in self.columns.places.get(w.ENG, [])[10::40]
            if kinds[place] not in (w.EPIC, w.SUBTASK)
        ]
        key, first = w.PROJECT_KEYS[_MOVED_FROM], len(self.columns.places.get(_MOVED_FROM, [])) + 1
        return {place: f"{key}-{number}" for number, place in enumerate(movers, start=first)}

    @cached_property
    def _old_keys(self) -> dict[str, int]:
        return {key: place for place, key in self.moved.items()}

    @cached_property
    def contradictory(self) -> dict[int, str]:
        """What is wrong with the history of statuses of an issue, for the few where it is.

        ``from``: a change begins in another status than the one before it ended in. ``end``: the
        history ends in another status than the present one. All are of one project, as if it had
        been imported, so that the others can be looked at in peace.
        """
        resolved = self.columns.resolved
        done = [place for place in self.columns.places.get(w.ORDER, []) if resolved[place]]
        return {place: _CONTRADICTORY[n % 2] for n, place in enumerate(done[2:30:5])}

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The positions of the issues that belong to each epic."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        kinds = self.columns.kind
        for place, parent in enumerate(self.columns.parent):
            if parent >= 0 and kinds[parent] == w.EPIC:
                found[parent].append(place)
        return dict(found)

    @cached_property
    def subtasks(self) -> dict[int, list[int]]:
        """The positions of each issue's sub-tasks."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        kinds = self.columns.kind
        for place, parent in enumerate(self.columns.parent):
            if parent >= 0 and kinds[place] == w.SUBTASK:
                found[parent].append(place)
        return dict(found)

    def linked_to(self, place: int) -> int | None:
        """Give the older issue that an issue links to, if it does."""
        chance = self._link(place)
        return chance // 8 % place if place and chance % 8 == 0 else None

    @cached_property
    def linked_from(self) -> dict[int, list[int]]:
        """The positions of the issues that link to each."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for place in range(len(self)):
            target = self.linked_to(place)
            if target is not None:
                found[target].append(place)
        return dict(found)

    def link_type(self, source: int) -> tuple[str, str, str, str]:
        """Give the type of the link that goes out of an issue: id, name, inward, outward."""
        return w.LINK_TYPES[self._link(source) // 64 % len(w.LINK_TYPES)]

    def links(self, place: int) -> list[Link]:
        """Give the links of an issue, its own first."""
        found = []
        target = self.linked_to(place)
        if target is not None:
            identity, _, _, outward = self.link_type(place)
            found.append(Link(self.key(target), identity, outward))
        for source in self.linked_from.get(place, ()):
            identity, _, inward, _ = self.link_type(source)
            found.append(Link(self.key(source), identity, inward))
        return found
