"""The query that a form makes, shown as JQL and as Python, with what is known of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from jiraframe.errors import caret
from jiraframe.notebook.builder._judge import Said

if TYPE_CHECKING:
    from jiraframe.jql import Problem

# Characters of the query on each side of a problem.
_ASIDE = 32
_STATIC = Path(__file__).parents[1] / "static"


class Panel(anywidget.AnyWidget):
    """A query to look at and to copy; everything in it is text, whatever Jira's names hold.

    Answers of Jira change it in threads of their own: what changes it does so in ``hold_sync``.

    Attributes:
        lock: Held by the thread that changes it. Who holds it changes several things at once.
    """

    _esm = _STATIC / "query_panel.js"
    _css = _STATIC / "query_panel.css"

    jql = traitlets.Unicode().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    state = traitlets.Unicode("empty").tag(sync=True)
    words = traitlets.Unicode().tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    problems = traitlets.List(traitlets.Dict()).tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    # Until a page has done so, which then says that it has.
    takes_keyboard = traitlets.Bool(False).tag(sync=True)

    def __init__(self) -> None:
        self.lock = threading.RLock()
        super().__init__()

    @contextmanager
    def hold_sync(self) -> Iterator[None]:
        """Tell the page of all changes at once; one thread at a time."""
        # Two at once would lose what the page is still to be told.
        with self.lock, super().hold_sync():
            yield

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page has changed; one thread at a time."""
        with self.lock:
            super().set_state(sync_data)

    def show(self, said: Said) -> None:
        """Show what is known of the query.

        Args:
            said: It.
        """
        with self.hold_sync():
            self.state, self.words = said.state, said.words
            self.problems = [_plain(self.jql, each) for each in said.problems]

    def __repr__(self) -> str:
        return f"Panel({self.jql!r})"


def _plain(jql: str, problem: Problem) -> dict[str, str]:
    message = f"{problem.message} {problem.hint}".rstrip()
    where = "" if problem.start is None else _around(jql, problem.start, problem.end)
    return {"message": message, "severity": problem.severity, "where": where}


def _around(jql: str, position: int, end: int | None) -> str:
    """Show the part of a query that holds a place, with a mark under the place."""
    start = max(jql.rfind("\n", 0, position) + 1, position - _ASIDE)
    part = jql[start : position + _ASIDE].partition("\n")[0]
    before = "…" if jql[:start].rpartition("\n")[2] else ""
    marked = min(start + len(part), end or 0) - position
    return caret(f"{before}{part}", len(before) + position - start) + "^" * (marked - 1)
