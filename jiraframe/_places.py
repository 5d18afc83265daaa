"""Where in a query Jira's words belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Final, TypeAlias
from unicodedata import category, normalize

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql import FieldName, Function, Span, Value, parse

# Jira counts lines and characters from 1 and says them in brackets at the end, in the account's
# language. OpenAPI of Jira Cloud platform v3, /jql/parse.
_WORD: Final = r"[^\d()-]{0,30}"
_LINE_AND_COLUMN: Final = re.compile(
    rf"\({_WORD}([1-9]\d{{0,8}}){_WORD}[^\W\d]{_WORD}([1-9]\d{{0,8}}){_WORD}\)\W*\Z"
)
_SPACED: Final = re.compile(r"(?<=«)\s+|\s+(?=»)")
Place: TypeAlias = Span | None


def place(query: str, said: str) -> Place:
    """Find the part of a query that a text of Jira's is about.

    Args:
        query: The JQL.
        said: Jira's text, in any language; it names a line and a character, or the field,
            function or value.

    Returns:
        Start and end in characters from 0; None where the text names nothing of the query.

    Example:
        >>> place("a = 1 AND foo = 2", "Field 'foo' does not exist.")
        (10, 13)
        >>> place("status == Done", "Expecting a value but got '='. (line 1, character 9)")
        (8, 9)
    """
    # Where characters are wide, brackets are as well.
    found = _LINE_AND_COLUMN.search(normalize("NFKC", said))
    if found and int(found[1]) <= query.count("\n") + 1:
        return _at(query, int(found[1]), int(found[2]))
    try:
        return _named(said, _spans(query))
    except JQLSyntaxError as exc:
        return None if exc.position is None else (exc.position, exc.position + 1)


def _at(query: str, line: int, column: int) -> Place:
    before = query.split("\n")[: line - 1]
    start = min(sum(len(each) + 1 for each in before) + column - 1, len(query))
    return start, min(start + 1, len(query))


@lru_cache(maxsize=1)
def _spans(query: str) -> dict[str, Span]:
    """Name what stands in a query and where it does first; Jira says many things of one query."""
    return {name.casefold(): span for name, span in reversed(list(_names(parse(query))))}


def _named(said: str, spans: dict[str, Span]) -> Place:
    """Find the first name of a text that is in quotes, or else that stands alone."""
    text = _SPACED.sub("", said).casefold()
    mentions = [
        (not quoted, at, -len(name), span)
        for name, span in spans.items()
        if name in text
        for at, quoted in _mentions(text, name)
    ]
    return min(mentions)[-1] if mentions else None


def _mentions(text: str, name: str) -> Iterator[tuple[int, bool]]:
    """Give where a text has a name as a whole, and whether in quotes."""
    at = text.find(name) if name else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) :].removeprefix("()")[:1]
        if _is_quote(before, "Ps") and _is_quote(after, "Pe"):
            yield at, True
        elif not before.isalnum() and not after.isalnum():
            yield at, False
        at = text.find(name, at + 1)


def _is_quote(mark: str, kind: str) -> bool:
    """Say whether a mark is a quote; of brackets, those that Japanese quotes with."""
    return mark in tuple("'\"") or (not mark.isascii() and category(mark) in ("Pi", "Pf", kind))


def _names(node: object) -> Iterator[tuple[str, Span]]:
    """Name the fields, functions and values of a tree, in the order of the text."""
    for each in nodes(node):
        if isinstance(each, FieldName | Function):
            yield each.name, each.span
        elif isinstance(each, Value):
            yield each.text, each.span


def nodes(node: object) -> Iterator[object]:
    """Walk over every node of a tree, in the order of the text."""
    if isinstance(node, tuple):
        for each in node:
            yield from nodes(each)
    elif is_dataclass(node):
        yield node
        for each in fields(node):
            yield from nodes(getattr(node, each.name))
