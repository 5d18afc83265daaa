"""The routes that Cloud and Data Center share but for the version in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from jiraframe._json import read_object, read_objects
from jiraframe._lists import read_boards, read_list, read_sprints

if TYPE_CHECKING:
    from jiraframe._connection import Connection, Json
    from jiraframe._page import Issue


class Routes:
    """The verbs of ``Dialect`` that are one plain request in both deployments."""

    api: str
    """The first part of every route."""
    workers: int

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def with_workers(self, workers: int | None) -> Self:
        """Give the same routes, with so many requests side by side; None for as many as usual."""
        if workers is None:
            return self
        other = copy(self)
        other.workers = workers
        return other

    def issue(self, key: str, fields: Sequence[str], decode: Callable[[bytes], Issue]) -> Issue:
        """Read one issue."""
        path = f"{self.api}/issue/{quote(key, safe='')}"
        return self._connection.read(path, params={"fields": ",".join(fields)}, decode=decode)

    def rows_of(self, issue_id: str, field_id: str) -> list[Json]:
        """Read all comments or worklogs of an issue."""
        path = f"{self.api}/issue/{issue_id}/{field_id}"
        return read_list(self._connection, path, rows=f"{field_id}s", page_size=1000)

    def jql_words(self) -> Json:
        """The names that queries know: fields with their operators, and functions."""
        return self._connection.read(f"{self.api}/jql/autocompletedata", decode=read_object)

    def suggestions(self, field: str, text: str, predicate: str | None) -> list[Json]:
        """The first values of a field that hold a text."""
        asked = {"fieldName": field}
        if predicate is None:
            asked["fieldValue"] = text
        else:
            asked |= {"predicateName": predicate, "predicateValue": text}
        path = f"{self.api}/jql/autocompletedata/suggestions"
        return self._connection.read(path, params=asked, decode=_suggested)

    def server_info(self) -> Json:
        """What Jira says of itself."""
        return self._connection.read(f"{self.api}/serverInfo", decode=read_object)

    def myself(self) -> Json:
        """What Jira says of the account."""
        return self._connection.read(f"{self.api}/myself", decode=read_object)

    def fields(self) -> list[Json]:
        """Every field that the account may see."""
        return self._rows("field")

    def statuses(self) -> list[Json]:
        """Every status."""
        return self._rows("status")

    def issue_types(self) -> list[Json]:
        """Every issue type."""
        return self._rows("issuetype")

    def boards(self, project: str | None) -> list[Json]:
        """The boards, of one project or of all."""
        return read_boards(self._connection, project)

    def sprints(self, board: int) -> list[Json]:
        """The sprints of a board."""
        return read_sprints(self._connection, board)

    def _rows(self, path: str) -> list[Json]:
        return self._connection.read(f"{self.api}/{path}", decode=read_objects)


def _suggested(body: bytes) -> list[Json]:
    rows = read_object(body).get("results")
    if not isinstance(rows, list):
        raise ValueError("The answer holds no suggestions.")
    return [row for row in rows if isinstance(row, dict)]
