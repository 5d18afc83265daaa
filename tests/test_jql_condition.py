"""Conditions as values: what they say, what they refuse, and no row lost to a clock."""

from __future__ import annotations

import copy
import operator
import pickle
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import reduce
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jiraframe as jf
from jiraframe import jql
from jiraframe.errors import ArgumentError, JQLError, JQLSyntaxError
from jiraframe.jql import (
    Comparison,
    Condition,
    Empty,
    FieldName,
    Function,
    ListOperand,
    Predicate,
    Value,
    bind,
    field,
    fn,
    parse,
)
from tests.scripted import scripted


class Colour(Enum):
    RED = "red"


BERLIN = ZoneInfo("Europe/Berlin")
AWARE = datetime(2024, 7, 1, 8, 0, 30, tzinfo=UTC)
NAIVE = AWARE.replace(tzinfo=None)
A, B, C = field("a") == 1, field("b") == 2, field("c") == 3


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (field("Story Points") >= 3, '"Story Points" >= 3'),
        (operator.le(3, field("Story Points")), '"Story Points" >= 3'),
        (field("a") < 1.5, 'a < "1.5"'),
        (field("a") <= date(2024, 1, 2), 'a <= "2024-01-02"'),
        (field("a") > "-7d", 'a > "-7d"'),
        (field("status") == "To Do", 'status = "To Do"'),
        (field("status") != "Done", 'status != "Done"'),
        (operator.ne("Done", field("status")), 'status != "Done"'),
        (field("a") == True, 'a = "true"'),  # noqa: E712
        (field("a") == np.int64(3), "a = 3"),
        (field("a") == Empty(), "a = EMPTY"),
        (field("assignee") == fn("currentUser"), "assignee = currentUser()"),
        (field("created") > fn("startOfDay", "-1d"), 'created > startOfDay("-1d")'),
        (field("a") == fn("f", 1, date(2024, 1, 2)), 'a = f(1, "2024-01-02")'),
        (field("a") == fn("my function"), 'a = "my function"()'),
        (field("summary").contains('say "hi"'), r'summary ~ "say \"hi\""'),
        (field("summary").not_contains("x"), 'summary !~ "x"'),
        (field("a").in_(["b", 2]), 'a IN ("b", 2)'),
        (field("a").in_("b"), 'a IN ("b")'),
        (field("a").in_({"c", "b"}), 'a IN ("b", "c")'),
        (field("a").in_(each for each in "bc"), 'a IN ("b", "c")'),
        (field("a").in_(pd.Series(["b"])), 'a IN ("b")'),
        (field("a").in_(["b", fn("f", 1)]), 'a IN ("b", f(1))'),
        (field("sprint").in_(fn("openSprints")), "sprint IN openSprints()"),
        (field("a").not_in(range(2)), "a NOT IN (0, 1)"),
        (field("a").is_empty(), "a IS EMPTY"),
        (field("a").is_not_empty(), "a IS NOT EMPTY"),
        (field("a").was("b"), 'a WAS "b"'),
        (field("a").was_not(Empty(), by="me"), 'a WAS NOT EMPTY BY "me"'),
        (field("a").was_in(["b"], on="2024-01-02"), 'a WAS IN ("b") ON "2024-01-02"'),
        (field("a").was_not_in(fn("f"), by=["x", "y"]), 'a WAS NOT IN f() BY ("x", "y")'),
        (field("a").was("b", during=(1, 2)), 'a WAS "b" DURING (1, 2)'),
        (field("a").changed(during=pd.Series([1, 2])), "a CHANGED DURING (1, 2)"),
        (field("a").changed(during=np.array([1, 2])), "a CHANGED DURING (1, 2)"),
        (field("a").changed(during=(each for each in (1, 2))), "a CHANGED DURING (1, 2)"),
        (field("a").changed(), "a CHANGED"),
        (
            field("a").changed(from_="b", to=["c", "d"], after="-1w", before=fn("now")),
            'a CHANGED FROM "b" TO ("c", "d") AFTER "-1w" BEFORE now()',
        ),
        (field("cf[10010]") == 1, "cf[10010] = 1"),
        (field("CF[10010]") == 1, "cf[10010] = 1"),
        (field("customfield_10010") == 1, "cf[10010] = 1"),
        (field("cf[1]x") == 1, '"cf[1]x" = 1'),
        (field("order") == 1, '"order" = 1'),
        (field("Team[Team]") == 1, '"Team[Team]" = 1'),
        (field("issue.property").property("k", "a.b") == 1, "issue.property[k].a.b = 1"),
        (field("a").property("k").property("l m", ".n") == 1, 'a[k]["l m"].n = 1'),
        (A.order_by("-created", "key"), "a = 1 ORDER BY created DESC, key"),
        (A.order_by("x").order_by("-Story Points"), 'a = 1 ORDER BY "Story Points" DESC'),
    ],
)
def test_python_says_what_jql_says(condition, text):
    assert isinstance(condition, Condition)
    assert str(condition) == f"{condition}" == condition.bound(None) == condition.bound(BERLIN)
    assert str(condition) == text
    assert text in repr(condition)
    assert parse(text) == condition.query


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (A & B | C, "a = 1 AND b = 2 OR c = 3"),
        (A & (B | C), "a = 1 AND (b = 2 OR c = 3)"),
        ((A | B) & C, "(a = 1 OR b = 2) AND c = 3"),
        (A & B & C, "a = 1 AND b = 2 AND c = 3"),
        (A & (B & C), "a = 1 AND b = 2 AND c = 3"),
        ((A | B) | C, "a = 1 OR b = 2 OR c = 3"),
        (~A & B, "NOT a = 1 AND b = 2"),
        (~(A & B), "NOT (a = 1 AND b = 2)"),
        (~(A | B) | ~~C, "NOT (a = 1 OR b = 2) OR NOT NOT c = 3"),
        (A & "b = 2 OR c = 3", "a = 1 AND (b = 2 OR c = 3)"),
        ("b = 2 OR c = 3" & A, "(b = 2 OR c = 3) AND a = 1"),
        ("b = 2" | A, "b = 2 OR a = 1"),
        (A & parse("b = 2"), "a = 1 AND b = 2"),
        (parse("b = 2") | A, "b = 2 OR a = 1"),
    ],
)
def test_joined_conditions_keep_their_meaning(condition, text):
    assert str(condition) == text
    assert parse(text) == condition.query


