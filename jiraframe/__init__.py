"""Jira in, pandas DataFrame out: complete, typed, read-only.

>>> import jiraframe as jf
>>> with jf.sandbox.start(mode="cloud") as box:
...     jira = jf.connect(environ=box.env)
...     len(jira.search("project = ENG", limit=10))
10
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jiraframe import jql
from jiraframe._frame import Receipt, receipt
from jiraframe._jira import Jira, connect, jira_issue, jira_search
from jiraframe.errors import (
    ArgumentError,
    AuthenticationError,
    CompletenessWarning,
    FieldError,
    IncompleteResultError,
    JiraFrameError,
    JiraFrameWarning,
    JiraUnavailable,
    JQLError,
    JQLSyntaxError,
    JQLWarning,
    NotFound,
    PermissionDenied,
    RateLimited,
    ReadOnlyError,
    SearchInterrupted,
    SettingsError,
)

if TYPE_CHECKING:
    from jiraframe import sandbox

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "AuthenticationError",
    "CompletenessWarning",
    "FieldError",
    "IncompleteResultError",
    "JQLError",
    "JQLSyntaxError",
    "JQLWarning",
    "Jira",
    "JiraFrameError",
    "JiraFrameWarning",
    "JiraUnavailable",
    "NotFound",
    "PermissionDenied",
    "RateLimited",
    "ReadOnlyError",
    "Receipt",
    "SearchInterrupted",
    "SettingsError",
    "__version__",
    "connect",
    "jira_issue",
    "jira_search",
    "jql",
    "receipt",
    "sandbox",
]


def __getattr__(name: str) -> Any:
    # The sandbox is for trying and testing: nobody else should wait for its import.
    if name == "sandbox":
        return import_module("jiraframe.sandbox")
    raise AttributeError(f"module 'jiraframe' has no attribute {name!r}")
