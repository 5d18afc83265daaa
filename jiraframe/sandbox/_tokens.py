"""The page tokens of Cloud: opaque, bound to one query and its fields, forward only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Sequence

# OpenAPI of Jira Cloud platform v3, SearchAndReconcileResults.nextPageToken.
_LIFE_S = 7 * 24 * 3600.0
_SIGNATURE = 16


class PageTokens:
    """Makes and reads page tokens."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)

    def make(self, offset: int, *, jql: str, fields: Sequence[str]) -> str:
        """Make a token for the page that begins at ``offset``; no two are equal."""
        # Like Jira's own it holds the query in plain sight of whoever decodes it.
        text = json.dumps([offset, time.time(), secrets.token_hex(4), jql, _digest(fields)])
        blob = text.encode()
        return base64.b64encode(self._sign(blob) + blob).decode()

    def read(self, token: str, *, jql: str, fields: Sequence[str]) -> int | None:
        """Give the offset that a token stands for.

        Returns:
            The offset, or None when the token is forged, too old or of another query.
        """
        try:
            raw = base64.b64decode(token, validate=True)
        except (binascii.Error, ValueError):
            return None
        signature, blob = raw[:_SIGNATURE], raw[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._sign(blob)):
            return None
        offset, made, _, of_query, of_fields = json.loads(blob)
        bound = of_query == jql and of_fields == _digest(fields)
        return int(offset) if bound and time.time() - made < _LIFE_S else None

    def _sign(self, blob: bytes) -> bytes:
        return hmac.digest(self._key, blob, "sha256")[:_SIGNATURE]


def _digest(fields: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(sorted(fields)).encode()).hexdigest()[:12]
