"""Ids of issues, kept in little room: a stream may meet millions."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

# Ids that share a page.
_PAGE = 4096
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
    """A list of issue ids: eight bytes each, where a text needs sixty.

    Example:
        >>> ids = IdList(["10002", "odd", "10001"])
        >>> list(ids), len(ids)
        (['10002', 'odd', '10001'], 3)
        >>> ids == IdList(["10002", "odd", "10001"])
        True
    """

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._numbers = array("q")
        self._odd: dict[int, str] = {}
        self.extend(ids)

    def extend(self, ids: Iterable[str]) -> None:
        """Put ids at the end."""
        for each in ids:
            if _is_plain(each) and len(each) < _DIGITS:
                self._numbers.append(int(each))
            else:
                self._odd[len(self._numbers)] = each
                self._numbers.append(-1)

    def __iter__(self) -> Iterator[str]:
        return (
            self._odd[place] if number < 0 else str(number)
            for place, number in enumerate(self._numbers)
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IdList):
            return NotImplemented
        return self._numbers == other._numbers and self._odd == other._odd

    def __contains__(self, issue_id: object) -> bool:
        return any(each == issue_id for each in self)

    def __len__(self) -> int:
        return len(self._numbers)


def _is_plain(issue_id: str) -> bool:
    return issue_id.isascii() and issue_id.isdigit() and issue_id[0] != "0"
