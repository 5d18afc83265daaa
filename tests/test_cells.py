from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiraframe._frame import FrameBuilder, Receipt
from jiraframe._page import PageDecoder
from jiraframe._scalars import read_instant
from tests.shaping import AGILE, PLATFORM, SITE, catalogue, cell_of, custom, frame_of, issue, page

USER = {
    "accountId": "5b1",
    "displayName": "Ann Lee",
    "active": True,
    "emailAddress": "a@site.example",
}
STATUS = {
    "name": "In Review",
    "id": "3",
    "statusCategory": {"id": 4, "key": "indeterminate", "name": "In Progress"},
}
PARENT = {"id": "9", "key": "ENG-9", "fields": {"summary": "Epic", "status": STATUS}}
ADF = {
    "type": "doc",
    "version": 1,
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Hello"}]}],
}
SPRINT = {
    "id": 7,
    "name": "One",
    "state": "active",
    "boardId": 2,
    "startDate": "2024-01-02T03:04:05Z",
}
SPRINT_TEXT = (
    "com.example.Sprint@1f[id=8,rapidViewId=2,state=CLOSED,name=Two, or so,goal=,"
    "startDate=2024-01-02T03:04:05.000+01:00,endDate=<null>,completeDate=<null>,sequence=8]"
)
BLOCKS = {"name": "Blocks", "inward": "is blocked by", "outward": "blocks"}
LINKS = [
    {
        "id": "1",
        "type": BLOCKS,
        "outwardIssue": {"id": "2", "key": "ENG-2", "fields": {"summary": "b"}},
    },
    {"id": "2", "type": BLOCKS, "inwardIssue": {"id": "3", "key": "ENG-3"}},
]
COMMENTS = {
    "total": 2,
    "startAt": 0,
    "comments": [
        {
            "id": "1",
            "body": "wiki *text*",
            "author": USER,
            "created": "2024-01-02T03:04:05.000-0600",
        },
        {"id": "2", "body": ADF, "created": "2024-01-03T03:04:05.000+0530"},
    ],
}
WORKLOGS = {
    "total": 1,
    "worklogs": [{"author": USER, "timeSpent": "2h 30m", "timeSpentSeconds": 9000, "comment": ADF}],
}
FILES = [{"id": "5", "filename": "log.txt", "size": 12, "author": USER, "mimeType": "text/plain"}]
SLA_RUNNING = {
    "name": "Time to resolution",
    "completedCycles": [{"breached": True, "remainingTime": {"millis": -5000}}],
    "ongoingCycle": {
        "breached": False,
        "paused": True,
        "breachTime": {"iso8601": "2024-01-02T03:04:05+0000", "epochMillis": 1704164645000},
        "remainingTime": {"millis": 90_000, "friendly": "1m"},
        "goalDuration": {"millis": 3_600_000},
    },
}
SLA_DONE = {
    "completedCycles": [{"remainingTime": {"millis": 1}}, {"remainingTime": {"millis": -2000}}]
}
REQUEST = {
    "requestType": {"id": "11", "name": "Get help", "serviceDeskId": "1"},
    "currentStatus": {"status": "Waiting", "statusDate": {"epochMillis": 1704164645000}},
}
DESK = "com.atlassian.servicedesk"
DEVELOPMENT = "com.atlassian.jira.plugins.jira-development-integration-plugin"
EXTRA = (
    custom(10300, "Request type", "sd-customerrequesttype", f"{DESK}:vp-origin"),
    custom(10301, "Parent Link", "any", "com.atlassian.jpo:jpo-custom-field-parent"),
    custom(10302, "Rank", "any", f"{AGILE}:gh-lexo-rank"),
    custom(10303, "In status", "any", "com.atlassian.jira.ext.charting:timeinstatus"),
    custom(10304, "Boxes", "array", f"{PLATFORM}:multicheckboxes", "option"),
    custom(10305, "People", "array", f"{PLATFORM}:people", "user"),
    custom(10306, "Group", "group", f"{PLATFORM}:grouppicker"),
    custom(10307, "Odd select", "string", f"{PLATFORM}:select"),
    custom(10308, "Plugin text", "string", "org.example:text"),
    custom(10309, "Plugin options", "array", "org.example:options", "option"),
    custom(10310, "Plugin mystery", "array", "org.example:mystery", "mystery"),
    custom(10311, "Start", "datetime", f"{PLATFORM}:datetime"),
    custom(10312, "Development", "any", f"{DEVELOPMENT}:devsummarycf"),
    custom(10313, "Organizations", "array", f"{DESK}:sd-customer-organizations", "sd-x"),
    custom(10314, "Numbers", "array", "org.example:numbers", "number"),
    custom(10315, "Story point estimate", "any", f"{AGILE}:jsw-story-points"),
)  # fmt: skip


