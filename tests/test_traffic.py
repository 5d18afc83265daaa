"""What the threads that ask one Jira share: a pause for all, fewer lanes, then more again."""

from __future__ import annotations

import threading
import time

import pytest

from jiraframe._traffic import Traffic


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


def _side_by_side(traffic: Traffic, many: int) -> int:
    """Let many ask at once; how many were on their way together."""
    inside, most, lock, go = [0], [0], threading.Lock(), threading.Event()

    def ask() -> None:
        with traffic.lane(lambda seconds: None):
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            go.wait(timeout=0.3)
            with lock:
                inside[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return most[0]


def test_nothing_is_held_back_before_a_refusal(traffic):
    assert _side_by_side(traffic, 8) == 8
    assert (traffic.requests, traffic.retries, traffic.most) == (8, 0, None)


def test_a_refusal_lessens_what_goes_side_by_side(traffic):
    _side_by_side(traffic, 8)
    traffic.refused(0)
    assert _side_by_side(traffic, 8) == 5
    traffic.refused(0)
    assert _side_by_side(traffic, 8) == 3
    for _ in range(5):
        traffic.refused(0)
    assert _side_by_side(traffic, 3) == 1, "one always goes"


def test_refusals_of_one_moment_count_once(traffic):
    _side_by_side(traffic, 8)
    for _ in range(8):
        traffic.refused(0.2)
    time.sleep(0.3)
    assert _side_by_side(traffic, 8) == 5
    traffic.refused(0.2)
    assert traffic.most == 3, "the pause is over: Jira still has too many"


def test_what_passes_opens_lanes_again(traffic):
    _side_by_side(traffic, 4)
    traffic.refused(0)
    for lanes in (2, 3):
        assert traffic.most == lanes
        for _ in range(lanes):
            traffic.passed()
    assert _side_by_side(traffic, 4) == 4


def test_a_pause_is_for_everybody(traffic):
    waited: list[float] = []
    with traffic.lane(waited.append):
        pass
    assert waited == []
    traffic.refused(17.0)
    traffic.refused(3.0)
    with traffic.lane(waited.append):
        pass
    assert 16 < waited[0] <= 17, "the longer of two"


def test_each_request_sent_again_is_counted(traffic):
    traffic.again()
    traffic.again()
    assert traffic.retries == 2
