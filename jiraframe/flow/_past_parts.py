"""What belongs to a value of the past, from the issues that have the value now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

# Parts that the history of every field of one value writes down itself.
IDS: Final = frozenset(("id", "accountId"))
PEOPLE: Final = frozenset(("assignee", "reporter"))


def is_id(part: str, field_id: str, present: pd.Series[Any]) -> bool:
    """Tell whether the history of a field writes a part as ``from``.

    Args:
        part: The part of a value, such as ``accountId``.
        field_id: The field.
        present: The column of the part.
    """
    # Data Center writes the keys of users; Cloud has none.
    return part in IDS or (part == "key" and field_id in PEOPLE and bool(present.notna().any()))


def id_columns(present: pd.DataFrame, field: str, field_id: str, rows: pd.DataFrame) -> list[str]:
    """Find the columns that hold what the history of a field writes as ``from``.

    Args:
        present: The issues of today.
        field: The label of the field.
        field_id: Its id.
        rows: All its changes.

    Returns:
        The labels of the columns, perhaps none.
    """
    ways = {part: f"{field}.{part}" for part in (*sorted(IDS), "key", "name")}
    there = [part for part, way in ways.items() if way in present and present[way].notna().any()]
    if field_id in PEOPLE:
        return [ways[part] for part in there if is_id(part, field_id, present[ways[part]])]
    # A key may be that of a project, of which the history writes the id; and of a user in a
    # custom field some servers write the key, and some the name.
    written = pd.concat([rows["from"], rows["to"]]).dropna()
    return [ways[each] for each in there if each in IDS or present[ways[each]].isin(written).any()]


def by_ids(
    ids: pd.Series[Any], present: pd.DataFrame, label: str, ways: Sequence[str]
) -> pd.Series[Any]:
    """Look a part up by the id of its value.

    Args:
        ids: What the history wrote as ``from``.
        present: The issues of today.
        label: The column of the part.
        ways: The columns that may hold the ids, at least one.

    Returns:
        The parts, missing where no issue has the value.
    """
    known = [_known(present, way, label).dropna().drop_duplicates("by") for way in ways]
    first, *others = [ids.map(each.set_index("by")["part"]) for each in known]
    for other in others:
        first = first.where(first.notna(), other)
    return first


def by_name(
    names: pd.Series[Any], present: pd.DataFrame, label: str, field: str
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Look a part up by the name of its value.

    Args:
        names: What the history wrote as ``from_text``.
        present: The issues of today.
        label: The column of the part.
        field: The column of the names.

    Returns:
        The parts, missing where no issue has the value, and where several values that differ in
        this part have the name; and which these are.

    Example:
        >>> people = pd.DataFrame({"assignee": ["Ann", "Bo", "Bo"], "assignee.name": [*"abc"]})
        >>> by_name(pd.Series(["Ann", "Bo"]), people, "assignee.name", "assignee")[0].tolist()
        ['a', nan]
    """
    known = _known(present, field, label).drop_duplicates()
    shared = known["by"].duplicated(keep=False)
    parts = names.map(known[~shared].set_index("by")["part"])
    return parts, names.isin(known.loc[shared, "by"])


def _known(present: pd.DataFrame, by: str, label: str) -> pd.DataFrame:
    return pd.DataFrame({"by": present[by], "part": present[label]}).dropna(subset="by")
