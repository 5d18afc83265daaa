"""``refresh``: everything once, then only what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiraframe._asked import Asked, Fields, Shape
from jiraframe._issues import warn
from jiraframe._search import Call
from jiraframe.errors import ArgumentError, CompletenessWarning
from jiraframe.jql import Condition, Query
from jiraframe.store._plans import check_same, why_all, words_of
from jiraframe.store._report import Refreshed
from jiraframe.store._run import load, update
from jiraframe.store._source import Source, forget_fields
from jiraframe.store._target import backend_at

if TYPE_CHECKING:
    from jiraframe._jira import Jira

# Jira's search lags behind its changes, most often by seconds, on busy sites by minutes; the
# clocks of its nodes differ by less; JQL counts in minutes.
OVERLAP = timedelta(minutes=10)


def refresh(
    jql: str | Query | Condition,
    path: str | Path,
    *,
    jira: Jira | None = None,
    fields: Fields = None,
    params: Mapping[str, Any] | None = None,
    full: bool = False,
    overlap: timedelta = OVERLAP,
    workers: int | None = None,
    progress: bool | None = None,
) -> Refreshed:
    """Bring a local copy of a query up to date: everything once, then only what changed.

    What was updated since the last refresh is read and put in the place of the older rows; issues
    that were deleted, or that the query does not find any more, are taken away. Readers see the
    copy as it was until all of it is new. A refresh that fails or is killed leaves it as it was;
    a first load that is killed goes on where it was.

    Some things change without ``updated``, and come only with ``full=True``: the new name of a
    user, a status, a version or a sprint; votes and watchers; ranks; what an app computes. Who may
    see which issue does not change it either; that is found when Jira's count is another one.

    Args:
        jql: The query. Its ORDER BY counts for nothing: a copy is read by ascending id. Where
            issues may enter or leave it by themselves (relative dates, functions, history,
            sprints, fields of apps), every id is listed each time, by 5,000 (Cloud) or 1,000.
        path: A file, such as ``"eng.duckdb"``, is one DuckDB file (extra ``store``). A folder, a
            path that ends in ``/`` or ``.delta``, or an address (``s3://``, ``gs://``, ``az://``,
            ``abfss://``) is a Delta table (extra ``lake``).
        jira: The connection; None for the one that the environment names.
        fields: As for ``search``. Fields that Jira sends and does not list are left out.
        params: As for ``search``.
        full: Read everything anew, the site's fields as well; also what makes a copy of another
            query out of this one.
        overlap: How far behind the last change the next refresh begins. Ten minutes: Jira's
            search lags behind its changes, its nodes' clocks differ, JQL counts in minutes.
        workers: As for ``search``.
        progress: As for ``search``.

    Returns:
        What was done: rows, changed, removed, full or not and why, requests, watermark, complete.

    Raises:
        StoreError: The copy is one of another query, somebody else refreshed it meanwhile,
            another process holds it, it cannot be written, or an extra is missing.
        JiraFrameError: As ``search`` does; the copy is as it was.

    Warns:
        CompletenessWarning: Jira gives a reason to doubt that the copy is whole.

    Example:
        >>> import jiraframe as jf
        >>> import os, tempfile
        >>> path = os.path.join(tempfile.mkdtemp(), "all.duckdb")
        >>> with jf.sandbox.start(issues=50) as box:
        ...     jira = jf.connect(environ=box.env)
        ...     first = jf.store.refresh("key is not EMPTY", path, jira=jira)
        ...     again = jf.store.refresh("key is not EMPTY", path, jira=jira)
        >>> first.full, first.rows, again.full, again.changed
        (True, 50, False, 0)
    """
    if not isinstance(overlap, timedelta) or overlap < timedelta(minutes=1):
        raise ArgumentError(f"overlap is {overlap!r}.", fix="Give a timedelta of 1 minute or more.")
    asked = Asked(jql, Shape(fields), params, workers=workers, progress=progress)
    backend = backend_at(path)
    if jira is None:
        # It brings the connection, which who hands one over has already.
        from jiraframe._connect import connect

        jira = connect()
    call = Call(jira.connection)
    before = backend.state()
    jira.connection.account_of_now()  # in whose time zone Jira reads what is asked
    if full:
        forget_fields(jira)
    meant = before.plan.meant if before and before.plan.fields == words_of(fields) else {}
    source = Source(jira, asked, meant)
    check_same(before, source.plan, where=backend.where, full=full)
    why = why_all(before, source.plan, full=full)
    now = source.now()
    if before is None or why:
        outcome, state = load(source, backend, before, now, overlap, full=full)
    else:
        outcome, state = update(source, backend, before, now, overlap)
    if source.may_bring_unlisted and source.heard.doubts:
        forget_fields(jira)
    for doubt in state.doubts:
        warn(doubt, CompletenessWarning)
    cost = call.receipt(())
    return Refreshed(
        path=backend.where,
        rows=state.rows,
        read=source.heard.ids,
        changed=outcome.changed,
        removed=len(outcome.leavers),
        full=bool(why),
        why=why or outcome.why_listed,
        requests=cost.requests,
        seconds=cost.seconds,
        watermark=state.watermark,
        complete=state.complete,
        warnings=(*state.doubts, *state.warnings, *backend.notes),
    )
