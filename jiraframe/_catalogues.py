"""Jira's small lists as frames: one row a field, project, status, user, board or sprint.

Cloud and Data Center name things differently; here they have the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pandas as pd

from jiraframe._connection import Json
from jiraframe._frame import table
from jiraframe._scalars import Dtype

TEXT, COUNT, FLAG, INSTANT, LIST = (
    Dtype.TEXT,
    Dtype.COUNT,
    Dtype.FLAG,
    Dtype.INSTANT,
    Dtype.TEXTS,
)
# A column's dtype, and where in Jira's row its value is: names down a path, or a function.
Column: TypeAlias = tuple[Dtype, str | Callable[[Json], Any]]


def users(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of users."""
    return _frame(
        rows,
        {
            "account_id": (TEXT, lambda row: row.get("accountId") or row.get("name")),
            "name": (TEXT, "displayName"),
            "email": (TEXT, "emailAddress"),
            "active": (FLAG, "active"),
            "time_zone": (TEXT, "timeZone"),
            "locale": (TEXT, "locale"),
        },
    )


def fields(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of fields."""
    return _frame(
        rows,
        {
            "id": (TEXT, "id"),
            "name": (TEXT, "name"),
            "custom": (FLAG, "custom"),
            "type": (TEXT, "schema.type"),
            "items": (TEXT, "schema.items"),
            "custom_type": (TEXT, "schema.custom"),
            "navigable": (FLAG, "navigable"),
            "searchable": (FLAG, "searchable"),
            "clause_names": (LIST, "clauseNames"),
            "project": (TEXT, "scope.project.id"),
        },
    )


def projects(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of projects."""
    return _frame(
        rows,
        {
            "key": (TEXT, "key"),
            "id": (TEXT, "id"),
            "name": (TEXT, "name"),
            "type": (TEXT, "projectTypeKey"),
            "category": (TEXT, "projectCategory.name"),
            "lead": (TEXT, "lead.displayName"),
            "description": (TEXT, "description"),
            "archived": (FLAG, "archived"),
        },
    )


def statuses(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of statuses."""
    return _frame(
        rows,
        {
            "id": (TEXT, "id"),
            "name": (TEXT, "name"),
            "category": (TEXT, "statusCategory.name"),
            "category_key": (TEXT, "statusCategory.key"),
            "description": (TEXT, "description"),
            "project": (TEXT, "scope.project.id"),
        },
    )


def issue_types(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of issue types."""
    return _frame(
        rows,
        {
            "id": (TEXT, "id"),
            "name": (TEXT, "name"),
            "subtask": (FLAG, "subtask"),
            "level": (COUNT, "hierarchyLevel"),
            "description": (TEXT, "description"),
            "project": (TEXT, "scope.project.id"),
        },
    )


def named(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of priorities or of resolutions."""
    return _frame(
        rows, {"id": (TEXT, "id"), "name": (TEXT, "name"), "description": (TEXT, "description")}
    )


def boards(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of boards."""
    return _frame(
        rows,
        {
            "id": (COUNT, "id"),
            "name": (TEXT, "name"),
            "type": (TEXT, "type"),
            "project": (TEXT, "location.projectKey"),
        },
    )


def sprints(rows: Sequence[Json]) -> pd.DataFrame:
    """Make the frame of sprints."""
    return _frame(
        rows,
        {
            "id": (COUNT, "id"),
            "name": (TEXT, "name"),
            "state": (TEXT, "state"),
            "start": (INSTANT, "startDate"),
            "end": (INSTANT, "endDate"),
            "completed": (INSTANT, "completeDate"),
            "board_id": (COUNT, "originBoardId"),
            "goal": (TEXT, "goal"),
        },
    )


def _frame(rows: Sequence[Json], columns: dict[str, Column]) -> pd.DataFrame:
    values = [
        {
            label: where(row) if callable(where) else _at(row, where)
            for label, (_, where) in columns.items()
        }
        for row in rows
    ]
    return table(values, {label: dtype for label, (dtype, _) in columns.items()})


def _at(row: Json, path: str) -> Any:
    for name in path.split("."):
        row = row.get(name) if isinstance(row, dict) else None
    return row