def utc(*parts: int) -> pd.Timestamp:
    return pd.Timestamp(datetime(*parts, tzinfo=UTC))


VALUES = [
    # The value people mean.
    ("summary", "A & <b>", "A & <b>"),
    ("description", "wiki *text*", "wiki *text*"),
    ("description", ADF, "Hello"),
    ("issuetype", {"name": "Bug", "subtask": False}, "Bug"),
    ("project", {"id": "1", "key": "ENG", "name": "Engineering"}, "Engineering"),
    ("status", STATUS, "In Review"),
    ("statusCategory", {"id": 4, "key": "indeterminate", "name": "In Progress"}, "In Progress"),
    ("priority", {"name": "High", "id": "2"}, "High"),
    ("security", {"name": "Staff", "description": ""}, "Staff"),
    ("assignee", USER, "Ann Lee"),
    ("assignee", {"name": "alee", "key": "JIRAUSER1", "displayName": "Ann Lee"}, "Ann Lee"),
    ("assignee", {"name": "alee", "key": "JIRAUSER1", "displayName": ""}, "alee"),
    ("assignee", {"accountId": "5b1"}, "5b1"),
    ("labels", ["a", "b"], ["a", "b"]),
    ("components", [{"name": "Api"}, {"name": "Web"}], ["Api", "Web"]),
    ("fixVersions", [{"name": "1.0", "released": True}], ["1.0"]),
    ("parent", PARENT, "ENG-9"),
    ("subtasks", [PARENT, {"key": "ENG-10"}], ["ENG-9", "ENG-10"]),
    ("issuelinks", LINKS, ["blocks ENG-2", "is blocked by ENG-3"]),
    ("attachment", FILES, ["log.txt"]),
    ("comment", COMMENTS, ["wiki *text*", "Hello"]),
    ("worklog", WORKLOGS, ["Ann Lee: 2h 30m"]),
    ("timetracking", {"timeSpent": "1h", "timeSpentSeconds": 3600}, pd.Timedelta(hours=1)),
    ("timespent", 3600, pd.Timedelta(hours=1)),
    ("progress", {"progress": 1, "total": 4, "percent": 25}, 25.0),
    ("workratio", 9223372036854775807, 9.223372036854775807e18),
    ("workratio", 9223372036854776000, 9.223372036854776e18),
    ("votes", {"votes": 3, "hasVoted": False}, 3),
    ("watches", {"watchCount": 4, "isWatching": True}, 4),
    ("created", "2024-01-02T03:04:05.678-0600", utc(2024, 1, 2, 9, 4, 5, 678000)),
    ("created", "2024-01-02T03:04:05.678+0530", utc(2024, 1, 1, 21, 34, 5, 678000)),
    ("created", "2024-01-02T03:04:05Z", utc(2024, 1, 2, 3, 4, 5)),
    ("created", 1704164645000, utc(2024, 1, 2, 3, 4, 5)),
    ("duedate", "2024-01-02", pd.Timestamp("2024-01-02")),
    ("customfield_10016", 5, 5.0),
    ("customfield_10016", 2.5, 2.5),
    ("customfield_10020", [SPRINT], ["One"]),
    ("customfield_10020", [SPRINT_TEXT], ["Two, or so"]),
    ("customfield_10100", {"id": "t", "name": "Red"}, "Red"),
    ("customfield_10100", "team-id", "team-id"),
    ("customfield_10101", {"value": "Blue", "id": "1"}, "Blue"),
    ("customfield_10102", ADF, "Hello"),
    ("customfield_10103", {"value": "Europe", "child": {"value": "Berlin"}}, "Europe - Berlin"),
    ("customfield_10103", {"value": "Europe"}, "Europe"),
    ("customfield_10106", SLA_RUNNING, pd.Timedelta(seconds=90)),
    ("customfield_10106", SLA_DONE, pd.Timedelta(seconds=-2)),
    ("customfield_10300", REQUEST, "Get help"),
    ("customfield_10301", {"showField": True, "data": {"id": 4, "key": "PLAN-4"}}, "PLAN-4"),
    ("customfield_10302", "0|i000db:", "0|i000db:"),
    ("customfield_10303", "3_*:*_2_*:*_6423", "3_*:*_2_*:*_6423"),
    ("customfield_10304", [{"value": "x"}, {"value": "y"}], ["x", "y"]),
    ("customfield_10305", [USER], ["Ann Lee"]),
    ("customfield_10306", {"name": "jira-users"}, "jira-users"),
    ("customfield_10307", "very old", "very old"),
    ("customfield_10308", "x", "x"),
    ("customfield_10309", [{"value": "x"}], ["x"]),
    ("customfield_10311", "2024-01-02T03:04:05.000+0000", utc(2024, 1, 2, 3, 4, 5)),
    ("customfield_10312", "{}", "{}"),
    ("customfield_10313", [{"id": "1", "name": "Acme"}], ["Acme"]),
    ("customfield_10314", [1, 2.5], [1.0, 2.5]),
    ("customfield_10315", 3, 3.0),
    # Kept as they are.
    ("customfield_10104", {"a": [1, None, {"b": "é"}]}, {"a": [1, None, {"b": "é"}]}),
    ("customfield_10104", False, False),
    ("customfield_10104", [], []),
    ("customfield_10310", [{"x": 1}], [{"x": 1}]),
    # Not what the field promises.
    ("summary", 5, "5"),
    ("summary", 5.0, "5.0"),
    ("summary", True, "true"),
    ("summary", {"value": "x"}, "x"),
    ("summary", {"other": 1}, '{"other":1}'),
    ("summary", ["a", {"name": "b"}, None, [1]], "a, b, [1]"),
    ("assignee", "ann", "ann"),
    ("assignee", [USER, USER], "Ann Lee, Ann Lee"),
    ("status", 3, "3"),
    ("labels", "single", ["single"]),
    ("labels", [1, {"name": "x"}], ["1", "x"]),
    ("components", {"name": "Api"}, ["Api"]),
    ("components", ["Api"], ["Api"]),
    ("parent", "ENG-9", "ENG-9"),
    ("parent", {"id": 9}, "9"),
    ("issuelinks", ["x"], ["x"]),
    ("comment", [{"body": "old server"}], ["old server"]),
    ("comment", {"comments": ["x"]}, ["x"]),
    ("worklog", {"worklogs": [{"timeSpent": "1h"}]}, ["1h"]),
    ("timespent", "3600", pd.Timedelta(hours=1)),
    ("customfield_10016", "3.5", 3.5),
    ("votes", 3, 3),
    ("votes", {"votes": 3.0}, 3),
    ("created", {"iso8601": "2024-01-02T03:04:05+0000"}, utc(2024, 1, 2, 3, 4, 5)),
    ("duedate", "2024-01-02T23:00:00.000+0000", pd.Timestamp("2024-01-02")),
    ("customfield_10020", ["no sprint at all"], ["no sprint at all"]),
    ("customfield_10103", "Europe", "Europe"),
    ("customfield_10106", 60, pd.Timedelta(seconds=60)),
    ("customfield_10300", "Get help", "Get help"),
]  # fmt: skip


