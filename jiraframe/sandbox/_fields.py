"""The fields of a site: ids, names, schemas, and what the two deployments say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jiraframe.sandbox._catalogue import Json

BOTH, CLOUD, DATACENTER = "both", "cloud", "datacenter"

_LABELS = {
    "textfield": "Short text",
    "textarea": "Paragraph",
    "url": "URL",
    "float": "Number",
    "jsw-story-points": "Number",
    "datepicker": "Date",
    "datetime": "Time stamp",
    "select": "Dropdown",
    "radiobuttons": "Radio Buttons",
    "multicheckboxes": "Checkboxes",
    "cascadingselect": "Select List (cascading)",
    "labels": "Labels",
    "people": "People",
    "atlassian-team": "Team",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field, system or custom.

    Attributes:
        id: ``summary``, ``customfield_10010``.
        name: What people see; several fields may share one.
        type: The type of ``schema``, or empty where Jira gives no schema.
        items: The type of the members of an array.
        custom: The key of the custom field's type; empty for system fields.
        clauses: What JQL calls it; custom fields get theirs from id and name.
        flags: Letters: o(rderable), n(avigable), s(earchable).
        where: ``both``, ``cloud`` or ``datacenter``.
        scope: The id of the project that alone has the field, or empty.
        inferred: Whether nothing but its values is known of it.
    """

    id: str
    name: str
    type: str = ""
    items: str = ""
    custom: str = ""
    clauses: tuple[str, ...] = ()
    flags: str = "ons"
    where: str = BOTH
    scope: str = ""
    inferred: bool = False

    @property
    def number(self) -> int:
        """The number of a custom field, the 10010 of ``cf[10010]``."""
        return int(self.id.removeprefix("customfield_"))

    @property
    def is_custom(self) -> bool:
        """Whether it is a custom field."""
        return self.id.startswith("customfield_")

    @property
    def custom_type(self) -> str:
        """The last part of the custom field's type, such as ``textarea``."""
        return self.custom.rpartition(":")[2]

    def clause_names(self, deployment: str) -> tuple[str, ...]:
        """Tell what a deployment's JQL calls the field."""
        if "s" not in self.flags:
            return ()
        if not self.is_custom or self.clauses:
            return self.clauses
        names = (f"cf[{self.number}]", self.name)
        label = _LABELS.get(self.custom_type)
        return (*names, f"{self.name}[{label}]") if label and deployment == CLOUD else names

    def on(self, deployment: str) -> bool:
        """Say whether a deployment has the field."""
        return self.where in (BOTH, deployment)

    def schema(self, deployment: str) -> Json | None:
        """Give the field's schema as a deployment words it, or None."""
        if not self.type:
            return None
        items = "string" if self.items == "json" and deployment == DATACENTER else self.items
        schema: dict[str, Any] = {"type": self.type}
        if items:
            schema["items"] = items
        if self.is_custom:
            return {**schema, "custom": self.custom, "customId": self.number}
        return {**schema, "system": self.id}

    def json(self, deployment: str) -> Json:
        """Give the field as ``GET /field`` lists it."""
        cloud = deployment == CLOUD
        told: Json = {"id": self.id}
        if cloud:
            told["key"] = self.id
        told |= {
            "name": self.name,
            "custom": self.is_custom,
            "orderable": "o" in self.flags,
            "navigable": "n" in self.flags,
            "searchable": "s" in self.flags,
            "clauseNames": list(self.clause_names(deployment)),
        }
        schema = self.schema(deployment)
        if schema:
            told["schema"] = schema
        if cloud and self.scope:
            told["scope"] = {"type": "PROJECT", "project": {"id": self.scope}}
        return told


def _system(
    identity: str,
    name: str,
    kind: str = "",
    clauses: str = "",
    flags: str = "ns",
    where: str = BOTH,
) -> Field:
    type_, _, items = kind.partition(":")
    return Field(identity, name, type_, items, "", tuple(clauses.split()), flags, where)


SYSTEM = (
    _system("statuscategorychangedate", "Status Category Changed", "datetime",
            "statusCategoryChangedDate", where=CLOUD),
    _system("statusCategory", "Status Category", "", "statusCategory", where=CLOUD),
    _system("issuekey", "Key", "", "id issue issuekey key"),
    _system("parent", "Parent", "", "parent"),
    _system("thumbnail", "Images", "", "", "n"),
    _system("issuetype", "Issue Type", "issuetype", "issuetype type", "ons"),
    _system("project", "Project", "project", "project"),
    _system("summary", "Summary", "string", "summary", "ons"),
    _system("description", "Description", "string", "description", "ons"),
    _system("environment", "Environment", "string", "environment", "ons"),
    _system("status", "Status", "status", "status"),
    _system("priority", "Priority", "priority", "priority", "ons"),
    _system("resolution", "Resolution", "resolution", "resolution", "ons"),
    _system("resolutiondate", "Resolved", "datetime", "resolutiondate resolved"),
    _system("created", "Created", "datetime", "created createdDate"),
    _system("updated", "Updated", "datetime", "updated updatedDate"),
    _system("lastViewed", "Last Viewed", "datetime", "lastViewed"),
    _system("duedate", "Due date", "date", "due duedate", "ons"),
    _system("assignee", "Assignee", "user", "assignee", "ons"),
    _system("reporter", "Reporter", "user", "reporter", "ons"),
    _system("creator", "Creator", "user", "creator"),
    _system("labels", "Labels", "array:string", "labels", "ons"),
    _system("components", "Components", "array:component", "component", "ons"),
    _system("fixVersions", "Fix versions", "array:version", "fixVersion", "ons"),
    _system("versions", "Affects versions", "array:version", "affectedVersion", "ons"),
    _system("subtasks", "Sub-tasks", "array:issuelinks", "", "n"),
    _system("issuelinks", "Linked Issues", "array:issuelinks", "issueLink", "on"),
    _system("timetracking", "Time tracking", "timetracking", "", "o"),
    _system("timeoriginalestimate", "Original estimate", "number",
            "originalEstimate timeoriginalestimate"),
    _system("timeestimate", "Remaining Estimate", "number", "remainingEstimate timeestimate"),
    _system("timespent", "Time Spent", "number", "timespent"),
    _system("aggregatetimeoriginalestimate", "Σ Original Estimate", "number", "", "n"),
    _system("aggregatetimeestimate", "Σ Remaining Estimate", "number", "", "n"),
    _system("aggregatetimespent", "Σ Time Spent", "number", "", "n"),
    _system("progress", "Progress", "progress", "progress", "n"),
    _system("aggregateprogress", "Σ Progress", "progress", "", "n"),
    _system("workratio", "Work Ratio", "number", "workratio"),
    _system("votes", "Votes", "votes", "votes"),
    _system("watches", "Watchers", "watches", "watchers"),
    _system("attachment", "Attachment", "array:attachment", "attachments", "os"),
    _system("comment", "Comment", "comments-page", "comment", "os"),
    _system("worklog", "Log Work", "array:worklog", "", "o"),
    _system("security", "Security Level", "securitylevel", "level", "ons"),
    _system("issuerestriction", "Restrict to", "issuerestriction", "", "on", CLOUD),
)  # fmt: skip
"""The system fields, with the flags that a live site gives them."""
