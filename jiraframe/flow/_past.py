"""What a field was at an instant: the value before its next change, or else the present one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

# What Jira's history writes for a cascading select, whatever its language.
_CASCADE = re.compile(r"Parent values: (.*)\(\d+\)Level 1 values: (.*)\(\d+\)", re.DOTALL)
_PARENT = re.compile(r"Parent values: (.*)\(\d+\)", re.DOTALL)


def next_changes(asked: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Find the first change of a field after each of some instants.

    A change at the very instant has happened. Of several changes at one time, the first in the
    changelog is the first.

    Args:
        asked: Needs ``key`` and ``at``, an instant.
        changes: Those of one field: needs ``key`` and ``created``.

    Returns:
        One row a row of ``asked``, with its index, and the columns of ``changes`` but ``key``;
        all missing where no change followed.

    Example:
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-06"], utc=True).as_unit("us")
        >>> changes = pd.DataFrame({"key": "ENG-1", "created": days, "from": ["a", "b"]})
        >>> asked = pd.DataFrame({"key": "ENG-1", "at": days})
        >>> next_changes(asked, changes)["from"].tolist()
        ['b', nan]
    """
    # Numbers instead of keys: they are compared much faster.
    numbers, _ = pd.factorize(pd.concat([asked["key"], changes["key"]]).astype("str"))
    questions = pd.DataFrame(
        {
            "key": numbers[: len(asked)],
            "at": pd.to_datetime(asked["at"]).dt.as_unit("us").array,
            "place": range(len(asked)),
        }
    )
    found = pd.merge_asof(
        questions.sort_values("at", kind="stable"),
        changes.assign(key=numbers[len(asked) :]).sort_values("created", kind="stable"),
        left_on="at",
        right_on="created",
        by="key",
        direction="forward",
        allow_exact_matches=False,
    )
    found = found.sort_values("place").drop(columns=["key", "at", "place"])
    return found.set_axis(asked.index, axis="index")


def before(found: pd.DataFrame, columns: Sequence[str] = ("from_text", "from")) -> pd.Series[Any]:
    """Take what was there before each change, from the first of two columns that tells it."""
    first, *others = columns
    text = found[first]
    for other in others:
        text = text.fillna(found[other])
    return text


def read(texts: pd.Series[Any], dtype: Any) -> pd.Series[Any]:
    """Read what the history wrote as a column of another type.

    Args:
        texts: What the history wrote.
        dtype: A text, a number, a time or a duration (of which Jira writes the seconds).

    Returns:
        The values, missing where there is none and where one cannot be read.

    Example:
        >>> read(pd.Series(["3.5", None, "many"]), "float64").tolist()
        [3.5, nan, nan]
    """
    dtype = pd.api.types.pandas_dtype(dtype)
    if pd.api.types.is_datetime64_any_dtype(dtype):
        times = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)
        zoned = isinstance(dtype, pd.DatetimeTZDtype)
        return (times if zoned else times.dt.tz_localize(None)).astype(dtype)
    if pd.api.types.is_timedelta64_dtype(dtype):
        seconds = pd.to_numeric(texts, errors="coerce")
        return pd.to_timedelta(seconds, unit="s").astype(dtype)
    if pd.api.types.is_numeric_dtype(dtype):
        return pd.to_numeric(texts, errors="coerce").astype("float64")
    return _cascades(texts.astype("str")).astype(dtype)


def _cascades(texts: pd.Series[Any]) -> pd.Series[Any]:
    """Write a cascading select as its column has it: ``Parent - Child``."""
    if not texts.str.startswith("Parent values: ", na=False).any():
        return texts
    whole = texts.str.replace(_CASCADE, r"\1 - \2", regex=True)
    return whole.str.replace(_PARENT, r"\1", regex=True)
