"""A table that sorts and searches: itables, if it is installed, in one piece that works offline."""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from jiraframe._html import Html, joined, link
from jiraframe.notebook.table._cell_texts import Column

_KEY: Final = re.compile(r"([A-Za-z][A-Za-z0-9_]*)-(\d+)")
_LONG: Final = 60
_WRAPPED: Final = Html('<div style="white-space: normal; overflow-wrap: anywhere; width: 40ch">')
# itables paints the ground of its tables, so the colour of links is not left to the browser;
# notebooks would set texts to the right.
_LOOK: Final = (
    ".jiraframe a "
    "{ color: var(--jp-content-link-color, var(--vscode-textLink-foreground, inherit)); }"
    ".jiraframe table.dataTable :is(th, td):not(.dt-type-numeric) { text-align: left; }"
)
# The faces of a key, by what DataTables does with it.
_FACES: Final = {"_": "text", "display": "shown", "sort": "sorted"}
_NONE_LEFT_OUT: Final = ("maxBytes", "maxRows", "maxColumns")
_OF_THE_PAGE: Final = ("connected", "dt_url", "display_logo_when_loading")
# The page keeps what it has unpacked; each output has it, so that each works without the others.
_SCRIPT: Final = """
<script type="module">
const unpacked = async (packed) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
};
const load = async () => {
  const style = document.createElement("style");
  style.textContent = (await unpacked("@css@")) + "@look@";
  document.head.append(style);
  const code = new Blob([await unpacked("@js@")], { type: "text/javascript" });
  return import(URL.createObjectURL(code));
};
window.jiraframeTables ??= {};
const { ITable, set_or_remove_dark_class } = await (window.jiraframeTables["@code@"] ??= load());
set_or_remove_dark_class();
for (const place of document.querySelectorAll(".jiraframe-@name@:not([data-live])")) {
  place.dataset.live = "";
  const table = document.createElement("table");
  const still = place.firstElementChild;
  place.prepend(table);
  try {
    new ITable(table, @options@);
    still.hidden = true;
  } catch (error) {
    table.remove();
    throw error;
  }
}
</script>
"""


def available() -> bool:
    """Tell whether itables is installed."""
    return find_spec("itables") is not None


def live_table(
    columns: Sequence[Column], still: Html, *, browse: str, options: Mapping[str, Any]
) -> Html:
    """Make the table.

    Args:
        columns: The columns; their texts are escaped here.
        still: What to show where no script runs.
        browse: The address that the key of an issue ends, or an empty text for no links.
        options: Further options of itables.

    Returns:
        The HTML, with the code that it needs packed into it.
    """
    from itables import options as defaults

    code, style = _packed(Path(defaults.dt_bundle))
    # No "<" of a text may begin a tag for the parser of the page, which reads scripts too.
    told = json.dumps(_arguments(columns, browse, options)).replace("<", r"\u003c")
    name = _mark(told)
    parts = {
        "look": _LOOK,
        "css": style,
        "js": code,
        "code": _mark(code),
        "name": name,
        "options": told,
    }
    script = re.sub("@([a-z]+)@", lambda found: parts[found[1]], _SCRIPT)
    place = Html(f'<div class="jiraframe jiraframe-{name}" style="overflow-x: auto"><div>')
    return joined(place, still, Html(f"</div></div>{script}"))


def cells(column: Column, browse: str) -> list[Html]:
    """Give the cells of a column as a page shows them: keys linked, long texts in several lines.

    Args:
        column: The column.
        browse: The address that the key of an issue ends, or an empty text for no links.
    """
    if column.is_key and browse:
        return [
            link(f"{browse}{text}", text) if _KEY.fullmatch(text) else joined(text)
            for text in column.texts
        ]
    return [
        joined(_WRAPPED, text, Html("</div>")) if len(text) > _LONG else joined(text)
        for text in column.texts
    ]


def _arguments(
    columns: Sequence[Column], browse: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    import pandas as pd
    from itables.javascript import (
        get_expanded_classes,
        get_expanded_style,
        get_itable_arguments,
    )

    frame = pd.DataFrame({place: each.texts for place, each in enumerate(columns)}, dtype=object)
    frame.columns = pd.Index([each.name for each in columns], dtype=object)
    ours = dict.fromkeys(_NONE_LEFT_OUT, 0) | {"allow_html": False, "column_filters": False}
    # DataTables would make a column as wide as its longest text in one line, and itables would
    # have people find the small arrows to sort.
    usual = {"autoWidth": False, "text_in_header_can_be_selected": False}
    wanted = {**usual, **options, **ours}
    made: dict[str, Any] = {**get_itable_arguments(frame, **wanted)}
    for name in _OF_THE_PAGE:
        made.pop(name, None)
    # Cells of our own: itables would escape the links, or else nothing.
    rows = zip(*(_cells(each, browse) for each in columns), strict=True)
    keys = [place for place, each in enumerate(columns) if each.is_key]
    definitions = [*made.get("columnDefs", []), {"targets": keys, "render": _FACES}]
    return {
        **made,
        "classes": get_expanded_classes(made["classes"]),
        "style": get_expanded_style(made["style"]),
        "data_json": json.dumps(list(rows)),
        "columnDefs": definitions,
    }


def _cells(column: Column, browse: str) -> list[Any]:
    shown = cells(column, browse)
    if not column.is_key:
        return shown
    return [
        {"text": joined(text), "shown": face, "sorted": _sorted(text)}
        for text, face in zip(column.texts, shown, strict=True)
    ]


def _sorted(text: str) -> str:
    """Sort ENG-2 before ENG-10."""
    found = _KEY.fullmatch(text)
    return f"{found[1]}-{found[2]:0>12}" if found else joined(text)


@cache
def _packed(code: Path) -> tuple[str, str]:
    """Pack the code of itables and its style: a fourth of what they are."""
    files = (code, code.with_suffix(".css"))
    script, style = (b64encode(gzip.compress(each.read_bytes(), mtime=0)) for each in files)
    return script.decode(), style.decode()


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]
