"""Which input fits a field and an operator."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from jiraframe.jql import Operator, PredicateOperator, QueryField, Value
from jiraframe.notebook._lookups import Predicate
from jiraframe.notebook.builder._choices import Choices, calls, from_jira, functions, typed
from jiraframe.notebook.builder._conditions import LISTS, Item
from jiraframe.notebook.builder._phrases import kind
from jiraframe.notebook.builder._pickers import PickDate, PickMany, PickOne
from jiraframe.notebook.builder._relative import moments
from jiraframe.notebook.builder._site import Site
from jiraframe.notebook.builder._typing import Lookup, Many, One

# More boxes to tick than this are no longer seen at a glance.
_TICKS: Final = 20
# More than this are found sooner by typing than by looking.
_LISTED: Final = 60
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_PLACEHOLDERS: Final = {"number": "a number", "text": "words"}


class ValueInput(Protocol):
    """What values are given with; ``box`` is its widget."""

    box: Any

    def values(self) -> tuple[Item, ...]:
        """Give the values; none while they are not whole."""

    def name(self, title: str) -> None:
        """Say what it is for those who do not see it."""

    def close(self) -> None:
        """Close its widgets, shown or not."""


def value_input(
    site: Site, name: str, field: QueryField | None, operator: Operator, values: Sequence[Item]
) -> ValueInput:
    """Make the input for the values of a condition.

    Args:
        site: The site.
        name: The field, as a query names it, without quotes.
        field: The field; None where the site does not have it.
        operator: The operator; one that takes a value.
        values: The values to begin with.

    Returns:
        The input.
    """
    several = operator in LISTS
    of = kind(field)
    known = functions(site.catalogue, field, lists=several)
    if of == "date" and not several:
        return PickDate(moments(site.catalogue, field), values, site)
    if field is not None and field.choices is not None:
        known = from_jira(field.choices).joined_by(known)
        if not several and len(known.labels) <= _LISTED:
            return PickOne(known, values, site)
        if several and len(known.labels) <= _TICKS:
            return PickMany(known, values, site)
    suggests = field is not None and field.suggests and field.choices is None
    searched = suggests or of == "closed"
    return _typed_input(
        site,
        known,
        values,
        several=several,
        read=_reader(site, number=of == "number"),
        field=name if suggests else None,
        placeholder=_PLACEHOLDERS.get(of, "type to search" if searched else "a value"),
        calls=calls(site.catalogue, field, lists=several),
    )


def predicate_input(
    site: Site,
    name: str,
    field: QueryField | None,
    operator: PredicateOperator,
    values: Sequence[Item],
) -> ValueInput:
    """Make the input for the value of a predicate.

    Args:
        site: The site.
        name: The field of the condition, as a query names it, without quotes.
        field: The field; None where the site does not have it.
        operator: The predicate.
        values: The value to begin with, if any.

    Returns:
        The input.
    """
    if operator not in ("by", "from", "to"):
        return PickDate(moments(site.catalogue, _like(site, "created")), values, site)
    if operator == "by":
        field = _like(site, "assignee")
    known = functions(site.catalogue, field, lists=False)
    if operator != "by" and field is not None and field.choices is not None:
        known = from_jira(field.choices)
        if len(known.labels) <= _LISTED:
            return PickOne(known, values, site)
    return _typed_input(
        site,
        known,
        values,
        several=False,
        read=_reader(site, number=False),
        field=name,
        predicate=operator,
        placeholder="type to search",
        calls=calls(site.catalogue, field, lists=False),
    )


def _typed_input(
    site: Site,
    known: Choices,
    values: Sequence[Item],
    *,
    several: bool,
    read: Callable[[str, Choices], Item | None],
    field: str | None,
    placeholder: str,
    calls: Mapping[str, str],
    predicate: Predicate = None,
) -> ValueInput:
    lookup = Lookup(
        site,
        known=known,
        read=read,
        field=field,
        predicate=predicate,
        placeholder=placeholder,
        calls=calls,
    )
    made = Many(lookup, values, site) if several else One(lookup, values, site)
    if not values:
        lookup.ask()
    return made


def _reader(site: Site, *, number: bool) -> Callable[[str, Choices], Item | None]:
    names = frozenset(each.name.lower() for each in site.catalogue.functions)

    def read(text: str, known: Choices) -> Item | None:
        if number and _NUMBER.fullmatch(text.strip()):
            return Value(text.strip())
        return typed(text, known, functions=names)

    return read


def _like(site: Site, name: str) -> QueryField | None:
    return next(iter(site.catalogue.fields_named(name)), None)
