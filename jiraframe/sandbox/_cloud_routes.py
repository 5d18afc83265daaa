"""Cloud: every route but the searching ones. OpenAPI of Jira Cloud platform v3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._cloud_changes import ROUTES as CHANGE_ROUTES
from jiraframe.sandbox._cloud_jql import ROUTES as JQL_ROUTES
from jiraframe.sandbox._cloud_search import ROUTES as SEARCH_ROUTES
from jiraframe.sandbox._common_routes import COMMON, rows
from jiraframe.sandbox._http import Answer, Json, errors
from jiraframe.sandbox._issue_routes import CLOUD as ISSUE_ROUTES
from jiraframe.sandbox._paging import bean, bounds
from jiraframe.sandbox._project_routes import CLOUD as PROJECT_ROUTES
from jiraframe.sandbox._routing import Routes

_PROJECTS_A_PAGE: Final = 100
_USERS_A_PAGE: Final = 1000
_LONG: Final = 10_000


def _server_info(call: Call) -> Answer:
    url = call.instance.url
    return Answer(
        payload={
            "baseUrl": url,
            "displayUrl": url,
            "displayUrlServicedeskHelpCenter": url,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": [1001, 0, 0],
            "deploymentType": "Cloud",
            "buildNumber": 100283,
            "buildDate": "2026-11-01T00:00:00.000+0000",
            "serverTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
            "scmInfo": "0000000000000000000000000000000000000000",
            "serverTitle": "Sandbox Jira",
            "defaultLocale": {"locale": "en_US"},
            "serverTimeZone": "Etc/UTC",
        }
    )


def _field_search(call: Call) -> Answer:
    needle = call.text("query").lower()
    kinds, ids = call.words("type"), call.words("id")
    found = [
        {
            "id": each["id"],
            "name": each["name"],
            "schema": each["schema"],
            "description": "",
            "isLocked": False,
        }
        for each in (call.instance.site.fields("cloud") if call.signed_in else [])
        if "schema" in each
        and needle in each["name"].lower()
        and (not kinds or ("custom" if each["custom"] else "system") in kinds)
        and (not ids or each["id"] in ids)
    ]
    return Answer(payload=bean(call, found, most=_USERS_A_PAGE))


def _project_search(call: Call) -> Answer:
    needle = call.text("query").lower()
    keys, ids = call.words("keys"), call.words("id")
    found = [
        each
        for each in rows(call, call.instance.site.projects)
        if needle in f"{each['key']} {each['name']}".lower()
        and (not keys or each["key"] in keys)
        and (not ids or each["id"] in ids)
    ]
    order = call.text("orderBy", "key")
    if order.lstrip("+-") in {"key", "name"}:
        found.sort(key=lambda each: str(each[order.lstrip("+-")]), reverse=order.startswith("-"))
    return Answer(payload=bean(call, found, most=_PROJECTS_A_PAGE))


def _statuses_search(call: Call) -> Answer:
    needle = call.text("searchString").lower()
    found = [
        _status(each)
        for each in rows(call, call.instance.site.statuses)
        if needle in each["name"].lower()
    ]
    return Answer(payload=bean(call, found, default=200, most=200))


_CATEGORIES: Final = {"new": "TODO", "indeterminate": "IN_PROGRESS", "done": "DONE"}


def _status(status: dict[str, Json]) -> dict[str, Json]:
    return {
        "id": status["id"],
        "name": status["name"],
        "statusCategory": _CATEGORIES.get(status["statusCategory"]["key"], "TODO"),
        "description": status.get("description", ""),
        "scope": {"type": "GLOBAL"},
    }


def _priority_search(call: Call) -> Answer:
    return Answer(
        payload=bean(call, _with_default(rows(call, call.instance.site.priorities)), most=_LONG)
    )


def _resolution_search(call: Call) -> Answer:
    return Answer(payload=bean(call, rows(call, call.instance.site.resolutions), most=_LONG))


def _with_default(items: list[dict[str, Json]]) -> list[dict[str, Json]]:
    return [{**each, "isDefault": False} for each in items]


def _users_search(call: Call) -> Answer:
    if not call.signed_in:
        return errors(403, "You do not have permission to browse users.")
    start, size = bounds(call, default=50, most=_USERS_A_PAGE)
    return Answer(payload=rows(call, call.instance.site.users)[start : start + size])


def _user_search(call: Call) -> Answer:
    """Look at the first 1,000 users, cut the page, and only then compare."""
    if "query" not in call.query and "accountId" not in call.query:
        return errors(400, "The query parameter is required.")
    start, size = bounds(call, default=50, most=_USERS_A_PAGE)
    page = rows(call, call.instance.site.users)[:_USERS_A_PAGE][start : start + size]
    needle, account_id = call.text("query").lower(), call.text("accountId")
    return Answer(payload=[u for u in page if _is_meant(u, needle, account_id)])


def _is_meant(user: dict[str, Json], needle: str, account_id: str) -> bool:
    if account_id:
        return bool(user["accountId"] == account_id)
    return needle in f"{user['displayName']} {user.get('emailAddress', '')}".lower()


ROUTES: Final[Routes] = {
    **SEARCH_ROUTES,
    **JQL_ROUTES,
    **CHANGE_ROUTES,
    **ISSUE_ROUTES,
    **PROJECT_ROUTES,
    **COMMON,
    ("GET", "/serverInfo"): _server_info,
    ("GET", "/field/search"): _field_search,
    ("GET", "/project/search"): _project_search,
    ("GET", "/statuses/search"): _statuses_search,
    ("GET", "/priority/search"): _priority_search,
    ("GET", "/resolution/search"): _resolution_search,
    ("GET", "/users/search"): _users_search,
    ("GET", "/user/search"): _user_search,
}
