"""Working time agrees with a count minute by minute, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from jiraframe.errors import ArgumentError
from jiraframe.flow._calendar import Calendar

# Zones, and an instant at which each changes its clocks.
CHANGES = [
    ("UTC", "2026-03-29T00:00Z"),
    ("Asia/Kolkata", "2026-03-29T00:00Z"),
    ("Pacific/Honolulu", "2026-03-29T10:00Z"),
    ("Europe/Berlin", "2026-03-29T01:00Z"),
    ("Europe/Berlin", "2026-10-25T01:00Z"),
    ("Europe/Dublin", "2026-10-25T01:00Z"),
    ("America/New_York", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-11-01T06:00Z"),
    # By half an hour; at midnight, forward and back; over a whole day.
    ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
    ("America/Sao_Paulo", "2018-02-18T02:00Z"),
    ("America/Sao_Paulo", "2018-11-04T03:00Z"),
    ("America/Havana", "2026-03-08T05:00Z"),
    ("America/Havana", "2026-11-01T05:00Z"),
    ("Pacific/Apia", "2011-12-30T10:00Z"),
]
WEEK = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MINUTE = timedelta(minutes=1)
_HOURS = st.tuples(
    st.sampled_from(["00:00", "05:00", "09:30"]), st.sampled_from(["12:15", "17:00", "24:00"])
) | st.sampled_from([("12:30", "20:00"), ("17:00", "24:00"), ("21:15", "23:45")])


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """Draw a calendar, and a moment near which its clock is changed."""
    zone, change = draw(st.sampled_from(CHANGES))
    moment = datetime.fromisoformat(change)
    days = [moment.date() + timedelta(days=each) for each in range(-3, 4)]
    calendar = Calendar(
        workdays=draw(st.sets(st.integers(0, 6), min_size=1)),
        hours=draw(_HOURS),
        holidays=draw(st.lists(st.sampled_from(days), max_size=2)),
        zone=zone,
    )
    return calendar, moment


def instants(*values: str | datetime | None) -> pd.Series:
    return pd.Series(list(values), dtype="datetime64[us, UTC]")


def between(calendar: Calendar, start: str | datetime, end: str | datetime) -> timedelta:
    return calendar.between(instants(start), instants(end))[0].to_pytimedelta()


def worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Look at the clock on the wall once a minute, and count the minutes of work."""
    zone, (begin, until) = ZoneInfo(calendar.zone), calendar.hours
    count = 0
    while start < end:
        wall = start.astimezone(zone)
        works = wall.weekday() in calendar.workdays and wall.date() not in calendar.holidays
        count += works and begin <= f"{wall:%H:%M}" < until
        start += MINUTE
    return count * MINUTE


@settings(deadline=None, max_examples=60)
@given(calendars(), st.integers(-4320, 4320), st.integers(0, 4320))
def test_it_agrees_with_a_count_minute_by_minute(drawn, since, lasts):
    calendar, moment = drawn
    start = moment + since * MINUTE
    end = start + lasts * MINUTE
    assert between(calendar, start, end) == worked(calendar, start, end)


