"""How the values of an answer are decoded: as little of them as the cells need.

Every type here is a total union: whatever JSON stands in a field, decoding it never
fails for its type. What no type here fits is decoded as plain JSON.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec import Struct

Loose: TypeAlias = str | int | float | bool | None
Wire: TypeAlias = Any


def one(struct: type[Struct]) -> Wire:
    """Name the type of a value that should be an object."""
    return struct | list[Any] | Loose


def many(struct: type[Struct]) -> Wire:
    """Name the type of a value that should be a list of objects."""
    return struct | list[one(struct)] | Loose  # type: ignore[misc]


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


NAMED = one(Named)


class Status(Named, gc=False):
    """A status, with its category."""

    statusCategory: Any = None


class Option(Named, gc=False):
    """An option of a cascading select, with the one below it."""

    child: NAMED = None


class LinkType(Struct, gc=False):
    """The two phrases of a type of link."""

    name: Any = None
    inward: Any = None
    outward: Any = None


class Link(Struct, gc=False):
    """A link, with the issue at its other end."""

    type: one(LinkType) = None  # type: ignore[valid-type]
    inwardIssue: NAMED = None
    outwardIssue: NAMED = None


class Attachment(Struct, gc=False):
    """A file."""

    filename: Any = None
    id: Any = None


class Comment(Struct, gc=False):
    """A comment, of which only the text is of interest."""

    body: Any = None


class Worklog(Struct, gc=False):
    """A worklog, of which only who and how long is of interest."""

    author: NAMED = None
    timeSpent: Any = None


class Comments(Struct, gc=False):
    """An inline page of comments."""

    comments: list[one(Comment)] | dict[str, Any] | Loose = None  # type: ignore[misc]
    total: Any = None


class Worklogs(Struct, gc=False):
    """An inline page of worklogs."""

    worklogs: list[one(Worklog)] | dict[str, Any] | Loose = None  # type: ignore[misc]
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

    remainingTime: one(SlaDuration) = None  # type: ignore[valid-type]


class Sla(Struct, gc=False):
    """A service level."""

    ongoingCycle: one(SlaCycle) = None  # type: ignore[valid-type]
    completedCycles: many(SlaCycle) = None  # type: ignore[valid-type]


class RequestType(Struct, gc=False):
    """A service desk's request, of which only the type is of interest."""

    requestType: NAMED = None


class PlannedParent(Struct, gc=False):
    """Advanced Roadmaps' *Parent Link*."""

    data: NAMED = None
