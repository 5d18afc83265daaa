"""Jira's own words for a query that does not parse."""

from __future__ import annotations

import re

from jiraframe.errors import JQLSyntaxError

_OPERATORS = (
    "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and "
    "'IS NOT'."
)
_VALUE = "either a value, list or function"
_TOKEN = re.compile(r"[^\s!=<>~(),]+|[!=<>~]+|.", re.DOTALL)


def syntax_text(error: JQLSyntaxError) -> str:
    """Say what is wrong with a query as Jira says it.

    Args:
        error: What the parser found, with the query.

    Returns:
        The text, with line and character (from 1) where Jira names them.

    Example:
        >>> from jiraframe.jql import parse
        >>> try:
        ...     parse("a = 1 b = 2")
        ... except JQLSyntaxError as error:
        ...     print(syntax_text(error))
        Error in the JQL Query: Expecting either 'OR' or 'AND' but got 'b'. (line 1, character 7)
    """
    position = len(error.query) if error.position is None else error.position
    rest = error.query[position:]
    if not rest.strip():
        return f"Error in the JQL Query: {_at_the_end(error)}"
    return f"Error in the JQL Query: {_inside(error, rest)} {_place(error.query, position)}"


def _inside(error: JQLSyntaxError, rest: str) -> str:
    quote = rest[0]
    if quote in "\"'" and not re.match(rf"{quote}(\\.|[^\\{quote}])*{quote}", rest, re.DOTALL):
        return f"The quoted string '{rest[1:]}' has not been completed."
    found = _TOKEN.match(rest)
    got = found.group() if found else quote
    expected = _expected(error)
    text = f"Expecting {expected} but got '{got}'."
    if expected == "operator":
        return f"{text} {_OPERATORS}"
    if expected == _VALUE:
        return f"{text} You must surround '{got}' in quotation marks to use it as a value."
    return text


def _at_the_end(error: JQLSyntaxError) -> str:
    expected = _expected(error)
    if expected == "a field name":
        return f"Expecting {expected} at the end of the query."
    return f"Expecting {expected} before the end of the query."


def _expected(error: JQLSyntaxError) -> str:
    expected = set(error.expected)
    if "=" in expected:
        return "operator"
    if ")" in expected:
        return "')'"
    if "AND" in expected:
        return "either 'OR' or 'AND'"
    if "a field" in expected:
        return "a field name"
    if expected & {"a value", "a function", "EMPTY"}:
        return _VALUE
    return " or ".join(f"'{each}'" for each in error.expected) or "something else"


def _place(query: str, position: int) -> str:
    line = query.count("\n", 0, position) + 1
    character = position - (query.rfind("\n", 0, position) + 1) + 1
    return f"(line {line}, character {character})"
