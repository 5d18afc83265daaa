"""Stays in statuses, laid out one after the other, and what may be wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from jiraframe.flow._statuses import Numbers, differ

Instants: TypeAlias = npt.NDArray[np.datetime64]
# What may be wrong with a stay; several reasons are a sum.
_GAP, _BEFORE_CREATION, _PRESENT_DIFFERS, _AFTER_NOW = 1, 2, 4, 8
_PROBLEMS = {
    _GAP: "gap",
    _BEFORE_CREATION: "before creation",
    _PRESENT_DIFFERS: "present differs",
    _AFTER_NOW: "after now",
}


class Stays(NamedTuple):
    """Stays, issue after issue, oldest first.

    Attributes:
        issue: The place of the issue among the issues.
        status: The number of the status.
        start: When the stay began.
        end: When it ended; not a time while it lasts.
        problem: The sum of what may be wrong.
    """

    issue: Numbers
    status: Numbers
    start: Instants
    end: Instants
    problem: npt.NDArray[np.int8]


def laid_out(
    issue: Numbers, at: Instants, created: Instants, numbers: list[Numbers], known: pd.DataFrame
) -> Stays:
    """Lay out the stays: one that each creation begins, and one that each change begins.

    Args:
        issue: Of each change, the place of its issue; they rise.
        at: When the changes were made; they rise within an issue.
        created: When the issues were created.
        numbers: The statuses before and after each change, and the present ones of the issues.
        known: What is known of the statuses.

    Returns:
        The stays, with what is wrong between changes, creation and present.
    """
    before, after, today = numbers
    count = np.bincount(issue, minlength=len(created))
    last = np.cumsum(count + 1) - 1
    first = last - count
    begun = np.arange(len(issue)) + issue + 1

    of = np.repeat(np.arange(len(created)), count + 1)
    status = np.empty(len(of), np.intp)
    status[first] = today
    # Of these the line after it leaves those alone that end a first stay.
    status[begun - 1] = before
    status[begun] = after
    start = np.empty(len(of), "datetime64[us]")
    start[first] = created
    start[begun] = np.maximum(at, created[issue])
    end = np.append(start[1:], np.datetime64("NaT"))[: len(start)]
    end[last] = np.datetime64("NaT")

    problem = np.zeros(len(of), np.int8)
    problem[begun - 1] += _GAP * differ(known, status[begun - 1], before)
    problem[begun] += _BEFORE_CREATION * (at < created[issue])
    problem[last] += _PRESENT_DIFFERS * differ(known, status[last], today)
    return Stays(of, status, start, end, problem)


def ended(stays: Stays, until: np.datetime64) -> Stays:
    """Leave out what began later.

    Args:
        stays: The stays.
        until: A moment.

    Returns:
        Those that had begun; the last of each issue lasts.
    """
    begun = stays.start <= until
    end = np.where(stays.end > until, np.datetime64("NaT"), stays.end)
    return Stays(
        stays.issue[begun],
        stays.status[begun],
        stays.start[begun],
        end[begun],
        stays.problem[begun],
    )


def by_clock(stays: Stays, until: np.datetime64) -> Stays:
    """Let what began later begin now: Jira's clock may be ahead of ours.

    Args:
        stays: The stays.
        until: What our clock says.

    Returns:
        All of them, those marked that began later.
    """
    late = (_AFTER_NOW * (stays.start > until)).astype(np.int8)
    start, end = np.minimum(stays.start, until), np.minimum(stays.end, until)
    return stays._replace(start=start, end=end, problem=stays.problem + late)


def problem_texts(stays: Stays) -> pd.Series[Any]:
    """Say what may be wrong with each stay.

    Args:
        stays: The stays.

    Returns:
        Texts, missing where nothing is.
    """
    texts = [
        ", ".join(text for bit, text in _PROBLEMS.items() if bit & each) or None
        for each in range(2 * _AFTER_NOW)
    ]
    return pd.Series(pd.array(texts, dtype="str").take(stays.problem))


def contradictions(stays: Stays) -> Iterator[tuple[str, Numbers]]:
    """Gather the issues whose histories contradict themselves.

    Args:
        stays: The stays.

    Yields:
        Each thing that is wrong with some of them, and the places of these issues.
    """
    for bit, text in _PROBLEMS.items():
        places = np.unique(stays.issue[(stays.problem & bit) > 0])
        if len(places):
            yield text, places