@settings(deadline=None, max_examples=60)
@given(
    calendars(),
    st.lists(st.integers(-(10**12), 10**12), min_size=3, max_size=12).map(sorted),
)
def test_parts_add_up_and_none_is_longer_than_all_its_hours(drawn, microseconds):
    calendar, moment = drawn
    at = pd.Series(
        [moment + timedelta(microseconds=each) for each in microseconds],
        dtype="datetime64[us, UTC]",
    )
    start, end = at[:-1], at[1:].set_axis(at.index[:-1])
    parts = calendar.between(start, end)
    assert (parts >= pd.Timedelta(0)).all()
    assert (parts <= end - start).all()
    assert parts.sum() == between(calendar, at.iloc[0], at.iloc[-1])
    assert_series_equal(calendar.between(end, start), -parts)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("Tue 10:00", "Tue 12:30", 2.5),
        ("Tue 06:00", "Tue 12:00", 3),
        ("Tue 15:00", "Tue 23:00", 2),
        ("Tue 18:00", "Wed 08:00", 0),
        ("Tue 16:00", "Wed 10:00", 2),
        ("Fri 16:00", "Sat 10:00", 1),
        ("Sat 10:00", "Sun 22:00", 0),
        ("Mon 00:00", "Sat 00:00", 32),
        ("Thu 00:00", "Fri 00:00", 0),
        ("Tue 10:00", "Tue 10:00", 0),
        ("Wed 10:00", "Tue 16:00", -2),
    ],
)
def test_only_the_hours_of_workdays_count(start, end, hours):
    # The week of Monday 2026-01-05; its Thursday is a holiday.
    days = {name: number for number, name in enumerate(WEEK, 5)}
    first, second = (f"2026-01-{days[text[:3]]:02}T{text[4:]}+01:00" for text in (start, end))
    calendar = Calendar(holidays=["2026-01-08"], zone="Europe/Berlin")
    assert between(calendar, first, second) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("why", "day", "hours", "expected"),
    [
        ("a whole day loses an hour", "2026-03-29", ("00:00", "24:00"), 23),
        ("a whole day gains an hour", "2026-10-25", ("00:00", "24:00"), 25),
        ("hours that no change touches are as long as ever", "2026-03-29", ("09:00", "17:00"), 8),
        (
            "02:30 is left out: work begins when the clock goes on",
            "2026-03-29",
            ("02:30", "10:00"),
            7,
        ),
        (
            "02:30 is left out: work ends when the clock goes on",
            "2026-03-29",
            ("00:00", "02:30"),
            2,
        ),
        (
            "02:20 is left out: work begins when the clock goes on",
            "2026-03-29",
            ("02:20", "10:00"),
            7,
        ),
        ("all hours are left out", "2026-03-29", ("02:15", "02:45"), 0),
        ("02:30 comes twice: work begins the first time", "2026-10-25", ("02:30", "10:00"), 8.5),
        ("02:30 comes twice: work ends the first time", "2026-10-25", ("00:00", "02:30"), 2.5),
    ],
)
def test_a_sunday_on_which_the_clocks_change(why, day, hours, expected):
    calendar = Calendar(workdays=range(7), hours=hours, zone="Europe/Berlin")
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    start, end = (each.astimezone(UTC) for each in (midnight, midnight + timedelta(days=1)))
    assert between(calendar, start, end) == timedelta(hours=expected), why


def test_a_skipped_day_holds_no_work():
    # Samoa went from Thursday the 29th to Saturday the 31st of December 2011.
    calendar = Calendar(workdays=range(7), hours=("00:00", "24:00"), zone="Pacific/Apia")
    assert between(calendar, "2011-12-29T10:00Z", "2011-12-31T10:00Z") == timedelta(hours=48)
    friday = Calendar(workdays=[4], hours=("00:00", "24:00"), zone="Pacific/Apia")
    assert between(friday, "2011-12-28T12:00Z", "2012-01-02T12:00Z") == timedelta(0)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_day_of_the_zone_may_be_another_than_that_of_utc(zone):
    calendar = Calendar(hours=("00:00", "24:00"), zone=zone)
    # From Tuesday to Wednesday, on either side of the date line.
    start, end = "2026-01-06T09:30Z", "2026-01-07T23:30Z"
    assert between(calendar, start, end) == timedelta(hours=38)


def test_an_evening_in_the_west_is_the_next_day_in_utc():
    evenings = Calendar(hours=("17:00", "24:00"), zone="America/Los_Angeles")
    worked = between(evenings, "2026-01-06T00:30Z", "2026-01-06T02:00Z")
    assert worked == timedelta(hours=1)


def test_a_clock_left_out_two_hours_in_alaska_begins_at_the_change():
    calendar = Calendar(workdays=range(7), hours=("02:00", "04:00"), zone="America/Adak")
    assert between(calendar, "2026-03-08T00:00Z", "2026-03-09T00:00Z") == timedelta(hours=1)


def test_a_missing_end_gives_a_missing_time_and_the_index_stays():
    start = instants("2026-01-06T10:00Z", "2026-01-06T10:00Z", None).set_axis(["a", "b", "c"])
    end = instants("2026-01-06T11:00Z", None, "2026-01-06T11:00Z").set_axis(["a", "b", "c"])
    found = Calendar().between(start, end)
    expected = pd.Series([timedelta(hours=1), None, None], ["a", "b", "c"], "timedelta64[us]")
    assert_series_equal(found, expected)
    nothing = Calendar().between(instants(None), instants(None))
    assert_series_equal(nothing, pd.Series([None], dtype="timedelta64[us]"))
    assert str(Calendar().between(start[:0], end[:0]).dtype) == "timedelta64[us]"


def test_arrow_columns_and_other_zones_are_the_same_instants():
    start, end = instants("2026-01-06T10:00Z"), instants("2026-01-07T10:00Z")
    expected = Calendar().between(start, end)
    tokyo = Calendar().between(start.dt.tz_convert("Asia/Tokyo"), end)
    assert_series_equal(tokyo, expected)
    arrow = "timestamp[us, tz=UTC][pyarrow]"
    assert_series_equal(Calendar().between(start.astype(arrow), end.astype(arrow)), expected)


