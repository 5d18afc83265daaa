"""Whether frames hold all that a measure asks them about, as far as their receipts tell."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from jiraframe.errors import ArgumentError, CompletenessWarning
from jiraframe.flow._given import columns_of, out_of_index
from jiraframe.flow._recorded import rows_of

INCOMPLETE: Final = "incomplete"
_AGAIN = "Give it as jira.changelog gave it: of its rows, the measure takes those that it needs."


def asked_for(changelog: pd.DataFrame) -> dict[str, Any]:
    """Take what the receipt of a changelog says of how it was read; nothing where it has none."""
    told = _receipt(changelog)
    return told if told.get("call") == "changelog" else {}


def check_fields(changelog: pd.DataFrame, needed: Iterable[str]) -> None:
    """Refuse a history that was read for other fields.

    Args:
        changelog: What the user gave.
        needed: The fields that have to be in it, as columns of ``search`` are called.

    Raises:
        ArgumentError: One of them is not.
    """
    read = asked_for(changelog).get("fields") or []
    missing = [field for field in needed if field not in read]
    if read and missing:
        names = ", ".join(map(repr, dict.fromkeys([*read, *missing])))
        raise ArgumentError(
            f"changelog was read for {', '.join(read)} alone, not for {', '.join(missing)}.",
            fix=f"Read it with jira.changelog(issues, [{names}]), or jira.changelog(issues).",
        )


def fewer_issues(changelog: pd.DataFrame, issues: pd.DataFrame) -> Iterator[str]:
    """Say that a history was read of fewer issues than it is asked about, if it was."""
    read = asked_for(changelog).get("issues")
    if isinstance(read, int) and read < len(issues):
        yield (
            f"changelog is the history of {read} issues, and issues has {len(issues)}: the others "
            "are told as if they had never changed. Read it with jira.changelog(issues)."
        )


def fewer_changes(
    changelog: pd.DataFrame,
    issues: pd.DataFrame,
    needed: Sequence[str],
    *,
    since: pd.Timestamp | None = None,
) -> Iterator[str]:
    """Say that a history has lost changes since it was read, unless they cannot matter.

    Args:
        changelog: What the user gave; pandas keeps its receipt when rows are filtered.
        issues: The issues that it is asked about.
        needed: The fields that the measure looks at, as columns of ``search`` are called.
        since: The instant whose later changes alone matter; None where all of them do.

    Yields:
        What was noticed, and what to do; nothing where the rows are those of just these fields
        or just these issues.
    """
    told = asked_for(changelog)
    read = pd.DataFrame(told.get("changes") or [], columns=["field", "field_id", "rows"])
    if not needed or read.empty:
        return
    maybe = ["field", "field_id", "created"]
    left = columns_of(changelog, ["key"], what="changelog", get=_AGAIN, maybe=maybe)
    left = left.reindex(columns=["key", *maybe])
    found = {field: rows_of(left, field) for field in needed}
    wanted = {field: rows_of(read, field) for field in needed}
    short = [field for field in needed if len(found[field]) < wanted[field]["rows"].sum()]
    lacking = [field for field in short if not len(found[field])]
    # Some of the needed fields and nothing else are what a filter by field leaves; of issues or
    # of times, changes of other fields are left as well, or none at all.
    by_field = lacking and len(left) and _others(read, wanted) and not _others(left, found)
    if not short:
        return
    if not by_field:
        if since is not None and len(left) and left["created"].gt(since).all():
            return
        if _of_fewer_issues(left, issues, told.get("issues")):
            return
    before = read["rows"].sum()
    none = f", and none of {_listed(lacking)}" if lacking and len(left) else ""
    yield (
        f"changelog has {len(left)} of the {before} changes that were read{none}: what the others "
        f"changed is told as if it had never been otherwise. {_AGAIN}"
    )


def why_incomplete(frame: pd.DataFrame) -> str | None:
    """Say why a frame does not speak of all issues that were asked for.

    Args:
        frame: Issues as ``jira.search`` gave them, or intervals, which hold in their ``attrs``
            what was said of their issues.

    Returns:
        One sentence; None where nothing is known to lack.
    """
    if not isinstance(frame, pd.DataFrame):
        return None
    if isinstance(kept := frame.attrs.get(INCOMPLETE), str):
        return kept
    told = _receipt(frame)
    if told.get("complete") is not False:
        return None
    limit, rows = told.get("limit"), told.get("rows")
    if isinstance(limit, int) and rows == limit:
        return f"The frame of issues was cut by limit={limit}."
    return "The frame of issues was not read to its end."


def warn_if_incomplete(frame: pd.DataFrame, *, stacklevel: int = 3) -> None:
    """Warn that a measure over all issues was given some of them.

    Args:
        frame: As for ``why_incomplete``.
        stacklevel: Where the user's line is, as ``warnings.warn`` counts.

    Warns:
        CompletenessWarning: It was.
    """
    if why := why_incomplete(frame):
        warnings.warn(
            f"{why} The issues left out are counted nowhere: read all that the query finds, or "
            "narrow it by JQL.",
            CompletenessWarning,
            stacklevel=stacklevel,
        )


def _receipt(frame: pd.DataFrame) -> dict[str, Any]:
    told = frame.attrs.get("jiraframe") if isinstance(frame, pd.DataFrame) else None
    return told if isinstance(told, dict) else {}


def _others(rows: pd.DataFrame, found: Mapping[str, pd.DataFrame]) -> bool:
    """Tell whether there are rows of other fields than those found."""
    # Two columns may be of one field, by its name and by its id.
    return len(rows) > len(set[Any]().union(*(mine.index for mine in found.values())))


def _of_fewer_issues(changes: pd.DataFrame, issues: pd.DataFrame, read: object) -> bool:
    """Tell whether changes are gone with their issues, as far as can be seen."""
    keys = out_of_index(issues, ["key"])["key"]
    return isinstance(read, int) and len(issues) < read and bool(changes["key"].isin(keys).all())


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
