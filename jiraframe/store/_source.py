"""What a refresh asks of Jira: rows in tables to be stored, ids, counts, the time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from jiraframe._asked import Asked
from jiraframe._dialect import Search
from jiraframe._fetch import Reading
from jiraframe._frame import FrameBuilder
from jiraframe._issues import (
    WHY_EMPTY,
    issues_found,
    issues_named,
    keys_named,
    sort_fields,
)
from jiraframe._page import Issue, PageDecoder
from jiraframe._scalars import read_instant
from jiraframe._search import bound
from jiraframe.errors import AuthenticationError, JQLError, NotFound, PermissionDenied
from jiraframe.jql import and_, bind, split_order_by
from jiraframe.store._names import as_before, meanings
from jiraframe.store._plans import words_of
from jiraframe.store._schema import UPDATED, columns_of, stored_columns, to_stored
from jiraframe.store._state import Plan
from jiraframe.store._steady import why_unsteady

if TYPE_CHECKING:
    from jiraframe._jira import Jira

CHUNK_ROWS = 10_000
# How many ids one question names: a query of some thousand characters.
_AT_ONCE = 500
# No clock on earth is further behind UTC.
_BEHIND_UTC = timedelta(hours=12)


@dataclass(slots=True)
class Heard:
    """What Jira said beside the rows.

    Attributes:
        doubts: Why cells or rows may be missing.
        notes: What is worth knowing.
        ids: How many issues were read.
        expected: How many Jira said there are, where it said so.
    """

    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ids: int = 0
    expected: int | None = None

    def hear(self, reading: Reading) -> None:
        """Note what one reading was told so far."""
        for kept, new in ((self.doubts, reading.doubts), (self.notes, reading.notes)):
            kept += [each for each in new if each not in kept and each != WHY_EMPTY]

    def add(self, reading: Reading) -> None:
        """Note what one reading was told until its end."""
        self.hear(reading)
        self.ids += len(reading.seen)
        self.expected = reading.expected


def forget_fields(jira: Jira) -> None:
    """Have the site's fields read anew when they are needed next; a connection reads them once."""
    vars(jira).pop("catalogue", None)


