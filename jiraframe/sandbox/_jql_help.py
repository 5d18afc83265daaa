"""What an editor of queries asks, of both products: names, operators, suggestions.

OpenAPI of Jira Cloud platform v3: ``/jql/autocompletedata`` and ``…/suggestions``. The names of
the types are those of Jira's classes.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql import RESERVED_WORDS, Comparison, Value, parse, quote
from jiraframe.sandbox._call import Call
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._functions import kind_of
from jiraframe.sandbox._http import Answer, Json, errors
from jiraframe.sandbox._routing import Routes
from jiraframe.sandbox._values import suggests

_OPERATORS: Final = (
    "=", "!=", "~", "!~", "<", "<=", ">", ">=", "in", "not in", "is", "is not",
    "was", "was not", "was in", "was not in", "changed",
)  # fmt: skip
_TYPES: Final[dict[str, str]] = {
    "text": "java.lang.String",
    "label": "com.atlassian.jira.issue.label.Label",
    "day": "java.util.Date",
    "instant": "java.util.Date",
    "number": "java.lang.Number",
    "key": "com.atlassian.jira.issue.Issue",
    "user": "com.atlassian.jira.user.ApplicationUser",
    "project": "com.atlassian.jira.project.Project",
    "issuetype": "com.atlassian.jira.issue.issuetype.IssueType",
    "status": "com.atlassian.jira.issue.status.Status",
    "statuscategory": "com.atlassian.jira.issue.status.category.StatusCategory",
    "priority": "com.atlassian.jira.issue.priority.Priority",
    "resolution": "com.atlassian.jira.issue.resolution.Resolution",
    "version": "com.atlassian.jira.project.version.Version",
    "component": "com.atlassian.jira.bc.project.component.ProjectComponent",
    "sprint": "com.atlassian.greenhopper.service.sprint.Sprint",
    "option": "com.atlassian.jira.issue.customfields.option.Option",
    "group": "com.atlassian.crowd.embedded.api.Group",
    "level": "com.atlassian.jira.issue.security.IssueSecurityLevel",
}
_FUNCTIONS: Final = (
    "currentUser()", 'membersOf("")', "now()", "currentLogin()",
    "startOfDay()", "startOfWeek()", "startOfMonth()", "startOfYear()",
    "endOfDay()", "endOfWeek()", "endOfMonth()", "endOfYear()",
    "openSprints()", "closedSprints()", "futureSprints()",
    'linkedIssues("")', "issueHistory()", 'updatedBy("")',
    "standardIssueTypes()", "subtaskIssueTypes()", "projectsLeadByUser()",
    "releasedVersions()", "unreleasedVersions()", 'latestReleasedVersion("")',
    'earliestUnreleasedVersion("")', 'cascadeOption("")',
)  # fmt: skip
_SUGGESTED: Final = 15


def _autocomplete(call: Call) -> Answer:
    return Answer(
        payload={
            "visibleFieldNames": _fields(call) if call.signed_in else [],
            "visibleFunctionNames": [_function(each) for each in _FUNCTIONS],
            "jqlReservedWords": sorted(RESERVED_WORDS),
        }
    )


def _fields(call: Call) -> list[Json]:
    """List every name of a system field, and each custom field once."""
    words = call.instance.site.words(call.instance.deployment)
    shared = Counter(clause.name for name, clause in words if name.startswith("cf["))
    found: list[Json] = []
    for name, clause in words:
        if not _is_custom(clause):
            found.append(_field(name, name, clause))
        elif name.startswith("cf["):
            written = name if shared[clause.name] > 1 else _written(clause.name)
            shown = f"{clause.name} - {name}"
            found.append({"cfid": name, **_field(written, shown, clause)})
    return found


def _is_custom(clause: Clause) -> bool:
    return clause.column.startswith("customfield_")


def _field(value: str, shown: str, clause: Clause) -> dict[str, Json]:
    """Describe a field; flags are texts, and absent where they would say no."""
    found: dict[str, Json] = {"value": value, "displayName": shown}
    flags = {"orderable": clause.sortable, "searchable": True, "auto": suggests(clause)}
    found |= {name: "true" for name, is_so in flags.items() if is_so}
    found["operators"] = [each for each in _OPERATORS if each in clause.operators]
    found["types"] = [_TYPES.get(clause.kind, "java.lang.Object")]
    return found


def _written(text: str) -> str:
    """Write a name or a value as a query holds it: in quotes where it needs them."""
    try:
        tree = parse(f"a = {text}").where
    except JQLSyntaxError:
        return quote(text)
    bare = isinstance(tree, Comparison) and tree.operand == Value(text)
    return text if bare else quote(text)


def _function(call: str) -> dict[str, Json]:
    kind, is_list = kind_of(call.partition("(")[0])
    found: dict[str, Json] = {"value": call, "displayName": call}
    if is_list:
        found["isList"] = "true"
    return {**found, "types": [_TYPES.get(kind, "java.lang.Object")]}


def _suggestions(call: Call) -> Answer:
    name = call.text("fieldName").strip('"')
    if not name:
        return errors(400, "The field name is required.")
    if call.text("predicateName") == "by":
        name = "assignee"
    typed = (call.text("predicateValue") or call.text("fieldValue")).strip('"').casefold()
    site, deployment = call.instance.site, call.instance.deployment
    values = site.values(name, deployment=deployment) if call.signed_in else []
    found = sorted({each for each in values if typed in each[1].casefold()}, key=lambda it: it[1])
    results = [_suggestion(*each, typed) for each in found[:_SUGGESTED]]
    return Answer(payload={"results": results})


def _suggestion(value: str, name: str, typed: str) -> dict[str, Json]:
    shown = html.escape(name)
    if typed:
        pattern = re.escape(html.escape(typed))
        shown = re.sub(f"({pattern})", r"<b>\1</b>", shown, count=1, flags=re.IGNORECASE)
    return {"value": _written(value), "displayName": shown}


ROUTES: Final[Routes] = {
    ("GET", "/jql/autocompletedata"): _autocomplete,
    ("GET", "/jql/autocompletedata/suggestions"): _suggestions,
}
