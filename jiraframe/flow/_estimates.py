"""The column of the estimates of issues, whatever the field is called."""

from __future__ import annotations

from typing import Any

import pandas as pd

from jiraframe.errors import ArgumentError, near_names
from jiraframe.flow._given import columns_of

_FIX = "Name the column of the estimates, or count issues with points=None."


def estimates(issues: pd.DataFrame, points: str, changes: pd.DataFrame) -> pd.Series[Any]:
    """Take the estimates.

    Args:
        issues: What the user gave.
        points: The column that the user named.
        changes: The history: it tells fields both by name and by id.

    Returns:
        The estimates, ``float64``.

    Raises:
        ArgumentError: There is no such column, or it holds no numbers.
    """
    if points not in issues.columns:
        raise _lacking(issues, points, changes)
    column = columns_of(issues, [points], what="issues", get=_FIX)[points]
    # A column of nothing at all has no type of its own.
    if not pd.api.types.is_numeric_dtype(column) and column.notna().any():
        raise ArgumentError(f"The column {points!r} of issues holds no numbers.", fix=_FIX)
    return column.astype("float64")


def _lacking(issues: pd.DataFrame, points: str, changes: pd.DataFrame) -> ArgumentError:
    labels = [str(label) for label in issues.columns]
    by_id = changes.loc[changes["field_id"].eq(points), "field"]
    by_name = changes.loc[changes["field"].eq(points), "field_id"]
    same = pd.concat([by_id, by_name]).dropna().unique()
    near = [each for each in (*same, *near_names(points, labels)) if each in labels]
    if near:
        return ArgumentError(
            f"issues has no column {points!r}. Did you mean {near[0]!r}?", fix=_FIX
        )
    numbers = [repr(str(each)) for each in issues.select_dtypes("number").columns]
    there = (
        f"Here numbers stand in {', '.join(numbers)}."
        if numbers
        else f"Here no column holds any: read it with jira.search(jql, [..., {points!r}])."
    )
    return ArgumentError(f"issues has no column {points!r}.", fix=f"{_FIX} {there}")
