"""The statuses in the order in which work goes through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from jiraframe.flow._states import WORKFLOW


def in_workflow_order(intervals: pd.DataFrame) -> list[str]:
    """Put the statuses in order: by category, and within one by how far along issues come to them.

    Args:
        intervals: Needs ``key``, ``status`` and ``category_key``; the stays of an issue in their
            order.

    Returns:
        The names, each once. What has no category comes last.

    Example:
        >>> intervals = pd.DataFrame(
        ...     {
        ...         "key": ["ENG-1", "ENG-2", "ENG-2", "ENG-2"],
        ...         "status": ["Review", "To Do", "Doing", "Review"],
        ...         "category_key": ["indeterminate", "new", "indeterminate", "indeterminate"],
        ...     }
        ... )
        >>> in_workflow_order(intervals)
        ['To Do', 'Doing', 'Review']
    """
    named = intervals.dropna(subset="status")
    category = named.drop_duplicates("status").set_index("status")["category_key"]
    rank = category.map(WORKFLOW).fillna(len(WORKFLOW)).to_numpy()
    earlier = np.sign(_first_there(named, category.index)) * (rank[:, None] == rank)
    order = np.lexsort((-earlier.sum(axis=1), rank))
    return category.index[order].tolist()


def _first_there(intervals: pd.DataFrame, statuses: pd.Index[Any]) -> npt.NDArray[np.intp]:
    """Count how many issues came to one status before another, less those the other way round.

    Issues that were in one of the two alone have no part: those that left out a step would bring
    the order into disorder.
    """
    visits = intervals[["key", "status"]].drop_duplicates()
    visits["step"] = visits.groupby("key").cumcount()
    steps = visits.pivot(index="key", columns="status", values="step")
    seen = steps.reindex(columns=statuses).to_numpy(dtype="float64")
    first: npt.NDArray[np.intp] = np.zeros((len(statuses), len(statuses)), np.intp)
    for each in range(len(statuses)):
        first[each] = (seen[:, [each]] < seen).sum(axis=0)
    return first - first.T
