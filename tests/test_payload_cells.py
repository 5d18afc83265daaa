"""Cells of recorded answers, beside values read straight from their JSON."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from typing import Any

import pandas as pd
import pytest

from jiraframe._fields import FieldCatalogue
from jiraframe._frame import FrameBuilder, Receipt
from jiraframe._page import PageDecoder
from tests.shaping import AGILE, PLATFORM, SHARED, SITE, custom, page, system

PAYLOADS = SHARED / "payloads"
pytestmark = pytest.mark.skipif(
    not PAYLOADS.exists(), reason="the recorded answers are not beside this checkout"
)
CHARTS = "com.atlassian.jira.ext.charting"
MORE = [
    system("statuscategorychangedate", "Status Category Changed", "datetime"),
    system("aggregatetimeestimate", "Σ Remaining Estimate", "number"),
    system("aggregatetimeoriginalestimate", "Σ Original Estimate", "number"),
    system("aggregateprogress", "Σ Progress", "progress"),
]
SYSTEM = [row for row in SITE if not row["custom"]]
RANK = ("any", f"{AGILE}:gh-lexo-rank")
SPRINT = ("array", f"{AGILE}:gh-sprint")
NUMBER = ("number", f"{PLATFORM}:float")
DATE = ("date", f"{PLATFORM}:datepicker")
TEXT = ("string", f"{PLATFORM}:textfield")
PARENT = ("any", "com.atlassian.jpo:jpo-custom-field-parent")
IN_STATUS = ("any", f"{CHARTS}:timeinstatus")
BOXES = ("array", f"{PLATFORM}:multicheckboxes", "option")
SELECT = ("option", f"{PLATFORM}:select")
CUSTOM: dict[str, dict[int, tuple[str, ...]]] = {
    "apache__devlake": {
        10000: TEXT,
        10011: TEXT,
        10012: SELECT,
        10013: TEXT,
        10014: TEXT,
        10015: DATE,
        10017: TEXT,
        10018: PARENT,
        10019: RANK,
        10020: SPRINT,
        10023: IN_STATUS,
        10022: ("datetime", f"{CHARTS}:firstresponsedate"),
        10024: NUMBER,
        10060: DATE,
        10003: DATE,
    },
    "mikebowler__jirametrics": {
        10000: TEXT,
        10018: PARENT,
        10019: RANK,
        10020: SPRINT,
        10021: BOXES,
        10025: IN_STATUS,
        10036: NUMBER,
    },
    "sumoheavy__jira-ruby": {10009: RANK},
    "andygrunwald__go-jira": {10105: NUMBER, 10700: TEXT, 11200: RANK},
    "ankitpokhrel__jira-cli": {},
    "tidev__jira-archive": {},
}


def read(folder: str, pattern: str) -> list[dict[str, Any]]:
    """Read every issue of some files: pages, single issues and rows of records alike."""
    issues = []
    for file in sorted((PAYLOADS / folder).glob(pattern)):
        answer = json.loads(file.read_text())
        if isinstance(answer, list):
            issues += [record["data"] for record in answer]
        else:
            issues += answer.get("issues", [answer])
    # Some were recorded without their ids.
    return [{"id": f"none-{n}", **each} for n, each in enumerate(issues)]


def archive() -> list[dict[str, Any]]:
    with gzip.open(PAYLOADS / "tidev__jira-archive" / "ac-daemon.ndjson.gz", "rt") as lines:
        return [json.loads(line) for line in lines]


FOLDERS = {
    "apache__devlake": [
        "_raw_jira_api_issues.json",
        "_raw_jira_api_issues_for_due_date.json",
        "_raw_jira_external_epics.json",
    ],
    "mikebowler__jirametrics": ["testdata/SP-*.json", "complete_sample/sample_issues/*.json"],
    "sumoheavy__jira-ruby": [
        *("issue.json", "issue/10002.json", "project/SAMPLEPROJECT.issues.json"),
        *("rapidview/*issues*.json", "board/1_issues.json", "sprint/1_issues.json"),
    ],
    "andygrunwald__go-jira": ["issues_in_sprint.json"],
    "ankitpokhrel__jira-cli": [
        "jira/testdata/search.json",
        "jira/testdata/issue-?.json",
        "jira/testdata/issue.json",
    ],
}


def frame_of(issues: list[dict[str, Any]], folder: str, asked: Any) -> pd.DataFrame:
    rows = [
        custom(number, f"custom {number}", kind[0], kind[1], *kind[2:])
        for number, kind in CUSTOM[folder].items()
    ]
    columns = FieldCatalogue.from_json([*SYSTEM, *MORE, *rows]).columns(asked, labels="id")
    decoder, builder = PageDecoder(columns), FrameBuilder(columns)
    for start in range(0, len(issues), 100):
        builder.add(decoder.decode(page(issues[start : start + 100])).issues)
    frame = builder.frame(Receipt())
    assert frame.attrs["jiraframe"]["warnings"] == []
    return frame


# The expectations: as plain as can be, and of another make than the cells.
def named(value: Any) -> Any:
    return value and value["name"]


def person(value: Any) -> Any:
    return value and value["displayName"]


def seconds(value: Any) -> Any:
    return None if value is None else pd.Timedelta(value, "s")


def instant(value: Any) -> Any:
    if isinstance(value, int):  # in an example of Atlassian's own documentation
        return pd.Timestamp(value, unit="s", tz="UTC")
    return value and datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z")


def links(value: Any) -> Any:
    expected = []
    for each in value or []:
        inward = each.get("inwardIssue")
        other = inward or each.get("outwardIssue")
        kind = each.get("type", {})
        phrase = kind.get("inward" if inward else "outward", "")
        expected.append(f"{phrase} {other.get('key', '')}".strip() or None)
    return expected


def inline(value: Any, name: str) -> list[Any]:
    """Take the rows of an inline page, or of the bare list of an older answer."""
    return value if isinstance(value, list) else (value or {}).get(name, [])


def body(value: Any) -> Any:
    """Join the texts of a document; a wiki text is one already."""
    if isinstance(value, dict):
        return value.get("text", "") + "".join(map(body, value.get("content", [])))
    return value


EXPECTED: dict[str, Any] = {
    **dict.fromkeys(("summary", "description", "environment"), body),
    **dict.fromkeys(
        ("issuetype", "project", "status", "priority", "resolution", "statusCategory"), named
    ),
    **dict.fromkeys(("assignee", "reporter", "creator"), person),
    **dict.fromkeys(
        ("created", "updated", "resolutiondate", "lastViewed", "statuscategorychangedate"), instant
    ),
    "duedate": lambda value: value and pd.Timestamp(value),
    "labels": lambda value: value or [],
    **dict.fromkeys(
        ("components", "fixVersions", "versions"), lambda value: [e["name"] for e in value or []]
    ),
    "parent": lambda value: value and value["key"],
    "subtasks": lambda value: [each["key"] for each in value or []],
    "issuelinks": links,
    "attachment": lambda value: [each["filename"] for each in value or []],
    "comment": lambda value: [body(each.get("body")) for each in inline(value, "comments")],
    "worklog": lambda value: [
        f"{each['author']['displayName']}: {each['timeSpent']}"
        for each in inline(value, "worklogs")
    ],
    **dict.fromkeys(
        (
            *("timespent", "timeestimate", "timeoriginalestimate", "aggregatetimespent"),
            *("aggregatetimeestimate", "aggregatetimeoriginalestimate"),
        ),
        seconds,
    ),
    "timetracking": lambda value: seconds((value or {}).get("timeSpentSeconds")),
    **dict.fromkeys(("progress", "aggregateprogress"), lambda value: (value or {}).get("percent")),
    "workratio": lambda value: value,
    "votes": lambda value: value and value["votes"],
    "watches": lambda value: value and value["watchCount"],
    "security": named,
}
EXPECTED_CUSTOM: dict[tuple[str, ...], Any] = {
    **dict.fromkeys((TEXT, RANK, IN_STATUS), lambda value: value),
    NUMBER: lambda value: None if value is None else float(value),
    DATE: lambda value: value and pd.Timestamp(value),
    SELECT: lambda value: value and value["value"],
    BOXES: lambda value: [each["value"] for each in value or []],
    SPRINT: lambda value: [each["name"] for each in value or []],
    PARENT: lambda value: None,  # no recorded one has data
    ("datetime", f"{CHARTS}:firstresponsedate"): instant,
}


def expected_cell(folder: str, field_id: str, value: Any) -> Any:
    if field_id in EXPECTED:
        return EXPECTED[field_id](value)
    number = field_id.removeprefix("customfield_")
    kind = CUSTOM[folder].get(int(number)) if number.isdigit() else None
    return EXPECTED_CUSTOM[kind](value) if kind else value


def same(found: Any, expected: Any) -> bool:
    if isinstance(found, list | dict):
        return found == expected
    if expected is None:
        return bool(pd.isna(found))
    return bool(found == expected)


@pytest.mark.parametrize("folder", [*FOLDERS, "tidev__jira-archive"])
def test_cells_of_recorded_issues_are_the_values_of_their_json(folder):
    patterns = FOLDERS.get(folder, [])
    issues = [each for pattern in patterns for each in read(folder, pattern)] or archive()
    frame = frame_of(issues, folder, "*all")
    assert frame["key"].tolist() == [each["key"] for each in issues]
    sent = {name for each in issues for name in each.get("fields", {})}
    assert sent <= set(frame.columns), "a field was lost"
    wrong = []
    for field_id in sorted(sent):
        for row, found in zip(issues, frame[field_id].tolist(), strict=True):
            value = row.get("fields", {}).get(field_id)
            expected = expected_cell(folder, field_id, value)
            if not same(found, expected):
                wrong.append((row["key"], field_id, found, expected))
    assert wrong == []


@pytest.mark.parametrize("folder", ["tidev__jira-archive", "apache__devlake"])
def test_parts_of_recorded_issues_are_the_values_of_their_json(folder):
    issues = archive() if folder.startswith("tidev") else read(folder, FOLDERS[folder][0])
    asked = [
        *("assignee.timeZone", "status.statusCategory.key", "project.key", "issuetype.subtask"),
        *(
            "comment.total",
            "comment.author",
            "comment.created",
            "attachment.size",
            "parent.summary",
        ),
        *("issuelinks.key", "fixVersions.released", "issuelinks.type"),
    ]
    frame = frame_of(issues, folder, asked)
    for row, found in zip(issues, frame.itertuples(index=False), strict=True):
        fields = row["fields"]
        comments = (fields.get("comment") or {}).get("comments", [])
        ties = fields.get("issuelinks") or []
        expected = (
            (fields.get("assignee") or {}).get("timeZone"),
            fields["status"]["statusCategory"]["key"],
            fields["project"]["key"],
            fields["issuetype"]["subtask"],
            (fields.get("comment") or {}).get("total"),
            [(each.get("author") or {}).get("displayName") for each in comments],
            [instant(each["created"]) for each in comments],
            [each["size"] for each in fields.get("attachment") or []],
            ((fields.get("parent") or {}).get("fields") or {}).get("summary"),
            [(each.get("inwardIssue") or each.get("outwardIssue"))["key"] for each in ties],
            [each.get("released") for each in fields.get("fixVersions") or []],
            [each["type"]["name"] for each in ties],
        )
        assert all(map(same, found[2:], expected)), row["key"]
