"""One condition as a test of one value of a column."""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any

from jiraframe.sandbox._catalogue import Table
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._context import Context
from jiraframe.sandbox._operands import Known

Test = Callable[[Any], bool]

_ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE = {
    "=": "!=", "in": "not in", "is": "is not", "~": "!~", "<": ">=", ">": "<=",
    "was": "was not", "was in": "was not in",
}  # fmt: skip
OPPOSITE |= {after: before for before, after in OPPOSITE.items()}


def is_empty(value: Hashable) -> bool:
    """Whether a column's value means that the field is empty."""
    return value is None or value in ((), "")


def condition(context: Context, clause: Clause, sign: str, values: list[Known]) -> Test:
    """Make the test of a condition.

    Args:
        context: The query's surroundings.
        clause: The field.
        sign: An operator without history; ``is`` and the like stand for themselves.
        values: What to compare with.

    Returns:
        A test of a value of the field's column. As in Jira, the negative operators leave out
        issues where the field is empty.
    """
    if sign in ("is", "is not"):
        return is_empty if sign == "is" else lambda value: not is_empty(value)
    if sign in _ORDERINGS:
        return _some(clause, _ordering(context, clause, sign, values))
    wanted = _wanted(clause, values)
    if sign in ("!=", "not in"):
        return _none(clause, wanted)
    some = _some(clause, wanted)
    return (lambda value: is_empty(value) or some(value)) if None in values else some


def text_condition(clause: Clause, sign: str, test: Callable[[str], bool]) -> Test:
    """Make the test of ``~`` or ``!~`` out of a test of one text."""
    return _none(clause, test) if sign == "!~" else _some(clause, test)


def _some(clause: Clause, test: Test) -> Test:
    if clause.many:
        return lambda value: any(map(test, value))
    return lambda value: value is not None and test(value)


def _none(clause: Clause, test: Test) -> Test:
    if clause.many:
        return lambda value: bool(value) and not any(map(test, value))
    return lambda value: value is not None and not test(value)


def _wanted(clause: Clause, values: Iterable[Known]) -> Test:
    known = [value for value in values if value is not None]
    match clause.kind:
        case "instant":
            # The index keeps seconds.
            seconds = {int(value) // 1000 for value in known}
            return lambda value: value // 1000 in seconds
        case "label" | "key":
            folded = {str(value).casefold() for value in known}
            return lambda value: value.casefold() in folded
    return frozenset(known).__contains__


def _ordering(context: Context, clause: Clause, sign: str, values: Iterable[Known]) -> Test:
    compare = _ORDERINGS[sign]
    known = [value for value in values if value is not None]
    match clause.kind:
        case "key":
            return _any(partial(_after, compare, *split_key(str(value))) for value in known)
        case "version" | "priority":
            table = context.table(clause.kind)
            return _any(partial(_ranked, compare, table, str(value)) for value in known)
    return _any(partial(_than, compare, value) for value in known)


def _any(tests: Iterable[Test]) -> Test:
    made = list(tests)
    return made[0] if len(made) == 1 else lambda value: any(test(value) for test in made)


def _than(compare: Callable[[Any, Any], bool], bound: Any, value: Any) -> bool:
    return compare(value, bound)


def _after(compare: Callable[[Any, Any], bool], project: str, number: int, key: str) -> bool:
    its, count = split_key(key)
    return its == project and compare(count, number)


def _ranked(compare: Callable[[Any, Any], bool], table: Table, bound: str, value: str) -> bool:
    one, other = table.get(value), table[bound]
    return one is not None and one.group == other.group and compare(one.rank, other.rank)


def split_key(key: str) -> tuple[str, int]:
    """Split an issue key into its project's and its number.

    Example:
        >>> split_key("ENG-12")
        ('ENG', 12)
    """
    project, _, number = key.rpartition("-")
    return project, int(number)
