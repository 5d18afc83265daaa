"""Killed or failing at any point: readers see the old state or the new one, and the next run ends.

Real processes are killed at the moment before and after each step that writes, and at moments of no
choosing; the steps fail in this process as well.
"""

from __future__ import annotations

import json
import random
import sys
import time
from contextlib import suppress
from dataclasses import replace

import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe.store._delta import Delta
from jiraframe.store._state import read_staged, to_text
from jiraframe.store._target import backend_at
from tests.store_places import FIELDS, PLACES, QUERY, delete, same_as_search, touch
from tests.store_victim import Victim

# The processes are made by one that is spoken to through a socket in a folder.
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", "localhost", ".*/pymp-.*"])


OLD_KEYS = {"plan", "began", "whole", "format"}


@pytest.fixture(params=PLACES)
def path(request: pytest.FixtureRequest, tmp_path):
    return tmp_path / request.param


@pytest.fixture
def box():
    with sandbox.start(issues=160) as running:
        yield running


def test_a_first_load_killed_before_its_first_rows_can_be_made(box, path):
    assert Victim(box.env, path, "begin", 1, "after").killed_itself()
    jira = jf.connect(environ=box.env)
    assert store.refresh(QUERY, path, jira=jira, fields=FIELDS).complete
    same_as_search(path, jira, fields=FIELDS)


def test_a_first_load_that_is_killed_goes_on_where_it_was(box, path, monkeypatch):
    monkeypatch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
    monkeypatch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)
    jira = jf.connect(environ=box.env)
    assert Victim(box.env, path, "stage", 3, "after").killed_itself()
    with pytest.raises(jf.StoreError, match="first load has begun"):
        store.read(path)
    staged = backend_at(path).staged_known()["id"].to_pylist()
    kept = len(staged)
    assert kept == 60
    touch(box, staged[5])
    delete(box, staged[6])
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert (done.full, done.complete) == (True, True)
    assert f"{kept} rows of a load that was broken off were kept." in done.warnings
    assert done.read < done.rows - kept + 15, "what was staged is not read again"
    same_as_search(path, jira, fields=FIELDS)
    assert not store.refresh(QUERY, path, jira=jira, fields=FIELDS).full


def test_a_load_that_goes_on_reads_what_the_index_showed_late(box, path, monkeypatch):
    monkeypatch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
    monkeypatch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)
    touch(box, "ENG-1")  # the newest of what is staged
    assert Victim(box.env, path, "stage", 3, "after").killed_itself()
    touch(box, "ENG-2", seconds=-300)  # staged as it was before
    jira = jf.connect(environ=box.env)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


@pytest.mark.parametrize(
    ("verb", "when", "full", "is_new"),
    [
        ("begin", "after", True, False),
        ("stage", "after", True, False),
        ("promote", "before", True, False),
        ("promote", "after", True, True),
        ("merge", "before", False, False),
        ("merge", "after", False, True),
    ],
)
def test_killed_at_a_step_readers_see_old_or_new(box, path, verb, when, full, is_new):
    jira = jf.connect(environ=box.env)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    old = store.read(path)
    touch(box, "ENG-3")
    delete(box, "ENG-4")
    assert Victim(box.env, path, verb, 1, when, full=full).killed_itself()
    if is_new:
        same_as_search(path, jira, fields=FIELDS)
    else:
        assert store.read(path).equals(old)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


def test_killed_at_any_moment_the_copy_is_old_or_new(box, path):
    jira = jf.connect(environ=box.env)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    olds = [store.read(path)]
    draw = random.Random(1)
    for n in range(5):
        for key in olds[-1]["key"][:50]:
            touch(box, key, seconds=n + 1)
        victim = Victim(box.env, path, full=n > 1)
        victim.wait_until_ready()
        time.sleep(draw.random() * 0.5)
        victim.kill()
        found = store.read(path)
        new = jira.search(QUERY, FIELDS).sort_values("id", ignore_index=True)
        assert found.equals(olds[-1]) or found.equals(new)
        olds.append(found)
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


def test_a_first_load_killed_at_any_moment_can_be_made(box, path):
    jira = jf.connect(environ=box.env)
    for wait_s in (0.02, 0.1, 0.2, 0.3):
        victim = Victim(box.env, path)
        victim.wait_until_ready()
        time.sleep(wait_s)
        victim.kill()
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


