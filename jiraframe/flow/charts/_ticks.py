"""Where the ticks of an axis of times stand, and how they are written."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd

# As many labels as stand beside each other on a chart of the usual width.
_MOST: Final = 13
# February is shorter than a thirteenth.
_SLACK: Final = 1.5
# By what begins at a tick. All days are told as days: a month among them would look like another
# thing, and its first is a day.
_DAYS: Final = dict.fromkeys(("year", "quarter", "month", "week", "day", "date"), "%-d %b")
_MONTHS: Final = {"year": "%b %Y", **dict.fromkeys(("quarter", "month"), "%b")}
# Vega's own would write the hours as in America.
_HOURS: Final = {**_DAYS, "hours": "%H:%M", "minutes": "%H:%M", "seconds": "%H:%M:%S"}
_YEARS: Final = {"year": "%Y"}


class Ticks(NamedTuple):
    """The ticks of an axis.

    Attributes:
        at: Where they stand; None to leave it to Vega.
        form: How they are written, by what begins there.
    """

    at: list[pd.Timestamp] | None
    form: dict[str, str]


class _Step(NamedTuple):
    freq: str
    length: pd.Timedelta
    form: dict[str, str]


_STEPS: Final = tuple(
    _Step(freq, pd.Timedelta(length), form)
    for freq, length, form in (
        *((each, each, _HOURS) for each in ("1min", "5min", "15min", "1h", "3h", "6h")),
        *((each, each, _DAYS) for each in ("1D", "2D")),
        ("W-MON", "7D", _DAYS),
        ("2W-MON", "14D", _DAYS),
        *((f"{months}MS", f"{28 * months}D", _MONTHS) for months in (1, 3, 6)),
        *((f"{years}YS", f"{365 * years}D", _YEARS) for years in (1, 2, 5, 10, 20, 50)),
    )
)


def between(first: pd.Timestamp, last: pd.Timestamp) -> Ticks:
    """Find ticks within a span: the closest ones that can all be read.

    Args:
        first: Where the axis begins, by the clock that it shows; missing where there is nothing.
        last: Where it ends.

    Returns:
        The ticks: of minutes, hours, days, weeks from Monday on, months or years.

    Example:
        >>> found = between(pd.Timestamp("2026-01-01"), pd.Timestamp("2026-02-20"))
        >>> [f"{each:%a %-d %b}" for each in found.at][:2]
        ['Mon 5 Jan', 'Mon 12 Jan']
    """
    for step in () if pd.isna(first) else _STEPS:
        if (last - first) / step.length > 2 * _MOST:
            continue
        begin = pd.Timestamp(first.year, 1, 1) if "S" in step.freq else first.normalize()
        at = pd.date_range(begin, last, freq=step.freq)
        at = at[at >= first]
        if 1 < len(at) <= _MOST:
            return Ticks([*at], step.form)
    return Ticks(None, _HOURS)


def of_periods(starts: pd.Series[Any], last: pd.Timestamp) -> Ticks:
    """Find the ticks of periods: where they begin, if these are few.

    Args:
        starts: The beginnings, by the clock that the axis shows.
        last: The end of the last one.

    Returns:
        A tick a period, or every second; of more periods those of the whole span.
    """
    form = _form(starts, last)
    # Of months every second may leave out January, which alone tells the year.
    some = (starts,) if form in (_MONTHS, _YEARS) else (starts, starts.iloc[::2])
    for at in some:
        if len(at) == 1 or last - starts.min() <= (_MOST + _SLACK) * at.diff().min():
            return Ticks([*at], form)
    return between(starts.min(), last)


def _form(starts: pd.Series[Any], last: pd.Timestamp) -> dict[str, str]:
    edges = pd.DatetimeIndex([*starts, last])
    if not edges.equals(edges.normalize()):
        return _HOURS
    if not (edges.day == 1).all():
        return _DAYS
    return _YEARS if (edges.month == 1).all() else _MONTHS
