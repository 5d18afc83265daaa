"""Facts that come with an issue's fields: work, comments, links, files, sprints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from jiraframe import _cells as cells
from jiraframe._cells import part, text
from jiraframe._changes import author_id
from jiraframe._columns import Column, Columns
from jiraframe._fields import EPIC_LINK, SPRINT, Field, FieldCatalogue
from jiraframe._kinds import Kind
from jiraframe._page import Issue
from jiraframe._reader import attribute
from jiraframe._scalars import Dtype, Json
from jiraframe._table import Schema, cells_of, dtypes_of

if TYPE_CHECKING:
    from jiraframe.tables._story import Story

TEXT, COUNT, FLAG, INSTANT, DURATION = (
    Dtype.TEXT,
    Dtype.COUNT,
    Dtype.FLAG,
    Dtype.INSTANT,
    Dtype.DURATION,
)
IDENTITY = {"key": TEXT, "id": TEXT}
Rows = Callable[[Mapping[str, Json]], list[Json]]


@dataclass(frozen=True, slots=True)
class Fact:
    """A kind of fact.

    Attributes:
        call: The verb that gives them.
        schema: Its columns, but for ``key`` and ``id``.
        fields: From the catalogue to the fields that hold such facts.
        rows: From an issue's values, by name, to its facts.
        name: From a field to the name that ``rows`` knows its value by.
    """

    call: str
    schema: Schema
    fields: Callable[[FieldCatalogue], Sequence[Field]]
    rows: Rows
    name: Callable[[Field], str] = attrgetter("id")

    @property
    def dtypes(self) -> dict[str, Dtype]:
        """The columns of the frame, and what they hold."""
        return IDENTITY | dtypes_of(self.schema)


def read_facts(story: Story, fact: Fact) -> None:
    """Read the facts of the issues of a story."""
    fields = fact.fields(story.catalogue)
    story.fields = [field.id for field in fields]
    if not fields:
        story.reading.notes.append(f"This site has no field that holds {fact.call}.")
    columns = Columns(
        [_as_sent(field) for field in fields], request_fields=story.fields or ["key"], known=()
    )
    names = [(fact.name(field), attribute(field.id)) for field in fields]
    for issues in story.pages(columns, page_size=story.dialect.page_size):
        found = [(issue, row) for issue in issues for row in fact.rows(_values(issue, names))]
        story.builder.add(
            {
                "key": [issue.key for issue, _ in found],
                "id": [issue.id for issue, _ in found],
                **cells_of([row for _, row in found], fact.schema),
            }
        )


def _values(issue: Issue, names: Sequence[tuple[str, str]]) -> dict[str, Json]:
    return {name: getattr(issue.fields, held, None) for name, held in names}


def _as_sent(field: Field) -> Column:
    kind = Kind(Dtype.RAW)
    return Column(field, (), field.id, kind, kind.dtype, kind.cell, True)


def _system(*ids: str) -> Callable[[FieldCatalogue], list[Field]]:
    return lambda catalogue: [catalogue.by_id(each) or Field.unlisted(each) for each in ids]


def _who(field: str) -> Schema:
    return {
        field: (TEXT, lambda row: cells.name(part(row, field))),
        f"{field}_id": (TEXT, lambda row: author_id(part(row, field))),
    }


def _plain(field: str) -> tuple[Dtype, Callable[[Json], Json]]:
    return TEXT, lambda row: text(part(row, field)) or None


_VISIBILITY = (TEXT, lambda row: cells.name(part(row, "visibility")))

WORKLOGS = Fact(
    "worklogs",
    {
        "worklog_id": (TEXT, "id"),
        **_who("author"),
        "started": (INSTANT, "started"),
        "created": (INSTANT, "created"),
        "updated": (INSTANT, "updated"),
        "time_spent": (DURATION, "timeSpentSeconds"),
        "comment": _plain("comment"),
        "visibility": _VISIBILITY,
    },
    _system("worklog"),
    lambda values: cells.rows("worklogs")(values["worklog"]),
)


def _internal(row: Json) -> Json:
    public = part(row, "jsdPublic")
    return not public if isinstance(public, bool) else None


COMMENTS = Fact(
    "comments",
    {
        "comment_id": (TEXT, "id"),
        **_who("author"),
        "created": (INSTANT, "created"),
        "updated": (INSTANT, "updated"),
        "body": _plain("body"),
        "visibility": _VISIBILITY,
        "internal": (FLAG, _internal),
    },
    _system("comment"),
    lambda values: cells.rows("comments")(values["comment"]),
)

ATTACHMENTS = Fact(
    "attachments",
    {
        "attachment_id": (TEXT, "id"),
        "filename": (TEXT, "filename"),
        "size": (COUNT, "size"),
        "mime_type": (TEXT, "mimeType"),
        **_who("author"),
        "created": (INSTANT, "created"),
        "url": (TEXT, "content"),
    },
    _system("attachment"),
    lambda values: cells.elements(values["attachment"]),
)


def _sprints(values: Mapping[str, Json]) -> list[Json]:
    found = [each for value in values.values() for each in cells.sprints(value)]
    # A site may show the same sprints in two fields.
    by_id = {text(part(each, "id")): each for each in found if isinstance(each, dict)}
    return list(by_id.values())


def _state(row: Json) -> str | None:
    state = text(part(row, "state"))
    return state.lower() if state else None


SPRINTS = Fact(
    "issue_sprints",
    {
        "sprint_id": (COUNT, "id"),
        "name": (TEXT, "name"),
        "state": (TEXT, _state),
        "start": (INSTANT, "startDate"),
        "end": (INSTANT, "endDate"),
        "completed": (INSTANT, "completeDate"),
        "activated": (INSTANT, "activatedDate"),
        "board_id": (COUNT, lambda row: part(row, "boardId") or part(row, "rapidViewId")),
        "goal": (TEXT, lambda row: text(part(row, "goal")) or None),
    },
    lambda catalogue: catalogue.of_type(SPRINT),
    _sprints,
)


_FAMILY = {"issuelinks", "parent", "subtasks"}
# Advanced Roadmaps' field for what is above an epic.
_PLANNED = "jpo-custom-field-parent"


def _is_planned(field: Field) -> bool:
    return (field.custom_type or "").endswith(f":{_PLANNED}")


def _link_name(field: Field) -> str:
    # Both may hold a mere key.
    return f"{_PLANNED} {field.id}" if _is_planned(field) else field.id


def _link_fields(catalogue: FieldCatalogue) -> list[Field]:
    return [
        *_system("issuelinks", "parent", "subtasks")(catalogue),
        *catalogue.of_type(EPIC_LINK),
        *filter(_is_planned, catalogue.fields),
    ]


def _links(values: Mapping[str, Json]) -> list[Json]:
    return [
        *map(cells.linked, cells.elements(values["issuelinks"])),
        *_family(values["parent"], "Parent", "outward", "is a child of"),
        *(
            child
            for each in cells.elements(values["subtasks"])
            for child in _family(each, "Parent", "inward", "is the parent of")
        ),
        *_above(values),
    ]


def _above(values: Mapping[str, Json]) -> Iterator[Json]:
    """Tell what custom fields name as epic and as parent."""
    # Cloud tells the epic a second time, as the parent; a plan tells of the epic, too.
    known = [part(values["parent"], "key")]
    for name, value in values.items():
        planned = name.startswith(_PLANNED)
        other = cells.inner("data")(value) if planned else value
        key = part(other, "key") if planned and isinstance(other, dict) else other
        if name in _FAMILY or not isinstance(key, str) or not key or key in known:
            continue
        known.append(key)
        if planned:
            told = other if isinstance(other, dict) else {"key": key}
            yield from _family(told, "Parent", "outward", "is a child of")
        else:
            yield from _family({"key": key}, "Epic", "outward", "belongs to the epic")


def _family(other: Json, kind: str, direction: str, phrase: str) -> Iterator[Json]:
    if isinstance(other, dict):
        told = {"type": {"name": kind}, "direction": direction, "phrase": phrase, "id": None}
        yield {**cells.issue_ref(other), **told, "other_id": part(other, "id")}


LINKS = Fact(
    "links",
    {
        "link_id": (TEXT, "id"),
        "type": (TEXT, lambda row: cells.name(part(row, "type"))),
        "direction": (TEXT, "direction"),
        "phrase": (TEXT, "phrase"),
        "other_key": (TEXT, "key"),
        "other_status": (TEXT, lambda row: cells.name(part(row, "status"))),
        "other_summary": (TEXT, "summary"),
        "other_type": (TEXT, lambda row: cells.name(part(row, "issuetype"))),
    },
    _link_fields,
    _links,
    _link_name,
)
