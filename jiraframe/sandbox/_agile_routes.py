"""Boards and sprints, of both products.

OpenAPI of Jira Software Cloud and of Jira Data Center 10.3: ``/rest/agile/1.0``.
"""

from __future__ import annotations

from typing import Final

from jiraframe.errors import JQLSyntaxError
from jiraframe.sandbox._call import Call
from jiraframe.sandbox._common_routes import rows
from jiraframe.sandbox._http import Answer, Json, Refused, errors
from jiraframe.sandbox._issue_json import about_fields, issue_json
from jiraframe.sandbox._jql_texts import syntax_text
from jiraframe.sandbox._paging import bounds, offset_page
from jiraframe.sandbox._problems import SemanticJQL
from jiraframe.sandbox._routing import Routes
from jiraframe.sandbox._wanted import wanted

_A_PAGE: Final = 50
_ISSUES_A_PAGE: Final = 100
_COLUMNS: Final = {"new": "To Do", "indeterminate": "In Progress", "done": "Done"}


def _boards(call: Call) -> Answer:
    found = [each for each in rows(call, call.instance.site.boards) if _is_asked(call, each)]
    page = offset_page(call, found, default=_A_PAGE, most=_A_PAGE)
    last = page["startAt"] + page["maxResults"] >= len(found)
    return Answer(payload={**page, "isLast": last})


def _is_asked(call: Call, board: dict[str, Json]) -> bool:
    types, project = call.words("type"), call.text("projectKeyOrId")
    if types and board["type"] not in types:
        return False
    if call.text("name").lower() not in board["name"].lower():
        return False
    return not project or project.upper() in _projects(call, board["id"])


def _projects(call: Call, board_id: int) -> frozenset[str]:
    """Give the key and id of a board's project, which Data Center knows and does not tell."""
    boards = call.instance.site.boards(deployment="cloud", base_url=call.base_url)
    location = next(b.get("location") or {} for b in boards if b["id"] == board_id)
    return frozenset(str(location.get(name)) for name in ("projectKey", "projectId"))


def _find_board(call: Call) -> dict[str, Json]:
    for each in rows(call, call.instance.site.boards):
        if str(each["id"]) == call.parts["board"]:
            return each
    raise Refused(
        errors(
            404,
            "The requested board cannot be viewed because it either does not "
            "exist or you do not have permission to view it.",
        )
    )


def _board(call: Call) -> Answer:
    return Answer(payload=_find_board(call))


def _configuration(call: Call) -> Answer:
    board = _find_board(call)
    agile = f"{call.base_url}/rest/agile/1.0"
    found = {
        "id": board["id"],
        "name": board["name"],
        "type": board["type"],
        "self": f"{agile}/board/{board['id']}/configuration",
        "filter": {
            "id": str(10_000 + board["id"]),
            "self": f"{call.base_url}/rest/api/2/filter/{10_000 + board['id']}",
        },
        "columnConfig": {"columns": _columns(call), "constraintType": "none"},
        "ranking": {"rankCustomFieldId": _custom_id(call, "gh-lexo-rank")},
    }
    if board["type"] == "scrum":
        field = {"fieldId": "timeoriginalestimate", "displayName": "Original estimate"}
        found["estimation"] = {"type": "field", "field": _estimation(call) or field}
    return Answer(payload=found)


def _columns(call: Call) -> list[dict[str, Json]]:
    columns: dict[str, list[Json]] = {name: [] for name in _COLUMNS.values()}
    for status in rows(call, call.instance.site.statuses):
        column = _COLUMNS.get(status["statusCategory"]["key"])
        if column:
            columns[column].append({"id": status["id"], "self": status["self"]})
    return [{"name": name, "statuses": statuses} for name, statuses in columns.items()]


def _estimation(call: Call) -> dict[str, Json] | None:
    for field in call.instance.site.fields(call.instance.deployment):
        if field["custom"] and field["name"].lower() == "story points":
            return {"fieldId": field["id"], "displayName": field["name"]}
    return None


def _custom_id(call: Call, custom: str) -> int:
    for field in call.instance.site.fields(call.instance.deployment):
        if field.get("schema", {}).get("custom", "").endswith(custom):
            return int(field["schema"]["customId"])
    return 10_019


def _sprints(call: Call) -> Answer:
    board = _find_board(call)
    found = call.instance.site.sprints(
        board["id"], deployment=call.instance.deployment, base_url=call.base_url
    )
    if found is None:
        return errors(400, "The board does not support sprints")
    states = call.words("state")
    found = [each for each in found if not states or each["state"] in states]
    # Nobody says how many sprints there are.
    page = offset_page(call, found, default=_A_PAGE, most=_A_PAGE, counted=False)
    last = page["startAt"] + page["maxResults"] >= len(found)
    return Answer(payload={**page, "isLast": last})


def _find_sprint(call: Call) -> dict[str, Json]:
    site = call.instance.site
    for board in rows(call, site.boards):
        sprints = site.sprints(
            board["id"], deployment=call.instance.deployment, base_url=call.base_url
        )
        for sprint in sprints or []:
            if str(sprint["id"]) == call.parts["sprint"]:
                return sprint
    raise Refused(errors(404, "Sprint does not exist"))


def _sprint(call: Call) -> Answer:
    return Answer(payload=_find_sprint(call))


def _board_issues(call: Call) -> Answer:
    return _issues(call, call.instance.site.board_positions(_find_board(call)["id"]))


def _sprint_issues(call: Call) -> Answer:
    return _issues(call, call.instance.site.sprint_positions(_find_sprint(call)["id"]))


def _issues(call: Call, positions: list[int]) -> Answer:
    """Answer like a search with a total, in both products."""
    found = _filtered(call, positions)
    start, size = bounds(call, default=_A_PAGE, most=_ISSUES_A_PAGE)
    test = wanted(call.words("fields"), navigable=call.instance.site.navigable, base="*navigable")
    expand = frozenset(call.words("expand"))
    shown = call.instance.faults.drop("drop_ids", found[start : start + size], call.request.path)
    payload = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": size,
        "total": len(found),
        "issues": [issue_json(call, each, fields=test, expand=expand) for each in shown],
    }
    return Answer(payload=payload | about_fields(call, fields=test, expand=expand))


def _filtered(call: Call, positions: list[int]) -> list[int]:
    jql = call.text("jql")
    if not jql:
        return positions
    jira = call.instance
    try:
        inside = set(positions)
        return [p for p in jira.searches.find(jql, deployment=jira.deployment) if p in inside]
    except JQLSyntaxError as error:
        raise Refused(errors(400, syntax_text(error))) from None
    except SemanticJQL as wrong:
        raise Refused(errors(400, *wrong.errors, *wrong.warnings)) from None


ROUTES: Final[Routes] = {
    ("GET", "/board"): _boards,
    ("GET", "/board/{board}"): _board,
    ("GET", "/board/{board}/configuration"): _configuration,
    ("GET", "/board/{board}/sprint"): _sprints,
    ("GET", "/board/{board}/issue"): _board_issues,
    ("GET", "/sprint/{sprint}"): _sprint,
    ("GET", "/sprint/{sprint}/issue"): _sprint_issues,
}
