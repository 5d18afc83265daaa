"""Issues with the whole of their changes, whose truth at any instant is found by replaying them.

A world is plain data. `frames` writes it as `jira.search` and `jira.changelog` do; `state` replays
it forward, event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
from hypothesis import strategies as st

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATUSES = {"1": "To Do", "3": "In Progress", "4": "Review, please", "5": "Done", "6": "Closed"}
CATEGORY = {"1": "new", "3": "indeterminate", "4": "indeterminate", "5": "done", "6": "done"}
CATEGORY_NAMES = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}
SPRINTS = {"7": "Alpha", "8": "Beta, the second", "9": "Gamma", "10": "Alpha, again"}


class Named(NamedTuple):
    """A value with an id."""

    id: str
    name: str


def named(names: Mapping[str, str]) -> list[Named]:
    return [Named(*each) for each in names.items()]


STATUS, SPRINT = named(STATUSES), named(SPRINTS)
PEOPLE = [Named("user-1", "Ann Lee"), Named("user-2", "Bo Chen"), Named("user-3", "Ann Lee")]
PRIORITIES = [Named("1", "High"), Named("2", "Low")]
VERSIONS = [Named("100", "1.0"), Named("101", "1.1"), Named("102", "2.0, maybe")]
SEVERITIES = [Named("900", "Minor"), Named("901", "Major")]
BROWSERS = [Named("10218", "Firefox"), Named("10244", "Safari"), Named("10245", "Chrome")]
LABELS = ["ui", "api", "debt"]


class Kind(NamedTuple):
    """How the history writes a field.

    Attributes:
        field: Its name.
        field_id: Its id.
        how: one, number, text, date, seconds, words, sprints, options or pieces.
        values: What it may be.
    """

    field: str
    field_id: str
    how: str
    values: Sequence[Any]


DAYS = [datetime(2026, 4, day, tzinfo=UTC) for day in (1, 15, 30)]
FIELDS = {
    "status": Kind("Status", "status", "one", STATUS),
    "assignee": Kind("Assignee", "assignee", "one", [None, *PEOPLE]),
    "priority": Kind("Priority", "priority", "one", [None, *PRIORITIES]),
    "summary": Kind("Summary", "summary", "text", ["Crash", "Crash on save", "Don't crash"]),
    "duedate": Kind("Due date", "duedate", "date", [None, *DAYS]),
    "timeoriginalestimate": Kind(
        "Original estimate", "timeoriginalestimate", "seconds", [None, 3_600, 28_800]
    ),
    "labels": Kind("Labels", "labels", "words", LABELS),
    "fixVersions": Kind("Fix versions", "fixVersions", "pieces", VERSIONS),
    "Sprint": Kind("Sprint", "customfield_10020", "sprints", SPRINT),
    "Story Points": Kind("Story Points", "customfield_10016", "number", [None, 0.5, 1, 3, 8]),
    "Severity": Kind("Severity", "customfield_10050", "one", [None, *SEVERITIES]),
    "Browsers": Kind("Browsers", "customfield_10051", "options", BROWSERS),
}
LISTS = frozenset(("words", "sprints", "options", "pieces"))


class Event(NamedTuple):
    """A field that got another value."""

    at: datetime
    field: str
    value: Any


@dataclass
class Issue:
    """An issue: what it was when it was made, and what happened, oldest first."""

    key: str
    created: datetime
    first: Mapping[str, Any] = field(default_factory=dict)
    events: Sequence[Event] = ()

    def state(self, at: datetime | None = None) -> dict[str, Any]:
        """Replay what happened until an instant, it included; None for all of it."""
        now = {name: () if kind.how in LISTS else None for name, kind in FIELDS.items()}
        now |= {"status": STATUS[0], "summary": self.key, **self.first}
        for event in self.events:
            if at is None or event.at <= at:
                now[event.field] = event.value
        return now


def issues_frame(issues: Iterable[Issue], at: datetime | None = None) -> pd.DataFrame:
    """Write what a search would have given at an instant; None for now."""
    rows = [
        _row(number, issue, issue.state(at))
        for number, issue in enumerate(issues, 20_000)
        if at is None or issue.created <= at
    ]
    columns = {}
    for name, dtype in _COLUMNS.items():
        columns[name] = pd.Series([row[name] for row in rows], dtype=dtype)
    return pd.DataFrame(columns)


def changelog_frame(issues: Iterable[Issue]) -> pd.DataFrame:
    """Write the histories."""
    rows = []
    for number, issue in enumerate(issues, 20_000):
        before = issue.state(issue.created - timedelta(days=9_999))
        for place, event in enumerate(issue.events):
            kind = FIELDS[event.field]
            shared = {"key": issue.key, "id": str(number), "history_id": f"{number}{place}"}
            shared |= {"created": event.at, "author": "Ann Lee", "author_id": "user-1"}
            shared |= {"field": kind.field, "field_id": kind.field_id, "field_then": kind.field}
            for old, new in _items(kind.how, before[event.field], event.value):
                sides = dict(zip(("from", "from_text", "to", "to_text"), (*old, *new), strict=True))
                rows.append({**shared, **sides})
            before[event.field] = event.value
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in _CHANGES.items()}
    )


def statuses_frame() -> pd.DataFrame:
    """Write what `jira.statuses` gives."""
    return pd.DataFrame(
        {
            "id": list(STATUSES),
            "name": list(STATUSES.values()),
            "category": [CATEGORY_NAMES[CATEGORY[each]] for each in STATUSES],
            "category_key": [CATEGORY[each] for each in STATUSES],
        }
    )


def in_arrow(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame the dtypes of dtype_backend="pyarrow"."""
    return pd.DataFrame(
        {
            name: pd.Series(
                [None if _missing(value) else value for value in frame[name]],
                dtype=pd.ArrowDtype(_arrow(name, frame[name].dtype)),
            )
            for name in frame.columns
        }
    )


