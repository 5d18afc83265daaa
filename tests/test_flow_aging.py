"""The age of work is the time since its first start, while it is not finished."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import ArgumentError
from jiraframe.flow._aging import aging
from jiraframe.flow._calendar import Calendar
from jiraframe.flow._cycle import cycle_time
from jiraframe.flow._throughput import throughput
from tests.flow_histories import (
    CATEGORIES,
    CATEGORY,
    ID,
    MONDAY,
    NAME,
    NOW,
    consistent,
    stays,
    story,
)
from tests.flow_intervals import by_issue, finish, intervals, known, moments

GOING = {"In Progress", "In Review"}
DONE = {"Done", "Won't Do"}


def told(*texts: str, now: float = 28) -> pd.DataFrame:
    issues = [story(text, f"ENG-{number}") for number, text in enumerate(texts, 1)]
    return intervals(stays(issues), MONDAY + timedelta(days=now))


MORNINGS = Calendar(workdays=range(7), hours=("00:00", "12:00"))


@settings(deadline=None, max_examples=40)
@given(
    consistent(),
    moments(),
    st.sets(st.sampled_from(sorted(GOING | {"Backlog"})), min_size=1),
    st.sets(st.sampled_from(sorted(DONE)), min_size=1),
)
def test_it_agrees_with_a_walk_through_each_history(issues, now, start, done):
    frame = intervals(stays(issues))
    names = set(frame["status"])
    start, done = start & names, done & names
    expected = []
    for key, history in by_issue(known(stays(issues), now)).items():
        starts = [stay.start for stay in history if NAME[stay.status] in start]
        if starts and finish(history, {ID[name] for name in done}) is None:
            last = history[-1]
            row = (key, NAME[last.status], CATEGORIES[CATEGORY[last.status]])
            expected.append((*row, starts[0], now - starts[0], now - last.start))
    expected.sort(key=lambda row: row[3])
    table = aging(frame, now=now, start=start, done=done)
    assert list(table.itertuples(index=False, name=None)) == expected


@settings(deadline=None, max_examples=40)
@given(consistent(), moments())
def test_at_an_earlier_moment_it_tells_what_it_told_then(issues, now):
    then = aging(intervals(known(stays(issues), now), now))
    pd.testing.assert_frame_equal(aging(intervals(stays(issues)), now=now), then)


@settings(deadline=None, max_examples=20)
@given(consistent())
def test_what_was_started_is_finished_or_grows_old(issues):
    frame = intervals(stays(issues))
    cycle = cycle_time(frame)
    going = cycle[cycle["started"].notna() & cycle["finished"].isna()]
    table = aging(frame).set_index("key")
    assert table["started"].to_dict() == going.set_index("key")["started"].to_dict()
    assert throughput(frame)["done"].sum() == cycle["finished"].notna().sum()


def test_the_oldest_come_first_and_only_what_is_under_way():
    table = aging(
        told(
            "0 Backlog, 5 In Progress",
            "0 Backlog, 1 In Progress, 2 In Review",
            "0 Backlog",
            "0 Backlog, 1 In Progress, 9 Done",
            "0 Backlog, 3 In Progress, 4 Done, 6 Backlog",
            "0 Backlog, 5 In Progress",
            now=10,
        )
    )
    assert table.to_dict("list") == {
        "key": ["ENG-2", "ENG-5", "ENG-1", "ENG-6"],
        "status": ["In Review", "Backlog", "In Progress", "In Progress"],
        "status_category": ["In Progress", "To Do", "In Progress", "In Progress"],
        "started": [MONDAY + timedelta(days=each) for each in (1, 3, 5, 5)],
        "age": [timedelta(days=each) for each in (9, 7, 5, 5)],
        "in_status": [timedelta(days=each) for each in (8, 4, 5, 5)],
    }


def test_a_calendar_counts_its_own_hours():
    table = aging(told("0 Backlog, 1 In Progress, 3 In Review", now=5), calendar=MORNINGS)
    assert table["age"][0] == timedelta(days=2)
    assert table["in_status"][0] == timedelta(days=1)


@pytest.mark.parametrize("texts", [(), ("0 Backlog, 1 In Progress",)])
@pytest.mark.parametrize("backend", [None, "pyarrow"])
@pytest.mark.parametrize("calendar", [None, MORNINGS])
def test_it_has_the_same_columns_whatever_there_is(texts, backend, calendar):
    frame = told(*texts)
    frame = frame if backend is None else frame.convert_dtypes(dtype_backend=backend)
    table = aging(frame, calendar=calendar)
    assert table.dtypes.astype("str").to_dict() == {
        "key": "str",
        "status": "str",
        "status_category": "str",
        "started": "datetime64[us, UTC]",
        "age": "timedelta64[us]",
        "in_status": "timedelta64[us]",
    }
    assert len(table) == len(texts)
    assert table.index.equals(pd.RangeIndex(len(texts)))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"start": "Doing"}, "In Progress"),
        ({"done": ["Done", "Closed"]}, "Closed"),
        ({"now": datetime(2026, 4, 1)}, "time zone"),
    ],
)
def test_what_cannot_be_answered_says_what_to_change(options, says):
    with pytest.raises(ArgumentError) as caught:
        aging(told("0 In Progress, 1 Done"), **options)
    assert says in str(caught.value)


def test_now_is_that_of_the_intervals():
    assert aging(told("0 In Progress"))["age"][0] == NOW - MONDAY
