"""Jira Server and Data Center: their routes and their ways, REST API v2.

https://developer.atlassian.com/server/jira/platform/rest/v10003/
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar
from urllib.parse import quote

from jiraframe._changes import Changes, decode_expanded, decode_one
from jiraframe._dialect import Batch, Decode, Search, Verdict
from jiraframe._json import read_object, read_objects
from jiraframe._lists import read_users
from jiraframe._offsets import SEARCH, Offsets, WindowReached
from jiraframe._order import arrange
from jiraframe._routes import Routes
from jiraframe._scalars import read_count
from jiraframe._seen import IdList
from jiraframe._thin import decode_thin
from jiraframe._workers import in_parallel
from jiraframe.errors import (
    IncompleteResultError,
    JQLError,
    NotFound,
    PermissionDenied,
)
from jiraframe.jql import and_, split_order_by
from jiraframe.jql import quote as jql_quote

if TYPE_CHECKING:
    from jiraframe._changes import ChangesPage
    from jiraframe._connection import Connection, Json
    from jiraframe._page import Issue, Page

_API = "rest/api/2"
# The cap as delivered; a server sends fewer where its administrator says so.
_ID_PAGE = 1000
_STEPS_BACK = 20
P = TypeVar("P", bound="Page | ChangesPage")
Read: TypeAlias = Callable[[bytes], P]


class DataCenter(Routes):
    """The verbs of ``Dialect``, as Jira Server and Data Center have them."""

    page_size = 500
    id_page_size = _ID_PAGE
    bodies_at_once = changes_at_once = 100
    keys_at_once = 500
    workers = 4
    estimates = False
    search_complains = True
    api = _API

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._offsets = Offsets(connection)

    def pages(self, search: Search, decode: Decode) -> Iterator[Batch]:
        """Page by offset as far as the server lets us, then by id."""
        read: list[str] = []
        total = None
        try:
            for batch in self._offsets.batches(search, decode, workers=self.workers):
                read.extend(issue.id for issue in batch.issues)
                total = batch.total
                yield batch
        except WindowReached:
            ids, doubts = self._walk(search, read)
            seen = set(read)
            rest = [each for each in ids[: search.limit] if each not in seen]
            for batch in self.bodies(rest, search, decode):
                more = search.limit is not None and len(ids) > search.limit
                yield replace(batch, total=total, more=more, doubts=doubts)

    def ids(self, search: Search) -> IdList:
        """List the ids of a search, 1,000 a request, in its order."""
        found: dict[str, None] = {}
        thin = replace(search, fields=("id",), page_size=_ID_PAGE)
        try:
            for batch in self._offsets.batches(thin, decode_thin, workers=self.workers):
                found.update(dict.fromkeys(issue.id for issue in batch.issues))
                if search.limit is not None and len(found) >= search.limit:
                    break
        except WindowReached:
            return IdList(self._walk(search, list(found))[0][: search.limit])
        return IdList(list(found)[: search.limit])

    def bodies(self, ids: Sequence[str], search: Search, decode: Decode) -> Iterator[Batch]:
        """Read issues by id; the search leaves out what is gone when it does not validate."""
        size = search.page_size
        chunks = (ids[start : start + size] for start in range(0, len(ids), size))

        def read(chunk: Sequence[str]) -> Batch:
            return self._bodies(chunk, search, decode)

        return in_parallel(read, chunks, workers=self.workers)

    def _bodies(self, names: Sequence[str], search: Search, decode: Decode) -> Batch:
        pages = list(self._named(names, decode, jql=search.jql, fields=list(search.fields)))
        place = {name: number for number, name in enumerate(names)}
        placed = [
            (place[name], issue)
            for page in pages
            for issue in page.issues
            for name in (issue.id, issue.key)
            if name in place
        ]
        placed.sort(key=lambda each: each[0])
        return Batch(
            [issue for _, issue in placed], cuts=[cut for page in pages for cut in page.cuts()]
        )

    def keys(self, names: Sequence[str]) -> list[Issue]:
        """Look for issues by key or id."""
        pages = self._named(names, decode_thin, fields=["key"])
        return [issue for page in pages for issue in page.issues]

    def changes(self, ids: Sequence[str], field_ids: Sequence[str]) -> list[Changes]:
        """Read the history of issues; it comes with the issue, of every field."""
        del field_ids
        pages = self._named(ids, decode_expanded, fields=["key"], expand=["changelog"])
        found = {each.id: each for page in pages for each in page.issues}
        for issue_id, each in found.items():
            if not each.short:
                continue
            try:
                found[issue_id] = self._whole_history(issue_id)
            except (NotFound, PermissionDenied) as exc:
                # The issue may have been deleted since: no reason to lose the others.
                found[issue_id] = replace(each, refused=str(exc))
        return [found.get(each) or Changes(each, None) for each in ids]

    def unspoken_changes(self, ids: Sequence[str]) -> list[Changes]:
        """Read the history of issues that a search did not give: its index may lag behind."""

        def look(issue_id: str) -> Changes:
            try:
                return self._whole_history(issue_id)
            except (NotFound, PermissionDenied):
                return Changes(issue_id, None)

        return list(in_parallel(look, ids, workers=self.workers))

    def _whole_history(self, issue_id: str) -> Changes:
        asked = {"fields": "key", "expand": "changelog"}
        path = f"{_API}/issue/{issue_id}"
        whole = self._connection.read(path, params=asked, decode=decode_one)
        if whole.short:
            raise IncompleteResultError(
                f"Jira names {whole.total} changes of issue {whole.id} and sent "
                f"{len(whole.histories or ())}.",
                fix="Try again; if it stays so, the index or the database of that Jira needs care.",
            )
        return whole

    def _named(
        self, ids: Sequence[str], decode: Read[P], *, jql: str = "", **asked: list[str]
    ) -> Iterator[P]:
        """Ask for issues by id, as often as the server's own page cap makes it necessary."""
        left = list(ids)
        while left:
            body = {
                "jql": f"id in ({', '.join(left)})",
                "maxResults": len(left),
                **asked,
                "validateQuery": False,
            }
            try:
                page = self._connection.read(SEARCH, body=body, decode=decode, jql=jql)
            except JQLError:
                # Some servers refuse a query that names a deleted issue, validated or not.
                if len(left) > 1:
                    for half in (left[: len(left) // 2], left[len(left) // 2 :]):
                        yield from self._named(half, decode, jql=jql, **asked)
                return
            yield page
            sent = {name for issue in page.issues for name in (issue.id, issue.key)}
            more = page.total is None or page.total > len(page.issues)
            rest = [each for each in left if each not in sent]
            # Who sends others than were asked for would send them for ever.
            left = rest if more and len(rest) < len(left) else []

    def count(self, jql: str) -> int:
        """Count what a query finds."""
        body = {"jql": jql, "maxResults": 0, "fields": ["id"]}
        return self._connection.read(SEARCH, body=body, decode=_total, jql=jql)

    def validate(self, jql: str) -> Verdict:
        """Have Jira check a query by a search without rows."""
        body = {"jql": jql, "maxResults": 0, "fields": ["id"]}
        try:
            answer = self._connection.read(SEARCH, body=body, decode=read_object, jql=jql)
        except JQLError as exc:
            return Verdict(errors=exc.messages or (exc.what,))
        return Verdict(warnings=answer.get("warningMessages") or ())

    def projects(self) -> list[Json]:
        """Every project that the account may browse."""
        return self._connection.read(
            f"{_API}/project", params={"expand": "lead,description"}, decode=read_objects
        )

    def priorities(self) -> list[Json]:
        """Every priority, the most urgent first."""
        return self._rows("priority")

    def resolutions(self) -> list[Json]:
        """Every resolution."""
        return self._rows("resolution")

    def users(self, query: str) -> list[Json]:
        """The users that a text finds; an empty text finds all that may be seen."""
        # "." stands for everybody. Newer versions lower the page to 100 rows.
        params = {"username": query or "."}
        return read_users(self._connection, f"{_API}/user/search", params=params, page_size=100)

    def versions(self, project: str) -> list[Json]:
        """Every version of a project."""
        return self._rows(f"project/{quote(project, safe='')}/versions")

    def components(self, project: str) -> list[Json]:
        """Every component of a project."""
        return self._rows(f"project/{quote(project, safe='')}/components")

    def _walk(self, search: Search, read: Sequence[str]) -> tuple[list[str], Sequence[str]]:
        """List all ids by ranges of keys, then arrange them as ORDER BY has them.

        Args:
            search: What is asked.
            read: The ids that the server itself gave in order, from the first on.

        Returns:
            The ids, and a warning where their order may not be the server's.
        """
        order = search.order
        where, order_by = split_order_by(search.jql)
        sort_ids = [each.field_id for each in order or ()]
        rows = list(self._by_key(Search(where, [*sort_ids, "id"], _ID_PAGE)))
        ids, agrees = arrange(rows, order or (), read, self._sequences(sort_ids))
        if agrees and order is not None:
            return ids, ()
        return ids, (
            f"Jira sorts no more than its window of {len(read)} rows; those after it were sorted "
            f"here, and {order_by!r} could not be checked against Jira's own order.",
        )

    def _by_key(self, thin: Search) -> Iterator[Issue]:
        """Walk in the order of keys: project after project, in ranges where one is too large."""
        seen: set[str] = set()
        before: deque[str] = deque(maxlen=_STEPS_BACK)
        ranges: set[tuple[str, str, int]] = set()
        project = floor = ""
        while True:
            if (project, floor, len(seen)) in ranges:
                raise IncompleteResultError(
                    "Jira sent the same rows for another range of keys.",
                    fix="Something between here and Jira may change the query: show this to its "
                    "administrator, or cut the query in two, for example by created.",
                )
            ranges.add((project, floor, len(seen)))
            last = ""
            try:
                narrowed = _narrowed(thin, project, floor, seen)
                for batch in self._offsets.batches(narrowed, decode_thin, workers=self.workers):
                    for issue in batch.issues:
                        last = issue.key
                        before.append(last)
                        seen.add(_project_of(last))
                        yield issue
            except WindowReached:
                project, floor = _project_of(last), last
                continue
            except JQLError:
                if not floor or last:
                    raise
                # The issue behind which the range begins may have been deleted just now.
                before.pop()
                if not before or _project_of(before[-1]) != project:
                    raise
                floor = before[-1]
                continue
            if not project:
                return
            project = floor = ""

    def _sequences(self, field_ids: Sequence[str]) -> dict[str, list[str]]:
        catalogues = {
            "priority": self.priorities,
            "status": self.statuses,
            "resolution": self.resolutions,
            "issuetype": self.issue_types,
        }
        return {
            each: [str(row["id"]) for row in catalogues[each]()]
            for each in field_ids
            if each in catalogues
        }


def _total(body: bytes) -> int:
    total = read_count(read_object(body).get("total"))
    if total is None:
        raise ValueError("The answer holds no total.")
    return total


def _narrowed(thin: Search, project: str, floor: str, seen: set[str]) -> Search:
    jql = thin.jql
    if project:
        jql = and_(jql, f"project = {jql_quote(project)} AND key > {jql_quote(floor)}")
    elif seen:
        jql = and_(jql, f"project NOT IN {jql_quote(sorted(seen))}")
    return replace(thin, jql=f"{jql} ORDER BY key ASC".strip())


def _project_of(key: str) -> str:
    return key.rpartition("-")[0]
