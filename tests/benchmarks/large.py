"""``python -m tests.benchmarks.large [frame] [stream] [faults] [--issues N]``: large results.

What a frame of 200,000 issues takes beside itself, whether a stream or a local copy of a million
costs more an issue than one of 20,000, and what it costs when 5 % of the requests fail.
"""

from __future__ import annotations

import argparse
from statistics import median
from typing import Any

from tests.benchmarks.peers import Case, measured

_ROUNDS = 9
# Two seconds each: one of them alone says little.
_SHORT_ROUNDS = 5


def frame(issues: int) -> None:
    """Measure the peak of memory against the finished frame."""
    found = measured("jiraframe", Case(issues, 0))
    print(
        f"search, {issues:,} issues of ten fields: peak {found['peak_mb']:.0f} MB above the "
        f"imports, the frame {found['frame_mb']:.0f} MB: {found['peak_mb'] / found['frame_mb']:.2f}"
    )


def stream(issues: int) -> None:
    """Measure time an issue, and memory, against those of 20,000 issues, their median."""
    for tool, name in (("streamed", "search_iter"), ("refreshed", "store.refresh")):
        few = [_each(tool, name, Case(20_000, 0)) for _ in range(_SHORT_ROUNDS)]
        many = _each(tool, name, Case(issues, 0))
        each_ms, peak_mb = (median(each[what] for each in few) for what in ("each_ms", "peak_mb"))
        print(
            f"{name}: {many['each_ms'] / each_ms:.2f} times the time an issue, "
            f"{many['peak_mb'] / peak_mb:.2f} times the memory"
        )


def _each(tool: str, name: str, case: Case) -> dict[str, Any]:
    found = measured(tool, case)
    found["each_ms"] = 1000 * found["wall_s"] / case.issues
    print(
        f"{name}, {case.issues:,} issues: {found['wall_s']:.1f} s wall, {found['cpu_s']:.1f} s "
        f"CPU, peak {found['peak_mb']:.0f} MB, {found['each_ms']:.3f} ms an issue",
        flush=True,
    )
    return found


def faults(issues: int) -> None:
    """Measure the time when 5 % of the requests fail against that when none does."""
    calm = measured("jiraframe", Case(issues, 0.15))
    print(f"{issues:,} issues at 150 ms, no faults: {calm['wall_s']:.2f} s")
    for seed in range(1, _ROUNDS + 1):
        rough = measured("jiraframe", Case(issues, 0.15, faults=0.05, seed=seed))
        print(
            f"5 % of the requests fail: {rough['wall_s']:.2f} s, {rough['requests']} requests, "
            f"complete: {rough['wall_s'] / calm['wall_s']:.2f}",
            flush=True,
        )


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=["frame", "stream", "faults"])
    parser.add_argument("--issues", type=int, help="instead of the usual number")
    asked = parser.parse_args()
    for measure, issues in ((frame, 200_000), (stream, 1_000_000), (faults, 20_000)):
        if not asked.what or measure.__name__ in asked.what:
            measure(asked.issues or issues)


if __name__ == "__main__":
    main()
