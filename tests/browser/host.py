"""Widgets of this process in a real browser, without Jupyter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

import anywidget
import comm
import ipywidgets
import pytest
from playwright.sync_api import Locator, Page
from traitlets.log import get_logger

from tests.browser.comms import Complaints, Line
from tests.browser.served import Server
from tests.browser.watch import axe

THEMES = ("light", "dark")
_RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")
_HTML = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Widgets</title>
<link rel="stylesheet" href="host.css">
<link rel="stylesheet" class="theme" href="light.css">
<link rel="stylesheet" class="theme" href="dark.css" media="not all">
<style>body { background: var(--jp-layout-color0); color: var(--jp-content-font-color1);
  font: var(--jp-content-font-size1) var(--jp-content-font-family); }</style>
<script src="host.js"></script><script src="anywidget.js"></script></head>
<body data-jp-theme-light="true" data-jp-theme-name="JupyterLab Light">
<main id="root"></main></body>
</html>"""

# A page serves many tests, and a function of it can be named once: it serves the test that runs.
_lines: WeakKeyDictionary[Page, Line] = WeakKeyDictionary()


class Host:
    """A page that shows widgets of this process.

    Attributes:
        page: The page, for gestures and for what is seen.
        line: The messages between page and widgets.
        complaints: Exceptions that ipywidgets caught and logged; the fixture fails on any.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line = Line()
        self.complaints = Complaints()

    def open(self, server: Server) -> None:
        """Load the page, and begin to carry messages."""
        if self.page not in _lines:
            self.page.expose_function("hostSend", lambda text: _lines[self.page].take(text))
        self.page.goto(server.url)
        # Only now: until then the page of an earlier test may still send.
        _lines[self.page] = server.line = self.line
        self.page.evaluate("() => window.host.start()")

    def leave(self) -> None:
        """Have the page ask no more; opening it for another test ends its scripts."""
        self.line.hang_up()
        if not self.page.is_closed():
            self.page.evaluate("() => window.host.ended")

    def mount(self, widget: ipywidgets.DOMWidget) -> Locator:
        """Show a widget below those already shown; give the element around it."""
        root = self.page.evaluate_handle(
            """() => document.getElementById("root").appendChild(document.createElement("div"))"""
        )
        root.evaluate("(root, id) => window.host.show(id, root)", widget.model_id)
        return self.page.locator("#root > div").last

    def busy(self) -> AbstractContextManager[None]:
        """Hold messages of the page as a kernel does whose cell runs; answer at the end."""
        return self.line.busy()

    def wait_until_idle(self) -> None:
        """Wait until all that the page has sent is answered, and the answers have arrived."""
        self.page.wait_for_function("() => window.host.idle()")

    def die(self) -> None:
        """Never answer the page again, as after a restart of the kernel."""
        self.line.die()

    def theme(self, name: str) -> None:
        """Put on JupyterLab's own "light" or "dark"."""
        self.page.evaluate(
            """name => {
                for (const link of document.querySelectorAll(".theme"))
                    link.media = link.href.endsWith(`/${name}.css`) ? "all" : "not all";
                document.body.dataset.jpThemeLight = String(name === "light");
                document.body.dataset.jpThemeName =
                    name === "light" ? "JupyterLab Light" : "JupyterLab Dark";
            }""",
            name,
        )

    def axe(self, selector: str = "#root") -> list[str]:
        """Check a part of the page with axe; give what `watch.axe` gives.

        In the other theme only the colours are others.
        """
        found = []
        for name in THEMES:
            self.theme(name)
            rules = () if name == THEMES[0] else _RULES_OF_COLOUR
            found += [f"{name}: {each}" for each in axe(self.page, selector, rules)]
        return found


@contextmanager
def hosted(page: Page, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Make widgets made from now on talk to a page; check at the end that none complained."""
    host = Host(page)
    monkeypatch.setattr(comm, "create_comm", host.line.open_comm)
    log = get_logger()
    log.addHandler(host.complaints)
    try:
        host.open(server)
        yield host
        host.leave()
    finally:
        log.removeHandler(host.complaints)
        ipywidgets.Widget.close_all()
    assert host.complaints.lines == []


def files_of_the_page(folder: Path) -> dict[str, tuple[str, str]]:
    """Give what the page loads, from the folder of what was built and from what is installed."""
    front = Path(anywidget.__file__).parent / "nbextension/index.js"
    themes = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"
    return {
        "": (_HTML, "text/html"),
        "host.js": ((folder / "host.js").read_text("utf-8"), "text/javascript"),
        "host.css": ((folder / "host.css").read_text("utf-8"), "text/css"),
        "anywidget.js": (front.read_text("utf-8"), "text/javascript"),
        "favicon.ico": ("", "image/x-icon"),
        **{
            f"{name}.css": (
                (themes / f"theme-{name}-extension/index.css").read_text("utf-8"),
                "text/css",
            )
            for name in THEMES
        },
    }
