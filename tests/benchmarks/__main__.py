"""``python -m tests.benchmarks [issues]``: every measurement, one table after the other."""

import subprocess
import sys
import time

from tests.benchmarks import flow, keys, large, parse, peers, shape

_ROUNDS = 5


def _import_seconds(module: str) -> float:
    """Give the best time of a fresh process that imports one module and nothing else."""
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {module}"], check=True)
        best = min(best, time.perf_counter() - start)
    return best


issues = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
pandas_s, ours_s = _import_seconds("pandas"), _import_seconds("jiraframe")
print(f"import jiraframe {ours_s:.2f} s, import pandas {pandas_s:.2f} s: {ours_s / pandas_s:.2f}")
parse.report()
keys.report()
shape.main(issues)
flow.report()
peers.table([peers.Case(issues, 0, fields) for fields in (peers.THIN, peers.ALL)])
large.frame(10 * issues)
large.stream(10 * issues)
large.faults(issues)
