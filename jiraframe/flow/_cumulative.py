"""How many issues stood where at the end of each period."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._coverage import warn_if_incomplete
from jiraframe.flow._horizon import intervals_of, reach
from jiraframe.flow._periods import boundaries
from jiraframe.flow._states import (
    DONE,
    IN_PROGRESS,
    TO_DO,
    States,
    check_categories,
    in_states,
)

UNKNOWN = "(unknown)"
# The order of the workflow, and what Jira calls its categories in English.
_CATEGORIES = {TO_DO: "To Do", IN_PROGRESS: "In Progress", DONE: "Done"}


def cumulative_flow(
    intervals: pd.DataFrame,
    freq: str = "D",
    *,
    by: Literal["status_category", "status"] = "status_category",
    zone: str = "UTC",
) -> pd.DataFrame:
    """Count the issues in each status at the end of each period: a cumulative flow diagram.

    As in Jira's own diagram (Atlassian, *View and understand the cumulative flow diagram*) an
    issue counts where it stands, so one that goes back makes a band thinner. In the diagrams of
    Vacanti (*When Will It Be Done?*) no line ever falls.

    Args:
        intervals: What ``status_intervals`` gives.
        freq: The length of a period, a pandas offset alias as in ``throughput``.
        by: ``"status_category"`` for a column a category, ``"status"`` for a column a status
            name.
        zone: The time zone in which periods end.

    Returns:
        One row a period, from the one that holds the first creation: at (``datetime64[us,
        zone]``: the end of the period; of the last one, which is not over, the moment that the
        intervals were made at), then an ``Int64`` a category or status: how many issues stood
        there at that moment. Their sum is the number of issues created by then. The columns
        follow the workflow, To Do, In Progress, Done; the three categories are always there,
        statuses come by category, then as they first appear. What has no known category is
        counted as ``(unknown)``, at the end.

    Raises:
        ArgumentError: No such frequency or time zone; a column is missing; no status has a
            category to count by.

    Warns:
        CompletenessWarning: A limit cut the issues that the intervals were made of.

    Example:
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-06", None], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["To Do", "Done"],
        ...         "status_category": ["To Do", "Done"],
        ...         "category_key": ["new", "done"],
        ...         "start": days[:2] + pd.Timedelta("9h"),
        ...         "end": days[1:] + pd.Timedelta("9h"),
        ...         "duration": pd.to_timedelta(["24h", "3h"]),
        ...     }
        ... )
        >>> cumulative_flow(intervals)
                                 at  To Do  In Progress  Done
        0 2026-01-06 00:00:00+00:00      1            0     0
        1 2026-01-06 12:00:00+00:00      0            0     1
    """
    if by not in ("status_category", "status"):
        raise ArgumentError(f"by is {by!r}.", fix='Give "status_category" or "status".')
    given = intervals_of(intervals)
    warn_if_incomplete(intervals)
    check_categories(given, by=by)
    at = _ends(given, freq=freq, zone=zone)
    places = given[by].fillna(UNKNOWN)
    rows = dict(iter(given.groupby(places, sort=False)))
    counts = {
        place: _standing(rows.get(place, given[:0]), at)
        for place in _in_order(given, places, by=by)
    }
    # A status may be called as the first column is.
    counts = {"at (status)" if place == "at" else place: each for place, each in counts.items()}
    return pd.DataFrame({"at": at, **counts})


def work_in_progress(
    intervals: pd.DataFrame, freq: str = "D", *, states: States = None, zone: str = "UTC"
) -> pd.DataFrame:
    """Count the issues in progress at the end of each period.

    Work in progress is the number of work items started and not finished (The Kanban Guide,
    kanbanguides.org). An issue that went back to where work has not begun is not counted.

    Args:
        intervals: What ``status_intervals`` gives.
        freq: The length of a period, a pandas offset alias as in ``throughput``.
        states: Names of the statuses that are in progress; a name that no status has may be that
            of a category, or its key. None for Jira's category *In Progress*.
        zone: The time zone in which periods end.

    Returns:
        One row a period, at the moments of ``cumulative_flow``: at (``datetime64[us, zone]``),
        in_progress (``Int64``).

    Raises:
        ArgumentError: No such frequency, time zone or status; a column is missing.

    Warns:
        CompletenessWarning: A limit cut the issues that the intervals were made of.

    Example:
        >>> import pandas as pd
        >>> start = pd.to_datetime(["2026-01-05T09:00", "2026-01-05T10:00"], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": ["ENG-1", "ENG-2"],
        ...         "status": ["In Progress", "To Do"],
        ...         "status_category": ["In Progress", "To Do"],
        ...         "category_key": ["indeterminate", "new"],
        ...         "start": start,
        ...         "end": pd.to_datetime([None, None], utc=True),
        ...         "duration": pd.Timestamp("2026-01-05T12:00Z") - start,
        ...     }
        ... )
        >>> work_in_progress(intervals)
                                 at  in_progress
        0 2026-01-05 12:00:00+00:00            1
    """
    given = intervals_of(intervals)
    warn_if_incomplete(intervals)
    at = _ends(given, freq=freq, zone=zone)
    running = given[in_states(given, states, default=IN_PROGRESS, what="states")]
    return pd.DataFrame({"at": at, "in_progress": _standing(running, at)})


def _ends(intervals: pd.DataFrame, *, freq: str, zone: str) -> pd.DatetimeIndex:
    """The ends of the periods; nobody knows the end of the last one yet, so now stands for it."""
    now = reach(intervals)
    edges = boundaries(intervals["start"].min(), now, freq=freq, zone=zone)
    ends = edges[1:]
    return pd.DatetimeIndex(ends.where(ends < now, now.tz_convert(edges.tz)).unique())


def _standing(intervals: pd.DataFrame, at: pd.DatetimeIndex) -> pd.api.extensions.ExtensionArray:
    """How many of some intervals hold each moment: those begun by then, less those ended."""
    begun, ended = (
        np.searchsorted(np.sort(moments.dropna().array.asi8), at.asi8, side="right")
        for moments in (intervals["start"], intervals["end"])
    )
    return pd.array(begun - ended, dtype="Int64")


def _in_order(intervals: pd.DataFrame, places: pd.Series[str], *, by: str) -> list[str]:
    """The names of the places in the order of the workflow; sorting keeps first appearance."""
    rank = {key: number for number, key in enumerate(_CATEGORIES)}
    seen = pd.DataFrame({"place": places, "key": intervals["category_key"]}).drop_duplicates(
        "place"
    )
    ranks = {
        place: rank.get(key, len(rank))
        for place, key in zip(seen["place"], seen["key"], strict=True)
    }
    if by == "status_category":
        missing = [key for key in _CATEGORIES if rank[key] not in ranks.values()]
        ranks = {**{_CATEGORIES[key]: rank[key] for key in missing}, **ranks}
    return sorted(ranks, key=lambda place: ranks[place])
