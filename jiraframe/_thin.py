"""Pages read for ids and sort values alone, not for cells."""

from __future__ import annotations

from typing import Any

import msgspec

from jiraframe._page import Issue, Page


class _PlainIssue(Issue):
    # For a query that asks for ids, Cloud sends no key and no fields.
    fields: dict[str, Any] | None = None


class _Envelope(msgspec.Struct, rename="camel"):
    issues: list[_PlainIssue]
    total: int | None = None
    max_results: int | None = None
    is_last: bool | None = None
    next_page_token: str | None = None


_DECODER = msgspec.json.Decoder(_Envelope, strict=False)


def decode_thin(body: bytes) -> Page:
    """Read a page of a search for ids; ``fields`` of an issue is what Jira sent.

    Raises:
        ValueError: The body is no page.
    """
    sent = _DECODER.decode(body)
    return Page(
        list(sent.issues),
        total=sent.total,
        max_results=sent.max_results,
        is_last=sent.is_last,
        next_token=sent.next_page_token,
    )
