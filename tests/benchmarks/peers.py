"""``python -m tests.benchmarks.peers [--issues N ...] [--latency S ...] [--write FOLDER]``.

This package beside its peers.

The peers come from PyPI into an environment of their own. Every cell is a fresh process that reads
a sandbox in another process; wall and CPU seconds, memory above the imports, and requests.

The limit is what the latency alone would take: ids by 5,000 one after the other, bodies by 100 in
eight lanes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".build" / "peers"
PEERS = {"jira": "jira", "atlassian": "atlassian-python-api", "dlt": "dlt[duckdb]"}
THIN = "summary,status,assignee,created,updated,priority,labels,issuetype,resolution,project"
ALL = "*all"
# A peer holds every answer as Python objects: 17 to 19 GB of 200,000 issues with all fields.
_BYTES_AN_ISSUE = 100_000
_WORKERS = 8


@dataclass(frozen=True)
class Case:
    """What is read: how many issues, how late each answer is, which fields.

    A share of the requests may fail, too; which they are depends on the seed.
    """

    issues: int
    latency_s: float
    fields: str = THIN
    faults: float = 0
    seed: int = 1

    @property
    def limit_s(self) -> float:
        """What the latency alone takes."""
        return (math.ceil(self.issues / 5000) + math.ceil(self.issues / 100) / _WORKERS) * (
            self.latency_s
        )


_LATENCIES = (0, 0.05, 0.15, 0.3)
CASES = [
    Case(issues, latency_s, fields)
    for fields in (THIN, ALL)
    for issues in (1_000, 20_000, 200_000)
    for latency_s in _LATENCIES
]


def python_of_peers() -> str:
    """Make the environment of the peers, if it is not there yet; give its interpreter."""
    python = HOME / "bin" / "python"
    if not python.exists():
        venv.create(HOME, with_pip=True)
        packages = [*PEERS.values(), "pandas"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return str(python)


@contextmanager
def served(case: Case) -> Iterator[tuple[dict[str, str], subprocess.Popen[str]]]:
    """Run a sandbox in another process; give the variables to reach it, and the process."""
    command = [sys.executable, "-m", "tests.benchmarks.server"]
    command += [str(case.issues), str(case.latency_s), "cloud", str(case.faults), str(case.seed)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline()), process
        finally:
            process.terminate()


def requests_of(server: subprocess.Popen[str]) -> int:
    """Ask a server how many requests came so far."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("\n")
    server.stdin.flush()
    return int(server.stdout.readline())


