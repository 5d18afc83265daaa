"""What an editor of queries asks, of both products: names, operators, suggestions.

OpenAPI of Jira Cloud platform v3: ``/jql/autocompletedata`` and ``…/suggestions``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

from jiraframe.jql import RESERVED_WORDS
from jiraframe.sandbox._call import Call
from jiraframe.sandbox._common_routes import rows
from jiraframe.sandbox._http import Answer, Json, errors
from jiraframe.sandbox._routing import Routes

_EQUAL: Final = ["=", "!=", "in", "not in", "is", "is not"]
_HISTORY: Final = ["was", "was not", "was in", "was not in", "changed"]
_ORDER: Final = ["=", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
_TEXT: Final = ["~", "!~", "is", "is not"]
_OPERATORS: Final[dict[str, list[str]]] = {
    "string": _TEXT,
    "date": _ORDER,
    "datetime": _ORDER,
    "number": _ORDER,
}
_JAVA: Final[dict[str, str]] = {
    "string": "java.lang.String",
    "date": "java.util.Date",
    "datetime": "java.util.Date",
    "number": "java.lang.Number",
    "user": "com.atlassian.jira.user.ApplicationUser",
    "project": "com.atlassian.jira.project.Project",
    "issuetype": "com.atlassian.jira.issue.issuetype.IssueType",
    "status": "com.atlassian.jira.issue.status.Status",
    "priority": "com.atlassian.jira.issue.priority.Priority",
    "resolution": "com.atlassian.jira.issue.resolution.Resolution",
    "version": "com.atlassian.jira.project.version.Version",
    "component": "com.atlassian.jira.bc.project.component.ProjectComponent",
}
# Function: its class of values, and whether it gives a list.
_FUNCTIONS: Final[dict[str, tuple[str, bool]]] = {
    "currentUser()": ("user", False),
    'membersOf("")': ("user", True),
    "now()": ("datetime", False),
    "startOfDay()": ("datetime", False),
    "startOfWeek()": ("datetime", False),
    "startOfMonth()": ("datetime", False),
    "startOfYear()": ("datetime", False),
    "endOfDay()": ("datetime", False),
    "endOfWeek()": ("datetime", False),
    "endOfMonth()": ("datetime", False),
    "endOfYear()": ("datetime", False),
    "openSprints()": ("sprint", True),
    "closedSprints()": ("sprint", True),
    "futureSprints()": ("sprint", True),
    'linkedIssues("")': ("issue", True),
    "standardIssueTypes()": ("issuetype", True),
    "subtaskIssueTypes()": ("issuetype", True),
    "releasedVersions()": ("version", True),
    "unreleasedVersions()": ("version", True),
}
_SUGGESTED: Final = 15


def _autocomplete(call: Call) -> Answer:
    fields = [_field(each) for each in call.instance.site.fields(call.instance.deployment)]
    return Answer(
        payload={
            "visibleFieldNames": [each for each in fields if each is not None],
            "visibleFunctionNames": [_function(name) for name in _FUNCTIONS],
            "jqlReservedWords": sorted(RESERVED_WORDS),
        }
    )


def _field(field: dict[str, Json]) -> dict[str, Json] | None:
    """Describe a field; flags are texts, and absent where they would say no."""
    if not field["clauseNames"]:
        return None
    schema = field.get("schema", {})
    kind = schema.get("items", schema.get("type", ""))
    found: dict[str, Json] = {"value": _name(field), "displayName": field["name"]}
    if field["custom"]:
        found["cfid"] = f"cf[{schema['customId']}]"
        found["displayName"] = f"{field['name']} - {found['cfid']}"
    for flag in ("orderable", "searchable"):
        if field[flag]:
            found[flag] = "true"
    if kind not in _OPERATORS:
        found["auto"] = "true"
    operators = _OPERATORS.get(kind, _EQUAL)
    historic = {"assignee", "fixVersions", "priority", "reporter", "resolution", "status"}
    found["operators"] = [*operators, *(_HISTORY if field["id"] in historic else ())]
    found["types"] = [_JAVA.get(kind, "java.lang.Object")]
    return found


def _name(field: dict[str, Json]) -> str:
    name = field["name"] if field["custom"] else field["clauseNames"][0]
    return name if re.fullmatch(r"\w+", name) else f'"{name}"'


def _function(name: str) -> dict[str, Json]:
    kind, is_list = _FUNCTIONS[name]
    found: dict[str, Json] = {"value": name, "displayName": name}
    if is_list:
        found["isList"] = "true"
    return {**found, "types": [_JAVA.get(kind, "java.lang.Object")]}


def _suggestions(call: Call) -> Answer:
    name = call.text("fieldName")
    if not name:
        return errors(400, "The field name is required.")
    typed = call.text("predicateValue") or call.text("fieldValue")
    by = call.text("predicateName")
    values = _people(call) if by == "by" else _values(call, name.strip('"').lower())
    needle = typed.strip('"').lower()
    found = sorted({each for each in values if needle in each.lower()})[:_SUGGESTED]
    return Answer(payload={"results": [_suggestion(each, needle) for each in found]})


def _values(call: Call, name: str) -> Iterable[str]:
    site = call.instance.site
    if name in {"assignee", "reporter", "creator", "watcher", "voter"}:
        return _people(call)
    lists = {
        "project": site.projects,
        "issuetype": site.issue_types,
        "type": site.issue_types,
        "status": site.statuses,
        "statuscategory": site.status_categories,
        "priority": site.priorities,
        "resolution": site.resolutions,
    }
    return [each["name"] for each in rows(call, lists[name])] if name in lists else []


def _people(call: Call) -> Iterable[str]:
    return [each["displayName"] for each in rows(call, call.instance.site.users)]


def _suggestion(value: str, needle: str) -> dict[str, Json]:
    shown = html.escape(value)
    if needle:
        pattern = re.escape(html.escape(needle))
        shown = re.sub(f"({pattern})", r"<b>\1</b>", shown, count=1, flags=re.IGNORECASE)
    quoted = value if re.fullmatch(r"\w+", value) else f'"{value}"'
    return {"value": quoted, "displayName": shown}


ROUTES: Final[Routes] = {
    ("GET", "/jql/autocompletedata"): _autocomplete,
    ("GET", "/jql/autocompletedata/suggestions"): _suggestions,
}
