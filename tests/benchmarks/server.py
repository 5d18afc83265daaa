"""``python -m tests.benchmarks.server issues latency mode``: a sandbox that counts aloud.

It prints the variables to reach it as JSON, then, for every line it reads, how many requests came.
"""

import json
import sys
from typing import Literal

from jiraframe import sandbox


def main(issues: str, latency_s: str, mode: Literal["cloud", "datacenter"]) -> None:
    """Serve until standard input ends."""
    with sandbox.start(mode, issues=int(issues), latency_s=float(latency_s)) as box:
        print(json.dumps(box.env), flush=True)
        for _ in sys.stdin:
            print(len(box.requests), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
