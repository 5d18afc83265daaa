"""What each field holds: from Jira's schema to a dtype, a cell and the parts.

``schema.custom`` names the type of a custom field and decides first, then the id of a
system field, then ``schema.type`` and ``schema.items``. The names are those of Jira's
``/field`` and of the OpenAPI file of the Cloud platform (``JsonTypeBean``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from jiraframe import _cells as cells
from jiraframe._scalars import Dtype, Json
from jiraframe._wire import Cascade, Link, Named, Status

if TYPE_CHECKING:
    from jiraframe._fields import Field


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a field holds.

    Attributes:
        dtype: What its column holds.
        cell: From a value to what the dtype reads.
        parts: What can be asked for with a dot; None where anything can.
        open: From a value to that of which ``parts`` are parts.
        many: Whether it is a list, ``parts`` those of an element.
        whole: Of a list, the parts of the object that carries it.
        struct: What is decoded of an object; None for all of it.
    """

    dtype: Dtype
    cell: Callable[[Json], Json] = cells.raw
    parts: Mapping[str, Kind] | None = field(default_factory=dict)
    open: Callable[[Json], Json] = cells.raw
    many: bool = False
    whole: Mapping[str, Kind] = field(default_factory=dict)
    struct: type[Struct] | None = None


def list_of(
    kind: Kind,
    *,
    open: Callable[[Json], list[Json]] = cells.elements,
    whole: Mapping[str, Kind] | None = None,
) -> Kind:
    """Make the kind of a list.

    Args:
        kind: That of an element.
        open: From the value to the elements.
        whole: The parts of the object that carries the list.

    Returns:
        The kind; its cell is the list of the elements' cells.
    """
    one = kind.cell
    return Kind(
        kind.dtype.listed,
        cell=lambda value: [one(each) for each in open(value)],
        parts=kind.parts,
        open=lambda value: [kind.open(each) for each in open(value)],
        many=True,
        whole=whole or {},
        struct=kind.struct,
    )


TEXT = Kind(Dtype.TEXT, cells.text)
NUMBER = Kind(Dtype.NUMBER)
COUNT = Kind(Dtype.COUNT)
FLAG = Kind(Dtype.FLAG)
INSTANT = Kind(Dtype.INSTANT)
DATE = Kind(Dtype.DATE)
DURATION = Kind(Dtype.DURATION)
RAW = Kind(Dtype.RAW, parts=None)


def _texts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, TEXT)


def _named(*names: str, struct: type[Struct] = Named, **parts: Kind) -> Kind:
    common = _texts("id", "name", "self", *names)
    return Kind(Dtype.TEXT, cells.text, {**common, **parts}, struct=struct)


