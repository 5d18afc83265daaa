"""From a query to a frame: what ``search``, ``search_iter`` and ``issue`` have in common."""

from __future__ import annotations

import os
import re
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiraframe import __version__
from jiraframe._asked import Asked, Shape, issue_key, query_text
from jiraframe._columns import Columns
from jiraframe._dialect import Dialect, Search, SortField
from jiraframe._fetch import Reading, fetch
from jiraframe._fields import FieldCatalogue
from jiraframe._frame import FrameBuilder, series
from jiraframe._page import Issue, PageDecoder
from jiraframe._progress import progress_bar
from jiraframe._receipt import Receipt
from jiraframe._walls import jql_error
from jiraframe.errors import (
    ArgumentError,
    AuthenticationError,
    CompletenessWarning,
    JiraFrameError,
    JiraUnavailable,
    JQLError,
    JQLSyntaxError,
    JQLWarning,
    NotFound,
    PermissionDenied,
    SearchInterrupted,
)
from jiraframe.jql import Condition, Query, bind, parse

if TYPE_CHECKING:
    import pandas as pd

    from jiraframe._connection import Connection

_QUOTED = re.compile(r"'([^']+)'")
_OUT_OF_ORDER = "Rows that moved while the search was read stand at its end, out of order."
_PACKAGE = f"{Path(__file__).parent}{os.sep}"
_WHY_EMPTY = (
    "The query is sound and found nothing: no issue matches, this account may not see those that "
    "do (Browse Projects, issue security), or Jira's index has not caught up with a change of the "
    "last minutes. Note that != and NOT IN leave out empty values."
)