def test_calendars_that_say_the_same_are_equal():
    one = Calendar(workdays=[4, 0, 0], hours=("9:00", "17:00"), holidays=["2026-12-25"])
    other = Calendar(workdays=(0, 4), holidays={date(2026, 12, 25), datetime(2026, 12, 25, 9)})
    assert one == other
    assert len({one, other}) == 1
    assert one.holidays == (date(2026, 12, 25),)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"workdays": ()}, "No workdays"),
        ({"workdays": (0, 7)}, "workdays holds 7"),
        ({"workdays": "Mon"}, "workdays is 'Mon'"),
        ({"workdays": ["Mon"]}, "workdays holds 'Mon'"),
        ({"workdays": 5}, "workdays is 5"),
        ({"hours": ("22:00", "06:00")}, "a calendar knows no night shifts"),
        ({"hours": ("09:00", "09:00")}, "do not end later on the same day"),
        ({"hours": ("09:00", "24:01")}, "'24:01' is no time of day"),
        ({"hours": ("9", "17")}, "'9' is no time of day"),
        ({"hours": (9, 17)}, "9 is no time of day"),
        ({"hours": ("09:00",)}, r"hours is \('09:00',\)"),
        ({"hours": "09:00-17:00"}, "hours is '09:00-17:00'"),
        ({"holidays": ["25.12.2026"]}, "The holiday '25.12.2026' is no date"),
        ({"holidays": [None]}, "The holiday None is no date"),
        ({"holidays": "2026-12-25"}, "holidays is '2026-12-25'"),
        ({"zone": "Europe/Berln"}, "no time zone"),
        ({"zone": None}, "no time zone"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(given, message):
    with pytest.raises(ArgumentError, match=message):
        Calendar(**given)


def test_what_is_no_instant_is_refused():
    good = instants("2026-01-06T10:00Z")
    with pytest.raises(ArgumentError, match=r"end holds datetime64\[us\], no points in time"):
        Calendar().between(good, good.dt.tz_localize(None))
    with pytest.raises(ArgumentError, match="not of the same rows"):
        Calendar().between(good, good.set_axis([7]))


MONDAY, FRIDAY = "2026-01-12T10:00Z", "2026-01-09T16:00Z"


@pytest.mark.parametrize(
    "kind",
    [str, pd.Timestamp, datetime.fromisoformat, lambda text: pd.Timestamp(text, tz="Asia/Tokyo")],
    ids=["text", "Timestamp", "datetime", "another zone"],
)
def test_two_moments_give_one_time(kind):
    found = Calendar().between(kind(FRIDAY), kind(MONDAY))
    assert isinstance(found, pd.Timedelta)
    assert found == timedelta(hours=2)
    assert Calendar().between(kind(MONDAY), kind(FRIDAY)) == -found


def test_a_moment_and_a_column_give_a_column():
    start = instants(FRIDAY, None, "2026-01-12T09:30Z").set_axis([7, 8, 9])
    expected = pd.Series(
        [timedelta(hours=2), None, timedelta(minutes=30)], start.index, "timedelta64[us]"
    )
    assert_series_equal(Calendar().between(start, pd.Timestamp(MONDAY)), expected)
    assert_series_equal(Calendar().between(MONDAY, start), -expected)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "start is a NoneType"),
        (7, "start is a int"),
        (pd.DatetimeIndex([FRIDAY]), "start is a DatetimeIndex"),
        ([FRIDAY], "start is a list"),
        (pd.DataFrame({"at": [1]}), "start is a DataFrame"),
        ("Friday", "start is 'Friday', no point in time"),
        ("2026-01-09", "start is '2026-01-09', without a time zone"),
        (pd.NaT, "start is NaT, no point in time"),
    ],
)
def test_what_is_neither_a_moment_nor_a_column_is_told(given, said):
    for end in (MONDAY, instants(MONDAY)):
        with pytest.raises(ArgumentError, match=said):
            Calendar().between(given, end)


@pytest.mark.parametrize(
    ("hours", "day"),
    [(("09:00", "17:00"), "8h"), (("08:30", "16:15"), "7h45min"), (("00:00", "24:00"), "24h")],
)
def test_a_working_day_has_the_length_of_its_hours(hours, day):
    calendar = Calendar(hours=hours)
    assert calendar.day == pd.Timedelta(day)
    week = calendar.between("2026-01-05T00:00Z", "2026-01-12T00:00Z")
    assert week / calendar.day == 5
    with pytest.raises(AttributeError):
        calendar.day = pd.Timedelta("1h")
