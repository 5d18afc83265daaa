"""A copy in a Delta table: in a folder or an object store, for several readers and for Spark.

Each verb that readers see is one commit of the table, with the state in the commit's metadata. The
staging area is a second table in a folder of the first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, QueryBuilder, Transaction, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from jiraframe.errors import StoreError
from jiraframe.store._ids import but_for
from jiraframe.store._schema import schema_of
from jiraframe.store._sql import ROWS, known_sql, quoted, refused, rows_sql, whole_sql
from jiraframe.store._state import (
    Staged,
    State,
    check_owner,
    check_turn,
    overtaken,
    read_staged,
    read_state,
    to_text,
)
from jiraframe.store._target import ADDRESS, folder_is_there

_STAGING = "_jiraframe_staging"
_NOTE = "jiraframe"
_GONE = "_gone"
# Where the last note stands: compaction and cleaning make commits of their own.
_RECENT = 10
_IN_A_PREDICATE = 1000
# To Delta a path is part of an address, in which these have a meaning.
_MARK = re.compile(r"[#?]")
# An address of a folder takes still fewer: some end in a panic, some are parted or read anew.
_SEPARATOR = r"\\" if sys.platform != "win32" else ""
_ODD = re.compile(rf"[#?\[\]^|\x00-\x1f\x7f{_SEPARATOR}]|%[0-9a-fA-F]{{2}}")


class Delta:
    """The verbs of ``Backend`` on one Delta table.

    Attributes:
        where: The place, for messages.
        notes: What is worth knowing of it.

    Raises:
        StoreError: Delta would read the path as another.
    """

    def __init__(self, path: str) -> None:
        self.where = path
        self.notes: list[str] = []
        self._path = path.rstrip("/\\")
        self._folder = _folder(path)
        _check_characters(path, self._folder)
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

    def whole(self, ids: Sequence[str], names: Sequence[str]) -> pa.Table:
        """Read some rows of the copy."""
        with self._translated():
            return _asked(DeltaTable(self._path), whole_sql(ids, names)).read_all()

    def staged(self) -> Staged | None:
        """Read what stands in the staging area; None where nothing does."""
        with self._translated():
            return self._staged_of(_table(self._staging))

    def staged_known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row in the staging area."""
        with self._translated():
            return _asked(DeltaTable(self._staging), known_sql(ROWS)).read_all()

    def begin(self, staged: Staged) -> None:
        """Empty the staging area and note what will come into it."""
        self._check_place()
        with self._translated():
            self._empty_staging(to_text(staged), schema_of(staged.plan.columns))

    def take_over(self, there: Staged, staged: Staged) -> None:
        """Keep the rows of the staging area and note whose they are now, and no longer."""
        with self._translated():
            table = self._owned(there.owner)
            self._note_down(table, to_text(staged))

    def stage(self, rows: pa.Table, staged: Staged) -> None:
        """Put rows into the staging area, in the place of those with the same ids.

        Should it be broken off between the two steps, rows are missing, and are read once more.
        """
        with self._translated():
            table = self._owned(staged.owner)
            there = _asked(table, known_sql(ROWS)).read_all()["id"].cast(pa.string())
            again: Any = rows["id"].filter(pc.is_in(rows["id"], value_set=there)).to_pylist()
            text = to_text(staged)
            _delete(table, again, text)
            write_deltalake(table, rows, mode="append", commit_properties=_noting(text))

    def promote(self, state: State, *, leavers: Sequence[str]) -> None:
        """Make the staged rows, but for some that left, the copy."""
        with self._translated():
            target: DeltaTable | str = self._turn(state) or self._path
            staging = self._owned(state.staged)
            _delete(staging, leavers, _note_of(staging) or "")
            names = schema_of(state.plan.columns).names
            sql = f"SELECT {', '.join(map(quoted, names))} FROM {quoted(ROWS)}"
            write_deltalake(
                target,
                _asked(staging, sql),
                mode="overwrite",
                schema_mode="overwrite",
                commit_properties=_noting(to_text(state)),
            )
        self._tidy()

    def merge(self, rows: pa.Table | None, state: State, *, leavers: Sequence[str]) -> None:
        """Put rows into the copy, in the place of those with the same ids, and take some away."""
        with self._translated():
            table = self._turn(state) or DeltaTable(self._path)
            schema = schema_of(state.plan.columns)
            if rows is None:
                every = f"SELECT * FROM {quoted(ROWS)}"
                rows = _asked(self._owned(state.staged), every).read_all().cast(schema)
            # Of what is put down and taken away at once, Delta would see two rows of one id.
            rows = but_for(rows, leavers)
            if not len(rows) and not leavers:
                self._note_down(table, to_text(state))
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
                raise refused("Delta", where, exc) from exc

    def _state_of(self, table: DeltaTable) -> State:
        text = _note_of(table)
        if text is None:
            raise StoreError(
                f"{self.where} is a Delta table that is no copy of a Jira.",
                fix="Choose another path.",
            )
        return read_state(text, self.where)

    def _staged_of(self, table: DeltaTable | None) -> Staged | None:
        text = None if table is None else _note_of(table)
        return read_staged(text, self.where) if text else None

    def _owned(self, owner: str) -> DeltaTable:
        """Give the staging area as of now; a commit after it fails if another came before."""
        table = _table(self._staging)
        check_owner(self._staged_of(table), owner, self.where)
        return table or DeltaTable(self._staging)

    def _turn(self, state: State) -> DeltaTable | None:
        """Give the copy as of now; a commit after it fails if another came before."""
        table = _table(self._path)
        check_turn(None if table is None else self._state_of(table), state, self.where)
        return table

    def _check_place(self) -> None:
        folder = self._folder
        if folder is None or not folder_is_there(folder) or _table(self._path) is not None:
            return
        strangers = [each.name for each in folder.iterdir() if each.name != _STAGING]
        if strangers:
            raise StoreError(
                f"{self.where} is a folder with other things in it, such as {strangers[0]!r}.",
                fix="Choose a folder that is empty or not there yet.",
            )

    def _note_down(self, table: DeltaTable, text: str) -> None:
        everything: Any = table.schema().to_arrow()
        nothing = pa.schema(everything).empty_table()
        write_deltalake(table, nothing, mode="append", commit_properties=_noting(text))

    def _empty_staging(self, text: str, schema: pa.Schema) -> None:
        write_deltalake(
            self._staging,
            schema.empty_table(),
            mode="overwrite",
            schema_mode="overwrite",
            commit_properties=_noting(text),
        )
        with self._tidying():
            _vacuum(DeltaTable(self._staging), keep=())

    def _tidy(self) -> None:
        """Put small files together, and delete what no reader of this or the last state needs."""
        with self._tidying():
            if _table(self._staging) is not None:
                self._empty_staging("", pa.schema([("id", pa.string())]))
            table = DeltaTable(self._path)
            now = table.version()
            notes = [each["version"] for each in table.history(_RECENT) if each.get(_NOTE)]
            table.optimize.compact()
            _vacuum(table, keep=(*notes[:2], now, table.version()))

    @contextmanager
    def _tidying(self) -> Iterator[None]:
        """Go on where cleaning up fails: all that counts has been written before."""
        try:
            yield
        except (DeltaError, OSError) as exc:
            self.notes.append(f"{self.where} was not tidied and takes more room: {exc}")

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except CommitFailedError as exc:
            raise overtaken(self.where) from exc
        except (DeltaError, OSError) as exc:
            raise StoreError(
                f"Delta cannot go on with {self.where}: {exc}",
                fix="What was stored before stays as it was; try again.",
            ) from exc


def _folder(path: str) -> Path | None:
    """Name the folder of this machine that a path or an address means, if one."""
    if not ADDRESS.match(path):
        return Path(path)
    parts = urlsplit(path)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


def _check_characters(path: str, folder: Path | None) -> None:
    """Refuse what would be written in one place and looked for in another."""
    found = _MARK.search(path) or (folder and _ODD.search(str(folder.resolve())))
    if found:
        raise StoreError(
            f"Delta does not find again what it writes to {path!r}: {found[0]!r} is in it.",
            fix="Choose another path, or a DuckDB file.",
        )


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


def _noting(text: str) -> CommitProperties:
    # Of two commits that follow the same one, Delta refuses the second for the sake of the name.
    turn = Transaction(_NOTE, 1)
    return CommitProperties(custom_metadata={_NOTE: text}, app_transactions=[turn])


def _delete(table: DeltaTable, ids: Sequence[str], text: str) -> None:
    for start in range(0, len(ids), _IN_A_PREDICATE):
        listed = ", ".join(f"'{each}'" for each in ids[start : start + _IN_A_PREDICATE])
        table.delete(f"id IN ({listed})", commit_properties=_noting(text))


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
