"""``show``: a frame as a table to look around in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from jiraframe._asked import whole_number
from jiraframe._html import Html, grid, joined
from jiraframe._receipt import receipt
from jiraframe.errors import ArgumentError
from jiraframe.notebook.table._cell_texts import Column, columns_of
from jiraframe.notebook.table._live_table import available, cells, live_table

if TYPE_CHECKING:
    import pandas as pd

_STILL_ROWS: Final = 20
# The path by which Atlassian's gateway serves Jira to programs; no browser can go there.
_GATEWAY: Final = "/ex/jira/"
_OURS: Final = {
    "allow_html": "Texts from Jira are shown as texts",
    "column_filters": "Names of fields are shown as texts, which filters would not do",
    "connected": "The table holds what it needs and asks nobody for it",
    "dt_url": "The table holds what it needs and asks nobody for it",
    "maxBytes": "Say how many rows, as in rows=1000",
    "maxColumns": "Choose columns: df[[...]]",
    "maxRows": "Say how many rows, as in rows=1000",
    "showIndex": "An index that says something is shown; drop it with df.reset_index(drop=True)",
    "use_to_html": "Texts from Jira are shown as texts",
}


class Table:
    """A frame to look at: a table in a notebook, text elsewhere."""

    def __init__(self, text: str, html: Html) -> None:
        self._text = text
        self._html = html

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


def show(frame: pd.DataFrame, *, rows: int = 500, **options: Any) -> Table:
    """Show a frame as a table that sorts and searches, its keys linked to Jira.

    That needs itables (``pip install "jiraframe[tables]"``); without it the table stands still.
    Everything from Jira is shown as text: tags and links in it are not followed. A notebook
    grows by about 260 kB a table, and needs no network to show it.

    Args:
        frame: What ``search`` returned, or what pandas made of it. Keys are linked where its
            receipt says which Jira they are of.
        rows: The number of rows at most, the first ones; what is left out is said.
        **options: Options of itables, such as ``pageLength=25`` or ``order=[[2, "desc"]]``.

    Returns:
        The table, shown as the last line of a cell or by ``display``.

    Raises:
        ArgumentError: It is no frame, or an option would undo what is promised here.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start() as box:
        ...     df = jf.connect(environ=box.env).search("project = ENG", ["status"], limit=2)
        >>> jf.show(df)
               key     id       status
        0  ...
        1  ...
    """
    if not (hasattr(frame, "columns") and hasattr(frame, "iloc")):
        raise ArgumentError(
            f"A {type(frame).__name__} is no DataFrame of pandas.",
            fix="A Series has to_frame(), and so has an index.",
        )
    whole_number("rows", rows, least=1)
    for name in sorted(_OURS.keys() & options.keys()):
        raise ArgumentError(f"show() does not take {name}.", fix=f"{_OURS[name]}.")
    return Table(repr(frame), _html(frame, rows, options))


def _html(frame: pd.DataFrame, rows: int, options: dict[str, Any]) -> Html:
    browse = _browse(frame)
    columns = columns_of(frame.head(rows))
    if not columns:
        return _note(f"{len(frame):,} rows without columns.")
    if not available():
        still = _still(columns, browse, shown=min(rows, _STILL_ROWS), of=len(frame))
        return joined(still, _note('pip install "jiraframe[tables]" lets a table sort and search.'))
    still = _still(columns, browse, shown=_STILL_ROWS, of=min(rows, len(frame)))
    if "caption" in options:
        options = {**options, "caption": joined(str(options["caption"]))}
    return joined(
        live_table(columns, still, browse=browse, options=options),
        _first(rows, len(frame)),
    )


def _still(columns: Sequence[Column], browse: str, *, shown: int, of: int) -> Html:
    """Make the table of a page that runs no scripts, and of one without itables."""
    rows = zip(*(cells(each, browse)[:shown] for each in columns), strict=True)
    return joined(grid([each.name for each in columns], rows), _first(shown, of))


def _first(shown: int, of: int) -> Html:
    return _note(f"The first {shown:,} of {of:,} rows.") if shown < of else Html("")


def _note(text: str) -> Html:
    return joined(Html("<div><small>"), text, Html("</small></div>"))


def _browse(frame: pd.DataFrame) -> str:
    """Give the address that a key ends; an empty text where none is known."""
    try:
        address = receipt(frame).base_url
    except ArgumentError:
        return ""
    return f"{address}/browse/" if address and _GATEWAY not in address else ""
