"""How long to wait before a request is tried again, and when to stop.

Jira's own advice for a refusal (429) is four retries, the first after ``Retry-After`` or after two
to five seconds, doubling up to thirty, with a jitter of 0.7 to 1.3:
https://developer.atlassian.com/cloud/jira/platform/rate-limiting/

A status 5xx without ``Retry-After`` is most often over at once, and else a restart that takes its
time: the first retry comes soon, the last one late.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# The last five are those of a front that does not reach Jira:
# https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/
RETRIED_STATUS = frozenset({429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
MAX_RETRIES = 4
LONGEST_BACKOFF_S = 30.0
# Data Center sends 2^63-1 for a quota of zero: no floor that anybody could honour.
ABSURD_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """How the waits between the tries of a request grow.

    Attributes:
        first_s: Seconds before the first retry.
        growth: How many times longer each wait is than the one before.
    """

    first_s: float
    growth: float


REFUSED = Backoff(2.0, 2.0)
FAILED = Backoff(0.25, 5.0)
BROKEN = Backoff(0.1, 4.0)


@dataclass(slots=True)
class Waits:
    """The waiting of one request.

    Attributes:
        budget_s: Seconds that may be spent waiting in all.
        spent_s: Seconds spent so far.
        tries: Waits so far.
    """

    budget_s: float
    spent_s: float = 0.0
    tries: int = 0
    _met: Counter[Backoff] = field(default_factory=Counter, repr=False)
    _random: random.Random = field(default_factory=random.Random, repr=False)

    def met(self, backoff: Backoff) -> int:
        """Count the waits of one kind."""
        return self._met[backoff]

    def next_wait_s(
        self, backoff: Backoff = REFUSED, *, retry_after: str | None = None
    ) -> float | None:
        """Say how long to wait before the next try.

        Args:
            backoff: That of a refusal, of a failure of Jira, or of a broken connection.
            retry_after: The header ``Retry-After`` as Jira sent it, or None.

        Returns:
            Seconds, within the budget; None when it is time to give up.
        """
        floor = retry_after_s(retry_after)
        patient = floor is not None and 0 < floor <= ABSURD_S
        if self.tries >= MAX_RETRIES and not patient:
            return None
        # A refusal is no worse for a connection that broke before it, and taken at its word once.
        before = self.met(backoff) - patient
        grown = backoff.first_s * backoff.growth ** min(before, 8) if before >= 0 else 0.0
        wait = min(grown, LONGEST_BACKOFF_S) * self._random.uniform(0.7, 1.3)
        if patient and floor is not None:
            wait = max(wait, floor * self._random.uniform(1.0, 1.05))
        left = self.budget_s - self.spent_s
        if left <= 0:
            return None
        # The budget is the cap: what is left of it is waited, for one last try.
        wait = min(wait, left)
        self.tries += 1
        self._met[backoff] += 1
        self.spent_s += wait
        return wait


def retry_after_s(header: str | None) -> float | None:
    """Read a ``Retry-After`` header.

    Args:
        header: Seconds, or an HTTP date, or None.

    Returns:
        Seconds from now, never negative; None when the header says nothing readable.

    Example:
        >>> retry_after_s("7"), retry_after_s("soon")
        (7.0, None)
        >>> retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT")
        0.0
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            at = parsedate_to_datetime(header)
        except (ValueError, OverflowError):
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = (at - datetime.now(UTC)).total_seconds()
    return max(seconds, 0.0) if seconds == seconds else None
