"""The Sprint field of Jira Server and Data Center: a text that Java wrote about an object."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BODY = re.compile(r"\bSprint@\w+\[(.*)\]\s*\Z", re.DOTALL)
# Names and goals may hold commas, equal signs and brackets: only a known key ends a value.
_KEY = re.compile(
    r"(?:\A|,)(activatedDate|autoStartStop|completeDate|endDate|goal|id|"
    r"incompleteIssuesDestinationId|name|rapidViewId|sequence|startDate|state|synced)="
)
_MISSING = ("", "<null>")
_NUMBERS = ("id", "boardId", "sequence")


def read_sprint_text(text: str) -> dict[str, str | int | None] | None:
    """Read one sprint out of its text.

    Args:
        text: One element of the field's list.

    Returns:
        The sprint as Cloud sends it (``id``, ``name``, ``state`` in lower case, ``boardId``,
        ``goal``, dates as text; None for what is missing), or None when the text is no sprint.

    Example:
        >>> read_sprint_text("x.Sprint@1f[id=7,rapidViewId=2,state=CLOSED,name=One, two,goal=]")
        {'id': 7, 'boardId': 2, 'state': 'closed', 'name': 'One, two', 'goal': None}
    """
    body = _BODY.search(text)
    found = dict(_pairs(body[1])) if body else {}
    return found or None


def _pairs(body: str) -> Iterator[tuple[str, str | int | None]]:
    starts = []
    seen = set()
    for match in _KEY.finditer(body):
        # A key that comes again stands inside a name or a goal.
        if match[1] not in seen:
            seen.add(match[1])
            starts.append(match)
    ends = [match.start() for match in starts[1:]] + [len(body)]
    for match, end in zip(starts, ends, strict=False):
        key = "boardId" if match[1] == "rapidViewId" else match[1]
        yield key, _value(key, body[match.end() : end])


def _value(key: str, text: str) -> str | int | None:
    if text in _MISSING:
        return None
    if key == "state":
        return text.lower()
    return int(text) if key in _NUMBERS and re.fullmatch("[0-9]{1,18}", text) else text
