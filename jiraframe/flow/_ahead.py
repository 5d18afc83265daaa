"""The periods to come: as long as those that were."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from pandas.tseries.offsets import BusinessDay

from jiraframe.errors import ArgumentError
from jiraframe.flow._periods import instants

# Far enough, and from here even a rough estimate stays before the year 9999, where dates end.
_LAST_YEAR = 7000
_YEAR = pd.Timedelta(days=365)

_Way: TypeAlias = pd.DateOffset | BusinessDay | pd.Timedelta


@dataclass(frozen=True)
class Ahead:
    """Periods of one length, one after the other, from a moment on.

    Attributes:
        begin: When the first one begins, in the zone whose clock they follow.
        step: The way through a period: of whole days and months on that clock, else elapsed time.
        clock: The zone.
    """

    begin: pd.Timestamp
    step: _Way
    clock: ZoneInfo

    def end(self, periods: int) -> pd.Timestamp:
        """Find the end of the last of some periods.

        Args:
            periods: How many.

        Returns:
            The moment, in the zone.

        Raises:
            ArgumentError: It lies beyond the year 7000.
        """
        if isinstance(self.step, pd.Timedelta):
            start = self.begin
        else:
            # A period of business days that begins on a day off begins after it.
            start = self.step.rollforward(self._wall())
        years = periods * ((start + self.step - start) / _YEAR)
        if start.year + years > _LAST_YEAR:
            raise ArgumentError(
                f"{periods} periods from {self.begin} on reach beyond the year {_LAST_YEAR}.",
                fix="Ask for less, or give periods in which more was finished.",
            )
        end = start + self.step * periods
        return end if end.tzinfo is not None else instants(pd.DatetimeIndex([end]), self.clock)[0]

    def _wall(self) -> pd.Timestamp:
        """Tell what the clock shows at the beginning; midnight also on a day that has none."""
        wall = self.begin.tz_localize(None)
        midnight = wall.normalize()
        begins_a_day = instants(pd.DatetimeIndex([midnight]), self.clock)[0] == self.begin
        return midnight if begins_a_day else wall

    def over_by(self, moment: pd.Timestamp) -> int:
        """Count the periods that are over by a moment.

        Args:
            moment: The moment.

        Returns:
            How many, perhaps 0.

        Raises:
            ArgumentError: The moment lies too far ahead.
        """
        beyond = 1
        while self.end(beyond) <= moment:
            beyond *= 2
        return bisect_right(range(1, beyond), moment, key=self.end)


def step_between(
    starts: pd.DatetimeIndex, ends: pd.DatetimeIndex, clock: ZoneInfo, *, workdays: bool = False
) -> _Way:
    """Find the one way that leads from the beginning of each period to its end.

    Args:
        starts: The beginnings of some periods, at least one.
        ends: Their ends.
        clock: The zone whose clock they follow.
        workdays: Whether they are known to be of business days: a few that no weekend lies in
            look like days.

    Returns:
        Whole months, whole days, business days, or elapsed time.

    Raises:
        ArgumentError: The periods are not of one length.

    Example:
        >>> edges = pd.DatetimeIndex(["2026-01-01", "2026-02-01", "2026-03-01"], tz="UTC")
        >>> step_between(edges[:-1], edges[1:], ZoneInfo("UTC"))
        <DateOffset: months=1>
    """
    first, last = (each.tz_convert(clock).tz_localize(None).normalize() for each in (starts, ends))
    if instants(first, clock).equals(starts) and instants(last, clock).equals(ends):
        months = (last.year - first.year) * 12 + last.month - first.month
        if (first.day == 1).all() and (last.day == 1).all() and _one(months):
            return pd.DateOffset(months=int(months[0]))
        days = (last - first).days
        if _one(days) and not workdays:
            return pd.DateOffset(days=int(days[0]))
        counts = np.busday_count(first.to_numpy().astype("M8[D]"), last.to_numpy().astype("M8[D]"))
        if _one(counts):
            return BusinessDay(int(counts[0]))
    elapsed = ends - starts
    if _one(elapsed // pd.Timedelta(microseconds=1)):
        return elapsed[0]
    raise ArgumentError(
        "The periods of this throughput are not of one length.",
        fix="Give rows of one call of throughput().",
    )


def _one(lengths: Any) -> bool:
    """Whether all are one length, and it is one."""
    return bool(lengths[0] > 0 and (lengths == lengths[0]).all())