@pytest.mark.parametrize(("field_id", "value", "expected"), VALUES)
def test_a_cell_is_the_value_people_mean(field_id, value, expected):
    assert cell_of(field_id, value, rows=EXTRA) == expected


MISSING = [
    ("summary", None),
    ("assignee", None),
    ("assignee", {}),
    ("created", None),
    ("created", ""),
    ("created", "yesterday"),
    ("created", "2024-01-02T03:04:05"),  # no offset: not a point in time
    ("created", "99999-01-01T00:00:00Z"),
    ("created", 10**30),
    ("created", True),
    ("duedate", "soon"),
    ("duedate", 20240102),
    ("timespent", None),
    ("timespent", 10**30),
    ("timetracking", {}),
    ("progress", {"progress": 0, "total": 0}),
    ("votes", {}),
    ("votes", {"votes": 2**63}),
    ("votes", {"votes": 1.5}),
    ("customfield_10016", None),
    ("customfield_10016", "many"),
    ("customfield_10016", True),
    ("customfield_10016", {"value": 1}),
    ("customfield_10106", {}),
    ("customfield_10106", {"completedCycles": []}),
    ("customfield_10301", {"showField": False}),
    ("customfield_10104", None),
]


@pytest.mark.parametrize(("field_id", "value"), MISSING)
def test_what_is_not_there_or_cannot_be_read_is_missing(field_id, value):
    assert pd.isna(cell_of(field_id, value, rows=EXTRA))


