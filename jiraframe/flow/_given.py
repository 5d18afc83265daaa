"""What users give: frames of columns that must be there, in one form, and points in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd
import pyarrow as pa

from jiraframe.errors import ArgumentError, near_names

INSTANT: Final = "datetime64[us, UTC]"


def columns_of(
    frame: pd.DataFrame, names: Iterable[str], *, what: str, get: str, maybe: Iterable[str] = ()
) -> pd.DataFrame:
    """Take the columns that a measure needs, whichever backend made them.

    Args:
        frame: What the user gave.
        names: The columns that must be there.
        what: The name of the argument.
        get: The call that gives such a frame, for the error.
        maybe: Columns that are taken along where they are there.

    Returns:
        A new frame on a RangeIndex with these columns alone, taken from the index where
        ``set_index`` put them there. Arrow types have become pandas' own.

    Raises:
        ArgumentError: It is no frame, or a column is missing.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ArgumentError(f"{what} is a {type(frame).__name__}, not a DataFrame.", fix=get)
    names, maybe = list(names), list(maybe)
    frame = out_of_index(frame, [*names, *maybe])
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise _lacking(missing, frame, what=what, get=get)
    taken = [*names, *(name for name in maybe if name in frame.columns and name not in names)]
    return pd.DataFrame({name: _own(frame[name].reset_index(drop=True)) for name in taken})


def out_of_index(frame: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Take columns back out of the index, where ``set_index`` put them.

    Args:
        frame: What the user gave.
        names: The columns that are of use.

    Returns:
        The frame, with those columns that it has.

    Example:
        >>> out_of_index(pd.DataFrame({"key": ["ENG-1"]}).set_index("key"), ["key"])["key"].item()
        'ENG-1'
    """
    levels = [each for each in frame.index.names if each in names and each not in frame.columns]
    return frame.reset_index(levels) if levels else frame


def _lacking(missing: Sequence[str], frame: pd.DataFrame, *, what: str, get: str) -> ArgumentError:
    *others, last = map(repr, missing)
    named = f"{', '.join(others)} or {last}" if others else last
    folded = {str(label).casefold(): str(label) for label in frame.columns}
    shown = [folded[name.casefold()] for name in missing if name.casefold() in folded]
    if not shown or what != "issues":
        return ArgumentError(f"{what} has no column {named}.", fix=get)
    return ArgumentError(
        f"{what} has no column {named}, but {', '.join(map(repr, shown))}: its columns are named "
        'as Jira shows them (labels="name").',
        fix='Read it with the default labels or labels="id": these are the same on every site.',
    )


def instant(value: object, *, what: str) -> pd.Timestamp:
    """Read a point in time.

    Args:
        value: A datetime, a ``Timestamp`` or an ISO 8601 text, with its zone; None for now.
        what: The name of the argument.

    Returns:
        The point in time, in UTC.

    Raises:
        ArgumentError: It is no time, or has no zone and so is no point in time.

    Example:
        >>> instant("2026-01-02T09:00+01:00", what="now").isoformat()
        '2026-01-02T08:00:00+00:00'
    """
    if value is None:
        return pd.Timestamp.now(tz="UTC").as_unit("us")
    try:
        moment = pd.Timestamp(value) if isinstance(value, str | datetime) else pd.NaT
    except ValueError:
        moment = pd.NaT
    if not isinstance(moment, pd.Timestamp):
        raise ArgumentError(f"{what} is {value!r}, no point in time.", fix=_WITH_ZONE)
    if moment.tzinfo is None:
        raise ArgumentError(f"{what} is {value!r}, without a time zone.", fix=_WITH_ZONE)
    return moment.tz_convert("UTC").as_unit("us")


def chosen(
    values: object, known: Iterable[str], *, what: str, there: str | None = None
) -> list[str]:
    """Find the names that a user chose among those there are, whatever the case.

    Args:
        values: One name, or several.
        known: The names there are.
        what: What they name, for the error.
        there: What there is, for the error; None to list the names.

    Returns:
        The names as they are known, in the order given.

    Raises:
        ArgumentError: A name that nobody has.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        values = [values]
    names: list[Any] = [*values]
    by_folded: dict[str, str] = {}
    for each in known:
        by_folded.setdefault(each.casefold(), each)
    for name in names:
        if not isinstance(name, str) or name.casefold() not in by_folded:
            near = near_names(str(name), by_folded.values())
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise ArgumentError(
                f"No {what} is called {name!r}.{hint}",
                fix=there or f"There are {', '.join(map(repr, by_folded.values()))}.",
            )
    return [by_folded[name.casefold()] for name in names]


_WITH_ZONE = 'Give one with its zone, such as "2026-01-02T09:00+00:00".'
_OWN: Mapping[Any, Any] = {
    pa.types.is_string: "str",
    pa.types.is_large_string: "str",
    pa.types.is_floating: "float64",
    pa.types.is_integer: "Int64",
    pa.types.is_boolean: "boolean",
    pa.types.is_duration: "timedelta64[us]",
    pa.types.is_list: object,
    pa.types.is_large_list: object,
}


def _own(column: pd.Series[Any]) -> pd.Series[Any]:
    """Give a column of pandas' own types, its times in UTC by microseconds."""
    dtype = column.dtype
    if isinstance(dtype, pd.DatetimeTZDtype):
        return column.astype(INSTANT)
    if not isinstance(dtype, pd.ArrowDtype):
        return column
    arrow = dtype.pyarrow_dtype
    if pa.types.is_timestamp(arrow):
        return column.astype("datetime64[us]" if arrow.tz is None else INSTANT)
    return next((column.astype(own) for fits, own in _OWN.items() if fits(arrow)), column)
