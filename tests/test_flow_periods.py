"""Periods begin and end where a zone's clock and calendar say, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import ArgumentError
from jiraframe.flow._periods import boundaries, instants

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/Havana",  # its clocks change at midnight
    "America/St_Johns",  # until 2011 at a minute past midnight
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Kathmandu",
    "Pacific/Apia",  # had no 30 December 2011
]


def _week(day: datetime, last: int) -> object:
    return (day + timedelta(days=(last - day.weekday()) % 7)).date()


# What all moments of a period have in common, by the clock on the wall.
NAMES = {
    "D": lambda day: day.date(),
    "B": lambda day: (day - timedelta(days=max(0, day.weekday() - 4))).date(),
    "W": lambda day: _week(day, 6),
    "W-WED": lambda day: _week(day, 2),
    "MS": lambda day: (day.year, day.month),
    "ME": lambda day: (day.year, day.month),
    "QS": lambda day: (day.year, (day.month - 1) // 3),
    "QE-JAN": lambda day: (day.year + (day.month - 2) // 12, (day.month - 2) % 12 // 3),
    "YS": lambda day: day.year,
    "YE": lambda day: day.year,
}


@st.composite
def spans(draw: st.DrawFn) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Draw two moments, of which many lie at midnight, or in a night when some clocks change."""
    year = draw(st.sampled_from([2010, 2011, 2024]))
    days = st.one_of(st.integers(0, 364), st.sampled_from([68, 69, 310, 364]))
    first = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=draw(days))
    first += timedelta(minutes=draw(st.integers(0, 96)) * 15)
    last = first + timedelta(days=draw(st.integers(0, 40)), minutes=draw(st.integers(0, 96)) * 15)
    return pd.Timestamp(first).as_unit("us"), pd.Timestamp(last).as_unit("us")


@settings(deadline=None, max_examples=100)
@given(spans(), st.sampled_from(sorted(NAMES)), st.sampled_from(ZONES))
def test_each_moment_lies_in_the_period_that_the_calendar_names(span, freq, zone):
    edges = boundaries(*span, freq=freq, zone=zone)
    assert edges.is_unique
    assert edges.is_monotonic_increasing
    assert edges.dtype == pd.DatetimeTZDtype("us", zone)
    assert edges[0] <= span[0] < edges[1]
    assert edges[-2] <= span[1] < edges[-1]
    before = edges - pd.Timedelta(microseconds=1)
    begins, ends = (
        [NAMES[freq](wall) for wall in moments.tz_localize(None)] for moments in (edges, before)
    )
    assert ends[1:] == begins[:-1]
    assert len(set(begins)) == len(begins)


@settings(deadline=None, max_examples=50)
@given(spans(), st.sampled_from([*NAMES, "2W", "3D", "2MS", "h", "36h"]), st.sampled_from(ZONES))
def test_a_longer_span_has_the_same_periods_and_more(span, freq, zone):
    first, last = span
    longer = boundaries(first, last + pd.Timedelta(days=50), freq=freq, zone=zone)
    edges = boundaries(first, last, freq=freq, zone=zone)
    assert list(longer[: len(edges)]) == list(edges)


@pytest.mark.parametrize(
    ("freq", "zone", "first", "last", "expected"),
    [
        ("D", "Europe/Berlin", "2026-03-29T00:30Z", "2026-03-29T03:00Z",
         ["2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00"]),
        ("D", "America/Havana", "2024-03-10T12:00Z", "2024-03-10T12:00Z",
         ["2024-03-10T01:00-04:00", "2024-03-11T00:00-04:00"]),
        ("D", "America/Havana", "2024-11-03T04:30Z", "2024-11-03T05:30Z",
         ["2024-11-03T00:00-04:00", "2024-11-04T00:00-05:00"]),
        ("D", "Pacific/Apia", "2011-12-30T00:00Z", "2011-12-30T12:00Z",
         ["2011-12-29T00:00-10:00", "2011-12-31T00:00+14:00", "2012-01-01T00:00+14:00"]),
        # The second of two hours before midnight lies behind the first midnight.
        ("D", "America/St_Johns", "2010-11-07T02:45Z", "2010-11-07T02:45Z",
         ["2010-11-07T00:00-02:30", "2010-11-08T00:00-03:30"]),
        ("2W", "UTC", "2026-01-07T00:00Z", "2026-01-20T00:00Z",
         ["2026-01-05T00:00Z", "2026-01-19T00:00Z", "2026-02-02T00:00Z"]),
        ("W", "UTC", "2026-01-05T00:00Z", "2026-01-11T23:59Z",
         ["2026-01-05T00:00Z", "2026-01-12T00:00Z"]),
        ("12h", "Europe/Berlin", "2026-03-28T23:00Z", "2026-03-29T12:00Z",
         ["2026-03-29T00:00+01:00", "2026-03-29T13:00+02:00", "2026-03-30T01:00+02:00"]),
    ],
)  # fmt: skip
def test_the_clock_of_the_zone_decides(freq, zone, first, last, expected):
    edges = boundaries(
        pd.Timestamp(first).as_unit("us"), pd.Timestamp(last).as_unit("us"), freq=freq, zone=zone
    )
    assert list(edges) == [pd.Timestamp(each) for each in expected]


def test_no_first_moment_has_no_periods():
    edges = boundaries(pd.NaT, pd.NaT, freq="D", zone="Europe/Berlin")
    assert edges.dtype == pd.DatetimeTZDtype("us", ZoneInfo("Europe/Berlin"))
    assert len(edges) == 0


@pytest.mark.parametrize(
    ("freq", "says"),
    [
        ("M", "'ME'"),  # pandas' own hint
        ("weekly", "weekly"),
        ("", "''"),
        ("-1D", "-1D"),
        ("0W", "0W"),
        ("min", "an hour or longer"),
        ("bh", "bh"),
        (7, "7"),
        (None, "None"),
        ("9999999999999999999D", "99999"),
    ],
)
def test_a_frequency_that_is_none_is_named(freq, says):
    moment = pd.Timestamp("2026-01-05T00:00Z")
    with pytest.raises(ArgumentError, match="freq") as caught:
        boundaries(moment, moment, freq=freq, zone="UTC")
    assert says in str(caught.value)


@pytest.mark.parametrize("zone", ["Berlin", "Europe", "", "../etc", None, 1, "a\0b"])
def test_a_zone_that_is_none_is_named(zone):
    with pytest.raises(ArgumentError, match="no time zone") as caught:
        boundaries(pd.NaT, pd.NaT, freq="D", zone=zone)
    assert repr(zone) in str(caught.value)


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("America/Adak", "2026-03-08T02:00", "2026-03-08T12:00Z"),
        ("America/Anchorage", "2026-03-08T02:00", "2026-03-08T11:00Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:00", "2026-10-03T15:30Z"),
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00Z"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30Z"),
    ],
)
def test_a_time_that_the_clock_leaves_out_is_the_moment_of_its_change(zone, wall, expected):
    found = instants(pd.DatetimeIndex([wall]), ZoneInfo(zone))
    assert found.tolist() == [pd.Timestamp(expected)]
