"""The ``~`` of JQL: words, phrases and wild cards in text."""

from __future__ import annotations

import re
from collections.abc import Callable

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"[\w*?]+")
_CONNECTIVES = frozenset({"AND", "OR", "NOT"})


def text_test(query: str) -> Callable[[str], bool] | None:
    r"""Compile a text search.

    Args:
        query: Words that must all be there, in any order and case; phrases in double quotes;
            ``*`` and ``?`` stand for some letters and for one. A word after ``-`` or ``!`` must
            not be there. A character after a backslash is a plain one.

    Returns:
        A test of a text, or None when nothing in the query can be looked for.

    Example:
        >>> test = text_test('fix "log in" pa?e*')
        >>> test("A Fix for log-in pages"), test("Fix pages that log it in")
        (True, False)
    """
    wanted: list[re.Pattern[str]] = []
    banned: list[re.Pattern[str]] = []
    for phrase, word in _TERM.findall(query):
        if word in _CONNECTIVES:
            continue
        pattern = _pattern(phrase or word.lstrip("+-!"))
        if pattern is not None:
            (banned if word.startswith(("-", "!")) else wanted).append(pattern)
    if not wanted and not banned:
        return None
    return lambda text: _matches(text, wanted, banned)


def _matches(text: str, wanted: list[re.Pattern[str]], banned: list[re.Pattern[str]]) -> bool:
    return all(each.search(text) for each in wanted) and not any(
        each.search(text) for each in banned
    )


def _pattern(term: str) -> re.Pattern[str] | None:
    plain = re.sub(r"\\(.)", r"\1", re.sub(r"\\[*?]", " ", term))
    words = [word for word in _WORD.findall(plain) if word.strip("*?")]
    if not words:
        return None
    parts = (re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w") for word in words)
    joined = r"\W+".join(parts)
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)
