"""Which fields a history speaks of: by their ids, or by the names that they had at the time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from jiraframe._asked import Fields, field_names
from jiraframe._fetch import Reading
from jiraframe._fields import Field, FieldCatalogue
from jiraframe.errors import ArgumentError

# What histories tell of that is no field; seen in the answers of Cloud and of Data Center.
_NO_FIELDS = {
    each.casefold(): each
    for each in (
        "Link", "RemoteIssueLink", "Workflow", "Key", "IssueParentAssociation", "Epic Child",
        "RemoteWorkItemLink", "Attachment", "Comment", "WorklogId", "WorklogTimeSpent",
    )
}  # fmt: skip
# The names that histories have for system fields, where these are neither name nor id.
_HISTORY_NAMES = {
    "fix version": "fixVersions",
    "version": "versions",
    "component": "components",
    "attachment": "attachment",
    "comment": "comment",
}
# Fields whose changes have names that are no fields, so that Jira's own filter drops them.
_TOLD_AS = {
    "parent": ("IssueParentAssociation",),
    "issuelinks": ("Link",),
    "issuekey": ("Key",),
    "worklog": ("WorklogId", "WorklogTimeSpent"),
    "attachment": ("Attachment",),
    "comment": ("Comment",),
}
# What one field shows and others change.
_MADE_OF = {"timetracking": ("timespent", "timeestimate", "timeoriginalestimate")}
# What Jira works out, or never changes.
_UNTOLD = frozenset(
    (
        "aggregateprogress", "aggregatetimeestimate", "aggregatetimeoriginalestimate",
        "aggregatetimespent", "created", "creator", "id", "lastViewed", "progress",
        "resolutiondate", "statusCategory", "statuscategorychangedate", "subtasks", "thumbnail",
        "updated", "votes", "watches", "workratio",
    )
)  # fmt: skip
_UNTOLD_TYPES = (
    "com.atlassian.jira.ext.charting:",
    "com.atlassian.jira.plugins.jira-development-integration-plugin:",
    "com.atlassian.servicedesk:sd-sla-field",
)
_CUSTOM, _SYSTEM = "custom", "jira"
_FEW = 3


class Told(NamedTuple):
    """The field that a change is one of.

    Attributes:
        name: What it is called today; where that is not known, what the history calls it.
        id: Its id, where it is known.
        custom: Whether it is known to be a custom one.
        rivals: The ids of the custom fields that share the name, where there are several.
    """

    name: str
    id: str | None
    custom: bool = False
    rivals: tuple[str, ...] = ()


class FieldNames:
    """What a field is called today, from what a history says of it.

    Args:
        catalogue: The site's fields.

    Attributes:
        by_id: Whether the history named a field by its id; Data Center never does.
    """

    def __init__(self, catalogue: FieldCatalogue) -> None:
        self.by_id = False
        self._catalogue = catalogue
        self._known: dict[tuple[str, str | None, str | None], Told] = {}

    def of(self, field_then: str, field_id: str | None, kind: str | None = None) -> Told:
        """Find the field of a change.

        Args:
            field_then: What the history calls it.
            field_id: Its id, where the history has one.
            kind: Its ``fieldtype``: ``custom`` or ``jira``. A custom field may be called like one
                of Jira's own; where the kind is missing, the name is taken for Jira's.
        """
        asked = field_then, field_id, kind
        if asked not in self._known:
            self._known[asked] = self._find(*asked)
        return self._known[asked]

    def _find(self, then: str, field_id: str | None, kind: str | None) -> Told:
        if field_id:
            self.by_id = True
            field = self._catalogue.by_id(field_id)
            return Told(field.name if field else then, field_id, _is_custom(field_id, field))
        if kind == _CUSTOM:
            found = self._called(then, custom=True)
            if len(found) == 1:
                return Told(found[0].name, found[0].id, custom=True)
            return Told(then, None, custom=True, rivals=tuple(each.id for each in found))
        folded = then.casefold()
        if folded in _NO_FIELDS:
            return Told(then, None)
        field = self._catalogue.by_id(_HISTORY_NAMES.get(folded, folded))
        if field is None and kind == _SYSTEM:
            found = self._called(then, custom=False)
            field = found[0] if len(found) == 1 else None
        elif field is None:
            field = self._catalogue.by_clause(then)
        return Told(field.name, field.id, field.custom) if field else Told(then, None)

    def _called(self, name: str, *, custom: bool) -> list[Field]:
        fields = [field for field in self._catalogue.fields if field.custom is custom]
        exact = [field for field in fields if field.name == name]
        folded = name.casefold()
        # The name of a field may be translated; its names in queries hold the other one.
        return exact or [
            field
            for field in fields
            if folded in {each.casefold() for each in (field.name, *field.clause_names)}
        ]


def _is_custom(field_id: str, field: Field | None) -> bool:
    return field.custom if field else Field.unlisted(field_id).custom


class Wanted:
    """Which changes are asked for.

    Args:
        asked: Names or ids of fields, or names that only histories have; None for all.
        catalogue: The site's fields.

    Attributes:
        ids: The fields that Jira is asked for; none where it is asked for all.
        labels: What is asked for, as columns of ``search`` are called by any labels; none for
            all.

    Raises:
        ArgumentError: No field is asked for, or none whose changes Jira records.
        FieldError: A name that no field has, or several have.
    """

    def __init__(self, asked: Fields, catalogue: FieldCatalogue) -> None:
        asked = field_names(asked)
        names = catalogue.split(asked) if isinstance(asked, str) else asked
        if names is not None and not names:
            raise ArgumentError(
                f"fields is {asked!r}: no change is asked for.",
                fix='Name fields, such as fields=["status"], or leave fields out for all.',
            )
        names = names or []
        labels, fields, others = _named(names, catalogue)
        ids = [part for each in fields for part in _MADE_OF.get(each, (each,))]
        self.labels = list(dict.fromkeys([*labels, *fields, *ids, *sorted(others)]))
        untold = [each for each, field in fields.items() if _is_untold(field)]
        self._all, self._fields = asked is None, {*ids} - {*untold}
        if not (self._all or self._fields or others):
            raise ArgumentError(
                f"fields is {asked!r}: of {_few(untold or names)} Jira's history tells nothing.",
                fix='Name what changes it, such as "resolution" for "resolutiondate" or "status" '
                'for "statusCategory", or leave fields out for all.',
            )
        # A star asks for what there is.
        self._untold = [] if any(each.startswith("*") for each in names) else untold
        self._custom = any(field.custom for field in fields.values())
        self._folded = {each.casefold() for each in others}
        # Jira filters by field alone.
        self.ids = [] if others else [each for each in ids if each in self._fields]
        self._shared: dict[str, tuple[str, ...]] = {}
        self._strange: dict[str, None] = {}

    def __call__(self, told: Told, field_then: str) -> bool:
        """Tell whether a change is asked for; one whose field is in doubt is remembered."""
        if self._all or told.id in self._fields:
            return True
        if not self._fields.isdisjoint(told.rivals):
            self._shared[field_then] = told.rivals
            return True
        folded = field_then.casefold()
        if told.custom and (told.id is not None or folded not in _NO_FIELDS):
            if self._custom and told.id is None and not told.rivals:
                self._strange[field_then] = None
            return False
        return folded in self._folded

    def tell(self, reading: Reading, names: FieldNames) -> None:
        """Say what is in doubt, and what nothing can be known of."""
        for name, ids in self._shared.items():
            reading.doubt(
                f"{len(ids)} fields are called {name!r} ({', '.join(ids)}), and the history tells "
                "fields by their names alone: the rows of all of them are here, without field_id."
            )
        if self._strange and not names.by_id:
            reading.notes.append(
                f"The history also tells of custom fields that are called {_few(self._strange)}, "
                "as none is today. If a field asked for was renamed, its changes under the old "
                "name are left out; without fields, all are there."
            )
        if self._untold:
            reading.notes.append(f"Jira's history tells nothing of {_few(self._untold)}.")


def _named(
    names: Sequence[str], catalogue: FieldCatalogue
) -> tuple[list[str], dict[str, Field], set[str]]:
    """Find the labels and the fields, by id, of what is asked for, and what is no field."""
    others = {each for each in names if each.casefold() in _NO_FIELDS}
    rest = [each for each in names if each not in others]
    columns = list(catalogue.columns(rest)) if rest else []
    # A custom field may be called like one of the names that only histories have.
    namesakes = [field for field in catalogue.fields if field.custom and field.name in others]
    fields = {field.id: field for field in (*(c.field for c in columns), *namesakes)}
    # The key makes no column of its own: every frame has it.
    keys = [each.casefold() for each in rest if each.casefold() == "issuekey"]
    others |= {name for each in (*fields, *keys) for name in _TOLD_AS.get(each, ())}
    return [column.label for column in columns], fields, others


def _is_untold(field: Field) -> bool:
    return field.id in _UNTOLD or (field.custom_type or "").startswith(_UNTOLD_TYPES)


def _few(names: Collection[str]) -> str:
    shown = [repr(each) for each in names]
    return ", ".join(shown[:_FEW]) + (", ..." if len(shown) > _FEW else "")
