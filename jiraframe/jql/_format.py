"""Tree in, text out."""

from __future__ import annotations

import re
from typing import Final

from jiraframe.jql._quote import quote
from jiraframe.jql._tokens import word_kind
from jiraframe.jql._tree import (
    And,
    Clause,
    Comparison,
    Empty,
    FieldName,
    Function,
    Moment,
    Not,
    Operand,
    Or,
    Predicate,
    Query,
    SortKey,
    Value,
)

# Narrower than the language: what every server reads as a word, and people as well.
_BARE: Final = re.compile(r"[\w.-]+")
_CUSTOM_FIELD: Final = re.compile(r"cf\[[0-9]+\]")


def format(query: Query) -> str:
    """Write a query in its usual form: key words in capitals, quotes and brackets where needed.

    A value keeps the quotes that it had: ``10`` may be an id where ``"10"`` is a name.

    Args:
        query: The tree, as ``parse`` gives it.

    Returns:
        The text; ``parse(format(query)) == query``.

    Example:
        >>> from jiraframe.jql import parse
        >>> format(parse("project in (ABC,'Max') and (a=1 or !b~x) order by created desc"))
        'project IN (ABC, "Max") AND (a = 1 OR NOT b ~ x) ORDER BY created DESC'
    """
    parts = [] if query.where is None else [_clause(query.where)]
    if query.order_by:
        parts.append(f"ORDER BY {', '.join(_sort_key(key) for key in query.order_by)}")
    return " ".join(parts)


def _clause(clause: Clause) -> str:
    if isinstance(clause, Comparison):
        return _comparison(clause)
    if isinstance(clause, Not):
        return f"NOT {_bracketed(clause.clause, And, Or)}"
    if isinstance(clause, And):
        return " AND ".join(_bracketed(each, And, Or) for each in clause.clauses)
    return " OR ".join(_bracketed(each, Or) for each in clause.clauses)


def _bracketed(clause: Clause, *kinds: type) -> str:
    text = _clause(clause)
    return f"({text})" if isinstance(clause, kinds) else text


def _comparison(comparison: Comparison) -> str:
    parts = [field_text(comparison.field), comparison.operator.upper()]
    if comparison.operand is not None:
        parts.append(_operand(comparison.operand))
    return " ".join([*parts, *(_predicate(each) for each in comparison.predicates)])


def _predicate(predicate: Predicate) -> str:
    return f"{predicate.operator.upper()} {_operand(predicate.operand)}"


def _operand(operand: Operand) -> str:
    if isinstance(operand, Empty):
        return "EMPTY"
    if isinstance(operand, Moment):
        return f"{{{operand.text}}}"  # no JQL: nobody may read it on the wrong clock
    if isinstance(operand, Value):
        return quote(operand.text) if operand.quoted else _name(operand.text)
    if isinstance(operand, Function):
        return f"{_name(operand.name)}({', '.join(_operand(each) for each in operand.arguments)})"
    return f"({', '.join(_operand(each) for each in operand.items)})"


def _sort_key(key: SortKey) -> str:
    return (
        f"{field_text(key.field)} {key.direction.upper()}"
        if key.direction
        else field_text(key.field)
    )


def field_text(field: FieldName) -> str:
    """Write a field, in quotes where it must be.

    Args:
        field: The field.

    Returns:
        The text.
    """
    if _CUSTOM_FIELD.fullmatch(field.name):
        name = field.name
    elif field.properties and word_kind(field.name) == "number":
        name = quote(field.name)
    else:
        name = _name(field.name)
    return name + "".join(
        f"[{_name(each.key)}]{_name(each.path) if each.path else ''}" for each in field.properties
    )


def _name(text: str) -> str:
    bare = _BARE.fullmatch(text) and word_kind(text) in ("word", "number")
    return text if bare else quote(text)
