"""What DuckDB and Delta have in common: the same verbs, over the same words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa

from jiraframe.store._state import Staged, State


class Backend(Protocol):
    """One place for a copy. Whatever happens, readers see the state before a verb or after it."""

    where: str
    """The place, for messages."""

    notes: list[str]
    """What is worth knowing of the place, one sentence each."""

    def state(self) -> State | None:
        """Read what the copy knows of itself; None where there is none."""

    def known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row of the copy."""

    def whole(self, ids: Sequence[str], names: Sequence[str]) -> pa.Table:
        """Read some rows of the copy.

        Args:
            ids: The ids of the rows.
            names: The columns, by their names in the table.
        """

    def staged(self) -> Staged | None:
        """Read what stands in the staging area; None where nothing does."""

    def staged_known(self) -> pa.Table:
        """Read ``id`` and ``updated`` of every row in the staging area."""

    def begin(self, staged: Staged) -> None:
        """Empty the staging area and note what will come into it."""

    def take_over(self, there: Staged, staged: Staged) -> None:
        """Keep the rows of the staging area and note whose they are now, and no longer."""

    def stage(self, rows: pa.Table, staged: Staged) -> None:
        """Put rows into the staging area, in the place of those with the same ids.

        Args:
            rows: The rows.
            staged: What is noted beside them; its owner must have the staging area.
        """

    def promote(self, state: State, *, leavers: Sequence[str]) -> None:
        """Make the staged rows, but for some that left, the copy.

        Args:
            state: What the copy knows of itself from now on, and whose rows they are.
            leavers: The ids of rows to leave out.
        """

    def merge(self, rows: pa.Table | None, state: State, *, leavers: Sequence[str]) -> None:
        """Put rows into the copy, in the place of those with the same ids, and take some away.

        Args:
            rows: The rows; None for those in the staging area, which must be those that the
                state names.
            state: What the copy knows of itself from now on.
            leavers: The ids of rows to take away.
        """

    def rows(self, names: Sequence[str], where: str | None) -> tuple[State | None, pa.Table]:
        """Read columns of the copy, and the state that they belong to, by ascending id.

        Args:
            names: The columns, by their names in the table; none for all that frames have.
            where: A condition in SQL, or None.

        Raises:
            ArgumentError: The condition is no SQL, or names what SQL takes for something else.
        """
