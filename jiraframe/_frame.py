"""Issues to frames: each page becomes Arrow arrays at once, the arrays a frame at the end.

The only maker of frames of issues. dtypes follow from the columns, never from the values: an empty
result, a page of nulls and a full one have the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import NoneType
from typing import Any

import pandas as pd
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import astuple

from jiraframe._arrow import chunked, nothing, to_array
from jiraframe._cells import same
from jiraframe._collector import uncollected
from jiraframe._columns import IDENTITY, Column, Columns
from jiraframe._piles import DtypeBackend, Pile, to_pandas
from jiraframe._reader import Issue, attribute
from jiraframe._receipt import ATTRS, Receipt, receipt
from jiraframe._scalars import Dtype, Json

# Pages are short, and what is made of one costs as much as what is made of ten.
_AT_ONCE = 1000

__all__ = ["FrameBuilder", "Receipt", "assembled", "receipt", "series"]


class FrameBuilder:
    """Collects issues and makes frames of them.

    Args:
        columns: The columns.
        dtype_backend: ``"pyarrow"`` for Arrow types throughout.
    """

    def __init__(self, columns: Columns, *, dtype_backend: DtypeBackend = None) -> None:
        self._columns = columns
        self._dtype_backend = dtype_backend
        self._piles = {name: Pile(Dtype.TEXT) for name in IDENTITY}
        self._ready = 0
        self._waiting: list[Issue] = []

    @property
    def rows(self) -> int:
        """How many rows wait to be handed out."""
        return self._ready + len(self._waiting)

    def add(self, issues: Sequence[Issue]) -> None:
        """Take issues, and shape them when there are enough.

        Args:
            issues: What a decoder for the same columns has read.
        """
        self._waiting += issues
        if len(self._waiting) >= _AT_ONCE:
            self._shape()

    def _shape(self) -> None:
        issues, self._waiting = self._waiting, []
        if not issues:
            return
        with uncollected():
            self._add(issues)
        self._ready += len(issues)

    def _add(self, issues: Sequence[Issue]) -> None:
        self._piles["key"].add(*to_array([issue.key or None for issue in issues], Dtype.TEXT))
        self._piles["id"].add(*to_array([issue.id for issue in issues], Dtype.TEXT))
        values = _by_field([issue.fields for issue in issues])
        for column in self._columns:
            pile = self._piles.setdefault(column.label, Pile(column.dtype))
            pile.fill(self._ready)
            pile.add(*_shaped(column, values.get(attribute(column.field.id)), len(issues)))

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

    def arrays(self, rows: int) -> tuple[dict[str, pa.ChunkedArray[Any]], list[str]]:
        """Hand out the first rows that wait as what frames are made of, and keep the others.

        Args:
            rows: How many.

        Returns:
            The Arrow columns by label, and a sentence for each with values that cannot be read.
        """
        warnings: list[str] = []
        columns = self._columns_of(rows, None, warnings)
        made = {label: chunked(chunks, dtype) for label, dtype, chunks in columns}
        return made, warnings

    def _hand_out(self, rows: int, receipt: Receipt, order: Sequence[str] | None) -> pd.DataFrame:
        warnings: list[str] = []
        columns = self._columns_of(rows, order, warnings)
        return assembled(columns, receipt, also=warnings, dtype_backend=self._dtype_backend)

    def _columns_of(
        self, rows: int, order: Sequence[str] | None, warnings: list[str]
    ) -> Iterator[tuple[str, Dtype, list[pa.Array[Any]]]]:
        """Give column after column: what has become pandas is let go in Arrow."""
        self._shape()
        late = {column.label: Pile(column.dtype) for column in self._columns}
        self._piles = {**late, **self._piles}
        ids = self._piles["id"].hand_out(rows)
        places = None if order is None else _places(ids, order)
        for label in [*IDENTITY, *late]:
            pile, chunks = self._piles[label], ids
            if label != "id":
                pile.fill(self._ready)
                chunks = pile.hand_out(rows)
            if places is not None:
                chunks = chunked(chunks, pile.dtype).take(places).chunks
            yield label, pile.dtype, chunks
            if pile.unread:
                warnings.append(f"{pile.unread} values of {label!r} could not be read.")
                pile.unread = 0
        self._ready = max(0, self._ready - rows)


def assembled(
    columns: Iterable[tuple[str, Dtype, list[pa.Array[Any]]]],
    receipt: Receipt,
    *,
    also: Sequence[str] = (),
    dtype_backend: DtypeBackend = None,
) -> pd.DataFrame:
    """Make a frame of Arrow columns.

    Args:
        columns: The columns in order: label, what it holds, the chunks of its cells, which are
            used up.
        receipt: What was asked and what came; it goes to ``attrs``.
        also: Further warnings, looked at when all columns have been taken.
        dtype_backend: ``"pyarrow"`` for Arrow types throughout.

    Returns:
        The frame, with a RangeIndex.
    """
    frame = pd.DataFrame(
        {label: to_pandas(chunks, dtype, dtype_backend) for label, dtype, chunks in columns},
        copy=False,  # a copy would need the room of all of them again
    )
    told = replace(receipt, rows=len(frame), warnings=[*receipt.warnings, *also])
    frame.attrs[ATTRS] = told.as_dict()
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
    dtype, cell = column.dtype, column.cell
    missing = cell(None)  # a list of values that are kept raw is an empty list, too
    empty = {NoneType} if dtype.element is None else {NoneType, list}
    # Most fields of most issues are empty.
    if values is None or (not any(values) and set(map(type, values)) <= empty):
        if dtype is Dtype.RAW:
            return to_array([missing] * rows, dtype)
        return nothing(rows, dtype), 0
    if cell is same:
        return to_array(values, dtype)
    return to_array([missing if value is None else cell(value) for value in values], dtype)


def _places(ids: Sequence[pa.Array[Any]], order: Sequence[str]) -> pa.Array[Any]:
    known = chain.from_iterable(chunk.to_pylist() for chunk in ids)
    place = {issue_id: number for number, issue_id in enumerate(known)}
    return pa.array([place[each] for each in order if each in place], pa.int64())


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
