"""What ``search`` promises: any page size, limit or size of result gives the same rows."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jiraframe as jf
from jiraframe import sandbox

QUERY = "project = ENG ORDER BY priority DESC, key ASC"


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=300)


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def box(request: pytest.FixtureRequest, site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, site=site) as running:
        yield running


@pytest.fixture(scope="module")
def jira(box: sandbox.Sandbox) -> jf.Jira:
    return jf.connect(environ=box.env)


def _truth(box: sandbox.Sandbox, query: str = QUERY) -> list[str]:
    rows = box.site.search(query, deployment=box.mode)
    return [box.site.id_and_key(each)[1] for each in rows]


def test_every_row_in_the_order_of_the_query(box, jira):
    frame = jira.search(QUERY)
    assert frame["key"].tolist() == _truth(box)
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame.columns[:2].tolist() == ["key", "id"]
    receipt = jf.receipt(frame)
    assert (receipt.complete, receipt.rows) == (True, len(frame))
    assert receipt.jql == QUERY


@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
@given(
    page_size=st.integers(1, 130), limit=st.one_of(st.none(), st.integers(0, 200)), data=st.data()
)
def test_neither_page_size_nor_limit_changes_a_value(box, jira, page_size, limit, data):
    whole = jira.search(QUERY, ["summary", "updated", "labels"])
    frame = jira.search(
        QUERY, ["summary", "updated", "labels"], page_size=max(page_size, 20), limit=limit
    )
    pd.testing.assert_frame_equal(frame, whole.head(len(whole) if limit is None else limit))


def test_an_empty_result_has_the_columns_and_dtypes_of_a_full_one(jira):
    full = jira.search(QUERY, "*all", limit=20)
    empty = jira.search('summary ~ "nowhere to be found"', "*all")
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


def test_a_limit_of_zero_asks_nothing_and_has_the_schema(box, jira):
    before = len(box.requests)
    frame = jira.search(QUERY, ["summary"], limit=0)
    assert (len(frame), frame.columns.tolist()) == (0, ["key", "id", "summary"])
    assert len(box.requests) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": -1},
        {"limit": True},
        {"limit": "5"},
        {"limit": 2.5},
        {"page_size": 0},
        {"page_size": "5"},
        {"labels": "foo"},
        {"text": "html"},
        {"dtype_backend": "numpy_nullable"},
        {"fields": 5},
        {"fields": b""},
        {"fields": ["summary", None]},
        {"fields": {"summary"}},
        {"params": "ENG"},
    ],
    ids=str,
)
def test_an_argument_that_makes_no_sense_is_named_before_jira_is_asked(box, jira, wrong):
    before = len(box.requests)
    with pytest.raises(jf.ArgumentError, match=next(iter(wrong))):
        jira.search(QUERY, **wrong)
    assert len(box.requests) == before


@pytest.mark.parametrize("query", [None, 5, ["project = ENG"]])
def test_a_query_is_a_text_or_a_parsed_one(box, jira, query):
    before = len(box.requests)
    with pytest.raises(jf.ArgumentError, match="not a text"):
        jf.connect(environ=box.env).search(query)
    assert len(box.requests) == before
    assert len(jira.search(jf.jql.parse("project = ENG"), ["summary"], limit=2)) == 2


@pytest.mark.parametrize("key", [None, 5.5, True, "", "  ", "https://jira.example/"])
def test_a_key_that_is_none_is_named(jira, key):
    with pytest.raises(jf.ArgumentError if key != "https://jira.example/" else jf.JiraFrameError):
        jira.issue(key)


def test_whole_numbers_of_numpy_will_do(jira):
    assert len(jira.search(QUERY, ["summary"], limit=np.int64(3), page_size=np.int32(2))) == 3


def test_a_limit_that_cuts_is_said_and_one_that_does_not_is_not(box, jira):
    every = len(_truth(box))
    cut = jf.receipt(jira.search(QUERY, ["summary"], limit=7, page_size=3))
    assert (cut.rows, cut.limit, cut.complete) == (7, 7, False)
    assert "limit=7 cut" in cut.warnings[0]
    whole = jf.receipt(jira.search(QUERY, ["summary"], limit=every))
    assert (whole.rows, whole.complete, whole.warnings) == (every, True, [])


def test_a_stream_of_a_still_site_has_nothing_to_warn_of(jira):
    *_, last = jira.search_iter(QUERY, ["summary"], rows=40, page_size=30)
    assert jf.receipt(last).warnings == []


def test_an_issue_has_a_receipt_and_its_lists_whole(box, jira):
    frame = jira.search("project is not EMPTY", ["worklog"], page_size=100)
    key = frame.loc[frame["worklog"].map(len).idxmax(), "key"]
    issue = jira.issue(key, ["worklog"])
    assert len(issue["worklog"]) > 20
    assert (jf.receipt(issue).call, jf.receipt(issue).rows) == ("issue", 1)


@pytest.mark.parametrize(
    "fields",
    [pd.Index, pd.Series, np.array, tuple, iter, lambda names: (each for each in names)],
    ids=["index", "series", "array", "tuple", "iterator", "generator"],
)
def test_fields_come_from_whatever_has_an_order(jira, fields):
    frame = jira.search("project = ENG", fields(["status", "summary"]), limit=2)
    assert list(frame.columns) == ["key", "id", "status", "summary"]


@pytest.mark.parametrize("fields", [{"status"}, b"status", {"status": 1}, 5, [5], ["status", None]])
def test_fields_that_are_no_names_or_have_no_order_are_refused(jira, fields):
    with pytest.raises(jf.ArgumentError, match="fields is"):
        jira.search("project = ENG", fields)


def test_a_stream_of_frames_has_a_receipt_with_each_of_them(jira):
    with pytest.raises(jf.ArgumentError, match="each of them"):
        jf.receipt(jira.search_iter("project = ENG"))


def test_a_frame_without_a_receipt_says_so():
    with pytest.raises(jf.ArgumentError, match="no receipt"):
        jf.receipt(pd.DataFrame())


def test_a_warning_points_at_the_line_of_the_caller(site):
    with sandbox.start("cloud", site=site) as box:
        jira = jf.connect(environ=box.env)
        with pytest.warns(jf.JQLWarning) as caught:
            jira.search("project = NOPE")
    assert caught[0].filename == __file__


def test_search_iter_streams_frames_of_one_schema(jira):
    whole = jira.search(QUERY, ["summary", "created", "Story Points"])
    parts = list(jira.search_iter(QUERY, ["summary", "created", "Story Points"], rows=32))
    assert {len(part) for part in parts[:-1]} == {32}
    assert all((part.dtypes == whole.dtypes).all() for part in parts)
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole)
    assert [jf.receipt(part).complete for part in parts] == [None] * (len(parts) - 1) + [True]


@pytest.mark.parametrize(("limit", "complete"), [(None, True), (40, False)])
def test_the_last_frame_of_a_stream_tells_of_all_of_it_where_the_frames_come_out_even(
    box, jira, limit, complete
):
    half = (limit or len(_truth(box, "project is not EMPTY"))) // 2
    parts = list(jira.search_iter("project is not EMPTY", ["summary"], rows=half, limit=limit))
    assert [len(part) for part in parts] == [half, half]
    assert [jf.receipt(part).complete for part in parts] == [None, complete]


@pytest.mark.parametrize("rows", [0, -1, True, 2.5, "5", None])
def test_a_size_of_frames_that_makes_no_sense_is_named(jira, rows):
    with pytest.raises(jf.ArgumentError, match="rows is"):
        next(jira.search_iter(QUERY, ["summary"], rows=rows))


def test_search_iter_of_nothing_gives_one_empty_frame(jira):
    parts = list(jira.search_iter('summary ~ "nowhere to be found"', ["summary"]))
    assert [part.shape for part in parts] == [(0, 3)]


def test_issue_is_a_row_of_search(jira):
    row = jira.search("key = ENG-5", "*all").iloc[0]
    issue = jira.issue("ENG-5")
    assert issue["key"] == "ENG-5"
    assert issue.index.tolist() == row.index.tolist()
    for label in row.index:
        left, right = issue[label], row[label]
        assert left == right or (pd.isna(left) and pd.isna(right)), label


def test_an_issue_that_is_not_there(jira):
    with pytest.raises(jf.NotFound, match="NOPE-1") as caught:
        jira.issue("NOPE-1")
    assert "Browse Projects" in caught.value.fix


def test_count_and_validate(box, jira):
    assert jira.count(QUERY) == len(_truth(box))
    assert jira.validate(QUERY)
    verdict = jira.validate("status = Done AND AND x")
    assert not verdict
    assert verdict.errors[0].start is not None
    assert "^" in str(verdict)


def test_params_are_values_and_never_syntax(box, jira):
    evil = 'x" OR project = "ENG'
    assert len(jira.search("summary ~ {text}", params={"text": evil})) == 0
    keys = _truth(box)[:3]
    assert set(jira.search("key IN {keys}", params={"keys": keys})["key"]) == set(keys)


def test_an_aware_time_loses_no_row(box, jira):
    frame = jira.search("project = ENG", ["created"])
    moment = frame["created"].sort_values().iloc[len(frame) // 2]
    wanted = set(frame.loc[frame["created"] >= moment, "key"])
    found = jira.search("project = ENG AND created >= {t}", ["created"], params={"t": moment})
    assert wanted <= set(found["key"])
    found = jira.search("project = ENG AND created <= {t}", ["created"], params={"t": moment})
    assert set(frame.loc[frame["created"] <= moment, "key"]) <= set(found["key"])


def test_the_parser_looks_at_a_query_while_its_first_page_is_read(site, monkeypatch):
    asked = threading.Event()
    with sandbox.start("cloud", site=site) as box, jf.connect(environ=box.env) as jira:
        read = jira.connection.read

        def meet(path, **how):
            if path.endswith("/search/jql"):
                asked.set()
            # Who asks one after the other waits here in vain, and fails.
            assert not path.endswith("/jql/parse") or asked.wait(10)
            return read(path, **how)

        monkeypatch.setattr(jira.connection, "read", meet)
        assert len(jira.search(QUERY, limit=5)) == 5


@pytest.mark.parametrize("workers", [1, None])
def test_no_row_is_handed_out_where_the_parser_finds_fault(site, workers):
    query = "project = ENG ORDER BY nowhere"
    with (
        sandbox.start("cloud", site=site) as box,
        jf.connect(environ=box.env) as jira,
        pytest.raises(jf.JQLError, match="nowhere") as caught,
    ):
        next(jira.search_iter(query, rows=1, workers=workers))
    assert caught.value.frame.empty


def test_a_receipt_survives_a_pickle(jira):
    frame = jira.search(QUERY, ["summary"], limit=5)
    assert jf.receipt(pickle.loads(pickle.dumps(frame))) == jf.receipt(frame)


def test_cut_lists_are_read_to_their_end(box, jira):
    frame = jira.search("project is not EMPTY", ["comment", "worklog"], page_size=100)
    comments = {
        box.site.id_and_key(p)[1]: len(
            box.site.comments(p, deployment=box.mode, version=2, base_url=box.url)
        )
        for p in box.site.positions()
    }
    assert dict(zip(frame["key"], frame["comment"].map(len), strict=True)) == comments
    assert max(comments.values()) > 100
    assert frame["worklog"].map(len).max() > 20


@pytest.mark.parametrize(
    "order", ["", "ORDER BY updated DESC", "ORDER BY priority DESC, created ASC", "ORDER BY key"]
)
def test_a_window_of_data_center_loses_no_row_and_no_order(order):
    site = sandbox.Site.generated(issues=900, seed=3)
    with sandbox.start("datacenter", site=site, window=100, page_cap=40) as box:
        jira = jf.connect(environ=box.env, max_wait_s=0)
        query = f"created > 1990-01-01 {order}".strip()
        frame = jira.search(query, ["summary"])
    assert sorted(frame["key"]) == sorted(_truth(box, query))
    assert frame["key"].is_unique
    if order:
        assert frame["key"].tolist() == _truth(box, query)


def test_pages_before_and_behind_the_window_are_as_long_as_asked():
    site = sandbox.Site.generated(issues=12_000, seed=2)
    with sandbox.start("datacenter", site=site) as box:
        jira = jf.connect(environ=box.env)
        _ = jira.catalogue
        before = len(box.requests)
        frame = jira.search("ORDER BY key", ["summary"], page_size=1000)
        assert len(frame) == 12_000
        assert len(box.requests) - before < 40


def test_a_second_listing_is_late_and_neither_it_nor_a_body_is_waited_for(monkeypatch):
    monkeypatch.setattr("jiraframe._cloud._ID_PAGE", 200)
    with sandbox.start("cloud", issues=2_000, latency_s=0.01) as box:
        jira = jf.connect(environ=box.env)
        frame = jira.search("project is not EMPTY", ["summary"], page_size=5)
        asked = [each.path.rpartition("/")[2] for each in box.requests]
    assert len(frame) == 2_000
    assert asked.count("jql") == 1 + 2 * 10
    assert asked[-1] == "bulkfetch"
    assert asked.index("bulkfetch") < 10
    second = [place for place, route in enumerate(asked) if route == "jql"][1 + 10 :]
    assert second[0] > len(asked) / 3, "the later, the more it tells of what moved"


def test_25_000_rows_come_back_from_behind_the_window():
    site = sandbox.Site.generated(issues=25_000, seed=2)
    with sandbox.start("datacenter", site=site, window=10_000) as box:
        jira = jf.connect(environ=box.env)
        frame = jira.search("ORDER BY created DESC", ["created"], page_size=1000)
        assert len(frame) == 25_000
        assert frame["key"].is_unique
        assert frame["created"].is_monotonic_decreasing
        assert jf.receipt(frame).complete is True


def test_the_default_connection_of_scripts(box, monkeypatch):
    for name, value in box.env.items():
        monkeypatch.setenv(name, value)
    before = len(box.requests)
    assert len(jf.jira_search(QUERY, ["summary"], limit=4)) == 4
    assert jf.jira_issue("ENG-1", ["summary"])["key"] == "ENG-1"
    assert sum(each.path.endswith("/myself") for each in list(box.requests)[before:]) == 1


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("fields", ["key", ["key", "id"]])
def test_keys_alone_are_read_by_the_thousand(mode, fields):
    with sandbox.start(mode, issues=1200) as box, jf.connect(environ=box.env) as jira:
        _ = jira.catalogue
        before = len(box.requests)
        frame = jira.search("project is not EMPTY", fields)
        searches = [each for each in list(box.requests)[before:] if "/search" in each.path]
    assert len(frame) == 1200
    assert len(searches) <= 3
