"""Columns that grow: Arrow arrays piled up, and what pandas makes of them."""

from __future__ import annotations

from itertools import count
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa

from jiraframe._arrow import chunked, decoded, nothing, rewritten
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

    def hand_out(self, rows: int) -> list[pa.Array[Any]]:
        """Give the first cells away and keep the others."""
        whole = chunked(self._chunks, self.dtype)
        self._chunks = whole.slice(rows).chunks
        self._rows = max(0, self._rows - rows)
        return whole.slice(0, rows).chunks


def to_pandas(
    chunks: list[pa.Array[Any]], dtype: Dtype, dtype_backend: DtypeBackend
) -> pd.Series[Any]:
    """Make what a frame holds of the chunks of an Arrow column, and use them up."""
    if dtype.element is not None and dtype_backend is None:
        return _lists(chunks)
    whole = chunked(chunks, dtype)
    chunks.clear()
    if dtype_backend == "pyarrow":
        return rewritten(whole, dtype).to_pandas(types_mapper=pd.ArrowDtype)
    if dtype is Dtype.RAW:
        return pd.Series(decoded(whole), dtype=object)
    made = whole.to_pandas(types_mapper=_NULLABLE.get)
    # What is still Arrow's cannot be written to.
    return made if dtype is Dtype.TEXT else made.copy()


def _lists(chunks: list[pa.Array[Any]]) -> pd.Series[Any]:
    """Give lists whose equal members are one object: of labels there are few, of cells many."""
    known: dict[Any, Any] = {}
    made = np.empty(sum(map(len, chunks)), object)
    place = count()
    chunks.reverse()
    with uncollected():
        while chunks:
            for cell in chunks.pop().to_pylist():
                made[next(place)] = cell and [known.setdefault(each, each) for each in cell]
            pa.default_memory_pool().release_unused()
    return pd.Series(made, dtype=object, copy=False)
