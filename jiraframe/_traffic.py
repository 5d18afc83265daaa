"""The requests to one Jira together: how many side by side, and when none.

A site that refuses one of them for their number (429) means all of them: everybody waits, then
fewer are sent side by side, and more again as they pass. That is how TCP shares a line: seven of
ten go on after a refusal (RFC 9438), one more when all of a round have passed (RFC 5681). Refusals
of requests that were on their way together are one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_LESS = 0.7


class Traffic:
    """What the threads that ask one Jira share.

    Attributes:
        requests: How many requests were sent.
        retries: How many of them were sent again.
        most: How many may be on their way at a time; None until a refusal.
    """

    def __init__(self) -> None:
        self.requests = 0
        self.retries = 0
        self.most: int | None = None
        self._under_way = 0
        self._passed = 0
        self._widest = 0
        self._closed_until = 0.0
        self._free = threading.Condition()

    @contextmanager
    def lane(self, sleep: Callable[[float], None]) -> Iterator[None]:
        """Wait for one's turn, and count one request.

        Args:
            sleep: How to wait while nobody may ask.
        """
        while (closed_s := self._enter()) > 0:
            sleep(closed_s)
        try:
            yield
        finally:
            with self._free:
                self._under_way -= 1
                self._free.notify()

    def _enter(self) -> float:
        """Take a lane as soon as one is free; or say for how many seconds nobody may ask."""
        with self._free:
            self._free.wait_for(lambda: self.most is None or self._under_way < self.most)
            closed_s = self._closed_until - monotonic()
            if closed_s > 0:
                self._free.notify()  # the lane that this one was called for is free still
                return closed_s
            self._under_way += 1
            self._widest = max(self._widest, self._under_way)
            self.requests += 1
            return 0

    def passed(self) -> None:
        """Note that a request was answered: after a round of them, one more may go beside."""
        with self._free:
            # What was asked before a refusal says nothing of what may be asked after it.
            if self.most is None or monotonic() < self._closed_until:
                return
            self._passed += 1
            if self._passed >= self.most:
                self._passed = 0
                self.most = self.most + 1 if self.most < self._widest else None
                self._free.notify()

    def again(self) -> None:
        """Note that a request is sent again."""
        with self._free:
            self.retries += 1

    def refused(self, wait_s: float) -> None:
        """Note that Jira wants fewer requests: nobody asks for a while, then not all of them."""
        with self._free:
            now = monotonic()
            if now >= self._closed_until:
                self.most = max(1, round(_LESS * (self.most or self._widest)))
                self._passed = 0
            self._closed_until = max(self._closed_until, now + wait_s)
