"""A condition of the form: a field, an operator, values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import ipywidgets

from jiraframe.jql import Clause, Comparison, FieldName, Operator, QueryField, parse
from jiraframe.notebook.builder._choices import list_functions
from jiraframe.notebook.builder._conditions import ALONE, Item, comparison, items
from jiraframe.notebook.builder._inputs import ValueInput, value_input
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._phrases import kind, offered, operators, phrase, titles
from jiraframe.notebook.builder._predicates import Predicates
from jiraframe.notebook.builder._site import Site

_UNKNOWN = -1


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
        self._fields = offered(site.catalogue)
        self._number = 1
        self._showing = False
        self._input: ValueInput | None = None
        self._name = clause.field if clause is not None else _field_name(self._fields[0])
        self._field = self._field_list()
        self._operator = ipywidgets.Dropdown()
        self._place = ipywidgets.Box()
        self._place.add_class("jf-values")
        self._predicates = Predicates(self._site)
        self._show_operators(clause.operator if clause is not None else None)
        self._show_values(items(clause) if clause is not None else ())
        self._predicates.show(
            self._name.name,
            self._query_field(),
            self._operator.value,
            clause.predicates if clause is not None else (),
        )
        self._field.observe(site.safe(self._field_changed), names=["value"])
        self._operator.observe(site.safe(self._operator_changed), names=["value"])
        self.box = ipywidgets.Box([self._field, self._operator, self._place, self._predicates.box])
        self.box.add_class("jf-condition")

    def clause(self) -> Clause | None:
        """Give the condition; None while it lacks a value."""
        if self._untouched is not None:
            return self._untouched
        return comparison(
            self._name,
            self._operator.value,
            self._input.values() if self._input else (),
            predicates=self._predicates.given(),
            list_functions=list_functions(self._site.catalogue),
        )

    def number(self, number: int) -> None:
        """Say which condition this is, for those who do not see it."""
        self._number = number
        named(self._field, f"Field of condition {number}")
        named(self._operator, f"Operator of condition {number}")
        if self._input is not None:
            self._input.name(f"Value of condition {number}")
        self._predicates.number(number)

    def _field_list(self) -> ipywidgets.Dropdown:
        options = [(title, index) for index, (title, _) in enumerate(titles(self._fields))]
        index = self._index(self._name)
        if index == _UNKNOWN:
            options.insert(0, (self._name.name, index))
        return ipywidgets.Dropdown(options=options, value=index)

    def _index(self, name: FieldName) -> int:
        """Find the field that a name means, if it means one alone."""
        found = self._site.catalogue.fields_named(name.name)
        if len(found) != 1 or found[0] not in self._fields:
            return _UNKNOWN
        return self._fields.index(found[0])

    def _query_field(self) -> QueryField | None:
        index = self._field.value
        return None if index == _UNKNOWN else self._fields[index]

    def _touched(self) -> None:
        self._untouched = None
        self._changed()

    def _field_changed(self, change: Any) -> None:
        field = self._query_field()
        self._name = self._name if field is None else _field_name(field)
        self._show_operators(None)
        self._redrawn(())

    def _operator_changed(self, change: Any) -> None:
        if not self._showing:
            self._redrawn(self._input.values() if self._input else ())

    def _redrawn(self, values: Sequence[Item]) -> None:
        self._show_values(values)
        self._predicates.show(self._name.name, self._query_field(), self._operator.value, ())
        self.number(self._number)
        self._touched()

    def _show_operators(self, operator: Operator | None) -> None:
        field = self._query_field()
        found = operators(field)
        if operator is not None and operator not in found:
            found.append(operator)
        self._showing = True
        self._operator.options = [(phrase(each, kind(field)), each) for each in found]
        self._operator.value = operator or found[0]
        self._showing = False

    def _show_values(self, values: Sequence[Item]) -> None:
        operator: Operator = self._operator.value
        self._input = None
        if operator not in ALONE:
            name, field = self._name.name, self._query_field()
            self._input = value_input(self._site, name, field, operator, values)
        self._place.children = [self._input.box] if self._input else []


def _field_name(field: QueryField) -> FieldName:
    return cast("Comparison", parse(f"{field.insert} = a").where).field
