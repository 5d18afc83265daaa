"""The two ways from one state of a copy to the next: everything, or what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

import pyarrow as pa

from jiraframe.store._backend import Backend
from jiraframe.store._ids import as_known, newest, union, unread
from jiraframe.store._known import Known
from jiraframe.store._leavers import Listed, listed
from jiraframe.store._source import Source
from jiraframe.store._staging import Staging
from jiraframe.store._state import Staged, State, next_after

# A load that was broken off and is asked for anew goes on where it was only when it is as young:
# what never changes ``updated`` is to be read once more.
_YOUNG = timedelta(days=1)


@dataclass(slots=True)
class Outcome:
    """What was found out on the way from one state of a copy to the next."""

    rows: int = 0
    changed: int = 0
    newest: datetime | None = None
    counted: int | None = None
    exact: bool = True
    leavers: tuple[str, ...] = ()
    why_listed: str = ""
    doubts: tuple[str, ...] = ()


def load(
    source: Source,
    backend: Backend,
    before: State | None,
    now: datetime,
    overlap: timedelta,
    *,
    full: bool,
) -> tuple[Outcome, State]:
    """Read everything, or the rest of it, into the staging area, then make that the copy."""
    staged = backend.staged()
    if staged is None or not _goes_on(staged, source, before, now, full=full):
        staged = Staged(plan=source.plan, began=now, whole=True, owner=uuid4().hex)
        backend.begin(staged)
        staging = Staging(backend, staged, source.heard, begun=True)
        outcome = _all(source, staging)
    else:
        staged, there = replace(staged, owner=uuid4().hex), staged
        backend.take_over(there, staged)
        staging = Staging(backend, staged, source.heard, begun=True)
        outcome = _rest(source, staging, staged, Known.of_staging(backend), overlap)
    staging.rest()
    state = next_after(before, _state(source, outcome, now, None), staged=staged.owner)
    backend.promote(state, leavers=outcome.leavers)
    return outcome, state


def update(
    source: Source, backend: Backend, before: State, now: datetime, overlap: timedelta
) -> tuple[Outcome, State]:
    """Read what changed, look for what has left, and put both into the copy at once."""
    staged = Staged(plan=source.plan, began=now, whole=False, owner=uuid4().hex)
    staging = Staging(backend, staged, source.heard, begun=False)
    known = Known.of_copy(backend, before.as_of)
    why = source.unsteady
    if source.account != before.account:
        why = "another account asks"
    elif source.estimates and not before.exact:
        why = "Jira's count was not exact"
    start = before.watermark
    chunks = source.all() if start is None else source.since(start - overlap)
    outcome = _changes(source, staging, known, chunks, why=why)
    rows = staging.rest()
    owner = staged.owner if rows is None else ""
    state = next_after(before, _state(source, outcome, now, before), staged=owner)
    backend.merge(rows, state, leavers=outcome.leavers)
    return outcome, state


def _goes_on(
    staged: Staged, source: Source, before: State | None, now: datetime, *, full: bool
) -> bool:
    """Tell whether staged rows are those of a load that was broken off, and this one's."""
    young = not full or now - staged.began < _YOUNG
    # Where cleaning up failed, the rows of a load that came to its end are still there.
    ended = before is not None and staged.owner == before.staged
    return staged.whole and staged.plan == source.plan and young and not ended


def _rest(
    source: Source, staging: Staging, staged: Staged, known: Known, overlap: timedelta
) -> Outcome:
    """Read what a load that was broken off has not read."""
    source.heard.notes.append(f"{len(known.rows)} rows of a load that was broken off were kept.")
    source.heard.doubts += staged.doubts
    reached = newest([known.rows])
    start = min(staged.began, reached) if reached else staged.began
    return _changes(source, staging, known, source.since(start - overlap), why="the load goes on")


def _all(source: Source, staging: Staging) -> Outcome:
    found, reached = 0, None
    for rows in source.all():
        staging.add(rows)
        found += len(rows)
        reached = max(filter(None, (reached, newest([rows]))), default=None)
    counted = source.heard.expected
    exact = counted in (None, found)
    return Outcome(rows=found, changed=found, newest=reached, counted=counted, exact=exact)


def _changes(
    source: Source, staging: Staging, known: Known, chunks: Iterable[pa.Table], *, why: str
) -> Outcome:
    """Read the rows that changed, and the ids of all where the count says so or ``why`` does."""
    seen = [_keep(rows, known, staging) for rows in chunks]
    ids = union(known.rows, seen)
    counted = source.count()
    if not why and counted is None:
        why = "Jira did not count the issues"
    if not why and counted != len(ids):
        why = f"Jira counts {counted:,} issues where the copy would have {len(ids):,}"
    look = Listed([], [], [], counted, sure=True)
    if why:
        look = listed(source, ids, counted)
        # What was read a moment ago is not read again: it would be there twice.
        wanted = [*look.missing, *unread(look.unlisted, seen)]
        seen += [_keep(rows, known, staging) for rows in source.named(wanted)]
        ids = union(known.rows, seen)
    return Outcome(
        rows=len(ids) - len(look.leavers),
        changed=sum(map(len, seen)),
        newest=newest([known.rows, *seen]),
        counted=look.counted,
        exact=look.sure,
        leavers=tuple(look.leavers),
        why_listed=why and f"every id was listed: {why}",
        doubts=look.doubts,
    )


def _keep(rows: pa.Table, known: Known, staging: Staging) -> pa.Table:
    """Put down what differs, and remember its ids."""
    rows = known.changed(rows)
    if len(rows):
        staging.add(rows)
    return as_known(rows)


def _state(source: Source, outcome: Outcome, now: datetime, before: State | None) -> State:
    """Say what the copy will know of itself."""
    # Cells that could not be read whole stay so until their issue changes.
    about_cells = [
        each
        for each in (*(before.cell_doubts if before else ()), *source.heard.doubts)
        if not each.startswith("Jira estimates")
    ]
    about_rows = list(outcome.doubts)
    if outcome.counted not in (None, outcome.rows):
        about_rows.append(f"Jira counts {outcome.counted:,} issues; the copy has {outcome.rows:,}.")
    reached = [each for each in (before and before.watermark, outcome.newest) if each]
    cell_doubts = tuple(dict.fromkeys(about_cells))
    return State(
        plan=source.plan,
        account=source.account,
        as_of=now,
        # What changes while rows are read is later than ``now``, and is read again.
        watermark=min(max(reached), now) if reached else None,
        rows=outcome.rows,
        expected=outcome.counted,
        exact=outcome.exact,
        cell_doubts=cell_doubts,
        doubts=(*about_rows, *cell_doubts),
        warnings=tuple(dict.fromkeys(source.heard.notes)),
        complete=None if about_rows or cell_doubts else True,
    )
