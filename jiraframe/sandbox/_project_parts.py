"""Versions and components as the routes of a project list them; inside issues they are shorter.

OpenAPI of Jira Cloud platform v3 and of Jira Data Center 10.3: ``/project/{key}/versions`` and
``/project/{key}/components``.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from jiraframe.sandbox._catalogue import Entity, Json
from jiraframe.sandbox._render import Renderer

_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_SHOWN: Final = {"startDate": "userStartDate", "releaseDate": "userReleaseDate"}


def version_json(version: Entity, renderer: Renderer, *, today: str) -> Json:
    """Render a version.

    Args:
        version: The version.
        renderer: Renders in the dialect that is asked for.
        today: The site's day, ``2024-01-02``: what is not released before it is overdue.
    """
    value = version.json
    made = {**renderer.entity("version", version.id)}
    dates = {name: value[name] for name in _SHOWN if value.get(name)}
    made |= dates
    if not value.get("released") and "releaseDate" in dates:
        made["overdue"] = dates["releaseDate"] < today
    made |= {_SHOWN[name]: _shown(day) for name, day in dates.items()}
    return {**made, "projectId": int(version.group)} if version.group.isdecimal() else made


def component_json(component: Entity, renderer: Renderer) -> Json:
    """Render a component, with those who look after it."""
    value = component.json
    made = {**renderer.entity("component", component.id)}
    project = renderer.catalogue.tables["project"].get(component.group)
    lead = value.get("lead") or ""
    kind = "COMPONENT_LEAD" if lead else "PROJECT_DEFAULT"
    if lead:
        person = renderer.entity("user", lead)
        made |= {"lead": person, "assignee": person, "realAssignee": person}
    made |= {"assigneeType": kind, "realAssigneeType": kind, "isAssigneeTypeValid": bool(lead)}
    if project is not None:
        made |= {"project": project.json["key"], "projectId": int(project.id)}
    if not renderer.dialect.cloud:
        made |= {"archived": False, "deleted": False}
    return made


def _shown(day: str) -> str:
    """Write a day as people see it, ``2/Jan/24``, in English wherever the sandbox runs."""
    read = date.fromisoformat(day)
    return f"{read.day:02}/{_MONTHS[read.month - 1]}/{read.year % 100:02}"
