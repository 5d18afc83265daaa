"""Rows of the form beside its conditions: what stays as it is written, what it is sorted by."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Final

import ipywidgets

from jiraframe.jql import Clause, Comparison, FieldName, Not, Query, QueryField, SortKey, format
from jiraframe.notebook.builder._closing import close
from jiraframe.notebook.builder._field_choice import FieldChoice
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._phrases import kind
from jiraframe.notebook.builder._site import Site

_DIRECTIONS: Final = [
    ("ascending (ASC)", "asc"),
    ("descending (DESC)", "desc"),
    ("in its usual order", ""),
]


def _usual(field: QueryField | None) -> str:
    """Say which way most sort by a field: the latest first, names from A to Z."""
    return "desc" if kind(field) == "date" else "asc"


class FixedRow:
    """A condition that stays as it is written.

    Args:
        clause: The condition.
        why: Why it does.

    Attributes:
        box: One sentence that names the part, without the button that removes it.
    """

    def __init__(self, clause: Clause, why: str) -> None:
        self._clause = clause
        text = format(Query(clause))
        if not isinstance(clause, (Comparison, Not)):
            text = f"({text})"
        self.box = ipywidgets.HTML(
            f"<code>{escape(text)}</code> <span>{escape(why)}; it stays as it is written.</span>"
        )
        self.box.add_class("jf-fixed")

    def clause(self) -> Clause | None:
        """Give the condition."""
        return self._clause

    def number(self, number: int) -> None:
        """Nothing here has a number."""

    def note(self) -> str:
        """Nothing of it is left out."""
        return ""

    def close(self) -> None:
        """Close its widget."""
        close(self.box)


class SortRow:
    """A field to sort by, and which way.

    Args:
        site: The site.
        key: What to begin with; None for a new one.

    Attributes:
        box: The widget, without the button that removes it.
    """

    def __init__(self, site: Site, key: SortKey | None) -> None:
        self._untouched, self._changed = key, site.changed
        site = replace(site, changed=self._touched)
        fields = sorted(
            (each for each in site.catalogue.fields if each.orderable),
            key=lambda each: each.name.casefold(),
        )
        name = FieldName("created") if key is None else key.field
        self._field = FieldChoice(site, fields, name, self._another)
        self._usual = _usual(self._field.field)
        direction = "desc" if key is None else key.direction or ""
        self._direction = ipywidgets.Dropdown(options=_DIRECTIONS, value=direction)
        self._direction.observe(site.safe(lambda _: self._touched()), names=["value"])
        self.box = ipywidgets.Box([ipywidgets.Label("Sorted by"), self._field.box, self._direction])
        self.box.add_class("jf-condition")

    def key(self) -> SortKey:
        """Give the field and the direction."""
        if self._untouched is not None:
            return self._untouched
        direction = self._direction.value or None
        return SortKey(self._field.name, direction)

    def number(self, number: int) -> None:
        """Say which of the fields this is, for those who do not see it."""
        self._field.title(f"Sort field {number}")
        named(self._direction, f"Direction of sort field {number}")

    def note(self) -> str:
        """Say what is not taken from the row, after its number; an empty text for nothing."""
        said = self._field.note()
        return f": {said}." if said else ""

    def close(self) -> None:
        """Close its widgets."""
        close(self.box)

    def _another(self) -> None:
        usual = _usual(self._field.field)
        if self._direction.value == self._usual:
            # One that was chosen against the usual is kept.
            self._direction.value = usual
        self._usual = usual
        self._touched()

    def _touched(self) -> None:
        self._untouched = None
        self._changed()
