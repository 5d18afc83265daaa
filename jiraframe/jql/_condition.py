"""Conditions as values: joined by ``&``, ``|`` and ``~``, written when they are asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final, NoReturn

from jiraframe.errors import JQLError
from jiraframe.jql._condition_times import Write, moments, settled
from jiraframe.jql._condition_values import field_name
from jiraframe.jql._format import format
from jiraframe.jql._instants import Bound, minute
from jiraframe.jql._parse import parse
from jiraframe.jql._tree import And, Clause, Moment, Not, Or, Query, SortKey, Value


@dataclass(frozen=True, slots=True, repr=False)
class Condition:
    """A condition on issues, or a whole query; ``field("name") == value`` makes one.

    It may stand wherever JQL may. Both operands of ``a & b`` and ``a | b`` must hold, or one of
    them; ``~a`` is NOT; brackets come by themselves where the query needs them. One of the two
    may also be JQL as a text, such as ``MY_OPEN_SPRINT_ISSUES``. Conditions never change, can
    be keys of a dict, and are equal when their queries say the same.

    ``str(condition)`` is the query. A time without a zone is rounded in it as ``bind`` does it.
    One with a zone shows as ``{2024-05-01 10:00:00+00:00}``, which is no JQL on purpose: only
    the account's zone tells which minute that is. ``search`` and the others know it;
    elsewhere ``bound`` takes it.

    Attributes:
        query: The tree.

    Example:
        >>> from jiraframe.jql import field
        >>> mine = (field("project") == "ENG") & (field("Story Points") >= 3)
        >>> print(mine.order_by("-created"))
        project = "ENG" AND "Story Points" >= 3 ORDER BY created DESC
        >>> print(~mine | field("labels").is_empty())
        NOT (project = "ENG" AND "Story Points" >= 3) OR labels IS EMPTY
    """

    query: Query

    def bound(self, zone: tzinfo | None) -> str:
        """Write the query with its times on the account's clock, rounded so that no row is lost.

        Args:
            zone: The time zone of the Jira account, in which Jira reads every date; None where
                it is not known, which is an error if a time has a zone of its own.

        Returns:
            The JQL; ``bind`` says how times are rounded.

        Raises:
            JQLError: A time cannot be written.

        Example:
            >>> from datetime import UTC, datetime
            >>> from zoneinfo import ZoneInfo
            >>> from jiraframe.jql import field
            >>> late = field("updated") > datetime(2024, 7, 1, 8, 0, 30, tzinfo=UTC)
            >>> print(late.bound(ZoneInfo("Europe/Berlin")))
            updated > "2024-07-01 10:00"
        """

        def write(moment: Moment, bound: Bound | None) -> Value:
            return Value(minute(moment.at, zone, bound), quoted=True)

        return self._written(write)

    @property
    def zoned(self) -> bool:
        """Whether a time in it has a zone of its own, so that ``bound`` needs the account's."""
        return any(each.at.tzinfo is not None for each in moments(self.query.where))

    def order_by(self, *keys: str) -> Condition:
        """Sort the issues; an order that was there before is replaced.

        Args:
            *keys: Names of fields, the first counts most; ``-`` in front sorts downwards.

        Returns:
            The query. It can no longer be joined: sort last.

        Raises:
            JQLError: No field is named.

        Example:
            >>> from jiraframe.jql import field
            >>> print((field("project") == "ENG").order_by("-priority", "key"))
            project = "ENG" ORDER BY priority DESC, key
        """
        if not keys:
            raise JQLError("No field to sort by.", fix='Name one: .order_by("-created").')
        return Condition(replace(self.query, order_by=tuple(_sort_key(each) for each in keys)))

    def __and__(self, other: Condition | Query | str) -> Condition:
        return _joined(And, self, other) if isinstance(other, _QUERIES) else NotImplemented

    def __rand__(self, other: Query | str) -> Condition:
        return _joined(And, other, self) if isinstance(other, _QUERIES) else NotImplemented

    def __or__(self, other: Condition | Query | str) -> Condition:
        return _joined(Or, self, other) if isinstance(other, _QUERIES) else NotImplemented

    def __ror__(self, other: Query | str) -> Condition:
        return _joined(Or, other, self) if isinstance(other, _QUERIES) else NotImplemented

    def __invert__(self) -> Condition:
        return Condition(Query(Not(_alone(self))))

    def __bool__(self) -> NoReturn:
        raise JQLError(
            "A condition is neither true nor false: Jira decides that for each issue.",
            fix="Join conditions by & and |, negate one by ~, each comparison in brackets of its "
            'own: (field("a") >= 1) & (field("a") <= 5). A field is compared with several values '
            "by .in_([...]).",
        )

    def __str__(self) -> str:
        def write(moment: Moment, bound: Bound | None) -> Value:
            return moment if moment.at.tzinfo else Value(minute(moment.at, None, bound), True)

        return self._written(write)

    def __repr__(self) -> str:
        return f"<Condition: {self}>"

    def _written(self, write: Write) -> str:
        where = self.query.where
        return format(replace(self.query, where=where and settled(where, write)))


_QUERIES: Final = (Condition, Query, str)


def text_of(jql: str | Query | Condition) -> str:
    """Give a query as text.

    Args:
        jql: The query.

    Returns:
        The JQL; a text stays as it is.

    Raises:
        JQLError: A time in a condition has a zone of its own.
    """
    if isinstance(jql, Condition):
        return jql.bound(None)
    return format(jql) if isinstance(jql, Query) else jql


def _joined(kind: type[And | Or], *queries: Condition | Query | str) -> Condition:
    """Join two conditions; a run of one kind stays flat, as it does in a text."""
    clauses: list[Clause] = []
    for each in queries:
        clause = _alone(each)
        clauses += clause.clauses if isinstance(clause, kind) else (clause,)
    return Condition(Query(kind(tuple(clauses))))


def _alone(jql: Condition | Query | str) -> Clause:
    """Take the condition of a query that has nothing else."""
    tree = parse(jql) if isinstance(jql, str) else jql
    query = tree.query if isinstance(tree, Condition) else tree
    if query.order_by:
        raise JQLError(
            "A sorted query cannot be joined with another.",
            query=str(jql) if isinstance(jql, Condition) else text_of(jql),
            fix="Sort at the end: (a & b).order_by(...).",
        )
    if query.where is None:
        raise JQLError("An empty query is no condition.", fix="Leave it out.")
    return query.where


def _sort_key(key: str) -> SortKey:
    if isinstance(key, str) and key.startswith("-"):
        return SortKey(field_name(key[1:]), "desc")
    return SortKey(field_name(key))
