"""The site's catalogue of fields, and which of them a user means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from jiraframe import _cells as cells
from jiraframe._columns import IDENTITY, Column, Columns, make_column, unique_label
from jiraframe._scalars import Json
from jiraframe._schema import kind_of
from jiraframe.errors import FieldError, near_names

Labels: TypeAlias = Literal["auto", "id", "name"]
Text: TypeAlias = Literal["plain", "raw"]
Place: TypeAlias = tuple["Field", tuple[str, ...]]

_USUAL = "*default"
_STARS = ("*all", "*navigable", _USUAL)
_AN_ID = re.compile(r"customfield_\d+")
# Identity stands in every row, whether asked for or not.
_IDENTITY_NAMES = {*IDENTITY, "issuekey"}
# Listed by Jira, and never among the fields of an issue.
_NEVER_SENT = {"issuekey", "thumbnail"}
SPRINT = "com.pyxis.greenhopper.jira:gh-sprint"
EPIC_LINK = "com.pyxis.greenhopper.jira:gh-epic-link"
_STORY_POINTS = "com.pyxis.greenhopper.jira:jsw-story-points"
_FLOAT = "com.atlassian.jira.plugin.system.customfieldtypes:float"
_USEFUL = (
    "summary", "issuetype", "project", "status", "status.statusCategory", "priority",
    "resolution", "assignee", "reporter", "parent", "labels", "components", "fixVersions",
    "created", "updated", "resolutiondate", "duedate", "timeoriginalestimate", "timespent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field, as Jira's ``/field`` describes it.

    Attributes:
        id: ``summary``, ``customfield_10010``.
        name: The display name; several fields may share one.
        custom: Whether somebody of the site made it.
        type: ``schema.type``, or None where Jira gives no schema.
        items: What a list holds.
        custom_type: ``schema.custom``, the type of a custom field.
        clause_names: Its names in JQL.
        navigable: Whether ``*navigable`` covers it.
        project: The id of the project that alone has it, or None.
    """

    id: str
    name: str
    custom: bool = False
    type: str | None = None
    items: str | None = None
    custom_type: str | None = None
    clause_names: tuple[str, ...] = ()
    navigable: bool = True
    project: str | None = None

    @classmethod
    def from_json(cls, row: Json) -> Field:
        """Read one row of ``/field``."""
        schema, scope = cells.part(row, "schema"), cells.part(row, "scope")
        field_id = cells.text(row["id"]) or ""
        return cls(
            id=field_id,
            name=cells.text(row.get("name")) or field_id,
            custom=bool(row.get("custom")),
            type=cells.text(cells.part(schema, "type")),
            items=cells.text(cells.part(schema, "items")),
            custom_type=cells.text(cells.part(schema, "custom")),
            clause_names=tuple(
                e for e in cells.elements(row.get("clauseNames")) if isinstance(e, str)
            ),
            navigable=bool(row.get("navigable", True)),
            project=cells.text(cells.part(cells.part(scope, "project"), "id")),
        )

    @classmethod
    def unlisted(cls, field_id: str) -> Field:
        """Make up a field that came in an answer and that the site does not list."""
        return cls(field_id, field_id, custom=field_id.startswith("customfield_"))


