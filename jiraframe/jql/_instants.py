"""Points in time as the minutes Jira reads.

The finest step of JQL is a minute, and it is read on the clock of the account. A
bound is therefore rounded outwards, so that a search finds too much rather than
too little. Where a clock is set back or forward, one reading has two meanings or
none; then the bound gives way by the size of the jump.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, Literal, TypeAlias

from jiraframe.errors import JQLError

# A "lower" bound may come out too early, an "upper" one too late.
Bound: TypeAlias = Literal["lower", "upper"]

_MINUTE: Final = timedelta(minutes=1)


def minute(value: datetime, zone: tzinfo | None, bound: Bound | None) -> str:
    """Write a point in time as ``yyyy-MM-dd HH:mm`` on the account's clock.

    Args:
        value: The time; one without a zone is a reading of the account's clock.
        zone: The time zone of the account; None where it is not known.
        bound: Which way to round; None cuts the seconds off.

    Returns:
        The minute, without quotes.

    Raises:
        JQLError: ``value`` has a zone and ``zone`` is None, or the result is not in the years
            1 to 9999.
    """
    if value.tzinfo is not None and zone is None:
        raise JQLError(
            f"{value} has a time zone, and the zone of the Jira account, in which Jira reads "
            "every date, is not known here.",
            fix="Hand over zone=, for example zone=ZoneInfo('Europe/Berlin'), or a datetime "
            "without a zone as the account's clock shows it.",
        )
    try:
        return _outward(value, zone, bound).isoformat(" ", "minutes")
    except OverflowError as exc:
        raise JQLError(
            f"{value} is not a minute in the years 1 to 9999 on the account's clock.",
            fix="Leave a bound out that bounds nothing.",
        ) from exc


def _outward(value: datetime, zone: tzinfo | None, bound: Bound | None) -> datetime:
    clock = _plain(value.astimezone(zone) if value.tzinfo and zone else value)
    cut = clock.replace(second=0, microsecond=0)
    if bound is None:
        return cut
    rounded = cut + _MINUTE if bound == "upper" and cut < clock else cut
    if zone is None:
        return rounded
    wanted = [_plain(value.astimezone(UTC))] if value.tzinfo else _readings(clock, zone)
    if bound == "lower":
        return _earlier(rounded, zone, min(wanted))
    return _later(rounded, zone, max(wanted))


def _earlier(clock: datetime, zone: tzinfo, limit: datetime) -> datetime:
    low, high = _readings(clock, zone)
    return clock if high <= limit else clock - max(high - low, _MINUTE)


def _later(clock: datetime, zone: tzinfo, limit: datetime) -> datetime:
    low, high = _readings(clock, zone)
    return clock if low >= limit else clock + max(high - low, _MINUTE)


def _readings(clock: datetime, zone: tzinfo) -> list[datetime]:
    """Give the first and the last point in time, in UTC, that a reading may mean."""
    both = (clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return sorted(each.replace(tzinfo=None) for each in both)


def _plain(value: datetime) -> datetime:
    """Drop the zone, and what a subclass such as pandas.Timestamp adds."""
    return datetime.combine(value.date(), value.time())
