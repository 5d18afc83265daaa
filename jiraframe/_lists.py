"""Lists that Jira hands out in pages by offset: catalogues, boards, comments.

The agile routes are the same in both deployments and live here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jiraframe._json import read_object, read_objects
from jiraframe._scalars import read_count
from jiraframe.errors import IncompleteResultError, JiraFrameError

if TYPE_CHECKING:
    from jiraframe._connection import Connection, Json

_AGILE = "rest/agile/1.0"
# The sprint list gives 50 a page at most, whatever is asked.
_AGILE_PAGE = 50
_READINGS = 3
_IDLE = 20  # pages without a new user


def read_list(
    connection: Connection,
    path: str,
    *,
    rows: str = "values",
    page_size: int = 100,
    params: Mapping[str, Any] | None = None,
) -> list[Json]:
    """Read a page object to its end.

    Args:
        connection: The way to Jira.
        path: The route.
        rows: The property that holds the rows.
        page_size: Rows a request; the server may send fewer.
        params: Further parameters.

    Returns:
        Every row, as Jira sent it.

    Raises:
        IncompleteResultError: A page came twice, the rows do not reach the total that Jira named,
            or they change each time that they are read.
        JiraFrameError: There is no such list in the answer.
    """
    before: list[Json] | None = None
    for _ in range(_READINGS):
        # Where a row comes or goes between two pages, others slip past.
        found, totals = _read_once(connection, path, rows, page_size, params)
        if len(totals) < 2 or found == before:
            break
        before = found
    else:
        raise IncompleteResultError(
            f"{path} changed each of the {_READINGS} times that it was read.", fix="Try again."
        )
    return found


def _read_once(
    connection: Connection, path: str, rows: str, page_size: int, params: Mapping[str, Any] | None
) -> tuple[list[Json], set[int]]:
    """Read a page object to its end; give the rows, and the totals that Jira named meanwhile."""
    found: list[Json] = []
    last: list[Json] = []
    totals: set[int] = set()
    while True:
        asked = {**(params or {}), "startAt": len(found), "maxResults": page_size}
        page = connection.read(path, params=asked, decode=read_object)
        if not isinstance(page.get(rows), list):
            raise JiraFrameError(
                f"{path} answered without a list {rows!r}.",
                fix="If it stays so, a proxy before Jira may have answered: show this to its "
                "administrator.",
            )
        _not_again(path, page[rows], last)
        last = page[rows]
        found.extend(last)
        total = read_count(page.get("total"))
        if total is not None:
            totals.add(total)
        if page.get("isLast") is True or not last or (total is not None and len(found) >= total):
            break
    if len(totals) == 1 and total is not None and len(found) < total:
        raise IncompleteResultError(
            f"{path} ended after {len(found)} of {total} rows.", fix="Try again."
        )
    return found, totals


def read_users(
    connection: Connection, path: str, *, params: Mapping[str, Any], page_size: int = 1000
) -> list[Json]:
    """Read a user search to its empty page.

    A server may cut pages shorter than asked: the next one begins behind the rows that came. Or it
    looks through as many users as were asked for and sends those that fit, so that the next page
    has some of them again: where it has no other, the one after begins behind all of them.

    Raises:
        IncompleteResultError: A page came twice.
    """
    found: dict[str, Json] = {}
    last: list[Json] = []
    start = idle = 0
    while True:
        asked = {**params, "startAt": start, "maxResults": page_size}
        page = connection.read(path, params=asked, decode=read_objects)
        if not page:
            return list(found.values())
        rows = {str(row.get("accountId") or row.get("name")): row for row in page}
        if rows.keys() <= found.keys():
            _not_again(path, page, last)
            last = page
            idle += 1
            if idle > _IDLE:
                raise _endless(path)
            start += page_size
        else:
            found.update(rows)
            idle = 0
            start += len(page)


def _not_again(path: str, page: list[Json], last: list[Json]) -> None:
    if page and page == last:
        raise _endless(path)


def _endless(path: str) -> IncompleteResultError:
    return IncompleteResultError(
        f"{path} sends the same rows again and again; the list would never end.", fix="Try again."
    )


def read_boards(connection: Connection, project: str | None) -> list[Json]:
    """Read the boards, of one project or of all."""
    params = {"projectKeyOrId": project} if project else None
    return read_list(connection, f"{_AGILE}/board", page_size=_AGILE_PAGE, params=params)


def read_sprints(connection: Connection, board: int) -> list[Json]:
    """Read the sprints of a board."""
    return read_list(connection, f"{_AGILE}/board/{board}/sprint", page_size=_AGILE_PAGE)
