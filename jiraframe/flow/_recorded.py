"""What Jira's history records, and which of its rows belong to a column."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._given import columns_of

# Fields that Jira works out from something else, or whose history it keeps elsewhere (comments,
# work logs, links), by id and by the name that labels="name" gives them.
_UNTOLD = frozenset(
    name.casefold()
    for name in (
        "aggregateprogress", "aggregatetimeestimate", "aggregatetimeoriginalestimate",
        "aggregatetimespent", "attachment", "comment", "issuelinks", "issuerestriction",
        "lastViewed", "parent", "progress", "resolutiondate", "statusCategory",
        "statuscategorychangedate", "subtasks", "thumbnail", "timeestimate", "timespent",
        "timetracking", "updated", "votes", "watches", "workratio", "worklog",
        "Last Viewed", "Linked Issues", "Log Work", "Remaining Estimate", "Resolved",
        "Restrict to", "Status Category", "Status Category Changed", "Sub-tasks", "Time Spent",
        "Time tracking", "Watchers", "Work Ratio", "Σ Original Estimate", "Σ Progress",
        "Σ Remaining Estimate", "Σ Time Spent",
        "Development", "Rank",
    )
)  # fmt: skip
# The fields of Jira's charting plugin are worked out as well.
_WORKED_OUT = "[CHART]"
# A custom field may be called "summary"; its label then is another one.
_SYSTEM = frozenset(
    (
        "assignee", "components", "creator", "description", "duedate", "environment",
        "fixVersions", "issuetype", "labels", "priority", "project", "reporter", "resolution",
        "security", "status", "summary", "timeoriginalestimate", "versions",
    )
)  # fmt: skip
# The fields whose history has a row a value that was added or removed.
PIECEWISE = frozenset(("fixVersions", "versions", "components"))
_CHANGES = ("key", "created", "field", "field_id", "from", "from_text", "to", "to_text")
_TAIL = re.compile(r"\((customfield_\d+)(?:, \d+)?\)\Z")


class Place(NamedTuple):
    """Where a column belongs.

    Attributes:
        field: The label of its field.
        part: The way to a part of it, with dots; empty for the field itself.
    """

    field: str
    part: str


def changes_of(changelog: pd.DataFrame) -> pd.DataFrame:
    """Take the changes of all fields.

    Args:
        changelog: What the user gave.

    Returns:
        key, created, field, field_id, from, from_text, to, to_text, oldest first; changes of one
        time in their order.

    Raises:
        ArgumentError: A column is missing, or a change was made at no time.
    """
    get = "Give it what jira.changelog(issues) gives."
    changes = columns_of(changelog, _CHANGES, what="changelog", get=get)
    if (timeless := changes.loc[changes["created"].isna(), "key"]).size:
        raise ArgumentError(f"A change of {timeless.iloc[0]} was made at no time.", fix=get)
    return changes.sort_values("created", kind="stable", ignore_index=True)


def place(label: str, fields: Collection[str]) -> Place:
    """Tell a column's field and part: names of custom fields may hold dots, too.

    Args:
        label: The column.
        fields: What is known to be the label, the name or the id of a field.

    Returns:
        The field with the longest name that is known, else the text up to the first dot.

    Example:
        >>> place("status.statusCategory.key", ["status"]), place("No. of users", ["No. of users"])
        (Place(field='status', part='statusCategory.key'), Place(field='No. of users', part=''))
    """
    steps = label.split(".")
    for end in range(len(steps), 1, -1):
        if (name := ".".join(steps[:end])) in fields:
            return Place(name, ".".join(steps[end:]))
    return Place(steps[0], ".".join(steps[1:]))


def told(field: str) -> bool:
    """Say whether history records a field, by its label."""
    return field.casefold() not in _UNTOLD and not field.startswith(_WORKED_OUT)


def shared_name(field: str) -> str | None:
    """Take the name of a field out of a label that tells it from its namesakes.

    Args:
        field: Its label.

    Returns:
        The name; None where the label holds no id.

    Example:
        >>> shared_name("Team (customfield_10101)"), shared_name("Team")
        ('Team', None)
    """
    tail = _TAIL.search(field)
    return field[: tail.start()].rstrip() if tail else None


def rows_of(changelog: pd.DataFrame, field: str) -> pd.DataFrame:
    """Take the rows of a field.

    Args:
        changelog: Needs ``field`` and ``field_id``.
        field: Its label: an id, a name, or a name with the id behind it in brackets.

    Returns:
        Its rows, in their order.
    """
    tail = _TAIL.search(field)
    mine = changelog["field_id"].eq(tail[1] if tail else field).fillna(False).astype(bool)
    if not mine.any() and not tail and field not in _SYSTEM:
        mine = changelog["field"].eq(field).fillna(False).astype(bool)
    return changelog[mine]
