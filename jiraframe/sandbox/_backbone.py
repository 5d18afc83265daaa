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
# One issue in so many has far more comments, worklogs or changes than fit into an answer.
_RARE = 5_000
LONG_WORK, LONG_TALK, LONG_PAST = 3, 4, 6
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
            return None
        return its[int(number) - 1]

    def is_rare(self, place: int, what: int) -> bool:
        """Whether an issue is one of the few with very much of something."""
        return place % _RARE == what

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