NAMED = _named("key", "value", "description", "iconUrl", "untranslatedName", "entityId")
USER = _named(
    "accountId", "accountType", "displayName", "emailAddress", "key", "locale", "timeZone",
    active=FLAG, avatarUrls=RAW,
)  # fmt: skip
GROUP = _named("groupId")
OPTION = _named("value", disabled=FLAG)
CATEGORY = _named("key", "colorName")
STATUS = _named(
    "description", "iconUrl", "untranslatedName", struct=Status, statusCategory=CATEGORY
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
CASCADE = Kind(
    Dtype.TEXT, cells.cascade, {**_texts("id", "self", "value"), "child": OPTION}, struct=Cascade
)
TEAM = _named("title", "avatarUrl", isVisible=FLAG, isVerified=FLAG)
ISSUE = Kind(
    Dtype.TEXT,
    cells.issue_key,
    {
        **_texts("key", "id", "self", "summary"),
        "status": STATUS,
        "priority": PRIORITY,
        "issuetype": ISSUE_TYPE,
    },
    cells.issue_ref,
    struct=Named,
)
LINK = Kind(
    Dtype.TEXT,
    cells.link,
    {
        **(ISSUE.parts or {}),
        **_texts("direction", "phrase"),
        "type": _named("inward", "outward"),
    },
    cells.linked,
    struct=Link,
)
ATTACHMENT = Kind(
    Dtype.TEXT,
    lambda value: cells.text(cells.part(value, "filename") or value),
    {
        **_texts("id", "filename", "mimeType", "content", "thumbnail", "self"),
        "author": USER,
        "created": INSTANT,
        "size": COUNT,
    },
)
_VISIBILITY = Kind(Dtype.TEXT, cells.text, _texts("type", "value", "identifier"))
_WRITTEN = {
    **_texts("id", "self"),
    "author": USER,
    "updateAuthor": USER,
    "created": INSTANT,
    "updated": INSTANT,
    "visibility": _VISIBILITY,
}
_PAGE = {"total": COUNT, "startAt": COUNT, "maxResults": COUNT}
COMMENTS = list_of(
    Kind(Dtype.TEXT, cells.comment, {**_WRITTEN, "body": TEXT, "jsdPublic": FLAG}),
    open=cells.rows,
    whole=_PAGE,
)
COMMENTS_RAW = list_of(
    Kind(Dtype.RAW, cells.comment_raw, {**_WRITTEN, "body": RAW, "jsdPublic": FLAG}),
    open=cells.rows,
    whole=_PAGE,
)
_WORKED = {
    **_WRITTEN,
    "comment": TEXT,
    "issueId": TEXT,
    "started": INSTANT,
    "timeSpent": TEXT,
    "timeSpentSeconds": COUNT,
}
WORKLOGS = list_of(Kind(Dtype.TEXT, cells.worklog, _WORKED), open=cells.rows, whole=_PAGE)
WORKLOGS_RAW = list_of(
    Kind(Dtype.TEXT, cells.worklog, {**_WORKED, "comment": RAW}), open=cells.rows, whole=_PAGE
)
SPRINTS = list_of(
    Kind(
        Dtype.TEXT,
        cells.text,
        {
            **_texts("name", "state", "goal"),
            "id": COUNT,
            "boardId": COUNT,
            **dict.fromkeys(("startDate", "endDate", "completeDate", "activatedDate"), INSTANT),
        },
    ),
    open=cells.sprints,
)
TIME_TRACKING = Kind(
    Dtype.DURATION,
    cells.time_spent,
    {
        **_texts("originalEstimate", "remainingEstimate", "timeSpent"),
        "originalEstimateSeconds": COUNT,
        "remainingEstimateSeconds": COUNT,
        "timeSpentSeconds": COUNT,
    },
)
PROGRESS = Kind(Dtype.NUMBER, cells.percent, {"progress": COUNT, "total": COUNT, "percent": NUMBER})
VOTES = Kind(Dtype.COUNT, cells.votes, {"votes": COUNT, "hasVoted": FLAG})
WATCHES = Kind(Dtype.COUNT, cells.watches, {"watchCount": COUNT, "isWatching": FLAG})
_SLA_TIME = Kind(Dtype.DURATION, cells.seconds, {"millis": COUNT, "friendly": TEXT})
SLA = Kind(
    Dtype.DURATION,
    cells.sla_remaining,
    {
        **_texts("id", "name"),
        **dict.fromkeys(("breached", "paused", "withinCalendarHours"), FLAG),
        **dict.fromkeys(("startTime", "stopTime", "breachTime"), INSTANT),
        **dict.fromkeys(("goalDuration", "elapsedTime", "remainingTime"), _SLA_TIME),
        "ongoingCycle": RAW,
        "completedCycles": RAW,
    },
    cells.sla,
)
REQUEST_TYPE = Kind(
    Dtype.TEXT,
    cells.request_type,
    {
        "requestType": _named("description", "serviceDeskId", "portalId"),
        "currentStatus": Kind(
            Dtype.TEXT,
            lambda value: cells.text(cells.part(value, "status") or value),
            {**_texts("status", "statusCategory"), "statusDate": INSTANT},
        ),
    },
)
PLANNED_PARENT = Kind(Dtype.TEXT, cells.planned_parent, {"data": ISSUE})
NAMES, USERS, OPTIONS = list_of(NAMED), list_of(USER), list_of(OPTION)
TEXTS = list_of(TEXT)

_PLATFORM = "com.atlassian.jira.plugin.system.customfieldtypes:"
_CUSTOM: Mapping[str, Kind] = {
    **{
        f"{_PLATFORM}{name}": kind
        for name, kind in {
            "textfield": TEXT,
            "readonlyfield": TEXT,
            "textarea": TEXT,
            "url": TEXT,
            "float": NUMBER,
            "importid": NUMBER,
            "datepicker": DATE,
            "datetime": INSTANT,
            "select": OPTION,
            "radiobuttons": OPTION,
            "multiselect": OPTIONS,
            "multicheckboxes": OPTIONS,
            "cascadingselect": CASCADE,
            "labels": TEXTS,
            "userpicker": USER,
            "multiuserpicker": USERS,
            "people": USERS,
            "grouppicker": GROUP,
            "multigrouppicker": list_of(GROUP),
            "project": PROJECT,
            "version": VERSION,
            "multiversion": list_of(VERSION),
            "atlassian-team": TEAM,
            "jwm-category": OPTION,
            "goals": NAMES,
        }.items()
    },
    "com.atlassian.teams:rm-teams-custom-field-team": TEAM,
    "com.pyxis.greenhopper.jira:gh-sprint": SPRINTS,
    "com.pyxis.greenhopper.jira:gh-epic-link": TEXT,
    "com.pyxis.greenhopper.jira:gh-epic-label": TEXT,
    "com.pyxis.greenhopper.jira:gh-epic-color": TEXT,
    "com.pyxis.greenhopper.jira:gh-epic-status": OPTION,
    "com.pyxis.greenhopper.jira:gh-lexo-rank": TEXT,
    "com.pyxis.greenhopper.jira:jsw-story-points": NUMBER,
    "com.pyxis.greenhopper.jira:jsw-issue-color": TEXT,
    "com.atlassian.jpo:jpo-custom-field-parent": PLANNED_PARENT,
    "com.atlassian.jpo:jpo-custom-field-baseline-start": DATE,
    "com.atlassian.jpo:jpo-custom-field-baseline-end": DATE,
    "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf": TEXT,
    "com.atlassian.jira.ext.charting:timeinstatus": TEXT,
    "com.atlassian.jira.ext.charting:firstresponsedate": INSTANT,
    "com.atlassian.servicedesk:sd-sla-field": SLA,
    "com.atlassian.servicedesk:vp-origin": REQUEST_TYPE,
    "com.atlassian.servicedesk:sd-request-participants": USERS,
    "com.atlassian.servicedesk:sd-customer-organizations": NAMES,
}
_SYSTEM: Mapping[str, Kind] = {
    **dict.fromkeys(("summary", "description", "environment"), TEXT),
    "issuetype": ISSUE_TYPE,
    "project": PROJECT,
    "status": STATUS,
    "statusCategory": CATEGORY,
    "priority": PRIORITY,
    **dict.fromkeys(("resolution", "security"), NAMED),
    **dict.fromkeys(
        ("created", "updated", "resolutiondate", "lastViewed", "statuscategorychangedate"), INSTANT
    ),
    "duedate": DATE,
    **dict.fromkeys(("assignee", "reporter", "creator"), USER),
    "labels": TEXTS,
    "components": list_of(COMPONENT),
    **dict.fromkeys(("fixVersions", "versions"), list_of(VERSION)),
    "parent": ISSUE,
    "subtasks": list_of(ISSUE),
    "issuelinks": list_of(LINK),
    "attachment": list_of(ATTACHMENT),
    "comment": COMMENTS,
    "worklog": WORKLOGS,
    "timetracking": TIME_TRACKING,
    **{
        f"{prefix}{name}": DURATION
        for name in ("timeoriginalestimate", "timeestimate", "timespent")
        for prefix in ("", "aggregate")
    },
    **dict.fromkeys(("progress", "aggregateprogress"), PROGRESS),
    "workratio": NUMBER,
    "votes": VOTES,
    "watches": WATCHES,
    "issuerestriction": RAW,
}
_TYPES: Mapping[str, Kind] = {
    "string": TEXT,
    "number": NUMBER,
    "date": DATE,
    "datetime": INSTANT,
    "user": USER,
    "group": GROUP,
    "option": OPTION,
    "option2": OPTION,
    "option-with-child": CASCADE,
    "project": PROJECT,
    "version": VERSION,
    "component": COMPONENT,
    "status": STATUS,
    "priority": PRIORITY,
    "resolution": NAMED,
    "securitylevel": NAMED,
    "issuetype": ISSUE_TYPE,
    "issuelink": ISSUE,
    "team": TEAM,
    "progress": PROGRESS,
    "votes": VOTES,
    "watches": WATCHES,
    "timetracking": TIME_TRACKING,
    "comments-page": COMMENTS,
    "sd-servicelevelagreement": SLA,
    "sd-customerrequesttype": REQUEST_TYPE,
    "Goals": NAMED,
}
_LISTS: Mapping[str, Kind] = {
    **{name: list_of(kind) for name, kind in _TYPES.items() if not kind.many},
    "issuelinks": list_of(LINK),
    "attachment": list_of(ATTACHMENT),
    "comment": COMMENTS,
    "worklog": WORKLOGS,
    "sd-customerorganization": NAMES,
}
_RICH = {"description", "environment"}


def kind_of(field: Field, *, text: Literal["plain", "raw"] = "plain") -> Kind:
    """Find what a field holds.

    Args:
        field: The field, as Jira describes it.
        text: ``"raw"`` to keep rich text as Jira sent it.

    Returns:
        The kind; ``RAW`` for what nobody here knows.
    """
    kind = _known(field)
    if text == "raw":
        if field.id in _RICH or field.custom_type == f"{_PLATFORM}textarea":
            return RAW
        return {COMMENTS: COMMENTS_RAW, WORKLOGS: WORKLOGS_RAW}.get(kind, kind)
    return kind


def _known(field: Field) -> Kind:
    if field.custom_type in _CUSTOM:
        return _CUSTOM[field.custom_type]
    if not field.custom and field.id in _SYSTEM:
        return _SYSTEM[field.id]
    if field.type == "array":
        return _LISTS.get(field.items or "", RAW)
    return _TYPES.get(field.type or "", RAW)