class Call:
    """One call of a verb, from its first request to its receipt."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._requests, self._retries = connection.requests, connection.retries
        self._started = time.monotonic()
        self._asked_at = datetime.now(UTC).isoformat(timespec="seconds")

    def receipt(self, columns: Columns, **told: Any) -> Receipt:
        """Tell of whom it was asked, when, at what cost, and what the caller adds."""
        connection = self._connection
        return Receipt(
            fields=list(columns.request_fields),
            deployment=connection.settings.deployment,
            base_url=connection.settings.site_url or connection.settings.base_url,
            account=connection.account.id,
            asked_at=self._asked_at,
            requests=connection.requests - self._requests,
            retries=connection.retries - self._retries,
            seconds=round(time.monotonic() - self._started, 3),
            version=__version__,
            **told,
        )


class Run:
    """One search on its way from query to frame."""

    def __init__(
        self, asked: Asked, *, connection: Connection, dialect: Dialect, catalogue: FieldCatalogue
    ) -> None:
        self._call = Call(connection)
        self._asked = asked
        self._dialect = dialect
        self._catalogue = catalogue
        self._jql = bound(asked.jql, asked.params, connection)
        shape = asked.shape
        self._columns = catalogue.columns(shape.fields, labels=shape.labels, text=shape.text)
        self._builder = FrameBuilder(self._columns, dtype_backend=shape.dtype_backend)
        self._search = Search(
            self._jql,
            self._columns.request_fields,
            int(asked.page_size or dialect.page_size),
            None if asked.limit is None else int(asked.limit),
            _order(self._jql, catalogue),
        )
        self._reading = Reading()

    def frame(self) -> pd.DataFrame:
        """Read everything and make the frame."""
        builder = self._builder
        try:
            for issues in self._issues(PageDecoder(self._columns)):
                builder.add(issues)
        except (JiraFrameError, KeyboardInterrupt) as exc:
            raise self._with_rows(exc) from exc.__cause__
        frame = builder.frame(self._receipt(), order=self._reading.order)
        self._warn_of_doubts()
        return frame

    def frames(self, rows: int) -> Iterator[pd.DataFrame]:
        """Read everything, handing out frames of ``rows`` rows, the last one shorter."""
        builder, reading = self._builder, self._reading
        reading.keep_order = False
        given, limit = 0, self._search.limit
        try:
            # Frames of one schema: a field that comes late is left out, with a word.
            for issues in self._issues(PageDecoder(self._columns, grow=False)):
                builder.add(issues)
                # The last frame is kept back: it alone knows how all of it went.
                while builder.rows > rows and (limit is None or given + rows < limit):
                    given += rows
                    yield builder.take(rows, self._receipt(complete=None))
        except (JiraFrameError, KeyboardInterrupt) as exc:
            raise self._with_rows(exc) from exc.__cause__
        if reading.late:
            reading.notes.append(_OUT_OF_ORDER)
        last = builder.rows if limit is None else min(builder.rows, limit - given)
        self._warn_of_doubts()
        yield builder.take(last, self._receipt())

    def _with_rows(
        self, exc: JiraFrameError | KeyboardInterrupt
    ) -> JiraFrameError | KeyboardInterrupt:
        """Put the rows read so far on the exception: nothing is lost."""
        frame = self._builder.frame(self._receipt(complete=False))
        if isinstance(exc, JiraFrameError):
            exc.frame = frame
            return exc
        interrupted = SearchInterrupted(
            f"Stopped after {len(frame)} rows; they are in .frame of this exception."
        )
        interrupted.frame = frame
        return interrupted

    def _issues(self, decoder: PageDecoder) -> Iterator[Sequence[Issue]]:
        if self._search.limit == 0:
            self._reading.cut = True
            return
        reading = self._reading
        try:
            reading.notes.extend(vetted(self._dialect, self._jql, self._catalogue))
            with progress_bar(wanted=self._asked.progress) as bar:
                for issues in fetch(self._dialect, self._search, decoder.decode, reading=reading):
                    bar.total = self._bar_total()
                    bar.update(len(issues))
                    yield issues
        except JQLError as exc:
            raise with_near_names(exc, self._catalogue) from exc.__cause__
        if not len(reading.seen) and not reading.notes:
            reading.notes.append(_WHY_EMPTY)
        if reading.cut:
            reading.notes.append(f"limit={self._search.limit} cut the result; more rows follow.")

    def _bar_total(self) -> int | None:
        known = [n for n in (self._reading.expected, self._search.limit) if n is not None]
        return min(known, default=None)

    def _receipt(self, *, complete: bool | None = True) -> Receipt:
        reading = self._reading
        return self._call.receipt(
            self._columns,
            jql=self._jql,
            rows=len(reading.seen),
            expected=reading.expected,
            limit=self._search.limit,
            warnings=[*reading.doubts, *reading.notes],
            complete=self._complete() if complete else complete,
        )

    def _warn_of_doubts(self) -> None:
        for doubt in self._reading.doubts:
            _warn(doubt, CompletenessWarning)

    def _complete(self) -> bool | None:
        if self._reading.cut:
            return False
        return None if self._reading.doubts else True


def vetted(dialect: Dialect, jql: str, catalogue: FieldCatalogue) -> list[str]:
    """Have Jira's parser look at a query that its search would not complain about.

    Cloud answers a name that does not exist as if nothing were wrong: with no rows, or with
    rows in another order.

    Args:
        dialect: The routes of Cloud or Data Center.
        jql: The query.
        catalogue: The site's fields, for near names.

    Returns:
        What to note in the receipt: what Jira doubts, each warned of, too.

    Raises:
        JQLError: The query does not parse, or a field or function in it does not exist.
    """
    if dialect.search_complains:
        return []
    try:
        verdict = dialect.validate(jql)
    except (AuthenticationError, PermissionDenied, NotFound, JiraUnavailable) as exc:
        # A token may have the scope to search and not the one to parse; the search will tell.
        return [f"Jira did not check the names in the query: {exc}"]
    if verdict.errors:
        raise with_near_names(jql_error(jql, verdict.errors), catalogue)
    for each in verdict.warnings:
        _warn(each, JQLWarning)
    return list(verdict.warnings)


def with_near_names(error: JQLError, catalogue: FieldCatalogue) -> JQLError:
    """Add the names of fields that are near to one which Jira does not know."""
    if error.fix:
        return error
    for name in _QUOTED.findall(" ".join(error.messages)):
        if catalogue.by_clause(name) is None and (near := catalogue.near(name)):
            shown = " or ".join(repr(each) for each in near)
            return type(error)(
                error.what,
                query=error.query,
                messages=error.messages,
                position=error.position,
                fix=f"If {name!r} is meant to be a field, did you mean {shown}?",
            )
    return error


def read_issue(
    key: str, shape: Shape, *, connection: Connection, dialect: Dialect, catalogue: FieldCatalogue
) -> pd.Series[Any]:
    """Read one issue as a row, its inline lists whole."""
    call = Call(connection)
    key = issue_key(key)
    columns = catalogue.columns(shape.fields, labels=shape.labels, text=shape.text)
    decoder = PageDecoder(columns)
    issue = dialect.issue(key, columns.request_fields, decoder.decode_issue)
    for cut in decoder.cuts([issue]):
        cut.complete(dialect.rows_of(issue.id, cut.field_id))
    receipt = call.receipt(columns, call="issue", rows=1, expected=1)
    return series(issue, columns, receipt=receipt, dtype_backend=shape.dtype_backend)


def bound(
    jql: str | Query | Condition, params: Mapping[str, Any] | None, connection: Connection
) -> str:
    """Put the parameters into a query, times in the zone in which Jira will read them."""
    account = connection.account if params or isinstance(jql, Condition) else None
    if account is None:
        return bind(query_text(jql), params)
    zoned = isinstance(jql, Condition) and jql.zoned
    if account.zone is None and (zoned or any(_has_zone(each) for each in (params or {}).values())):
        raise ArgumentError(
            f"Jira reads times in the zone of the account, {account.time_zone!r}, which this "
            "machine does not know.",
            fix="Give times without a zone, as that account's clock shows them.",
        )
    text = jql.bound(account.zone) if isinstance(jql, Condition) else query_text(jql)
    return bind(text, params, zone=account.zone)


def _has_zone(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _order(jql: str, catalogue: FieldCatalogue) -> list[SortField] | None:
    """Name the fields of ORDER BY by id; None when one of them is not known."""
    try:
        keys = parse(jql).order_by
    except JQLSyntaxError:
        return None
    order = []
    for key in keys:
        field = catalogue.by_clause(key.field.name)
        if field is None:
            return None
        order.append(SortField(field.id, key.direction == "desc"))
    return order


def _warn(message: str, kind: type[Warning]) -> None:
    """Warn at the line of the user's own code."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, kind, stacklevel=level)
