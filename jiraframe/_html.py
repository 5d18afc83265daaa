"""Small HTML of our own: every text escaped, readable on a light page and on a dark one.

Texts keep the colour of the page. Colour marks only what a sign or a word says too: it comes
from the variables of JupyterLab or VS Code, else it is one that shows on white and on black.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

Tone: TypeAlias = Literal["good", "bad", "doubtful"]

_LEFT: Final = "text-align: left; vertical-align: top"
_COLOURS: Final[dict[Tone, str]] = {
    "good": "var(--jp-success-color1, var(--vscode-testing-iconPassed, #2e8b45))",
    "bad": "var(--jp-error-color1, var(--vscode-errorForeground, #dc4040))",
    "doubtful": "var(--jp-warn-color1, var(--vscode-editorWarning-foreground, #b07000))",
}
# JupyterLab cuts off what hangs below a line of preformatted text: the marks would be gone.
_PLACES_OPEN: Final = (
    '<pre style="white-space: pre-wrap; margin: 0.3em 0; line-height: 1.7; overflow: visible">'
)
_SIGNS: Final[dict[Tone, str]] = {"good": "✓", "bad": "✗", "doubtful": "!"}


class Html(str):
    """A text that is HTML already; any other text is escaped where it goes into one."""

    __slots__ = ()


def joined(*parts: str) -> Html:
    """Put texts and HTML together.

    Args:
        *parts: What to put together; what is no ``Html`` is escaped.

    Returns:
        The HTML.

    Example:
        >>> joined("a < b", Html("<br>"), "c")
        'a &lt; b<br>c'
    """
    return Html("".join(part if isinstance(part, Html) else html.escape(part) for part in parts))


def bold(text: str) -> Html:
    """Give a text weight."""
    return joined(Html("<b>"), text, Html("</b>"))


def sign(tone: Tone) -> Html:
    """Give the sign of a tone in its colour: a tick, a cross, an exclamation mark."""
    return Html(f'<span style="color: {_COLOURS[tone]}">{_SIGNS[tone]}</span>')


def link(address: str, text: str) -> Html:
    """Link a text, when the address is one of the web; else give the text alone.

    Args:
        address: Where to; anything but http and https is not followed.
        text: What to show.

    Returns:
        The HTML.

    Example:
        >>> link("javascript:alert(1)", "ENG-1")
        'ENG-1'
    """
    if not _is_web_address(address):
        return joined(text)
    how = 'target="_blank" rel="noopener noreferrer"'
    return joined(Html(f'<a href="{html.escape(address)}" {how}>'), text, Html("</a>"))


def _is_web_address(address: str) -> bool:
    """Tell whether an address is one that a browser may be sent to."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def table(rows: Iterable[Sequence[str]]) -> Html:
    """Make a table whose rows are named by their first cell.

    Args:
        rows: The cells, row by row; what is no ``Html`` is escaped.

    Returns:
        The HTML.
    """
    made = (
        joined(
            Html(f'<tr><th scope="row" style="{_LEFT}">'),
            name,
            Html("</th>"),
            *(
                joined(Html(f'<td style="{_LEFT}; white-space: pre-wrap">'), cell, Html("</td>"))
                for cell in cells
            ),
            Html("</tr>"),
        )
        for name, *cells in rows
    )
    return Html(f"<table><tbody>{''.join(made)}</tbody></table>")


def grid(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> Html:
    """Make a table whose columns have names, as notebooks show frames.

    Args:
        heads: The names of the columns.
        rows: The cells, row by row.

    Returns:
        The HTML; of names and cells, what is no ``Html`` is escaped.
    """
    first = "".join(joined(Html('<th scope="col">'), each, Html("</th>")) for each in heads)
    made = (
        f"<tr>{''.join(joined(Html('<td>'), cell, Html('</td>')) for cell in row)}</tr>"
        for row in rows
    )
    return Html(
        f'<table class="dataframe"><thead><tr>{first}</tr></thead>'
        f"<tbody>{''.join(made)}</tbody></table>"
    )


def marked(text: str, places: Iterable[tuple[int, int, Tone]]) -> Html:
    """Show a text as it was typed, with some of its places underlined.

    Args:
        text: The text.
        places: Start, end and tone of each; where two meet, the earlier one is marked.

    Returns:
        The HTML.
    """
    pieces, done = [Html(_PLACES_OPEN)], 0
    for start, end, tone in sorted(places):
        if start < done:
            continue
        line = f"text-decoration: underline wavy {_COLOURS[tone]}; text-underline-offset: 0.2em"
        # At the end of the text nothing stands that could be underlined.
        place = text[start:end] or "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"
        pieces += [
            joined(text[done:start]),
            joined(Html(f'<span style="{line}">'), place, Html("</span>")),
        ]
        done = max(start, end)
    return Html("".join([*pieces, joined(text[done:]), Html("</pre>")]))
