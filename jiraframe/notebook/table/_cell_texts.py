"""The cells of a frame as the short texts that a table for people shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

_LONGEST: Final = 300


class Column(NamedTuple):
    """A column to show.

    Attributes:
        name: What stands above it.
        texts: Its cells, an empty text where there is no value.
        is_key: Whether the cells are keys of issues.
    """

    name: str
    texts: list[str]
    is_key: bool = False


def columns_of(frame: pd.DataFrame) -> list[Column]:
    """Write the cells of a frame as texts: an index that says something first, then the columns.

    Lists are joined, durations are hours to the hundredth, instants are shown to the minute, and
    a long text is cut, with a mark.

    Args:
        frame: The frame.

    Returns:
        The columns, of which several may share a name.
    """
    return [*_index(frame), *_columns(frame)]


def _index(frame: pd.DataFrame) -> Iterator[Column]:
    index = frame.index
    if type(index).__name__ == "RangeIndex" and index.name is None:
        return
    for number, name in enumerate(index.names):
        values = index.get_level_values(number).to_series()
        yield Column(*_texts("" if name is None else str(name), values), name == "key")


def _columns(frame: pd.DataFrame) -> Iterator[Column]:
    for place, label in enumerate(frame.columns):
        levels = label if isinstance(label, tuple) else (label,)
        # Levels that say nothing are what reset_index() leaves.
        name = " / ".join(str(each) for each in levels if each != "")
        yield Column(*_texts(name, frame.iloc[:, place]), name == "key")


def _texts(name: str, values: pd.Series[Any]) -> tuple[str, list[str]]:
    kind = values.dtype.kind
    if kind == "m":
        hours = (values.dt.total_seconds() / 3600).round(2)
        return f"{name} (h)", _each(hours, values)
    # Arrow's days have no clock, and know nothing of zones.
    if kind == "M" and values.dtype.type is not date:
        zoned = values.dt.tz is not None
        days = not zoned and bool((values.dropna() == values.dropna().dt.normalize()).all())
        shown = values.dt.strftime("%Y-%m-%d" if days else f"%Y-%m-%d %H:%M{' %Z' * zoned}")
        return name, _each(shown, values)
    return name, _each(values, values)


def _each(shown: pd.Series[Any], values: pd.Series[Any]) -> list[str]:
    return [
        "" if empty else _text(value) for value, empty in zip(shown, values.isna(), strict=True)
    ]


def _text(value: object) -> str:
    if hasattr(value, "tolist"):
        # Numbers and arrays of numpy, as what Python has for them.
        value = value.tolist()
    if isinstance(value, list | tuple):
        text = ", ".join(_text(each) for each in value)
    else:
        text = f"{value:.12g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
