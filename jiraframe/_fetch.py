"""Pages to issues: limits, order, no row twice, none lost, or an error.

Rows come page after page; Jira's data may move between two pages. What was read
is therefore compared with a second, thin listing of ids, and what is missing is
read by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from jiraframe._dialect import Batch, Decode, Dialect, Search
from jiraframe._page import CutList, Issue
from jiraframe._scalars import Json
from jiraframe._seen import IdList, SeenIds
from jiraframe._workers import in_background, in_parallel
from jiraframe.errors import (
    IncompleteResultError,
    JiraFrameError,
    NotFound,
    PermissionDenied,
)

if TYPE_CHECKING:
    from concurrent.futures import Future

_LISTINGS = 3


@dataclass(slots=True)
class Reading:
    """What is known of a search, growing as it is read.

    Attributes:
        keep_order: Whether rows may still be put into the order that the query has at its end.
        expected: How many rows there should be, as soon as Jira says so.
        seen: The ids read.
        unsent: The ids that were listed and did not come when they were asked for.
        reasons: Why some of them did not, in Jira's words.
        read: The ids in the order of reading, where the order is kept.
        order: The ids in the order of the query, where that is another.
        named: The ids of issues that were asked for by key or id, by that name.
        gone: The keys or ids asked for that Jira does not know.
        left: How many of the rows were no longer found by the query at its end.
        cut: Whether the limit left rows out.
        late: Whether rows were found again after the last page.
        notes: What is worth knowing and no reason to doubt the result.
        doubts: Why the result may not be whole or not in order, one sentence each.
    """

    keep_order: bool = True
    expected: int | None = None
    seen: SeenIds = field(default_factory=SeenIds)
    unsent: IdList = field(default_factory=IdList)
    reasons: dict[str, str] = field(default_factory=dict)
    read: IdList = field(default_factory=IdList)
    order: list[str] | None = None
    named: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    left: int = 0
    cut: bool = False
    late: bool = False
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def doubt(self, why: str) -> None:
        """Note a reason to doubt the result, once."""
        if why not in self.doubts:
            self.doubts.append(why)

    def doubt_refused(self) -> None:
        """Note the issues that Jira would not send, with its reasons; some came later."""
        for issue_id, why in self.reasons.items():
            if issue_id not in self.seen:
                self.doubt(f"Issue {issue_id}: {why}")

    @property
    def complete(self) -> bool | None:
        """What a receipt says of it: False where a limit cut it, None where there are doubts."""
        if self.cut:
            return False
        return None if self.doubts else True


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
    moved = more = False
    listing: IdList | None = None
    with ExitStack() as stack:
        estimate: Future[int | None] | None = None
        for batch in dialect.pages(search, decode):
            fresh = fresh_of(batch, search, reading)
            full = search.limit is not None and len(reading.seen) >= search.limit
            moved = moved or batch.moved or (len(fresh) < len(batch.issues) and not full)
            listing, more = batch.listing, batch.more
            reading.unsent.extend(batch.unsent)
            if batch.total is not None:
                totals.add(batch.total)
                reading.expected = batch.total
            made_whole(dialect, batch.cuts, fresh, reading)
            yield fresh
            left_out = any(issue.id not in reading.seen for issue in batch.issues)
            reading.cut = full and (batch.more or left_out)
            if full:
                break
            long = batch.more or len(reading.seen) > dialect.page_size
            if dialect.estimates and long and estimate is None:
                # Cloud names no total; its estimate is asked for while rows come.
                ask = partial(_estimate, dialect, search, reading)
                estimate = stack.enter_context(in_background(ask, workers=dialect.workers))
            if estimate is not None and estimate.done():
                reading.expected = estimate.result()
        if estimate is not None:
            reading.expected = estimate.result()
            # Where nothing counts the rows, a listing that ended early is told by another alone.
            moved = moved or (reading.expected is None and not reading.cut)
    if reading.expected is not None and not (dialect.estimates and reading.cut):
        moved = moved or len(reading.seen) != _within(search, reading.expected)
    if moved or len(totals) > 1 or len(reading.unsent):
        yield from _repaired(dialect, search, decode, reading, listing)
        reading.cut = reading.cut or _is_cut(search, reading, more=more)
    rows = len(reading.seen)
    refuted = reading.cut or reading.late or reading.expected == rows
    if dialect.estimates and more and not refuted:
        reading.doubt(f"Jira said that more rows follow the first {rows}, and listed none of them.")
    reading.doubt_refused()
    exact = {None, rows, rows - reading.left}
    if dialect.estimates and not reading.cut and reading.expected not in exact:
        reading.doubt(
            f"Jira estimates {reading.expected} rows and gave {rows}; both its pages and its "
            "listing of ids ended there."
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


def fresh_of(batch: Batch, search: Search, reading: Reading) -> list[Issue]:
    """Take the issues of an answer that are new, within the limit, and note what it says."""
    fresh = []
    for issue in batch.issues:
        if search.limit is not None and len(reading.seen) >= search.limit:
            break
        if not issue.key:
            raise IncompleteResultError(
                f"Jira sent issue {issue.id} without its key and fields.", fix="Try again."
            )
        if reading.seen.add(issue.id):
            fresh.append(issue)
    if reading.keep_order:
        reading.read.extend(issue.id for issue in fresh)
    reading.reasons.update(batch.reasons)
    for why in (*batch.warnings, *batch.doubts):
        reading.doubt(why)
    return fresh


def _estimate(dialect: Dialect, search: Search, reading: Reading) -> int | None:
    try:
        return dialect.count(search.jql)
    except JiraFrameError as exc:
        # A token may have the scope to search and not the one to count.
        reading.notes.append(f"Jira did not estimate the number of rows: {exc}")
        return None


def _is_cut(search: Search, reading: Reading, *, more: bool) -> bool:
    """Tell whether there are rows beyond a limit that rows found later have filled."""
    if search.limit is None or len(reading.seen) < search.limit:
        return False
    return more or max(len(reading.seen), reading.expected or 0) > search.limit


def _within(search: Search, total: int) -> int:
    return total if search.limit is None else min(total, search.limit)


def made_whole(
    dialect: Dialect, cuts: Sequence[CutList], fresh: Sequence[Issue], reading: Reading
) -> None:
    """Read the lists whole that Jira has cut, several at a time."""
    ids = {issue.id for issue in fresh}
    wanted = [cut for cut in cuts if cut.issue.id in ids]

    def read(cut: CutList) -> list[Json] | JiraFrameError:
        try:
            return dialect.rows_of(cut.issue.id, cut.field_id)
        except (NotFound, PermissionDenied) as exc:
            return exc

    for cut, rows in zip(wanted, in_parallel(read, wanted, workers=dialect.workers), strict=True):
        if isinstance(rows, JiraFrameError):
            # The issue may have been deleted since: that is no reason to lose the others.
            reading.doubt(f"{cut.issue.key}: not every {cut.field_id} could be read. {rows}")
            continue
        cut.complete(rows)
        if len(rows) < cut.total:
            reading.doubt(
                f"{cut.issue.key} had {cut.total} rows of {cut.field_id} when it was read and "
                f"{len(rows)} when they were asked for."
            )


def _repaired(
    dialect: Dialect, search: Search, decode: Decode, reading: Reading, listing: IdList | None
) -> Iterator[list[Issue]]:
    """Read what a later listing has and the first reading missed."""
    whole = Search(search.jql, search.fields, search.page_size, None, search.order)
    listed = IdList()
    for _ in range(_LISTINGS):
        listed = listing or dialect.ids(search)
        listing = None
        missing = [each for each in listed if each not in reading.seen]
        for batch in dialect.bodies(missing, whole, decode):
            fresh = fresh_of(batch, whole, reading)
            made_whole(dialect, batch.cuts, fresh, reading)
            reading.late = True
            yield fresh
        missing = [each for each in missing if each not in reading.seen]
        if not dialect.estimates:
            reading.expected = dialect.count(search.jql)
            if len(listed) < _within(search, reading.expected):
                continue
        if not missing:
            break
    else:
        reading.doubt_refused()
        raise IncompleteResultError(
            f"Jira counts {reading.expected} rows; its pages gave {len(reading.seen)} and its "
            f"listing {len(listed)}, {len(missing)} of which it would not send, in {_LISTINGS} "
            "tries.",
            fix="Try again when the search index of Jira is at rest.",
        )
    if search.limit is None:
        reading.left = len(reading.seen) - len(listed)
    if reading.left > 0:
        reading.notes.append(f"{reading.left} rows left the result meanwhile; they are kept.")
    _explain_unsent(reading)
    # As texts, hundreds of thousands of ids would take more room than all that was read.
    if reading.keep_order and reading.read != listed:
        read = list(reading.read)
        order = merged(read, list(listed))[: search.limit]
        reading.order = order if order != read else None


def _explain_unsent(reading: Reading) -> None:
    gone = [each for each in reading.unsent if each not in reading.seen]
    if gone:
        shown = ", ".join(gone[:3]) + (", ..." if len(gone) > 3 else "")
        reading.notes.append(
            f"{len(gone)} issues were listed and had left the result, or were hidden or deleted, "
            f"before they were read; by id: {shown}"
        )
