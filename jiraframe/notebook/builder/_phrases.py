"""Fields and operators in plain words; no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from jiraframe.jql import Catalogue, Operator, QueryField

Kind: TypeAlias = Literal["closed", "open", "date", "number", "text"]

# What people ask for most, in the order in which they think of it.
_FIRST: Final = (
    "project", "type", "status", "assignee", "sprint", "labels", "text",
    "created", "updated", "due", "resolved",
)  # fmt: skip
_KINDS: Final[dict[str, Kind]] = {"java.util.Date": "date", "java.lang.Number": "number"}
# In the order in which they are offered; the first is what a new condition begins with.
_ORDERS: Final[dict[str, tuple[Operator, ...]]] = {
    "date": (">=", ">", "<=", "<", "=", "!="),
    "number": (">=", ">", "<=", "<", "=", "!=", "in", "not in"),
    "text": ("~", "!~", "=", "!="),
}
_ANY_ORDER: Final[tuple[Operator, ...]] = (
    "=", "!=", "in", "not in", "~", "!~", "is", "is not", "was", "was not", "was in",
    "was not in", "changed", "<", "<=", ">", ">=",
)  # fmt: skip
_WORDS: Final[dict[Operator, str]] = {
    "=": "is",
    "!=": "is not",
    "in": "is one of",
    "not in": "is none of",
    "~": "contains",
    "!~": "does not contain",
    "is": "is empty",
    "is not": "is not empty",
    "was": "was ever",
    "was not": "was never",
    "was in": "was ever one of",
    "was not in": "was never one of",
    "changed": "changed",
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}
_OF_DATES: Final[dict[Operator, str]] = {
    "<": "before",
    "<=": "on or before",
    ">": "after",
    ">=": "on or after",
}


def kind(field: QueryField | None) -> Kind:
    """Say what the values of a field are like.

    Args:
        field: The field; None for one that the site does not have.

    Returns:
        The kind.
    """
    if field is None:
        return "open"
    if field.choices is not None:
        return "closed"
    for each in field.types:
        if each in _KINDS:
            return _KINDS[each]
    takes_words = {"~", "="} & set(field.operators)
    return "text" if takes_words == {"~"} else "open"


def operators(field: QueryField | None) -> list[Operator]:
    """Give the operators that a field takes, the likeliest first.

    Args:
        field: The field; None for one that the site does not have.

    Returns:
        Operators as the tree has them.
    """
    order = dict.fromkeys((*_ORDERS.get(kind(field), ()), *_ANY_ORDER))
    if field is None or not field.operators:
        return list(order)
    taken = {each.lower() for each in field.operators}
    found = [each for each in order if each in taken]
    if field.name.casefold() == "sprint" and "in" in found:
        found.insert(0, found.pop(found.index("in")))
    return found


def phrase(operator: Operator, of: Kind) -> str:
    """Put an operator in words, with the JQL of it.

    Args:
        operator: The operator.
        of: The kind of the field.

    Returns:
        The words.

    Example:
        >>> phrase("<=", "date")
        'on or before  (<=)'
    """
    words = _OF_DATES.get(operator) if of == "date" else None
    empty = " EMPTY" if operator in ("is", "is not") else ""
    return f"{words or _WORDS[operator]}  ({operator.upper()}{empty})"


def offered(catalogue: Catalogue) -> list[QueryField]:
    """Give the fields that a condition takes, the usual ones first, then by name.

    Args:
        catalogue: What the site knows.

    Returns:
        The fields.
    """
    found = [each for each in catalogue.fields if each.searchable]
    ranks = {name: rank for rank, name in enumerate(_FIRST)}
    return sorted(
        found, key=lambda each: (ranks.get(each.name.casefold(), len(ranks)), each.name.casefold())
    )


def titles(fields: Iterable[QueryField]) -> list[tuple[str, QueryField]]:
    """Name fields so that no two are called alike.

    Args:
        fields: The fields.

    Returns:
        Titles and fields, in order; one that shares its name has its number behind it.
    """
    fields = list(fields)
    named = Counter(each.name.casefold() for each in fields)
    return [
        (each.name if named[each.name.casefold()] == 1 else f"{each.name} ({each.insert})", each)
        for each in fields
    ]
