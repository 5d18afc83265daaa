"""What may stand at the cursor: what is offered, where it goes, and that it always fits."""

from __future__ import annotations

import pytest

from jiraframe.jql import (
    Catalogue,
    Choice,
    Completion,
    JQLSyntaxError,
    QueryField,
    QueryFunction,
    ValuesOf,
    complete,
    parse,
)
from jiraframe.jql._describe import OPERATORS
from tests.jql_drafts import CATALOGUES, NOTHING, SIMILAR, SITE, Writer

FIELD_NAMES = (
    "status", '"Status Category"', "assignee", "project", "created", "summary", '"Story Points"',
    "cf[10001]", "cf[10002]", "text",
)  # fmt: skip
STATUSES = ('"To Do"', '"In Progress"', "Done")
HISTORY_WORDS = ("AFTER", "BEFORE", "ON", "DURING", "BY")
PEOPLE = ("currentUser()", 'membersOf("")', "anything()")
DATES = ("now()", "startOfDay()", "anything()")


def _at(marked, catalogue=SITE):
    """Complete at the | of a text."""
    before, _, after = marked.partition("|")
    return complete(before + after, len(before), catalogue)


def _inserts(marked, catalogue=SITE):
    return tuple(item.insert for item in _at(marked, catalogue).items)


@pytest.mark.parametrize(
    ("marked", "inserts"),
    [
        ("|", (*FIELD_NAMES, "NOT", "(", "ORDER BY")),
        ("(|", (*FIELD_NAMES, "NOT", "(")),
        ("text ~ a AND |", (*FIELD_NAMES, "NOT", "(")),
        ("NOT |", (*FIELD_NAMES, "NOT", "(")),
        ("created |", ("=", "<", "<=", ">", ">=")),
        ("summary |", ("~", "!~", "IS", "IS NOT")),
        ("text |", OPERATORS),
        ("nosuch |", OPERATORS),
        ("team[x].y |", OPERATORS),
        ("status NOT |", ("IN",)),
        ("status IS |", ("NOT", "EMPTY")),
        ("nosuch is not |", ("EMPTY",)),
        ("status = |", (*STATUSES, "openStatuses()", "anything()", "EMPTY")),
        ("status IN |", ("openStatuses()", "anything()", "(")),
        ("status IN (|", (*STATUSES, "openStatuses()", "anything()", "EMPTY")),
        ("status IN (Done, |", (*STATUSES, "openStatuses()", "anything()", "EMPTY")),
        ("status IN (Done |", (",", ")")),
        ("status IN ((Done) |", (",", ")")),
        ("status IN f |", ("(",)),
        ("status WAS |", (*STATUSES, "openStatuses()", "anything()", "NOT", "IN", "EMPTY")),
        ("status WAS NOT |", (*STATUSES, "openStatuses()", "anything()", "EMPTY")),
        ("nosuch WAS NOT IN |", ('membersOf("")', "openStatuses()", "anything()", "(")),
        ("assignee = |", ("currentUser()", "anything()", "EMPTY")),
        ("assignee in (|", (*PEOPLE, "EMPTY")),
        ("created > |", DATES),
        ("created = |", (*DATES, "EMPTY")),
        ("status = Done |", ("AND", "OR", "ORDER BY")),
        ("(status = Done |", ("AND", "OR", ")")),
        ("((status = Done) |", ("AND", "OR", ")")),
        ("(status was Done) |", ("AND", "OR", "ORDER BY")),
        ("status was Done |", (*HISTORY_WORDS, "AND", "OR", "ORDER BY")),
        ("status was in (Done) BY a |", (*HISTORY_WORDS, "AND", "OR", "ORDER BY")),
        ("status changed |", (*HISTORY_WORDS, "FROM", "TO", "AND", "OR", "ORDER BY")),
        ("status changed BY |", (*PEOPLE, "EMPTY", "(")),
        ("status changed BY (|", (*PEOPLE, "EMPTY")),
        ("status changed AFTER |", (*DATES, "EMPTY", "(")),
        ("status changed FROM |", (*STATUSES, "openStatuses()", "anything()", "EMPTY", "(")),
        ("status changed FROM Done TO (|", (*STATUSES, "openStatuses()", "anything()", "EMPTY")),
        ("nosuch changed ON |", (*DATES, "EMPTY", "(")),
        ("ORDER |", ("BY",)),
        ("text ~ a order by |", (*FIELD_NAMES[:-1], "Rank")),
        ("ORDER BY created |", ("ASC", "DESC", ",")),
        ("ORDER BY created[x].y |", ("ASC", "DESC", ",")),
        ("ORDER BY created desc |", (",",)),
        ("ORDER BY created asc |", (",",)),
        ("ORDER BY created desc, rank |", ("ASC", "DESC", ",")),
        ("assignee = membersOf(|", ()),
        ("assignee = membersOf(x, |", ()),
        ("assignee in (membersOf(x) |", (",", ")")),
        ("team[|", ()),
        ("team[x|", ()),
    ],
)
def test_what_may_stand_is_offered(marked, inserts):
    assert _inserts(marked) == inserts


