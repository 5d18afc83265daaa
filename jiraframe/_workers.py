"""Requests side by side: many questions, their answers in the order of asking."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")


def in_parallel(work: Callable[[A], B], things: Iterable[A], *, workers: int) -> Iterator[B]:
    """Do a piece of work for each of several things, several at a time.

    Args:
        work: What to do; it runs in threads.
        things: What to do it for. They are taken as the work goes on, a few ahead.
        workers: How many at a time.

    Yields:
        What came of each, in the order of the things.

    Raises:
        Exception: What the first piece of work that failed raised. Nothing new is begun then, nor
            when the iterator is closed.

    Example:
        >>> list(in_parallel(len, ["a", "bb", ""], workers=2))
        [1, 2, 0]
    """
    left = iter(things)
    first = list(islice(left, 2))
    if workers == 1 or len(first) < 2:
        for each in (*first, *left):
            yield work(each)
        return
    pool = ThreadPoolExecutor(workers, thread_name_prefix="jiraframe reader")
    try:
        ahead: deque[Future[B]] = deque(pool.submit(work, each) for each in first)
        ahead.extend(pool.submit(work, each) for each in islice(left, 2 * workers - 2))
        while ahead:
            done = ahead.popleft().result()
            ahead.extend(pool.submit(work, each) for each in islice(left, 1))
            yield done
    finally:
        # Requests on their way end by themselves; who stops does not wait for them.
        pool.shutdown(wait=False, cancel_futures=True)
