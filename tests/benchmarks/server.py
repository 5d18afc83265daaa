"""``python -m tests.benchmarks.server issues latency mode [faults [seed]]``: a counting sandbox.

It prints the variables to reach it as JSON, then, for every line it reads, how many requests came.
"""

import json
import sys
from typing import Literal

from jiraframe import sandbox

_FAULTS = ("429", "503", "reset", "truncate", "stall")


def main(
    issues: str,
    latency_s: str,
    mode: Literal["cloud", "datacenter"],
    faults: str = "0",
    seed: str = "1",
) -> None:
    """Serve until standard input ends; the share of requests that fail has five kinds."""
    with sandbox.start(mode, issues=int(issues), latency_s=float(latency_s), seed=int(seed)) as box:
        for kind in _FAULTS if float(faults) else ():
            box.faults.add(kind, path="/rest/api/3/", probability=float(faults) / len(_FAULTS))
        print(json.dumps(box.env), flush=True)
        for _ in sys.stdin:
            print(len(box.requests), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
