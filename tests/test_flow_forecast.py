"""A forecast agrees with the exact probabilities, and its dates with the calendar."""

from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from math import comb
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import ArgumentError
from jiraframe.flow._ahead import Ahead, step_between
from jiraframe.flow._draws import Draws
from jiraframe.flow._forecast import forecast
from jiraframe.flow._periods import boundaries, instants

PERCENTILES = (5, 50, 70, 85, 95, 99)
SAMPLES = 20_000
# Five standard deviations of a share of so many samples.
TOLERANCE = 5 * 0.5 / SAMPLES**0.5


def frame(
    counts: list[int],
    *,
    freq: str = "W",
    zone: str = "UTC",
    first: str = "2026-01-05",
    running: int = 0,
) -> pd.DataFrame:
    """What `throughput` gives, with some periods at the end that are not over."""
    [begin] = instants(pd.DatetimeIndex([first]), ZoneInfo(zone)).as_unit("us")
    edges = boundaries(begin, begin + pd.Timedelta(days=366 * len(counts)), freq=freq, zone=zone)
    edges = edges[: len(counts) + 1]
    return pd.DataFrame(
        {
            "start": edges[:-1],
            "end": edges[1:],
            "done": pd.array(counts, dtype="Int64"),
            "whole": pd.array([n < len(counts) - running for n in range(len(counts))], "boolean"),
        }
    )


def chances(counts: list[int], periods: int) -> np.ndarray:
    """How likely each sum of so many periods is, exactly."""
    one = np.bincount(counts) / len(counts)
    total = np.array([1.0])
    for _ in range(periods):
        total = np.convolve(total, one)
    return total


histories = st.lists(st.integers(0, 6), min_size=1, max_size=9).filter(any)


@settings(deadline=None, max_examples=40)
@given(histories, st.integers(1, 25), st.integers(0, 99))
def test_how_many_agrees_with_the_exact_chances(counts, periods, seed):
    told = forecast(counts, until=periods, percentiles=PERCENTILES, samples=SAMPLES, seed=seed)
    exact = chances(counts, periods)
    for percentile, items in zip(told["percentile"], told["items"], strict=True):
        assert exact[items:].sum() >= percentile / 100 - TOLERANCE
        assert exact[items + 1 :].sum() < percentile / 100 + TOLERANCE


@settings(deadline=None, max_examples=40)
@given(histories, st.integers(1, 40), st.integers(0, 99))
def test_when_agrees_with_the_exact_chances(counts, items, seed):
    told = forecast(counts, items=items, percentiles=PERCENTILES, samples=SAMPLES, seed=seed)
    for percentile, periods in zip(told["percentile"], told["periods"], strict=True):
        assert chances(counts, periods)[items:].sum() >= percentile / 100 - TOLERANCE
        assert chances(counts, periods - 1)[items:].sum() < percentile / 100 + TOLERANCE


@pytest.mark.parametrize(("items", "periods"), [(1, 1), (5, 1), (6, 2), (20, 4), (21, 5)])
def test_a_steady_team_is_certain(items, periods):
    assert set(forecast([5] * 10, items=items)["periods"]) == {periods}
    assert set(forecast([5] * 10, until=periods)["items"]) == {5 * periods}


