"""JQL carried out: a parsed query becomes positions of issues.

Every condition is a scan of one column, asked once for each distinct value; the answers are
combined as numbers with one byte an issue, so that AND and OR cost next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import partial, reduce
from operator import and_, or_
from typing import TypeAlias

from jiraframe.jql import parse
from jiraframe.jql._tree import And, Comparison, Not, Or, Query, Value
from jiraframe.jql._tree import Clause as Node
from jiraframe.sandbox._catalogue import Catalogue
from jiraframe.sandbox._clauses import EMPTINESS, HISTORY, LIKENESS, Clause, Clauses
from jiraframe.sandbox._conditions import OPPOSITE, Test, condition, text_condition
from jiraframe.sandbox._context import Context
from jiraframe.sandbox._fields import CLOUD
from jiraframe.sandbox._issues import Issues
from jiraframe.sandbox._moments import Moments
from jiraframe.sandbox._operands import known_values
from jiraframe.sandbox._ordering import sort, sort_clauses
from jiraframe.sandbox._past import Stay, limits_of, past_test, stays
from jiraframe.sandbox._problems import Problems, SemanticJQL
from jiraframe.sandbox._text_search import text_test

Mask: TypeAlias = int
"""One byte an issue, the first the lowest: 1 where the issue is found."""
Plan: TypeAlias = Callable[[], Mask]

_NEGATIVE = frozenset({"!=", "not in", "!~", "is not", "was not", "was not in"})


def search(query: str, context: Context, *, deployment: str) -> list[int]:
    """Find the issues that a query asks for, in its order.

    Args:
        query: The JQL.
        context: The query's surroundings.
        deployment: ``cloud`` searches on when values do not exist or sorting is impossible;
            ``datacenter`` does not.

    Returns:
        Positions; without ORDER BY the newest issue comes first.

    Raises:
        JQLSyntaxError: The query does not parse.
        SemanticJQL: It parses and means nothing.
    """
    tree = parse(query)
    plan = plan_of(tree, context)
    keys = sort_clauses(context, tree.order_by)
    problems = context.problems
    if deployment == CLOUD and problems.errors:
        raise SemanticJQL(problems.errors, problems.warnings)
    if deployment != CLOUD and (problems.errors or problems.warnings or problems.sorting):
        raise SemanticJQL([*problems.errors, *problems.sorting], problems.warnings)
    found = _newest_first(plan(), context.issues)
    sort(context, found, keys)
    return found


def check(query: str, context: Context) -> tuple[list[str], list[str]]:
    """Tell what is wrong with a query, without searching.

    Returns:
        The errors, and the warnings about values that do not exist.

    Raises:
        JQLSyntaxError: The query does not parse.
    """
    tree = parse(query)
    plan_of(tree, context)
    sort_clauses(context, tree.order_by)
    problems = context.problems
    return [*problems.errors, *problems.sorting], problems.warnings


def context_of(catalogue: Catalogue, issues: Issues, clauses: Clauses, moments: Moments) -> Context:
    """Gather the surroundings of a new query."""
    return Context(catalogue, issues, clauses, moments, Problems())


def plan_of(query: Query, context: Context) -> Plan:
    """Resolve every name of a query, noting what is wrong, and say how to carry it out."""
    if query.where is None:
        return lambda: _everything(len(context.issues))
    return _plan(query.where, context, negated=False)


def _newest_first(mask: Mask, issues: Issues) -> list[int]:
    flags = mask.to_bytes(len(issues), "little")
    found = [position for position, flag in enumerate(flags) if flag]
    found.sort(key=issues.id, reverse=True)
    return found


def _everything(size: int) -> Mask:
    return int.from_bytes(b"\1" * size, "little")


def _plan(node: Node, context: Context, *, negated: bool) -> Plan:
    match node:
        case Not(clause):
            return _plan(clause, context, negated=not negated)
        case And(clauses) | Or(clauses):
            plans = [_plan(clause, context, negated=negated) for clause in clauses]
            return _combined(plans, every=isinstance(node, And) is not negated)
        case Comparison():
            return _comparison(node, context, negated=negated)


def _combined(plans: Sequence[Plan], *, every: bool) -> Plan:
    join = and_ if every else or_
    return lambda: reduce(join, (plan() for plan in plans))


def _comparison(node: Comparison, context: Context, *, negated: bool) -> Plan:
    # Jira names a field as the query does.
    named = partial(replace, name=node.field.name)
    clauses = [named(clause) for clause in context.clauses.find(node.field.name)]
    if not clauses or node.field.properties:
        context.problems.no_field(node.field.name)
        return lambda: 0
    sign = OPPOSITE.get(node.operator, node.operator) if negated else node.operator
    plans = _of_one_name(clauses, context, lambda each, here: _one(node, sign, each, here))
    plan = _combined(plans, every=sign in _NEGATIVE)
    if negated and node.operator == "changed":
        return lambda: plan() ^ _everything(len(context.issues))
    return plan


def _of_one_name(
    clauses: Sequence[Clause], context: Context, make: Callable[[Clause, Context], Plan]
) -> list[Plan]:
    """Plan a condition for every field of the name; one that can take it is enough."""
    tried = []
    for clause in clauses:
        here = context_of(context.catalogue, context.issues, context.clauses, context.moments)
        tried.append((make(clause, here), here.problems))
    sound = [plan for plan, problems in tried if not problems.errors and not problems.warnings]
    if not sound:
        context.problems.add(tried[0][1])
    return sound or [tried[0][0]]


def _one(node: Comparison, sign: str, clause: Clause, context: Context) -> Plan:
    if node.operator not in clause.operators:
        if node.operator in HISTORY:
            context.problems.no_history(clause.name)
        else:
            context.problems.no_operator(node.operator, clause.name)
        return lambda: 0
    if node.operator in HISTORY:
        return _past(node, sign, replace(clause, past=True), context)
    test = _test(node, sign, clause, context)
    return lambda: scan(context.issues.column(clause), test) if test else 0


def _test(node: Comparison, sign: str, clause: Clause, context: Context) -> Test | None:
    if node.operator in EMPTINESS:
        return condition(context, clause, sign, [])
    if node.operator in LIKENESS:
        return _text(node, sign, clause, context)
    values = known_values(context, clause, node)
    # A value that does not exist is equal to nothing; nor does it leave anything out.
    return condition(context, clause, sign, values) if values or sign in _NEGATIVE else None


def _text(node: Comparison, sign: str, clause: Clause, context: Context) -> Test | None:
    text = node.operand.text if isinstance(node.operand, Value) else ""
    if not text.strip():
        context.problems.empty_text(clause.name)
        return None
    test = text_test(text)
    if test is None:
        context.problems.bad_text(text, clause.name)
        return None
    return text_condition(clause, sign, test)


def _past(node: Comparison, sign: str, clause: Clause, context: Context) -> Plan:
    values = known_values(context, clause, node)
    test = past_test(sign, values, limits_of(context, clause, node.predicates))
    return lambda: _scan_past(clause, context, test)


def _scan_past(clause: Clause, context: Context, test: Callable[[list[Stay]], bool]) -> Mask:
    issues = context.issues
    present = issues.column(clause)
    created, creator = context.column("created"), context.column("creator")
    flags = bytearray(len(issues))
    for position in range(len(issues)):
        start = Stay.since(created[position], creator[position])
        found = stays(issues.changes(position, clause.column), start, present[position])
        flags[position] = test(found)
    return int.from_bytes(flags, "little")


def scan(column: Iterable[Hashable], test: Test) -> Mask:
    """Ask a test of every value of a column, once for each distinct value."""
    values = list(column)
    verdicts = {value: test(value) for value in set(values)}
    return int.from_bytes(bytes(map(verdicts.__getitem__, values)), "little")
