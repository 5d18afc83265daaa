"""An answer's bytes to issues, decoded as far as the columns need it.

A page that msgspec refuses (a lone surrogate, a number beyond all bounds, an id that is
a number) is read by ``json`` and brought into the same form: the cells do not differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import msgspec

from jiraframe._cells import elements, part, text
from jiraframe._collector import uncollected
from jiraframe._columns import Columns
from jiraframe._fields import Field
from jiraframe._json import read_json
from jiraframe._kinds import COMMENT_ROWS, WORKLOG_ROWS
from jiraframe._reader import Envelope, Issue, Reader, attribute
from jiraframe._scalars import Json, read_count
from jiraframe._schema import kind_of

__all__ = ["CutList", "Issue", "Page", "PageDecoder"]

_ROWS = {"comment": COMMENT_ROWS, "worklog": WORKLOG_ROWS}


@dataclass(frozen=True, slots=True)
class CutList:
    """A list inside an issue that Jira sent in part.

    Attributes:
        issue: The issue.
        field_id: ``comment`` or ``worklog``.
        total: How many rows there are.
        have: How many came.
    """

    issue: Issue
    field_id: str
    total: int
    have: int

    def complete(self, rows: Sequence[Json]) -> None:
        """Put the whole list in the place of the cut one."""
        value = {"total": len(rows), f"{self.field_id}s": list(rows)}
        setattr(self.issue.fields, attribute(self.field_id), value)


@dataclass(slots=True)
class Page:
    """One answer to a search, or to a request for several issues.

    Attributes:
        issues: The rows.
        total: How many rows there are in all (Data Center).
        max_results: The page size that Jira used (Data Center).
        is_last: Whether Jira says that nothing follows (Cloud).
        next_token: What to ask the next page with (Cloud).
        warnings: What Jira has to say of the query, and which fields were left out.
        issue_errors: Why single issues did not come, by id (Cloud's ``bulkfetch``).
        inline: The ids of the fields whose inline lists a column needs whole.
    """

    issues: list[Issue]
    total: int | None = None
    max_results: int | None = None
    is_last: bool | None = None
    next_token: str | None = None
    warnings: list[str] = field(default_factory=list)
    issue_errors: dict[str, str] = field(default_factory=dict)
    inline: Collection[str] = ()

    def cuts(self) -> list[CutList]:
        """Find the lists that Jira sent in part and that a column needs whole."""
        return _cut_lists(self.issues, self.inline)


def _cut_lists(issues: Sequence[Issue], field_ids: Collection[str]) -> list[CutList]:
    """Find the inline lists of which Jira sent fewer rows than it says there are."""
    found = []
    for field_id in sorted(_ROWS.keys() & set(field_ids)):
        name, rows = attribute(field_id), _ROWS[field_id]
        for issue in issues:
            value = getattr(issue.fields, name, None)
            total, have = read_count(part(value, "total")), len(rows(value))
            if total is not None and total > have:
                found.append(CutList(issue, field_id, total, have))
    return found


class PageDecoder:
    """Decodes answers for the columns of one frame; threads may share it.

    Args:
        columns: The columns.
        grow: Whether a field that the site does not list becomes a column; otherwise the page
            says in its warnings that it was left out.
    """

    def __init__(self, columns: Columns, *, grow: bool = True) -> None:
        self._columns = columns
        self._grow = grow
        self._left_out: set[str] = set()
        self._lock = Lock()
        self._reader = Reader(columns)

    def decode(self, body: bytes) -> Page:
        """Decode one answer with a list ``issues``.

        Args:
            body: The answer to a search, or Cloud's to a request for several issues.

        Returns:
            The page.

        Raises:
            ValueError: The body is no JSON, or has no list of issues: cut short, a login page.
        """
        reader = self._reader
        try:
            with uncollected():
                return _page(reader.page(body), reader)
        except (msgspec.DecodeError, RecursionError):
            answer = read_json(body)
        if not isinstance(answer, dict) or not isinstance(answer.get("issues"), list):
            raise ValueError("The answer has no list of issues.")
        warnings = self._meet_unlisted(answer["issues"])
        reader = self._reader
        page = _page(reader.page_from(answer), reader)
        page.warnings += warnings
        return page

    def decode_issue(self, body: bytes) -> Issue:
        """Decode one issue.

        Args:
            body: The answer.

        Returns:
            The issue.

        Raises:
            ValueError: The body is no JSON, or no issue.
        """
        try:
            issue = self._reader.issue(body)
        except (msgspec.DecodeError, RecursionError):
            answer = read_json(body)
            self._meet_unlisted([answer])
            issue = self._reader.issue_from(answer)
        if self._reader.fill([issue]):
            raise ValueError("The answer holds an issue without its fields.")
        return issue

    def cuts(self, issues: Sequence[Issue]) -> list[CutList]:
        """Find the lists of issues that Jira sent in part and that a column needs whole."""
        return _cut_lists(issues, self._reader.inline)

    def _meet_unlisted(self, issues: Iterable[Json]) -> list[str]:
        """Make columns of fields that nobody listed, or say that they are left out."""
        if not self._columns.open:
            return []
        fields = [part(issue, "fields") for issue in issues]
        sent = {name for each in fields if isinstance(each, dict) for name in each}
        with self._lock:
            new = sorted(sent - self._reader.ids)
            if not new:
                return []
            if self._grow:
                for unlisted in map(Field.unlisted, new):
                    self._columns.add_unlisted(unlisted, kind_of(unlisted))
            else:
                self._left_out.update(new)
            self._reader = Reader(self._columns, self._left_out)
        if self._grow:
            return []
        return [f"Jira sent fields that it does not list; they were left out: {', '.join(new)}."]


def _page(sent: Envelope, reader: Reader) -> Page:
    warnings = [*_messages(sent.warnings), *_messages(sent.warning_messages)]
    if bare := reader.fill(sent.issues):
        warnings.append(
            f"Jira sent {len(bare)} issues without their fields, such as {bare[0]}: their cells "
            "are empty."
        )
    return Page(
        sent.issues,
        total=read_count(sent.total),
        max_results=read_count(sent.max_results),
        is_last=sent.is_last if isinstance(sent.is_last, bool) else None,
        next_token=sent.next_page_token or None if isinstance(sent.next_page_token, str) else None,
        warnings=warnings,
        issue_errors={
            text(part(each, "id")) or "": text(part(each, "errorMessage")) or ""
            for each in elements(sent.issue_errors)
        },
        inline=reader.inline,
    )


def _messages(found: Json) -> list[str]:
    said = [part(each, "message") if isinstance(each, dict) else each for each in elements(found)]
    return [each for each in map(text, said) if each]
