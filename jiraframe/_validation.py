"""What Jira says of a query, placed where it belongs in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jiraframe._alike import chosen
from jiraframe._dialect import Verdict
from jiraframe._html import Tone, joined, marked, sign, table
from jiraframe._places import place
from jiraframe._twins import Placed, twins
from jiraframe._walls import ADD_CONDITION
from jiraframe.errors import JQLSyntaxError, caret, excerpt
from jiraframe.jql import Problem, Query, Severity, parse

# The characters of a query that is still shown whole beside what is said of it.
_LONG = 1000
_NO_CONDITION = "Jira Cloud does not search without a condition."


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
            return f"Valid JQL: {excerpt(self.query, 0, _LONG)[0]}"
        return "\n".join(self._lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        long = len(self.query) > _LONG
        whole = marked(excerpt(self.query, 0, _LONG)[0], ())
        if not self.errors and not self.warnings:
            return joined(sign("good"), " Valid JQL", whole)
        places = []
        rows: list[tuple[str, str]] = []
        for kind, problems in self._kinds():
            tone: Tone = "bad" if kind == "error" else "doubtful"
            for each, more in _few(problems):
                place = _marks(each, tone)
                places += place
                shown = joined(_words(each), _around(self.query, place) if long else "")
                rows.append((joined(sign(tone), f" {kind}"), shown))
                if more:
                    rows.append((joined(sign(tone), f" {kind}"), _more(kind, more)))
        return joined("" if long else marked(self.query, places), table(rows))

    def _kinds(self) -> tuple[tuple[Severity, Sequence[Problem]], ...]:
        return ("error", self.errors), ("warning", self.warnings)

    def _lines(self) -> list[str]:
        lines = []
        for kind, problems in self._kinds():
            for each, more in _few(problems):
                lines.append(f"{kind}: {_words(each)}")
                if self.query:
                    lines.append(caret(self.query, each.start))
                if more:
                    lines.append(f"{kind}: {_more(kind, more)}")
        return lines


def _few(problems: Sequence[Problem]) -> Iterator[tuple[Problem, int]]:
    """Give the first problems of each kind, and how many more are left out behind the last."""
    for index, more in chosen([each.message for each in problems]):
        yield problems[index], more


def _words(problem: Problem) -> str:
    return f"{excerpt(problem.message, 0, _LONG)[0]} {problem.hint}".rstrip()


def _more(kind: Severity, number: int) -> str:
    return f"There are {number:,} more of the kind; .{kind}s holds them all."


def _marks(problem: Problem, tone: Tone) -> list[tuple[int, int, Tone]]:
    if problem.start is None:
        return []
    return [(problem.start, problem.start + 1 if problem.end is None else problem.end, tone)]


def _around(query: str, places: Sequence[tuple[int, int, Tone]]) -> str:
    """Show the part of a long query that a problem is about."""
    if not places:
        return ""
    start, end, tone = places[0]
    part, column = excerpt(query, start)
    return marked(part, [(column, column + end - start, tone)])


def validation(
    query: str,
    verdict: Verdict,
    *,
    found_here: Sequence[Problem] = (),
    unbounded_ok: bool = True,
) -> Validation:
    """Place Jira's words in the query, and add what was found without it.

    Jira knows better: what it accepts is no error, and what both complain of is told once, in
    Jira's words, with the fix that was found here.

    Args:
        query: The JQL.
        verdict: What Jira said of it.
        found_here: What ``jql.check`` said of it.
        unbounded_ok: Whether this Jira searches without a condition.

    Returns:
        Errors and warnings, in the order of the query, with a place wherever one is known.
    """
    said = [*_said(query, verdict.errors, "error"), *_said(query, verdict.warnings, "warning")]
    tree = _parsed(query)
    # Wherever Jira sees the one problem of a text that is no JQL, it is the same.
    unplaced = next(iter(found_here), None) if tree is None else None
    here = Placed(found_here)
    same = {} if tree is None else twins(query, tree, said, found_here)
    problems = [
        _as_found(each, same[index])
        if index in same
        else _helped(each, here.first(each) or unplaced)
        for index, each in enumerate(said)
    ]
    taken = {id(unplaced), *(id(each) for each in same.values())}
    there = Placed(problems)
    more = [
        each
        for each in found_here
        if (verdict.errors or each.severity == "warning")
        and id(each) not in taken
        and there.first(each) is None
    ]
    everything = sorted([*problems, *more], key=lambda each: each.start or 0)
    # What Jira itself may say of a query without a condition names no place.
    told = any(each.severity == "error" and each.start is None for each in problems)
    if not told and not unbounded_ok and tree is not None and tree.where is None:
        everything.append(Problem(_NO_CONDITION, hint=ADD_CONDITION))
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


def _helped(problem: Problem, near: Problem | None) -> Problem:
    """Add the hint and the fixes for the same place; fixes bring the place they are for."""
    if near is None:
        return problem
    if near.fixes or problem.start is None:
        return _as_found(problem, near)
    return replace(problem, hint=near.hint)


def _as_found(problem: Problem, near: Problem) -> Problem:
    return replace(problem, start=near.start, end=near.end, hint=near.hint, fixes=near.fixes)


def _parsed(query: str) -> Query | None:
    try:
        return parse(query)
    except JQLSyntaxError:
        return None
