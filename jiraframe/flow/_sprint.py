"""What became of the issues of a sprint."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from jiraframe.flow._given import instant
from jiraframe.flow._sprint_given import Sprint, one_sprint
from jiraframe.flow._sprint_work import SprintWork, sprint_work
from jiraframe.flow._states import States

DONE, CARRIED_OVER, REMOVED, OUTSIDE = "done", "carried over", "removed", "done outside"
_WHO = ["sprint_id", "key"]
_MOMENT = pd.Timedelta(microseconds=1)


def sprint_report(
    sprint: Sprint,
    issues: pd.DataFrame,
    changelog: pd.DataFrame,
    *,
    points: str | None = "Story Points",
    done: States = None,
    statuses: pd.DataFrame | None = None,
    now: str | datetime | None = None,
) -> pd.DataFrame:
    """Tell what became of each issue of a sprint, as Jira's own sprint report does.

    The sprint runs from when it was really started (``activated``, or ``start`` where that is not
    known) to when it was completed; a closed one without that to its ``end``; one that runs to
    ``now``. What happens at the very instant of completion comes after the sprint, and so does
    what Jira does then: it takes the unfinished issues to the next sprint or to the backlog
    (Atlassian, *Complete a sprint*), which removes none of them from this one.

    * Committed is what was in the sprint at its start and was not done.
    * Added is what came later: it was put in, or it was opened again after having been done
      before. What was removed and put in again keeps its first time, and is not removed.
    * Removed is what was taken out during the sprint and was not in it at its end, done or not.
    * Done is what was done at the end and became so in the running sprint while it was in it. An
      issue that was done and opened again is not.
    * What became done before the sprint, or while it was not in it, is "done outside" (Jira:
      *completed outside of this sprint*). It is no work of the sprint: neither committed nor
      added.

    A board calls done what stands in its last column; here it is what has the category Done, or
    is in the states that you name. Sub-tasks have no sprint of their own: they go with their
    parents, and Jira leaves them out, so that they are left out here where ``issues`` has a
    column ``issuetype.subtask``, and wherever the field of their sprints is empty.

    Args:
        sprint: One row of ``jira.sprints(board)``; or a mapping with ``id``, ``start`` and where
            known ``name``, ``state``, ``end``, ``completed``, ``activated``.
        issues: What ``jira.search`` gives, with ``key``, ``created``, ``status``, ``Sprint.id``
            and the points; all that was ever in the sprint: ``sprint = 7`` finds only what is in
            it now or was at its end, so ask for those of the board's projects.
        changelog: What ``jira.changelog(issues)`` gives.
        points: The column of the estimates; None to count issues.
        done: The done states: names of statuses; a name that no status has may be that of a
            category, or its key. None for the category Done.
        statuses: What ``jira.statuses()`` gives; without it the categories are those that
            ``issues`` tells.
        now: The end of what is known, with its zone; None for this moment.

    Returns:
        One row an issue that was in the sprint while it ran, in the order of ``issues``: key,
        summary where there is one (``str``), committed (``boolean``), added, removed, finished
        (``datetime64[us, UTC]``, missing where they do not apply), outcome (``str``: "done",
        "carried over", "removed", "done outside"; in a sprint that runs, "carried over" is what
        is still open), points_committed (at the start, for what was committed) and points
        (``float64``: at the end of the sprint, or when the issue left it; missing where there is
        no estimate). Without points the last two columns are not there.

    Raises:
        ArgumentError: The sprint has not started, or a column is missing.

    Warns:
        HistoryWarning: A history contradicts itself, an estimate cannot be read, or ``changelog``
            has lost changes that are needed since it was read.
        CompletenessWarning: A limit cut ``issues``.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow import sprint_report
        >>> sprint = {"id": 7, "start": "2026-01-05T09:00Z", "completed": "2026-01-16T15:00Z"}
        >>> issues = pd.DataFrame({
        ...     "key": ["ENG-1"], "created": pd.to_datetime(["2026-01-02T10:00Z"]),
        ...     "status": "Done", "Sprint.id": [[7]], "Story Points": 3.0})
        >>> changelog = pd.DataFrame({
        ...     "key": ["ENG-1"], "created": pd.to_datetime(["2026-01-08T10:00Z"]),
        ...     "field": "status", "field_id": "status",
        ...     "from": "1", "from_text": "To Do", "to": "5", "to_text": "Done"})
        >>> sprint_report(sprint, issues, changelog, done="Done")[["key", "outcome", "points"]]
             key outcome  points
        0  ENG-1    done     3.0
    """
    until = instant(now, what="now")
    work = sprint_work(
        one_sprint(sprint, until),
        issues,
        changelog,
        points=points,
        done=done,
        statuses=statuses,
        now=now,
    )
    report = reports(work).drop(columns="sprint_id")
    return report if points is not None else report.drop(columns=["points_committed", "points"])


def reports(work: SprintWork) -> pd.DataFrame:
    """Report on sprints, one after the other.

    Args:
        work: The work of the sprints.

    Returns:
        ``sprint_id`` (``Int64``) and the columns of ``sprint_report``; without points, each
        issue has one.
    """
    pieces = work.pieces.merge(work.sprints[["sprint_id", "start", "until"]], on="sprint_id")
    rows = pieces.drop_duplicates(_WHO, keep="last")
    counted = pieces[pieces["counts"]]
    first = counted.drop_duplicates(_WHO)
    last = counted.drop_duplicates(_WHO, keep="last")
    rows = rows[[*_WHO, "start", "until", "over"]].merge(
        first[[*_WHO, "begin"]], on=_WHO, how="left"
    )
    rows = rows.merge(
        last[[*_WHO, "over", "done", "since"]], on=_WHO, how="left", suffixes=("_seen", "")
    )
    inside, is_done = rows["over"].notna(), rows["done"].eq(True)
    committed = rows["begin"].eq(rows["start"])
    removed = rows["over"].lt(rows["until"])
    outcome = pd.Series(CARRIED_OVER, rows.index, dtype="str")
    outcome = outcome.mask(is_done, DONE).mask(removed, REMOVED).mask(~inside, OUTSIDE)
    left = rows["over"].fillna(rows["over_seen"]) - _MOMENT
    start_points = work.points(pd.DataFrame({"key": rows["key"], "at": rows["start"]}))
    report = pd.DataFrame(
        {
            "sprint_id": rows["sprint_id"],
            "key": rows["key"].astype("str"),
            "committed": committed.astype("boolean"),
            "added": rows["begin"].mask(committed).dt.as_unit("us"),
            "removed": rows["over"].where(removed).dt.as_unit("us"),
            "finished": rows["since"].where(is_done).dt.as_unit("us"),
            "outcome": outcome,
            "points_committed": start_points.where(committed),
            "points": work.points(pd.DataFrame({"key": rows["key"], "at": left})),
        }
    )
    return _in_order(report, work)


def _in_order(report: pd.DataFrame, work: SprintWork) -> pd.DataFrame:
    """Bring the rows into the order of the sprints and of the issues, and add the summaries."""
    issues = work.issues.reset_index(drop=True)
    places = pd.Series(issues.index, issues["key"])
    sprints = pd.Series(work.sprints.index, work.sprints["sprint_id"])
    order = pd.DataFrame(
        {"sprint": report["sprint_id"].map(sprints), "issue": report["key"].map(places)}
    ).sort_values(["sprint", "issue"])
    report = report.loc[order.index].reset_index(drop=True)
    if "summary" in issues.columns:
        summaries = issues.set_index("key")["summary"].reindex(report["key"])
        report.insert(2, "summary", pd.Series(summaries.array, dtype="str"))
    return report
