"""What the sandbox's data holds: made-up sites of any size, and archives of real issues."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tracemalloc
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from jiraframe._sprint_text import read_sprint_text
from jiraframe.sandbox._generated import GeneratedIssues
from jiraframe.sandbox._site import Site

ARCHIVE = (
    Path(__file__).parents[1].parent
    / "shared"
    / "payloads"
    / "tidev__jira-archive"
    / "ac-daemon.ndjson.gz"
)
BASE = "http://jira.example"
SITE = Site.generated(issues=600, seed=5)
Json = Any

SYSTEM = {
    "statuscategorychangedate", "statusCategory", "parent", "issuetype", "project", "summary",
    "description", "environment", "status", "priority", "resolution", "resolutiondate", "created",
    "updated", "lastViewed", "duedate", "assignee", "reporter", "creator", "labels", "components",
    "fixVersions", "versions", "subtasks", "issuelinks", "timetracking", "timeoriginalestimate",
    "timeestimate", "timespent", "aggregatetimeoriginalestimate", "aggregatetimeestimate",
    "aggregatetimespent", "progress", "aggregateprogress", "workratio", "votes", "watches",
    "attachment", "comment", "worklog", "security", "issuerestriction",
}  # fmt: skip
CUSTOM_TYPES = {
    "textfield", "readonlyfield", "textarea", "url", "float", "datepicker", "datetime", "select",
    "radiobuttons", "multiselect", "multicheckboxes", "cascadingselect", "labels", "userpicker",
    "multiuserpicker", "people", "grouppicker", "multigrouppicker", "project", "version",
    "multiversion", "importid", "atlassian-team", "jwm-category", "goals", "gh-sprint",
    "gh-epic-link", "gh-epic-label", "gh-epic-color", "gh-epic-status", "gh-lexo-rank",
    "jsw-story-points", "jsw-issue-color", "jpo-custom-field-parent",
    "jpo-custom-field-baseline-start", "jpo-custom-field-baseline-end", "devsummarycf",
    "timeinstatus", "firstresponsedate", "sd-sla-field", "vp-origin", "sd-request-participants",
    "sd-customer-organizations", "interval", "rating", "widget",
}  # fmt: skip


def fields(position: int, deployment: str = "cloud", version: int = 3, site: Site = SITE) -> Json:
    return site.issue(
        position,
        deployment=deployment,
        version=version,
        base_url=BASE,
        fields=lambda name: True,
    )["fields"]


CLOUD = [fields(position) for position in SITE.positions()]
SERVER = [fields(position, "datacenter", 2) for position in SITE.positions()]


def history(position: int, deployment: str = "cloud") -> list[Json]:
    return SITE.changelog(position, deployment=deployment, base_url=BASE)


# -- seeds and sizes ---------------------------------------------------------------------------

DIGEST = """
import hashlib, json
from jiraframe.sandbox._site import Site
site, found = Site.generated(issues=40, seed=7), hashlib.sha256()
for position in site.positions():
    for deployment, version in (("cloud", 3), ("datacenter", 2)):
        issue = site.issue(position, deployment=deployment, version=version, base_url="",
                           fields=lambda name: True)
        found.update(json.dumps([issue, site.changelog(position, deployment=deployment,
                                                       base_url="")]).encode())
