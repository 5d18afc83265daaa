"""What was meant by a query that does not parse, and what to write instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jiraframe.jql import _hints_values as values
from jiraframe.jql._describe import first_fault, named
from jiraframe.jql._hints_spot import Advice, Mend, Spot, at, in_quotes, is_wordlike, run_end
from jiraframe.jql._quote import quote
from jiraframe.jql._slips import FOREIGN_CLAUSES, FOREIGN_OPERATORS, MARKS
from jiraframe.jql._tokens import BLANKS, Token, next_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from jiraframe.jql._catalogue import Catalogue

_BLANK_LOOKALIKES: Final = re.compile("[\x0b\x0c\x85\xa0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_CURLY: Final = "\u00ab\u00bb\u2018-\u201f\u2039\u203a\u2033\u2032"
# Between two letters it is an apostrophe, as in a curly "Won't Do".
_LETTER_APOSTROPHE: Final = "(?<=\\w)\u2019(?=\\w)"
_SMART_QUOTES: Final = re.compile(f"(?!{_LETTER_APOSTROPHE})[{_CURLY}]")
_SMART_TEXT: Final = re.compile(
    f'(?!{_LETTER_APOSTROPHE})[{_CURLY}]((?:[^{_CURLY}"]|{_LETTER_APOSTROPHE})*)[{_CURLY}]'
)
_CONTRACTION: Final = re.compile(
    rf"(?:(?P<is>is|are)|(?P<was>was)|do|does)n['\u2019]?t(?!\w)"
    rf"(?:[{BLANKS}]+(?:(?P<has>contain|match)|(?P<same>equal))s?(?:[{BLANKS}]+to)?(?!\w))?",
    re.IGNORECASE,
)
_QUOTES: Final = ("'", '"')


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
    advice = _advice(Spot(text, previous, token, expected))
    return advice.said if advice else ""


def advise(
    text: str, position: int, expected: Sequence[str], catalogue: Catalogue
) -> Advice | None:
    """Say what could be written instead.

    Args:
        text: A query that does not parse.
        position: Where the error is.
        expected: What could stand there.
        catalogue: What the site's JQL knows.

    Returns:
        What to say, and what to replace by what where that is known; None without a guess.
    """
    previous, token = Token("end", 0, 0), next_token(text, 0)
    while token.start < position:
        previous, token = token, next_token(text, token.end)
    return _advice(Spot(text, previous, token, expected, catalogue))


def _advice(spot: Spot) -> Advice | None:
    return next((found for rule in _RULES if (found := rule(spot))), None)


def _template(spot: Spot) -> Advice | None:
    if spot.raw != "{":
        return None
    if spot.text[spot.token.end : spot.token.end + 1].isdecimal():
        return Advice("A condition that holds a time with a zone is written by its .bound(zone).")
    return Advice(
        "Hand the value of a placeholder such as {name} over in params, or quote the braces."
    )


def _contraction(spot: Spot) -> Advice | None:
    found = _CONTRACTION.match(spot.text, spot.token.start)
    if not found or not spot.takes_operator:
        return None
    following = next_token(spot.text, found.end())
    if found["was"]:
        meant = "WAS NOT"
    elif found["has"]:
        meant = "!~"
    elif not (found["is"] or found["same"]):
        return None
    elif following.kind == "empty":
        meant = "IS NOT"
    elif following.kind == "(":
        meant = "NOT IN"
    elif following.kind == "in" and next_token(spot.text, following.end).kind == "(":
        meant = "NOT"
    else:
        meant = "!="
    said = f"Write {'NOT IN' if meant == 'NOT' else meant} for '{found[0]}'."
    return Advice(said, Mend(*found.span(), (meant,)))


def _bad_string(spot: Spot) -> Advice | None:
    if spot.token.kind != "bad":
        return None
    if spot.raw == "\\":
        return Advice(r"Put the value in quotes, and write \\ for a backslash.")
    if spot.raw not in _QUOTES:
        return None
    start, size = spot.token.start, len(spot.text)
    stop = first_fault(spot.text, start)
    if stop == size:
        closed = Mend(start, size, (spot.text[start:] + spot.raw,)) if spot.takes_word else None
        return Advice(f"Close it with {spot.raw}; a quote inside is written \\{spot.raw}.", closed)
    if spot.text[stop] == "\\":
        return Advice(r"Write \\ for a backslash.", Mend(stop, stop + 1, (r"\\",)))
    escaped = quote(spot.text[stop])[1:-1]
    return Advice(f"Write {escaped} for it.", Mend(stop, stop + 1, (escaped,)))


def _look_alikes(spot: Spot) -> Advice | None:
    # What stands in straight quotes is a text, whatever it holds.
    outside = [each for each in (spot.previous, spot.token) if each.kind != "quoted"]
    if not outside:
        return None
    start = outside[0].start
    written = "".join(spot.text[each.start : each.end] for each in outside)
    if _SMART_QUOTES.search(written):
        said = "Use straight quotes, \" or '; curly ones are letters to JQL."
        return Advice(said, next(_smart_texts(spot, start), None))
    if not _BLANK_LOOKALIKES.search(written):
        return None
    found = _BLANK_LOOKALIKES.search(spot.text, start)
    return found and Advice(
        f"{named(found[0])} looks like a blank and is none; write a blank.",
        Mend(*found.span(), (" ",)),
    )


def _smart_texts(spot: Spot, start: int) -> Iterator[Mend]:
    for found in _SMART_TEXT.finditer(spot.text, start):
        if found.start() >= spot.token.end:
            return
        token = next_token(spot.text, start)
        while token.end < found.end():
            token = next_token(spot.text, token.end)
        if token.kind != "quoted":
            yield Mend(*found.span(), (quote(found[1]),))


def _comment(spot: Spot) -> Advice | None:
    apart = spot.token.start == 0 or spot.previous.end < spot.token.start
    begins = spot.text.startswith(("//", "/*"), spot.token.start) or (
        spot.raw == "#" and not (spot.takes_word or spot.in_list)
    )
    dashes = spot.raw.startswith("--") or spot.before == "--"
    as_field = spot.takes_operator and spot.before.startswith("--")
    words = spot.token.kind == "word" or spot.previous.kind == "word"
    found = (words and (dashes or as_field)) or begins
    return Advice("JQL has no comments.") if found and apart else None


def _broken_mark(spot: Spot) -> Advice | None:
    following = next_token(spot.text, spot.token.end)
    for first, last in ((spot.previous, spot.token), (spot.token, following)):
        written = spot.text[first.start : first.end] + spot.text[last.start : last.end]
        if "end" not in (first.kind, last.kind) and written.lower() in MARKS:
            meant, said = MARKS[written.lower()]
            return Advice(said, Mend(first.start, last.end, (meant,)))
    return None


def _foreign(spot: Spot) -> Advice | None:
    word = spot.raw.lower()
    known = None
    at_end = spot.after_whole_clause or "the end" in spot.expected
    if spot.takes_operator and word in FOREIGN_OPERATORS:
        known = FOREIGN_OPERATORS[word]
    elif word in FOREIGN_CLAUSES and (at_end or spot.previous.end == 0):
        known = FOREIGN_CLAUSES[word]
    return known and Advice(known[1], at(spot.token, known[0]) if known[0] else None)


def _brackets(spot: Spot) -> Advice | None:
    closing = spot.token.kind == ")"
    if closing and spot.before == ",":
        either = Mend(spot.previous.start, spot.token.end, (")",))
        return Advice("Take out the last comma.", either)
    if closing and spot.before == "(":
        return Advice(
            "Put something between the brackets; a condition on an empty list is left out."
        )
    if closing and spot.after_whole_clause:
        return Advice("There is a closing bracket too many.", at(spot.token, ""))
    if spot.token.kind == "end" and ")" in spot.expected:
        depth = sum({"(": 1, ")": -1}.get(token.kind, 0) for token in spot.tokens())
        return Advice("Close the bracket.", at(spot.token, ")" * depth))
    return None


def _order(spot: Spot) -> Advice | None:
    if tuple(spot.expected) != ("BY",):
        return None
    named = spot.token.kind in ("word", "quoted", "number")
    by = at(spot.token, f"BY {spot.raw}") if named else None
    return Advice("ORDER goes with BY: ORDER BY created DESC.", by)


def _bad_character(spot: Spot) -> Advice | None:
    if spot.token.kind != "bad":
        return None
    if spot.raw == ";":
        last = not spot.text[spot.token.end :].strip(BLANKS)
        said = "Leave the semicolon out, or put the value in quotes."
        return Advice(said, at(spot.token, "") if last else None)
    start = spot.previous.start if spot.touching else spot.token.start
    end = run_end(spot.text, spot.token)
    following = next_token(spot.text, end)
    goes_on = is_wordlike(following) and not spot.operator_at(spot.words(following.start)[-1])
    if goes_on:
        end = spot.value_end(following.start)
    name = goes_on and spot.previous.kind == "word" and not spot.takes_operator
    if name:
        start = spot.previous.start
    advice = in_quotes(spot, start, end)
    return advice if spot.touching or spot.takes_word or name else Advice(advice.said)


_RULES: Final[tuple[Callable[[Spot], Advice | None], ...]] = (
    _template,
    _contraction,
    values.apostrophe,
    _bad_string,
    _look_alikes,
    _comment,
    values.after_is,
    _broken_mark,
    _order,
    _foreign,
    values.time,
    values.joined_in_list,
    values.comma,
    _brackets,
    values.operand,
    _bad_character,
    values.reserved,
    values.several_words,
)
