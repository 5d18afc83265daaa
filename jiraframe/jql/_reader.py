"""One token of looking ahead, and the error where the next one does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql._describe import describe
from jiraframe.jql._hints import hint
from jiraframe.jql._tokens import Token, next_token

if TYPE_CHECKING:
    from jiraframe.jql._tree import Span

# Far above what people and programs write; keeps trees small enough to walk by recursion.
MAX_DEPTH: Final = 100


class Reader:
    """A query and the token that comes next.

    Args:
        text: The query to read.
        shown: The query to show in an error; characters stand where they do in ``text``.

    Attributes:
        token: The next token, not yet taken.
        optional: What could go on an already whole part, such as a predicate behind WAS.
    """

    def __init__(self, text: str, shown: str) -> None:
        self.token = next_token(text, 0)
        self.optional: tuple[str, ...] = ("ORDER BY",)
        self._text = text
        self._shown = shown
        self._previous = Token("end", 0, 0)
        self._depth = 0

    def advance(self) -> Token:
        """Take the next token, whatever it is."""
        self._previous = self.token
        self.token = next_token(self._text, self._previous.end)
        self.optional = ()
        return self._previous

    def accept(self, kind: str) -> bool:
        """Take the next token if it is of this kind; say whether it was."""
        if self.token.kind != kind:
            return False
        self.advance()
        return True

    def expect(self, kind: str, *expected: str) -> Token:
        """Take the next token, which must be of this kind; ``expected`` names what could stand."""
        if self.token.kind != kind:
            self.fail(*(expected or (kind,)))
        return self.advance()

    def descend(self) -> None:
        """Take the token that opens a deeper level."""
        if self._depth == MAX_DEPTH:
            raise JQLSyntaxError(
                f"The query is nested more than {MAX_DEPTH} levels deep.",
                query=self._shown,
                position=self.token.start,
                fix="Take out brackets and NOTs that change nothing.",
            )
        self._depth += 1
        self.advance()

    def ascend(self) -> None:
        """Leave the deeper level."""
        self._depth -= 1

    def raw(self, token: Token) -> str:
        """Give a token as it is written."""
        return self._text[token.start : token.end]

    def span_from(self, start: int) -> Span:
        """Give the span from ``start`` to the end of the last token taken."""
        return (start, self._previous.end)

    def fail(self, *expected: str) -> NoReturn:
        """Raise the error of a next token that cannot stay."""
        expected = (*self.optional, *expected)
        raise JQLSyntaxError(
            describe(self._shown, self.token, expected),
            query=self._shown,
            position=self.token.start,
            expected=expected,
            fix=hint(self._shown, self._previous, self.token, expected),
        )
