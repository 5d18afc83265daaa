"""Two refreshes of one path, and readers beside them: one wins, and no copy is a mixture."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe.store import _delta
from jiraframe.store._schema import schema_of
from jiraframe.store._staging import Staging
from jiraframe.store._state import Staged, next_after
from jiraframe.store._target import backend_at
from tests.store_places import FIELDS, PLACES, QUERY, same_as_search, touch


class Paused(Exception):
    """Where a second load stands still."""


@pytest.fixture
def box():
    with sandbox.start("cloud", issues=160) as running:
        yield running


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.fixture(params=PLACES)
def path(request, tmp_path):
    return tmp_path / request.param


@pytest.fixture
def by_twenty(monkeypatch):
    monkeypatch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
    monkeypatch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)


def _at_chunk(monkeypatch, number, happen, *, is_after=True):
    """Let something happen before or after so many chunks have been put down."""
    true, left = Staging._put_down, iter(range(number - 1, -1, -1))

    def put_down(self):
        due = next(left, 1) == 0
        if due and not is_after:
            happen()
        true(self)
        if due and is_after:
            happen()

    monkeypatch.setattr(Staging, "_put_down", put_down)


@pytest.mark.parametrize("other", [("project = OPS", FIELDS), ("project = OPS", ["priority"])])
def test_two_first_loads_of_two_queries_do_not_mix(box, jira, path, by_twenty, monkeypatch, other):
    query, fields = other

    def pause():
        raise Paused

    def begin_another():
        monkeypatch.undo()
        with monkeypatch.context() as patch:
            patch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
            patch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)
            _at_chunk(patch, 1, pause)
            with suppress(Paused):
                store.refresh(query, path, jira=jf.connect(environ=box.env), fields=fields)

    _at_chunk(monkeypatch, 2, begin_another)
    with pytest.raises(jf.StoreError, match="somebody else"):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert store.refresh(query, path, jira=jira, fields=fields).complete
    same_as_search(path, jira, query, fields)


@pytest.mark.parametrize("number", [2, 3, 5])
@pytest.mark.parametrize("is_after", [True, False])
def test_a_load_that_still_runs_and_one_that_takes_its_rows_over(
    box, jira, path, by_twenty, monkeypatch, number, is_after
):
    done = []

    def refresh_too():
        touch(box, "ENG-3")
        done.append(store.refresh(QUERY, path, jira=jf.connect(environ=box.env), fields=FIELDS))

    _at_chunk(monkeypatch, number, refresh_too, is_after=is_after)
    with pytest.raises(jf.StoreError, match="somebody else"):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert done[0].complete
    same_as_search(path, jira, fields=FIELDS)


def test_a_late_chunk_of_one_does_not_come_into_the_copy_of_another(
    box, jira, path, by_twenty, monkeypatch
):
    kind = type(backend_at(path))
    late = []
    true_put, true_promote = Staging._put_down, kind.promote

    def put_down(self):
        late.append(self)
        if len(late) != 3:
            return true_put(self)
        key = self._waiting[0]["key"][0].as_py()
        touch(box, key)
        touch(box, "ENG-1" if key != "ENG-1" else "ENG-2", seconds=3600)
        monkeypatch.setattr(Staging, "_put_down", true_put)
        monkeypatch.setattr(kind, "promote", promote)
        store.refresh(QUERY, path, jira=jf.connect(environ=box.env), fields=FIELDS)
        raise Paused

    def promote(backend, *args, **options):
        monkeypatch.setattr(kind, "promote", true_promote)
        with pytest.raises(jf.StoreError, match="somebody else"):
            true_put(late[-1])
        return true_promote(backend, *args, **options)

    monkeypatch.setattr(Staging, "_put_down", put_down)
    with pytest.raises(Paused):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


def test_many_changes_of_two_refreshes_do_not_mix(box, jira, path, by_twenty, monkeypatch):
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    for key in store.read(path)["key"][:50]:
        touch(box, key)

    def pause():
        raise Paused

    def begin_another():
        monkeypatch.undo()
        with monkeypatch.context() as patch:
            patch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
            patch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)
            _at_chunk(patch, 1, pause)
            with suppress(Paused):
                store.refresh(QUERY, path, jira=jf.connect(environ=box.env), fields=FIELDS)

    _at_chunk(monkeypatch, 2, begin_another)
    with pytest.raises(jf.StoreError, match="somebody else"):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


@pytest.mark.parametrize("verb", ["begin", "merge"])
def test_of_two_commits_to_a_table_at_the_same_moment_one_fails(
    box, jira, tmp_path, by_twenty, monkeypatch, verb
):
    path = tmp_path / "copy.delta"
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    for key in store.read(path)["key"][: 25 if verb == "begin" else 3]:
        touch(box, key)
    step = "write_deltalake" if verb == "begin" else "_merge"
    true = getattr(_delta, step)
    before = _delta.Delta(str(path)).state()
    calls = []

    def late(*args, **options):
        calls.append(options.get("mode"))
        if verb == "merge" or calls[-1] == "append":
            monkeypatch.setattr(_delta, step, true)
            other = _delta.Delta(str(path))
            if verb == "begin":
                staged = Staged(plan=before.plan, began=before.as_of, whole=True, owner="another")
                other.begin(staged)
            else:
                nothing = schema_of(before.plan.columns).empty_table()
                other.merge(nothing, next_after(before, before, staged=""), leavers=())
        return true(*args, **options)

    monkeypatch.setattr(_delta, step, late)
    with pytest.raises(jf.StoreError, match="somebody else"):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    monkeypatch.undo()
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


def test_threads_read_while_another_refreshes(box, jira, path):
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    failures, end = [], time.monotonic() + 1.5

    def again(work):
        try:
            while time.monotonic() < end:
                work()
        except BaseException as exc:
            failures.append(exc)

    def read():
        assert store.read(path, ["key"])["key"].is_unique

    def refresh():
        touch(box, "ENG-5")
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)

    works = (read, read, refresh)
    threads = [threading.Thread(target=again, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failures
    same_as_search(path, jira, fields=FIELDS)
