"""How long each issue was in each status, or in each category of statuses."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._calendar import Calendar, lasted
from jiraframe.flow._horizon import intervals_of
from jiraframe.flow._states import WORKFLOW, check_categories

_UNKNOWN = "(unknown)"


def time_in(
    intervals: pd.DataFrame,
    by: Literal["status", "status_category"] = "status",
    *,
    calendar: Calendar | None = None,
) -> pd.DataFrame:
    """Add up how long each issue was in each status, or in each category.

    A stay that lasts counts until the ``now`` of ``status_intervals``. Statuses of one name are
    one column, whatever their ids.

    Args:
        intervals: What ``status_intervals`` gives.
        by: What to add up by, ``"status"`` or ``"status_category"``.
        calendar: The working hours to count; None for all hours. A day of working time, too, is
            shown as 24 hours: divide by ``calendar.day`` to have working days.

    Returns:
        One row an issue, in the order of ``intervals``: key (``str``), and a column a status or
        category, ``timedelta64[us]``, 0 where the issue never was. The columns stand in the order
        of the categories (to do, in progress, done, not known), within one as they appear first.
        A column ``(unknown)`` holds the stays whose status or category is missing, if there are
        any: the columns of a row add up to the whole time.

    Raises:
        ArgumentError: ``intervals`` lacks a column, ``by`` is neither of the two, or no status
            has a category to add up by.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow import Calendar, time_in
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["Doing", "Backlog", "Doing"],
        ...         "status_category": ["In Progress", "To Do", "In Progress"],
        ...         "category_key": ["indeterminate", "new", "indeterminate"],
        ...         "start": pd.to_datetime(["2026-01-05", "2026-01-08", "2026-01-09"], utc=True),
        ...         "end": pd.to_datetime(["2026-01-08", "2026-01-09", None], utc=True),
        ...         "duration": pd.to_timedelta([3, 1, 2], "D"),
        ...     }
        ... )
        >>> time_in(intervals)
             key Backlog  Doing
        0  ENG-1  1 days 5 days
        >>> office = Calendar()
        >>> time_in(intervals, calendar=office).set_index("key") / office.day
               Backlog  Doing
        key
        ENG-1      1.0    4.0
    """
    if by not in ("status", "status_category"):
        raise ArgumentError(f"by is {by!r}.", fix='Give "status" or "status_category".')
    given = intervals_of(intervals)
    check_categories(given, by=by)
    issue, keys = pd.factorize(given["key"])
    place, names = _places(given, by)
    spent = np.zeros((len(names), len(keys)), np.int64)
    lengths = lasted(given, calendar).to_numpy(dtype="timedelta64[us]").astype(np.int64)
    np.add.at(spent, (place, issue), lengths)
    times = pd.DataFrame(dict(zip(names, spent.view("timedelta64[us]"), strict=True)))
    times.insert(0, "key", pd.Series(keys, dtype="str"), allow_duplicates=True)
    return times


def _places(intervals: pd.DataFrame, by: str) -> tuple[npt.NDArray[np.intp], list[str]]:
    """Number the statuses or categories in the order of the workflow, and name them."""
    labels = intervals[by].fillna(_UNKNOWN)
    codes, names = pd.factorize(labels)
    first = intervals.loc[~labels.duplicated(), "category_key"]
    ranks = first.map(WORKFLOW).fillna(len(WORKFLOW)).to_numpy()
    order = np.argsort(ranks, kind="stable")
    return np.argsort(order)[codes], [names[each] for each in order]
