"""A token that is rotated while a search runs: the search goes on with the new one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._traffic import Traffic

# A lock that is never given back is told in seconds.
pytestmark = pytest.mark.timeout(40)
ISSUES = 1500


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=ISSUES)


@pytest.fixture(params=["cloud", "datacenter"])
def box(request: pytest.FixtureRequest, site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, site=site, latency_s=0.02) as started:
        yield started


@pytest.fixture
def env_file(box: sandbox.Sandbox, tmp_path: Path) -> Path:
    path = tmp_path / ".env"
    path.write_text("\n".join(f"{name}={value}" for name, value in box.env.items()))
    return path


def rows_read_while_it_is_rotated(
    box: sandbox.Sandbox, env_file: Path, jira: jf.Jira, *, behind: int
) -> int:
    """Search; Jira takes a new token alone, as the file says, after so many requests."""
    over = Event()

    def rotate() -> None:
        while len(box.requests) < behind and not over.is_set():
            time.sleep(0.001)
        old = box.env["JIRA_API_TOKEN"]
        env_file.write_text(env_file.read_text().replace(old, box.rotate_token()))

    rotation = Thread(target=rotate)
    rotation.start()
    try:
        return len(jira.search("project is not EMPTY ORDER BY key", ["summary"], page_size=20))
    finally:
        over.set()
        rotation.join()


@pytest.mark.parametrize("kind", ["503", "429", "reset"])
def test_a_sign_in_that_fails_in_passing_holds_nobody_up(box, env_file, kind):
    # The first question after the sign-in at the beginning is the one after the rotation.
    fault = box.faults.add(kind, path="/myself", after=1, times=1)
    jira = jf.connect(env_file, environ={})
    assert rows_read_while_it_is_rotated(box, env_file, jira, behind=20) == ISSUES
    assert fault.hits == 1


def test_a_sign_in_needs_no_lane_that_those_hold_who_wait_for_it(box, env_file, monkeypatch):
    # As after refusals, for as long as the site bears no more.
    monkeypatch.setattr(Traffic, "passed", lambda _: None)
    jira = jf.connect(env_file, environ={})
    jira.connection.traffic.most = 1
    assert rows_read_while_it_is_rotated(box, env_file, jira, behind=20) == ISSUES
