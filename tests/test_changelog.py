"""The history of issues, from answers that the sandbox does not give."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe._changes import decode_expanded
from jiraframe._fields import FieldCatalogue
from jiraframe.tables._history_fields import FieldNames, Wanted
from tests.needs import ROOT
from tests.scripted import Answer, scripted

PAYLOADS = ROOT.parent / "shared" / "payloads"
STATUS = {"id": "status", "name": "Status", "clauseNames": ["status"]}
POINTS = {"id": "customfield_10040", "name": "Story Points", "custom": True}
TWINS = [{"id": f"customfield_{n}", "name": "Team", "custom": True} for n in (10101, 10102)]
SITE = [
    STATUS,
    POINTS,
    *TWINS,
    {"id": "fixVersions", "name": "Fix versions", "clauseNames": ["fixVersion"]},
    {"id": "versions", "name": "Affects versions", "clauseNames": ["affectedVersion"]},
    {"id": "components", "name": "Components", "clauseNames": ["component"]},
]
ANN = {"accountId": "a1", "displayName": "Ann"}


def _history(number: Any, created: Any, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": number, "created": created, "items": list(items), "author": ANN, **more}


def _moved(before: str | None, after: str | None, **more: Any) -> dict[str, Any]:
    told = {"field": "status", "fieldId": "status", "from": before, "fromString": before}
    return {**told, "to": after, "toString": after, **more}


def _cloud(pages: list[dict[str, Any]], issues: int = 2) -> dict[str, Any]:
    listed = [{"id": str(n), "key": f"ENG-{n}"} for n in range(1, issues + 1)]
    left = iter(pages)
    return {
        "/field": SITE,
        "/search/jql": {"issues": listed, "isLast": True},
        "/changelog/bulkfetch": lambda query, body: next(left),
    }


def _page(logs: dict[str, list[dict[str, Any]]], token: str | None = None) -> dict[str, Any]:
    told = [{"issueId": each, "changeHistories": logs[each]} for each in logs]
    return {"issueChangeLogs": told, "nextPageToken": token}


def _changelog(mode: str, routes: dict[str, Any], of: Any = "key > 0") -> pd.DataFrame:
    with scripted(mode, routes) as (environ, _):
        return jf.connect(environ=environ).changelog(of)


def test_an_issue_that_goes_on_on_the_next_page_is_whole_and_in_order():
    pages = [
        _page({"2": [_history("1", 1000, _moved("A", "B"))]}, "t1"),
        _page({"1": [_history("2", 2000, _moved("A", "B"))]}, "t2"),
        _page({"2": [_history("3", 3000, _moved("B", "C"))]}),
    ]
    changes = _changelog("cloud", _cloud(pages))
    assert changes["key"].tolist() == ["ENG-1", "ENG-2", "ENG-2"]
    assert changes["to"].tolist() == ["B", "B", "C"]


@pytest.mark.parametrize(
    "created",
    [1492070429, 1492070429000, "2017-04-13T08:00:29.000+0000", "2017-04-13T02:00:29.000-0600"],
)
def test_a_time_is_the_same_however_it_is_written(created):
    pages = [_page({"1": [_history("1", created, _moved("A", "B"))]})]
    changes = _changelog("cloud", _cloud(pages, issues=1))
    assert changes["created"].tolist() == [pd.Timestamp("2017-04-13T08:00:29Z")]


def test_an_issue_that_an_answer_leaves_out_is_asked_for_again():
    pages = [
        _page({"1": [_history("1", 1000, _moved("A", "B"))]}),
        _page({"2": [_history("2", 2000, _moved("A", "B"))]}),
    ]
    changes = _changelog("cloud", _cloud(pages))
    assert changes["key"].tolist() == ["ENG-1", "ENG-2"]
    assert jf.receipt(changes).complete is True


@pytest.mark.parametrize("told", ["nothing", "the same"])
def test_pages_that_say_nothing_new_are_not_asked_for_for_ever(told):
    same = {"1": [_history("7", 0, _moved("a", "b"))]} if told == "the same" else {}
    pages = [_page(same, token=f"t{n}") for n in range(200)]
    with pytest.raises(jf.IncompleteResultError, match="nothing new"):
        _changelog("cloud", _cloud(pages))


def test_a_page_that_says_nothing_new_is_no_end():
    quiet = [_page({}, token=f"t{n}") for n in range(5)]
    pages = [*quiet, _page({"1": [_history("7", 0, _moved("a", "b"))]}), _page({})]
    assert len(_changelog("cloud", _cloud(pages))) == 1


def test_a_page_token_that_comes_twice_is_no_end():
    page = _page({"1": [_history("1", 1000, _moved("A", "B"))]}, "again")
    with pytest.raises(jf.IncompleteResultError, match="token of a history twice"):
        _changelog("cloud", _cloud([page, page, page]))


def test_odd_values_cost_nothing_else():
    odd = [
        _history(7, 1000, _moved("", None), _moved("A", "B", **{"from": 10001}), author=None),
        {"id": "8", "created": 2000, "items": None},
        {"id": "9", "author": ANN, "items": [{}]},
    ]
    changes = _changelog("cloud", _cloud([_page({"1": odd})], issues=1))
    assert changes["history_id"].tolist() == ["9", "7", "7"]
    assert changes["from"].fillna("-").tolist() == ["-", "-", "10001"]
    assert changes["author"].fillna("-").tolist() == ["Ann", "-", "-"]
    assert changes.loc[changes["history_id"] == "9", "created"].isna().all()


def test_an_answer_that_is_no_history_is_an_error():
    with pytest.raises(jf.JiraUnavailable, match="changelog/bulkfetch is not whole"):
        _changelog("cloud", _cloud([{"values": []}] * 9))


@pytest.mark.usefixtures("waits")
def test_half_a_character_in_a_history_is_mended():
    body = json.dumps(_page({"1": [_history("1", 1000, _moved("A", "half"))]}))
    page = Answer(body.replace('"toString": "half"', r'"toString": "\ud83d"').encode())
    changes = _changelog("cloud", _cloud([page], issues=1))
    assert changes["to_text"].tolist() == ["\N{REPLACEMENT CHARACTER}"]


def _server(histories: list[dict[str, Any]], total: int, whole: Any = None) -> dict[str, Any]:
    issue = {"id": "1", "key": "ENG-1", "changelog": {"total": total, "histories": histories}}
    return {
        "/field": SITE,
        "/issue/1": whole or {"id": "1", "key": "ENG-1"},
        "/search": {"issues": [issue], "total": 1, "startAt": 0, "maxResults": 1000},
    }


def test_a_server_that_cuts_a_history_is_asked_for_the_rest():
    two = [_history("1", "2024-01-01T00:00:00.000+0000", _moved("A", "B")),
           _history("2", "2024-01-02T00:00:00.000+0000", _moved("B", "C"))]  # fmt: skip
    whole = {"id": "1", "key": "ENG-1", "changelog": {"total": 2, "histories": two}}
    assert len(_changelog("datacenter", _server(two[:1], 2, whole))) == 2


def test_a_history_that_stays_shorter_than_its_total_is_an_error():
    one = [_history("1", "2024-01-01T00:00:00.000+0000", _moved("A", "B"))]
    whole = {"id": "1", "key": "ENG-1", "changelog": {"total": 2, "histories": one}}
    with pytest.raises(jf.IncompleteResultError, match="2 changes of issue 1 and sent 1") as caught:
        _changelog("datacenter", _server(one, 2, whole))
    assert caught.value.frame is not None


@pytest.mark.parametrize(
    ("then", "field_id", "today"),
    [
        ("status", "status", ("Status", "status")),
        ("status", None, ("Status", "status")),
        ("Story points", "customfield_10040", ("Story Points", "customfield_10040")),
        ("Story points", None, ("Story Points", "customfield_10040")),
        ("Fix Version", None, ("Fix versions", "fixVersions")),
        ("Version", None, ("Affects versions", "versions")),
        ("Component", None, ("Components", "components")),
        ("Team", None, ("Team", None)),
        ("Team", "customfield_10102", ("Team", "customfield_10102")),
        ("Link", None, ("Link", None)),
        ("Workflow", None, ("Workflow", None)),
        ("Gone since", None, ("Gone since", None)),
        ("Gone since", "customfield_9", ("Gone since", "customfield_9")),
    ],
)
def test_a_field_is_known_by_its_id_else_by_its_name(then, field_id, today):
    assert FieldNames(FieldCatalogue.from_json(SITE)).of(then, field_id)[:2] == today


SELECT = {"type": "option", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:select"}


def _custom(number: int, name: str, *clauses: str) -> dict[str, Any]:
    return {"id": f"customfield_{number}", "name": name, "custom": True, "schema": SELECT,
            "clauseNames": [f"cf[{number}]", *clauses]}  # fmt: skip


NAMESAKES = [
    *SITE,
    {"id": "environment", "name": "Environment", "clauseNames": ["environment"]},
    {"id": "issuelinks", "name": "Linked Issues"},
    _custom(1, "Environment", "Environment"),
    _custom(2, "Status"),
    _custom(3, "Version"),
    _custom(4, "Link"),
    _custom(5, "Ссылка на эпик", "Epic Link"),
    _custom(6, "team"),
    _custom(7, "Security"),
]


@pytest.mark.parametrize(
    ("then", "kind", "today"),
    [
        ("Environment", "custom", "customfield_1"),
        ("Environment", "jira", "environment"),
        ("Environment", None, "environment"),
        ("Status", "custom", "customfield_2"),
        ("status", "jira", "status"),
        ("Version", "custom", "customfield_3"),
        ("Version", "jira", "versions"),
        ("Fix Version", "jira", "fixVersions"),
        ("Link", "custom", "customfield_4"),
        ("Link", "jira", None),
        ("Epic Link", "custom", "customfield_5"),
        ("Story points", "custom", "customfield_10040"),
        ("team", "custom", "customfield_6"),
        ("Team", "custom", None),
        ("Epic Child", "custom", None),
        ("Gone since", "custom", None),
        ("Security", "jira", None),
        ("Affects versions", "jira", "versions"),
    ],
)
def test_a_custom_field_is_not_taken_for_one_of_jiras_own_of_its_name(then, kind, today):
    names = FieldNames(FieldCatalogue.from_json(NAMESAKES))
    # What is remembered of one kind is not told of another.
    for other in {"custom", "jira", None} - {kind}:
        names.of(then, None, other)
    assert names.of(then, None, kind).id == today


def _change(field: str, kind: str, before: str = "a", after: str = "b") -> dict[str, Any]:
    return {"field": field, "fieldtype": kind, "fromString": before, "toString": after}


def _told_by_names(*items: dict[str, Any]) -> dict[str, Any]:
    """Answer as Data Center does: no item has the id of its field."""
    history = _history("7", "2024-01-02T03:04:05.678+0000", *items)
    return {**_server([history], 1), "/field": NAMESAKES}


def _asked(mode: str, routes: dict[str, Any], fields: Any) -> pd.DataFrame:
    with scripted(mode, routes) as (environ, _):
        return jf.connect(environ=environ).changelog("key > 0", fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("status", ["Done"]),
        ("customfield_2", ["Green"]),
        ("customfield_1", ["Test"]),
        ("environment", []),
        ("customfield_3", ["2"]),
        ("versions", ["1.0"]),
        (["status", "customfield_3"], ["Done", "2"]),
        ("issuelinks", ["ENG-2"]),
        ("customfield_4", ["linked"]),
        ("Link", ["ENG-2", "linked"]),
    ],
)
def test_histories_of_data_center_are_told_by_kind_and_name(fields, expected):
    routes = _told_by_names(
        _change("status", "jira", after="Done"),
        _change("Status", "custom", after="Green"),
        _change("Environment", "custom", after="Test"),
        _change("Version", "jira", after="1.0"),
        _change("Version", "custom", after="2"),
        _change("Link", "jira", after="ENG-2"),
        _change("Link", "custom", after="linked"),
        _change("Epic Child", "custom"),
    )
    changes = _asked("datacenter", routes, fields)
    assert changes["to_text"].tolist() == expected
    assert jf.receipt(changes).complete is True
    assert jf.receipt(changes).warnings == []


def test_changes_of_fields_of_one_name_all_come_and_are_a_doubt():
    routes = _told_by_names(_change("Team", "custom"), _change("Status", "custom"))
    with pytest.warns(jf.CompletenessWarning, match=r"2 fields are called 'Team' .*_10101, custom"):
        changes = _asked("datacenter", routes, "customfield_10101")
    assert changes[["field", "to_text"]].to_numpy().tolist() == [["Team", "b"]]
    assert changes["field_id"].isna().all()
    assert jf.receipt(changes).complete is None
    whole = _asked("datacenter", routes, None)
    assert whole["field"].tolist() == ["Team", "Status"]
    assert jf.receipt(whole).complete is True


def test_custom_fields_that_none_is_called_today_are_named():
    gone = [_change(f"Old {n}", "custom") for n in range(4)]
    routes = _told_by_names(*gone, _change("Epic Child", "custom"), _change("Status", "custom"))
    changes = _asked("datacenter", routes, ["status", "customfield_2"])
    assert changes["field_then"].tolist() == ["Status"]
    (note,) = jf.receipt(changes).warnings
    assert "'Old 0', 'Old 1', 'Old 2', ..., as none is today" in note
    assert "Epic Child" not in note
    assert jf.receipt(_asked("datacenter", routes, "status")).warnings == []


def test_on_cloud_what_has_no_id_is_no_field_of_an_old_name():
    told = [_moved("A", "B"), _change("Some app", "custom"), _change("Link", "jira")]
    routes = _cloud([_page({"1": [_history("1", 1000, *told)]})], issues=1)
    changes = _asked("cloud", {**routes, "/field": NAMESAKES}, ["customfield_2", "Link"])
    assert changes["field"].tolist() == ["Link"]
    assert jf.receipt(changes).warnings == []


TIMES = ["timespent", "timeestimate", "timeoriginalestimate"]
OWN = [
    *SITE,
    *({"id": each, "name": each.title()} for each in (
        "issuelinks", "timetracking", "worklog", "attachment", "comment", "resolutiondate",
        "votes", "progress", "thumbnail", "subtasks", *TIMES)),
    {"id": "issuekey", "name": "Key", "clauseNames": ["key", "issuekey"]},
    _custom(8, "Development") | {"schema": {"type": "any", "custom":
        "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"}},
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "ids", "then"),
    [
        ("parent", [], {"parent", "Parent", "IssueParentAssociation"}),
        ("issuelinks", [], {"Link"}),
        ("Issuelinks", [], {"Link"}),
        ("issuekey", [], {"Key"}),
        ("key", [], {"Key"}),
        ("timetracking", TIMES, set(TIMES)),
        ("worklog", [], {"WorklogId", "WorklogTimeSpent"}),
        ("attachment", [], {"Attachment"}),
        ("comment", [], {"Comment"}),
        (["status", "timetracking"], ["status", *TIMES], {"status", *TIMES}),
        (["status", "votes"], ["status"], {"status"}),
        (["status", "issuelinks"], [], {"status", "Link"}),
    ],
)
def test_a_field_is_asked_for_by_the_names_that_histories_have_for_it(asked, ids, then):
    catalogue = FieldCatalogue.from_json(OWN)
    wanted, names = Wanted(asked, catalogue), FieldNames(catalogue)
    assert wanted.ids == ids
    known = (
        "status parent Parent IssueParentAssociation Link RemoteIssueLink Key Attachment Comment"
    )
    told = [*known.split(), "WorklogId", "WorklogTimeSpent", "summary", *TIMES]
    assert {each for each in told if wanted(names.of(each, None, "jira"), each)} == then


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("resolutiondate", "'resolutiondate'"),
        ("Votes", "'votes'"),
        (["votes", "progress", "subtasks"], "'votes', 'progress', 'subtasks'"),
        ("Development", "'customfield_8'"),
        ("Thumbnail", "'Thumbnail'"),
        ("id", "'id'"),
    ],
)
def test_what_no_history_tells_is_refused(asked, named):
    with pytest.raises(jf.ArgumentError, match=rf"of {named} Jira's history tells nothing.*Name"):
        Wanted(asked, FieldCatalogue.from_json(OWN))


def test_what_no_history_tells_is_said_beside_what_it_tells():
    routes = {**_told_by_names(_change("status", "jira")), "/field": OWN}
    changes = _asked("datacenter", routes, ["status", "votes"])
    assert changes["field"].tolist() == ["Status"]
    assert jf.receipt(changes).warnings == ["Jira's history tells nothing of 'votes'."]
    assert jf.receipt(_asked("datacenter", routes, "*all")).warnings == []


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_fields_that_histories_call_otherwise_have_a_history(mode):
    with jf.sandbox.start(mode=mode) as box:
        jira = jf.connect(environ=box.env)
        every = jira.changelog("project = ENG")
        for asked, then in {
            "parent": {"Parent", "IssueParentAssociation"},
            "Linked Issues": {"Link"},
            "issuekey": {"Key"},
            "timetracking": set(TIMES),
            "worklog": {"WorklogId"},
        }.items():
            wanted = every[every["field_then"].isin(then)].reset_index(drop=True)
            assert len(wanted), asked
            pd.testing.assert_frame_equal(jira.changelog("project = ENG", asked), wanted)


def _payload(*parts: str) -> list[Any]:
    """Read recorded answers, where they are."""
    if not PAYLOADS.is_dir():
        pytest.skip("the recorded answers are not on this machine")
    return [json.loads(path.read_text()) for path in sorted(PAYLOADS.glob("/".join(parts)))]


def test_recorded_issues_keep_every_change():
    issues = _payload("mikebowler__jirametrics", "*", "**", "SP-*.json")
    assert len(issues) == 12
    body = json.dumps({"issues": issues, "total": len(issues)}).encode()
    page = decode_expanded(body)
    for told, read in zip(issues, page.issues, strict=True):
        sent = told["changelog"]["histories"]
        histories = read.histories or ()
        assert [each.id for each in histories] == [each["id"] for each in sent]
        assert len(histories) == read.total
        shown = [(item.field, item.from_string, item.to) for h in histories for item in h.items]
        assert shown == [(i["field"], i["fromString"], i["to"]) for h in sent for i in h["items"]]


def test_recorded_histories_of_the_current_api_become_rows():
    (rows,) = _payload("apache__devlake", "_raw_jira_api_issue_changelogs.json")
    logs: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        number = str(int(row["url"].split("/issue/")[1].split("/")[0]) % 10_000)
        logs.setdefault(number, []).append(row["data"])
    listed = [{"id": each, "key": f"ENG-{each}"} for each in logs]
    routes = {
        "/field": SITE,
        "/search/jql": {"issues": listed, "isLast": True},
        "/changelog/bulkfetch": lambda query, body: _page(logs),
    }
    changes = _changelog("cloud", routes)
    items = [item for each in logs.values() for history in each for item in history["items"]]
    assert len(changes) == len(items)
    assert sorted(changes["to_text"].dropna()) == sorted(
        filter(None, (i["toString"] for i in items))
    )
    assert changes["created"].notna().all()
    named = {item.get("fieldId") for item in items}
    assert set(changes["field_id"].dropna()) == named - {None, ""}
