"""When things happen on a generated site, and its boards and sprints."""

from __future__ import annotations

from collections.abc import Iterator

from jiraframe.sandbox._catalogue import Entity, Json
from jiraframe.sandbox._clock import DAY, read_stamp
from jiraframe.sandbox._world import ENG, OPS, ORDER, WEB

START = read_stamp("2023-01-02T08:00:00.000+0000")
NOW = read_stamp("2026-11-02T15:00:00.000+0000")
_ACTIVE_SINCE = NOW - 5 * DAY
AHEAD = 2
"""How many sprints of each board are still to come."""

# board: project, name, type, days of a sprint (0: no sprints)
BOARDS = {
    1: (ENG, "ENG board", "scrum", 14),
    2: (OPS, "Support kanban", "kanban", 0),
    3: (WEB, "Website", "simple", 28),
    4: (ORDER, "Order desk", "scrum", 56),
}
_GOALS = (
    "", None, "Ship it", "Speed, safety and a=b", "goal=[draft], name=Half done, state=OPEN",
    "Less # more / both", "Zwölf Küchen ✅",
)  # fmt: skip
_NAMES = ("Sprint {}", "Sprint {}", "Sprint {}, hardening", "Sprint {} [x=1]", "Sprint {} 🚀")


def boards() -> Iterator[Entity]:
    """Make the boards: two for scrum, one for kanban, one of a team-managed project."""
    for number, (project, name, kind, _) in BOARDS.items():
        value = {"name": name, "type": kind, "projects": (project,)}
        yield Entity(str(number), (name,), value)


def sprints() -> Iterator[Entity]:
    """Make the sprints of every board that has some, the oldest of each board first."""
    number = 0
    for board, (project, _, _, days) in BOARDS.items():
        if days:
            for place, (start, state) in enumerate(_terms(days), start=1):
                number += 1
                value = _sprint(board, start, days, state, number, place)
                name = value["name"]
                yield Entity(str(number), (name,), value, number, project)


def _terms(days: int) -> Iterator[tuple[int, str]]:
    closed = (_ACTIVE_SINCE - START) // (days * DAY)
    for place in range(-closed, AHEAD + 1):
        state = "closed" if place < 0 else "active" if place == 0 else "future"
        yield _ACTIVE_SINCE + place * days * DAY, state


def _sprint(board: int, start: int, days: int, state: str, number: int, place: int) -> Json:
    name = _NAMES[number % len(_NAMES)].format(place)
    value: Json = {"state": state, "name": f"{BOARDS[board][1].split()[0]} {name}"}
    if state != "future":
        value |= {"startDate": start + 589, "endDate": start + days * DAY - 60_000}
        value["activatedDate"] = start + 589
    if state == "closed":
        value["completeDate"] = start + days * DAY - 3_600_000 + 358
    value |= {"createdDate": min(start - 20 * DAY, NOW - 9 * DAY), "boardId": board}
    return {**value, "goal": _GOALS[number % len(_GOALS)]}
