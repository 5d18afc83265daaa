"""The sandbox's answers hold what Atlassian's OpenAPI files promise of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from jiraframe import sandbox
from tests.sandbox_client import AGILE, ALL, V2, V3, Client

OPENAPI = Path(__file__).parents[1].parent / "shared" / "openapi"
Json = Any

# Where Jira's recorded answers hold what its own descriptions do not allow, the answers are right:
# nulls and further keys in changes, dates as numbers (so has the description's example), values of
# any type in ``fields``, objects in the lists for editors.
LOOSENED = {
    "jira-cloud-platform-v3.json": {
        "Changelog": ["created"],
        "ChangeDetails": [
            *("from", "fromString", "to", "toString"),
            *("tmpFromAccountId", "tmpToAccountId"),
        ],
        "BulkIssueResults": ["expand", "names", "schema"],
        "ServerInformation": ["defaultLocale"],
    },
    "jira-software-cloud-2022-07.json": {},
    "jira-software-dc-10.3.json": {
        "IssueBean": ["fields"],
        "ChangeItemBean": ["from", "fromString", "to", "toString"],
        "AutoCompleteResponseBean": ["visibleFieldNames", "visibleFunctionNames"],
    },
}


def load(name: str) -> Json:
    path = OPENAPI / name
    if not path.exists():
        pytest.skip(f"Atlassian's {name} is not part of the project")
    document = _readable(json.loads(path.read_bytes()))
    for schema, fields in LOOSENED[name].items():
        document["components"]["schemas"][schema]["properties"] |= {key: {} for key in fields}
    return document


def _readable(node: Json) -> Json:
    """Turn what OpenAPI 3.0 says in its own way into JSON schema."""
    if isinstance(node, list):
        return [_readable(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {key: _readable(value) for key, value in node.items()}
    # Closed beside alternatives, a schema would allow no property at all.
    if node.get("additionalProperties") is False and {"anyOf", "allOf", "oneOf"} & node.keys():
        del node["additionalProperties"]
    if node.get("nullable") is True and isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    return node


def problems(document: Json, schema: Json, answer: Json) -> list[str]:
    validator = Draft4Validator({**schema, "components": document["components"]})
    return [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(answer)]


def promised(document: Json, method: str, path: str) -> Json:
    answer = document["paths"][path][method]["responses"]["200"]["content"]["application/json"]
    return answer.get("schema", {})


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=150, seed=11)


@pytest.fixture(scope="module")
def cloud(site: sandbox.Site) -> Iterator[Client]:
    with sandbox.start(site=site) as box:
        client = Client(box)
        yield client
        client.session.close()


@pytest.fixture(scope="module")
def dc(site: sandbox.Site) -> Iterator[Client]:
    with sandbox.start("datacenter", site=site) as box:
        client = Client(box)
        yield client
        client.session.close()


@pytest.fixture(scope="module")
def platform() -> Json:
    return load("jira-cloud-platform-v3.json")


@pytest.fixture(scope="module")
def software() -> Json:
    return load("jira-software-cloud-2022-07.json")


@pytest.fixture(scope="module")
def server() -> Json:
    return load("jira-software-dc-10.3.json")


@pytest.fixture(scope="module")
def issue(site: sandbox.Site) -> str:
    """An issue with changes, comments and worklogs."""

    def rows(position: int) -> int:
        ways: dict[str, Any] = {"deployment": "cloud", "base_url": ""}
        return min(
            len(site.changelog(position, **ways)),
            len(site.comments(position, version=3, **ways)),
            len(site.worklogs(position, version=3, **ways)),
        )

    best = max(site.search(ALL, deployment="cloud"), key=rows)
    assert rows(best) > 0
    return site.id_and_key(best)[1]


PLATFORM_GET = [
    ("/serverInfo", {}),
    ("/myself", {}),
    ("/field", {}),
    ("/field/search", {}),
    ("/project", {}),
    ("/project/search", {"expand": "lead,description"}),
    ("/status", {}),
    ("/statuses/search", {}),
    ("/statuscategory", {}),
    ("/issuetype", {}),
    ("/issueLinkType", {}),
    ("/priority", {}),
    ("/priority/search", {}),
    ("/resolution", {}),
    ("/resolution/search", {}),
    ("/users/search", {}),
    ("/user/search", {"query": ""}),
    ("/jql/autocompletedata", {}),
    ("/jql/autocompletedata/suggestions", {"fieldName": "project"}),
    ("/search/jql", {"jql": ALL}),
    ("/search/jql", {"jql": ALL, "fields": "*all", "expand": "names,schema,changelog"}),
]


@pytest.mark.parametrize(("route", "params"), PLATFORM_GET)
def test_cloud_get(cloud: Client, platform: Json, route: str, params: dict[str, str]) -> None:
    answer = cloud.get(V3 + route, **params)
    assert answer.status_code == 200
    assert problems(platform, promised(platform, "get", V3 + route), answer.json()) == []


PLATFORM_POST = [
    ("/search/jql", {"jql": ALL, "fields": ["*all"], "maxResults": 100}),
    ("/search/approximate-count", {"jql": ALL}),
    ("/issue/bulkfetch", {"fields": ["*all"], "expand": ["changelog", "names", "schema"]}),
    ("/changelog/bulkfetch", {}),
    ("/jql/parse", {"queries": ["project = A AND NOT b IN (1, now()) ORDER BY c DESC", "x ="]}),
    ("/jql/parse", {"queries": ["status CHANGED FROM a TO b", "a WAS NOT IN (b) ON now()"]}),
    ("/jql/match", {"issueIds": [1], "jqls": [ALL, "nosuch = 1"]}),
    ("/jql/autocompletedata", {}),
]


@pytest.mark.parametrize(("route", "body"), PLATFORM_POST)
def test_cloud_post(
    cloud: Client, platform: Json, issue: str, route: str, body: dict[str, Any]
) -> None:
    several = cloud.search(fields=["key"], maxResults=50).json()["issues"]
    keys = [issue, *(each["key"] for each in several)]
    more = {"issueIdsOrKeys": keys} if route.endswith("bulkfetch") else {}
    path = f"{V3}{route}?validation=none" if route == "/jql/parse" else V3 + route
    answer = cloud.post(path, **body, **more)
    assert answer.status_code == 200
    assert problems(platform, promised(platform, "post", V3 + route), answer.json()) == []


@pytest.mark.parametrize("tail", ["", "/changelog", "/comment", "/worklog"])
def test_cloud_issue(cloud: Client, platform: Json, issue: str, tail: str) -> None:
    answer = cloud.get(f"{V3}/issue/{issue}{tail}", expand="names,schema,changelog")
    assert answer.status_code == 200
    schema = promised(platform, "get", f"{V3}/issue/{{issueIdOrKey}}{tail}")
    assert problems(platform, schema, answer.json()) == []


@pytest.mark.parametrize("part", ["version", "versions", "component", "components"])
def test_cloud_project(cloud: Client, platform: Json, part: str) -> None:
    answer = cloud.get(f"{V3}/project/ENG/{part}")
    assert answer.status_code == 200
    schema = promised(platform, "get", f"{V3}/project/{{projectIdOrKey}}/{part}")
    assert problems(platform, schema, answer.json()) == []


def test_cloud_errors(cloud: Client, platform: Json) -> None:
    schema = {"$ref": "#/components/schemas/ErrorCollection"}
    for answer in (cloud.search(""), cloud.get(f"{V3}/issue/NOSUCH-1"), cloud.get(f"{V3}/search")):
        assert answer.status_code >= 400
        assert problems(platform, schema, answer.json()) == []


AGILE_ROUTES = [
    "/board",
    "/board/{boardId}",
    "/board/{boardId}/configuration",
    "/board/{boardId}/issue",
    "/board/{boardId}/sprint",
    "/sprint/{sprintId}",
    "/sprint/{sprintId}/issue",
]


def agile_answer(client: Client, route: str) -> Json:
    board = client.get(f"{AGILE}/board", type="scrum").json()["values"][0]["id"]
    sprint = client.get(f"{AGILE}/board/{board}/sprint").json()["values"][0]["id"]
    path = route.replace("{boardId}", str(board)).replace("{sprintId}", str(sprint))
    answer = client.get(AGILE + path)
    assert answer.status_code == 200
    return answer.json()


@pytest.mark.parametrize("route", AGILE_ROUTES)
def test_cloud_agile(cloud: Client, software: Json, route: str) -> None:
    schema = promised(software, "get", AGILE + route)
    assert problems(software, schema or {}, agile_answer(cloud, route)) == []


@pytest.mark.parametrize("route", AGILE_ROUTES)
def test_datacenter_agile(dc: Client, server: Json, route: str) -> None:
    """The description names the item where the answer is a page of them."""
    answer = agile_answer(dc, route)
    schema = promised(server, "get", "/agile/1.0" + route)
    if route == "/board/{boardId}/issue":
        schema = {"$ref": "#/components/schemas/SearchResultsBean"}
    for each in answer.get("values", [answer]):
        assert problems(server, schema, each) == []


DATACENTER = [
    ("/serverInfo", {}),
    ("/myself", {}),
    ("/field", {}),
    ("/project", {"expand": "lead,description"}),
    ("/status", {}),
    ("/status/page", {}),
    ("/issuetype", {}),
    ("/priority", {}),
    ("/resolution", {}),
    ("/user/search", {"username": "."}),
    ("/user/list", {}),
    ("/customFields", {}),
    ("/jql/autocompletedata", {}),
    ("/search", {"jql": ALL, "fields": "*all", "expand": "names,schema,changelog"}),
]


@pytest.mark.parametrize(("route", "params"), DATACENTER)
def test_datacenter_get(dc: Client, server: Json, route: str, params: dict[str, str]) -> None:
    """The description names the item where the answer is a list or a page of them."""
    answer = dc.get(V2 + route, **params)
    assert answer.status_code == 200
    schema = promised(server, "get", "/api/2" + route)
    data = answer.json()
    paged = route in {"/status/page", "/customFields"}
    for each in data if isinstance(data, list) else data["values"] if paged else [data]:
        assert problems(server, schema, each) == []


@pytest.mark.parametrize("tail", ["", "/comment", "/worklog"])
def test_datacenter_issue(dc: Client, server: Json, issue: str, tail: str) -> None:
    answer = dc.get(f"{V2}/issue/{issue}{tail}", expand="names,schema,changelog")
    assert answer.status_code == 200
    schema = promised(server, "get", f"/api/2/issue/{{issueIdOrKey}}{tail}")
    assert problems(server, schema, answer.json()) == []


@pytest.mark.parametrize(
    ("part", "bean"),
    [("versions", "VersionBean"), ("version", "VersionBean"), ("components", "ComponentBean")],
)
def test_datacenter_project(dc: Client, server: Json, part: str, bean: str) -> None:
    """The description names the item where the answer is a list of them."""
    answer = dc.get(f"{V2}/project/ENG/{part}")
    assert answer.status_code == 200
    data = answer.json()
    schema = {"$ref": f"#/components/schemas/{bean}"}
    items = data["values"] if part == "version" else data
    assert len(items) >= 3
    for each in items:
        assert problems(server, schema, each) == []


def test_the_check_itself_can_fail(platform: Json) -> None:
    schema = promised(platform, "get", f"{V3}/project/search")
    assert problems(platform, schema, {"values": [{"key": 5, "nosuch": 1}]})
