"""Time in status over a long changelog, beside what people write with pandas.

Run ``python -m tests.benchmarks.flow [changes]``. The peer sorts, shifts within a groupby and
pivots, and looks for no contradiction. Both run in processes of their own: seconds of the clock
and of CPU, best of three, and the peak of memory above the frames (Linux). With 1,000,000 changes
``status_intervals`` and ``time_in`` are to take less than 3 s, and less than three times the
memory of the changelog.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

_ROUNDS = 3
_STATUSES = 12
_NOW = pd.Timestamp("2026-06-01T00:00Z")


def history(changes: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make a changelog of moves alone, the issues and the statuses of a site."""
    draw = np.random.default_rng(1)
    issues = max(1, changes // 10)
    issue = np.sort(draw.integers(0, issues, changes))
    to = draw.integers(0, _STATUSES, changes)
    first = np.diff(issue, prepend=-1) != 0
    before = np.where(first, 0, np.roll(to, 1))
    created = np.datetime64("2020-01-01", "us") + np.sort(draw.integers(0, 10**14, issues))
    at = created[issue] + draw.integers(1, 5 * 10**13, changes)
    at = at[np.lexsort((at, issue))]
    keys = _texts(f"PROJ-{number}" for number in range(1, issues + 1))
    ids = _texts(str(10_000 + number) for number in range(_STATUSES))
    names = _texts(f"Status {number}" for number in range(_STATUSES))
    present = np.zeros(issues, dtype=int)
    present[issue] = to
    changelog = {
        "key": keys.take(issue),
        "id": keys.take(issue),
        "history_id": _texts(map(str, range(changes))),
        "created": pd.Series(at).dt.tz_localize("UTC"),
        "author": _texts(["Lena Fischer"]).take(np.zeros(changes, dtype=int)),
        "author_id": _texts(["5fb48fe20d2f61006f0d0106"]).take(np.zeros(changes, dtype=int)),
        **{name: _texts(["status"] * changes) for name in ("field", "field_id", "field_then")},
        "from": ids.take(before),
        "from_text": names.take(before),
        "to": ids.take(to),
        "to_text": names.take(to),
    }
    now = {
        "key": keys,
        "created": pd.Series(created).dt.tz_localize("UTC"),
        "status": names.take(present),
        "status.id": ids.take(present),
    }
    key = np.repeat(["new", "indeterminate", "done"], _STATUSES // 3)
    statuses = {"id": ids, "name": names, "category": _texts(key), "category_key": _texts(key)}
    return pd.DataFrame(changelog), pd.DataFrame(now), pd.DataFrame(statuses)


def jiraframe(
    changelog: pd.DataFrame, issues: pd.DataFrame, statuses: pd.DataFrame
) -> pd.DataFrame:
    from jiraframe.flow._intervals import status_intervals
    from jiraframe.flow._time_in import time_in

    return time_in(status_intervals(changelog, issues, statuses=statuses, now=_NOW))


def groupby_and_shift(
    changelog: pd.DataFrame, issues: pd.DataFrame, statuses: pd.DataFrame
) -> pd.DataFrame:
    moves = changelog.loc[changelog["field_id"] == "status", ["key", "created", "from", "to"]]
    moves = moves.sort_values(["key", "created"], kind="stable")
    begins = issues.merge(moves.drop_duplicates("key")[["key", "from"]], how="left", on="key")
    begins["to"] = begins["from"].fillna(begins["status.id"])
    columns = ["key", "created", "to"]
    stays = pd.concat([begins[columns], moves[columns]]).sort_values(
        ["key", "created"], kind="stable"
    )
    stays["end"] = stays.groupby("key")["created"].shift(-1).fillna(_NOW)
    stays["duration"] = stays["end"] - stays["created"]
    stays["status"] = stays["to"].map(statuses.set_index("id")["name"])
    nothing = pd.Timedelta(0)
    return stays.pivot_table(
        index="key", columns="status", values="duration", aggfunc="sum", fill_value=nothing
    )


CONTENDERS: dict[str, Callable[..., pd.DataFrame]] = {
    "jiraframe": jiraframe,
    "pandas groupby, shift": groupby_and_shift,
}


def measure(name: str, changes: int) -> None:
    """Run one contender in this process and print what it took."""
    frames = history(changes)
    run = CONTENDERS[name]
    run(*history(100))
    before = _reset_peak()
    walls, cpus = [], []
    for _ in range(_ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        found = run(*frames)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        peak = _memory("VmHWM") - before
    if name == "jiraframe":
        found = found.set_index("key")
    print(
        json.dumps(
            {
                "wall_s": min(walls),
                "cpu_s": min(cpus),
                "peak_mb": peak,
                "changelog_mb": frames[0].memory_usage(deep=True).sum() / 1e6,
                # Contenders that give different answers are not worth comparing.
                "answer": found.sum().div(pd.Timedelta("1h")).round(3).to_dict(),
            }
        )
    )


def report(changes: int = 1_000_000) -> None:
    """Measure and print."""
    found = {}
    for name in CONTENDERS:
        command = [sys.executable, "-m", "tests.benchmarks.flow", name, str(changes)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        found[name] = json.loads(done.stdout)
    answers = [each["answer"] for each in found.values()]
    assert all(answer == answers[0] for answer in answers), answers
    ours = found["jiraframe"]
    size = ours["changelog_mb"]
    print(
        f"\nstatus_intervals and time_in, {changes:,} changes of status, {size:.0f} MB of changelog"
    )
    print("limits for a million: 3 s, 3 times the changelog")
    for name, each in found.items():
        print(
            f"{name:24}{each['wall_s']:7.2f} s wall {each['cpu_s']:7.2f} s CPU "
            f"{each['peak_mb']:7.0f} MB above the frames, {each['peak_mb'] / size:.1f} times "
            f"the changelog    jiraframe to it {ours['cpu_s'] / each['cpu_s']:.2f}"
        )


def _texts(values: object) -> pd.api.extensions.ExtensionArray:
    return pd.array(list(values), dtype="str")


def _memory(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def _reset_peak() -> float:
    """Forget the peak of memory until now, and give what is taken."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(sys.argv[1], int(sys.argv[2]))
    else:
        report(*map(int, sys.argv[1:]))