class Source:
    """One query of one Jira.

    Args:
        jira: The connection.
        asked: The query, the fields, how to ask.
        meant: What the names of fields meant when a copy was made.

    Attributes:
        plan: What a copy of it is a copy of.
        where: The query without its ORDER BY.
        heard: What Jira has said so far beside the rows.
    """

    def __init__(self, jira: Jira, asked: Asked, meant: Mapping[str, str]) -> None:
        self._dialect = jira.dialect.with_workers(asked.workers)
        self._connection = jira.connection
        self._catalogue = jira.catalogue
        self._progress = asked.progress
        self.heard = Heard()
        # What NumPy has for a text cannot be written down.
        jql = str(bound(asked.jql, asked.params, jira.connection))
        self.where, _ = split_order_by(jql)
        words = asked.shape.fields
        fields, self.heard.notes = as_before(jira.catalogue, words, meant)
        self._columns = columns_of(jira.catalogue, fields)
        settings = jira.connection.settings
        self.plan = Plan(
            jql=jql,
            fields=words_of(words),
            meant={**meant, **meanings(jira.catalogue, words)},
            base_url=settings.site_url or settings.base_url,
            deployment=jira.deployment,
            request_fields=tuple(self._columns.request_fields),
            columns=stored_columns(self._columns, jira.catalogue.columns(fields)),
        )

    @property
    def account(self) -> str:
        """Who asks."""
        return self._connection.account.id

    @property
    def unsteady(self) -> str:
        """What lets issues enter or leave the query although nobody changed them, if anything."""
        return why_unsteady(self.where, self._catalogue)

    @property
    def may_bring_unlisted(self) -> bool:
        """Whether Jira may send fields that were not known when it was asked for them."""
        return self._columns.open

    @property
    def estimates(self) -> bool:
        """Whether Jira's counts are estimates."""
        return self._dialect.estimates

    def now(self) -> datetime:
        """Ask for the time on Jira's clock; where Jira does not tell it, ours, an hour early."""
        told = read_instant(self._dialect.server_info().get("serverTime"))
        return told or datetime.now(UTC) - timedelta(hours=1)

    def prove_sign_in(self) -> None:
        """Ask who we are.

        Raises:
            AuthenticationError: Jira does not know us any more.
        """
        self._dialect.myself()

    def count(self) -> int | None:
        """Count what the query finds; None where this account may search and not count."""
        try:
            return self._dialect.count(self.where)
        except (AuthenticationError, PermissionDenied, NotFound) as exc:
            self.heard.notes.append(f"Jira did not count the issues: {exc}")
            return None

    def all(self) -> Iterator[pa.Table]:
        """Read everything that the query finds."""
        return self._found(self.where)

    def since(self, moment: datetime) -> Iterator[pa.Table]:
        """Read what the query finds and was updated since; up to some hours earlier as well."""
        zone = self._connection.account.zone
        if zone is None:
            moment -= _BEHIND_UTC
        changed = bind(f"{UPDATED} >= {{since}}", {"since": moment}, zone=zone or UTC)
        return self._found(and_(self.where, changed))

    def named(self, ids: Sequence[str]) -> Iterator[pa.Table]:
        """Read issues by id; those that are gone are left out."""
        for start in range(0, len(ids), CHUNK_ROWS):
            reading = Reading()
            yield from self._tables(
                issues_named(
                    ids[start : start + CHUNK_ROWS],
                    self._columns.request_fields,
                    PageDecoder(self._columns, grow=False),
                    dialect=self._dialect,
                    reading=reading,
                    progress=self._progress,
                ),
                reading,
            )

    def ids(self) -> list[str]:
        """List the ids of all that the query finds."""
        return self._ids_of(self.where)

    def still_found(self, ids: Sequence[str]) -> list[str]:
        """Ask which issues the query finds, of some that a listing did not have.

        They are looked up by id, and counted: a search that leaves rows out does so here too.
        """
        there = list(keys_named(ids, dialect=self._dialect, reading=Reading()))
        chunks = (there[start : start + _AT_ONCE] for start in range(0, len(there), _AT_ONCE))
        return [each for chunk in chunks for each in self._counted(chunk)]

    def found_among(self, ids: Sequence[str]) -> list[str] | None:
        """Search for some issues among those that the query finds.

        Returns:
            The ids of those that it finds; None where Jira does not let us ask.
        """
        chunks = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
        try:
            return [each for chunk in chunks for each in self._searched(chunk)]
        except (AuthenticationError, PermissionDenied, NotFound, JQLError) as exc:
            self.heard.notes.append(f"Jira did not search for issues by id: {exc}")
            return None

    def _searched(self, ids: Sequence[str]) -> Sequence[str]:
        try:
            return self._ids_of(and_(self.where, f"id in ({', '.join(ids)})"))
        except JQLError:
            # Some servers refuse a query that names a deleted issue.
            there = list(keys_named(ids, dialect=self._dialect, reading=Reading()))
        return self._ids_of(and_(self.where, f"id in ({', '.join(there)})")) if there else ()

    def _ids_of(self, where: str) -> list[str]:
        return list(self._dialect.ids(self._search(where, fields=("id",))))

    def _counted(self, ids: Sequence[str]) -> Sequence[str]:
        found = self._dialect.count(and_(self.where, f"id in ({', '.join(ids)})"))
        if found <= 0 or found >= len(ids):
            return ids if found > 0 else ()
        half = len(ids) // 2
        return [*self._counted(ids[:half]), *self._counted(ids[half:])]

    def _found(self, where: str) -> Iterator[pa.Table]:
        reading = Reading(keep_order=False)
        search = self._search(where, fields=self._columns.request_fields)
        yield from self._tables(
            issues_found(
                search,
                PageDecoder(self._columns, grow=False).decode,
                dialect=self._dialect,
                catalogue=self._catalogue,
                reading=reading,
                progress=self._progress,
            ),
            reading,
        )

    def _search(self, where: str, *, fields: Sequence[str]) -> Search:
        # Nothing moves between two pages of this order, and every Jira can go on in it.
        jql = f"{where} ORDER BY key ASC".strip()
        order = sort_fields(jql, self._catalogue)
        return Search(jql, fields, self._dialect.page_size, None, order)

    def _tables(self, pages: Iterable[Sequence[Issue]], reading: Reading) -> Iterator[pa.Table]:
        builder = FrameBuilder(self._columns)
        for issues in pages:
            builder.add(issues)
            while builder.rows >= CHUNK_ROWS:
                yield self._table(builder, CHUNK_ROWS, reading)
        if builder.rows:
            yield self._table(builder, builder.rows, reading)
        self.heard.add(reading)

    def _table(self, builder: FrameBuilder, rows: int, reading: Reading) -> pa.Table:
        # Rows may be put down for good before the next page is read; what is in doubt about them
        # must be known by then.
        self.heard.hear(reading)
        arrays, warnings = builder.arrays(rows)
        self.heard.notes += warnings
        return to_stored(arrays, self.plan.columns)
