"""Dates as a form has them: so long ago, a day, the start of a week; no widgets."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from jiraframe.jql import Catalogue, Function, QueryField, Value
from jiraframe.notebook.builder._choices import shown
from jiraframe.notebook.builder._conditions import Item, item

_RELATIVE: Final = re.compile(r"(-?)([0-9]{1,6})([mhdw])")
UNITS: Final = {"days": "d", "weeks": "w", "hours": "h", "minutes": "m"}
_WORDS: Final = {
    "now": "now",
    "currentlogin": "my login",
    "lastlogin": "my last login",
    "startofday": "start of today",
    "startofweek": "start of this week",
    "startofmonth": "start of this month",
    "startofyear": "start of this year",
    "endofday": "end of today",
    "endofweek": "end of this week",
    "endofmonth": "end of this month",
    "endofyear": "end of this year",
}


class Span(NamedTuple):
    """So many units from now, back or ahead; ``unit`` is JQL's letter."""

    back: bool
    number: int
    unit: str


def span(value: Item) -> Span | None:
    """Read a relative date.

    Args:
        value: The value.

    Returns:
        The span, or None where the value is no single one.

    Example:
        >>> span(Value("-7d"))
        Span(back=True, number=7, unit='d')
    """
    found = _RELATIVE.fullmatch(value.text) if isinstance(value, Value) else None
    # "07d" and "-0d" would come back spelled otherwise.
    if found is None or written(Span(bool(found[1]), int(found[2]), found[3])) != value:
        return None
    return Span(bool(found[1]), int(found[2]), found[3])


def written(span: Span) -> Value:
    """Write a relative date."""
    return Value(f"{'-' if span.back else ''}{span.number}{span.unit}")


def day(value: Item) -> date | None:
    """Read a day.

    Args:
        value: The value.

    Returns:
        The day, or None where the value is anything but ``yyyy-MM-dd``.
    """
    if not isinstance(value, Value) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value.text):
        return None
    try:
        return date.fromisoformat(value.text)
    except ValueError:
        return None


def moments(catalogue: Catalogue, field: QueryField | None) -> list[tuple[str, Function]]:
    """Give the functions that name a moment, in words.

    Args:
        catalogue: What the site knows.
        field: The field of dates.

    Returns:
        Words and calls.
    """
    types = set(field.types) if field else set()
    calls = [
        item(each.insert)
        for each in catalogue.functions
        if each.gives_one and types & set(each.types)
    ]
    return [
        (moment(call), call) for call in calls if isinstance(call, Function) and not call.arguments
    ]


def moment(call: Function) -> str:
    """Put a function that names a moment in words.

    Example:
        >>> moment(Function("startOfWeek"))
        'start of this week  (startOfWeek())'
    """
    words = None if call.arguments else _WORDS.get(call.name.lower())
    return f"{words}  ({shown(call)})" if words else shown(call)
