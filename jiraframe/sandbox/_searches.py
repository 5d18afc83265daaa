"""Queries and what they find, kept so that any page of a long result comes at once."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from jiraframe.sandbox._faults import Faults
    from jiraframe.sandbox._site import Site

Deployment: TypeAlias = Literal["cloud", "datacenter"]
_Key: TypeAlias = tuple[str, str, int, int, int]

_KEPT = 32
# A query may say "now": what it found is asked again after so long.
_FRESH_S = 600


class Searches:
    """The results of the last queries, as places on the site."""

    def __init__(self, site: Site, faults: Faults) -> None:
        self._site = site
        self._faults = faults
        self._lock = Lock()
        self._found: OrderedDict[_Key, list[int]] = OrderedDict()

    def find(self, jql: str, *, deployment: Deployment) -> list[int]:
        """Give the places of the issues that a query finds, in its order.

        The list is shared: do not change it.

        Raises:
            JQLSyntaxError: The query does not parse.
            SemanticJQL: It names what does not exist.
        """
        key = self._key(jql, deployment)
        with self._lock:
            found = self._found.get(key)
            if found is None:
                found = self._site.search(jql, deployment=deployment)
            self._keep(key, found)
        return found

    def rearrange(self, jql: str, found: list[int], *, deployment: Deployment) -> None:
        """Let a query find other rows, or in another order, from now on."""
        with self._lock:
            self._keep(self._key(jql, deployment), found)

    def _key(self, jql: str, deployment: str) -> _Key:
        site, faults = self._site.revision, self._faults.clearings
        return jql, deployment, site, faults, int(time.time() // _FRESH_S)

    def _keep(self, key: _Key, found: list[int]) -> None:
        self._found[key] = found
        self._found.move_to_end(key)
        if len(self._found) > _KEPT:
            self._found.popitem(last=False)


_FIXED_ORDER = re.compile(r'order\s+by\s+"?(key|issuekey|id|issue|created)\b', re.IGNORECASE)


def can_move(jql: str) -> bool:
    """Tell whether a row of a query may come to stand elsewhere when an issue changes.

    Example:
        >>> can_move("project = ENG ORDER BY updated"), can_move("project = ENG ORDER BY key")
        (True, False)
    """
    return _FIXED_ORDER.search(jql) is None
