"""Pages read for ids and sort values alone, not for cells."""

from __future__ import annotations

from typing import Any

import msgspec

from jiraframe._cells import part
from jiraframe._json import read_object
from jiraframe._page import Issue, Page
from jiraframe._scalars import read_count


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
    try:
        sent = _DECODER.decode(body)
    except msgspec.DecodeError:
        sent = _by_hand(read_object(body))
    return Page(
        list(sent.issues),
        total=sent.total,
        max_results=sent.max_results,
        is_last=sent.is_last,
        next_token=sent.next_page_token or None,
    )


def _by_hand(answer: dict[str, Any]) -> _Envelope:
    """Take what msgspec refuses, such as an id that is a number."""
    sent = answer.get("issues")
    if not isinstance(sent, list) or not all(part(each, "id") for each in sent):
        raise ValueError("The answer is no page of issues.")
    issues = [
        _PlainIssue(str(part(each, "id")), str(part(each, "key") or ""), part(each, "fields"))
        for each in sent
    ]
    last, token = answer.get("isLast"), answer.get("nextPageToken")
    return _Envelope(
        issues,
        total=read_count(answer.get("total")),
        max_results=read_count(answer.get("maxResults")),
        is_last=last if isinstance(last, bool) else None,
        next_page_token=token if isinstance(token, str) else None,
    )
