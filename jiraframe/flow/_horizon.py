"""How far intervals tell, and what they told at an earlier moment."""

from __future__ import annotations

import pandas as pd

from jiraframe.flow._given import columns_of

_NEEDED = ("key", "status", "status_category", "category_key", "start", "end", "duration")


def intervals_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Take what a measure of intervals needs.

    Args:
        frame: What the user gave as ``intervals``.

    Returns:
        key, status, status_category, category_key, start, end and duration, in pandas' own types.

    Raises:
        ArgumentError: It is no frame, or a column is missing.
    """
    get = "Give what status_intervals(changelog, issues) gives."
    return columns_of(frame, _NEEDED, what="intervals", get=get)


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
