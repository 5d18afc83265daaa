"""From a method and a path to the function that answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from jiraframe.sandbox._call import Call
    from jiraframe.sandbox._http import Answer

Handler: TypeAlias = "Callable[[Call], Answer]"
Routes: TypeAlias = Mapping[tuple[str, str], Handler]


@dataclass(frozen=True, slots=True)
class Match:
    """What a path led to.

    Attributes:
        handler: The function for the method, or None where the path has others.
        parts: The named parts of the path.
        allowed: The methods that the path has; empty for an unknown path.
    """

    handler: Handler | None
    parts: Mapping[str, str]
    allowed: frozenset[str]


class Router:
    """The routes of one product.

    Args:
        tables: Routes by method and path; ``{name}`` in a path stands for one segment.
    """

    def __init__(self, *tables: Routes) -> None:
        by_path: dict[str, dict[str, Handler]] = {}
        for table in tables:
            for (method, path), handler in table.items():
                by_path.setdefault(path, {})[method] = handler
        self._plain = {path: m for path, m in by_path.items() if "{" not in path}
        self._patterns = [(_pattern(path), m) for path, m in by_path.items() if "{" in path]

    def find(self, method: str, path: str) -> Match:
        """Find the function for a request; a plain path goes before a pattern."""
        methods, parts = self._plain.get(path), {}
        if methods is None:
            for pattern, candidates in self._patterns:
                if found := pattern.fullmatch(path):
                    methods, parts = candidates, found.groupdict()
                    break
        if methods is None:
            return Match(None, {}, frozenset())
        return Match(methods.get(method), parts, frozenset(methods))


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)))
