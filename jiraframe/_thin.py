"""Pages read for ids and sort values alone, not for cells."""

from __future__ import annotations

from typing import Any

import msgspec


class ThinIssue(msgspec.Struct, gc=False):
    """An issue of which only identity and sort values are of interest."""

    id: str
    key: str = ""
    fields: dict[str, Any] = {}


_NAMES = {"next_token": "nextPageToken", "is_last": "isLast", "max_results": "maxResults"}


class ThinPage(msgspec.Struct, rename=_NAMES):
    """The part of a search's answer that paging needs."""

    issues: list[ThinIssue]
    total: int | None = None
    max_results: int | None = None
    is_last: bool | None = None
    next_token: str | None = None
    warnings: tuple[()] = ()

    def cuts(self) -> tuple[()]:
        """A thin row has no lists that could be cut."""
        return ()


_DECODER = msgspec.json.Decoder(ThinPage, strict=False)


def decode_thin(body: bytes) -> ThinPage:
    """Read a page of a search for ids.

    Raises:
        ValueError: The body is no page.
    """
    return _DECODER.decode(body)