@pytest.mark.parametrize(
    ("marked", "inserts"),
    [
        ("STAT|", ("status", '"Status Category"')),
        ("poi|", ('"Story Points"',)),
        ("ate|", ("created", '"Status Category"')),
        ("statusc|", ('"Status Category"',)),
        ("team|", ("cf[10001]", "cf[10002]")),
        ("cf|", ('"Story Points"', "cf[10001]", "cf[10002]")),
        ("cf[1000|", ("cf[10001]", "cf[10002]")),
        ("CF [ 10016|", ('"Story Points"',)),
        ('"story po|', ('"Story Points"',)),
        ("'story po|", ('"Story Points"',)),
        ("n|", ("NOT", "assignee", '"Story Points"')),
        ('"n|', ("assignee", '"Story Points"')),
        ("status !|", ("!=",)),
        ("summary !|", ("!~",)),
        ("status i|", ("IN", "IS", "IS NOT", "NOT IN", "WAS IN")),
        (
            "status = d|",
            (
                "Done",
                '"To Do"',
            ),
        ),
        ("status = 3|", ('"In Progress"',)),
        ("status = e|", ("EMPTY", "Done", '"In Progress"', "openStatuses()")),
        ('status = "e|', ("Done", '"In Progress"')),
        ("project = sup|", ("SUP",)),
        ("project = 1000|", ("ENG", "SUP")),
        ("status = Done a|", ("AND",)),
        ("assignee = jo a|", ("AND",)),
        ("order by created d|", ("DESC",)),
        ("nosuch = x|", ()),
    ],
)
def test_what_has_been_typed_narrows_and_the_best_match_is_first(marked, inserts):
    assert _inserts(marked) == inserts


@pytest.mark.parametrize(
    ("marked", "inserts"),
    [
        (
            "s|",
            (
                "sold",
                "issueType",
                "status",
                "statusCategory",
                "statusCategoryChangedDate",
                "cf[4]",
                "cf[5]",
                "Spike",
                '"Sea 😀"',
                "cf[2]",
            ),
        ),
        ("status|", ("status", "cf[2]", "statusCategory", "statusCategoryChangedDate")),
        ("STATUSC|", ("statusCategory", "statusCategoryChangedDate")),
        ("order by sta|", ("status", "statusCategory", "statusCategoryChangedDate", "cf[2]")),
        ("no|", ("NOT",)),
    ],
)
def test_of_names_that_fit_those_of_the_system_and_the_short_ones_are_first(marked, inserts):
    assert _inserts(marked, SIMILAR) == inserts


def test_before_anything_is_typed_the_order_is_that_of_jira():
    assert _inserts("|", SIMILAR)[:3] == ("Spike", "statusCategoryChangedDate", "statusCategory")


@pytest.mark.parametrize(
    "marked",
    ["assignee = me@|", "status = {|", "@|", "status in (Done, #x;|", "status = Done\\|"],
)
def test_nothing_is_offered_right_behind_a_character_that_no_query_holds(marked):
    found = _at(marked)
    assert (found.items, found.values_of) == ((), None)
    assert found.start == found.end == len(marked) - 1


def test_a_blank_or_a_letter_later_there_is_help_again():
    assert "AND" in _inserts("assignee = me@ |")
    assert _inserts("status = @In|")[0] == '"In Progress"'


