"""Issues from a file: one JSON object a line, as Jira once sent them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path
from typing import Any

from jiraframe.sandbox._archive_json import Adapter, both_ways
from jiraframe.sandbox._catalogue import Catalogue, Json
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._clock import Clock, read_stamp
from jiraframe.sandbox._comparable import comparable
from jiraframe.sandbox._documents import plain
from jiraframe.sandbox._fields import SYSTEM
from jiraframe.sandbox._history import PEOPLE, Change, Dated, History
from jiraframe.sandbox._inline import comment_page, worklog_page
from jiraframe.sandbox._issues import Link
from jiraframe.sandbox._render import Dialect, Renderer

# What histories call a field, where the deployment does not send its id.
_FIELD_IDS = {field.id: field.id for field in SYSTEM} | {
    "Fix Version": "fixVersions",
    "Version": "versions",
    "Component": "components",
}
_PROSE = ("summary", "description", "environment")


def read(path: Path) -> list[Json]:
    """Read issues from NDJSON, gzip-packed or not.

    Args:
        path: The file; a name that ends in ``.gz`` is unpacked.

    Returns:
        The issues in the file's order.

    Raises:
        ValueError: A line is not an issue; the message says which.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    rows = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                rows.append(_issue(line, f"{path.name}, line {number}"))
    return rows


def _issue(line: str, where: str) -> Json:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"{where} is not JSON: {error}.") from error
    if not isinstance(row, dict) or not {"id", "key", "fields"} <= row.keys():
        raise ValueError(f"{where} is not an issue: it needs the keys id, key and fields.")
    return row


class ArchiveIssues:
    """Issues of an archive, in the file's order."""

    def __init__(self, rows: list[Json], catalogue: Catalogue) -> None:
        self._rows = rows
        self._fields = {field.id: field for field in catalogue.fields}
        self._clock = Clock(catalogue.me["timeZone"])
        self._adapters: dict[Dialect, Adapter] = {}
        self._columns: dict[str, list[Hashable]] = {}
        keys = {row["key"].upper(): position for position, row in enumerate(rows)}
        self._positions = {str(row["id"]): position for position, row in enumerate(rows)} | keys

    def __len__(self) -> int:
        return len(self._rows)

    def id(self, position: int) -> int:
        """Return the number of an issue."""
        return int(self._rows[position]["id"])

    def key(self, position: int) -> str:
        """Return the key of an issue."""
        return str(self._rows[position]["key"])

    def find(self, key_or_id: str) -> int | None:
        """Return the position of a key or id, or None."""
        return self._positions.get(key_or_id.upper())

    def column(self, clause: Clause) -> list[Hashable]:
        """Give what a query compares for one field, one value an issue."""
        known = self._columns.get(clause.column)
        if known is None:
            reader = self._reader(clause)
            known = self._columns[clause.column] = [reader(row) for row in self._rows]
        return known

    def render(self, position: int, renderer: Renderer, wanted: Callable[[str], bool]) -> Json:
        """Render the fields of an issue that are wanted."""
        row, adapter = self._rows[position], self._adapter(renderer)
        return {
            name: self._field(position, name, value, renderer, adapter)
            for name, value in row["fields"].items()
            if wanted(name)
        }

    def comments(self, position: int, renderer: Renderer) -> list[Json]:
        """Render all comments of an issue, oldest first."""
        row, adapter = self._rows[position], self._adapter(renderer)
        return [adapter.comment(each, row["id"]) for each in _entries(row, "comment", "comments")]

    def worklogs(self, position: int, renderer: Renderer) -> list[Json]:
        """Render all worklogs of an issue, oldest first."""
        row, adapter = self._rows[position], self._adapter(renderer)
        return [adapter.worklog(each, row["id"]) for each in _entries(row, "worklog", "worklogs")]

    def contradictory(self) -> dict[int, str]:
        """Give nothing: nobody knows what is wrong with an archive."""
        return {}

    def links(self, position: int) -> list[Link]:
        """Give the links of an issue."""
        return [_link(each) for each in self._rows[position]["fields"].get("issuelinks") or ()]

    def histories(self, position: int) -> list[History]:
        """Give the changes of an issue, oldest first, as far as the archive has them."""
        told = (self._rows[position].get("changelog") or {}).get("histories") or []
        return sorted(map(_history, told), key=lambda history: (history.created, history.id))

    def changes(self, position: int, field_id: str) -> list[Dated]:
        """Give what happened to one field of an issue, oldest first."""
        return [
            Dated(history.created, history.author, change)
            for history in self.histories(position)
            for change in history.changes
            if change.field_id == field_id
        ]

    def touch(self, position: int, when: int) -> None:
        """Let an issue be updated at an instant."""
        self._rows[position]["fields"]["updated"] = self._clock.stamp(when)
        self._columns.pop("updated", None)

    def _adapter(self, renderer: Renderer) -> Adapter:
        return self._adapters.setdefault(renderer.dialect, Adapter(renderer))

    def _field(
        self, position: int, name: str, value: Any, renderer: Renderer, adapter: Adapter
    ) -> Any:
        if name == "comment":
            return comment_page(self.comments(position, renderer), self.id(position), renderer)
        if name == "worklog":
            return worklog_page(self.worklogs(position, renderer))
        return adapter.field(self._fields[name], value)

    def _reader(self, clause: Clause) -> Callable[[Json], Hashable]:
        match clause.column:
            case "issuekey":
                return lambda row: str(row["key"])
            case "sprint" | "closedSprints":
                return lambda row: comparable(clause, _sprints(row["fields"]), self._clock)
            case "statusCategory" | "hierarchyLevel" | "category":
                return _PART_OF[clause.column]
            case "issueLinkType":
                return lambda row: tuple(
                    str(each["type"]["id"]) for each in row["fields"].get("issuelinks") or ()
                )
            case "comment":
                return lambda row: tuple(_bodies(row))
            case "text":
                return lambda row: tuple(_prose(row))
        return lambda row: comparable(clause, row["fields"].get(clause.column), self._clock)


