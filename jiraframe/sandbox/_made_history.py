"""The changes of generated issues; they end in what the issues are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._former import Names
from jiraframe.sandbox._history import Change, Dated, History
from jiraframe.sandbox._made_edits import Edits
from jiraframe.sandbox._made_plans import MadeChange, Plans
from jiraframe.sandbox._made_ties import Ties, ranked
from jiraframe.sandbox._sprint_past import SprintPast
from jiraframe.sandbox._system_values import Value, spread
from jiraframe.sandbox._work import Work
from jiraframe.sandbox._workflow import Workflow

_Part = Callable[[int], Iterable[MadeChange]]
_ROOM = 1_000
# Of so many issues one has entries of one moment, as when a rule answers at once.
_TIED = 17


class MadeHistory:
    """Works out the changes of an issue from what it is now."""

    def __init__(
        self,
        backbone: Backbone,
        values: dict[str, Value],
        *,
        work: Work,
        workflow: Workflow,
        sprints: SprintPast,
    ) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._workflow = workflow
        self._hand = backbone.draw.number("hand")
        self._names = Names(backbone.catalogue)
        plans = Plans(backbone, values, sprints, self._names)
        edits = Edits(backbone, values, self._names)
        ties = Ties(backbone, values, work, self._names)
        self._part_of: dict[str, _Part] = {
            "status": self._statuses,
            "resolution": self._resolutions,
            "assignee": edits.assignee,
            "priority": edits.priority,
            "fixVersions": plans.fix_versions,
        }
        self._parts: tuple[_Part, ...] = (
            *self._part_of.values(), plans.versions, plans.components, plans.sprints,
            plans.points, ties.move, ties.parents, ties.links, ties.work, ties.rank,
            edits.labels, edits.texts, edits.due, edits.flag,
        )  # fmt: skip

    def of(self, place: int) -> list[History]:
        """Give the changes of an issue, oldest first."""
        if self._backbone.is_untouched(place):
            return []
        by_moment: defaultdict[int, list[Change]] = defaultdict(list)
        for part in self._parts:
            for date, change in part(place):
                by_moment[date].append(change)
        entries = list(self._entries(place, by_moment))
        wanted = self._backbone.many(place, "changes")
        if wanted is not None:
            entries.extend(self._dragged(place, wanted - len(entries), by_moment))
        entries.sort(key=lambda entry: entry[0])
        return [
            History(300_000 + place * _ROOM + n, self._author(place, date), date, items)
            for n, (date, items) in enumerate(entries)
        ]

    def of_field(self, place: int, field: str) -> list[Dated]:
        """Give what happened to one field of an issue, oldest first."""
        part = None if self._backbone.is_untouched(place) else self._part_of.get(field)
        found = sorted(part(place), key=lambda dated: dated[0]) if part else ()
        return [Dated(date, self._author(place, date), change) for date, change in found]

    def _entries(
        self, place: int, by_moment: dict[int, list[Change]]
    ) -> Iterator[tuple[int, tuple[Change, ...]]]:
        for date, changes in by_moment.items():
            if place % _TIED == 0:
                yield from ((date, (change,)) for change in changes)
            else:
                yield date, tuple(changes)

    def _dragged(
        self, place: int, count: int, taken: dict[int, list[Change]]
    ) -> Iterator[tuple[int, tuple[Change, ...]]]:
        """Drag an issue about so often, at moments when nothing else happens."""
        start, end = self._columns.created[place], self._columns.ended[place]
        free = [each for each in spread(start, end, count + len(taken)) if each not in taken]
        return ((when, (ranked(when),)) for when in free[: max(count, 0)])

    def _author(self, place: int, date: int) -> str | None:
        # One person does everything of one moment.
        chance = self._hand(place) + date
        return w.PEOPLE[chance % len(w.PEOPLE)] if chance % 29 else None

    def _statuses(self, place: int) -> Iterator[MadeChange]:
        for when, before, after in self._workflow.told(place):
            old, new = (self._names.of("status", each, when) for each in (before, after))
            yield when, Change("status", "status", before, old, after, new)

    def _resolutions(self, place: int) -> Iterator[MadeChange]:
        # What was resolved before it was opened again was resolved for good, it seemed.
        last = self._columns.resolution[place] or w.RESOLUTIONS[0][0]
        for when, resolved in self._workflow.resolutions(place):
            shown = self._names.of("resolution", last, when)
            nothing, something = (None, None), (last, shown)
            pair = (*nothing, *something) if resolved else (*something, *nothing)
            yield when, Change("resolution", "resolution", *pair)
