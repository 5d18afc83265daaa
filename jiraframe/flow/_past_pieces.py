"""Lists whose history tells one value at a time: added, or removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

_ADDED, _REMOVED = "added", "removed"


def undone(present: pd.DataFrame, rows: pd.DataFrame) -> tuple[pd.DataFrame, Sequence[str]]:
    """Undo changes, the latest first.

    What a value was before them, its first change tells: there if it was removed, not there if
    it was added.

    Args:
        present: Needs ``key`` and, as lists, ``ids`` or ``names`` or both.
        rows: The changes, oldest first.

    Returns:
        ``present`` with the lists as they were: what is still there in its order, then what had
        been removed, by its latest name; and the keys of those whose lists are not what the
        changes left.
    """
    by = "ids" if "ids" in present.columns else "names"
    events = _events(rows)
    events = events[events["key"].isin(present["key"])]
    elements = _elements(present)
    had = _pairs(elements, by)

    last = events.drop_duplicates(["key", by], keep="last")
    doubted = last[_pairs(last, by).isin(had) != last["event"].eq(_ADDED).to_numpy()]

    first = events.drop_duplicates(["key", by])
    added, removed = first[first["event"].eq(_ADDED)], first[first["event"].eq(_REMOVED)]
    kept = elements[~had.isin(_pairs(added, by))]
    missing = removed[~_pairs(removed, by).isin(had)]
    # An issue may stand in several rows.
    again = present[["key"]].assign(place=range(len(present))).merge(missing, on="key")
    past = pd.concat([kept, again]).sort_values("place", kind="stable")
    lists = {each: _lists(past, each, len(present)) for each in elements.columns[2:]}
    return present.assign(**lists), doubted["key"].drop_duplicates().tolist()


def _events(rows: pd.DataFrame) -> pd.DataFrame:
    sides = [(_REMOVED, "from", "from_text"), (_ADDED, "to", "to_text")]
    parts = [
        pd.DataFrame(
            {"key": rows["key"], "event": event, "ids": rows[ids], "shown": rows[text]}
        ).dropna(subset=["ids", "shown"], how="all")
        for event, ids, text in sides
    ]
    events = pd.concat(parts).sort_index(kind="stable")
    # The present list has today's name; the latest that history knows comes nearest.
    latest = events.dropna().drop_duplicates("ids", keep="last").set_index("ids")["shown"]
    names = events["ids"].map(latest).astype("str")
    return events.assign(names=names.fillna(events["shown"]))


def _elements(present: pd.DataFrame) -> pd.DataFrame:
    kinds = [each for each in ("ids", "names") if each in present.columns]
    placed = pd.DataFrame({"key": present["key"], "place": range(len(present))})
    return placed.join(present[kinds]).explode(kinds).dropna(subset=kinds)


def _pairs(frame: pd.DataFrame, by: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([frame["key"].astype(object), frame[by].astype(object)])


def _lists(past: pd.DataFrame, kind: str, count: int) -> pd.Series[Any]:
    sizes: npt.NDArray[np.intp] = np.bincount(past["place"].to_numpy(), minlength=count)
    values = past[kind].to_numpy(dtype=object)
    parts = np.split(values, sizes.cumsum()[:-1]) if count else []
    return pd.Series([part.tolist() for part in parts], dtype=object)