def test_many_conditions_joined_stay_one_flat_query():
    condition = reduce(operator.and_, [field("a") != number for number in range(1000)])
    assert len(parse(str(condition)).where.clauses) == 1000


def test_conditions_are_values():
    assert (A & B) == (A & B)
    assert A != B
    assert {A: "x"}[field("a") == 1] == "x"
    assert copy.deepcopy(A) == pickle.loads(pickle.dumps(A)) == A
    with pytest.raises(AttributeError):
        A.query = B.query
    assert str(A & B) == "a = 1 AND b = 2"
    assert str(A.order_by("x")) == "a = 1 ORDER BY x"
    assert str(A) == "a = 1"


@pytest.mark.parametrize(
    "write",
    [
        lambda: A and B,
        lambda: A or B,
        lambda: not A,
        lambda: 1 <= field("a") <= 5,
        lambda: field("a") in [1, 2],
        lambda: 1 in field("a"),
        lambda: field("a") and field("b"),
        lambda: not field("a"),
        lambda: ~field("a") == 1,
        lambda: field("a") == 1 & field("b") == 2,
        lambda: field("a") & A,
        lambda: A & field("a"),
        lambda: A | field("a"),
        lambda: field("a") | field("b"),
    ],
)
def test_words_of_python_that_cannot_be_translated_say_what_to_write(write):
    with pytest.raises(JQLError, match=r'\(field\("a"\).*in_'):
        write()


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda: field("a") == None, "is_empty"),  # noqa: E711
        (lambda: field("a") != None, "is_not_empty"),  # noqa: E711
        (lambda: field("a").in_([1, None]), "is_empty"),
        (lambda: field("a") > float("nan"), "IS EMPTY"),
        (lambda: field("a") > pd.NaT, "IS EMPTY"),
        (lambda: field("a") > Empty(), "is_empty"),
        (lambda: field("a") == ["b"], r"\.in_\(\)"),
        (lambda: field("a").in_([]), "Leave the condition out"),
        (lambda: field("a").in_(pd.DataFrame({"b": [1]})), "one of its columns"),
        (lambda: field("a").in_([["b"]]), "single values"),
        (lambda: field("a").in_({"b": 1}), "type dict"),
        (lambda: field("a") == field("b"), "type Field"),
        (lambda: field("a") == B, "type Condition"),
        (lambda: field("a") == timedelta(1), '"-7d"'),
        (lambda: field("a").changed(during="2024-01-01"), "beginning and an end"),
        (lambda: field("a").changed(during=[1, 2, 3]), "beginning and an end"),
        (lambda: field("a").changed(during={1, 2}), "beginning and an end"),
        (lambda: field("a").changed(during=[]), "beginning and an end"),
        (lambda: field("a").changed(during=pd.Series(["x", None])), "missing number|is_empty"),
        (lambda: field("a") == Colour.RED, "Give its .value."),
        (lambda: field("a").in_(Colour), "Give its .value."),
        (lambda: fn("f", fn("g")), "plain values"),
        (lambda: fn("f", Empty()), "plain values"),
        (lambda: fn("f", ["a"]), "list"),
        (lambda: A.order_by(), "Name one"),
        (lambda: A.order_by("x") & B, "at the end"),
        (lambda: B | A.order_by("x"), "at the end"),
        (lambda: ~A.order_by("x"), "at the end"),
        (lambda: A & "b = 1 order by c", "at the end"),
        (lambda: A & "", "Leave it out"),
    ],
)
def test_what_has_no_form_is_refused_with_a_way_out(write, said):
    with pytest.raises(JQLError, match=said):
        write()


