"""Waiting for what no locator tells."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.windows import PATIENCE_MS


def until(page: Page, condition: Callable[[], bool]) -> None:
    """Let the page and the widgets go on until something in this process is as it should be."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        assert time.monotonic() < deadline
        page.wait_for_timeout(20)
