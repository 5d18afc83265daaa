"""``write_parquet``: results larger than a notebook, streamed into Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from jiraframe._asked import Fields, whole_number
from jiraframe._frame import Receipt, receipt
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
        place.publish(folder)
    return replace(told, call="store.write_parquet", rows=parts.rows)


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

    @contextmanager
    def open(self) -> Iterator[None]:
        """Have the last file closed behind the block."""
        try:
            yield
        finally:
            self._close()

    def add(self, table: pa.Table) -> None:
        """Write a row group."""
        if self._most is not None and self._rows + len(table) > self._most:
            self._close()
        if self._writer is None:
            name = self._folder / f"part-{self._number:05}.parquet"
            self._writer = pq.ParquetWriter(name, table.schema)
        self._writer.write_table(table, row_group_size=max(1, len(table)))
        self._rows += len(table)
        self.rows += len(table)

    def _close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
            self._rows, self._number = 0, self._number + 1
