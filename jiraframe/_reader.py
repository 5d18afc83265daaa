"""The types that one set of columns needs, made for msgspec: what no cell needs is skipped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jiraframe._cells import part, text
from jiraframe._columns import Column, Columns
from jiraframe._scalars import Json


class Issue(Struct, gc=False):
    """An issue as decoded: only the builder of frames looks into ``fields``."""

    id: str
    key: str = ""
    fields: Any = None


class Envelope(Struct, rename="camel"):
    """What an answer holds beside its issues, of Cloud and of Data Center, not yet judged."""

    issues: list[Any]
    total: Any = None
    max_results: Any = None
    is_last: Any = None
    next_page_token: Any = None
    warnings: Any = None
    warning_messages: Any = None
    issue_errors: Any = None


class Reader:
    """Reads answers for one set of columns.

    Args:
        columns: The columns.
        left_out: The ids of fields that Jira does not list and that are not wanted.

    Attributes:
        ids: The ids of all fields that may come.
        inline: The ids of the fields whose inline lists a column needs whole.
    """

    def __init__(self, columns: Columns, left_out: Iterable[str] = ()) -> None:
        wires = _wires(columns)
        skipped = {*columns.known, *left_out} - wires.keys() if columns.open else set()
        self.ids = wires.keys() | skipped
        self.inline = sorted({column.field.id for column in columns if column.whole})
        self._fields = _fields_type({**wires, **dict.fromkeys(skipped, Raw)}, strict=columns.open)
        self._wanted = bool(wires)
        issue = _issue_type(self._fields)
        self._plain_issue = _issue_type(_fields_type(dict.fromkeys(wires, Any), strict=False))
        self._issue = msgspec.json.Decoder(issue)
        self._page = msgspec.json.Decoder(_page_type(issue))

    def page(self, body: bytes) -> Envelope:
        """Decode a page the quick way; msgspec's errors where it cannot."""
        return self._page.decode(body)

    def issue(self, body: bytes) -> Issue:
        """Decode an issue the quick way; msgspec's errors where it cannot."""
        return self._issue.decode(body)

    def fill(self, issues: Iterable[Issue]) -> list[str]:
        """Give issues that came without their fields empty ones; name them if any were wanted."""
        bare = [issue for issue in issues if issue.fields is None]
        for issue in bare:
            issue.fields = self._fields()
        return [issue.key or issue.id for issue in bare if self._wanted]

    def page_from(self, answer: Mapping[str, Json]) -> Envelope:
        """Bring a page that ``json`` has read into the same form."""
        envelope = msgspec.convert({**answer, "issues": []}, Envelope)
        envelope.issues = [self.issue_from(each) for each in answer["issues"]]
        return envelope

    def issue_from(self, answer: Json) -> Issue:
        """Bring an issue that ``json`` has read into the same form.

        Raises:
            ValueError: It is no issue.
        """
        issue_id = text(part(answer, "id"))
        if issue_id is None:
            raise ValueError("The answer holds something that is no issue.")
        fields = part(answer, "fields")
        plain = {
            "id": issue_id,
            "key": text(part(answer, "key")) or "",
            "fields": fields if isinstance(fields, dict) else None,
        }
        return msgspec.convert(plain, self._plain_issue)


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
        wires[field_id] = kind.wire if steps <= set(kind.keeps) else Any
    return wires


def _fields_type(wires: Mapping[str, Any], *, strict: bool) -> type[Struct]:
    return msgspec.defstruct(
        "Fields",
        [(attribute(name), wire, None) for name, wire in wires.items()],
        rename={attribute(name): name for name in wires},
        forbid_unknown_fields=strict,
        gc=False,
    )


def _issue_type(fields: type[Struct]) -> type[Issue]:
    made: Any = msgspec.defstruct(
        "IssueOfColumns", [("fields", fields | None, None)], bases=(Issue,), gc=False
    )
    kind: type[Issue] = made
    return kind


def _page_type(issue: type[Issue]) -> type[Envelope]:
    made: Any = msgspec.defstruct(
        "PageOfColumns",
        [("issues", list[issue])],  # type: ignore[valid-type]  # made at run time
        bases=(Envelope,),
        rename="camel",
    )
    kind: type[Envelope] = made
    return kind
