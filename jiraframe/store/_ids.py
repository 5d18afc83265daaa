"""Sets of ids as Arrow arrays: a million of them take little room and little time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jiraframe.store._schema import UPDATED

_TYPES: list[tuple[str, Any]] = [("id", pa.string()), (UPDATED, pa.timestamp("us", "UTC"))]
_KNOWN = pa.schema(_TYPES)


def as_known(table: pa.Table) -> pa.Table:
    """Take ``id`` and ``updated`` of a table, whichever program has read it."""
    return table.select(_KNOWN.names).cast(_KNOWN)


def changed(rows: pa.Table, known: pa.Table) -> pa.Table:
    """Take the rows that are not known, or known as of another time.

    Args:
        rows: Rows to be stored.
        known: ``id`` and ``updated`` of those that are.

    Returns:
        The rows that differ.
    """
    places = pc.index_in(_whole(rows["id"]), value_set=_whole(known["id"]))
    before = _whole(known[UPDATED]).take(places)
    equal: Any = pc.equal(before, _whole(rows[UPDATED]))
    same: Any = pc.fill_null(equal, False)
    return rows.filter(pc.invert(same))


def without(ids: pa.Array[Any], others: pa.Array[Any]) -> list[str]:
    """Give the ids that are not among the others."""
    left: Any = ids.filter(pc.invert(pc.is_in(ids, value_set=others))).to_pylist()
    return list(left)


def union(first: pa.Table, rows: Sequence[pa.Table]) -> pa.Array[Any]:
    """Give every id of several tables, each once."""
    return pc.unique(pa.concat_arrays([_whole(each["id"]) for each in (first, *rows)]))


def newest(tables: Sequence[pa.Table]) -> datetime | None:
    """Give the latest ``updated`` of several tables."""
    found = [pc.max(each[UPDATED]).as_py() for each in tables if len(each)]
    return max((each for each in found if each is not None), default=None)


def _whole(column: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
