"""What may stand at the cursor of a query in the writing."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias, cast

from jiraframe.jql._complete_offers import Completion, Offer, fields_at, offers
from jiraframe.jql._complete_places import Place
from jiraframe.jql._complete_words import Piece, end_of, phrase, pieces, said

if TYPE_CHECKING:
    from jiraframe.jql._catalogue import Catalogue

SuggestPredicate: TypeAlias = Literal["by", "from", "to"]

_SUGGESTING: Final = frozenset({"operand", "was", "was not", "list", "predicate"})
# How well a name fits what has been typed.
_IS, _BEGINS, _WORD_BEGINS, _HOLDS, _LACKS = range(5)
# What is likelier where names fit as well; a custom field stands between those of the system
# and the functions.
_KINDS: Final = {"field": 0, "value": 0, "function": 2, "operator": 3, "keyword": 4}
_CUSTOM: Final = 1
# What a word inside a name begins behind.
_SEPARATORS: Final = frozenset(" -_/.:()[]\"'&")


@dataclass(frozen=True, slots=True)
class ValuesOf:
    """Where Jira itself could suggest values.

    Attributes:
        field: The field as the query has it, without quotes.
        typed: What has been typed of the value so far, without quotes.
        predicate: ``"by"``, ``"from"`` or ``"to"`` where the value stands behind that word of a
            condition on history; else None.
    """

    field: str
    typed: str
    predicate: SuggestPredicate | None


@dataclass(frozen=True, slots=True)
class Completions:
    """What may stand at the cursor.

    Attributes:
        start: The first character that an item replaces.
        end: The character after the last one that it replaces.
        items: The items, the likeliest first.
        values_of: Where Jira could suggest values as well; None where it could not, or where
            ``items`` holds every value there is.
    """

    start: int
    end: int
    items: tuple[Completion, ...]
    values_of: ValuesOf | None = None


class _Run(NamedTuple):
    """Words that may be one name written without its quotes, and where they stand."""

    start: int
    place: Place


def complete(text: str, cursor: int, catalogue: Catalogue) -> Completions:
    """Say what may stand at the cursor of a query in the writing.

    What is wrong before the cursor does not matter: the condition at the cursor is completed.
    An item has no blank behind it, since a comma or a bracket may follow just as well.

    Args:
        text: The query, as far as it is written.
        cursor: The place of the cursor, in characters from 0; what stands behind it is not
            looked at, but for the rest of a word or a quoted text that the cursor stands in.
        catalogue: What the site's JQL knows.

    Returns:
        The span to replace and the items for it. Those that begin with what has been typed come
        first, then those with a word inside that does, then those that hold it anywhere; among
        them a system field before a custom one, and a short name before a long one. Case does
        not matter. Names of several words are found without quotes too.

    Example:
        >>> from jiraframe.jql import Catalogue, QueryField
        >>> catalogue = Catalogue((QueryField("Story Points", '"Story Points"'),))
        >>> found = complete("project = ENG AND story p", 25, catalogue)
        >>> found.start, found.end, found.items[0].insert
        (18, 25, '"Story Points"')
        >>> [item.label for item in complete("project = ENG ", 14, catalogue).items]
        ['AND', 'OR', 'ORDER BY']
    """
    head = text[:cursor]
    reading, word = _Reading(head), None
    for piece in pieces(head):
        if piece.end == len(head) and reading.goes_on(piece):
            word = piece
        else:
            reading.take(piece)
    if word is None and reading.lost:
        return Completions(len(head), len(head), ())
    if word is None:
        return _completions(reading.place, (len(head), len(head)), "", catalogue)
    end = end_of(text, word, len(head))
    quoted = word.form == "open"
    span, typed = (word.start, end), said(head, word)
    here = _completions(reading.place, span, typed, catalogue, names_only=quoted)
    if reading.run is None or quoted:
        return here
    span, typed = (reading.run.start, end), phrase(head, reading.run.start, len(head))
    longer = _completions(reading.run.place, span, typed, catalogue, worst=_BEGINS)
    return longer if longer.items or (longer.values_of and not here.items) else here


class _Reading:
    """The pieces before the cursor: the place behind them, and the words that end there.

    Args:
        head: The query up to the cursor.
    """

    def __init__(self, head: str) -> None:
        self.place = Place()
        self.run: _Run | None = None
        # Whether the last piece is a character that no query holds; nothing follows from it.
        self.lost = False
        self._head = head

    def goes_on(self, piece: Piece) -> bool:
        """Say whether what is typed next may belong to this last piece."""
        return piece.form != "closed" or (piece.kind == "!" and self.place.name == "operator")

    def take(self, piece: Piece) -> None:
        """Go on behind a piece."""
        begins = self.run is None and piece.form == "bare" and self.place.naming
        run = _Run(piece.start, copy(self.place)) if begins else self.run
        self.lost = piece.kind == "bad" and piece.end == len(self._head)
        stands = self.place.take(piece.kind, said(self._head, piece))
        # A key word in its place and a mark stand between two names.
        between = piece.form != "bare" or (stands and piece.kind != "value")
        self.run = None if between else run


def _completions(
    place: Place,
    span: tuple[int, int],
    typed: str,
    catalogue: Catalogue,
    *,
    names_only: bool = False,
    worst: int = _HOLDS,
) -> Completions:
    lower = typed.lower()
    ranked = [
        (rank, each.item)
        for each in offers(place, catalogue)
        if not names_only or each.item.kind in ("field", "value")
        if (rank := _rank(each, lower))[0] <= worst
    ]
    ranked.sort(key=lambda pair: pair[0])
    items = tuple(item for _, item in ranked)
    return Completions(*span, items, _values_of(place, typed, catalogue))


def _rank(offer: Offer, typed: str) -> tuple[int, int, int]:
    """Give what offers are sorted by; those that are equal stay as they are."""
    if not typed:
        return (_BEGINS, 0, 0)
    fit, length = _fit(offer, typed)
    custom = offer.item.kind == "field" and any(
        name.startswith("cf[") for name in (offer.item.insert, *offer.also)
    )
    return (fit, _CUSTOM if custom else _KINDS[offer.item.kind], length)


def _fit(offer: Offer, typed: str) -> tuple[int, int]:
    """Say how well an offer fits, and how long the name is that does."""
    label = offer.item.label.lower()
    for name in (label, *map(str.lower, offer.also)):
        if name.startswith(typed):
            return (_IS if name == typed else _BEGINS, len(name))
    return (_fit_inside(label, typed), len(label))


def _fit_inside(label: str, typed: str) -> int:
    found = label.find(typed)
    if found < 0:
        return _LACKS
    while found > 0 and label[found - 1] not in _SEPARATORS:
        found = label.find(typed, found + 1)
    return _WORD_BEGINS if found > 0 else _HOLDS


def _values_of(place: Place, typed: str, catalogue: Catalogue) -> ValuesOf | None:
    fields = fields_at(place, catalogue)
    if place.name not in _SUGGESTING or not fields:
        return None
    if place.predicate == "by":
        return ValuesOf(place.field, typed, "by")
    if place.predicate not in ("", "from", "to"):
        return None
    if not any(each.suggests and each.choices is None for each in fields):
        return None
    predicate = cast("SuggestPredicate", place.predicate) if place.predicate else None
    return ValuesOf(place.field, typed, predicate)
