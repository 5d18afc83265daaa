"""How long issues took: from start to done, from creation to done, and how much of it was work."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._calendar import Calendar, elapsed, lasted
from jiraframe.flow._done import finished
from jiraframe.flow._horizon import intervals_of
from jiraframe.flow._states import DONE, IN_PROGRESS, States, in_states


def cycle_time(
    intervals: pd.DataFrame,
    *,
    start: States = None,
    done: States = None,
    calendar: Calendar | None = None,
) -> pd.DataFrame:
    """Measure how long each issue took from its start to its end.

    *Cycle time: the amount of elapsed time between when a work item started and when a work item
    finished* (The Kanban Guide, kanbanguides.org). An issue started when it first entered a start
    state; going back to the backlog does not start it anew. It finished when its last unbroken
    stay in the done states began, if that stay still lasts: an issue that was opened again is not
    finished until it is done again.

    Args:
        intervals: What ``status_intervals`` gives.
        start: Names of statuses in which work is under way; a name that no status has may be
            that of a category, or its key. None for Jira's category *In Progress*.
        done: Names of statuses in which an issue is finished, or of categories, as for ``start``;
            None for Jira's category *Done*.
        calendar: The working hours to count; None for all hours. A day of working time, too, is
            shown as 24 hours: divide by ``calendar.day`` to have working days.

    Returns:
        One row an issue, in the order of ``intervals``: key (``str``), started (missing for an
        issue that never was in a start state, one that went straight to done among them),
        finished (``datetime64[us, UTC]``, missing while it is open), cycle_time
        (``timedelta64[us]``, missing where one of the two is), reopened (``Int64``: how often it
        left the done states), returned (``Int64``: how often, once started, it went back: from a
        start state, or another one of the category In Progress, to one that is neither of these
        nor done, be it by ``done`` or by its category).

    Raises:
        ArgumentError: No status is called so, one is both a start and a done state, or
            ``intervals`` lacks a column.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow import Calendar, cycle_time
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-08", "2026-01-12", None], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["Backlog", "Doing", "Done"],
        ...         "status_category": ["To Do", "In Progress", "Done"],
        ...         "category_key": ["new", "indeterminate", "done"],
        ...         "start": days[:3],
        ...         "end": days[1:],
        ...         "duration": pd.to_timedelta([3, 4, 1], "D"),
        ...     }
        ... )
        >>> cycle_time(intervals)[["key", "cycle_time", "reopened"]]
             key cycle_time  reopened
        0  ENG-1     4 days         0
        >>> office = Calendar()
        >>> cycle_time(intervals, calendar=office)["cycle_time"].item() / office.day
        2.0
    """
    given = _by_issue(intervals)
    in_start, in_done = _ends(given, start, done)
    ends = finished(given, in_done)
    since = _starts(given, in_start)
    started = _at(given, since)
    at_work = (in_start | _in(given, IN_PROGRESS)) & ~in_done
    back = ~(at_work | in_done | _in(given, DONE))
    return pd.DataFrame(
        {
            "key": ends["key"],
            "started": started,
            "finished": ends["finished"],
            "cycle_time": elapsed(started, ends["finished"], calendar),
            "reopened": ends["reopened"],
            "returned": _returned(given, at_work, back, since),
        }
    )


def lead_time(
    intervals: pd.DataFrame, *, done: States = None, calendar: Calendar | None = None
) -> pd.DataFrame:
    """Measure how long each issue took from its creation to its end.

    This is the time that whoever asked for it waited, if the issue was created when it was asked
    for. It finished as in ``cycle_time``.

    Args:
        intervals: What ``status_intervals`` gives.
        done: Names of statuses in which an issue is finished; a name that no status has may be
            that of a category, or its key. None for Jira's category *Done*.
        calendar: The working hours to count; None for all hours. A day of working time, too, is
            shown as 24 hours: divide by ``calendar.day`` to have working days.

    Returns:
        One row an issue, in the order of ``intervals``: key (``str``), created, finished
        (``datetime64[us, UTC]``, missing while it is open), lead_time (``timedelta64[us]``,
        missing while it is open), reopened (``Int64``: how often it left the done states).

    Raises:
        ArgumentError: No status is called so, or ``intervals`` lacks a column.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow._cycle import lead_time
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-08", None], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["Backlog", "Done"],
        ...         "status_category": ["To Do", "Done"],
        ...         "category_key": ["new", "done"],
        ...         "start": days[:2],
        ...         "end": days[1:],
        ...         "duration": pd.to_timedelta([3, 1], "D"),
        ...     }
        ... )
        >>> lead_time(intervals)["lead_time"][0]
        Timedelta('3 days 00:00:00')
    """
    given = _by_issue(intervals)
    ends = finished(given, in_states(given, done, default=DONE, what="done"))
    created = given.drop_duplicates("key")["start"].reset_index(drop=True)
    return pd.DataFrame(
        {
            "key": ends["key"],
            "created": created,
            "finished": ends["finished"],
            "lead_time": elapsed(created, ends["finished"], calendar),
            "reopened": ends["reopened"],
        }
    )


def flow_efficiency(
    intervals: pd.DataFrame,
    *,
    active: States = None,
    start: States = None,
    done: States = None,
    calendar: Calendar | None = None,
) -> pd.DataFrame:
    """Measure how much of the cycle time of each issue was spent in active states.

    *Flow efficiency* is the time that somebody worked on an item over its whole cycle time
    (Daniel S. Vacanti, Actionable Agile Metrics for Predictability). Jira does not tell work from
    waiting: name the statuses in which people work, and leave out those in which issues wait,
    such as *Ready for Review*. By default all of the category In Progress counts as work, and
    only what went back to the backlog or was opened again has waited.

    Args:
        intervals: What ``status_intervals`` gives.
        active: Names of statuses in which people work; a name that no status has may be that of
            a category, or its key. None for Jira's category *In Progress*.
        start: Where the cycle time starts, as in ``cycle_time``.
        done: Where it ends, as in ``cycle_time``.
        calendar: The working hours to count; None for all hours. A day of working time, too, is
            shown as 24 hours: divide by ``calendar.day`` to have working days.

    Returns:
        One row an issue, in the order of ``intervals``: key (``str``), active, total (the cycle
        time; both ``timedelta64[us]``), efficiency (``float64``, from 0 to 1). The three are
        missing for an issue that is not finished or never started, and the efficiency where the
        cycle time is 0.

    Raises:
        ArgumentError: No status is called so, one is both a start and a done state, or
            ``intervals`` lacks a column.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow._cycle import flow_efficiency
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-06", "2026-01-09", None], utc=True)
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": "ENG-1",
        ...         "status": ["Doing", "Waiting", "Done"],
        ...         "status_category": ["In Progress", "In Progress", "Done"],
        ...         "category_key": ["indeterminate", "indeterminate", "done"],
        ...         "start": days[:3],
        ...         "end": days[1:],
        ...         "duration": pd.to_timedelta([1, 3, 1], "D"),
        ...     }
        ... )
        >>> float(flow_efficiency(intervals, active="Doing")["efficiency"][0])
        0.25
    """
    given = _by_issue(intervals)
    in_active = in_states(given, active, default=IN_PROGRESS, what="active")
    in_start, in_done = _ends(given, start, done)
    ends = finished(given, in_done)
    since = _starts(given, in_start)
    total = elapsed(_at(given, since), ends["finished"], calendar)

    issue = given["issue"].to_numpy()
    until = ends["finished"].take(issue).reset_index(drop=True)
    counts = in_active & _from(given, since) & (given["start"] < until)
    lengths = lasted(given, calendar).where(counts, pd.Timedelta(0))
    worked = lengths.groupby(issue).sum().where(total.notna())
    return pd.DataFrame(
        {"key": ends["key"], "active": worked, "total": total, "efficiency": worked / total}
    )


def _by_issue(intervals: pd.DataFrame) -> pd.DataFrame:
    """Take the intervals, those of an issue one after the other, and number the issues."""
    given = intervals_of(intervals)
    given["issue"], _ = pd.factorize(given["key"])
    if given["issue"].is_monotonic_increasing:
        return given
    return given.sort_values("issue", kind="stable", ignore_index=True)


def _ends(
    intervals: pd.DataFrame, start: States, done: States
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Mark the intervals in start states and those in done states."""
    in_start = in_states(intervals, start, default=IN_PROGRESS, what="start")
    in_done = in_states(intervals, done, default=DONE, what="done")
    both = intervals["status"][in_start & in_done]
    if len(both):
        raise ArgumentError(
            f"{both.iloc[0]!r} is both a start and a done state.",
            fix="Name statuses in start or in done, not in both.",
        )
    return in_start, in_done


