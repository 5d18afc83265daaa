"""Cuts that make parts of about one size, found by counting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import TypeAlias

Settled: TypeAlias = Callable[[int], int]
# A cut is good enough when it is off by this share of a part.
_NEAR = 0.1


class Counted:
    """How many rows lie before which places, as far as they were counted.

    Jira Cloud estimates: a count that contradicts those around it is bent to fit.
    """

    def __init__(self, first: int, end: int, total: int) -> None:
        self._total = total
        self._rows = {first: 0, end: total}
        self._settle()

    def add(self, found: Iterable[tuple[int, int]]) -> None:
        """Note what was counted: places, and the rows before them."""
        self._rows.update(found)
        self._settle()

    def cuts(self, wanted: Iterable[float]) -> list[int]:
        """Give the known places that come nearest to having so many rows before them.

        Returns:
            The places, ascending; of those between which no row lies, one, and none that has all
            rows on one side.
        """
        places: dict[int, int] = {}
        for each in wanted:
            low, few, high, many = self._around(each)
            place, rows = (low, few) if each - few <= many - each else (high, many)
            places.setdefault(rows, place)
        return sorted(place for rows, place in places.items() if 0 < rows < self._total)

    def next(self, wanted: float, near: float, settled: Settled, *, halve: bool) -> int | None:
        """Say where to count next to find the place with so many rows before it.

        Args:
            wanted: How many rows.
            near: How many rows more or less will do.
            settled: Gives the nearest place at or before one that may be a cut.
            halve: Whether to look in the middle, rather than where the place would be if rows
                were spread evenly: where they are not, that alone would creep.

        Returns:
            The place, or None where a known one is near enough or none lies between.
        """
        low, few, high, many = self._around(wanted)
        if min(wanted - few, many - wanted) <= near:
            return None
        middle = (low + high) // 2
        even = low + round((high - low) * (wanted - few) / (many - few))
        tries = (settled(each) for each in ((middle, even) if halve else (even, middle)))
        return next((each for each in tries if low < each < high), None)

    def _around(self, wanted: float) -> tuple[int, int, int, int]:
        index = min(max(bisect_left(self._before, wanted), 1), len(self._places) - 1)
        low, high = index - 1, index
        return self._places[low], self._before[low], self._places[high], self._before[high]

    def _settle(self) -> None:
        self._places = sorted(self._rows)
        bounded = (min(self._rows[place], self._total) for place in self._places)
        self._before = list(accumulate(bounded, max))


def even_cuts(
    count: Callable[[Sequence[int]], Iterable[int]],
    *,
    first: int,
    end: int,
    total: int,
    parts: int,
    settled: Settled = int,
) -> list[int]:
    """Cut rows that lie between two places into parts of about one size.

    Args:
        count: Counts the rows before each of several places.
        first: The place of the first row.
        end: A place behind the last row.
        total: How many rows there are.
        parts: How many parts.
        settled: Gives the nearest place at or before one that may be a cut.

    Returns:
        The cuts, ascending; fewer than asked for where rows lie too close together.

    Example:
        >>> even_cuts(lambda places: [10 * p for p in places], first=0, end=10, total=100, parts=4)
        [2, 5, 7]
    """
    parts = min(parts, total)
    counted = Counted(first, end, total)
    wanted = [total * number / parts for number in range(1, parts)]
    halve = False
    while True:
        near = total / parts * _NEAR
        found = (counted.next(each, near, settled, halve=halve) for each in wanted)
        places = sorted({each for each in found if each is not None})
        if not places:
            return counted.cuts(wanted)
        counted.add(zip(places, count(places), strict=True))
        halve = not halve
