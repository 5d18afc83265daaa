"""The words of the language: what a query is cut into, one token at a time.

Tokens are cut on demand. An unclosed quote far behind a grammar error is then
never seen, and the error that is reported is the first one a reader meets.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_KEYWORDS: Final = (
    "and or not in is empty null was changed before after from to on during order by asc desc cf"
)
# Atlassian, "JQL reserved words"; autocompletedata.jqlReservedWords lists them as well. Jira's
# own editor takes "all" as a plain word.
_RESERVED: Final = (
    "abort access add alias alter any as audit avg begin between boolean break byte catch char "
    "character check checkpoint collate collation column commit connect continue count create "
    "current date decimal declare decrement default defaults define delete delimiter difference "
    "distinct divide do double drop else encoding end equals escape exclusive exec execute exists "
    "explain false fetch file field first float for function go goto grant greater group having "
    "identified if immediate increment index initial inner inout input insert int integer "
    "intersect intersection into isempty isnull join last left less like limit lock long max min "
    "minus mode modify modulo more multiply next noaudit notin nowait number object of option "
    "outer output power previous prior privileges public raise raw remainder rename resource "
    "return returns revoke right row rowid rownum rows select session set share size sqrt start "
    "strict string subtract sum synonym table then trans transaction trigger true uid union unique "
    "update user validate values view when whenever where while with"
)
KEYWORDS: Final = frozenset(_KEYWORDS.split())
RESERVED_WORDS: Final = KEYWORDS | frozenset(_RESERVED.split())

BLANKS: Final = " \t\r\n"
VALUE_KINDS: Final = frozenset({"word", "quoted", "number"})
ESCAPE: Final = r"""\\(?:u[0-9A-Fa-f]{4}|[nrt"'\\ ])"""
# What may stand nowhere but as an escape: backslash, controls other than line ends, Unicode's
# noncharacters.
FORBIDDEN: Final = r"\x00-\x09\x0b\x0c\x0e-\x1f\\\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff"
_WORD_CHARACTER: Final = rf"[^\x00-,/;<=>?@\[\]^{{|}}~{FORBIDDEN}]"
# The groups are atomic: an unclosed quote must not be tried in every possible way. A possessive
# quantifier says the same, and up to Python 3.11.4 goes wrong behind half an escape
# (https://github.com/python/cpython/issues/106052).
_TOKEN: Final = re.compile(
    rf"[{BLANKS}]*(?:"
    rf"(?P<word>(?>(?:{_WORD_CHARACTER}+|{ESCAPE})+))"
    rf"""|(?P<quoted>"(?>(?:[^"{FORBIDDEN}]+|{ESCAPE})*)"|'(?>(?:[^'{FORBIDDEN}]+|{ESCAPE})*)')"""
    r"|(?P<mark><=|>=|!=|!~|&&|\|\||[=<>~!&|(),\[\]]))"
)
_NUMBER: Final = re.compile(r"-?[0-9]+")
_ESCAPES: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t"}
_MARK_KINDS: Final = {"&": "and", "&&": "and", "|": "or", "||": "or"}


class Token(NamedTuple):
    """One piece of a query.

    ``kind`` is ``word``, ``quoted``, ``number``, ``reserved``, ``bad`` or ``end``, or what a key
    word or a mark is itself: ``and``, ``(``, ``<=``. Its place is ``start`` to ``end``.
    """

    kind: str
    start: int
    end: int


def next_token(text: str, position: int) -> Token:
    """Cut the next token.

    Args:
        text: The query.
        position: Where to begin; blanks there are passed over.

    Returns:
        The token. What no token begins with is one of kind ``bad``, one character long.
    """
    found = _TOKEN.match(text, position)
    if found is None:
        start = len(text) - len(text[position:].lstrip(BLANKS))
        return Token("bad", start, start + 1) if start < len(text) else Token("end", start, start)
    kind = found.lastgroup or ""
    start, end = found.span(kind)
    if kind == "word":
        kind = word_kind(text[start:end])
    elif kind == "mark":
        mark = text[start:end]
        kind = _MARK_KINDS.get(mark, mark)
    return Token(kind, start, end)


def word_kind(word: str) -> str:
    """Say what an unquoted word is.

    Args:
        word: The word as written.

    Returns:
        ``number``, ``word``, ``reserved`` or the key word in lower case, ``null`` being ``empty``.
    """
    if _NUMBER.fullmatch(word):
        return "number"
    lower = word.lower()
    if lower not in RESERVED_WORDS or not word.isascii():
        return "word"
    if lower not in KEYWORDS:
        return "reserved"
    return "empty" if lower == "null" else lower


def decode(raw: str) -> str:
    r"""Undo quotes and escapes.

    Args:
        raw: A word, number or quoted string as it stands in the query.

    Returns:
        What it says. The two halves of a pair such as ``\uD83D\uDE00`` are one character.
    """
    if raw[0] in "\"'":
        raw = raw[1:-1]
    if "\\" not in raw:
        return raw
    text = _ESCAPES.sub(_unescape, raw)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _unescape(escape: re.Match[str]) -> str:
    code, character = escape.groups()
    return chr(int(code, 16)) if code else _CONTROLS.get(character, character)
