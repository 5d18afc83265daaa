"""JQL as text and as a tree: read it, write it, fill values in, put it together.

Nothing here asks Jira. Whether a field, a function or a value exists, Jira alone
knows; whether a text is JQL at all, ``parse`` says at once and shows the place.
"""

from __future__ import annotations

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql._bind import bind
from jiraframe.jql._catalogue import Catalogue, Choice, QueryField, QueryFunction
from jiraframe.jql._compose import MY_OPEN_SPRINT_ISSUES, and_, is_bounded, split_order_by
from jiraframe.jql._format import format
from jiraframe.jql._parse import parse
from jiraframe.jql._problem import Fix, Problem, Severity
from jiraframe.jql._quote import quote
from jiraframe.jql._tokens import RESERVED_WORDS
from jiraframe.jql._tree import (
    And,
    Clause,
    Comparison,
    Empty,
    FieldName,
    Function,
    ListOperand,
    Not,
    Operand,
    Operator,
    Or,
    Predicate,
    PredicateOperator,
    Property,
    Query,
    SortKey,
    Span,
    Value,
)

__all__ = [
    "MY_OPEN_SPRINT_ISSUES",
    "RESERVED_WORDS",
    "And",
    "Catalogue",
    "Choice",
    "Clause",
    "Comparison",
    "Empty",
    "FieldName",
    "Fix",
    "Function",
    "JQLSyntaxError",
    "ListOperand",
    "Not",
    "Operand",
    "Operator",
    "Or",
    "Predicate",
    "PredicateOperator",
    "Problem",
    "Property",
    "Query",
    "QueryField",
    "QueryFunction",
    "Severity",
    "SortKey",
    "Span",
    "Value",
    "and_",
    "bind",
    "format",
    "is_bounded",
    "parse",
    "quote",
    "split_order_by",
]
