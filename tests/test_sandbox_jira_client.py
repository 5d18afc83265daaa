"""Other people's clients read the sandbox as they read a Jira."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from atlassian import Jira as AtlassianServer
from atlassian.jira import JiraCloud as AtlassianCloud
from jira import JIRA, JIRAError

from jiraframe import sandbox

ISSUES = 130
ALL = "project IS NOT EMPTY"


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=ISSUES, seed=2)


@pytest.fixture(scope="module")
def cloud(site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(site=site) as box:
        yield box


@pytest.fixture(scope="module")
def datacenter(site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start("datacenter", site=site, context_path="/jira", page_cap=50) as box:
        yield box


@pytest.fixture(params=["cloud", "datacenter", "datacenter with a password"])
def client(request: pytest.FixtureRequest) -> Iterator[JIRA]:
    """The ``jira`` package, signed in."""
    box: sandbox.Sandbox = request.getfixturevalue(request.param.split()[0])
    env = box.basic_env if "password" in request.param else box.env
    token = env["JIRA_API_TOKEN"]
    if env["JIRA_EMAIL"]:
        found = JIRA(box.url, basic_auth=(env["JIRA_EMAIL"], token), max_retries=0)
    else:
        found = JIRA(box.url, token_auth=token, max_retries=0)
    yield found
    found.close()


def test_jira_signs_in(client: JIRA, site: sandbox.Site) -> None:
    assert client.myself()["displayName"] == site.account["displayName"]
    assert client.server_info()["deploymentType"] in {"Cloud", "Server"}


def test_jira_searches(client: JIRA) -> None:
    found = client.search_issues(ALL, maxResults=False, fields="summary,status,assignee")
    assert len({issue.key for issue in found}) == ISSUES
    assert all(issue.fields.summary and issue.fields.status.name for issue in found)
    assert [i.key for i in client.search_issues(f"key = {found[3].key}")] == [found[3].key]


def test_jira_reads_an_issue(client: JIRA) -> None:
    key = client.search_issues(f"{ALL} ORDER BY key ASC", maxResults=1)[0].key
    issue = client.issue(key, expand="changelog")
    assert issue.key == key
    assert issue.fields.summary
    assert issue.changelog.histories is not None
    assert len(client.comments(key)) == client.issue(key).fields.comment.total
    assert len(client.worklogs(key)) == client.issue(key).fields.worklog.total


def test_jira_lists_the_catalogues(client: JIRA) -> None:
    assert {"summary", "status"} <= {field["id"] for field in client.fields()}
    projects = client.projects()
    assert len(projects) > 1
    assert client.project(projects[0].key).id == projects[0].id
    for catalogue in (
        client.statuses(),
        client.issue_types(),
        client.priorities(),
        client.resolutions(),
        client.issue_link_types(),
    ):
        assert all(each.name for each in catalogue)
        assert catalogue


def test_jira_lists_boards_and_sprints(client: JIRA) -> None:
    boards = client.boards()
    scrum = [board for board in boards if board.type == "scrum"]
    assert scrum
    sprints = client.sprints(scrum[0].id)
    assert sprints
    assert client.sprint(sprints[0].id).name == sprints[0].name
    kanban = next(board for board in boards if board.type == "kanban")
    with pytest.raises(JIRAError, match="does not support sprints"):
        client.sprints(kanban.id)


def test_jira_hears_of_bad_queries(client: JIRA) -> None:
    with pytest.raises(JIRAError) as caught:
        client.search_issues("status =")
    assert caught.value.status_code == 400
    assert "Error in the JQL Query" in caught.value.text


def test_atlassian_cloud(cloud: sandbox.Sandbox, site: sandbox.Site) -> None:
    env = cloud.env
    client = AtlassianCloud(cloud.url, username=env["JIRA_EMAIL"], password=env["JIRA_API_TOKEN"])
    assert client.get_current_user()["accountId"] == site.account["accountId"]
    found = client.enhanced_jql_get_list_of_tickets(ALL, fields=["summary"], limit=ISSUES)
    assert len({issue["key"] for issue in found}) == ISSUES
    assert client.count_issues({"jql": ALL}) == {"count": ISSUES}
    assert "summary" in {field["id"] for field in client.get_fields()}
    assert client.get_issue(found[0]["key"])["key"] == found[0]["key"]
    client.close()


def test_atlassian_server(datacenter: sandbox.Sandbox, site: sandbox.Site) -> None:
    client = AtlassianServer(datacenter.url, token=datacenter.env["JIRA_API_TOKEN"], cloud=False)
    assert client.myself()["name"] == site.account["name"]
    answer = client.jql(ALL, fields=["summary"], start=100, limit=100)
    assert (answer["total"], len(answer["issues"])) == (ISSUES, 30)
    assert client.projects()
    assert client.get_all_statuses()
    key = answer["issues"][0]["key"]
    assert client.get_issue(key)["key"] == key
    assert client.get_all_agile_boards()["values"]
    client.close()
