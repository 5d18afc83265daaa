"""The place where a query goes wrong, and what is around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from jiraframe.jql._describe import OPERATORS
from jiraframe.jql._quote import quote
from jiraframe.jql._tokens import BLANKS, VALUE_KINDS, Token, next_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jiraframe.jql._catalogue import Catalogue

_RUN: Final = re.compile(rf"[^{BLANKS}\"'(),=<>!~;]+")
# The apostrophe of O'Neil; one that closes later begins a quoted text instead.
_APOSTROPHE: Final = re.compile(rf"'\w+(?=[{BLANKS},)]|$)")
_WORD_KINDS: Final = frozenset({"word", "number", "reserved"})
_WAS_PREDICATES: Final = frozenset({"after", "before", "on", "during", "by"})
_CHANGED_PREDICATES: Final = _WAS_PREDICATES | {"from", "to"}
# What names are made of as well: "Waiting on customer", "Work in progress", "Will not fix".
_LINKS: Final = _CHANGED_PREDICATES | {"in", "not"}


class Mend(NamedTuple):
    """Texts of which each, between ``start`` and ``end``, takes a query further."""

    start: int
    end: int
    texts: tuple[str, ...]


class Advice(NamedTuple):
    """What to say of an error, and what to write instead where that is known exactly."""

    said: str
    mend: Mend | None = None


@dataclass(frozen=True)
class Spot:
    """An error: where it is, what is before it, and what could have been there."""

    text: str
    previous: Token
    token: Token
    expected: Sequence[str]
    catalogue: Catalogue | None = None

    @property
    def raw(self) -> str:
        """What cannot stay."""
        return self.text[self.token.start : self.token.end]

    @property
    def before(self) -> str:
        """What was in order last."""
        return self.text[self.previous.start : self.previous.end]

    @property
    def touching(self) -> bool:
        """Whether the error goes on a word without a blank."""
        return self.previous.kind in ("word", "number") and self.previous.end == self.token.start

    @property
    def takes_operator(self) -> bool:
        """Whether the error is behind a field."""
        return "=" in self.expected

    @property
    def takes_word(self) -> bool:
        """Whether the error is in the place of a name or a value."""
        return not {"a value", "a field", "a property key"}.isdisjoint(self.expected)

    @property
    def after_whole_clause(self) -> bool:
        """Whether the error is behind a condition."""
        return "AND" in self.expected

    @property
    def in_list(self) -> bool:
        """Whether the error is behind a value in brackets."""
        return "," in self.expected and ")" in self.expected

    def tokens(self) -> Iterator[Token]:
        """Give what is before the error."""
        token = next_token(self.text, 0)
        while token.start < self.token.start:
            yield token
            token = next_token(self.text, token.end)

    @cached_property
    def predicates(self) -> frozenset[str]:
        """Give the key words that end a value here, and are no part of it."""
        names: frozenset[str] = frozenset()
        depth = 0
        for token in self.tokens():
            if token.kind in ("was", "changed"):
                names = _WAS_PREDICATES if token.kind == "was" else _CHANGED_PREDICATES
                depth = 0
            elif token.kind in ("and", "or"):
                names = frozenset()
            depth += {"(": 1, ")": -1}.get(token.kind, 0)
        return frozenset() if depth > 0 else names

    def words(self, start: int) -> list[int]:
        """Find the words that make one name from a place on: both of ``To Do``.

        Args:
            start: Where the first one is; it may be a key word.

        Returns:
            Where each ends; empty where no word is.
        """
        first, ends = next_token(self.text, start), []
        end: int | None = first.end if is_wordlike(first) else None
        while end is not None:
            ends.append(end)
            end = self._next_word(end)
        return ends

    def value_end(self, start: int) -> int:
        """Find the end of the value that begins at ``start``.

        Of the words before an operator the last one is the field of the next condition; in a list
        there is none.
        """
        ends = self.words(start)
        if not ends:
            return next_token(self.text, start).end
        field = len(ends) > 1 and not self.in_list and self.operator_at(ends[-1])
        return ends[-2] if field else ends[-1]

    def operator_at(self, position: int) -> bool:
        """Say whether an operator comes next."""
        kind = next_token(self.text, position).kind
        return kind.upper() in OPERATORS or kind == "not"

    def literal(self, start: int, end: int) -> str:
        """Write what stands there as one value, in quotes where it must be."""
        token = next_token(self.text, start)
        whole = token.kind in VALUE_KINDS and token.end == end
        return self.text[start:end] if whole else quote(self.text[start:end])

    def _next_word(self, end: int) -> int | None:
        if found := _APOSTROPHE.match(self.text, end):
            return found.end()
        token = next_token(self.text, end)
        if token.kind in _WORD_KINDS:
            return token.end
        if token.kind == "bad" and token.start == end:
            run = _RUN.match(self.text, end)
            return run and run.end()
        # In a later word "in" and "not" are more often the operator of the next condition.
        link = token.kind in _CHANGED_PREDICATES - self.predicates
        return token.end if link and next_token(self.text, token.end).kind in _WORD_KINDS else None


def is_wordlike(token: Token) -> bool:
    """Say whether a token may be a word of a name, such as ``In`` of ``In Progress``."""
    return token.kind in _WORD_KINDS or token.kind in _LINKS


def is_link(token: Token) -> bool:
    """Say whether a token is a key word that joins the words of a name."""
    return token.kind in _LINKS


def at(token: Token, *texts: str) -> Mend:
    """Put texts in the place of a token."""
    return Mend(token.start, token.end, texts)


def in_quotes(spot: Spot, start: int, end: int) -> Advice:
    """Advise to put a part of the query in quotes."""
    quoted = quote(spot.text[start:end])
    return Advice(f"Put it in quotes: {quoted}.", Mend(start, end, (quoted,)))


def run_end(text: str, token: Token) -> int:
    """Find where the characters that belong together from a token on end."""
    run = _RUN.match(text, token.start)
    return max(run.end() if run else 0, token.end)
