"""A search that a widget runs: how it goes, and the rows that it leaves."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from jiraframe._asked import Fields
from jiraframe._jira import Jira
from jiraframe.errors import JiraFrameError, JiraFrameWarning
from jiraframe.notebook import _outcome as outcomes
from jiraframe.notebook._bugs import bug

if TYPE_CHECKING:
    import pandas as pd


class _End(NamedTuple):
    """The end of a search; ``frame`` is None where no row was read before it failed."""

    frame: pd.DataFrame | None
    error: JiraFrameError | KeyboardInterrupt | None = None


def run(
    jira: Jira,
    query: str,
    *,
    fields: Fields,
    limit: int | None,
    run_id: str,
    where: Callable[[], str],
    show: Callable[[outcomes.Outcome], None],
    keep: Callable[[pd.DataFrame], None],
    progress: bool | None = None,
) -> None:
    """Search, and show what comes of it; whatever happens, "running" is not what stays.

    Args:
        jira: The Jira.
        query: The JQL.
        fields: As for ``Jira.search``.
        limit: As for ``Jira.search``.
        run_id: What the page calls the run.
        where: Gives the expression for the frame.
        show: Called with the outcome, at the beginning and at the end.
        keep: Called with the rows, also with those read before an error or Ctrl-C; before they
            are shown, which can be interrupted, too.
        progress: As for ``Jira.search``.
    """
    end, place = _End(None), ""
    try:
        show(outcomes.running(run_id, query))
        place = where()
        end = _searched(jira, query, fields=fields, limit=limit, progress=progress)
        if end.frame is not None:
            keep(end.frame)
        show(_told(run_id, query, end, place))
    except KeyboardInterrupt:
        show(outcomes.unshown(run_id, query, end.frame, where=place))
    except Exception as exc:
        show(outcomes.failed(run_id, query, bug(exc), None, where=place))


def _searched(
    jira: Jira, query: str, *, fields: Fields, limit: int | None, progress: bool | None
) -> _End:
    try:
        # What is warned of is in the receipt, and shown from there.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JiraFrameWarning)
            return _End(jira.search(query, fields, limit=limit, progress=progress))
    except KeyboardInterrupt as exc:
        return _End(_some(getattr(exc, "frame", None)), exc)
    except JiraFrameError as exc:
        return _End(_some(exc.frame), exc)


def _told(run_id: str, query: str, end: _End, where: str) -> outcomes.Outcome:
    if isinstance(end.error, JiraFrameError):
        return outcomes.failed(run_id, query, end.error, end.frame, where=where)
    if end.error is not None or end.frame is None:
        return outcomes.stopped(run_id, query, end.frame, where=where)
    return outcomes.done(run_id, query, end.frame, where=where)


def _some(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    return frame if frame is not None and len(frame) else None
