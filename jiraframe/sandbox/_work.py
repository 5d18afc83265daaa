"""Estimates and logged work of generated issues: the sums agree."""

from __future__ import annotations

from jiraframe.sandbox._backbone import Backbone

_HOUR = 3_600
# What Jira answers for time logged against an estimate of zero, as other clients read it.
_ENDLESS = 9_223_372_036_854_776_000
_ESTIMATES = (None, None, None, 0, 2 * _HOUR, 8 * _HOUR, 20 * _HOUR, 40 * _HOUR)
_COUNTS = (0, 0, 0, 0, 0, 1, 1, 2, 3)
_UNITS = (("w", 40 * _HOUR), ("d", 8 * _HOUR), ("h", _HOUR), ("m", 60))


class Work:
    """Seconds of work, by position; None where nobody estimated or logged."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._estimate = backbone.draw.pick("estimate", _ESTIMATES)
        self._count = backbone.draw.pick("worklogs", _COUNTS)
        self._amount = backbone.draw.number("work")

    def logged(self, place: int) -> list[int]:
        """Give the seconds of each worklog, the oldest first."""
        count = self._backbone.many(place, "worklogs") or self._count(place)
        amount = self._amount(place)
        return [900 * (1 + (amount + 7 * n) % 16) for n in range(count)]

    def original(self, place: int) -> int | None:
        """Give the original estimate."""
        return self._estimate(place)

    def spent(self, place: int) -> int | None:
        """Give the sum of the worklogs."""
        return sum(self.logged(place)) or None

    def remaining(self, place: int) -> int | None:
        """Give what the original estimate leaves."""
        original = self.original(place)
        return None if original is None else max(original - (self.spent(place) or 0), 0)

    def ratio(self, place: int) -> int:
        """Give the work ratio: per cent of the estimate, -1 without one."""
        original, spent = self.original(place), self.spent(place)
        if original is None:
            return -1
        if original == 0:
            return _ENDLESS if spent else 0
        return (spent or 0) * 100 // original

    def total(self, place: int, what: str) -> int | None:
        """Add up an issue's and its sub-tasks' seconds.

        Args:
            place: The issue.
            what: ``original``, ``spent`` or ``remaining``.
        """
        measure = getattr(self, what)
        family = (place, *self._backbone.subtasks.get(place, ()))
        known = [value for value in map(measure, family) if value is not None]
        return sum(known) if known else None


def duration(seconds: int) -> str:
    """Write seconds as Jira shows them, with weeks of five days of eight hours.

    Example:
        >>> duration(5_400)
        '1h 30m'
    """
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts) or "0m"
