"""Histories and lists that Jira cuts, loses or ends early: whole all the same, or said to be not.

The changes of a frame are compared with those that the sandbox gives without a fault.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import sandbox

MODES = ("cloud", "datacenter")
ALL = "project is not EMPTY ORDER BY key"
BULK = "/changelog/bulkfetch"
FOREVER = 1_000_000


@pytest.fixture(scope="module")
def box() -> Iterator[sandbox.Sandbox]:
    # More changes than a page holds.
    with sandbox.start("cloud", issues=1_500) as box:
        yield box


@pytest.fixture(autouse=True)
def clean(box: sandbox.Sandbox) -> Iterator[None]:
    yield
    box.faults.clear()


@pytest.fixture(scope="module")
def jira(box: sandbox.Sandbox) -> jf.Jira:
    return jf.connect(environ=box.env)


@pytest.fixture(scope="module")
def whole(jira: jf.Jira) -> pd.DataFrame:
    return jira.changelog(ALL)


@pytest.mark.parametrize("times", [1, FOREVER])
@pytest.mark.parametrize("fields", [None, ["status"]])
def test_a_chain_of_pages_that_ends_early_costs_no_change(jira, box, whole, times, fields):
    fault = box.faults.add("early_end", path=BULK, times=times)
    found = jira.changelog(ALL, fields)
    assert fault.hits or fields
    expected = whole if fields is None else whole[whole["field_id"] == "status"]
    pd.testing.assert_frame_equal(found, expected.reset_index(drop=True))
    assert jf.receipt(found).complete is True


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("fields", [None, ["status"]])
def test_an_issue_whose_changes_are_left_out_is_read_by_another_way(jira, box, whole, once, fields):
    fault = box.faults.add("lost_changes", rows=7, once=once)
    found = jira.changelog(ALL, fields)
    assert fault.hits
    expected = whole if fields is None else whole[whole["field_id"] == "status"]
    pd.testing.assert_frame_equal(found, expected.reset_index(drop=True))
    assert jf.receipt(found).complete is True


def test_times_are_the_same_in_seconds(jira, box, whole):
    fault = box.faults.add("created_seconds", times=FOREVER)
    found = jira.changelog(ALL)
    assert fault.hits
    # Changes of one second have no order in such an answer, but that of their ids.
    same = ["key", "field_id", "from", "to"]
    pd.testing.assert_frame_equal(
        found.sort_values(["history_id", *same])[same].reset_index(drop=True),
        whole.sort_values(["history_id", *same])[same].reset_index(drop=True),
    )
    assert (found.sort_values("history_id")["created"].dt.nanosecond == 0).all()
    late = whole.set_index("history_id")["created"].groupby(level=0).first()
    then = found.set_index("history_id")["created"].groupby(level=0).first()
    assert ((late - then) < pd.Timedelta(seconds=1)).all()
    assert ((late - then) >= pd.Timedelta(0)).all()


# Data Center sends every comment with its issue.
LISTS = [
    ("cloud", "comments"),
    *((mode, verb) for mode in MODES for verb in ("changelog", "worklogs")),
]


@pytest.mark.parametrize(("mode", "verb"), LISTS)
def test_a_list_that_stays_short_of_its_total_is_an_error(mode, verb):
    with sandbox.start(mode) as box:
        jira = jf.connect(environ=box.env)
        read = getattr(jira, verb)
        whole = read(ALL)
        if mode == "cloud" and verb == "changelog":
            # There, changes come in lists with a total where they did not come otherwise.
            box.faults.add("lost_changes", rows=3)
        fault = box.faults.add("short_list", times=FOREVER)
        with pytest.raises(jf.IncompleteResultError) as caught:
            read(ALL)
        assert fault.hits
        assert caught.value.frame is not None
        assert len(caught.value.frame) < len(whole)
        assert jf.receipt(caught.value.frame).complete is False


@pytest.mark.parametrize(("mode", "verb"), LISTS)
def test_a_list_that_is_short_once_and_not_again_is_told_or_mended(mode, verb):
    with sandbox.start(mode) as box:
        jira = jf.connect(environ=box.env)
        read = getattr(jira, verb)
        whole = read(ALL)
        box.faults.add("short_list")
        try:
            found = read(ALL)
        except jf.IncompleteResultError as exc:
            found = exc.frame
            assert jf.receipt(found).complete is False
        else:
            pd.testing.assert_frame_equal(found, whole)


def test_an_issue_that_the_index_does_not_give_yet_has_its_changes_read_by_id():
    with sandbox.start("datacenter") as box:
        jira = jf.connect(environ=box.env)
        issues = jira.search(ALL, ["summary"])
        whole = jira.changelog(issues)
        fault = box.faults.add("drop_ids", rows=2, times=FOREVER)
        found = jira.changelog(issues)
        assert fault.hits
        pd.testing.assert_frame_equal(found, whole)


@pytest.mark.parametrize("mode", MODES)
def test_an_issue_that_is_hidden_while_its_history_is_read_costs_no_other(mode):
    with sandbox.start(mode, issues=60) as box:
        jira = jf.connect(environ=box.env)
        whole = jira.changelog(ALL)
        kind = "lost_changes" if mode == "cloud" else "short_list"
        box.faults.add(kind, rows=1, path=BULK if mode == "cloud" else "/search")
        # One issue by itself, and no bulk fetch.
        box.faults.add("forbidden", path="/issue/1")
        with pytest.warns(jf.CompletenessWarning, match="not every change could be read"):
            found = jira.changelog(ALL)
    # Of the one, what came along with others is kept.
    assert set(found["history_id"]) <= set(whole["history_id"])
    assert found["key"].nunique() >= whole["key"].nunique() - 1
    assert jf.receipt(found).complete is None
