"""Pages to issues: limits, order, no row twice, none lost, or an error.

Rows come page after page; Jira's data may move between two pages. What was read
is therefore compared with a second, thin listing of ids, and what is missing is
read by id. A plan of ids first and bodies after it is the same two verbs,
``ids`` and ``bodies``, in the other order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from jiraframe._dialect import Batch, Decode, Dialect, Search
from jiraframe._page import Issue
from jiraframe.errors import IncompleteResultError

_LISTINGS = 3


@dataclass(slots=True)
class Reading:
    """What is known of a search, growing as it is read.

    Attributes:
        expected: How many rows there should be, as soon as Jira says so.
        rows: The ids read, in the order of reading.
        order: The ids in the order of the query, where that is another.
        left: How many of the rows were no longer found by the query at its end.
        cut: Whether the limit left rows out.
        notes: What is worth knowing and no reason to doubt the result.
        doubts: Why the result may not be whole or not in order, one sentence each.
    """

    expected: int | None = None
    rows: dict[str, None] = field(default_factory=dict)
    order: list[str] | None = None
    left: int = 0
    cut: bool = False
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def fetch(
    dialect: Dialect, search: Search, decode: Decode, *, reading: Reading
) -> Iterator[list[Issue]]:
    """Read a search to its end or its limit.

    Args:
        dialect: The routes of Cloud or Data Center.
        search: What is asked.
        decode: From an answer's bytes to a page.
        reading: Filled while rows are read; whole when the iterator has ended.

    Yields:
        The issues of a page, each issue once, inline lists whole.

    Raises:
        IncompleteResultError: The result is provably not whole.
    """
    totals: set[int] = set()
    moved, pages = False, 0
    for batch in dialect.pages(search, decode):
        pages += 1
        moved = moved or batch.moved or any(i.id in reading.rows for i in batch.issues)
        fresh = _fresh(batch, search, reading)
        if batch.total is not None:
            totals.add(batch.total)
            reading.expected = batch.total
        _make_lists_whole(dialect, batch, fresh)
        yield fresh
        if dialect.estimates and pages == 2:
            reading.expected = dialect.count(search.jql)
        full = search.limit is not None and len(reading.rows) >= search.limit
        reading.cut = full and (batch.more or len(fresh) < len(batch.issues))
    if dialect.estimates:
        # Cloud names no total: only a second listing shows a row that slipped between pages.
        suspicious = pages > 1
    else:
        known = reading.expected is not None
        short = known and len(reading.rows) != _within(search, reading.expected or 0)
        suspicious = (moved and pages > 1) or len(totals) > 1 or short
    if suspicious:
        yield from _repaired(dialect, search, decode, reading)
    rows = len(reading.rows)
    exact = {None, rows, rows - reading.left}
    if dialect.estimates and not reading.cut and reading.expected not in exact:
        reading.doubts.append(
            f"Jira estimates {reading.expected} rows and gave {len(reading.rows)}; both its pages "
            "and its listing of ids ended there."
        )


def merged(read: Sequence[str], listed: Sequence[str]) -> list[str]:
    """Bring two listings of one search together.

    Args:
        read: Ids in the order in which they were read.
        listed: Ids in the order of a later listing.

    Returns:
        Every id once: the later order, and what is only in the first behind the neighbour that
        it had there.

    Example:
        >>> merged(["a", "gone", "c"], ["a", "b", "c"])
        ['a', 'gone', 'b', 'c']
    """
    known = set(listed)
    followers: dict[str | None, list[str]] = {}
    before: str | None = None
    for each in read:
        if each in known:
            before = each
        else:
            followers.setdefault(before, []).append(each)
    order = list(followers.get(None, ()))
    for each in listed:
        order += [each, *followers.get(each, ())]
    return order


def _fresh(batch: Batch, search: Search, reading: Reading) -> list[Issue]:
    fresh = []
    for issue in batch.issues:
        full = search.limit is not None and len(reading.rows) >= search.limit
        if issue.id not in reading.rows and not full:
            reading.rows[issue.id] = None
            fresh.append(issue)
    reading.notes.extend(each for each in batch.warnings if each not in reading.notes)
    reading.doubts.extend(each for each in batch.doubts if each not in reading.doubts)
    return fresh


def _within(search: Search, total: int) -> int:
    return total if search.limit is None else min(total, search.limit)


def _make_lists_whole(dialect: Dialect, batch: Batch, fresh: Sequence[Issue]) -> None:
    if not batch.cuts:
        return
    wanted = {issue.id for issue in fresh}
    for cut in batch.cuts:
        if cut.issue.id in wanted:
            cut.complete(dialect.rows_of(cut.issue.id, cut.field_id))


def _repaired(
    dialect: Dialect, search: Search, decode: Decode, reading: Reading
) -> Iterator[list[Issue]]:
    """Read what a second listing has and the first reading missed."""
    whole = Search(search.jql, search.fields, search.page_size, None, search.order)
    listed: list[str] = []
    for _ in range(_LISTINGS):
        listed = dialect.ids(search)
        missing = [each for each in listed if each not in reading.rows]
        for batch in dialect.bodies(missing, whole, decode):
            fresh = _fresh(batch, whole, reading)
            _make_lists_whole(dialect, batch, fresh)
            yield fresh
        missing = [each for each in missing if each not in reading.rows]
        if not dialect.estimates:
            reading.expected = dialect.count(search.jql)
            if len(listed) < _within(search, reading.expected):
                continue
        if not missing:
            break
    else:
        raise IncompleteResultError(
            f"Jira counts {reading.expected} rows; its pages gave {len(reading.rows)} and its "
            f"listing {len(listed)}, {len(missing)} of which it would not send, in {_LISTINGS} "
            "tries.",
            fix="Try again when the search index of Jira is at rest; the rows read are in .frame "
            "of this error.",
        )
    if search.limit is None:
        reading.left = len(reading.rows.keys() - set(listed))
    if reading.left:
        reading.notes.append(f"{reading.left} rows left the result meanwhile; they are kept.")
    order = merged(list(reading.rows), listed)[: search.limit]
    if order != list(reading.rows):
        reading.order = order
