"""Cells to Arrow arrays: the quick way for what Jira promises, value by value for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from types import NoneType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import DecodeError
from msgspec.json import Decoder

from jiraframe._cells import json_text, text
from jiraframe._json import mend, read_json
from jiraframe._scalars import READERS, Dtype, Json

_decode = Decoder().decode
# Texts stay in the frame, and Arrow's usual pool keeps a tenth more for a column of a thousand
# short arrays. All else becomes numpy arrays or lists: it would leave holes between the texts,
# while the usual pool gives its room back.
_TEXT_POOL = pa.system_memory_pool()
_SCALARS: dict[Dtype, Any] = {
    Dtype.TEXT: pa.large_string(),
    Dtype.NUMBER: pa.float64(),
    Dtype.COUNT: pa.int64(),
    Dtype.FLAG: pa.bool_(),
    Dtype.INSTANT: pa.timestamp("us", "UTC"),
    Dtype.DATE: pa.timestamp("us"),
    Dtype.DURATION: pa.duration("us"),
    Dtype.RAW: pa.large_string(),
}
# Microseconds since 1970 of the first and last moments of the years 1 to 9999.
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
_PROMISED: dict[Dtype, set[type]] = {
    Dtype.TEXT: {str, NoneType},
    Dtype.NUMBER: {float, int, NoneType},
    Dtype.COUNT: {int, NoneType},
    Dtype.FLAG: {bool, NoneType},
    Dtype.INSTANT: {str, NoneType},
    Dtype.DATE: {str, NoneType},
    Dtype.DURATION: {float, int, NoneType},
    Dtype.TEXTS: {list},
}


def arrow_type(dtype: Dtype) -> Any:
    """Name the Arrow type of a dtype; what is kept raw travels as the text of its JSON."""
    element = dtype.element
    return _SCALARS[dtype] if element is None else pa.list_(_SCALARS[element])


def chunked(chunks: Sequence[pa.Array[Any]], dtype: Dtype) -> pa.ChunkedArray[Any]:
    """Make one column of arrays, of which there may be none."""
    return pa.chunked_array(chunks, arrow_type(dtype))


def nothing(rows: int, dtype: Dtype) -> pa.Array[Any]:
    """Make an array of cells for which there is no value: null, or the empty list."""
    return _array([None if dtype.element is None else []] * rows, dtype)


def to_array(cells: Sequence[Json], dtype: Dtype) -> tuple[pa.Array[Any], int]:
    """Make an array of cells.

    Args:
        cells: What the cell functions gave.
        dtype: What the column holds.

    Returns:
        The array, and how many cells hold something that cannot be read as the dtype.
    """
    if dtype is Dtype.RAW:
        sent = [json_text(each) for each in cells]
        return _texts(sent), _bad(cells, sent)
    # Arrow takes 1.5 for a whole number and True for a number: only what Jira promises may
    # go the quick way.
    if set(map(type, cells)) <= _PROMISED.get(dtype, set()):
        with suppress(pa.ArrowException, ValueError, OverflowError):
            return _quick(cells, dtype), 0
    return _careful(cells, dtype)


def decoded(whole: pa.ChunkedArray[Any]) -> list[Json]:
    """Decode what was kept raw into what ``json`` makes of it."""
    return [None if sent is None else _decoded(sent) for sent in whole.to_pylist()]


def rewritten(whole: pa.ChunkedArray[Any], dtype: Dtype) -> pa.ChunkedArray[Any]:
    """Give a column the types that pandas uses for Arrow; raw JSON one way to be written."""
    if dtype is Dtype.RAW:
        return pa.chunked_array([pa.array(map(json_text, decoded(whole)), pa.string())])
    if dtype is Dtype.TEXT:
        return whole.cast(pa.string())
    return whole.cast(pa.list_(pa.string())) if dtype is Dtype.TEXTS else whole


def _decoded(sent: str) -> Json:
    try:
        return _decode(sent)
    except (DecodeError, RecursionError):
        return read_json(sent.encode())


def _quick(cells: Sequence[Json], dtype: Dtype) -> pa.Array[Any]:
    if dtype is Dtype.INSTANT:
        return _in_range(_text_as(cells, arrow_type(dtype)))
    if dtype is Dtype.DATE:
        return pc.cast(_text_as(cells, pa.date32()), arrow_type(dtype))
    if dtype is Dtype.DURATION:
        cells = [None if each is None else round(each * 1_000_000) for each in cells]
    return _array(cells, dtype)


def _in_range(instants: pa.Array[Any]) -> pa.Array[Any]:
    # In UTC a moment may lie beyond the years that Python's own datetime has.
    counts = instants.view(pa.int64())
    first, last = pc.min(counts).as_py(), pc.max(counts).as_py()
    if first is not None and last is not None and not _FIRST <= first <= last <= _LAST:
        raise pa.ArrowInvalid("beyond the years 1 to 9999")
    return instants


def _array(cells: Sequence[Json], dtype: Dtype) -> pa.Array[Any]:
    pool = _TEXT_POOL if dtype is Dtype.TEXT else None
    made: pa.Array[Any] = pa.array(cells, arrow_type(dtype), memory_pool=pool)
    return made


def _text_as(cells: Sequence[Json], kind: Any) -> pa.Array[Any]:
    return pc.cast(pa.array(cells, pa.string()), kind)


def _careful(cells: Sequence[Json], dtype: Dtype) -> tuple[pa.Array[Any], int]:
    if dtype is Dtype.TEXT:
        return _texts([text(each) for each in cells]), 0
    element = dtype.element
    if element is None:
        values = [READERS[dtype](each) for each in cells]
        return _array(values, dtype), _bad(cells, values)
    if element is Dtype.TEXT:
        return _array([[_clean(text(e)) for e in each] for each in cells], dtype), 0
    read = READERS[element]
    lists = [[read(e) for e in each] for each in cells]
    bad = sum(_bad(before, after) for before, after in zip(cells, lists, strict=True))
    return _array(lists, dtype), bad


def _bad(before: Sequence[Json], after: Sequence[Json]) -> int:
    return sum(
        new is None and old not in (None, "", [], {})
        for old, new in zip(before, after, strict=True)
    )


def _texts(cells: Sequence[str | None]) -> pa.Array[Any]:
    try:
        return _array(cells, Dtype.TEXT)
    except UnicodeEncodeError:
        return _array([_clean(each) for each in cells], Dtype.TEXT)


def _clean(cell: str | None) -> str | None:
    return None if cell is None else mend(cell)
