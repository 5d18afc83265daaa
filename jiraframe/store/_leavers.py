"""Which rows of a copy have left the query, and which of the query's are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from jiraframe.store._ids import without
from jiraframe.store._source import Source

_LISTINGS = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing of ids has shown.

    Attributes:
        missing: The ids that the copy does not have.
        unlisted: The ids of rows that the listing does not have, and the query finds all the same.
        leavers: The ids of rows that the query does not find any more.
        counted: How many issues Jira counts.
        sure: Whether its listing has as many, where Jira counts.
        doubts: Why rows may be missing, or stay that have left.
    """

    missing: list[str]
    unlisted: list[str]
    leavers: list[str]
    counted: int | None
    sure: bool
    doubts: tuple[str, ...] = ()


def listed(source: Source, ids: pa.Array[Any], counted: int | None) -> Listed:
    """List the ids of the query and compare them with those of the copy.

    A listing that is not as long as Jira's count, or that no count vouches for, takes no row away
    by itself: what it does not have is looked up by id, and counted where Jira counts.

    Args:
        source: The query.
        ids: The ids of the copy.
        counted: How many issues Jira counts; None where it does not tell.

    Returns:
        What is missing, and what has left.
    """
    found: list[str] = []
    for _ in range(_LISTINGS):
        found = source.ids()
        if counted in (None, len(found)):
            break
        counted = source.count()
        if counted in (None, len(found)):
            break
    there = pa.array(found, pa.string())
    leavers, missing = without(ids, there), without(there, ids)
    sure = counted in (None, len(found))
    if leavers:
        # Cloud takes a token that has expired for nobody's, and shows nobody next to nothing.
        source.prove_sign_in()
    unlisted: list[str] | None = []
    if leavers and counted is None:
        unlisted = source.found_among(leavers)
    elif leavers and not sure:
        unlisted = source.still_found(leavers)
    if unlisted is None:
        kept = f"{len(leavers)} rows that Jira did not list could not be looked up; they were kept."
        return Listed(missing, [], [], counted, sure, (kept,))
    doubts: tuple[str, ...] = ()
    if unlisted and counted is None:
        doubts = (f"Jira did not list {len(unlisted)} issues that the query finds.",)
    leavers = without(pa.array(leavers, pa.string()), pa.array(unlisted, pa.string()))
    return Listed(missing, unlisted, leavers, counted, sure, doubts)
