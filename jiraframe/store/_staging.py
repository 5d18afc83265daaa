"""Rows on their way into a copy: few in memory, many in the staging area."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from jiraframe.store._backend import Backend
from jiraframe.store._ids import last_of_each
from jiraframe.store._schema import schema_of
from jiraframe.store._source import CHUNK_ROWS, Heard
from jiraframe.store._state import Staged


class Staging:
    """Collects rows, and puts them down by ten thousand.

    Args:
        backend: Where the copy is.
        staged: What is noted beside the rows.
        heard: What Jira says beside them; its doubts are noted with the rows that they are about.
        begun: Whether the staging area is theirs already.
    """

    def __init__(self, backend: Backend, staged: Staged, heard: Heard, *, begun: bool) -> None:
        self._backend = backend
        self._staged = staged
        self._heard = heard
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
        noted = replace(self._staged, doubts=tuple(self._heard.doubts))
        self._backend.stage(self._together(), noted)
        self._waiting, self._rows = [], 0

    def _together(self) -> pa.Table:
        """Give what waits, one row for an id: the copy must never have two."""
        nothing = schema_of(self._staged.plan.columns).empty_table()
        return last_of_each(pa.concat_tables([nothing, *self._waiting]))
