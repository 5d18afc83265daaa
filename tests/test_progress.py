"""A bar where somebody watches, none in a pipe."""

from __future__ import annotations

import io
import sys
from types import SimpleNamespace

import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._progress import _watched, progress_bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "wanted", "disabled"),
    [
        (Terminal(), None, False),
        (io.StringIO(), None, True),
        (Terminal(), False, True),
        (io.StringIO(), True, False),
    ],
)
def test_who_sees_a_bar(monkeypatch, stream, wanted, disabled):
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_bar(wanted=wanted) as bar:
        assert bar.disable is disabled


@pytest.mark.parametrize(("limit", "of"), [(180, "/180"), (999, "/200"), (None, "/200")])
def test_a_search_that_takes_long_shows_how_far_it_is(monkeypatch, limit, of):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr("jiraframe._progress._DELAY_S", 0.2)
    with sandbox.start("datacenter", issues=200, latency_s=0.05) as box:
        jf.connect(environ=box.env).search("", ["summary"], page_size=20, limit=limit)
    assert of in terminal.getvalue()


def test_a_short_search_shows_nothing(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with sandbox.start("datacenter", issues=50) as box:
        jf.connect(environ=box.env).search("", ["summary"])
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("shell", "disabled"), [("kernel", False), ("terminal", True)])
def test_a_notebook_sees_a_bar_and_a_shell_in_a_pipe_does_not(monkeypatch, shell, disabled):
    running = SimpleNamespace(kernel=object()) if shell == "kernel" else SimpleNamespace()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: running))
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert _watched() is not disabled
