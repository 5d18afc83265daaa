"""From a query to a frame: what ``search``, ``search_iter`` and ``issue`` have in common."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from jiraframe import __version__
from jiraframe._columns import Columns
from jiraframe._dialect import Dialect, Search, SortField
from jiraframe._fetch import Reading, fetch
from jiraframe._fields import FieldCatalogue
from jiraframe._frame import FrameBuilder, Receipt, series
from jiraframe._page import Issue, PageDecoder
from jiraframe._progress import progress_bar
from jiraframe._validation import validation
from jiraframe.errors import (
    ArgumentError,
    CompletenessWarning,
    JiraFrameError,
    JQLError,
    JQLSyntaxError,
    JQLWarning,
    SearchInterrupted,
)
from jiraframe.jql import bind, parse

if TYPE_CHECKING:
    import pandas as pd

    from jiraframe._connection import Connection

Fields: TypeAlias = str | Sequence[str] | None
Labels: TypeAlias = Literal["auto", "id", "name"]
Text: TypeAlias = Literal["plain", "raw"]
DtypeBackend: TypeAlias = Literal["pyarrow"] | None

_OUT_OF_ORDER = "Rows that moved while the search was read stand at its end, out of order."
_PACKAGE = str(Path(__file__).parent)
_WHY_EMPTY = (
    "The query is sound and found nothing: no issue matches, this account may not see those that "
    "do (Browse Projects, issue security), or Jira's index has not caught up with a change of the "
    "last minutes. Note that != and NOT IN leave out empty values."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asked for, as the arguments of ``search``."""

    jql: str
    fields: Fields = None
    params: Mapping[str, Any] | None = None
    limit: int | None = None
    page_size: int | None = None
    labels: Labels = "auto"
    text: Text = "plain"
    dtype_backend: DtypeBackend = None
    progress: bool | None = None

    def __post_init__(self) -> None:
        for name, least in (("limit", 0), ("page_size", 1)):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or value < least):
                raise ArgumentError(f"{name} is {value!r}.", fix=f"Give {least} or more, or None.")


class Run:
    """One search on its way from query to frame."""

    def __init__(
        self, asked: Asked, *, connection: Connection, dialect: Dialect, catalogue: FieldCatalogue
    ) -> None:
        self._asked = asked
        self._connection = connection
        self._dialect = dialect
        self._jql = bound(asked.jql, asked.params, connection)
        self._columns: Columns = catalogue.columns(
            asked.fields, labels=asked.labels, text=asked.text
        )
        self._search = Search(
            self._jql,
            self._columns.request_fields,
            asked.page_size or dialect.page_size,
            asked.limit,
            _order(self._jql, catalogue),
        )
        self._reading = Reading()
        self._before = (connection.requests, connection.retries)
        self._started = time.monotonic()
        self._asked_at = datetime.now(UTC).isoformat(timespec="seconds")

    def frame(self) -> pd.DataFrame:
        """Read everything and make the frame."""
        builder = self._builder
        try:
            for issues in self._issues():
                builder.add(issues)
            self._explain_empty()
        except (JiraFrameError, KeyboardInterrupt) as exc:
            raise self._with_rows(exc) from exc.__cause__
        return builder.frame(self._receipt(), order=self._reading.order)

    def frames(self, rows: int) -> Iterator[pd.DataFrame]:
        """Read everything, handing out frames of ``rows`` rows, the last one shorter."""
        builder = self._builder
        given = 0
        try:
            for issues in self._issues():
                builder.add(issues)
                while builder.rows >= rows:
                    given += rows
                    yield builder.take(rows, self._receipt(complete=None))
            self._explain_empty()
        except (JiraFrameError, KeyboardInterrupt) as exc:
            raise self._with_rows(exc) from exc.__cause__
        if self._reading.order is not None and given:
            self._reading.notes.append(_OUT_OF_ORDER)
        if builder.rows or not given:
            yield builder.frame(self._receipt())

    def _with_rows(
        self, exc: JiraFrameError | KeyboardInterrupt
    ) -> JiraFrameError | KeyboardInterrupt:
        """Put the rows read so far on the exception: nothing is lost."""
        frame = self._builder.frame(self._receipt(complete=False))
        if isinstance(exc, JiraFrameError):
            exc.frame = frame
            return exc
        interrupted = SearchInterrupted(
            f"Stopped after {len(self._reading.rows)} rows; they are in .frame of this exception."
        )
        interrupted.frame = frame
        return interrupted

    @cached_property
    def _builder(self) -> FrameBuilder:
        return FrameBuilder(self._columns, dtype_backend=self._asked.dtype_backend)

    @cached_property
    def _decoder(self) -> PageDecoder:
        return PageDecoder(self._columns)

    def _issues(self) -> Iterator[Sequence[Issue]]:
        if self._search.limit == 0:
            return
        with progress_bar(wanted=self._asked.progress) as bar:
            for issues in fetch(
                self._dialect, self._search, self._decoder.decode, reading=self._reading
            ):
                bar.total = self._reading.expected
                bar.update(len(issues))
                yield issues

    def _receipt(self, *, complete: bool | None = True) -> Receipt:
        reading, connection = self._reading, self._connection
        doubts = reading.doubts
        for doubt in doubts:
            _warn(doubt, CompletenessWarning)
        return Receipt(
            jql=self._jql,
            fields=list(self._columns.request_fields),
            deployment=connection.settings.deployment,
            base_url=connection.settings.base_url,
            account=connection.account.id,
            asked_at=self._asked_at,
            rows=len(reading.rows),
            expected=reading.expected,
            requests=connection.requests - self._before[0],
            retries=connection.retries - self._before[1],
            seconds=round(time.monotonic() - self._started, 3),
            warnings=[*doubts, *reading.notes],
            complete=None if doubts and complete else complete,
            version=__version__,
        )

    def _explain_empty(self) -> None:
        if self._reading.rows or self._search.limit == 0:
            return
        self._reading.notes.extend(explain_empty(self._dialect, self._jql))


def explain_empty(dialect: Dialect, jql: str) -> list[str]:
    """Ask Jira why a query found nothing: Cloud answers a wrong name with an empty 200.

    Args:
        dialect: The routes of Cloud or Data Center.
        jql: The query.

    Returns:
        What to note in the receipt.

    Raises:
        JQLError: Jira's parser finds a field or function that does not exist.
    """
    verdict = validation(jql, dialect.validate(jql))
    if verdict.errors:
        texts = [each.message for each in verdict.errors]
        raise JQLError(
            f"Jira found nothing, because it refuses the query: {' '.join(texts)}",
            query=jql,
            messages=texts,
            position=verdict.errors[0].start,
        )
    for each in verdict.warnings:
        _warn(each.message, JQLWarning)
    return [each.message for each in verdict.warnings] or [_WHY_EMPTY]


def read_issue(
    dialect: Dialect, key: str, columns: Columns, *, dtype_backend: DtypeBackend
) -> pd.Series[Any]:
    """Read one issue as a row, its inline lists whole."""
    decoder = PageDecoder(columns)
    issue = dialect.issue(key, columns.request_fields, decoder.decode_issue)
    for cut in decoder.cuts([issue]):
        cut.complete(dialect.rows_of(issue.id, cut.field_id))
    return series(issue, columns, dtype_backend=dtype_backend)


def bound(jql: str, params: Mapping[str, Any] | None, connection: Connection) -> str:
    """Put the parameters into a query, times in the zone in which Jira will read them."""
    text = str(jql)
    return text if params is None else bind(text, params, zone=connection.account.zone)


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
