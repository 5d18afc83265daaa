"""An answer's bytes to issues, decoded as far as the columns need it.

A page that msgspec refuses (a lone surrogate, a number beyond all bounds, an id that is
a number) is read by ``json`` and brought into the same form: the cells do not differ.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jiraframe._cells import elements, part, rows, text
from jiraframe._columns import Column, Columns
from jiraframe._fields import Field
from jiraframe._schema import kind_of
from jiraframe._kinds import RAW
from jiraframe._scalars import Json, read_count

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Issue(Struct, gc=False):
    """An issue as decoded: only the builder of frames looks into ``fields``."""

    id: str
    key: str = ""
    fields: Any = None


@dataclass(frozen=True, slots=True)
class CutList:
    """A list inside an issue that Jira sent in part.

    Attributes:
        issue: The issue.
        field_id: ``comment`` or ``worklog``.
        total: How many rows there are.
        have: How many came.
    """

    issue: Issue
    field_id: str
    total: int
    have: int

    def complete(self, rows: Sequence[Json]) -> None:
        """Put the whole list in the place of the cut one."""
        value = {"total": len(rows), f"{self.field_id}s": list(rows)}
        setattr(self.issue.fields, attribute(self.field_id), value)


@dataclass(slots=True)
class Page:
    """One answer to a search, or to a request for several issues.

    Attributes:
        issues: The rows.
        total: How many rows there are in all (Data Center).
        start_at: The number of the first row (Data Center).
        max_results: The page size that Jira used (Data Center).
        is_last: Whether Jira says that nothing follows (Cloud).
        next_token: What to ask the next page with (Cloud).
        warnings: What Jira has to say of the query, and which fields were left out.
        issue_errors: Why single issues did not come, by id (Cloud's ``bulkfetch``).
        inline: The ids of the fields whose inline lists a column needs whole.
    """

    issues: list[Issue]
    total: int | None = None
    start_at: int | None = None
    max_results: int | None = None
    is_last: bool | None = None
    next_token: str | None = None
    warnings: list[str] = field(default_factory=list)
    issue_errors: dict[str, str] = field(default_factory=dict)
    inline: Sequence[str] = ()

    def cuts(self) -> list[CutList]:
        """Find the lists that Jira sent in part and that a column needs whole."""
        return cut_lists(self.issues, self.inline)


def cut_lists(issues: Iterable[Issue], field_ids: Iterable[str]) -> list[CutList]:
    """Find the inline lists of which Jira sent fewer rows than it says there are."""
    found = []
    for field_id in field_ids:
        name = attribute(field_id)
        for issue in issues:
            value = getattr(issue.fields, name, None)
            total, have = read_count(part(value, "total")), len(rows(value))
            if total is not None and total > have:
                found.append(CutList(issue, field_id, total, have))
    return found


class PageDecoder:
    """Decodes answers for the columns of one frame; threads may share it.

    Args:
        columns: The columns.
        grow: Whether a field that the site does not list becomes a column; otherwise the page
            says in its warnings that it was left out.
    """

    def __init__(self, columns: Columns, *, grow: bool = True) -> None:
        self._columns = columns
        self._grow = grow
        self._left_out: set[str] = set()
        self._lock = Lock()
        self._reader = _Reader(columns, ())

    def decode(self, body: bytes) -> Page:
        """Decode one answer with a list ``issues``.

        Args:
            body: The answer.

        Returns:
            The page.

        Raises:
            ValueError: The body is no JSON, or has no list of issues: cut short, a login page.
        """
        reader = self._reader
        try:
            page = reader.page(body)
        except (msgspec.DecodeError, RecursionError):
            answer = _loads(body)
            if not isinstance(answer, dict) or not isinstance(answer.get("issues"), list):
                raise ValueError("The answer has no list of issues.") from None
            warnings = self._meet_unlisted(answer["issues"])
            page = self._reader.page_from(answer)
            page.warnings += warnings
        return page

    def decode_issue(self, body: bytes) -> Issue:
        """Decode one issue.

        Args:
            body: The answer.

        Returns:
            The issue.

        Raises:
            ValueError: The body is no JSON, or no issue.
        """
        try:
            return self._reader.issue(body)
        except (msgspec.DecodeError, RecursionError):
            answer = _loads(body)
            self._meet_unlisted([answer])
            return self._reader.issue_from(answer)

    def cuts(self, issues: Sequence[Issue]) -> list[CutList]:
        """Find the lists of issues that Jira sent in part and that a column needs whole."""
        return cut_lists(issues, self._reader.inline)

    def _meet_unlisted(self, issues: Iterable[Json]) -> list[str]:
        """Make columns of fields that nobody listed, or say that they are left out."""
        if not self._columns.open:
            return []
        with self._lock:
            sent = {name for issue in issues for name in part(issue, "fields") or ()}
            new = sorted(sent - self._reader.ids)
            if not new:
                return []
            if self._grow:
                for field_id in new:
                    unlisted = Field.unlisted(field_id)
                    self._columns.add_unlisted(unlisted, kind_of(unlisted))
            else:
                self._left_out.update(new)
            self._reader = _Reader(self._columns, self._left_out)
        if self._grow:
            return []
        return [
            f"Jira sent fields that it does not list, and they were left out: {', '.join(new)}."
        ]


class _Reader:
    """The types that one set of columns needs."""

    def __init__(self, columns: Columns, left_out: Iterable[str]) -> None:
        wires = _wires(columns)
        skipped = {*columns.known, *left_out} - wires.keys() if columns.open else set()
        self.ids = wires.keys() | skipped
        self.inline = sorted({column.field.id for column in columns if column.whole})
        fast = {**wires, **dict.fromkeys(skipped, Raw)}
        slow = {name: Any if wire is Raw else wire for name, wire in wires.items()}
        issue = _issue_type(fast, strict=columns.open)
        self._slow = _issue_type(slow, strict=False)
        self.issue = msgspec.json.Decoder(issue).decode
        self._page = msgspec.json.Decoder(_envelope_type(issue)).decode

    def page(self, body: bytes) -> Page:
        """Decode a page the quick way."""
        answer = self._page(body)
        return self._made(answer.issues, lambda name: getattr(answer, name))

    def page_from(self, answer: dict[str, Json]) -> Page:
        """Bring a page that ``json`` has read into the same form."""
        return self._made([self.issue_from(each) for each in answer["issues"]], answer.get)

    def issue_from(self, answer: Json) -> Issue:
        """Bring an issue that ``json`` has read into the same form."""
        issue_id = text(part(answer, "id"))
        if issue_id is None:
            raise ValueError("The answer holds something that is no issue.")
        fields = part(answer, "fields")
        plain = {
            "id": issue_id,
            "key": text(part(answer, "key")) or "",
            "fields": fields if isinstance(fields, dict) else {},
        }
        return msgspec.convert(plain, self._slow)

    def _made(self, issues: list[Issue], get: Any) -> Page:
        token, last = get("nextPageToken"), get("isLast")
        return Page(
            issues,
            total=read_count(get("total")),
            start_at=read_count(get("startAt")),
            max_results=read_count(get("maxResults")),
            is_last=last if isinstance(last, bool) else None,
            next_token=token if isinstance(token, str) and token else None,
            warnings=_messages(get("warnings")) + _messages(get("warningMessages")),
            issue_errors={
                str(part(each, "id")): text(part(each, "errorMessage")) or ""
                for each in elements(get("issueErrors"))
            },
            inline=self.inline,
        )


def attribute(field_id: str) -> str:
    """Name the attribute that holds a field; ids need not be names in Python.

    Example:
        >>> attribute("summary"), attribute("a-b")
        ('f_summary', 'x_612d62')
    """
    name = f"f_{field_id}"
    return name if name.isidentifier() and name.isascii() else f"x_{field_id.encode().hex()}"


def _wires(columns: Columns) -> dict[str, Any]:
    """Choose how each field is decoded: raw bytes, the object its cell needs, or plain JSON."""
    asked: dict[str, list[Column]] = defaultdict(list)
    for column in columns:
        asked[column.field.id].append(column)
    wires = {}
    for field_id, same in asked.items():
        kind = same[0].kind
        steps = {step for column in same for step in column.steps[:1]}
        if kind is RAW:
            wires[field_id] = Any if steps else Raw
        else:
            wires[field_id] = kind.wire if steps <= set(kind.keeps) else Any
    return wires


def _issue_type(wires: dict[str, Any], *, strict: bool) -> type[Issue]:
    fields = msgspec.defstruct(
        "Fields",
        [(attribute(name), wire, None) for name, wire in wires.items()],
        rename={attribute(name): name for name in wires},
        forbid_unknown_fields=strict,
        gc=False,
    )
    # Absent fields are an empty object: what is built of issues finds every attribute.
    empty = msgspec.field(default_factory=fields)
    return msgspec.defstruct("IssueOfColumns", [("fields", fields, empty)], bases=(Issue,), gc=False)


def _envelope_type(issue: type[Issue]) -> type[Struct]:
    names = (
        "total", "startAt", "maxResults", "isLast", "nextPageToken", "warnings",
        "warningMessages", "issueErrors",
    )  # fmt: skip
    return msgspec.defstruct(
        "Envelope",
        [("issues", list[issue]), *((name, Any, None) for name in names)],  # type: ignore[valid-type]
    )


def _messages(found: Json) -> list[str]:
    said = [
        text(part(each, "message")) if isinstance(each, dict) else text(each)
        for each in elements(found)
    ]
    return [each for each in said if each]


def _loads(body: bytes) -> Json:
    """Read JSON as ``json`` does, with a mark in the place of half a character."""
    answer = json.loads(body.decode("utf-8-sig", "replace"))
    return _mended(answer) if _SURROGATE_ESCAPE.search(body) else answer


def _mended(value: Json) -> Json:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(each) for each in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(each) for name, each in value.items()}
    return value
