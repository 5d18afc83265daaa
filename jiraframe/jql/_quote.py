"""Python values as JQL literals: the one place where anything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from itertools import chain, repeat
from numbers import Integral, Real
from typing import Final, Protocol, TypeGuard, runtime_checkable

from jiraframe.errors import JQLError
from jiraframe.jql._instants import Bound, minute

# Beside what JQL forbids: characters that are invisible, or turn the text around them.
_UNSAFE: Final = re.compile(
    r"""["\\\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000"""
    r"""\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\uffff]"""
)
_SHORT: Final = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
# Ways out for values that people do hand over and that have no literal.
_INSTEAD: Final = {
    "NoneType": "Write `field IS EMPTY` in the query.",
    "NaTType": "Write `field IS EMPTY` in the query; drop missing values from a list.",
    "NAType": "Write `field IS EMPTY` in the query; drop missing values from a list.",
    "timedelta": 'Give a datetime, or a text such as "-7d".',
    "bytes": "Decode it to str.",
    "DataFrame": "Give one of its columns.",
    "Condition": "A condition is no value: join conditions by & or jql.and_.",
    "Query": "A query is no value: join conditions by & or jql.and_.",
}


class _NumPyType(Protocol):
    @property
    def kind(self) -> str: ...


@runtime_checkable
class _NumPyScalar(Protocol):
    @property
    def dtype(self) -> _NumPyType: ...

    def astype(self, dtype: str, /) -> _NumPyScalar: ...

    def item(self) -> object: ...


def quote(value: object, *, zone: tzinfo | None = None) -> str:
    r"""Write a Python value as a JQL literal that cannot leave its quotes.

    Args:
        value: A str; an int, float or Decimal; a bool; a date; a datetime; or an iterable of
            these. Scalars of NumPy and pandas count as what they hold.
        zone: The time zone of the Jira account, in which Jira reads every date. Without it a
            datetime that has a zone of its own has no literal.

    Returns:
        The literal. Text stands in double quotes whatever it is; an int stands bare; a date is
        ``"yyyy-MM-dd"`` and a datetime ``"yyyy-MM-dd HH:mm"``, seconds cut off; an iterable is
        a list in brackets, that of a set sorted.

    Raises:
        JQLError: The value has no literal: None and other missing values, infinity, an empty
            list, a list in a list, a mapping, a datetime with a zone where ``zone`` is None.

    Example:
        >>> print(quote('a "quoted" word'))
        "a \"quoted\" word"
        >>> print(quote(["To Do", "Done"]))
        ("To Do", "Done")
        >>> print(quote(date(2024, 2, 29)))
        "2024-02-29"
    """
    return f"({', '.join(list_literals(value, zone))})" if is_list(value) else literal(value, zone)


def literal(value: object, zone: tzinfo | None = None, bound: Bound | None = None) -> str:
    """Write a single value; ``quote`` says how.

    Args:
        value: The value.
        zone: The time zone of the Jira account.
        bound: Which way a datetime may be rounded so that no row is lost; None cuts it off.

    Returns:
        The literal.

    Raises:
        JQLError: The value has no literal.
    """
    value = unboxed(value)
    if isinstance(value, str):
        return _quoted(str.__str__(value))
    if isinstance(value, bool):
        return _quoted(str(value).lower())
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, (Real, Decimal)):
        return _quoted(_decimal(value))
    if isinstance(value, datetime) and value == value:  # pandas.NaT is a datetime
        return _quoted(minute(value, zone, bound))
    if isinstance(value, date) and value == value:
        return _quoted(value.isoformat())
    raise _no_literal(value)


def list_literals(
    values: Iterable[object], zone: tzinfo | None = None, bounds: Iterable[Bound | None] = ()
) -> list[str]:
    """Write each value of a list.

    Args:
        values: The values.
        zone: The time zone of the Jira account.
        bounds: Which way the first datetimes may be rounded; the others are cut off.

    Returns:
        The literals, in order; those of a set sorted.

    Raises:
        JQLError: The list is empty, or a value in it has no literal.
    """
    literals = [
        literal(each, zone, bound)
        for each, bound in zip(listed(values), chain(bounds, repeat(None)), strict=False)
    ]
    return sorted(literals) if isinstance(values, (set, frozenset)) else literals


def listed(values: Iterable[object]) -> list[object]:
    """Read a list once.

    Args:
        values: The values.

    Returns:
        The values.

    Raises:
        JQLError: The list is empty, or a table.
    """
    if getattr(values, "ndim", 1) != 1:
        raise _no_literal(values)
    found = list(values)
    if not found:
        raise JQLError(
            "An empty list has no form in JQL: IN () is not allowed.",
            fix="Leave the condition out where the list is empty, or skip the search: nothing is "
            "in an empty list.",
        )
    return found


def is_list(value: object) -> TypeGuard[Iterable[object]]:
    """Say whether a value is written as a list: any iterable but text, bytes and mappings.

    Args:
        value: The value.

    Returns:
        Whether it is.
    """
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, bytearray, Mapping))


def unboxed(value: object) -> object:
    """Take a NumPy scalar out of its box; nanoseconds would come out as a bare integer.

    Args:
        value: Any value.

    Returns:
        What a scalar of NumPy holds; any other value as it is.
    """
    if isinstance(value, (str, int, float, date)) or not isinstance(value, _NumPyScalar):
        return value
    return (value.astype(f"{value.dtype.kind}8[us]") if value.dtype.kind in "mM" else value).item()


def _quoted(text: str) -> str:
    return f'"{_UNSAFE.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT.get(character) or f"\\u{ord(character):04X}"


def _decimal(value: Real | Decimal) -> str:
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise JQLError(
            f"{value!s} has no form in JQL.",
            fix="Write `field IS EMPTY` for a missing number, and leave an unlimited bound out.",
        )
    return format(exact, "f")


def _no_literal(value: object) -> JQLError:
    name = type(value).__name__
    if isinstance(value, Enum):
        default = "Give its .value."
    elif is_list(value):
        default = "A list holds single values, and a list stands where IN takes one."
    else:
        default = "Give a str, a number, a date, a datetime or a list of these."
    return JQLError(f"A value of type {name} has no form in JQL.", fix=_INSTEAD.get(name, default))
