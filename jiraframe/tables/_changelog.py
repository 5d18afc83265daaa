"""The history of issues as rows: one changed field each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from jiraframe._cells import name, text
from jiraframe._changes import Changes, History, author_id
from jiraframe._columns import Columns
from jiraframe._dialect import Dialect
from jiraframe._fetch import Reading
from jiraframe._issues import keys_named
from jiraframe._scalars import Dtype, Json
from jiraframe._workers import in_parallel
from jiraframe.tables._history_fields import FieldNames, Told, Wanted

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
            for each in answer:
                if each.refused:
                    told = f"{keys[each.id]}: not every change could be read. {each.refused}"
                    story.reading.doubt(told)
                elif each.histories is None:
                    silent.append(each.id)
            columns = _columns(_rows(answer, wanted, names), keys)
            story.changes.update(zip(columns["field"], columns["field_id"], strict=True))
            story.builder.add(columns)
    wanted.tell(story.reading, names)
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


_Row = tuple[str, History, Told, str, Json]


def _rows(answer: Sequence[Changes], wanted: Wanted, names: FieldNames) -> Iterator[_Row]:
    for changes in answer:
        for history in changes.histories or ():
            for item in history.items:
                then = text(item.field) or ""
                told = names.of(then, text(item.field_id) or None, text(item.fieldtype))
                if wanted(told, then):
                    yield changes.id, history, told, then, item


def _columns(rows: Iterator[_Row], keys: Mapping[str, str]) -> dict[str, list[Json]]:
    """Turn changes into columns."""
    columns: dict[str, list[Json]] = {label: [] for label in DTYPES}
    for issue_id, history, told, then, item in rows:
        columns["key"].append(keys[issue_id])
        columns["id"].append(issue_id)
        columns["history_id"].append(history.id)
        columns["created"].append(history.created)
        columns["author"].append(name(history.author))
        columns["author_id"].append(author_id(history.author))
        columns["field"].append(told.name)
        columns["field_id"].append(told.id)
        columns["field_then"].append(then)
        # Jira sends null or an empty text for what is empty.
        columns["from"].append(item.from_ or None)
        columns["from_text"].append(item.from_string or None)
        columns["to"].append(item.to or None)
        columns["to_text"].append(item.to_string or None)
    return columns
