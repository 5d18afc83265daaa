"""The form of the builder: conditions, how they are joined, what they are sorted by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import ipywidgets

from jiraframe.jql import Clause, Comparison, Query
from jiraframe.notebook.builder._conditions import Form, joined, opened, why_fixed
from jiraframe.notebook.builder._empties import left_out
from jiraframe.notebook.builder._lines import Lines
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._other_rows import FixedRow, SortRow
from jiraframe.notebook.builder._rows import ConditionRow
from jiraframe.notebook.builder._site import Site

_JOINS: Final = [
    ("all of these hold  (AND)", "all"),
    ("any of these holds  (OR)", "any"),
    ("none of these holds  (NOT)", "none"),
]


class QueryForm:
    """The form.

    Args:
        site: The site.

    Attributes:
        box: The widget.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._conditions = Lines[ConditionRow | FixedRow]("Condition", site, self._removed)
        self._sorting = Lines[SortRow]("Sort field", site, self._removed)
        self._join = ipywidgets.Dropdown(options=_JOINS, value="all")
        named(self._join, "How the conditions are joined")
        self._join.observe(site.safe(lambda _: site.changed()), names=["value"])
        self._add = _button("Add a condition", site.safe(lambda _: self._added()))
        self._add_key = _button("Add a sort field", site.safe(lambda _: self._added_key()))
        head = ipywidgets.Box([ipywidgets.Label("Find issues where"), self._join])
        head.add_class("jf-head")
        more = ipywidgets.Box([self._add, self._add_key])
        more.add_class("jf-actions")
        self.box = ipywidgets.VBox([head, self._conditions.box, self._sorting.box, more])
        self.box.add_class("jf-form")

    def open(self, query: Query) -> None:
        """Show a query.

        Args:
            query: The tree; an empty one gives one condition to fill in.
        """
        form = opened(query)
        rows = [self._row(each) for each in form.rows]
        if not form.rows and not form.order_by:
            rows = [ConditionRow(self._site, None)]
        self._conditions.show(rows)
        self._sorting.show(SortRow(self._site, each) for each in form.order_by)
        self._join.value = form.join

    def query(self) -> Query:
        """Give the query that the form shows; conditions without a value are not in it."""
        clauses = tuple(self._clauses())
        keys = tuple(each.key() for each in self._sorting.rows)
        return joined(Form(clauses, self._join.value, keys))

    def notes(self) -> list[str]:
        """Say what the form or its query leaves out; one sentence each."""
        return [
            *self._conditions.notes(),
            *self._sorting.notes(),
            *left_out(self._clauses(), self._join.value),
        ]

    def _clauses(self) -> list[Clause]:
        return [each for row in self._conditions.rows if (each := row.clause()) is not None]

    def _row(self, clause: Clause) -> ConditionRow | FixedRow:
        why = why_fixed(clause)
        if isinstance(clause, Comparison) and not why:
            return ConditionRow(self._site, clause)
        return FixedRow(clause, why)

    def _added(self) -> None:
        self._conditions.add(ConditionRow(self._site, None))
        self._site.changed()

    def _added_key(self) -> None:
        self._sorting.add(SortRow(self._site, None))
        self._site.changed()

    def _removed(self) -> None:
        self._site.changed()
        self._add.focus()


def _button(text: str, clicked: Callable[[Any], None]) -> ipywidgets.Button:
    button = ipywidgets.Button(description=text)
    button.add_class("jf-quiet")
    button.on_click(clicked)
    return button