@pytest.mark.parametrize(
    "field_id", ["labels", "components", "subtasks", "issuelinks", "comment", "customfield_10020"]
)
def test_a_list_without_elements_is_empty_however_jira_says_so(field_id):
    frame = frame_of([issue(**{field_id: None}), issue(2), issue(3, **{field_id: []})], [field_id])
    assert frame.iloc[:, 2].tolist() == [[], [], []]


PARTS = [
    ("assignee.accountId", USER, "5b1"),
    ("assignee.active", USER, True),
    ("assignee.emailAddress", {"displayName": "Ann"}, None),
    ("assignee.avatarUrls", {"avatarUrls": {"16x16": "x"}}, {"16x16": "x"}),
    ("assignee.accountId", None, None),
    ("assignee.accountId", "ann", None),
    ("status.statusCategory", STATUS, "In Progress"),
    ("status.statusCategory.key", STATUS, "indeterminate"),
    ("status.id", STATUS, "3"),
    ("project.key", {"key": "ENG", "name": "Engineering"}, "ENG"),
    ("issuetype.subtask", {"subtask": True}, True),
    ("issuetype.hierarchyLevel", {"hierarchyLevel": -1}, -1),
    ("parent.key", PARENT, "ENG-9"),
    ("parent.summary", PARENT, "Epic"),
    ("parent.status.statusCategory", PARENT, "In Progress"),
    ("fixVersions.released", [{"name": "1"}, {"released": True}], [None, True]),
    ("fixVersions.releaseDate", [{"releaseDate": "2024-01-02"}], [datetime(2024, 1, 2)]),
    ("subtasks.summary", [PARENT], ["Epic"]),
    ("issuelinks.key", LINKS, ["ENG-2", "ENG-3"]),
    ("issuelinks.type", LINKS, ["Blocks", "Blocks"]),
    ("issuelinks.phrase", LINKS, ["blocks", "is blocked by"]),
    ("issuelinks.direction", LINKS, ["outward", "inward"]),
    ("issuelinks.summary", LINKS, ["b", None]),
    ("attachment.size", FILES, [12]),
    ("attachment.author", FILES, ["Ann Lee"]),
    ("comment.total", COMMENTS, 2),
    ("comment.body", COMMENTS, ["wiki *text*", "Hello"]),
    ("comment.author", COMMENTS, ["Ann Lee", None]),
    ("comment.author.accountId", COMMENTS, ["5b1", None]),
    ("comment.created", COMMENTS, [utc(2024, 1, 2, 9, 4, 5), utc(2024, 1, 2, 21, 34, 5)]),
    ("worklog.timeSpentSeconds", WORKLOGS, [9000]),
    ("worklog.comment", WORKLOGS, ["Hello"]),
    ("timetracking.originalEstimate", {"originalEstimate": "2d"}, "2d"),
    ("timetracking.timeSpentSeconds", {"timeSpentSeconds": 60}, 60),
    ("progress.total", {"progress": 1, "total": 4}, 4),
    ("votes.hasVoted", {"votes": 1, "hasVoted": True}, True),
    ("customfield_10020.id", [SPRINT, SPRINT_TEXT], [7, 8]),
    ("customfield_10020.state", [SPRINT, SPRINT_TEXT], ["active", "closed"]),
    (
        "customfield_10020.startDate",
        [SPRINT, SPRINT_TEXT],
        [utc(2024, 1, 2, 3, 4, 5), utc(2024, 1, 2, 2, 4, 5)],
    ),
    ("customfield_10103.child", {"value": "a", "child": {"value": "b", "id": "3"}}, "b"),
    ("customfield_10103.child.id", {"value": "a", "child": {"value": "b", "id": "3"}}, "3"),
    ("customfield_10106.breached", SLA_RUNNING, False),
    ("customfield_10106.breachTime", SLA_RUNNING, utc(2024, 1, 2, 3, 4, 5)),
    ("customfield_10106.goalDuration", SLA_RUNNING, pd.Timedelta(hours=1)),
    ("customfield_10106.remainingTime.friendly", SLA_RUNNING, "1m"),
    ("customfield_10300.requestType.id", REQUEST, "11"),
    ("customfield_10300.currentStatus", REQUEST, "Waiting"),
    ("customfield_10300.currentStatus.statusDate", REQUEST, utc(2024, 1, 2, 3, 4, 5)),
    ("customfield_10301.data.key", {"data": {"key": "PLAN-4"}}, "PLAN-4"),
    ("customfield_10104.a.b", {"a": {"b": [1]}}, [1]),
    ("customfield_10104.a", "no object", None),
]


