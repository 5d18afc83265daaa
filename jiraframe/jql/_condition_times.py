"""The times of a condition, which wait for the clock that Jira reads them on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from jiraframe.jql._instants import Bound
from jiraframe.jql._rounding import rounding_of
from jiraframe.jql._tree import (
    And,
    Clause,
    Comparison,
    Function,
    ListOperand,
    Moment,
    Not,
    Operand,
    Or,
    Value,
)

Write: TypeAlias = Callable[[Moment, Bound | None], Value]


def settled(clause: Clause, write: Write, *, negated: bool = False) -> Clause:
    """Write every time of a condition, rounded so that no row is lost.

    Args:
        clause: The condition.
        write: Gives the value of a time that may be rounded in the way named, if any.
        negated: Whether the condition stands below an odd number of NOTs.

    Returns:
        The condition with the values in place.
    """
    if isinstance(clause, Not):
        return replace(clause, clause=settled(clause.clause, write, negated=not negated))
    if not isinstance(clause, Comparison):
        parts = (settled(each, write, negated=negated) for each in clause.clauses)
        return replace(clause, clauses=tuple(parts))
    rounding = rounding_of(clause, negated=negated)
    predicates = (
        replace(each, operand=_settled(each.operand, bounds, write))
        for each, bounds in zip(clause.predicates, rounding.predicates, strict=True)
    )
    operand = clause.operand and _settled(clause.operand, rounding.operand, write)
    return replace(clause, operand=operand, predicates=tuple(predicates))


def _settled(operand: Operand, bounds: tuple[Bound, ...], write: Write) -> Operand:
    if isinstance(operand, Moment):
        return write(operand, bounds[0] if bounds else None)
    if isinstance(operand, Function):
        arguments = (write(x, None) if isinstance(x, Moment) else x for x in operand.arguments)
        return replace(operand, arguments=tuple(arguments))
    if isinstance(operand, ListOperand):
        items = (_settled(x, bounds[place:], write) for place, x in enumerate(operand.items))
        return replace(operand, items=tuple(items))
    return operand


def moments(part: Clause | Operand | None) -> Iterator[Moment]:
    """Give every time of a condition."""
    if isinstance(part, Moment):
        yield part
    for each in _parts(part):
        yield from moments(each)


def _parts(part: Clause | Operand | None) -> tuple[Clause | Operand | None, ...]:
    if isinstance(part, Not):
        return (part.clause,)
    if isinstance(part, Comparison):
        return (part.operand, *(each.operand for each in part.predicates))
    if isinstance(part, Function):
        return part.arguments
    if isinstance(part, ListOperand):
        return part.items
    return part.clauses if isinstance(part, (And, Or)) else ()
