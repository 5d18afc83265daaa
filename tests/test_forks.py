"""A process that is forked asks Jira by connections and locks of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

import jiraframe as jf

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork"),
    # A test runner has threads, of which Python 3.12 and newer warn.
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
    pytest.mark.timeout(60),
]
# In a process of its own: a child would have the sandbox's threads without what they do.
SERVER = """
import json, sys
import jiraframe as jf
with jf.sandbox.start({mode!r}, issues=200, latency_s=0.01) as box:
    print(json.dumps(box.env), flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["cloud", "datacenter"])
def jira(request: pytest.FixtureRequest) -> Iterator[jf.Jira]:
    with subprocess.Popen(
        [sys.executable, "-c", SERVER.format(mode=request.param)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        with jf.connect(environ=json.loads(server.stdout.readline())) as connected:
            yield connected
        server.stdin.close()


def forked(work: Callable[[], None]) -> int:
    """Do a piece of work in a child; give the child's number."""
    child = os.fork()
    if not child:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    return child


def went_well(child: int) -> bool:
    """Wait for a child, but not for ever."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def test_processes_that_ask_at_once_get_their_own_answers(jira):
    keys = list(jira.search("project is not EMPTY", ["summary"])["key"])

    def ask(some: list[str]) -> None:
        for key in some:
            assert list(jira.search(f"key = {key}", ["summary"])["key"]) == [key]

    children = [forked(lambda n=n: ask(keys[n:60:4])) for n in range(3)]
    ask(keys[3:60:4])
    ended = [went_well(each) for each in children]
    assert all(ended)


def test_a_child_waits_for_no_thread_of_its_parent(jira):
    traffic = jira.connection.traffic
    _ = jira.catalogue
    traffic.most = 1
    begun, over = threading.Event(), threading.Event()

    def hold() -> None:
        with traffic.lane(time.sleep), jira.connection._lock:
            begun.set()
            over.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait()
    child = forked(lambda: jira.issue("ENG-1"))
    try:
        assert went_well(child)
    finally:
        over.set()
        holder.join()
