"""Queries put together: what they mean, and what stays as it was written."""

from __future__ import annotations

import pytest

from jiraframe.errors import JQLError
from jiraframe.jql import (
    MY_OPEN_SPRINT_ISSUES,
    JQLSyntaxError,
    and_,
    is_bounded,
    parse,
    split_order_by,
)


@pytest.mark.parametrize(
    ("jql", "where", "order_by"),
    [
        ("", "", ""),
        (" a = b ", "a = b", ""),
        ("a = b or  c=d\torder  by e ,f desc\n", "a = b or  c=d", "order  by e ,f desc"),
        (" ORDER BY a", "", "ORDER BY a"),
        ('a = "x order by y"', 'a = "x order by y"', ""),
        ('"order by" = b order by "order by"', '"order by" = b', 'order by "order by"'),
        ("(a = b) order by c", "(a = b)", "order by c"),
        ("a = b\\  order by c", "a = b\\ ", "order by c"),
        ('a="b"order by c', 'a="b"', "order by c"),
    ],
)
def test_a_query_is_split_where_its_sorting_begins(jql, where, order_by):
    assert split_order_by(jql) == (where, order_by)


@pytest.mark.parametrize(
    ("jql", "extra", "joined"),
    [
        ("a = b", "c = d", "(a = b) AND (c = d)"),
        ("a = b or c=d order by e", " c = d ", "(a = b or c=d) AND (c = d) order by e"),
        ("order by e", "c = d", "c = d order by e"),
        ("", "c = d", "c = d"),
        ("a = b order by e", "", "a = b order by e"),
        ("", " ", ""),
        ("a = b\\ ", "c = d\\ ", "(a = b\\ ) AND (c = d\\ )"),
        ("", "c = d\\ ", "c = d\\ "),
    ],
)
def test_one_more_condition_narrows_a_query(jql, extra, joined):
    assert and_(jql, extra) == joined
    assert parse(joined).order_by == parse(jql).order_by


def test_both_conditions_keep_their_meaning():
    first, second = parse(and_("a = b or c = d", "e = f or g = h")).where.clauses
    assert (first, second) == (parse("a = b or c = d").where, parse("e = f or g = h").where)


def test_a_condition_that_sorts_is_refused():
    with pytest.raises(JQLError, match="cannot sort") as caught:
        and_("a = b", "c = d order by e")
    assert caught.value.position == 6


@pytest.mark.parametrize(("jql", "extra"), [("a =", "b = c"), ("b = c", "a ="), ("a", "or b = c")])
def test_halves_of_a_query_are_refused(jql, extra):
    with pytest.raises(JQLSyntaxError):
        and_(jql, extra)


@pytest.mark.parametrize(
    ("jql", "bounded"), [("", False), ("order by a", False), ("a = b", True), ("not a = b", True)]
)
def test_a_query_is_bounded_by_any_condition(jql, bounded):
    assert is_bounded(jql) is bounded


def test_my_open_sprint_issues_are_mine_open_and_in_a_sprint():
    fields = [clause.field.name for clause in parse(MY_OPEN_SPRINT_ISSUES).where.clauses]
    assert fields == ["assignee", "sprint", "statusCategory"]
