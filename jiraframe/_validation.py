"""What Jira says of a query, placed where it belongs in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jiraframe._dialect import Verdict
from jiraframe._html import Tone, joined, marked, sign, table
from jiraframe._places import place
from jiraframe.errors import JQLSyntaxError, caret
from jiraframe.jql import Problem, Severity, parse


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
        if not self.errors and not self.warnings:
            return joined(sign("good"), " Valid JQL", marked(self.query, ()))
        tones: list[tuple[Tone, Problem]] = [("bad", each) for each in self.errors]
        tones += [("doubtful", each) for each in self.warnings]
        places = [
            (each.start, each.start + 1 if each.end is None else each.end, tone)
            for tone, each in tones
            if each.start is not None
        ]
        told = table(
            (joined(sign(tone), f" {each.severity}"), f"{each.message} {each.hint}".rstrip())
            for tone, each in tones
        )
        return joined(marked(self.query, places), told)

    def _lines(self) -> list[str]:
        lines = []
        for kind, problems in (("error", self.errors), ("warning", self.warnings)):
            for each in problems:
                lines.append(f"{kind}: {each.message}{f' {each.hint}' if each.hint else ''}")
                lines.append(caret(self.query, each.start))
        return lines


def validation(query: str, verdict: Verdict, *, found_here: Sequence[Problem] = ()) -> Validation:
    """Place Jira's words in the query, and add what was found without it.

    Jira knows better: what it accepts is no error, and what both complain of is told once, in
    Jira's words, with the fix that was found here.

    Args:
        query: The JQL.
        verdict: What Jira said of it.
        found_here: What ``jql.check`` said of it.

    Returns:
        Errors and warnings, in the order of the query, with a place wherever one is known.
    """
    said = [*_said(query, verdict.errors, "error"), *_said(query, verdict.warnings, "warning")]
    unplaced = _unreadable(query, found_here)
    problems = [_helped(each, found_here, unplaced) for each in said]
    more = [
        each
        for each in found_here
        if (verdict.errors or each.severity == "warning")
        and each is not unplaced
        and not any(_overlap(each, other) for other in problems)
    ]
    everything = sorted([*problems, *more], key=lambda each: each.start or 0)
    return Validation(
        query,
        errors=tuple(each for each in everything if each.severity == "error"),
        warnings=tuple(each for each in everything if each.severity == "warning"),
    )


def _said(query: str, texts: Sequence[str], severity: Severity) -> list[Problem]:
    places = [place(query, text) or (None, None) for text in texts]
    return [
        Problem(text, start, end, severity=severity)
        for text, (start, end) in zip(texts, places, strict=True)
    ]


def _helped(problem: Problem, found_here: Sequence[Problem], unplaced: Problem | None) -> Problem:
    """Add the hint and the fixes for the same place; fixes bring the place they are for."""
    near = next((each for each in found_here if _overlap(each, problem)), unplaced)
    if near is None:
        return problem
    spot = near if near.fixes or problem.start is None else problem
    return replace(problem, start=spot.start, end=spot.end, hint=near.hint, fixes=near.fixes)


def _unreadable(query: str, found_here: Sequence[Problem]) -> Problem | None:
    """Take the one problem of a text that is no JQL; wherever Jira sees it, it is the same."""
    try:
        parse(query)
    except JQLSyntaxError:
        return next(iter(found_here), None)
    return None


def _overlap(one: Problem, other: Problem) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return False
    return max(one.start, other.start) < min(one.end, other.end)
