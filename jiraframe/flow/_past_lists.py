"""Lists of which the history wrote down the whole, before each change."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

# Ids stand as "38, 40" for sprints and as "[10218, 10244]" for options.
_ID = re.compile(r"[^\[\],\s]+")


def read_ids(texts: pd.Series[Any], *, numbers: bool) -> pd.Series[Any]:
    """Read lists of ids; nothing is an empty one.

    Args:
        texts: What the history wrote.
        numbers: Whether the ids are whole numbers rather than texts.

    Example:
        >>> read_ids(pd.Series(["38, 40", None]), numbers=True).tolist()
        [[38, 40], []]
    """
    found = texts.fillna("").astype("str").str.findall(_ID.pattern)
    return found.map(lambda ids: list(map(int, ids))) if numbers else found


def read_names(rows: pd.DataFrame, known: Mapping[str, Sequence[str]]) -> pd.Series[Any]:
    """Read lists of names.

    Args:
        rows: Needs ``from``, the ids, and ``from_text``, the names with commas between them; or
            with blanks, as in labels, where there are no ids.
        known: Names by id, the latest last: a name may hold a comma itself.

    Returns:
        Lists of texts. Where the names cannot be told apart, the latest names of the ids, or the
        ids themselves.

    Example:
        >>> row = pd.DataFrame({"from": ["1, 2"], "from_text": ["One, two, Three"]})
        >>> read_names(row, {"2": ["Three"]}).item()
        ['One, two', 'Three']
    """
    pairs = rows[["from", "from_text"]].fillna("").astype("str")
    codes, distinct = pd.factorize(pd.MultiIndex.from_frame(pairs))
    names = [_names(_ID.findall(ids), text, known) for ids, text in distinct]
    return pd.Series([list(names[code]) for code in codes], index=rows.index, dtype=object)


def _names(ids: Sequence[str], text: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    if not ids:
        return text.split()
    for comma in (", ", ","):
        parts = text.split(comma)
        if len(parts) == len(ids):
            return parts
    # One name that is not known is what the known ones leave; two cannot be told apart.
    if sum(each not in known for each in ids) <= 1:
        way = [f"({'|'.join(map(re.escape, known[e]))})" if e in known else "(.+)" for e in ids]
        match = re.fullmatch(", ?".join(way), text, re.DOTALL)
        if match:
            return list(match.groups())
    return [known[each][-1] if each in known else each for each in ids]


def names_by_id(rows: pd.DataFrame, present: pd.DataFrame | None = None) -> dict[str, list[str]]:
    """Collect what each id was ever called.

    Args:
        rows: All changes of the field, oldest first.
        present: Needs ``ids`` and ``names``, lists that belong together; None where unknown.

    Returns:
        By id the names that are beyond doubt, the latest last.
    """
    told = pd.concat(
        [
            rows[["from", "from_text"]].set_axis(["ids", "names"], axis="columns"),
            rows[["to", "to_text"]].set_axis(["ids", "names"], axis="columns"),
        ]
    )
    told = told.reset_index(drop=True).dropna().drop_duplicates(keep="last")
    ids, names = told["ids"].str.findall(_ID.pattern), told["names"]
    single = ids.map(len).eq(1)
    several = pd.DataFrame({"ids": ids, "names": names.str.split(", ")})[~single]
    one = pd.DataFrame({"ids": ids, "names": names})[single].explode("ids")
    lists = [several] if present is None else [several, present]
    pairs = pd.concat([one, *map(_exploded, lists)]).dropna()
    pairs = pairs.astype("str").drop_duplicates(keep="last")
    return {str(each): list(names) for each, names in pairs.groupby("ids")["names"]}


def _exploded(pairs: pd.DataFrame) -> pd.DataFrame:
    alike = pairs["ids"].map(len).eq(pairs["names"].map(len))
    return pairs[alike].explode(["ids", "names"])
