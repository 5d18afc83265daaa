"""A condition of the form: a field, an operator, values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ipywidgets

from jiraframe.jql import Clause, Comparison, Function, Operator, Predicate
from jiraframe.notebook.builder._choices import list_functions
from jiraframe.notebook.builder._closing import close
from jiraframe.notebook.builder._conditions import ALONE, LISTS, Item, comparison, items
from jiraframe.notebook.builder._field_choice import FieldChoice, field_name
from jiraframe.notebook.builder._inputs import ValueInput, value_input
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._phrases import kind, offered, operators, phrase
from jiraframe.notebook.builder._predicates import Predicates
from jiraframe.notebook.builder._site import Site


class ConditionRow:
    """A condition.

    Args:
        site: The site.
        clause: The condition to begin with; None for a new one.

    Attributes:
        box: The widget, without the button that removes it.
    """

    def __init__(self, site: Site, clause: Comparison | None) -> None:
        self._untouched = clause
        self._site = replace(site, changed=self._touched)
        self._changed = site.changed
        fields = offered(site.catalogue)
        self._number = 1
        self._showing = False
        self._input: ValueInput | None = None
        self._values: tuple[Item, ...] = items(clause) if clause is not None else ()
        self._lists = list_functions(site.catalogue) | _alone(clause)
        name = clause.field if clause is not None else field_name(fields[0])
        self._field = FieldChoice(site, fields, name, self._field_changed)
        self._operator = ipywidgets.Dropdown()
        self._place = ipywidgets.Box()
        self._place.add_class("jf-values")
        self._predicates = Predicates(self._site)
        self._show_operators(clause.operator if clause is not None else None)
        self._show_values(self._values)
        self._show_predicates(clause.predicates if clause is not None else ())
        self._operator.observe(site.safe(self._operator_changed), names=["value"])
        self.box = ipywidgets.Box(
            [self._field.box, self._operator, self._place, self._predicates.box]
        )
        self.box.add_class("jf-condition")

    def clause(self) -> Clause | None:
        """Give the condition; None while it lacks a value."""
        if self._untouched is not None:
            return self._untouched
        return comparison(
            self._field.name,
            self._operator.value,
            self._input.values() if self._input else (),
            predicates=self._predicates.given(),
            list_functions=self._lists,
        )

    def note(self) -> str:
        """Say what is not taken from the row, after its number; an empty text for nothing."""
        if said := self._field.note():
            return f": {said}."
        if self.clause() is None:
            return " has no value yet and is left out."
        missing = self._predicates.note()
        return f": {missing}." if missing else ""

    def number(self, number: int) -> None:
        """Say which condition this is, for those who do not see it."""
        self._number = number
        self._field.title(f"Field of condition {number}")
        named(self._operator, f"Operator of condition {number}")
        if self._input is not None:
            self._input.name(f"Value of condition {number}")
        self._predicates.number(number)

    def close(self) -> None:
        """Close its widgets, shown or not."""
        if self._input is not None:
            self._input.close()
        self._predicates.close()
        close(self.box)

    def _touched(self) -> None:
        self._untouched = None
        self._changed()

    def _field_changed(self) -> None:
        self._show_operators(None)
        self._values = ()
        self._redrawn(())

    def _operator_changed(self, change: Any) -> None:
        if not self._showing:
            # Behind "is empty" there are no values; those before it are not forgotten.
            self._values = (self._input.values() if self._input else ()) or self._values
            self._redrawn(self._predicates.given())

    def _redrawn(self, predicates: tuple[Predicate, ...]) -> None:
        self._show_values(self._values)
        self._show_predicates(predicates)
        self.number(self._number)
        self._touched()

    def _show_predicates(self, predicates: tuple[Predicate, ...]) -> None:
        name, field = self._field.name.name, self._field.field
        self._predicates.show(name, field, self._operator.value, predicates)

    def _show_operators(self, operator: Operator | None) -> None:
        field = self._field.field
        found = operators(field)
        if operator is not None and operator not in found:
            found.append(operator)
        self._showing = True
        self._operator.options = [(phrase(each, kind(field)), each) for each in found]
        self._operator.value = operator or found[0]
        self._showing = False

    def _show_values(self, values: Sequence[Item]) -> None:
        operator: Operator = self._operator.value
        before, self._input = self._input, None
        if operator not in ALONE:
            name, field = self._field.name.name, self._field.field
            self._input = value_input(self._site, name, field, operator, values)
        self._place.children = [self._input.box] if self._input else []
        if before is not None:
            before.close()


def _alone(clause: Comparison | None) -> frozenset[str]:
    """Give the function that stands behind IN without brackets, whether Jira names it or not."""
    found = clause.operand if clause is not None and clause.operator in LISTS else None
    return frozenset({found.name.lower()} if isinstance(found, Function) else ())