def _entries(row: Json, field: str, key: str) -> list[Json]:
    return list((row["fields"].get(field) or {}).get(key) or ())


def _sprints(fields: Json) -> list[Any]:
    one, closed = fields.get("sprint"), fields.get("closedSprints") or []
    return [*closed, one] if one else closed


def _status_category(row: Json) -> str | None:
    category = (row["fields"].get("status") or {}).get("statusCategory") or {}
    return str(category["id"]) if "id" in category else None


def _level(row: Json) -> float | None:
    kind = row["fields"].get("issuetype") or {}
    return float(kind.get("hierarchyLevel", -1 if kind.get("subtask") else 0))


def _project_category(row: Json) -> str | None:
    project = row["fields"].get("project") or {}
    return (project.get("projectCategory") or {}).get("name")


_PART_OF: dict[str, Callable[[Json], Hashable]] = {
    "statusCategory": _status_category,
    "hierarchyLevel": _level,
    "category": _project_category,
}


def _link(value: Json) -> Link:
    outward = "outwardIssue" in value
    other = value["outwardIssue" if outward else "inwardIssue"]
    kind = value["type"]
    return Link(
        str(other["key"]), str(kind["id"]), kind.get("outward" if outward else "inward", "")
    )


def _bodies(row: Json) -> Iterator[str]:
    for comment in _entries(row, "comment", "comments"):
        yield plain(comment.get("body"))


def _prose(row: Json) -> Iterator[str]:
    for name in _PROSE:
        if row["fields"].get(name):
            yield plain(row["fields"][name])
    yield from _bodies(row)


def _history(told: Json) -> History:
    author = both_ways(told["author"])["accountId"] if told.get("author") else None
    changes = tuple(_change(item) for item in told.get("items") or ())
    return History(int(told["id"]), author, read_stamp(told["created"]), changes)


def _account(key: str | None) -> str | None:
    return str(both_ways({"key": key})["accountId"]) if key else None


def _change(item: Json) -> Change:
    name = str(item["field"])
    field = str(item.get("fieldId") or _FIELD_IDS.get(name, ""))
    before, after = item.get("from"), item.get("to")
    if field in PEOPLE and "fieldId" not in item:
        before, after = _account(before), _account(after)
    return Change(name, field, before, item.get("fromString"), after, item.get("toString"))