def test_a_name_itself_comes_before_longer_ones():
    fields = [QueryField(name, name) for name in ("Rank-order", "x-rank", "frank", "Rank")]
    assert _inserts("rank|", Catalogue(tuple(fields))) == ("Rank", "Rank-order", "x-rank", "frank")


@pytest.mark.parametrize(
    ("marked", "span"),
    [
        ("a = b AND sta|", (10, 13)),
        ("a = b AND st|atus = c", (10, 16)),
        ("a = b AND |status = c", (10, 10)),
        ("a =|", (3, 3)),
        ("a !|", (2, 3)),
        ("a = 'In |", (4, 8)),
        ("a = 'In Pro|gress' AND c = 'd'", (4, 17)),
        (r"a = 'It\'s |so' AND b = c", (4, 14)),
        ('a = "In Pro|gress" AND c = d', (4, 17)),
        # The quote at the cursor is the open one: what follows it is the user's.
        ('a = "In Pro| AND c = "d"', (4, 11)),
        ('a = "In Pro|gr AND c = "d"', (4, 13)),
        ('a = "In Pro| AND c = d', (4, 11)),
        ('"a b"|', (5, 5)),
        ("cf[10|016] = 1", (0, 9)),
        ("cf|[10016] = 1", (0, 9)),
        ("cf[10016]|", (9, 9)),
        ("cf |= 1", (0, 3)),
        ("nosuch = a b|", (11, 12)),
        ("😀 = 1 AND 😀😀|", (10, 12)),
        ("a in (b,c|d)", (8, 10)),
    ],
)
def test_the_span_is_the_word_or_the_quoted_text_at_the_cursor(marked, span):
    found = _at(marked)
    assert (found.start, found.end) == span


@pytest.mark.parametrize(
    ("marked", "span", "inserts"),
    [
        ("story p|", (0, 7), ('"Story Points"',)),
        ("text ~ a and NOT Story  Points|", (17, 30), ('"Story Points"',)),
        ("order by rank, story poi|nts desc", (15, 27), ('"Story Points"',)),
        ("status = in pro|", (9, 15), ('"In Progress"',)),
        ("status was to d|", (11, 15), ('"To Do"',)),
        ("status was not in pro|", (18, 21), ()),
        ("status was not to d|", (15, 19), ('"To Do"',)),
        ("status in (done, to d|", (17, 21), ('"To Do"',)),
        ("status changed from to d|", (20, 24), ('"To Do"',)),
        ("status = to an|", (12, 14), ("anything()",)),
        ("status i|", (7, 8), ("IN", "IS", "IS NOT", "NOT IN", "WAS IN")),
    ],
)
def test_a_name_of_several_words_is_found_without_its_quotes(marked, span, inserts):
    found = _at(marked)
    assert (found.start, found.end) == span
    assert tuple(item.insert for item in found.items) == inserts


def test_key_words_may_be_part_of_a_name_without_quotes():
    scopes = tuple(Choice(each, f'"{each}"') for each in ("Not In Scope", "In Scope"))
    catalogue = Catalogue((QueryField("scope", "scope", choices=scopes),))
    assert _inserts("scope = not in sc|", catalogue) == ('"Not In Scope"',)


@pytest.mark.parametrize(
    ("marked", "values_of"),
    [
        ("assignee = |", ValuesOf("assignee", "", None)),
        ("Assignee in (x, jo|", ValuesOf("Assignee", "jo", None)),
        ('assignee != "Jo \\"D|', ValuesOf("assignee", 'Jo "D', None)),
        ("assignee was j|", ValuesOf("assignee", "j", None)),
        ("assignee was not j|", ValuesOf("assignee", "j", None)),
        ("assignee = Jo Do|", ValuesOf("assignee", "Jo Do", None)),
        ("assignee changed to j|", ValuesOf("assignee", "j", "to")),
        ("assignee changed from (j|", ValuesOf("assignee", "j", "from")),
        ("status changed by j|", ValuesOf("status", "j", "by")),
        ("status changed by j to |", None),
        ("cf [ 10002 ] = |", ValuesOf("cf[10002]", "", None)),
        ("'Team' = |", ValuesOf("Team", "", None)),
        ("status = |", None),
        ("created > |", None),
        ("nosuch = |", None),
        ("assignee |", None),
        ("assignee IN |", None),
        ("assignee is |", None),
        ("assignee = membersOf(|", None),
        ("status changed after |", None),
        ("assignee[x] = |", None),
    ],
)
def test_it_tells_where_jira_could_suggest_values(marked, values_of):
    assert _at(marked).values_of == values_of


