"""Tab completion where the cell holds JQL: behind ``%jql`` and below ``%%jql``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from numbers import Number
from typing import Final, Literal, NamedTuple

from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from jiraframe._jira import Jira
from jiraframe.jql import Catalogue, Choice, Condition, Query, complete, placeholders
from jiraframe.notebook.magics._options import CONNECTION, LEADING_OPTIONS, OPTIONS
from jiraframe.notebook.magics._patience import Patience

# Behind what IPython takes a magic for one: the start, an assignment, its clocks.
_LINE: Final = re.compile(r"\s*(?:[^%=(]*=\s*|%time(?:it)?\s+(?:-\S+\s+)*)?%jql\s+")
_CELL: Final = re.compile(r"\s*(?:%%(?:time|capture)\b[^\n]*\n)?%%jql(?=\s|$)")
# What --limit and its like take.
_VALUE: Final = re.compile(
    r"""--(?:limit|fields|(connection))[\s=]+(?:"[^"]*"?|'[^']*'?|,\s+|[^\s"'])*$"""
)
_MAY_STAND: Final = (str, Number, date, list, tuple, set, frozenset, Query, Condition)
_LONGEST_NAME: Final = 40
_LAST_WORD: Final = re.compile(r"[^-\w]")
_BRACE: Final = re.compile(r"\{\w*$")
_BRACE_ENDS: Final = re.compile(r"\w*\}?")


class _Writing(NamedTuple):
    """A query in the writing: its text, the cursor in it, the connection that is named."""

    text: str
    cursor: int
    connection: str | None


class Matcher:
    """Completes JQL in the cells of the magics; never makes a connection.

    Args:
        known_jira: Gives the Jira that a cell would ask, by the name of its variable or None.
        variables: Gives the variables that somebody has made in the notebook.
    """

    def __init__(
        self,
        known_jira: Callable[[str | None], Jira | None],
        variables: Callable[[], Mapping[str, object]],
    ) -> None:
        self._known_jira = known_jira
        self._variables = variables
        self._patience: Patience | None = None

    # IPython gives its decorator no types.
    @context_matcher(identifier="jiraframe.jql", priority=200)  # type: ignore[untyped-decorator]
    def complete(self, context: CompletionContext) -> SimpleMatcherResult:
        """Complete what stands before the cursor, if that is JQL or an option of the magics."""
        lines = context.full_text.split("\n")
        before = "\n".join([*lines[: context.cursor_line], context.text_until_cursor])
        writing = _writing(context, lines, before)
        if writing is None:
            return {"completions": []}
        return self._jql(writing) if isinstance(writing, _Writing) else self._options(before)

    def _jql(self, writing: _Writing) -> SimpleMatcherResult:
        text, cursor, connection = writing
        brace = _BRACE.search(text, 0, cursor)
        if brace and placeholders(f"{text[: brace.start()]}{{_}}")[-1:] == ("_",):
            names = [f"{{{name}}}" for name in self._values()]
            after = _BRACE_ENDS.match(text, cursor)
            return _named(names, brace[0], "variable", after[0] if after else "")
        jira = self._known_jira(connection)
        if jira is None:
            self._patience = None
        elif self._patience is None or self._patience.jira is not jira:
            self._patience = Patience(jira)
        patience = self._patience
        found = complete(text, cursor, patience.catalogue() if patience else Catalogue())
        offers: list[tuple[str, str]] = [(item.insert, item.kind) for item in found.items]
        if found.values_of is not None and patience is not None:
            offers = [*map(_value, patience.values(found.values_of)), *offers]
        return _result(offers, text[found.start : cursor], text[cursor : found.end])

    def _options(self, before: str) -> SimpleMatcherResult:
        value = _VALUE.search(before)
        if value is None:
            return _named(OPTIONS, _LAST_WORD.split(before)[-1], "option")
        held = [name for name, each in self._variables().items() if isinstance(each, Jira)]
        return _named(held if value[1] else [], re.split(r"\W", before)[-1], "variable")

    def _values(self) -> Iterator[str]:
        """Name the variables that may hold a value or a query."""
        for name, value in sorted(self._variables().items()):
            # What pandas and numpy hold has a type of its own.
            if isinstance(value, _MAY_STAND) or hasattr(value, "dtype"):
                yield name


def _value(choice: Choice) -> tuple[str, str]:
    """Give a value to insert, and its kind: where it is an id, notebooks show the name there."""
    if choice.insert.strip("\"'") == choice.label:
        return choice.insert, "value"
    return choice.insert, _in_one_line(choice.label[:_LONGEST_NAME])


def _in_one_line(kind: str) -> str:
    """Keep JupyterLab from breaking the text at spaces; there is room for one line."""
    return kind.replace(" ", "\N{NO-BREAK SPACE}")


def _writing(
    context: CompletionContext, lines: list[str], before: str
) -> _Writing | Literal["options"] | None:
    """Find the query at the cursor, or that options may stand there; None in other code."""
    cell = _CELL.match(context.full_text)
    if cell is not None:
        first, _, body = context.full_text[cell.end() :].partition("\n")
        cursor = len(before) - cell.end() - len(first) - 1
        if cursor < 0:
            return "options" if len(before) > cell.end() else None
        named = CONNECTION.search(first)
        return _Writing(body, cursor, named[1] if named else None)
    line, cursor = lines[context.cursor_line], context.cursor_position
    found = _LINE.match(line)
    if found is None or found.end() > cursor:
        return None
    options = LEADING_OPTIONS.match(line, found.end())
    start = options.end() if options else found.end()
    in_options = start > found.end() and cursor == start and not line[cursor - 1].isspace()
    if cursor < start or in_options or line[start : start + 1] == "-":
        return "options"
    named = CONNECTION.search(line, found.end(), start)
    return _Writing(line[start:], cursor - start, named[1] if named else None)


def _named(names: Iterable[str], typed: str, kind: str, rest: str = "") -> SimpleMatcherResult:
    return _result([(name, kind) for name in names if name.startswith(typed)], typed, rest)


def _result(offers: list[tuple[str, str]], typed: str, rest: str = "") -> SimpleMatcherResult:
    """Offer texts for what was typed; ``rest`` is what follows the cursor of the same word.

    IPython replaces what stands before the cursor alone: before a rest, a text that does not
    end with it would leave a mixture of both.
    """
    fitting = [(text.removesuffix(rest), kind) for text, kind in offers if text.endswith(rest)]
    # IPython offers names of Python where it gets nothing: what is there already keeps them out.
    kinds = dict(fitting or offers or [(typed, _in_one_line("no suggestion"))])
    return {
        "completions": [SimpleCompletion(text, type=kind) for text, kind in kinds.items()],
        "matched_fragment": typed,
        "suppress": True,
        "ordered": True,
    }
