"""Histories of issues whose truth is known: hand-written, or drawn at random.

A history is plain data; `frames` makes of it what `jira.search`, `jira.changelog` and
`jira.statuses` would give, and `stays` tells, step by step, what became of each issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from hypothesis import strategies as st

# Id, name and key of the category; two of a category tell a move within it from one out of it.
STATUSES = [
    ("10000", "Backlog", "new"),
    ("10001", "In Progress", "indeterminate"),
    ("10002", "In Review", "indeterminate"),
    ("10003", "Done", "done"),
    ("10004", "Won't Do", "done"),
]
CATEGORIES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
NAME = {status: name for status, name, _ in STATUSES}
CATEGORY = {status: key for status, _, key in STATUSES}
ID = {name: status for status, name, _ in STATUSES}
IN_PROGRESS = "indeterminate"
Categories: TypeAlias = Mapping[str | None, str]
# A Monday; the clocks of Europe go forward on the Sunday that ends this week.
MONDAY = datetime(2026, 3, 23, tzinfo=UTC)
NOW = MONDAY + timedelta(days=28)
_STEP = timedelta(minutes=30)


class Change(NamedTuple):
    """A move from a status to another, both by id."""

    at: datetime
    before: str
    after: str


class Issue(NamedTuple):
    """An issue with its moves in the order of the changelog, and the id of its present status."""

    key: str
    created: datetime
    status: str
    changes: Sequence[Change] = ()


class Stay(NamedTuple):
    """A stay of an issue in a status, by id; `end` is None while it lasts."""

    key: str
    status: str
    start: datetime
    end: datetime | None


class Fate(NamedTuple):
    """What became of an issue."""

    started: datetime | None
    finished: datetime | None
    reopened: int
    returned: int


class Frames(NamedTuple):
    """What the calls to Jira would give."""

    issues: pd.DataFrame
    changelog: pd.DataFrame
    statuses: pd.DataFrame


def story(text: str, key: str = "ENG-1") -> Issue:
    """Read a history such as ``"0 Backlog, 1.5 In Progress, 3 Done"``: days after MONDAY."""
    steps = [step.strip().split(" ", 1) for step in text.split(",")]
    (day, first), *moves = [(MONDAY + timedelta(days=float(day)), ID[name]) for day, name in steps]
    changes, present = [], first
    for at, after in moves:
        changes.append(Change(at, present, after))
        present = after
    return Issue(key, day, present, changes)


def stays(issues: Iterable[Issue]) -> Iterator[Stay]:
    """Follow each consistent history step by step."""
    for issue in issues:
        start, status = issue.created, issue.status
        if issue.changes:
            status = issue.changes[0].before
        for change in issue.changes:
            yield Stay(issue.key, status, start, change.at)
            start, status = change.at, change.after
        yield Stay(issue.key, status, start, None)


def walk(history: Iterable[Stay], start: set[str], done: set[str], category: Categories) -> Fate:
    """Follow an issue from stay to stay: when it started, finished, and went back.

    `category` tells the key of each status by its id.
    """
    began = ended = before = None
    reopened = returned = 0
    for stay in history:
        worked = before not in done and (before in start or category.get(before) == IN_PROGRESS)
        works = stay.status in start or category.get(stay.status) == IN_PROGRESS
        is_done = stay.status in done
        if before in done and not is_done:
            reopened, ended = reopened + 1, None
        if began and worked and not works and not is_done and category.get(stay.status) != "done":
            returned += 1
        if is_done and before not in done:
            ended = stay.start
        if stay.status in start:
            began = began or stay.start
        before = stay.status
    return Fate(began, ended, reopened, returned)


def frames(issues: Sequence[Issue]) -> Frames:
    """Make the frames of some histories, with rows of another field in the changelog."""
    return Frames(issues_frame(issues), changelog_frame(issues), statuses_frame())


def issues_frame(issues: Sequence[Issue]) -> pd.DataFrame:
    """Make what `jira.search` gives."""
    rows = [
        {
            "key": issue.key,
            "id": str(number),
            "created": issue.created,
            "status": NAME[issue.status],
            "status.id": issue.status,
            "status.statusCategory": CATEGORIES[CATEGORY[issue.status]],
            "status.statusCategory.key": CATEGORY[issue.status],
        }
        for number, issue in enumerate(issues, 20_000)
    ]
    return _typed(rows, _ISSUES)


def changelog_frame(issues: Sequence[Issue]) -> pd.DataFrame:
    """Make what `jira.changelog` gives; the assignee changes at each move, too."""
    rows = []
    for number, issue in enumerate(issues, 20_000):
        for place, change in enumerate(issue.changes):
            shared = {
                "key": issue.key,
                "id": str(number),
                "history_id": f"{number}{place}",
                "created": change.at,
                "author": "Lena",
                "author_id": "user-1",
            }
            status = _item("status", change.before, change.after, NAME)
            assignee = _item("assignee", None, "user-1", {"user-1": "Lena"})
            rows += [{**shared, **status}, {**shared, **assignee}]
    return _typed(rows, _CHANGELOG)


def statuses_frame() -> pd.DataFrame:
    """Make what `jira.statuses` gives."""
    rows = [
        {"id": status, "name": name, "category": CATEGORIES[key], "category_key": key}
        for status, name, key in STATUSES
    ]
    return _typed(rows, _STATUSES)


@st.composite
def consistent(draw: st.DrawFn, *, issues: int = 6, changes: int = 8) -> list[Issue]:
    """Draw issues whose changes lead from creation to what they are, all of them before NOW.

    Times lie on a coarse grid, so that several changes often share one.
    """
    drawn = []
    for number in range(1, draw(st.integers(0, issues)) + 1):
        # Few or many half hours apart: changes share a moment, a day, or are weeks apart.
        gaps = draw(st.lists(st.sampled_from([0, 0, 1, 5, 17, 48, 100]), max_size=changes))
        at = MONDAY + _STEP * draw(st.integers(0, 400))
        issue_created, status, moves = at, draw(_status), []
        for gap in gaps:
            at += _STEP * gap
            after = draw(_status.filter(lambda other, now=status: other != now))
            moves.append(Change(at, status, after))
            status = after
        drawn.append(Issue(f"ENG-{number}", issue_created, status, moves))
    return drawn


@st.composite
def inconsistent(draw: st.DrawFn, *, issues: int = 6, changes: int = 8) -> list[Issue]:
    """Draw issues whose changes may contradict each other, their creation and their present."""
    drawn = []
    for number in range(1, draw(st.integers(0, issues)) + 1):
        at = MONDAY + _STEP * draw(st.integers(0, 400))
        times = sorted(draw(st.lists(st.integers(0, 500), max_size=changes)))
        moves = [Change(MONDAY + _STEP * each, draw(_status), draw(_status)) for each in times]
        drawn.append(Issue(f"ENG-{number}", at, draw(_status), moves))
    return drawn


_status = st.sampled_from([status for status, _, _ in STATUSES])
_TEXT, _INSTANT = "str", "datetime64[us, UTC]"
_ISSUES = {
    "key": _TEXT,
    "id": _TEXT,
    "created": _INSTANT,
    "status": _TEXT,
    "status.id": _TEXT,
    "status.statusCategory": _TEXT,
    "status.statusCategory.key": _TEXT,
}
_CHANGELOG = {
    "key": _TEXT,
    "id": _TEXT,
    "history_id": _TEXT,
    "created": _INSTANT,
    "author": _TEXT,
    "author_id": _TEXT,
    "field": _TEXT,
    "field_id": _TEXT,
    "field_then": _TEXT,
    "from": _TEXT,
    "from_text": _TEXT,
    "to": _TEXT,
    "to_text": _TEXT,
}
_STATUSES = dict.fromkeys(
    ("id", "name", "category", "category_key", "description", "project"), _TEXT
)


def _item(field: str, before: str | None, after: str, shown: dict[str, str]) -> dict[str, Any]:
    return {
        "field": field,
        "field_id": field,
        "field_then": field,
        "from": before,
        "from_text": None if before is None else shown[before],
        "to": after,
        "to_text": shown[after],
    }


def _typed(rows: Sequence[dict[str, Any]], schema: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=t) for name, t in schema.items()}
    )