def measured(tool: str, case: Case) -> dict[str, Any]:
    """Let one tool read one case in a fresh process."""
    python = python_of_peers() if tool in PEERS else sys.executable
    with served(case) as (environ, server):
        done = subprocess.run(
            [python, str(Path(__file__).with_name("jobs.py")), tool, case.fields],
            env={**os.environ, **environ, "RUNTIME__DLTHUB_TELEMETRY": "false"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout.splitlines()[-1])
        assert told["rows"] == case.issues, f"{tool} gave {told['rows']} of {case.issues} issues"
        return {**told, "requests": requests_of(server)}


def _fits(case: Case) -> bool:
    """Say whether this machine has the memory for what a peer holds of a case."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return case.fields != ALL or case.issues * _BYTES_AN_ISSUE < there


def table(cases: list[Case]) -> pd.DataFrame:
    """Measure every tool on every case, one after the other."""
    rows = []
    for case in cases:
        for tool in ("jiraframe", *PEERS):
            if tool in PEERS and not _fits(case):
                print(f"{tool}: {case.issues:,} issues with all fields need more memory than here")
                continue
            row = {
                "issues": case.issues,
                "latency_ms": round(case.latency_s * 1000),
                "fields": "*all" if case.fields == ALL else "thin",
                "tool": PEERS.get(tool, tool).partition("[")[0],
                "limit_s": case.limit_s,
                **measured(tool, case),
            }
            rows.append(row)
            print(
                "{issues:>8,} issues {latency_ms:>4} ms {fields:5} {tool:22} {wall_s:7.2f} s wall "
                "{cpu_s:7.2f} s CPU {peak_mb:7.0f} MB {requests:>6} requests, limit "
                "{limit_s:.2f} s".format(**row),
                flush=True,
            )
    return pd.DataFrame(rows)


def markdown(found: pd.DataFrame) -> str:
    """Write the table as the README has it: seconds of each tool, and memory above the imports."""
    lines = []
    tools = list(dict.fromkeys(found["tool"]))
    lines.append("| issues | latency | fields | limit | " + " | ".join(tools) + " |")
    lines.append("|---" * (4 + len(tools)) + "|")
    for (issues, latency, fields), rows in found.groupby(
        ["issues", "latency_ms", "fields"], sort=False
    ):
        by_tool: Mapping[str, Any] = {row.tool: row for row in rows.itertuples()}
        cells = [_cell(by_tool[tool]) if tool in by_tool else "-" for tool in tools]
        limit = f"{rows['limit_s'].iloc[0]:.2f} s"
        lines.append(
            f"| {issues:,} | {latency} ms | {fields} | {limit} | " + " | ".join(cells) + " |"
        )
    return "\n".join(lines)


def whole(found: pd.DataFrame) -> str:
    """Write everything that was measured as a table, a row a tool and case."""
    lines = [
        "| issues | latency | fields | tool | wall | limit | CPU | memory | requests |",
        "|---:|---:|---|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row.issues:,} | {row.latency_ms} ms | {row.fields} | {row.tool} | {row.wall_s:.2f} s "
        f"| {row.limit_s:.2f} s | {row.cpu_s:.2f} s | {row.peak_mb:.0f} MB | {row.requests:,} |"
        for row in found.itertuples()
    ]
    return "\n".join(lines)


def _cell(row: Any) -> str:
    # Little is read in less than the imports have taken and given back.
    memory = f", {row.peak_mb:.0f} MB" if row.peak_mb >= 1 else ""
    return f"{row.wall_s:.1f} s{memory}"


def machine() -> str:
    """Name what it was measured on."""
    names = [f"{name} {version(name)}" for name in ("pandas", "pyarrow", "requests")]
    cores = len(os.sched_getaffinity(0))
    return (
        f"{platform.machine()}, {cores} cores shared with the sandbox, Python "
        f"{platform.python_version()}, {', '.join(names)}"
    )


def plot(found: pd.DataFrame, path: Path) -> None:
    """Draw wall time over latency, a line a tool, for 20,000 issues."""
    import altair as alt

    shown = found[(found["issues"] == 20_000) & (found["fields"] == "thin")]
    limit = shown.drop_duplicates("latency_ms").assign(
        tool="limit of the latency", wall_s=lambda rows: rows["limit_s"]
    )
    chart = (
        alt.Chart(pd.concat([shown, limit]), title="20,000 issues, ten fields: seconds to a frame")
        .mark_line(point=True)
        .encode(
            x=alt.X("latency_ms:Q", title="latency of an answer, ms"),
            y=alt.Y("wall_s:Q", title="seconds"),
            color=alt.Color("tool:N", title=None, sort=["jiraframe"]),
            strokeDash=alt.condition(
                "datum.tool === 'limit of the latency'", alt.value([4, 4]), alt.value([1, 0])
            ),
        )
        .properties(width=480, height=260, padding=12)
        .configure(background="white")
    )
    chart.save(str(path), scale_factor=2)


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--issues", type=int, nargs="+", help="only cases of so many issues")
    parser.add_argument("--latency", type=float, nargs="+", help="only cases so late, in seconds")
    parser.add_argument("--write", type=Path, help="a folder for the table and the plot")
    asked = parser.parse_args()
    found = table(
        [
            case
            for case in CASES
            if (not asked.issues or case.issues in asked.issues)
            and (not asked.latency or case.latency_s in asked.latency)
        ]
    )
    print(f"\n{machine()}\n\n{markdown(found)}")
    if asked.write:
        found.to_csv(asked.write / "peers.csv", index=False)
        (asked.write / "peers.md").write_text(f"{machine()}\n\n{whole(found)}\n")
        plot(found, asked.write / "peers.png")


if __name__ == "__main__":
    main()
