"""Hints on values: one without its quotes, several without brackets, times in words."""

from __future__ import annotations

import re
from typing import Final

from jiraframe.jql._hints_spot import Advice, Mend, Spot, at, in_quotes, is_link, is_wordlike
from jiraframe.jql._quote import quote
from jiraframe.jql._slips import DURATIONS, PAST_WORDS, TIME_UNITS
from jiraframe.jql._tokens import BLANKS, VALUE_KINDS, decode, next_token

_IS_NOT: Final = re.compile(rf"is[{BLANKS}]+not$", re.IGNORECASE)
# A key, or what begins with a digit: a date, the name of a version.
_WHOLE: Final = re.compile(r"[A-Z][A-Z0-9_]*-[0-9]+|-?[0-9].*")
_AGO: Final = re.compile(
    rf"[{BLANKS}]+(?:(?P<past>ago|old|before[{BLANKS}]+now)|from[{BLANKS}]+now|later|ahead)\b",
    re.IGNORECASE,
)


def time(spot: Spot) -> Advice | None:
    """Write ``7 days ago`` as ``-7d``."""
    unit = TIME_UNITS.get(spot.raw.lower().removesuffix("s"))
    if unit and spot.previous.kind == "number" and not spot.takes_operator:
        return _time(spot, spot.before.removeprefix("-") + unit)
    if "AFTER" in spot.expected and spot.raw.lower() in PAST_WORDS:
        during = "DURING (startOfWeek(-1), endOfWeek(-1))"
        return Advice(f"Say when by AFTER, BEFORE, ON or DURING, such as {during}.")
    return None


def _time(spot: Spot, length: str) -> Advice:
    tail = _AGO.match(spot.text, spot.token.end)
    end = tail.end() if tail else spot.token.end
    if _is_duration(spot):
        said, written = "Write a length of time as", length
    elif tail and not tail["past"]:
        said, written = "Write a time after now as", length
    else:
        said, written = "Write a time before now as", f"-{length}"
    # A second length, as in "1 hour 30 minutes", belongs to the same time.
    more = next_token(spot.text, end).kind == "number"
    mend = None if more else Mend(spot.previous.start, end, (written,))
    return Advice(f"{said} {written}.", mend)


def _is_duration(spot: Spot) -> bool:
    """Say whether the field of ``field > 3`` holds a length of time, and no point of it."""
    before = list(spot.tokens())[-3:]
    if len(before) < 3 or before[0].kind not in ("word", "quoted"):
        return False
    field = decode(spot.text[before[0].start : before[0].end])
    return "".join(field.casefold().split()) in DURATIONS


def comma(spot: Spot) -> Advice | None:
    """Put a comma between two values that are whole."""
    first, token = spot.previous, spot.token
    if not spot.in_list or first.end == token.start or not is_value(spot):
        return None
    call = next_token(spot.text, token.end).kind == "("
    known = call and spot.catalogue and spot.catalogue.function(spot.raw)
    whole = _WHOLE.fullmatch(spot.before) and (call or _WHOLE.fullmatch(spot.raw))
    if not (known or whole or first.kind in ("quoted", ")") or token.kind == "quoted"):
        return None
    between = Mend(first.end, token.start, (", ",))
    if token.kind not in VALUE_KINDS:
        end = spot.value_end(token.start)
        between = Mend(first.end, end, (f", {spot.literal(token.start, end)}",))
    return Advice("Put a comma between two values.", between)


def is_value(spot: Spot) -> bool:
    """Say whether the error is a value, or the beginning of one."""
    return spot.token.kind == "quoted" or is_wordlike(spot.token)


def joined_in_list(spot: Spot) -> Advice | None:
    """Put right what stands between two values in place of a comma, or of the bracket."""
    if not spot.in_list:
        return None
    following = next_token(spot.text, spot.token.end)
    goes_on = spot.token.kind in ("and", "or")
    ends = spot.words(following.start if goes_on else spot.token.start)
    order = spot.token.kind == "order" and following.kind == "by"
    if order or (ends and spot.operator_at(ends[-1])):
        closed = Mend(spot.previous.end, spot.previous.end, (")",))
        return Advice("Close the bracket of the list.", closed if order or goes_on else None)
    if spot.raw == ";":
        return Advice("Put a comma between two values.", at(spot.token, ","))
    if not goes_on:
        return None
    if spot.raw.lower() != "and" or spot.previous.kind not in ("word", "number") or not ends:
        instead = Mend(spot.previous.end, spot.token.end, (",",))
        return Advice("Put a comma between two values.", instead)
    start, end = spot.previous.start, ends[-1]
    whole, last = quote(spot.text[start:end]), spot.literal(following.start, end)
    return Advice(
        f"Put a comma between two values, and quotes around one of several words: {whole}.",
        Mend(start, end, (f"{spot.before}, {last}", whole)),
    )


