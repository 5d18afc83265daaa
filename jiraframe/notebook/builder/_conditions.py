"""The tree of a query as the rows of a form, and back; no widgets.

A form joins its rows by all, any or none. Every query that parses has such rows: a part
that the form has no controls for is a row that stays as it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from jiraframe.jql import (
    And,
    Clause,
    Comparison,
    Empty,
    FieldName,
    Function,
    JQLSyntaxError,
    ListOperand,
    Not,
    Operand,
    Operator,
    Or,
    Predicate,
    Query,
    SortKey,
    Value,
    parse,
)

Item: TypeAlias = Value | Function | Empty
Join: TypeAlias = Literal["all", "any", "none"]

LISTS: Final = frozenset({"in", "not in", "was in", "was not in"})
ALONE: Final = frozenset({"is", "is not", "changed"})
HISTORIC: Final = frozenset({"was", "was not", "was in", "was not in", "changed"})


@dataclass(frozen=True, slots=True)
class Form:
    """A query as a form shows it.

    Attributes:
        rows: The conditions, in order.
        join: Whether all of them must hold, any of them, or none.
        order_by: The fields that it is sorted by.
    """

    rows: tuple[Clause, ...] = ()
    join: Join = "all"
    order_by: tuple[SortKey, ...] = ()


def opened(query: Query) -> Form:
    """Lay a query out as a form.

    Args:
        query: The tree.

    Returns:
        The form; ``joined`` gives an equal tree back.

    Example:
        >>> opened(parse("NOT (a = 1 OR b = 2)")).join
        'none'
    """
    where = query.where
    join: Join = "all"
    if isinstance(where, Not):
        where, join = where.clause, "none"
    if isinstance(where, Or):
        return Form(where.clauses, "none" if join == "none" else "any", query.order_by)
    if isinstance(where, And) and join == "all":
        return Form(where.clauses, join, query.order_by)
    return Form((where,) if where is not None else (), join, query.order_by)


def joined(form: Form) -> Query:
    """Put a form together to a query.

    Args:
        form: The form; one without rows has no condition.

    Returns:
        The tree.
    """
    return Query(_where(form.rows, form.join), form.order_by)


def _where(rows: tuple[Clause, ...], join: Join) -> Clause | None:
    if not rows:
        return None
    several: Clause = And(rows) if join == "all" else Or(rows)
    where = several if len(rows) > 1 else rows[0]
    return Not(where) if join == "none" else where


def why_fixed(clause: Clause) -> str:
    """Say why a condition has to stay as it is written.

    Args:
        clause: The condition.

    Returns:
        The reason, to go on after the condition's text, or an empty text for one that the form
        has controls for.

    Example:
        >>> why_fixed(parse("a = 1 AND (b = 2 OR c = 3)").where.clauses[1])
        'is a group of its own'
    """
    if isinstance(clause, Not):
        return "has a NOT of its own"
    if not isinstance(clause, Comparison):
        return "is a group of its own"
    if clause.field.properties:
        return "asks for an entity property"
    if any(isinstance(each, ListOperand) for each in _operands(clause.operand)):
        return "has a list in a list"
    lists = [each for each in clause.predicates if isinstance(each.operand, ListOperand)]
    if not lists:
        return ""
    word = lists[0].operator.upper()
    return "uses DURING" if word == "DURING" else f"has several values behind {word}"


def items(comparison: Comparison) -> tuple[Item, ...]:
    """Give the values of a condition one by one; EMPTY behind IS is part of the operator.

    Args:
        comparison: A condition that need not stay as it is.

    Returns:
        The values, without the brackets around several.
    """
    if comparison.operator in ALONE:
        return ()
    found = _operands(comparison.operand)
    return tuple(each for each in found if not isinstance(each, ListOperand))


def comparison(
    field: FieldName,
    operator: Operator,
    values: Sequence[Item],
    *,
    predicates: tuple[Predicate, ...] = (),
    list_functions: Collection[str] = (),
) -> Comparison | None:
    """Make a condition of what a row of the form holds.

    Args:
        field: The field.
        operator: The operator.
        values: Its values.
        predicates: What follows WAS or CHANGED; left out behind other operators.
        list_functions: The functions that give a list, by name in lower case: alone behind IN,
            these stand without brackets.

    Returns:
        The condition, or None while it lacks a value.
    """
    if operator not in HISTORIC:
        predicates = ()
    if operator in ALONE:
        operand: Operand | None = None if operator == "changed" else Empty()
    elif not values:
        return None
    elif operator not in LISTS or (len(values) == 1 and _gives_list(values[0], list_functions)):
        operand = values[0]
    else:
        operand = ListOperand(tuple(values))
    return Comparison(field, operator, operand, predicates)


def item(text: str) -> Item | None:
    """Read the text of one value as a query would hold it.

    Args:
        text: JQL, such as the ``insert`` of a choice.

    Returns:
        The value, or None where the text is anything but one value.

    Example:
        >>> item('"In Progress"')
        Value(text='In Progress', quoted=True)
        >>> item('Done OR project = X') is None
        True
    """
    for jql in (f"a = {text}", f"a IN {text}"):
        try:
            where = parse(jql).where
        except JQLSyntaxError:
            continue
        if not isinstance(where, Comparison) or where.operand is None:
            return None
        whole = where.operand.span == (len(jql) - len(text), len(jql))
        return where.operand if whole and not isinstance(where.operand, ListOperand) else None
    return None


def _operands(operand: Operand | None) -> tuple[Operand, ...]:
    if isinstance(operand, ListOperand):
        return operand.items
    return () if operand is None else (operand,)


def _gives_list(value: Item, list_functions: Collection[str]) -> bool:
    return isinstance(value, Function) and value.name.lower() in list_functions
