"""Puts the pieces of a rich text together: gaps between blocks, margins of lists and quotes."""

from __future__ import annotations

from typing import NamedTuple

SPACE, NEWLINE, BLANK_LINE = 1, 2, 3
# Deeper lists and quotes than this are not indented further: a line would be all margin.
_WIDEST_MARGIN = 40


class Place(NamedTuple):
    """Where in the text a node stands.

    Attributes:
        margin: What each line begins with: the indentation of a list, the mark of a quote.
        gap: What comes between two blocks.
    """

    margin: str
    gap: int

    def deeper(self, margin: str, gap: int) -> Place:
        """Go one level down."""
        wide = len(self.margin) >= _WIDEST_MARGIN
        return Place(self.margin if wide else self.margin + margin, gap)

    @property
    def line(self) -> int:
        """What comes between two lines: a new line, or a blank where all is one line."""
        return min(self.gap, NEWLINE)


class Writer:
    """Puts text, gaps and margins together.

    Attributes:
        pieces: The text so far.
        depth: How many levels down the tree its reader is.
    """

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.depth = 0
        self._gap = 0
        self._marked = False

    def gap(self, width: int) -> None:
        """Ask for a gap before the next text; right behind a mark there is none."""
        if width > self._gap and not self._marked:
            self._gap = width

    def text(self, text: str, place: Place) -> None:
        """Write text, which may have several lines."""
        if not text:
            return
        if "\n" in text and (place.margin or place.gap == SPACE):
            text = text.replace("\n", " " if place.gap == SPACE else f"\n{place.margin}")
        if not self.pieces:
            self.pieces.append(place.margin)
        elif self._gap:
            self.pieces.append(self._between(place.margin))
        self._gap, self._marked = 0, False
        self.pieces.append(text)

    def mark(self, mark: str, gap: int, place: Place) -> None:
        """Write the mark of an item; what follows stands right behind it, up to the end."""
        self.gap(gap)
        self.text(mark, place)
        self._marked = True

    def end(self) -> None:
        """End an item, so that an empty one does not pull up what follows it."""
        self._marked = False

    def _between(self, margin: str) -> str:
        if self._gap == SPACE:
            return " "
        return f"\n{margin}" if self._gap == NEWLINE else f"\n{margin.rstrip()}\n{margin}"
