"""A search that a widget runs: how it went, and the rows that it leaves."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, NamedTuple

from jiraframe._asked import Fields
from jiraframe._jira import Jira
from jiraframe.errors import JiraFrameError, JiraFrameWarning
from jiraframe.notebook import _outcome as outcomes
from jiraframe.notebook._bugs import bug

if TYPE_CHECKING:
    import pandas as pd


class Ran(NamedTuple):
    """The end of a search; ``frame`` is None where no row was read before it failed."""

    outcome: outcomes.Outcome
    frame: pd.DataFrame | None


def ran(
    jira: Jira,
    query: str,
    *,
    fields: Fields,
    limit: int | None,
    run_id: str,
    where: str,
    progress: bool | None = None,
) -> Ran:
    """Search, and put what came of it in words; only what nobody can show is raised.

    Args:
        jira: The Jira.
        query: The JQL.
        fields: As for ``Jira.search``.
        limit: As for ``Jira.search``.
        run_id: What the page calls the run.
        where: The expression for the frame.
        progress: As for ``Jira.search``.

    Returns:
        The outcome. Rows read before an error or Ctrl-C are there as well.
    """
    try:
        # What is warned of is in the receipt, and shown from there.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", JiraFrameWarning)
            frame = jira.search(query, fields, limit=limit, progress=progress)
    except KeyboardInterrupt as exc:
        rows = _some(getattr(exc, "frame", None))
        return Ran(outcomes.stopped(run_id, query, rows, where=where), rows)
    except JiraFrameError as exc:
        rows = _some(exc.frame)
        return Ran(outcomes.failed(run_id, query, exc, rows, where=where), rows)
    except Exception as exc:
        return Ran(outcomes.failed(run_id, query, bug(exc), None, where=where), None)
    return Ran(outcomes.done(run_id, query, frame, where=where), frame)


def _some(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    return frame if frame is not None and len(frame) else None
