"""The routes that Cloud and Data Center share but for the version in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from jiraframe._lists import read_boards, read_sprints

if TYPE_CHECKING:
    from jiraframe._connection import Connection, Json
    from jiraframe._page import Issue


class Routes:
    """The verbs of ``Dialect`` that are one plain request in both deployments."""

    api: str
    """The first part of every route."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def issue(self, key: str, fields: Sequence[str], decode: Callable[[bytes], Issue]) -> Issue:
        """Read one issue."""
        path = f"{self.api}/issue/{quote(key, safe='')}"
        return self._connection.read(path, params={"fields": ",".join(fields)}, decode=decode)

    def server_info(self) -> Json:
        """What Jira says of itself."""
        return self._read("serverInfo")

    def myself(self) -> Json:
        """What Jira says of the account."""
        return self._read("myself")

    def fields(self) -> list[Json]:
        """Every field that the account may see."""
        return list(self._read("field"))

    def statuses(self) -> list[Json]:
        """Every status."""
        return list(self._read("status"))

    def issue_types(self) -> list[Json]:
        """Every issue type."""
        return list(self._read("issuetype"))

    def boards(self, project: str | None) -> list[Json]:
        """The boards, of one project or of all."""
        return read_boards(self._connection, project)

    def sprints(self, board: int) -> list[Json]:
        """The sprints of a board."""
        return read_sprints(self._connection, board)

    def _read(self, path: str) -> Json:
        return self._connection.read(f"{self.api}/{path}")
