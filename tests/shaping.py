"""What the tests of fields, cells and frames have in common: a small site, issues to frames."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from jiraframe._fields import Columns, FieldCatalogue
from jiraframe._frame import FrameBuilder, Receipt
from jiraframe._page import PageDecoder

SHARED = Path(__file__).parents[1].parent / "shared"
PLATFORM = "com.atlassian.jira.plugin.system.customfieldtypes"
AGILE = "com.pyxis.greenhopper.jira"


def system(
    field_id: str, name: str, type: str | None, items: str | None = None, **more: Any
) -> dict[str, Any]:
    """Make a row of ``/field`` for a system field."""
    schema = {"type": type, "system": field_id, **({"items": items} if items else {})}
    row = {"id": field_id, "name": name, "custom": False, "clauseNames": [field_id], **more}
    return row if type is None else {**row, "schema": schema}


def custom(
    number: int, name: str, type: str, custom_type: str, items: str | None = None, **more: Any
) -> dict[str, Any]:
    """Make a row of ``/field`` for a custom field."""
    schema = {"type": type, "custom": custom_type, "customId": number}
    return {
        "id": f"customfield_{number}",
        "name": name,
        "custom": True,
        "clauseNames": [f"cf[{number}]", name],
        "schema": {**schema, **({"items": items} if items else {})},
        **more,
    }


SITE = [
    system("issuekey", "Key", None, clauseNames=["id", "issue", "issuekey", "key"]),
    system("thumbnail", "Images", None),
    system("summary", "Summary", "string"),
    system("description", "Description", "string"),
    system("environment", "Environment", "string"),
    system("issuetype", "Issue Type", "issuetype", clauseNames=["issuetype", "type"]),
    system("project", "Project", "project"),
    system("status", "Status", "status"),
    system("statusCategory", "Status Category", None),
    system("priority", "Priority", "priority"),
    system("resolution", "Resolution", "resolution"),
    system("security", "Security Level", "securitylevel", clauseNames=["level"]),
    system("assignee", "Assignee", "user"),
    system("reporter", "Reporter", "user"),
    system("creator", "Creator", "user"),
    system("parent", "Parent", None),
    system("labels", "Labels", "array", "string"),
    system("components", "Components", "array", "component", clauseNames=["component"]),
    system("fixVersions", "Fix versions", "array", "version", clauseNames=["fixVersion"]),
    system("versions", "Affects versions", "array", "version", clauseNames=["affectedVersion"]),
    system("created", "Created", "datetime", clauseNames=["created", "createdDate"]),
    system("updated", "Updated", "datetime"),
    system("resolutiondate", "Resolved", "datetime", clauseNames=["resolved"]),
    system("lastViewed", "Last Viewed", "datetime"),
    system("duedate", "Due date", "date", clauseNames=["due", "duedate"]),
    system("subtasks", "Sub-tasks", "array", "issuelinks"),
    system("issuelinks", "Linked Issues", "array", "issuelinks"),
    system("timetracking", "Time tracking", "timetracking", navigable=False),
    system("timeoriginalestimate", "Original estimate", "number"),
    system("timeestimate", "Remaining Estimate", "number"),
    system("timespent", "Time Spent", "number"),
    system("aggregatetimespent", "Σ Time Spent", "number"),
    system("progress", "Progress", "progress"),
    system("workratio", "Work Ratio", "number"),
    system("votes", "Votes", "array", "votes"),
    system("watches", "Watchers", "watches", clauseNames=["watchers"]),
    system("attachment", "Attachment", "array", "attachment", navigable=False),
    system("comment", "Comment", "comments-page", navigable=False),
    system("worklog", "Log Work", "array", "worklog", navigable=False),
    system("issuerestriction", "Restrict to", "issuerestriction"),
    custom(10016, "Story Points", "number", f"{PLATFORM}:float"),
    custom(10020, "Sprint", "array", f"{AGILE}:gh-sprint", "json"),
    custom(10014, "Epic Link", "any", f"{AGILE}:gh-epic-link"),
    custom(10100, "Team", "team", f"{PLATFORM}:atlassian-team"),
    custom(10101, "Team", "option", f"{PLATFORM}:select"),
    custom(10102, "Acceptance", "string", f"{PLATFORM}:textarea"),
    custom(10103, "Region", "option-with-child", f"{PLATFORM}:cascadingselect"),
    custom(10104, "Widget", "any", "org.example.plugin:widget"),
    custom(10105, "v1.2 ready", "date", f"{PLATFORM}:datepicker"),
    custom(
        10106,
        "Time to resolution",
        "sd-servicelevelagreement",
        "com.atlassian.servicedesk:sd-sla-field",
    ),
]


def catalogue(*rows: dict[str, Any]) -> FieldCatalogue:
    """Make a catalogue of the small site, and of further fields."""
    return FieldCatalogue.from_json([*SITE, *rows])


def issue(number: int = 1, **fields: Any) -> dict[str, Any]:
    """Make an issue as Jira sends it."""
    return {"id": str(10000 + number), "key": f"ENG-{number}", "fields": fields}


def page(issues: list[dict[str, Any]], **more: Any) -> bytes:
    """Make an answer of issues."""
    return json.dumps({"issues": issues, **more}).encode()


_ready: dict[str, tuple[Columns, PageDecoder]] = {}


def ready(asked: Any, rows: tuple[dict[str, Any], ...], **options: Any) -> Any:
    """Make columns and their decoder, once; those of a star form may grow and are made anew."""
    key = repr((asked, rows, options))
    if key not in _ready or _ready[key][0].open:
        columns = catalogue(*rows).columns(asked, **options)
        _ready[key] = columns, PageDecoder(columns)
    return _ready[key]


def frame_of(
    issues: list[dict[str, Any]],
    asked: Any,
    *,
    rows: tuple[dict[str, Any], ...] = (),
    page_size: int = 100,
    dtype_backend: Any = None,
    **options: Any,
) -> pd.DataFrame:
    """Take issues all the way from bytes to a frame."""
    columns, decoder = ready(asked, rows, **options)
    builder = FrameBuilder(columns, dtype_backend=dtype_backend)
    for start in range(0, len(issues), page_size):
        builder.add(decoder.decode(page(issues[start : start + page_size])).issues)
    return builder.frame(Receipt())


def cell_of(field_id: str, value: Any, *, asked: str | None = None, **options: Any) -> Any:
    """Take one value all the way from bytes to its cell."""
    asked = asked or field_id
    return frame_of([issue(**{field_id: value})], [asked], **options).iloc[0, 2]
