"""An attribute that is worked out when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property as once
else:
    T = TypeVar("T")

    class once:
        """As ``functools.cached_property``, which before Python 3.12 has one lock a class.

        There, a site that does not answer would hold up all others. Two threads may work the value
        out twice; the later one stays.
        """

        def __init__(self, make: Callable[[Any], T]) -> None:
            self._make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self._name = name

        def __get__(self, instance: object, owner: type | None = None) -> T | once:
            if instance is None:
                return self
            value = vars(instance)[self._name] = self._make(instance)
            return value


__all__ = ["once"]