def after_is(spot: Spot) -> Advice | None:
    """Say what to write in place of IS before anything but EMPTY."""
    kind = spot.token.kind
    if "EMPTY" not in spot.expected or spot.takes_word or kind == "end":
        return None
    negated = _IS_NOT.search(spot.text, 0, spot.previous.end)
    start, operator_end = negated.start() if negated else spot.previous.start, spot.previous.end
    one, several = ("!=", "NOT IN") if negated else ("=", "IN")
    listed = kind == "in" and next_token(spot.text, spot.token.end).kind == "("
    if listed or kind == "(":
        end = spot.token.end if listed else operator_end
        return Advice(f"Write {several} for several values.", Mend(start, end, (several,)))
    mend = None
    if kind == "=" or (kind in ("!=", "~", "!~") and not negated):
        mend = Mend(start, spot.token.end, (one if kind == "=" else kind,))
    elif is_value(spot):
        end = spot.value_end(spot.token.start)
        literal = spot.literal(spot.token.start, end)
        mend = Mend(start, operator_end, (one,))
        if literal != spot.text[spot.token.start : end]:
            mend = Mend(start, end, (f"{one} {literal}",))
    return Advice("IS takes EMPTY alone; write = or != for a value.", mend)


def operand(spot: Spot) -> Advice | None:
    """Say what an operator takes."""
    kind, before = spot.token.kind, spot.before.lower()
    if kind == "(" and before in ("=", "!="):
        several = "IN" if before == "=" else "NOT IN"
        return Advice(f"Write {several} for several values.", at(spot.previous, several))
    if kind == "(" and spot.in_list:
        return Advice("A function takes plain values, and a value is no function here.")
    if kind == "(" and spot.takes_word:
        return Advice("Write one value; join several conditions by OR.")
    if kind == "empty" and spot.takes_word:
        return Advice("Write IS EMPTY or IS NOT EMPTY.")
    # Behind a value in a list a bracket is possible too, among other things.
    if spot.expected and set(spot.expected) <= {"(", "a function"}:
        return _bare_list(spot)
    return None


def _bare_list(spot: Spot) -> Advice:
    given = spot.previous.kind in VALUE_KINDS
    start = spot.previous.start if given else spot.token.start
    values, end = _values(spot, start) if given or is_wordlike(spot.token) else ([], start)
    value = ", ".join(values)
    said = f"IN takes a list in brackets, or a function: IN ({value or 'a, b'})."
    if not values:
        return Advice(said)
    function = spot.catalogue.function(spot.before) if spot.catalogue else None
    if function and values == [function.insert]:
        call = function.insert if function.gives_list else f"({function.insert})"
        return Advice(f"{function.name} is a function: {call}.", Mend(start, end, (call,)))
    operator = [*spot.tokens()][: -1 if given else None][-3:]
    plain = len(values) == 1 and next_token(spot.text, start).kind != "quoted"
    if plain and any(token.kind == "was" for token in operator):
        first = operator[-1].start
        whole, word = quote(spot.text[first:end]), spot.text[first : operator[-1].end]
        either = Mend(first, end, (whole, f"{word} ({value})"))
        return Advice(f"Put it in quotes: {whole}. For a list, write IN ({value}).", either)
    # Of words before an operator, the last is the field of a second condition.
    joints = (" AND", " OR") if next_token(spot.text, end).kind == "word" else ("",)
    return Advice(said, Mend(start, end, tuple(f"({value}){each}" for each in joints)))


