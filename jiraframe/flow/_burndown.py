"""How the work of a sprint burned down."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from jiraframe.flow._given import instant
from jiraframe.flow._periods import boundaries
from jiraframe.flow._sprint_given import Sprint, one_sprint
from jiraframe.flow._sprint_work import SprintWork, sprint_work
from jiraframe.flow._states import States

_MOMENT = pd.Timedelta(microseconds=1)


def burndown(
    sprint: Sprint,
    issues: pd.DataFrame,
    changelog: pd.DataFrame,
    *,
    points: str | None = "Story Points",
    done: States = None,
    freq: str = "D",
    statuses: pd.DataFrame | None = None,
    now: str | datetime | None = None,
    zone: str = "UTC",
) -> pd.DataFrame:
    """Tell how much of a sprint was left, period by period.

    The rules are those of ``sprint_report``: the first row's scope is what was committed, the
    last row's ``done`` and ``remaining`` are what was done and carried over. An estimate that
    changes, and an issue that is added or removed, changes the scope at that moment (Atlassian,
    *View and understand the burndown chart*).

    Args:
        sprint: One row of ``jira.sprints(board)``: see ``sprint_report``.
        issues: What ``jira.search`` gives.
        changelog: What ``jira.changelog(issues)`` gives.
        points: The column of the estimates; None to count issues.
        done: The done states: names of statuses; a name that no status has may be that of a
            category, or its key. None for the category Done.
        freq: The length of a period, a pandas offset alias as in ``throughput``.
        statuses: What ``jira.statuses()`` gives.
        now: The end of what is known, with its zone; None for this moment.
        zone: The time zone in which periods begin.

    Returns:
        One row at the start of the sprint, at every beginning of a period within it, and at its
        end; of a sprint that runs, at ``now``, and from there to its planned end. at
        (``datetime64[us, zone]``), remaining, done, scope (``float64``: points, or issues; scope
        is the sum of the two; missing after ``now``), ideal (``float64``: the straight line from
        the scope at the start to 0 at the planned end, or where none is known at the last row;
        Jira's own guideline is level on days off).

    Raises:
        ArgumentError: The sprint has not started, a column is missing, or there is no such
            frequency or zone.

    Warns:
        HistoryWarning: A history contradicts itself, an estimate cannot be read, or ``changelog``
            has lost changes that are needed since it was read.
        CompletenessWarning: A limit cut ``issues``.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow import burndown
        >>> sprint = {"id": 7, "start": "2026-01-05T00:00Z", "completed": "2026-01-07T00:00Z"}
        >>> issues = pd.DataFrame({
        ...     "key": ["ENG-1"], "created": pd.to_datetime(["2026-01-02T10:00Z"]),
        ...     "status": "Done", "Sprint.id": [[7]], "Story Points": 3.0})
        >>> changelog = pd.DataFrame({
        ...     "key": ["ENG-1"], "created": pd.to_datetime(["2026-01-06T10:00Z"]),
        ...     "field": "status", "field_id": "status",
        ...     "from": "1", "from_text": "To Do", "to": "5", "to_text": "Done"})
        >>> burndown(sprint, issues, changelog, done="Done")[["remaining", "done", "ideal"]]
           remaining  done  ideal
        0        3.0   0.0    3.0
        1        3.0   0.0    1.5
        2        0.0   3.0    0.0
    """
    until = instant(now, what="now")
    begun = one_sprint(sprint, until)
    work = sprint_work(
        begun, issues, changelog, points=points, done=done, statuses=statuses, now=now
    )
    return _rows(begun.iloc[0], work, freq=freq, zone=zone)


def _rows(sprint: pd.Series, work: SprintWork, *, freq: str, zone: str) -> pd.DataFrame:
    start, end, planned = sprint["start"], sprint["end"], sprint["planned"]
    stop = max(end, planned) if sprint["active"] and pd.notna(planned) else end
    stop = max(start, stop)
    edges = boundaries(start, stop, freq=freq, zone=zone)
    at = pd.DatetimeIndex([start, end, stop]).tz_convert(edges.tz).union(edges)
    at = at[(at >= start) & (at <= stop)].unique()
    known = at[at <= end]
    # What changed as the sprint was completed belongs to what came after it.
    seen = known.where(known < sprint["until"], sprint["until"] - _MOMENT)
    sums = _sums(work, seen.tz_convert("UTC"))
    result = pd.DataFrame({"at": at}).join(sums)
    result["scope"] = result["remaining"] + result["done"]
    zero = planned if pd.notna(planned) else stop
    gone = (at - start) / (zero - start) if zero > start else np.ones(len(at))
    result["ideal"] = result["scope"].iloc[0] * (1 - np.clip(gone, 0, 1))
    return result


def _sums(work: SprintWork, at: pd.DatetimeIndex) -> pd.DataFrame:
    """Add up what was open and what was done at some moments."""
    moments = pd.DataFrame({"at": at, "place": range(len(at))})
    pairs = work.pieces[work.pieces["counts"]].merge(moments, how="cross")
    pairs = pairs[(pairs["begin"] <= pairs["at"]) & (pairs["at"] < pairs["over"])]
    amounts = work.points(pairs).fillna(0).groupby([pairs["place"], pairs["done"]]).sum()
    table = amounts.unstack("done").reindex(index=moments["place"], columns=[False, True])
    return table.fillna(0.0).set_axis(["remaining", "done"], axis="columns")
