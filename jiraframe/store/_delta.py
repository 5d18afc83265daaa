"""A copy in a Delta table: in a folder or an object store, for several readers and for Spark.

Each verb that readers see is one commit of the table, with the state in the commit's metadata. The
staging area is a second table in a folder of the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, QueryBuilder, write_deltalake
from deltalake.exceptions import DeltaError

from jiraframe.errors import ArgumentError, StoreError
from jiraframe.store._schema import schema_of
from jiraframe.store._sql import ROWS, known_sql, quoted, rows_sql
from jiraframe.store._state import Staged, State, read_staged, read_state, to_text

_STAGING = "_jiraframe_staging"
_NOTE = "jiraframe"
_GONE = "_gone"
# Where the last note stands: compaction and cleaning make commits of their own.
_RECENT = 10
_IN_A_PREDICATE = 1000


class Delta:
    """The verbs of ``Backend`` on one Delta table.

    Attributes:
        where: The place, for messages.
    """

    def __init__(self, path: str) -> None:
        self.where = path
        self._path = path.rstrip("/\\")
        self._staging = f"{self._path}/{_STAGING}"

    def state(self) -> State | None:
        """Read what the copy knows of itself; None where there is none."""
        with self._translated():
            table = _table(self._path)
            return None if table is None else self._state_of(table)

    def known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row of the copy."""
        with self._translated():
            return _asked(DeltaTable(self._path), known_sql(ROWS)).read_all()

    def staged(self) -> Staged | None:
        """Read what stands in the staging area; None where nothing does."""
        with self._translated():
            table = _table(self._staging)
            text = None if table is None else _note_of(table)
            return read_staged(text, self.where) if text else None

    def staged_known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row in the staging area."""
        with self._translated():
            return _asked(DeltaTable(self._staging), known_sql(ROWS)).read_all()

    def begin(self, staged: Staged) -> None:
        """Empty the staging area and note what will come into it."""
        self._check_place()
        with self._translated():
            self._empty_staging(to_text(staged), schema_of(staged.plan.columns))

    def stage(self, rows: pa.Table) -> None:
        """Put rows into the staging area, in the place of those with the same ids.

        Should it be broken off between the two steps, rows are missing, and are read once more.
        """
        with self._translated():
            there = self.staged_known()["id"].cast(pa.string())
            again: Any = rows["id"].filter(pc.is_in(rows["id"], value_set=there)).to_pylist()
            self._delete_staged(again)
            text = _note_of(DeltaTable(self._staging))
            write_deltalake(self._staging, rows, mode="append", commit_properties=_noting(text))

    def promote(self, state: State, *, leavers: Sequence[str]) -> None:
        """Make the staged rows, but for some that left, the copy."""
        with self._translated():
            self._check_turn(state)
            self._delete_staged(leavers)
            names = schema_of(state.plan.columns).names
            sql = f"SELECT {', '.join(map(quoted, names))} FROM {quoted(ROWS)}"
            write_deltalake(
                self._path,
                _asked(DeltaTable(self._staging), sql),
                mode="overwrite",
                schema_mode="overwrite",
                commit_properties=_noting(to_text(state)),
            )
            self._tidy()

    def merge(self, rows: pa.Table | None, state: State, *, leavers: Sequence[str]) -> None:
        """Put rows into the copy, in the place of those with the same ids, and take some away."""
        with self._translated():
            self._check_turn(state)
            schema = schema_of(state.plan.columns)
            if rows is None:
                every = f"SELECT * FROM {quoted(ROWS)}"
                rows = _asked(DeltaTable(self._staging), every).read_all().cast(schema)
            table = DeltaTable(self._path)
            if not len(rows) and not leavers:
                everything: Any = table.schema().to_arrow()
                empty = pa.schema(everything).empty_table()
                note = _noting(to_text(state))
                write_deltalake(table, empty, mode="append", commit_properties=note)
                return
            _merge(table, _with_leavers(rows, leavers), schema.names, to_text(state))
            self._tidy()

    def rows(self, names: Sequence[str], where: str | None) -> tuple[State | None, pa.Table]:
        """Read columns of the copy, and the state that they belong to, by ascending id."""
        with self._translated():
            table = _table(self._path)
            if table is None:
                return None, pa.table({})
            state = self._state_of(table)
            try:
                return state, _asked(table, rows_sql(names, state, where)).read_all()
            except DeltaError as exc:
                if where is None:
                    raise
                raise ArgumentError(
                    f"Delta does not take the condition {where!r}: {exc}",
                    fix="Write it in SQL, names in double quotes: '\"Story Points\" > 3'.",
                ) from exc

    def _state_of(self, table: DeltaTable) -> State:
        text = _note_of(table)
        if text is None:
            raise StoreError(
                f"{self.where} is a Delta table that is no copy of a Jira.",
                fix="Choose another path.",
            )
        return read_state(text, self.where)

    def _check_place(self) -> None:
        folder = Path(self._path)
        if _table(self._path) is not None or not folder.is_dir():
            return
        strangers = [each.name for each in folder.iterdir() if each.name != _STAGING]
        if strangers:
            raise StoreError(
                f"{self.where} is a folder with other things in it, such as {strangers[0]!r}.",
                fix="Choose a folder that is empty or not there yet.",
            )

    def _check_turn(self, state: State) -> None:
        before = self.state()
        if (before.revision if before else 0) != state.revision - 1:
            raise StoreError(
                f"{self.where} was refreshed by somebody else meanwhile.",
                fix="Refresh again; let one program at a time refresh a copy.",
            )

    def _delete_staged(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _IN_A_PREDICATE):
            table = DeltaTable(self._staging)
            listed = ", ".join(f"'{each}'" for each in ids[start : start + _IN_A_PREDICATE])
            table.delete(f"id IN ({listed})", commit_properties=_noting(_note_of(table)))

    def _empty_staging(self, text: str, schema: pa.Schema) -> None:
        write_deltalake(
            self._staging,
            schema.empty_table(),
            mode="overwrite",
            schema_mode="overwrite",
            commit_properties=_noting(text),
        )
        _vacuum(DeltaTable(self._staging), keep=())

    def _tidy(self) -> None:
        """Put small files together, and delete what no reader of this or the last state needs."""
        if _table(self._staging) is not None:
            self._empty_staging("", pa.schema([("id", pa.string())]))
        table = DeltaTable(self._path)
        now = table.version()
        notes = [each["version"] for each in table.history(_RECENT) if each.get(_NOTE)]
        table.optimize.compact()
        _vacuum(table, keep=(*notes[:2], now, table.version()))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (DeltaError, OSError) as exc:
            raise StoreError(
                f"Delta cannot go on with {self.where}: {exc}",
                fix="What was stored before stays as it was; try again.",
            ) from exc


def _table(path: str) -> DeltaTable | None:
    return DeltaTable(path) if DeltaTable.is_deltatable(path) else None


def _asked(table: DeltaTable, sql: str) -> pa.RecordBatchReader:
    found: Any = QueryBuilder().register(ROWS, table).execute(sql)
    return pa.RecordBatchReader.from_stream(found)


def _note_of(table: DeltaTable) -> str | None:
    """Find the last note; the empty one is that of a staging area that nobody needs any more."""
    for limit in (_RECENT, None):
        for commit in table.history(limit):
            if _NOTE in commit:
                return str(commit[_NOTE])
    return None


def _noting(text: str | None) -> CommitProperties:
    return CommitProperties(custom_metadata={_NOTE: text or ""})


def _with_leavers(rows: pa.Table, leavers: Sequence[str]) -> pa.Table:
    kept = rows.append_column(_GONE, pa.array([False] * len(rows), pa.bool_()))
    gone = pa.table({"id": pa.array(leavers, pa.string()), _GONE: pa.array([True] * len(leavers))})
    return pa.concat_tables([kept, gone], promote_options="default")


def _merge(table: DeltaTable, source: pa.Table, names: Sequence[str], text: str) -> None:
    columns = {quoted(name): f"s.{quoted(name)}" for name in names}
    merger = table.merge(
        source,
        predicate="t.id = s.id",
        source_alias="s",
        target_alias="t",
        commit_properties=_noting(text),
    )
    (
        merger.when_matched_delete(predicate=f"s.{_GONE}")
        .when_matched_update(updates=columns)
        .when_not_matched_insert(updates=columns, predicate=f"NOT s.{_GONE}")
        .execute()
    )


def _vacuum(table: DeltaTable, *, keep: Sequence[int]) -> None:
    table.vacuum(
        retention_hours=0,
        dry_run=False,
        enforce_retention_duration=False,
        keep_versions=list(keep) or None,
    )
