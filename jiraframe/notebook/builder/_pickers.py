"""Values of closed lists, and dates: what is picked, not typed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import ipywidgets

from jiraframe.jql import Comparison, FieldName, Function, Query, Value, format
from jiraframe.notebook.builder._choices import Choices, shown
from jiraframe.notebook.builder._closing import close
from jiraframe.notebook.builder._conditions import Item, item
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._relative import UNITS, Span, day, moment, span, written
from jiraframe.notebook.builder._site import Site

_WEEK: Final = Span(back=True, number=7, unit="d")
_AGO, _AHEAD, _DAY, _TYPED = "some time ago", "some time ahead", "a day", "as typed"


class PickOne:
    """One value of a closed list.

    Args:
        known: The list.
        values: The value to begin with, if any.
        site: The site.

    Attributes:
        box: The widget.
    """

    def __init__(self, known: Choices, values: Sequence[Item], site: Site) -> None:
        self._known = _with(known, values)
        labels = [self._known.label(each) for each in values[:1]]
        options = [("Choose…", ""), *((label, label) for label in self._known.labels)]
        self.box = ipywidgets.Dropdown(options=options, value=labels[0] if labels else "")
        self.box.observe(site.safe(lambda _: site.changed()), names=["value"])

    def values(self) -> tuple[Item, ...]:
        """Give the value; nothing while none is chosen."""
        value = self._known.value(self.box.value)
        return () if value is None else (value,)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        named(self.box, title)

    def close(self) -> None:
        """Close its widgets, shown or not."""
        close(self.box)


class PickMany:
    """Any values of a closed list, each with a box to tick."""

    def __init__(self, known: Choices, values: Sequence[Item], site: Site) -> None:
        self._known = _with(known, values)
        chosen = {self._known.label(each) for each in values}
        self._boxes = [
            ipywidgets.Checkbox(value=label in chosen, description=label, indent=False)
            for label in self._known.labels
        ]
        for each in self._boxes:
            each.observe(site.safe(lambda _: site.changed()), names=["value"])
        self.box = ipywidgets.Box(self._boxes)
        self.box.add_class("jf-ticks")

    def values(self) -> tuple[Item, ...]:
        """Give the ticked values, in the order of the list."""
        ticked = (self._known.value(each.description) for each in self._boxes if each.value)
        return tuple(value for value in ticked if value is not None)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        for each in self._boxes:
            each.tooltip = f"{title}: {each.description}"

    def close(self) -> None:
        """Close its widgets, shown or not."""
        close(self.box)


class PickDate:
    """A date: so long ago, a day, a moment such as the start of the week, or as typed."""

    def __init__(
        self, moments: Sequence[tuple[str, Function]], values: Sequence[Item], site: Site
    ) -> None:
        self._moments: dict[str, Item] = dict(moments)
        value = values[0] if values else written(_WEEK)
        how = self._how(value)
        spanned = span(value) or _WEEK
        self._kind = ipywidgets.Dropdown(
            options=[_AGO, _AHEAD, _DAY, *self._moments, _TYPED], value=how
        )
        self._number = ipywidgets.BoundedIntText(value=spanned.number, min=0, max=999_999)
        self._unit = ipywidgets.Dropdown(options=list(UNITS.items()), value=spanned.unit)
        self._day = ipywidgets.DatePicker(value=day(value) or date.today())
        self._text = ipywidgets.Text(
            value=shown(value) if how == _TYPED else "",
            placeholder="2024-01-31 14:30, startOfDay(-3d)",
        )
        self.box = ipywidgets.Box()
        self.box.add_class("jf-date")
        for each in (self._kind, self._number, self._unit, self._day, self._text):
            each.observe(site.safe(lambda _: site.changed()), names=["value"])
        self._kind.observe(site.safe(self._another), names=["value"])
        self._show()

    def values(self) -> tuple[Item, ...]:
        """Give the date; nothing while it lacks a part."""
        how = self._kind.value
        if how in (_AGO, _AHEAD):
            return (written(Span(how == _AGO, self._number.value, self._unit.value)),)
        if how == _DAY:
            chosen = self._day.value
            return (Value(chosen.isoformat(), quoted=True),) if chosen else ()
        if how == _TYPED:
            text = self._text.value.strip()
            call = item(text) if text.endswith(")") else None
            if isinstance(call, Function):
                return (call,)
            return (Value(text, quoted=True),) if text else ()
        return (self._moments[how],)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        named(self._kind, title)
        named(self._number, f"{title}: how long")
        named(self._unit, f"{title}: unit")
        named(self._day, f"{title}: day")
        named(self._text, f"{title}: as JQL has it")

    def close(self) -> None:
        """Close its widgets, shown or not."""
        close(self.box, self._kind, self._number, self._unit, self._day, self._text)

    def _how(self, value: Item) -> str:
        if (found := span(value)) is not None:
            return _AGO if found.back else _AHEAD
        if day(value) is not None:
            return _DAY
        if isinstance(value, Value):
            return _TYPED
        words = moment(value) if isinstance(value, Function) else shown(value)
        self._moments.setdefault(words, value)
        return words

    def _another(self, change: dict[str, Any]) -> None:
        call = self._moments.get(change["old"])
        if self._kind.value == _TYPED and call is not None and not self._text.value:
            # Such as startOfDay(-3d), to have its number changed.
            self._text.value = format(Query(Comparison(FieldName("a"), "=", call)))[4:]
        self._show()

    def _show(self) -> None:
        parts = {
            _AGO: [self._number, self._unit],
            _AHEAD: [self._number, self._unit],
            _DAY: [self._day],
            _TYPED: [self._text],
        }
        self.box.children = [self._kind, *parts.get(self._kind.value, ())]


def _with(known: Choices, values: Sequence[Item]) -> Choices:
    """Add the values of a query that the list does not have: they are chosen all the same."""
    strangers = (each for each in values if known.label(each) is None)
    return known.joined_by(Choices((shown(each), "", each, ()) for each in strangers))
