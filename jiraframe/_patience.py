"""How long to wait for an answer: not much longer than for those before it.

One answer of hundreds may hang, behind a proxy that lost it or a node that is being replaced, while
the others come as ever; to ask again gets it at once, or at the second time of asking. The third
try has all the time there is: a site that has become slow is waited for.
"""

from __future__ import annotations

import threading
from collections import deque

_REMEMBERED = 32
_TIMES = 3.0
_FEW = 8  # answers: what is usual is not known for certain, and waited for twice as long
_LEAST_S = 0.5
_HURRIED = 2  # tries


class Patience:
    """What is known of the answers that hold many issues, of all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seconds: deque[float] = deque(maxlen=_REMEMBERED)

    def answered(self, seconds: float) -> None:
        """Note how long an answer took, from the request to its last byte."""
        with self._lock:
            self._seconds.append(seconds)

    def most_s(self, failed: int) -> float | None:
        """Say how long a try waits for a byte.

        Args:
            failed: How many tries have come to nothing before.

        Returns:
            Seconds; None to wait as long as the settings say, for want of knowledge or at last.
        """
        with self._lock:
            if not self._seconds or failed >= _HURRIED:
                return None
            unsure = 2 if len(self._seconds) < _FEW else 1
            return max(_LEAST_S, _TIMES * max(self._seconds)) * unsure * (1 + failed)
