"""Which intervals a user means: by names of statuses, or by Jira's three categories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._given import chosen

States: TypeAlias = str | Iterable[str] | None
# The keys of Jira's status categories: they are the same in every language.
# OpenAPI of Jira Cloud platform v3, StatusCategory.
TO_DO, IN_PROGRESS, DONE = "new", "indeterminate", "done"
WORKFLOW: Final = {TO_DO: 0, IN_PROGRESS: 1, DONE: 2}
_EXAMPLES = {TO_DO: "To Do", IN_PROGRESS: "In Progress", DONE: "Done"}
_GIVE = "give status_intervals(..., statuses=jira.statuses())"


def check_categories(intervals: pd.DataFrame, *, by: str) -> None:
    """Refuse to count by category where no status has one.

    Args:
        intervals: Needs ``status_category``.
        by: What to count by.

    Raises:
        ArgumentError: It is the category, and the intervals tell none.
    """
    if by == "status_category" and len(intervals) and intervals[by].isna().all():
        raise ArgumentError(
            "The intervals do not tell the categories of their statuses.",
            fix=f'Count by name, with by="status", or {_GIVE}.',
        )


def in_states(
    intervals: pd.DataFrame, states: States, *, default: str, what: str, give: str = _GIVE
) -> pd.Series[Any]:
    """Mark the intervals that lie in some states.

    Args:
        intervals: Needs ``status``, ``status_category`` and ``category_key``.
        states: Names of statuses; a name that no status has may be that of a category, or its
            key. None for the category ``default``.
        default: The key of a category.
        what: The name of the argument.
        give: What to give, so that the categories are known, for the error.

    Returns:
        A mask of bools, with the index of ``intervals``.

    Raises:
        ArgumentError: A name that no status and no category has; or the category is asked for,
            and no interval tells its own.
    """
    if states is None:
        if len(intervals) and intervals["category_key"].isna().all():
            raise ArgumentError(
                f"{what} is not given, and the intervals do not tell the categories of their "
                "statuses.",
                fix=f'Name the statuses, such as {what}="{_EXAMPLES[default]}", or {give}.',
            )
        return intervals["category_key"].eq(default).fillna(False).astype(bool)
    if not len(intervals):
        return pd.Series(False, intervals.index)
    homes: dict[str, str] = {}
    for column in ("status", "status_category", "category_key"):
        for name in intervals[column].dropna().unique():
            homes.setdefault(str(name), column)
    mask = pd.Series(False, intervals.index)
    for name in chosen(states, homes, what="status", there=_there(homes)):
        mask |= intervals[homes[name]].eq(name).fillna(False).astype(bool)
    return mask


def _there(homes: Mapping[str, str]) -> str:
    """List the names that may be given."""
    statuses = [name for name, home in homes.items() if home == "status"]
    folded = {each.casefold() for each in statuses}
    others = [repr(name) for name in homes if name.casefold() not in folded]
    more = (
        f"; and, by name or key, the categories that no status is called like: {', '.join(others)}"
        if others
        else ""
    )
    return f"There are the statuses {', '.join(map(repr, statuses))}{more}."