def test_two_outcomes_are_binomial():
    # Two a week or nothing: at least 2k in ten weeks is at least k heads in ten tosses.
    heads = [sum(comb(10, each) for each in range(k, 11)) / 2**10 for k in range(11)]
    told = forecast([0, 2], until=10, percentiles=[10, 50, 90], samples=50_000)
    for percentile, items in zip(told["percentile"], told["items"], strict=True):
        assert heads[items // 2] >= percentile / 100 > heads[items // 2 + 1]


def test_the_surer_the_fewer_and_the_later():
    counts = [0, 1, 2, 3, 8, 1, 0, 4]
    assert forecast(counts, items=30)["periods"].is_monotonic_increasing
    assert forecast(counts, until=8)["items"].is_monotonic_decreasing
    told = forecast(counts, until=8, percentiles=(95, 50))
    assert list(told["percentile"]) == [95, 50]
    assert told["items"].is_monotonic_increasing


@pytest.mark.parametrize("question", [{"items": 300}, {"until": 60}])
def test_the_same_seed_gives_the_same_answer(question):
    counts = [0, 1, 2, 3, 20, 1, 0, 4]
    told = forecast(counts, **question, samples=50)
    assert told.equals(forecast(counts, **question, samples=50))
    assert told.equals(forecast(counts, **question, samples=50, seed=0))
    assert not told.equals(forecast(counts, **question, samples=50, seed=1))


@pytest.mark.parametrize("samples", [1, 9_999, 10_000, 10_001, 25_000])
def test_so_many_futures_are_drawn_as_were_asked_for(samples):
    draws = Draws(np.array([1, 2]), samples, 0)
    assert len(draws.items_in(3)) == len(draws.periods_for(3)) == samples


def test_each_block_of_futures_is_its_own():
    made = Draws(np.array([0, 1, 1, 5]), 20_000, 0).items_in(50)
    assert (np.unique(made, return_counts=True)[1] % 2).any()


def test_a_far_goal_and_rare_work_take_no_time():
    told = forecast([5, 7], items=1_000_000, samples=1_000)
    assert told["periods"].between(165_000, 168_000).all()
    rare = forecast([0] * 499 + [1], items=5, samples=1_000)
    assert rare["periods"].between(1_000, 10_000).all()


def test_only_whole_periods_count_and_the_work_begins_behind_them():
    weekly = frame([3, 3, 3, 0], running=1)
    told = forecast(weekly, items=6)
    assert set(told["periods"]) == {2}
    assert set(told["date"]) == {pd.Timestamp("2026-02-09", tz="UTC")}


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(["D", "B", "W", "W-WED", "2W", "MS", "ME", "QS", "YS", "h", "5h"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe"]),
    st.dates(date(2022, 1, 1), date(2026, 1, 1)),
    st.integers(7, 30),
    st.integers(1, 20),
)
def test_the_periods_to_come_are_those_of_the_calendar(freq, zone, first, known, ahead):
    clock = ZoneInfo(zone)
    table = frame([1] * (known + ahead), freq=freq, zone=zone, first=str(first))
    starts, ends = (pd.DatetimeIndex(table[each]) for each in ("start", "end"))
    step = step_between(starts[:known], ends[:known], clock)
    begin = ends[known - 1]
    to_come = Ahead(begin, step, clock)
    assert [to_come.end(n) for n in range(1, ahead + 1)] == list(ends[known:])
    for over, (before, after) in enumerate(pairwise(ends[known - 1 :])):
        assert to_come.over_by(before) == over
        assert to_come.over_by(after - pd.Timedelta(microseconds=1)) == over


@pytest.mark.parametrize(
    ("freq", "zone", "counts", "expected"),
    [
        ("W", "Europe/Berlin", [5] * 12, "2026-04-06T00:00+02:00"),  # from winter time on
        ("MS", "Europe/Berlin", [5] * 3, "2026-05-01T00:00+02:00"),
        ("MS", "UTC", [5], "2026-03-01T00:00Z"),
        ("QS", "UTC", [5], "2026-07-01T00:00Z"),
        ("D", "UTC", [5] * 5, "2026-01-11T00:00Z"),
        ("B", "UTC", [5] * 9, "2026-01-19T00:00Z"),
        ("6h", "UTC", [5, 5], "2026-01-05T18:00Z"),
    ],
)
def test_one_more_period_is_as_long_as_the_past_ones(freq, zone, counts, expected):
    table = frame(counts, freq=freq, zone=zone)
    told = forecast(table, items=5)["date"]
    assert set(told) == {pd.Timestamp(expected)}
    assert told.dtype == pd.DatetimeTZDtype("us", zone)


@pytest.mark.parametrize(
    ("workdays", "expected"), [(True, "2026-01-14"), (False, "2026-01-12"), (None, "2026-01-12")]
)
def test_a_few_business_days_are_known_by_what_throughput_wrote_down(workdays, expected):
    table = frame([1] * 3, freq="B")  # from Monday to Wednesday
    if workdays is not None:
        table.attrs["workdays"] = workdays
    told = forecast(table.tail(3), items=4)["date"]
    assert set(told) == {pd.Timestamp(expected, tz="UTC")}


@pytest.mark.parametrize(("freq", "counts"), [("D", [5] * 12), ("W-SAT", [5] * 2)])
def test_a_day_without_a_midnight_does_not_move_what_comes_after_it(freq, counts):
    # In Havana the summer time of 2022 began at midnight: 13 March has none.
    table = frame(counts, freq=freq, zone="America/Havana", first="2022-03-01")
    known = table[table["end"] <= pd.Timestamp("2022-03-13T01:00-04:00")]
    assert known["end"].max() == pd.Timestamp("2022-03-13T01:00-04:00")
    told = forecast(known, items=5)["date"]
    assert set(told) == {pd.Timestamp(f"2022-03-{14 if freq == 'D' else 20}T00:00-04:00")}


@pytest.mark.parametrize(
    ("first", "expected"), [("2026-05-25", "2026-06-08"), ("2026-06-01", "2026-06-15")]
)
def test_a_week_beside_a_month_is_a_week(first, expected):
    told = forecast(frame([5], first=first), items=5)
    assert set(told["date"]) == {pd.Timestamp(expected, tz="UTC")}


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-03-04", "2026-03-18T00:00+01:00"),
        (date(2026, 3, 4), "2026-03-18T00:00+01:00"),
        (datetime(2026, 3, 4, 15), "2026-03-18T15:00+01:00"),
        ("2026-03-04T15:00Z", "2026-03-18T16:00+01:00"),
        (pd.Timestamp("2026-03-20", tz="Europe/Berlin"), "2026-04-03T00:00+02:00"),
    ],
)
def test_the_work_begins_when_the_user_says(start, expected):
    weekly = frame([5] * 8, zone="Europe/Berlin")
    assert set(forecast(weekly, items=10, start=start)["date"]) == {pd.Timestamp(expected)}


