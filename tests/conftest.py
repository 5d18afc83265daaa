from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from xdist.remote import Producer

from tests.needs import NEEDS
from tests.workers import Sharing

_REACHES_US = ("JIRA_", "REQUESTS_CA", "CURL_CA", "SSL_CERT", "NETRC")
_PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-browser",
        action="store_true",
        help="fail, rather than skip, the tests for which Chromium or Node is missing",
    )


def pytest_configure() -> None:
    """Have Ctrl-C work: the background of a shell switches it off, for what tests start too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Share the tests among the workers, where there are several."""
    return Sharing(config, log)


@pytest.fixture(scope="session")
def needed(pytestconfig: pytest.Config) -> Callable[[str], str]:
    """Give the place of a program by its name in `NEEDS`, or skip (or fail) the test."""

    def find(name: str) -> str:
        look, install = NEEDS[name]
        place = look()
        if place is None:
            stop = pytest.fail if pytestconfig.getoption("--require-browser") else pytest.skip
            stop(f"this test needs {install}")
        return place

    return find


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Wait for nothing, and remember how long it would have been; pauses end as if it had been."""
    waited: list[float] = []

    def sleep(seconds: float, *, in_place: bool) -> None:
        # A widget of an earlier test may still ask a Jira that is gone.
        if threading.current_thread().name == "jiraframe lookups":
            time.sleep(seconds)
        else:
            waited.append(seconds)

    monkeypatch.setattr("jiraframe._connection.sleep", sleep)
    monkeypatch.setattr("jiraframe._traffic.monotonic", lambda: time.monotonic() + sum(waited))
    return waited


@pytest.fixture(autouse=True)
def stranger(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Run every test as somebody without settings, files or proxies."""
    for name in list(os.environ):
        if name.startswith(_REACHES_US) or name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(home)
