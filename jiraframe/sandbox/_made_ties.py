"""Changes of generated issues that are of no field, or of what an issue belongs to."""

from __future__ import annotations

from collections.abc import Iterator

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._custom_values import field_id
from jiraframe.sandbox._former import Names
from jiraframe.sandbox._history import Change
from jiraframe.sandbox._made_plans import MadeChange
from jiraframe.sandbox._said import worklog_id
from jiraframe.sandbox._system_values import Value, spread
from jiraframe.sandbox._work import Work

_CHILDREN_TOLD = 3
_PAGE = '"Design notes (Web Link)"'
_OLD_SCHEME = ("18234", "classic default workflow")
_NEW_SCHEME = ("21392", "Software Simplified Workflow for Project {}")


class Ties:
    """The changes of links, parents, project, workflow, logged work and rank."""

    def __init__(
        self, backbone: Backbone, values: dict[str, Value], work: Work, names: Names
    ) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._values = values
        self._work = work
        self._names = names
        self._chance = backbone.draw.number("history")
        self._more = backbone.draw.number("ties")

    def links(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of links between issues and to pages, which have no field id."""
        for link in self._backbone.links(place)[:2]:
            said = f"This issue {link.phrase} {link.key}"
            yield self._at(place, 6), Change("Link", "", None, None, link.key, said)
        more = self._more(place)
        if more % 16 == 0 and place:
            # A link that somebody took away again.
            key = self._backbone.key(more // 16 % place)
            said = f"This issue relates to {key}"
            yield self._at(place, 2), Change("Link", "", None, None, key, said)
            yield self._at(place, 5), Change("Link", "", key, said, None, None)
        if more // 16 % 12 == 0:
            page = (str(10_000 + place), f"This issue links to {_PAGE}")
            yield self._at(place, 3), Change("RemoteIssueLink", "", None, None, *page)

    def parents(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the parent, and those of an epic's children."""
        parent = self._columns.parent[place]
        if parent >= 0 and self._chance(place) % 2:
            key, identity = self._backbone.key(parent), str(self._backbone.id(parent))
            epic = self._columns.kind[parent] == w.EPIC
            change = Change(
                "IssueParentAssociation", "", None, None, identity, key,
                server_field="Epic Link" if epic else "Parent",
            )  # fmt: skip
            yield self._at(place, 1), change
        for child in self._backbone.children.get(place, ())[:_CHILDREN_TOLD]:
            when = self._columns.created[child] + 1
            if when <= self._columns.ended[place]:
                told = (str(self._backbone.id(child)), self._backbone.key(child))
                yield when, Change("Epic Child", "", None, None, *told)

    def move(self, place: int) -> Iterator[MadeChange]:
        """Give what changed when an issue came from another project: key, type and so on."""
        key, own = self._backbone.moved.get(place), self._columns.project[place]
        if key is not None:
            when = self._at(place, 1) // 2 + self._columns.created[place] // 2
            old, new = (self._names.of("project", each, when) for each in (w.OPS, own))
            yield when, Change("project", "project", w.OPS, old, own, new)
            yield when, Change("Key", "", None, key, None, self._backbone.key(place))
            kind = self._columns.kind[place]
            old, new = (self._names.of("issuetype", each, when) for each in (w.REQUEST, kind))
            yield when, Change("issuetype", "issuetype", w.REQUEST, old, kind, new)
        if key is not None or self._more(place) // 256 % 20 == 0:
            when = self._at(place, 1) // 2 + self._columns.created[place] // 2
            number, name = _NEW_SCHEME
            scheme = (number, name.format(w.PROJECT_KEYS[own]))
            yield when, Change("Workflow", "", *_OLD_SCHEME, *scheme)

    def work(self, place: int) -> Iterator[MadeChange]:
        """Give what logging work changes: time spent, time left, and an entry for the worklog."""
        logged = self._work.logged(place)
        if not logged or self._more(place) // 1024 % 2:
            return
        dates: tuple[int, ...] = self._values["worklogDate"](place)
        original, spent = self._work.original(place), 0
        for number, (seconds, when) in enumerate(zip(logged, dates, strict=True)):
            before = str(spent) if spent else None
            after = str(spent + seconds)
            yield when, Change("timespent", "timespent", before, before, after, after)
            if original is not None:
                left, then = (str(max(original - s, 0)) for s in (spent, spent + seconds))
                yield when, Change("timeestimate", "timeestimate", left, left, then, then)
            identity = str(worklog_id(place, number))
            yield when, Change("WorklogId", "", None, None, identity, identity)
            spent += seconds

    def rank(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the rank."""
        chance = self._chance(place)
        if chance % 4 == 0:
            start, end = self._columns.created[place], self._columns.ended[place]
            for when in spread(start, end, 1 + chance % 3):
                yield when, ranked(when)

    def _at(self, place: int, part: int) -> int:
        """Give an instant so many ninths between creation and the last update."""
        start, end = self._columns.created[place], self._columns.ended[place]
        return start + (end - start) * part // 9


def ranked(when: int) -> Change:
    """Make the change of an issue that somebody dragged up or down."""
    moved = "Ranked higher" if when % 2 else "Ranked lower"
    return Change("Rank", field_id(10019), "", "", "", moved)
