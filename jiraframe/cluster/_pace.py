"""One rate for all who ask: each request takes the next turn, and waits until it comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from jiraframe._traffic import Traffic
from jiraframe.errors import ArgumentError, JiraFrameError

if TYPE_CHECKING:
    from distributed import Client

# Takes a turn, and says in how many seconds it comes.
Pace: TypeAlias = Callable[[], float]


class Turns:
    """Hands out turns, so many a second; on a cluster it lives on one of the workers.

    Args:
        per_second: How many.

    Example:
        >>> turns = Turns(10)
        >>> [round(turns.take(), 1) for _ in range(3)]
        [0.0, 0.1, 0.2]
    """

    def __init__(self, per_second: float) -> None:
        self._step_s = 1 / per_second
        self._next = 0.0
        self._lock = threading.Lock()

    def take(self) -> float:
        """Take a turn, and say in how many seconds it comes."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._step_s
            return turn - now


class LocalPace:
    """The rate of one process; it does not let itself be taken to another."""

    def __init__(self, per_second: float) -> None:
        self._turns = Turns(per_second)

    def __call__(self) -> float:
        """Take a turn, and say in how many seconds it comes."""
        return self._turns.take()

    def __reduce__(self) -> str:
        raise ArgumentError(
            "requests_per_second was given where no cluster was in use, and holds within one "
            "process alone.",
            fix="Make the distributed.Client first, then call dask_search; or compute with "
            'scheduler="threads".',
        )


class ClusterPace:
    """The rate of a cluster: every worker takes its turns from the same object.

    Args:
        turns: That object, by the actor that stands for it here.
    """

    def __init__(self, turns: Any) -> None:
        self._turns = turns

    def __call__(self) -> float:
        """Take a turn, and say in how many seconds it comes."""
        try:
            wait_s: float = self._turns.take().result()
        except (OSError, RuntimeError) as exc:
            # Not from exc: what fails on a worker is sent to the scheduler with its causes.
            raise JiraFrameError(
                f"The worker that kept the rate of requests is gone ({type(exc).__name__}).",
                fix="Call dask_search anew.",
            ) from None
        return wait_s


def pace_of(requests_per_second: float | None, client: Client | None) -> Pace | None:
    """Choose who keeps the rate.

    Args:
        requests_per_second: The rate; None for none.
        client: The client of the cluster in use, or None.

    Returns:
        What each request takes its turn from, or None.

    Raises:
        ArgumentError: The rate is no number above 0.
    """
    rate = requests_per_second
    if rate is None:
        return None
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not 0 < rate < float("inf"):
        raise ArgumentError(
            f"requests_per_second is {rate!r}.", fix="Give a number above 0, or None for no limit."
        )
    if client is None:
        return LocalPace(rate)
    return ClusterPace(client.submit(Turns, rate, actor=True, pure=False).result())


class SharedLane(Traffic):
    """The traffic of one part: counted by itself, on a lane that it shares, at a common rate.

    Args:
        shared: The traffic of the process with this Jira.
        pace: Says how many seconds the next request has to wait; None for none.
    """

    def __init__(self, shared: Traffic, pace: Pace | None) -> None:
        super().__init__()
        self._shared = shared
        self._pace = pace

    @contextmanager
    def lane(self, sleep: Callable[[float], None]) -> Iterator[None]:
        """Wait for one's turn, and count one request."""
        if self._pace is not None:
            sleep(self._pace())
        with self._shared.lane(sleep), super().lane(sleep):
            yield

    def passed(self) -> None:
        """Note that a request was answered."""
        self._shared.passed()

    def refused(self, wait_s: float) -> None:
        """Note that Jira wants fewer requests, of all who share the lane."""
        self._shared.refused(wait_s)
