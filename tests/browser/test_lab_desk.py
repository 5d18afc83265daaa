"""The editor and the builder in a real JupyterLab with a live kernel."""

from __future__ import annotations

import os
import re
import signal

from playwright.sync_api import Locator, Page, expect

from tests.browser.lab import Lab, Notebook
from tests.browser.typing import choose, field, write

_JIRA = """
import jiraframe as jf
box = jf.sandbox.start(mode="cloud")
jira = jf.connect(environ=box.env)
"""
_EDITOR = "desk = jira.editor('project = ENG')\ndesk"


def _desk(notebook: Notebook, number: int = 1) -> Locator:
    return notebook.output(number)


def test_the_editor_completes_mends_and_runs(page: Page, lab: Lab) -> None:
    show_it = "print(desk.jql, desk.df.attrs['jiraframe']['rows'] == len(desk.df) > 0)"
    notebook = lab.open_notebook(page, [_JIRA, _EDITOR, show_it])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)

    write(shown, " AND statusCat")
    choose(page, "statusCategory")
    page.keyboard.type(" = do")
    choose(page, "Done")
    # Values that only Jira knows come over the live kernel.
    page.keyboard.type(" AND assignee = rob")
    choose(page, "Robin Field")
    page.keyboard.type(" AND sumary is not EMPTY")
    page.keyboard.press("Escape")
    shown.get_by_role("button", name="Use summary").click()
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid, about")

    field(shown).click()
    page.keyboard.press("Control+Enter")
    expect(shown.get_by_role("region", name="Result")).to_contain_text("The frame is desk.df")
    cells = notebook.page.locator(".jp-Notebook .jp-Cell")
    expect(cells).to_have_count(3)  # the keys ran no cell and made none
    said = notebook.run_cell(2)
    assert re.fullmatch(
        r"project = ENG AND statusCategory = Done AND assignee = \S+ AND summary is not EMPTY True",
        said,
    )


def test_keys_of_the_notebook_are_letters_in_the_editor(page: Page, lab: Lab) -> None:
    notebook = lab.open_notebook(page, [_JIRA, _EDITOR, "1"])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)
    write(shown, " abxddm")
    page.keyboard.press("Escape")
    page.keyboard.type("dd")
    notebook.command("notebook:enter-command-mode")
    for name in ("Run", "Copy as Python", "Open in builder"):
        shown.get_by_role("button", name=name).focus()
        page.keyboard.type("abdd")
    expect(shown.locator(".cm-line")).to_have_text("project = ENG abxddmdd")
    expect(notebook.page.locator(".jp-Notebook .jp-Cell")).to_have_count(3)


def test_keys_pressed_in_the_form_are_no_shortcuts_of_the_notebook(page: Page, lab: Lab) -> None:
    notebook = lab.open_notebook(page, [_JIRA, "jira.builder('status IN (Done)')"])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)
    cells = notebook.page.locator(".jp-Notebook .jp-Cell").count()

    # "a" would insert a cell, "d d" delete one, Enter edit it.
    shown.get_by_label("To Do").focus()
    for key in ("a", "Space", "d", "d"):
        page.keyboard.press(key)
    expect(shown.get_by_role("group", name="JQL")).to_have_text('status IN ("To Do", Done)')
    shown.get_by_role("button", name="Add a condition").focus()
    for key in ("b", "Enter", "d", "d"):
        page.keyboard.press(key)

    expect(shown.get_by_label("Field of condition 2")).to_be_visible()
    expect(notebook.page.locator(".jp-Notebook .jp-Cell")).to_have_count(cells)


