"""Chance that needs no memory: what an issue has by chance follows from its position alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from zlib import crc32

_T = TypeVar("_T")
_BITS = 0xFFFFFFFF


def mix(position: int, salt: int) -> int:
    """Scatter a position over 32 bits; each salt scatters differently."""
    value = (position * 0x9E3779B1 + salt) & _BITS
    value = ((value ^ (value >> 15)) * 0x2C1B3C6D) & _BITS
    return value ^ (value >> 12)


class Draw:
    """Draws by name, so that what one field gets says nothing about the next."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def salt(self, name: str) -> int:
        """Give the salt of a name."""
        return crc32(f"{self._seed}:{name}".encode())

    def number(self, name: str) -> Callable[[int], int]:
        """Make a drawing of 32-bit numbers by position."""
        salt = self.salt(name)
        return lambda position: mix(position, salt)

    def pick(self, name: str, pool: Sequence[_T]) -> Callable[[int], _T]:
        """Make a drawing from a pool by position; what is in it twice comes twice as often."""
        salt, size = self.salt(name), len(pool)
        return lambda position: pool[mix(position, salt) % size]