found.update(json.dumps(site.search("ORDER BY updated", deployment="cloud")).encode())
print(found.hexdigest())
"""


def test_one_seed_gives_one_site_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={"PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_another_seed_gives_another_site() -> None:
    one, other = Site.generated(issues=50, seed=1), Site.generated(issues=50, seed=2)
    assert [fields(each, site=one) for each in range(50)] != [
        fields(each, site=other) for each in range(50)
    ]


@pytest.mark.parametrize("size", [0, 1, 2, 7, 1_003])
def test_any_number_of_issues_can_be_made(size: int) -> None:
    site = Site.generated(issues=size)
    assert site.total == len(site.search("", deployment="datacenter")) == size
    assert len({site.id_and_key(each)[1] for each in site.positions()}) == size
    for position in list(site.positions())[:7]:
        json.dumps(fields(position, site=site))


def test_making_and_searching_a_large_site_renders_no_issue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("render", "histories", "comments", "worklogs"):
        monkeypatch.delattr(GeneratedIssues, name)
    site = Site.generated(issues=20_000)
    assert 0 < len(site.search("project = ENG", deployment="cloud")) < 20_000
    assert 0 < len(site.search('created >= "2026-01-01"', deployment="cloud")) < 20_000


def test_an_issue_takes_little_memory_before_it_is_asked_for() -> None:
    tracemalloc.start()
    try:
        site = Site.generated(issues=20_000)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken / site.total < 700


# -- fields ------------------------------------------------------------------------------------


def test_issues_have_every_system_field_and_no_other_than_the_listed_ones() -> None:
    seen = {name for each in CLOUD for name in each}
    listed = {each["id"] for each in SITE.fields("cloud")}
    assert seen >= SYSTEM
    assert listed - seen == {"issuekey", "thumbnail"}
    assert seen <= listed


@pytest.mark.parametrize(("deployment", "issues"), [("cloud", CLOUD), ("datacenter", SERVER)])
def test_every_field_has_a_value_somewhere(deployment: str, issues: list[Json]) -> None:
    listed = {each["id"] for each in SITE.fields(deployment)} - {"issuekey", "thumbnail"}
    filled = {name for each in issues for name, value in each.items() if value not in (None, [])}
    assert listed == filled


def test_every_type_of_custom_field_is_there() -> None:
    listed = SITE.fields("cloud")
    types = {each["schema"]["custom"].rpartition(":")[2] for each in listed if each["custom"]}
    assert types == CUSTOM_TYPES


def test_the_traps_of_the_field_list_are_there() -> None:
    listed = SITE.fields("cloud")
    named = [each["name"] for each in listed]
    assert named.count("Team") == named.count("Effort") == 2
    assert "customfield_10101" in {each["id"] for each in listed if each["name"] == "Team"}
    assert {"issuekey", "parent", "statusCategory", "thumbnail"} == {
        each["id"] for each in listed if "schema" not in each
    }
    assert [each["scope"]["type"] for each in listed if "scope" in each] == ["PROJECT"] * 2
    assert any("<script>" in each for each in named)
    assert any('"' in each for each in named)
    assert any(not each.isascii() for each in named)
    assert next(each for each in listed if each["id"] == "worklog")["clauseNames"] == []


def test_data_center_lists_neither_keys_nor_scopes_nor_fields_of_cloud() -> None:
    listed = SITE.fields("datacenter")
    assert not any({"key", "scope"} & each.keys() for each in listed)
    assert not {"statuscategorychangedate", "issuerestriction"} & {each["id"] for each in listed}
    sprint = next(each for each in listed if each["name"] == "Sprint")
    assert sprint["schema"]["items"] == "string"
    team = next(each for each in listed if each["id"] == "customfield_10001")
    assert team["schema"]["custom"].startswith("com.atlassian.teams:")


def test_what_is_empty_is_null_in_some_fields_and_absent_in_others() -> None:
    assert any(each["assignee"] is None for each in CLOUD)
    assert {"parent" in each for each in CLOUD} == {True, False}
    assert {"customfield_10070" in each for each in CLOUD} == {True, False}
    assert any(each.get("customfield_10070", 0) is None for each in CLOUD)


def test_numbers_come_as_whole_ones_and_with_a_point() -> None:
    points = [each["customfield_10040"] for each in CLOUD]
    assert {type(each) for each in points} == {int, float, type(None)}


def test_only_wanted_fields_are_rendered() -> None:
    asked: list[str] = []

    def wanted(name: str) -> bool:
        asked.append(name)
        return name in {"summary", "created"}

    issue = SITE.issue(0, deployment="cloud", version=3, base_url=BASE, fields=wanted)
    assert list(issue) == ["expand", "id", "self", "key", "fields"]
    assert issue["self"] == f"{BASE}/rest/api/3/issue/{issue['id']}"
    assert set(issue["fields"]) == {"summary", "created"}
    assert len(asked) > 50


# -- dialects ----------------------------------------------------------------------------------


def test_people_go_by_account_id_on_cloud_and_by_name_and_key_on_data_center() -> None:
    cloud = SITE.users(deployment="cloud", base_url=BASE)
    server = SITE.users(deployment="datacenter", base_url=BASE)
    assert not any({"name", "key"} & each.keys() for each in cloud)
    assert not any({"accountId", "accountType"} & each.keys() for each in server)
    assert {each["accountType"] for each in cloud} == {"atlassian", "app", "customer"}
    assert [each["displayName"] for each in cloud].count("Alex Kim") == 2
    former = next(each for each in cloud if each["displayName"] == "Former user")
    assert former["active"] is False
    assert "emailAddress" not in former
    mine = {key: SITE.account[key] for key in ("accountId", "name", "key", "emailAddress")}
    assert all(mine.values())


def offsets(issues: list[Json]) -> set[str]:
    return {each[name][-5:] for each in issues for name in ("created", "updated")}


def test_time_stamps_follow_the_account_on_cloud_and_the_server_on_data_center() -> None:
    assert offsets(CLOUD) == {"-0600", "-0500"}
    assert offsets(SERVER) == {"+0100", "+0200"}
    for one, other in zip(CLOUD, SERVER, strict=True):
        assert datetime.fromisoformat(one["created"]) == datetime.fromisoformat(other["created"])
        assert one["duedate"] == other["duedate"]


def test_sprints_are_objects_on_cloud_and_text_in_two_layouts_on_data_center() -> None:
    layouts = set()
    for one, other in zip(CLOUD, SERVER, strict=True):
        objects, texts = one["customfield_10020"], other["customfield_10020"]
        for sprint, text in zip(objects, texts, strict=True):
            layouts.add(text.partition("[")[2].partition("=")[0])
            read = read_sprint_text(text) or {}
            assert {read[key] for key in ("id", "name", "state", "boardId")} == {
                sprint[key] for key in ("id", "name", "state", "boardId")
            }
            assert (read["goal"] or "") == sprint["goal"]
            assert all(sprint[key].endswith("Z") for key in sprint if key.endswith("Date"))
            start = read.get("startDate")
            assert (start and datetime.fromisoformat(str(start))) == (
                sprint.get("startDate") and datetime.fromisoformat(sprint["startDate"])
            )
    assert layouts == {"activatedDate", "id"}


def test_rich_text_is_a_document_on_version_3_and_wiki_text_elsewhere() -> None:
    for position, (one, other) in enumerate(zip(CLOUD, SERVER, strict=True)):
        for name in ("description", "environment", "customfield_10058"):
            older = fields(position, "cloud", 2)[name]
            assert (one[name] is None) == (older is None) == (other[name] is None)
            if one[name] is not None:
                assert (one[name]["type"], one[name]["version"]) == ("doc", 1)
                assert isinstance(older, str)
                assert isinstance(other[name], str)
        assert all(isinstance(each["body"], dict) for each in one["comment"]["comments"])
        assert all(isinstance(each["body"], str) for each in other["comment"]["comments"])
        assert isinstance(one["summary"], str)
    assert any("[~accountid:" in (fields(n, "cloud", 2)["description"] or "") for n in range(200))
    assert any("[~akim]" in (each["description"] or "") for each in SERVER)
    assert not any("accountid" in (each["description"] or "") for each in SERVER)


def node_types(node: Json) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(node_types, node))
    if not isinstance(node, dict):
        return set()
    own = {node["type"]} if isinstance(node.get("type"), str) else set()
    return own.union(*map(node_types, (node.get("content", []), node.get("marks", []))))


def test_documents_have_every_kind_of_node() -> None:
    seen = set().union(*(node_types(each["description"]) for each in CLOUD))
    assert seen >= {
        "doc", "paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote",
        "codeBlock", "panel", "table", "tableRow", "tableHeader", "tableCell", "text", "mention",
        "emoji", "inlineCard", "hardBreak", "rule", "mediaSingle", "mediaGroup", "media", "expand",
        "taskList", "taskItem", "decisionList", "date", "status", "blockCard", "embedCard",
        "extension", "layoutSection", "strong", "em", "code", "strike", "underline", "link",
        "textColor", "subsup", "hologram",
    }  # fmt: skip


def test_parents_are_those_of_every_level_on_cloud_and_of_sub_tasks_on_data_center() -> None:
    for one, other in zip(CLOUD, SERVER, strict=True):
        assert ("parent" in other) == ("parent" in one and one["issuetype"]["subtask"])
    above = {name_of(each["parent"]["fields"]["issuetype"]) for each in CLOUD if "parent" in each}
    assert "Epic" in above
    assert len(above) > 1
    linked = [each for each in SERVER if each["customfield_10014"]]
    assert linked
    assert all("parent" not in each or each["issuetype"]["subtask"] for each in linked)


def name_of(value: Json) -> Json:
    return value and value["name"]


def test_hostile_text_is_in_the_issues() -> None:
    told = "\n".join(str(value) for each in SERVER for value in each.values())
    for part in ("<script>", '"', "🚀", "two\nlines", "=HYPERLINK", "漢字"):
        assert part in told
    assert any(each["summary"].startswith("=") for each in CLOUD)


def test_translated_names_keep_their_original_beside_them() -> None:
    statuses = SITE.statuses(deployment="cloud", base_url=BASE)
    translated = next(each for each in statuses if each["name"] == "Wartet auf Kunden")
    assert translated["untranslatedName"] == "Waiting for customer"
    keys = {each["key"] for each in SITE.projects(deployment="cloud", base_url=BASE)}
    assert "ORDER" in keys, "one key is a word that JQL reserves"


# -- agreement ---------------------------------------------------------------------------------


def key_of(position: int) -> str:
    return SITE.id_and_key(position)[1]


def items_of(position: int, field: str, deployment: str = "cloud") -> list[Json]:
    """The changes of a field, by its id or, where it has none, by its name."""
    return [
        item
        for each in history(position, deployment)
        for item in each["items"]
        if field in (item.get("fieldId"), item["field"])
    ]


def identity(field: str, issue: Json) -> Json:
    value = issue[field]
    return value and value["accountId" if field == "assignee" else "id"]


@pytest.mark.parametrize("field", ["status", "assignee", "priority", "resolution"])
def test_histories_lead_step_by_step_to_what_an_issue_is_now(field: str) -> None:
    seen = 0
    for position, issue in enumerate(CLOUD):
        if key_of(position) in SITE.contradictory:
            continue
        items = items_of(position, field)
        assert all(a["to"] == b["from"] for a, b in pairwise(items))
        if items:
            seen += 1
            assert items[-1]["to"] == identity(field, issue)
            assert (field == "assignee") == ("tmpToAccountId" in items[-1])
    assert seen > 50


def test_histories_are_in_order_and_within_the_life_of_the_issue() -> None:
    missing = 0
    for position, issue in enumerate(CLOUD):
        dates = [datetime.fromisoformat(each["created"]) for each in history(position)]
        assert dates == sorted(dates)
        low, high = (datetime.fromisoformat(issue[name]) for name in ("created", "updated"))
        assert all(low <= date <= high for date in dates)
        ids = [each["id"] for each in history(position)]
        assert len(set(ids)) == len(ids)
        missing += sum("author" not in each for each in history(position))
    assert missing


def test_the_sprint_of_histories_is_the_whole_list_of_ids() -> None:
    for position, issue in enumerate(CLOUD):
        items = [
            item
            for each in history(position)
            for item in each["items"]
            if item["field"] == "Sprint"
        ]
        last = items[-1]["to"] if items else ""
        assert last == ", ".join(str(each["id"]) for each in issue["customfield_10020"])


def test_only_cloud_tells_the_id_of_a_changed_field() -> None:
    assert not any("fieldId" in item for each in history(3, "datacenter") for item in each["items"])
    named = {
        item["field"]: "fieldId" in item
        for position in SITE.positions()
        for each in history(position)
        for item in each["items"]
    }
    assert not named["Link"]
    assert not named["IssueParentAssociation"]
    assert named["Fix Version"]
    assert named["Story points"]
    assert named["Story Points"], "the field was called otherwise once"


def test_data_center_names_people_in_histories_by_key() -> None:
    keys = {each["key"] for each in SITE.users(deployment="datacenter", base_url=BASE)}
    told = {
        item["to"]
        for position in SITE.positions()
        for each in history(position, "datacenter")
        for item in each["items"]
        if item["field"] == "assignee"
    }
    assert told - {None} <= keys
    assert len(told) > 3


def test_logged_work_adds_up() -> None:
    for position, issue in enumerate(CLOUD):
        worklogs = SITE.worklogs(position, deployment="cloud", version=3, base_url=BASE)
        spent = sum(each["timeSpentSeconds"] for each in worklogs)
        assert (issue["timespent"] or 0) == spent == issue["progress"]["progress"]
        assert issue["worklog"]["total"] == len(worklogs)
        own = issue["timetracking"]
        assert own.get("originalEstimateSeconds") == issue["timeoriginalestimate"]
        assert ("percent" in issue["progress"]) == (issue["progress"]["total"] > 0)
    ratios = {each["workratio"] for each in CLOUD}
    assert {-1, 9_223_372_036_854_776_000} <= ratios
    assert len(ratios) > 5


def test_long_lists_are_cut_inside_issues_and_whole_beside_them() -> None:
    longest = max(range(SITE.total), key=lambda n: CLOUD[n]["worklog"]["total"])
    page = CLOUD[longest]["worklog"]
    assert (page["total"], page["maxResults"], len(page["worklogs"])) == (60, 20, 20)
    talked = max(range(SITE.total), key=lambda n: CLOUD[n]["comment"]["total"])
    page = CLOUD[talked]["comment"]
    whole = SITE.comments(talked, deployment="cloud", version=3, base_url=BASE)
    assert (page["total"], len(whole)) == (300, 300)
    assert page["comments"] == whole[-100:]
    assert len(SERVER[talked]["comment"]["comments"]) == 300
    assert max(len(history(position)) for position in range(20)) > 100


def test_links_and_sub_tasks_are_seen_from_both_ends() -> None:
    links, below = set(), set()
    for position, issue in enumerate(CLOUD):
        key = SITE.id_and_key(position)[1]
        for link in issue["issuelinks"]:
            side = "outwardIssue" if "outwardIssue" in link else "inwardIssue"
            assert ("inwardIssue" in link) is not ("outwardIssue" in link)
            links.add((link["id"], side, *sorted([key, link[side]["key"]])))
        below |= {(key, each["key"]) for each in issue["subtasks"]}
    assert {each[0::2] for each in links if each[1] == "inwardIssue"} == {
        each[0::2] for each in links if each[1] == "outwardIssue"
    }
    parents = {
        (issue["parent"]["key"], SITE.id_and_key(position)[1])
        for position, issue in enumerate(CLOUD)
        if issue["issuetype"]["subtask"]
    }
    assert parents == below != set()


def test_what_is_done_has_a_resolution_and_nothing_else_has() -> None:
    for issue in CLOUD:
        done = issue["status"]["statusCategory"]["key"] == "done"
        assert done == (issue["resolution"] is not None) == (issue["resolutiondate"] is not None)
        assert issue["created"] != issue["updated"]


def test_agreements_run_or_are_over_and_may_be_late() -> None:
    cycles = [each["customfield_10030"] for each in CLOUD if each.get("customfield_10030")]
    ongoing = [each["ongoingCycle"] for each in cycles if "ongoingCycle" in each]
    ended = [cycle for each in cycles for cycle in each["completedCycles"]]
    assert {each["breached"] for each in [*ongoing, *ended]} == {True, False}
    assert {each["paused"] for each in ongoing} == {True, False}
    assert any(each["remainingTime"]["millis"] < 0 for each in [*ongoing, *ended])
    assert all(
        datetime.fromisoformat(each["stopTime"]["jira"]).timestamp() * 1000
        == each["stopTime"]["epochMillis"]
        for each in ended
    )


# -- boards ------------------------------------------------------------------------------------


def test_boards_have_sprints_of_every_state_or_are_kanban() -> None:
    boards = SITE.boards(deployment="cloud", base_url=BASE)
    assert {each["type"] for each in boards} == {"scrum", "kanban", "simple"}
    for board in boards:
        sprints = SITE.sprints(board["id"], deployment="cloud", base_url=BASE)
        if board["type"] == "kanban":
            assert sprints is None
            continue
        assert sprints is not None
        assert {each["state"] for each in sprints} == {"closed", "active", "future"}
        assert all(each["originBoardId"] == board["id"] for each in sprints)
    own = {CLOUD[position]["project"]["key"] for position in SITE.board_positions(1)}
    assert own == {boards[0]["location"]["projectKey"]} == {"ENG"}


def test_the_issues_of_a_sprint_are_those_that_name_it() -> None:
    for sprint in (1, 90, 104):
        expected = [
            position
            for position, issue in enumerate(CLOUD)
            if sprint in {each["id"] for each in issue["customfield_10020"]}
        ]
        assert SITE.sprint_positions(sprint) == expected


# -- a site that changes -----------------------------------------------------------------------


def test_an_issue_is_found_by_key_in_any_case_and_by_id() -> None:
    identity, key = SITE.id_and_key(17)
    assert SITE.find(key) == SITE.find(key.lower()) == SITE.find(identity) == 17
    for unknown in ("ENG-0", "ENG-99999", "NOPE-1", "ENG", "ENG-x", "1", "99999999", "", "-1"):
        assert SITE.find(unknown) is None


def test_a_touched_issue_moves_and_a_removed_one_is_gone() -> None:
    site = Site.generated(issues=60, seed=5)
    query, first = "ORDER BY updated", site.search("ORDER BY updated", deployment="datacenter")[0]
    before = site.changelog(first, deployment="cloud", base_url=BASE)
    site.touch(first, when=site.now)
    assert site.search(query, deployment="datacenter")[-1] == first
    assert (
        datetime.fromisoformat(fields(first, site=site)["updated"]).timestamp() * 1000 == site.now
    )
    assert site.changelog(first, deployment="cloud", base_url=BASE) == before
    key = site.id_and_key(first)[1]
    site.remove(first)
    assert site.find(key) is None
    assert site.total == 59
    assert first not in site.search("", deployment="datacenter")
    assert all(first not in site.board_positions(board) for board in (1, 2, 3, 4))
    assert site.revision == 2


# -- archives ----------------------------------------------------------------------------------

ISSUE = {
    "id": "7",
    "key": "OLD-7",
    "fields": {
        "summary": "From an archive",
        "description": "first\r\nline\r\n\r\nsecond",
        "project": {"id": "1", "key": "OLD", "name": "Old"},
        "issuetype": {"id": "1", "name": "Bug", "subtask": False},
        "status": {"id": "5", "name": "Resolved", "statusCategory": {"id": 3, "key": "done",
                   "name": "Done", "colorName": "green"}},
        "priority": {"id": "2", "name": "Major"},
        "created": "2020-01-02T03:04:05.000+0100",
        "updated": "2020-01-02T03:04:05.000+0100",
        "assignee": {"name": "kim", "key": "JIRAUSER1", "displayName": "Kim"},
        "fixVersions": [{"id": "9", "name": "1.0", "released": True}],
        "labels": ["a"],
        "sprint": {"id": 3, "state": "active", "name": "Now", "originBoardId": 4},
        "closedSprints": [{"id": 2, "state": "closed", "name": "Then", "originBoardId": 4}],
        "customfield_10200": 1.5,
        "customfield_10201": {"value": "Red", "id": "77"},
        "comment": {"comments": [{"id": "1", "author": {"name": "kim", "displayName": "Kim"},
                    "body": "said so", "created": "2020-01-02T03:04:06.000+0100"}]},
    },
    "changelog": {"histories": [{"id": "1", "created": "2020-01-02T05:00:00.000+0100",
                  "author": {"key": "JIRAUSER2", "name": "lee", "displayName": "Lee"},
                  "items": [{"field": "status", "from": "1", "fromString": "Open", "to": "5",
                             "toString": "Resolved"}]}]},
}  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Site:
    path = tmp_path / "issues.ndjson.gz"
    path.write_bytes(gzip.compress(f"{json.dumps(ISSUE)}\n\n".encode()))
    return Site.from_ndjson(path)


def test_an_archive_gets_back_what_it_lost(archive: Site) -> None:
    cloud, server = fields(0, site=archive), fields(0, "datacenter", 2, archive)
    assert cloud["status"]["self"] == f"{BASE}/rest/api/3/status/5"
    assert cloud["status"]["statusCategory"]["self"].endswith("/statuscategory/3")
    assert server["assignee"]["key"] == "JIRAUSER1"
    assert "name" not in cloud["assignee"]
    assert cloud["assignee"]["accountId"] == archive.account["accountId"]
    assert server["description"] == "first\r\nline\r\n\r\nsecond"
    first, second = cloud["description"]["content"]
    assert [each["type"] for each in first["content"]] == ["text", "hardBreak", "text"]
    assert second["content"] == [{"type": "text", "text": "second"}]
    assert cloud["comment"]["comments"][0]["body"]["type"] == "doc"
    assert archive.account["emailAddress"].endswith("@jira.example")


@pytest.mark.parametrize(
    "query",
    [
        "project = OLD AND status = Resolved",
        "sprint in openSprints() AND sprint in closedSprints() AND sprint = Now",
        "assignee = kim AND assignee = currentUser()",
        'created = "2020-01-02 02:04" OR created >= "2020-01-02"',
        "fixVersion in releasedVersions()",
        "cf[10200] > 1 AND cf[10201] = Red",
        'text ~ "second" AND comment ~ said',
        "status CHANGED BY lee",
        "statusCategory = Done AND key = old-7 AND id = 7",
    ],
)
def test_an_archive_is_searched_by_all_that_its_issues_mention(archive: Site, query: str) -> None:
    assert archive.search(query, deployment="datacenter") == [0]


def test_fields_of_unknown_schema_are_listed_with_a_guess(archive: Site) -> None:
    listed = {each["id"]: each for each in archive.fields("datacenter")}
    assert listed["customfield_10200"]["schema"]["type"] == "number"
    assert listed["customfield_10201"]["schema"]["type"] == "option"
    assert listed["closedSprints"]["schema"]["items"] == "sprint"


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "1", "key": "A-1"}'])
def test_a_line_that_is_no_issue_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "issues.ndjson"
    path.write_text(f"{json.dumps(ISSUE)}\n{line}\n")
    with pytest.raises(ValueError, match=r"issues\.ndjson, line 2"):
        Site.from_ndjson(path)


def without_links(value: Json) -> Json:
    if isinstance(value, list):
        return [without_links(each) for each in value]
    if not isinstance(value, dict):
        return value
    kept = value.keys() - {"self", "avatarUrls", "content"}
    return {key: without_links(value[key]) for key in kept}


@pytest.mark.skipif(not ARCHIVE.exists(), reason="the recorded issues are not part of the project")
def test_real_issues_come_out_of_data_center_as_they_went_in() -> None:
    site = Site.from_ndjson(ARCHIVE)
    rows = [json.loads(line) for line in gzip.decompress(ARCHIVE.read_bytes()).splitlines()]
    assert site.total == len(rows) == 4_820
    for position, row in enumerate(rows):
        told = fields(position, "datacenter", 2, site)
        for name in row["fields"].keys() - {"comment", "assignee", "creator", "reporter"}:
            assert without_links(told[name]) == without_links(row["fields"][name])
        bodies = [each.get("body") for each in told["comment"]["comments"]]
        assert bodies == [each.get("body") for each in row["fields"]["comment"]["comments"]]
    open_ones = [row["key"] for row in rows if row["fields"]["resolution"] is None]
    found = site.search("resolution = Unresolved ORDER BY key", deployment="datacenter")
    assert {site.id_and_key(each)[1] for each in found} == set(open_ones)
