"""Rows of the form beside its conditions: what stays as it is written, what it is sorted by."""

from __future__ import annotations

from html import escape
from typing import Final, cast

import ipywidgets

from jiraframe.jql import Clause, Comparison, FieldName, Not, Query, SortKey, format, parse
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._phrases import titles
from jiraframe.notebook.builder._site import Site

_DIRECTIONS: Final = [
    ("ascending (ASC)", "asc"),
    ("descending (DESC)", "desc"),
    ("in its usual order", ""),
]
_UNKNOWN: Final = -1


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
        fields = sorted(
            (each for each in site.catalogue.fields if each.orderable),
            key=lambda each: each.name.casefold(),
        )
        self._inserts = [each.insert for each in fields]
        options = [(title, index) for index, (title, _) in enumerate(titles(fields))]
        usual = next((i for i, each in enumerate(fields) if each.name == "created"), 0)
        direction = "desc"
        if key is not None:
            found = site.catalogue.fields_named(key.field.name)
            alone = len(found) == 1 and found[0] in fields and not key.field.properties
            usual = fields.index(found[0]) if alone else _UNKNOWN
            direction = key.direction or ""
            if not alone:
                options.insert(0, (format(Query(None, (SortKey(key.field),)))[9:], _UNKNOWN))
        self._name = key.field if key is not None else None
        self._field = ipywidgets.Dropdown(options=options, value=usual)
        self._direction = ipywidgets.Dropdown(options=_DIRECTIONS, value=direction)
        for each in (self._field, self._direction):
            each.observe(site.safe(self._touched), names=["value"])
        self.box = ipywidgets.Box([ipywidgets.Label("Sorted by"), self._field, self._direction])
        self.box.add_class("jf-condition")

    def key(self) -> SortKey:
        """Give the field and the direction."""
        if self._untouched is not None:
            return self._untouched
        direction = self._direction.value or None
        return SortKey(self._field_name(), direction)

    def number(self, number: int) -> None:
        """Say which of the fields this is, for those who do not see it."""
        named(self._field, f"Sort field {number}")
        named(self._direction, f"Direction of sort field {number}")

    def _field_name(self) -> FieldName:
        if self._field.value == _UNKNOWN and self._name is not None:
            return self._name
        return cast("Comparison", parse(f"{self._inserts[self._field.value]} = a").where).field

    def _touched(self, _change: object) -> None:
        self._untouched = None
        self._changed()
