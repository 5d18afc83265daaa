"""Tab completion where the cell holds JQL: behind ``%jql`` and below ``%%jql``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from jiraframe._jira import Jira
from jiraframe.jql import Catalogue, complete
from jiraframe.notebook.magics._options import CONNECTION, LEADING_OPTIONS, OPTIONS
from jiraframe.notebook.magics._patience import Patience

_LINE: Final = re.compile(r"\s*(?:[^\W\d][\w.]*\s*=\s*)?%jql\s+")
# What --limit and its like take; nothing is offered there.
_VALUE: Final = re.compile(r"--(?:limit|fields|connection)[\s=]+\S*$")
_CELL: Final = re.compile(r"\s*%%jql(?=\s|$)")


class _Writing(NamedTuple):
    """A query in the writing: its text, the cursor in it, the connection that is named."""

    text: str
    cursor: int
    connection: str | None


class Matcher:
    """Completes JQL in the cells of the magics; never makes a connection.

    Args:
        known_jira: Gives the Jira that a cell would ask, by the name of its variable or None.
    """

    def __init__(self, known_jira: Callable[[str | None], Jira | None]) -> None:
        self._known_jira = known_jira
        self._patience: Patience | None = None

    # IPython gives its decorator no types.
    @context_matcher(identifier="jiraframe.jql", priority=200)  # type: ignore[untyped-decorator]
    def complete(self, context: CompletionContext) -> SimpleMatcherResult:
        """Complete what stands before the cursor, if that is JQL or an option of the magics."""
        lines = context.full_text.split("\n")
        before = "\n".join([*lines[: context.cursor_line], context.text_until_cursor])
        writing = _writing(context, lines, before)
        if isinstance(writing, _Writing):
            return self._jql(writing)
        return _result(writing, _word(before)) if writing else {"completions": []}

    def _jql(self, writing: _Writing) -> SimpleMatcherResult:
        jira = self._known_jira(writing.connection)
        if jira is None:
            self._patience = None
        elif self._patience is None or self._patience.jira is not jira:
            self._patience = Patience(jira)
        patience = self._patience
        catalogue = patience.catalogue() if patience else Catalogue()
        found = complete(writing.text, writing.cursor, catalogue)
        offers = [(item.insert, item.kind) for item in found.items]
        if found.values_of is not None and patience is not None:
            values = [choice.insert for choice in patience.values(found.values_of)]
            offers = [*((value, "value") for value in values), *offers]
        # IPython replaces what stands before the cursor; the rest of the word stays.
        rest = writing.text[writing.cursor : found.end]
        offers = [(insert.removesuffix(rest), kind) for insert, kind in offers]
        return _result(offers, writing.text[found.start : writing.cursor])


def _writing(
    context: CompletionContext, lines: list[str], before: str
) -> _Writing | list[tuple[str, str]]:
    """Find the query at the cursor, or the options that may stand there."""
    cell = _CELL.match(context.full_text)
    if cell is not None:
        first, _, body = context.full_text[cell.end() :].partition("\n")
        cursor = len(before) - cell.end() - len(first) - 1
        if cursor < 0:
            return _options(before) if len(before) > cell.end() else []
        named = CONNECTION.search(first)
        return _Writing(body, cursor, named[1] if named else None)
    line = lines[context.cursor_line]
    found = _LINE.match(line)
    if found is None or found.end() > context.cursor_position:
        return []
    options = LEADING_OPTIONS.match(line, found.end())
    start = options.end() if options else found.end()
    if context.cursor_position < start or line[start : start + 1] == "-":
        return _options(context.text_until_cursor)
    named = CONNECTION.search(line, found.end(), start)
    return _Writing(line[start:], context.cursor_position - start, named[1] if named else None)


def _options(before: str) -> list[tuple[str, str]]:
    if _VALUE.search(before):
        return []
    return [(name, "option") for name in OPTIONS if name.startswith(_word(before))]


def _word(before: str) -> str:
    return before[len(before.rstrip("-abcdefghijklmnopqrstuvwxyz")) :]


def _result(offers: Iterable[tuple[str, str]], typed: str) -> SimpleMatcherResult:
    return {
        "completions": [SimpleCompletion(text, type=kind) for text, kind in dict(offers).items()],
        "matched_fragment": typed,
        "suppress": True,
        "ordered": True,
    }
