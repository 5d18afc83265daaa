"""A copy in one DuckDB file: rows, state and staging area change in transactions.

The file is open only while something is read from it or written to it, never while Jira is
asked: another process cannot open it then.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from jiraframe.errors import StoreError
from jiraframe.store._schema import schema_of
from jiraframe.store._sql import ROWS, known_sql, quoted, refused, rows_sql, whole_sql
from jiraframe.store._state import (
    Staged,
    State,
    check_owner,
    check_turn,
    read_staged,
    read_state,
    to_text,
)
from jiraframe.store._target import file_is_there, folder_is_there
from jiraframe.store._turns import Turns

_STAGING = "jiraframe_staging"
_NOTES = "jiraframe"
# How long another process is waited for; a refresh holds the file for less than a second.
_WAIT_S = 5.0
_AGAIN_S = 0.05
_MAGIC = slice(8, 12)
_COPY = "jiraframe_copy"
_ATTACHED = "already attached by database"
# DuckDB holds a group of rows in memory while rows are put behind it: its usual 122,880 rows cost
# 60 MB with five narrow columns, and more the wider they are. A multiple of 2,048.
_GROUP_ROWS = 20_480
# A file is open in this process to be read or to be written, never both; its threads take turns.
_TURNS = Turns()


class DuckDB:
    """The verbs of ``Backend`` on one file.

    Attributes:
        where: The place, for messages.
        notes: What is worth knowing of it.
    """

    def __init__(self, path: Path, *, to_read: bool = False) -> None:
        self.where = str(path)
        self.notes: list[str] = []
        self._path = path
        self._to_read = to_read

    def state(self) -> State | None:
        """Read what the copy knows of itself; None where there is none."""
        text = self._note("state")
        return None if text is None else read_state(text, self.where)

    def known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row of the copy."""
        return self._table(known_sql(ROWS))

    def whole(self, ids: Sequence[str], names: Sequence[str]) -> pa.Table:
        """Read some rows of the copy."""
        return self._table(whole_sql(ids, names))

    def staged(self) -> Staged | None:
        """Read what stands in the staging area; None where nothing does."""
        text = self._note("staged")
        return None if text is None else read_staged(text, self.where)

    def staged_known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row in the staging area."""
        return self._table(known_sql(_STAGING))

    def begin(self, staged: Staged) -> None:
        """Empty the staging area and note what will come into it."""
        self._create()
        with self._transaction() as con:
            con.register("incoming", schema_of(staged.plan.columns).empty_table())
            con.execute(f"CREATE OR REPLACE TABLE {_STAGING} AS SELECT * FROM incoming")
            con.unregister("incoming")
            _note_down(con, "staged", to_text(staged))

    def take_over(self, there: Staged, staged: Staged) -> None:
        """Keep the rows of the staging area and note whose they are now, and no longer."""
        with self._transaction() as con:
            self._check_owner(con, there.owner)
            _note_down(con, "staged", to_text(staged))

    def stage(self, rows: pa.Table, staged: Staged) -> None:
        """Put rows into the staging area, in the place of those with the same ids."""
        with self._transaction() as con:
            self._check_owner(con, staged.owner)
            _put(con, rows, _STAGING)
            _note_down(con, "staged", to_text(staged))

    def promote(self, state: State, *, leavers: Sequence[str]) -> None:
        """Make the staged rows, but for some that left, the copy."""
        with self._transaction() as con:
            self._check_turn(con, state)
            self._check_owner(con, state.staged)
            con.execute(f"DROP TABLE IF EXISTS {ROWS}")
            con.execute(f"ALTER TABLE {_STAGING} RENAME TO {ROWS}")
            _take_away(con, leavers)
            _end_staging(con)
            _note_down(con, "state", to_text(state))

    def merge(self, rows: pa.Table | None, state: State, *, leavers: Sequence[str]) -> None:
        """Put rows into the copy, in the place of those with the same ids, and take some away."""
        with self._transaction() as con:
            self._check_turn(con, state)
            if rows is None:
                self._check_owner(con, state.staged)
                _put_from(con, _STAGING, ROWS)
            elif len(rows):
                _put(con, rows, ROWS)
            _take_away(con, leavers)
            _end_staging(con)
            _note_down(con, "state", to_text(state))

    def rows(self, names: Sequence[str], where: str | None) -> tuple[State | None, pa.Table]:
        """Read columns of the copy, and the state that they belong to, by ascending id."""
        if not self._is_there():
            return None, pa.table({})
        with self._open(read_only=True) as con:
            text = _noted(con, "state")
            if text is None:
                return None, pa.table({})
            state = read_state(text, self.where)
            try:
                return state, con.sql(rows_sql(names, state, where)).to_arrow_table()
            except duckdb.Error as exc:
                if where is None:
                    raise
                raise refused("DuckDB", where, exc) from exc

    def _create(self) -> None:
        """Make the file at once with all that it needs: nobody sees one that is half made."""
        if not self._is_there():
            with _TURNS.of(self._path):
                if not self._is_there():
                    self._publish()
                    return
        with self._open() as con:
            if _has(con, ROWS) and not _has(con, _NOTES):
                raise StoreError(
                    f"{self.where} has a table {ROWS!r} that is no copy of a Jira.",
                    fix="Choose another path.",
                )
            con.execute(f"CREATE TABLE IF NOT EXISTS {_NOTES} (name VARCHAR, text VARCHAR)")

    def _publish(self) -> None:
        made = self._path.with_name(f"{self._path.name}.new")
        with _translated(self.where):
            # Changes that are left of a file that somebody deleted keep a new one from opening.
            for left in (made, _changes_of(made), _changes_of(self._path)):
                left.unlink(missing_ok=True)
            with duckdb.connect(str(made)) as con:
                con.execute(f"CREATE TABLE {_NOTES} (name VARCHAR, text VARCHAR)")
            made.replace(self._path)

    def _is_there(self) -> bool:
        """Tell whether there is a file.

        Raises:
            StoreError: There is no folder to put it into.
        """
        if not folder_is_there(self._path.parent):
            if self._to_read:
                return False
            raise StoreError(
                f"There is no folder {str(self._path.parent)!r} for {self._path.name!r}.",
                fix="Make the folder, or choose another path.",
            )
        return file_is_there(self._path)

    def _check_kind(self) -> None:
        """See to it that a file that DuckDB does not open is one of its own.

        Never before that: to close a file takes away every lock that this process has on it, also
        that of a connection of the user.
        """
        with suppress(OSError), self._path.open("rb") as file:
            if file.read(_MAGIC.stop)[_MAGIC] != b"DUCK":
                raise StoreError(
                    f"{self.where} is no DuckDB file.",
                    fix="Give the path of a copy that jf.store.refresh made; other files are for "
                    "pandas."
                    if self._to_read
                    else "Choose another path; what is there stays as it is.",
                )

    def _note(self, name: str) -> str | None:
        if not self._is_there():
            return None
        with self._open(read_only=True) as con:
            return _noted(con, name)

    def _table(self, sql: str) -> pa.Table:
        with self._open(read_only=True) as con:
            found: pa.Table = con.sql(sql).to_arrow_table()
            return found

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._open() as con:
            con.begin()
            yield con
            con.commit()

    @contextmanager
    def _open(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        until = 0.0
        while True:
            with _TURNS.of(self._path), _translated(self.where):
                until = until or time.monotonic() + _WAIT_S
                con = self._connected(read_only=read_only, is_last=time.monotonic() > until)
                if con is not None:
                    with con:
                        con.execute("SET TimeZone = 'UTC'")
                        yield con
                    return
            # Here nobody has the turn: threads that wait for another process do so side by side.
            time.sleep(_AGAIN_S)

    def _connected(self, *, read_only: bool, is_last: bool) -> duckdb.DuckDBPyConnection | None:
        try:
            return self._reading() if read_only else self._writing()
        except duckdb.ConnectionException as exc:
            raise StoreError(
                f"{self.where} is open in this process in another way: {exc}",
                fix="Close that connection first.",
            ) from exc
        except duckdb.Error as exc:
            # Which kind of error it is differs between the versions of DuckDB.
            if _ATTACHED in str(exc):
                raise StoreError(
                    f"{self.where} is attached to a connection of this process: {exc}",
                    fix="DETACH it there first, or close that connection.",
                ) from exc
            self._check_kind()
            if not isinstance(exc, duckdb.IOException):
                raise
            if not is_last:
                return None
            raise StoreError(
                f"{self.where} cannot be opened; another process holds it, or it cannot "
                f"be read. DuckDB says: {exc}",
                fix="Try again when that process has closed it: a refresh holds the file "
                "for less than a second, an open connection for as long as it is open.",
            ) from exc

    def _reading(self) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(self.where, read_only=True)
        except duckdb.ConnectionException:
            return duckdb.connect(self.where)  # open in this process already, to be written

    def _writing(self) -> duckdb.DuckDBPyConnection:
        place = self.where.replace("'", "''")
        con = duckdb.connect()
        try:
            # By its type: of itself DuckDB would open SQLite's files too, and write to them.
            options = f"TYPE duckdb, ROW_GROUP_SIZE {_GROUP_ROWS}"
            con.execute(f"ATTACH '{place}' AS {_COPY} ({options})")
            con.execute(f"USE {_COPY}")
        except duckdb.Error as exc:
            con.close()
            if isinstance(exc, duckdb.IOException):
                raise
            return duckdb.connect(self.where)  # open in this process already
        return con

    def _check_turn(self, con: duckdb.DuckDBPyConnection, state: State) -> None:
        text = _noted(con, "state")
        check_turn(read_state(text, self.where) if text else None, state, self.where)

    def _check_owner(self, con: duckdb.DuckDBPyConnection, owner: str) -> None:
        text = _noted(con, "staged")
        check_owner(read_staged(text, self.where) if text else None, owner, self.where)


@contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except (duckdb.Error, OSError) as exc:
        raise StoreError(
            f"DuckDB cannot go on with {where}: {exc}",
            fix="What was stored before stays as it was; try again.",
        ) from exc


def _changes_of(path: Path) -> Path:
    """Name the file in which DuckDB keeps changes that are not in the database yet."""
    return path.with_name(f"{path.name}.wal")


def _has(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [table])
    return bool(found.fetchall())


def _noted(con: duckdb.DuckDBPyConnection, name: str) -> str | None:
    try:
        found = con.execute(f"SELECT text FROM {_NOTES} WHERE name = ?", [name]).fetchall()
    except duckdb.CatalogException:
        return None  # somebody else's file, in which nothing has been noted
    return str(found[0][0]) if found else None


def _note_down(con: duckdb.DuckDBPyConnection, name: str, text: str) -> None:
    con.execute(f"DELETE FROM {_NOTES} WHERE name = ?", [name])
    con.execute(f"INSERT INTO {_NOTES} VALUES (?, ?)", [name, text])


def _end_staging(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(f"DROP TABLE IF EXISTS {_STAGING}")
    con.execute(f"DELETE FROM {_NOTES} WHERE name = 'staged'")


def _put(con: duckdb.DuckDBPyConnection, rows: pa.Table, table: str) -> None:
    con.register("incoming", rows)
    _put_from(con, "incoming", table)
    con.unregister("incoming")


def _put_from(con: duckdb.DuckDBPyConnection, source: str, table: str) -> None:
    con.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {source})")
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM {source}")


def _take_away(con: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> None:
    if ids:
        con.register("leavers", pa.table({"id": pa.array(ids, pa.string())}))
        con.execute(f"DELETE FROM {quoted(ROWS)} WHERE id IN (SELECT id FROM leavers)")
        con.unregister("leavers")
