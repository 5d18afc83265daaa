"""What a changelog and issues tell of statuses: the moves, and where the issues are now."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._given import columns_of
from jiraframe.flow._stays import Instants

STATUS = ["status.id", "status", "status.statusCategory", "status.statusCategory.key"]
_MOVE = ["from", "from_text", "to", "to_text"]
_GET_ISSUES = "Give what jira.search(jql, jf.flow.FIELDS) gives, with its default labels."
_GET_CHANGELOG = "Give what jira.changelog gives."


def present_of(issues: pd.DataFrame) -> pd.DataFrame:
    """Take what the issues are now.

    Args:
        issues: What the user gave.

    Returns:
        One row an issue: key, created, and the columns of ``STATUS``, missing where they are not
        given.

    Raises:
        ArgumentError: A column is missing, an issue is there twice or was created at no time.
    """
    needed = ["key", "created", "status"]
    given = columns_of(issues, needed, what="issues", get=_GET_ISSUES, maybe=STATUS)
    twice = given["key"][given["key"].duplicated()]
    if len(twice):
        raise ArgumentError(
            f"{twice.iloc[0]} is in issues more than once.",
            fix='Give each issue once, such as issues.drop_duplicates("key").',
        )
    _check_created(given, what="issues")
    return given.reindex(columns=["key", "created", *STATUS])


def moves_of(changelog: pd.DataFrame, keys: pd.Series[Any]) -> tuple[pd.DataFrame, pd.Series[Any]]:
    """Take the changes of status.

    Args:
        changelog: What the user gave.
        keys: The keys of the issues.

    Returns:
        Those of the issues, issue after issue and oldest first: created, from, from_text, to,
        to_text, and the place of the issue among the keys; and of all others the keys.

    Raises:
        ArgumentError: A column is missing, or a change was made at no time.
    """
    fields = ["field_id", "field"]
    needed = ["key", "created", *_MOVE]
    maybe = [*fields, "history_id"]
    given = columns_of(changelog, needed, what="changelog", get=_GET_CHANGELOG, maybe=maybe)
    rows = given[_of_status(given)]
    if "history_id" in rows:
        rows = rows.drop_duplicates()  # of two changelogs that overlap
    _check_created(rows, what="changelog")
    codes, there = pd.factorize(rows["key"])
    # The index of few keys, not of every row: it is ten times quicker.
    issue = np.append(pd.Index(keys).get_indexer(pd.Index(there)), -1)[codes]
    order = np.lexsort((instants(rows), issue))
    order = order[np.searchsorted(issue[order], 0) :]
    placed = rows[["created", *_MOVE]].take(order).reset_index(drop=True)
    return placed.assign(issue=issue[order]), rows["key"][issue < 0]


def instants(frame: pd.DataFrame) -> Instants:
    """Take the column ``created``, in UTC.

    Args:
        frame: What `present_of` or `moves_of` gave.

    Returns:
        As numpy has it.
    """
    return frame["created"].to_numpy(dtype="datetime64[us]")


def _of_status(changelog: pd.DataFrame) -> pd.Series[bool]:
    if "field_id" in changelog and changelog["field_id"].notna().any():
        return changelog["field_id"].eq("status").fillna(False).astype(bool)
    if "field" in changelog:
        return changelog["field"].str.lower().eq("status").fillna(False).astype(bool)
    raise ArgumentError("changelog has no column 'field_id'.", fix=_GET_CHANGELOG)


def _check_created(frame: pd.DataFrame, *, what: str) -> None:
    created = frame["created"]
    if len(created) and not isinstance(created.dtype, pd.DatetimeTZDtype):
        raise ArgumentError(
            f"The column 'created' of {what} holds {created.dtype}, no points in time.",
            fix="Give it a zone, such as pd.to_datetime(..., utc=True).",
        )
    missing = frame["key"][created.isna()]
    if len(missing):
        raise ArgumentError(
            f"{what} has rows without a time of creation: {len(missing)}, such as that of "
            f"{missing.iloc[0]}.",
            fix="Leave them out, or give it.",
        )
