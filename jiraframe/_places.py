"""Where in a query Jira's words belong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql import FieldName, Function, Span, Value, parse

# Jira counts lines and characters from 1 and says them inside its text, in every language that
# was seen. OpenAPI of Jira Cloud platform v3, /jql/parse.
_LINE_AND_COLUMN = re.compile(r"\(line (\d+), character (\d+)\)")
_NAMED = re.compile(r"'([^']+)'")
Place: TypeAlias = Span | None


def place(query: str, said: str) -> Place:
    """Find the part of a query that a text of Jira's is about.

    Args:
        query: The JQL.
        said: Jira's text; it names a line and a character, or the field, function or value.

    Returns:
        Start and end in characters from 0; None where the text names nothing of the query.

    Example:
        >>> place("a = 1 AND foo = 2", "Field 'foo' does not exist.")
        (10, 13)
        >>> place("status == Done", "Expecting a value but got '='. (line 1, character 9)")
        (8, 9)
    """
    found = _LINE_AND_COLUMN.search(said)
    if found:
        return _at(query, int(found[1]), int(found[2]))
    try:
        tree = parse(query)
    except JQLSyntaxError as exc:
        return None if exc.position is None else (exc.position, exc.position + 1)
    spans = {name.casefold(): span for name, span in reversed(list(_names(tree)))}
    for name in _NAMED.findall(said):
        span = spans.get(name.removesuffix("()").casefold())
        if span is not None:
            return span
    return None


def _at(query: str, line: int, column: int) -> Place:
    before = query.split("\n")[: line - 1]
    start = min(sum(len(each) + 1 for each in before) + column - 1, len(query))
    return start, min(start + 1, len(query))


def _names(node: object) -> Iterator[tuple[str, Span]]:
    """Name the fields, functions and values of a tree, in the order of the text."""
    if isinstance(node, FieldName | Function):
        yield node.name, node.span
    elif isinstance(node, Value):
        yield node.text, node.span
    if isinstance(node, tuple):
        for each in node:
            yield from _names(each)
    elif is_dataclass(node):
        for each in fields(node):
            yield from _names(getattr(node, each.name))
