"""Cycle time, lead time, flow efficiency and time in status agree with a walk step by step."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from jiraframe.errors import ArgumentError, HistoryWarning
from jiraframe.flow._calendar import Calendar
from jiraframe.flow._cycle import cycle_time, flow_efficiency, lead_time
from jiraframe.flow._done import finished
from jiraframe.flow._intervals import status_intervals
from jiraframe.flow._time_in import time_in
from tests.flow_histories import (
    CATEGORIES,
    CATEGORY,
    ID,
    MONDAY,
    NAME,
    NOW,
    STATUSES,
    Fate,
    Issue,
    Stay,
    consistent,
    frames,
    inconsistent,
    story,
    walk,
)

patient = settings(deadline=None, max_examples=20)
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(holidays=["2026-03-25"], zone="Europe/Berlin")
IN_PROGRESS = {ID["In Progress"], ID["In Review"]}
DONE = {ID["Done"], ID["Won't Do"]}


def told(*texts: str) -> pd.DataFrame:
    """Tell the stays of histories such as those of `story`."""
    made = frames([story(text, f"ENG-{number}") for number, text in enumerate(texts, 1)])
    return status_intervals(made.changelog, made.issues, statuses=made.statuses, now=NOW)


def read(issues: Sequence[Issue]) -> pd.DataFrame:
    made = frames(issues)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HistoryWarning)
        return status_intervals(made.changelog, made.issues, statuses=made.statuses, now=NOW)


def by_issue(intervals: pd.DataFrame) -> list[list[Stay]]:
    """Read stays back from a frame, for histories that are not simply told."""
    histories: dict[str, list[Stay]] = {}
    columns = (intervals[name].tolist() for name in ("key", "status_id", "start", "end"))
    for key, status, start, end in zip(*columns, strict=True):
        stay = Stay(key, status, start, None if pd.isna(end) else end)
        histories.setdefault(key, []).append(stay)
    return list(histories.values())


def length(start: datetime | None, end: datetime | None, calendar: Calendar | None) -> Any:
    """Measure the time between two moments; the hours of `OFFICE` by every half hour."""
    if start is None or end is None:
        return pd.NaT
    if calendar is None:
        return end - start
    count, half_hour = 0, timedelta(minutes=30)
    for step in range((end - start) // half_hour):
        wall = (start + step * half_hour).astimezone(BERLIN)
        count += wall.weekday() < 5 and 9 <= wall.hour < 17 and (wall.month, wall.day) != (3, 25)
    return count * half_hour


def day(number: float | None) -> datetime | None:
    return None if number is None else MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("why", "history", "started", "end", "reopened", "returned"),
    [
        ("worked on, then done", "0 Backlog, 1 In Progress, 4 Done", 1, 4, 0, 0),
        ("from work to review", "0 Backlog, 1 In Progress, 2 In Review, 4 Done", 1, 4, 0, 0),
        ("created at work", "0 In Progress, 4 Done", 0, 4, 0, 0),
        ("still at work", "0 Backlog, 1 In Progress", 1, None, 0, 0),
        ("never started", "0 Backlog", None, None, 0, 0),
        ("straight to done", "0 Backlog, 2 Done", None, 2, 0, 0),
        ("created done", "1 Done", None, 1, 0, 0),
        ("from done to done", "0 In Progress, 3 Done, 5 Won't Do", 0, 3, 0, 0),
        (
            "re-opened, and done again",
            "0 Backlog, 1 In Progress, 2 Done, 5 In Progress, 6 Done",
            1, 6, 1, 0,
        ),
        ("re-opened, and still open", "0 In Progress, 2 Done, 5 In Progress", 0, None, 1, 0),
        ("re-opened to the backlog", "0 In Progress, 2 Done, 5 Backlog", 0, None, 1, 0),
        ("done, then started", "0 Backlog, 1 Done, 2 In Progress, 3 Done", 2, 3, 1, 0),
        (
            "moved back, and started again",
            "0 Backlog, 1 In Progress, 2 Backlog, 5 In Progress, 6 Done",
            1, 6, 0, 1,
        ),
        ("moved back from review", "0 In Progress, 1 In Review, 2 Backlog", 0, None, 0, 1),
        ("all at one moment", "1 Backlog, 1 In Progress, 1 Done, 1 Backlog, 1 Done", 1, 1, 1, 0),
    ],
)  # fmt: skip
def test_an_issue_started_once_and_finished_last(why, history, started, end, reopened, returned):
    row = cycle_time(told(history)).iloc[0]
    assert pd.isna(row["started"]) if started is None else row["started"] == day(started), why
    assert pd.isna(row["finished"]) if end is None else row["finished"] == day(end), why
    assert (row["reopened"], row["returned"]) == (reopened, returned), why
    if started is None or end is None:
        assert pd.isna(row["cycle_time"])
    else:
        assert row["cycle_time"] == timedelta(days=end - started)


@pytest.mark.parametrize(
    ("states", "started", "end", "returned"),
    [
        ({"start": "In Review"}, 3, 8, 1),
        ({"start": ["in review", "Backlog"]}, 0, 8, 0),
        ({"start": "In Progress"}, 1, 8, 1),
        ({"done": "Won't Do"}, 1, 9, 1),
        ({"start": "indeterminate", "done": "Done"}, 1, None, 1),
        ({"start": "Done", "done": "Won't Do"}, 8, 9, 0),
        ({"start": "To Do", "done": ["Done", "Won't Do"]}, 0, 8, 0),
    ],
)
def test_start_and_done_may_be_named(states, started, end, returned):
    history = "0 Backlog, 1 In Progress, 3 In Review, 4 Backlog, 5 In Progress, 8 Done, 9 Won't Do"
    row = cycle_time(told(history), **states).iloc[0]
    assert row["started"] == day(started)
    assert pd.isna(row["finished"]) if end is None else row["finished"] == day(end)
    assert row["returned"] == returned


def test_what_never_started_never_went_back():
    times = cycle_time(
        told("0 In Progress, 1 Backlog", "0 In Review, 1 Backlog"), start="In Review"
    )
    assert times["returned"].tolist() == [0, 1]


def test_leaving_done_is_to_reopen_and_not_to_return():
    times = cycle_time(
        told("0 In Progress, 1 In Review, 2 Backlog"), start="In Progress", done="In Review"
    )
    assert times.loc[0, ["reopened", "returned"]].tolist() == [1, 0]


def test_lead_time_counts_from_creation():
    times = lead_time(told("1 Backlog, 3 In Progress, 4.5 Done", "2 Done", "0 Backlog"))
    expected = pd.DataFrame(
        {
            "key": ["ENG-1", "ENG-2", "ENG-3"],
            "created": pd.Series([day(1), day(2), day(0)], dtype="datetime64[us, UTC]"),
            "finished": pd.Series([day(4.5), day(2), None], dtype="datetime64[us, UTC]"),
            "lead_time": pd.Series(
                [timedelta(days=3.5), timedelta(0), None], dtype="timedelta64[us]"
            ),
            "reopened": pd.Series([0, 0, 0], dtype="Int64"),
        }
    )
    assert_frame_equal(times, expected)


@pytest.mark.parametrize(
    ("why", "history", "efficiency"),
    [
        ("work alone", "0 Backlog, 1 In Progress, 5 Done", 1),
        ("review is waiting", "0 In Progress, 1 In Review, 4 Done", 0.25),
        ("what went back waits", "0 In Progress, 1 Backlog, 3 In Progress, 4 Done", 0.5),
        ("while it was done, nobody worked", "0 In Progress, 1 Done, 3 In Progress, 4 Done", 0.5),
        ("the time before the start is not waited", "0 Backlog, 8 In Progress, 9 Done", 1),
        ("not finished", "0 In Progress", None),
        ("never started", "0 Backlog, 3 Done", None),
        ("no time at all", "0 In Progress, 0 Done", None),
    ],
)  # fmt: skip
def test_flow_efficiency_is_the_part_of_the_cycle_time_spent_at_work(why, history, efficiency):
    row = flow_efficiency(told(history, "0 In Progress"), active="In Progress").iloc[0]
    found = None if pd.isna(row["efficiency"]) else row["efficiency"]
    assert found == efficiency, why


def test_what_was_done_before_the_start_is_no_part_of_the_cycle_time():
    intervals = told("0 In Review, 2 In Progress, 4 Done")
    row = flow_efficiency(intervals, active="In Review", start="In Progress").iloc[0]
    assert (row["active"], row["total"]) == (timedelta(0), timedelta(days=2))


def test_all_of_the_category_in_progress_is_work_unless_work_is_named():
    row = flow_efficiency(told("0 In Progress, 1 In Review, 4 Done")).iloc[0]
    assert row["efficiency"] == 1
    assert row["active"] == row["total"] == timedelta(days=4)


def test_time_in_stands_in_the_order_of_the_workflow_and_adds_up():
    intervals = told("0 Done, 1 In Review, 3 Backlog, 6 In Progress", "26 Done")
    times = time_in(intervals)
    assert list(times) == ["key", "Backlog", "In Review", "In Progress", "Done"]
    days = times.set_index("key") / timedelta(days=1)
    assert days.loc["ENG-1"].tolist() == [3, 2, 22, 1]
    assert days.loc["ENG-2"].tolist() == [0, 0, 0, 2]
    by_category = time_in(intervals, "status_category")
    assert list(by_category) == ["key", "To Do", "In Progress", "Done"]


def test_time_in_what_has_no_category_is_told_as_unknown():
    intervals = told("0 Backlog, 1 In Progress, 3 Done")
    unknown = intervals["status"] == "In Progress"
    intervals.loc[unknown, ["status_category", "category_key"]] = np.nan
    times = time_in(intervals, "status_category")
    assert list(times) == ["key", "To Do", "Done", "(unknown)"]
    assert times["(unknown)"].tolist() == [timedelta(days=2)]
    # A status without a category comes last.
    assert list(time_in(intervals)) == ["key", "Backlog", "Done", "In Progress"]


def test_statuses_of_one_name_are_one_column():
    intervals = told("0 Backlog, 1 In Progress, 3 Backlog")
    intervals["status_id"] = ["10000", "10001", "77"]
    assert time_in(intervals)["Backlog"].tolist() == [timedelta(days=26)]


@patient
@given(consistent() | inconsistent(), st.sampled_from([None, OFFICE]))
def test_cycle_and_lead_time_agree_with_a_walk(issues, calendar):
    intervals = read(issues)
    fates = [walk(history, IN_PROGRESS, DONE, CATEGORY) for history in by_issue(intervals)]
    created = [issue.created for issue in issues]
    ends = [fate.finished for fate in fates]
    reopened = pd.Series([fate.reopened for fate in fates], dtype="Int64")
    cycle = {
        "key": [issue.key for issue in issues],
        "started": [fate.started for fate in fates],
        "finished": ends,
        "cycle_time": [length(fate.started, fate.finished, calendar) for fate in fates],
        "reopened": reopened,
        "returned": [fate.returned for fate in fates],
    }
    assert_frame_equal(cycle_time(intervals, calendar=calendar), typed(cycle))
    lead = {
        "key": cycle["key"],
        "created": created,
        "finished": ends,
        "lead_time": [length(*both, calendar) for both in zip(created, ends, strict=True)],
        "reopened": reopened,
    }
    assert_frame_equal(lead_time(intervals, calendar=calendar), typed(lead))


_SOME = st.sets(st.sampled_from([status for status, _, _ in STATUSES]), min_size=1)


@patient
@given(consistent(), _SOME, _SOME, _SOME)
def test_named_states_agree_with_a_walk(issues, start, done, active):
    start, intervals = start - done, read(issues)
    there = set(intervals["status_id"])
    if not (start and start <= there and done <= there and active <= there):
        return
    names = {
        what: [NAME[each] for each in states]
        for what, states in (("start", start), ("done", done), ("active", active))
    }
    histories = by_issue(intervals)
    fates = [walk(history, start, done, CATEGORY) for history in histories]
    found = flow_efficiency(intervals, **names)
    del names["active"]
    times = cycle_time(intervals, **names)
    columns = zip(*(times[name] for name in Fate._fields), strict=True)
    assert [tuple(None if pd.isna(x) else x for x in row) for row in columns] == fates
    for fate, history, row in zip(fates, histories, found.itertuples(), strict=True):
        if fate.started is None or fate.finished is None:
            assert pd.isna(row.active)
            assert pd.isna(row.total)
            continue
        within = [each for each in history if fate.started <= each.start < fate.finished]
        worked = [each.end - each.start for each in within if each.status in active]
        assert row.active == sum(worked, timedelta(0))
        assert row.total == fate.finished - fate.started
        if row.total:
            assert row.efficiency == pytest.approx(row.active / row.total)


@patient
@given(consistent() | inconsistent(), st.booleans(), st.sampled_from([None, OFFICE]))
def test_time_in_adds_up_every_stay(issues, by_category, calendar):
    intervals = read(issues)
    by, place = ("status_category", CATEGORY) if by_category else ("status", NAME)
    names = CATEGORIES if by_category else {name: name for _, name, _ in STATUSES}
    times = time_in(intervals, by, calendar=calendar)
    expected = []
    for history in by_issue(intervals):
        row: dict[str, Any] = {
            "key": history[0].key,
            **dict.fromkeys(list(times)[1:], timedelta(0)),
        }
        for stay in history:
            row[names[place[stay.status]]] += length(stay.start, stay.end or NOW, calendar)
        expected.append(row)
    assert times.to_dict("records") == expected


@patient
@given(consistent(), _SOME)
def test_the_order_of_rows_of_different_issues_matters_not(issues, done):
    intervals = read(issues)
    expected = finished(intervals, intervals["status_id"].isin(done))
    mixed = intervals.sort_values("start", kind="stable")
    found = finished(mixed, mixed["status_id"].isin(done))
    assert_frame_equal(found.sort_values("key", ignore_index=True), expected)
    pd.testing.assert_frame_equal(
        cycle_time(mixed).sort_values("key", ignore_index=True), cycle_time(intervals)
    )


def test_a_stay_in_done_that_ended_is_no_end_even_if_what_came_next_is_left_out():
    intervals = told("0 In Progress, 2 Done, 5 In Progress")
    rows = intervals[intervals["status"] == "Done"]
    assert finished(rows, rows["status"] == "Done")["finished"].isna().all()


def test_no_intervals_give_the_whole_schema():
    nothing = told()
    for frame, names in (
        (cycle_time(nothing), ["key", "started", "finished", "cycle_time", "reopened", "returned"]),
        (lead_time(nothing), ["key", "created", "finished", "lead_time", "reopened"]),
        (flow_efficiency(nothing), ["key", "active", "total", "efficiency"]),
        (time_in(nothing), ["key"]),
    ):
        assert frame.dtypes.astype(str).to_dict() == {name: DTYPES[name] for name in names}
        assert isinstance(frame.index, pd.RangeIndex)


def test_arrow_intervals_give_the_same():
    intervals = told("0 Backlog, 1 In Progress, 3 Done", "0 Backlog")
    arrow = intervals.convert_dtypes(dtype_backend="pyarrow")
    for measure in (cycle_time, lead_time, flow_efficiency, time_in):
        assert_frame_equal(measure(arrow), measure(intervals))
        assert_frame_equal(measure(arrow, calendar=OFFICE), measure(intervals, calendar=OFFICE))


@pytest.mark.parametrize("measure", [cycle_time, lead_time, flow_efficiency])
def test_without_categories_states_must_be_named(measure):
    bare = told("0 Backlog, 1 In Progress, 3 Done").assign(category_key=np.nan)
    with pytest.raises(ArgumentError, match=r"do not tell the categories .* statuses=jira\.sta"):
        measure(bare)
    names = {"start": "In Progress", "done": "Done", "active": "In Progress"}
    wanted = {lead_time: ["done"], cycle_time: ["start", "done"]}.get(measure, list(names))
    found = measure(bare, **{name: names[name] for name in wanted})
    assert found.iloc[0].notna().all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda i: cycle_time(i, start="Doen", done="Done"), "No status is called 'Doen'.*'Done'"),
        (lambda i: cycle_time(i, start=["Done", "Backlog"]), "'Done' is both a start and a done"),
        (lambda i: flow_efficiency(i, start="Done"), "'Done' is both a start and a done state"),
        (lambda i: lead_time(i.drop(columns="end")), "intervals has no column 'end'"),
        (lambda i: lead_time(i, calendar="9-5"), "calendar is a str"),
        (lambda i: time_in(i, "assignee"), "by is 'assignee'"),
    ],
)
def test_what_makes_no_sense_is_said(call, message):
    with pytest.raises(ArgumentError, match=message):
        call(told("0 Backlog, 1 In Progress, 3 Done"))


DTYPES = {
    "key": "str",
    "created": "datetime64[us, UTC]",
    "started": "datetime64[us, UTC]",
    "finished": "datetime64[us, UTC]",
    "cycle_time": "timedelta64[us]",
    "lead_time": "timedelta64[us]",
    "active": "timedelta64[us]",
    "total": "timedelta64[us]",
    "efficiency": "float64",
    "reopened": "Int64",
    "returned": "Int64",
}


def typed(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(values, dtype=DTYPES[name]) for name, values in columns.items()}
    )
