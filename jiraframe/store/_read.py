"""``read``: a copy as the frame that a search would give."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from jiraframe._columns import IDENTITY
from jiraframe._frame import Receipt, assembled
from jiraframe._scalars import Dtype
from jiraframe.errors import ArgumentError, StoreError, near_names
from jiraframe.store._schema import StoredColumn, from_stored
from jiraframe.store._state import State
from jiraframe.store._target import backend_at

if TYPE_CHECKING:
    import pandas as pd


def read(
    path: str | Path, columns: str | Sequence[str] | None = None, *, where: str | None = None
) -> pd.DataFrame:
    r"""Read a copy that ``refresh`` keeps; Jira is not asked.

    Args:
        path: Where the copy is.
        columns: Labels of the columns wanted, in the order wanted; a text for one, or for several
            with commas between them; None for all, an empty list for key and id.
        where: A condition in SQL, columns by their labels or ids in double quotes, values in
            single ones: ``"\"Story Points\" > 3 AND status = 'Done'"``. Durations are microseconds
            there: an hour is ``3600 * 1e6``. A field that is called ``ID`` or ``Key`` goes by its
            id: to SQL its label is the issue's.

    Returns:
        What ``jira.search`` gave at the last refresh, with the same labels and dtypes, by
        ascending id. Its receipt tells from when the copy is (``asked_at``) and whether it was
        complete then.

    Raises:
        StoreError: There is no copy, or it cannot be read.
        ArgumentError: There is no such column, or the condition is no SQL.

    Example:
        >>> import jiraframe as jf
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "all.duckdb")
        >>> with jf.sandbox.start(issues=50) as box:
        ...     jira = jf.connect(environ=box.env)
        ...     _ = jf.store.refresh("key is not EMPTY", path, jira=jira)
        >>> df = jf.store.read(path, ["key", "status"], where="\"status\" <> 'Done'")
        >>> df.columns.tolist(), jf.receipt(df).complete
        (['key', 'status'], True)
    """
    _check(columns, where)
    backend = backend_at(path, to_read=True)
    state = backend.state() if columns is not None else None
    names = [] if columns is None or state is None else _named(state, columns) or list(IDENTITY)
    state, table = backend.rows(names, where)
    if state is None:
        begun = " A first load has begun and is not at its end." if backend.staged() else ""
        raise StoreError(
            f"There is no copy at {backend.where}.{begun}",
            fix="Make it by jf.store.refresh(jql, path).",
        )
    columns_by_name = {each.name: each for each in state.plan.columns}
    made = (_frame_column(table, name, columns_by_name.get(name)) for name in table.column_names)
    return assembled(made, _receipt(state, where, len(table)))


def _check(columns: object, where: object) -> None:
    if not isinstance(columns, str | None):
        listed = isinstance(columns, Collection) and all(isinstance(each, str) for each in columns)
        if not listed:
            raise ArgumentError(f"columns is {columns!r}.", fix="Give a list of labels, or None.")
    if where is not None and (not isinstance(where, str) or not where.strip()):
        raise ArgumentError(
            f"where is {where!r}.",
            fix="Give a condition in SQL as a text, such as \"status = 'Done'\", or None.",
        )


def _named(state: State, labels: str | Sequence[str]) -> list[str]:
    known = {label: label for label in IDENTITY}
    known |= {each.label: each.name for each in state.plan.columns if each.shown}
    if isinstance(labels, str):
        # As search does: there are names with a comma in them.
        labels = [labels] if labels in known else [each.strip() for each in labels.split(",")]
    unknown = [label for label in labels if label not in known]
    if unknown:
        near = near_names(unknown[0], known)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(
            f"The copy has no column {unknown[0]!r}.{hint}",
            fix=f"It has {', '.join(known)}.",
        )
    return [known[label] for label in dict.fromkeys(labels)]


def _frame_column(
    table: pa.Table, name: str, column: StoredColumn | None
) -> tuple[str, Dtype, list[pa.Array[Any]]]:
    """Give the label, the dtype and the cells of a stored column; key and id are plain texts."""
    label, dtype = (column.label, column.dtype) if column else (name, Dtype.TEXT)
    return label, dtype, from_stored(table, name, dtype).chunks


def _receipt(state: State, where: str | None, rows: int) -> Receipt:
    plan = state.plan
    notes = [*state.doubts, *state.warnings]
    if where is not None:
        notes.append(f"where= has kept {rows} of the {state.rows} rows of the copy.")
    return Receipt(
        call="store.read",
        jql=plan.jql,
        fields=list(plan.request_fields),
        deployment=plan.deployment,
        base_url=plan.base_url,
        account=state.account,
        asked_at=state.as_of.isoformat(timespec="seconds"),
        expected=state.expected,
        warnings=notes,
        complete=state.complete,
        version=state.version,
    )