@pytest.mark.parametrize(("asked", "value", "expected"), PARTS)
def test_parts_are_reached_with_a_dot(asked, value, expected):
    field_id = asked.split(".")[0]
    found = cell_of(field_id, value, asked=asked, rows=EXTRA)
    assert pd.isna(found) if expected is None else found == expected


def test_raw_text_keeps_what_jira_sent():
    fields = {"description": ADF, "customfield_10102": "wiki", "comment": COMMENTS, "summary": "x"}
    asked = ["description", "customfield_10102", "comment", "comment.body", "summary"]
    row = frame_of([issue(**fields)], asked, text="raw").iloc[0]
    bodies = [each["body"] for each in COMMENTS["comments"]]
    assert row.tolist()[2:] == [ADF, "wiki", bodies, bodies, "x"]


# What follows holds for any JSON whatever.
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["2024-01-02", "2024-01-02T03:04:05.678-0600", SPRINT_TEXT, "3.5", ""])
)
NAMES = (
    *("name", "displayName", "value", "key", "id", "child", "type", "content", "text", "attrs"),
    *("comments", "worklogs", "body", "total", "inwardIssue", "outwardIssue", "inward", "fields"),
    *("statusCategory", "ongoingCycle", "completedCycles", "remainingTime", "millis", "votes"),
    *("data", "requestType", "timeSpent", "author", "filename", "percent", "statusDate"),
)
names = st.sampled_from(NAMES)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(names | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
ALL_IDS = [row["id"] for row in [*SITE, *EXTRA] if row["id"] not in {"issuekey", "thumbnail"}]
ALL_PARTS = [asked for asked, _, _ in PARTS]
EVERYTHING = [*ALL_IDS, *ALL_PARTS]
patient = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# One value stands in every field: each is read by every kind there is.
anywhere = anything.map(lambda value: dict.fromkeys(ALL_IDS, value))


@patient
@given(fields=st.lists(anywhere, min_size=1, max_size=3))
def test_no_value_breaks_a_frame_or_changes_its_dtypes(fields):
    issues = [issue(n, **each) for n, each in enumerate(fields)]
    frame = frame_of(issues, EVERYTHING, rows=EXTRA)
    empty = frame_of([], EVERYTHING, rows=EXTRA)
    assert len(frame) == len(issues)
    assert frame.dtypes.to_dict() == empty.dtypes.to_dict()
    raw = frame_of(issues, EVERYTHING, rows=EXTRA, text="raw", dtype_backend="pyarrow")
    assert all(isinstance(each, pd.ArrowDtype) for each in raw.dtypes)


@patient
@given(fields=st.lists(anywhere, min_size=2, max_size=6))
def test_pages_of_any_size_give_the_same_frame(fields):
    issues = [issue(n, **each) for n, each in enumerate(fields)]
    whole = frame_of(issues, EVERYTHING, rows=EXTRA)
    for size in (1, 2, 5):
        paged = frame_of(issues, EVERYTHING, rows=EXTRA, page_size=size)
        assert paged.attrs == whole.attrs
        pd.testing.assert_frame_equal(paged, whole)


@patient
@given(fields=anywhere)
def test_a_cell_does_not_depend_on_what_else_is_asked(fields):
    together = frame_of([issue(**fields)], EVERYTHING, rows=EXTRA)
    alone = frame_of([issue(**fields)], ALL_IDS, rows=EXTRA)
    pd.testing.assert_frame_equal(together[list(alone.columns)], alone)


@patient
@given(fields=anywhere)
def test_a_page_that_msgspec_refuses_gives_the_same_cells(fields):
    columns = catalogue(*EXTRA).columns(EVERYTHING)
    frames = []
    for more in ({}, {"odd": "\ud83d"}):
        builder = FrameBuilder(columns)
        builder.add(PageDecoder(columns).decode(page([issue(**fields)], **more)).issues)
        frames.append(builder.frame(Receipt()))
    pd.testing.assert_frame_equal(*frames)


@given(number=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60))
def test_numbers_survive(number):
    assert cell_of("customfield_10016", number) == pytest.approx(float(number), rel=0, abs=0)


