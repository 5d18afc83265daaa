"""Issues to frames: each page becomes Arrow arrays at once, the arrays a frame at the end.

The only maker of frames. dtypes follow from the columns, never from the values: an empty
result, a page of nulls and a full one have the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import NoneType
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import astuple

from jiraframe._arrow import arrow_type, decoded, nothing, rewritten, to_array
from jiraframe._cells import elements, same
from jiraframe._columns import IDENTITY, Column, Columns
from jiraframe._reader import Issue, attribute
from jiraframe._receipt import ATTRS, Receipt, receipt
from jiraframe._scalars import Dtype, Json

__all__ = ["FrameBuilder", "Receipt", "receipt", "series", "table"]

DtypeBackend: TypeAlias = Literal["pyarrow"] | None

# Where numpy has no missing value; all else is at home in numpy.
_NULLABLE: dict[Any, Any] = {
    pa.large_string(): pd.StringDtype(na_value=np.nan),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


class _Pile:
    """The waiting cells of one column.

    Attributes:
        dtype: What they are.
        unread: How many values could not be read.
    """

    def __init__(self, dtype: Dtype) -> None:
        self.dtype = dtype
        self.unread = 0
        self._chunks: list[pa.Array[Any]] = []
        self._rows = 0

    def add(self, array: pa.Array[Any], unread: int) -> None:
        """Put cells behind those that wait."""
        self._chunks.append(array)
        self._rows += len(array)
        self.unread += unread

    def fill(self, rows: int) -> None:
        """Have as many cells as there are rows: a late column was missing from the first ones."""
        if self._rows < rows:
            self.add(nothing(rows - self._rows, self.dtype), 0)

    def hand_out(self, rows: int) -> pa.ChunkedArray[Any]:
        """Give the first cells away and keep the others."""
        whole: pa.ChunkedArray[Any] = pa.chunked_array(self._chunks, arrow_type(self.dtype))
        self._chunks = whole.slice(rows).chunks
        self._rows = max(0, self._rows - rows)
        return whole.slice(0, rows)


class FrameBuilder:
    """Collects issues and makes frames of them.

    Args:
        columns: The columns.
        dtype_backend: ``"pyarrow"`` for Arrow types throughout.

    Attributes:
        rows: How many rows wait to be handed out.
    """

    def __init__(self, columns: Columns, *, dtype_backend: DtypeBackend = None) -> None:
        self.rows = 0
        self._columns = columns
        self._dtype_backend = dtype_backend
        self._piles = {name: _Pile(Dtype.TEXT) for name in IDENTITY}

    def add(self, issues: Sequence[Issue]) -> None:
        """Shape issues; they may be forgotten afterwards.

        Args:
            issues: What a decoder for the same columns has read.
        """
        if not issues:
            return
        self._piles["key"].add(*to_array([issue.key or None for issue in issues], Dtype.TEXT))
        self._piles["id"].add(*to_array([issue.id for issue in issues], Dtype.TEXT))
        values = _by_field([issue.fields for issue in issues])
        for column in self._columns:
            pile = self._piles.setdefault(column.label, _Pile(column.dtype))
            pile.fill(self.rows)
            pile.add(*_shaped(column, values.get(attribute(column.field.id)), len(issues)))
        self.rows += len(issues)

    def frame(self, receipt: Receipt, *, order: Sequence[str] | None = None) -> pd.DataFrame:
        """Hand out every row that waits.

        Args:
            receipt: What was asked and what came; it goes to ``attrs``.
            order: The ids of the rows wanted, in their order; None for the order of adding. Ids
                that did not come are passed over.

        Returns:
            The frame, with a RangeIndex.
        """
        return self._hand_out(self.rows, receipt, order)

    def take(self, rows: int, receipt: Receipt) -> pd.DataFrame:
        """Hand out the first rows that wait, and keep the others.

        Args:
            rows: How many.
            receipt: What was asked and what came; it goes to ``attrs``.

        Returns:
            The frame, with a RangeIndex.
        """
        return self._hand_out(rows, receipt, None)

    def _hand_out(self, rows: int, receipt: Receipt, order: Sequence[str] | None) -> pd.DataFrame:
        late = {column.label: _Pile(column.dtype) for column in self._columns}
        self._piles = {**late, **self._piles}
        labels = [*IDENTITY, *late]
        ids = self._piles["id"].hand_out(rows)
        places = None if order is None else _places(ids.to_pylist(), order)
        made = {}
        warnings = list(receipt.warnings)
        for label in labels:
            pile, whole = self._piles[label], ids
            if label != "id":
                pile.fill(self.rows)
                # Column after column: what has become pandas is let go in Arrow.
                whole = pile.hand_out(rows)
            whole = whole if places is None else whole.take(places)
            made[label] = _to_pandas(whole, pile.dtype, self._dtype_backend)
            if pile.unread:
                warnings.append(f"{pile.unread} values of {label!r} could not be read.")
                pile.unread = 0
        self.rows = max(0, self.rows - rows)
        frame = pd.DataFrame(made)
        frame.attrs[ATTRS] = replace(receipt, rows=len(frame), warnings=warnings).as_dict()
        return frame


def _by_field(rows: Sequence[Struct]) -> Mapping[str, Sequence[Json]]:
    """Turn rows of decoded fields into columns, by attribute."""
    names = list(dict.fromkeys(row.__struct_fields__ for row in rows))
    if len(names) == 1:
        columns = zip(*map(astuple, rows), strict=True)
        return dict(zip(names[0], columns, strict=True))
    # Pages decoded before and after a field came for the first time.
    every = dict.fromkeys(name for some in names for name in some)
    return {name: [getattr(row, name, None) for row in rows] for name in every}


def _shaped(column: Column, values: Sequence[Json] | None, rows: int) -> tuple[pa.Array[Any], int]:
    dtype = column.dtype
    empty = {NoneType} if dtype.element is None else {NoneType, list}
    # Most fields of most issues are empty.
    if values is None or (not any(values) and set(map(type, values)) <= empty):
        return nothing(rows, dtype), 0
    if column.cell is same:
        return to_array(values, dtype)
    return to_array(list(map(column.cell, values)), dtype)


def _places(ids: Sequence[str | None], order: Sequence[str]) -> pa.Array[Any]:
    place = {issue_id: number for number, issue_id in enumerate(ids)}
    return pa.array([place[each] for each in order if each in place], pa.int64())


def _to_pandas(
    whole: pa.ChunkedArray[Any], dtype: Dtype, dtype_backend: DtypeBackend
) -> pd.Series[Any]:
    """Make what a frame holds of an Arrow column."""
    if dtype_backend == "pyarrow":
        return rewritten(whole, dtype).to_pandas(types_mapper=pd.ArrowDtype)
    if dtype is Dtype.RAW:
        return pd.Series(decoded(whole), dtype=object)
    if dtype.element is not None:
        return pd.Series(whole.to_pylist(), dtype=object)
    return whole.to_pandas(types_mapper=_NULLABLE.get)


def series(
    issue: Issue,
    columns: Columns,
    *,
    receipt: Receipt | None = None,
    dtype_backend: DtypeBackend = None,
) -> pd.Series[Any]:
    """Make a Series of one issue.

    Args:
        issue: The issue.
        columns: The columns it was decoded for.
        receipt: What was asked and what came, if that is to be told.
        dtype_backend: ``"pyarrow"`` for the missing values of Arrow types.

    Returns:
        A Series of dtype object, named by the key, with the labels and cells of a row of a
        search.
    """
    builder = FrameBuilder(columns, dtype_backend=dtype_backend)
    builder.add([issue])
    frame = builder.frame(receipt or Receipt())
    cells = {label: frame[label].iloc[0] for label in frame.columns}
    row = pd.Series(cells, name=issue.key, dtype=object)
    if receipt is not None:
        row.attrs.update(frame.attrs)
    return row


def table(rows: Iterable[Mapping[str, Json]], schema: Mapping[str, Dtype]) -> pd.DataFrame:
    """Make a frame of plain rows, of the same columns and dtypes also where there are none.

    Args:
        rows: The rows, by column; a column that a row lacks is missing there.
        schema: The columns in order, and what they hold.

    Returns:
        The frame, with a RangeIndex.

    Example:
        >>> table([{"id": "7"}], {"id": Dtype.COUNT, "name": Dtype.TEXT}).dtypes.to_dict()
        {'id': Int64Dtype(), 'name': <StringDtype(na_value=nan)>}
    """
    rows = list(rows)
    made = {}
    for label, dtype in schema.items():
        cells = [row.get(label) for row in rows]
        if dtype.element is not None:
            cells = [elements(each) for each in cells]
        array, _ = to_array(cells, dtype)
        made[label] = _to_pandas(pa.chunked_array([array]), dtype, None)
    return pd.DataFrame(made, columns=list(schema))
