"""The tree of a query: what ``parse`` gives and ``format`` takes.

Every node knows its span in the text, ``(start, end)`` in characters from 0, end
exclusive. Spans do not take part in comparison: two queries are equal when they
say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from typing import Literal, TypeAlias

Span: TypeAlias = tuple[int, int]
NO_SPAN: Span = (0, 0)

Operator: TypeAlias = Literal[
    "=", "!=", "<", ">", "<=", ">=", "~", "!~", "in", "not in", "is", "is not",
    "was", "was not", "was in", "was not in", "changed",
]  # fmt: skip
PredicateOperator: TypeAlias = Literal["after", "before", "on", "during", "by", "from", "to"]


@dataclass(frozen=True, slots=True)
class Value:
    """A word, a quoted string or a number; ``text`` is what it says, quotes and escapes undone."""

    text: str
    quoted: bool = attribute(default=False, compare=False)
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Value):
    """A time that no clock has been chosen for; no query that was parsed holds one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Empty:
    """``EMPTY`` or ``NULL``."""

    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Function:
    """A call such as ``startOfDay("-1d")``; arguments are plain values."""

    name: str
    arguments: tuple[Value, ...] = ()
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ListOperand:
    """``(a, b, ...)``, never empty; may hold functions, EMPTY and lists."""

    items: tuple[Operand, ...]
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


Operand: TypeAlias = Value | Empty | Function | ListOperand


@dataclass(frozen=True, slots=True)
class Property:
    """An entity property behind a field: ``[key].path`` of ``issue.property[key].path``.

    A path written in several pieces is one text here, the pieces joined.
    """

    key: str
    path: str = ""
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FieldName:
    """A field as written; ``cf [ 10010 ]`` is the name ``cf[10010]``."""

    name: str
    properties: tuple[Property, ...] = ()
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Predicate:
    """What follows WAS and CHANGED: ``AFTER``, ``BY``, ``FROM`` and the like."""

    operator: PredicateOperator
    operand: Operand
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition; ``operand`` is None for CHANGED only."""

    field: FieldName
    operator: Operator
    operand: Operand | None = None
    predicates: tuple[Predicate, ...] = ()
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """``NOT clause`` or ``! clause``."""

    clause: Clause
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """Two or more clauses that must all hold; nested ANDs written flat are one node."""

    clauses: tuple[Clause, ...]
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more clauses of which one must hold."""

    clauses: tuple[Clause, ...]
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


Clause: TypeAlias = Comparison | Not | And | Or


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field of ORDER BY; ``direction`` is None where the query names none."""

    field: FieldName
    direction: Literal["asc", "desc"] | None = None
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query; ``where`` is None for an empty one or ORDER BY alone.

    ``where_span`` holds the brackets around a bracketed condition as well.
    """

    where: Clause | None = None
    order_by: tuple[SortKey, ...] = ()
    span: Span = attribute(default=NO_SPAN, compare=False, repr=False)
    where_span: Span | None = attribute(default=None, compare=False, repr=False)
    order_by_span: Span | None = attribute(default=None, compare=False, repr=False)
