"""Which mistake of a query Jira and the check by names both tell of, at different places.

Jira's words name the field of a wrong operator or order, and the field is looked for where the
query has it first; the check by names knows the very operator.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from jiraframe._places import nodes
from jiraframe.jql import Comparison, Problem, Query, SortKey, Span


def twins(
    query: str, tree: Query, said: Sequence[Problem], found_here: Sequence[Problem]
) -> dict[int, Problem]:
    """Find what both tell of at places that do not overlap.

    Args:
        query: The JQL.
        tree: Its tree.
        said: What Jira says, placed.
        found_here: What the check by names says.

    Returns:
        What the check says, by the index of what Jira says of the same.
    """
    own = [each for each in found_here if each.severity == "error"]
    of_jira, of_us = Placed(said), Placed(own)
    lone = [each for each in own if of_jira.first(each) is None]
    if not lone:
        return {}
    parts = _Parts(tree)
    left: dict[str, list[Problem]] = {}
    for each in lone:
        part = parts.around(each)
        if part is not None and _within(each, part.spot):
            left.setdefault(part.field, []).append(each)
    found: dict[int, Problem] = {}
    # First those whose operator Jira names; of WAS on a field without a history it names none.
    for exact in (True, False):
        for index, problem in enumerate(said):
            if index in found or problem.severity != "error" or of_us.first(problem):
                continue
            part, words = parts.around(problem), problem.message.casefold()
            same = left.get(part.field, []) if part else []
            match = next((e for e in same if not exact or _text(query, e) in words), None)
            if match is not None:
                found[index] = match
                same.remove(match)
    return found


class Placed:
    """Problems by their places; thousands of them are compared with thousands of others."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        placed = [each for each in problems if each.start is not None and each.end is not None]
        self._problems = sorted(placed, key=lambda each: each.start or 0)
        self._ends = list(accumulate((each.end or 0 for each in self._problems), max))

    def first(self, problem: Problem) -> Problem | None:
        """Give the first problem about characters that another one is about, too."""
        if problem.start is None or problem.end is None:
            return None
        for each in islice(self._problems, bisect_right(self._ends, problem.start), None):
            if (each.start or 0) >= problem.end:
                break
            if overlap(each, problem):
                return each
        return None


def overlap(one: Problem, other: Problem) -> bool:
    """Say whether two problems are about the same characters."""
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return max(one.start, other.start) < min(one.end, other.end)


class _Part(NamedTuple):
    """A condition or a sort key: its span, its field, and where it alone is told to be wrong."""

    span: Span
    field: str
    spot: Span


class _Parts:
    def __init__(self, tree: Query) -> None:
        self._parts = list(_parts(tree))
        self._starts = [each.span[0] for each in self._parts]

    def around(self, problem: Problem) -> _Part | None:
        """Give the part that a problem is in."""
        at = bisect_right(self._starts, -1 if problem.start is None else problem.start)
        part = self._parts[at - 1] if at else None
        return part if part and _within(problem, part.span) else None


def _parts(tree: Query) -> Iterator[_Part]:
    for node in nodes(tree):
        if isinstance(node, Comparison):
            end = node.span[1] if node.operand is None else node.operand.span[0]
            yield _Part(node.span, node.field.name.casefold(), (node.field.span[1], end))
        elif isinstance(node, SortKey):
            yield _Part(node.span, node.field.name.casefold(), node.field.span)


def _within(problem: Problem, span: Span) -> bool:
    if problem.start is None or problem.end is None:
        return False
    return span[0] <= problem.start and problem.end <= span[1]


def _text(query: str, problem: Problem) -> str:
    return " ".join(query[problem.start : problem.end].casefold().split())
