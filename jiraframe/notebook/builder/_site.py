"""What every row of the form needs: the site's names, Jira's suggestions, whom to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from jiraframe.errors import JiraFrameError
from jiraframe.jql import Catalogue
from jiraframe.notebook._bugs import bug
from jiraframe.notebook._lookups import Lookups

P = ParamSpec("P")


@dataclass(frozen=True)
class Site:
    """One Jira, seen from a form.

    Attributes:
        catalogue: What its JQL knows.
        lookups: How to ask for suggestions without waiting.
        changed: Called when something of the form has changed.
        trouble: Called with what went wrong, in words.
    """

    catalogue: Catalogue
    lookups: Lookups
    changed: Callable[[], None]
    trouble: Callable[[str], None]

    def safe(self, handler: Callable[P, object]) -> Callable[P, None]:
        """Make a handler whose errors are shown: those of ipywidgets go to a log nobody reads."""

        def handle(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                handler(*args, **kwargs)
            except JiraFrameError as exc:
                self.trouble(str(exc))
            except Exception as exc:
                self.trouble(str(bug(exc)))

        return handle