def _values(spot: Spot, start: int) -> tuple[list[str], int]:
    """Read a list without brackets: its values, and where the last one ends."""
    values, end, token = [], start, next_token(spot.text, start)
    while is_wordlike(token) or token.kind == "quoted":
        end = token.end if token.kind == "quoted" else spot.value_end(token.start)
        value = spot.literal(token.start, end)
        following = next_token(spot.text, end)
        if following.kind == "(" and end == token.end:
            while following.kind not in (")", "end"):
                following = next_token(spot.text, following.end)
            end = following.end
            value, following = spot.text[token.start : end], next_token(spot.text, end)
        elif token.kind == "word" and spot.catalogue:
            function = spot.catalogue.function(value)
            value = function.insert if function else value
        values.append(value)
        if following.kind != ",":
            break
        token = next_token(spot.text, following.end)
    return values, end


def reserved(spot: Spot) -> Advice | None:
    """Put quotes around a name that begins with a reserved word."""
    if not spot.takes_word or not spot.raw.isalpha():
        return None
    if spot.token.kind in ("and", "or", "order", "empty"):
        return None
    start = spot.token.start
    if spot.previous.kind in ("and", "or"):
        return Advice("Behind AND and OR a whole condition begins, with the name of its field.")
    if "a field" not in spot.expected:
        return in_quotes(spot, start, spot.value_end(start))
    ends = spot.words(start) or [spot.token.end]
    condition = "NOT" in spot.expected and len(ends) > 1 and not spot.operator_at(ends[-1])
    return (_free if condition else in_quotes)(spot, start, ends[-1])


def apostrophe(spot: Spot) -> Advice | None:
    """Put quotes around what an apostrophe cuts in two, such as ``Won't Do``."""
    start = spot.previous.start
    if not spot.touching or spot.raw[:1] != "'" or len(ends := spot.words(start)) < 2:
        return None
    if not spot.takes_operator:
        return in_quotes(spot, start, spot.value_end(start))
    condition = spot.operator_at(ends[-1])
    return (in_quotes if condition else _free)(spot, start, ends[-1])


def several_words(spot: Spot) -> Advice | None:
    """Say what words side by side may be: two conditions, one name, or words to search for."""
    if spot.previous.kind == "quoted" and spot.previous.end == spot.token.start:
        return Advice(r"A quote inside quotes is written \".")
    fits = spot.after_whole_clause or spot.takes_operator or spot.in_list
    ends = spot.words(spot.token.start)
    if not fits or not ends:
        return None
    end, condition = ends[-1], spot.operator_at(ends[-1])
    if spot.after_whole_clause and condition:
        joined = at(spot.token, f"AND {spot.raw}", f"OR {spot.raw}")
        one = len(ends) == (2 if spot.token.kind == "not" else 1)
        return Advice(
            "Put AND or OR between two conditions, and quotes around a name of several words.",
            joined if one else None,
        )
    if spot.previous.kind not in ("word", "number"):
        return None
    if (
        is_link(spot.token)
        and not condition
        and (spot.takes_operator or not _ends_name(spot, ends))
    ):
        return None
    if spot.takes_operator and not condition:
        return _free(spot, spot.previous.start, end)
    return _words_in_list(spot, end) if spot.in_list else in_quotes(spot, spot.previous.start, end)


def _ends_name(spot: Spot, ends: list[int]) -> bool:
    """Say whether a key word is part of a name, as in ``Signed in``, and not half a condition."""
    following = next_token(spot.text, ends[0]).kind
    return len(ends) > 1 or following in (",", ")", "and", "or", "order")


def _words_in_list(spot: Spot, end: int) -> Advice | None:
    start = spot.previous.start
    if next_token(spot.text, end).kind == "(":
        return Advice("Put a comma between two values, and quotes around one of several words.")
    two = spot.token.kind == "word" and spot.token.end == end and spot.previous.kind == "word"
    if not two or "(" not in spot.expected:  # of a function's arguments the number is given
        return in_quotes(spot, start, end)
    whole = quote(spot.text[start:end])
    said = f"Put it in quotes: {whole}; or a comma between two values."
    return Advice(said, Mend(start, end, (whole, f"{spot.before}, {spot.raw}")))


def _free(spot: Spot, start: int, end: int) -> Advice:
    everything = f"text ~ {quote(spot.text[start:end])}"
    said = f"A condition is a field, an operator and a value; words are found by {everything}."
    alone = next_token(spot.text, end).kind in ("end", "and", "or", "order", ")")
    return Advice(said, Mend(start, end, (everything,)) if alone else None)
