"""The names of a site's JQL as plain data, for the editor in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from jiraframe.jql import Catalogue, Choice, QueryField, QueryFunction
from jiraframe.jql._complete_details import field_detail, function_detail

Plain: TypeAlias = str | int | list["Plain"] | dict[str, "Plain"] | None


def catalogue_data(catalogue: Catalogue) -> dict[str, Plain]:
    """Write a catalogue as plain data, small enough to be sent to a browser.

    Most fields share their operators and types with many others, so each list of these is
    written once and named by its place.

    Args:
        catalogue: What the site's JQL knows.

    Returns:
        ``operators`` and ``types``: the different lists of each. ``fields``: for each field its
        name, insert, detail, other names, place in ``operators``, place in ``types``, flags
        (1 orderable, 2 searchable, 4 suggests) and choices or None. ``functions``: for each
        its label, insert, detail, place in ``types`` and flags (1 gives a list, 2 gives one).
        A choice is its label, insert, detail and other spellings.

    Example:
        >>> from jiraframe.jql import QueryField
        >>> data = catalogue_data(Catalogue((QueryField("Due", "Due", operators=("=", "<")),)))
        >>> data["fields"], data["operators"]
        ([['Due', 'Due', '', [], 0, 0, 3, None]], [['=', '<']])
    """
    operators = _places(field.operators for field in catalogue.fields)
    types = _places(
        [*(each.types for each in catalogue.fields), *(each.types for each in catalogue.functions)]
    )
    return {
        "operators": [list(each) for each in operators],
        "types": [list(each) for each in types],
        "fields": [
            _field(each, operators[each.operators], types[each.types]) for each in catalogue.fields
        ],
        "functions": [_function(each, types[each.types]) for each in catalogue.functions],
    }


def _field(field: QueryField, operators: int, types: int) -> Plain:
    flags = field.orderable + 2 * field.searchable + 4 * field.suggests
    choices: Plain = None if field.choices is None else [_choice(each) for each in field.choices]
    names: list[Plain] = [field.name, field.insert, field_detail(field), list(field.also)]
    return [*names, operators, types, flags, choices]


def _function(function: QueryFunction, types: int) -> Plain:
    flags = function.gives_list + 2 * function.gives_one
    return [f"{function.name}()", function.insert, function_detail(function), types, flags]


def _choice(choice: Choice) -> Plain:
    return [choice.label, choice.insert, choice.detail, list(choice.also)]


def _places(lists: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    return {each: place for place, each in enumerate(dict.fromkeys(lists))}
