"""What a field may be compared with: the values that an editor of queries suggests."""

from __future__ import annotations

from jiraframe.sandbox._catalogue import TABLES, Entity
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._context import Context
from jiraframe.sandbox._fields import CLOUD


def suggests(clause: Clause) -> bool:
    """Tell whether an editor is helped with the values of a field."""
    return clause.kind in TABLES or clause.kind == "label"


def values_of(clause: Clause, context: Context, deployment: str) -> list[tuple[str, str]]:
    """Give the values of a field.

    Args:
        clause: The field.
        context: The site.
        deployment: ``cloud`` or ``datacenter``.

    Returns:
        What a query writes for each, and what people see.
    """
    if clause.kind == "label":
        return [(each, each) for each in _labels(clause, context)]
    if clause.kind not in TABLES:
        return []
    found = [
        each
        for each in context.table(clause.kind)
        if clause.kind != "option" or each.group == clause.column
    ]
    if clause.kind == "user":
        return [_person(each, deployment) for each in found]
    return [(name, name) for name in dict.fromkeys(_shown(each, clause.kind) for each in found)]


def _labels(clause: Clause, context: Context) -> list[str]:
    held = set(context.issues.column(clause))
    labels = {each for value in held for each in (value if isinstance(value, tuple) else (value,))}
    return sorted(each for each in labels if isinstance(each, str))


def _person(entity: Entity, deployment: str) -> tuple[str, str]:
    shown = str(entity.json.get("displayName", entity.id))
    # On Cloud a query holds the account id, on Data Center the user name.
    written = entity.id if deployment == CLOUD else str(entity.json.get("name", entity.id))
    return written, shown


def _shown(entity: Entity, kind: str) -> str:
    return entity.names[-1] if kind == "project" else entity.names[0]
