"""What is stored already: rows that Jira sends again are stored again only where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from jiraframe.store._backend import Backend
from jiraframe.store._ids import as_known, differing, parted
from jiraframe.store._schema import UPDATED
from jiraframe.store._source import CHUNK_ROWS

# By how much the clocks of a Jira's nodes may differ, and its stamps be rounded.
_NEAR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that a refresh begins with.

    Attributes:
        rows: ``id`` and ``updated`` of each.
        backend: Where their cells can be read; None where rows are stored again as they come.
        settled: What was updated before this, the copy has as it was when its time had passed.
    """

    rows: pa.Table
    backend: Backend | None
    settled: datetime | None = None

    @classmethod
    def of_copy(cls, backend: Backend, as_of: datetime) -> Known:
        """Read which rows the copy has.

        Args:
            backend: The copy.
            as_of: When the refresh began that read them.
        """
        return cls(as_known(backend.known()), backend, as_of - _NEAR)

    @classmethod
    def of_staging(cls, backend: Backend) -> Known:
        """Read which rows stand in the staging area."""
        return cls(as_known(backend.staged_known()), None)

    def changed(self, rows: pa.Table) -> pa.Table:
        """Take the rows that are not stored as they are.

        Two edits of one moment, with a refresh between them, have the same ``updated``. That can
        be only where the refresh read the row in about that moment. No other cells are asked for:
        in an object store that is to download the table, for a refresh that brings nothing new.
        """
        if self.backend is None or self.settled is None:
            return rows
        new, same = parted(rows, self.rows)
        near = same.filter(pc.greater_equal(same[UPDATED], pa.scalar(self.settled)))
        return pa.concat_tables([new, *self._differing(near, self.backend)])

    def _differing(self, rows: pa.Table, backend: Backend) -> Iterator[pa.Table]:
        for start in range(0, len(rows), CHUNK_ROWS):
            some = rows.slice(start, CHUNK_ROWS)
            ids = some["id"].cast(pa.string()).to_pylist()
            yield differing(some, backend.whole([str(each) for each in ids], rows.column_names))
