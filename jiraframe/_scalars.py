"""JSON scalars to what a typed column holds, one function a dtype.

Each gives None for what is missing and for what cannot be read; nothing raises.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, TypeAlias

Json: TypeAlias = Any
Scalar: TypeAlias = str | float | int | bool | datetime | None

_INT64 = 2**63
# Seconds since 1970 stay below this until the year 5138; milliseconds passed it in 1973.
_MILLISECONDS_FROM = 100_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FLAGS = {"true": True, "false": False, "yes": True, "no": False}


class Dtype(Enum):
    """What a column holds; it follows from Jira's field schema, never from values."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"
    FLAG = "flag"
    INSTANT = "instant"
    DATE = "date"
    DURATION = "duration"
    RAW = "raw"
    TEXTS = "texts"
    NUMBERS = "numbers"
    COUNTS = "counts"
    FLAGS = "flags"
    INSTANTS = "instants"
    DATES = "dates"
    DURATIONS = "durations"

    @property
    def listed(self) -> Dtype:
        """The dtype of a list of these."""
        return _LISTED.get(self, Dtype.RAW)

    @property
    def element(self) -> Dtype | None:
        """What a list holds; None for what is no list."""
        return _ELEMENTS.get(self)


_LISTED = {
    Dtype.TEXT: Dtype.TEXTS,
    Dtype.NUMBER: Dtype.NUMBERS,
    Dtype.COUNT: Dtype.COUNTS,
    Dtype.FLAG: Dtype.FLAGS,
    Dtype.INSTANT: Dtype.INSTANTS,
    Dtype.DATE: Dtype.DATES,
    Dtype.DURATION: Dtype.DURATIONS,
}
_ELEMENTS = {listed: element for element, listed in _LISTED.items()}


def read_number(value: Json) -> float | None:
    """Read a number; a text that holds one will do.

    Example:
        >>> read_number("3.5"), read_number(5), read_number("five")
        (3.5, 5.0, None)
    """
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    # "NaN" says that there is none; and it is not equal to itself, so a copy would always differ.
    return None if math.isnan(number) else number


def read_count(value: Json) -> int | None:
    """Read a whole number of at most 64 bits.

    Example:
        >>> read_count(3.0), read_count("12"), read_count(3.5)
        (3, 12, None)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        real = read_number(value)
        if real is None or not math.isfinite(real) or real != int(real):
            return None
        number = int(real)
    return number if -_INT64 <= number < _INT64 else None


def read_flag(value: Json) -> bool | None:
    """Read a flag; Jira writes some as text.

    Example:
        >>> read_flag("true"), read_flag(False), read_flag("maybe")
        (True, False, None)
    """
    if isinstance(value, bool):
        return value
    return _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None


def read_duration(value: Json) -> int | None:
    """Read seconds as whole microseconds.

    Example:
        >>> read_duration(3600)
        3600000000
    """
    seconds = read_number(value)
    if seconds is None or not abs(seconds) < _INT64 / 1_000_000:
        return None
    # A whole number is multiplied as one: no microsecond is lost.
    return round((value if isinstance(value, int) else seconds) * 1_000_000)


def read_instant(value: Json) -> datetime | None:
    """Read a point in time, by its own offset.

    A number is seconds or milliseconds since 1970, decided by its size: Jira's
    ``changelog/bulkfetch`` sends numbers where its other routes send text. A time
    without an offset is not a point in time and cannot be read.

    Example:
        >>> read_instant("2024-01-02T03:04:05.678-0600").isoformat()
        '2024-01-02T09:04:05.678000+00:00'
    """
    if isinstance(value, Mapping):
        # The text form of a service desk's times stops at seconds.
        return read_instant(value.get("epochMillis")) or read_instant(value.get("iso8601"))
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value.strip())
            return moment.astimezone(UTC) if moment.tzinfo is not None else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
        return _EPOCH + timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None


def read_date(value: Json) -> datetime | None:
    """Read a day, as its midnight without a zone.

    Example:
        >>> read_date("2024-01-02").isoformat()
        '2024-01-02T00:00:00'
    """
    if not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day)


READERS: Mapping[Dtype, Callable[[Json], Scalar]] = {
    Dtype.NUMBER: read_number,
    Dtype.COUNT: read_count,
    Dtype.FLAG: read_flag,
    Dtype.DURATION: read_duration,
    Dtype.INSTANT: read_instant,
    Dtype.DATE: read_date,
}
