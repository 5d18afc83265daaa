"""The Sprint field of Jira Server and Data Center: a text that Java wrote about an object."""

from __future__ import annotations

import re

_KEYS = (
    "activatedDate", "autoStartStop", "completeDate", "endDate", "goal", "id",
    "incompleteIssuesDestinationId", "name", "rapidViewId", "sequence", "startDate", "state",
    "synced",
)  # fmt: skip
_BODY = re.compile(r"\.Sprint@[0-9a-f]+\[(.*)\]\s*\Z", re.DOTALL)
# Names and goals may hold commas, equal signs and brackets: only a known key ends a value.
_PAIR_START = re.compile(rf"(?:\A|,)({'|'.join(_KEYS)})=")


def read_sprint_text(text: str) -> dict[str, str | int | None] | None:
    """Read one sprint out of its text.

    Args:
        text: One element of the field's list.

    Returns:
        The sprint as Cloud sends it (``id``, ``name``, ``state`` in lower case, ``boardId``,
        ``goal``, dates as text; None for what is missing), or None when the text is no sprint.

    Example:
        >>> read_sprint_text("com.x.Sprint@1f[id=7,rapidViewId=2,state=CLOSED,name=One, two,goal=]")
        {'id': 7, 'boardId': 2, 'state': 'closed', 'name': 'One, two', 'goal': None}
    """
    body = _BODY.search(text)
    if body is None:
        return None
    starts = list(_PAIR_START.finditer(body[1]))
    if not starts:
        return None
    ends = [match.start() for match in starts[1:]] + [len(body[1])]
    sprint: dict[str, str | int | None] = {}
    for match, end in zip(starts, ends, strict=True):
        key = "boardId" if match[1] == "rapidViewId" else match[1]
        sprint.setdefault(key, _value(key, body[1][match.end() : end]))
    return sprint


def _value(key: str, text: str) -> str | int | None:
    if text in ("", "<null>"):
        return None
    if key == "state":
        return text.lower()
    if key in ("id", "boardId", "sequence") and text.isascii() and text.isdigit():
        return int(text)
    return text
