"""The first rows of a frame as plain text, small enough to go to a page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, TypedDict

if TYPE_CHECKING:
    import pandas as pd

_LONGEST: Final = 90
_MISSING: Final = frozenset({"nan", "NaT", "<NA>"})
# It tells people nothing that the key does not.
_DULL: Final = "id"


class Preview(TypedDict):
    """A part of a frame.

    Attributes:
        columns: Labels of columns.
        rows: One list of texts a row.
        left_out: What more there is, such as ``"12 more rows"``, or an empty text.
    """

    columns: list[str]
    rows: list[list[str]]
    left_out: str


def preview(frame: pd.DataFrame, *, rows: int = 8, columns: int = 6) -> Preview:
    """Take the first rows of a frame, and of its columns the first that are not empty there.

    Args:
        frame: What ``search`` returned.
        rows: The number of rows at most.
        columns: The number of columns at most.

    Returns:
        Plain texts; nothing in them is markup.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"key": ["ENG-1"], "labels": [["api", "ui"]], "votes": [3.0]})
        >>> preview(frame)["rows"]
        [['ENG-1', 'api, ui', '3']]
    """
    top = frame.head(rows)
    texts = {at: [_text(value) for value in top.iloc[:, at]] for at in range(frame.shape[1])}
    labels = [str(label) for label in frame.columns]
    telling = [at for at in texts if labels[at] != _DULL and (any(texts[at]) or not len(top))]
    shown = telling[:columns]
    return Preview(
        columns=[labels[at] for at in shown],
        rows=[[texts[at][row] for at in shown] for row in range(len(top))],
        left_out=_left_out(len(frame) - len(top), frame.shape[1] - len(shown)),
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        text = value
    elif isinstance(value, list | tuple):
        text = ", ".join(filter(None, map(_text, value)))
    elif value is None or str(value) in _MISSING:
        return ""
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    elif isinstance(value, datetime):
        text = f"{value:%Y-%m-%d %H:%M}" if value.tzinfo else f"{value:%Y-%m-%d}"
    else:
        text = str(value)
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _left_out(rows: int, columns: int) -> str:
    parts = [
        f"{number:,} more {noun}{'s' if number > 1 else ''}"
        for number, noun in ((rows, "row"), (columns, "column"))
        if number
    ]
    return " and ".join(parts)
