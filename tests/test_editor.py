"""The kernel's side of the editor, without a browser."""

from __future__ import annotations

import asyncio
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe.notebook import _called
from jiraframe.notebook._main_thread import MainThread
from jiraframe.notebook._preview import preview
from jiraframe.notebook.editor._editor import JQLEditor

PATIENCE_S = 10


@pytest.fixture(scope="module")
def box():
    with jf.sandbox.start("cloud", issues=100) as box:
        yield box


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


def page(editor: JQLEditor, kind: str, text: str = "", **more: object) -> None:
    """Say something to the editor as its page does."""
    content = {"kind": kind, "id": uuid.uuid4().hex, "text": text, **more}
    data = {"method": "custom", "content": content}
    editor.comm.handle_msg({"content": {"data": data}, "buffers": []})


def until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_text_of_an_editor_is_its_query(jira):
    editor = JQLEditor(jira, "project = ENG")
    assert repr(editor) == "JQLEditor('project = ENG')"
    shown, _ = editor._repr_mimebundle_()
    assert shown["text/plain"] == "JQLEditor('project = ENG')"
    assert editor.df is None


def test_code_is_what_run_does(jira):
    editor = JQLEditor(jira, "project = ENG", fields="summary", limit=2)
    assert editor.to_code() == 'df = jira.search("project = ENG", ["summary"], limit=2)'
    page(editor, "run", editor.jql)
    scope = {"jira": jira}
    exec(editor.to_code(), scope)
    pd.testing.assert_frame_equal(editor.df, scope["df"])


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\nb"])
def test_line_ends_are_those_that_the_page_knows(jira, text):
    editor = JQLEditor(jira)
    editor.jql = text
    assert editor.jql == "a\nb"
    assert editor.checked["for"] == "a\nb"


def test_a_query_is_checked_here_as_soon_as_it_is_set(jira):
    editor = JQLEditor(jira, "statuss = Done")
    assert editor.checked["stage"] == "here"
    assert editor.checked["problems"][0]["fixes"][0]["insert"] == "status"
    editor.jql = "status = Done"
    assert editor.checked["problems"] == []


def test_jira_is_asked_once_for_a_text_and_its_verdict_stays(jira, monkeypatch):
    asked, validate = [], jf.Jira.validate
    monkeypatch.setattr(
        jf.Jira, "validate", lambda self, jql: asked.append(jql) or validate(self, jql)
    )
    editor = JQLEditor(jira, "project = ENG")
    for _ in range(3):
        page(editor, "check", "project = ENG", ask=True, again=False)
    until(lambda: editor.checked["count"])
    page(editor, "check", "project = ENG", ask=True, again=False)
    page(editor, "check", "project = ENG", ask=False, again=False)
    assert editor.checked["stage"] == "jira"
    assert editor.checked["count"].startswith("about ")
    assert asked == ["project = ENG"]


def test_a_question_may_come_before_the_text_itself(jira):
    editor = JQLEditor(jira)
    page(editor, "check", "project = ENG", ask=True, again=False)
    until(lambda: editor.checked["stage"] == "jira")
    editor.jql = "project = ENG"
    assert editor.checked["stage"] == "jira"


@pytest.mark.parametrize("query", ["", "ORDER BY key"])
def test_a_query_without_a_condition_is_not_called_valid(jira, query):
    editor = JQLEditor(jira, query)
    page(editor, "check", query, ask=True, again=False)
    until(lambda: editor.checked["problems"])
    (problem,) = editor.checked["problems"]
    assert "does not search without a condition" in problem["message"]
    assert problem["severity"] == "error"
    assert "Add a condition" in problem["hint"]
    assert editor.checked["count"] == ""


def test_a_query_that_only_the_count_refuses_is_not_called_valid(jira, monkeypatch):
    editor = JQLEditor(jira, "project = ENG")
    monkeypatch.setattr(
        "jiraframe._cloud.Cloud.count",
        lambda *_: (_ for _ in ()).throw(jf.JQLError("It is too much.", fix="Ask for less.")),
    )
    page(editor, "check", "project = ENG", ask=True, again=False)
    until(lambda: editor.checked["problems"])
    (problem,) = editor.checked["problems"]
    assert (problem["message"], problem["hint"]) == ("It is too much.", "Ask for less.")
    assert problem["severity"] == "error"
    assert editor.checked["count"] == ""


def test_a_count_that_fails_leaves_the_verdict(jira, monkeypatch):
    editor = JQLEditor(jira, "project = ENG")
    monkeypatch.setattr(
        "jiraframe._cloud.Cloud.count",
        lambda *_: (_ for _ in ()).throw(jf.RateLimited("Too many.", fix="Wait.")),
    )
    page(editor, "check", "project = ENG", ask=True, again=False)
    until(lambda: editor.checked["count"])
    assert editor.checked["stage"] == "jira"
    assert editor.checked["count"] == "not counted"
    assert editor.checked["error"] == {"what": "Too many.", "fix": "Wait."}


