"""A whole search against a sandbox in a process of its own, beside its nearest peer.

The peer is ``atlassian-python-api``'s own list helper followed by ``pandas.json_normalize``.
Every measurement is a fresh process: seconds of wall and CPU, and the peak of resident memory
above what the imports take.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

QUERY = "project is not EMPTY"


def ours_all() -> int:
    """Read everything with jiraframe."""
    import jiraframe as jf

    return len(jf.connect().search(QUERY, "*all"))


def ours_default() -> int:
    """Read the default fields with jiraframe."""
    import jiraframe as jf

    return len(jf.connect().search(QUERY))


def peer_all() -> int:
    """Read everything with the client's list helper and json_normalize."""
    return _peer("*all")


def peer_default() -> int:
    """Read jiraframe's default fields with the client's list helper and json_normalize."""
    import jiraframe as jf

    return _peer(",".join(jf.connect().catalogue.columns(None).request_fields))


def _peer(fields: str) -> int:
    import pandas as pd
    from atlassian.jira import JiraCloud

    client = JiraCloud(
        os.environ["JIRA_BASE_URL"],
        username=os.environ["JIRA_EMAIL"],
        password=os.environ["JIRA_API_TOKEN"],
    )
    issues = client.enhanced_jql_get_list_of_tickets(
        QUERY,
        fields=fields,
    )
    return len(pd.json_normalize(issues))


def streamed() -> int:
    """Stream with search_iter and print the peak of memory after each frame."""
    import jiraframe as jf

    rows = 0
    for part in jf.connect().search_iter(QUERY, rows=10_000):
        rows += len(part)
        print(f"{rows:>9,} rows: peak {_peak_mb():6.0f} MB", flush=True)
    return rows


JOBS: dict[str, Callable[[], int]] = {
    job.__name__: job for job in (ours_all, peer_all, ours_default, peer_default, streamed)
}


@contextmanager
def sandbox(issues: int) -> Iterator[dict[str, str]]:
    """Run a sandbox in another process and give the variables to reach it."""
    command = [sys.executable, "-m", "jiraframe", "sandbox", "--issues", str(issues)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        lines = (process.stdout.readline().removeprefix("export ") for _ in range(4))
        yield dict(line.strip().split("=", 1) for line in lines)
    finally:
        process.terminate()
        process.wait()


def measured(name: str, environ: dict[str, str]) -> dict[str, float]:
    """Run one job in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.search", name],
        env={**os.environ, **environ},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    *lines, last = done.stdout.splitlines()
    print("\n".join(lines), end="\n" if lines else "")
    return dict(json.loads(last))


def report(issues: int) -> None:
    """Measure the pairs and print their ratios."""
    print(f"\nsearch against a sandbox without latency, {issues:,} issues")
    with sandbox(issues) as environ:
        for kind in ("all", "default"):
            ours, peer = (measured(f"{who}_{kind}", environ) for who in ("ours", "peer"))
            for who, found in (("jiraframe", ours), ("peer", peer)):
                print(
                    f"{kind:8} {who:10} {found['wall_s']:6.1f} s wall {found['cpu_s']:6.1f} s CPU "
                    f"{found['peak_mb']:7.0f} MB above the imports"
                )
            print(
                f"{kind:8} ratio      wall {ours['wall_s'] / peer['wall_s']:.2f}, "
                f"CPU {ours['cpu_s'] / peer['cpu_s']:.2f}, "
                f"memory {ours['peak_mb'] / peer['peak_mb']:.2f}"
            )


def stream_report(issues: int) -> None:
    """Measure whether the memory of a stream stays flat."""
    print(f"\nsearch_iter over {issues:,} issues, frames of 10,000 rows")
    with sandbox(issues) as environ:
        measured("streamed", environ)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _main(name: str) -> None:
    import atlassian.jira
    import pandas
    import pyarrow

    import jiraframe._connection

    del atlassian, pandas, pyarrow, jiraframe
    before = _peak_mb()
    wall, cpu = time.perf_counter(), time.process_time()
    rows = JOBS[name]()
    print(
        json.dumps(
            {
                "rows": rows,
                "wall_s": time.perf_counter() - wall,
                "cpu_s": time.process_time() - cpu,
                "peak_mb": _peak_mb() - before,
            }
        )
    )


if __name__ == "__main__":
    _main(sys.argv[1])
