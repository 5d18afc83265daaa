"""Issues to frames: each page becomes Arrow arrays at once, the arrays a frame at the end."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
from msgspec import Struct
from msgspec.structs import astuple

from jiraframe._arrow import arrow_type, nothing, to_array
from jiraframe._cells import elements
from jiraframe._columns import IDENTITY, Column, Columns
from jiraframe._page import Issue, attribute
from jiraframe._receipt import ATTRS, Receipt, receipt
from jiraframe._scalars import Dtype, Json

__all__ = ["FrameBuilder", "Receipt", "receipt", "series", "table"]

DtypeBackend: TypeAlias = Literal["pyarrow"] | None


class FrameBuilder:
    """Collects issues and makes frames of them.

    Args:
        columns: The columns.
        dtype_backend: ``"pyarrow"`` for Arrow types throughout.

    Attributes:
        rows: How many rows are waiting to be handed out.
    """

    def __init__(self, columns: Columns, *, dtype_backend: DtypeBackend = None) -> None:
        self.rows = 0
        self._columns = columns
        self._dtype_backend = dtype_backend
        self._chunks: dict[str, list[pa.Array]] = defaultdict(list)
        self._unread: Counter[str] = Counter()

    def add(self, issues: Sequence[Issue]) -> None:
        """Shape issues; they may be forgotten afterwards."""
        if not issues:
            return
        self._put("key", to_array([issue.key or None for issue in issues], Dtype.TEXT))
        self._put("id", to_array([issue.id for issue in issues], Dtype.TEXT))
        values = _by_field([issue.fields for issue in issues])
        for column in self._columns:
            found = values.get(attribute(column.field.id), ())
            self._put(column.label, _shaped(column, found, len(issues)))
        self.rows += len(issues)

    def frame(self, receipt: Receipt, *, order: Sequence[str] | None = None) -> pd.DataFrame:
        """Hand out every row that is waiting.

        Args:
            receipt: What was asked and what came; it goes to ``attrs``.
            order: The ids of the rows in the order wanted, when it is not that of adding; ids
                that did not come are passed over.

        Returns:
            The frame.
        """
        rows = None
        if order is not None:
            places = {
                issue_id: place
                for place, issue_id in enumerate(self._whole("id", Dtype.TEXT).to_pylist())
            }
            rows = pa.array([places[each] for each in order if each in places], pa.int64())
        made = {label: self._column(label, dtype, rows) for label, dtype in self._schema()}
        self.rows = 0
        self._chunks.clear()
        return self._finished(made, receipt)

    def take(self, rows: int, receipt: Receipt) -> pd.DataFrame:
        """Hand out the first rows that are waiting, and keep the others.

        Args:
            rows: How many.
            receipt: What was asked and what came; it goes to ``attrs``.

        Returns:
            The frame.
        """
        made = {}
        for label, dtype in self._schema():
            whole = self._whole(label, dtype)
            made[label] = to_pandas(whole.slice(0, rows), dtype, self._dtype_backend)
            self._chunks[label] = list(whole.slice(rows).chunks)
        self.rows = max(0, self.rows - rows)
        return self._finished(made, receipt)

    def _schema(self) -> list[tuple[str, Dtype]]:
        return [
            *((name, Dtype.TEXT) for name in IDENTITY),
            *((column.label, column.dtype) for column in self._columns),
        ]

    def _put(self, label: str, made: tuple[pa.Array, int]) -> None:
        array, unread = made
        chunks = self._chunks[label]
        missing = self.rows - sum(map(len, chunks))
        if missing:
            chunks.append(nothing(missing, dtype))
        chunks.append(array)
        if unread:
            self._unread[label] += unread

    def _whole(self, label: str, dtype: Dtype) -> pa.ChunkedArray:
        chunks = self._chunks[label]
        missing = self.rows - sum(map(len, chunks))
        if missing:
            chunks.append(nothing(missing, dtype))
        return pa.chunked_array(chunks, arrow_type(dtype))

    def _column(self, label: str, dtype: Dtype, rows: pa.Array | None) -> Any:
        whole = self._whole(label, dtype)
        del self._chunks[label]
        if rows is not None:
            whole = whole.take(rows)
        return to_pandas(whole, dtype, self._dtype_backend)

    def _finished(self, made: dict[str, Any], receipt: Receipt) -> pd.DataFrame:
        unread = [
            f"{count} values of {label!r} could not be read and are missing."
            for label, count in sorted(self._unread.items())
        ]
        self._unread.clear()
        frame = pd.DataFrame(made)
        frame.attrs[ATTRS] = replace(
            receipt, rows=len(frame), warnings=[*receipt.warnings, *unread]
        ).as_dict()
        return frame


def _by_field(fields: Sequence[Struct]) -> dict[str, Sequence[Json]]:
    """Turn rows of values into columns of values."""
    kinds = {type(each): None for each in fields}
    if len(kinds) == 1:
        (kind,) = kinds
        return dict(zip(kind.__struct_fields__, zip(*map(astuple, fields), strict=True), strict=True))
    # Pages decoded before and after a field was met for the first time.
    names = dict.fromkeys(name for kind in kinds for name in kind.__struct_fields__)
    return {name: [getattr(each, name, None) for each in fields] for name in names}


def _shaped(column: Column, values: Sequence[Json], rows: int) -> tuple[pa.Array, int]:
    if not any(values) and all(each is None or each == [] for each in values):
        return nothing(rows, column.dtype), 0
    return to_array(list(map(column.cell, values)), column.dtype)


def to_pandas(whole: pa.ChunkedArray, dtype: Dtype, dtype_backend: DtypeBackend) -> Any:
    """Make what a frame holds of an Arrow column."""
    if dtype_backend == "pyarrow":
        return _arrow_backed(whole, dtype)
    if dtype is Dtype.TEXT:
        return pd.StringDtype(na_value=np.nan).__from_arrow__(whole)
    if dtype is Dtype.COUNT:
        return pd.Int64Dtype().__from_arrow__(whole)
    if dtype is Dtype.FLAG:
        return pd.BooleanDtype().__from_arrow__(whole)
    if dtype is Dtype.RAW:
        return pd.Series([_json(each) for each in whole.to_pylist()], dtype=object)
    if dtype.element is not None:
        return pd.Series(whole.to_pylist(), dtype=object)
    return whole.to_pandas()


def _arrow_backed(whole: pa.ChunkedArray, dtype: Dtype) -> Any:
    if dtype is Dtype.TEXT:
        whole = whole.cast(pa.string())
    elif dtype is Dtype.RAW:
        whole = pa.chunked_array(
            [
                pa.array(
                    [
                        None
                        if e is None
                        else json.dumps(json.loads(e), ensure_ascii=False, separators=(",", ":"))
                        for e in whole.to_pylist()
                    ],
                    pa.string(),
                )
            ]
        )
    elif dtype is Dtype.TEXTS:
        whole = whole.cast(pa.list_(pa.string()))
    return pd.arrays.ArrowExtensionArray(whole)


def _json(sent: str | None) -> Json:
    return None if sent is None else json.loads(sent)


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
        dtype_backend: ``"pyarrow"`` for Arrow's scalars.

    Returns:
        A Series named by the key, with the labels and cells of a row of a search.
    """
    builder = FrameBuilder(columns, dtype_backend=dtype_backend)
    builder.add([issue])
    frame = builder.frame(receipt or Receipt())
    row = pd.Series(
        {label: frame[label].iloc[0] for label in frame.columns}, name=issue.key, dtype=object
    )
    if receipt is not None:
        row.attrs.update(frame.attrs)
    return row


def table(
    rows: Iterable[Mapping[str, Json]],
    schema: Mapping[str, Dtype],
    *,
    dtype_backend: DtypeBackend = None,
) -> pd.DataFrame:
    """Make a frame of plain rows, of fixed columns and dtypes also where there are none.

    Args:
        rows: The rows, by column.
        schema: The columns and what they hold.
        dtype_backend: ``"pyarrow"`` for Arrow types throughout.

    Returns:
        The frame.
    """
    rows = list(rows)
    made = {}
    for label, dtype in schema.items():
        cells = [row.get(label) for row in rows]
        if dtype.element is not None:
            cells = [elements(each) for each in cells]
        array, _ = to_array(cells, dtype)
        made[label] = to_pandas(pa.chunked_array([array]), dtype, dtype_backend)
    return pd.DataFrame(made, columns=list(schema))
