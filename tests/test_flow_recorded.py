"""Histories that no test has made up: those of the sandbox, and recorded ones of real sites."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe.errors import HistoryWarning
from jiraframe.flow._cycle import cycle_time
from jiraframe.flow._intervals import status_intervals
from jiraframe.flow._time_in import time_in
from tests.flow_histories import IN_PROGRESS, Change, Frames, Issue, stays, walk
from tests.shaping import SHARED

PAYLOADS = SHARED / "payloads"
FIELDS = ["created", "status", "status.id", "status.statusCategory", "status.statusCategory.key"]
NOW = pd.Timestamp("2027-01-01T00:00Z")
Json = dict[str, Any]


def recorded(issues: Iterable[Json], statuses: Iterable[Json]) -> Frames:
    """Make frames of issues as Jira answers them, their histories within."""
    present, changes = [], []
    for issue in issues:
        status = issue["fields"]["status"]
        present.append(
            {
                "key": issue["key"],
                "created": issue["fields"]["created"],
                "status": status["name"],
                "status.id": status["id"],
            }
        )
        for history in issue["changelog"]["histories"]:
            changes += [
                {
                    "key": issue["key"],
                    "created": history["created"],
                    "field": item["field"],
                    "field_id": item.get("fieldId"),
                    "from": item["from"],
                    "from_text": item["fromString"],
                    "to": item["to"],
                    "to_text": item["toString"],
                }
                for item in history["items"]
            ]
    site = [
        {
            "id": status["id"],
            "name": status["name"],
            "category": status["statusCategory"]["name"],
            "category_key": status["statusCategory"]["key"],
        }
        for status in statuses
    ]
    return Frames(_frame(present), _frame(changes), _frame(site))


def jirametrics(folder: str) -> Frames:
    place = PAYLOADS / "mikebowler__jirametrics" / folder
    files = sorted(place.glob("**/SP-*.json"))
    statuses = json.loads((place / "sample_statuses.json").read_text())
    return recorded((json.loads(file.read_text()) for file in files), statuses)


def devlake() -> Frames:
    issues, statuses = (
        [row["data"] for row in json.loads((PAYLOADS / "apache__devlake" / name).read_text())]
        for name in ("_raw_jira_api_issues.json", "_raw_jira_api_status.json")
    )
    return recorded(issues, statuses)


RECORDED: dict[str, Callable[[], Frames]] = {
    "jirametrics, test data": lambda: jirametrics("testdata"),
    "jirametrics, sample": lambda: jirametrics("complete_sample"),
    "devlake": devlake,
}


def histories(made: Frames, *, without: Iterable[str] = ()) -> list[Issue]:
    """Read frames row by row."""
    moves = made.changelog[made.changelog["field_id"] == "status"].sort_values(
        "created", kind="stable"
    )
    changes: dict[str, list[Change]] = {}
    for key, *change in moves[["key", "created", "from", "to"]].itertuples(index=False):
        changes.setdefault(key, []).append(Change(*change))
    rows = made.issues[["key", "created", "status.id"]].itertuples(index=False)
    return [Issue(*row, changes.get(row[0], [])) for row in rows if row[0] not in without]


def check(intervals: pd.DataFrame, made: Frames, issues: list[Issue]) -> None:
    """Compare what is told of some issues with a walk through their histories."""
    told = intervals[intervals["key"].isin([issue.key for issue in issues])]
    found = zip(told["key"], told["status_id"], told["start"], told["end"], strict=True)
    assert [(*row[:3], None if pd.isna(row[3]) else row[3]) for row in found] == list(stays(issues))
    category = dict(zip(made.statuses["id"], made.statuses["category_key"], strict=True))
    start, done = (
        {status for status, key in category.items() if key == wanted}
        for wanted in (IN_PROGRESS, "done")
    )
    fates = {issue.key: walk(stays([issue]), start, done, category) for issue in issues}
    times = cycle_time(intervals).set_index("key").loc[list(fates)]
    rows = zip(
        *(times[name] for name in ("started", "finished", "reopened", "returned")), strict=True
    )
    assert [tuple(None if pd.isna(x) else x for x in row) for row in rows] == list(fates.values())
    spent = time_in(intervals).set_index("key").sum(axis="columns")
    created = made.issues.set_index("key")["created"]
    assert (spent == NOW - created).all()


@pytest.mark.skipif(
    not PAYLOADS.exists(), reason="the recorded answers are not beside this checkout"
)
@pytest.mark.parametrize("source", RECORDED)
def test_recorded_histories_are_sound_and_measured_as_a_walk_does(source):
    made = RECORDED[source]()
    with warnings.catch_warnings(record=True, action="always") as said:
        intervals = status_intervals(made.changelog, made.issues, statuses=made.statuses, now=NOW)
    # That site has three statuses no more.
    gone = ["3 (Inbox, Ready for Dev, Resolved)"] if source == "devlake" else []
    assert [text for each in said for text in gone if text in str(each.message)] == gone
    assert len(said) == len(gone)
    assert intervals["problem"].isna().all()
    check(intervals, made, histories(made))


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_the_sandbox_contradicts_itself_where_it_says_and_nowhere_else(mode):
    with jf.sandbox.start(mode, issues=200) as box:
        jira = jf.connect(environ=box.env)
        issues = jira.search("project is not EMPTY ORDER BY key", FIELDS)
        made = Frames(issues, jira.changelog(issues), jira.statuses())
        expected = box.contradictory
    with pytest.warns(HistoryWarning, match="Histories that contradict themselves: "):
        intervals = status_intervals(made.changelog, made.issues, statuses=made.statuses, now=NOW)
    wrong = intervals[intervals["problem"].notna()]
    kinds = wrong["problem"].map({"gap": "from", "present differs": "end"})
    assert dict(zip(wrong["key"], kinds, strict=True)) == expected
    assert expected
    check(intervals, made, histories(made, without=expected))


def _frame(rows: list[Json]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    texts = frame.drop(columns="created", errors="ignore").astype("str")
    if "created" not in frame:
        return texts
    return texts.assign(created=pd.to_datetime(frame["created"], utc=True, format="ISO8601"))
