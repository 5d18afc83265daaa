"""Which field: picked from a list, or typed where a site has more than a list can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, cast

import ipywidgets

from jiraframe.jql import (
    Comparison,
    FieldName,
    Query,
    QueryField,
    SortKey,
    format,
    parse,
)
from jiraframe.notebook.builder._choices import matching
from jiraframe.notebook.builder._named import named
from jiraframe.notebook.builder._phrases import titles
from jiraframe.notebook.builder._site import Site

# A list of more is long to go through, and heavy: each row of the form has its own.
_LISTED: Final = 150


class FieldChoice:
    """The choice of a field.

    Args:
        site: The site.
        fields: The fields to choose from.
        name: The field to begin with. One that is none of these, or means several, can be
            kept, too.
        changed: Called when another field was chosen.

    Attributes:
        box: The widget.
        name: The field as a query names it.
        field: The field; None for one that the site does not have, or that is several.
    """

    def __init__(
        self,
        site: Site,
        fields: Sequence[QueryField],
        name: FieldName,
        changed: Callable[[], None],
    ) -> None:
        self._catalogue, self._site, self._changed = site.catalogue, site, changed
        self._fields = dict(titles(fields))
        self._by_case = {title.casefold(): title for title in self._fields}
        self._written = name
        self.name = name
        self.field = self._meant(name)
        # A field that has no title of its own is called as the query calls it.
        self._first = format(Query(None, (SortKey(name),)))[len("ORDER BY ") :]
        title = self._title_of(self.field)
        self._chosen = title or self._first
        self._all = (*(() if title else (self._first,)), *self._fields)
        self.box = self._typed_box() if len(self._all) > _LISTED else self._list()
        self.box.observe(site.safe(self._another), names=["value"])

    def title(self, title: str) -> None:
        """Say what it is for those who do not see it."""
        named(self.box, title)

    def note(self) -> str:
        """Say what is wrong with what is typed, or nothing."""
        text = self.box.value.strip() if isinstance(self.box, ipywidgets.Combobox) else ""
        if not text or self._title(text) is not None:
            return ""
        return f'no field is called "{text}"; it is still about {self._chosen}'

    def _list(self) -> ipywidgets.Dropdown:
        return ipywidgets.Dropdown(options=self._all, value=self._chosen)

    def _typed_box(self) -> ipywidgets.Combobox:
        box = ipywidgets.Combobox(
            value=self._chosen, options=matching(self._all, ""), placeholder="type a field's name"
        )
        box.add_class("jf-search")
        return box

    def _another(self, change: object) -> None:
        if isinstance(self.box, ipywidgets.Combobox):
            self.box.options = matching(self._all, self.box.value)
        title = self._title(self.box.value)
        if title is not None and title != self._chosen:
            self._chosen = title
            self.field = self._fields.get(title)
            self.name = self._written if self.field is None else field_name(self.field)
            self._changed()
        else:
            # What is typed may be no field, which is to be said.
            self._site.changed()

    def _title(self, text: str) -> str | None:
        text = text.strip()
        if text == self._first or text in self._fields:
            return text
        if (title := self._by_case.get(text.casefold())) is not None:
            return title
        # By another of its names, such as cf[10010].
        found = self._meant(FieldName(text))
        return self._title_of(found)

    def _title_of(self, field: QueryField | None) -> str | None:
        return next((each for each in self._fields if self._fields[each] is field), None)

    def _meant(self, name: FieldName) -> QueryField | None:
        """Find the field that a name means, if it means one alone."""
        found = [] if name.properties else self._catalogue.fields_named(name.name)
        alone = len(found) == 1 and found[0] in self._fields.values()
        return found[0] if alone else None


def field_name(field: QueryField) -> FieldName:
    """Give a field as a query names it."""
    return cast("Comparison", parse(f"{field.insert} = a").where).field
