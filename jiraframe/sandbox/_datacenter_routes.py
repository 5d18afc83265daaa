"""Data Center: every route but search. OpenAPI of Jira Data Center 10.3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._common_routes import COMMON, rows
from jiraframe.sandbox._datacenter_search import ROUTES as SEARCH_ROUTES
from jiraframe.sandbox._http import Answer, Json, errors
from jiraframe.sandbox._issue_routes import DATACENTER as ISSUE_ROUTES
from jiraframe.sandbox._jql_help import ROUTES as HELP_ROUTES
from jiraframe.sandbox._paging import bean, bounds, offset_page
from jiraframe.sandbox._project_routes import DATACENTER as PROJECT_ROUTES
from jiraframe.sandbox._routing import Routes

# 10.x lowered the page of users from 1,000: JRASERVER-78660.
_USERS_A_PAGE: Final = 100
_USERS_LISTED: Final = 2000


def _server_info(call: Call) -> Answer:
    return Answer(
        payload={
            "baseUrl": call.instance.url,
            "version": "10.3.12",
            "versionNumbers": [10, 3, 12],
            "deploymentType": "Server",
            "buildNumber": 10030012,
            "buildDate": "2026-10-01T00:00:00.000+0000",
            "databaseBuildNumber": 10030012,
            "serverTime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000"),
            "scmInfo": "0000000000000000000000000000000000000000",
            "serverTitle": "Sandbox Jira",
        }
    )


def _user_search(call: Call) -> Answer:
    needle = call.text("username").lower()
    if not needle:
        return errors(400, "The username query parameter was not provided")
    start, size = bounds(call, default=50, most=_USERS_A_PAGE)
    found = [
        each
        for each in rows(call, call.instance.site.users)
        # A full stop finds everybody: it is in every e-mail.
        if needle == "."
        or needle in f"{each['name']} {each['displayName']} {each.get('emailAddress')}".lower()
    ]
    return Answer(payload=found[start : start + size])


def _user_list(call: Call) -> Answer:
    users = rows(call, call.instance.site.users)
    start = call.number("cursor", 0)
    _, size = bounds(call, default=_USERS_LISTED, most=_USERS_LISTED)
    end = start + size
    payload: dict[str, Json] = {"values": users[start:end], "isLast": end >= len(users)}
    if end < len(users):
        payload["nextCursor"] = str(end)
    return Answer(payload=payload)


def _custom_fields(call: Call) -> Answer:
    found = [
        {
            "id": each["id"],
            "name": each["name"],
            "type": each["schema"]["custom"],
            "description": "",
        }
        for each in (call.instance.site.fields("datacenter") if call.signed_in else [])
        if each["custom"]
    ]
    return Answer(payload=offset_page(call, found, default=50, most=1000))


def _page_of_statuses(call: Call) -> Answer:
    return Answer(payload=bean(call, rows(call, call.instance.site.statuses), most=1000))


ROUTES: Final[Routes] = {
    **COMMON,
    **SEARCH_ROUTES,
    **ISSUE_ROUTES,
    **PROJECT_ROUTES,
    **HELP_ROUTES,
    ("GET", "/serverInfo"): _server_info,
    ("GET", "/user/search"): _user_search,
    ("GET", "/user/list"): _user_list,
    ("GET", "/customFields"): _custom_fields,
    ("GET", "/status/page"): _page_of_statuses,
}
