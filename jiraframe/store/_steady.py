"""Whether only a change of an issue can bring it into a query or out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiraframe._fields import FieldCatalogue
from jiraframe.jql import Clause, Comparison, Empty, ListOperand, Not, Operand, Value, parse

# Jira's own fields whose values an issue has for itself, and whose changes Jira dates.
_OWN = {
    *("issuekey", "key", "id", "issue", "project", "issuetype", "type", "status", "priority"),
    *("resolution", "assignee", "reporter", "creator", "labels", "component", "fixversion"),
    *("affectedversion", "summary", "description", "environment", "parent", "comment"),
    *("originalestimate", "timeoriginalestimate", "remainingestimate", "timeestimate"),
    "timespent",
}
_DATES = {
    *("created", "createddate", "updated", "updateddate", "resolved", "resolutiondate"),
    *("due", "duedate"),
}
_PLAIN_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"
# Of Jira's own types, the one that is computed rather than edited.
_COMPUTED = "com.atlassian.jira.plugin.system.customfieldtypes:readonlyfield"
_OPERATORS = frozenset({"=", "!=", "<", ">", "<=", ">=", "~", "!~", "in", "not in", "is", "is not"})
_RELATIVE = re.compile(r"\s*[+-]?\s*(\d+\s*[yMwdhm]\s*)+", re.ASCII)


def why_unsteady(jql: str, catalogue: FieldCatalogue) -> str:
    """Look for what lets issues enter or leave a query although nobody changed them.

    Args:
        jql: The query.
        catalogue: The site's fields.

    Returns:
        What was found, in a few words; empty where there is nothing of the kind.

    Raises:
        JQLSyntaxError: The query does not parse.

    Example:
        >>> why_unsteady("project = ENG AND updated >= -7d", FieldCatalogue([]))
        'updated >= is relative to now'
        >>> why_unsteady('project = ENG AND created >= "2024-01-01"', FieldCatalogue([]))
        ''
    """
    where = parse(jql).where
    found = (_why(each, catalogue) for each in _comparisons(where)) if where else ()
    return next((why for why in found if why), "")


def _comparisons(clause: Clause) -> Iterator[Comparison]:
    if isinstance(clause, Comparison):
        yield clause
    else:
        for each in (clause.clause,) if isinstance(clause, Not) else clause.clauses:
            yield from _comparisons(each)


def _why(comparison: Comparison, catalogue: FieldCatalogue) -> str:
    name = comparison.field.name
    said = f"{name} {comparison.operator}"
    if comparison.operator not in _OPERATORS or comparison.predicates:
        return f"{said} asks for history"
    if comparison.field.properties or not _is_own(name, catalogue):
        return f"{name} may change without the issue"
    values = list(_values(comparison.operand))
    if not all(isinstance(each, Value | Empty) for each in values):
        return f"{said} calls a function"
    texts = [each.text for each in values if isinstance(each, Value)]
    if _is_date(name, catalogue) and any(_RELATIVE.fullmatch(each) for each in texts):
        return f"{said} is relative to now"
    return ""


def _is_own(name: str, catalogue: FieldCatalogue) -> bool:
    if name.casefold() in _OWN | _DATES:
        return True
    field = catalogue.by_clause(name)
    kind = (field.custom_type or "") if field else ""
    return kind.startswith(_PLAIN_TYPES) and kind != _COMPUTED


def _is_date(name: str, catalogue: FieldCatalogue) -> bool:
    field = catalogue.by_clause(name)
    return name.casefold() in _DATES or (field is not None and field.type in ("date", "datetime"))


def _values(operand: Operand | None) -> Iterator[Operand]:
    if isinstance(operand, ListOperand):
        for each in operand.items:
            yield from _values(each)
    elif operand is not None:
        yield operand
