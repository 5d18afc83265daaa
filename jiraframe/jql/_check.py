"""What can be told of a query before Jira is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql._catalogue import Catalogue, QueryField
from jiraframe.jql._check_names import Names, taken_by
from jiraframe.jql._hints import advise
from jiraframe.jql._parse import parse
from jiraframe.jql._problem import Fix, Problem
from jiraframe.jql._tokens import next_token
from jiraframe.jql._tree import (
    Clause,
    Comparison,
    Empty,
    Function,
    ListOperand,
    Not,
    Operand,
    Query,
    Span,
    Value,
)

_LISTS: Final = frozenset({"in", "not in", "was in", "was not in"})
# The operators whose values are whole ones, such as the name of a status.
_WHOLE: Final = _LISTS | {"=", "!=", "was", "was not"}
_OF_LISTS: Final = {"=": "IN", "!=": "NOT IN", "was": "WAS IN", "was not": "WAS NOT IN"}
_OF_ONE: Final = {several.lower(): one.upper() for one, several in _OF_LISTS.items()}
# What people write where a field takes the other kind.
_COUNTERPARTS: Final = {"=": "~", "!=": "!~", "~": "=", "!~": "!="}
_ANYTHING: Final = "java.lang.Object"


def check(text: str, catalogue: Catalogue) -> tuple[Problem, ...]:
    """Look for what is wrong with a query, or doubtful, without asking Jira.

    Names, operators and the values of closed lists are compared with those of the site. Where
    the catalogue does not say, nothing is said: an empty one leaves the language alone to check.

    Args:
        text: The JQL.
        catalogue: What the site's JQL knows.

    Returns:
        The problems in the order of the query, at most one a place. A text that is no JQL has
        exactly one.

    Example:
        >>> from jiraframe.jql import Catalogue, QueryField
        >>> site = Catalogue(fields=(QueryField("status", "status"),))
        >>> (problem,) = check("stauts = Done", site)
        >>> problem.message, problem.fixes[0].insert
        ("No field is called 'stauts'.", 'status')
    """
    try:
        query = parse(text)
    except JQLSyntaxError as exc:
        return (_unreadable(text, exc, catalogue),)
    found: dict[tuple[int | None, int | None], Problem] = {}
    # Of two at one place, what makes Jira refuse the query counts more than a doubt.
    problems = _Checker(text, catalogue).problems(query)
    for problem in sorted(problems, key=lambda each: each.severity == "warning"):
        found.setdefault((problem.start, problem.end), problem)
    return tuple(sorted(found.values(), key=lambda each: each.start or 0))


def _unreadable(text: str, exc: JQLSyntaxError, catalogue: Catalogue) -> Problem:
    position = exc.position or 0
    advice = advise(text, position, exc.expected, catalogue) if exc.expected else None
    said = advice.said if advice else exc.fix
    if advice and (mend := advice.mend):
        fixes = tuple(
            Fix(f"Write {each}" if each else "Take it out", each)
            for each in mend.texts
            if _leads_on(text[: mend.start] + each + text[mend.end :], text, exc)
        )
        if fixes:
            return Problem(exc.what, mend.start, mend.end, said, fixes=fixes)
    return Problem(exc.what, position, next_token(text, position).end, said)


def _leads_on(mended: str, text: str, exc: JQLSyntaxError) -> bool:
    """Say whether a query goes wrong further right than before, if at all.

    Two mistakes may lie so close that what mends the one alone makes the other worse.
    """
    try:
        parse(mended)
    except JQLSyntaxError as other:
        left, before = len(mended) - (other.position or 0), len(text) - (exc.position or 0)
        # At the end there is no further right, but something else may be missing.
        return left < before or (left == before == 0 and other.expected != exc.expected)
    return True


class _Checker:
    """One query on its way past what the site knows."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self._text = text
        self._names = Names(catalogue)

    def problems(self, query: Query) -> Iterator[Problem]:
        if query.where is not None:
            yield from self._clause(query.where)
        for key in query.order_by:
            fields, doubts = self._names.fields(key.field)
            yield from doubts
            if fields and not any(each.orderable for each in fields):
                yield Problem(f"ORDER BY does not take {key.field.name}.", *key.field.span)

    def _clause(self, clause: Clause) -> Iterator[Problem]:
        if isinstance(clause, Comparison):
            yield from self._comparison(clause)
        elif isinstance(clause, Not):
            yield from self._clause(clause.clause)
        else:
            for each in clause.clauses:
                yield from self._clause(each)

    def _comparison(self, comparison: Comparison) -> Iterator[Problem]:
        fields, doubts = self._names.fields(comparison.field)
        yield from doubts
        if fields and not any(each.searchable for each in fields):
            yield Problem(
                f"{comparison.field.name} may not be searchable.",
                *comparison.field.span,
                severity="warning",
            )
        refused = list(self._operator(comparison, fields))
        yield from refused
        for predicate in comparison.predicates:
            values = fields if predicate.operator in ("from", "to") and not refused else ()
            yield from self._operand(predicate.operand, values)
        if comparison.operand is not None:
            values = fields if comparison.operator in _WHOLE and not refused else ()
            yield from self._operand(comparison.operand, values)
            if isinstance(comparison.operand, Function) and not refused:
                yield from self._call(comparison, comparison.operand, fields)

    def _operator(self, comparison: Comparison, fields: Sequence[QueryField]) -> Iterator[Problem]:
        taken = taken_by(fields)
        operator = comparison.operator.upper()
        if not taken or operator in taken:
            return
        hint = f"It takes {', '.join(taken)}."
        other = _COUNTERPARTS.get(operator)
        if other not in taken or isinstance(comparison.operand, Empty):
            other = None
        if "~" in taken and "=" not in taken:
            hint += " A text is searched for its words, by ~."
        yield Problem(
            f"{comparison.field.name} does not take {operator}.",
            *self._operator_span(comparison),
            hint,
            fixes=(Fix(f"Use {other}", other),) if other else (),
        )

    def _operator_span(self, comparison: Comparison) -> Span:
        """Find the operator, of one word or several, between the field and what follows."""
        token = next_token(self._text, comparison.field.span[1])
        start, end = token.start, token.end
        words = comparison.operator.count(" ") if comparison.operand is not None else 0
        for _ in range(words):
            end = next_token(self._text, end).end
        return (start, end)

    def _operand(self, operand: Operand, fields: Sequence[QueryField]) -> Iterator[Problem]:
        """Check the names of functions, and of values where ``fields`` have closed lists."""
        if isinstance(operand, ListOperand):
            for each in operand.items:
                yield from self._operand(each, fields)
        elif isinstance(operand, Function):
            end = next_token(self._text, operand.span[0]).end
            yield from self._names.unknown_function(operand, end)
        elif isinstance(operand, Value):
            yield from self._names.unknown_value(operand, fields)

    def _call(
        self, comparison: Comparison, call: Function, fields: Sequence[QueryField]
    ) -> Iterator[Problem]:
        """Check that a function gives what its operator and its field take."""
        function = self._names.function(call)
        if function is None:
            return
        lists = comparison.operator in _LISTS
        if not (function.gives_list if lists else function.gives_one):
            other = (_OF_ONE if lists else _OF_LISTS).get(comparison.operator)
            if other not in (taken_by(fields) or (other,)):
                other = None
            gives = "one value, no list" if lists else "a list"
            yield Problem(
                f"{function.name}() gives {gives}.",
                *self._operator_span(comparison),
                f"Write {other}." if other else "",
                fixes=(Fix(f"Use {other}", other),) if other else (),
            )
        types = {name for each in fields for name in each.types}
        known = types and function.types and _ANYTHING not in types.union(function.types)
        if known and all(each.types for each in fields) and types.isdisjoint(function.types):
            yield Problem(
                f"What {function.name}() gives is hardly a value of {comparison.field.name}.",
                *call.span,
                severity="warning",
            )
