"""Requests side by side: in order, no more than asked for, and none left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from jiraframe._workers import Stopped, in_background, in_parallel, read_ahead, sleep


class Gauge:
    """Counts how many are at work at a time."""

    def __init__(self, people: int) -> None:
        self.now = self.most = 0
        self._lock = threading.Lock()
        self._meeting = threading.Barrier(people)

    def work(self, number: int) -> int:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self._meeting.wait(timeout=10)  # nobody leaves before all are there
        with self._lock:
            self.now -= 1
        return number


def _readers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "jiraframe reader"]


def _none_left() -> bool:
    end = time.monotonic() + 10
    while _readers() and time.monotonic() < end:
        time.sleep(0.01)
    return not _readers()


@pytest.mark.parametrize("workers", [2, 3, 8])
def test_so_many_work_at_a_time_and_no_more(workers):
    gauge = Gauge(workers)
    assert list(in_parallel(gauge.work, range(4 * workers), workers=workers)) == list(
        range(4 * workers)
    )
    assert gauge.most == workers


def test_the_answers_come_in_the_order_of_asking():
    def work(number: int) -> int:
        time.sleep(0.02 if number == 0 else 0)
        return number

    assert list(in_parallel(work, range(20), workers=4)) == list(range(20))


def test_things_are_taken_only_a_few_ahead():
    taken: list[int] = []

    def things() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    for number in in_parallel(lambda each: each, things(), workers=2):
        assert len(taken) <= number + 6
        if number == 10:
            break
    assert len(taken) < 20


def test_one_that_takes_long_does_not_keep_the_others_from_work():
    gate, done = threading.Event(), []

    def work(number: int) -> int:
        if number == 0:
            assert gate.wait(timeout=10)
            return number
        done.append(number)
        if len(done) == 20:
            gate.set()
        return number

    assert list(in_parallel(work, range(100), workers=2)) == list(range(100))


def test_not_everything_is_read_while_the_first_one_takes_long():
    gate, done = threading.Event(), []

    def work(number: int) -> int:
        if number == 0:
            gate.wait(timeout=0.5)
        done.append(number)
        return number

    answers = in_parallel(work, range(1000), workers=2)
    assert next(answers) == 0
    assert 20 <= len(done) <= 25
    answers.close()


def _settled(made: list[int], many: int) -> None:
    end = time.monotonic() + 10
    while len(made) < many and time.monotonic() < end:
        time.sleep(0.001)
    time.sleep(0.05)
    assert len(made) == many


def test_things_are_made_ahead_but_not_all_of_them():
    made: list[int] = []

    def things() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    taken = read_ahead(things(), workers=2)
    assert next(taken) == 0
    _settled(made, 65)
    assert next(taken) == 1
    _settled(made, 66)
    taken.close()
    assert _none_left()


def test_the_error_of_things_that_are_made_ahead_comes_in_its_turn():
    def things() -> Iterator[int]:
        yield from range(3)
        raise ValueError("no fourth")

    taken = read_ahead(things(), workers=2)
    assert [next(taken), next(taken), next(taken)] == [0, 1, 2]
    with pytest.raises(ValueError, match="no fourth"):
        next(taken)
    assert _none_left()


def test_nothing_is_made_ahead_for_a_single_worker():
    here = threading.get_ident()

    def things() -> Iterator[int]:
        yield threading.get_ident()

    assert list(read_ahead(things(), workers=1)) == [here]
    assert list(read_ahead(things(), workers=2)) != [here]


def test_one_thing_or_one_worker_needs_no_thread():
    here = threading.get_ident()
    assert list(in_parallel(lambda _: threading.get_ident(), [1], workers=8)) == [here]
    assert set(in_parallel(lambda _: threading.get_ident(), [1, 2, 3], workers=1)) == {here}


def test_what_fails_is_raised_before_its_turn_and_nothing_new_begins():
    begun: list[int] = []
    ended: list[int] = []
    gate = threading.Event()

    def work(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise ValueError("the second")
        if number == 0:
            gate.wait(timeout=10)
        ended.append(number)
        return number

    answers = in_parallel(work, range(1000), workers=2)
    with pytest.raises(ValueError, match="the second"):
        list(answers)
    assert 0 not in ended, "the first one is still under way"
    assert len(begun) < 10
    gate.set()
    assert _none_left()


def test_who_stops_looking_leaves_no_thread():
    answers = in_parallel(lambda each: each, range(1000), workers=4)
    assert next(answers) == 0
    answers.close()
    assert _none_left()


def test_a_worker_that_is_no_longer_needed_stops_waiting():
    waiting, ended = threading.Event(), threading.Event()

    def work(number: int) -> int:
        if number:
            waiting.set()
            try:
                sleep(60)
            except Stopped:
                ended.set()
                raise
        return number

    answers = in_parallel(work, range(4), workers=3)
    assert next(answers) == 0
    assert waiting.wait(timeout=10)
    answers.close()
    assert ended.wait(timeout=10)
    assert _none_left()


def test_another_takes_the_place_of_one_that_waits_and_no_more_than_asked_for_are_at_work():
    lock, at_work, most, done = threading.Lock(), [0], [0], []

    def at(change: int) -> None:
        with lock:
            at_work[0] += change
            most[0] = max(most[0], at_work[0])

    def work(number: int) -> int:
        if number < 2:
            sleep(0.5)
        at(+1)
        time.sleep(0.02)
        at(-1)
        done.append(number)
        return number

    assert list(in_parallel(work, range(10), workers=2)) == list(range(10))
    assert sorted(done[:8]) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert most[0] == 2


def test_who_has_waited_goes_before_those_who_have_not_begun():
    done: list[int] = []

    def work(number: int) -> int:
        if number == 0:
            sleep(0.1)
        time.sleep(0.05)
        done.append(number)
        return number

    assert list(in_parallel(work, range(20), workers=2)) == list(range(20))
    assert done.index(0) < 10


def test_who_waited_and_is_no_longer_needed_does_not_go_on():
    gate, waited, went_on = threading.Event(), threading.Event(), []

    def work(number: int) -> int:
        if number == 1:
            waited.set()
            sleep(0.05)
            went_on.append(number)
        elif number:
            gate.wait(timeout=10)
        return number

    answers = in_parallel(work, range(4), workers=2)
    assert next(answers) == 0
    assert waited.wait(timeout=10)
    time.sleep(0.3)  # its place is taken by one that takes long
    answers.close()
    gate.set()
    assert _none_left()
    assert went_on == []


def test_work_in_the_background_gives_its_result_or_its_error():
    with in_background(lambda: 7, workers=2) as told:
        assert told.result(timeout=10) == 7

    def fail() -> int:
        raise ValueError("no")

    with in_background(fail, workers=2) as told, pytest.raises(ValueError, match="no"):
        told.result(timeout=10)
    assert _none_left()


def test_a_single_worker_needs_no_thread_for_work_in_the_background():
    with in_background(threading.get_ident, workers=1) as told:
        assert told.result() == threading.get_ident()
