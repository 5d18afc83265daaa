"""What was meant by a query that does not parse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jiraframe.jql._describe import OPERATORS, first_fault, named
from jiraframe.jql._quote import quote
from jiraframe.jql._tokens import BLANKS, next_token

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jiraframe.jql._tokens import Token

_MARKS: Final = {
    "==": "Write a single = for equality.",
    "<>": "Write != for 'is not'.",
    "=<": "Write <= instead.",
    "=>": "Write >= instead.",
    "!=": "Write != without a blank inside.",
    "!~": "Write !~ without a blank inside.",
    "<=": "Write <= without a blank inside.",
    ">=": "Write >= without a blank inside.",
    "!in": "Write NOT IN.",
    "not=": "Write != for 'is not'.",
    "not~": "Write !~ for 'does not contain'.",
    "notlike": "Write !~ for 'does not contain'.",
    "notis": "Write IS NOT EMPTY.",
    "notempty": "Write IS NOT EMPTY.",
}
# What other languages write between a field and a value.
_FOREIGN_OPERATORS: Final = {
    "like": "Write ~ for 'contains'.",
    "contains": "Write ~ for 'contains'.",
    "equals": "Write = for equality.",
    "isnull": "Write IS EMPTY in two words.",
    "isempty": "Write IS EMPTY in two words.",
    "notin": "Write NOT IN in two words.",
    "between": "Write two conditions: field >= a AND field <= b.",
    "after": "Write > for dates; AFTER goes with WAS and CHANGED.",
    "before": "Write < for dates; BEFORE goes with WAS and CHANGED.",
    "during": "Write two conditions with >= and <=; DURING goes with WAS and CHANGED.",
}
_FOREIGN_CLAUSES: Final = {
    "limit": "JQL has no LIMIT: give the number of rows to the search itself.",
    "orderby": "Write ORDER BY in two words.",
    "sort": "Write ORDER BY.",
    "group": "JQL does not group: do that with the rows.",
    "select": "JQL has conditions and ORDER BY alone; the columns are asked for in the search.",
    "where": "JQL has no WHERE: begin with the first condition.",
}
_BLANK_LOOKALIKES: Final = re.compile("[\x0b\x0c\x85\xa0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_SMART_QUOTES: Final = re.compile("[\u00ab\u00bb\u2018-\u201f\u2039\u203a\u2033\u2032]")
_RUN: Final = re.compile(rf"[^{BLANKS}\"'(),=<>!~]*")
_QUOTES: Final = ("'", '"')
_WORD_KINDS: Final = frozenset({"word", "number", "reserved"})


class _Spot(NamedTuple):
    """An error: where it is, what is before it, and what could have been there."""

    text: str
    previous: Token
    token: Token
    expected: Sequence[str]

    @property
    def raw(self) -> str:
        return self.text[self.token.start : self.token.end]

    @property
    def before(self) -> str:
        return self.text[self.previous.start : self.previous.end]

    @property
    def takes_operator(self) -> bool:
        return "=" in self.expected

    @property
    def takes_word(self) -> bool:
        return not {"a value", "a field", "a property key"}.isdisjoint(self.expected)

    @property
    def after_whole_clause(self) -> bool:
        return "AND" in self.expected


def hint(text: str, previous: Token, token: Token, expected: Sequence[str]) -> str:
    """Guess what was meant.

    Args:
        text: The query.
        previous: The last token that was in order.
        token: The first one that cannot stay.
        expected: What could stand in its place.

    Returns:
        What to write instead; empty where there is no guess.
    """
    spot = _Spot(text, previous, token, expected)
    return next((said for rule in _RULES if (said := rule(spot))), "")


def _template(spot: _Spot) -> str:
    if spot.raw != "{":
        return ""
    return "Hand the value of a placeholder such as {name} over in params, or quote the braces."


def _bad_string(spot: _Spot) -> str:
    if spot.token.kind != "bad":
        return ""
    if spot.raw == "\\":
        return r"Put the value in quotes, and write \\ for a backslash."
    if spot.raw not in _QUOTES:
        return ""
    stop = first_fault(spot.text, spot.token.start)
    if stop == len(spot.text):
        return f"Close it with {spot.raw}; a quote inside is written \\{spot.raw}."
    if spot.text[stop] == "\\":
        return r"Write \\ for a backslash."
    return f"Write {quote(spot.text[stop])[1:-1]} for it."


def _look_alikes(spot: _Spot) -> str:
    both = spot.before + spot.raw
    if _SMART_QUOTES.search(both):
        return "Use straight quotes, \" or '; curly ones are letters to JQL."
    found = _BLANK_LOOKALIKES.search(both)
    return f"{named(found[0])} looks like a blank and is none; write a blank." if found else ""


def _comment(spot: _Spot) -> str:
    begins = spot.text.startswith(("//", "/*"), spot.token.start)
    apart = spot.token.start == 0 or spot.previous.end < spot.token.start
    return "JQL has no comments." if begins and apart else ""


def _broken_mark(spot: _Spot) -> str:
    if spot.token.kind == "end":
        return ""
    following = next_token(spot.text, spot.token.end)
    ahead = spot.raw + spot.text[following.start : following.end]
    behind = spot.before + spot.raw
    return _MARKS.get(behind.lower(), "") or _MARKS.get(ahead.lower(), "")


def _foreign(spot: _Spot) -> str:
    word = spot.raw.lower()
    if spot.takes_operator and word in _FOREIGN_OPERATORS:
        return _FOREIGN_OPERATORS[word]
    if word in _FOREIGN_CLAUSES and (spot.after_whole_clause or spot.previous.end == 0):
        return _FOREIGN_CLAUSES[word]
    return ""


def _operand(spot: _Spot) -> str:
    kind, before = spot.token.kind, spot.before.lower()
    if "EMPTY" in spot.expected and not spot.takes_word and kind != "end":
        return "IS takes EMPTY alone; write = or != for a value."
    if kind == "(" and before in ("=", "!="):
        return f"Write {'IN' if before == '=' else 'NOT IN'} for several values."
    if kind == "(" and "," in spot.expected and ")" in spot.expected:
        return "A function takes plain values, and a value is no function here."
    if kind == "(" and spot.takes_word:
        return "Write one value; join several conditions by OR."
    if kind == "empty" and spot.takes_word:
        return "Write IS EMPTY or IS NOT EMPTY."
    if "(" in spot.expected and not spot.after_whole_clause and not spot.takes_word:
        value = spot.before if spot.previous.kind in ("word", "quoted", "number") else "a, b"
        return f"IN takes a list in brackets, or a function: IN ({value})."
    return ""


def _brackets(spot: _Spot) -> str:
    if spot.token.kind == ")" and spot.before == ",":
        return "Take out the last comma."
    if spot.token.kind == ")" and spot.before == "(":
        return "Put something between the brackets; a condition on an empty list is left out."
    if spot.token.kind == ")" and spot.after_whole_clause:
        return "There is a closing bracket too many."
    if spot.token.kind == "end" and ")" in spot.expected:
        return "Close the bracket."
    return ""


def _order(spot: _Spot) -> str:
    if tuple(spot.expected) == ("BY",):
        return "ORDER goes with BY: ORDER BY created DESC."
    return ""


def _bad_character(spot: _Spot) -> str:
    if spot.token.kind != "bad":
        return ""
    if spot.raw == ";":
        return "Leave the semicolon out, or put the value in quotes."
    touching = spot.previous.kind in ("word", "number") and spot.previous.end == spot.token.start
    start = spot.previous.start if touching else spot.token.start
    run = _RUN.match(spot.text, spot.token.start)
    end = run.end() if run else spot.token.end
    return _in_quotes(spot.text[start : max(end, spot.token.end)])


def _reserved(spot: _Spot) -> str:
    if not spot.takes_word or not spot.raw.isalpha():
        return ""
    if spot.token.kind in ("and", "or", "order", "empty"):
        return ""
    return _in_quotes(_phrase(spot.text, spot.token))


def _phrase(text: str, token: Token) -> str:
    """Give the words from a token on: both of ``To Do``."""
    end, following = token.end, next_token(text, token.end)
    while following.kind in _WORD_KINDS:
        end, following = following.end, next_token(text, following.end)
    return text[token.start : end]


def _several_words(spot: _Spot) -> str:
    if spot.previous.kind == "quoted" and spot.previous.end == spot.token.start:
        return r"A quote inside quotes is written \"."
    fits = spot.after_whole_clause or spot.takes_operator
    if not fits or spot.token.kind not in _WORD_KINDS:
        return ""
    phrase = _phrase(spot.text, spot.token)
    end = spot.token.start + len(phrase)
    if spot.after_whole_clause and _is_operator(next_token(spot.text, end).kind):
        return "Put AND or OR between two conditions, and quotes around a name of several words."
    if spot.previous.kind not in ("word", "number"):
        return ""
    return _in_quotes(spot.text[spot.previous.start : end])


def _is_operator(kind: str) -> bool:
    return kind.upper() in OPERATORS or kind == "not"


def _in_quotes(text: str) -> str:
    return f"Put it in quotes: {quote(text)}."


_RULES: Final[tuple[Callable[[_Spot], str], ...]] = (
    _template,
    _bad_string,
    _look_alikes,
    _comment,
    _broken_mark,
    _order,
    _foreign,
    _brackets,
    _operand,
    _bad_character,
    _reserved,
    _several_words,
)
