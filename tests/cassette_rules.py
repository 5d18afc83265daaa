"""What may stand in a cassette: an allow-list, so that nothing is kept by oversight.

Kept are method, path, query and body of a request; status, content type, ``Retry-After`` and
body of an answer. The host becomes ``jira.example`` and people become ``user-1``, ``user-2``.
"""

from __future__ import annotations

import json
import re
from copy import copy
from typing import Any
from urllib.parse import urlsplit, urlunsplit

HOST = "https://jira.example"
KEPT_HEADERS = frozenset({"content-type", "retry-after"})
_PERSON = frozenset({"displayName", "accountId", "emailAddress"})
_PICTURES = frozenset({"avatarUrls", "avatarUrl", "iconUrl", "avatarUri"})


class Rules:
    """The filters of one recording; people keep their number through it."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._people: dict[str, str] = {}

    def request(self, request: Any) -> Any:
        """Keep method, path, query and body."""
        kept = copy(request)
        parts = urlsplit(request.uri)
        base = urlsplit(self._base_url)
        path = parts.path.removeprefix(base.path) if parts.netloc == base.netloc else parts.path
        kept.uri = urlunsplit(("https", "jira.example", path, parts.query, ""))
        kept.headers = {}
        return kept

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        """Keep status, two headers and the body, without its people and its host."""
        headers = {
            name: values
            for name, values in response["headers"].items()
            if name.lower() in KEPT_HEADERS
        }
        text = response["body"]["string"].decode()
        return {
            "status": {"code": response["status"]["code"], "message": ""},
            "headers": headers,
            "body": {"string": self._text(text).encode()},
        }

    def _text(self, text: str) -> str:
        try:
            body = json.loads(text)
        except ValueError:
            return re.sub(re.escape(self._base_url), HOST, text)
        return json.dumps(self._clean(body), ensure_ascii=False)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._object(value)
        if isinstance(value, list):
            return [self._clean(each) for each in value]
        return value.replace(self._base_url, HOST) if isinstance(value, str) else value

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        kept = {name: self._clean(each) for name, each in value.items() if name not in _PICTURES}
        if not _PERSON & value.keys():
            return kept
        who = str(value.get("accountId") or value.get("name") or value.get("displayName"))
        number = self._people.setdefault(who, f"user-{len(self._people) + 1}")
        for name in ("accountId", "name", "key", "displayName"):
            if name in kept:
                kept[name] = number
        if "emailAddress" in kept:
            kept["emailAddress"] = f"{number}@jira.example"
        kept.pop("self", None)
        return kept
