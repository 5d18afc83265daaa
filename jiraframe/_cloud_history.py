"""The history of issues on Jira Cloud: many at once, and checked where an answer may be cut.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jiraframe._cells import text
from jiraframe._changes import Changes, ChangesPage, History, decode_bulk, decode_expanded, told
from jiraframe._lists import read_list
from jiraframe._workers import in_parallel
from jiraframe.errors import (
    AuthenticationError,
    IncompleteResultError,
    NotFound,
    PermissionDenied,
)

if TYPE_CHECKING:
    from jiraframe._connection import Connection

# OpenAPI of Jira Cloud platform v3, /changelog/bulkfetch: issues, fields and changes a request.
ISSUES, _FIELDS, _PAGE = 1000, 10, 10_000
# A server that gives less than asked for gives a round number, and no small one.
_STEP, _LEAST = 1000, 100
# The same, /issue/bulkfetch.
_BODIES = 100
# Pages one after the other that say nothing new: some may be of other fields.
_IDLE = 20


class Histories:
    """Reads the changes of issues.

    Args:
        connection: The door to Jira.
        api: The root of the routes.
        workers: How many requests side by side the site bears.
    """

    def __init__(self, connection: Connection, *, api: str, workers: int) -> None:
        self._connection = connection
        self._api = api
        self._workers = workers

    def of(self, ids: Sequence[str], field_ids: Sequence[str]) -> list[Changes]:
        """Read the changes of some fields, of 1,000 issues at most; of all without fields."""
        chain = _Chain(field_ids if len(field_ids) <= _FIELDS else ())
        self._collect(chain, ids)
        return chain.changes(ids)

    def unspoken(self, ids: Sequence[str]) -> list[Changes]:
        """Read the changes of issues that ``of`` did not speak of; usually there are none.

        First as before, of all fields: an issue may have been left out by accident. Those that
        are left out again are asked for with the issue itself, which names their number.
        """
        chain = _Chain(())
        self._collect(chain, ids)
        found = chain.changes(ids)
        left = [each.id for each in found if each.histories is None]
        chunks = [left[start : start + _BODIES] for start in range(0, len(left), _BODIES)]
        late = {
            each.id: each
            for chunk in in_parallel(self._expanded, chunks, workers=self._workers)
            for each in chunk
        }
        return [late.get(each.id, each) for each in found]

    def _expanded(self, ids: Sequence[str]) -> list[Changes]:
        body = {"issueIdsOrKeys": list(ids), "fields": ["key"], "expand": ["changelog"]}
        path = f"{self._api}/issue/bulkfetch"
        try:
            page = self._connection.read(path, body=body, decode=decode_expanded)
        except (AuthenticationError, NotFound, PermissionDenied):
            return []  # a token may have the scope to read histories and not the one for issues
        return [
            self._whole(each) if each.total or each.histories else Changes(each.id, [])
            for each in page.issues
        ]

    def _whole(self, known: Changes) -> Changes:
        """Read the history of one issue whole; where Jira refuses it, keep what is known of it."""
        path = f"{self._api}/issue/{known.id}/changelog"
        try:
            return Changes(known.id, told(read_list(self._connection, path)))
        except (NotFound, PermissionDenied) as exc:
            # The issue may have been deleted since: no reason to lose the others.
            return replace(known, refused=str(exc))

    def _collect(self, chain: _Chain, ids: Sequence[str]) -> None:
        """Follow the page tokens; where the last page is a full one, ask in smaller parts.

        A chain that ends on a full page was cut between two pages, or ends there by chance. Its
        parts end elsewhere, unless they are cut as well.
        """
        if not self._ends_full(chain, ids):
            return
        if len(ids) == 1:
            chain.put(self._whole(chain.changes(ids)[0]))
            return
        for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
            self._collect(chain, half)

    def _ends_full(self, chain: _Chain, ids: Sequence[str]) -> bool:
        body: dict[str, Any] = {"issueIdsOrKeys": list(ids), "maxResults": _PAGE}
        if chain.field_ids:
            body["fieldIds"] = list(chain.field_ids)
        path = f"{self._api}/changelog/bulkfetch"
        tokens: set[str] = set()
        idle = 0
        lengths: set[tuple[str, int]] = set()
        while True:
            page: ChangesPage = self._connection.read(path, body=body, decode=decode_bulk)
            new = [chain.add(each.id, each.histories or ()) for each in page.issues]
            idle = 0 if any(new) else idle + 1
            counts = _counts(page)
            if page.next_token is None:
                return any(n % _STEP == 0 for _, n in counts) or not lengths.isdisjoint(counts)
            if page.next_token in tokens:
                raise IncompleteResultError(
                    "Jira sent the same page token of a history twice, and says that more follows.",
                    fix="Try again; if it stays so, ask for fewer issues at a time.",
                )
            if idle > _IDLE:
                raise IncompleteResultError(
                    f"Jira sent {idle} pages of a history with nothing new, and says that more "
                    "follows.",
                    fix="Try again; if it stays so, ask for fewer issues at a time.",
                )
            lengths |= counts
            tokens.add(page.next_token)
            body["nextPageToken"] = page.next_token


class _Chain:
    """What came of the changes of some issues, each change once."""

    def __init__(self, field_ids: Sequence[str]) -> None:
        self.field_ids = field_ids
        self._found: dict[str, dict[str, History]] = {}
        self._refused: dict[str, str] = {}

    def add(self, issue_id: str, histories: Sequence[History]) -> bool:
        """Take changes of an issue; tell whether anything of them is new."""
        new = issue_id not in self._found
        found = self._found.setdefault(issue_id, {})
        for each in histories:
            # Without an id there is nothing to tell a history by; it stands for itself.
            known = found.setdefault(text(each.id) or f"at {id(each)}", each)
            items = each.items
            if known is not each:
                # One that goes on on the next page, or that came before.
                items = [item for item in each.items if item not in known.items]
                known.items += items
            new = new or known is each or bool(items)
        return new

    def put(self, changes: Changes) -> None:
        """Take the changes of an issue as they were read elsewhere."""
        self.add(changes.id, changes.histories or ())
        if changes.refused:
            self._refused[changes.id] = changes.refused

    def changes(self, ids: Sequence[str]) -> list[Changes]:
        """Give them by issue; one that did not come has no histories, not even none."""
        found = self._found
        return [
            Changes(
                each,
                list(found[each].values()) if each in found else None,
                refused=self._refused.get(each, ""),
            )
            for each in ids
        ]


def _counts(page: ChangesPage) -> set[tuple[str, int]]:
    """Count what a page may have been filled up with; the description leaves open which."""
    histories = [each for issue in page.issues for each in issue.histories or ()]
    items = sum(len(each.items) for each in histories)
    return {each for each in (("histories", len(histories)), ("items", items)) if each[1] >= _LEAST}
