"""What JQL knows of each field: its names, what its values are, and the operators it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from jiraframe.sandbox._fields import CLOUD, Field

EQUALITY = frozenset({"=", "!=", "in", "not in"})
ORDER = frozenset({"<", "<=", ">", ">="})
EMPTINESS = frozenset({"is", "is not"})
LIKENESS = frozenset({"~", "!~"})
HISTORY = frozenset({"was", "was not", "was in", "was not in", "changed"})

_OPERATORS = {
    "text": LIKENESS | EMPTINESS,
    "number": EQUALITY | ORDER | EMPTINESS,
    "instant": EQUALITY | ORDER | EMPTINESS,
    "day": EQUALITY | ORDER | EMPTINESS,
    "version": EQUALITY | ORDER | EMPTINESS,
    "priority": EQUALITY | ORDER | EMPTINESS,
    "key": EQUALITY | ORDER | EMPTINESS,
    "statuscategory": EQUALITY,
    "presence": EMPTINESS,
    "sort": frozenset[str](),
}
_WITH_HISTORY = frozenset(
    {"assignee", "fixVersions", "priority", "reporter", "resolution", "status"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A field as JQL has it.

    Attributes:
        name: Its first name.
        column: Which column of the issues holds its values: a field's id, or ``text``.
        kind: What the values are: ``text``, ``number``, ``instant``, ``day``, ``key``,
            ``label``, or the name of one of the catalogue's tables.
        many: Whether an issue may have several of them.
        operators: Those that the field takes.
        sortable: Whether ORDER BY takes it.
        past: Whether the past is asked for, in which things may have had other names.
    """

    name: str
    column: str
    kind: str
    many: bool = False
    operators: frozenset[str] = frozenset()
    sortable: bool = True
    past: bool = False

    @property
    def historic(self) -> bool:
        """Whether WAS and CHANGED can be asked of it."""
        return self.column in _WITH_HISTORY


def _kinds(text: str) -> dict[str, str]:
    rows = (line.split(":") for line in text.split("\n") if line.strip())
    return {name: kind.strip() for kind, names in rows for name in names.split()}


# A star marks the fields of which an issue may have several values.
_SYSTEM_KINDS = _kinds("""
    text: summary description environment comment*
    project: project
    issuetype: issuetype
    status: status
    statuscategory: statusCategory
    priority: priority
    resolution: resolution
    user: assignee reporter creator
    instant: created updated resolutiondate lastViewed statuscategorychangedate
    day: duedate
    label: labels*
    component: components*
    version: fixVersions* versions*
    number: timeoriginalestimate timeestimate timespent workratio votes watches
    key: issuekey parent
    level: security
    presence: attachment*
""")
_CUSTOM_KINDS = _kinds("""
    text: textfield readonlyfield textarea gh-epic-label
    label: labels* url gh-epic-color jsw-issue-color
    number: float importid jsw-story-points
    day: datepicker jpo-custom-field-baseline-start jpo-custom-field-baseline-end
    instant: datetime firstresponsedate
    option: select radiobuttons multiselect* multicheckboxes*
    option: cascadingselect* jwm-category gh-epic-status
    user: userpicker multiuserpicker* people* sd-request-participants*
    group: grouppicker multigrouppicker*
    project: project
    version: version multiversion*
    team: atlassian-team rm-teams-custom-field-team
    sprint: gh-sprint*
    organization: sd-customer-organizations*
    key: gh-epic-link
    sort: gh-lexo-rank
""")
# Fields that are known by their values alone, as in an archive.
_TYPE_KINDS = _kinds("""
    label: string* any
    number: number
    day: date
    instant: datetime
    user: user
    option: option
    sprint: sprint*
    key: epic
    version: version
    component: component
""")

_EXTRA = (
    Clause("text", "text", "text", many=True, sortable=False),
    Clause("statusCategory", "statusCategory", "statuscategory"),
    Clause("hierarchyLevel", "hierarchyLevel", "number"),
    Clause("category", "category", "label"),
    Clause("issueLinkType", "issueLinkType", "linktype", many=True, sortable=False),
    Clause("worklogAuthor", "worklogAuthor", "user", many=True, sortable=False),
    Clause("worklogDate", "worklogDate", "instant", many=True, sortable=False),
    Clause("watcher", "watcher", "user", many=True, sortable=False),
)
_CLOUD_NAMES = frozenset({"hierarchylevel"})


def operators_of(clause: Clause) -> frozenset[str]:
    """Give the operators that a clause takes, those of history among them."""
    usual = _OPERATORS.get(clause.kind, EQUALITY | EMPTINESS)
    return usual | HISTORY if clause.historic else usual


def clause_of(field: Field) -> Clause | None:
    """Tell what JQL knows of a field, or None where it knows nothing."""
    shown = field.name if field.is_custom else field.id
    for kinds, key in (
        (_CUSTOM_KINDS, field.custom_type),
        (_SYSTEM_KINDS, field.id),
        (_TYPE_KINDS, field.items or field.type if field.inferred else ""),
    ):
        for name, many in ((key, field.type == "array"), (f"{key}*", True)):
            if name in kinds:
                made = Clause(shown, field.id, kinds[name], many)
                return replace(made, operators=operators_of(made))
    return None


class Clauses:
    """Every name that a deployment's JQL knows on one site."""

    def __init__(self, fields: Iterable[Field], deployment: str) -> None:
        self._named: defaultdict[str, list[Clause]] = defaultdict(list)
        self._written: dict[str, str] = {}
        for field in fields:
            clause = clause_of(field) if field.on(deployment) else None
            if clause is not None:
                for name in field.clause_names(deployment):
                    self._add(name, clause)
        for clause in _EXTRA:
            if deployment == CLOUD or clause.name.casefold() not in _CLOUD_NAMES:
                self._add(clause.name, replace(clause, operators=operators_of(clause)))

    def find(self, name: str) -> tuple[Clause, ...]:
        """Return the fields that a query means by ``name``: none, one, or several of one name."""
        return tuple(self._named.get(name.casefold(), ()))

    def __iter__(self) -> Iterator[tuple[str, Clause]]:
        """Go through every name and each field that it means."""
        for name, clauses in self._named.items():
            for clause in clauses:
                yield self._written[name], clause

    def _add(self, name: str, clause: Clause) -> None:
        self._written.setdefault(name.casefold(), name)
        known = self._named[name.casefold()]
        if all(each.column != clause.column for each in known):
            known.append(clause)
