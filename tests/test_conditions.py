from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe.jql import (
    Catalogue,
    Choice,
    Comparison,
    Empty,
    FieldName,
    Function,
    ListOperand,
    Predicate,
    Query,
    QueryField,
    QueryFunction,
    Value,
    format,
    parse,
)
from jiraframe.notebook.builder._choices import (
    Choices,
    called,
    calls,
    from_jira,
    functions,
    matching,
    shown,
    typed,
)
from jiraframe.notebook.builder._conditions import (
    Form,
    comparison,
    item,
    items,
    joined,
    opened,
    why_fixed,
)
from jiraframe.notebook.builder._empties import left_out
from jiraframe.notebook.builder._phrases import kind, offered, operators, phrase, titles
from jiraframe.notebook.builder._relative import Span, day, moment, moments, span, written
from tests.test_jql_parse import comparisons, queries

USER = "com.atlassian.jira.user.ApplicationUser"
ASSIGNEE = QueryField("assignee", "assignee", operators=("=", "IN", "WAS"), types=(USER,))
CREATED = QueryField(
    "created", "created", operators=("=", "<", ">=", "IS"), types=("java.util.Date",)
)
POINTS = QueryField(
    "Points", "Points", operators=("IN", ">=", "=", "<"), types=("java.lang.Number",)
)
TEXT = QueryField("text", "text", operators=("~", "!~"), types=("java.lang.String",))
SPRINT = QueryField("Sprint", "Sprint", operators=("=", "!=", "IN"), types=("sprint",))
STATUS = QueryField("status", "status", operators=("=", "IN"), choices=(Choice("Done", "Done"),))
SITE = Catalogue(
    (TEXT, CREATED, ASSIGNEE, STATUS, QueryField("Zoo", "Zoo"), QueryField("asset", "asset")),
    (
        QueryFunction("currentUser", "currentUser()", types=(USER,)),
        QueryFunction(
            "membersOf", 'membersOf("")', gives_list=True, gives_one=False, types=(USER,)
        ),
        QueryFunction("myTeam", "myTeam()", gives_list=True, gives_one=False, types=(USER,)),
        QueryFunction("startOfWeek", "startOfWeek()", types=("java.util.Date",)),
    ),
)


@pytest.mark.parametrize(
    ("jql", "join", "rows"),
    [
        ("", "all", []),
        ("a = 1", "all", ["a = 1"]),
        ("a = 1 AND b = 2", "all", ["a = 1", "b = 2"]),
        ("a = 1 OR b = 2 OR c = 3", "any", ["a = 1", "b = 2", "c = 3"]),
        ("NOT a = 1", "none", ["a = 1"]),
        ("NOT (a = 1 OR b = 2)", "none", ["a = 1", "b = 2"]),
        ("NOT (a = 1 AND b = 2)", "none", ["a = 1 AND b = 2"]),
        ("a = 1 AND (b = 2 OR c = 3)", "all", ["a = 1", "b = 2 OR c = 3"]),
        ("a = 1 AND b = 2 OR c = 3", "any", ["a = 1 AND b = 2", "c = 3"]),
        ("ORDER BY created", "all", []),
    ],
)
def test_a_query_opens_as_rows(jql, join, rows):
    form = opened(parse(jql))

    assert form.join == join
    assert [format(Query(row)) for row in form.rows] == rows


@given(queries)
def test_what_was_opened_is_the_same_query_when_it_is_put_together(query):
    query = parse(format(query))

    again = parse(format(joined(opened(query))))

    assert again == query


@given(comparisons)
def test_a_row_that_the_form_can_change_comes_back_as_it_was(clause):
    clause = parse(format(Query(clause))).where
    if why_fixed(clause):
        return

    functions_of_lists = {
        each.name.lower()
        for each in [clause.operand]
        if isinstance(each, Function) and clause.operator.endswith("in")
    }
    made = comparison(
        clause.field,
        clause.operator,
        items(clause),
        predicates=clause.predicates,
        list_functions=functions_of_lists,
    )

    assert made == clause


@pytest.mark.parametrize(
    ("jql", "why"),
    [
        ("a = 1", ""),
        ("a = EMPTY", ""),
        ("a IN (1, EMPTY, f(x))", ""),
        ("a CHANGED FROM x TO y AFTER -7d BY f()", ""),
        ("a = 1 OR b = 2", "is a group of its own"),
        ("NOT NOT a = 1", "has a NOT of its own"),
        ("issue.property[a].b = 1", "asks for an entity property"),
        ("a IN (1, (2, 3))", "has a list in a list"),
        ("a WAS x DURING (1, 2)", "uses DURING"),
        ("a WAS x BY (y, z)", "has several values behind BY"),
    ],
)
def test_what_has_no_controls_says_why(jql, why):
    assert why_fixed(parse(jql).where) == why


