"""What was meant by a query that does not parse, and what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jiraframe.jql._describe import OPERATORS, first_fault, named
from jiraframe.jql._quote import quote
from jiraframe.jql._slips import FOREIGN_CLAUSES, FOREIGN_OPERATORS, MARKS, PAST_WORDS, TIME_UNITS
from jiraframe.jql._tokens import BLANKS, VALUE_KINDS, Token, next_token

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_BLANK_LOOKALIKES: Final = re.compile("[\x0b\x0c\x85\xa0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_CURLY: Final = "\u00ab\u00bb\u2018-\u201f\u2039\u203a\u2033\u2032"
_SMART_QUOTES: Final = re.compile(f"[{_CURLY}]")
_SMART_TEXT: Final = re.compile(f'[{_CURLY}]([^{_CURLY}"]*)[{_CURLY}]')
_RUN: Final = re.compile(rf"[^{BLANKS}\"'(),=<>!~]*")
_IS_NOT: Final = re.compile(rf"is[{BLANKS}]+not$", re.IGNORECASE)
_KEY: Final = re.compile(r"[A-Z][A-Z0-9_]*-[0-9]+")
_QUOTES: Final = ("'", '"')
_WORD_KINDS: Final = frozenset({"word", "number", "reserved"})


class Mend(NamedTuple):
    """Texts of which each, between ``start`` and ``end``, takes a query further."""

    start: int
    end: int
    texts: tuple[str, ...]


class _Advice(NamedTuple):
    said: str
    mend: Mend | None = None


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
    advice = _advice(_Spot(text, previous, token, expected))
    return advice.said if advice else ""


def mend(text: str, position: int, expected: Sequence[str]) -> Mend | None:
    """Say what could be written instead, where that is known exactly.

    Args:
        text: A query that does not parse.
        position: Where the error is.
        expected: What could stand there.

    Returns:
        What to replace by what, or None.
    """
    previous, token = Token("end", 0, 0), next_token(text, 0)
    while token.start < position:
        previous, token = token, next_token(text, token.end)
    advice = _advice(_Spot(text, previous, token, expected))
    return advice.mend if advice else None


def _advice(spot: _Spot) -> _Advice | None:
    return next((found for rule in _RULES if (found := rule(spot))), None)


def _at(token: Token, *texts: str) -> Mend:
    return Mend(token.start, token.end, texts)


def _template(spot: _Spot) -> _Advice | None:
    if spot.raw != "{":
        return None
    if spot.text[spot.token.end : spot.token.end + 1].isdecimal():
        return _Advice("A condition that holds a time with a zone is written by its .bound(zone).")
    return _Advice(
        "Hand the value of a placeholder such as {name} over in params, or quote the braces."
    )


def _bad_string(spot: _Spot) -> _Advice | None:
    if spot.token.kind != "bad":
        return None
    if spot.raw == "\\":
        return _Advice(r"Put the value in quotes, and write \\ for a backslash.")
    if spot.raw not in _QUOTES:
        return None
    start, size = spot.token.start, len(spot.text)
    stop = first_fault(spot.text, start)
    if stop == size:
        closed = Mend(start, size, (spot.text[start:] + spot.raw,)) if spot.takes_word else None
        return _Advice(f"Close it with {spot.raw}; a quote inside is written \\{spot.raw}.", closed)
    if spot.text[stop] == "\\":
        return _Advice(r"Write \\ for a backslash.", Mend(stop, stop + 1, (r"\\",)))
    escaped = quote(spot.text[stop])[1:-1]
    return _Advice(f"Write {escaped} for it.", Mend(stop, stop + 1, (escaped,)))


def _look_alikes(spot: _Spot) -> _Advice | None:
    start, both = spot.previous.start, spot.before + spot.raw
    if _SMART_QUOTES.search(both):
        around = (
            Mend(*found.span(), (quote(found[1]),))
            for found in _SMART_TEXT.finditer(spot.text)
            if found.start() < spot.token.end and start < found.end()
        )
        said = "Use straight quotes, \" or '; curly ones are letters to JQL."
        return _Advice(said, next(around, None))
    if not _BLANK_LOOKALIKES.search(both):
        return None
    found = _BLANK_LOOKALIKES.search(spot.text, start)
    return found and _Advice(
        f"{named(found[0])} looks like a blank and is none; write a blank.",
        Mend(*found.span(), (" ",)),
    )


def _comment(spot: _Spot) -> _Advice | None:
    begins = spot.text.startswith(("//", "/*"), spot.token.start)
    apart = spot.token.start == 0 or spot.previous.end < spot.token.start
    dashes = spot.previous.kind == "word" and spot.before.startswith("--") and spot.takes_operator
    return _Advice("JQL has no comments.") if dashes or (begins and apart) else None


def _broken_mark(spot: _Spot) -> _Advice | None:
    following = next_token(spot.text, spot.token.end)
    for first, last in ((spot.previous, spot.token), (spot.token, following)):
        written = spot.text[first.start : first.end] + spot.text[last.start : last.end]
        if "end" not in (first.kind, last.kind) and written.lower() in MARKS:
            meant, said = MARKS[written.lower()]
            return _Advice(said, Mend(first.start, last.end, (meant,)))
    return None


def _foreign(spot: _Spot) -> _Advice | None:
    word = spot.raw.lower()
    known = None
    if spot.takes_operator and word in FOREIGN_OPERATORS:
        known = FOREIGN_OPERATORS[word]
    elif word in FOREIGN_CLAUSES and (spot.after_whole_clause or spot.previous.end == 0):
        known = FOREIGN_CLAUSES[word]
    return known and _Advice(known[1], _at(spot.token, known[0]) if known[0] else None)


def _time(spot: _Spot) -> _Advice | None:
    word = spot.raw.lower()
    unit = TIME_UNITS.get(word.removesuffix("s"))
    if unit and spot.previous.kind == "number":
        written = f"-{spot.before.removeprefix('-')}{unit}"
        whole = Mend(spot.previous.start, _phrase_end(spot.text, spot.token), (written,))
        return _Advice(f"Write a time before now as {written}.", whole)
    if "AFTER" in spot.expected and word in PAST_WORDS:
        during = "DURING (startOfWeek(-1), endOfWeek(-1))"
        return _Advice(f"Say when by AFTER, BEFORE, ON or DURING, such as {during}.")
    return None


def _comma(spot: _Spot) -> _Advice | None:
    if "," not in spot.expected or ")" not in spot.expected:
        return None
    whole = all(
        kind in ("quoted", "number") or _KEY.fullmatch(raw)
        for kind, raw in ((spot.previous.kind, spot.before), (spot.token.kind, spot.raw))
    )
    between = Mend(spot.previous.end, spot.token.start, (", ",))
    apart = between.start < between.end
    return _Advice("Put a comma between two values.", between) if whole and apart else None


def _operand(spot: _Spot) -> _Advice | None:
    kind, before = spot.token.kind, spot.before.lower()
    if "EMPTY" in spot.expected and not spot.takes_word and kind != "end":
        negated = _IS_NOT.search(spot.text, 0, spot.previous.end)
        meant = Mend(*negated.span(), ("!=",)) if negated else _at(spot.previous, "=")
        return _Advice("IS takes EMPTY alone; write = or != for a value.", meant)
    if kind == "(" and before in ("=", "!="):
        several = "IN" if before == "=" else "NOT IN"
        return _Advice(f"Write {several} for several values.", _at(spot.previous, several))
    if kind == "(" and "," in spot.expected and ")" in spot.expected:
        return _Advice("A function takes plain values, and a value is no function here.")
    if kind == "(" and spot.takes_word:
        return _Advice("Write one value; join several conditions by OR.")
    if kind == "empty" and spot.takes_word:
        return _Advice("Write IS EMPTY or IS NOT EMPTY.")
    if "(" in spot.expected and not spot.after_whole_clause and not spot.takes_word:
        given = spot.previous.kind in VALUE_KINDS
        end = _list_end(spot.text, spot.token, spot.previous.end)
        value = spot.text[spot.previous.start : end] if given else ""
        whole = Mend(spot.previous.start, end, (f"({value})",)) if given else None
        said = f"IN takes a list in brackets, or a function: IN ({value or 'a, b'})."
        return _Advice(said, whole)
    return None


def _list_end(text: str, token: Token, end: int) -> int:
    """Find where a list without brackets ends, which goes on with commas from a token."""
    while token.kind == ",":
        value = next_token(text, token.end)
        if value.kind not in VALUE_KINDS:
            break
        end, token = value.end, next_token(text, value.end)
    return end


def _brackets(spot: _Spot) -> _Advice | None:
    closing = spot.token.kind == ")"
    if closing and spot.before == ",":
        either = Mend(spot.previous.start, spot.token.end, (")",))
        return _Advice("Take out the last comma.", either)
    if closing and spot.before == "(":
        return _Advice(
            "Put something between the brackets; a condition on an empty list is left out."
        )
    if closing and spot.after_whole_clause:
        return _Advice("There is a closing bracket too many.", _at(spot.token, ""))
    if spot.token.kind == "end" and ")" in spot.expected:
        return _Advice("Close the bracket.", _at(spot.token, ")"))
    return None


def _order(spot: _Spot) -> _Advice | None:
    if tuple(spot.expected) != ("BY",):
        return None
    named = spot.token.kind in ("word", "quoted", "number")
    by = _at(spot.token, f"BY {spot.raw}") if named else None
    return _Advice("ORDER goes with BY: ORDER BY created DESC.", by)


def _bad_character(spot: _Spot) -> _Advice | None:
    if spot.token.kind != "bad":
        return None
    if spot.raw == ";":
        last = not spot.text[spot.token.end :].strip(BLANKS)
        said = "Leave the semicolon out, or put the value in quotes."
        return _Advice(said, _at(spot.token, "") if last else None)
    touching = spot.previous.kind in ("word", "number") and spot.previous.end == spot.token.start
    start = spot.previous.start if touching else spot.token.start
    run = _RUN.match(spot.text, spot.token.start)
    end = run.end() if run else spot.token.end
    advice = _in_quotes(spot, start, max(end, spot.token.end))
    return advice if touching or spot.takes_word else _Advice(advice.said)


def _reserved(spot: _Spot) -> _Advice | None:
    if not spot.takes_word or not spot.raw.isalpha():
        return None
    if spot.token.kind in ("and", "or", "order", "empty"):
        return None
    return _in_quotes(spot, spot.token.start, _phrase_end(spot.text, spot.token))


def _phrase_end(text: str, token: Token) -> int:
    """Find where the words from a token on end: both of ``To Do``."""
    end, following = token.end, next_token(text, token.end)
    while following.kind in _WORD_KINDS:
        end, following = following.end, next_token(text, following.end)
    return end


def _several_words(spot: _Spot) -> _Advice | None:
    if spot.previous.kind == "quoted" and spot.previous.end == spot.token.start:
        return _Advice(r"A quote inside quotes is written \".")
    fits = spot.after_whole_clause or spot.takes_operator
    if not fits or spot.token.kind not in _WORD_KINDS:
        return None
    end = _phrase_end(spot.text, spot.token)
    if spot.after_whole_clause and _is_operator(next_token(spot.text, end).kind):
        joined = _at(spot.token, f"AND {spot.raw}", f"OR {spot.raw}")
        return _Advice(
            "Put AND or OR between two conditions, and quotes around a name of several words.",
            joined if end == spot.token.end else None,
        )
    if spot.previous.kind not in ("word", "number"):
        return None
    if spot.takes_operator and not _is_operator(next_token(spot.text, end).kind):
        return _free_words(spot, end)
    return _in_quotes(spot, spot.previous.start, end)


def _free_words(spot: _Spot, end: int) -> _Advice:
    everything = f"text ~ {quote(spot.text[spot.previous.start : end])}"
    said = f"A condition is a field, an operator and a value; words are found by {everything}."
    return _Advice(said, Mend(spot.previous.start, end, (everything,)))


def _is_operator(kind: str) -> bool:
    return kind.upper() in OPERATORS or kind == "not"


def _in_quotes(spot: _Spot, start: int, end: int) -> _Advice:
    quoted = quote(spot.text[start:end])
    return _Advice(f"Put it in quotes: {quoted}.", Mend(start, end, (quoted,)))


_RULES: Final[tuple[Callable[[_Spot], _Advice | None], ...]] = (
    _template,
    _bad_string,
    _look_alikes,
    _comment,
    _broken_mark,
    _order,
    _foreign,
    _time,
    _comma,
    _brackets,
    _operand,
    _bad_character,
    _reserved,
    _several_words,
)
