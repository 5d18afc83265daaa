"""Days, weeks, months of a time zone, as instants.

A day has 23 or 25 hours when the clocks change, so boundaries are found on the zone's wall clock
and become instants afterwards.
"""

from __future__ import annotations

import warnings
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from pandas.tseries import offsets
from pandas.tseries.frequencies import to_offset

from jiraframe.errors import ArgumentError
from jiraframe.flow._clock import shown, time_zone

# A pandas offset names the first days of its periods, or the last ones: the day after begins one.
_BY_FIRST_DAY = (
    offsets.Day,
    offsets.BusinessDay,
    offsets.MonthBegin,
    offsets.QuarterBegin,
    offsets.YearBegin,
)
_BY_LAST_DAY = (offsets.Week, offsets.MonthEnd, offsets.QuarterEnd, offsets.YearEnd)
_SHORTEST = pd.Timedelta(hours=1)
_DAY = pd.Timedelta(days=1)


def boundaries(
    first: pd.Timestamp, last: pd.Timestamp, *, freq: str, zone: str
) -> pd.DatetimeIndex:
    """Find the periods from the one that holds a moment to the one that holds another.

    A period holds its beginning, and not its end, which is the beginning of the next one.

    Args:
        first: A moment; where it is missing there are no periods.
        last: A moment, not before ``first``.
        freq: An offset alias of pandas, of hours, days, business days, weeks, months, quarters or
            years, such as ``"D"``, ``"2W"`` or ``"MS"``. As everywhere in pandas, a week is named
            by its last day: ``"W"`` is ``"W-SUN"`` and begins on Monday, ``"W-SAT"`` begins on
            Sunday. ``"MS"`` and ``"ME"`` are the same months. Business days take in the days off
            behind them. Several at once (``"2W"``) are counted from the one that holds ``first``,
            hours from its midnight as elapsed time.
        zone: The time zone by whose clock they begin, such as ``"Europe/Berlin"``. A day whose
            midnight is skipped begins with the first moment that it has.

    Returns:
        The beginning of every period and the end of the last one, strictly rising,
        ``datetime64[us, zone]``; empty where ``first`` is missing.

    Raises:
        ArgumentError: No such frequency, or no such time zone.

    Example:
        >>> moment = pd.Timestamp("2026-03-29T12:00Z")  # the clocks of Berlin go forward
        >>> [*boundaries(moment, moment, freq="D", zone="Europe/Berlin").strftime("%F %T%z")]
        ['2026-03-29 00:00:00+0100', '2026-03-30 00:00:00+0200']
    """
    step, clock = _offset(freq), time_zone(zone)
    if pd.isna(first):
        return pd.DatetimeIndex([], dtype=pd.DatetimeTZDtype("us", clock))
    begin, end = (
        moment.tz_convert(clock).tz_localize(None).as_unit("us").normalize()
        for moment in (first, last)
    )
    if isinstance(step, offsets.Tick):
        origin = instants(pd.DatetimeIndex([begin]), clock)[0]
        edges = pd.date_range(origin, last.tz_convert(clock) + step, freq=step)
    else:
        shift = _DAY if isinstance(step, _BY_LAST_DAY) else pd.Timedelta(0)
        origin = step.rollback(begin - shift)
        # One more than needed: in the hour that a zone has twice, a moment may lie behind a
        # midnight that its own date does not know of.
        days = pd.date_range(origin, end + step + step, freq=step) + shift
        edges = instants(days, clock).unique()
    edges = edges.as_unit("us")
    since = edges.searchsorted(first, side="right") - 1
    return edges[since : edges.searchsorted(last, side="right") + 1]


def in_workdays(freq: str) -> bool:
    """Tell whether a frequency is one of business days, which a few periods may not show.

    Args:
        freq: An offset alias of pandas, as for ``boundaries``.

    Raises:
        ArgumentError: No such frequency.
    """
    return isinstance(_offset(freq), offsets.BusinessDay)


def instants(wall: pd.DatetimeIndex, clock: ZoneInfo) -> pd.DatetimeIndex:
    """Find the instants that a zone's clock shows: of two the first, for none the next one.

    Args:
        wall: Times without a zone, rising.
        clock: The zone.

    Returns:
        As many instants, in the zone, never falling.
    """
    found = [shown(moment.to_pydatetime(), clock) for moment in wall]
    return pd.DatetimeIndex(found, dtype="datetime64[us]").tz_localize("UTC").tz_convert(clock)


def _offset(freq: str) -> Any:
    try:
        with warnings.catch_warnings():
            # "d" and "w" are old names that pandas still takes.
            warnings.simplefilter("ignore", DeprecationWarning)
            offset: Any = to_offset(freq) if isinstance(freq, str) else None
    except (ValueError, OverflowError):
        offset = None
    hours = isinstance(offset, offsets.Tick) and pd.Timedelta(offset) >= _SHORTEST
    days = type(offset) in (*_BY_FIRST_DAY, *_BY_LAST_DAY) and offset.n > 0
    if not (hours or days):
        near = _NEAR.get(freq.strip().casefold()) if isinstance(freq, str) else None
        hint = f" Did you mean {near!r}?" if near else ""
        raise ArgumentError(f"freq is {freq!r}, no length of periods.{hint}", fix=_FREQUENCIES)
    return offset


# What people write, and pandas once took, in lower case.
_NEAR = {
    **dict.fromkeys(("h", "hour", "hours", "hourly"), "h"),
    **dict.fromkeys(("day", "days", "daily"), "D"),
    **dict.fromkeys(("w", "week", "weeks", "weekly"), "W"),
    **dict.fromkeys(("m", "ms", "me", "month", "months", "monthly"), "MS"),
    **dict.fromkeys(("q", "qs", "qe", "quarter", "quarters", "quarterly"), "QS"),
    **dict.fromkeys(("y", "a", "ys", "ye", "year", "years", "yearly", "annual"), "YS"),
}
_FREQUENCIES = (
    "Give an hour or longer: 'h' hours, 'D' days, 'B' business days, 'W' weeks from Monday on "
    "('W-SAT': from Sunday on), 'MS' or 'ME' months, 'QS' quarters, 'YS' years; or several at "
    "once, such as '2W'."
)
