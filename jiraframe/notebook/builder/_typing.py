"""Values that are typed, with Jira's suggestions as one types."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import ipywidgets

from jiraframe.errors import JiraFrameError
from jiraframe.jql import Choice
from jiraframe.notebook._lookups import Predicate
from jiraframe.notebook.builder._choices import Choices, from_jira, shown
from jiraframe.notebook.builder._conditions import Item
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._site import Site

# What a text may grow by at once when it is typed; one that was picked from the list grows more.
_ONE_KEY: Final = 1


class Lookup:
    """A text box that lists Jira's suggestions for what stands in it.

    Args:
        site: The site.
        known: Values to offer before Jira is asked.
        read: Takes a text for a value, by the values known so far.
        field: The field to ask Jira about; None asks nothing.
        predicate: BY, FROM or TO, where the values are those of a predicate.
        placeholder: What may be typed.

    Attributes:
        box: The text box.
        known: Values that were offered, by their labels.
    """

    def __init__(
        self,
        site: Site,
        *,
        known: Choices,
        read: Callable[[str, Choices], Item | None],
        field: str | None,
        predicate: Predicate = None,
        placeholder: str,
    ) -> None:
        self.known = known
        self._site, self._read, self._first = site, read, known
        self._field, self._predicate = field, predicate
        self.box = ipywidgets.Combobox(placeholder=placeholder, options=known.labels)
        self.box.observe(site.safe(self._typed), names=["value"])

    def value(self) -> Item | None:
        """Give what stands in the box; None for nothing."""
        return self._read(self.box.value, self.known)

    def show(self, value: Item) -> None:
        """Put a value into the box."""
        label = self.known.label(value)
        if label is None:
            label = shown(value)
            self.known = self.known.joined_by(Choices([(label, "", value, ())]))
            label = self.known.label(value) or label
        self.box.value = label

    def ask(self) -> None:
        """Have Jira asked for suggestions; they come when they come."""
        if self._field is not None:
            text = self.box.value
            then = self._site.safe(lambda answer: self._answered(text, answer))
            self._site.lookups.suggest(self._field, text, self._predicate, then)

    def _typed(self, change: Any) -> None:
        if self.known.value(change["new"]) is None:
            self.ask()

    def _answered(self, text: str, answer: Sequence[Choice] | JiraFrameError) -> None:
        if isinstance(answer, JiraFrameError):
            self._site.trouble(f"Jira suggests no values: {answer}")
        elif self.box.value == text:
            suggested = from_jira(answer)
            self.known = self.known.joined_by(suggested)
            mine = self._first.labels
            self.box.options = tuple(dict.fromkeys((*mine, *self.known.of(suggested))))


class One:
    """One value, typed; what is shown is in the query.

    Args:
        lookup: The text box.
        values: The value to begin with, if any.
        changed: Called when the value has changed.

    Attributes:
        box: The widget.
    """

    def __init__(self, lookup: Lookup, values: Sequence[Item], site: Site) -> None:
        self._lookup = lookup
        if values:
            lookup.show(values[0])
        lookup.box.observe(site.safe(lambda _: site.changed()), names=["value"])
        self.box = lookup.box

    def values(self) -> tuple[Item, ...]:
        """Give the value; nothing while the box is empty."""
        value = self._lookup.value()
        return () if value is None else (value,)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        named(self.box, title)


class Many:
    """Several values: buttons that take one out, and a text box to put one in.

    A text that was not put in with Enter counts as well: what is seen is what is asked.
    """

    def __init__(self, lookup: Lookup, values: Sequence[Item], site: Site) -> None:
        self._lookup, self._site = lookup, site
        self._chosen: list[tuple[Item, ipywidgets.Button]] = [
            (value, self._chip(value)) for value in values
        ]
        self._chips = ipywidgets.Box()
        self._chips.add_class("jf-chips")
        self.box = ipywidgets.Box([self._chips, lookup.box])
        self.box.add_class("jf-many")
        lookup.box.observe(site.safe(self._typed), names=["value"])
        lookup.box.on_msg(site.safe(self._submitted))
        self._show_chips()

    def values(self) -> tuple[Item, ...]:
        """Give the values, the one that is being typed last."""
        chosen = [value for value, _ in self._chosen]
        value = self._lookup.value()
        more = () if value is None or value in chosen else (value,)
        return (*chosen, *more)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        named(self._lookup.box, f"{title}: add one")

    def _typed(self, change: Any) -> None:
        old, new = change["old"], change["new"]
        picked = len(new) - len(old) > _ONE_KEY and self._lookup.known.value(new) is not None
        if picked:
            self._add()
        else:
            self._site.changed()

    def _submitted(self, _widget: object, content: dict[str, object], _buffers: object) -> None:
        if content.get("event") == "submit":
            self._add()

    def _add(self) -> None:
        for value in self.values()[len(self._chosen) :]:
            self._chosen.append((value, self._chip(value)))
        self._lookup.box.value = ""
        self._show_chips()
        self._site.changed()

    def _take_out(self, chip: ipywidgets.Button) -> None:
        self._chosen = [each for each in self._chosen if each[1] is not chip]
        self._show_chips()
        self._lookup.box.focus()
        self._site.changed()

    def _show_chips(self) -> None:
        # The buttons stay the same ones: the keyboard may be on one of them.
        self._chips.children = [chip for _, chip in self._chosen]

    def _chip(self, value: Item) -> ipywidgets.Button:
        label = self._lookup.known.label(value) or shown(value)
        chip = ipywidgets.Button(description=f"{label} ×", tooltip=f"Take out {label}")  # noqa: RUF001
        chip.add_class("jf-chip")
        chip.on_click(self._site.safe(self._take_out))
        return chip
