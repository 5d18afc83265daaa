"""The magics and ``jf.show`` in a real JupyterLab: Tab, a frame, a mistake, a table."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.host import THEMES
from tests.browser.lab import Lab, Notebook

_JIRA = """
import jiraframe as jf
box = jf.sandbox.start(mode="cloud")
jira = jf.connect(environ=box.env)
%load_ext jiraframe
"""


def _press_tab(page: Page) -> None:
    """Press Tab, and once more where Jira has not told its names in the moment that Tab waits."""
    offers = page.locator(".jp-Completer-item")
    for _ in range(3):
        page.keyboard.press("Tab")
        with suppress(TimeoutError):
            offers.first.wait_for(timeout=5000)
            return


def test_a_query_in_a_cell_completes_runs_and_tells_a_mistake(page: Page, lab: Lab) -> None:
    cells = [_JIRA, "%%jql found --limit 3\nproject = ENG AND summ", "%jql project = ENG AND", "1"]
    notebook = lab.open_notebook(page, cells)
    notebook.run_cell(0)

    notebook.cell(1).locator(".cm-line").last.click()
    page.keyboard.press("End")
    _press_tab(page)
    expect(page.locator(".jp-Completer-item").first).to_contain_text("summary")
    page.keyboard.press("Enter")
    expect(notebook.cell(1).locator(".cm-line").last).to_have_text("project = ENG AND summary")
    page.keyboard.type(" is not EMPTY")
    assert notebook.run_cell(1) == "3 issues, maybe not all: see receipt(found) -> found"

    said = notebook.run_cell(2)
    assert said.startswith("UsageError: ")
    assert "Traceback" not in said


def test_a_table_is_live_in_either_theme(page: Page, lab: Lab) -> None:
    shown = ["jf.show(jira.search('project = ENG', ['summary', 'status', 'created']))"]
    shown += ["jira.validate('project = ENG AND statuz = Done AND priority = Hgh')", "jira.check()"]
    notebook = lab.open_notebook(page, [_JIRA, *shown])
    notebook.run_cell(0)
    for theme in THEMES:
        notebook.theme(theme)
        for number in range(1, 4):
            notebook.run_cell(number)
        _table_is_live(notebook, theme)


def _table_is_live(notebook: Notebook, theme: str) -> None:
    table = notebook.output(1).locator("table.dataTable")
    expect(table.locator("tbody tr")).to_have_count(10)
    expect(notebook.output(1).get_by_role("searchbox")).to_be_visible()
    ground, ink = table.locator("td a").first.evaluate(
        """link => {
            const grey = (colour) => {
                const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
                return 0.3 * r + 0.6 * g + 0.1 * b;
            };
            let behind = link;
            const seen = (node) => getComputedStyle(node).backgroundColor;
            while (/, 0\\)|transparent/.test(seen(behind))) behind = behind.parentElement;
            return [grey(seen(behind)), grey(getComputedStyle(link).color)];
        }"""
    )
    for text in (table.locator("th", has_text="summary").first, table.locator("td").nth(2)):
        assert text.evaluate("cell => getComputedStyle(cell).textAlign") == "left"
    assert abs(ground - ink) > 90
    assert (ground > 128) is (theme == "light")
