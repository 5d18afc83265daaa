"""Columns that grow: Arrow arrays piled up, and what pandas makes of them."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from jiraframe._arrow import POOL, arrow_type, decoded, nothing, rewritten
from jiraframe._collector import uncollected
from jiraframe._scalars import Dtype

DtypeBackend: TypeAlias = Literal["pyarrow"] | None

# Where numpy has no missing value; all else is at home in numpy.
_NULLABLE: dict[Any, Any] = {
    pa.large_string(): pd.StringDtype(na_value=np.nan),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


class Pile:
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


def to_pandas(
    whole: pa.ChunkedArray[Any], dtype: Dtype, dtype_backend: DtypeBackend
) -> pd.Series[Any]:
    """Make what a frame holds of an Arrow column."""
    if dtype_backend == "pyarrow":
        return rewritten(whole, dtype).to_pandas(types_mapper=pd.ArrowDtype)
    if dtype is Dtype.RAW:
        return pd.Series(decoded(whole), dtype=object)
    if dtype.element is not None:
        return pd.Series(_lists(whole), dtype=object)
    return whole.to_pandas(types_mapper=_NULLABLE.get, memory_pool=POOL)


def _lists(whole: pa.ChunkedArray[Any]) -> list[list[Any] | None]:
    """Give lists whose equal members are one object: of labels there are few, of cells many."""
    known: dict[Any, Any] = {}
    with uncollected():
        return [
            None if cell is None else [known.setdefault(each, each) for each in cell]
            for chunk in whole.chunks
            for cell in chunk.to_pylist()
        ]
