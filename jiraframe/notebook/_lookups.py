"""Questions to Jira that a widget asks while somebody types; the kernel stays free meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Literal, TypeAlias, TypeVar

from jiraframe._jira import Jira
from jiraframe._validation import Validation
from jiraframe.errors import AuthenticationError, JiraFrameError
from jiraframe.jql import Choice
from jiraframe.notebook._bugs import bug

T = TypeVar("T")
Predicate: TypeAlias = Literal["by", "from", "to"] | None

_TIMEOUT_S: Final = 10.0
_MAX_WAIT_S: Final = 5.0


class Lookups:
    """Asks Jira in the background, the newest question of a kind only.

    Each kind has a thread and a session of its own: a slow count keeps no suggestions back. A
    question that waits is dropped when a newer one of its kind comes; it is never answered.
    Answers are given in that thread: ``then`` gets the answer, or the error that took its place.

    Args:
        jira: The Jira to ask. Its own connection is not used: a search that runs meanwhile
            counts its own requests alone, and nothing here waits for minutes.

    Example:
        >>> import threading, jiraframe as jf
        >>> with jf.sandbox.start() as box:
        ...     lookups, told = Lookups(jf.connect(environ=box.env)), threading.Event()
        ...     lookups.count("key = ENG-1", lambda answer: (print(answer), told.set()))
        ...     _ = told.wait(10)
        1
    """

    def __init__(self, jira: Jira) -> None:
        self._verdicts = _Line(jira)
        self._counts = _Line(jira)
        self._suggestions = _Line(jira)

    def verdict(self, text: str, then: Callable[[Validation | JiraFrameError], None]) -> None:
        """Ask what Jira says of a query; see ``Jira.validate``."""
        self._verdicts.ask(lambda jira: jira.validate(text), then)

    def count(self, text: str, then: Callable[[int | JiraFrameError], None]) -> None:
        """Ask how many issues a query finds that Jira has found right."""
        # jira.count would have Cloud's parser look again, and warn in the wrong place.
        self._counts.ask(lambda jira: jira.dialect.count(text), then)

    def suggest(
        self,
        field: str,
        text: str,
        predicate: Predicate,
        then: Callable[[list[Choice] | JiraFrameError], None],
    ) -> None:
        """Ask for values of a field that hold a text; see ``Jira.suggest``."""
        self._suggestions.ask(lambda jira: jira.suggest(field, text, predicate=predicate), then)

    def trust_again(self) -> None:
        """Forget that Jira refused the sign-in: it works now."""
        for line in (self._verdicts, self._counts, self._suggestions):
            line.refusal = None


class _Line:
    """One question at a time, in a thread that lives as long as there is one.

    Attributes:
        refusal: The refused sign-in that answers every question, or None.
    """

    def __init__(self, jira: Jira) -> None:
        self.refusal: AuthenticationError | None = None
        self._jira = jira
        self._hurried: Jira | None = None
        self._lock = threading.Lock()
        self._waiting: Callable[[], None] | None = None
        self._working = False

    def ask(
        self, question: Callable[[Jira], T], then: Callable[[T | JiraFrameError], None]
    ) -> None:
        """Ask a question instead of the one that waits."""
        with self._lock:
            self._waiting = lambda: then(self._answer(question))
            if self._working:
                return
            self._working = True
        # A kernel that ends does not wait for it.
        threading.Thread(target=self._work, name="jiraframe lookups", daemon=True).start()

    def _work(self) -> None:
        try:
            while (job := self._next()) is not None:
                job()
        except BaseException:
            with self._lock:
                self._working = False
            raise

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            job, self._waiting = self._waiting, None
            self._working = job is not None
            return job

    def _answer(self, question: Callable[[Jira], T]) -> T | JiraFrameError:
        if self.refusal is not None:
            # Each further try brings Jira nearer to locking the account.
            return self.refusal
        try:
            return question(self._in_a_hurry())
        except AuthenticationError as exc:
            self.refusal = exc
            return exc
        except JiraFrameError as exc:
            return exc
        except Exception as exc:
            return bug(exc)

    def _in_a_hurry(self) -> Jira:
        if self._hurried is None:
            jira = self._jira
            door = jira.connection.in_a_hurry(timeout_s=_TIMEOUT_S, max_wait_s=_MAX_WAIT_S)
            hurried = Jira(door)
            hurried.catalogue = jira.catalogue
            hurried.jql_catalogue = jira.jql_catalogue
            self._hurried = hurried
        return self._hurried
