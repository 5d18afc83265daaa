"""When each issue was in which sprint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from jiraframe.flow._past_lists import read_ids

FOREVER = pd.Timestamp("9999-12-31", tz="UTC").as_unit("us")


def memberships(
    issues: pd.DataFrame, changes: pd.DataFrame, sprints: Sequence[int]
) -> tuple[pd.DataFrame, list[str]]:
    """Find the stays of issues in sprints.

    Before a change an issue was in the sprints that the change comes from; after the last one it
    is in those of today.

    Args:
        issues: Needs ``key``, ``created`` and ``ids``, the lists of the ids of their sprints.
        changes: The changes of the sprint field, oldest first, with ``key``, ``created``, ``from``
            and ``to``.
        sprints: The ids of the sprints that matter.

    Returns:
        One row a sprint of an issue between two changes: key, sprint_id, begin, over (instants;
        ``FOREVER`` after the last one); and the keys of the issues whose changes do not lead from
        one to the next, or to what they are in today.
    """
    states = pd.concat(
        [
            pd.DataFrame(
                {
                    "key": changes["key"],
                    "over": changes["created"],
                    "sprint_id": read_ids(changes["from"], numbers=True),
                    "after": read_ids(changes["to"], numbers=True),
                }
            ),
            issues[["key"]].assign(over=FOREVER, sprint_id=issues["ids"]),
        ],
        ignore_index=True,
    )
    states = states.sort_values(["key", "over"], kind="stable", ignore_index=True)
    born = issues.set_index("key")["created"]
    created = pd.Series(born.reindex(states["key"]).array, states.index)
    begin = states.groupby("key")["over"].shift()
    states["begin"] = begin.fillna(created).clip(lower=created)
    doubted = _contradictory(states, sprints)
    stays = states.explode("sprint_id")
    stays = stays[stays["sprint_id"].isin(sprints) & stays["begin"].lt(stays["over"])]
    stays = stays.drop_duplicates(["key", "sprint_id", "begin"]).astype({"sprint_id": "Int64"})
    return stays[["key", "sprint_id", "begin", "over"]], doubted


def _contradictory(states: pd.DataFrame, sprints: Sequence[int]) -> list[str]:
    next_ids = states.groupby("key")["sprint_id"].shift(-1)
    changes = states["after"].notna()
    after, then = (_pairs(ids[changes], sprints) for ids in (states["after"], next_ids))
    places = after.symmetric_difference(then).get_level_values(0)
    keys: pd.Series[Any] = states["key"].iloc[np.sort(places.unique())]
    return keys.drop_duplicates().tolist()


def _pairs(lists: pd.Series[Any], sprints: Sequence[int]) -> pd.MultiIndex:
    each = lists.explode()
    each = each[each.isin(sprints)].astype("int64")
    return pd.MultiIndex.from_arrays([each.index, each.array])
