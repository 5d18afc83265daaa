"""What fields hold: for each kind of value its dtype, its cell and its parts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Raw, Struct

from jiraframe import _cells as cells
from jiraframe import _wire as wire
from jiraframe._scalars import Dtype, Json


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a field, or a part of one, holds.

    Attributes:
        dtype: What its column holds.
        cell: From a value to what the dtype reads.
        parts: What can be asked for with a dot; None where anything can.
        open: From a value to that of which ``parts`` are parts.
        many: Whether it is a list, ``parts`` those of an element.
        whole: Of a list, the parts of the object that carries it.
        struct: What ``cell`` needs of an object; None for all of it.
        keeps: The parts that ``struct`` has as well.
        wire: How the field is decoded for ``cell`` and for the parts that it keeps.
    """

    dtype: Dtype
    cell: Callable[[Json], Json] = cells.same
    parts: Mapping[str, Kind] | None = field(default_factory=dict)
    open: Callable[[Json], Json] = cells.same
    many: bool = False
    whole: Mapping[str, Kind] = field(default_factory=dict)
    struct: type[Struct] | None = None
    keeps: Collection[str] = ()
    wire: Any = Any


def list_of(
    kind: Kind,
    *,
    open: Callable[[Json], list[Json]] = cells.elements,
    whole: Mapping[str, Kind] | None = None,
    page: type[Struct] | None = None,
) -> Kind:
    """Make the kind of a list.

    Args:
        kind: That of an element.
        open: From the value to the elements.
        whole: The parts of the object that carries the list.
        page: What the cell needs of that object.

    Returns:
        The kind; its cell is the list of the elements' cells.
    """
    one = kind.cell
    return Kind(
        kind.dtype.listed,
        cell=open if one is cells.same else cells.of_each(one, open),
        parts=kind.parts,
        open=lambda value: [kind.open(each) for each in open(value)],
        many=True,
        whole=whole or {},
        keeps=["total"] if page else kind.keeps,
        wire=wire.one(page) if page else wire.many(kind.struct) if kind.struct else Any,
    )


def _object(
    dtype: Dtype,
    cell: Callable[[Json], Json],
    parts: Mapping[str, Kind],
    *,
    struct: type[Struct],
    open: Callable[[Json], Json] = cells.same,
    keeps: Collection[str] = (),
) -> Kind:
    return Kind(
        dtype, cell, parts, open, struct=struct, keeps=frozenset(keeps), wire=wire.one(struct)
    )


TEXT = Kind(Dtype.TEXT)
NUMBER = Kind(Dtype.NUMBER)
COUNT = Kind(Dtype.COUNT)
FLAG = Kind(Dtype.FLAG)
INSTANT = Kind(Dtype.INSTANT)
DATE = Kind(Dtype.DATE)
DURATION = Kind(Dtype.DURATION)
RICH = Kind(Dtype.TEXT, cells.rich, wire=Raw)
RAW = Kind(Dtype.RAW, cells.raw, parts=None, wire=Raw)


def _texts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, TEXT)


def _named(*texts: str, struct: type[wire.Named] = wire.Named, **parts: Kind) -> Kind:
    known = {**_texts("id", "name", "self", *texts), **parts}
    return _object(Dtype.TEXT, cells.name, known, struct=struct, keeps=struct.__struct_fields__)


NAMED = _named("key", "value", "description", "iconUrl", "untranslatedName", "entityId")
USER = _named(
    "accountId", "accountType", "displayName", "emailAddress", "key", "locale", "timeZone",
    active=FLAG, avatarUrls=RAW,
)  # fmt: skip
GROUP = _named("groupId")
OPTION = _named("value", disabled=FLAG)
CASCADE = _object(
    Dtype.TEXT,
    cells.cascade,
    {**_texts("id", "self", "value"), "child": OPTION},
    struct=wire.Option,
    keeps=("id", "value"),
)
CATEGORY = _named("key", "colorName")
STATUS = _named(
    "description", "iconUrl", "untranslatedName", struct=wire.Status, statusCategory=CATEGORY
)
PRIORITY = _named("description", "iconUrl", "statusColor")
ISSUE_TYPE = _named(
    "description", "iconUrl", "untranslatedName", "entityId",
    subtask=FLAG, hierarchyLevel=COUNT, avatarId=COUNT,
)  # fmt: skip
PROJECT = _named(
    "key", "projectTypeKey",
    simplified=FLAG, avatarUrls=RAW, projectCategory=_named("description"),
)  # fmt: skip
VERSION = _named(
    "description", archived=FLAG, released=FLAG, overdue=FLAG, startDate=DATE, releaseDate=DATE
)
COMPONENT = _named("description", lead=USER)
TEAM = _named("title", "avatarUrl", isVisible=FLAG, isVerified=FLAG)

