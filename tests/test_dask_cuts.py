"""Cuts of about one size, and ranges that hold every moment once, whatever clocks do."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.cluster._cuts import even_cuts
from jiraframe.cluster._ranges import Axis

CHICAGO = Axis("created", "created", ZoneInfo("America/Chicago"))


def _cuts(rows, parts, **options):
    asked = []

    def count(places):
        asked.extend(places)
        return [bisect_left(rows, place) for place in places]

    cuts = even_cuts(
        count, first=rows[0], end=rows[-1] + 1, total=len(rows), parts=parts, **options
    )
    return cuts, asked


def _sizes(rows, cuts):
    bounds = [0, *(bisect_left(rows, cut) for cut in cuts), len(rows)]
    return [high - low for low, high in pairwise(bounds)]


@pytest.mark.parametrize("power", [1, 2, 3, 0.3])
@pytest.mark.parametrize("parts", [2, 8, 32])
def test_parts_are_of_about_one_size_for_few_counts(power, parts):
    rows = sorted(int(10_000_000 * (number / 6400) ** power) for number in range(6400))
    cuts, asked = _cuts(rows, parts)
    assert len(cuts) == parts - 1
    even = 6400 / parts
    assert all(0.75 * even <= size <= 1.25 * even for size in _sizes(rows, cuts))
    assert len(asked) <= 6 * parts


def test_rows_of_one_minute_stay_together_and_the_others_are_still_cut():
    rows = sorted([5_000] * 900 + list(range(0, 10_000, 100)))
    cuts, asked = _cuts(rows, 10)
    assert max(_sizes(rows, cuts)) < 980
    assert len(cuts) >= 1
    assert len(asked) < 60


@given(
    rows=st.lists(st.integers(0, 10_000), min_size=1, max_size=50).map(sorted),
    parts=st.integers(1, 60),
)
def test_cuts_ascend_and_leave_no_part_empty(rows, parts):
    cuts, _ = _cuts(rows, parts)
    assert cuts == sorted(set(cuts))
    assert all(_sizes(rows, cuts))


@settings(max_examples=30)
@given(st.lists(st.integers(-50, 2_000), min_size=200, max_size=200))
def test_counts_that_contradict_each_other_still_come_to_an_end(guesses):
    left = iter(guesses)

    def count(places):
        return [next(left, 0) for _ in places]

    cuts = even_cuts(count, first=0, end=1_000_000, total=1_000, parts=8)
    assert cuts == sorted(set(cuts))


HOURS = pytest.mark.parametrize(
    "first", [datetime(2024, 3, 10, 6, tzinfo=UTC), datetime(2024, 11, 3, 4, tzinfo=UTC)]
)


@HOURS
def test_a_bound_is_never_a_reading_that_the_clock_shows_twice_or_never(first):
    for minutes in range(300):
        moment = first + timedelta(minutes=minutes)
        clock = datetime.fromisoformat(CHICAGO.text(CHICAGO.place(moment)))
        readings = {clock.replace(tzinfo=CHICAGO.zone, fold=f).astimezone(UTC) for f in (0, 1)}
        assert len(readings) == 1
        assert readings.pop() <= moment


@HOURS
def test_bounds_keep_the_order_of_the_moments(first):
    moments = [first + timedelta(minutes=minutes) for minutes in range(300)]
    places = sorted({CHICAGO.place(each) for each in moments})
    meant = [
        datetime.fromisoformat(CHICAGO.text(each)).replace(tzinfo=CHICAGO.zone).astimezone(UTC)
        for each in places
    ]
    assert meant == sorted(meant)


def test_ranges_share_their_bounds_and_are_open_at_both_ends():
    day = Axis("duedate", "due", None)
    low, high = (day.place(datetime(2024, month, 1, tzinfo=UTC)) for month in (1, 2))
    assert day.ranges([low, high]) == [
        'due < "2024-01-01"',
        'due >= "2024-01-01" AND due < "2024-02-01"',
        'due >= "2024-02-01"',
        "due IS EMPTY",
    ]
