"""Programs that some tests need and that pip cannot bring: where they are, or what to install."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
JS_TOOLS = ROOT / "tests/js"
BUNDLE_SOURCE = ROOT / "jiraframe/notebook/js"
HOST_PAGE = ROOT / ".build/host"

_CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Find a browser; its command, or None."""
    return next(filter(None, map(shutil.which, _CHROMIUM)), None)


def node() -> str | None:
    """Find Node with the packages that the tests need; its command, or None."""
    there = all((folder / "node_modules").is_dir() for folder in (JS_TOOLS, BUNDLE_SOURCE))
    return shutil.which("node") if there else None


def host_page() -> str | None:
    """Find the built page that shows widgets; its folder, or None."""
    return str(HOST_PAGE) if (HOST_PAGE / "host.js").is_file() else None


NEEDS: dict[str, tuple[Callable[[], str | None], str]] = {
    "chromium": (chromium, "a browser (Debian: apt-get install chromium-headless-shell)"),
    "node": (node, "Node and npm (Debian: apt-get install nodejs npm), then tests/run once"),
    "host page": (host_page, "the page that tests/run builds where Node and npm are installed"),
}
