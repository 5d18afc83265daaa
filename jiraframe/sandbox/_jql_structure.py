"""A query's tree in the words of Cloud's ``/jql/parse``.

OpenAPI of Jira Cloud platform v3: ``JqlQuery`` and what it is made of.
"""

from __future__ import annotations

from jiraframe.jql import (
    RESERVED_WORDS,
    And,
    Clause,
    Comparison,
    Empty,
    FieldName,
    Function,
    ListOperand,
    Not,
    Operand,
    Or,
    Query,
    SortKey,
    Value,
    quote,
)
from jiraframe.sandbox._http import Json


def structure(query: Query) -> dict[str, Json]:
    """Give the structure of a query.

    Example:
        >>> from jiraframe.jql import parse
        >>> structure(parse("project = ENG"))["where"]["operand"]
        {'value': 'ENG', 'encodedValue': 'ENG'}
    """
    found: dict[str, Json] = {}
    if query.where is not None:
        found["where"] = _clause(query.where)
    if query.order_by:
        found["orderBy"] = {"fields": [_sort_key(each) for each in query.order_by]}
    return found


def _clause(clause: Clause) -> dict[str, Json]:
    match clause:
        case And(clauses):
            return {"operator": "and", "clauses": [_clause(each) for each in clauses]}
        case Or(clauses):
            return {"operator": "or", "clauses": [_clause(each) for each in clauses]}
        case Not(inner):
            return {"operator": "not", "clauses": [_clause(inner)]}
        case Comparison():
            return _comparison(clause)


def _comparison(clause: Comparison) -> dict[str, Json]:
    found: dict[str, Json] = {"field": _field(clause.field), "operator": clause.operator}
    if clause.operand is not None:
        found["operand"] = _operand(clause.operand)
    if clause.operator.startswith(("was", "changed")):
        found["predicates"] = [
            {"operator": each.operator, "operand": _operand(each.operand)}
            for each in clause.predicates
        ]
    return found


def _sort_key(key: SortKey) -> dict[str, Json]:
    found: dict[str, Json] = {"field": _field(key.field)}
    if key.direction is not None:
        found["direction"] = key.direction
    return found


def _field(field: FieldName) -> dict[str, Json]:
    encoded = field.name if field.name.startswith("cf[") else _encoded(field.name)
    found: dict[str, Json] = {"name": field.name, "encodedName": encoded}
    if field.properties:
        found["property"] = [
            {"entity": field.name, "key": each.key, "path": each.path} for each in field.properties
        ]
    return found


def _operand(operand: Operand) -> dict[str, Json]:
    match operand:
        case Value(text):
            return {"value": text, "encodedValue": _encoded(text)}
        case Empty():
            return {"keyword": "empty"}
        case Function(name, arguments):
            words = [each.text for each in arguments]
            encoded = f"{_encoded(name)}({', '.join(_encoded(each) for each in words)})"
            return {"function": name, "arguments": words, "encodedOperand": encoded}
        case ListOperand(items):
            values = [_operand(each) for each in items]
            return {"values": values, "encodedOperand": f"({', '.join(map(_shown, values))})"}


def _shown(operand: dict[str, Json]) -> str:
    keys = ("encodedValue", "encodedOperand", "keyword")
    return str(next(operand[key] for key in keys if key in operand))


def _encoded(word: str) -> str:
    plain = word.isascii() and word.isalnum() and word.lower() not in RESERVED_WORDS
    return word if plain else quote(word)
