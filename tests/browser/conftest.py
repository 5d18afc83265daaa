from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import jiraframe as jf
from jiraframe import sandbox
from tests.browser.host import Host, files_of_the_page, hosted
from tests.browser.lab import Lab, running_lab
from tests.browser.served import Server, served
from tests.browser.watch import Watch
from tests.browser.windows import LAUNCH, PATIENCE_MS, Windows
from tests.needs import ROOT

_SHOTS = ROOT / ".build/shots"
# Windows that serve many tests, by the fixture with which a test asks for one.
_KEPT = ("lab", "clock", "host")


@pytest.fixture(scope="package")
def browser(needed: Callable[[str], str]) -> Iterator[Browser]:
    """Run one Chromium, gone before tests elsewhere start event loops of their own."""
    command = needed("chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def windows(browser: Browser) -> Windows:
    """Give windows of the browser."""
    return Windows(browser)


@pytest.fixture
def watch() -> Watch:
    """Give what is seen of the page's errors."""
    return Watch()


@pytest.fixture
def page(request: pytest.FixtureRequest, windows: Windows, watch: Watch) -> Iterator[Page]:
    """Open an empty page; the test fails if it had an error or looked beyond this machine."""
    name = next((name for name in _KEPT if name in request.fixturenames), None)
    with windows.page(name) as page, watch.following(page):
        yield page
    assert watch.unexpected() == []
    assert watch.outside == []


@pytest.fixture(scope="package")
def server(needed: Callable[[str], str]) -> Iterator[Server]:
    """Serve the page that shows widgets."""
    with served(files_of_the_page(Path(needed("host page")))) as server:
        yield server


@pytest.fixture(scope="package")
def jira() -> Iterator[jf.Jira]:
    """Give a Jira to look at; no test changes it."""
    with sandbox.start("cloud", issues=200) as box, jf.connect(environ=box.env) as jira:
        yield jira


@pytest.fixture
def host(page: Page, server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Show widgets that this test makes, in a real browser without Jupyter."""
    with hosted(page, server, monkeypatch) as host:
        yield host


@pytest.fixture
def clock(page: Page, host: Host) -> Callable[[float], None]:
    """Give what puts the page's clock forward by seconds; it goes on as ever until then."""
    page.clock.install()
    return lambda seconds: page.clock.fast_forward(round(seconds * 1000))


@pytest.fixture(scope="package")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Run one JupyterLab for all tests here."""
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
        page.context.close()  # the next test has a new window
    return report
