"""Makes the pictures of the README: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.browser.lab import Lab, Notebook, running_lab
from tests.browser.typing import write
from tests.browser.windows import LAUNCH
from tests.needs import NEEDS, ROOT

_FOLDER = ROOT / "notebooks/pictures"
_CELLS = [
    'import jiraframe as jf\nbox = jf.sandbox.start(mode="cloud")\n'
    "jira = jf.connect(environ=box.env)\n%load_ext jiraframe",
    """jira.editor('project = ENG AND statuss = "In Progress"')""",
    """jira.builder('project = ENG AND status IN ("To Do", "In Progress") AND created >= -180d')""",
    """%%jql doing --fields summary,status,priority,assignee,created
project = ENG AND sprint in openSprints() AND status = "In Progress"
ORDER BY created DESC""",
    "jf.show(doing)",
]


def _editor(page: Page, notebook: Notebook) -> None:
    shown = notebook.output(1)
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira")
    _take(page, "editor-mistake", notebook.cell(1))
    shown.get_by_role("button", name="Use status").click()
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid, about")
    shown.get_by_role("button", name="Run").click()
    expect(shown.get_by_role("region", name="Result")).to_contain_text("issues in")
    write(shown, " AND st")
    expect(page.locator(".cm-tooltip-autocomplete [role=option]").first).to_be_visible()
    _take(page, "editor", notebook.cell(1))
    page.keyboard.press("Escape")


def _builder(page: Page, notebook: Notebook) -> None:
    shown = notebook.output(2)
    shown.get_by_role("button", name="Run").click()
    expect(shown.locator(".jf-headline")).to_contain_text("issues in")
    _take(page, "builder", notebook.cell(2))


def _magic(page: Page, notebook: Notebook) -> None:
    expect(notebook.output(4).locator("table.dataTable tbody tr").first).to_be_visible()
    _take(page, "magic", notebook.cell(3), notebook.cell(4))


def _take(page: Page, name: str, first: Locator, *more: Locator) -> None:
    """Take a picture of cells, from the top of the first to the end of the last."""
    last = more[-1] if more else first
    page.mouse.move(0, 0)
    first.evaluate("cell => cell.scrollIntoView({ block: 'start' })")
    page.wait_for_timeout(300)
    top, end = first.bounding_box(), last.bounding_box()
    assert top is not None
    assert end is not None
    assert page.viewport_size is not None
    bottom = min(end["y"] + end["height"], page.viewport_size["height"])
    box = {"x": top["x"], "y": top["y"], "width": top["width"], "height": bottom - top["y"]}
    page.screenshot(path=_FOLDER / f"{name}.png", clip=box)


def main() -> None:
    """Make them all."""
    command, _ = NEEDS["chromium"]
    _FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        running_lab(Path(folder)) as lab,
    ):
        expect.set_options(timeout=15_000)
        browser = playwright.chromium.launch(executable_path=command(), args=LAUNCH)
        page = browser.new_context(
            viewport={"width": 1000, "height": 1100}, device_scale_factor=2
        ).new_page()
        _pictures(page, lab)
        browser.close()


def _pictures(page: Page, lab: Lab) -> None:
    notebook = lab.open_notebook(page, _CELLS)
    for number in range(len(_CELLS)):
        notebook.run_cell(number)
    _editor(page, notebook)
    _builder(page, notebook)
    _magic(page, notebook)


if __name__ == "__main__":
    main()
