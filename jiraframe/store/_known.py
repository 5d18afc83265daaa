"""What is stored already: rows that Jira sends again are stored again only where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from jiraframe.store._backend import Backend
from jiraframe.store._ids import as_known, differing, parted

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that a refresh begins with.

    Attributes:
        rows: ``id`` and ``updated`` of each.
        backend: Where their cells can be read; None where rows are stored again as they come.
    """

    rows: pa.Table
    backend: Backend | None

    @classmethod
    def of_copy(cls, backend: Backend) -> Known:
        """Read which rows the copy has."""
        return cls(as_known(backend.known()), backend)

    @classmethod
    def of_staging(cls, backend: Backend) -> Known:
        """Read which rows stand in the staging area."""
        return cls(as_known(backend.staged_known()), None)

    def changed(self, rows: pa.Table) -> pa.Table:
        """Take the rows that are not stored as they are.

        Two edits of one moment, with a refresh between them, have the same ``updated``.
        """
        if self.backend is None:
            return rows
        new, same = parted(rows, self.rows)
        return pa.concat_tables([new, *self._differing(same, self.backend)])

    def _differing(self, rows: pa.Table, backend: Backend) -> Iterator[pa.Table]:
        for start in range(0, len(rows), _AT_ONCE):
            some = rows.slice(start, _AT_ONCE)
            ids = some["id"].cast(pa.string()).to_pylist()
            yield differing(some, backend.whole([str(each) for each in ids], rows.column_names))