ISSUE = _object(
    Dtype.TEXT,
    cells.issue_key,
    {
        **_texts("key", "id", "self", "summary"),
        "status": STATUS,
        "priority": PRIORITY,
        "issuetype": ISSUE_TYPE,
    },
    open=cells.issue_ref,
    struct=wire.Named,
    keeps=("key", "id"),
)
LINK = _object(
    Dtype.TEXT,
    cells.link,
    {
        **(ISSUE.parts or {}),
        **_texts("direction", "phrase"),
        "type": _named("inward", "outward"),
    },
    open=cells.linked,
    struct=wire.Link,
)
PLANNED_PARENT = _object(
    Dtype.TEXT, cells.planned_parent, {"data": ISSUE}, struct=wire.PlannedParent
)
ATTACHMENT = _object(
    Dtype.TEXT,
    cells.attachment,
    {
        **_texts("id", "filename", "mimeType", "content", "thumbnail", "self"),
        "author": USER,
        "created": INSTANT,
        "size": COUNT,
    },
    struct=wire.Attachment,
    keeps=("id", "filename"),
)

_WRITTEN = {
    **_texts("id", "self"),
    "author": USER,
    "updateAuthor": USER,
    "created": INSTANT,
    "updated": INSTANT,
    "visibility": Kind(Dtype.TEXT, cells.name, _texts("type", "value", "identifier")),
}
_PAGE = {"total": COUNT, "startAt": COUNT, "maxResults": COUNT}
_COMMENT = {**_WRITTEN, "body": TEXT, "jsdPublic": FLAG}
_WORKLOG = {
    **_WRITTEN,
    **_texts("comment", "issueId", "timeSpent"),
    "started": INSTANT,
    "timeSpentSeconds": COUNT,
}
COMMENT_ROWS, WORKLOG_ROWS = cells.rows("comments"), cells.rows("worklogs")
COMMENTS = list_of(
    Kind(Dtype.TEXT, cells.comment, _COMMENT), open=COMMENT_ROWS, whole=_PAGE, page=wire.Comments
)
COMMENTS_RAW = list_of(
    Kind(Dtype.RAW, cells.comment_body, {**_COMMENT, "body": RAW}),
    open=COMMENT_ROWS,
    whole=_PAGE,
    page=wire.Comments,
)
WORKLOGS = list_of(
    Kind(Dtype.TEXT, cells.worklog, _WORKLOG), open=WORKLOG_ROWS, whole=_PAGE, page=wire.Worklogs
)
WORKLOGS_RAW = list_of(
    Kind(Dtype.TEXT, cells.worklog, {**_WORKLOG, "comment": RAW}),
    open=WORKLOG_ROWS,
    whole=_PAGE,
    page=wire.Worklogs,
)

SPRINT = Kind(
    Dtype.TEXT,
    cells.name,
    {
        **_texts("name", "state", "goal"),
        "id": COUNT,
        "boardId": COUNT,
        **dict.fromkeys(("startDate", "endDate", "completeDate", "activatedDate"), INSTANT),
    },
    struct=wire.Named,
    keeps=("id", "name"),
)
SPRINTS = list_of(SPRINT, open=cells.sprints)
TIME_TRACKING = _object(
    Dtype.DURATION,
    cells.inner("timeSpentSeconds"),
    {
        **_texts("originalEstimate", "remainingEstimate", "timeSpent"),
        "originalEstimateSeconds": COUNT,
        "remainingEstimateSeconds": COUNT,
        "timeSpentSeconds": COUNT,
    },
    struct=wire.TimeTracking,
    keeps=("timeSpentSeconds",),
)
PROGRESS = _object(
    Dtype.NUMBER,
    cells.inner("percent"),
    {"progress": COUNT, "total": COUNT, "percent": NUMBER},
    struct=wire.Progress,
    keeps=("percent",),
)
VOTES = _object(
    Dtype.COUNT,
    cells.inner("votes"),
    {"votes": COUNT, "hasVoted": FLAG},
    struct=wire.Votes,
    keeps=("votes",),
)
WATCHES = _object(
    Dtype.COUNT,
    cells.inner("watchCount"),
    {"watchCount": COUNT, "isWatching": FLAG},
    struct=wire.Watches,
    keeps=("watchCount",),
)

_SLA_DURATION = Kind(Dtype.DURATION, cells.seconds, {"millis": COUNT, "friendly": TEXT})
SLA = _object(
    Dtype.DURATION,
    cells.sla_remaining,
    {
        **_texts("id", "name"),
        **dict.fromkeys(("breached", "paused", "withinCalendarHours"), FLAG),
        **dict.fromkeys(("startTime", "stopTime", "breachTime"), INSTANT),
        **dict.fromkeys(("goalDuration", "elapsedTime", "remainingTime"), _SLA_DURATION),
        **dict.fromkeys(("ongoingCycle", "completedCycles"), RAW),
    },
    open=cells.sla_parts,
    struct=wire.Sla,
)
REQUEST_TYPE = _object(
    Dtype.TEXT,
    cells.request_type,
    {
        "requestType": _named("description", "serviceDeskId", "portalId"),
        "currentStatus": Kind(
            Dtype.TEXT,
            cells.request_status,
            {**_texts("status", "statusCategory"), "statusDate": INSTANT},
        ),
    },
    struct=wire.RequestType,
)
TEXTS, NAMES, USERS, OPTIONS = list_of(TEXT), list_of(NAMED), list_of(USER), list_of(OPTION)
