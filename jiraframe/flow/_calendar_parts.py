"""The parts of a calendar: days of the week, hours and dates, read and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from jiraframe.errors import ArgumentError

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_HOURS = 'Give two times of one day, such as hours=("09:00", "17:00").'


def weekdays(values: Iterable[int]) -> tuple[int, ...]:
    """Read days of the week.

    Args:
        values: Numbers, 0 for Monday.

    Returns:
        Each once, in order.

    Raises:
        ArgumentError: There are none, or one is no day of the week.
    """
    fix = "Give numbers from 0 (Monday) to 6 (Sunday), such as workdays=(0, 1, 2, 3, 4)."
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise ArgumentError(f"workdays is {values!r}.", fix=fix)
    days = tuple(values)
    wrong = [each for each in days if each not in range(7)]
    if wrong or not days:
        raise ArgumentError(f"workdays holds {wrong[0]!r}." if wrong else "No workdays.", fix=fix)
    return tuple(sorted({int(each) for each in days}))


def hours(values: Iterable[str]) -> tuple[str, str]:
    """Read when a working day begins and ends.

    Args:
        values: Two times of day.

    Returns:
        Both, as HH:MM.

    Raises:
        ArgumentError: One is no time of day, or the second is not after the first.
    """
    pair = values if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise ArgumentError(f"hours is {pair!r}.", fix=_HOURS)
    begin, end = map(minutes, pair)
    if begin >= end:
        raise ArgumentError(
            f"The hours from {pair[0]} to {pair[1]} do not end later on the same day, and a "
            "calendar knows no night shifts.",
            fix=f'{_HOURS} A day that never ends is ("00:00", "24:00").',
        )
    return f"{begin // 60:02}:{begin % 60:02}", f"{end // 60:02}:{end % 60:02}"


def minutes(clock: str) -> int:
    """Read a time of day, up to 24:00.

    Args:
        clock: A text such as ``"09:30"``.

    Returns:
        The minutes after midnight.

    Raises:
        ArgumentError: It is no time of day.

    Example:
        >>> minutes("09:30")
        570
    """
    found = _CLOCK.fullmatch(clock) if isinstance(clock, str) else None
    total = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= total <= 24 * 60:
        raise ArgumentError(f"{clock!r} is no time of day.", fix=_HOURS)
    return total


def dates(values: Iterable[date | str]) -> tuple[date, ...]:
    """Read dates.

    Args:
        values: Dates, or ISO texts.

    Returns:
        Each once, in order.

    Raises:
        ArgumentError: One is no date.
    """
    fix = 'Give dates, such as holidays=["2026-12-25"].'
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise ArgumentError(f"holidays is {values!r}.", fix=fix)
    found = set()
    for value in values:
        if isinstance(value, datetime):
            found.add(value.date())
        elif isinstance(value, date):
            found.add(value)
        else:
            try:
                found.add(date.fromisoformat(value))
            except (TypeError, ValueError):
                raise ArgumentError(f"The holiday {value!r} is no date.", fix=fix) from None
    return tuple(sorted(found))
