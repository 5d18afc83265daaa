"""The history of issues as rows: one changed field each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jiraframe._asked import Fields, check_fields
from jiraframe._cells import name, text
from jiraframe._changes import Changes, History, author_id
from jiraframe._columns import Columns
from jiraframe._dialect import Dialect
from jiraframe._fetch import Reading
from jiraframe._fields import Field, FieldCatalogue
from jiraframe._issues import keys_named
from jiraframe._scalars import Dtype, Json
from jiraframe._workers import in_parallel
from jiraframe.errors import ArgumentError

if TYPE_CHECKING:
    from jiraframe.tables._story import Story

_TEXT = Dtype.TEXT
DTYPES = {
    "key": _TEXT,
    "id": _TEXT,
    "history_id": _TEXT,
    "created": Dtype.INSTANT,
    "author": _TEXT,
    "author_id": _TEXT,
    "field": _TEXT,
    "field_id": _TEXT,
    "field_then": _TEXT,
    "from": _TEXT,
    "from_text": _TEXT,
    "to": _TEXT,
    "to_text": _TEXT,
}
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
        ArgumentError: No field is asked for.
        FieldError: A name that no field has, or several have.
    """

    def __init__(self, asked: Fields, catalogue: FieldCatalogue) -> None:
        check_fields(asked)
        names = [asked] if isinstance(asked, str) else asked
        if names is not None and not names:
            raise ArgumentError(
                f"fields is {asked!r}: no change is asked for.",
                fix='Name fields, such as fields=["status"], or leave fields out for all.',
            )
        self._all = names is None
        names = names or []
        self._others = {each for each in names if each.casefold() in _NO_FIELDS}
        rest = [each for each in names if each not in self._others]
        columns = list(catalogue.columns(rest)) if rest else []
        fields = [column.field.id for column in columns]
        labels = [*(column.label for column in columns), *fields, *sorted(self._others)]
        self.labels = list(dict.fromkeys(labels))
        self._fields = set(fields)
        # Jira filters by field alone.
        self.ids = [] if self._others else fields
        self._folded = {each.casefold() for each in self._others}

    def __call__(self, field_id: str | None, field_then: str) -> bool:
        """Tell whether a change is asked for."""
        return self._all or field_id in self._fields or field_then.casefold() in self._folded


class FieldNames:
    """What a field is called today, from what a history says of it.

    Args:
        catalogue: The site's fields.
    """

    def __init__(self, catalogue: FieldCatalogue) -> None:
        self._catalogue = catalogue
        self._known: dict[tuple[str, str | None], tuple[str, str | None]] = {}

    def of(self, field_then: str, field_id: str | None) -> tuple[str, str | None]:
        """Give the name of today, and the id; without an id, what is found by the name."""
        asked = field_then, field_id
        if asked not in self._known:
            field = self._find(*asked)
            self._known[asked] = (field.name, field.id) if field else asked
        return self._known[asked]

    def _find(self, field_then: str, field_id: str | None) -> Field | None:
        catalogue, folded = self._catalogue, field_then.casefold()
        if field_id:
            return catalogue.by_id(field_id)
        if folded in _NO_FIELDS:
            return None
        system = catalogue.by_id(_HISTORY_NAMES.get(folded, folded))
        return system or catalogue.by_clause(field_then)


def read_changelog(story: Story, wanted: Wanted) -> None:
    """Read the history of the issues of a story."""
    names = FieldNames(story.catalogue)
    keys = _keys(story)
    dialect, silent = story.dialect, list(keys)

    def changes(ids: Sequence[str]) -> list[Changes]:
        return dialect.changes(ids, wanted.ids)

    for read in (changes, dialect.unspoken_changes):
        ids, silent = silent, []
        for answer in _answers(ids, read, dialect):
            silent += [each.id for each in answer if each.histories is None]
            story.builder.add(_columns(_rows(answer, wanted, names), keys))
    if silent:
        rest = Reading()
        keys_named(silent, dialect=dialect, reading=rest)
        story.reading.gone += rest.gone


_Read = Callable[[Sequence[str]], list[Changes]]


def _answers(ids: Sequence[str], read: _Read, dialect: Dialect) -> Iterator[list[Changes]]:
    size = dialect.changes_at_once
    chunks = [ids[start : start + size] for start in range(0, len(ids), size)]
    return in_parallel(read, chunks, workers=dialect.workers)


def _keys(story: Story) -> Mapping[str, str]:
    """List the issues: their keys, by id."""
    issues, reading = story.issues, story.reading
    if issues.keys:
        for issue_id in issues.keys:
            reading.seen.add(issue_id)
        reading.order = list(issues.keys)
        return issues.keys
    if issues.names and not issues.single:
        return keys_named(issues.names, dialect=story.dialect, reading=reading)
    columns = Columns([], request_fields=["key"], known=())
    pages = story.pages(columns, page_size=story.dialect.id_page_size)
    return {issue.id: issue.key for issues in pages for issue in issues}


_Row = tuple[str, History, str, str | None, str, Json]


def _rows(answer: Sequence[Changes], wanted: Wanted, names: FieldNames) -> Iterator[_Row]:
    for changes in answer:
        for history in changes.histories or ():
            for item in history.items:
                then = text(item.field) or ""
                field, field_id = names.of(then, text(item.field_id) or None)
                if wanted(field_id, then):
                    yield changes.id, history, field, field_id, then, item


def _columns(rows: Iterator[_Row], keys: Mapping[str, str]) -> dict[str, list[Json]]:
    """Turn changes into columns."""
    columns: dict[str, list[Json]] = {label: [] for label in DTYPES}
    for issue_id, history, field, field_id, then, item in rows:
        columns["key"].append(keys[issue_id])
        columns["id"].append(issue_id)
        columns["history_id"].append(history.id)
        columns["created"].append(history.created)
        columns["author"].append(name(history.author))
        columns["author_id"].append(author_id(history.author))
        columns["field"].append(field)
        columns["field_id"].append(field_id)
        columns["field_then"].append(then)
        # Jira sends null or an empty text for what is empty.
        columns["from"].append(item.from_ or None)
        columns["from_text"].append(item.from_string or None)
        columns["to"].append(item.to or None)
        columns["to_text"].append(item.to_string or None)
    return columns
