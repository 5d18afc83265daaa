"""The editor for queries: what the kernel does behind the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from jiraframe._asked import Fields
from jiraframe._jira import Jira
from jiraframe._validation import Validation
from jiraframe.errors import JiraFrameError, JQLError
from jiraframe.jql import Choice, Problem, check
from jiraframe.notebook import _outcome as outcomes
from jiraframe.notebook._bugs import bug
from jiraframe.notebook._called import called
from jiraframe.notebook._code import python_code
from jiraframe.notebook._lookups import Lookups
from jiraframe.notebook._main_thread import MainThread
from jiraframe.notebook._running import run
from jiraframe.notebook.editor._names import catalogue_data

if TYPE_CHECKING:
    import pandas as pd

_STATIC: Final = Path(__file__).parents[1] / "static"


class JQLEditor(anywidget.AnyWidget):
    """An editor for JQL, with completion, checking, a live count and a Run button.

    Args:
        jira: The Jira whose names, values and verdict it shows.
        jql: The query to begin with; it need not be right.
        fields: What to ask for of each issue, as for ``Jira.search``.
        limit: The number of rows at most; None for all.

    Attributes:
        jql: The query; set it to show another.
        df: The frame of the last run that gave rows, or None. What a run read before it was
            stopped or failed is here, too; ``jf.receipt(df)`` says whether it is complete.

    Raises:
        JiraFrameError: Jira cannot be asked for its names, as for ``Jira.search``.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start() as box:
        ...     JQLEditor(jf.connect(environ=box.env), "project = ENG")
        JQLEditor('project = ENG')
    """

    _esm = _STATIC / "jql_editor.js"
    _css = _STATIC / "jql_editor.css"

    jql = traitlets.Unicode().tag(sync=True)
    # What the page needs without the kernel, and what it shows of the kernel's answers.
    names = traitlets.Dict().tag(sync=True)
    checked = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    trouble = traitlets.Unicode().tag(sync=True)
    has_builder = traitlets.Bool(False).tag(sync=True)
    # Until a page has put the keyboard into the text, which then says that it has.
    takes_keyboard = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self, jira: Jira, jql: str = "", *, fields: Fields = None, limit: int | None = None
    ) -> None:
        self.df: pd.DataFrame | None = None
        self._jira = jira
        self._fields = fields
        self._limit = limit
        self._lookups = Lookups(jira)
        self._main_thread = MainThread()
        self._open_builder: Callable[[str], None] | None = None
        self._runs: set[str] = set()
        # ipykernel may handle messages in a thread of their own, and answers come in another.
        self._lock = threading.RLock()
        super().__init__(names=catalogue_data(jira.jql_catalogue), jql=jql)
        self._check(self.jql)
        self.on_msg(self._take)

    def __repr__(self) -> str:
        return f"JQLEditor({self.jql!r})"

    def to_code(self) -> str:
        """Write the call that gives what "Run" gives."""
        return self._code(self.jql)

    def on_open_builder(self, callback: Callable[[str], None]) -> None:
        """Show the button "Open in builder"; ``callback`` gets the query when it is pressed."""
        self._open_builder = callback
        self.has_builder = True

    def take_keyboard(self) -> None:
        """Have the page scroll to the text and put the keyboard into it, once it is shown."""
        self.takes_keyboard = True

    def ask_for(self, *, fields: Fields, limit: int | None) -> None:
        """Set the columns and the number of rows that "Run" asks for."""
        with self._lock:
            self._fields, self._limit = fields, limit
            self._tell(code=self._code(self.checked["for"]))

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the page has changed; one thread at a time."""
        with self._lock:
            super().set_state(sync_data)

    @traitlets.validate("jql")
    def _with_plain_line_ends(self, proposal: dict[str, Any]) -> str:
        # The page knows no others, and would never find its text checked.
        return str(proposal["value"]).replace("\r\n", "\n").replace("\r", "\n")

    @traitlets.observe("jql")
    def _changed(self, change: dict[str, Any]) -> None:
        if self.names:
            with self._told():
                self._check(change["new"])

    def _take(self, _: object, content: dict[str, Any], __: object) -> None:
        """Do what the page asks for."""
        with self._told():
            kind = content["kind"]
            if kind == "check":
                self._check(content["text"])
                if content["again"]:
                    self._lookups.trust_again()
                if content["ask"]:
                    self._ask_jira(content["text"])
            elif kind == "suggest":
                self._suggest(content)
            elif kind == "run":
                self._main_thread.run(partial(self._run, content["id"], content["text"]))
            elif kind == "open_builder" and self._open_builder is not None:
                self._open_builder(content["text"])
                self.trouble = ""
        # The page tells a busy kernel from a slow Jira by it.
        self.send({"kind": "heard", "id": content["id"]})

    def _check(self, text: str) -> None:
        """Check a text by the site's names, unless more is known of it."""
        with self._lock:
            if self.checked.get("for") != text:
                problems = check(text, self._jira.jql_catalogue)
                self.checked = {
                    "for": text,
                    "stage": "here",
                    "problems": _plain(problems),
                    "code": self._code(text),
                    "count": "",
                    "error": None,
                }
                self.trouble = ""

    def _ask_jira(self, text: str) -> None:
        """Have Jira check a text, unless it is at it or has done so."""
        with self._lock:
            if self.checked.get("for") != text or self.checked["stage"] in {"asking", "jira"}:
                return
            self._tell(stage="asking", error=None)
        self._lookups.verdict(text, partial(self._judged, text))

    def _judged(self, text: str, answer: Validation | JiraFrameError) -> None:
        with self._told(), self._lock:
            if self.checked.get("for") != text:
                return
            if isinstance(answer, JiraFrameError):
                self._tell(stage="unasked", error=_words(answer))
                return
            self._tell(stage="jira", problems=_plain((*answer.errors, *answer.warnings)))
            self.trouble = ""
        if answer.ok:
            self._lookups.count(text, partial(self._counted, text))

    def _counted(self, text: str, answer: int | JiraFrameError) -> None:
        with self._told(), self._lock:
            if self.checked.get("for") != text:
                return
            if isinstance(answer, JQLError):
                # What Jira's parser and ours accept, its search may refuse all the same.
                refused = Problem(answer.what, None, None, answer.fix)
                self._tell(problems=[*self.checked["problems"], *_plain([refused])])
            elif isinstance(answer, JiraFrameError):
                self._tell(count="not counted", error=_words(answer))
            else:
                about = "about " if self._jira.deployment == "cloud" else ""
                self._tell(count=about + outcomes.issues(answer))

    def _tell(self, **news: object) -> None:
        self.checked = {**self.checked, **news}

    def _suggest(self, question: dict[str, Any]) -> None:
        def answer(found: list[Choice] | JiraFrameError) -> None:
            with self._told():
                trouble, items = "", None
                if isinstance(found, JiraFrameError):
                    trouble = f"Jira suggests no values: {found}"
                else:
                    items = [
                        {"label": each.label, "insert": each.insert, "detail": each.detail}
                        for each in found
                    ]
                told = {"kind": "suggested", "id": question["id"]}
                self.send({**told, "items": items, "trouble": trouble})

        self._lookups.suggest(question["field"], question["text"], question["predicate"], answer)

    def _run(self, run_id: str, text: str) -> None:
        if run_id in self._runs:
            return  # the page asks again while it hears nothing
        self._runs.add(run_id)
        with self._told():
            run(
                self._jira,
                text,
                fields=self._fields,
                limit=self._limit,
                run_id=run_id,
                where=lambda: f"{called(self)}.df",
                show=self._show,
                keep=self._keep,
                progress=False,  # the page counts the seconds
            )
            self.trouble = ""

    def _show(self, outcome: outcomes.Outcome) -> None:
        if outcome["state"] in {"done", "doubtful"}:
            self._lookups.trust_again()
        self.outcome = dict(outcome)

    def _keep(self, frame: pd.DataFrame) -> None:
        self.df = frame

    def _code(self, text: str) -> str:
        fields = [self._fields] if isinstance(self._fields, str) else self._fields
        return python_code(text, fields=fields, limit=self._limit)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Show an error that nobody planned; ipywidgets would only log it."""
        try:
            yield
        except Exception as exc:
            self.trouble = str(bug(exc))


def _words(error: JiraFrameError) -> dict[str, str]:
    return {"what": error.what, "fix": error.fix}


def _plain(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "start": each.start,
            "end": each.end,
            "severity": each.severity,
            "message": each.message,
            "hint": each.hint,
            "fixes": [{"label": fix.label, "insert": fix.insert} for fix in each.fixes],
        }
        for each in problems
    ]