@pytest.mark.parametrize(
    ("marked", "inserts"),
    [
        ("foo bar = x AND sta|", ("status", '"Status Category"')),
        ("status == d|", ("Done", '"To Do"')),
        ("summary ~ hello world and sta|", ("status", '"Status Category"')),
        ("status in (Done and sta|", ("status", '"Status Category"')),
        ("assignee = membersOf(x and sta|", ("status", '"Status Category"')),
        ("a = b*  or|", ("OR", "ORDER BY")),
        (r"text ~ 'a\d' and sta|", ("status", '"Status Category"')),
        ("a = b) |", ("AND", "OR", "ORDER BY")),
        ("a = EMPTY (|", ("AND", "OR", "ORDER BY")),
        ("a in ((b) (|", (",", ")")),
        ("a = b) order by sta|", ("status", '"Status Category"')),
        (
            "; status |",
            ("=", "!=", "IN", "NOT IN", "IS", "IS NOT", "WAS", "WAS NOT", "WAS IN", "CHANGED"),
        ),
    ],
)
def test_what_is_wrong_before_does_not_stop_the_help(marked, inserts):
    assert _inserts(marked) == inserts


def test_items_say_what_they_are():
    catalogue = Catalogue(
        (
            QueryField("Due", "Due", types=("java.util.Date",)),
            QueryField("Owner", "Owner", types=("com.atlassian.jira.user.ApplicationUser",)),
            QueryField("Kind", "Kind", types=("x.y.IssueType", "java.lang.String")),
            QueryField("Team", "cf[1]", also=("cf[1]",), types=("java.lang.String",)),
            QueryField("Odd", "Odd", also=("odd", "cf[2]"), types=("java.lang.Object",)),
            QueryField("Bare", "Bare", choices=(Choice("One", "one", "first"),)),
        ),
        (QueryFunction("now", "now()", types=("java.util.Date",)),),
    )
    assert _at("|", catalogue).items == (
        Completion("Due", "Due", "field", "date"),
        Completion("Owner", "Owner", "field", "user"),
        Completion("Kind", "Kind", "field", "issue type, text"),
        Completion("Team", "cf[1]", "field", "cf[1]"),
        Completion("Odd", "Odd", "field", "cf[2]"),
        Completion("Bare", "Bare", "field", ""),
        Completion("NOT", "NOT", "keyword"),
        Completion("(", "(", "keyword"),
        Completion("ORDER BY", "ORDER BY", "keyword"),
    )
    assert _at("bare = |", catalogue).items == (
        Completion("One", "one", "value", "first"),
        Completion("now()", "now()", "function", "date"),
        Completion("EMPTY", "EMPTY", "keyword"),
    )
    assert {item.kind for item in _at("bare |", catalogue).items} == {"operator"}


def test_fields_of_one_name_are_taken_together():
    fields = (
        QueryField("Team", "cf[1]", operators=("=",), types=("a",), choices=(Choice("x", "x"),)),
        QueryField(
            "Team", "cf[2]", operators=("=", "~"), types=("b",), choices=(Choice("x", "x"),)
        ),
    )
    functions = tuple(QueryFunction(f"of_{name}", f"of_{name}()", types=(name,)) for name in "abc")
    catalogue = Catalogue(fields, functions)
    assert _inserts("team |", catalogue) == ("=", "~")
    assert _inserts("team = |", catalogue) == ("x", "of_a()", "of_b()", "EMPTY")


def test_fields_of_one_name_may_do_whatever_jira_does_not_say_of_one_of_them():
    closed = QueryField("Team", "cf[1]", operators=("=",), types=("a",), choices=())
    opened = QueryField("Team", "cf[2]", suggests=True)
    catalogue = Catalogue((closed, opened), (QueryFunction("f", "f()", types=("b",)),))
    assert _inserts("team |", catalogue) == OPERATORS
    assert _inserts("team = |", catalogue) == ("f()", "EMPTY")
    assert _at("team = |", catalogue).values_of == ValuesOf("team", "", None)


