"""Instants as Jira writes them, and back. An instant is milliseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1)
_AWARE_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_QUARTER_HOUR = 900_000
_MILLISECOND = timedelta(milliseconds=1)
DAY = 86_400_000


class Clock:
    """Writes instants in one time zone.

    Example:
        >>> Clock("America/Chicago").stamp(1_700_000_000_000)
        '2023-11-14T16:13:20.000-0600'
    """

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        # Asking the zone data once a day saves most of the time of writing a stamp; on the few
        # days on which the offset changes, once a quarter hour, the finest that changes are.
        self._days: dict[int, tuple[int, str] | None] = {}
        self._quarters: dict[int, tuple[int, str]] = {}

    def stamp(self, instant: int) -> str:
        """Write an instant as Jira does: milliseconds, and an offset without colon."""
        offset, text = self._offset(instant)
        local = _EPOCH + timedelta(milliseconds=instant + offset)
        return local.isoformat(timespec="milliseconds") + text

    def day(self, instant: int) -> str:
        """Write the calendar day of an instant, ``2024-01-02``."""
        return self.stamp(instant)[:10]

    def midnight(self, day: str) -> int:
        """Read a calendar day as the instant at which it begins in this zone."""
        return instant_of(datetime.fromisoformat(day).replace(tzinfo=self.zone))

    def _offset(self, instant: int) -> tuple[int, str]:
        day = instant // DAY
        if day not in self._days:
            first, last = self._ask(day * DAY), self._ask((day + 1) * DAY)
            self._days[day] = first if first == last else None
        return self._days[day] or self._in_quarter(instant // _QUARTER_HOUR)

    def _in_quarter(self, quarter: int) -> tuple[int, str]:
        if quarter not in self._quarters:
            self._quarters[quarter] = self._ask(quarter * _QUARTER_HOUR)
        return self._quarters[quarter]

    def _ask(self, instant: int) -> tuple[int, str]:
        local = (_AWARE_EPOCH + timedelta(milliseconds=instant)).astimezone(self.zone)
        return (local.utcoffset() or timedelta()) // _MILLISECOND, local.strftime("%z")


def utc_stamp(instant: int) -> str:
    """Write an instant in UTC with ``Z``, as the dates of sprints are.

    Example:
        >>> utc_stamp(1_700_000_000_000)
        '2023-11-14T22:13:20.000Z'
    """
    return (_EPOCH + timedelta(milliseconds=instant)).isoformat(timespec="milliseconds") + "Z"


def instant_of(moment: datetime) -> int:
    """Turn an aware datetime into an instant."""
    return (moment - _AWARE_EPOCH) // _MILLISECOND


@lru_cache(maxsize=65536)
def read_stamp(text: str) -> int:
    """Read a time stamp with an offset; one without is taken for UTC.

    Example:
        >>> read_stamp("2023-11-14T16:13:20.000-0600")
        1700000000000
    """
    moment = datetime.fromisoformat(text)
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
