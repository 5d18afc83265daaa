"""Jira Cloud: its routes and its ways, REST API v3.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jiraframe._dialect import Batch, Decode, Search, Verdict
from jiraframe._lists import read_boards, read_list, read_sprints, read_users
from jiraframe._thin import decode_thin
from jiraframe.errors import IncompleteResultError

if TYPE_CHECKING:
    from jiraframe._connection import Connection, Json
    from jiraframe._page import Issue

_API = "rest/api/3"
# With fields, Jira sends about 100 rows a page whatever is asked; ids alone come by 5,000.
# OpenAPI of Jira Cloud platform v3, /search/jql.
_ID_PAGE = 5000
# OpenAPI of Jira Cloud platform v3, /issue/bulkfetch.
_BULK_PAGE = 100
_ROWS = {"comment": "comments", "worklog": "worklogs"}


class Cloud:
    """The verbs of ``Dialect``, as Jira Cloud has them."""

    page_size = 100
    estimates = True

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pages(self, search: Search, decode: Decode) -> Iterator[Batch]:
        """Follow the page tokens; a token that comes twice or an empty page is no end."""
        size = search.page_size if search.limit is None else min(search.page_size, search.limit)
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
            yield Batch(page.issues, cuts=page.cuts(), warnings=page.warnings)
            token = page.next_token
            if token is None or page.is_last or (search.limit is not None and rows >= search.limit):
                return
            if token in tokens:
                raise IncompleteResultError(
                    f"Jira sent the same page token twice after {rows} rows; the search would "
                    "never end.",
                    fix="Try again; if it stays so, cut the query in two, for example by created.",
                )
            if not page.issues:
                raise IncompleteResultError(
                    f"Jira sent an empty page after {rows} rows and says that there are more.",
                    fix="Try again; if it stays so, cut the query in two, for example by created.",
                )
            tokens.add(token)
            body["nextPageToken"] = token

    def ids(self, search: Search) -> list[str]:
        """List the ids of a search, 5,000 a request."""
        thin = Search(search.jql, ("id",), _ID_PAGE, search.limit)
        found = dict.fromkeys(i.id for batch in self.pages(thin, decode_thin) for i in batch.issues)
        return list(found)[: search.limit]

    def bodies(self, ids: Sequence[str], search: Search, decode: Decode) -> Iterator[Batch]:
        """Read issues by id, 100 a request; ``bulkfetch`` answers in its own order."""
        for start in range(0, len(ids), _BULK_PAGE):
            chunk = list(ids[start : start + _BULK_PAGE])
            body = {"issueIdsOrKeys": chunk, "fields": list(search.fields)}
            page = self._connection.read(f"{_API}/issue/bulkfetch", body=body, decode=decode)
            yield Batch(page.issues, cuts=page.cuts(), warnings=page.warnings)

    def issue(self, key: str, fields: Sequence[str], decode: Callable[[bytes], Issue]) -> Issue:
        """Read one issue."""
        path = f"{_API}/issue/{quote(key, safe='')}"
        return self._connection.read(path, params={"fields": ",".join(fields)}, decode=decode)

    def rows_of(self, issue_id: str, field_id: str) -> list[Json]:
        """Read all comments or worklogs of an issue."""
        path = f"{_API}/issue/{issue_id}/{field_id}"
        return read_list(self._connection, path, rows=_ROWS[field_id], page_size=1000)

    def count(self, jql: str) -> int:
        """Give Jira's estimate of how many issues a query finds."""
        path = f"{_API}/search/approximate-count"
        return int(self._connection.read(path, body={"jql": jql}, jql=jql)["count"])

    def validate(self, jql: str) -> Verdict:
        """Have Jira's parser check a query; its search would say nothing of a wrong name."""
        answer: Json = self._connection.read(
            f"{_API}/jql/parse", params={"validation": "strict"}, body={"queries": [jql]}, jql=jql
        )
        [parsed] = answer["queries"]
        return Verdict(parsed.get("errors") or (), parsed.get("warnings") or ())

    def server_info(self) -> Json:
        """What Jira says of itself."""
        return self._connection.read(f"{_API}/serverInfo")

    def myself(self) -> Json:
        """What Jira says of the account."""
        return self._connection.read(f"{_API}/myself")

    def fields(self) -> list[Json]:
        """Every field that the account may see."""
        return list(self._connection.read(f"{_API}/field"))

    def projects(self) -> list[Json]:
        """Every project that the account may browse."""
        return read_list(
            self._connection, f"{_API}/project/search", params={"expand": "lead,description"}
        )

    def statuses(self) -> list[Json]:
        """Every status."""
        return list(self._connection.read(f"{_API}/status"))

    def issue_types(self) -> list[Json]:
        """Every issue type."""
        return list(self._connection.read(f"{_API}/issuetype"))

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

    def boards(self, project: str | None) -> list[Json]:
        """The boards, of one project or of all."""
        return read_boards(self._connection, project)

    def sprints(self, board: int) -> list[Json]:
        """The sprints of a board."""
        return read_sprints(self._connection, board)
