"""Of which issues a companion frame speaks: what people write where a query or keys belong."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import sandbox

VERBS = ("changelog", "worklogs", "comments", "links", "attachments", "issue_sprints")


@pytest.fixture(scope="module", params=("cloud", "datacenter"))
def box(request: pytest.FixtureRequest) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, issues=100) as box:
        yield box


@pytest.fixture(scope="module")
def jira(box: sandbox.Sandbox) -> jf.Jira:
    jira = jf.connect(environ=box.env)
    _ = jira.catalogue
    return jira


@pytest.fixture(scope="module")
def issues(jira: jf.Jira) -> pd.DataFrame:
    return jira.search("project is not EMPTY ORDER BY key", ["created", "status"])


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("word", ["ENG", " eng ", "NOPE", "status", "R2_D2"])
def test_the_key_of_a_project_is_no_query_and_the_query_is_told(jira, box, name, word):
    before = len(box.requests)
    with pytest.raises(jf.ArgumentError) as caught:
        getattr(jira, name)(word)
    assert len(box.requests) == before
    said = str(caught.value)
    assert f"{word.strip()!r} is neither a query nor a key of an issue" in said
    assert f'"project = {word.strip()}"' in said


def test_keys_in_one_text_are_told_to_be_a_list(jira):
    for text in ("ENG-1, ENG-2", "ENG-1 ENG-2", "eng-1;ENG-2"):
        with pytest.raises(jf.ArgumentError, match=r'\["ENG-1", "ENG-2"\]'):
            jira.comments(text)


def test_a_frame_with_its_keys_in_the_index_is_read(jira, issues):
    some = issues.head(5)
    expected = jira.comments(some)
    for frame in (
        some.set_index("key"),
        some[["key"]].set_index("key"),
        some.set_index(["id", "key"]),
    ):
        pd.testing.assert_frame_equal(jira.comments(frame), expected)


def test_a_frame_read_back_from_a_file_has_its_ids_as_numbers(jira, issues, tmp_path):
    issues.to_csv(tmp_path / "issues.csv", index=False)
    again = pd.read_csv(tmp_path / "issues.csv")
    assert str(again["id"].dtype) == "int64"
    expected = jira.comments(issues)
    assert jira.comments(again).equals(expected)
    assert jira.comments(again["id"]).equals(expected)
    with pytest.raises(jf.ArgumentError, match="True is no key"):
        jira.comments([True])
