"""How a run went, in plain texts for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypedDict

from jiraframe._receipt import receipt
from jiraframe.errors import JiraFrameError
from jiraframe.notebook._preview import Preview, preview

if TYPE_CHECKING:
    import pandas as pd

# What would be rounded to nothing.
_SHORTEST: Final = 0.05

State: TypeAlias = Literal["running", "done", "doubtful", "stopped", "failed"]


class Outcome(TypedDict):
    """A run, under way or at its end.

    Attributes:
        id: What the page calls the run.
        query: The JQL that was run.
        state: How it stands; ``doubtful`` is a result that is not complete.
        headline: What came.
        notes: What is worth knowing, one sentence each.
        fix: What to change, after a failure.
        where: The expression for the frame, or an empty text where there is none.
        preview: Its first rows, or None.
    """

    id: str
    query: str
    state: State
    headline: str
    notes: list[str]
    fix: str
    where: str
    preview: Preview | None


def running(run_id: str, query: str) -> Outcome:
    """Say that a run has begun."""
    return _outcome(run_id, query, "running", "Running")


def done(run_id: str, query: str, frame: pd.DataFrame, *, where: str) -> Outcome:
    """Tell of a frame that came, and whether it is complete."""
    told = receipt(frame)
    whole = {True: "complete", False: "not complete", None: "may not be complete"}[told.complete]
    return _outcome(
        run_id,
        query,
        "done" if told.complete else "doubtful",
        f"{issues(len(frame))} in {_seconds(told.seconds)}, {whole}",
        notes=told.warnings,
        where=where,
        frame=frame,
    )


def stopped(run_id: str, query: str, frame: pd.DataFrame | None, *, where: str) -> Outcome:
    """Tell of a run that was interrupted."""
    return _outcome(
        run_id,
        query,
        "stopped",
        f"Stopped after {issues(0 if frame is None else len(frame))}, not complete",
        where=where,
        frame=frame,
    )


def unshown(run_id: str, query: str, frame: pd.DataFrame | None, *, where: str) -> Outcome:
    """Tell of a run that was interrupted so late, or so soon, that its rows cannot be shown."""
    if frame is None:
        return stopped(run_id, query, None, where=where)
    headline = f"Stopped when {issues(len(frame))} had been read"
    # Neither receipt nor preview: to make them is what was interrupted.
    told = _outcome(run_id, query, "stopped", headline)
    told["where"] = where
    return told


def failed(
    run_id: str, query: str, error: JiraFrameError, frame: pd.DataFrame | None, *, where: str
) -> Outcome:
    """Tell of a run that ended in an error, and of the rows that came before it."""
    headline = error.what or type(error).__name__
    notes = [] if frame is None else [f"Read before that: {issues(len(frame))}, not complete."]
    return _outcome(
        run_id, query, "failed", headline, notes=notes, fix=error.fix, where=where, frame=frame
    )


def issues(number: int) -> str:
    """Write a number of issues.

    Example:
        >>> issues(1), issues(1234)
        ('1 issue', '1,234 issues')
    """
    return f"{number:,} issue{'' if number == 1 else 's'}"


def _seconds(number: float) -> str:
    return "less than 0.1 s" if number < _SHORTEST else f"{number:.1f} s"


def _outcome(
    run_id: str,
    query: str,
    state: State,
    headline: str,
    *,
    notes: list[str] | None = None,
    fix: str = "",
    where: str = "",
    frame: pd.DataFrame | None = None,
) -> Outcome:
    return Outcome(
        id=run_id,
        query=query,
        state=state,
        headline=headline,
        notes=notes or [],
        fix=fix,
        where=where if frame is not None else "",
        preview=None if frame is None or not len(frame) else preview(frame),
    )
