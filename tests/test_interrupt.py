"""Ctrl-C stops a search within a second, and what was read is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from jiraframe import sandbox

CLIENT = """
import sys, time
import jiraframe as jf

jira = jf.connect()
_ = jira.catalogue
print("ready", flush=True)
try:
    jira.search("project is not EMPTY", ["summary"], page_size=50)
except jf.SearchInterrupted as stopped:
    print(time.time(), len(stopped.frame), jf.receipt(stopped.frame).complete, flush=True)
"""


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize(
    ("kind", "options"),
    [("stall", {"seconds": 20.0}), ("429", {"retry_after": "50"})],
    ids=["while Jira does not answer", "while Jira wants us to wait"],
)
def test_ctrl_c(mode, kind, options):
    with sandbox.start(mode, issues=300) as box:
        box.faults.add(kind, path="/search", after=2, **options)
        with subprocess.Popen(
            [sys.executable, "-c", CLIENT],
            env={**os.environ, **box.env},
            stdout=subprocess.PIPE,
            text=True,
        ) as client:
            assert client.stdout is not None
            assert client.stdout.readline() == "ready\n"
            _until(lambda: sum("/search" in each.path for each in box.requests) >= 2)
            time.sleep(0.5)  # the third request is on its way, or waiting
            sent_at = time.time()
            client.send_signal(signal.SIGINT)
            stopped_at, rows, complete = client.stdout.readline().split()
            assert client.wait(timeout=5) == 0, "no thread keeps the program alive"
    assert float(stopped_at) - sent_at < 1
    assert int(rows) >= 50
    assert complete == "False"


@pytest.mark.parametrize("output", [True, False])
def test_ctrl_c_in_a_terminal_exits_130_and_keeps_the_rows_in_the_file(output, tmp_path):
    path = tmp_path / "found.csv"
    command = [sys.executable, "-m", "jiraframe", "search", "project is not EMPTY", "-f", "summary"]
    with sandbox.start("datacenter", issues=600) as box:
        box.faults.add("stall", path="/search", after=1, seconds=20.0)  # the first page comes
        with subprocess.Popen(
            [*command, *(["-o", str(path)] if output else [])],
            env={**os.environ, **box.env},
            stderr=subprocess.PIPE,
            text=True,
        ) as client:
            _until(lambda: sum("/search" in each.path for each in box.requests) >= 1)
            time.sleep(0.5)  # the second request is on its way
            client.send_signal(signal.SIGINT)
            _, said = client.communicate(timeout=10)
    assert client.returncode == 130
    assert "500 rows" in said
    if output:
        assert len(pd.read_csv(path)) == 500


def _until(condition, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
