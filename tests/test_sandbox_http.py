"""The sandbox as a client sees it: both products over HTTP, sign-ins, limits."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from jiraframe import sandbox
from tests.sandbox_client import AGILE, ALL, V2, V3, Client, basic, stranger

ISSUES = 230


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=ISSUES, seed=7)


@pytest.fixture(scope="module")
def cloud_box(site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(site=site) as box:
        yield box


@pytest.fixture(scope="module")
def dc_box(site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(
        "datacenter", site=site, context_path="/jira", page_cap=100, window=200
    ) as box:
        yield box


@pytest.fixture
def cloud(cloud_box: sandbox.Sandbox) -> Iterator[Client]:
    client = Client(cloud_box)
    yield client
    client.session.close()
    cloud_box.faults.clear()


@pytest.fixture
def dc(dc_box: sandbox.Sandbox) -> Iterator[Client]:
    client = Client(dc_box)
    yield client
    client.session.close()
    dc_box.faults.clear()


@pytest.fixture(params=["cloud", "datacenter"])
def either(request: pytest.FixtureRequest) -> Client:
    client: Client = request.getfixturevalue("cloud" if request.param == "cloud" else "dc")
    return client


# Cloud: search


def test_cloud_search_gives_ids_only_unless_fields_are_asked_for(cloud: Client) -> None:
    [issue] = cloud.search(maxResults=1).json()["issues"]
    assert list(issue) == ["id"]
    [issue] = cloud.search(maxResults=1, fields=["summary"]).json()["issues"]
    assert set(issue) == {"expand", "id", "self", "key", "fields"}
    assert list(issue["fields"]) == ["summary"]


def test_cloud_pages_end_without_a_token(cloud: Client) -> None:
    pages = cloud.walk(maxResults=100)
    assert [len(page["issues"]) for page in pages] == [100, 100, 30]
    assert [page["isLast"] for page in pages] == [False, False, True]
    assert len({issue["id"] for page in pages for issue in page["issues"]}) == ISSUES
    assert not {"total", "startAt", "maxResults"} & pages[0].keys()


def test_cloud_pages_with_fields_are_shorter_than_asked(cloud: Client) -> None:
    assert len(cloud.search(maxResults=5000).json()["issues"]) == ISSUES
    assert len(cloud.search(maxResults=5000, fields=["id", "key"]).json()["issues"]) == ISSUES
    assert len(cloud.search(maxResults=5000, fields=["summary"]).json()["issues"]) == 100


def test_cloud_get_and_post_agree(cloud: Client) -> None:
    got = cloud.get(
        f"{V3}/search/jql", jql=ALL, fields="summary,status", maxResults=3, expand="names,schema"
    ).json()
    posted = cloud.search(fields=["summary", "status"], maxResults=3, expand="names,schema").json()
    assert got["issues"] == posted["issues"]
    assert got["names"] == posted["names"] == {"summary": "Summary", "status": "Status"}
    assert got["schema"]["summary"] == {"type": "string", "system": "summary"}


def test_cloud_tokens_are_bound_to_query_and_fields(cloud: Client) -> None:
    token = cloud.search(maxResults=1).json()["nextPageToken"]
    assert cloud.search(maxResults=7, nextPageToken=token).status_code == 200
    for other in (
        cloud.search("project IS NOT EMPTY ORDER BY key", nextPageToken=token),
        cloud.search(fields=["summary"], nextPageToken=token),
        cloud.search(nextPageToken="x" + token),
        cloud.search(nextPageToken="AAAA"),
    ):
        assert other.status_code == 400
        assert other.json()["errorMessages"] == [
            "The provided next page token is invalid or expired."
        ]


PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."
RANGE = "The max results parameter has to be between 1 and 5,000."
UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
VALUE = "Expecting either a value, list or function"
OPERATORS = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and "
    "'IS NOT'."
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"jql": ""}, UNBOUNDED),
        ({"jql": "ORDER BY created"}, UNBOUNDED),
        ({"jql": ALL, "maxResults": 0}, RANGE),
        ({"jql": ALL, "maxResults": -1}, RANGE),
        ({"jql": "", "maxResults": 5001}, RANGE),
        ({"jql": ALL, "startAt": 0}, PAYLOAD),
        ({"jql": ALL, "validateQuery": True}, PAYLOAD),
        ({"jql": 5}, PAYLOAD),
        ({"jql": ALL, "maxResults": "50"}, PAYLOAD),
        ({"jql": ALL, "maxResults": True}, PAYLOAD),
        ({"jql": ALL, "expand": ["names"]}, PAYLOAD),
        ({"jql": ALL, "reconcileIssues": [*range(51)]}, PAYLOAD),
        ({"jql": f"{ALL} ORDER BY a,b,c,d,e,f,g,h"}, "ORDER BY clause is 7"),
        ({"jql": "a query"}, f"Expecting operator but got 'query'. {OPERATORS}"),
        ({"jql": "a = 1 AND"}, "Expecting a field name at the end of the query."),
        ({"jql": "status ="}, f"{VALUE} before the end of the query."),
        ({"jql": "a = 1\nAND b = = 2"}, f"{VALUE} but got '='. You must surround '=' in"),
        ({"jql": "a = 1\nAND b = = 2"}, "to use it as a value. (line 2, character 9)"),
        ({"jql": "a = 1 status"}, "Expecting either 'OR' or 'AND' but got 'status'. (line 1, cha"),
        ({"jql": "(a = 1"}, "Expecting ')' before the end of the query."),
        ({"jql": "a = 'unclosed"}, "string 'unclosed' has not been completed. (line 1, character"),
    ],
)
def test_cloud_refuses_with_jiras_words(cloud: Client, body: dict[str, Any], text: str) -> None:
    answer = cloud.post(f"{V3}/search/jql", **body)
    assert answer.status_code == 400
    [message] = answer.json()["errorMessages"]
    assert text in message
    assert ("errors" in answer.json()) == (text != PAYLOAD)


def test_cloud_refuses_what_is_no_json(cloud: Client) -> None:
    url = f"{cloud.box.url}{V3}/search/jql"
    headers = {"Content-Type": "application/json"}
    broken = cloud.session.post(url, data="{", headers=headers, timeout=10)
    assert "There was an error parsing JSON" in broken.json()["errorMessages"][0]
    empty = cloud.session.post(url, headers=headers, timeout=10)
    assert "No content to map to Object" in empty.json()["errorMessages"][0]
    untyped = cloud.session.post(url, data=b"{}", timeout=10)
    assert (untyped.status_code, untyped.headers["Content-Type"]) == (
        415,
        "application/problem+json",
    )
    text = cloud.get(f"{V3}/search/jql", jql=ALL, maxResults="x")
    assert text.json()["detail"] == "Failed to convert 'maxResults' with value: 'x'"


@pytest.mark.parametrize(
    "jql", ["nosuchfield = 1", "project = NOSUCH", "status = nosuchFunction()", "summary = x"]
)
def test_cloud_says_nothing_of_semantic_mistakes(cloud: Client, jql: str) -> None:
    answer = cloud.search(jql)
    assert (answer.status_code, answer.text) == (200, '{"issues":[],"isLast":true}')
    assert cloud.post(f"{V3}/search/approximate-count", jql=jql).json() == {"count": 0}


def test_cloud_ignores_an_unknown_sort_field(cloud: Client) -> None:
    assert len(cloud.search(f"{ALL} ORDER BY nosuch", maxResults=5000).json()["issues"]) == ISSUES


def test_cloud_counts(cloud: Client) -> None:
    assert cloud.post(f"{V3}/search/approximate-count", jql=ALL).json() == {"count": ISSUES}
    assert cloud.post(f"{V2}/search/approximate-count", jql="").status_code == 400
    assert cloud.get(f"{V3}/search/approximate-count").status_code == 405


@pytest.mark.parametrize("version", [V2, V3])
def test_cloud_has_retired_the_old_search(cloud: Client, version: str) -> None:
    for answer in (cloud.get(f"{version}/search"), cloud.post(f"{version}/search", jql=ALL)):
        assert answer.status_code == 410
        assert "/rest/api/3/search/jql" in answer.json()["errorMessages"][0]


def test_cloud_bulkfetch_goes_by_id_and_leaves_out_the_unknown(cloud: Client) -> None:
    keys = [i["key"] for i in cloud.search(fields=["key"], maxResults=5).json()["issues"]]
    ids = sorted(int(i["id"]) for i in cloud.search(maxResults=5).json()["issues"])
    asked = [keys[0].lower(), "999999999", "NOSUCH-1", *keys[1:], str(ids[0])]
    answer = cloud.post(f"{V3}/issue/bulkfetch", issueIdsOrKeys=asked, fields=["summary"]).json()
    assert [int(issue["id"]) for issue in answer["issues"]] == ids
    assert answer["issueErrors"] == []
    for wrong in ([], ["1"] * 101):
        assert cloud.post(f"{V3}/issue/bulkfetch", issueIdsOrKeys=wrong).status_code == 400


def test_cloud_bulkfetch_gives_navigable_fields_unless_others_are_asked_for(
    cloud: Client, site: sandbox.Site
) -> None:
    [found] = cloud.search(maxResults=1).json()["issues"]
    [issue] = cloud.post(f"{V3}/issue/bulkfetch", issueIdsOrKeys=[found["id"]]).json()["issues"]
    assert "summary" in issue["fields"]
    assert all(site.navigable(field_id) for field_id in issue["fields"])


# Cloud: histories


@pytest.fixture(scope="module")
def longest(site: sandbox.Site) -> tuple[str, int]:
    """The issue with the most changes, and how many they are."""

    def changes(position: int) -> int:
        return len(site.changelog(position, deployment="cloud", base_url=""))

    position = max(site.search(ALL, deployment="cloud"), key=changes)
    return site.id_and_key(position)[1], changes(position)


def test_cloud_lists_cut_histories_and_the_issue_route_has_them_all(
    cloud: Client, longest: tuple[str, int]
) -> None:
    key, total = longest
    assert total > 40, "the site needs an issue with more changes than a list holds"
    [issue] = cloud.search(f"key = {key}", fields=["summary"], expand="changelog").json()["issues"]
    listed = issue["changelog"]
    assert (len(listed["histories"]), listed["total"]) == (40, total)
    page = cloud.get(f"{V3}/issue/{key}/changelog", startAt=total - 40).json()
    newest_first = [history["id"] for history in page["values"]][::-1]
    assert [history["id"] for history in listed["histories"]] == newest_first
    assert page["isLast"] is True
    assert page["total"] == total


def test_cloud_bulk_changes_split_an_issue_over_pages_and_date_them_by_number(
    cloud: Client, longest: tuple[str, int]
) -> None:
    key, total = longest
    found, token, pages = [], {}, 0
    while True:
        body = {"issueIdsOrKeys": [key], "maxResults": 7, **token}
        answer = cloud.post(f"{V3}/changelog/bulkfetch", **body).json()
        pages += 1
        for each in answer["issueChangeLogs"]:
            found.extend(each["changeHistories"])
        if "nextPageToken" not in answer:
            break
        token = {"nextPageToken": answer["nextPageToken"]}
    assert pages == -(-total // 7)
    created = [each["created"] for each in found]
    assert created == sorted(created)
    assert all(isinstance(each, int) for each in created)
    assert len({each["id"] for each in found}) == total


def test_cloud_changes_are_read_by_id_too(cloud: Client, longest: tuple[str, int]) -> None:
    first = cloud.get(f"{V3}/issue/{longest[0]}/changelog", maxResults=2).json()["values"]
    ids = [int(each["id"]) for each in first]
    answer = cloud.post(f"{V3}/issue/{longest[0]}/changelog/list", changelogIds=ids).json()
    assert answer["values"] == first


# Cloud: the parser


def test_cloud_parser_modes(cloud: Client) -> None:
    queries = ["project = NOSUCH", "nosuch = 1", "status ="]

    def parts(mode: str) -> list[set[str]]:
        answer = cloud.post(f"{V3}/jql/parse?validation={mode}", queries=queries)
        assert answer.status_code == 200
        return [set(each) - {"query"} for each in answer.json()["queries"]]

    assert parts("strict") == [{"structure", "warnings"}, {"errors"}, {"errors"}]
    assert parts("warn") == [{"structure", "warnings"}, {"structure", "errors"}, {"errors"}]
    assert parts("none") == [{"structure"}, {"structure"}, {"errors"}]
    assert cloud.post(f"{V3}/jql/parse?validation=loose", queries=queries).status_code == 400
    assert cloud.post(f"{V3}/jql/parse", queries=[]).status_code == 400


def test_cloud_parser_gives_the_structure(cloud: Client) -> None:
    jql = (
        'NOT (status WAS "To Do" BEFORE now()) AND assignee IN (currentUser(), EMPTY) ORDER BY key'
    )
    [parsed] = cloud.post(f"{V3}/jql/parse?validation=none", queries=[jql]).json()["queries"]
    negated, members = parsed["structure"]["where"]["clauses"]
    assert parsed["structure"]["where"]["operator"] == "and"
    assert negated["operator"] == "not"
    [was] = negated["clauses"]
    assert was["operator"] == "was"
    assert was["operand"] == {"value": "To Do", "encodedValue": '"To Do"'}
    assert was["predicates"][0]["operator"] == "before"
    assert was["predicates"][0]["operand"]["function"] == "now"
    assert members["operand"]["encodedOperand"] == "(currentUser(), empty)"
    assert parsed["structure"]["orderBy"]["fields"][0]["field"]["name"] == "key"


def test_cloud_match(cloud: Client) -> None:
    ids = [int(each["id"]) for each in cloud.search(maxResults=2).json()["issues"]]
    answer = cloud.post(f"{V3}/jql/match", issueIds=ids, jqls=[f"id = {ids[0]}", "nosuch = 1"])
    first, second = answer.json()["matches"]
    assert first == {"matchedIssues": ids[:1], "errors": []}
    assert second["matchedIssues"] == []
    assert second["errors"]


# Lists, both products


def test_editors_help(either: Client) -> None:
    data = either.get(f"{V2}/jql/autocompletedata").json()
    by_name = {each["value"]: each for each in data["visibleFieldNames"]}
    assert {"=", "was", "changed"} <= set(by_name["status"]["operators"])
    assert all(each.get("orderable", "true") == "true" for each in by_name.values())
    assert "currentUser()" in {each["value"] for each in data["visibleFunctionNames"]}
    assert "select" in data["jqlReservedWords"]
    project = either.get(f"{V2}/project").json()[0]
    answer = either.get(
        f"{V2}/jql/autocompletedata/suggestions",
        fieldName="project",
        fieldValue=project["name"][:3].lower(),
    ).json()
    assert f"<b>{project['name'][:3]}</b>" in answer["results"][0]["displayName"]


@pytest.mark.parametrize(
    "route",
    ["field", "project", "status", "issuetype", "priority", "resolution", "statuscategory"],
)
def test_bare_lists(either: Client, route: str) -> None:
    answer = either.get(f"{V2}/{route}").json()
    assert len(answer) > 1
    assert all("name" in each for each in answer)


@pytest.mark.parametrize(
    ("route", "params"),
    [
        ("project/search", {"orderBy": "-key"}),
        ("field/search", {"type": "custom"}),
        ("statuses/search", {}),
        ("priority/search", {}),
        ("resolution/search", {}),
    ],
)
def test_cloud_paged_lists_follow_one_another(
    cloud: Client, route: str, params: dict[str, str]
) -> None:
    whole = cloud.get(f"{V3}/{route}", maxResults=100, **params).json()
    assert whole["isLast"] is True
    assert "nextPage" not in whole
    first = cloud.get(f"{V3}/{route}", maxResults=1, **params).json()
    assert first["isLast"] is False
    following = cloud.session.get(first["nextPage"], timeout=10).json()
    assert [*first["values"], *following["values"]] == whole["values"][:2]


def test_cloud_users_are_compared_after_the_page_is_cut(cloud: Client) -> None:
    users = cloud.get(f"{V3}/users/search", maxResults=1000).json()
    name = users[-1]["displayName"]
    assert cloud.get(f"{V3}/user/search", query=name, maxResults=1).json() == []
    assert users[-1] in cloud.get(f"{V3}/user/search", query=name, maxResults=1000).json()
    assert cloud.get(f"{V3}/user/search").status_code == 400


def test_datacenter_users(dc: Client) -> None:
    users = dc.get(f"{V2}/user/search", username=".").json()
    assert 1 < len(users) <= 50
    assert dc.get(f"{V2}/user/search", username=users[0]["name"]).json()[0] == users[0]
    assert dc.get(f"{V2}/user/search").status_code == 400
    first = dc.get(f"{V2}/user/list", maxResults=1).json()
    second = dc.get(f"{V2}/user/list", cursor=first["nextCursor"], maxResults=1).json()
    assert [*first["values"], *second["values"]] == users[:2]


def test_projects_by_key_and_id(either: Client) -> None:
    project = either.get(f"{V2}/project").json()[0]
    for name in (project["key"], project["key"].lower(), project["id"]):
        assert either.get(f"{V2}/project/{name}").json()["key"] == project["key"]
    missing = either.get(f"{V2}/project/NOSUCH")
    assert missing.status_code == 404
    assert missing.json()["errorMessages"] == ["No project could be found with key 'NOSUCH'."]


# One issue, both products


def test_one_issue(either: Client, longest: tuple[str, int]) -> None:
    key, total = longest
    issue = either.get(f"{V2}/issue/{key}", fields="summary,-status", expand="names,changelog")
    assert issue.json()["key"] == key
    assert list(issue.json()["fields"]) == ["summary"]
    assert issue.json()["names"] == {"summary": "Summary"}
    created = [each["created"] for each in issue.json()["changelog"]["histories"]]
    assert created == sorted(created, reverse=either.box.mode == "cloud")
    assert len(created) == (min(total, 100) if either.box.mode == "cloud" else total)
    missing = either.get(f"{V2}/issue/NOSUCH-1")
    assert missing.status_code == 404
    assert "xist" in missing.json()["errorMessages"][0]


@pytest.mark.parametrize("what", ["comment", "worklog"])
def test_rows_of_an_issue(either: Client, site: sandbox.Site, what: str) -> None:
    read = {"comment": site.comments, "worklog": site.worklogs}[what]

    def rows(position: int) -> int:
        return len(read(position, deployment=either.box.mode, version=2, base_url=either.box.url))

    position = max(site.search(ALL, deployment="cloud"), key=rows)
    key, total = site.id_and_key(position)[1], rows(position)
    assert total > 2
    whole = either.get(f"{V2}/issue/{key}/{what}", maxResults=5000).json()
    assert (whole["total"], len(whole[f"{what}s"])) == (total, total)
    part = either.get(f"{V2}/issue/{key}/{what}", startAt=1, maxResults=1).json()
    paged = what == "comment" or either.box.mode == "cloud"
    assert part[f"{what}s"] == (whole[f"{what}s"][1:2] if paged else whole[f"{what}s"])


# Data Center: search


def test_datacenter_lowers_the_page_silently(dc: Client) -> None:
    answer = dc.search(maxResults=1000, fields=["summary"]).json()
    assert (answer["maxResults"], len(answer["issues"]), answer["total"]) == (100, 100, ISSUES)
    assert list(answer["issues"][0]["fields"]) == ["summary"]


def test_datacenter_counts_without_rows(dc: Client) -> None:
    answer = dc.search("", maxResults=0).json()
    assert (answer["issues"], answer["total"], answer["maxResults"]) == ([], ISSUES, 0)


def test_datacenter_fails_beyond_the_window(dc: Client) -> None:
    assert dc.search(startAt=100, maxResults=100).status_code == 200
    answer = dc.search(startAt=101, maxResults=1000)
    assert answer.status_code == 500
    assert "requests 201 results which exceeded" in answer.json()["errorMessages"][0]


def test_datacenter_validates_unless_told_not_to(dc: Client) -> None:
    found = dc.search(maxResults=1).json()["issues"][0]["id"]
    jql = f"id IN ({found}, 987654321)"
    refused = dc.search(jql)
    assert refused.status_code == 400
    assert "987654321" in refused.json()["errorMessages"][0]
    answer = dc.search(jql, validateQuery=False).json()
    assert [issue["id"] for issue in answer["issues"]] == [found]
    assert "987654321" in answer["warningMessages"][0]
    nothing = dc.get(f"{V2}/search", jql="nosuch = 1", validateQuery="false").json()
    assert (nothing["total"], len(nothing["warningMessages"])) == (0, 1)


def test_datacenter_reports_every_problem(dc: Client) -> None:
    answer = dc.search("nosuch = 1 AND project = NOSUCH ORDER BY bogus")
    assert answer.status_code == 400
    assert len(answer.json()["errorMessages"]) == 3
    syntax = dc.search("status =").json()["errorMessages"]
    assert syntax == [f"Error in the JQL Query: {VALUE} before the end of the query."]


def test_datacenter_refuses_unknown_properties(dc: Client) -> None:
    answer = dc.search(fieldsByKeys=True)
    assert answer.status_code == 400
    assert answer.json()["errorMessages"][0].startswith('Unrecognized field "fieldsByKeys"')


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        (f"{V3}/search/jql", 404, "text/html"),
        (f"{V3}/myself", 404, "text/html"),
        (f"{V2}/search/jql", 404, "application/json"),
        (f"{V2}/project/search", 404, "application/json"),
        (f"{V2}/users/search", 404, "application/json"),
        ("/_edge/tenant_info", 404, "text/html"),
    ],
)
def test_datacenter_has_no_routes_of_cloud(dc: Client, path: str, status: int, kind: str) -> None:
    answer = dc.get(path)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (status, kind)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{V3}/search/jql", 403),
        (f"{V2}/search/approximate-count", 404),
        (f"{V2}/jql/parse", 404),
        (f"{V2}/issue/bulkfetch", 405),
    ],
)
def test_datacenter_has_no_reading_posts_of_cloud(dc: Client, path: str, status: int) -> None:
    assert dc.post(path, jql=ALL).status_code == status


def test_datacenter_lives_under_its_context_path(dc: Client) -> None:
    assert dc.get(f"{V2}/serverInfo").json()["baseUrl"].endswith("/jira")
    outside = dc.session.get(dc.box.url.removesuffix("/jira") + f"{V2}/serverInfo", timeout=10)
    assert outside.status_code == 404
    with pytest.raises(ValueError, match="context_path"):
        sandbox.start(context_path="/jira")


# Boards


def test_boards_and_sprints(either: Client) -> None:
    boards = either.get(f"{AGILE}/board").json()
    assert boards["isLast"] is True
    by_type = {board["type"]: board["id"] for board in boards["values"]}
    scrum, kanban = by_type["scrum"], by_type["kanban"]
    sprints = either.get(f"{AGILE}/board/{scrum}/sprint").json()
    assert "total" not in sprints
    closed = either.get(f"{AGILE}/board/{scrum}/sprint", state="closed").json()["values"]
    assert closed == [each for each in sprints["values"] if each["state"] == "closed"]
    assert closed
    refused = either.get(f"{AGILE}/board/{kanban}/sprint")
    assert refused.status_code == 400
    assert refused.json()["errorMessages"] == ["The board does not support sprints"]
    sprint = closed[0]
    assert either.get(f"{AGILE}/sprint/{sprint['id']}").json() == sprint
    issues = either.get(f"{AGILE}/sprint/{sprint['id']}/issue", fields="summary").json()
    counted = either.search(f"sprint = {sprint['id']}", fields=["id"], maxResults=100).json()
    assert issues["total"] == len(counted["issues"])


def test_board_issues_and_configuration(either: Client) -> None:
    board = either.get(f"{AGILE}/board", type="scrum").json()["values"][0]
    whole = either.get(f"{AGILE}/board/{board['id']}/issue", fields="summary").json()
    assert whole["total"] > 1
    key = whole["issues"][0]["key"]
    part = either.get(f"{AGILE}/board/{board['id']}/issue", jql=f"key = {key}").json()
    assert [each["key"] for each in part["issues"]] == [key]
    configuration = either.get(f"{AGILE}/board/{board['id']}/configuration").json()
    columns = configuration["columnConfig"]["columns"]
    assert [each["name"] for each in columns] == ["To Do", "In Progress", "Done"]
    assert all(each["statuses"] for each in columns)
    assert either.get(f"{AGILE}/board/99999").status_code == 404
    assert either.get(f"{AGILE}/sprint/99999").status_code == 404


def test_boards_of_a_project(either: Client) -> None:
    keys = [each["key"] for each in either.get(f"{V2}/project").json()]
    found = {key: either.get(f"{AGILE}/board", projectKeyOrId=key).json() for key in keys}
    total = either.get(f"{AGILE}/board").json()["total"]
    assert sum(each["total"] for each in found.values()) == total
    assert all(each["total"] < total for each in found.values())


# Signing in


def test_cloud_knows_the_account(cloud: Client, site: sandbox.Site) -> None:
    answer = cloud.get(f"{V3}/myself")
    assert answer.json()["accountId"] == site.account["accountId"]
    assert answer.headers["X-AAccountId"] == site.account["accountId"]
    assert cloud.get(f"{V3}/serverInfo").json()["deploymentType"] == "Cloud"


@pytest.mark.parametrize("wrong", ["email", "token"])
def test_cloud_takes_a_wrong_sign_in_for_a_stranger(cloud: Client, wrong: str) -> None:
    env = cloud.box.env
    email = "other@jira.example" if wrong == "email" else env["JIRA_EMAIL"]
    token = "wrong" if wrong == "token" else env["JIRA_API_TOKEN"]
    cloud.session.auth = (email, token)
    for answer in (cloud.search(), cloud.get(f"{V3}/project/search"), cloud.get(f"{V3}/field")):
        assert answer.status_code == 200
        assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
        assert "X-AAccountId" not in answer.headers
    assert cloud.search().json() == {"issues": [], "isLast": True}
    assert cloud.get(f"{V3}/project/search").json()["values"] == []
    assert cloud.get(f"{V3}/myself").status_code == 401


def test_cloud_401_is_text_or_json_as_asked(cloud_box: sandbox.Sandbox) -> None:
    page = stranger(cloud_box, f"{V3}/myself", Accept="text/html")
    assert page.status_code == 401
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.text == "Client must be authenticated to access this resource."
    assert page.headers["WWW-Authenticate"].startswith('OAuth realm="http%3A%2F%2F127.0.0.1')
    assert "X-Seraph-LoginReason" not in page.headers
    data = stranger(cloud_box, f"{V3}/myself", Accept="application/json")
    assert data.json() == {"message": page.text, "status-code": 401}


def test_strangers_see_no_issue(
    cloud_box: sandbox.Sandbox, dc_box: sandbox.Sandbox, longest: tuple[str, int]
) -> None:
    for box in (cloud_box, dc_box):
        assert stranger(box, f"{V2}/issue/{longest[0]}").status_code == 404
        assert stranger(box, f"{V2}/project").json() == []
        assert stranger(box, f"{AGILE}/board").json()["values"] == []
    assert stranger(cloud_box, f"{V2}/users/search").status_code == 403


def test_cloud_refuses_bearers_on_every_route(cloud_box: sandbox.Sandbox) -> None:
    for path in (f"{V3}/serverInfo", f"{V3}/myself", f"{V2}/search"):
        answer = stranger(cloud_box, path, Authorization="Bearer something")
        assert answer.status_code == 403
        assert answer.json() == {"error": "Failed to parse Connect Session Auth Token"}
        assert stranger(cloud_box, path, Authorization="Bearer aaa.bbb.ccc").status_code == 401


def test_scoped_tokens_work_through_the_gateway_alone(cloud: Client) -> None:
    box = cloud.box
    authorization = basic(box.env["JIRA_EMAIL"], box.scoped_token)
    assert stranger(box, f"{V3}/myself", Authorization=authorization).status_code == 401
    tenant = stranger(box, "/_edge/tenant_info").json()
    path = f"/ex/jira/{tenant['cloudId']}"
    assert box.gateway_url == box.url + path
    me = stranger(box, f"{path}{V3}/myself", Authorization=authorization)
    assert me.json()["self"].startswith(box.gateway_url)
    info = stranger(box, f"{path}{V3}/serverInfo", Authorization=authorization)
    assert info.json()["baseUrl"] == box.url
    refused = stranger(box, f"{path}{V3}/myself", Authorization=basic("a@b.example", "wrong"))
    assert refused.status_code == 401
    lost = stranger(box, f"/ex/jira/0{V3}/myself", Authorization=authorization)
    assert (lost.status_code, lost.json()["message"]) == (404, "No message available")


def test_rotated_tokens(either: Client) -> None:
    old = either.box.env["JIRA_API_TOKEN"]
    path = f"{V2}/myself"
    try:
        new = either.box.rotate_token()
        assert either.box.env["JIRA_API_TOKEN"] == new
        assert either.get(path).status_code == 401
        fresh = Client(either.box)
        assert fresh.get(path).status_code == 200
        fresh.session.close()
    finally:
        either.box.set_token(old)
    assert either.get(path).status_code == 200


def test_datacenter_names_the_user_in_every_answer(dc: Client, site: sandbox.Site) -> None:
    name = site.account["name"]
    for path in (f"{V2}/myself", f"{V2}/nosuch", f"{V3}/myself", f"{AGILE}/board"):
        assert dc.get(path).headers["X-AUSERNAME"] == name
        assert stranger(dc.box, path).headers["X-AUSERNAME"] == "anonymous"
    assert stranger(dc.box, f"{V2}/serverInfo").json()["deploymentType"] == "Server"
    assert stranger(dc.box, f"{V2}/myself").status_code == 401
    wrong = stranger(dc.box, f"{V2}/field", Authorization="Bearer wrong")
    assert wrong.status_code == 401


def test_datacenter_passwords_lock_after_three_mistakes(site: sandbox.Site) -> None:
    with sandbox.start("datacenter", site=site) as box:
        env = box.basic_env
        right = basic(env["JIRA_EMAIL"], env["JIRA_API_TOKEN"])
        path = f"{V2}/myself"
        assert stranger(box, path, Authorization=right).json()["name"] == site.account["name"]
        for _ in range(3):
            failed = stranger(box, path, Authorization=basic(env["JIRA_EMAIL"], "wrong"))
            assert failed.status_code == 401
            assert failed.headers["X-Seraph-LoginReason"] == "AUTHENTICATED_FAILED"
            assert "Basic Authentication Failure" in failed.text
        locked = stranger(box, path, Authorization=right)
        assert locked.status_code == 403
        assert locked.headers["X-Seraph-LoginReason"] == "AUTHENTICATION_DENIED"
        assert f"login-url={box.url}/login.jsp" in locked.headers["X-Authentication-Denied-Reason"]
        box.unlock()
        assert stranger(box, path, Authorization=right).status_code == 200


def test_datacenter_without_passwords(site: sandbox.Site) -> None:
    with sandbox.start("datacenter", site=site, basic_auth=False) as box:
        env = box.basic_env
        authorization = basic(env["JIRA_EMAIL"], env["JIRA_API_TOKEN"])
        answer = stranger(box, f"{V2}/myself", Authorization=authorization)
        assert answer.status_code == 403
        assert answer.json() == {
            "message": "Basic Authentication has been disabled on this instance."
        }


# Nothing writes


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{V2}/issue"),
        ("PUT", f"{V2}/issue/{{key}}"),
        ("DELETE", f"{V2}/issue/{{key}}"),
        ("POST", f"{V2}/issue/{{key}}/comment"),
        ("PATCH", f"{V2}/myself"),
        ("HEAD", f"{V2}/myself"),
        ("PUT", f"{AGILE}/sprint/1"),
        ("DELETE", f"{V2}/nosuch"),
    ],
)
def test_writing_is_refused_and_recorded(
    either: Client, method: str, path: str, longest: tuple[str, int]
) -> None:
    path = path.format(key=longest[0])
    before = either.get(f"{V2}/issue/{longest[0]}").json()
    answer = either.session.request(method, either.box.url + path, json={"a": 1}, timeout=10)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    last = either.box.requests[-1]
    assert (last.method, last.status, last.body) == (method, 405, b'{"a": 1}')
    assert last.path.endswith(path)
    assert either.get(f"{V2}/issue/{longest[0]}").json() == before


# The server


def test_requests_are_recorded_without_showing_the_sign_in(either: Client) -> None:
    either.get(f"{V2}/myself", a="b c")
    last = either.box.requests[-1]
    assert (last.method, last.query, last.status) == ("GET", "a=b+c", 200)
    assert "Authorization" in last.headers
    assert either.box.env["JIRA_API_TOKEN"] not in repr(last) + repr(either.box)


def test_answers_are_compressed_when_asked_and_large(cloud: Client) -> None:
    small = cloud.get(f"{V3}/myself")
    assert "Content-Encoding" not in small.headers
    large = cloud.get(f"{V3}/field")
    assert large.headers["Content-Encoding"] == "gzip"
    assert int(large.headers["Content-Length"]) < len(large.content) / 2
    plain = cloud.session.get(
        f"{cloud.box.url}{V3}/field", headers={"Accept-Encoding": "identity"}, timeout=10
    )
    assert plain.content == large.content
    assert int(plain.headers["Content-Length"]) == len(plain.content)


def test_connections_are_kept(cloud: Client) -> None:
    pools = cloud.session.get_adapter(cloud.box.url).poolmanager.pools  # type: ignore[attr-defined]  # of HTTPAdapter
    for _ in range(5):
        cloud.get(f"{V3}/myself")
        cloud.search()
        cloud.get(f"{V3}/nosuch")
    assert [pools[key].num_connections for key in list(pools.keys())] == [1]


def test_closing_is_quick_and_ends_open_connections(site: sandbox.Site) -> None:
    box = sandbox.start(site=site)
    client = Client(box)
    client.get(f"{V3}/myself")
    started = time.monotonic()
    box.close()
    assert time.monotonic() - started < 1
    box.close()
    with pytest.raises(requests.ConnectionError):
        client.get(f"{V3}/myself")
    client.session.close()


def test_latency(site: sandbox.Site) -> None:
    with sandbox.start(site=site, latency_s=0.2) as box:
        started = time.monotonic()
        stranger(box, f"{V3}/serverInfo")
        assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_rate_limits_show_in_headers_and_refuse(mode: Any, site: sandbox.Site) -> None:
    with sandbox.start(mode, site=site, rate_limit=(2, 0)) as box:
        path = f"{V2}/serverInfo"
        first = stranger(box, path)
        assert first.headers["X-RateLimit-Limit"] == "2"
        assert first.headers["X-RateLimit-Remaining"] == "1"
        assert first.headers.get("retry-after") == (None if mode == "cloud" else "0")
        assert stranger(box, path).status_code == 200
        refused = stranger(box, path)
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == str(2**63 - 1)
        is_html = refused.headers["Content-Type"].startswith("text/html")
        assert is_html == (mode == "datacenter")


def test_a_site_that_changes_is_read_anew() -> None:
    site = sandbox.Site.generated(issues=20, seed=3)
    with sandbox.start(site=site) as box, sandbox.start("datacenter", site=site) as other:
        client, second = Client(box), Client(other)
        jql = f"{ALL} ORDER BY updated DESC"
        before = [issue["id"] for issue in client.search(jql).json()["issues"]]
        last = site.find(before[-1])
        assert last is not None
        site.touch(last, when=4_000_000_000_000)
        after = [issue["id"] for issue in client.search(jql).json()["issues"]]
        assert after == [before[-1], *before[:-1]]
        site.remove(last)
        left = [issue["id"] for issue in second.search(jql).json()["issues"]]
        assert left == before[:-1]
        client.session.close()
        second.session.close()


def test_json_is_written_as_jira_writes_it(cloud: Client) -> None:
    raw = cloud.get(f"{V3}/myself").content
    assert json.loads(raw)
    assert b": " not in raw
    assert cloud.get(f"{V3}/myself").headers["Content-Type"] == "application/json;charset=UTF-8"
