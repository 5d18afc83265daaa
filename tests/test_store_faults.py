"""When Jira fails, the copy stays; when Jira is in doubt, it says so and no row goes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe._asked import Asked, Shape
from jiraframe.store._source import Source
from tests.store_places import FIELDS, PLACES, QUERY, delete, same_as_search, touch

MODES = ["cloud", "datacenter"]


@pytest.fixture(params=MODES)
def box(request: pytest.FixtureRequest) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, issues=120) as running:
        yield running


@pytest.fixture
def jira(box: sandbox.Sandbox) -> jf.Jira:
    return jf.connect(environ=box.env, max_wait_s=0.2)


@pytest.fixture
def path(jira, tmp_path):
    place = tmp_path / "copy.duckdb"
    store.refresh(QUERY, place, jira=jira, fields=FIELDS)
    return place


@pytest.mark.parametrize(
    ("kind", "after"), [("500", 0), ("429", 1), ("reset", 2), ("truncate", 1), ("forbidden", 1)],
)  # fmt: skip
def test_a_refresh_that_fails_leaves_the_copy(box, jira, path, waits, kind, after):
    old = store.read(path)
    touch(box, "ENG-3")
    delete(box, "ENG-4")
    box.faults.add(kind, path="/search" if kind == "forbidden" else "", after=after)
    with pytest.raises(jf.JiraFrameError):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert store.read(path).equals(old)
    box.faults.clear()
    assert store.refresh(QUERY, path, jira=jira, fields=FIELDS).removed == 1
    same_as_search(path, jira, fields=FIELDS)


def test_a_limit_of_requests_is_waited_for(box, jira, path, waits):
    touch(box, "ENG-3")
    box.faults.add("429", times=2, retry_after="1")
    jira = jf.connect(environ=box.env)
    assert store.refresh(QUERY, path, jira=jira, fields=FIELDS).changed == 1


def test_nobody_is_shown_nothing_and_no_row_goes(box, jira, path):
    old = store.read(path)
    box.faults.add("bearer_ignored")
    with pytest.raises(jf.JiraFrameError):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert store.read(path).equals(old)


@pytest.mark.parametrize("query", [QUERY, "project = ENG AND created >= -5000d"])
def test_rows_that_no_search_sends_are_kept(box, jira, tmp_path, query):
    place = tmp_path / "copy.duckdb"
    first = store.refresh(query, place, jira=jira, fields=FIELDS)
    delete(box, "ENG-4")  # the counts differ, and all ids are listed
    touch(box, "ENG-5")
    fault = box.faults.add("drop_ids", rows=3, after=1)  # what changed is sent
    done = store.refresh(query, place, jira=jira, fields=FIELDS)
    assert fault.hits
    assert (done.removed, done.rows) == (1, first.rows - 1)
    box.faults.clear()
    done = store.refresh(query, place, jira=jira, fields=FIELDS)
    assert done.rows == first.rows - 1
    same_as_search(place, jira, query, FIELDS)


def test_a_wrong_estimate_lists_and_says_so(tmp_path):
    with sandbox.start("cloud", issues=300) as box:
        jira, place = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        delete(box, "ENG-4")
        box.faults.add("wrong_count", by=5)
        with pytest.warns(jf.CompletenessWarning, match="Jira counts"):
            done = store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        assert (done.removed, done.complete) == (1, None)
        assert jf.receipt(store.read(place)).complete is None
        box.faults.clear()
        done = store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        assert "was not exact" in done.why
        assert done.complete is True
        assert jf.receipt(store.read(place)).complete is True


def test_a_doubtful_first_load_is_stored_with_that_said(tmp_path):
    with sandbox.start("cloud", issues=300) as box:
        jira, place = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        box.faults.add("wrong_count", by=5)
        with pytest.warns(jf.CompletenessWarning):
            done = store.refresh("project is not EMPTY", place, jira=jira, fields=FIELDS)
        assert (done.rows, done.complete) == (300, None)
        told = jf.receipt(store.read(place))
        assert told.complete is None
        assert any("305" in each for each in told.warnings)


def test_rows_that_are_not_sent_by_id_are_read_one_by_one(tmp_path):
    with sandbox.start("cloud", issues=120) as box:
        jira, place = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        box.site.remove(box.site.find("ENG-4"))
        store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        box.site._gone.clear()
        box.site.revision += 1
        box.faults.add("lost_ids")
        assert store.refresh(QUERY, place, jira=jira, fields=FIELDS).changed == 1
        same_as_search(place, jira, fields=FIELDS)


def test_an_account_that_may_not_count_has_every_id_listed(tmp_path):
    with sandbox.start("cloud", issues=120) as box:
        jira, place = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        delete(box, "ENG-4")
        box.faults.add("forbidden", path="approximate-count")
        done = store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        assert (done.removed, done.complete) == (1, True)
        assert any("did not count" in each for each in done.warnings)


@pytest.mark.parametrize("name", PLACES)
def test_what_changed_and_no_listing_has_is_one_row(box, jira, tmp_path, name):
    place, query = tmp_path / name, "project = ENG AND sprint is not EMPTY OR key = ENG-5"
    store.refresh(query, place, jira=jira, fields=FIELDS)
    touch(box, "ENG-5")
    box.faults.add("drop_ids", rows=1, after=1).rows = {box.site.find("ENG-5")}
    done = store.refresh(query, place, jira=jira, fields=FIELDS)
    box.faults.clear()
    assert (done.changed, done.rows) == (1, len(store.read(place)))
    same_as_search(place, jira, query, FIELDS)


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("name", PLACES)
def test_what_changed_and_is_deleted_meanwhile_goes(box, jira, tmp_path, name, is_new, monkeypatch):
    place, query = tmp_path / name, "project = ENG AND (sprint is not EMPTY OR key = ENG-5)"
    if is_new:
        box.site.remove(box.site.find("ENG-5"))
    store.refresh(query, place, jira=jira, fields=FIELDS)
    box.site._gone.clear()
    box.site.revision += 1
    touch(box, "ENG-5")
    true = Source.count

    def count(self):
        monkeypatch.undo()
        delete(box, "ENG-5")
        return true(self)

    monkeypatch.setattr(Source, "count", count)
    done = store.refresh(query, place, jira=jira, fields=FIELDS)
    assert (done.rows, done.complete) == (len(store.read(place)), True)
    same_as_search(place, jira, query, FIELDS)


@pytest.mark.parametrize("is_whole", [True, False])
def test_a_short_listing_without_a_count_takes_no_row_away(tmp_path, is_whole):
    with sandbox.start("cloud", issues=5_600) as box:
        jira, place = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        store.refresh("project is not EMPTY", place, jira=jira, fields=["summary"])
        delete(box, "ENG-4")
        box.faults.add("forbidden", path="approximate-count")
        if not is_whole:
            box.faults.add("early_end", path="/search")
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            done = store.refresh("project is not EMPTY", place, jira=jira, fields=["summary"])
        assert (done.removed, done.rows) == (1, 5_599)
        assert (done.complete, len(told)) == ((True, 0) if is_whole else (None, 1))


def test_rows_that_cannot_be_looked_up_without_a_count_are_kept(tmp_path, monkeypatch):
    with sandbox.start("cloud", issues=120) as box:
        jira, place = jf.connect(environ=box.env), tmp_path / "copy.duckdb"
        store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        delete(box, "ENG-4")
        box.faults.add("forbidden", path="approximate-count")
        true = Source.ids

        def ids(self):
            box.faults.add("forbidden", path="/search")
            return true_ids

        true_ids = true(Source(jira, Asked(QUERY, Shape(FIELDS), None), {}))
        monkeypatch.setattr(Source, "ids", ids)
        with pytest.warns(jf.CompletenessWarning, match="could not be looked up"):
            done = store.refresh(QUERY, place, jira=jira, fields=FIELDS)
        assert (done.removed, done.complete) == (0, None)
