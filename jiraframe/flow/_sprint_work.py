"""The issues of sprints and what became of them, read once for every measure of sprints."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from numbers import Real
from typing import Any

import pandas as pd

from jiraframe.errors import ArgumentError, HistoryWarning
from jiraframe.flow._coverage import check_fields, fewer_changes, warn_if_incomplete
from jiraframe.flow._estimates import estimates
from jiraframe.flow._given import columns_of
from jiraframe.flow._intervals import intervals_and_doubts
from jiraframe.flow._membership import memberships
from jiraframe.flow._past import before, next_changes, read
from jiraframe.flow._recorded import changes_of, rows_of
from jiraframe.flow._scope import phases, pieces
from jiraframe.flow._states import DONE, States, in_states

_ISSUES = (
    'Give it what jira.search(jql, [*jf.flow.FIELDS, "Sprint.id", "Story Points"]) gives, with its '
    'default labels or labels="id".'
)
_SUBTASK = "issuetype.subtask"
_FEW = 3


@dataclass(frozen=True, slots=True)
class SprintWork:
    """What a measure of sprints needs.

    Attributes:
        sprints: What ``begun_sprints`` gives.
        issues: key, summary where there is one, and points where they count.
        pieces: What ``pieces`` gives.
        point_changes: The changes of the points, oldest first; None where issues are counted.
    """

    sprints: pd.DataFrame
    issues: pd.DataFrame
    pieces: pd.DataFrame
    point_changes: pd.DataFrame | None

    def points(self, asked: pd.DataFrame) -> pd.Series[Any]:
        """Look up the points that issues had.

        Args:
            asked: Needs ``key`` and ``at``, an instant.

        Returns:
            The points, with the index of ``asked``; 1 each where issues are counted.
        """
        if self.point_changes is None:
            return pd.Series(1.0, asked.index)
        known = self.issues.set_index("key")["points"].reindex(asked["key"])
        present = pd.Series(known.array, asked.index)
        found = next_changes(asked, self.point_changes)
        return present.where(found["created"].isna(), read(before(found), "float64"))


def sprint_work(
    sprints: pd.DataFrame,
    issues: pd.DataFrame,
    changelog: pd.DataFrame,
    *,
    points: str | None,
    done: States,
    statuses: pd.DataFrame | None,
    now: str | datetime | None,
) -> SprintWork:
    """Read what became of the issues of sprints.

    Args:
        sprints: What ``begun_sprints`` gives.
        issues: What ``jira.search`` gives.
        changelog: What ``jira.changelog`` gives.
        points: The column of the points, or None to count issues.
        done: The done states.
        statuses: What ``jira.statuses`` gives.
        now: The end of what is known, as the user gave it.

    Returns:
        The work.

    Raises:
        ArgumentError: A column is missing, or the points are no numbers.

    Warns:
        HistoryWarning: What is doubtful, at the line that called the caller.
        CompletenessWarning: The issues are not all that were asked for.
    """
    changes = changes_of(changelog)
    known = columns_of(
        issues, ["key", "created"], what="issues", get=_ISSUES, maybe=["summary", _SUBTASK]
    )
    field = _sprint_field(issues, changes)
    needed = ["status", field, *([] if points is None else [points])]
    check_fields(changelog, needed)
    known["ids"] = columns_of(issues, [f"{field}.id"], what="issues", get=_ISSUES)
    _check_ids(known["ids"], f"{field}.id")
    point_changes = None
    if points is not None:
        known["points"] = estimates(issues, points, changes)
        point_changes = rows_of(changes, points)[["key", "created", "from", "from_text"]]
    intervals, doubts = intervals_and_doubts(changelog, issues, statuses=statuses, now=now)
    is_done = in_states(
        intervals, done, default=DONE, what="done", give="give statuses=jira.statuses()"
    )
    if _SUBTASK in known.columns:
        known = known[~known[_SUBTASK].eq(True).fillna(False).astype(bool)]
    moves = rows_of(changes, field)
    moves = moves[moves["key"].isin(known["key"])]
    stays, doubted = memberships(known, moves, sprints["sprint_id"].tolist())
    doubts = [*fewer_changes(changelog, issues, needed), *doubts]
    doubts += _doubts(sprints[sprints["start"] >= sprints["until"]], doubted, point_changes)
    warn_if_incomplete(issues, stacklevel=4)
    if doubts:
        warnings.warn(" ".join(doubts), HistoryWarning, stacklevel=3)
    work = pieces(sprints, stays, phases(intervals, is_done))
    return SprintWork(sprints, known, work, point_changes)


def _check_ids(ids: pd.Series[Any], label: str) -> None:
    odd = [each for each in ids.explode().dropna().unique() if not isinstance(each, Real)]
    if odd:
        raise ArgumentError(
            f"{label!r} of issues holds {odd[0]!r}, where there are lists of numbers.",
            fix="Keep such frames as Parquet rather than CSV; read_csv gives texts.",
        )


def _sprint_field(issues: pd.DataFrame, changes: pd.DataFrame) -> str:
    """Find what the issues call the field of their sprints."""
    ids = changes.loc[changes["field"].eq("Sprint"), "field_id"].dropna().unique()
    labels = ["Sprint", *ids, *(f"Sprint ({each})" for each in ids)]
    for label in labels:
        if f"{label}.id" in issues.columns:
            return str(label)
    raise ArgumentError("issues has no column 'Sprint.id'.", fix=_ISSUES)


def _doubts(
    odd: pd.DataFrame, doubted: list[str], point_changes: pd.DataFrame | None
) -> Iterator[str]:
    if len(odd):
        yield (
            f"{len(odd)} sprints ended no later than they started, and so nothing was in them "
            f"({_some(odd['sprint'].fillna('without a name').tolist())})."
        )
    if doubted:
        yield (
            f"The sprints of {len(doubted)} issues do not follow from their changes "
            f"({_some(doubted)}): was the history read at another time, or not all of it? What "
            "comes before a change is taken from that change."
        )
    if point_changes is not None:
        texts = before(point_changes)
        unread = point_changes.loc[texts.notna() & read(texts, "float64").isna(), "key"]
        if len(unread):
            yield (
                f"{len(unread)} past estimates are no numbers and count nothing "
                f"({_some(unread.drop_duplicates().tolist())})."
            )


def _some(keys: list[str]) -> str:
    return ", ".join(keys[:_FEW]) + (", ..." if len(keys) > _FEW else "")
