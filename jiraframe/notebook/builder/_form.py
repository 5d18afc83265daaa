"""The form of the builder: conditions, how they are joined, what they are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import ipywidgets

from jiraframe.jql import Clause, Comparison, Query
from jiraframe.notebook.builder._conditions import Form, joined, opened, why_fixed
from jiraframe.notebook.builder._empties import left_out
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._other_rows import FixedRow, SortRow
from jiraframe.notebook.builder._rows import ConditionRow
from jiraframe.notebook.builder._site import Site

_JOINS: Final = [
    ("all of these hold  (AND)", "all"),
    ("any of these holds  (OR)", "any"),
    ("none of these holds  (NOT)", "none"),
]


class _Numbered(Protocol):
    box: Any

    def number(self, number: int) -> None: ...
    def note(self) -> str: ...


class QueryForm:
    """The form.

    Args:
        site: The site.

    Attributes:
        box: The widget.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._rows: list[ConditionRow | FixedRow] = []
        self._keys: list[SortRow] = []
        self._join = ipywidgets.Dropdown(options=_JOINS, value="all")
        named(self._join, "How the conditions are joined")
        self._join.observe(site.safe(lambda _: site.changed()), names=["value"])
        self._conditions = ipywidgets.VBox()
        self._sorting = ipywidgets.VBox()
        self._add = _button("Add a condition", site.safe(lambda _: self._added()))
        self._add_key = _button("Add a sort field", site.safe(lambda _: self._added_key()))
        head = ipywidgets.Box([ipywidgets.Label("Find issues where"), self._join])
        head.add_class("jf-head")
        more = ipywidgets.Box([self._add, self._add_key])
        more.add_class("jf-actions")
        self.box = ipywidgets.VBox([head, self._conditions, self._sorting, more])
        self.box.add_class("jf-form")

    def open(self, query: Query) -> None:
        """Show a query.

        Args:
            query: The tree; an empty one gives one condition to fill in.
        """
        form = opened(query)
        self._rows = [self._row(each) for each in form.rows]
        self._keys = [SortRow(self._site, each) for each in form.order_by]
        if not form.rows and not form.order_by:
            self._rows = [ConditionRow(self._site, None)]
        self._join.value = form.join
        self._draw()

    def query(self) -> Query:
        """Give the query that the form shows; conditions without a value are not in it."""
        clauses = tuple(self._clauses())
        keys = tuple(each.key() for each in self._keys)
        return joined(Form(clauses, self._join.value, keys))

    def notes(self) -> list[str]:
        """Say what the form or its query leaves out; one sentence each."""
        return [
            *_notes("Condition", self._rows),
            *_notes("Sort field", self._keys),
            *left_out(self._clauses(), self._join.value),
        ]

    def _clauses(self) -> list[Clause]:
        return [each for row in self._rows if (each := row.clause()) is not None]

    def _row(self, clause: Clause) -> ConditionRow | FixedRow:
        why = why_fixed(clause)
        if isinstance(clause, Comparison) and not why:
            return ConditionRow(self._site, clause)
        return FixedRow(clause, why)

    def _added(self) -> None:
        self._rows.append(ConditionRow(self._site, None))
        self._redrawn()

    def _added_key(self) -> None:
        self._keys.append(SortRow(self._site, None))
        self._redrawn()

    def _redrawn(self) -> None:
        self._draw()
        self._site.changed()

    def _draw(self) -> None:
        self._conditions.children = [
            self._line(row, number, f"Remove condition {number}", self._rows)
            for number, row in enumerate(self._rows, 1)
        ]
        self._sorting.children = [
            self._line(key, number, f"Remove sort field {number}", self._keys)
            for number, key in enumerate(self._keys, 1)
        ]

    def _line(self, row: _Numbered, number: int, title: str, rows: list[Any]) -> ipywidgets.Box:
        def remove() -> None:
            rows.remove(row)
            self._redrawn()
            self._add.focus()

        row.number(number)
        gone = _button(title, self._site.safe(lambda _: remove()))
        gone.add_class("jf-remove")
        line = ipywidgets.Box([row.box, gone])
        line.add_class("jf-row")
        return line


def _notes(what: str, rows: Sequence[_Numbered]) -> list[str]:
    return [f"{what} {number}{note}" for number, row in enumerate(rows, 1) if (note := row.note())]


def _button(text: str, clicked: Callable[[Any], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=text)
    button.add_class("jf-quiet")
    button.on_click(clicked)
    return button