@pytest.mark.parametrize(
    ("query", "limit", "state", "headline"),
    [
        ("key = ENG-1", None, "done", r"1 issue in .*\d\.\d s, complete"),
        (
            "key = ENG-1 and key = ENG-2",
            None,
            "done",
            r"0 issues in .*\d\.\d s, complete",
        ),
        (
            "project is not EMPTY",
            3,
            "doubtful",
            r"3 issues in .*\d\.\d s, not complete",
        ),
    ],
)
def test_a_run_says_whether_it_is_complete(jira, query, limit, state, headline):
    editor = JQLEditor(jira, limit=limit)
    page(editor, "run", query)
    assert editor.outcome["state"] == state
    assert pd.Series([editor.outcome["headline"]]).str.fullmatch(headline).all()
    assert editor.outcome["notes"] == jf.receipt(editor.df).warnings
    assert jf.receipt(editor.df).jql == query


def test_a_run_that_the_page_repeats_is_run_once(jira, monkeypatch):
    runs, search = [], jf.Jira.search
    monkeypatch.setattr(
        jf.Jira,
        "search",
        lambda self, jql, *rest, **options: runs.append(jql) or search(self, jql, *rest, **options),
    )
    editor = JQLEditor(jira)
    for run in ("a", "b", "a", "b"):
        page(editor, "run", "key = ENG-1", id=run)
    assert len(runs) == 2


def test_rows_of_a_run_that_failed_are_kept_and_an_empty_end_replaces_nothing(jira, monkeypatch):
    editor = JQLEditor(jira)
    error = jf.JiraUnavailable("Jira went away.", fix="Try again.")
    error.frame = pd.DataFrame({"key": ["ENG-1"]})

    def broken(*_, **__):
        raise error

    monkeypatch.setattr(jf.Jira, "search", broken)
    page(editor, "run", "key = ENG-1")
    assert editor.df is error.frame
    assert editor.outcome["headline"] == "Jira went away."
    assert editor.outcome["fix"] == "Try again."
    assert editor.outcome["notes"] == ["Read before that: 1 issue, not complete."]
    before, error.frame = editor.df, pd.DataFrame({"key": []})
    page(editor, "run", "key = ENG-1")
    assert editor.df is before
    assert editor.outcome["where"] == ""


def test_warnings_of_a_run_are_shown_and_not_warned_of(jira):
    editor = JQLEditor(jira)
    page(editor, "run", "status = NoSuchStatus")
    assert editor.outcome["state"] == "done"
    assert "NoSuchStatus" in " ".join(editor.outcome["notes"])


def test_what_is_stored_with_a_notebook_stays_small(jira):
    editor = JQLEditor(jira)
    page(editor, "run", "project is not EMPTY")
    assert len(editor.df) == 100
    assert len(str(editor.outcome)) < 10_000


def test_the_frame_is_named_as_the_notebook_names_it(jira, monkeypatch):
    editor = JQLEditor(jira)
    shell = type("Shell", (), {"user_ns": {"_": editor, "Out": {3: editor}}})()
    monkeypatch.setattr(_called, "get_ipython", lambda: shell)
    page(editor, "run", "key = ENG-1")
    assert editor.outcome["where"] == "Out[3].df"
    shell.user_ns["mine"] = editor
    page(editor, "run", "key = ENG-1")
    assert editor.outcome["where"] == "mine.df"


def test_names_that_cannot_be_read_are_told_before_anything_is_shown(box):
    jira = jf.connect(environ={**box.env, "JIRA_API_TOKEN": "wrong"})
    with pytest.raises(jf.AuthenticationError):
        JQLEditor(jira)


def test_work_from_another_thread_is_done_in_the_main_one_and_can_be_interrupted():
    threads, ended = [], queue.Queue()

    def work():
        threads.append(threading.current_thread())
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(PATIENCE_S)
        except KeyboardInterrupt:
            ended.put("interrupted")

    async def kernel():
        main = MainThread()
        other = threading.Thread(target=main.run, args=(work,))
        other.start()
        while ended.empty():
            await asyncio.sleep(0.01)
        other.join()

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(asyncio.wait_for(kernel(), PATIENCE_S))
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert ended.get() == "interrupted"
    assert threads == [threading.main_thread()]


