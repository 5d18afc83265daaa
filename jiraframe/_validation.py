"""What Jira says of a query, placed where it belongs in the text."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from jiraframe._dialect import Verdict
from jiraframe._places import place
from jiraframe.errors import JQLSyntaxError, caret
from jiraframe.jql import Problem, parse


@dataclass(frozen=True, slots=True)
class Validation:
    """What Jira says of a query; true when it has no errors.

    Attributes:
        query: The JQL.
        errors: What makes Jira refuse the query, or find nothing.
        warnings: What Jira doubts, such as a value that does not exist.
    """

    query: str
    errors: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return not self.errors

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        if not self.errors and not self.warnings:
            return f"Valid JQL: {self.query}"
        return "\n".join(self._lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre style='font-family: monospace'>{html.escape(str(self))}</pre>"

    def _lines(self) -> list[str]:
        lines = []
        for kind, problems in (("error", self.errors), ("warning", self.warnings)):
            for each in problems:
                lines.append(f"{kind}: {each.message}{f' {each.hint}' if each.hint else ''}")
                lines.append(caret(self.query, each.start))
        return lines


def validation(query: str, verdict: Verdict) -> Validation:
    """Place Jira's words in the query.

    Args:
        query: The JQL.
        verdict: What Jira said of it.

    Returns:
        Errors and warnings, with a place wherever the text names one.
    """
    return Validation(
        query,
        errors=_problems(query, verdict.errors, hint=_hint(query)),
        warnings=_problems(query, verdict.warnings, hint=""),
    )


def _problems(query: str, texts: Sequence[str], *, hint: str) -> tuple[Problem, ...]:
    places = [place(query, text) or (None, None) for text in texts]
    return tuple(
        Problem(text, start, end, hint, severity) for text, (start, end) in zip(texts, places, strict=True)
    )


def _hint(query: str) -> str:
    try:
        parse(query)
    except JQLSyntaxError as exc:
        return exc.fix
    return ""
