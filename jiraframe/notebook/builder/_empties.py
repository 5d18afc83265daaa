"""What a condition that says "not" leaves out without saying so: issues whose field is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiraframe.jql import Clause, Comparison
from jiraframe.notebook.builder._conditions import Join

_NEGATIVE: Final = frozenset({"!=", "!~", "not in"})
# Operators that speak of empty fields, or of another time.
_SILENT: Final = frozenset({"is", "is not", "was", "was not", "was in", "was not in", "changed"})
# Fields that are never empty, or that no issue lacks for long.
_FILLED: Final = frozenset(
    {
        "project", "type", "issuetype", "status", "statuscategory", "priority", "key", "issuekey",
        "issue", "id", "summary", "created", "createddate", "updated", "updateddate", "creator",
        "text", "filter", "votes", "watchers",
    }
)  # fmt: skip


def left_out(clauses: Sequence[Clause], join: Join) -> list[str]:
    """Say of which fields empty ones are left out, one sentence for all.

    Args:
        clauses: The conditions of the form.
        join: How they are joined.

    Returns:
        The sentence, or nothing.

    Example:
        >>> from jiraframe.jql import parse
        >>> left_out([parse("labels != api").where], "all")
        ['Issues with no labels are not found: to JQL, no value is not another value.']
    """
    found = [
        each.field.name
        for each in clauses
        if isinstance(each, Comparison) and not each.field.properties and _not(each, join)
    ]
    names = " or no ".join(dict.fromkeys(each for each in found if each.casefold() not in _FILLED))
    if not names:
        return []
    found_by = " by that condition" if join == "any" else ""
    said = "to JQL, no value is not another value"
    return [f"Issues with no {names} are not found{found_by}: {said}."]


def _not(clause: Comparison, join: Join) -> bool:
    if clause.operator in _SILENT:
        return False
    # NOT turns "=" into "!=", and back.
    return (clause.operator in _NEGATIVE) != (join == "none")
