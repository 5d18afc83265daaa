"""Working time: how much of the time between two instants people work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._calendar_parts import dates, hours, minutes, weekdays
from jiraframe.flow._clock import shown, time_zone
from jiraframe.flow._given import INSTANT, columns_of, instant

Moment: TypeAlias = str | datetime

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """When people work: on which days of the week, from when to when, and on which dates not.

    Working time is counted in hours, and pandas writes 24 of them as a day: a working day from 9
    to 17 is ``0 days 08:00:00``, three of them are ``1 days 00:00:00``. Divide by ``day`` to have
    working days.

    Args:
        workdays: Days of the week, from 0 for Monday to 6 for Sunday.
        hours: When a working day begins and ends, by the clock on the wall; ``("00:00", "24:00")``
            for whole days.
        holidays: Dates without work: a ``date``, or an ISO text such as ``"2026-12-25"``.
        zone: The IANA name of the time zone in which the clock hangs.

    Raises:
        ArgumentError: No such day of the week, date, time of day or zone; no workday at all; or
            hours that run past midnight.

    Example:
        >>> calendar = Calendar(holidays=["2026-12-25"], zone="Europe/Berlin")
        >>> calendar.holidays
        (datetime.date(2026, 12, 25),)
        >>> week = calendar.between("2026-01-05T09:00+01:00", "2026-01-09T17:00+01:00")
        >>> week, week / calendar.day
        (Timedelta('1 days 16:00:00'), 5.0)
    """

    workdays: Iterable[int] = (0, 1, 2, 3, 4)
    hours: tuple[str, str] = ("09:00", "17:00")
    holidays: Iterable[date | str] = ()
    zone: str = "UTC"

    def __post_init__(self) -> None:
        time_zone(self.zone)
        object.__setattr__(self, "workdays", weekdays(self.workdays))
        object.__setattr__(self, "hours", hours(self.hours))
        object.__setattr__(self, "holidays", dates(self.holidays))

    @property
    def day(self) -> pd.Timedelta:
        """How long a working day is by the clock: what to divide by for working days.

        Example:
            >>> import pandas as pd
            >>> Calendar(hours=("09:00", "17:00")).day
            Timedelta('0 days 08:00:00')
            >>> worked = pd.Series(pd.to_timedelta(["4h", "20h"]))
            >>> (worked / Calendar().day).tolist()
            [0.5, 2.5]
        """
        begin, end = map(minutes, self.hours)
        return pd.Timedelta(minutes=end - begin).as_unit("us")

    @overload
    def between(self, start: Moment, end: Moment) -> pd.Timedelta: ...

    @overload
    def between(self, start: Moment | pd.Series[Any], end: pd.Series[Any]) -> pd.Series[Any]: ...

    @overload
    def between(self, start: pd.Series[Any], end: Moment) -> pd.Series[Any]: ...

    def between(
        self, start: Moment | pd.Series[Any], end: Moment | pd.Series[Any]
    ) -> pd.Timedelta | pd.Series[Any]:
        """Measure the working time between instants.

        A working day lasts from the instant at which the clock shows the first of the hours to
        that at which it shows the second, and all the time between them counts: a whole day in
        which the clocks change has 23 or 25 hours. If the clock shows an hour twice, the first
        time counts; if it leaves it out, the instant at which it does.

        Args:
            start: A column of instants, with their zone; or one instant, as a datetime, a
                ``Timestamp`` or an ISO 8601 text.
            end: The same; two columns are of the same rows.

        Returns:
            A ``Timedelta`` between two instants. Else ``timedelta64[us]``, with the index of the
            column: missing where one of the instants is. Negative where the end lies before the
            start. A day of it has 24 hours, as everywhere in pandas: eight working hours are
            ``0 days 08:00:00``. Divided by ``day`` it is a number of working days.

        Raises:
            ArgumentError: They are no instants, or not of the same rows.

        Example:
            >>> import pandas as pd
            >>> friday = pd.Series(pd.to_datetime(["2026-01-09T16:00Z"]))
            >>> monday = pd.Series(pd.to_datetime(["2026-01-12T10:00Z"]))
            >>> Calendar().between(friday, monday)[0]
            Timedelta('0 days 02:00:00')
            >>> Calendar().between("2026-01-09T16:00Z", "2026-01-12T10:00Z") / Calendar().day
            0.25
        """
        columns = [each.index for each in (start, end) if isinstance(each, pd.Series)]
        index = columns[0] if columns else pd.RangeIndex(1)
        found = self._between(_column(start, index, "start"), _column(end, index, "end"))
        return found if columns else found.iloc[0]

    def _between(self, start: pd.Series[Any], end: pd.Series[Any]) -> pd.Series[Any]:
        if not start.index.equals(end.index):
            raise ArgumentError(
                "start and end are not of the same rows.", fix="Take both from one frame."
            )
        begun, ended = _instants(start, "start"), _instants(end, "end")
        known = np.concatenate([begun, ended])
        known = known[~np.isnat(known)]
        if not len(known):
            return pd.Series(ended - begun, start.index)
        opens, lasts = self._days(known.min(), known.max())
        return pd.Series(_worked(ended, opens, lasts) - _worked(begun, opens, lasts), start.index)

    def _days(
        self, first: np.datetime64, last: np.datetime64
    ) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.timedelta64]]:
        """Tell when the days around a span open, and how long they last: no time if free."""
        zone = time_zone(self.zone)
        begin, end = map(minutes, self.hours)
        workdays, free = set(self.workdays), set(self.holidays)
        opens, closes = [], []
        # The day there may be another than that of UTC, and an instant before its opening belongs
        # to the day before.
        day, until = pd.Timestamp(first).date() - 2 * _ONE_DAY, pd.Timestamp(last).date() + _ONE_DAY
        while day <= until:
            works = day.weekday() in workdays and day not in free
            midnight = datetime(day.year, day.month, day.day)
            opens.append(shown(midnight + timedelta(minutes=begin), zone))
            ends = midnight + timedelta(minutes=end)  # 24:00 is the next day's 00:00
            closes.append(shown(ends, zone) if works else opens[-1])
            day += _ONE_DAY
        opened = np.array(opens, "datetime64[us]")
        return opened, np.array(closes, "datetime64[us]") - opened


def elapsed(
    start: pd.Series[Any], end: pd.Series[Any], calendar: Calendar | None
) -> pd.Series[Any]:
    """Measure the time between instants: all of it, or the working time.

    Args:
        start: Instants.
        end: Instants of the same rows.
        calendar: The working hours; None for all hours.

    Returns:
        ``timedelta64[us]``, missing where one of them is.

    Raises:
        ArgumentError: ``calendar`` is no calendar.
    """
    if calendar is None:
        return end - start
    if not isinstance(calendar, Calendar):
        raise ArgumentError(
            f"calendar is a {type(calendar).__name__}.",
            fix='Give a Calendar, such as Calendar(zone="Europe/Berlin"), or None.',
        )
    return calendar.between(start, end)


def lasted(intervals: pd.DataFrame, calendar: Calendar | None) -> pd.Series[Any]:
    """Measure how long intervals last, until the ``now`` they were made with.

    Args:
        intervals: Needs ``start``, ``end`` and ``duration``.
        calendar: The working hours; None for all hours.

    Returns:
        ``timedelta64[us]``.

    Raises:
        ArgumentError: ``calendar`` is no calendar.
    """
    if calendar is None:
        return intervals["duration"]
    until = intervals["end"].fillna(intervals["start"] + intervals["duration"])
    return elapsed(intervals["start"], until, calendar)


def _column(given: Moment | pd.Series[Any], index: pd.Index[Any], what: str) -> pd.Series[Any]:
    if isinstance(given, pd.Series):
        return given
    if isinstance(given, str | datetime):
        return pd.Series(instant(given, what=what), index, dtype=INSTANT)
    raise ArgumentError(
        f"{what} is a {type(given).__name__}.",
        fix='Give a column, such as issues["created"], or one instant, such as '
        'pd.Timestamp("2026-01-02T09:00Z").',
    )


def _instants(column: pd.Series[Any], what: str) -> npt.NDArray[np.datetime64]:
    given = columns_of(pd.DataFrame({what: column}), [what], what=what, get="")[what]
    if not isinstance(given.dtype, pd.DatetimeTZDtype):
        raise ArgumentError(
            f"{what} holds {given.dtype}, no points in time.",
            fix="Give it a zone, such as pd.to_datetime(..., utc=True).",
        )
    return given.to_numpy(dtype="datetime64[us]")


def _worked(
    at: npt.NDArray[np.datetime64],
    opens: npt.NDArray[np.datetime64],
    lasts: npt.NDArray[np.timedelta64],
) -> npt.NDArray[np.timedelta64]:
    """Measure the working time from the first day to some instants."""
    day = np.searchsorted(opens, at, side="right") - 1
    return np.cumsum(lasts)[day] - lasts[day] + np.minimum(at - opens[day], lasts[day])
