"""Rows of the form below each other, each with a button that takes it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

import ipywidgets

from jiraframe.notebook.builder._closing import close
from jiraframe.notebook.builder._site import Site


class Row(Protocol):
    """What a line holds."""

    box: Any

    def number(self, number: int) -> None:
        """Say which row this is, for those who do not see it."""

    def note(self) -> str:
        """Say what is not taken from the row, after its number; an empty text for nothing."""

    def close(self) -> None:
        """Close its widgets, shown or not."""


R = TypeVar("R", bound=Row)


class Lines(Generic[R]):
    """Rows of one kind.

    Args:
        what: What a row is called, as in "Sort field".
        site: The site.
        removed: Called when a row was taken out.

    Attributes:
        box: The widget.
    """

    def __init__(self, what: str, site: Site, removed: Callable[[], None]) -> None:
        self._what, self._site, self._removed = what, site, removed
        self._frames: dict[R, tuple[ipywidgets.Box, ipywidgets.Button]] = {}
        self.box = ipywidgets.VBox()

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows, in order."""
        return tuple(self._frames)

    def show(self, rows: Iterable[R]) -> None:
        """Show other rows instead."""
        before, self._frames = self._frames, {row: self._frame(row) for row in rows}
        self._draw()
        for row, (frame, _) in before.items():
            row.close()
            close(frame)

    def add(self, row: R) -> None:
        """Show one more row."""
        self._frames[row] = self._frame(row)
        self._draw()

    def notes(self) -> list[str]:
        """Say what is not taken from the rows; one sentence each."""
        notes = ((number, row.note()) for number, row in enumerate(self._frames, 1))
        return [f"{self._what} {number}{note}" for number, note in notes if note]

    def _frame(self, row: R) -> tuple[ipywidgets.Box, ipywidgets.Button]:
        gone = ipywidgets.Button()
        gone.add_class("jf-quiet")
        gone.add_class("jf-remove")
        gone.on_click(self._site.safe(lambda _: self._remove(row)))
        frame = ipywidgets.Box([row.box, gone])
        frame.add_class("jf-row")
        return frame, gone

    def _remove(self, row: R) -> None:
        # A second click may have been on its way.
        if row in self._frames:
            frame, _ = self._frames.pop(row)
            self._draw()
            row.close()
            close(frame)
            self._removed()

    def _draw(self) -> None:
        for number, (row, (_, gone)) in enumerate(self._frames.items(), 1):
            row.number(number)
            gone.description = f"Remove {self._what.lower()} {number}"
        self.box.children = [frame for frame, _ in self._frames.values()]
