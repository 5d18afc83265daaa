"""The backbone of generated issues, drawn column by column: what belongs together agrees."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._calendar import BOARDS, NOW, START
from jiraframe.sandbox._catalogue import Table
from jiraframe.sandbox._clock import DAY

_MINE = 3
"""So many of the newest issues are open, mine, and in an active sprint."""

_SHARES = {w.ENG: 50, w.OPS: 20, w.WEB: 18, w.ORDER: 12}
_KINDS = {w.EPIC: 5, w.STORY: 32, w.TASK: 24, w.SUBTASK: 13, w.BUG: 26}
_DESK_KINDS = {w.REQUEST: 70, w.TASK: 15, w.BUG: 15}
_OPEN = {w.TODO: 45, w.PROGRESS: 30, w.REVIEW: 15, w.BLOCKED: 10}
_DESK_OPEN = {w.TODO: 35, w.PROGRESS: 30, w.WAITING: 35}
_RESOLVED = {"10000": 80, "10001": 10, "10002": 6, "10003": 4}
_DONE_SHARE = 0.93
_LIFE_DAYS = 25


@dataclass(slots=True)
class Columns:
    """One list for each thing that is drawn, by position; ids, instants, or None.

    Attributes:
        parent: The position of the parent, or -1.
        places: The positions of each project's issues, by number less one.
        number: The number in the key.
        moved: When the status changed last.
        ended: The last update as it was drawn; the rest of an issue's past keeps to it.
    """

    project: list[str]
    created: list[int]
    kind: list[str] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    resolution: list[str | None] = field(default_factory=list)
    resolved: list[int | None] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    updated: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    assignee: list[str | None] = field(default_factory=list)
    reporter: list[str | None] = field(default_factory=list)
    priority: list[str | None] = field(default_factory=list)
    sprint: list[tuple[str, ...]] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    number: list[int] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)


def draw(size: int, seed: int, sprints: Table) -> Columns:
    """Draw the backbone of a site.

    Args:
        size: How many issues.
        seed: The same gives the same.
        sprints: The site's sprints.

    Returns:
        The columns; positions follow creation.
    """
    random = Random(seed)
    columns = Columns(
        project=_choices(random, _SHARES, size),
        created=[
            START + int((place + random.random()) * (NOW - START) / size) for place in range(size)
        ],
    )
    for place in _mine(size):
        columns.project[place] = w.ENG
    _count(columns)
    _kinds(columns, random)
    _states(columns, random)
    _people(columns, random)
    for place in _mine(size):
        _make_mine(columns, place)
    _sprints(columns, random, sprints)
    columns.ended = columns.updated.copy()
    return columns


def _mine(size: int) -> range:
    return range(size - 1, max(size - 1 - 2 * _MINE, -1), -2)


def _choices(random: Random, weights: dict[str, int], size: int) -> list[str]:
    return random.choices(list(weights), list(weights.values()), k=size)


def _count(columns: Columns) -> None:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, project in enumerate(columns.project):
        its = places[project]
        its.append(place)
        columns.number.append(len(its))
    columns.places = dict(places)


def _kinds(columns: Columns, random: Random) -> None:
    size = len(columns.project)
    usual, desk = _choices(random, _KINDS, size), _choices(random, _DESK_KINDS, size)
    mine = set(_mine(size))
    epics: defaultdict[str, list[int]] = defaultdict(list)
    others: defaultdict[str, list[int]] = defaultdict(list)
    for place, project in enumerate(columns.project):
        kind = w.STORY if place in mine else desk[place] if project == w.OPS else usual[place]
        parents = others[project] if kind == w.SUBTASK else epics[project]
        parent = -1
        if kind == w.SUBTASK and not parents:
            kind = w.TASK
        elif kind == w.SUBTASK or (kind != w.EPIC and parents and random.random() < 0.5):
            parent = parents[-1 - int(random.random() * min(len(parents), 12))]
        if kind == w.EPIC:
            epics[project].append(place)
        elif kind != w.SUBTASK:
            others[project].append(place)
        columns.kind.append(kind)
        columns.parent.append(parent)


def _states(columns: Columns, random: Random) -> None:
    size = len(columns.project)
    usual, desk = _choices(random, _OPEN, size), _choices(random, _DESK_OPEN, size)
    outcomes = _choices(random, _RESOLVED, size)
    for place, created in enumerate(columns.created):
        end = created + 60_000 + int(random.expovariate(1 / (_LIFE_DAYS * DAY)))
        done = end < NOW and random.random() < _DONE_SHARE
        state = desk[place] if columns.project[place] == w.OPS else usual[place]
        moved = end if done else created
        if not done and state != w.TODO:
            moved += int(random.random() * (NOW - created))
        columns.status.append((w.CLOSED if place % 9 == 0 else w.DONE) if done else state)
        columns.resolution.append(outcomes[place] if done else None)
        columns.resolved.append(end if done else None)
        columns.moved.append(moved)
        columns.updated.append(moved + int(random.random() * min(NOW - moved, 40 * DAY)))


def _people(columns: Columns, random: Random) -> None:
    size = len(columns.project)
    doers: list[str | None] = [*w.DEVELOPERS, w.ACCOUNT, None]
    columns.assignee = random.choices(doers, k=size)
    columns.reporter = random.choices([*w.PEOPLE, w.ACCOUNT], k=size)
    urgency: list[str | None] = ["1", "2", "3", "4", "5", None]
    columns.priority = random.choices(urgency, [5, 20, 50, 15, 8, 2], k=size)


def _make_mine(columns: Columns, place: int) -> None:
    columns.assignee[place] = w.ACCOUNT
    columns.status[place] = w.PROGRESS
    columns.resolution[place] = columns.resolved[place] = None
    columns.moved[place] = (columns.created[place] + NOW) // 2
    columns.updated[place] = (columns.moved[place] + NOW) // 2


def _sprints(columns: Columns, random: Random, sprints: Table) -> None:
    boards = {project: number for number, (project, _, _, days) in BOARDS.items() if days}
    runs = {
        project: _Run([each.id for each in sprints if each.json["boardId"] == number], number)
        for project, number in boards.items()
    }
    mine = set(_mine(len(columns.project)))
    for place, project in enumerate(columns.project):
        run = runs.get(project)
        if run is None or columns.kind[place] in (w.EPIC, w.SUBTASK):
            columns.sprint.append(())
        elif place in mine:
            columns.sprint.append(run.active)
        else:
            chance, done = random.random(), columns.resolved[place]
            columns.sprint.append(
                run.of(columns.status[place], chance, columns.created[place], done)
            )


class _Run:
    """The sprints of one board, in order, and which of them an issue was in."""

    def __init__(self, ids: list[str], board: int) -> None:
        self._ids = ids
        self._length = BOARDS[board][3] * DAY
        self._now = len(ids) - 3
        self.active = (ids[self._now],)
        self._carried = (ids[self._now - 1], ids[self._now])
        self._next = (ids[self._now + 1],)
        self._single = [(each,) for each in ids]

    def of(self, status: str, chance: float, created: int, done: int | None) -> tuple[str, ...]:
        if status in (w.PROGRESS, w.REVIEW, w.BLOCKED):
            if chance < 0.2 and created < NOW - 5 * DAY:
                return self._carried
            return self.active if chance < 0.75 else ()
        if done is None:
            return self.active if chance < 0.15 else self._next if chance < 0.3 else ()
        last = self._place(done)
        if chance > 0.85 or last < 0:
            return ()
        first = max(self._place(created), 0)
        if chance < 0.25 and first < last:
            return tuple(self._ids[max(first, last - 2) : last + 1])
        return self._single[last]

    def _place(self, instant: int) -> int:
        """Find which sprint was running at an instant; the first may begin after it."""
        return self._now - (NOW - 5 * DAY - instant + self._length - 1) // self._length