def test_the_builder_builds_and_hands_over_to_the_editor(page: Page, lab: Lab) -> None:
    cells = [_JIRA, "desk = jira.builder()\ndesk", "print(desk.jql, len(desk.df) > 0)"]
    notebook = lab.open_notebook(page, cells)
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)

    shown.get_by_label("Value of condition 1").select_option("Engineering (ENG)")
    shown.get_by_role("button", name="Add a condition").click()
    shown.get_by_label("Field of condition 2").select_option("status")
    shown.get_by_label("Operator of condition 2").select_option(label="is one of  (IN)")
    shown.get_by_label("Done").check()
    expect(shown.locator(".jf-status")).to_contain_text("Jira accepts this query: about")
    shown.get_by_role("button", name="Run").click()
    expect(shown.locator(".jf-headline")).to_contain_text("issues in")

    shown.get_by_role("button", name="Edit as text").click()
    expect(shown.locator(".cm-line")).to_have_text("project = ENG AND status IN (Done)")
    write(shown, " ORDER BY key")
    page.keyboard.press("Escape")
    shown.get_by_role("button", name="Open in builder").click()
    expect(shown.get_by_label("Sort field 1", exact=True)).to_have_value("key")
    assert notebook.run_cell(2) == "project = ENG AND status IN (Done) ORDER BY key True"


def test_a_kernel_that_does_not_answer_is_said_so_and_names_still_complete(
    page: Page, lab: Lab
) -> None:
    notebook = lab.open_notebook(page, [_JIRA, _EDITOR, "import os\nprint(os.getpid())"])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid")

    kernel = int(notebook.run_cell(2))
    os.kill(kernel, signal.SIGSTOP)
    try:
        write(shown, " AND statusCat")
        choose(page, "statusCategory")
        page.keyboard.type(" = Done")
        page.keyboard.press("Escape")
        expect(shown.locator(".jqe-status")).to_contain_text("kernel is busy or was restarted")
        expect(shown.get_by_role("button", name="Copy query")).to_be_visible()
    finally:
        os.kill(kernel, signal.SIGCONT)
    # It goes on by itself.
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid")


def test_a_query_is_written_while_a_cell_runs_and_run_when_it_has_ended(
    page: Page, lab: Lab
) -> None:
    notebook = lab.open_notebook(page, [_JIRA, _EDITOR, "import time\ntime.sleep(600)"])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)
    notebook.start_cell(2)
    expect(notebook.cell(2).locator(".jp-InputPrompt")).to_have_text("[*]:")
    write(shown, " AND statusCat")
    choose(page, "statusCategory")
    page.keyboard.type(" = Done")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(shown.get_by_role("button", name="Waiting for the kernel…")).to_be_disabled()

    notebook.command("notebook:interrupt-kernel")
    expect(shown.get_by_role("region", name="Result")).to_contain_text("issues in")
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid")


def test_a_restarted_kernel_takes_no_text_away(page: Page, lab: Lab) -> None:
    notebook = lab.open_notebook(page, [_JIRA, _EDITOR])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid")

    notebook.restart_kernel()
    write(shown, " AND key = ENG-1")
    page.keyboard.press("Escape")
    expect(shown.locator(".jqe-status")).to_contain_text("copy the query first")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.get_by_role("button", name="Copy query").click()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "project = ENG AND key = ENG-1"
    expect(shown.locator(".cm-line")).to_have_text(copied)

    notebook.run_cell(0)
    notebook.run_cell(1)
    expect(_desk(notebook).locator(".cm-line")).to_have_text("project = ENG")


def test_a_stored_notebook_that_is_opened_again_shows_its_editor(page: Page, lab: Lab) -> None:
    notebook = lab.open_notebook(page, [_JIRA, _EDITOR, "print(desk.jql)"])
    notebook.run_cell(0)
    notebook.run_cell(1)
    shown = _desk(notebook)
    write(shown, " ORDER BY key")
    page.keyboard.press("Escape")
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid")
    notebook.save()
    stored = notebook.stored()
    assert len(stored) < 20_000  # the query, not the editor's own code
    assert "Desk('project = ENG')" in stored

    notebook.open_again()
    expect(shown.locator(".cm-line")).to_have_text("project = ENG ORDER BY key")
    write(shown, " DESC")
    page.keyboard.press("Escape")
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid")
    assert notebook.run_cell(2) == "project = ENG ORDER BY key DESC"
