"""When an issue was finished: the one rule that every measure shares."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


def finished(intervals: pd.DataFrame, done_mask: pd.Series[Any]) -> pd.DataFrame:
    """Find when each issue was finished, and how often it was opened again.

    An issue is finished when its last unbroken stay in the done states began, if that stay still
    lasts: an issue that left them is not finished, and one that came back to them is finished
    when it came back. Moves from one done state to another do not break a stay.

    Args:
        intervals: Needs ``key``, ``start`` and ``end``; the intervals of an issue oldest first.
        done_mask: Whether each interval lies in a done state, row by row.

    Returns:
        One row an issue, in the order of ``intervals``: key (``str``), finished
        (``datetime64[us, UTC]``, missing while it is open), reopened (``Int64``: how often it
        left the done states).

    Example:
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-07", None], utc=True)
        >>> intervals = pd.DataFrame({"key": "ENG-1", "start": days[:3], "end": days[1:]})
        >>> row = finished(intervals, pd.Series([True, False, True])).iloc[0]
        >>> row["finished"].day, int(row["reopened"])
        (7, 1)
    """
    issue, keys = pd.factorize(intervals["key"])
    order = np.argsort(issue, kind="stable")
    issue, done = issue[order], done_mask.to_numpy(dtype=bool)[order]
    start = intervals["start"].array[order]
    open_end = intervals["end"].isna().to_numpy()[order]

    first = np.diff(issue, prepend=-1) != 0
    was_done = np.roll(done, 1) & ~first
    left = was_done & ~done
    entered = np.flatnonzero(done & ~was_done)
    last = _last_rows(issue, len(keys))
    # The last stay that began at or before the last row is the one that row belongs to.
    stay = np.searchsorted(entered, last, side="right") - 1
    lasts = done[last] & open_end[last]
    at = start[entered[stay]] if len(entered) else start[last]
    return pd.DataFrame(
        {
            "key": pd.Series(keys, dtype="str"),
            "finished": pd.Series(at).where(lasts),
            "reopened": pd.Series(np.bincount(issue[left], minlength=len(keys)), dtype="Int64"),
        }
    )


def _last_rows(issue: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.intp]:
    return np.searchsorted(issue, np.arange(count), side="right") - 1
