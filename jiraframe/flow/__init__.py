"""Analysis of frames: how long work took, where it waited, what changed. No HTTP.

Two frames are the beginning of everything: the issues, and their history::

    issues = jira.search(jql, jf.flow.FIELDS)
    intervals = jf.flow.status_intervals(
        jira.changelog(issues, "status"), issues, statuses=jira.statuses()
    )

``intervals`` has a row for each stay of an issue in a status; the measures read it. Filter it by
issue, such as by project or type, and leave the stays of an issue together. ``as_of``,
``sprint_report``, ``velocity`` and ``burndown`` read the whole history and the issues. Charts of
the results are in ``jf.flow.charts`` (with the extra ``charts``).

>>> import jiraframe as jf
>>> with jf.sandbox.start() as box:
...     jira = jf.connect(environ=box.env)
...     issues = jira.search("project = ENG", jf.flow.FIELDS)
...     moves = jira.changelog(issues, "status")
...     statuses = jira.statuses()
>>> intervals = jf.flow.status_intervals(moves, issues, statuses=statuses, now=box.now)
>>> done = jf.flow.cycle_time(intervals)
>>> done.columns.tolist()
['key', 'started', 'finished', 'cycle_time', 'reopened', 'returned']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jiraframe.flow._aging import aging
from jiraframe.flow._as_of import as_of
from jiraframe.flow._burndown import burndown
from jiraframe.flow._calendar import Calendar
from jiraframe.flow._cumulative import cumulative_flow, work_in_progress
from jiraframe.flow._cycle import cycle_time, flow_efficiency, lead_time
from jiraframe.flow._forecast import forecast
from jiraframe.flow._intervals import status_intervals
from jiraframe.flow._sprint import sprint_report
from jiraframe.flow._throughput import throughput
from jiraframe.flow._time_in import time_in
from jiraframe.flow._velocity import velocity

if TYPE_CHECKING:
    from jiraframe.flow import charts

# What the measures need of issues; sprints and points have other names from site to site.
FIELDS = (
    "summary", "issuetype", "created", "status", "status.id", "status.statusCategory",
    "status.statusCategory.key", "assignee", "priority", "resolution", "labels",
)  # fmt: skip

__all__ = [
    "FIELDS",
    "Calendar",
    "aging",
    "as_of",
    "burndown",
    "charts",
    "cumulative_flow",
    "cycle_time",
    "flow_efficiency",
    "forecast",
    "lead_time",
    "sprint_report",
    "status_intervals",
    "throughput",
    "time_in",
    "velocity",
    "work_in_progress",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name == "charts":
            return import_module("jiraframe.flow.charts")
        raise AttributeError(f"module 'jiraframe.flow' has no attribute {name!r}")

    def __dir__() -> list[str]:
        return __all__
