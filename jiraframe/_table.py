"""Rows that are no issues to frames: catalogues, and the facts that hang on issues."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from jiraframe._arrow import chunked, to_array
from jiraframe._cells import elements, part
from jiraframe._piles import Pile, to_pandas
from jiraframe._receipt import ATTRS, Receipt
from jiraframe._scalars import Dtype, Json

# A column's dtype, and where in Jira's row its value is: names down a path, or a function.
Column: TypeAlias = tuple[Dtype, str | Callable[[Json], Json]]
Schema: TypeAlias = Mapping[str, Column]


class TableBuilder:
    """Collects rows page by page, as Arrow arrays.

    Args:
        dtypes: The columns in order, and what they hold.
    """

    def __init__(self, dtypes: Mapping[str, Dtype]) -> None:
        self._piles = {label: Pile(dtype) for label, dtype in dtypes.items()}
        self.rows = 0

    def add(self, columns: Mapping[str, Sequence[Json]]) -> None:
        """Shape rows, given as columns of one length; they may be forgotten afterwards."""
        for label, pile in self._piles.items():
            cells = columns[label]
            if pile.dtype.element is not None:
                cells = [elements(each) for each in cells]
            pile.add(*to_array(cells, pile.dtype))
        self.rows += len(columns[next(iter(self._piles))])

    def frame(
        self,
        receipt: Receipt | None = None,
        *,
        order: Collection[str] = (),
        then: str | None = None,
    ) -> pd.DataFrame:
        """Hand out every row.

        Args:
            receipt: What was asked and what came; it goes to ``attrs``.
            order: The ids of issues in their order; rows of others stand at the end.
            then: The column of instants by which the rows of one issue are sorted.

        Returns:
            The frame, with a RangeIndex; rows of equal rank stay as they were added.
        """
        whole = {
            label: chunked(pile.hand_out(self.rows), pile.dtype)
            for label, pile in self._piles.items()
        }
        if order or then:
            places = _places(whole, order, then)
            whole = {label: column.take(places) for label, column in whole.items()}
        made = {}
        warnings = list(receipt.warnings) if receipt else []
        for label, pile in self._piles.items():
            made[label] = to_pandas(whole.pop(label).chunks, pile.dtype, None)
            if pile.unread:
                warnings.append(f"{pile.unread} values of {label!r} could not be read.")
        frame = pd.DataFrame(made, columns=list(self._piles))
        if receipt is not None:
            told = replace(receipt, rows=len(frame), warnings=warnings)
            frame.attrs[ATTRS] = told.as_dict()
        return frame


def table(rows: Iterable[Json], schema: Schema) -> pd.DataFrame:
    """Make a frame of Jira's rows, of the same columns and dtypes also where there are none.

    Args:
        rows: The rows, as Jira sent them.
        schema: The columns in order, what they hold, and where in a row it is.

    Returns:
        The frame, with a RangeIndex.

    Example:
        >>> schema = {"id": (Dtype.COUNT, "id"), "lead": (Dtype.TEXT, "lead.displayName")}
        >>> table([{"id": "7"}], schema).dtypes.to_dict()
        {'id': Int64Dtype(), 'lead': <StringDtype(na_value=nan)>}
    """
    builder = TableBuilder(dtypes_of(schema))
    builder.add(cells_of(list(rows), schema))
    return builder.frame()


def dtypes_of(schema: Schema) -> dict[str, Dtype]:
    """Name what the columns of a schema hold."""
    return {label: dtype for label, (dtype, _) in schema.items()}


def cells_of(rows: Sequence[Json], schema: Schema) -> dict[str, list[Json]]:
    """Take the cells of rows, column by column."""
    return {label: [_at(row, where) for row in rows] for label, (_, where) in schema.items()}


def _at(row: Json, where: str | Callable[[Json], Json]) -> Json:
    return where(row) if callable(where) else reduce(part, where.split("."), row)


def _places(
    whole: Mapping[str, pa.ChunkedArray[Any]], order: Collection[str], then: str | None
) -> pa.Array[Any]:
    place: dict[Any, int] = {issue_id: number for number, issue_id in enumerate(order)}
    ranks = [np.array([place.get(each, len(place)) for each in whole["id"].to_pylist()])]
    if then is not None:
        # What has no time stands first.
        ranks.insert(0, whole[then].to_pandas().to_numpy("datetime64[us]").astype(np.int64))
    return pa.array(np.lexsort(ranks), pa.int64())
