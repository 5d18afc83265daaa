"""How much each sprint took on and got done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from jiraframe.flow._given import instant
from jiraframe.flow._sprint import CARRIED_OVER, DONE, REMOVED, reports
from jiraframe.flow._sprint_given import begun_sprints
from jiraframe.flow._sprint_work import sprint_work
from jiraframe.flow._states import States


def velocity(
    sprints: pd.DataFrame,
    issues: pd.DataFrame,
    changelog: pd.DataFrame,
    *,
    points: str | None = "Story Points",
    done: States = None,
    statuses: pd.DataFrame | None = None,
    now: str | datetime | None = None,
) -> pd.DataFrame:
    """Sum up sprints: what each was begun with, and what was done at its end.

    These are the two bars of Jira's velocity chart: what was in the sprint when it began, by the
    estimates of then, and what was done when it ended, by the estimates of the end (Atlassian,
    *View and understand the velocity chart*). Every figure is a sum over ``sprint_report``, whose
    rules hold here too: what was done outside of a sprint counts nowhere, and ``committed +
    added = done + carried_over + removed``.

    Args:
        sprints: What ``jira.sprints(board)`` gives.
        issues: What ``jira.search`` gives: see ``sprint_report``.
        changelog: What ``jira.changelog(issues)`` gives.
        points: The column of the estimates; None to count issues alone.
        done: The done states: names of statuses; a name that no status has may be that of a
            category, or its key. None for the category Done.
        statuses: What ``jira.statuses()`` gives.
        now: The end of what is known, with its zone; None for this moment.

    Returns:
        One row a sprint that has started, in their order: sprint_id (``Int64``), sprint
        (``str``), start, end (``datetime64[us, UTC]``: the real ones, ``now`` while it runs),
        committed, added, removed, done, carried_over (``Int64``: issues), committed_points (as
        estimated at the start), added_points, removed_points, done_points, carried_over_points
        (``float64``: as estimated at the end, or when the issue left; an issue without an
        estimate counts 0). Without points the last five columns are not there.

    Raises:
        ArgumentError: A column is missing.

    Warns:
        HistoryWarning: A history contradicts itself, an estimate cannot be read, or ``changelog``
            has lost changes that are needed since it was read.
        CompletenessWarning: A limit cut ``issues``.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow import velocity
        >>> days = pd.to_datetime(["2026-01-02T10Z", "2026-01-05T09Z", "2026-01-16T15Z"])
        >>> sprints = pd.DataFrame({"id": [7], "start": days[1:2], "completed": days[2:]})
        >>> issues = pd.DataFrame({
        ...     "key": ["ENG-1"], "created": days[:1], "status": "To Do",
        ...     "status.statusCategory.key": "new", "Sprint.id": [[7]], "Story Points": 3.0})
        >>> changelog = pd.DataFrame(columns=[
        ...     "key", "created", "field", "field_id", "from", "from_text", "to", "to_text"])
        >>> changelog["created"] = days[:0]
        >>> velocity(sprints, issues, changelog)[["committed_points", "done_points"]]
           committed_points  done_points
        0               3.0          0.0
    """
    begun = begun_sprints(sprints, instant(now, what="now"))
    work = sprint_work(
        begun, issues, changelog, points=points, done=done, statuses=statuses, now=now
    )
    report = reports(work)
    masks = {
        "committed": report["committed"].astype(bool),
        "added": report["added"].notna(),
        "removed": report["outcome"].eq(REMOVED),
        "done": report["outcome"].eq(DONE),
        "carried_over": report["outcome"].eq(CARRIED_OVER),
    }
    result = begun[["sprint_id", "sprint", "start", "end"]].copy()
    for name, mask in masks.items():
        counts = report["sprint_id"][mask].value_counts()
        result[name] = _by_sprint(counts, result).astype("Int64")
    if points is not None:
        for name in ("committed", "done", "added", "removed", "carried_over"):
            estimates = report["points_committed" if name == "committed" else "points"]
            sums = estimates[masks[name]].groupby(report["sprint_id"]).sum()
            result[f"{name}_points"] = _by_sprint(sums, result).astype("float64")
    return result


def _by_sprint(values: pd.Series[Any], sprints: pd.DataFrame) -> pd.Series[Any]:
    return sprints["sprint_id"].map(values).fillna(0)
