"""The language: what is a query, what is not, where the error is, and what is said about it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.jql import (
    And,
    Comparison,
    Empty,
    FieldName,
    Function,
    JQLSyntaxError,
    ListOperand,
    Not,
    Or,
    Predicate,
    Property,
    Query,
    SortKey,
    Value,
    format,
    parse,
)

CANONICAL = [
    ("", ""),
    (" \t\r\n", ""),
    ("order  by a", "ORDER BY a"),
    ("ORDER BY a, b DESC, a asc", "ORDER BY a, b DESC, a ASC"),
    ("a=b", "a = b"),
    ("a=b and c=d or e=f", "a = b AND c = d OR e = f"),
    ("a=b and (c=d or e=f)", "a = b AND (c = d OR e = f)"),
    ("((a=b)) && c=d & e=f | g=h || i=j", "a = b AND c = d AND e = f OR g = h OR i = j"),
    ("a=b and (c=d and e=f)", "a = b AND (c = d AND e = f)"),
    ("not a=b and !!c=d", "NOT a = b AND NOT NOT c = d"),
    ("not (a=b or c=d)", "NOT (a = b OR c = d)"),
    ('a="b"and c=d', 'a = "b" AND c = d'),
    ("a != 1 and b !~ 'x' or c <= -1w3d", 'a != 1 AND b !~ "x" OR c <= -1w3d'),
    ("a is empty and b IS NOT null", "a IS EMPTY AND b IS NOT EMPTY"),
    ("a in(1,(2, f()),EMPTY)", "a IN (1, (2, f()), EMPTY)"),
    ('a not in "open sprints" (x, 1 )', 'a NOT IN "open sprints"(x, 1)'),
    ("a was b before now() by (c, d) on empty", "a WAS b BEFORE now() BY (c, d) ON EMPTY"),
    ("a was not in f() during (1, 2)", "a WAS NOT IN f() DURING (1, 2)"),
    ("a was not empty", "a WAS NOT EMPTY"),
    ("a changed from b to c after 1 after 2", "a CHANGED FROM b TO c AFTER 1 AFTER 2"),
    ("cf [ 10 ] = 1 order by cf[7] desc", "cf[10] = 1 ORDER BY cf[7] DESC"),
    ("cf[1][x].y = 1", "cf[1][x].y = 1"),
    ("issue.property[k].a.b = 1", "issue.property[k].a.b = 1"),
    ("a[k][ 'l m' ] .n = 1", 'a[k]["l m"].n = 1'),
    ("Team[Dropdown] = x", "Team[Dropdown] = x"),
    ('"Team[Dropdown]" = x', '"Team[Dropdown]" = x'),
    ("1 = 2", "1 = 2"),
    ('"1"[k] = 2', '"1"[k] = 2'),
    ("andc = 1and", "andc = 1and"),
    ("all = all", "all = all"),
    ('a = "max" and max\\ x = b', 'a = "max" AND "max x" = b'),
    (r"a = \u0061nd", 'a = "and"'),
    (r"""a = 'it\'s "so"'""", 'a = "it\'s \\"so\\""'),
    ("a = “b”", 'a = "“b”"'),
    ("a = \N{GRINNING FACE}", 'a = "\N{GRINNING FACE}"'),
    (r'a = "\uD83D\uDE00"', 'a = "\N{GRINNING FACE}"'),
    ('a = "b\nc"', r'a = "b\nc"'),
    ("a = 1.0 AND b = x:y", 'a = 1.0 AND b = "x:y"'),
]  # fmt: skip

# What does not parse, with the sign that cannot stay marked by what follows "¦".
BROKEN = """
a ¦
a = ¦
a = b and¦
a = b and ¦and c = d
¦and a = b
a = ¦(b)
a =¦= b
a <¦> b
a =¦< b
a ¦! = b
a ¦!in (b)
a not ¦= b
a < ¦empty
a in b¦
a in b ¦and c = d
a in ¦empty
a in (¦)
a in (1,¦)
a in (¦,1)
a in (1¦
a in (¦cf[1])
a is ¦"x"
a is ¦(empty)
a is¦
a was¦
a = 1 ¦after 2
a in (1) ¦by b
a was b ¦from c
a changed by¦
a = f(g¦())
a = f(¦empty)
a = f(1,¦)
a = f ¦b
a = me¦@x.example
a = b¦*
a = C¦++
a = ¦#1
a = 2024¦/01/02
a = ¦+1d
a = b¦\\q
a = ¦"b
a = ¦"b\\q"
a = ¦"b\tc"
a = ¦'b"
a ¦"b
a = b ¦c "d
a = "b"¦c
a = "a" ¦"b"
a = ¦max
¦max = a
a[¦max] = 1
order by ¦max
order ¦a
order by¦
order by a,¦
order by a ¦b
order by a desc ¦asc
order by a ¦order by b
(a = b¦
a = b¦)
(¦)
a = b &&¦& c = d
cf ¦= 1
cf[¦x] = 1
cf[¦-1] = 1
cf[¦"1"] = 1
cf[1]¦.x = 1
1¦[k] = 2
a[¦] = 1
a[k ¦= 1
a = b ¦\x0b
a¦\x00 = b
a = ¦\ufdd0
"""

HINTS = [
    ("created > 7 days ago", "Write a time before now as -7d"),
    ("status was Done last week", "Say when by AFTER, BEFORE, ON or DURING"),
    ("login button broken", 'words are found by text ~ "login button broken"'),
    ("count(*)", "jira.count"),
    ("-- mine\nissuetype = Bug", "JQL has no comments"),
    ("status IN Done, Closed", "IN (Done, Closed)"),
    ("issue in (ENG-1 ENG-2)", "a comma between two values"),
    ("status in (To Do, Done)", '"To Do"'),
    ("status == Done", "single ="),
    ("status <> Done", "!="),
    ("a =< 1", "<="),
    ("a => 1", ">="),
    ("a ! = 1", "!="),
    ("a !in (1)", "NOT IN"),
    ("a not = b", "!="),
    ("a not empty", "IS NOT EMPTY"),
    ("assignee = me@x.example", '"me@x.example"'),
    ("language = C++ AND a = b", '"C++"'),
    ("key = #1", '"#1"'),
    ("progress = 50%", '"50%"'),
    ("due < 2024/01/02", '"2024/01/02"'),
    ("a = https://x.example/y?z", '"https://x.example/y?z"'),
    ("a = 1;", "semicolon"),
    ("a = {name}", "params"),
    ("a = max", '"max"'),
    ("status = In Progress", '"In Progress"'),
    ("status = To Do AND a = b", '"To Do"'),
    ("assignee = John Smith ORDER BY key", '"John Smith"'),
    ("Story Points > 3", '"Story Points"'),
    ("a = b c = d", "AND or OR"),
    ('a = "b', 'Close it with "'),
    (r'a = "C:\dir"', r"\\ for a backslash"),
    (r"a = C:\dir", r"\\ for a backslash"),
    ('a = "x\ty"', r"\t"),
    ("summary ~ “foo bar”", "straight quotes"),
    ("a = b\N{NO-BREAK SPACE}c d", "U+00A0"),
    ("a = 1 order created", "ORDER BY"),
    ("a = 1 orderby created", "two words"),
    ("a = 1 limit 5", "number of rows"),
    ('a is "x"', "write = or !="),
    ("a = (1, 2)", "IN"),
    ("a ~ (b)", "join several conditions by OR"),
    ("a < empty", "IS EMPTY"),
    ("a in b", "IN (b)"),
    ("a in ()", "left out"),
    ("a in (1,)", "last comma"),
    ("a = 1)", "too many"),
    ("(a = 1", "Close the bracket"),
    ("a = f(g())", "no function"),
    ("a like b", "~"),
    ("created after x", ">"),
    ('a = "say "hi""', r"\""),
    ("a = b // why", "no comments"),
]


def _error(query: str) -> JQLSyntaxError:
    with pytest.raises(JQLSyntaxError) as caught:
        parse(query)
    return caught.value


@pytest.mark.parametrize(("query", "canonical"), CANONICAL)
def test_a_query_is_understood(query, canonical):
    assert format(parse(query)) == canonical
    assert parse(canonical) == parse(query)


@pytest.mark.parametrize("marked", [line for line in BROKEN.split("\n") if line])
def test_the_first_sign_that_cannot_stay_is_found(marked):
    query, position = marked.replace("¦", ""), marked.index("¦")
    error = _error(query)
    assert error.position == position
    assert error.query == query
    assert error.expected


@pytest.mark.parametrize(("query", "said"), HINTS)
def test_a_usual_mistake_gets_a_hint(query, said):
    assert said in _error(query).fix


def test_the_message_shows_what_was_found_and_what_could_stand_there():
    assert str(_error("status == Done")) == (
        "= cannot stand here. Expected a value, a function or EMPTY. "
        "Write a single = for equality.\n\n  status == Done\n          ^"
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("=", ["ORDER BY", "a field", "NOT", "("]),
        ("a in (f()", [",", ")"]),
        ("a = f() x", ["AND", "OR", "ORDER BY", "the end"]),
        ("(a = f() x", ["AND", "OR", ")"]),
        ("a was in f() x", ["AFTER", "BEFORE", "ON", "DURING", "BY", "AND", "OR", "ORDER BY"]),
        ("order by 1 x", ["ASC", "DESC", ",", "the end"]),
    ],
)
def test_an_error_knows_what_could_stand_there(query, expected):
    assert list(_error(query).expected)[: len(expected)] == expected


def test_and_or_not_bind_as_in_jira():
    tree = parse("a = 1 OR NOT b = 2 AND c = 3").where
    assert isinstance(tree, Or)
    assert isinstance(tree.clauses[1], And)
    assert isinstance(tree.clauses[1].clauses[0], Not)


def test_a_value_says_what_it_says_and_whether_it_was_quoted():
    query = parse(r'a in (\u0041BC, "\u0041BC", " ", "null", 10)')
    assert [(item.text, item.quoted) for item in query.where.operand.items] == [
        ("ABC", False), ("ABC", True), (" ", True), ("null", True), ("10", False),
    ]  # fmt: skip


def test_no_break_spaces_are_letters():
    assert parse("a\N{NO-BREAK SPACE}=b").where.field.name == "a\N{NO-BREAK SPACE}"


def test_each_node_knows_its_place():
    text = ' ( a = "b" ) AND NOT cf[1][k].p WAS IN (1, f(2)) BY x  order by c , d desc '
    query = parse(text)

    def shown(node):
        return text[slice(*node.span)]

    first, second = query.where.clauses
    assert shown(query) == text
    assert shown(query.where) == '( a = "b" ) AND NOT cf[1][k].p WAS IN (1, f(2)) BY x'
    assert text[slice(*query.where_span)] == shown(query.where)
    assert text[slice(*query.order_by_span)] == "order by c , d desc"
    assert [shown(key) for key in query.order_by] == ["c", "d desc"]
    assert shown(first) == 'a = "b"'
    assert shown(first.operand) == '"b"'
    assert shown(second) == "NOT cf[1][k].p WAS IN (1, f(2)) BY x"
    assert shown(second.clause.field) == "cf[1][k].p"
    assert shown(second.clause.field.properties[0]) == "[k].p"
    assert shown(second.clause.operand) == "(1, f(2))"
    assert shown(second.clause.operand.items[1]) == "f(2)"
    assert shown(second.clause.predicates[0]) == "BY x"


def test_brackets_around_everything_belong_to_where_span_alone():
    query = parse(" (a = b) ")
    assert query.where_span == (1, 8)
    assert query.where.span == (2, 7)


@pytest.mark.parametrize("deep", ["({})", "NOT {}", "!{}", "c = d AND ({})"])
def test_nesting_is_read_up_to_100_levels_and_refused_beyond(deep):
    before, after = deep.split("{}")

    def nested(levels):
        return before * levels + "a = b" + after * levels

    tree = parse(nested(100))
    assert parse(format(tree)) == tree
    assert hash(tree) == hash(parse(nested(100)))
    for levels in (101, 5_000):
        assert "nested more than 100 levels" in str(_error(nested(levels)))


def test_lists_are_nested_up_to_100_levels():
    assert parse("a in " + "(" * 100 + "1" + ")" * 100)
    assert _error("a in " + "(" * 5_000 + "1" + ")" * 5_000).position == 105


@pytest.mark.parametrize(
    ("text", "position"), [(r'a = "\u12"', 4), (r"a = b\u12", 5), (r"a = 'b\u12f' AND c = d", 4)]
)
def test_half_an_escape_is_none(text, position):
    error = _error(text)
    assert error.position == position
    assert r"\u" in str(error)


@pytest.mark.timeout(60)
def test_long_queries_are_read_to_their_end():
    query = parse("key IN (" + ", ".join(['"K-1"'] * 10_000) + ")")
    _error('a = "' + "b" * 100_000)
    _error("a = " + "b" * 100_000 + "@")
    assert len(query.where.operand.items) == 10_000


# Trees of every shape that the language has.

words = st.text(max_size=6) | st.sampled_from(
    [
        "a",
        "max",
        "AND",
        "null",
        "10",
        "-1",
        "cf",
        "cf[1]",
        "CF[2]",
        "x y",
        ".b",
        "",
        "\\",
        '"',
        "a.b",
    ]
)
values = st.builds(Value, words, st.booleans())
functions = st.builds(Function, words, st.lists(values, max_size=2).map(tuple))
single = values | functions
lists = st.recursive(
    single | st.just(Empty()),
    lambda inner: st.builds(ListOperand, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=4,
)
many = lists.filter(lambda operand: isinstance(operand, ListOperand)) | functions
properties = st.builds(Property, words, words)
custom = st.sampled_from(["cf[1]", "cf[10010]"])
fields = st.builds(FieldName, words | custom, st.lists(properties, max_size=2).map(tuple))


def _predicates(*names):
    each = st.builds(Predicate, st.sampled_from(names), lists)
    return st.lists(each, max_size=2).map(tuple)


WAS = ("after", "before", "on", "during", "by")
comparisons = st.one_of(
    st.builds(
        Comparison, fields, st.sampled_from(["=", "!=", "~", "!~"]), single | st.just(Empty())
    ),
    st.builds(Comparison, fields, st.sampled_from(["<", ">", "<=", ">="]), single),
    st.builds(Comparison, fields, st.sampled_from(["in", "not in"]), many),
    st.builds(Comparison, fields, st.sampled_from(["is", "is not"]), st.just(Empty())),
    st.builds(
        Comparison,
        fields,
        st.sampled_from(["was", "was not"]),
        single | st.just(Empty()),
        _predicates(*WAS),
    ),
    st.builds(
        Comparison, fields, st.sampled_from(["was in", "was not in"]), many, _predicates(*WAS)
    ),
    st.builds(Comparison, fields, st.just("changed"), st.none(), _predicates(*WAS, "from", "to")),
)
clauses = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        *(
            st.builds(node, st.lists(inner, min_size=2, max_size=3).map(tuple))
            for node in (And, Or)
        ),
    ),
    max_leaves=6,
)
sort_keys = st.builds(SortKey, fields, st.sampled_from([None, "asc", "desc"]))
queries = st.builds(Query, st.none() | clauses, st.lists(sort_keys, max_size=3).map(tuple))


@settings(deadline=None)
@given(queries)
def test_a_tree_survives_being_written(tree):
    assert parse(format(tree)) == tree


@settings(deadline=None)
@given(st.text(alphabet="ab=!~<>()[],'\"\\& |\n1-cfinotrdby"))
def test_any_text_is_a_query_or_a_syntax_error_inside_it(text):
    try:
        tree = parse(text)
    except JQLSyntaxError as error:
        place = error.position
    else:
        place = 0
        assert parse(format(tree)) == tree
    assert 0 <= place <= len(text)
