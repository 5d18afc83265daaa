"""One call for facts of issues, from its first request to its frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from jiraframe._columns import Columns
from jiraframe._dialect import Dialect, Search
from jiraframe._fetch import Reading, made_whole
from jiraframe._fields import FieldCatalogue
from jiraframe._issues import issues_found, issues_named, sort_fields, warn_of_doubts
from jiraframe._page import Issue, PageDecoder
from jiraframe._receipt import Receipt
from jiraframe._search import Call, carrying
from jiraframe._table import TableBuilder
from jiraframe.errors import JiraFrameError
from jiraframe.tables._of import Issues, Of

if TYPE_CHECKING:
    import pandas as pd

    from jiraframe._connection import Connection


class Story:
    """Reads issues and collects their facts.

    Args:
        call: The name of the verb, for the receipt.
        of: The issues.
        builder: Collects the facts.
        connection: The door to Jira.
        dialect: The routes of Cloud or Data Center.
        catalogue: The site's fields.
        progress: Whether to show a bar; None where somebody looks.

    Attributes:
        issues: The issues asked for.
        reading: What is known of them, growing as they are read.
        fields: What is asked for of each issue, for the receipt.
        changes: How often each field changed, by name and id, for the receipt.
    """

    def __init__(
        self,
        call: str,
        of: Of,
        builder: TableBuilder,
        *,
        connection: Connection,
        dialect: Dialect,
        catalogue: FieldCatalogue,
        progress: bool | None,
    ) -> None:
        self.dialect = dialect
        self.catalogue = catalogue
        self.progress = progress
        self.builder = builder
        self.issues = Issues.of(of, connection)
        self.reading = Reading()
        self.fields: Sequence[str] = ()
        self.changes: Counter[tuple[str, str | None]] = Counter()
        self._name = call
        self._call = Call(connection)

    def pages(self, columns: Columns, *, page_size: int) -> Iterator[Sequence[Issue]]:
        """Read the issues, each once.

        Args:
            columns: What is asked for of each.
            page_size: Issues a request, where they are found by a query.

        Raises:
            NotFound: The one issue that is asked for does not exist.
        """
        fields, reading, issues = columns.request_fields, self.reading, self.issues
        decoder = PageDecoder(columns)
        if issues.single:
            issue = self.dialect.issue(issues.names[0], fields, decoder.decode_issue)
            reading.seen.add(issue.id)
            made_whole(self.dialect, decoder.cuts([issue]), [issue], reading)
            yield [issue]
        elif issues.jql is not None:
            order = sort_fields(issues.jql, self.catalogue)
            yield from issues_found(
                Search(issues.jql, fields, page_size, order=order),
                decoder.decode,
                dialect=self.dialect,
                catalogue=self.catalogue,
                reading=reading,
                progress=self.progress,
            )
        else:
            yield from issues_named(
                issues.names,
                fields,
                decoder,
                dialect=self.dialect,
                reading=reading,
                progress=self.progress,
            )

    @contextmanager
    def keeping_rows(self) -> Iterator[None]:
        """Put the facts read so far on what ends the reading early."""
        try:
            yield
        except (JiraFrameError, KeyboardInterrupt) as exc:
            frame = self.builder.frame(self._receipt(complete=False))
            raise carrying(exc, frame) from exc.__cause__

    def frame(self, *, then: str | None = None) -> pd.DataFrame:
        """Make the frame of all facts, the issues in their order.

        Args:
            then: The column of instants by which the facts of one issue are sorted.
        """
        reading = self.reading
        self._doubt_those_gone()
        # Facts read by several workers, or again, do not come in the order of the issues.
        order = reading.order or reading.read
        frame = self.builder.frame(self._receipt(complete=reading.complete), order=order, then=then)
        warn_of_doubts(reading)
        return frame

    def _doubt_those_gone(self) -> None:
        gone = [self.issues.keys.get(name, name) for name in self.reading.gone]
        if gone:
            shown = ", ".join(gone[:3]) + (", ..." if len(gone) > 3 else "")
            self.reading.doubt(
                f"{len(gone)} of {len(self.issues.names) or len(self.reading.seen)} issues do not "
                f"exist, or this account may not see them: {shown}"
            )

    def _receipt(self, *, complete: bool | None) -> Receipt:
        reading = self.reading
        return self._call.receipt(
            self.fields,
            call=self._name,
            jql=self.issues.jql or "",
            issues=len(reading.seen),
            expected=reading.expected,
            warnings=[*reading.doubts, *reading.notes],
            complete=complete,
            changes=[(*each, rows) for each, rows in self.changes.items()],
        )
