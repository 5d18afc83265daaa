"""Sprints as users give them: when each really began, and when it was over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._given import INSTANT, columns_of, instant

Sprint: TypeAlias = "pd.Series[Any] | Mapping[str, Any] | pd.DataFrame"

_TIMES = ("start", "end", "completed", "activated")
_MAYBE = ("name", "state", "end", "completed", "activated")
_MOMENT = pd.Timedelta(microseconds=1)
_GET = "Give it what jira.sprints(board) gives."
_ONE = "Give it one row of jira.sprints(board), such as sprints.iloc[-1]."


def one_sprint(sprint: Sprint, now: pd.Timestamp) -> pd.DataFrame:
    """Read a sprint.

    Args:
        sprint: A row of a frame of sprints, a mapping, or a frame of one row.
        now: Until when it has run, if it runs.

    Returns:
        A frame of one row, as ``begun_sprints`` gives it.

    Raises:
        ArgumentError: It is no sprint, or has not started.
    """
    if isinstance(sprint, pd.DataFrame):
        if len(sprint) != 1:
            raise ArgumentError(f"sprint has {len(sprint)} rows.", fix=_ONE)
        frame = sprint
    elif isinstance(sprint, pd.Series | Mapping):
        frame = pd.DataFrame({name: _cell(str(name), value) for name, value in sprint.items()})
    else:
        raise ArgumentError(f"sprint is a {type(sprint).__name__}.", fix=_ONE)
    begun = begun_sprints(frame, now, what="sprint", get=_ONE)
    if not len(begun):
        raise _not_begun(frame, now)
    return begun


def _not_begun(sprint: pd.DataFrame, now: pd.Timestamp) -> ArgumentError:
    """Tell a sprint that is to come from one that began after the moment asked about."""
    given = columns_of(sprint, ["id", "start"], what="sprint", get=_ONE, maybe=_MAYBE)
    given = given.reindex(columns=["id", "start", *_MAYBE])
    row = given.iloc[0]
    name = row["id"] if pd.isna(row["name"]) else row["name"]
    starts = row["start"] if pd.isna(row["activated"]) else row["activated"]
    if str(row["state"]).lower() == "future" or pd.isna(starts):
        return ArgumentError(
            f"Sprint {name!r} has not started: nothing is committed yet.",
            fix='Give one whose state is "active" or "closed".',
        )
    return ArgumentError(
        f"Sprint {name!r} has not started at {_said(now)}: it starts at {_said(starts)}.",
        fix="Give a later now, or a sprint that had started by then.",
    )


def _said(moment: pd.Timestamp) -> str:
    return f"{moment.tz_convert('UTC'):%Y-%m-%d %H:%M} UTC"


def begun_sprints(
    sprints: pd.DataFrame, now: pd.Timestamp, *, what: str = "sprints", get: str = _GET
) -> pd.DataFrame:
    """Find the sprints that have started, and the time that each has run.

    Args:
        sprints: Needs ``id`` and ``start``; ``name``, ``state``, ``end``, ``completed`` and
            ``activated`` are of use.
        now: Until when a sprint has run that is not closed.
        what: The name of the argument.
        get: The call that gives such a frame.

    Returns:
        One row a sprint, each once, in their order: sprint_id (``Int64``), sprint (``str``),
        start, end (instants: the real ones), until (the first instant that is no more part of
        it), planned (when it should end; missing where unknown), active (bool).

    Raises:
        ArgumentError: A column is missing or holds no instants, or there is no id.
    """
    given = columns_of(sprints, ["id", "start"], what=what, get=get, maybe=_MAYBE)
    given = given.reindex(columns=["id", "start", *_MAYBE])
    ids = pd.to_numeric(given["id"], errors="coerce")
    if ids.isna().any():
        raise ArgumentError(f"{what} has an id that is no number.", fix=get)
    times = {name: _instants(given[name], f"{name!r} of {what}", get) for name in _TIMES}
    state = given["state"].astype("str").str.lower()
    closed = state.eq("closed") | times["completed"].notna()
    over = times["completed"].fillna(times["end"].where(closed))
    # Seen from an earlier now, a sprint that is closed today was not over.
    active = over.isna() | over.gt(now)
    found = pd.DataFrame(
        {
            "sprint_id": ids.astype("Int64"),
            "sprint": given["name"].astype("str"),
            "start": times["activated"].fillna(times["start"]),
            "end": over.mask(active, now),
            # What changed at this very moment is known; what changed as a sprint was completed
            # belongs to what came after it.
            "until": over.mask(active, now + _MOMENT),
            "planned": times["end"],
            "active": active,
        }
    )
    # A planned sprint may have dates, too.
    found = found[found["start"].le(now) & ~state.eq("future")]
    # Boards may share sprints.
    return found.drop_duplicates("sprint_id").reset_index(drop=True)


def _cell(name: str, value: Any) -> pd.Series[Any]:
    if name not in _TIMES:
        return pd.Series([value])
    missing = not isinstance(value, str) and bool(pd.isna(value))
    moment = pd.NaT if missing else instant(value, what=f"{name!r} of sprint")
    return pd.Series([moment], dtype=INSTANT)


def _instants(column: pd.Series[Any], what: str, get: str) -> pd.Series[Any]:
    if column.isna().all():
        return pd.Series(pd.NaT, column.index, dtype=INSTANT)
    if not isinstance(column.dtype, pd.DatetimeTZDtype):
        raise ArgumentError(f"{what} holds no instants with a time zone.", fix=get)
    return column
