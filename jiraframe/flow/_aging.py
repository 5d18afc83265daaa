"""How old the work is that is not finished yet."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from jiraframe.flow._calendar import Calendar, elapsed
from jiraframe.flow._coverage import warn_if_incomplete
from jiraframe.flow._done import finished
from jiraframe.flow._given import INSTANT, instant
from jiraframe.flow._horizon import intervals_of, known_at, reach
from jiraframe.flow._states import DONE, IN_PROGRESS, States, in_states
from jiraframe.flow._workflow import in_workflow_order


def aging(
    intervals: pd.DataFrame,
    *,
    now: str | datetime | None = None,
    start: States = None,
    done: States = None,
    calendar: Calendar | None = None,
) -> pd.DataFrame:
    """Tell how long ago the issues that are not finished were started.

    The age of a work item is the time between its start and now (The Kanban Guide,
    kanbanguides.org). It began with the first stay in the start states, as in ``cycle_time``: an
    issue that went back since, or was opened again, is as old as its first start.

    Args:
        intervals: What ``status_intervals`` gives.
        now: The moment at which to tell: what came later is not known yet. None for the moment
            that the intervals were made at.
        start: Names of statuses in which work is under way; a name that no status has may be
            that of a category, or its key. None for Jira's category *In Progress*.
        done: Names of statuses in which an issue is finished, or of categories, as for ``start``;
            None for Jira's category *Done*.
        calendar: The working hours to count; None for all hours. A day of working time, too, is
            shown as 24 hours: divide by ``calendar.day`` to have working days.

    Returns:
        One row an issue that is started and not finished, the oldest first: key, status,
        status_category (``str``, at now), started (``datetime64[us, UTC]``), age, in_status (how
        long it has been in its status; both ``timedelta64[us]``). ``.attrs["statuses"]`` lists
        the statuses of all issues in the order of the workflow: by category, then by how far
        along issues come to them.

    Raises:
        ArgumentError: No such status; a column is missing.

    Warns:
        CompletenessWarning: A limit cut the issues that the intervals were made of.

    Example:
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-08", None], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["In Progress", "In Review"],
        ...         "status_category": "In Progress",
        ...         "category_key": "indeterminate",
        ...         "start": days[:2],
        ...         "end": days[1:],
        ...         "duration": pd.to_timedelta([3, 4], "D"),
        ...     }
        ... )
        >>> aging(intervals)[["key", "status", "age", "in_status"]]
             key     status    age in_status
        0  ENG-1  In Review 7 days    4 days
    """
    given = intervals_of(intervals)
    warn_if_incomplete(intervals)
    in_start = in_states(given, start, default=IN_PROGRESS, what="start")
    in_done = in_states(given, done, default=DONE, what="done")
    moment = reach(given) if now is None else instant(now, what="now")
    known = known_at(given, moment)
    present = known.drop_duplicates("key", keep="last").set_index("key")
    present["started"] = (
        known[in_start[known.index]].drop_duplicates("key").set_index("key")["start"]
    )
    present["finished"] = finished(known, in_done[known.index]).set_index("key")["finished"]
    going = present[present["started"].notna() & present["finished"].isna()]
    going = going.sort_values("started", kind="stable").reset_index()
    until = pd.Series(moment, going.index, dtype=INSTANT)
    going["age"] = elapsed(going["started"], until, calendar)
    going["in_status"] = elapsed(going["start"], until, calendar)
    result = going[["key", "status", "status_category", "started", "age", "in_status"]]
    result.attrs["statuses"] = in_workflow_order(known)
    return result
