"""JQL as text, as a tree and as Python values: read it, write it, check it, complete it.

Nothing here asks Jira. Whether a text is JQL at all, ``parse`` says and shows the place;
whether a site has the fields, functions and values in it, ``check`` tells from the site's
``Catalogue``, and Jira alone knows for sure.
"""

from __future__ import annotations

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql._bind import bind, placeholders
from jiraframe.jql._catalogue import Catalogue, Choice, QueryField, QueryFunction
from jiraframe.jql._check import check
from jiraframe.jql._complete import Completions, ValuesOf, complete
from jiraframe.jql._complete_offers import Completion
from jiraframe.jql._compose import and_, is_bounded, split_order_by
from jiraframe.jql._condition import Condition
from jiraframe.jql._condition_field import Field, field
from jiraframe.jql._condition_values import fn
from jiraframe.jql._favourites import (
    CREATED_THIS_WEEK,
    MY_OPEN_ISSUES,
    MY_OPEN_SPRINT_ISSUES,
    OPEN_SPRINT_ISSUES,
    OVERDUE,
    RECENTLY_RESOLVED,
    REPORTED_BY_ME_OPEN,
    STALE,
    UNASSIGNED_OPEN_SPRINT_ISSUES,
    UPDATED_THIS_WEEK,
)
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
    "CREATED_THIS_WEEK",
    "MY_OPEN_ISSUES",
    "MY_OPEN_SPRINT_ISSUES",
    "OPEN_SPRINT_ISSUES",
    "OVERDUE",
    "RECENTLY_RESOLVED",
    "REPORTED_BY_ME_OPEN",
    "RESERVED_WORDS",
    "STALE",
    "UNASSIGNED_OPEN_SPRINT_ISSUES",
    "UPDATED_THIS_WEEK",
    "And",
    "Catalogue",
    "Choice",
    "Clause",
    "Comparison",
    "Completion",
    "Completions",
    "Condition",
    "Empty",
    "Field",
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
    "ValuesOf",
    "and_",
    "bind",
    "check",
    "complete",
    "field",
    "fn",
    "format",
    "is_bounded",
    "parse",
    "placeholders",
    "quote",
    "split_order_by",
]