def test_a_business_day_that_begins_on_a_day_off_begins_after_it():
    daily = frame([5] * 8, freq="B")
    told = forecast(daily, items=10, start="2026-01-17")  # a Saturday: Monday, then Tuesday
    assert set(told["date"]) == {pd.Timestamp("2026-01-21", tz="UTC")}


@pytest.mark.parametrize(
    ("until", "periods"),
    [
        ("2026-03-09", 1),
        ("2026-03-15T23:59+00:00", 1),
        ("2026-03-16T00:00+00:00", 2),
        (date(2026, 3, 31), 4),
        (pd.Timestamp("2027-03-02", tz="UTC"), 52),
    ],
)
def test_until_a_moment_the_periods_that_are_over_count(until, periods):
    weekly = frame([0, 4, 5, 1, 3, 2, 2, 7])
    assert weekly["end"].iloc[-1] == pd.Timestamp("2026-03-02", tz="UTC")
    assert forecast(weekly, until=until).equals(forecast(weekly, until=periods))


def test_an_arrow_frame_is_as_good():
    weekly = frame([0, 4, 5, 1], zone="Europe/Berlin", running=1)
    arrow = weekly.convert_dtypes(dtype_backend="pyarrow")
    pd.testing.assert_frame_equal(forecast(arrow, items=9), forecast(weekly, items=9))


@pytest.mark.parametrize("counts", [(2, 0), np.array([2, 0]), pd.Series([2, 0]), range(3), [2.0]])
def test_counts_may_come_in_any_sequence(counts):
    told = forecast(counts, until=3, percentiles=80)
    assert told.dtypes.astype("str").to_dict() == {"percentile": "float64", "items": "Int64"}
    assert len(told) == 1


WEEKLY = frame([1, 2, 3])


@pytest.mark.parametrize(
    ("given", "options", "says"),
    [
        ([1], {}, "either items or until"),
        ([1], {"items": 1, "until": 1}, "either items or until"),
        ([0, 0], {"items": 1}, "nything finished"),
        ([], {"items": 1}, "no whole period"),
        (frame([3], running=1), {"items": 1}, "no whole period"),
        (frame([0, 3], running=1), {"until": 1}, "nything finished"),
        ([1, -1], {"items": 1}, "no count"),
        ([1, 0.5], {"items": 1}, "no count"),
        ([1, None], {"items": 1}, "no count"),
        (["many"], {"items": 1}, "no counts"),
        ("weekly", {"items": 1}, "weekly"),
        (7, {"items": 1}, "[3, 0, 5]"),
        ([1], {"items": 0}, "items"),
        ([1], {"items": 1.5}, "items"),
        ([1], {"items": True}, "items"),
        ([1], {"items": 10**12}, "items"),
        ([1], {"until": 0}, "until"),
        ([1], {"until": True}, "until"),
        ([1], {"until": "2026-06-01"}, "how long a period"),
        ([1], {"items": 1, "start": "2026-06-01"}, "how long a period"),
        (WEEKLY, {"until": "2026-01-27"}, "shorter periods"),
        (WEEKLY, {"until": "2020-01-01"}, "later moment"),
        (WEEKLY, {"until": "soon"}, "soon"),
        (WEEKLY, {"items": 1, "start": 3}, "start"),
        (WEEKLY, {"items": 900_000_000}, "beyond the year"),
        (WEEKLY, {"until": "9999-01-01"}, "beyond the year"),
        (frame([1] * 9, freq="B"), {"items": 10_000_000}, "beyond the year"),
        (frame([1], freq="6h"), {"items": 900_000_000}, "beyond the year"),
        (WEEKLY.drop(columns="whole"), {"items": 1}, "throughput"),
        (WEEKLY.assign(start=WEEKLY["start"].dt.tz_localize(None)), {"items": 1}, "instants"),
        (pd.concat([WEEKLY, frame([1], freq="D")]), {"items": 1}, "of one length"),
        (pd.concat([frame([1], freq=each) for each in ("MS", "QS")]), {"items": 1}, "one length"),
        (WEEKLY.assign(end=WEEKLY["start"]), {"items": 1}, "of one length"),
        ([1], {"items": 1, "percentiles": ()}, "percentiles"),
        ([1], {"items": 1, "percentiles": (50, 100)}, "percentiles"),
        ([1], {"items": 1, "percentiles": 0.0}, "percentiles"),
        ([1], {"items": 1, "percentiles": "85"}, "percentiles"),
        ([1], {"items": 1, "samples": 0}, "samples"),
        ([1], {"items": 1, "seed": -1}, "seed"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_what_to_change(given, options, says):
    with pytest.raises(ArgumentError) as caught:
        forecast(given, **options)
    assert says in str(caught.value)
