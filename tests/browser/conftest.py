from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.host import Host, hosted
from tests.browser.lab import Lab, running_lab
from tests.browser.watch import Watch
from tests.needs import ROOT

_SHOTS = ROOT / ".build/shots"
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_MS = 15_000


@pytest.fixture(scope="package")
def browser(needed: Callable[[str], str]) -> Iterator[Browser]:
    """Run one Chromium, gone before tests elsewhere start event loops of their own."""
    command = needed("chromium")
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Watch:
    """Give what is seen of the page's errors."""
    return Watch()


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Page]:
    """Open an empty page; the test fails if it had an error or looked beyond this machine.

    Tests of JupyterLab share a page, which takes seconds to load.
    """
    if "lab" in request.fixturenames:
        context = request.getfixturevalue("lab_context")
        page = context.pages[0] if context.pages else context.new_page()
        with watch.following(page):
            yield page
    else:
        context = _context(browser)
        page = context.new_page()
        with watch.following(page):
            yield page
        context.close()
    assert watch.unexpected() == []
    assert watch.outside == []


@pytest.fixture(scope="package")
def lab_context(browser: Browser) -> Iterator[BrowserContext]:
    """Keep the window in which JupyterLab is open."""
    context = _context(browser)
    yield context
    context.close()


def _context(browser: Browser) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 1100, "height": 900}, service_workers="block", reduced_motion="reduce"
    )
    context.set_default_timeout(_PATIENCE_MS)
    return context


@pytest.fixture
def host(
    page: Page, needed: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Host]:
    """Show widgets that this test makes, in a real browser without Jupyter."""
    with hosted(page, Path(needed("host page")), monkeypatch) as host:
        yield host


@pytest.fixture(scope="package")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run one JupyterLab for all tests here; every notebook has a kernel of its own."""
    with running_lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    page = item.funcargs.get("page") if isinstance(item, pytest.Function) else None
    if report.when == "call" and report.failed and page is not None:
        _SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=_SHOTS / f"{item.name.replace('/', '_')}.png")
        report.sections.append(("browser", "\n".join(item.funcargs["watch"].log[-20:])))
        if "lab" in item.fixturenames:
            page.close()  # the next test begins with a new one
    return report
