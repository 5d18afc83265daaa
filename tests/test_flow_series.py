"""Throughput, cumulative flow and work in progress agree with a count by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import ArgumentError
from jiraframe.flow._cumulative import cumulative_flow, work_in_progress
from jiraframe.flow._forecast import forecast
from jiraframe.flow._periods import boundaries
from jiraframe.flow._throughput import throughput
from tests.flow_histories import (
    CATEGORIES,
    CATEGORY,
    MONDAY,
    NAME,
    NOW,
    STATUSES,
    Stay,
    consistent,
    stays,
    story,
)
from tests.flow_intervals import ZONES, by_issue, finish, intervals, known, moments

FREQS = st.sampled_from(["D", "W", "2W", "MS", "B", "6h"])
DONE = {status for status, _, key in STATUSES if key == "done"}
PLACES = {
    "status": lambda stay: NAME[stay.status],
    "status_category": lambda stay: CATEGORIES[CATEGORY[stay.status]],
}


def day(number: float) -> datetime:
    return MONDAY + timedelta(days=number)


def told(*texts: str, now: float = 28) -> pd.DataFrame:
    """Intervals of histories such as those of `story`."""
    issues = [story(text, f"ENG-{number}") for number, text in enumerate(texts, 1)]
    return intervals(stays(issues), day(now))


def standing(history: list[Stay], at: datetime) -> list[Stay]:
    return [each for each in history if each.start <= at and (each.end is None or at < each.end)]


@settings(deadline=None, max_examples=40)
@given(consistent(), FREQS, ZONES, moments())
def test_throughput_counts_each_finish_in_its_period(issues, freq, zone, now):
    history = list(stays(issues))
    weekly = throughput(intervals(history), freq, zone=zone, now=now)
    ends = [finish(each, DONE) for each in by_issue(known(history, now)).values()]
    finishes = [each for each in ends if each is not None]
    rows = list(zip(weekly["start"], weekly["end"], strict=True))
    assert list(weekly["done"]) == [
        sum(start <= each < end for each in finishes) for start, end in rows
    ]
    assert sum(weekly["done"]) == len(finishes)
    assert list(weekly["whole"]) == [end <= now for _, end in rows]
    if finishes:
        edges = boundaries(pd.Timestamp(min(finishes)), pd.Timestamp(now), freq=freq, zone=zone)
        assert rows == list(pairwise(edges))


@settings(deadline=None, max_examples=40)
@given(consistent(), FREQS, ZONES, moments(), st.sampled_from(sorted(PLACES)))
def test_cumulative_flow_counts_what_stands_where(issues, freq, zone, now, by):
    history = known(stays(issues), now)
    flow = cumulative_flow(intervals(history, now), freq, by=by, zone=zone)
    assert set(map(PLACES[by], history)) <= set(flow.columns[1:])
    for row in flow.to_dict("records"):
        at = row.pop("at")
        found = [PLACES[by](stay) for stay in standing(history, at)]
        assert row == {place: found.count(place) for place in row}
        assert sum(row.values()) == sum(each[0].start <= at for each in by_issue(history).values())


@settings(deadline=None, max_examples=40)
@given(consistent(), FREQS, ZONES, moments())
def test_the_moments_are_the_ends_of_the_periods_and_then_now(issues, freq, zone, now):
    history = known(stays(issues), now)
    at = cumulative_flow(intervals(history, now), freq, zone=zone)["at"]
    assert at.dtype == pd.DatetimeTZDtype("us", zone)
    if not history:
        assert at.empty
        return
    first = min(stay.start for stay in history)
    edges = boundaries(pd.Timestamp(first), pd.Timestamp(now), freq=freq, zone=zone)
    assert list(at) == [*(edge for edge in edges[1:] if edge < now), now]


@settings(deadline=None, max_examples=40)
@given(consistent(), FREQS, ZONES, moments(), st.booleans())
def test_work_in_progress_counts_what_is_in_the_states(issues, freq, zone, now, named):
    history = known(stays(issues), now)
    frame = intervals(history, now)
    # A name may be asked for only where there is such a status.
    states = list(dict.fromkeys(NAME[stay.status] for stay in history))[:2] if named else None
    running = work_in_progress(frame, freq, states=states, zone=zone)
    assert list(running["at"]) == list(cumulative_flow(frame, freq, zone=zone)["at"])
    for at, count in zip(running["at"], running["in_progress"], strict=True):
        found = standing(history, at)
        assert count == sum(
            CATEGORY[stay.status] == "indeterminate"
            if states is None
            else NAME[stay.status] in states
            for stay in found
        )


def test_weeks_without_a_finish_are_there_and_the_present_one_is_not_whole():
    weekly = throughput(told("0 Backlog, 2 Done", "0 Backlog, 16 In Progress, 17 Done", now=22))
    assert list(weekly["start"]) == [day(0), day(7), day(14), day(21)]
    assert list(weekly["done"]) == [1, 0, 1, 0]
    assert list(weekly["whole"]) == [True, True, True, False]


def test_a_finish_at_midnight_belongs_to_the_day_that_begins():
    daily = throughput(told("0 Backlog, 1 Done", now=1.5), "D")
    assert list(daily["start"]) == [day(1)]


@pytest.mark.parametrize(("freq", "end"), [("B", 9), ("D", 7)])
def test_a_forecast_knows_business_days_also_of_a_few_without_a_weekend(freq, end):
    daily = throughput(told(*(f"0 Backlog, {day}.5 Done" for day in range(3)), now=3), freq)
    assert daily["done"].tolist() == [1, 1, 1, 0]
    # From Thursday on, one a day.
    assert set(forecast(daily.tail(12), items=4)["date"]) == {day(end)}


def test_an_issue_counts_once_when_it_was_opened_again():
    again = told("0 Backlog, 1 Done, 8 In Progress, 9 Done, 10 Won't Do")
    assert list(throughput(again, now=day(7))["done"]) == [1, 0]
    assert throughput(again, now=day(8.5)).empty
    assert list(throughput(again)["done"]) == [1, 0, 0, 0]
    assert throughput(again)["start"][0] == day(7)


def test_a_day_begins_when_it_does_in_the_zone():
    late = told("0 Backlog, 0.95 Done", now=3)  # 22:48 in UTC, 23:48 in Berlin
    later = told("0 Backlog, 0.97 Done", now=3)  # 23:16 in UTC, 00:16 in Berlin
    starts = [throughput(each, "D", zone="Europe/Berlin")["start"][0] for each in (late, later)]
    assert [each.isoformat() for each in starts] == [
        "2026-03-23T00:00:00+01:00",
        "2026-03-24T00:00:00+01:00",
    ]


def test_the_user_says_what_is_done():
    weekly = throughput(
        told("0 Backlog, 1 In Review, 2 In Progress", "0 Backlog, 1 In Review"), done="in review"
    )
    assert sum(weekly["done"]) == 1


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("backend", [None, "pyarrow"])
def test_no_issues_have_the_columns_of_many(zone, backend):
    for some in (told(), told("0 Backlog, 1 Done")):
        frame = some if backend is None else some.convert_dtypes(dtype_backend=backend)
        instant = pd.DatetimeTZDtype("us", zone)
        assert throughput(frame, zone=zone).dtypes.to_dict() == {
            "start": instant, "end": instant, "done": "Int64", "whole": "boolean",
        }  # fmt: skip
        assert cumulative_flow(frame, zone=zone).dtypes.to_dict() == {
            "at": instant, "To Do": "Int64", "In Progress": "Int64", "Done": "Int64",
        }  # fmt: skip
        assert work_in_progress(frame, zone=zone).dtypes.to_dict() == {
            "at": instant, "in_progress": "Int64",
        }  # fmt: skip


def test_the_columns_follow_the_workflow():
    frame = told("0 Done, 1 In Review", "2 In Progress, 3 Backlog", "0 Won't Do")
    assert list(cumulative_flow(frame, by="status"))[1:] == [
        "Backlog", "In Review", "In Progress", "Done", "Won't Do",
    ]  # fmt: skip


def test_categories_keep_the_names_that_jira_gives_them():
    frame = told("0 Backlog, 1 Done").replace({"status_category": {"Done": "Fertig"}})
    assert list(cumulative_flow(frame)) == ["at", "To Do", "In Progress", "Fertig"]


def test_what_has_no_category_is_counted_and_comes_last():
    frame = told("0 Backlog, 1 Done", "0 In Review")
    lost = frame["status"] == "In Review"
    frame.loc[lost, ["status_category", "category_key"]] = None
    frame.loc[lost, "status"] = "at"
    by_category = cumulative_flow(frame)
    assert list(by_category) == ["at", "To Do", "In Progress", "Done", "(unknown)"]
    assert by_category.iloc[-1, 1:].tolist() == [0, 0, 1, 1]
    # A status is no reason to lose the moments.
    by_status = cumulative_flow(frame, by="status")
    assert list(by_status) == ["at", "Backlog", "Done", "at (status)"]
    assert by_status["at"].equals(by_category["at"])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda frame: cumulative_flow(frame, by="assignee"), "status_category"),
        (lambda frame: cumulative_flow(frame, "fortnight"), "fortnight"),
        (lambda frame: work_in_progress(frame, states="Doing"), "Doing"),
        (lambda frame: throughput(frame, done="Dnoe"), "Done"),
        (lambda frame: throughput(frame, zone="Berlin"), "Europe/Berlin"),
        (lambda frame: throughput(frame, now="2026-01-01"), "time zone"),
        (lambda frame: throughput(frame.drop(columns="end")), "status_intervals"),
        (lambda frame: cumulative_flow([1]), "DataFrame"),
    ],
)
def test_what_cannot_be_answered_says_what_to_change(call, says):
    with pytest.raises(ArgumentError) as caught:
        call(told("0 Backlog, 1 Done"))
    assert says in str(caught.value)


def test_a_now_after_the_intervals_adds_periods():
    weekly = throughput(told("0 Backlog, 1 Done", now=2), now=NOW)
    assert list(weekly["done"]) == [1, 0, 0, 0, 0]


def test_a_now_at_midnight_is_told_once():
    flow = cumulative_flow(told("0 Backlog, 2 Done", now=3))
    assert list(flow["at"]) == [day(1), day(2), day(3)]
    assert list(flow["Done"]) == [0, 1, 1]