@pytest.mark.parametrize("key", [None, 3, ["created"], field("created")])
def test_what_is_no_name_to_sort_by_is_refused(key):
    with pytest.raises(ArgumentError, match="no name of a field"):
        A.order_by(key)


@pytest.mark.parametrize(
    "write",
    [
        lambda: field(""),
        lambda: field(" "),
        lambda: field(3),
        lambda: A.order_by("-"),
        lambda: fn(""),
        lambda: fn(None),
        lambda: fn("openSprints()"),
        lambda: field("a").was("b", from_="c"),
        lambda: field("a").changed(til="c"),
    ],
)
def test_names_that_are_none_are_refused(write):
    with pytest.raises(ArgumentError):
        write()


@pytest.mark.parametrize("other", [1, None, ["a = 1"]])
def test_a_condition_is_joined_with_queries_alone(other):
    for write in (lambda: A & other, lambda: other & A, lambda: A | other, lambda: other | A):
        with pytest.raises(TypeError):
            write()


def test_a_text_that_is_no_jql_does_not_join():
    with pytest.raises(JQLSyntaxError):
        A & "b ="


@pytest.mark.parametrize(
    ("make", "template"),
    [
        (lambda t: field("a") >= t, "a >= {t}"),
        (lambda t: field("a") > t, "a > {t}"),
        (lambda t: field("a") <= t, "a <= {t}"),
        (lambda t: field("a") < t, "a < {t}"),
        (lambda t: field("a") == t, "a = {t}"),
        (lambda t: field("a").in_([t, t]), "a IN ({t}, {t})"),
        (lambda t: field("a") > fn("f", t), "a > f({t})"),
        (lambda t: ~(field("a") > t), "NOT a > {t}"),
        (lambda t: ~((field("b") == 1) | (field("a") <= t)), "NOT (b = 1 OR a <= {t})"),
        (lambda t: ~~(field("a") > t), "NOT NOT a > {t}"),
        (lambda t: field("a").was(1, after=t), "a WAS 1 AFTER {t}"),
        (lambda t: field("a").was(1, before=t), "a WAS 1 BEFORE {t}"),
        (lambda t: field("a").was_not(1, after=t), "a WAS NOT 1 AFTER {t}"),
        (lambda t: ~field("a").was_not_in([1], after=t), "NOT a WAS NOT IN (1) AFTER {t}"),
        (lambda t: field("a").changed(on=t), "a CHANGED ON {t}"),
        (lambda t: field("a").changed(during=(t, t)), "a CHANGED DURING ({t}, {t})"),
        (lambda t: ~field("a").changed(during=[t, t]), "NOT a CHANGED DURING ({t}, {t})"),
    ],
)
@pytest.mark.parametrize(
    "time",
    [AWARE, NAIVE, pd.Timestamp(AWARE), np.datetime64(NAIVE), datetime(2024, 10, 27, 2, 30, 1)],
    ids=str,
)
def test_times_are_rounded_as_placeholders_are(make, template, time):
    condition = make(time)
    assert condition.bound(BERLIN) == bind(template, {"t": time}, zone=BERLIN)
    assert condition.zoned is (getattr(time, "tzinfo", None) is not None)


def test_a_time_with_a_zone_shows_and_is_no_jql_until_the_clock_is_known():
    condition = (field("created") > AWARE) & (field("due") < NAIVE)
    shown = 'created > {2024-07-01 08:00:30+00:00} AND due < "2024-07-01 08:01"'
    assert str(condition) == shown
    with pytest.raises(JQLSyntaxError, match=r"\.bound"):
        parse(str(condition))
    with pytest.raises(JQLError, match="zone="):
        condition.bound(None)
    assert condition.bound(UTC) == 'created > "2024-07-01 08:00" AND due < "2024-07-01 08:01"'


