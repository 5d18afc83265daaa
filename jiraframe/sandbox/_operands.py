"""What the right side of a condition means: ids, instants, numbers, keys."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiraframe.jql._tree import Comparison, Empty, Function, ListOperand, Operand, Value
from jiraframe.sandbox import _functions
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._context import Context

Known = str | int | float | None
"""A value to compare with; None is EMPTY."""

_TIMES = frozenset({"timeoriginalestimate", "timeestimate", "timespent"})
_TIME_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([wdhm])")
_SECONDS = {"w": 144_000, "d": 28_800, "h": 3_600, "m": 60}


def known_values(context: Context, clause: Clause, condition: Comparison) -> list[Known]:
    """Find what a condition compares with, noting names and values that do not exist.

    Args:
        context: The query's surroundings.
        clause: The field.
        condition: The condition; it has an operand.

    Returns:
        What issues hold in the field's column: several values where a name means several
        things, none where it means nothing.
    """
    if condition.operand is None:
        return []
    return list(_values(context, clause, condition.operator, condition.operand))


def operand_values(context: Context, clause: Clause, operand: Operand) -> list[Known]:
    """Find what the operand of a predicate such as ``FROM`` means for a field."""
    return list(_values(context, clause, "list", operand))


def _values(context: Context, clause: Clause, operator: str, operand: Operand) -> Iterator[Known]:
    match operand:
        case Empty():
            yield None
        case Function():
            yield from _functions.call(context, clause, operator, operand)
        case ListOperand():
            for item in operand.items:
                yield from _values(context, clause, "list", item)
        case Value():
            yield from _named(context, clause, operand.text)


def _named(context: Context, clause: Clause, text: str) -> list[Known]:
    match clause.kind:
        case "label":
            return [text]
        case "number":
            return _number(context, clause, text)
        case "instant" | "day":
            return _date(context, clause, text)
        case "key":
            return _key(context, clause, text)
        case "option":
            return _option(context, clause, text)
    if clause.kind == "resolution" and text.casefold() == "unresolved":
        return [None]
    found: list[Known] = [*context.table(clause.kind).find(text)]
    if clause.past and not found:
        # WAS knows the name that a value had when a field changed to it.
        known = context.catalogue.former.get(clause.kind, {})
        found = [known[text.casefold()]] if text.casefold() in known else []
    if not found:
        context.problems.no_value(text, clause.name)
    return found


def _number(context: Context, clause: Clause, text: str) -> list[Known]:
    if clause.column in _TIMES and _TIME_PART.match(text):
        return [sum(float(much) * _SECONDS[unit] for much, unit in _TIME_PART.findall(text))]
    try:
        number = float(text)
    except ValueError:
        context.problems.bad_number(text, clause.name)
        return []
    return [number * 60 if clause.column in _TIMES else number]


def _date(context: Context, clause: Clause, text: str) -> list[Known]:
    moment = context.moments.read(text)
    if moment is None:
        context.problems.bad_date(text, clause.name)
        return []
    return [moment]


def _key(context: Context, clause: Clause, text: str) -> list[Known]:
    position = context.issues.find(text)
    if position is not None:
        return [context.issues.key(position)]
    if text.isdigit():
        context.problems.no_id(text, clause.name)
    else:
        context.problems.no_issue(text, clause.name)
    return []


def _option(context: Context, clause: Clause, text: str) -> list[Known]:
    table = context.table("option")
    found: list[Known] = [each for each in table.find(text) if table[each].group == clause.column]
    if not found:
        context.problems.no_option(text, clause.name)
    return found
