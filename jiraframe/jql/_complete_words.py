"""A query cut up to the cursor, kindly: a quote may be open, a custom field half written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jiraframe.jql._tokens import BLANKS, VALUE_KINDS, Token, decode, next_token

if TYPE_CHECKING:
    from collections.abc import Iterator

_BARE_KINDS: Final = VALUE_KINDS | {"reserved"}
_QUOTED: Final = re.compile(r"""(["'])(?>(?:(?!\1|\\).|\\(?:.|\Z))*)(\1)?""", re.DOTALL)
_CUSTOM_FIELD: Final = re.compile(
    rf"cf(?:[{BLANKS}]*\[[{BLANKS}]*(?:[0-9]+[{BLANKS}]*(\])?)?|[{BLANKS}]*\Z)?", re.IGNORECASE
)
_BLANK_RUN: Final = re.compile(f"[{BLANKS}]+")


class Piece(NamedTuple):
    """One piece of a query in the writing.

    Attributes:
        kind: ``value`` for whatever may be a name or a value, reserved words too; else what a key
            word or a mark is itself, or ``bad``.
        start: Its first character.
        end: The character after its last one.
        form: ``bare`` for a word without quotes; ``open`` for a quoted text that nothing closes;
            ``closed`` for what cannot grow any more: a closed one, a whole ``cf[1]``, a mark.
    """

    kind: str
    start: int
    end: int
    form: str


def pieces(text: str, position: int = 0) -> Iterator[Piece]:
    """Cut a query into pieces, whatever is wrong with it.

    Args:
        text: The query, or its beginning.
        position: Where to begin.

    Yields:
        Each piece.
    """
    while (token := next_token(text, position)).kind != "end":
        piece = _piece(text, token)
        yield piece
        position = piece.end


def end_of(text: str, piece: Piece, cursor: int) -> int:
    """Find how far a word or a quoted text goes on behind the cursor.

    Args:
        text: The whole query.
        piece: The piece that ends at the cursor, cut from the text before it.
        cursor: The cursor.

    Returns:
        The character after it. A quoted text ends at the word's end where the next quote opens
        another one, so that nothing behind it is lost.
    """
    whole = next(pieces(text, piece.start))
    closed = whole.form == "closed" and all(p.form != "open" for p in pieces(text, whole.end))
    if piece.form == "bare" or closed:
        return max(whole.end, cursor)
    following = next(pieces(text, cursor), None)
    goes_on = following and following.start == cursor and following.form == "bare"
    return following.end if following and goes_on else cursor


def said(text: str, piece: Piece) -> str:
    """Give what a piece says, quotes and escapes undone.

    Args:
        text: The query.
        piece: The piece.

    Returns:
        What it says; ``cf [ 1`` says ``cf[1``.
    """
    raw = text[piece.start : piece.end]
    if piece.form == "open":
        return decode(raw + raw[0])
    return _BLANK_RUN.sub("", raw) if _CUSTOM_FIELD.fullmatch(raw) else decode(raw)


def phrase(text: str, start: int, end: int) -> str:
    """Give the words of a stretch with a single blank between them.

    Args:
        text: The query.
        start: Where the stretch begins.
        end: Where it ends.

    Returns:
        The words.
    """
    return _BLANK_RUN.sub(" ", text[start:end])


def _piece(text: str, token: Token) -> Piece:
    kind, start, end = token
    if quoted := _QUOTED.match(text, start):
        return Piece("value", start, quoted.end(), "closed" if quoted[2] else "open")
    if custom := _CUSTOM_FIELD.match(text, start) if kind == "cf" else None:
        return Piece("value", start, custom.end(), "closed" if custom[1] else "bare")
    if kind in _BARE_KINDS:
        return Piece("value", start, end, "bare")
    return Piece(kind, start, end, "bare" if text[start].isalpha() else "closed")
