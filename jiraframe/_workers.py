"""Requests side by side: many questions, their answers in the order of asking."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, TypeVar, cast

A = TypeVar("A")
B = TypeVar("B")
_NAME = "jiraframe reader"
# Work under way or done before its turn, a worker; and the most of it while the first waits.
_AHEAD = 2
_FAR_AHEAD = 12
# Pages of ids, 40 kB each; the issues of one take fifty requests more.
_TAKEN_AHEAD = 64
# Threads for those who wait to ask again, mostly one or two; each takes half a megabyte and more.
_SPARE = 2
_here = threading.local()


class Stopped(Exception):
    """Nobody waits for this work any more."""


def sleep(seconds: float, *, in_place: bool = False) -> None:
    """Wait; another takes the worker's place meanwhile, and who is no longer needed stops waiting.

    Args:
        seconds: How long.
        in_place: True for one whom the others wait for: who took the place would not give it back.

    Raises:
        Stopped: It is not.
    """
    crew: _Crew | None = getattr(_here, "crew", None)
    if crew is None:
        time.sleep(seconds)
    else:
        crew.rest(seconds, in_place=in_place)


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


def read_ahead(things: Iterator[A], *, workers: int) -> Generator[A, None, None]:
    """Take things in a thread, while those before them are in use; no more than 64 ahead.

    Args:
        things: Where they come from.
        workers: How many requests may be under way; with a single one nothing is taken ahead.

    Yields:
        Each thing, in its order.

    Example:
        >>> list(read_ahead(iter("ab"), workers=2))
        ['a', 'b']
    """
    if workers == 1:
        yield from things
        return
    end = object()
    with _crew(1) as submit:
        coming = deque(submit(lambda: next(things, end)) for _ in range(_TAKEN_AHEAD))
        while (thing := coming.popleft().result()) is not end:
            coming.append(submit(lambda: next(things, end)))
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
    crew = _Crew(workers)
    many = 1 if workers == 1 else workers + _SPARE
    for _ in range(many):
        threading.Thread(target=crew.work, name=_NAME, daemon=True).start()
    try:
        yield crew.submit
    finally:
        crew.dismiss()


class _Crew:
    """Threads that share a queue of work, and the places for so many as may be at work."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._returning = 0
        self._tasks: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._changed = threading.Condition()
        self._dismissed = threading.Event()

    def submit(self, work: Callable[[], B]) -> Future[B]:
        """Put work at the end of the queue."""
        future: Future[B] = Future()
        with self._changed:
            self._tasks.append((work, future))
            self._changed.notify_all()
        return future

    def work(self) -> None:
        """Do what is in the queue, until the crew is dismissed."""
        _here.crew = self
        while (task := self._next()) is not None:
            _do(*task)
            del task  # what came of it is not held while there is nothing to do
            self._leave()

    def rest(self, seconds: float, *, in_place: bool) -> None:
        """Wait, and leave one's place to another meanwhile.

        Raises:
            Stopped: The crew was dismissed.
        """
        if in_place:
            self._dismissed.wait(seconds)
        else:
            self._leave()
            self._dismissed.wait(seconds)
            self._return()
        if self._dismissed.is_set():
            raise Stopped

    def _return(self) -> None:
        with self._changed:
            self._returning += 1
            self._changed.wait_for(lambda: self._places > 0 or self._dismissed.is_set())
            self._returning -= 1
            self._places -= 1

    def dismiss(self) -> None:
        """Have nobody begin anything more."""
        with self._changed:
            self._dismissed.set()
            self._changed.notify_all()

    def _next(self) -> tuple[Callable[[], Any], Future[Any]] | None:
        with self._changed:
            self._changed.wait_for(self._may_begin)
            if self._dismissed.is_set():
                return None
            self._places -= 1
            return self._tasks.popleft()

    def _may_begin(self) -> bool:
        # What is asked for again is older than what waits in the queue, and goes first.
        free = self._places > self._returning
        return self._dismissed.is_set() or (free and len(self._tasks) > 0)

    def _leave(self) -> None:
        with self._changed:
            self._places += 1
            self._changed.notify_all()


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
