"""One page of a query's result, with what may go wrong between two pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._searches import Deployment, can_move


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a result.

    Attributes:
        rows: Places of the issues on the site.
        total: How many the query finds.
        end: Where the next page begins; ``total`` on the last one.
    """

    rows: list[int]
    total: int
    end: int


def cut(
    call: Call,
    jql: str,
    *,
    offset: int,
    size: int,
    kept: Collection[int] = (),
    deployment: Deployment | None = None,
) -> Page:
    """Cut a page out of what a query finds.

    Args:
        call: The request; a stranger finds nothing.
        jql: The query.
        offset: Where the page begins.
        size: How many rows it may hold.
        kept: Rows that no fault takes away.
        deployment: Whose way of reading queries counts, when it is not the own one.

    Returns:
        The page, faults applied.

    Raises:
        JQLSyntaxError: The query does not parse.
        SemanticJQL: It names what does not exist.
    """
    jira, path = call.instance, call.request.path
    way = deployment or jira.deployment
    found = jira.searches.find(jql, deployment=way) if call.signed_in else []
    if offset > 0:
        found = _disturbed(call, jql, found, way)
    end = min(offset + size, len(found))
    if size > 0 and offset < len(found) and jira.faults.take({"empty_page"}, path):
        return Page([], len(found), offset)
    rows = found[offset:end] if offset < len(found) else []
    return Page(jira.faults.drop("drop_ids", rows, path, kept=kept), len(found), max(end, offset))


def _disturbed(call: Call, jql: str, found: list[int], way: Deployment) -> list[int]:
    """Move rows about, or take one away, as if the site had changed since the first page."""
    jira, path = call.instance, call.request.path
    changed = found
    if len(found) > 1 and can_move(jql) and (fault := jira.faults.take({"moved_rows"}, path)):
        first, last = changed[:1], changed[-1:]
        back, forward = fault.options["back"], fault.options["forward"]
        middle = changed[1 if back else 0 : -1 if forward else None]
        changed = [*(last if forward else ()), *middle, *(first if back else ())]
    if changed and jira.faults.take({"row_leaves"}, path):
        changed = changed[1:]
    if changed is not found:
        jira.searches.rearrange(jql, changed, deployment=way)
    return changed
