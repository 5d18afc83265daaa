"""Requests side by side: many questions, their answers in the order of asking."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from queue import SimpleQueue
from typing import Any, TypeVar, cast

A = TypeVar("A")
B = TypeVar("B")
_NAME = "jiraframe reader"
# Work under way or done before its turn, a worker; and the most of it while the first waits.
_AHEAD = 2
_FAR_AHEAD = 12
_here = threading.local()


class Stopped(Exception):
    """Nobody waits for this work any more."""


def sleep(seconds: float) -> None:
    """Wait; a worker that is no longer needed stops waiting.

    Raises:
        Stopped: It is not.
    """
    stop: threading.Event = getattr(_here, "stop", None) or threading.Event()
    if stop.wait(seconds):
        raise Stopped


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
    with _crew(workers) as submit:
        ahead: deque[Future[B]] = deque(submit(partial(work, each)) for each in first)
        while ahead:
            # What comes before its turn waits here. Only while the first one keeps all others
            # waiting, as after a refusal, is more of it read than is soon needed.
            under_way = [each for each in ahead if not each.done()]
            waits = bool(under_way) and under_way[0] is ahead[0]
            room = _AHEAD * workers - len(under_way if waits else ahead)
            room = min(room, _FAR_AHEAD * workers - len(ahead))
            more = [submit(partial(work, each)) for each in islice(left, max(room, 0))]
            ahead += more
            _raise_first(ahead)
            if waits:
                wait([*under_way, *more], return_when=FIRST_COMPLETED)
            else:
                yield ahead.popleft().result()


def one_ahead(things: Iterator[A], *, workers: int) -> Generator[A, None, None]:
    """Take things in a thread, each while the one before it is still in use.

    Args:
        things: Where they come from.
        workers: How many requests may be under way; with a single one nothing is taken ahead.

    Yields:
        Each thing, in its order.

    Example:
        >>> list(one_ahead(iter("ab"), workers=2))
        ['a', 'b']
    """
    if workers == 1:
        yield from things
        return
    end = object()
    with _crew(1) as submit:
        coming = submit(lambda: next(things, end))
        while (thing := coming.result()) is not end:
            coming = submit(lambda: next(things, end))
            yield cast(A, thing)


@contextmanager
def in_background(work: Callable[[], B], *, workers: int) -> Iterator[Future[B]]:
    """Do one piece of work beside what the block does; leaving the block gives it up.

    Who wants a single worker gets no thread: the work is done at once.
    """
    if workers == 1:
        done: Future[B] = Future()
        _do(work, done)
        yield done
        return
    with _crew(1) as submit:
        yield submit(work)


@contextmanager
def _crew(workers: int) -> Iterator[Callable[[Callable[[], B]], Future[B]]]:
    """Have threads for as long as the block lasts; give the function that hands work to them.

    They are daemons, unlike those of an executor: a program that was interrupted ends at once,
    and not when a server that does not answer has been waited for.
    """
    stop = threading.Event()
    tasks: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()

    def run() -> None:
        _here.stop = stop
        while (task := tasks.get()) is not None:
            work, future = task
            if not stop.is_set():
                _do(work, future)

    def submit(work: Callable[[], B]) -> Future[B]:
        future: Future[B] = Future()
        tasks.put((work, future))
        return future

    threads = [threading.Thread(target=run, name=_NAME, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    try:
        yield submit
    finally:
        stop.set()
        for _ in threads:
            tasks.put(None)


def _do(work: Callable[[], B], future: Future[B]) -> None:
    try:
        future.set_result(work())
    except BaseException as exc:
        future.set_exception(exc)  # it is raised where the result is asked for


def _raise_first(ahead: Iterable[Future[B]]) -> None:
    """Raise what a piece of work has failed with, before its turn."""
    for each in ahead:
        if each.done() and (failed := each.exception()) is not None:
            raise failed
