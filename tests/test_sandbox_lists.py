"""What hangs on issues and projects, over HTTP: how it is cut, and that all of it can be had."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from jiraframe import sandbox
from jiraframe.sandbox._generated import GeneratedIssues
from tests.sandbox_client import AGILE, ALL, V2, V3, Client, stranger

Json = Any


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    """The small site that everybody gets who says nothing."""
    return sandbox.Site.generated()


@pytest.fixture(scope="module")
def cloud(site: sandbox.Site) -> Iterator[Client]:
    with sandbox.start("cloud", site=site) as box:
        client = Client(box)
        yield client
        client.session.close()


@pytest.fixture(scope="module")
def dc(site: sandbox.Site) -> Iterator[Client]:
    with sandbox.start("datacenter", site=site) as box:
        client = Client(box)
        yield client
        client.session.close()


@pytest.fixture(params=["cloud", "datacenter"])
def either(request: pytest.FixtureRequest) -> Client:
    client: Client = request.getfixturevalue("cloud" if request.param == "cloud" else "dc")
    return client


def with_many(site: sandbox.Site, count: Callable[[int], int]) -> dict[int, str]:
    """The keys of issues by how many of something they have, the large numbers alone."""
    found = {count(position): site.id_and_key(position)[1] for position in site.positions()}
    return {number: key for number, key in found.items() if number >= 20}


@pytest.fixture(scope="module")
def worklogs(site: sandbox.Site) -> dict[int, str]:
    return with_many(
        site, lambda n: len(site.worklogs(n, deployment="cloud", version=2, base_url=""))
    )


@pytest.fixture(scope="module")
def comments(site: sandbox.Site) -> dict[int, str]:
    return with_many(
        site, lambda n: len(site.comments(n, deployment="cloud", version=2, base_url=""))
    )


@pytest.fixture(scope="module")
def changes(site: sandbox.Site) -> dict[int, str]:
    return with_many(site, lambda n: len(site.histories(n)))


# -- comments and worklogs -------------------------------------------------------------------------


@pytest.mark.parametrize("total", [20, 21, 60])
def test_worklogs_are_cut_at_20_inside_an_issue(
    either: Client, worklogs: dict[int, str], total: int
) -> None:
    key = worklogs[total]
    searched = either.search(f"key = {key}", fields=["worklog"]).json()["issues"][0]
    for issue in (searched, either.get(f"{V2}/issue/{key}").json()):
        inside = issue["fields"]["worklog"]
        assert (inside["maxResults"], inside["total"]) == (20, total)
        assert len(inside["worklogs"]) == 20
    beside = either.get(f"{V2}/issue/{key}/worklog").json()
    assert (beside["total"], len(beside["worklogs"])) == (total, total)
    assert beside["worklogs"][:20] == inside["worklogs"]
    assert len({each["id"] for each in beside["worklogs"]}) == total


@pytest.mark.parametrize("total", [100, 101, 300])
def test_comments_are_cut_at_100_inside_an_issue_of_cloud(
    either: Client, comments: dict[int, str], total: int
) -> None:
    key = comments[total]
    inside = either.get(f"{V2}/issue/{key}").json()["fields"]["comment"]
    beside = either.get(f"{V2}/issue/{key}/comment", maxResults=5000).json()
    assert inside["total"] == beside["total"] == len(beside["comments"]) == total
    kept = min(total, 100) if either.box.mode == "cloud" else total
    assert inside["comments"] == beside["comments"][-kept:]
    pages = [
        either.get(f"{V2}/issue/{key}/comment", startAt=start, maxResults=70).json()["comments"]
        for start in range(0, total, 70)
    ]
    assert [each for page in pages for each in page] == beside["comments"]
    unasked = either.get(f"{V2}/issue/{key}/comment").json()["comments"]
    assert len(unasked) == (min(total, 100) if either.box.mode == "cloud" else total)


# -- changes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("total", [40, 41, 100, 101, 520])
def test_changes_are_cut_on_cloud_and_whole_beside_the_issue(
    cloud: Client, changes: dict[int, str], total: int
) -> None:
    key, pages = changes[total], []
    path: str | None = f"{cloud.box.url}{V3}/issue/{key}/changelog"
    while path:
        pages.append(cloud.session.get(path, timeout=10).json())
        path = pages[-1].get("nextPage")
    whole = [each for page in pages for each in page["values"]]
    assert {page["total"] for page in pages} == {len(whole)} == {total}
    assert [page["isLast"] for page in pages] == [False] * (len(pages) - 1) + [True]
    body = {"issueIdsOrKeys": [key], "fields": ["key"], "expand": ["changelog"]}
    [bulk] = cloud.post(f"{V3}/issue/bulkfetch", **body).json()["issues"]
    [searched] = cloud.search(f"key = {key}", fields=["key"], expand="changelog").json()["issues"]
    single = cloud.get(f"{V3}/issue/{key}", expand="changelog", fields="key").json()
    for issue, cut in ((bulk, 40), (searched, 40), (single, 100)):
        log = issue["changelog"]
        assert (log["total"], len(log["histories"])) == (total, min(total, cut))
        assert log["histories"] == whole[::-1][:cut]


@pytest.mark.parametrize("total", [41, 520])
def test_changes_are_whole_on_data_center_however_they_are_asked_for(
    dc: Client, changes: dict[int, str], total: int
) -> None:
    key = changes[total]
    path = f"{V2}/search"
    answers = [
        dc.post(path, jql=f"key = {key}", fields=["key"], expand=["changelog"]),
        dc.post(path, jql=f"key = {key}", fields=["key"], expand=["names", "changelog"]),
        dc.get(path, jql=f"key = {key}", fields="key", expand="changelog"),
        dc.get(path, jql=f"key = {key}", fields="key", expand="names,changelog"),
    ]
    issues = [answer.json()["issues"][0] for answer in answers]
    issues.append(dc.get(f"{V2}/issue/{key}", fields="key", expand="changelog").json())
    for issue in issues:
        log = issue["changelog"]
        assert (log["startAt"], log["maxResults"], log["total"]) == (0, total, total)
        assert len({each["id"] for each in log["histories"]}) == total
        dates = [each["created"] for each in log["histories"]]
        assert dates == sorted(dates)
    assert dc.post(path, jql=f"key = {key}", expand="changelog").status_code == 400
    assert dc.get(f"{V2}/issue/{key}/changelog").status_code == 404


def test_many_histories_come_with_one_search_of_data_center(dc: Client) -> None:
    issues = dc.search(maxResults=500, fields=["key"]).json()["issues"]
    ids = [each["id"] for each in issues]
    body = {"maxResults": 500, "fields": ["key"], "expand": ["changelog"]}
    found = dc.search(f"id in ({', '.join(ids)})", **body).json()
    assert found["total"] == len(found["issues"]) == 500
    assert all(e["changelog"]["total"] == len(e["changelog"]["histories"]) for e in found["issues"])
    assert {len(e["changelog"]["histories"]) for e in found["issues"]} >= {0, 40, 41, 100, 101, 520}


@pytest.mark.parametrize("route", ["", "/comment", "/worklog"])
def test_a_moved_issue_answers_to_its_old_key(either: Client, route: str) -> None:
    key = either.get(f"{V2}/search/jql" if either.box.mode == "cloud" else f"{V2}/search",
                     jql="key in (OPS-99)", fields="key").json()["issues"][0]["key"]  # fmt: skip
    assert key.startswith("ENG-")
    old = either.get(f"{V2}/issue/OPS-99{route}").json()
    assert old == either.get(f"{V2}/issue/{key}{route}").json()


def test_bulk_routes_of_cloud_know_old_keys(cloud: Client) -> None:
    [issue] = cloud.post(f"{V3}/issue/bulkfetch", issueIdsOrKeys=["ops-99"]).json()["issues"]
    answer = cloud.post(f"{V3}/changelog/bulkfetch", issueIdsOrKeys=["OPS-99", issue["key"]]).json()
    [log] = answer["issueChangeLogs"]
    assert log["issueId"] == issue["id"]
    moved = [item for each in log["changeHistories"] for item in each["items"]]
    assert ("OPS-99", issue["key"]) in {(i["fromString"], i["toString"]) for i in moved}


# -- changes of many issues at once ----------------------------------------------------------------


def chain(client: Client, ids: list[str], size: int, **more: Any) -> list[Json]:
    """Every page of /changelog/bulkfetch."""
    pages: list[Json] = []
    token: dict[str, str] = {}
    while True:
        body = {"issueIdsOrKeys": ids, "maxResults": size, **more, **token}
        answer = client.post(f"{V3}/changelog/bulkfetch", **body)
        assert answer.status_code == 200
        pages.append(answer.json())
        if "nextPageToken" not in pages[-1]:
            return pages
        token = {"nextPageToken": pages[-1]["nextPageToken"]}


def rows(page: Json) -> list[tuple[str, Json]]:
    return [(e["issueId"], told) for e in page["issueChangeLogs"] for told in e["changeHistories"]]


def test_bulk_changes_are_all_there_once_and_in_order(cloud: Client, site: sandbox.Site) -> None:
    ids = [site.id_and_key(position)[0] for position in site.positions()]
    pages = chain(cloud, ids, 1000)
    found = [row for page in pages for row in rows(page)]
    assert [len(rows(page)) for page in pages][:-1] == [1000] * (len(pages) - 1)
    told = {
        (site.id_and_key(position)[0], str(each.id), each.created)
        for position in site.positions()
        for each in site.histories(position)
    }
    assert len(found) == len(told)
    assert {(issue, each["id"], each["created"]) for issue, each in found} == told
    # An issue goes on where the next page begins: pages are cut by date alone.
    for one, other in pairwise(pages):
        last, first = (max, min)
        assert last(e["created"] for _, e in rows(one)) <= first(
            e["created"] for _, e in rows(other)
        )
    on_pages = Counter(e["issueId"] for page in pages for e in page["issueChangeLogs"])
    assert max(on_pages.values()) > 3


def test_bulk_changes_of_some_fields(cloud: Client, site: sandbox.Site) -> None:
    ids = [site.id_and_key(position)[0] for position in list(site.positions())[:200]]
    fields = ["status", "customfield_10020"]
    found = [row for page in chain(cloud, ids, 50, fieldIds=fields) for row in rows(page)]
    named = Counter(item["fieldId"] for _, each in found for item in each["items"])
    assert set(named) == set(fields)
    whole = [row for page in chain(cloud, ids, 10_000) for row in rows(page)]
    every = Counter(item.get("fieldId") for _, each in whole for item in each["items"])
    assert named == {field: every[field] for field in fields}


def test_a_chain_works_out_each_history_once(
    site: sandbox.Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    histories = GeneratedIssues.histories

    def counted(self: GeneratedIssues, position: int) -> Any:
        asked.append(position)
        return histories(self, position)

    monkeypatch.setattr(GeneratedIssues, "histories", counted)
    with sandbox.start(site=site) as box:
        client = Client(box)
        ids = [site.id_and_key(position)[0] for position in list(site.positions())[:300]]
        pages = chain(client, ids, 100)
        assert len(pages) > 20
        assert sorted(asked) == list(range(300))
        client.session.close()


def test_a_chain_sees_that_an_issue_is_gone() -> None:
    with sandbox.start(issues=20) as box:
        client = Client(box)
        ids = [box.site.id_and_key(position)[0] for position in box.site.positions()]
        body = {"issueIdsOrKeys": ids, "maxResults": 300}
        first = client.post(f"{V3}/changelog/bulkfetch", **body).json()
        body["nextPageToken"] = first["nextPageToken"]
        second = client.post(f"{V3}/changelog/bulkfetch", **body).json()
        assert (
            client.post(f"{V3}/changelog/bulkfetch", **body).json()["issueChangeLogs"]
            == (second["issueChangeLogs"])
        )
        busiest = max(box.site.positions(), key=lambda n: len(box.site.histories(n)))
        box.site.remove(busiest)
        after = client.post(f"{V3}/changelog/bulkfetch", **body).json()
        assert ids[busiest] not in {each["issueId"] for each in after["issueChangeLogs"]}
        client.session.close()


def test_a_chain_refuses_what_it_cannot_read(cloud: Client) -> None:
    path = f"{V3}/changelog/bulkfetch"
    token = cloud.post(path, issueIdsOrKeys=["10001", "10007"], maxResults=5).json()[
        "nextPageToken"
    ]
    for body in (
        {"issueIdsOrKeys": ["10007"], "nextPageToken": token},
        {"issueIdsOrKeys": ["10001", "10007"], "fieldIds": ["status"], "nextPageToken": token},
        {"issueIdsOrKeys": ["10001", "10007"], "nextPageToken": f"x{token}"},
        {"issueIdsOrKeys": []},
        {"issueIdsOrKeys": ["1"] * 1001},
        {"issueIdsOrKeys": ["1"], "maxResults": 10_001},
        {"issueIdsOrKeys": ["1"], "fieldIds": ["f"] * 11},
    ):
        assert cloud.post(path, **body).status_code == 400
    assert cloud.post(path, issueIdsOrKeys=["1", "NOSUCH-1"]).json() == {"issueChangeLogs": []}


# -- versions and components -----------------------------------------------------------------------


def test_versions_of_a_project(either: Client) -> None:
    versions = either.get(f"{V2}/project/ENG/versions").json()
    assert [each["name"] for each in versions] == ["1.0", "1.1", "2.0", "2.1", "3.0"]
    assert {each["projectId"] for each in versions} == {10000}
    first, *_, overdue, last = versions
    assert (first["archived"], first["released"]) == (True, True)
    assert (first["releaseDate"], first["userReleaseDate"]) == ("2023-06-30", "30/Jun/23")
    assert "overdue" not in first
    assert (overdue["released"], overdue["overdue"]) == (False, True)
    assert (overdue["startDate"], overdue["userStartDate"]) == ("2025-04-01", "01/Apr/25")
    assert not {"releaseDate", "userReleaseDate", "startDate", "overdue"} & last.keys()
    [_, planned] = either.get(f"{V2}/project/10001/versions").json()
    assert (planned["releaseDate"], planned["overdue"]) == ("2026-12-15", False)
    assert either.get(f"{V2}/project/web/versions").json() == []
    assert first["self"] == f"{either.box.url}{V2}/version/{first['id']}"


def test_components_of_a_project(either: Client) -> None:
    components = either.get(f"{V2}/project/ENG/components").json()
    assert [each["name"] for each in components] == ["Backend", "Front end", "Build & Deploy"]
    led, *others = components
    assert led["assigneeType"] == led["realAssigneeType"] == "COMPONENT_LEAD"
    assert led["lead"]["displayName"] == led["assignee"]["displayName"] == "Alex Kim"
    assert ("accountId" in led["lead"]) == (either.box.mode == "cloud")
    assert all("lead" not in each for each in others)
    assert {(each["project"], each["projectId"]) for each in components} == {("ENG", 10000)}
    assert either.get(f"{V2}/project/WEB/components").json() == []


def test_inside_issues_versions_and_components_are_short(either: Client) -> None:
    fields = ["fixVersions", "components"]
    issues = either.search("project = ENG", fields=fields, maxResults=100).json()["issues"]
    inside = [v for each in issues for v in each["fields"]["fixVersions"]]
    assert {key for v in inside for key in v} == {
        "self", "id", "description", "name", "archived", "released", "releaseDate",
    }  # fmt: skip
    parts = [c for each in issues for c in each["fields"]["components"]]
    assert {key for c in parts for key in c} == {"self", "id", "name"}


def test_versions_in_pages(either: Client) -> None:
    path = f"{V2}/project/ENG/version"
    bare = either.get(f"{V2}/project/ENG/versions").json()
    first = either.get(path, maxResults=2).json()
    assert (first["total"], first["isLast"], first["values"]) == (5, False, bare[:2])
    second = either.session.get(first["nextPage"], timeout=10).json()
    assert second["values"] == bare[2:4]
    last = either.get(path, startAt=4).json()
    assert (last["isLast"], last["values"]) == (True, bare[4:])
    assert "nextPage" not in last
    newest = either.get(path, orderBy="-sequence").json()["values"]
    assert newest == bare[::-1]
    assert either.get(path, orderBy="size").status_code == 400


def test_versions_by_state_and_text(cloud: Client) -> None:
    path = f"{V3}/project/ENG/version"
    found = {
        state: [e["name"] for e in cloud.get(path, status=state).json()["values"]]
        for state in ("released", "unreleased", "archived", "archived,unreleased")
    }
    assert found == {
        "released": ["1.1", "2.0"],
        "unreleased": ["2.1", "3.0"],
        "archived": ["1.0"],
        "archived,unreleased": ["1.0", "2.1", "3.0"],
    }
    assert [e["name"] for e in cloud.get(path, query="2.").json()["values"]] == ["2.0", "2.1"]
    assert cloud.get(path, orderBy="-name").json()["values"][0]["name"] == "3.0"


def test_components_in_pages_are_counted(cloud: Client, dc: Client, site: sandbox.Site) -> None:
    path = f"{V3}/project/ENG/component"
    found = cloud.get(path).json()
    assert (found["total"], found["isLast"]) == (3, True)
    for each in found["values"]:
        jql = f"component = {each['id']}"
        assert each["issueCount"] == len(site.search(jql, deployment="cloud")) > 0
    bare = cloud.get(f"{V3}/project/ENG/components").json()
    assert [e["name"] for e in found["values"]] == [e["name"] for e in bare]
    assert not any("issueCount" in each for each in bare)
    counts = [e["issueCount"] for e in cloud.get(path, orderBy="issueCount").json()["values"]]
    assert counts == sorted(counts)
    assert len(cloud.get(path, startAt=1, maxResults=1).json()["values"]) == 1
    assert dc.get(f"{V2}/project/ENG/component").status_code == 404


PARTS = ["versions", "version", "components"]


@pytest.mark.parametrize("part", ["", *(f"/{part}" for part in PARTS)])
def test_a_project_that_nobody_knows_is_refused_in_jiras_words(either: Client, part: str) -> None:
    for asked, what in (("NOSUCH", "key"), ("99999", "id"), ("nosuch", "key")):
        answer = either.get(f"{V2}/project/{asked}{part}")
        assert answer.status_code == 404
        said = f"No project could be found with {what} '{asked}'."
        assert answer.json() == {"errorMessages": [said], "errors": {}}
    assert stranger(either.box, f"{V2}/project/ENG{part}").status_code == 404


def test_an_archive_has_the_versions_and_components_that_its_issues_mention(tmp_path: Any) -> None:
    fields = {
        "summary": "From an archive",
        "project": {"id": "7", "key": "OLD", "name": "Old"},
        "created": "2020-01-02T03:04:05.000+0100",
        "fixVersions": [{"id": "9", "name": "1.0", "released": False, "archived": False,
                         "releaseDate": "2020-02-01"}],
        "components": [{"id": "4", "name": "Core"}],
    }  # fmt: skip
    path = tmp_path / "issues.ndjson"
    path.write_text(json.dumps({"id": "1", "key": "OLD-1", "fields": fields}))
    for mode in ("cloud", "datacenter"):
        with sandbox.start(mode, path=path) as box:  # type: ignore[arg-type]  # one of the two
            client = Client(box)
            [version] = client.get(f"{V2}/project/OLD/versions").json()
            assert (version["name"], version["overdue"], version["projectId"]) == ("1.0", True, 7)
            [component] = client.get(f"{V2}/project/OLD/components").json()
            assert (component["name"], component["project"]) == ("Core", "OLD")
            assert box.contradictory == {}
            client.session.close()


# -- sprints and boards ----------------------------------------------------------------------------


def test_sprints_tell_all_their_dates(either: Client) -> None:
    board = either.get(f"{AGILE}/board", type="scrum").json()["values"][0]
    found: list[Json] = []
    while True:
        page = either.get(f"{AGILE}/board/{board['id']}/sprint", startAt=len(found)).json()
        found += page["values"]
        if page["isLast"]:
            break
    own = "createdDate" if either.box.mode == "cloud" else "activatedDate"
    other = "activatedDate" if either.box.mode == "cloud" else "createdDate"
    assert Counter(each["state"] for each in found)["active"] == 1
    for each in found:
        begun = {"startDate", "endDate"} <= each.keys()
        assert begun == (each["state"] != "future")
        assert ("completeDate" in each) == (each["state"] == "closed")
        assert (own in each) == (own == "createdDate" or begun)
        assert other not in each
        assert all(each[name].endswith("Z") for name in each if name.endswith("Date"))
    assert either.get(f"{AGILE}/board/{board['id']}").json() == board


def test_the_contradictory_issues_are_told(either: Client, site: sandbox.Site) -> None:
    assert either.box.contradictory == site.contradictory
    keys = sorted(either.box.contradictory)
    assert len(keys) == 6
    found = either.search(f"key in ({', '.join(keys)})", fields=["key"]).json()["issues"]
    assert sorted(each["key"] for each in found) == keys
    assert len(either.search(ALL, fields=["key"], maxResults=50).json()["issues"]) == 50
