"""A process that is forked while a thread has the file of a copy open."""

from __future__ import annotations

import os
import threading

import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe.store._duckdb import DuckDB
from tests.store_places import FIELDS, QUERY
from tests.test_forks import forked, went_well

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    # A test runner has threads, of which Python 3.12 and newer warn.
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
    pytest.mark.timeout(60),
]


def test_a_child_waits_for_no_thread_of_its_parent(tmp_path):
    held, free = tmp_path / "held.duckdb", tmp_path / "free.duckdb"
    begun, over = threading.Event(), threading.Event()

    def hold():
        with DuckDB(held)._open(read_only=True):
            begun.set()
            over.wait()

    def work():
        assert len(store.read(free))
        # What the thread had open is open here too, without the lock that keeps others away.
        for call in (lambda: store.read(held), lambda: store.refresh(QUERY, held, jira=jira)):
            with pytest.raises(jf.StoreError, match="forked") as caught:
                call()
            assert "spawn" in caught.value.fix
        assert went_well(forked(lambda: store.read(free)))

    with sandbox.start(issues=60) as box:
        jira = jf.connect(environ=box.env)
        for path in (held, free):
            store.refresh(QUERY, path, jira=jira, fields=FIELDS)
        holder = threading.Thread(target=hold)
        holder.start()
        begun.wait()
        child = forked(work)
        try:
            assert went_well(child)
        finally:
            over.set()
            holder.join()
        assert len(store.read(held)) == len(store.read(free))
