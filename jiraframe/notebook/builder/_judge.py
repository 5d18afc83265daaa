"""What is known of a query: found here at once, said by Jira after a pause."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from jiraframe._validation import Validation
from jiraframe.errors import JiraFrameError, JQLSyntaxError
from jiraframe.jql import Catalogue, Problem, check, is_bounded
from jiraframe.notebook._lookups import Lookups
from jiraframe.notebook._outcome import issues

State: TypeAlias = Literal[
    "empty", "broken", "pending", "accepted", "doubted", "refused", "unasked"
]

# Long enough for a word to be finished.
_PAUSE_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a query.

    Attributes:
        state: How far it is checked, and by whom.
        words: The same, to be read.
        problems: What is wrong with it.
    """

    state: State
    words: str
    problems: tuple[Problem, ...] = ()


class Judge:
    """Checks a query here, then has Jira check and count it; an answer too late is dropped.

    Answers come in other threads. The lock is held from the look at what is asked now until the
    answer is shown, else a newer query could come between.

    Args:
        catalogue: What the site's JQL knows.
        lookups: How to ask Jira without waiting.
        cloud: Whether it is Jira Cloud, which refuses a query without a condition and
            counts roughly.
        show: Called with what is known, from any thread.
        lock: The lock; whoever shows the query holds it until ``look`` was called with it.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        lookups: Lookups,
        *,
        cloud: bool,
        show: Callable[[Said], None],
        lock: threading.RLock | None = None,
    ) -> None:
        self._catalogue, self._lookups, self._cloud, self._show = catalogue, lookups, cloud, show
        self._lock = lock or threading.RLock()
        self._text: str | None = None
        self._pause: threading.Timer | None = None

    def look(self, text: str) -> None:
        """Begin with a query; what was begun before is dropped.

        Args:
            text: The query.
        """
        with self._lock:
            self._text = text
            if self._pause is not None:
                self._pause.cancel()
            problems = check(text, self._catalogue)
            try:
                bounded = is_bounded(text)
            except JQLSyntaxError:
                self._show(Said("broken", "This is no JQL yet; Jira was not asked.", problems))
                return
            if not bounded and self._cloud:
                self._show(Said("empty", "No condition yet; Jira Cloud wants one.", problems))
                return
            found = "Doubts of this check are below." if problems else "No mistake found here."
            self._show(Said("pending", f"{found} Waiting for Jira …", problems))
            self._pause = threading.Timer(_PAUSE_S, self._ask, [text, problems])
            self._pause.daemon = True
            self._pause.start()

    def _ask(self, text: str, problems: tuple[Problem, ...]) -> None:
        self._lookups.verdict(text, lambda answer: self._judged(text, problems, answer))

    def _judged(
        self, text: str, found: tuple[Problem, ...], answer: Validation | JiraFrameError
    ) -> None:
        with self._lock:
            if text != self._text:
                return
            if isinstance(answer, JiraFrameError):
                words = f"Checked here only; Jira could not be asked. {answer}"
                self._show(Said("unasked", words, found))
                return
            problems = (*answer.errors, *answer.warnings)
            if answer.errors:
                self._show(Said("refused", "Jira refuses this query.", problems))
                return
            state, words = _accepted(problems)
            self._show(Said(state, f"{words}. Counting …", problems))
            self._lookups.count(text, lambda number: self._counted(text, problems, number))

    def _counted(
        self, text: str, problems: tuple[Problem, ...], number: int | JiraFrameError
    ) -> None:
        with self._lock:
            if text != self._text:
                return
            state, words = _accepted(problems)
            if isinstance(number, JiraFrameError):
                words = f"{words}; it could not be counted. {number}"
            else:
                about = "about " if self._cloud and number else ""
                words = f"{words}: {about}{issues(number)}."
            self._show(Said(state, words, problems))


def _accepted(problems: tuple[Problem, ...]) -> tuple[State, str]:
    if not problems:
        return "accepted", "Jira accepts this query"
    doubts = "a doubt" if len(problems) == 1 else f"{len(problems)} doubts"
    return "doubted", f"Jira accepts this query, with {doubts}"