def test_a_process_ends_although_jira_does_not_answer(box):
    code = (
        "import jiraframe as jf\n"
        "from jiraframe.notebook.editor._editor import JQLEditor\n"
        "jira = jf.connect()\n"
        "editor = JQLEditor(jira, 'project = ENG')\n"
        "import jiraframe._cloud, time\n"
        "jf.Jira.validate = lambda *_: time.sleep(60)\n"
        "editor._lookups.verdict('x', print)\n"
    )
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **box.env}, check=True, timeout=30
    )
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("two\nlines", "two lines"),
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (3.0, "3"),
        (2.5, "2.5"),
        (["a", None, "b"], "a, b"),
        ([], ""),
        (pd.Timestamp("2026-01-02T03:04:05Z"), "2026-01-02 03:04"),
        (pd.Timestamp("2026-01-02"), "2026-01-02"),
        (True, "True"),
        ("x" * 200, "x" * 89 + "…"),
    ],
)
def test_cells_of_a_preview(value, shown):
    frame = pd.DataFrame({"key": ["ENG-1"], "cell": pd.Series([value], dtype=object)})
    rows = preview(frame)["rows"]
    assert rows == ([["ENG-1", shown]] if shown else [["ENG-1"]])


def test_a_preview_is_a_part_and_says_so():
    frame = pd.DataFrame({"key": ["a", "b", "c"], "id": 1, "one": 1, "two": 2, "none": None})
    part = preview(frame, rows=2, columns=2)
    assert part["columns"] == ["key", "one"]
    assert part["rows"] == [["a", "1"], ["b", "1"]]
    assert part["left_out"] == "1 more row and 3 more columns"


def test_a_preview_of_no_rows_still_has_its_columns():
    part = preview(pd.DataFrame({"key": [], "summary": []}))
    assert part == {"columns": ["key", "summary"], "rows": [], "left_out": ""}


def test_a_suggestion_that_fails_is_told_as_none_and_not_as_no_values(jira, monkeypatch):
    def away(*_, **__):
        raise jf.JiraUnavailable("Jira is away.", fix="Call somebody.")

    editor, sent = JQLEditor(jira, "assignee = an"), []
    monkeypatch.setattr(editor, "send", sent.append)
    monkeypatch.setattr(jf.Jira, "suggest", away)
    page(editor, "suggest", "an", id="1", field="assignee", predicate=None)
    until(lambda: len(sent) == 2)
    (answer,) = [each for each in sent if each["kind"] == "suggested"]
    assert answer["items"] is None
    assert answer["trouble"] == "Jira suggests no values: Jira is away. Call somebody."

    monkeypatch.setattr(jf.Jira, "suggest", lambda *_, **__: [])
    page(editor, "suggest", "an", id="2", field="assignee", predicate=None)
    until(lambda: len(sent) == 4)
    assert {"kind": "suggested", "id": "2", "items": [], "trouble": ""} in sent


def test_ctrl_c_while_the_result_is_shown_keeps_it_and_leaves_run_usable(jira, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    editor = JQLEditor(jira)
    with monkeypatch.context() as patch:
        patch.setattr("jiraframe.notebook._outcome.done", interrupted)
        page(editor, "run", "key = ENG-1", id="1")
    assert list(editor.df["key"]) == ["ENG-1"]
    assert editor.outcome["id"] == "1"
    assert editor.outcome["state"] == "stopped"
    assert editor.outcome["where"]
    page(editor, "run", "key = ENG-1", id="2")
    assert editor.outcome["state"] == "done"


@pytest.mark.parametrize("broken", ["_outcome.done", "editor._editor.called"])
def test_a_bug_in_showing_a_result_leaves_run_usable(jira, monkeypatch, broken, caplog):
    editor = JQLEditor(jira)
    with monkeypatch.context() as patch:
        patch.setattr(f"jiraframe.notebook.{broken}", lambda *_, **__: 1 / 0)
        page(editor, "run", "key = ENG-1")
    assert "ZeroDivisionError" in editor.trouble + editor.outcome.get("headline", "")
    assert editor.outcome.get("state") != "running"
    assert "ZeroDivisionError" in caplog.text
    page(editor, "run", "key = ENG-1")
    assert (editor.trouble, editor.outcome["state"]) == ("", "done")


def test_trouble_goes_when_the_next_thing_works_and_not_before(jira, monkeypatch, caplog):
    editor = JQLEditor(jira, "project = ENG")
    with monkeypatch.context() as patch:
        patch.setattr(editor._lookups, "verdict", lambda *_: 1 / 0)
        page(editor, "check", "project = ENG", ask=True, again=False)
    assert "ZeroDivisionError" in editor.trouble
    # The page asks again and again while it hears no verdict.
    page(editor, "check", "project = ENG", ask=True, again=False)
    assert "ZeroDivisionError" in editor.trouble

    editor.jql = "project = OPS"
    assert editor.trouble == ""

    editor.on_open_builder(lambda _: 1 / 0)
    page(editor, "open_builder", "project = OPS")
    assert "ZeroDivisionError" in editor.trouble
    page(editor, "check", "project = OPS", ask=True, again=False)
    until(lambda: editor.checked["stage"] == "jira")
    assert editor.trouble == ""
    assert "ZeroDivisionError" in caplog.text
