"""Data Center's pages: by offset, side by side as far as the total is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from jiraframe._dialect import Batch, Search
from jiraframe._workers import in_parallel
from jiraframe.errors import IncompleteResultError, JiraUnavailable, JQLSyntaxError
from jiraframe.jql import parse

if TYPE_CHECKING:
    from jiraframe._connection import Connection

SEARCH = "rest/api/2/search"
# Newer search platforms answer 500 to what lies beyond, whatever the total.
# https://support.atlassian.com/jira/kb/handling-jql-rest-api-searching-exceeding-max_result_window-in-jira/
_WINDOW = 10_000
_UNIQUE = frozenset({"key", "issuekey", "issue", "id"})


class WindowReached(Exception):
    """The server gives no rows beyond an offset."""


class Offsets:
    """Reads searches by offset, each page one row over the last.

    Args:
        connection: The door to Jira.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._window = _WINDOW

    def batches(
        self, search: Search, decode: Callable[[bytes], Any], *, workers: int
    ) -> Iterator[Batch]:
        """Read a search; the row that two pages share shows rows that move meanwhile.

        Args:
            search: What is asked.
            decode: From an answer's bytes to a page.
            workers: How many pages to ask for side by side.

        Raises:
            WindowReached: The server gives no more rows by offset, and there are more.
            IncompleteResultError: It stops sending rows before its total.
        """
        jql = _stable(search.jql)
        # Two rows at least: one of them is the overlap.
        start, first, last, size, total = 0, "", "", max(search.page_size, 2), None
        while True:
            plan = self._plan(start, size, total, search.limit)
            for asked, page in self._pages(jql, search, plan, size, decode, workers):
                if asked != start:
                    break  # a page was shorter than planned: plan anew from here
                held = bool(start and page.issues and page.issues[0].id == last)
                fresh = page.issues[1:] if held else page.issues
                done = start + len(fresh)
                # Fewer than came already is no total; without one, a page without rows is the end.
                total = page.total if page.total is not None and page.total >= done else None
                more = bool(fresh) if total is None else done < total
                yield Batch(
                    fresh,
                    total=total,
                    more=more,
                    cuts=page.cuts(),
                    moved=bool(start) and not held,
                    warnings=page.warnings,
                )
                wanted = self._rows_at(start - bool(start), size, search.limit)
                start = done
                if not more:
                    return
                if not fresh:
                    raise IncompleteResultError(
                        f"Jira sent no rows after the first {start} of {total}.",
                        fix="Try again; if it stays so, cut the query in two, for example by "
                        "created.",
                    )
                if total is None and not held and page.issues[0].id == first:
                    return  # the same page again, and without end; a listing of ids may tell
                first, last = page.issues[0].id, page.issues[-1].id
                if page.max_results and page.max_results < wanted:
                    # The server's own cap.
                    size = max(page.max_results, 2)

    def _plan(self, start: int, size: int, total: int | None, limit: int | None) -> list[int]:
        """Choose the offsets to read next: one where nothing is known, else all in the window."""
        if not start or total is None:
            return [start]
        end = min(total, self._window - size + 2, total if limit is None else limit)
        return list(range(start, end, size - 1)) or [start]

    def _pages(
        self,
        jql: str,
        search: Search,
        plan: list[int],
        size: int,
        decode: Callable[[bytes], Any],
        workers: int,
    ) -> Iterator[tuple[int, Any]]:
        def read(start: int) -> Any:
            try:
                return self._page(jql, search, start - bool(start), size, decode)
            except WindowReached as reached:
                return reached  # the pages before it come first

        for start, page in zip(plan, in_parallel(read, plan, workers=workers), strict=True):
            if isinstance(page, WindowReached):
                raise page
            yield start, page

    def _rows_at(self, start: int, size: int, limit: int | None) -> int:
        """Say how many rows to ask for at an offset: none beyond the window or the limit."""
        if start + 1 < self._window:
            size = min(size, self._window - start)
        if limit is not None and (limit > start + 1 or not start):
            size = min(size, limit - start)
        return size

    def _page(
        self, jql: str, search: Search, start: int, size: int, decode: Callable[[bytes], Any]
    ) -> Any:
        size = self._rows_at(start, size, search.limit)
        body = {"jql": jql, "startAt": start, "maxResults": size, "fields": list(search.fields)}
        inside = start + size <= self._window
        try:
            page = self._connection.read(
                SEARCH, body=body, decode=decode, jql=search.jql, patient=inside
            )
        except JiraUnavailable as exc:
            # An administrator may have made the window smaller than it comes.
            if exc.status == 500 and start:
                self._window = min(self._window, start + 1)
                raise WindowReached from exc
            raise
        if not inside:
            # An outage may have ended the rows before; it goes as far as was seen since.
            self._window = max(self._window, start + len(page.issues))
        return page


def _stable(jql: str) -> str:
    """End ORDER BY with the key: rows of equal rank keep their place from page to page."""
    try:
        query = parse(jql)
    except JQLSyntaxError:
        return jql
    if any(key.field.name.lower() in _UNIQUE for key in query.order_by):
        return jql
    joint = ", " if query.order_by else " ORDER BY " if jql.strip() else "ORDER BY "
    return f"{jql}{joint}key DESC"