def _in(intervals: pd.DataFrame, category: str) -> pd.Series[Any]:
    return intervals["category_key"].eq(category).fillna(False).astype(bool)


def _starts(intervals: pd.DataFrame, in_start: pd.Series[Any]) -> npt.NDArray[np.intp]:
    """Find the row with which each issue starts; -1 where it never does."""
    issue = intervals["issue"].to_numpy()
    rows = np.flatnonzero(in_start)[::-1]
    first = np.full(intervals["issue"].nunique(), -1)
    # Of several values for one issue the last one stays, which is the first row.
    first[issue[rows]] = rows
    return first


def _at(intervals: pd.DataFrame, rows: npt.NDArray[np.intp]) -> pd.Series[Any]:
    return pd.Series(intervals["start"].array.take(rows, allow_fill=True))


def _from(intervals: pd.DataFrame, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Mark the intervals from a row of their issue on."""
    issue = intervals["issue"].to_numpy()
    begun: npt.NDArray[np.bool_] = (rows[issue] >= 0) & (np.arange(len(issue)) >= rows[issue])
    return begun


def _returned(
    intervals: pd.DataFrame,
    at_work: pd.Series[Any],
    back: pd.Series[Any],
    since: npt.NDArray[np.intp],
) -> pd.Series[Any]:
    """Count how often each issue, once started, moved from work back to what comes before it."""
    issue = intervals["issue"].to_numpy()
    # An issue's first row from its start on is at work, so the row before is never another's.
    counts = at_work.shift(fill_value=False) & back & _from(intervals, since)
    return pd.Series(np.bincount(issue[counts], minlength=len(since)), dtype="Int64")
