"""What follows WAS and CHANGED in the form: from, to, after, before, on, by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeAlias

import ipywidgets

from jiraframe.jql import (
    Empty,
    Function,
    Operator,
    Predicate,
    PredicateOperator,
    QueryField,
    Value,
)
from jiraframe.notebook.builder._closing import close
from jiraframe.notebook.builder._conditions import HISTORIC
from jiraframe.notebook.builder._inputs import ValueInput, predicate_input
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._site import Site

_OF_WAS: Final[tuple[PredicateOperator, ...]] = ("after", "before", "on", "by")
_OF_CHANGED: Final[tuple[PredicateOperator, ...]] = ("from", "to", *_OF_WAS)

_Given: TypeAlias = tuple[PredicateOperator, ValueInput, ipywidgets.Box]


class Predicates:
    """The predicates of one condition.

    Args:
        site: The site.

    Attributes:
        box: The widget; empty where the operator takes no predicates.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._name = ""
        self._field: QueryField | None = None
        self._given: list[_Given] = []
        self._number = 1
        self._add = ipywidgets.Dropdown()
        self._add.add_class("jf-quiet")
        self._add.observe(site.safe(self._added), names=["value"])
        self.box = ipywidgets.Box()
        self.box.add_class("jf-predicates")

    def show(
        self,
        name: str,
        field: QueryField | None,
        operator: Operator,
        predicates: tuple[Predicate, ...],
    ) -> None:
        """Begin anew for a field and an operator.

        Args:
            name: The field, as a query names it, without quotes.
            field: The field; None where the site does not have it.
            operator: The operator of the condition.
            predicates: Those to begin with.
        """
        before, self._given = self._given, []
        self._name, self._field = name, field
        allowed = _OF_CHANGED if operator == "changed" else _OF_WAS
        self._add.options = [("when, by whom …", ""), *((f"{each} …", each) for each in allowed)]
        self._add.value = ""
        for each in predicates:
            # WAS takes no FROM and TO.
            if each.operator in allowed and isinstance(each.operand, (Value, Function, Empty)):
                self._take(each.operator, (each.operand,))
        self._draw(shown=operator in HISTORIC)
        _close(before)

    def given(self) -> tuple[Predicate, ...]:
        """Give the predicates that have a value."""
        return tuple(
            Predicate(operator, value)
            for operator, made, _ in self._given
            for value in made.values()
        )

    def note(self) -> str:
        """Say which predicates lack a value and are left out, or nothing."""
        words = [operator for operator, made, _ in self._given if not made.values()]
        if not words:
            return ""
        lack = "has no value yet and is" if len(words) == 1 else "have no value yet and are"
        return f"{' and '.join(map(repr, words))} {lack} left out"

    def number(self, number: int) -> None:
        """Say whose predicates these are, for those who do not see it."""
        self._number = number
        named(self._add, f"Add to condition {number}: when, by whom")
        for operator, made, _ in self._given:
            made.name(f"{operator.capitalize()}, condition {number}")

    def close(self) -> None:
        """Close its widgets, shown or not."""
        close(self.box, self._add)
        _close(self._given)

    def _added(self, _change: object) -> None:
        if operator := self._add.value:
            self._take(operator, ())
            self._add.value = ""
            self._draw(shown=True)
            self.number(self._number)
            # It is drawn anew behind the others, and what had the keyboard is gone.
            self._add.focus()
            self._site.changed()

    def _take(
        self, operator: PredicateOperator, values: tuple[Value | Function | Empty, ...]
    ) -> None:
        made = predicate_input(self._site, self._name, self._field, operator, values)
        word = ipywidgets.Label(operator)
        gone = ipywidgets.Button(description=f"Take out {operator}")
        gone.add_class("jf-remove")
        box = ipywidgets.Box([word, made.box, gone])
        box.add_class("jf-predicate")
        gone.on_click(self._site.safe(lambda _: self._take_out(box)))
        self._given.append((operator, made, box))

    def _take_out(self, box: ipywidgets.Box) -> None:
        gone = [each for each in self._given if each[2] is box]
        self._given = [each for each in self._given if each[2] is not box]
        self._draw(shown=True)
        _close(gone)
        self._site.changed()

    def _draw(self, *, shown: bool) -> None:
        boxes = [box for _, _, box in self._given]
        self.box.children = [*boxes, self._add] if shown else []


def _close(given: Iterable[_Given]) -> None:
    for _, made, box in given:
        made.close()
        close(box)
