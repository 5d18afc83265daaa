"""An answer that hangs is asked for again, and a site that is slow is waited for."""

from __future__ import annotations

import threading
import time

import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._patience import Patience

QUERY = "project is not EMPTY ORDER BY key"
FIELDS = ["summary"]


def test_the_first_answer_has_its_time_and_the_next_ones_more_than_later_ones():
    patience = Patience()
    assert patience.most_s(0) is None
    for _ in range(7):
        patience.answered(0.5)
        assert patience.most_s(0) == 3.0
    patience.answered(0.5)
    assert patience.most_s(0) == 1.5


def test_a_hanging_answer_is_told_by_the_slowest_of_those_before_it():
    patience = Patience()
    for seconds in (0.01, 0.1, *[0.01] * 6):
        patience.answered(seconds)
    assert patience.most_s(0) == 0.5, "small differences are none"
    patience.answered(2.0)
    assert patience.most_s(0) == 6.0
    for _ in range(32):
        patience.answered(0.5)
    assert patience.most_s(0) == 1.5, "it is as quick as ever again"
    assert patience.most_s(1) == 3.0, "it may have become slow"
    assert patience.most_s(2) is None, "and is waited for"


@pytest.mark.parametrize(("mode", "path"), [("cloud", "/bulkfetch"), ("datacenter", "/search")])
def test_an_answer_that_hangs_twice_is_asked_for_a_third_time(mode, path):
    with sandbox.start(mode, issues=1000) as box:
        jira = jf.connect(environ=box.env)
        jira.search(QUERY, FIELDS, page_size=20)
        stall = box.faults.add("stall", times=2, after=20, path=path, seconds=25.0)
        started = time.monotonic()
        frame = jira.search(QUERY, FIELDS, page_size=20, workers=1)
        took_s = time.monotonic() - started
    assert stall.hits == 2
    assert (len(frame), jf.receipt(frame).retries) == (1000, 2)
    assert took_s < 20, "it would have been waited for 25 s"


@pytest.mark.parametrize(("mode", "path"), [("cloud", "/bulkfetch"), ("datacenter", "/search")])
@pytest.mark.parametrize("where", ["headers", "body"])
def test_one_answer_that_hangs_does_not_hold_the_others_up(mode, path, where):
    with sandbox.start(mode, issues=1000) as box:
        jira = jf.connect(environ=box.env)
        jira.search(QUERY, FIELDS, page_size=20)  # the first answers of a process take longest
        stall = box.faults.add("stall", times=1, after=20, path=path, seconds=25.0, where=where)
        started = time.monotonic()
        frame = jira.search(QUERY, FIELDS, page_size=20)
        took_s = time.monotonic() - started
    assert stall.hits == 1
    assert (len(frame), jf.receipt(frame).complete, jf.receipt(frame).retries) == (1000, True, 1)
    assert took_s < 20, "it would have been waited for 25 s"


@pytest.mark.parametrize(("mode", "path"), [("cloud", "/bulkfetch"), ("datacenter", "/search")])
def test_an_answer_of_the_first_round_that_hangs_is_asked_for_again(mode, path):
    with sandbox.start(mode, issues=1000) as box:
        jira = jf.connect(environ=box.env)
        stall = box.faults.add("stall", times=1, after=1, path=path, seconds=25.0)
        started = time.monotonic()
        frame = jira.search(QUERY, FIELDS, page_size=20)
        took_s = time.monotonic() - started
    assert stall.hits == 1
    assert (len(frame), jf.receipt(frame).complete) == (1000, True)
    assert took_s < 20, "it would have been waited for 25 s"


@pytest.mark.parametrize(("mode", "path"), [("cloud", "/bulkfetch"), ("datacenter", "/search")])
def test_an_answer_that_hangs_after_a_refusal_is_asked_for_again(mode, path):
    with sandbox.start(mode, issues=1000) as box:
        jira = jf.connect(environ=box.env)
        jira.search(QUERY, FIELDS, page_size=20)
        refusal = box.faults.add("429", times=1, after=20, path=path)
        stall = box.faults.add("stall", times=1, after=21, path=path, seconds=25.0)
        started = time.monotonic()
        frame = jira.search(QUERY, FIELDS, page_size=20, workers=1)
        took_s = time.monotonic() - started
    assert (refusal.hits, stall.hits) == (1, 1)
    assert (len(frame), jf.receipt(frame).retries) == (1000, 2)
    assert took_s < 20, "it would have been waited for 25 s"


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_site_that_becomes_slow_is_waited_for(mode):
    with sandbox.start(mode, issues=300) as box:
        jira = jf.connect(environ=box.env)
        whole = jira.search(QUERY, FIELDS, page_size=20)
        box.faults.add("stall", path="/search", times=12, seconds=2.5)
        frame = jira.search(QUERY, FIELDS, page_size=20)
    assert frame["key"].tolist() == whole["key"].tolist()
    assert jf.receipt(frame).complete


def test_who_grants_no_second_try_is_given_all_the_time_for_the_first():
    with sandbox.start("cloud", issues=300) as box:
        jira = jf.connect(environ=box.env, max_wait_s=0)
        jira.search(QUERY, FIELDS, page_size=20)
        box.faults.add("stall", path="/search", times=1, seconds=1.6)
        frame = jira.search(QUERY, FIELDS, page_size=20)
    assert len(frame) == 300
    assert jf.receipt(frame).retries == 0


def test_a_search_that_fails_while_ids_come_leaves_no_thread():
    with sandbox.start("cloud", issues=11_000) as box:
        jira = jf.connect(environ=box.env, max_wait_s=0)
        box.faults.add("503", path="/bulkfetch")
        with pytest.raises(jf.JiraUnavailable) as caught:
            jira.search(QUERY, FIELDS)
        end = time.monotonic() + 10
        while (left := _readers()) and time.monotonic() < end:
            time.sleep(0.01)
        assert left == [], "although the error, and with it all that it saw, is still held"
        assert len(caught.value.frame) == 100


def _readers() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name == "jiraframe reader"]
