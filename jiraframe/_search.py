"""From a query to a frame: what ``search``, ``search_iter`` and ``issue`` have in common."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from jiraframe import __version__
from jiraframe._asked import Asked, Shape, issue_key, query_text
from jiraframe._dialect import THIN, Dialect, Search
from jiraframe._fetch import Reading, made_whole
from jiraframe._fields import FieldCatalogue
from jiraframe._frame import FrameBuilder, series
from jiraframe._issues import issues_found, sort_fields, warn_of_doubts
from jiraframe._page import Issue, PageDecoder
from jiraframe._receipt import Receipt
from jiraframe._seen import IdList
from jiraframe.errors import ArgumentError, JiraFrameError, SearchInterrupted
from jiraframe.jql import Condition, Query, bind

if TYPE_CHECKING:
    import pandas as pd

    from jiraframe._connection import Connection

_OUT_OF_ORDER = "Rows that moved while the search was read stand at its end, out of order."


class Call:
    """One call of a verb, from its first request to its receipt."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._requests, self._retries = connection.traffic.requests, connection.traffic.retries
        self._started = time.monotonic()
        self._asked_at = datetime.now(UTC).isoformat(timespec="seconds")

    def receipt(self, fields: Sequence[str], **told: Any) -> Receipt:
        """Tell of whom it was asked, when, at what cost, and what the caller adds."""
        connection = self._connection
        return Receipt(
            fields=list(fields),
            deployment=connection.settings.deployment,
            base_url=connection.settings.site_url or connection.settings.base_url,
            account=connection.account.id,
            asked_at=self._asked_at,
            requests=connection.traffic.requests - self._requests,
            retries=connection.traffic.retries - self._retries,
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
        thin = THIN.issuperset(self._columns.request_fields)
        usual = dialect.id_page_size if thin else dialect.page_size
        self._search = Search(
            self._jql,
            self._columns.request_fields,
            int(asked.page_size or usual),
            None if asked.limit is None else int(asked.limit),
            sort_fields(self._jql, catalogue),
        )
        self._reading = Reading()

    def frame(self) -> pd.DataFrame:
        """Read everything and make the frame."""
        builder = self._builder
        try:
            for issues in self._issues(PageDecoder(self._columns)):
                builder.add(issues)
        except (JiraFrameError, KeyboardInterrupt) as exc:
            raise carrying(exc, builder.frame(self._receipt(complete=False))) from exc.__cause__
        reading, told = self._reading, self._receipt()
        reading.read = IdList()  # a frame takes the most room while it is made
        frame = builder.frame(told, order=reading.order)
        warn_of_doubts(reading)
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
            raise carrying(exc, builder.frame(self._receipt(complete=False))) from exc.__cause__
        if reading.late:
            reading.notes.append(_OUT_OF_ORDER)
        last = builder.rows if limit is None else min(builder.rows, limit - given)
        warn_of_doubts(self._reading)
        yield builder.take(last, self._receipt())

    def _issues(self, decoder: PageDecoder) -> Iterator[Sequence[Issue]]:
        return issues_found(
            self._search,
            decoder.decode,
            dialect=self._dialect,
            catalogue=self._catalogue,
            reading=self._reading,
            progress=self._asked.progress,
        )

    def _receipt(self, *, complete: bool | None = True) -> Receipt:
        reading = self._reading
        return self._call.receipt(
            self._columns.request_fields,
            jql=self._jql,
            rows=len(reading.seen),
            expected=reading.expected,
            limit=self._search.limit,
            warnings=[*reading.doubts, *reading.notes],
            complete=reading.complete if complete else complete,
        )


def carrying(exc: JiraFrameError | KeyboardInterrupt, frame: pd.DataFrame) -> BaseException:
    """Put the rows read so far on an exception: nothing is lost."""
    if isinstance(exc, JiraFrameError):
        exc.frame = frame
        if len(frame):
            # A note: where there is no error to look into, as on the command line, it is not shown.
            exc.add_note(
                f"Rows read and not yet returned: {len(frame):,}, in .frame of this error."
            )
        return exc
    interrupted = SearchInterrupted(
        f"Stopped after {len(frame)} rows; they are in .frame of this exception."
    )
    interrupted.frame = frame
    return interrupted


def read_issue(
    key: str | int,
    shape: Shape,
    *,
    connection: Connection,
    dialect: Dialect,
    catalogue: FieldCatalogue,
) -> pd.Series[Any]:
    """Read one issue as a row, its inline lists whole."""
    call = Call(connection)
    key = issue_key(key)
    columns = catalogue.columns(shape.fields, labels=shape.labels, text=shape.text)
    decoder, reading = PageDecoder(columns), Reading()
    issue = dialect.issue(key, columns.request_fields, decoder.decode_issue)
    made_whole(dialect, decoder.cuts([issue]), [issue], reading)
    receipt = call.receipt(
        columns.request_fields,
        call="issue",
        rows=1,
        expected=1,
        warnings=reading.doubts,
        complete=reading.complete,
    )
    warn_of_doubts(reading)
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
