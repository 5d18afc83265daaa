"""How the values of an answer are decoded: as little of them as the cells need.

Every type here is a total union: whatever JSON stands in a field, decoding it never
fails for its type. What no type here fits is decoded as plain JSON, or kept as it came.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Raw, Struct

Scalar: TypeAlias = str | int | float | bool | None
Other: TypeAlias = list[Any] | Scalar
# Rich text is decoded when its turn comes: a page of whole trees would keep the garbage
# collector busy.
NOTHING = Raw(b"null")


def one(struct: type[Struct]) -> Any:
    """Name the type of a value that should be an object."""
    return struct | Other


def many(struct: type[Struct]) -> Any:
    """Name the type of a value that should be a list of objects."""
    return struct | list[struct | Other] | Scalar  # type: ignore[valid-type]  # made at run time


class Named(Struct, gc=False):
    """An object of which the name, or the next best thing, is of interest.

    The attributes stand in the order in which the first that is filled is the name.
    """

    displayName: Any = None
    name: Any = None
    value: Any = None
    key: Any = None
    id: Any = None
    accountId: Any = None


class Status(Named, gc=False):
    """A status, with its category."""

    statusCategory: Any = None


class Option(Named, gc=False):
    """An option of a cascading select, with the one below it."""

    child: Named | Other = None


class LinkType(Struct, gc=False):
    """The two phrases of a type of link."""

    name: Any = None
    inward: Any = None
    outward: Any = None


class Link(Struct, gc=False):
    """A link, with the issue at its other end."""

    type: LinkType | Other = None
    inwardIssue: Named | Other = None
    outwardIssue: Named | Other = None


class Attachment(Named, gc=False):
    """A file."""

    filename: Any = None


class Comment(Struct, gc=False):
    """A comment, of which only the text is of interest."""

    body: Raw = NOTHING


class Worklog(Struct, gc=False):
    """A worklog, of which only who and how long is of interest."""

    author: Named | Other = None
    timeSpent: Any = None


class Comments(Struct, gc=False):
    """An inline page of comments."""

    comments: list[Comment | Other] | dict[str, Any] | Scalar = None
    total: Any = None


class Worklogs(Struct, gc=False):
    """An inline page of worklogs."""

    worklogs: list[Worklog | Other] | dict[str, Any] | Scalar = None
    total: Any = None


class TimeTracking(Struct, gc=False):
    """The time spent, of time tracking."""

    timeSpentSeconds: Any = None


class Progress(Struct, gc=False):
    """The percentage, of a progress."""

    percent: Any = None


class Votes(Struct, gc=False):
    """The number of votes."""

    votes: Any = None


class Watches(Struct, gc=False):
    """The number of watchers."""

    watchCount: Any = None


class SlaDuration(Struct, gc=False):
    """One of the service desk's durations."""

    millis: Any = None


class SlaCycle(Struct, gc=False):
    """One run of a service level's clock."""

    remainingTime: SlaDuration | Other = None


class Sla(Struct, gc=False):
    """A service level."""

    ongoingCycle: SlaCycle | Other = None
    completedCycles: SlaCycle | list[SlaCycle | Other] | Scalar = None


class RequestType(Named, gc=False):
    """A service desk's request, of which only the type is of interest."""

    requestType: Named | Other = None


class PlannedParent(Struct, gc=False):
    """Advanced Roadmaps' *Parent Link*."""

    data: Named | Other = None
