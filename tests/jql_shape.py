"""A query as plain lists, which two parsers can be compared by."""

from __future__ import annotations

from typing import TypeAlias

from jiraframe import jql

Shape: TypeAlias = list["Shape"] | str | None


def shape(query: jql.Query) -> Shape:
    """Give the condition and the sort fields of a query."""
    where = None if query.where is None else _clause(query.where)
    return [where, [[_field(key.field), key.direction] for key in query.order_by]]


def _clause(node: jql.Clause) -> Shape:
    match node:
        case jql.And(clauses):
            return ["and", [_clause(part) for part in clauses]]
        case jql.Or(clauses):
            return ["or", [_clause(part) for part in clauses]]
        case jql.Not(clause):
            return ["not", _clause(clause)]
    operand = None if node.operand is None else _operand(node.operand)
    predicates = [[part.operator, _operand(part.operand)] for part in node.predicates]
    return ["is", _field(node.field), node.operator, operand, predicates]


def _field(node: jql.FieldName) -> Shape:
    return [node.name, [[part.key, part.path] for part in node.properties]]


def _operand(node: jql.Operand) -> Shape:
    match node:
        case jql.Empty():
            return ["empty"]
        case jql.Function(name, arguments):
            return ["call", name, [argument.text for argument in arguments]]
        case jql.ListOperand(items):
            return ["list", [_operand(item) for item in items]]
    return ["value", node.text]
