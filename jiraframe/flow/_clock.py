"""The clock of a time zone: which zone a name means, and when its clock shows a time.

Not by ``tz_localize``: where a clock leaves a time out, pandas goes too far in some zones.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from jiraframe.errors import ArgumentError


def time_zone(zone: str) -> ZoneInfo:
    """Find a time zone by its name.

    Args:
        zone: A name of the IANA time zone database.

    Returns:
        The zone.

    Raises:
        ArgumentError: There is none of that name.
    """
    try:
        return ZoneInfo(zone)
    except (LookupError, ValueError, TypeError, OSError) as exc:
        raise ArgumentError(
            f"zone is {zone!r}, no time zone.",
            fix='Give a name such as "Europe/Berlin" or "America/New_York".',
        ) from exc


def shown(wall: datetime, zone: ZoneInfo) -> datetime:
    """Find when a clock shows a time: of two the first, of none the moment of its change.

    Args:
        wall: A time without a zone.
        zone: The zone of the clock.

    Returns:
        The moment, in UTC without a zone.

    Example:
        >>> shown(datetime(2026, 3, 8, 2), ZoneInfo("America/Adak")).isoformat()
        '2026-03-08T12:00:00'
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first > second:
        # The clock leaves this time out, somewhere between these two (PEP 495).
        first = _change(second, first, zone)
    return first.replace(tzinfo=None)


def _change(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """Find the second at which a clock was changed, by halving."""
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
