"""What a press of Tab may ask Jira: in the background, and waited for no longer than a moment."""

from __future__ import annotations

import threading
from typing import Final

from jiraframe._jira import Jira
from jiraframe.errors import JiraFrameError
from jiraframe.jql import Catalogue, Choice, ValuesOf
from jiraframe.notebook._lookups import Lookups

_CATALOGUE_S: Final = 2.0
_VALUES_S: Final = 1.0
_TIMEOUT_S: Final = 10.0
_MAX_WAIT_S: Final = 5.0


class Patience:
    """Names and values of one Jira, as far as they come in time; the kernel never hangs on them.

    Args:
        jira: The Jira to ask; on connections of their own, so that no search waits for these.
    """

    def __init__(self, jira: Jira) -> None:
        self.jira = jira
        self._lookups = Lookups(jira)
        self._reading: threading.Thread | None = None

    def catalogue(self) -> Catalogue:
        """Give the names of the site; an empty catalogue while they are not there.

        They are asked for once: where Jira refuses, each further press of Tab would bring it
        nearer to locking the account. What reads them elsewhere, such as ``validate``, helps.
        """
        if "jql_catalogue" not in vars(self.jira):
            if self._reading is None:
                self._reading = threading.Thread(target=self._read, daemon=True)
                self._reading.start()
            self._reading.join(_CATALOGUE_S)
        return self.jira.jql_catalogue if "jql_catalogue" in vars(self.jira) else Catalogue()

    def values(self, wanted: ValuesOf) -> list[Choice]:
        """Give the values that Jira suggests; none where it takes too long or does not answer."""
        told, answered = threading.Event(), list[Choice]()

        def then(answer: list[Choice] | JiraFrameError) -> None:
            # A search says what is wrong; a completion can only be missing.
            answered.extend([] if isinstance(answer, JiraFrameError) else answer)
            told.set()

        self._lookups.suggest(wanted.field, wanted.typed, wanted.predicate, then)
        return list(answered) if told.wait(_VALUES_S) else []

    def _read(self) -> None:
        try:
            door = self.jira.connection.in_a_hurry(timeout_s=_TIMEOUT_S, max_wait_s=_MAX_WAIT_S)
            self.jira.jql_catalogue = Jira(door).jql_catalogue
            door.close()
        except JiraFrameError:
            # Nobody reads the error of a completion; the search that follows tells it.
            return
