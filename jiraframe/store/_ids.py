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


def parted(rows: pa.Table, known: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Part rows by whether they are known as of the same time.

    Args:
        rows: Rows to be stored.
        known: ``id`` and ``updated`` of those that are.

    Returns:
        The rows that are not, and those that are.
    """
    before = _whole(known[UPDATED]).take(_places(rows, known))
    equal: Any = pc.equal(before, _whole(rows[UPDATED]))
    same: Any = pc.fill_null(equal, False)
    return rows.filter(pc.invert(same)), rows.filter(same)


def differing(rows: pa.Table, stored: pa.Table) -> pa.Table:
    """Take the rows of which a cell differs from the one that is stored.

    Args:
        rows: Rows to be stored.
        stored: What is stored of them, whichever program has read it.

    Returns:
        The rows that differ.
    """
    stored = stored.select(rows.column_names).cast(rows.schema)
    before = stored.take(_places(rows, stored))
    differ = [False] * len(rows)
    for new, old in zip(rows.columns, before.columns, strict=True):
        if not new.equals(old):
            cells = zip(differ, new.to_pylist(), old.to_pylist(), strict=True)
            differ = [so_far or one != other for so_far, one, other in cells]
    return rows.filter(pa.array(differ, pa.bool_()))


def last_of_each(rows: pa.Table) -> pa.Table:
    """Take one row for each id, the last."""
    ids = _whole(rows["id"])
    if len(pc.unique(ids)) == len(rows):
        return rows
    last = {each: place for place, each in enumerate(ids.to_pylist())}
    return rows.take(pa.array(last.values(), pa.int64()))


def but_for(rows: pa.Table, ids: Sequence[str]) -> pa.Table:
    """Take the rows whose ids are not among some."""
    some = pa.array(ids, pa.string())
    return rows.filter(pc.invert(pc.is_in(rows["id"], value_set=some)))


def without(ids: pa.Array[Any], others: pa.Array[Any]) -> list[str]:
    """Give the ids that are not among the others."""
    left: Any = ids.filter(pc.invert(pc.is_in(ids, value_set=others))).to_pylist()
    return list(left)


def unread(ids: Sequence[str], read: Sequence[pa.Table]) -> list[str]:
    """Give the ids that are in none of several tables."""
    read_ids = union(_KNOWN.empty_table(), read)
    return without(pa.array(ids, pa.string()), read_ids)


def union(first: pa.Table, rows: Sequence[pa.Table]) -> pa.Array[Any]:
    """Give every id of several tables, each once."""
    return pc.unique(pa.concat_arrays([_whole(each["id"]) for each in (first, *rows)]))


def newest(tables: Sequence[pa.Table]) -> datetime | None:
    """Give the latest ``updated`` of several tables."""
    found = [pc.max(each[UPDATED]).as_py() for each in tables if len(each)]
    return max((each for each in found if each is not None), default=None)


def _places(rows: pa.Table, table: pa.Table) -> Any:
    """Say where the rows' ids stand in a table; null where they do not."""
    return pc.index_in(_whole(rows["id"]), value_set=_whole(table["id"]))


def _whole(column: pa.ChunkedArray[Any]) -> pa.Array[Any]:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