def _missing(value: Any) -> bool:
    return not isinstance(value, list) and bool(pd.isna(value))


def _arrow(name: str, dtype: Any) -> pa.DataType:
    if pd.api.types.is_object_dtype(dtype):
        return pa.list_(pa.int64() if name == "Sprint.id" else pa.string())
    if isinstance(dtype, pd.DatetimeTZDtype):
        return pa.timestamp("us", "UTC")
    return {"str": pa.string(), "float64": pa.float64(), "Int64": pa.int64()}.get(
        str(dtype), pa.timestamp("us") if str(dtype).startswith("datetime") else pa.duration("us")
    )


def _row(number: int, issue: Issue, now: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"key": issue.key, "id": str(number), "created": issue.created}
    for name, kind in FIELDS.items():
        value = now[name]
        row[name] = value
        if kind.how == "one":
            row[name] = value and value.name
            row[f"{name}.id"] = row[f"{name}.accountId"] = value and value.id
        elif kind.how == "words":
            row[name] = list(value)
        elif kind.how in LISTS:
            row[name] = [each.name for each in value]
            as_number = kind.how == "sprints"
            row[f"{name}.id"] = [int(each.id) if as_number else each.id for each in value]
        elif kind.how == "seconds":
            row[name] = pd.NaT if value is None else timedelta(seconds=value)
        elif kind.how == "date":
            row[name] = pd.NaT if value is None else value.replace(tzinfo=None)
    row["status.statusCategory.key"] = CATEGORY[now["status"].id]
    row["status.statusCategory"] = CATEGORY_NAMES[CATEGORY[now["status"].id]]
    return row


def _items(how: str, old: Any, new: Any) -> list[tuple[Any, Any]]:
    if how != "pieces":
        return [(_sides(how, old), _sides(how, new))]
    nothing = (None, None)
    removed = [(tuple(each), nothing) for each in old if each not in new]
    return removed + [(nothing, tuple(each)) for each in new if each not in old]


def _sides(how: str, value: Any) -> tuple[str | None, str | None]:
    if value is None or value == ():
        return None, None
    match how:
        case "one":
            return value.id, value.name
        case "number":
            return None, f"{value:g}"
        case "text":
            return None, value
        case "seconds":
            return str(value), str(value)
        case "date":
            return f"{value:%Y-%m-%d}", f"{value:%Y-%m-%d} 00:00:00.0"
        case "words":
            return None, " ".join(value)
        case "sprints":
            return ", ".join(e.id for e in value), ", ".join(e.name for e in value)
    return f"[{', '.join(e.id for e in value)}]", ",".join(e.name for e in value)


TEXT, INSTANT = "str", "datetime64[us, UTC]"
_COLUMNS = {
    "key": TEXT, "id": TEXT, "created": INSTANT, "summary": TEXT,
    "status": TEXT, "status.id": TEXT, "status.statusCategory": TEXT,
    "status.statusCategory.key": TEXT, "assignee": TEXT, "assignee.accountId": TEXT,
    "priority": TEXT, "duedate": "datetime64[us]", "timeoriginalestimate": "timedelta64[us]",
    "labels": object, "fixVersions": object, "fixVersions.id": object, "Sprint": object,
    "Sprint.id": object, "Story Points": "float64", "Severity": TEXT, "Browsers": object,
}  # fmt: skip
_CHANGES = {
    "key": TEXT, "id": TEXT, "history_id": TEXT, "created": INSTANT, "author": TEXT,
    "author_id": TEXT, "field": TEXT, "field_id": TEXT, "field_then": TEXT,
    "from": TEXT, "from_text": TEXT, "to": TEXT, "to_text": TEXT,
}  # fmt: skip


def value_of(name: str) -> st.SearchStrategy[Any]:
    """Draw a value of a field."""
    kind = FIELDS[name]
    one = st.sampled_from(list(kind.values))
    return st.lists(one, unique=True, max_size=3).map(tuple) if kind.how in LISTS else one


@st.composite
def worlds(
    draw: st.DrawFn, names: Sequence[str] = tuple(FIELDS), *, issues: int = 4, events: int = 12
) -> list[Issue]:
    """Draw issues with changes of some fields; many changes share an instant."""
    made = []
    for number in range(1, draw(st.integers(0, issues)) + 1):
        created = START + HOUR * draw(st.integers(0, 40))
        first = {name: draw(value_of(name)) for name in draw(st.lists(st.sampled_from(names)))}
        issue = Issue(f"ENG-{number}", created, first)
        hours = sorted(draw(st.lists(st.integers(0, 60), max_size=events)))
        happened, now = [], issue.state()
        for hour in hours:
            name = draw(st.sampled_from(names))
            value = draw(value_of(name))
            if value != now[name]:
                happened.append(Event(created + HOUR * hour, name, value))
                now[name] = value
        issue.events = happened
        made.append(issue)
    return made
