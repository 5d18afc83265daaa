"""Frames to the rows that a chart holds: under names of our own, texts as texts, times as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import pandas as pd
import pyarrow as pa

from jiraframe.errors import ArgumentError
from jiraframe.flow._given import columns_of, out_of_index

# What could begin a tag. Altair puts the rows into a <script> as they are, so "</script>" in the
# name of a status would end it.
_TAG = r"<(?=[A-Za-z/!?])"
_NOTHING = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True)
class Read:
    """What a chart needs of a frame.

    Attributes:
        frame: The columns, of pandas' own types; the times of ``times`` without a zone.
        zone: The zone whose clock they show.
    """

    frame: pd.DataFrame
    zone: str


def read(
    frame: pd.DataFrame,
    names: Sequence[str],
    *,
    times: Sequence[str],
    get: str,
    maybe: Sequence[str] = (),
) -> Read:
    """Take the columns that a chart needs.

    Args:
        frame: What the user gave.
        names: The columns that must be there.
        times: Which of them are instants, the leading one first: all are shown in its zone.
        get: The call that gives such a frame, for the error.
        maybe: Columns that are taken along where they are there.

    Returns:
        The columns, and the zone.

    Raises:
        ArgumentError: It is no frame, a column is missing, or one of instants holds something
            else.
    """
    taken = columns_of(frame, names, what="frame", get=get, maybe=maybe)
    frame = out_of_index(frame, times)
    zones = [_zone(frame[name].dtype) for name in times]
    if None in zones:
        name = times[zones.index(None)]
        raise ArgumentError(f"frame holds no instants of a time zone in {name!r}.", fix=get)
    clocks = {name: taken[name].dt.tz_convert(zones[0]).dt.tz_localize(None) for name in times}
    return Read(taken.assign(**clocks), str(zones[0]))


def rows(frame: pd.DataFrame) -> dict[str, Any]:
    """Hand rows to a chart, all of them.

    Altair would refuse a frame of more than 5,000 rows, and takes ten times as long to look
    through ``InlineData``.

    Args:
        frame: Columns of texts, numbers, flags and times without a zone, under names that are
            safe as Vega-Lite's: dots, brackets and quotes in them would be taken for syntax.

    Returns:
        The data, as Vega-Lite writes them.
    """
    shown = {name: _plain(frame[name]) for name in frame.columns}
    return {"values": pd.DataFrame(shown).to_dict("records")}


def texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Make texts of Jira's harmless that a page would take for tags; they look the same.

    Args:
        column: The texts.

    Returns:
        The texts as charts show them.
    """
    return column.str.replace(_TAG, f"<{_NOTHING}", regex=True)


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_datetime64_dtype(column.dtype):
        # Vega knows the clock of UTC and the reader's own, so any other goes as that of UTC.
        column = column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    elif pd.api.types.is_string_dtype(column.dtype):
        column = texts(column)
    return column.astype(object).where(column.notna(), None)


def _zone(dtype: Any) -> str | tzinfo | None:
    zone: str | tzinfo | None = None
    if isinstance(dtype, pd.DatetimeTZDtype):
        zone = dtype.tz
    elif isinstance(dtype, pd.ArrowDtype) and pa.types.is_timestamp(dtype.pyarrow_dtype):
        zone = dtype.pyarrow_dtype.tz
    return zone
