"""What past throughput says of the future."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import ceil
from numbers import Integral, Real
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._ahead import Ahead, step_between
from jiraframe.flow._clock import time_zone
from jiraframe.flow._draws import Counts, Draws
from jiraframe.flow._given import columns_of, instant, out_of_index
from jiraframe.flow._periods import instants

Moment: TypeAlias = str | date | datetime


def forecast(
    throughput: pd.DataFrame | Sequence[int],
    *,
    items: int | None = None,
    until: Moment | int | None = None,
    start: Moment | None = None,
    percentiles: float | Iterable[float] = (50, 70, 85, 95),
    samples: int = 10_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Forecast when so many issues will be finished, or how many by a day.

    A Monte Carlo simulation: each future is made of past periods, drawn at random with
    replacement (Vacanti, *When Will It Be Done?*; Magennis, *Forecasting and Simulating Software
    Development Projects*). It supposes that the periods to come are like those given, and that
    periods do not depend on each other. So give those that resemble the future, for instance
    ``weekly.tail(12)``; and of fewer than about eight the worst and the best may be missing, so
    that far percentiles look surer than they are.

    A moment without a zone is read in the zone of the frame, and a date as its first moment:
    ``until="2026-07-01"`` is the end of June.

    Args:
        throughput: What ``throughput`` gives, of which the whole periods count; or the counts of
            whole periods.
        items: How many issues are to be finished: asks when.
        until: A moment, or a number of periods: asks how many issues.
        start: When the work begins; None for the end of the last whole period. Give the present
            moment if ``items`` are the issues open now.
        percentiles: The certainties wanted, in percent, between 0 and 100.
        samples: How many futures are drawn.
        seed: The start of the random numbers: the same seed gives the same answer.

    Returns:
        One row a percentile, in the order given: percentile (``float64``), and for ``items``

        * periods (``Int64``): with that certainty so many periods suffice,
        * date (``datetime64[us, zone]``): the end of the last of them; only where a frame was
          given, whose periods tell how long one is (days and months of the zone's calendar; of
          business days at least one before a day off, where pandas has dropped what
          ``throughput`` wrote into ``frame.attrs``);

        or for ``until`` items (``Int64``): with that certainty at least so many are finished. The
        surer, the fewer. Periods that would end after ``until`` are left out.

    Raises:
        ArgumentError: Not exactly one of ``items`` and ``until``; no whole period, or none in
            which anything was finished; an argument that makes no sense.

    Example:
        >>> forecast([2, 0, 3, 5, 1, 2, 4, 3], items=20, percentiles=(50, 85))
           percentile  periods
        0        50.0        8
        1        85.0       10
        >>> forecast([2, 0, 3, 5, 1, 2, 4, 3], until=4, percentiles=(50, 85))
           percentile  items
        0        50.0     10
        1        85.0      7
    """
    if (items is None) == (until is None):
        raise ArgumentError(
            "Give either items or until.",
            fix="forecast(weekly, items=30) asks when, forecast(weekly, until=12) how many.",
        )
    counts, ahead = _read(throughput, start)
    wanted = _percentiles(percentiles)
    draws = Draws(counts, _whole(samples, "samples"), _whole(seed, "seed", least=0))
    places = [ceil(each * draws.samples / 100) - 1 for each in wanted]
    answer: dict[str, Any] = {"percentile": np.array(wanted, dtype="float64")}
    if items is not None:
        periods = draws.periods_for(_whole(items, "items"))[places]
        answer["periods"] = pd.array(periods, dtype="Int64")
        if ahead is not None:
            answer["date"] = pd.DatetimeIndex([ahead.end(int(each)) for each in periods])
    else:
        # The most first: so many or more come out in that part of the futures.
        made = draws.items_in(_periods(until, ahead))[::-1][places]
        answer["items"] = pd.array(made, dtype="Int64")
    return pd.DataFrame(answer)


