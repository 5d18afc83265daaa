"""Jira Cloud: its routes and its ways, REST API v3.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jiraframe._changes import Changes, ChangesPage, History, decode_bulk
from jiraframe._dialect import Batch, Decode, Search, Verdict
from jiraframe._json import read_object
from jiraframe._lists import read_list, read_users
from jiraframe._routes import Routes
from jiraframe._thin import decode_thin
from jiraframe.errors import IncompleteResultError, JQLError

if TYPE_CHECKING:
    from jiraframe._connection import Json
    from jiraframe._page import Issue

_API = "rest/api/3"
# With fields, Jira sends about 100 rows a page whatever is asked; ids alone come by 5,000.
# OpenAPI of Jira Cloud platform v3, /search/jql.
_ID_PAGE = 5000
# OpenAPI of Jira Cloud platform v3, /issue/bulkfetch.
_BULK_PAGE = 100
# OpenAPI of Jira Cloud platform v3, /changelog/bulkfetch: issues, fields and changes a request.
_HISTORIES, _CHANGED_FIELDS, _CHANGES_PAGE = 1000, 10, 10_000


class Cloud(Routes):
    """The verbs of ``Dialect``, as Jira Cloud has them."""

    page_size = 100
    id_page_size = _ID_PAGE
    bodies_at_once = _BULK_PAGE
    keys_at_once = 1000
    changes_at_once = _HISTORIES
    leaves_out_unchanged = True
    workers = 8
    estimates = True
    search_complains = False
    api = _API

    def pages(self, search: Search, decode: Decode) -> Iterator[Batch]:
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
                # Such an answer contradicts itself; a listing of ids will tell.
                moved=bool(token and page.is_last),
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

    def ids(self, search: Search) -> list[str]:
        """List the ids of a search, 5,000 a request."""
        thin = Search(search.jql, ("id",), _ID_PAGE, search.limit)
        found: dict[str, None] = {}
        for batch in self.pages(thin, decode_thin):
            found.update(dict.fromkeys(issue.id for issue in batch.issues))
            if search.limit is not None and len(found) >= search.limit:
                break
        return list(found)[: search.limit]

    def bodies(self, ids: Sequence[str], search: Search, decode: Decode) -> Iterator[Batch]:
        """Read issues by id, 100 a request; ``bulkfetch`` answers in its own order."""
        for start in range(0, len(ids), _BULK_PAGE):
            chunk = list(ids[start : start + _BULK_PAGE])
            body = {"issueIdsOrKeys": chunk, "fields": list(search.fields)}
            page = self._connection.read(f"{_API}/issue/bulkfetch", body=body, decode=decode)
            reasons = [f"Issue {key}: {said}" for key, said in page.issue_errors.items()]
            yield Batch(page.issues, cuts=page.cuts(), warnings=[*page.warnings, *reasons])

    def keys(self, names: Sequence[str]) -> list[Issue]:
        """Look for issues by key or id."""
        search = Search(f"key in ({', '.join(names)})", ["key"], _ID_PAGE)
        try:
            return [each for batch in self.pages(search, decode_thin) for each in batch.issues]
        except JQLError:
            return []  # for the sake of one that does not exist

    def changes(self, ids: Sequence[str], field_ids: Sequence[str]) -> list[Changes]:
        """Read the history of issues; an answer leaves out those that never changed."""
        found: dict[str, list[History]] = {}
        self._collect(found, ids, field_ids)
        # Or that were left out for another reason: they are asked for once more.
        absent = [each for each in ids if each not in found]
        if absent:
            self._collect(found, absent, field_ids)
        return [Changes(each, found.get(each)) for each in ids]

    def _collect(
        self, found: dict[str, list[History]], ids: Sequence[str], field_ids: Sequence[str]
    ) -> None:
        body: dict[str, Any] = {"issueIdsOrKeys": list(ids), "maxResults": _CHANGES_PAGE}
        if 0 < len(field_ids) <= _CHANGED_FIELDS:
            body["fieldIds"] = list(field_ids)
        tokens: set[str] = set()
        while True:
            page: ChangesPage = self._connection.read(
                f"{_API}/changelog/bulkfetch", body=body, decode=decode_bulk
            )
            for each in page.issues:
                found.setdefault(each.id, []).extend(each.histories or ())
            if page.next_token is None:
                return
            if page.next_token in tokens:
                raise _no_way_on("the same page token of a history twice")
            tokens.add(page.next_token)
            body["nextPageToken"] = page.next_token

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
