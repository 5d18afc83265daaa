"""How far intervals tell, and what they told at an earlier moment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._given import columns_of

_GET = "Give what status_intervals(changelog, issues) gives."
_NEEDED = ("key", "status", "status_category", "category_key", "start", "end", "duration")


def intervals_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Take what a measure of intervals needs.

    Args:
        frame: What the user gave as ``intervals``.

    Returns:
        key, status, status_category, category_key, start, end and duration, in pandas' own types;
        the stays of an issue in their order, the issues as they come first.

    Raises:
        ArgumentError: It is no frame, a column is missing or holds something else, or stays of
            one issue overlap.
    """
    given = columns_of(frame, _NEEDED, what="intervals", get=_GET)
    for label in ("start", "end", "duration"):
        kinds = pd.DatetimeTZDtype if label != "duration" else np.dtypes.TimeDelta64DType
        if not isinstance(given[label].dtype, kinds):
            raise ArgumentError(
                f"{label!r} of intervals holds {given[label].dtype}.",
                fix=f"{_GET} Keep it as Parquet rather than CSV; read_csv gives texts.",
            )
    return _in_order(given)


def _in_order(given: pd.DataFrame) -> pd.DataFrame:
    """Sort the stays of each issue by time, and see that none begins before the last has ended."""
    issue, keys = pd.factorize(given["key"])
    start = given["start"].to_numpy("datetime64[us]").astype(np.int64)
    end = given["end"].to_numpy("datetime64[us]").astype(np.int64)
    end = np.where(given["end"].isna(), np.iinfo(np.int64).max, end)
    order = np.lexsort((end, start, issue))
    issue, start, end = issue[order], start[order], end[order]
    overlapping = (issue[1:] == issue[:-1]) & (start[1:] < end[:-1])
    if overlapping.any():
        raise ArgumentError(
            f"Stays of {keys[issue[1:][overlapping][0]]} in intervals overlap: an issue is in one "
            "status at a time.",
            fix=f"{_GET} Do not join the intervals of several calls: give all issues to one.",
        )
    return given.take(order).reset_index(drop=True)


def reach(intervals: pd.DataFrame) -> pd.Timestamp:
    """Find the moment until which intervals tell what became of the issues.

    Args:
        intervals: Needs ``start``, ``end`` and ``duration``.

    Returns:
        The ``now`` that they were made with; missing where there are no intervals.
    """
    # A stay that lasts has no end, and a duration until now.
    told: pd.Series[pd.Timestamp] = intervals["end"].fillna(
        intervals["start"] + intervals["duration"]
    )
    return told.max().as_unit("us")


def known_at(intervals: pd.DataFrame, moment: pd.Timestamp) -> pd.DataFrame:
    """Forget what came after a moment.

    Args:
        intervals: Needs ``start`` and ``end``.
        moment: The moment.

    Returns:
        The intervals that had begun by then, under their own index, without the ends that were
        still to come.
    """
    known = intervals[intervals["start"] <= moment]
    return known.assign(end=known["end"].where(known["end"] <= moment))
