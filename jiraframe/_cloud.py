"""Jira Cloud: its routes and its ways, REST API v3.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jiraframe._changes import Changes
from jiraframe._cloud_history import ISSUES, Histories
from jiraframe._dialect import THIN, Batch, Decode, Search, Verdict
from jiraframe._json import read_object
from jiraframe._lists import read_list, read_users
from jiraframe._routes import Routes
from jiraframe._seen import IdList, SeenIds
from jiraframe._thin import decode_thin
from jiraframe._workers import in_background, in_parallel, read_ahead
from jiraframe.errors import (
    AuthenticationError,
    IncompleteResultError,
    JQLError,
    NotFound,
    PermissionDenied,
)

if TYPE_CHECKING:
    from concurrent.futures import Future

    from jiraframe._connection import Json
    from jiraframe._page import Issue

_API = "rest/api/3"
# With fields, Jira sends about 100 rows a page whatever is asked; ids alone come by 5,000.
# OpenAPI of Jira Cloud platform v3, /search/jql.
_ID_PAGE = 5000
# OpenAPI of Jira Cloud platform v3, /issue/bulkfetch.
_BULK_PAGE = 100
# A second listing has twice the time that its requests take one after the other.
_TIME_FOR_LISTING = 2


class Cloud(Routes):
    """The verbs of ``Dialect``, as Jira Cloud has them."""

    page_size = 100
    id_page_size = _ID_PAGE
    bodies_at_once = _BULK_PAGE
    keys_at_once = 1000
    changes_at_once = ISSUES
    workers = 8
    estimates = True
    search_complains = False
    api = _API

    def pages(self, search: Search, decode: Decode) -> Iterator[Batch]:
        """Read one page; where that is not all, list the ids and read the rest side by side.

        Atlassian's own advice for large results: ids by pages, one after the other, bodies in
        parallel (https://community.atlassian.com/forums/Jira-articles/ba-p/2985433).
        """
        pages = self._token_pages(search, decode)
        if THIN.issuperset(search.fields):
            yield from pages
            return
        first = next(pages)
        yield first
        if not first.more:
            yield from pages  # it ends here, or says that it should not
            return
        try:
            sent = frozenset(issue.id for issue in first.issues)
            yield from self._side_by_side(search, decode, sent)
        except (AuthenticationError, NotFound, PermissionDenied):
            # A token may have the scope to search and not the one to fetch by id.
            yield from pages

    def _side_by_side(
        self, search: Search, decode: Decode, sent: frozenset[str]
    ) -> Iterator[Batch]:
        listing = self._listing(search, sent)
        pages = read_ahead(listing.read(), workers=self.workers)
        ids = chain.from_iterable(pages)
        size = min(search.page_size, _BULK_PAGE)
        chunks = iter(lambda: list(islice(ids, size)), [])

        def read(chunk: Sequence[str]) -> Batch:
            return self._bodies(chunk, search, decode)

        with ExitStack() as stack:
            stack.enter_context(closing(pages))
            again: Future[IdList] | None = None
            last: Batch | None = None
            for done, batch in enumerate(in_parallel(read, chunks, workers=self.workers), 1):
                if last is not None:
                    yield replace(last, more=True)
                last = batch
                rounds_left = (listing.rows / size - done) / self.workers
                late = listing.ended and rounds_left < _TIME_FOR_LISTING * listing.pages
                if late and listing.moved and again is None:
                    # A row may have slipped between two pages of ids. A second listing tells, and
                    # is made while the last bodies are on their way.
                    again = stack.enter_context(
                        in_background(lambda: self.ids(search), workers=self.workers)
                    )
            # The first page promised more: where none were listed, one of the two is wrong.
            yield replace(
                last or Batch(()),
                more=listing.more or last is None,
                moved=listing.moved or last is None,
                listing=again.result() if again else None,
            )

    def _token_pages(self, search: Search, decode: Decode) -> Iterator[Batch]:
        """Follow the page tokens; a token that comes twice or an empty page is no end."""
        size = min(search.page_size, _ID_PAGE)
        if search.limit is not None:
            size = min(size, search.limit)
        body: dict[str, Any] = {
            "jql": search.jql,
            "fields": list(search.fields),
            "maxResults": size,
        }
        tokens: set[str] = set()
        rows = 0
        while True:
            page = self._connection.read(
                f"{_API}/search/jql", body=body, decode=decode, jql=search.jql
            )
            rows += len(page.issues)
            token = page.next_token
            more = token is not None and not page.is_last
            yield Batch(
                page.issues,
                more=more,
                cuts=page.cuts(),
                # An answer may contradict itself; a listing of ids will tell.
                moved=bool(tokens) or bool(token and page.is_last),
                warnings=page.warnings,
            )
            if token is None and page.is_last is False:
                raise _no_way_on(f"no page token after {rows} rows")
            if token is None or not more:
                return
            if token in tokens:
                raise _no_way_on(f"the same page token twice after {rows} rows")
            if not page.issues:
                raise _no_way_on(f"an empty page after {rows} rows")
            tokens.add(token)
            body["nextPageToken"] = token

    def ids(self, search: Search) -> IdList:
        """List the ids of a search, 5,000 a request."""
        return IdList(chain.from_iterable(self._listing(search).read()))

    def _listing(self, search: Search, sent: frozenset[str] = frozenset()) -> _Listing:
        ids = Search(search.jql, ("id",), _ID_PAGE, search.limit)
        return _Listing(self._token_pages(ids, decode_thin), search.limit, sent)

    def bodies(self, ids: Sequence[str], search: Search, decode: Decode) -> Iterator[Batch]:
        """Read issues by id, 100 a request."""
        chunks = (ids[start : start + _BULK_PAGE] for start in range(0, len(ids), _BULK_PAGE))

        def read(chunk: Sequence[str]) -> Batch:
            return self._bodies(chunk, search, decode)

        return in_parallel(read, chunks, workers=self.workers)

    def _bodies(self, names: Sequence[str], search: Search, decode: Decode) -> Batch:
        """Read issues by one request; the answer has an order of its own, and leaves out some."""
        body = {"issueIdsOrKeys": list(names), "fields": list(search.fields)}
        page = self._connection.read(f"{_API}/issue/bulkfetch", body=body, decode=decode)
        by_name = {name: issue for issue in page.issues for name in (issue.key, issue.id)}
        there = dict.fromkeys(by_name[name].id for name in names if name in by_name)
        # Those that have moved come under another key than the one asked for; ids stay.
        moved = [name for name in names if name not in by_name and not name.isdigit()]
        others = [issue.id for issue in page.issues if issue.id not in there]
        there |= dict.fromkeys(others[: len(moved)])
        return Batch(
            [by_name[each] for each in there],
            cuts=page.cuts(),
            unsent=[name for name in names if name not in by_name],
            reasons=page.issue_errors,
            warnings=page.warnings,
        )

    def keys(self, names: Sequence[str]) -> list[Issue]:
        """Look for issues by key or id."""
        search = Search(f"key in ({', '.join(names)})", ["key"], _ID_PAGE)
        try:
            return [each for batch in self.pages(search, decode_thin) for each in batch.issues]
        except JQLError:
            return []  # for the sake of one that does not exist

    def changes(self, ids: Sequence[str], field_ids: Sequence[str]) -> list[Changes]:
        """Read the history of issues; an answer leaves out those that never changed."""
        return self._histories.of(ids, field_ids)

    def unspoken_changes(self, ids: Sequence[str]) -> list[Changes]:
        """Read the history of issues that ``changes`` did not speak of, by other ways."""
        return self._histories.unspoken(ids)

    @property
    def _histories(self) -> Histories:
        return Histories(self._connection, api=_API, workers=self.workers)

    def count(self, jql: str) -> int:
        """Give Jira's estimate of how many issues a query finds."""
        path = f"{_API}/search/approximate-count"
        return self._connection.read(path, body={"jql": jql}, decode=_count, jql=jql)

    def validate(self, jql: str) -> Verdict:
        """Have Jira's parser check a query; its search would say nothing of a wrong name."""
        return self._connection.read(
            f"{_API}/jql/parse",
            params={"validation": "strict"},
            body={"queries": [jql]},
            decode=_verdict,
            jql=jql,
        )

    def projects(self) -> list[Json]:
        """Every project that the account may browse."""
        return read_list(
            self._connection, f"{_API}/project/search", params={"expand": "lead,description"}
        )

    def priorities(self) -> list[Json]:
        """Every priority, the most urgent first."""
        return read_list(self._connection, f"{_API}/priority/search")

    def resolutions(self) -> list[Json]:
        """Every resolution."""
        return read_list(self._connection, f"{_API}/resolution/search")

    def users(self, query: str) -> list[Json]:
        """The users that a text finds; an empty text finds all that may be seen."""
        if not query:
            return read_users(self._connection, f"{_API}/users/search", params={})
        return read_users(self._connection, f"{_API}/user/search", params={"query": query})

    def versions(self, project: str) -> list[Json]:
        """Every version of a project."""
        return read_list(self._connection, f"{_API}/project/{quote(project, safe='')}/version")

    def components(self, project: str) -> list[Json]:
        """Every component of a project."""
        return read_list(self._connection, f"{_API}/project/{quote(project, safe='')}/component")


class _Listing:
    """The ids of a search, on their way; each once, but for those that were sent before.

    Attributes:
        pages: How many pages came.
        more: Whether Jira has more than the limit lets through.
        moved: Whether rows may have slipped: between pages, or past those sent before.
        ended: Whether the last page has come, and the others are known for good.
    """

    def __init__(self, batches: Iterator[Batch], limit: int | None, sent: frozenset[str]) -> None:
        self.pages = 0
        self.more = self.moved = self.ended = False
        self._batches = batches
        self._limit = limit
        self._sent = sent
        self._seen = SeenIds()

    @property
    def rows(self) -> int:
        """How many ids came."""
        return len(self._seen)

    def read(self) -> Iterator[IdList]:
        """Give the ids of a page, page after page."""
        for batch in self._batches:
            self.pages += 1
            self.moved = self.moved or batch.moved
            ids = IdList(self._new(batch))
            full = self._full() and batch.more
            self.more = self.more or full
            self.ended = full or not batch.more
            yield ids
            if self.ended:
                return

    def _new(self, batch: Batch) -> Iterator[str]:
        for issue in batch.issues:
            if self._full():
                self.more = True
                return
            if not self._seen.add(issue.id):
                self.moved = True
            elif issue.id not in self._sent:
                # Those sent before stand first, unless something moved.
                self.moved = self.moved or len(self._seen) <= len(self._sent)
                yield issue.id

    def _full(self) -> bool:
        return self._limit is not None and len(self._seen) >= self._limit


def _no_way_on(what: str) -> IncompleteResultError:
    return IncompleteResultError(
        f"Jira sent {what}, and says that more rows follow.",
        fix="Try again; if it stays so, cut the query in two, for example by created.",
    )


def _count(body: bytes) -> int:
    count = read_object(body).get("count")
    if not isinstance(count, int):
        raise ValueError("The answer holds no count.")
    return count


def _verdict(body: bytes) -> Verdict:
    queries = read_object(body).get("queries")
    if not isinstance(queries, list) or len(queries) != 1 or not isinstance(queries[0], dict):
        raise ValueError("The answer does not speak of one query.")
    return Verdict(queries[0].get("errors") or (), queries[0].get("warnings") or ())
