"""The history of issues, as both deployments send it: who changed what, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from jiraframe._cells import elements, part, text
from jiraframe._json import read_json
from jiraframe._scalars import Json, read_count
from jiraframe._wire import Named, Other


class Item(msgspec.Struct, gc=False, rename="camel"):
    """One field that changed."""

    field: Any = None
    fieldtype: Any = None
    field_id: Any = None
    from_: Any = msgspec.field(name="from", default=None)
    from_string: Any = None
    to: Any = None
    to_string: Any = None


class History(msgspec.Struct, gc=False):
    """What one person changed in one go."""

    id: Any = None
    author: Named | Other = None
    created: Any = None
    items: list[Item] = []  # msgspec makes a new one for each


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of one issue.

    Attributes:
        id: The issue.
        histories: What came of them; None where the issue did not come.
        total: How many there are, where Jira says so.
        key: The issue's key, where it came along.
        refused: Why Jira would not give all of them, where it would not.
    """

    id: str
    histories: Sequence[History] | None
    total: int | None = None
    key: str = ""
    refused: str = ""

    @property
    def short(self) -> bool:
        """Whether Jira says that there are more than came."""
        return self.total is not None and self.total > len(self.histories or ())


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """One answer that holds the changes of several issues.

    Attributes:
        issues: The issues, with their changes.
        total: How many issues there are (Data Center).
        next_token: What to ask the next page with (Cloud).
    """

    issues: Sequence[Changes]
    total: int | None = None
    next_token: str | None = None


class _Bulk(msgspec.Struct, rename="camel"):
    issue_id: str | int
    change_histories: list[History] = []


class _BulkPage(msgspec.Struct, rename="camel"):
    issue_change_logs: list[_Bulk]
    next_page_token: str | None = None


class _Changelog(msgspec.Struct):
    histories: list[History] = []
    total: Any = None


class _Expanded(msgspec.Struct):
    id: str | int
    key: str = ""
    changelog: _Changelog | None = None


class _ExpandedPage(msgspec.Struct):
    issues: list[_Expanded]
    total: Any = None


T = TypeVar("T")
_BULK, _EXPANDED = msgspec.json.Decoder(_BulkPage), msgspec.json.Decoder(_ExpandedPage)
_ONE = msgspec.json.Decoder(_Expanded)


def decode_bulk(body: bytes) -> ChangesPage:
    """Decode a page of Cloud's ``changelog/bulkfetch``.

    Raises:
        ValueError: The body is no such page.
    """
    page = _decoded(body, _BULK, _BulkPage)
    found = [Changes(str(each.issue_id), each.change_histories) for each in page.issue_change_logs]
    return ChangesPage(found, next_token=page.next_page_token or None)


def decode_expanded(body: bytes) -> ChangesPage:
    """Decode a search with ``expand=changelog``.

    Raises:
        ValueError: The body is no such page.
    """
    page = _decoded(body, _EXPANDED, _ExpandedPage)
    return ChangesPage([_expanded(issue) for issue in page.issues], read_count(page.total))


def decode_one(body: bytes) -> Changes:
    """Decode one issue with ``expand=changelog``.

    Raises:
        ValueError: The body is no such issue.
    """
    return _expanded(_decoded(body, _ONE, _Expanded))


def told(rows: Sequence[Json]) -> list[History]:
    """Read the rows of one issue's own list of changes.

    Raises:
        ValueError: They are no changes.
    """
    return _converted(_sound({"histories": list(rows)}), _Changelog).histories


def _expanded(issue: _Expanded) -> Changes:
    log = issue.changelog or _Changelog()
    return Changes(str(issue.id), log.histories, read_count(log.total), issue.key)


def _decoded(body: bytes, decoder: msgspec.json.Decoder[T], kind: type[T]) -> T:
    try:
        return decoder.decode(body)
    except (msgspec.DecodeError, RecursionError):
        # What msgspec refuses, such as half a character, is read by json.
        return _converted(_sound(read_json(body)), kind)


def _converted(answer: Json, kind: type[T]) -> T:
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as exc:
        raise ValueError("The answer holds no history of issues.") from exc


_LISTS = frozenset({"histories", "changeHistories", "items", "issues", "issueChangeLogs"})


def _sound(answer: Json) -> Json:
    """Leave out of lists of histories what is no object, and take null for an empty list."""
    if not isinstance(answer, dict):
        return answer
    return {
        name: [_sound(each) for each in elements(value) if isinstance(each, dict)]
        if name in _LISTS and (value is None or isinstance(value, list))
        else _sound(value)
        for name, value in answer.items()
    }


def author_id(author: Json) -> str | None:
    """Name the account: its id on Cloud, the user name on Data Center."""
    return text(part(author, "accountId") or part(author, "name") or part(author, "key"))
