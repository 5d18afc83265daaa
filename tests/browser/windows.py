"""Windows of the browser, and how some of them serve one test after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize

LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Pages live for a second: what is compiled to run fast for long comes too late.
    "--js-flags=--no-opt --no-maglev --single-threaded-gc",
    # Nothing beyond this machine has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PATIENCE_MS = 15_000
_SIZE = ViewportSize(width=1100, height=900)


class Windows:
    """Windows of one browser.

    A new window is a new process that has compiled no script yet; until it shows its first page
    takes longer than many a test. Windows with a name are therefore kept for the tests to come.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[str, Page] = {}

    @contextmanager
    def page(self, name: str | None) -> Iterator[Page]:
        """Open a window for one test, or give the kept one, which still shows what it showed."""
        if name is None:
            page = self._open()
            yield page
            page.context.close()
        else:
            page = self._kept.get(name)
            if page is None or page.is_closed():
                page = self._kept[name] = self._open()
            yield page
            _undo(page)

    def _open(self) -> Page:
        context = self._browser.new_context(
            viewport=_SIZE, service_workers="block", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()


def _undo(page: Page) -> None:
    """Take back what a test may have changed in the window itself."""
    if not page.is_closed():
        page.context.clear_permissions()
        page.set_viewport_size(_SIZE)
        page.emulate_media(forced_colors="null")
        page.mouse.move(0, 0)
