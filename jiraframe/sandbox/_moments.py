"""Dates in queries: absolute, relative to now, and the starts and ends of periods."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from jiraframe.sandbox._clock import instant_of

_PART = re.compile(r"(\d+)\s*([yMwdhm])")
_PERIOD = re.compile(r"\s*([+-]?)\s*((?:\d+\s*[yMwdhm]\s*)+)$")
_NUMBER = re.compile(r"\s*([+-]?\d+)\s*$")
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M")
_UNITS = {"day": "d", "week": "w", "month": "M", "year": "y"}
_EXACT = frozenset("hm")


class Moments:
    """Reads the dates of queries in one person's time zone.

    Args:
        zone: The person's zone.
        now: The instant taken for now.
    """

    def __init__(self, zone: ZoneInfo, now: int) -> None:
        self._zone = zone
        self._now = datetime.fromtimestamp(now / 1000, zone)
        self.now = now

    def read(self, text: str) -> int | None:
        """Read a date of a query.

        Args:
            text: ``2024-01-02``, ``2024/01/02 15:04``, or a period such as ``-1d`` or
                ``"-4w 2d"``. A period of days or longer counts from midnight, one with hours
                or minutes from now.

        Returns:
            The instant, or None for what is no date.
        """
        for form in _FORMATS:
            try:
                return instant_of(datetime.strptime(text, form).replace(tzinfo=self._zone))
            except ValueError:
                continue
        period = _PERIOD.match(text)
        if period is None:
            return None
        exact = any(unit in _EXACT for _, unit in _PART.findall(period[2]))
        return self._shifted(self._now if exact else _midnight(self._now), text)

    def period(self, edge: str, unit: str, shift: str = "") -> int | None:
        """Find where a day, week, month or year around now starts or ends.

        Args:
            edge: ``start`` or ``end``.
            unit: ``day``, ``week``, ``month`` or ``year``; weeks begin on Sunday.
            shift: How far to move: a period, or a number of such units.

        Returns:
            The instant, the last millisecond for an end, or None for a shift that is none.
        """
        number = _NUMBER.match(shift)
        moved = self._shifted(self._now, f"{number[1]}{_UNITS[unit]}" if number else shift)
        if moved is None:
            return None
        start = _start(unit, datetime.fromtimestamp(moved / 1000, self._zone))
        if edge == "start":
            return instant_of(start)
        return instant_of(_add(start, 1, _UNITS[unit])) - 1

    def _shifted(self, moment: datetime, text: str) -> int | None:
        if not text.strip():
            return instant_of(moment)
        period = _PERIOD.match(text)
        if period is None:
            return None
        sign = -1 if period[1] == "-" else 1
        try:
            for amount, unit in _PART.findall(period[2]):
                moment = _add(moment, sign * int(amount), unit)
        except (ValueError, OverflowError):
            return None
        return instant_of(moment)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)


def _start(unit: str, moment: datetime) -> datetime:
    day = _midnight(moment)
    match unit:
        case "week":
            return day - timedelta(days=(day.weekday() + 1) % 7)
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _add(moment: datetime, amount: int, unit: str) -> datetime:
    match unit:
        case "h" | "m":
            step = timedelta(hours=amount) if unit == "h" else timedelta(minutes=amount)
            # Hours are counted in real time: across a change of the clocks, wall time would lie.
            shifted = datetime.fromtimestamp(moment.timestamp(), ZoneInfo("UTC")) + step
            return shifted.astimezone(moment.tzinfo)
        case "d" | "w":
            return moment + timedelta(days=amount * (7 if unit == "w" else 1))
    months = moment.year * 12 + moment.month - 1 + amount * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)
