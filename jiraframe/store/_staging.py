"""Rows on their way into a copy: few in memory, many in the staging area."""

from __future__ import annotations

import pyarrow as pa

from jiraframe.store._backend import Backend
from jiraframe.store._schema import schema_of
from jiraframe.store._source import CHUNK_ROWS
from jiraframe.store._state import Staged


class Staging:
    """Collects rows, and puts them down by ten thousand.

    Args:
        backend: Where the copy is.
        staged: What is noted beside the rows.
        begun: Whether the staging area is theirs already.
    """

    def __init__(self, backend: Backend, staged: Staged, *, begun: bool) -> None:
        self._backend = backend
        self._staged = staged
        self._begun = begun
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def add(self, rows: pa.Table) -> None:
        """Take rows; they may be forgotten afterwards."""
        self._waiting.append(rows)
        self._rows += len(rows)
        if self._rows >= CHUNK_ROWS:
            self._put_down()

    def rest(self) -> pa.Table | None:
        """Give all rows; None where they are in the staging area, then all of them."""
        if not self._begun:
            return self._together()
        self._put_down()
        return None

    def _put_down(self) -> None:
        if not self._begun:
            self._backend.begin(self._staged)
            self._begun = True
        self._backend.stage(self._together())
        self._waiting, self._rows = [], 0

    def _together(self) -> pa.Table:
        nothing = schema_of(self._staged.plan.columns).empty_table()
        return pa.concat_tables([nothing, *self._waiting])
