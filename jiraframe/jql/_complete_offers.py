"""What may stand at a place of a query, from the catalogue of a site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from jiraframe.jql._complete_details import field_detail, function_detail
from jiraframe.jql._describe import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jiraframe.jql._catalogue import Catalogue, QueryField, QueryFunction
    from jiraframe.jql._complete_places import Place

Kind: TypeAlias = Literal["field", "function", "value", "operator", "keyword"]

# The words and marks that may stand at a place whatever the field is. A bracket behind a whole
# part is possible nearly everywhere and seldom meant: it is left out.
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "start": ("NOT", "(", "ORDER BY"),
    "clause": ("NOT", "("),
    "is": ("EMPTY",),
    "is not": ("EMPTY",),
    "was": ("EMPTY",),
    "was not": ("EMPTY",),
    "in": ("(",),
    "function": ("(",),
    "list": ("EMPTY",),
    "listed": (",", ")"),
    "predicate": ("EMPTY", "("),
    "order": ("BY",),
    "sorted": ("ASC", "DESC", ","),
    "directed": (",",),
}
# The words that make a longer operator of the one before.
_LONGER: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "not": {"IN": ()},
    "is": {"NOT": ("IS NOT",)},
    "was": {"NOT": ("WAS NOT", "WAS NOT IN"), "IN": ("WAS IN",)},
    "was not": {"IN": ("WAS NOT IN",)},
}
_OPERANDS: Final = frozenset({"operand", "in", "was", "was not", "list", "predicate"})
_ANYTHING: Final = "java.lang.Object"
_PREDICATE_TYPES: Final = {
    "by": ("com.atlassian.jira.user.ApplicationUser",),
    **dict.fromkeys(("after", "before", "on", "during"), ("java.util.Date",)),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """One text that may stand at the cursor.

    Attributes:
        label: The text as people read it.
        insert: The text as it stands in a query, quoted where it must be; no blank behind it.
        kind: ``"field"``, ``"function"``, ``"value"``, ``"operator"`` or ``"keyword"``; marks
            such as brackets and commas are keywords too.
        detail: What tells it from others, such as ``cf[10010]`` or ``date``; may be empty.
    """

    label: str
    insert: str
    kind: Kind
    detail: str = ""


class Offer(NamedTuple):
    """A completion, and the other spellings that lead to it."""

    item: Completion
    also: tuple[str, ...] = ()


def offers(place: Place, catalogue: Catalogue) -> Iterator[Offer]:
    """Say what may stand at a place.

    Args:
        place: The place.
        catalogue: What the site's JQL knows.

    Yields:
        Each offer: names and values first, then functions, operators and key words.
    """
    fields = fields_at(place, catalogue)
    if place.name in ("start", "clause", "sort"):
        yield from _fields(place, catalogue)
    if place.name in _OPERANDS:
        yield from _choices(place, fields)
        yield from _functions(place, fields, catalogue)
    for word in _operators(place, fields):
        yield Offer(Completion(word, word, "operator"))
    for word in _keywords(place):
        yield Offer(Completion(word, word, "keyword"))


def fields_at(place: Place, catalogue: Catalogue) -> list[QueryField]:
    """Find the fields that the condition at a place may mean.

    Args:
        place: The place.
        catalogue: What the site's JQL knows.

    Returns:
        The fields of that name; empty where there is none.
    """
    # Lower case, as browsers have no casefold: both sides of the language answer the same.
    name = place.field.lower()
    return [
        each
        for each in catalogue.fields_named(place.field)
        if any(name == other.lower() for other in (each.name, *each.also))
    ]


def _fields(place: Place, catalogue: Catalogue) -> Iterator[Offer]:
    for each in catalogue.fields:
        if each.orderable if place.name == "sort" else each.searchable:
            yield Offer(Completion(each.name, each.insert, "field", field_detail(each)), each.also)


def _choices(place: Place, fields: list[QueryField]) -> Iterator[Offer]:
    if place.name == "in" or place.predicate not in ("", "from", "to"):
        return
    for choice in dict.fromkeys(choice for each in fields for choice in each.choices or ()):
        yield Offer(Completion(choice.label, choice.insert, "value", choice.detail), choice.also)


def _functions(place: Place, fields: list[QueryField], catalogue: Catalogue) -> Iterator[Offer]:
    wanted = _PREDICATE_TYPES.get(place.predicate) or _types_of(fields)
    for each in catalogue.functions:
        if _gives_enough(each, place) and _shares_type(each.types, wanted):
            item = Completion(f"{each.name}()", each.insert, "function", function_detail(each))
            yield Offer(item)


def _types_of(fields: list[QueryField]) -> tuple[str, ...]:
    known = all(each.types for each in fields)
    return tuple(name for each in fields for name in each.types) if known else ()


def _gives_enough(function: QueryFunction, place: Place) -> bool:
    if place.name == "in":
        return function.gives_list
    return function.gives_one or place.name in ("list", "predicate")


def _shares_type(types: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    unsure = not types or not wanted or _ANYTHING in types or _ANYTHING in wanted
    return unsure or not set(wanted).isdisjoint(types)


def _operators(place: Place, fields: list[QueryField]) -> list[str]:
    known = [name.upper() for each in fields for name in each.operators]
    if not all(each.operators for each in fields) or not known:
        known = list(OPERATORS)
    if place.name == "operator":
        return list(dict.fromkeys(known))
    longer = _LONGER.get(place.name, {})
    return [word for word, makes in longer.items() if not makes or not set(makes).isdisjoint(known)]


def _keywords(place: Place) -> tuple[str, ...]:
    if place.name == "after":
        closing = (")",) if place.brackets else ("ORDER BY",)
        return (*(name.upper() for name in place.predicates), "AND", "OR", *closing)
    if place.name == "operand" and place.operator in ("=", "!=", "~", "!~"):
        return ("EMPTY",)
    return _WORDS.get(place.name, ())
