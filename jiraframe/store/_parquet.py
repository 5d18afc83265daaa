"""``write_parquet``: results larger than a notebook, streamed into Parquet."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from jiraframe._asked import Fields, whole_number
from jiraframe._frame import Receipt, receipt
from jiraframe._receipt import ATTRS
from jiraframe.jql import Condition, Query
from jiraframe.store._place import place_of, writing

if TYPE_CHECKING:
    from jiraframe._jira import Jira

ROWS_PER_GROUP = 100_000
ROWS_PER_FILE = 1_000_000


def write_parquet(
    jql: str | Query | Condition,
    target: str | Path,
    *,
    jira: Jira | None = None,
    fields: Fields = None,
    params: Mapping[str, Any] | None = None,
    rows_per_group: int = ROWS_PER_GROUP,
    rows_per_file: int = ROWS_PER_FILE,
    workers: int | None = None,
    progress: bool | None = None,
) -> Receipt:
    """Write what a query finds into Parquet, of any size in the memory of one row group.

    Nothing is to be seen at the target until all of it is there; what stood there before stays
    until then. DuckDB, Polars, Spark and ``pandas.read_parquet`` read it: lists are lists, rich
    values that have no type are JSON texts, durations are durations to Arrow and microseconds to
    everybody else.

    The receipt is in the file, and ``jf.receipt(pd.read_parquet(target))`` gives it. Of a folder it
    is one of all parts and stands in the first, where pandas looks for what is said of a folder;
    another part alone has none.

    Args:
        jql: The query.
        target: A file; a folder of parts, when the path ends in ``/`` or is a folder; or one of
            both in an object store (``s3://``, ``gs://``, ``az://``, ``abfss://``), which takes its
            sign-in from where Arrow looks for it. A folder's parts
            come there one by one, at the end.
        jira: The connection; None for the one that the environment names.
        fields: As for ``search``.
        params: As for ``search``.
        rows_per_group: Rows a row group; so many are in memory.
        rows_per_file: Rows a part, where the target is a folder.
        workers: As for ``search``.
        progress: As for ``search``.

    Returns:
        The receipt: rows, requests, complete or not.

    Raises:
        StoreError: The target cannot be written, or is a folder with other things in it.
        ArgumentError: An argument makes no sense.
        JiraFrameError: As ``search_iter`` does; nothing is to be seen at the target.

    Warns:
        CompletenessWarning: Jira gives a reason to doubt that the result is whole.

    Example:
        >>> import jiraframe as jf, pandas as pd
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "all.parquet")
        >>> with jf.sandbox.start(issues=50) as box:
        ...     jira = jf.connect(environ=box.env)
        ...     done = jf.store.write_parquet("key is not EMPTY", path, jira=jira)
        >>> done.complete, len(pd.read_parquet(path))
        (True, 50)
    """
    whole_number("rows_per_group", rows_per_group, least=1)
    whole_number("rows_per_file", rows_per_file, least=1)
    place = place_of(target)
    if jira is None:
        # It brings the connection, which who hands one over has already.
        from jiraframe._connect import connect

        jira = connect()
    frames = jira.search_iter(
        jql,
        fields,
        rows=min(rows_per_group, rows_per_file),
        params=params,
        dtype_backend="pyarrow",
        workers=workers,
        progress=progress,
    )
    with place.draft() as folder:
        parts = _Parts(folder, rows_per_file if place.is_folder else None)
        with parts.open():
            for frame in frames:
                told = receipt(frame)
                # pandas cannot read again what it would write of lists beside the columns.
                table = pa.Table.from_pandas(frame, preserve_index=False)
                with writing(target):
                    parts.add(table.replace_schema_metadata())
            done = replace(told, call="store.write_parquet", rows=parts.rows)
            with writing(target):
                parts.end(done)
        place.publish(folder)
    return done


class _Parts:
    """The files of one result, one after the other.

    Args:
        folder: Where they are written.
        most: Rows a file; None for all in one.

    Attributes:
        rows: Rows written.
    """

    def __init__(self, folder: Path, most: int | None) -> None:
        self._folder = folder
        self._most = most
        self.rows = 0
        self._rows = 0
        self._number = 0
        self._writer: pq.ParquetWriter | None = None
        # It stays open: a receipt is known at the end, and stands where pandas looks for it.
        self._first: pq.ParquetWriter | None = None
        self._schema = pa.schema([])

    @contextmanager
    def open(self) -> Iterator[None]:
        """Have no file open behind the block."""
        try:
            yield
        finally:
            for each in (self._writer, self._first):
                # Behind ``end`` nothing is open; else what went wrong is told already, and on a
                # full disk closing goes wrong for each file once more.
                with suppress(pa.ArrowException, OSError):
                    if each is not None:
                        each.close()

    def add(self, table: pa.Table) -> None:
        """Write a row group."""
        if self._most is not None and self._rows + len(table) > self._most:
            self._close()
        if self._writer is None:
            name = self._folder / f"part-{self._number:05}.parquet"
            self._writer = pq.ParquetWriter(name, table.schema)
            if self._first is None:
                self._first, self._schema = self._writer, table.schema
        self._writer.write_table(table, row_group_size=max(1, len(table)))
        self._rows += len(table)
        self.rows += len(table)

    def end(self, told: Receipt) -> None:
        """Write the receipt and close every file."""
        self._close()
        if self._first is not None:
            self._first.add_key_value_metadata(_kept(told, self._schema))
            self._first.close()

    def _close(self) -> None:
        if self._writer is not None:
            if self._writer is not self._first:
                self._writer.close()
            self._writer = None
            self._rows, self._number = 0, self._number + 1


def _kept(told: Receipt, schema: pa.Schema) -> dict[str, str]:
    """Write a receipt as ``DataFrame.to_parquet`` writes ``attrs``."""
    kept = {"PANDAS_ATTRS": json.dumps({ATTRS: told.as_dict()})}
    # Arrow keeps its schema in the file beside that, and reads metadata from there alone
    # (https://github.com/apache/arrow/issues/31723). It has written that one when the file was
    # opened; a key that is there already is written over.
    whole = schema.with_metadata(kept).serialize().to_pybytes()
    return {**kept, "ARROW:schema": b64encode(whole).decode()}
