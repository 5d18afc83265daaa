"""The editor as somebody at a browser meets it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

import ipywidgets
import pandas as pd
import pytest
from playwright.sync_api import Locator, expect

import jiraframe as jf
from jiraframe.jql import Choice, Fix, Problem
from jiraframe.notebook.editor._editor import JQLEditor
from tests.browser.host import THEMES, Host
from tests.browser.typing import choose, field, options, write
from tests.browser.waiting import until

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> <script>1</script> [a](javascript:1)"
Show = Callable[..., tuple[JQLEditor, Locator]]


@pytest.fixture
def show(host: Host, jira: jf.Jira) -> Show:
    def show(jql: str = "", **options) -> tuple[JQLEditor, Locator]:
        editor = JQLEditor(jira, jql, **options)
        return editor, host.mount(editor)

    return show


def status(shown: Locator) -> Locator:
    return shown.locator(".jqe-status")


def verdict(shown: Locator) -> Locator:
    return shown.locator(".jqe-verdict")


def query(shown: Locator) -> str:
    return "\n".join(shown.locator(".cm-line").all_text_contents())


def let_seconds_go(clock: Callable[[float], None]) -> None:
    """Let the page ask the kernel and give up waiting for it."""
    for seconds in (1, 3):
        clock(seconds)


def test_a_query_is_typed_completed_mended_and_run(show, host):
    editor, shown = show("project = ENG")
    write(shown, " AND statusC")
    choose(host.page, "statusCategory")
    choose(host.page, "!=")
    choose(host.page, "Done")
    host.page.keyboard.type(" AND sumary ~ log")
    host.page.keyboard.press("Escape")
    expect(shown.locator(".cm-lintRange-error")).to_have_text("sumary")
    expect(shown.get_by_role("list", name="Problems")).to_contain_text("sumary")

    shown.get_by_role("button", name="Use summary").click()
    expect(verdict(shown)).to_have_text(re.compile(r"Checked by Jira: valid, about [\d,]+ issues?"))
    expect(shown.get_by_role("list", name="Problems")).to_be_hidden()
    field(shown).click()
    host.page.keyboard.press("Control+Enter")

    result = shown.get_by_role("region", name="Result")
    expect(result).to_contain_text(
        re.compile(r"\d+ issues? in (less than 0\.1|\d\.\d) s, complete")
    )
    expect(result.get_by_role("columnheader").first).to_have_text("key")
    expect(result).to_contain_text("The frame is widget.df")
    assert editor.jql == "project = ENG AND statusCategory != Done AND summary ~ log"
    assert editor.df is not None
    assert result.get_by_role("cell").first.text_content() == editor.df["key"][0]


def test_rows_of_another_query_than_the_text_say_so(show, host):
    _, shown = show("key = ENG-1")
    shown.get_by_role("button", name="Run").click()
    result = shown.get_by_role("region", name="Result")
    expect(result).to_contain_text("1 issue in")
    expect(result).not_to_contain_text("Before the last change")
    write(shown, "2")
    expect(result).to_contain_text("Before the last change: key = ENG-1")
    host.page.keyboard.press("Backspace")
    expect(result).not_to_contain_text("Before the last change")


def test_a_fix_is_one_click_away_at_the_text_too(show, host):
    _, shown = show("statuss = Done")
    expect(verdict(shown)).to_have_text("Checked by Jira: 1 error")
    shown.locator(".cm-lintRange-error").hover()
    host.page.locator(".cm-tooltip-lint").get_by_role("button", name="Use status").click()
    expect(shown.locator(".cm-line")).to_have_text("status = Done")


def test_places_are_right_behind_characters_that_javascript_counts_twice(show):
    _, shown = show('summary ~ "😀😀" AND statuss = Done')
    expect(shown.locator(".cm-lintRange-error")).to_have_text("statuss")
    shown.get_by_role("button", name="Use status").click()
    expect(shown.locator(".cm-line")).to_have_text('summary ~ "😀😀" AND status = Done')


def test_values_of_a_closed_list_are_put_in_with_their_quotes(show, host):
    editor, shown = show()
    write(shown, "status = in p")
    choose(host.page, "In Progress")
    assert query(shown) == 'status = "In Progress"'
    until(host.page, lambda: editor.jql == 'status = "In Progress"')


def test_values_that_only_jira_knows_come_by_and_by(show, host, monkeypatch):
    asked = []

    def suggest(_, name, text="", *, predicate=None):
        asked.append((name, text, predicate))
        return [Choice("Anna (anna)", '"anna-1"'), Choice("Änne", '"anne-2"')]

    monkeypatch.setattr(jf.Jira, "suggest", suggest)
    _, shown = show()
    write(shown, "assignee = An")
    choose(host.page, "Anna (anna)")
    assert query(shown) == 'assignee = "anna-1"'
    assert asked[-1] == ("assignee", "An", None)


def test_a_jira_that_never_suggests_keeps_no_names_back(show, host, monkeypatch):
    release = threading.Event()
    monkeypatch.setattr(jf.Jira, "suggest", lambda *_, **__: release.wait(20) and [])
    _, shown = show()
    write(shown, "assignee = curr")
    choose(host.page, "currentUser()")
    release.set()
    assert query(shown) == "assignee = currentUser()"


def test_suggestions_that_failed_are_told_and_asked_for_again(show, host, monkeypatch):
    def away(*_, **__):
        raise jf.JiraUnavailable("Jira is away.", fix="Call somebody.")

    monkeypatch.setattr(jf.Jira, "suggest", away)
    _, shown = show()
    write(shown, "assignee = an")
    told = shown.get_by_role("alert")
    expect(told).to_have_text("Jira suggests no values: Jira is away. Call somebody.")

    monkeypatch.setattr(jf.Jira, "suggest", lambda *_, **__: [Choice("Anna", '"anna-1"')])
    host.page.keyboard.press("Escape")
    host.page.keyboard.press("Backspace")
    expect(told).to_have_text("")
    host.page.keyboard.type("n")
    choose(host.page, "Anna")
    assert query(shown) == 'assignee = "anna-1"'
    assert [each["text"] for each in _told(host, "suggest")].count("an") == 2


def test_suggestions_for_what_was_typed_before_are_dropped(show, host, monkeypatch):
    release = threading.Event()

    def suggest(_, name, text="", *, predicate=None):
        if text == "a":
            release.wait(10)
            return [Choice("an old one", "old")]
        return [Choice("abel", "abel")]

    monkeypatch.setattr(jf.Jira, "suggest", suggest)
    _, shown = show()
    write(shown, "assignee = a")
    until(host.page, lambda: "a" in [each["text"] for each in _told(host, "suggest")])
    host.page.keyboard.type("b")
    until(host.page, lambda: _told(host, "suggest")[-1]["text"] == "ab")
    release.set()
    expect(options(host.page).filter(has_text="abel")).to_be_visible()
    expect(options(host.page).filter(has_text="an old one")).to_have_count(0)


def test_a_verdict_on_what_was_typed_before_is_dropped(show, host, monkeypatch):
    release, validate = threading.Event(), jf.Jira.validate

    def slow(self, jql, **options):
        if jql == "project = ENG":
            release.wait(10)
            return type(validate(self, jql))(jql, errors=(Problem("An old verdict.", 0, 7),))
        return validate(self, jql, **options)

    monkeypatch.setattr(jf.Jira, "validate", slow)
    _, shown = show("project = ENG")
    expect(verdict(shown)).to_have_text("Nothing wrong here, asking Jira…")
    write(shown, "X")
    expect(status(shown)).to_contain_text("Checked here only: ")
    release.set()
    expect(status(shown)).to_contain_text("Checked by Jira")
    expect(shown).not_to_contain_text("An old verdict.")


def test_problems_of_another_text_are_not_shown(show, host):
    editor, shown = show("project = ENG")
    expect(verdict(shown)).to_contain_text("Checked by Jira: valid, about")
    old = {"message": "An old one.", "start": 0, "end": 7, "severity": "error", "hint": ""}
    with host.busy():  # the next check puts it right
        other = {"for": "project = X", "problems": [{**old, "fixes": []}]}
        editor.checked = {**editor.checked, **other}
        expect(verdict(shown)).to_have_text("Checking…")
        expect(shown).not_to_contain_text("An old one.")
        expect(shown.locator(".cm-lintRange-error")).to_have_count(0)


def test_a_busy_kernel_is_told_apart_and_all_is_well_when_it_is_free(show, host, clock):
    editor, shown = show("project = ENG")
    expect(status(shown)).to_contain_text("Checked by Jira: valid")
    with host.busy():
        write(shown, " AND statuss = Done AND res")
        choose(host.page, "resolution")
        host.page.keyboard.press("Escape")
        expect(verdict(shown)).to_have_text("Checking…")
        let_seconds_go(clock)
        expect(status(shown)).to_contain_text("Not checked: the kernel is busy or was restarted.")
        expect(shown.get_by_role("button", name="Copy query")).to_be_visible()
        expect(shown.locator(".cm-lintRange-error")).to_have_count(0)
        shown.get_by_role("button", name="Run").click()
        expect(shown.get_by_role("button", name="Waiting for the kernel…")).to_be_disabled()
    expect(shown.get_by_role("region", name="Result")).to_be_visible()
    expect(status(shown)).to_contain_text("Checked by Jira: ")
    expect(shown.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    expect(shown.get_by_role("button", name="Copy query")).to_be_hidden()
    assert editor.jql == "project = ENG AND statuss = Done AND resolution "


def test_a_run_that_waited_long_is_run_once(show, host, clock, monkeypatch):
    runs, search = [], jf.Jira.search

    def counted(self, jql, *rest, **options):
        runs.append(jql)
        return search(self, jql, *rest, **options)

    monkeypatch.setattr(jf.Jira, "search", counted)
    _, shown = show("key = ENG-1")
    with host.busy():
        shown.get_by_role("button", name="Run").click()
        let_seconds_go(clock)
        until(host.page, lambda: len(_told(host, "run")) > 1)  # asked again, unheard
    expect(shown.get_by_role("region", name="Result")).to_contain_text("1 issue in")
    assert runs == ["key = ENG-1"]


def _told(host: Host, kind: str) -> list[dict]:
    contents = [each["data"].get("content") or {} for each in host.line.received]
    return [content for content in contents if content.get("kind") == kind]


def test_a_restarted_kernel_leaves_the_text_to_be_copied(show, host, clock):
    host.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    _, shown = show("project = ENG")
    host.die()
    write(shown, " ORDER BY key")
    host.page.keyboard.press("Escape")
    let_seconds_go(clock)
    expect(status(shown)).to_contain_text("copy the query first")
    shown.get_by_role("button", name="Copy query").click()
    expect(shown.get_by_role("status")).to_contain_text("Query copied")
    assert (
        host.page.evaluate("() => navigator.clipboard.readText()") == "project = ENG ORDER BY key"
    )
    assert query(shown) == "project = ENG ORDER BY key"


def test_a_front_end_that_says_by_throwing_that_the_kernel_is_gone_is_understood(
    show, host, clock, watch
):
    watch.allow("Cannot send")
    _, shown = show("project = ENG")
    expect(verdict(shown)).to_contain_text("Checked by Jira")
    host.page.evaluate("() => { window.hostSend = () => { throw new Error('Cannot send'); }; }")
    write(shown, " ORDER BY key")
    clock(1)
    # At once, not after the three seconds for which a kernel may be silent.
    expect(verdict(shown)).to_contain_text("Not checked: the kernel is busy", timeout=2500)
    expect(shown.get_by_role("button", name="Copy query")).to_be_visible()


def test_python_is_copied_or_shown_selected_where_the_clipboard_is_blocked(show, host):
    host.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor, shown = show("project = ENG\nORDER BY key", fields=["summary"], limit=3)
    copies = shown.get_by_role("button", name="Copy as Python")
    copies.click()
    expect(shown.get_by_role("status")).to_contain_text("Python code copied")
    assert host.page.evaluate("() => navigator.clipboard.readText()") == editor.to_code()

    host.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject('no'); }")
    copies.click()
    text = shown.get_by_role("textbox", name="Python code: press Ctrl+C to copy")
    expect(text).to_be_focused()
    expect(text).to_have_value(editor.to_code())
    selected = text.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")
    assert selected == editor.to_code()
    shown.get_by_role("button", name="Close").click()
    expect(text).to_have_count(0)


def test_python_for_a_new_text_is_copied_when_the_busy_kernel_has_written_it(show, host):
    host.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor, shown = show("project = ENG")
    with host.busy():
        write(shown, " ORDER BY key")
        shown.get_by_role("button", name="Copy as Python").click()
        expect(shown).to_contain_text("The Python code is shown as soon as the kernel answers.")
    expect(shown.get_by_role("status")).to_contain_text("Python code copied")
    assert host.page.evaluate("() => navigator.clipboard.readText()") == editor.to_code()


def test_python_sets_the_query_and_a_later_one_too(show, host):
    editor, shown = show("project = ENG")
    write(shown, " AND key = ENG-1")
    until(host.page, lambda: editor.jql == "project = ENG AND key = ENG-1")
    editor.jql = "project = OPS\r\nORDER BY key"
    expect(shown.locator(".cm-line")).to_have_text(["project = OPS", "ORDER BY key"])
    expect(status(shown)).to_contain_text("Checked by Jira")
    editor.jql = "project = ENG AND key = ENG-1"
    expect(shown.locator(".cm-line")).to_have_text(["project = ENG AND key = ENG-1"])


def test_several_views_show_one_query_and_one_that_is_gone_leaves_nothing(show, host):
    editor, _ = show("project = ENG")
    box = ipywidgets.VBox([editor])
    host.mount(box)
    one, other = (host.page.locator("#root > div").nth(at) for at in (0, 1))
    write(other, " ORDER BY key")
    host.page.keyboard.press("Escape")
    expect(one.locator(".cm-line")).to_have_text("project = ENG ORDER BY key")
    expect(status(one)).to_contain_text("Checked by Jira: valid")
    expect(host.page.locator(".jiraframe-jql-tips")).to_have_count(2)

    box.children = []
    expect(host.page.locator(".jiraframe-jql-tips")).to_have_count(1)
    write(one, ", created")
    host.page.keyboard.press("Escape")
    until(host.page, lambda: editor.jql == "project = ENG ORDER BY key, created")

    box.children = [editor]
    expect(other.locator(".cm-line")).to_have_text("project = ENG ORDER BY key, created")


def test_what_was_typed_last_is_not_lost_when_a_view_goes(show, host):
    editor, _ = show("project = ENG")
    box = ipywidgets.VBox([editor])
    other = host.mount(box)
    write(other, " ORDER BY key")
    box.children = []
    until(host.page, lambda: editor.jql == "project = ENG ORDER BY key")


def test_every_text_of_jira_is_shown_as_text(show, host, monkeypatch):
    problem = Problem(HOSTILE, 0, 7, HOSTILE, fixes=(Fix(HOSTILE, "x"),))
    frame = pd.DataFrame({"key": [HOSTILE], HOSTILE: [HOSTILE]})
    frame.attrs["jiraframe"] = {"warnings": [HOSTILE], "rows": 1}
    validate = jf.Jira.validate
    monkeypatch.setattr(
        jf.Jira, "validate", lambda self, jql: type(validate(self, jql))(jql, errors=(problem,))
    )
    monkeypatch.setattr(jf.Jira, "suggest", lambda *_, **__: [Choice(HOSTILE, HOSTILE, HOSTILE)])
    monkeypatch.setattr(jf.Jira, "search", lambda *_, **__: frame)
    editor, shown = show(f"assignee = '{HOSTILE}' OR assignee = ")
    field(shown).click()
    host.page.keyboard.press("Control+End")
    host.page.keyboard.press("Control+Space")
    expect(options(host.page).filter(has_text=HOSTILE).first).to_be_visible()
    host.page.keyboard.press("Escape")
    expect(shown.get_by_role("list", name="Problems")).to_contain_text(HOSTILE)
    shown.locator(".cm-lintRange-error").first.hover()
    expect(host.page.locator(".cm-tooltip-lint")).to_contain_text(HOSTILE)
    shown.get_by_role("button", name="Run").click()
    result = shown.get_by_role("region", name="Result")
    expect(result.get_by_role("cell").first).to_have_text(HOSTILE)
    expect(result.get_by_role("columnheader").last).to_have_text(HOSTILE)
    expect(result.locator(".jqe-note")).to_have_text(HOSTILE)
    editor.trouble = HOSTILE
    expect(shown.get_by_role("alert")).to_have_text(HOSTILE)
    assert host.page.title() == "Widgets"
    assert (
        host.page.locator("#root img, #root script, #root a, .jiraframe-jql-tips img").count() == 0
    )


def test_everything_is_reached_by_keyboard_and_tab_leaves_the_field(show, host):
    editor, shown = show("statuss = Done")
    editor.on_open_builder(lambda text: None)
    expect(verdict(shown)).to_have_text("Checked by Jira: 1 error")
    field(shown).focus()
    names = []
    for _ in range(5):
        host.page.keyboard.press("Tab")
        names.append(host.page.evaluate("() => document.activeElement.textContent.slice(0, 14)"))
    assert names == ["Field 'statuss", "Use status", "Run", "Copy as Python", "Open in builde"]
    field(shown).focus()
    host.page.keyboard.press("F8")
    selected = host.page.evaluate("() => getSelection().toString()")
    assert selected == "statuss"


def test_tab_takes_the_chosen_entry_while_the_list_is_open(show, host):
    _, shown = show()
    write(shown, "resolutiondat")
    expect(options(host.page).first).to_be_visible()
    host.page.wait_for_timeout(90)
    host.page.keyboard.press("Tab")
    expect(field(shown)).to_be_focused()
    assert query(shown).startswith("resolutiondate")


def test_no_key_gets_out_to_the_notebook_and_shift_enter_runs(show, host):
    editor, shown = show("key = ENG-1")
    host.page.evaluate(
        """() => { window.out = [];
            for (const name of ["keydown", "keyup", "keypress", "paste", "copy", "cut"])
                document.body.addEventListener(name, (event) => window.out.push(name)); }"""
    )
    write(shown, " ")
    host.page.keyboard.press("Escape")
    for key in (
        "d",
        "d",
        "Backspace",
        "Backspace",
        "Control+a",
        "Control+c",
        "Control+v",
        "Escape",
    ):
        host.page.keyboard.press(key)
    host.page.keyboard.press("Shift+Enter")
    expect(shown.get_by_role("region", name="Result")).to_contain_text("1 issue in")
    expect(field(shown)).to_be_focused()
    assert query(shown) == "key = ENG-1 "
    assert host.page.evaluate("() => window.out") == []
    assert shown.locator("[data-lm-suppress-shortcuts=true]").count() == 1
    assert len(editor.df) == 1


def test_enter_begins_a_line_where_no_list_is_open(show, host):
    _, shown = show()
    write(shown, "project = ENG")
    for word in (" AND", " "):  # a whole word has nothing to complete, and fields are many
        host.page.keyboard.type(word)
        host.page.wait_for_timeout(250)
        host.page.keyboard.press("Enter")
    host.page.keyboard.type("key = ENG-1")
    host.page.keyboard.press("Escape")
    assert query(shown) == "project = ENG AND\n\n key = ENG-1"


def test_a_run_that_jira_refuses_tells_why_and_keeps_the_frame_of_before(show, monkeypatch):
    editor, shown = show("key = ENG-1")
    run, result = (
        shown.get_by_role("button", name="Run", exact=True),
        shown.get_by_role("region", name="Result"),
    )
    run.click()
    expect(result).to_contain_text("1 issue in")
    editor.jql = "project = NOWHERE AND nothing = 1"
    expect(shown.locator(".cm-line")).to_have_text(editor.jql)
    run.click()
    expect(result).to_contain_text("nothing")
    expect(result).to_have_attribute("data-state", "failed")
    expect(run).to_be_enabled()
    assert len(editor.df) == 1


def test_an_interrupted_run_keeps_its_rows_and_says_so(show, monkeypatch):
    def interrupted(*_, **__):
        stop = jf.SearchInterrupted("Stopped.")
        stop.frame = pd.DataFrame({"key": ["ENG-1", "ENG-2"]})
        raise stop

    monkeypatch.setattr(jf.Jira, "search", interrupted)
    editor, shown = show("project = ENG")
    shown.get_by_role("button", name="Run").click()
    expect(shown.get_by_role("region", name="Result")).to_contain_text(
        "Stopped after 2 issues, not complete"
    )
    assert editor.df["key"].tolist() == ["ENG-1", "ENG-2"]


def test_a_jira_that_cannot_be_asked_is_told_with_its_reason_and_asked_again(show, monkeypatch):
    validate = jf.Jira.validate

    def away(*_, **__):
        raise jf.JiraUnavailable("Jira is away.", fix="Call somebody.")

    monkeypatch.setattr(jf.Jira, "validate", away)
    _, shown = show("project = ENG")
    expect(status(shown)).to_contain_text(
        "Checked here only: nothing wrong. Jira could not be asked."
    )
    expect(status(shown)).to_contain_text("Jira is away. Call somebody.")
    monkeypatch.setattr(jf.Jira, "validate", validate)
    shown.get_by_role("button", name="Ask Jira again").click()
    expect(status(shown)).to_contain_text("Checked by Jira: valid")


def test_a_bug_is_shown_and_not_swallowed(show, host, monkeypatch, caplog):
    def broken(*_, **__):
        raise ZeroDivisionError("division by zero")

    editor, shown = show("project = ENG")
    monkeypatch.setattr(jf.Jira, "search", broken)
    shown.get_by_role("button", name="Run").click()
    expect(shown).to_contain_text(
        "This is a bug in jiraframe: ZeroDivisionError: division by zero."
    )
    editor.on_open_builder(broken)
    shown.get_by_role("button", name="Open in builder").click()
    expect(shown.get_by_role("alert")).to_contain_text("This is a bug in jiraframe")
    assert "ZeroDivisionError" in caplog.text


def test_nobody_who_has_not_begun_is_told_of_errors(show, host):
    _, shown = show()
    expect(verdict(shown)).to_contain_text("No condition yet, and Jira wants one.")
    expect(status(shown)).to_have_attribute("data-level", "pending")
    expect(shown.get_by_role("list", name="Problems")).to_be_hidden()
    write(shown, "ORDER BY key")
    host.page.keyboard.press("Escape")
    expect(verdict(shown)).to_have_text("Checked by Jira: 1 error")
    expect(shown.get_by_role("list", name="Problems")).to_contain_text("Add a condition")


def test_a_list_of_thousands_of_problems_is_cut_short(show):
    _, shown = show("statuss = Done AND " * 1999 + "statuss = Done")
    problems = shown.get_by_role("list", name="Problems").get_by_role("listitem")
    expect(problems).to_have_count(13)
    expect(problems.last).to_have_text("and 1,988 more")


def test_the_builder_gets_the_query_as_it_stands(show, host):
    given = []
    editor, shown = show("project = ENG")
    expect(shown.get_by_role("button", name="Open in builder")).to_be_hidden()
    editor.on_open_builder(given.append)
    write(shown, " ORDER BY key")
    shown.get_by_role("button", name="Open in builder").click()
    until(host.page, lambda: given == ["project = ENG ORDER BY key"])


def test_data_center_counts_exactly(host):
    with jf.sandbox.start("datacenter", issues=50) as box:
        shown = host.mount(JQLEditor(jf.connect(environ=box.env), "project is not EMPTY"))
        expect(verdict(shown)).to_have_text("Checked by Jira: valid, 50 issues")


def test_what_is_settled_is_read_aloud_and_what_changes_with_each_key_is_not(show, host):
    _, shown = show("project = ENG")
    spoken = shown.get_by_role("status")
    expect(spoken).to_contain_text("Checked by Jira: valid")
    with host.busy():
        write(shown, " AND key = ENG-1")
        expect(verdict(shown)).to_have_text("Checking…")
        assert "Checked by Jira: valid" in (spoken.text_content() or "")


def test_axe_finds_nothing(show, host, clock):
    editor, shown = show('project = ENG AND created >= -7d ORDER BY "key" DESC')
    editor.on_open_builder(lambda text: None)
    expect(status(shown)).to_contain_text("valid")
    shown.get_by_role("button", name="Run").click()
    expect(shown.get_by_role("table")).to_be_visible()
    assert host.axe("body") == []

    editor.jql = "statuss = currentUser() AND assignee = nobody-1 AND "
    expect(shown.get_by_role("list", name="Problems")).to_be_visible()
    write(shown, " ")
    host.page.keyboard.press("Control+Space")
    expect(options(host.page).first).to_be_visible()
    assert host.axe("body") == []
    host.page.keyboard.press("Escape")
    editor.jql = "statuss = Done"
    expect(verdict(shown)).to_have_text("Checked by Jira: 1 error")
    shown.locator(".cm-lintRange-error").hover()
    expect(host.page.locator(".cm-tooltip-lint")).to_be_visible()
    assert host.axe("body") == []

    with host.busy():
        editor.jql = ""
        expect(shown.locator(".cm-placeholder")).to_be_visible()
        write(shown, "x")
        host.page.keyboard.press("Escape")
        let_seconds_go(clock)
        expect(status(shown)).to_contain_text("Not checked")
        host.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject('no'); }")
        shown.get_by_role("button", name="Copy query").click()
        expect(shown.get_by_role("textbox", name="Query: press")).to_be_visible()
        assert host.axe("body") == []


@pytest.mark.parametrize("theme", THEMES)
def test_lists_wear_the_theme_although_they_hang_at_the_end_of_the_page(show, host, theme):
    host.theme(theme)
    _, shown = show()
    write(shown, "statu")
    expect(options(host.page).first).to_be_visible()
    colour = "each => getComputedStyle(each).backgroundColor.match(/\\d+/g).map(Number)[0]"
    for each in (shown.locator(".cm-editor"), host.page.locator(".cm-tooltip-autocomplete")):
        lightness = each.evaluate(colour)
        assert lightness > 200 if theme == "light" else lightness < 60


def test_the_chosen_entry_is_marked_where_the_system_chooses_the_colours(show, host):
    host.page.emulate_media(forced_colors="active")
    _, shown = show()
    write(shown, "statu")
    expect(options(host.page).first).to_be_visible()
    expect(host.page.locator("li[aria-selected]")).to_have_css("outline-style", "solid")
    others = host.page.locator("li:not([aria-selected])")
    expect(others.first).to_have_css("outline-style", "none")