def test_functions_of_queries_take_conditions():
    condition = (A | B).order_by("c")
    assert jql.and_(condition, C) == "(a = 1 OR b = 2) AND (c = 3) ORDER BY c"
    assert jql.and_("", A.query) == "a = 1"
    assert jql.split_order_by(condition) == ("a = 1 OR b = 2", "ORDER BY c")
    assert jql.is_bounded(A)
    with pytest.raises(JQLError, match="cannot sort"):
        jql.and_(A, condition)
    with pytest.raises(JQLError, match="zone"):
        jql.and_("", field("a") > AWARE)


VALUES = st.one_of(
    st.text(st.characters(codec="utf-16")),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)
NAMES = st.text(st.characters(codec="utf-16"), min_size=1).filter(str.strip)


def _leaf(value: object) -> Value:
    return parse(f"a = {jql.quote(value)}").where.operand


@settings(deadline=None)
@given(NAMES, NAMES, st.lists(VALUES, min_size=1), VALUES)
def test_nothing_becomes_syntax(name, function, values, value):
    made = field(name)
    condition = (made.in_(values) | ~(made == value)) & made.changed(by=value, to=values)
    tree = parse(str(condition.order_by(name.removeprefix("-") or "x")))
    assert tree.where == condition.query.where
    listed, negated = tree.where.clauses[0].clauses
    assert listed.operand == ListOperand(tuple(_leaf(each) for each in values))
    assert negated.clause.operand == _leaf(value)
    by, to = tree.where.clauses[1].predicates
    assert (by, to) == (Predicate("by", _leaf(value)), Predicate("to", listed.operand))
    assert {listed.field, negated.clause.field} == {made.name}
    if set("()").isdisjoint(function):
        call = parse(str(made == fn(function, value))).where
        assert call == Comparison(made.name, "=", Function(function, (_leaf(value),)))


@settings(deadline=None)
@given(NAMES, st.text(st.characters(codec="utf-16"), min_size=1), st.text(max_size=5))
def test_no_property_becomes_syntax(name, key, path):
    condition = field(name).property(key, path) == 1
    assert parse(str(condition)) == condition.query


@settings(deadline=None)
@given(st.text())
def test_a_name_means_itself(name):
    if name.strip():
        numbered = name.casefold().startswith(("cf[", "customfield_"))
        assert numbered or field(name).name == FieldName(name)


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_condition_is_usable_wherever_jql_is(mode):
    with jf.sandbox.start(mode, issues=60) as box:
        jira = jf.connect(environ=box.env)
        text = 'project = "ENG" AND status != "Done" ORDER BY created DESC'
        condition = ((field("project") == "ENG") & (field("status") != "Done")).order_by("-created")
        keys = jira.search(text, ["key"])["key"].tolist()
        frame = jira.search(condition, ["key"])
        assert keys
        assert frame["key"].tolist() == keys
        assert jf.receipt(frame).jql == text
        parts = pd.concat(jira.search_iter(condition, ["key"], rows=5))
        assert parts["key"].tolist() == keys
        assert jira.count(condition) == len(keys)
        assert jira.validate(condition).ok
        assert jira.validate(condition).query == text
        assert not jira.validate(field("nosuch") == 1).ok
        with pytest.raises(JQLError, match="no placeholder"):
            jira.search(condition, params={"x": 1})


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_no_row_at_the_edge_of_a_time_is_lost(mode):
    with jf.sandbox.start(mode, issues=60) as box:
        jira = jf.connect(environ=box.env)
        everything = jira.search("project = ENG ORDER BY created", ["created"])
        edge = everything["created"].iloc[len(everything) // 2].to_pydatetime()
        assert edge.tzinfo is not None
        late = set(everything["key"][everything["created"] >= edge])
        early = set(everything["key"][everything["created"] <= edge])
        found = {
            name: set(jira.search((field("project") == "ENG") & condition, ["key"])["key"])
            for name, condition in {
                "late": field("created") >= edge,
                "not early": ~(field("created") < edge),
                "early": field("created") <= edge,
            }.items()
        }
        assert late <= found["late"]
        assert late <= found["not early"]
        assert early <= found["early"]
        assert found["late"] != set(everything["key"])
        text = jf.receipt(jira.search(field("created") >= edge, ["key"])).jql
        assert text == (field("created") >= edge).bound(jira.connection.account.zone)


def test_where_the_clock_of_the_account_is_unknown_times_with_a_zone_are_refused():
    me = {"name": "ann", "displayName": "Ann", "timeZone": "Mars/Olympus"}
    routes = {"/myself": me, "/search": {"total": 7, "issues": []}}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        with pytest.raises(ArgumentError, match="Mars/Olympus"):
            jira.count(field("created") > AWARE)
        assert jira.count(field("created") > NAIVE) == 7
