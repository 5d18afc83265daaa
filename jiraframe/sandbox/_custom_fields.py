"""The custom fields of generated sites: every type, and every trap in their names."""

from __future__ import annotations

from collections.abc import Iterator

from jiraframe.sandbox._catalogue import Entity, Json
from jiraframe.sandbox._fields import BOTH, CLOUD, DATACENTER, Field
from jiraframe.sandbox._world import ORDER, WEB

_TYPES = "com.atlassian.jira.plugin.system.customfieldtypes:"
_AGILE = "com.pyxis.greenhopper.jira:"
_DESK = "com.atlassian.servicedesk:"
_CHART = "com.atlassian.jira.ext.charting:"
_PLAN = "com.atlassian.jpo:"
_DEVELOPMENT = "com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf"


def _field(
    number: int, name: str, custom: str, kind: str, where: str = BOTH, scope: str = ""
) -> Field:
    type_, _, items = kind.partition(":")
    key = custom if "." in custom else f"{_TYPES}{custom}"
    flags = "ns" if type_ == "any" else "ons"
    return Field(
        f"customfield_{number}", name, type_, items, key, flags=flags, where=where, scope=scope
    )


CUSTOM = (
    _field(10000, "Development", _DEVELOPMENT, "any"),
    _field(10001, "Team", "atlassian-team", "team", CLOUD),
    _field(10001, "Team", "com.atlassian.teams:rm-teams-custom-field-team", "any", DATACENTER),
    _field(10002, "Organizations", f"{_DESK}sd-customer-organizations",
           "array:sd-customerorganization"),
    _field(10003, "Request participants", f"{_DESK}sd-request-participants", "array:user"),
    _field(10010, "Request Type", f"{_DESK}vp-origin", "sd-customerrequesttype"),
    _field(10011, "Epic Name", f"{_AGILE}gh-epic-label", "string"),
    _field(10012, "Epic Status", f"{_AGILE}gh-epic-status", "option"),
    _field(10013, "Epic Color", f"{_AGILE}gh-epic-color", "string"),
    _field(10014, "Epic Link", f"{_AGILE}gh-epic-link", "any"),
    _field(10015, "Start date", "datepicker", "date"),
    _field(10016, "Story point estimate", f"{_AGILE}jsw-story-points", "number", CLOUD),
    _field(10017, "Issue color", f"{_AGILE}jsw-issue-color", "string", CLOUD),
    _field(10018, "Parent Link", f"{_PLAN}jpo-custom-field-parent", "any"),
    _field(10019, "Rank", f"{_AGILE}gh-lexo-rank", "any"),
    _field(10020, "Sprint", f"{_AGILE}gh-sprint", "array:json"),
    _field(10021, "Flagged", "multicheckboxes", "array:option"),
    _field(10022, "Target start", f"{_PLAN}jpo-custom-field-baseline-start", "date"),
    _field(10023, "Target end", f"{_PLAN}jpo-custom-field-baseline-end", "date"),
    _field(10024, "[CHART] Time in Status", f"{_CHART}timeinstatus", "any"),
    _field(10025, "[CHART] Date of First Response", f"{_CHART}firstresponsedate", "datetime"),
    _field(10030, "Time to resolution", f"{_DESK}sd-sla-field", "sd-servicelevelagreement"),
    _field(10031, "Time to first response", f"{_DESK}sd-sla-field", "sd-servicelevelagreement"),
    _field(10040, "Story Points", "float", "number"),
    _field(10041, "Severity", "select", "option"),
    _field(10042, "Browsers", "multiselect", "array:option"),
    _field(10043, "Found by", "radiobuttons", "option"),
    _field(10044, "Checklist", "multicheckboxes", "array:option"),
    _field(10045, "Region / City", "cascadingselect", "option-with-child"),
    _field(10046, "Tags", "labels", "array:string"),
    _field(10047, "Approver", "userpicker", "user"),
    _field(10048, "Reviewers", "multiuserpicker", "array:user"),
    _field(10049, "Stakeholders", "people", "array:user", CLOUD),
    _field(10050, "Owning group", "grouppicker", "group"),
    _field(10051, "Informed groups", "multigrouppicker", "array:group"),
    _field(10052, "Related project", "project", "project"),
    _field(10053, "Found in", "version", "version"),
    _field(10054, "Tested in", "multiversion", "array:version"),
    _field(10055, "Legacy id", "importid", "number"),
    _field(10056, "Specification", "url", "string"),
    _field(10057, "Customer's \"pet\" name", "textfield", "string"),
    _field(10058, "Acceptance criteria", "textarea", "string"),
    _field(10059, "Imported by", "readonlyfield", "string"),
    _field(10060, "Go-live", "datetime", "datetime"),
    _field(10061, "Größe 📏", "float", "number"),
    _field(10062, "<b>Bold</b> & <script>name</script>", "textfield", "string"),
    _field(10063, "Category", "jwm-category", "option", CLOUD),
    _field(10064, "Goals", "goals", "array:Goals", CLOUD),
    _field(10065, "Project target", "jira.polaris:interval", "string", CLOUD),
    _field(10066, "Impact score", "jira.polaris:rating", "number", CLOUD),
    _field(10067, "Widget", "com.example.plugins.gadget:widget", "any"),
    _field(10070, "Effort", "float", "number", scope=WEB),
    _field(10071, "Effort", "float", "number", scope=ORDER),
    _field(10101, "Team", "select", "option"),
)  # fmt: skip
"""Two of them are called Team, two Effort."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "customfield_10012": ("To Do", "In Progress", "Done"),
    "customfield_10021": ("Impediment",),
    "customfield_10041": ("Critical", "Major", 'Minor "ish"', "Trivial"),
    "customfield_10042": ("Firefox", "Chrome, Edge", "Safari <iOS>"),
    "customfield_10043": ("Customer", "Staff"),
    "customfield_10044": ("Documented", "Tested", "Released"),
    "customfield_10063": ("Marketing", "Legal"),
    "customfield_10101": ("Red", "Blue", "Größe"),
}
CITIES = {"Europe": ("Berlin", "Zürich"), "Asia": ("Seoul",), "Nowhere": ()}
CASCADE = "customfield_10045"


def options() -> Iterator[Entity]:
    """Make the options of every field that has some; children name their parent."""
    number = 10400
    for field, values in OPTIONS.items():
        for value in values:
            number += 1
            yield _option(number, value, field)
    for region, cities in CITIES.items():
        number += 1
        parent = _option(number, region, CASCADE)
        yield parent
        for city in cities:
            number += 1
            yield _option(number, city, CASCADE, parent=parent.id)


def _option(number: int, value: str, field: str, parent: str = "") -> Entity:
    made: Json = {"value": value, "id": str(number)}
    return Entity(
        str(number), (value,), {**made, "parent": parent} if parent else made, number, field
    )
