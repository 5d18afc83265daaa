"""Milliseconds from a key to the list of names, in JupyterLab, kernel idle and stopped.

``python -m tests.benchmarks.keys``; it needs Chromium. The list must be there within 150 ms.
"""

from __future__ import annotations

import os
import signal
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import LAUNCH
from tests.browser.lab import running_lab
from tests.browser.typing import field, options, write
from tests.needs import NEEDS

_ROUNDS = 15
_CELLS = [
    "import jiraframe as jf, os\nbox = jf.sandbox.start()\njira = jf.connect(environ=box.env)",
    "jira.editor('project = ENG AND ')",
    "print(os.getpid())",
]
_WATCH = """() => {
    window.times = [];
    let pressed = 0;
    addEventListener("keydown", () => { pressed = performance.now(); }, true);
    new MutationObserver(() => {
        if (pressed && document.querySelector(".cm-tooltip-autocomplete li")) {
            window.times.push(performance.now() - pressed);
            pressed = 0;
        }
    }).observe(document.body, { childList: true, subtree: true });
}"""


def _times(page: Page) -> list[float]:
    page.evaluate("() => { window.times.length = 0; }")
    for _ in range(_ROUNDS):
        page.keyboard.type("s")
        expect(options(page).first).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("Backspace")
        page.wait_for_timeout(100)
    times: list[float] = page.evaluate("() => window.times")
    return times


def report() -> None:
    """Measure and print."""
    command, _ = NEEDS["chromium"]
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        running_lab(Path(folder)) as lab,
    ):
        browser = playwright.chromium.launch(executable_path=command(), args=LAUNCH)
        page = browser.new_page()
        notebook = lab.open_notebook(page, _CELLS)
        notebook.run_cell(0)
        notebook.run_cell(1)
        kernel = int(notebook.run_cell(2))
        page.evaluate(_WATCH)
        write(notebook.output(1), "")
        idle = _times(page)
        os.kill(kernel, signal.SIGSTOP)
        field(notebook.output(1)).focus()
        stopped = _times(page)
        os.kill(kernel, signal.SIGCONT)
        browser.close()
    print("\nkey to list of names, milliseconds, limit 150")
    for name, times in (("kernel idle", idle), ("kernel stopped", stopped)):
        print(f"{name:16}median {statistics.median(times):6.0f}    worst {max(times):6.0f}")


if __name__ == "__main__":
    report()