def _read(throughput: Any, start: Moment | None) -> tuple[Counts, Ahead | None]:
    """The counts of the whole periods, and those to come, where the lengths are known."""
    if not isinstance(throughput, pd.DataFrame):
        if start is not None:
            raise ArgumentError(
                "start is given, but counts do not tell how long a period is.", fix=_LENGTH
            )
        return _counts(throughput), None
    given = columns_of(throughput, ("start", "end", "done", "whole"), what="throughput", get=_GET)
    clock = _clock(out_of_index(throughput, ["start"])["start"].dtype)
    whole = given[given["whole"].fillna(False).astype(bool)]
    counts = _counts(whole["done"])
    starts, ends = (pd.DatetimeIndex(whole[each]).tz_convert(clock) for each in ("start", "end"))
    begin = ends.max() if start is None else _moment(start, clock, what="start")
    workdays = throughput.attrs.get("workdays") is True
    return counts, Ahead(begin, step_between(starts, ends, clock, workdays=workdays), clock)


def _counts(values: Any) -> Counts:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ArgumentError(f"throughput is {values!r}.", fix=_GET)
    try:
        counts = np.asarray(pd.Series(values), dtype="float64")
    except (TypeError, ValueError) as exc:
        raise ArgumentError("throughput holds no counts.", fix=_GET) from exc
    if not len(counts):
        raise ArgumentError(
            "throughput has no whole period.", fix="Give a longer history, or shorter periods."
        )
    if not np.isin(counts, counts.round()).all() or counts.min() < 0:
        raise ArgumentError("throughput holds what is no count.", fix=_GET)
    if not counts.any():
        raise ArgumentError(
            "In no whole period of throughput was anything finished.", fix="Give a longer history."
        )
    return counts.astype("int64")


def _clock(dtype: Any) -> ZoneInfo:
    """The zone of a column of instants, of either backend."""
    arrow = dtype.pyarrow_dtype if isinstance(dtype, pd.ArrowDtype) else None
    zone = getattr(dtype if arrow is None else arrow, "tz", None)
    if zone is None:
        raise ArgumentError("start of throughput holds no instants.", fix=_GET)
    return time_zone(str(zone))


def _moment(value: Any, clock: ZoneInfo, *, what: str) -> pd.Timestamp:
    """Read a point in time, without a zone on the clock of the periods."""
    try:
        moment = pd.Timestamp(value) if isinstance(value, str | date) else pd.NaT
    except ValueError:
        moment = pd.NaT
    if isinstance(moment, pd.Timestamp) and moment.tzinfo is None:
        return instants(pd.DatetimeIndex([moment]), clock)[0]
    return instant(value, what=what).tz_convert(clock)


def _periods(until: Any, ahead: Ahead | None) -> int:
    if isinstance(until, Integral):
        return _whole(until, "until")
    if ahead is None:
        raise ArgumentError(
            "until is a moment, but counts do not tell how long a period is.", fix=_LENGTH
        )
    moment = _moment(until, ahead.clock, what="until")
    periods = ahead.over_by(moment)
    if not periods:
        raise ArgumentError(
            f"No period ends between {ahead.begin} and {moment}.",
            fix="Give a later moment, or a throughput of shorter periods.",
        )
    return periods


def _percentiles(values: Any) -> list[float]:
    wanted = list(values) if isinstance(values, Iterable) else [values]
    if not wanted or not all(isinstance(each, Real) and 0 < float(each) < 100 for each in wanted):
        raise ArgumentError(
            f"percentiles is {values!r}.", fix="Give numbers between 0 and 100, such as (50, 85)."
        )
    if any(float(each) < 1 for each in wanted):
        raise ArgumentError(f"percentiles is {values!r}.", fix="Give percent, such as 85 for 0.85.")
    return [float(each) for each in wanted]


def _whole(value: Any, what: str, *, least: int = 1) -> int:
    number = int(value) if isinstance(value, Integral) and not isinstance(value, bool) else -1
    if not least <= number <= _MOST:
        raise ArgumentError(
            f"{what} is {value!r}.", fix=f"Give a whole number from {least} to {_MOST:,}."
        )
    return number


_MOST = 1_000_000_000
_GET = "Give what throughput(intervals) gives, or the counts of whole periods, such as [3, 0, 5]."
_LENGTH = "Give the frame of throughput(), or until as a number of periods and no start."
