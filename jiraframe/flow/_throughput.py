"""How many issues were finished in each period."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from jiraframe.flow._coverage import warn_if_incomplete
from jiraframe.flow._done import finished
from jiraframe.flow._given import instant
from jiraframe.flow._horizon import intervals_of, known_at, reach
from jiraframe.flow._periods import boundaries, in_workdays
from jiraframe.flow._states import DONE, States, in_states


def throughput(
    intervals: pd.DataFrame,
    freq: str = "W",
    *,
    done: States = None,
    zone: str = "UTC",
    now: str | datetime | None = None,
) -> pd.DataFrame:
    """Count the issues finished in each period.

    Throughput is the number of work items finished per unit of time (The Kanban Guide,
    kanbanguides.org). An issue is finished when the last stay in the done states began that still
    lasts, as in ``cycle_time``; so an issue that is opened again later leaves the period that it
    was counted in.

    Args:
        intervals: What ``status_intervals`` gives.
        freq: The length of a period, as a pandas offset alias: ``"D"`` days, ``"W"`` weeks that
            begin on Monday (pandas names a week by its last day: ``"W-SAT"`` begins on Sunday),
            ``"2W"`` pairs of weeks from the first finish on, ``"MS"`` months, ``"QS"`` quarters,
            ``"B"`` business days, each with the days off behind it, ``"h"`` hours.
        done: Names of statuses in which an issue is finished; a name that no status has may be
            that of a category, or its key. None for Jira's category *Done*.
        zone: The time zone in which periods begin, such as ``"Europe/Berlin"``.
        now: The moment to count at: what came later is not known yet. None for the moment that
            the intervals were made at.

    Returns:
        One row a period, from the one that holds the first finish to the one that holds now,
        also where nothing was finished: start, end (``datetime64[us, zone]``; a finish at the
        very end belongs to the next period), done (``Int64``), whole (``boolean``: whether the
        period is over). No rows where no issue is finished. ``.attrs["workdays"]`` is whether the
        periods are business days; ``forecast`` reads it.

    Raises:
        ArgumentError: No such frequency, time zone or status; a column is missing.

    Warns:
        CompletenessWarning: A limit cut the issues that the intervals were made of.

    Example:
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-08", None], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["To Do", "Done"],
        ...         "status_category": ["To Do", "Done"],
        ...         "category_key": ["new", "done"],
        ...         "start": days[:2],
        ...         "end": days[1:],
        ...         "duration": pd.to_timedelta([3, 10], "D"),
        ...     }
        ... )
        >>> throughput(intervals)[["start", "done", "whole"]]
                              start  done  whole
        0 2026-01-05 00:00:00+00:00     1   True
        1 2026-01-12 00:00:00+00:00     0  False
    """
    given = intervals_of(intervals)
    warn_if_incomplete(intervals)
    is_done = in_states(given, done, default=DONE, what="done")
    moment = reach(given) if now is None else instant(now, what="now")
    known = known_at(given, moment)
    finishes = finished(known, is_done[known.index])["finished"].dropna()
    edges = boundaries(finishes.min(), moment, freq=freq, zone=zone)
    before = np.searchsorted(np.sort(finishes.array.asi8), edges.asi8)
    result = pd.DataFrame(
        {
            "start": edges[:-1],
            "end": edges[1:],
            "done": pd.array(np.diff(before), dtype="Int64"),
            "whole": pd.array(edges[1:] <= moment, dtype="boolean"),
        }
    )
    result.attrs["workdays"] = in_workdays(freq)
    return result
