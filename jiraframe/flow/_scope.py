"""The work of a sprint: which issues were in it, and which of them were done."""

from __future__ import annotations

from typing import Any

import pandas as pd

from jiraframe.flow._membership import FOREVER

_WHO = ["sprint_id", "key"]


def phases(intervals: pd.DataFrame, done: pd.Series[Any]) -> pd.DataFrame:
    """Split the life of each issue into times when it was done and when it was not.

    Args:
        intervals: Needs ``key`` and ``start``; those of an issue oldest first.
        done: Whether each interval lies in a done state.

    Returns:
        One row an unbroken time: key, done (bool), since, till (instants; ``FOREVER`` for the
        last one).
    """
    other = intervals["key"].ne(intervals["key"].shift()) | done.ne(done.shift())
    found = pd.DataFrame(
        {"key": intervals["key"], "done": done.astype(bool), "since": intervals["start"]}
    )[other].reset_index(drop=True)
    till = found.groupby("key", sort=False)["since"].shift(-1).fillna(FOREVER)
    return found.assign(till=till)


def pieces(sprints: pd.DataFrame, stays: pd.DataFrame, phases: pd.DataFrame) -> pd.DataFrame:
    """Cut the time of issues in running sprints where anything changed.

    Args:
        sprints: Needs ``sprint_id``, ``start`` and ``until``.
        stays: The stays in sprints: key, sprint_id, begin, over.
        phases: What ``phases`` gives.

    Returns:
        One row a piece: sprint_id, key, begin, over (instants), done (bool), since (when it
        became done or open), counts (bool: False where the issue had become done while it was
        not in the running sprint; it is then no work of that sprint).
    """
    found = stays.merge(sprints[["sprint_id", "start", "until"]], on="sprint_id")
    found = found.merge(phases, on="key", how="left")
    # An issue whose history of statuses is not there was never done.
    found["since"] = found["since"].fillna(found["begin"])
    found["till"] = found["till"].fillna(FOREVER)
    found["done"] = found["done"].eq(True)
    found["begin"] = found["begin"].clip(lower=found["start"]).clip(lower=found["since"])
    found["over"] = found["over"].clip(upper=found["until"]).clip(upper=found["till"])
    found = found[found["begin"] < found["over"]]
    found = found.sort_values([*_WHO, "begin"], kind="stable", ignore_index=True)
    became = found.groupby([*_WHO, "since"])["begin"].transform("min").eq(found["since"])
    found["counts"] = ~found["done"] | became
    return found[[*_WHO, "begin", "over", "done", "since", "counts"]]
