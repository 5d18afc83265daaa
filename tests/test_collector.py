"""The garbage collector is held back while cells are made, and is as it was afterwards."""

from __future__ import annotations

import gc

import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._arrow import to_array
from jiraframe._collector import uncollected


@pytest.fixture
def collector():
    yield
    gc.enable()


@pytest.mark.parametrize("on", [True, False])
def test_it_is_as_it_was_also_after_an_error(collector, on):
    (gc.enable if on else gc.disable)()
    with pytest.raises(KeyError), uncollected():
        _ = {}[gc.isenabled()]
    assert gc.isenabled() is on


def _is_young(thing):
    return any(each is thing for each in gc.get_objects(generation=0))


def test_what_was_made_meanwhile_is_not_looked_through_at_the_end(collector):
    with uncollected():
        made = [[]]
        assert _is_young(made)
    assert not _is_young(made)


def test_what_a_program_has_frozen_stays_so(collector):
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with uncollected():
            made = [[]]
        assert made
        assert gc.get_freeze_count() == pytest.approx(frozen, abs=50)
    finally:
        gc.unfreeze()


def test_cells_are_made_without_it(collector, monkeypatch):
    on = []

    def seen(cells, dtype):
        on.append(gc.isenabled())
        return to_array(cells, dtype)

    monkeypatch.setattr("jiraframe._frame.to_array", seen)
    with sandbox.start("cloud", issues=20) as box, jf.connect(environ=box.env) as jira:
        assert len(jira.search("project is not EMPTY", "*all")) == 20
    assert on
    assert not any(on)
    assert gc.isenabled()