def test_a_form_is_joined_as_it_says():
    rows = parse("a = 1 AND b = 2").where.clauses

    assert format(joined(Form(rows, "all"))) == "a = 1 AND b = 2"
    assert format(joined(Form(rows, "any"))) == "a = 1 OR b = 2"
    assert format(joined(Form(rows, "none"))) == "NOT (a = 1 OR b = 2)"
    assert format(joined(Form(rows[:1], "none"))) == "NOT a = 1"
    assert format(joined(Form((), "none"))) == ""


def test_a_condition_without_a_value_is_none_yet():
    assert comparison(FieldName("a"), "=", ()) is None
    assert comparison(FieldName("a"), "in", ()) is None
    assert comparison(FieldName("a"), "changed", ()) == Comparison(FieldName("a"), "changed")
    assert comparison(FieldName("a"), "is", ()) == Comparison(FieldName("a"), "is", Empty())


def test_a_function_that_gives_a_list_stands_alone_without_brackets():
    call = Function("openSprints")

    alone = comparison(FieldName("a"), "in", [call], list_functions={"opensprints"})
    single = comparison(FieldName("a"), "in", [Function("currentUser")])

    assert alone.operand == call
    assert single.operand == ListOperand((Function("currentUser"),))


def test_predicates_go_where_the_language_takes_them():
    predicates = (Predicate("after", Value("-7d")),)

    was = comparison(FieldName("a"), "was", [Value("x")], predicates=predicates)
    equal = comparison(FieldName("a"), "=", [Value("x")], predicates=predicates)

    assert was.predicates == predicates
    assert equal.predicates == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Done", Value("Done")),
        ('"In Progress"', Value("In Progress")),
        ("EMPTY", Empty()),
        ("openSprints()", Function("openSprints")),
        ("a b", None),
        ("a OR b = c", None),
        ("(a, b)", None),
        ('a" OR "', None),
        (" a", None),
        ("a ORDER BY b", None),
        ("", None),
    ],
)
def test_a_text_is_one_value_or_none(text, value):
    assert item(text) == value


@pytest.mark.parametrize(
    ("field", "of", "first", "words"),
    [
        (STATUS, "closed", "=", "is  (=)"),
        (ASSIGNEE, "open", "=", "is  (=)"),
        (CREATED, "date", ">=", "on or after  (>=)"),
        (POINTS, "number", ">=", "at least  (>=)"),
        (TEXT, "text", "~", "contains  (~)"),
        (SPRINT, "open", "in", "is one of  (IN)"),
        (None, "open", "=", "is  (=)"),
    ],
)
def test_operators_are_in_words_that_fit_the_field(field, of, first, words):
    found = operators(field)

    assert kind(field) == of
    assert found[0] == first
    assert phrase(found[0], kind(field)) == words
    if field is not None:
        assert {each.upper() for each in found} == set(field.operators)


def test_a_field_without_told_operators_takes_all():
    assert len(operators(QueryField("Rank", "Rank"))) == 17


def test_the_usual_fields_come_first():
    names = [each.name for each in offered(SITE)]

    assert names == ["status", "assignee", "text", "created", "asset", "Zoo"]


def test_fields_that_share_a_name_are_told_apart():
    fields = [QueryField("Team", "cf[1]"), QueryField("Team", "cf[2]"), QueryField("Due", "due")]

    assert [title for title, _ in titles(fields)] == ["Team (cf[1])", "Team (cf[2])", "Due"]


def test_namesakes_among_values_are_told_apart():
    choices = from_jira([Choice("Alex", "alexk"), Choice("Alex", "akim"), Choice("Bo", "bo")])

    assert choices.labels == ("Alex (alexk)", "Alex (akim)", "Bo")
    assert choices.value("Alex (akim)") == Value("akim")
    assert choices.label(Value("ALEXK")) == "Alex (alexk)"


def test_other_spellings_of_a_value_find_its_label_but_take_no_place():
    choices = from_jira(
        [Choice("Done", "Done", also=("3",)), Choice("3", '"3"'), Choice("X", "X", also=("Done",))]
    )

    assert choices.labels == ("Done", "3", "X")
    assert choices.label(Value("3")) == "3"
    assert choices.label(Value("done")) == "Done"


def test_choices_that_come_later_take_no_label_away():
    first = from_jira([Choice("Alex", "alexk")])

    both = first.joined_by(from_jira([Choice("Alex", "akim", also=("a@x",))]))

    assert both.value("Alex") == Value("alexk")
    assert both.label(Value("a@x")) == "Alex (akim)"


@given(st.text(), st.text())
def test_a_name_of_jiras_is_never_more_than_one_value(label, insert):
    choices = from_jira([Choice(label, insert)])

    for each in choices.labels:
        value = choices.value(each)
        where = parse(format(Query(Comparison(FieldName("a"), "=", value)))).where
        assert where == Comparison(FieldName("a"), "=", value)


