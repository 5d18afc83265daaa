"""From Jira's field schema to what a field holds.

``schema.custom`` names the type of a custom field and decides first, then the id of a
system field, then ``schema.type`` and ``schema.items``. The words are those of the answers
of ``/field`` (``JsonTypeBean`` in the OpenAPI file of the Cloud platform).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from jiraframe._kinds import (
    ATTACHMENT,
    CASCADE,
    CATEGORY,
    COMMENTS,
    COMMENTS_RAW,
    COMPONENT,
    DATE,
    DURATION,
    GROUP,
    INSTANT,
    ISSUE,
    ISSUE_TYPE,
    LINK,
    NAMED,
    NAMES,
    NUMBER,
    OPTION,
    OPTIONS,
    PLANNED_PARENT,
    PRIORITY,
    PROGRESS,
    PROJECT,
    RAW,
    REQUEST_TYPE,
    RICH,
    SLA,
    SPRINTS,
    STATUS,
    TEAM,
    TEXT,
    TEXTS,
    TIME_TRACKING,
    USER,
    USERS,
    VERSION,
    VOTES,
    WATCHES,
    WORKLOGS,
    WORKLOGS_RAW,
    Kind,
    list_of,
)

if TYPE_CHECKING:
    from jiraframe._fields import Field

_VERSIONS, _GROUPS = list_of(VERSION), list_of(GROUP)

_CUSTOM_KINDS: Mapping[str, Mapping[str, Kind]] = {
    "com.atlassian.jira.plugin.system.customfieldtypes": {
        **dict.fromkeys(("textfield", "readonlyfield", "url"), TEXT),
        "textarea": RICH,
        **dict.fromkeys(("float", "importid"), NUMBER),
        "datepicker": DATE,
        "datetime": INSTANT,
        **dict.fromkeys(("select", "radiobuttons", "jwm-category"), OPTION),
        **dict.fromkeys(("multiselect", "multicheckboxes"), OPTIONS),
        "cascadingselect": CASCADE,
        "labels": TEXTS,
        "userpicker": USER,
        **dict.fromkeys(("multiuserpicker", "people"), USERS),
        "grouppicker": GROUP,
        "multigrouppicker": _GROUPS,
        "project": PROJECT,
        "version": VERSION,
        "multiversion": _VERSIONS,
        "atlassian-team": TEAM,
        "goals": NAMES,
    },
    "com.atlassian.teams": {"rm-teams-custom-field-team": TEAM},
    "com.pyxis.greenhopper.jira": {
        "gh-sprint": SPRINTS,
        **dict.fromkeys(
            ("gh-epic-link", "gh-epic-label", "gh-epic-color", "gh-lexo-rank", "jsw-issue-color"),
            TEXT,
        ),
        "gh-epic-status": OPTION,
        "jsw-story-points": NUMBER,
    },
    "com.atlassian.jpo": {
        "jpo-custom-field-parent": PLANNED_PARENT,
        **dict.fromkeys(("jpo-custom-field-baseline-start", "jpo-custom-field-baseline-end"), DATE),
    },
    "com.atlassian.jira.plugins.jira-development-integration-plugin": {"devsummarycf": TEXT},
    "com.atlassian.jira.ext.charting": {"timeinstatus": TEXT, "firstresponsedate": INSTANT},
    "com.atlassian.servicedesk": {
        "sd-sla-field": SLA,
        "vp-origin": REQUEST_TYPE,
        "sd-request-participants": USERS,
        "sd-customer-organizations": NAMES,
    },
}
_CUSTOM = {
    f"{plugin}:{name}": kind
    for plugin, kinds in _CUSTOM_KINDS.items()
    for name, kind in kinds.items()
}
_SYSTEM: Mapping[str, Kind] = {
    "summary": TEXT,
    **dict.fromkeys(("description", "environment"), RICH),
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
    **dict.fromkeys(("fixVersions", "versions"), _VERSIONS),
    "parent": ISSUE,
    "subtasks": list_of(ISSUE),
    "issuelinks": list_of(LINK),
    "attachment": list_of(ATTACHMENT),
    "comment": COMMENTS,
    "worklog": WORKLOGS,
    "timetracking": TIME_TRACKING,
    # Seconds, though the schema says number and no more.
    **{
        f"{prefix}{name}": DURATION
        for name in ("timeoriginalestimate", "timeestimate", "timespent")
        for prefix in ("", "aggregate")
    },
    **dict.fromkeys(("progress", "aggregateprogress"), PROGRESS),
    "workratio": NUMBER,
    # Older servers call these two arrays; the value is one object all the same.
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
    "option-with-child": CASCADE,
    "project": PROJECT,
    "version": VERSION,
    "component": COMPONENT,
    "status": STATUS,
    "priority": PRIORITY,
    **dict.fromkeys(("resolution", "securitylevel", "Goals", "sd-customerorganization"), NAMED),
    "issuetype": ISSUE_TYPE,
    "issuelink": ISSUE,
    "team": TEAM,
    "attachment": ATTACHMENT,
    "progress": PROGRESS,
    "votes": VOTES,
    "watches": WATCHES,
    "timetracking": TIME_TRACKING,
    "comments-page": COMMENTS,
    "sd-servicelevelagreement": SLA,
    "sd-customerrequesttype": REQUEST_TYPE,
}
_LISTS: Mapping[str, Kind] = {
    **{name: list_of(kind) for name, kind in _TYPES.items() if not kind.many},
    "issuelinks": list_of(LINK),
    "comment": COMMENTS,
    "worklog": WORKLOGS,
}
_AS_SENT = {RICH: RAW, COMMENTS: COMMENTS_RAW, WORKLOGS: WORKLOGS_RAW}


def kind_of(field: Field, *, text: Literal["plain", "raw"] = "plain") -> Kind:
    """Find what a field holds.

    Args:
        field: The field, as Jira describes it.
        text: ``"raw"`` to keep rich text as Jira sent it.

    Returns:
        The kind; ``RAW``, the value as decoded, for what nobody here knows.
    """
    kind = _known(field)
    return _AS_SENT.get(kind, kind) if text == "raw" else kind


def _known(field: Field) -> Kind:
    if field.custom_type in _CUSTOM:
        return _CUSTOM[field.custom_type]
    if not field.custom and field.id in _SYSTEM:
        return _SYSTEM[field.id]
    if field.type == "array":
        return _LISTS.get(field.items or "", RAW)
    return _TYPES.get(field.type or "", RAW)