def test_a_load_that_is_killed_when_it_goes_on_goes_on_again(box, path):
    assert Victim(box.env, path, "stage", 3, "after").killed_itself()
    for when in ("before", "after"):
        assert Victim(box.env, path, "take_over", 1, when).killed_itself()
    jira = jf.connect(environ=box.env)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert "60 rows of a load that was broken off were kept." in done.warnings
    same_as_search(path, jira, fields=FIELDS)


def test_a_load_that_an_earlier_version_began_goes_on(box, path, monkeypatch):
    assert Victim(box.env, path, "stage", 3, "after").killed_itself()
    backend = backend_at(path)
    there = backend.staged()
    backend.take_over(there, replace(there, owner=""))
    # What has no such keys reads as what has them empty.
    text = json.dumps({k: v for k, v in json.loads(to_text(there)).items() if k in OLD_KEYS})
    assert read_staged(text, "") == replace(there, owner="")
    jira = jf.connect(environ=box.env)
    done = store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    assert "60 rows of a load that was broken off were kept." in done.warnings
    same_as_search(path, jira, fields=FIELDS)


def test_a_load_that_goes_on_remembers_what_was_in_doubt(box, path, monkeypatch):
    monkeypatch.setattr("jiraframe.store._source.CHUNK_ROWS", 20)
    monkeypatch.setattr("jiraframe.store._staging.CHUNK_ROWS", 20)
    jira, fields = jf.connect(environ=box.env), ["summary", "updated", "comment"]
    box.faults.add("forbidden", path="/comment")
    with monkeypatch.context() as patch:
        patch.setattr(f"{type(backend_at(path)).__module__}.check_turn", _failing(None, 1))
        with pytest.raises((jf.StoreError, OSError)):
            store.refresh(QUERY, path, jira=jira, fields=fields)
    with pytest.warns(jf.CompletenessWarning, match="not every comment could be read"):
        done = store.refresh(QUERY, path, jira=jira, fields=fields)
    assert any("broken off" in each for each in done.warnings)
    assert done.complete is None
    assert jf.receipt(store.read(path)).complete is None


def test_rows_that_have_become_the_copy_are_no_load_that_was_broken_off(box, tmp_path, monkeypatch):
    jira, path = jf.connect(environ=box.env), tmp_path / "copy.delta"
    fields = ["summary", "votes"]
    with monkeypatch.context() as patch:
        patch.setattr(Delta, "_empty_staging", _failing(Delta._empty_staging, 2))
        first = store.refresh(QUERY, path, jira=jira, fields=fields)
    assert first.complete
    assert any("was not tidied" in each for each in first.warnings)
    assert len(store.read(path)) == first.rows
    done = store.refresh(QUERY, path, jira=jira, fields=fields, full=True)
    assert done.read == first.rows
    assert not done.warnings


# What DuckDB and Delta are asked to do, each of which may fail: a disk that is full, a network
# that is gone.
STEPS = {
    "copy.duckdb": ["_take_away", "_end_staging", "_note_down", "_put_from", "_noted"],
    "copy.delta": ["_merge", "_asked", "_note_of", "_vacuum", "write_deltalake"],
}


@pytest.mark.parametrize(("name", "step"), [(n, s) for n, steps in STEPS.items() for s in steps])
def test_a_step_that_fails_leaves_old_or_new(box, tmp_path, monkeypatch, name, step):
    jira, path = jf.connect(environ=box.env), tmp_path / name
    module = f"jiraframe.store._{name.split('.')[1]}"
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    for number in range(1, 4):
        old = store.read(path)
        touch(box, "ENG-3", seconds=number)
        delete(box, f"ENG-{10 + number}")
        with monkeypatch.context() as patch:
            patch.setattr(f"{module}.{step}", _failing(getattr(sys.modules[module], step), number))
            with suppress(jf.StoreError, OSError):
                store.refresh(QUERY, path, jira=jira, fields=FIELDS, full=number == 3)
        found = store.read(path)
        new = jira.search(QUERY, FIELDS).sort_values("id", ignore_index=True)
        assert found.equals(old) or found.equals(new)
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
        same_as_search(path, jira, fields=FIELDS)


def _failing(step, number):
    """Let a step fail at one of its calls."""
    left = iter(range(number - 1, -1, -1))

    def fail(*args, **options):
        if next(left, 1) == 0:
            raise OSError("No space left on device")
        return step(*args, **options)

    return fail
