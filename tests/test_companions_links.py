"""What stands above an issue, as plans on Data Center tell it."""

from __future__ import annotations

from typing import Any

import pytest

import jiraframe as jf
from tests.scripted import scripted
from tests.shaping import AGILE, custom, system

PARENT, EPIC = "customfield_5", "customfield_6"
FIELDS = [
    system("issuelinks", "Linked Issues", "array", "issuelinks"),
    system("subtasks", "Sub-Tasks", "array", "issuelinks"),
    custom(5, "Parent Link", "any", "com.atlassian.jpo:jpo-custom-field-parent"),
    custom(6, "Epic Link", "any", f"{AGILE}:gh-epic-link"),
]


def _planned(key: str | None) -> dict[str, Any]:
    told = {"hasEpicLinkFieldDependency": False, "showField": True, "nonEditableReason": {}}
    return told if key is None else {**told, "data": {"id": 9, "key": key, "summary": "Big"}}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({PARENT: _planned("INIT-1")}, [("Parent", "is a child of", "INIT-1")]),
        ({PARENT: "INIT-1"}, [("Parent", "is a child of", "INIT-1")]),
        ({EPIC: "EPIC-1"}, [("Epic", "belongs to the epic", "EPIC-1")]),
        ({EPIC: "EPIC-1", PARENT: _planned("EPIC-1")}, [("Epic", "belongs to the epic", "EPIC-1")]),
        (
            {"parent": {"id": "9", "key": "INIT-1"}, PARENT: _planned("INIT-1")},
            [("Parent", "is a child of", "INIT-1")],
        ),
        (
            {"parent": {"id": "8", "key": "ENG-8"}, PARENT: _planned("INIT-1")},
            [("Parent", "is a child of", "ENG-8"), ("Parent", "is a child of", "INIT-1")],
        ),
        ({PARENT: _planned(None)}, []),
        ({PARENT: None, EPIC: None}, []),
        ({PARENT: {"data": {"key": ["odd"]}}, EPIC: ["odd"], "parent": ["odd"]}, []),
    ],
)
def test_the_parent_of_a_plan_is_a_link(fields, expected):
    found = {"id": "1", "key": "EPIC-7", "fields": {"issuelinks": [], "subtasks": [], **fields}}
    answer = {"startAt": 0, "maxResults": 100, "total": 1, "issues": [found]}
    with scripted("datacenter", {"/field": FIELDS, "/search": answer}) as (environ, _):
        links = jf.connect(environ=environ).links("key > 0")
    assert list(zip(links["type"], links["phrase"], links["other_key"], strict=True)) == expected
    assert set(links["direction"]) <= {"outward"}
    assert links["link_id"].isna().all()
    assert set(jf.receipt(links).fields) >= {PARENT, EPIC}
