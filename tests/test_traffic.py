"""What the threads that ask one Jira share: a pause for all, fewer lanes, then more again."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

import jiraframe as jf
from jiraframe._traffic import Traffic
from tests.scripted import Answer, issue, scripted


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
    assert _side_by_side(traffic, 8) == 6
    traffic.refused(0)
    assert _side_by_side(traffic, 8) == 4
    for _ in range(5):
        traffic.refused(0)
    assert _side_by_side(traffic, 3) == 1, "one always goes"


def test_refusals_of_one_moment_count_once(traffic):
    _side_by_side(traffic, 8)
    for _ in range(8):
        traffic.refused(0.2)
    time.sleep(0.3)
    assert _side_by_side(traffic, 8) == 6
    traffic.refused(0.2)
    assert traffic.most == 4, "the pause is over: Jira still has too many"
    for _ in range(3):
        traffic.passed()
    assert traffic.most == 4, "these were on their way before"


def test_what_passes_opens_lanes_again(traffic):
    _side_by_side(traffic, 4)
    for _ in range(2):
        traffic.refused(0)
    for lanes in (2, 3):
        assert traffic.most == lanes
        for _ in range(lanes):
            traffic.passed()
    assert _side_by_side(traffic, 4) == 4


def test_a_pause_is_for_everybody(traffic):
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        time.sleep(seconds)

    with traffic.lane(sleep):
        pass
    assert waited == []
    traffic.refused(0.3)
    traffic.refused(0.1)
    with traffic.lane(sleep):
        pass
    assert 0.2 < waited[0] <= 0.3, "the longer of two"


def test_a_pause_that_grows_while_it_is_waited_for_is_waited_for_whole(traffic):
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        traffic.refused(0.4 if len(waited) == 1 else 0)
        time.sleep(seconds)

    traffic.refused(0.2)
    started = time.monotonic()
    with traffic.lane(sleep):
        assert time.monotonic() - started >= 0.4
    assert len(waited) == 2


def test_who_waits_for_a_lane_waits_for_the_pause_too(traffic):
    traffic.refused(0)
    assert traffic.most == 1
    entered: list[float] = []

    def ask() -> None:
        with traffic.lane(time.sleep):
            entered.append(time.monotonic())

    with traffic.lane(time.sleep):
        others = [threading.Thread(target=ask) for _ in range(2)]
        for other in others:
            other.start()
        time.sleep(0.1)
        traffic.refused(0.4)
        refused = time.monotonic()
    for other in others:
        other.join(timeout=10)
    assert len(entered) == 2
    assert min(entered) >= refused + 0.35


def test_each_request_sent_again_is_counted(traffic):
    traffic.again()
    traffic.again()
    assert traffic.retries == 2


def test_nobody_asks_before_the_time_that_a_refusal_names():
    """Requests that wait for their turn when another is refused wait on with it."""
    rows = [issue(n) for n in range(1, 101)]
    told: list[tuple[float, bool]] = []
    lock = threading.Lock()

    def search(query: dict[str, str], body: Any) -> Any:
        start, size = body["startAt"], body["maxResults"]
        with lock:
            refused = len(told) in {3, 5}
            told.append((time.monotonic() + 0.1 * refused, refused))
        if refused:
            time.sleep(0.1)
            return Answer({"errorMessages": ["slowly"]}, 429, {"Retry-After": "1"})
        time.sleep(0.4)
        return {"issues": rows[start : start + size], "total": 100, "startAt": start}

    with scripted("datacenter", {"/search": search}) as (environ, _):
        jira = jf.connect(environ=environ)
        frame = jira.search("project = ENG", ["summary"], page_size=10, workers=3)
    assert (len(frame), jf.receipt(frame).retries) == (100, 2)
    for answered in [at for at, refused in told if refused]:
        assert not [at for at, _ in told if answered < at < answered + 0.95]
