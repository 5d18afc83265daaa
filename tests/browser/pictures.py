"""Makes the pictures of the README: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import LAUNCH
from tests.browser.lab import Lab, Notebook, running_lab
from tests.browser.typing import write
from tests.needs import NEEDS, ROOT

_FOLDER = ROOT / "notebooks/pictures"
_CELLS = [
    'import jiraframe as jf\nbox = jf.sandbox.start(mode="cloud")\n'
    "jira = jf.connect(environ=box.env)",
    'jira.editor("project = ENG AND sprint in openSprints() AND statuss != Done")',
    'jira.builder("project = ENG AND status IN (Open, \\"In Progress\\") AND created >= -180d '
    'ORDER BY created DESC")',
]


def _editor(page: Page, notebook: Notebook) -> None:
    shown = notebook.output(1)
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira")
    page.screenshot(path=_FOLDER / "editor-mistake.png", clip=_around(page, notebook, 1))
    shown.get_by_role("button", name="Use status").click()
    expect(shown.locator(".jqe-status")).to_contain_text("Checked by Jira: valid, about")
    shown.get_by_role("button", name="Run").click()
    expect(shown.get_by_role("region", name="Result")).to_contain_text("issues in")
    write(shown, " AND prio")
    expect(page.locator(".cm-tooltip-autocomplete [role=option]").first).to_be_visible()
    page.wait_for_timeout(300)
    page.screenshot(path=_FOLDER / "editor.png", clip=_around(page, notebook, 1))
    page.keyboard.press("Escape")


def _builder(page: Page, notebook: Notebook) -> None:
    shown = notebook.output(2)
    shown.get_by_role("button", name="Run").click()
    expect(shown.locator(".jf-headline")).to_contain_text("issues in")
    notebook.cell(2).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.screenshot(path=_FOLDER / "builder.png", clip=_around(page, notebook, 2))


def _around(page: Page, notebook: Notebook, number: int) -> dict[str, float]:
    box = notebook.cell(number).bounding_box()
    assert box is not None
    height = min(box["height"], page.viewport_size["height"] - box["y"])
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": height}


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


if __name__ == "__main__":
    main()
