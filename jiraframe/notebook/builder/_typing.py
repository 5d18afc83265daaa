"""Values that are typed, with Jira's suggestions as one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import ipywidgets

from jiraframe.errors import JiraFrameError
from jiraframe.jql import Choice
from jiraframe.notebook._lookups import Predicate
from jiraframe.notebook.builder._choices import Choices, called, from_jira, matching, shown
from jiraframe.notebook.builder._closing import close
from jiraframe.notebook.builder._conditions import Item
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._site import Site

# What a text may grow by at once when it is typed; one that was picked from the list grows more.
_ONE_KEY: Final = 1
# Ends a text that Enter was pressed behind; query_panel.js puts it there.
_ENTER: Final = "\u2028"


class Lookup:
    """A text box that lists Jira's suggestions for what stands in it.

    Args:
        site: The site.
        known: Values to offer before Jira is asked.
        read: Takes a text for a value, by the values known so far.
        field: The field to ask Jira about; None asks nothing.
        predicate: BY, FROM or TO, where the values are those of a predicate.
        placeholder: What may be typed.
        calls: Functions that want arguments, by what people read; these get a box of their own.

    Attributes:
        box: The widget.
        text: The text box.
        arguments: The box for what stands between the brackets of a function.
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
        calls: Mapping[str, str],
    ) -> None:
        self.known, self._calls = known, calls
        self._site, self._read = site, read
        self._field, self._predicate = field, predicate
        self._mine = (*known.labels, *calls)
        self.text = ipywidgets.Combobox(placeholder=placeholder, options=matching(self._mine, ""))
        self.text.add_class("jf-search")
        self.text.observe(site.safe(self._typed), names=["value"])
        self.arguments = ipywidgets.Text(placeholder="what stands in the brackets")
        self.arguments.layout.display = "none"
        self.box = ipywidgets.Box([self.text, *([self.arguments] if calls else [])])
        self.box.add_class("jf-lookup")

    def value(self) -> Item | None:
        """Give what stands in the box; None for nothing."""
        name = self._calls.get(self.text.value)
        if name is not None:
            return called(name, self.arguments.value)
        return self._read(self.text.value, self.known)

    def show(self, value: Item) -> None:
        """Put a value into the box."""
        label = self.known.label(value)
        if label is None:
            label = shown(value)
            self.known = self.known.joined_by(Choices([(label, "", value, ())]))
            label = self.known.label(value) or label
        self.text.value = label

    def clear(self) -> None:
        """Empty the box."""
        self.text.value = self.arguments.value = ""

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        named(self.text, title)
        named(self.arguments, f"{title}: in the brackets")

    def close(self) -> None:
        """Close its widgets, shown or not."""
        close(self.box, self.arguments)

    def observe(self, changed: Callable[[Any], None]) -> None:
        """Have a change of the value told, by the box that has changed."""
        for each in (self.text, self.arguments):
            each.observe(changed, names=["value"])

    def ask(self) -> None:
        """Have Jira asked for suggestions; they come when they come."""
        if self._field is not None:
            text = self.text.value
            then = self._site.safe(lambda answer: self._answered(text, answer))
            self._site.lookups.suggest(self._field, text, self._predicate, then)

    def _typed(self, change: Any) -> None:
        text = change["new"]
        wants = text in self._calls
        if wants != (self.arguments.layout.display is None):
            self.arguments.layout.display = None if wants else "none"
            if wants:
                self.arguments.focus()
        self._offer(())
        if not wants and not text.endswith(_ENTER) and self.known.value(text) is None:
            self.ask()

    def _answered(self, text: str, answer: Sequence[Choice] | JiraFrameError) -> None:
        if self.text.comm is None:
            return  # closed meanwhile
        if isinstance(answer, JiraFrameError):
            self._site.trouble(f"Jira suggests no values: {answer}")
        elif self.text.value == text:
            suggested = from_jira(answer)
            self.known = self.known.joined_by(suggested)
            self._offer(self.known.of(suggested))

    def _offer(self, suggested: Sequence[str]) -> None:
        mine = matching(self._mine, self.text.value)
        self.text.options = tuple(dict.fromkeys((*mine, *suggested)))


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
        lookup.observe(site.safe(lambda _: site.changed()))
        self.box = lookup.box

    def values(self) -> tuple[Item, ...]:
        """Give the value; nothing while the box is empty."""
        value = self._lookup.value()
        return () if value is None else (value,)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        self._lookup.name(title)

    def close(self) -> None:
        """Close its widgets, shown or not."""
        self._lookup.close()


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
        lookup.observe(site.safe(self._typed))
        for each in (lookup.text, lookup.arguments):
            each.on_msg(site.safe(self._submitted))
        self._show_chips()

    def values(self) -> tuple[Item, ...]:
        """Give the values, the one that is being typed last."""
        chosen = [value for value, _ in self._chosen]
        value = self._lookup.value()
        more = () if value is None or value in chosen else (value,)
        return (*chosen, *more)

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        self._lookup.name(f"{title}: add one")

    def close(self) -> None:
        """Close its widgets, shown or not."""
        close(self.box)
        self._lookup.close()

    def _typed(self, change: Any) -> None:
        old, new = change["old"], change["new"]
        if new.endswith(_ENTER):
            change["owner"].value = new.removesuffix(_ENTER)
            self._put_in()
            return
        picked = len(new) - len(old) > _ONE_KEY and self._lookup.known.value(new) is not None
        if picked and change["owner"] is self._lookup.text:
            self._add()
        else:
            self._site.changed()

    def _submitted(self, _widget: object, content: dict[str, object], _buffers: object) -> None:
        if content.get("event") == "submit":
            self._put_in()

    def _put_in(self) -> None:
        if self._lookup.arguments.layout.display is None:
            # It goes away with what is typed in it.
            self._lookup.text.focus()
        self._add()

    def _add(self) -> None:
        for value in self.values()[len(self._chosen) :]:
            self._chosen.append((value, self._chip(value)))
        self._lookup.clear()
        self._show_chips()
        self._site.changed()

    def _take_out(self, chip: ipywidgets.Button) -> None:
        self._chosen = [each for each in self._chosen if each[1] is not chip]
        self._show_chips()
        close(chip)
        self._lookup.text.focus()
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
