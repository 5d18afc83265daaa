"""Questions asked in the background: the newest counts, and none waits for minutes."""

from __future__ import annotations

import queue
import threading
import time

import pytest

import jiraframe as jf
from jiraframe.notebook._lookups import Lookups

PATIENCE_S = 10


@pytest.fixture(params=["cloud", "datacenter"])
def box(request):
    with jf.sandbox.start(request.param, issues=60) as box:
        yield box


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.fixture
def lookups(jira):
    return Lookups(jira)


@pytest.fixture
def told():
    return queue.Queue()


def test_a_verdict_a_count_and_suggestions_come(lookups, told):
    lookups.verdict("nothing = 1", told.put)
    assert not told.get(timeout=PATIENCE_S).ok
    lookups.count("project is not EMPTY", told.put)
    assert told.get(timeout=PATIENCE_S) == 60
    lookups.suggest("status", "pro", None, told.put)
    assert [each.insert for each in told.get(timeout=PATIENCE_S)] == ['"In Progress"']


def test_the_caller_is_not_kept_waiting_and_its_connection_not_used(box, jira, lookups, told):
    _ = jira.jql_catalogue
    before = jira.connection.traffic.requests
    box.faults.add("stall", seconds=1.0, times=1)
    begun = time.monotonic()
    lookups.verdict("project = ENG", told.put)
    assert time.monotonic() - begun < 0.5
    assert told.get(timeout=PATIENCE_S).ok
    assert jira.connection.traffic.requests == before


def test_the_sign_in_and_the_names_are_not_asked_for_again(box, jira, lookups, told):
    _ = jira.jql_catalogue
    before = len(box.requests)
    lookups.verdict("project = ENG", told.put)
    assert told.get(timeout=PATIENCE_S).ok
    assert len(box.requests) == before + 1


def test_a_newer_question_replaces_one_that_waits(monkeypatch, lookups, told):
    asked, begun, release = [], threading.Event(), threading.Event()

    def validate(_, jql):
        asked.append(jql)
        begun.set()
        release.wait(PATIENCE_S)
        return jql

    monkeypatch.setattr(jf.Jira, "validate", validate)
    lookups.verdict("1", told.put)
    begun.wait(PATIENCE_S)
    for text in ("2", "3", "4"):
        lookups.verdict(text, told.put)
    release.set()
    assert [told.get(timeout=PATIENCE_S) for _ in range(2)] == ["1", "4"]
    assert asked == ["1", "4"]


def test_a_slow_count_keeps_nothing_else_waiting(monkeypatch, jira, lookups, told):
    release = threading.Event()
    monkeypatch.setattr(
        f"jiraframe._{jira.deployment}.{type(jira.dialect).__name__}.count",
        lambda *_: release.wait(PATIENCE_S),
    )
    counted = queue.Queue()
    lookups.count("project = ENG", counted.put)
    lookups.verdict("project = ENG", told.put)
    assert told.get(timeout=PATIENCE_S).ok
    lookups.suggest("status", "pro", None, told.put)
    assert len(told.get(timeout=PATIENCE_S)) == 1
    assert counted.empty()
    release.set()
    assert counted.get(timeout=PATIENCE_S) is True


@pytest.mark.parametrize(
    ("fault", "kind"), [("forbidden", jf.PermissionDenied), ("login_page", jf.AuthenticationError)]
)
def test_an_error_of_jira_is_an_answer(box, jira, lookups, told, fault, kind):
    _ = jira.jql_catalogue
    box.faults.add(fault)
    lookups.suggest("status", "", None, told.put)
    assert isinstance(told.get(timeout=PATIENCE_S), kind)


def test_a_rate_limit_is_not_waited_for(box, jira, lookups, told):
    _ = jira.jql_catalogue
    box.faults.add("429", retry_after="600")
    begun = time.monotonic()
    lookups.suggest("status", "", None, told.put)
    assert isinstance(told.get(timeout=PATIENCE_S), jf.RateLimited)
    assert time.monotonic() - begun < 8


def test_a_refused_sign_in_is_not_tried_again_until_told_so(box, jira, lookups, told):
    _ = jira.jql_catalogue
    box.faults.add("login_page")
    lookups.suggest("status", "", None, told.put)
    refusal = told.get(timeout=PATIENCE_S)
    before = len(box.requests)
    lookups.suggest("status", "x", None, told.put)
    assert told.get(timeout=PATIENCE_S) is refusal
    assert len(box.requests) == before

    box.faults.clear()
    lookups.trust_again()
    lookups.suggest("status", "pro", None, told.put)
    assert len(told.get(timeout=PATIENCE_S)) == 1


def test_a_token_that_was_changed_in_the_settings_is_taken_up(box, told):
    environ = dict(box.env)
    jira = jf.connect(environ=environ)
    lookups = Lookups(jira)
    lookups.count("project is not EMPTY", told.put)
    assert told.get(timeout=PATIENCE_S) == 60
    environ["JIRA_API_TOKEN"] = box.rotate_token()
    lookups.count("project is not EMPTY", told.put)
    assert told.get(timeout=PATIENCE_S) == 60


def test_a_bug_is_an_answer_and_in_the_log(monkeypatch, lookups, told, caplog):
    monkeypatch.setattr(jf.Jira, "suggest", lambda *_, **__: 1 / 0)
    lookups.suggest("status", "", None, told.put)
    answer = told.get(timeout=PATIENCE_S)
    assert isinstance(answer, jf.JiraFrameError)
    assert "bug in jiraframe: ZeroDivisionError" in str(answer)
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_that_is_not_taken_is_seen_and_later_questions_are_answered(
    monkeypatch, lookups, told
):
    seen = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", lambda args: seen.put(args.exc_type))

    def clumsy(answer):
        raise KeyError("clumsy")

    lookups.suggest("status", "", None, clumsy)
    assert seen.get(timeout=PATIENCE_S) is KeyError
    lookups.suggest("status", "pro", None, told.put)
    assert len(told.get(timeout=PATIENCE_S)) == 1


def test_no_thread_stays_and_none_keeps_a_kernel_from_ending(monkeypatch, lookups, told):
    monkeypatch.setattr(jf.Jira, "suggest", lambda *_, **__: threading.current_thread())
    lookups.suggest("status", "", None, told.put)
    thread = told.get(timeout=PATIENCE_S)
    assert thread.daemon
    thread.join(PATIENCE_S)
    assert not thread.is_alive()
