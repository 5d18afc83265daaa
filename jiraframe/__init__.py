"""Jira in, pandas DataFrame out: complete, typed, read-only.

>>> import jiraframe as jf
>>> with jf.sandbox.start(mode="cloud") as box:
...     jira = jf.connect(environ=box.env)
...     len(jira.search("project = ENG", limit=10))
10
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jiraframe.errors import (
    ArgumentError,
    AuthenticationError,
    CompletenessWarning,
    FieldError,
    HistoryWarning,
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
    StoreError,
)

if TYPE_CHECKING:
    from jiraframe import flow, jql, sandbox, store
    from jiraframe._connect import connect, jira_issue, jira_search
    from jiraframe._jira import Jira
    from jiraframe._receipt import Receipt, receipt
    from jiraframe.cluster._search import dask_search
    from jiraframe.cluster._whole import dask_receipt
    from jiraframe.notebook.table._show import show

__version__ = "0.1.0"

__all__ = [
    "ArgumentError",
    "AuthenticationError",
    "CompletenessWarning",
    "FieldError",
    "HistoryWarning",
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
    "StoreError",
    "__version__",
    "connect",
    "dask_receipt",
    "dask_search",
    "flow",
    "jira_issue",
    "jira_search",
    "jql",
    "receipt",
    "sandbox",
    "show",
    "store",
]


if not TYPE_CHECKING:
    # Loaded at first use, so that an import costs little: pandas comes with the first of them.
    _HOMES = {
        "Jira": "_jira",
        "Receipt": "_receipt",
        "connect": "_connect",
        "dask_receipt": "cluster._whole",
        "dask_search": "cluster._search",
        "jira_issue": "_connect",
        "jira_search": "_connect",
        # What %load_ext and %unload_ext look for.
        "load_ipython_extension": "notebook.magics._magics",
        "receipt": "_receipt",
        "show": "notebook.table._show",
        "unload_ipython_extension": "notebook.magics._magics",
    }
    _ROOMS = {"flow", "jql", "sandbox", "store"}

    def __getattr__(name: str) -> Any:
        if name in _ROOMS:
            return import_module(f"jiraframe.{name}")
        if name in _HOMES:
            return getattr(import_module(f"jiraframe.{_HOMES[name]}"), name)
        raise AttributeError(f"module 'jiraframe' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return __all__