@given(moment=st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 1, 1)),
       minutes=st.integers(-12 * 60, 14 * 60))  # fmt: skip
def test_each_instant_is_read_by_its_own_offset(moment, minutes):
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    sign, size = ("-", -minutes) if minutes < 0 else ("+", minutes)
    offset = f"{sign}{size // 60:02d}{size % 60:02d}"
    text = f"{moment.isoformat(timespec='milliseconds')}{offset}"
    expected = pd.Timestamp(moment, tz="UTC") - pd.Timedelta(minutes=minutes)
    assert cell_of("created", text) == expected


def test_a_number_beyond_all_bounds_is_infinite():
    body = page([issue(customfield_10016=1)]).replace(b": 1}", b": 1e400}")
    columns = catalogue().columns(["Story Points"])
    builder = FrameBuilder(columns)
    builder.add(PageDecoder(columns).decode(body).issues)
    assert math.isinf(builder.frame(Receipt())["Story Points"][0])


def test_half_a_character_is_replaced_and_the_rest_kept():
    body = json.dumps(
        {"issues": [issue(summary="ok \ud83d!", customfield_10104={"\ud83d": "\ude00"})]}
    )
    columns = catalogue().columns(["summary", "Widget"])
    builder = FrameBuilder(columns)
    builder.add(PageDecoder(columns).decode(body.encode()).issues)
    row = builder.frame(Receipt()).iloc[0]
    assert row["summary"] == "ok \ufffd!"
    assert row["Widget"] == {"\ufffd": "\ufffd"}


def test_the_milliseconds_of_a_service_desk_are_kept():
    at = {"iso8601": "2024-01-02T03:04:05+0000", "epochMillis": 1_704_164_645_530}
    assert read_instant(at) == datetime(2024, 1, 2, 3, 4, 5, 530_000, UTC)
