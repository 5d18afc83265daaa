"""Queries put together from queries, by the spans of the parser."""

from __future__ import annotations

from jiraframe.errors import JQLError
from jiraframe.jql._condition import Condition, text_of
from jiraframe.jql._parse import parse
from jiraframe.jql._tree import Query


def split_order_by(jql: str | Query | Condition) -> tuple[str, str]:
    """Take a query apart into its condition and its ORDER BY.

    Args:
        jql: The query.

    Returns:
        Both texts as they were written, ORDER BY with its key words; each may be empty.

    Raises:
        JQLSyntaxError: ``jql`` does not parse.
        JQLError: A time in a condition has a zone of its own: write it out by ``.bound`` first.

    Example:
        >>> split_order_by("project = ABC order by created desc")
        ('project = ABC', 'order by created desc')
    """
    text = text_of(jql)
    query = parse(text)
    where, order_by = (slice(*(span or (0, 0))) for span in (query.where_span, query.order_by_span))
    return text[where], text[order_by]


def and_(jql: str | Query | Condition, extra: str | Query | Condition) -> str:
    """Narrow a query by one more condition.

    Args:
        jql: The query; it may be empty or an ORDER BY alone.
        extra: The condition that must hold as well; empty for none.

    Returns:
        ``(condition) AND (extra) ORDER BY ...``, the parts as they were written; without the
        brackets where there is nothing to join.

    Raises:
        JQLSyntaxError: ``jql`` or ``extra`` does not parse.
        JQLError: ``extra`` has an ORDER BY, or a time in a condition has a zone of its own.

    Example:
        >>> and_("status = Done OR labels = old ORDER BY key", "project = ABC")
        '(status = Done OR labels = old) AND (project = ABC) ORDER BY key'
    """
    where, order_by = split_order_by(jql)
    condition, order_of_extra = split_order_by(extra)
    if order_of_extra:
        raise JQLError(
            "A condition that is added to a query cannot sort it.",
            query=text_of(extra),
            position=text_of(extra).rindex(order_of_extra),
            fix="Put ORDER BY at the end of the query itself.",
        )
    both = f"({where}) AND ({condition})" if where and condition else where or condition
    return " ".join(part for part in (both, order_by) if part)


def is_bounded(jql: str | Query | Condition) -> bool:
    """Say whether a query has a condition; Jira Cloud refuses to search without one.

    Args:
        jql: The query.

    Returns:
        Whether there is at least one condition, whatever it lets through.

    Raises:
        JQLSyntaxError: ``jql`` does not parse.
        JQLError: A time in a condition has a zone of its own.

    Example:
        >>> is_bounded("ORDER BY created")
        False
    """
    return parse(text_of(jql)).where is not None
