"""What is wrong with a query that does not parse, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jiraframe.jql._tokens import ESCAPE, FORBIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jiraframe.jql._tokens import Token

OPERATORS: Final = (
    "=", "!=", "<", ">", "<=", ">=", "~", "!~", "IN", "NOT IN", "IS", "IS NOT",
    "WAS", "WAS NOT", "WAS IN", "WAS NOT IN", "CHANGED",
)  # fmt: skip

# Behind a whole part an opening bracket is possible and seldom meant: the message leaves it out.
_GOES_ON: Final = frozenset({"AND", "=", "the end"})
_SOUND: Final = {
    quotes: re.compile(rf"{quotes}(?>(?:[^{quotes}{FORBIDDEN}]+|{ESCAPE})*)") for quotes in "\"'"
}


def describe(text: str, token: Token, expected: Sequence[str]) -> str:
    """Say what is wrong at a token, and what could stand there.

    Args:
        text: The query.
        token: The first token that cannot stay.
        expected: What could stand in its place.

    Returns:
        Two sentences.
    """
    return f"{_found(text, token)} Expected {_alternatives(expected)}."


def first_fault(text: str, start: int) -> int:
    """Find where a quoted text goes wrong.

    Args:
        text: The query.
        start: Where the opening quote is.

    Returns:
        The place of the bad escape or character; the length of ``text`` where nothing closes it.
    """
    sound = _SOUND[text[start]].match(text, start)
    return sound.end() if sound else start


def named(character: str) -> str:
    """Write a character so that it can be seen.

    Args:
        character: The character.

    Returns:
        Itself, or its code point.
    """
    return character if character.isprintable() else f"U+{ord(character):04X}"


def _found(text: str, token: Token) -> str:
    raw = text[token.start : token.end]
    if token.kind == "end":
        return "The query ends too early."
    if token.kind == "reserved":
        return f"{raw} is a reserved word."
    if token.kind == "bad":
        return _bad(text, token.start, raw)
    shown = raw if len(raw) <= 40 else f"{raw[:40]}..."
    return f"{shown} cannot stand here."


def _bad(text: str, start: int, raw: str) -> str:
    if raw == "\\":
        return f"{text[start : start + 2]} is not an escape."
    if raw not in _SOUND:
        return f"{named(raw)} cannot stand outside quotes."
    stop = first_fault(text, start)
    if stop == len(text):
        return "The quoted text that begins here never ends."
    if text[stop] == "\\":
        return (
            f"The quoted text that begins here holds {text[stop : stop + 2]}, which is no escape."
        )
    return f"The quoted text that begins here holds {named(text[stop])}, which must be escaped."


def _alternatives(expected: Sequence[str]) -> str:
    names = [_shown(each) for each in dict.fromkeys(expected) if each not in OPERATORS]
    if set(OPERATORS) <= set(expected):
        names.append("an operator such as =, IN or IS")
    else:
        names += [each for each in expected if each in OPERATORS]
    if not _GOES_ON.isdisjoint(expected):
        names = [name for name in names if name not in ("'('", "'['")]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _shown(expected: str) -> str:
    return f"'{expected}'" if expected in "()[]," else expected
