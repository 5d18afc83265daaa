"""Recorded answers, replayed with the network closed.

They come from the sandbox. Whoever has a Jira can record them there:
``JIRA_BASE_URL=... JIRA_EMAIL=... JIRA_API_TOKEN=... tests/run tests/test_cassettes.py
--record-mode=rewrite --allowed-hosts=.+ -k cloud`` (or ``-k datacenter``); without these variables
the sandbox is recorded again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import sandbox
from tests.cassette_rules import HOST, Rules

CASSETTES = Path(__file__).parents[1] / "cassettes"
QUERY = "project is not EMPTY ORDER BY created ASC, key ASC"
# Read before any test hides the environment; only a recording looks at it.
REAL = {name: value for name, value in os.environ.items() if name.startswith("JIRA_")}


@pytest.fixture(params=["cloud", "datacenter"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def environ(mode: str, record_mode: str) -> Iterator[dict[str, str]]:
    """Settings of the Jira that is recorded, or of the one that is in the cassettes."""
    email = "user-1@jira.example" if mode == "cloud" else ""
    if record_mode == "none":
        yield {"JIRA_BASE_URL": HOST, "JIRA_EMAIL": email, "JIRA_API_TOKEN": "replayed"}
    elif "JIRA_BASE_URL" in REAL:
        yield REAL
    else:
        with sandbox.start(mode, issues=40, seed=5) as box:
            yield box.env


@pytest.fixture
def vcr_config(environ: dict[str, str]) -> dict[str, Any]:
    rules = Rules(environ["JIRA_BASE_URL"])
    return {
        "match_on": ["method", "path", "query", "body"],
        "before_record_request": rules.request,
        "before_record_response": rules.response,
        "decode_compressed_response": True,
    }


@pytest.fixture
def vcr_cassette_dir() -> str:
    return str(CASSETTES)


@pytest.fixture
def jira(environ: dict[str, str], vcr: Any) -> jf.Jira:
    return jf.connect(environ=environ)


# One worker: vcrpy plays back to a single thread alone.
@pytest.mark.vcr
def test_a_search_over_several_pages(jira, vcr, record_mode):
    frame = jira.search(
        QUERY, ["summary", "assignee", "created", "labels"], page_size=15, workers=1
    )
    sent = {
        issue["key"]: issue["fields"]
        for response in vcr.responses
        for issue in _issues(response)
        if "fields" in issue and "summary" in issue["fields"]
    }
    assert frame["key"].tolist() == list(sent)
    assert len(frame) > 15
    for row in frame.itertuples():
        fields = sent[row.key]
        assert row.summary == fields["summary"]
        assert row.created == pd.Timestamp(fields["created"])
        assert row.labels == fields["labels"]
        if record_mode == "none":  # people get their numbers when they are written down
            wanted = fields["assignee"] and fields["assignee"]["displayName"]
            assert (None if pd.isna(row.assignee) else row.assignee) == wanted
    assert jf.receipt(frame).complete is True


@pytest.mark.vcr
def test_the_first_call_of_a_new_user(jira, mode):
    assert jira.check().ok
    assert jira.deployment == mode


@pytest.mark.vcr
def test_an_issue_with_everything(jira):
    key = jira.search(QUERY, ["summary"], limit=1)["key"].iloc[0]
    issue = jira.issue(key)
    assert issue["key"] == key
    assert issue["created"].tzinfo is not None


@pytest.mark.vcr
def test_a_wrong_name_in_a_query(jira):
    with pytest.raises(jf.JQLError, match="nosuchfield"):
        jira.search("nosuchfield = 1")


@pytest.mark.vcr
def test_the_small_lists(jira):
    frames = [jira.fields(), jira.projects(), jira.statuses(), jira.priorities(), jira.boards()]
    assert all(len(frame) for frame in frames)


def _issues(response: dict[str, Any]) -> list[dict[str, Any]]:
    body = json.loads(response["body"]["string"])
    return body.get("issues", []) if isinstance(body, dict) else []
