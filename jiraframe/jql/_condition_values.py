"""Python values as leaves of a tree."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from jiraframe.errors import ArgumentError, JQLError
from jiraframe.jql._quote import is_list, listed, literal, unboxed
from jiraframe.jql._tokens import decode
from jiraframe.jql._tree import Empty, FieldName, Function, ListOperand, Moment, Operand, Value

_NUMBERED: Final = re.compile(r"cf\[([0-9]+)\]|customfield_([0-9]+)", re.IGNORECASE)


def field_name(name: str) -> FieldName:
    """Make the leaf of a field.

    Args:
        name: A name as it is, or ``cf[10010]`` or ``customfield_10010``.

    Returns:
        The leaf.

    Raises:
        ArgumentError: ``name`` is no text, or an empty one.
    """
    if not isinstance(name, str) or not name.strip():
        raise ArgumentError(
            f"{name!r} is no name of a field.",
            fix='Give a name such as "Story Points", or "cf[10010]".',
        )
    numbered = _NUMBERED.fullmatch(name)
    return FieldName(f"cf[{numbered[1] or numbered[2]}]" if numbered else name)


def fn(name: str, *arguments: object) -> Function:
    """Call a function of JQL, for a condition that ``field`` begins.

    Args:
        name: The function's name, without brackets.
        *arguments: Its arguments: what ``quote`` takes, and no lists.

    Returns:
        The call.

    Raises:
        ArgumentError: ``name`` is no text, an empty one, or has brackets.
        JQLError: An argument has no literal.

    Example:
        >>> from jiraframe.jql import field
        >>> print(field("assignee").in_(fn("membersOf", "jira-users")))
        assignee IN membersOf("jira-users")
    """
    if not isinstance(name, str) or not name.strip() or not set("()").isdisjoint(name):
        raise ArgumentError(
            f"{name!r} is no name of a function.",
            fix='Write the name alone, and arguments behind it: fn("startOfDay", "-1d").',
        )
    values = [one(each) for each in arguments]
    plain = tuple(each for each in values if isinstance(each, Value))
    if len(plain) < len(values):
        raise JQLError(
            f"The arguments of {name}() are plain values, neither functions nor EMPTY.",
            fix="Give a str, a number, a date or a datetime.",
        )
    return Function(name, plain)


def one(value: object) -> Value | Empty | Function:
    """Make the leaf of a single value.

    Args:
        value: What ``quote`` takes, no list; or a leaf such as ``fn(...)`` and ``Empty()``.

    Returns:
        The leaf.

    Raises:
        JQLError: The value has no literal.
    """
    if isinstance(value, (Value, Empty, Function)):
        return value
    if value is None:
        raise JQLError(
            "None has no form in JQL.",
            fix="Write .is_empty() or .is_not_empty() for a field without a value.",
        )
    if is_list(value):
        raise JQLError(
            "A list cannot stand where a single value does.",
            fix="Write .in_() or .not_in() for several values.",
        )
    held = unboxed(value)
    if isinstance(held, datetime) and held == held:  # pandas.NaT is a datetime
        return Moment(held.isoformat(" "), quoted=True, at=held)
    text = literal(held)
    return Value(decode(text), quoted=text.startswith('"'))


def several(values: object) -> ListOperand | Function:
    """Make what stands behind IN.

    Args:
        values: An iterable of values, ``fn(...)`` among them; a call that gives a list; or a
            single value, for a list of one.

    Returns:
        The list, that of a set sorted; or the call.

    Raises:
        JQLError: The list is empty, or a value in it has no literal.
    """
    if isinstance(values, (Function, ListOperand)):
        return values
    if not is_list(values):
        return ListOperand((one(values),))
    items = [_item(each) for each in listed(values)]
    unordered = isinstance(values, (set, frozenset))
    return ListOperand(tuple(sorted(items, key=repr) if unordered else items))


def _item(value: object) -> Value | Empty | Function:
    if is_list(value):
        raise JQLError("A list holds single values.", fix="Write one list of all of them.")
    return one(value)


def either(value: object) -> Operand:
    """Make what stands behind BY and the like: a single value, or a list of them."""
    return several(value) if is_list(value) else one(value)


def pair(values: object) -> ListOperand:
    """Make what stands behind DURING.

    Raises:
        JQLError: There are not two values.
    """
    both = list(values) if is_list(values) and not isinstance(values, (set, frozenset)) else []
    if len(both) != 2:
        raise JQLError(
            "A time has a beginning and an end.",
            fix='Give both: during=("2024-01-01", "2024-02-01").',
        )
    return ListOperand((one(both[0]), one(both[1])))
