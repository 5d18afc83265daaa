"""JSON that is nested deeper than Python's own reader can go.

A rich text that somebody nested a thousand levels deep must not make a whole search
unreadable: this reader keeps its own stack. It is slow, and only used where ``json`` gives up.
"""

from __future__ import annotations

import json
import re

from jiraframe._scalars import Json

_BLANKS = re.compile(r"[ \t\n\r]*")
_CLOSERS = {"[": "]", "{": "}"}


def read_deep_json(text: str) -> Json:
    """Read JSON of any depth.

    Args:
        text: The JSON.

    Returns:
        What ``json.loads`` would return.

    Raises:
        ValueError: The text is no JSON.

    Example:
        >>> read_deep_json('{"a": [1, {"b": null}], "c": "x"}')
        {'a': [1, {'b': None}], 'c': 'x'}
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._scalar = json.JSONDecoder().raw_decode
        self._open: list[tuple[Json, str]] = []
        self._keys: list[str] = []

    def read(self) -> Json:
        """Read the whole text."""
        while True:
            value, whole = self._begin()
            while whole and self._open:
                value, whole = self._place(value)
            if whole:
                break
        if self._next():
            raise ValueError("There is more behind the end of the JSON.")
        return value

    def _begin(self) -> tuple[Json, bool]:
        """Read a scalar or an empty container, or step into a container."""
        first = self._next()
        if first not in _CLOSERS:
            value, self._at = self._scalar(self._text, self._at)
            return value, True
        self._at += 1
        container: Json = [] if first == "[" else {}
        if self._next() == _CLOSERS[first]:
            self._at += 1
            return container, True
        self._open.append((container, _CLOSERS[first]))
        self._key()
        return None, False

    def _place(self, value: Json) -> tuple[Json, bool]:
        """Put a value into the innermost container, and close it where it ends."""
        container, closer = self._open[-1]
        if isinstance(container, list):
            container.append(value)
        else:
            container[self._keys.pop()] = value
        following = self._next()
        self._at += 1
        if following == closer:
            self._open.pop()
            return container, True
        if following != ",":
            raise ValueError(f"{following!r} stands where a comma or {closer} should.")
        self._key()
        return None, False

    def _key(self) -> None:
        if isinstance(self._open[-1][0], list):
            return
        if self._next() != '"':
            raise ValueError("A name is missing.")
        key, self._at = self._scalar(self._text, self._at)
        if self._next() != ":":
            raise ValueError("A colon is missing.")
        self._at += 1
        self._keys.append(key)

    def _next(self) -> str:
        blanks = _BLANKS.match(self._text, self._at)
        self._at = blanks.end() if blanks else self._at
        return self._text[self._at : self._at + 1]
