"""A throw-away JupyterLab with live kernels, and a notebook in it driven as a user does."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

_START_SECONDS = 60
_PATIENCE_MS = 30_000
_KERNEL = "jiraframe-tests"
# Each of these opens a pop-up, or redraws the page, at a moment of its own.
_QUIET = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
}
# What no path through a notebook needs, and every start would load.
_UNUSED = (
    *("cell-toolbar", "celltags", "console", "csvviewer", "debugger", "extensionmanager", "help"),
    *("htmlviewer", "hub", "imageviewer", "inspector", "json", "launcher", "logconsole"),
    *("markdownviewer", "mermaid", "pdf", "pluginmanager", "settingeditor", "terminal"),
    *("tooltip", "vega5", "workspaces"),
)
# JupyterLab says "Idle" before the kernel's socket is up, and drops what is run until then.
_READY = """async () => {
    const panel = window.jupyterapp?.shell.currentWidget;
    const session = panel?.sessionContext;
    if (!session) return false;
    await panel.revealed;
    await session.ready;
    const kernel = session.session?.kernel;
    if (!kernel) return false;
    await kernel.info;
    return kernel.connectionStatus === "connected" && kernel.status === "idle";
}"""
# The notebook that is open is emptied, and so is its kernel.
_FORGET = "import ipywidgets\nipywidgets.Widget.close_all()\nget_ipython().reset()"
_OPEN = """async (forget) => {
    const { context, sessionContext } = window.jupyterapp.shell.currentWidget;
    const { kernel } = sessionContext.session;
    await kernel.requestExecute({ code: forget, silent: true, store_history: false }).done;
    await context.revert();
}"""
# Its server would spend seconds on a grammar of addresses in any language, for a check that none
# of its messages needs.
_START = """import sys
sys.modules["rfc3987_syntax"] = None
from jupyterlab.labapp import main
main()"""
_numbers = itertools.count(1)


class Notebook:
    """An open notebook whose kernel is ready."""

    def __init__(self, page: Page, address: str, file: Path) -> None:
        self.page = page
        self._address = address
        self._file = file

    def fill(self, cells: Sequence[str]) -> None:
        """Write its file; nothing has run."""
        nothing = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
        kernel = {"name": _KERNEL, "display_name": _KERNEL, "language": "python"}
        book = {
            "cells": [
                {**nothing, "id": f"cell{number}", "source": code}
                for number, code in enumerate(cells)
            ],
            "metadata": {"kernelspec": kernel},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        self._file.write_text(json.dumps(book), "utf-8")

    def cell(self, number: int) -> Locator:
        """Give a cell; the first is 0."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def output(self, number: int) -> Locator:
        """Give what a cell shows below its code."""
        return self.cell(number).locator(".jp-OutputArea-output")

    def start_cell(self, number: int) -> None:
        """Press Shift+Enter in a cell, and go on at once."""
        self.cell(number).locator(".jp-InputArea-editor .cm-content").click()
        self.page.keyboard.press("Shift+Enter")

    def run_cell(self, number: int) -> str:
        """Run a cell to its end; give the text that it shows."""
        prompt = self.cell(number).locator(".jp-InputPrompt")
        # After a restart the count begins anew: the number alone does not tell that it has run.
        prompt.evaluate("prompt => { prompt.textContent = ''; }")
        self.start_cell(number)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=_PATIENCE_MS)
        return "\n".join(self.output(number).all_inner_texts()).strip()

    def wait_until_ready(self) -> None:
        """Wait until the kernel takes what is run, at the start or after a restart."""
        self.page.wait_for_function(_READY)

    def command(self, name: str, **arguments: object) -> None:
        """Carry out a command of JupyterLab, e.g. `notebook:interrupt-kernel`."""
        self.page.evaluate(
            "([name, given]) => window.jupyterapp.commands.execute(name, given)",
            [name, arguments],
        )

    def restart_kernel(self) -> None:
        """Restart the kernel without the question whether one is sure."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
        )
        self.wait_until_ready()

    def save(self) -> None:
        """Save the notebook, as Ctrl+S does."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def stored(self) -> str:
        """Give the text of its file."""
        return self._file.read_text("utf-8")

    def open_again(self) -> None:
        """Load the page anew; the kernel goes on."""
        self.page.goto(self._address)
        self.wait_until_ready()

    def theme(self, name: str) -> None:
        """Put on "light" or "dark"."""
        self.command("apputils:change-theme", theme=f"JupyterLab {name.title()}")
        light = str(name == "light").lower()
        self.page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")


class Lab:
    """A JupyterLab that runs, and the folder of its notebooks."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._folder = folder
        self._notebook: Notebook | None = None

    def open_notebook(self, page: Page, cells: Sequence[str]) -> Notebook:
        """Show these cells in a page, and wait until their kernel is ready.

        One page has one notebook and one kernel, without the names and widgets of earlier tests.

        Args:
            page: An empty page, or one in which `open_notebook` has opened one before.
            cells: The code of each.
        """
        if self._notebook is None or self._notebook.page is not page:
            name = f"notebook{next(_numbers)}.ipynb"
            address = f"{self._url}/doc/tree/{name}"
            self._notebook = Notebook(page, address, self._folder / name)
            self._notebook.fill(cells)
            page.goto(f"{address}?reset")
        else:
            self._notebook.fill(cells)
            page.evaluate(_OPEN, _FORGET)
        expect(page.locator(".jp-Notebook .jp-Cell")).to_have_count(len(cells))
        self._notebook.wait_until_ready()
        return self._notebook


@contextmanager
def running_lab(folder: Path) -> Iterator[Lab]:
    """Run a JupyterLab that knows nothing of the user's, and end it with its kernels."""
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    log = folder / "lab.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            _command(port, notebooks),
            env=_environment(folder),
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(url, process, log)
        yield Lab(url, notebooks)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _command(port: int, notebooks: Path) -> list[str]:
    return [
        *(sys.executable, "-c", _START, "--no-browser", "--allow-root"),
        *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--ServerApp.password="),
        *(f"--ServerApp.root_dir={notebooks}", "--ServerApp.terminals_enabled=False"),
        *("--LabApp.news_url=", "--LabApp.extension_manager=readonly"),
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--expose-app-in-browser",
    ]


def _environment(folder: Path) -> dict[str, str]:
    places = {
        "HOME": folder / "home",
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "IPYTHONDIR": folder / "ipython",
    }
    kernel = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": _KERNEL,
        "language": "python",
    }
    _write(folder / f"data/kernels/{_KERNEL}/kernel.json", kernel)
    off = {f"@jupyterlab/{name}-extension": True for name in _UNUSED}
    _write(folder / "config/labconfig/default_setting_overrides.json", _QUIET)
    _write(folder / "config/labconfig/page_config.json", {"disabledExtensions": off})
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {name: str(place) for name, place in places.items()}


def _write(file: Path, data: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data), "utf-8")


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}/api", timeout=_START_SECONDS):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}") from None
            time.sleep(0.1)
