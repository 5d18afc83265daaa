"""A token bucket, with the headers of both products.

Cloud: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
Data Center: https://confluence.atlassian.com/adminjiraserver/adjusting-your-code-for-rate-limiting-987143384.html
"""

from __future__ import annotations

import math
import time
from threading import Lock

from jiraframe.sandbox._fault_answers import rate_limited
from jiraframe.sandbox._http import Answer


class RateLimit:
    """A bucket of requests that fills again with time.

    Args:
        limit: How many requests it holds.
        per_second: How many come back each second; with 0 it stays empty.
        cloud: Whether the headers are those of Cloud.
    """

    def __init__(self, limit: int, per_second: float, *, cloud: bool) -> None:
        self._limit = limit
        self._per_second = per_second
        self._cloud = cloud
        self._lock = Lock()
        self._left = float(limit)
        self._seen = time.monotonic()

    def take(self, headers: dict[str, str]) -> Answer | None:
        """Take one request out of the bucket.

        Args:
            headers: Gets the headers that every answer carries.

        Returns:
            The refusal where the bucket is empty, else None.
        """
        with self._lock:
            now = time.monotonic()
            self._left = min(self._limit, self._left + (now - self._seen) * self._per_second)
            self._seen = now
            allowed = self._left >= 1
            self._left -= 1 if allowed else 0
            left, wait = int(self._left), self._wait_s()
        headers |= {"X-RateLimit-Limit": str(self._limit), "X-RateLimit-Remaining": str(left)}
        if not self._cloud:
            headers |= {
                "X-RateLimit-FillRate": f"{self._per_second:g}",
                "X-RateLimit-Interval-Seconds": "1",
            }
        if not self._cloud and allowed:
            headers["retry-after"] = "0"
        return None if allowed else rate_limited(wait, cloud=self._cloud)

    def _wait_s(self) -> str:
        # Data Center's own word for "never", which some clients take for a number of seconds.
        if self._per_second <= 0:
            return str(2**63 - 1)
        return str(math.ceil((1 - self._left) / self._per_second))
