"""Which sprints each generated issue was in, and when it came and went."""

from __future__ import annotations

from typing import Final, NamedTuple

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._calendar import AHEAD, BOARDS, NOW
from jiraframe.sandbox._catalogue import Entity
from jiraframe.sandbox._clock import DAY

_HOUR: Final = 3_600_000
# When a sprint is completed, Jira moves what is left: one issue after the other.
_CARRIED_WITHIN: Final = 5_000


class Term(NamedTuple):
    """When a sprint was made, began and ended; one that is not over ends at the site's now."""

    id: str
    made: int
    start: int
    end: int


class Membership(NamedTuple):
    """A change of the sprints of an issue, by ids."""

    when: int
    before: tuple[str, ...]
    after: tuple[str, ...]


class SprintPast:
    """Works out how each issue came into the sprints that it is in, and which it left."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._chance = backbone.draw.number("sprint past")
        self._terms: dict[str, Term] = {}
        self._before: dict[str, Term] = {}
        self._of_project: dict[str, list[Term]] = {}
        boards = {number: project for number, (project, *_) in BOARDS.items()}
        for sprint in backbone.catalogue.tables["sprint"]:
            term = _term(sprint)
            its = self._of_project.setdefault(boards[sprint.json["boardId"]], [])
            if its:
                self._before[term.id] = its[-1]
            its.append(term)
            self._terms[term.id] = term

    def steps(self, place: int) -> list[Membership]:
        """Give the changes of the Sprint field, the oldest first."""
        now = self._columns.sprint[place]
        if not now:
            return self._visit(place)
        first = self._terms[now[0]]
        came = self._came(place, first)
        steps = self._detour(place, first, came) if len(now) == 1 else []
        if steps and steps[-1].after:
            return [*steps[:-1], steps[-1]._replace(after=now)]
        steps.append(Membership(came, (), now[:1]))
        for count, sprint in enumerate(now[:-1], start=1):
            over = self._terms[sprint].end + 1 + place % _CARRIED_WITHIN
            steps.append(Membership(max(over, steps[-1].when + 1), now[:count], now[: count + 1]))
        return steps

    def last(self, place: int) -> int:
        """Give the last instant of an issue's past, its sprints included."""
        steps, ended = self.steps(place), self._columns.ended[place]
        return max(ended, steps[-1].when) if steps else ended

    def within(self, place: int) -> tuple[int, int] | None:
        """Give the part of its last sprint's term that an issue spent in it, undone."""
        now, done = self._columns.sprint[place], self._columns.resolved[place]
        if not now or not (steps := self.steps(place)):
            return None
        term = self._terms[now[-1]]
        low, high = max(steps[-1].when, term.start), min(done or NOW, term.end, self.last(place))
        return (low, high) if high - low > _HOUR else None

    def _came(self, place: int, term: Term) -> int:
        """Give when an issue came into a sprint: most were planned, some came after its start."""
        born, done, chance = self._columns.created[place], self._columns.resolved[place], 0
        chance = self._chance(place)
        latest = min(done or NOW, term.end)
        if born < term.start and (chance % 5 or latest <= term.start):
            low, high = max(born, term.made), min(term.start, NOW)
        else:
            low, high = max(born, term.start), max(latest, born)
        return between(low, high, 5, 85, chance // 8)

    def _detour(self, place: int, term: Term, came: int) -> list[Membership]:
        """Let some issues be in the sprint before, and leave it while it was running."""
        chance, born = self._chance(place) // 1024, self._columns.created[place]
        previous = self._before.get(term.id)
        if chance % 4 or previous is None:
            return []
        low, high = max(born, previous.start, term.made), min(previous.end, came, term.start)
        if high - low < DAY:
            return []
        left = between(low, high, 30, 90, chance // 4)
        joined = max(born, previous.made) if born < previous.start else born
        joined += (left - joined) // 3
        there = (previous.id,)
        first = Membership(joined, (), there)
        # Some go straight to the next sprint, some wait for it.
        if chance // 256 % 2:
            return [first, Membership(left, there, (term.id,))]
        return [first, Membership(left, there, ())]

    def _visit(self, place: int) -> list[Membership]:
        """Let some issues that are in no sprint have been in one for a while."""
        columns, chance = self._columns, self._chance(place)
        terms = self._of_project.get(columns.project[place])
        done = columns.resolved[place]
        if not terms or columns.kind[place] in (w.EPIC, w.SUBTASK):
            return []
        if chance % (2 if done is None else 3) or self._backbone.is_untouched(place):
            return []
        # What is open may leave the sprint that is running now; that is its last update then.
        term = terms[-1 - AHEAD] if done is None else self._next(terms, columns.created[place])
        low, high = max(columns.created[place], term.made), min(done or NOW, term.end)
        left = between(term.start, high, 20, 90, chance // 8)
        if high - max(low, term.start) < DAY or left <= low:
            return []
        soon = min(left, max(term.start + DAY, low + _HOUR))
        joined = between(low, soon, 0, 100, chance // 1024)
        return [Membership(joined, (), (term.id,)), Membership(left, (term.id,), ())]

    def _next(self, terms: list[Term], instant: int) -> Term:
        """Find the sprint that is running, or the first one."""
        length = terms[1].start - terms[0].start
        number = (instant - terms[0].start) // length
        return terms[min(max(number, 0), len(terms) - 1 - AHEAD)]


def between(low: int, high: int, least: int, most: int, chance: int) -> int:
    """Give an instant between two others, at least and at most so many per cent of the way."""
    share = least * 1_000 + chance % ((most - least) * 1_000)
    return low + (high - low) * share // 100_000


def _term(sprint: Entity) -> Term:
    value = sprint.json
    start, end = value.get("startDate", NOW + DAY), value.get("completeDate", NOW)
    return Term(sprint.id, value["createdDate"], start, end)