def test_functions_are_offered_where_they_fit():
    assert functions(SITE, ASSIGNEE, lists=False).labels == ("currentUser()",)
    assert functions(SITE, ASSIGNEE, lists=True).labels == ("currentUser()", "myTeam()")
    assert functions(SITE, STATUS, lists=True).labels == ()
    assert calls(SITE, ASSIGNEE, lists=True) == {"membersOf(…)": "membersOf"}
    assert calls(SITE, ASSIGNEE, lists=False) == calls(SITE, STATUS, lists=True) == {}


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("devs", ["devs"]),
        ("site admins", ["site admins"]),
        ('"a, b", 3', ["a, b", "3"]),
        ("a b, c", ["a b", "c"]),
        ('x") OR project != ("y', ['x") OR project != ("y']),
        (" ", None),
        (",", None),
    ],
)
def test_what_is_typed_between_brackets_is_the_arguments(text, arguments):
    call = called("membersOf", text)

    assert arguments == (None if call is None else [each.text for each in call.arguments])


def test_of_many_labels_those_are_offered_that_fit():
    few, many = ["b", "a"], [f"{letter}{number}" for letter in "ab" for number in range(50)]

    assert matching(few, "x") == ("b", "a")
    assert matching(many, "") == tuple(many[:60])
    assert matching([*many, "xB1"], " B1 ") == (*[f"b{n}" for n in (1, *range(10, 20))], "xB1")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("  ", None),
        (" Done ", Value("x")),
        ("DONE", Value("x")),
        ("todo", Value("todo")),
        ("other", Value("other")),
        ("membersOf(devs)", Function("membersOf", (Value("devs"),))),
        ("unknown(devs)", Value("unknown(devs)")),
        ("EMPTY", Value("EMPTY")),
        ('" OR project != "', Value('" OR project != "')),
    ],
)
def test_what_is_typed_is_a_value(text, value):
    labels = {"Done": "x", "ToDo": "1", "TODO": "2"}
    known = Choices((label, "", Value(text), ()) for label, text in labels.items())

    found = typed(text, known, functions=frozenset({"membersof"}))

    assert found == value
    if found == Value("EMPTY"):
        assert found.quoted


def test_a_label_that_looks_like_a_call_is_the_value_that_jira_named():
    known = from_jira([Choice("membersOf(x)", '"membersOf(x)"')])

    found = typed("membersOf(x)", known, functions=frozenset({"membersof"}))

    assert found == Value("membersOf(x)")


def test_values_without_a_label_are_shown_as_they_are_written():
    assert shown(Empty()) == "(empty)"
    assert shown(Value("x y")) == "x y"
    assert shown(Function("f", (Value("a"), Value("b")))) == "f(a, b)"


@given(st.booleans(), st.integers(0, 999_999), st.sampled_from("mhdw"))
def test_a_relative_date_comes_back(back, number, unit):
    assert span(written(Span(back, number, unit))) == Span(back, number, unit)


@pytest.mark.parametrize("text", ["-07d", "-1w 2d", "7", "-7M", "2024-01-01", "-7D", "x"])
def test_other_texts_are_no_single_span(text):
    assert span(Value(text)) is None


def test_a_day_is_a_day_that_exists():
    assert day(Value("2024-02-29")) == datetime.date(2024, 2, 29)
    assert day(Value("2023-02-29")) is None
    assert day(Value("2024-02-29 10:00")) is None
    assert day(Function("now")) is None


def test_moments_are_in_words():
    assert moments(SITE, CREATED) == [
        ("start of this week  (startOfWeek())", Function("startOfWeek"))
    ]
    assert moments(SITE, None) == []
    assert moment(Function("startOfDay", (Value("-1d"),))) == "startOfDay(-1d)"


@pytest.mark.parametrize(
    ("jql", "said"),
    [
        ("labels != a", "no labels are not found: "),
        ("labels NOT IN (a) AND summary !~ x AND due !~ y", "no labels or no due are not found: "),
        ("labels != a OR b = 1", "no labels are not found by that condition: "),
        ("NOT labels = a", "no labels are not found: "),
        ("NOT (labels != a OR Assignee in (b))", "no Assignee are not found: "),
        ("status != Done AND labels = a AND labels IS NOT EMPTY AND labels WAS NOT a", None),
        ("NOT (labels is EMPTY OR status = Done)", None),
        ("a = 1 AND (labels != a OR b = 1)", None),
        ("", None),
    ],
)
def test_that_empty_fields_are_left_out_is_said(jql, said):
    form = opened(parse(jql))

    found = left_out(form.rows, form.join)

    assert [each.startswith(f"Issues with {said}") for each in found] == (
        [] if not said else [True]
    )