class FieldCatalogue:
    """Every field of a site.

    Args:
        fields: The fields.
    """

    def __init__(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self._by_id = {field.id: field for field in self.fields}
        names = Counter(field.name for field in self.fields)
        # A custom field called "summary" does not take the label of the system field.
        ids = {*IDENTITY, *(field.id for field in self.fields if not field.custom)}
        self._shared = {name for name, count in names.items() if count > 1 or name in ids}

    @classmethod
    def from_json(cls, rows: Sequence[Json]) -> FieldCatalogue:
        """Read the answer of ``/field``, of Cloud or of Data Center.

        Args:
            rows: The answer.

        Returns:
            The catalogue. ``parent`` is in it also where the server does not list it: every
            Jira sends it for a sub-task.
        """
        fields = [Field.from_json(row) for row in rows if row.get("id")]
        if all(field.id != "parent" for field in fields):
            fields.append(Field("parent", "Parent", clause_names=("parent",)))
        return cls(fields)

    def by_id(self, field_id: str) -> Field | None:
        """Find a field by its id."""
        return self._by_id.get(field_id)

    def of_type(self, custom_type: str) -> list[Field]:
        """Find the custom fields of one type, such as those that hold sprints."""
        return [field for field in self.fields if field.custom_type == custom_type]

    def by_clause(self, name: str) -> Field | None:
        """Find a field by its name in JQL.

        Args:
            name: A clause name, ``cf[10010]``, an id or a display name; case is ignored.

        Returns:
            The field, or None when no field has the name or several have.
        """
        found = self._matches(name)
        return found[0] if len(found) == 1 else None

    def near(self, name: str) -> list[str]:
        """Give the names that somebody who wrote ``name`` in a query may have meant."""
        clauses = [clause for field in self.fields for clause in field.clause_names]
        return near_names(name, [*clauses, *(field.name for field in self.fields)])

    def columns(
        self, asked: str | Sequence[str] | None, *, labels: Labels = "auto", text: Text = "plain"
    ) -> Columns:
        """Choose the columns of a frame.

        Args:
            asked: Ids, display names, clause names, parts with a dot (``"assignee.accountId"``),
                ``"*all"``, ``"*navigable"`` or ``"*default"``, with ``"-name"`` to leave one out;
                ``"*default"``, or None, are about twenty that are of use to most.
            labels: ``"auto"`` for ids of system fields and display names of custom ones,
                ``"id"`` or ``"name"`` for one of them throughout.
            text: ``"raw"`` to keep rich text as Jira sent it.

        Returns:
            The columns, each once, in the order asked, and what to ask of Jira for them.

        Raises:
            FieldError: A name that no field has, or several have, or a part that a field lacks.
        """
        places, request = self._places(asked)
        columns: dict[tuple[str, ...], Column] = {}
        taken = set(IDENTITY)
        for field, steps in places:
            name = self._label(field, labels)
            column = make_column(field, steps, kind_of(field, text=text), name=name)
            same = (field.id, *column.steps)
            if same not in columns:
                label = unique_label(column.label, field.id, taken)
                columns[same] = replace(column, label=label)
                taken.add(label)
        return Columns(list(columns.values()), request_fields=request or ["key"], known=self._by_id)

    def _label(self, field: Field, labels: Labels) -> str:
        if labels == "id" or (labels == "auto" and not field.custom):
            return field.id
        return f"{field.name} ({field.id})" if field.name in self._shared else field.name

    def _places(self, asked: str | Sequence[str] | None) -> tuple[list[Place], list[str]]:
        """Find what is asked for, and what to ask of Jira for it."""
        asked = _USUAL if asked is None else asked
        names = [_star(name) for name in self.split(asked) if name not in _IDENTITY_NAMES]
        stars = [name for name in names if name in _STARS]
        minus = [name for name in names if self._is_minus(name)]
        if minus and not stars:
            raise FieldError(
                f"{minus[0]!r} leaves a field out of nothing.",
                fix=f"Begin with all fields: fields=['*all', {minus[0]!r}].",
            )
        left_out = [place[0].id for place in self._found([name[1:] for name in minus])]
        named = self._found([name for name in names if name not in {*stars, *minus}])
        named = [place for place in named if place[0].id not in _NEVER_SENT]
        starred = [place for star in stars for place in self._starred(star)]
        places = [p for p in dict.fromkeys(starred + named) if p[0].id not in left_out]
        # What is usual is our choice, and no star of Jira's.
        of_jira = [star for star in stars if star != _USUAL]
        by_name = [*(self._useful() if _USUAL in stars else ()), *named]
        ids = [field.id for field, _ in by_name if field.id not in left_out]
        request = [*of_jira, *([] if "*all" in stars else ids)]
        request += [f"-{each}" for each in left_out if of_jira]
        return places, list(dict.fromkeys(request))

    def _is_minus(self, name: str) -> bool:
        return name.startswith("-") and not self._matches(name)

    def _useful(self) -> list[Place]:
        """Choose fields that are of use to most; only those that the site has."""
        ways = [name.split(".") for name in _USEFUL]
        system = [(self._by_id[way[0]], tuple(way[1:])) for way in ways if way[0] in self._by_id]
        return system + [(field, ()) for field in self.fields if _is_agile(field)]

    def _starred(self, star: str) -> list[Place]:
        if star == _USUAL:
            return self._useful()
        first = [p for p in self._useful() if not p[1]]
        places = dict.fromkeys([*first, *((field, ()) for field in self.fields)])
        return [
            (field, steps)
            for field, steps in places
            if field.id not in _NEVER_SENT and (star == "*all" or field.navigable)
        ]

    def split(self, asked: str | Sequence[str]) -> list[str]:
        """Take a text as one name, else as several with commas between them.

        Raises:
            FieldError: A name is no text.
        """
        names = [asked] if isinstance(asked, str) else list(asked)
        if isinstance(asked, str) and "," in asked and not self._matches(asked):
            names = [each.strip() for each in asked.split(",") if each.strip()]
        for name in names:
            if not isinstance(name, str):
                raise FieldError(f"{name!r} is no name of a field.", fix="Name fields by texts.")
        return names

    def _found(self, names: Sequence[str]) -> list[Place]:
        """Find what several names mean, or say of all of them which mean nothing."""
        places, wrong = [], []
        for name in names:
            try:
                places.append(self._place(name))
            except FieldError as exc:
                wrong.append(exc)
        if wrong:
            raise FieldError.all_of(wrong)
        return places

    def _place(self, name: str) -> Place:
        """Find the field, and the part of it, that a name means."""
        steps = name.split(".")
        for end in range(len(steps), 0, -1):
            found = self._matches(".".join(steps[:end]))
            if len(found) > 1:
                raise FieldError.ambiguous(".".join(steps[:end]), [field.id for field in found])
            if found:
                return found[0], tuple(steps[end:])
        rest = "".join(f".{step}" for step in steps[1:])
        known = [each for field in self.fields for each in (field.id, field.name)]
        if _AN_ID.fullmatch(name):
            known = []  # the ids of others are no help
        raise FieldError.unknown(name, [*known, *(f"{each}{rest}" for each in known)])

    def _matches(self, name: str) -> list[Field]:
        """Find the fields that a name fits best: by id, by display name, then by any name."""
        if name in self._by_id:
            return [self._by_id[name]]
        exact = [f for f in self.fields if name in (f.name, f"{f.name} ({f.id})")]
        if exact:
            return exact
        folded = name.casefold()
        return [
            f
            for f in self.fields
            if folded in {each.casefold() for each in (f.id, f.name, *f.clause_names)}
        ]


def _star(name: str) -> str:
    return name.casefold() if name.casefold() in _STARS else name


def _is_agile(field: Field) -> bool:
    if field.custom_type in (SPRINT, EPIC_LINK, _STORY_POINTS):
        return True
    named = field.name.casefold() == "story points" and field.project is None
    return named and field.custom_type == _FLOAT