@pytest.mark.parametrize(
    ("operators", "marked", "inserts"),
    [
        (("IS",), "x is |", ("EMPTY",)),
        (("is", "is not"), "x is |", ("NOT", "EMPTY")),
        (("WAS",), "x was |", ("EMPTY",)),
        (("WAS", "WAS NOT"), "x was |", ("NOT", "EMPTY")),
        (("WAS", "WAS NOT IN"), "x was |", ("NOT", "EMPTY")),
        (("WAS", "WAS IN"), "x was |", ("IN", "EMPTY")),
        (("WAS", "WAS NOT"), "x was not |", ("EMPTY",)),
        (("WAS", "WAS NOT IN"), "x was not |", ("IN", "EMPTY")),
    ],
)
def test_an_operator_grows_only_to_one_that_the_field_takes(operators, marked, inserts):
    catalogue = Catalogue((QueryField("x", "x", operators=operators),))
    assert _inserts(marked, catalogue) == inserts


def _is_beginning(text):
    """Say whether a text could go on to be a query: only its end, if anything, is wrong."""
    try:
        parse(text)
    except JQLSyntaxError as error:
        return error.position == len(text)
    return True


def _heads():
    """Give every beginning of many right queries."""
    writer = Writer(seed=5)
    texts = {writer.query() for _ in range(60)}
    return sorted({text[:end] for text in texts for end in range(len(text) + 1)})


@pytest.mark.parametrize("name", CATALOGUES)
def test_an_item_never_makes_a_query_wrong(name):
    checked = set()
    for head in _heads():
        found = complete(head, len(head), CATALOGUES[name])
        before = head[: found.start]
        if head.endswith("\\"):  # half an escape, which is an error until it is whole
            continue
        assert _is_beginning(before), head
        texts = {before + item.insert for item in found.items} - checked
        assert [text for text in texts if not _is_beginning(text)] == [], head
        checked |= texts
    assert len(checked) > 1500


# Left out: a bracket that makes a function of a value or asks for a property, and what has no
# finite number of forms.
NOT_OFFERED = {"[", "]", "a number", "a property key", "a property path", "the end"}
NAMES = {"a field", "a value", "a function"}


def _expected(head):
    """Ask the parser what may stand at the end, by a character that may stand nowhere."""
    try:
        parse(f"{head}\x00")
    except JQLSyntaxError as error:
        return set(error.expected) if error.position == len(head) else None
    raise AssertionError(head)


def test_all_that_the_parser_expects_is_offered_and_nothing_else():
    catalogue = Catalogue(
        (QueryField("x", "x"),), (QueryFunction("f", "f()", gives_list=True, gives_one=True),)
    )
    seen = set()
    for head in _heads():
        found = complete(head, len(head), catalogue)
        expected = _expected(head)
        if found.start < len(head) or expected is None:
            continue
        kinds = {item.kind for item in found.items}
        words = {item.insert for item in found.items if item.kind in ("keyword", "operator")}
        inside_function = "a value" in expected and "a function" not in expected
        if inside_function or expected & {",", ")"} == expected - NOT_OFFERED - {"("}:
            assert words <= expected
            continue
        may_be_left_out = NOT_OFFERED | NAMES | {"("}
        assert expected - may_be_left_out <= words <= expected, head
        assert ("field" in kinds) == ("a field" in expected), head
        assert ("function" in kinds) == ("a function" in expected), head
        seen |= expected
    assert seen >= {"a field", "BY", "ASC", "IN", "NOT", "EMPTY", "FROM", "AND", "CHANGED", "("}


@pytest.mark.parametrize(("text", "found"), [("", 2000), ("a = 1 AND field 199", 11), ("zzz", 0)])
def test_every_field_of_a_large_site_is_offered(text, found):
    fields = [QueryField(f"Field {n}", f'"Field {n}"', also=(f"cf[{n}]",)) for n in range(2000)]
    items = complete(text, len(text), Catalogue(tuple(fields))).items
    assert sum(item.kind == "field" for item in items) == found


def test_an_empty_catalogue_still_gives_the_language():
    assert _inserts("|", NOTHING) == ("NOT", "(", "ORDER BY")
    assert _inserts("x = |", NOTHING) == ("EMPTY",)
    assert _inserts("x in |", NOTHING) == ("(",)
