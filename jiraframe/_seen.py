"""Ids of issues, kept in little room: a stream may meet millions."""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import accumulate, chain
from operator import sub

# Ids that share a page of a set, or are packed together.
_PAGE = 4096
_QUICKLY = 1  # https://docs.python.org/3/library/zlib.html#zlib.compress
# What surely fits into 64 bits.
_DIGITS = 19


class SeenIds:
    """A set of issue ids.

    Jira counts its issues up from 1, so neighbours share a page of bits: a few bytes an id, where
    a set of texts would need more than a hundred.

    Example:
        >>> seen = SeenIds()
        >>> seen.add("10001"), seen.add("10001"), "10001" in seen, "10002" in seen, len(seen)
        (True, False, True, False, 1)
    """

    def __init__(self) -> None:
        self._pages: defaultdict[int, bytearray] = defaultdict(partial(bytearray, _PAGE // 8))
        self._odd: set[str] = set()
        self._count = 0

    def add(self, issue_id: str) -> bool:
        """Add an id, and tell whether it is new."""
        if _is_plain(issue_id):
            number = int(issue_id)
            page, byte, bit = self._pages[number // _PAGE], number % _PAGE >> 3, 1 << (number & 7)
            if page[byte] & bit:
                return False
            page[byte] |= bit
        elif issue_id in self._odd:
            return False
        else:
            self._odd.add(issue_id)
        self._count += 1
        return True

    def __contains__(self, issue_id: str) -> bool:
        if not _is_plain(issue_id):
            return issue_id in self._odd
        number = int(issue_id)
        page = self._pages.get(number // _PAGE)
        return page is not None and bool(page[number % _PAGE >> 3] & 1 << (number & 7))

    def __len__(self) -> int:
        return self._count


class IdList:
    """A list of issue ids: their steps, packed, where a text would need sixty bytes an id.

    In the order of their creation ids need about a byte each, in any other four or five.

    Example:
        >>> ids = IdList(["10002", "odd", "10001"])
        >>> list(ids), len(ids)
        (['10002', 'odd', '10001'], 3)
        >>> ids == IdList(["10002", "odd", "10001"])
        True
    """

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._packed: list[bytes] = []
        self._last = array("q")
        self._odd: dict[int, str] = {}
        self.extend(ids)

    def extend(self, ids: Iterable[str]) -> None:
        """Put ids at the end."""
        for each in ids:
            if _is_plain(each) and len(each) < _DIGITS:
                self._last.append(int(each))
            else:
                self._odd[len(self)] = each
                self._last.append(-1)
            if len(self._last) == _PAGE:
                self._packed.append(_packed(self._last))
                self._last = array("q")

    def __iter__(self) -> Iterator[str]:
        numbers = chain(chain.from_iterable(map(_unpacked, self._packed)), self._last)
        return (
            self._odd[place] if number < 0 else str(number) for place, number in enumerate(numbers)
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IdList):
            return NotImplemented
        parts = (self._packed, self._last, self._odd)
        return parts == (other._packed, other._last, other._odd)

    def __contains__(self, issue_id: object) -> bool:
        return any(each == issue_id for each in self)

    def __len__(self) -> int:
        return len(self._packed) * _PAGE + len(self._last)


def _packed(numbers: array[int]) -> bytes:
    steps = array("q", map(sub, numbers, chain([0], numbers)))
    return zlib.compress(steps, _QUICKLY)


def _unpacked(packed: bytes) -> Iterator[int]:
    steps = array("q")
    steps.frombytes(zlib.decompress(packed))
    return accumulate(steps)


def _is_plain(issue_id: str) -> bool:
    return issue_id.isascii() and issue_id.isdigit() and issue_id[0] != "0"
