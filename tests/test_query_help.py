"""What Jira's names, suggestions and verdict become, on both products and on odd ones."""

from __future__ import annotations

import pytest

import jiraframe as jf
from jiraframe._dialect import Verdict
from jiraframe._issues import with_near_names
from jiraframe._validation import validation
from jiraframe.errors import JQLError
from jiraframe.jql import Fix, Problem, check
from tests.scripted import Answer, scripted

FLAGS = {"orderable": "true", "searchable": "true"}


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def box(request):
    with jf.sandbox.start(mode=request.param, issues=60) as box:
        yield box


@pytest.fixture
def jira(box):
    box.faults.clear()
    return jf.connect(environ=box.env)


def served(mode, words, **routes):
    names = {"visibleFieldNames": [], "visibleFunctionNames": [], **words}
    return scripted(mode, {"/jql/autocompletedata": names, **routes})


def test_the_catalogue_knows_fields_functions_and_closed_lists(jira):
    catalogue = jira.jql_catalogue
    [status] = catalogue.fields_named("STATUS")
    assert {"=", "NOT IN", "WAS", "CHANGED"} <= set(status.operators)
    assert "In Progress" in {each.label for each in status.choices}
    [points] = catalogue.fields_named("story points")
    assert points.insert == '"Story Points"'
    assert catalogue.fields_named(points.also[0]) == [points]
    assert catalogue.function("opensprints").gives_list
    assert catalogue.function("now").gives_one


def test_two_fields_of_one_name_are_written_by_number(jira):
    found = jira.jql_catalogue.fields_named("Effort")
    assert [each.insert for each in found] == ["cf[10070]", "cf[10071]"]


def test_each_name_of_a_system_field_means_one_field(jira):
    for name in ("type", "issuetype", "created", "createdDate", "due", "key"):
        assert [each.name for each in jira.jql_catalogue.fields_named(name)] == [name]


def test_a_project_is_found_by_name_and_written_by_key(jira):
    [project] = jira.jql_catalogue.fields_named("project")
    by_label = {each.label: each.insert for each in project.choices}
    assert by_label["Engineering"] == "ENG"
    assert by_label["Order desk"] == '"ORDER"'  # a reserved word


def test_jira_suggests_values_of_open_lists(jira):
    assert jira.suggest("Sprint", "sprint 1")[0].insert.startswith('"ENG Sprint 1')
    assert jira.suggest("labels")
    assert jira.suggest("fixVersion", "1.")
    assert jira.suggest("summary", "a") == []


def test_a_person_is_read_by_name_and_written_as_the_product_wants(jira):
    found = jira.suggest("assignee", "robin")
    assert [each.label for each in found] == ["Robin Field"]
    df = jira.search(f"assignee = {found[0].insert}", ["assignee"], limit=5)
    assert set(df["assignee"]) == {"Robin Field"}


def test_namesakes_are_told_apart(jira):
    found = [each for each in jira.suggest("assignee", "alex") if each.label == "Alex Kim"]
    assert len({each.detail for each in found}) == len(found) == 2


def test_each_suggestion_stands_in_a_query(jira):
    for field in ("project", "status", "labels", "component", "fixVersion", "Sprint", "reporter"):
        for choice in jira.suggest(field):
            assert jira.validate(f"{field} = {choice.insert}"), choice


def test_the_people_of_a_change_are_suggested(jira):
    assert jira.suggest("status", "robin", predicate="by")[0].label == "Robin Field"
    assert jira.suggest("status", "prog", predicate="to")[0].label == "In Progress"


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_suggestion_may_come_bare_quoted_or_hostile(mode):
    results = [
        {"value": '"0. On Hold"', "displayName": "0. On <b>Ho</b>ld"},
        {"value": "Atlassian Connect", "displayName": "Atlassian Connect (<b>AC</b>)"},
        {"value": "Done"},
        {"value": 'x" OR project != "', "displayName": "&lt;img src=x&gt;"},
        {"value": "order", "displayName": "order"},
        {"displayName": "nothing to insert"},
    ]
    routes = {"/jql/autocompletedata/suggestions": {"results": results}}
    with scripted(mode, routes) as (env, _):
        found = jf.connect(environ=env).suggest("status")
    assert [each.insert for each in found] == [
        '"0. On Hold"',
        '"Atlassian Connect"',
        "Done",
        r'"x\" OR project != \""',
        '"order"',
    ]
    assert [each.label for each in found] == [
        "0. On Hold",
        "Atlassian Connect (AC)",
        "Done",
        "<img src=x>",
        "order",
    ]


def test_odd_names_are_written_so_that_a_query_can_hold_them():
    rows = [
        {"value": "Region / City", "displayName": "Region / City - cf[1]", "cfid": "cf[1]"},
        {"value": "cf[2]", "displayName": "Effort - cf[2]", "cfid": "cf[2]", **FLAGS},
        {"value": "summary", "displayName": "summary", "operators": ["~", "is not"]},
        {"displayName": "no value"},
    ]
    with served("cloud", {"visibleFieldNames": rows}) as (env, _):
        fields = jf.connect(environ=env).jql_catalogue.fields
    assert [(each.name, each.insert) for each in fields] == [
        ("Region / City", '"Region / City"'),
        ("Effort", "cf[2]"),
        ("summary", "summary"),
    ]
    assert fields[2].operators == ("~", "IS NOT")


def test_fields_that_jira_writes_as_one_are_found_by_the_name_alone():
    rows = [
        {"value": '"Team[Team]"', "displayName": "Team[Team]", "auto": "true"},
        {"value": '"Effort[Number]"', "displayName": "Effort[Number]"},
        {"value": '"Effort[Dropdown]"', "displayName": "Effort[Dropdown]"},
        {"value": '"Rank[Number]"', "displayName": "Rank[Number]"},
        {"value": "Rank", "displayName": "Rank - cf[9]", "cfid": "cf[9]"},
        {"value": "cf[8]", "cfid": "cf[8]"},
    ]
    with served("cloud", {"visibleFieldNames": rows}) as (env, _):
        catalogue = jf.connect(environ=env).jql_catalogue
    for query in ("Team = x", '"Team[Team]" = x', "effort = 1 and rank = 1 and cf[9] = 1"):
        assert jf.jql.check(query, catalogue) == ()
    assert [each.name for each in catalogue.fields_named("effort")] == [
        "Effort[Number]",
        "Effort[Dropdown]",
    ]
    assert [each.name for each in catalogue.fields_named("rank")] == ["Rank"]
    assert catalogue.fields_named("cf") == []
    assert jf.jql.complete("tea", 3, catalogue).items[0].insert == '"Team[Team]"'
    assert jf.jql.complete("team = ", 7, catalogue).values_of.field == "team"


def test_a_flag_that_jira_never_says_is_no_refusal():
    rows = [{"value": "status", "displayName": "status"}, {"value": "due", "displayName": "due"}]
    for more, problems in (({}, 0), ({"orderable": "true"}, 1)):
        names = {"visibleFieldNames": [rows[0], {**rows[1], **more}]}
        with served("cloud", names) as (env, _):
            catalogue = jf.connect(environ=env).jql_catalogue
        assert len(jf.jql.check("status = x and due > 1 order by status", catalogue)) == problems


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_in_another_language_a_value_has_its_english_name_too(mode):
    rows = [{"id": "3", "name": "In Arbeit", "untranslatedName": "In Progress"}]
    words = {"visibleFieldNames": [{"value": "status", "displayName": "Status", **FLAGS}]}
    with served(mode, words, **{"/status": rows}) as (env, _):
        catalogue = jf.connect(environ=env).jql_catalogue
    assert jf.jql.check("status in ('in progress', 'In Arbeit', 3)", catalogue) == ()
    assert [each.insert for each in jf.jql.complete("status = in p", 13, catalogue).items] == [
        '"In Arbeit"'
    ]


def test_functions_are_read_with_and_without_their_arguments():
    rows = [
        {"value": 'membersOf("")', "isList": "true"},
        {"value": "cascadeOption(parent, child", "isList": "true"},
        {"value": "issuesWithText()", "supportsListAndSingleValueOperators": "true"},
        {"value": "both()", "isList": "true", "supportsListAndSingleValueOperators": "true"},
        {"value": "of an app()"},
        {"value": "and("},
        {"value": "()"},
    ]
    with served("cloud", {"visibleFunctionNames": rows}) as (env, _):
        functions = jf.connect(environ=env).jql_catalogue.functions
    assert [(each.name, each.insert) for each in functions] == [
        ("membersOf", 'membersOf("")'),
        ("cascadeOption", "cascadeOption()"),
        ("issuesWithText", "issuesWithText()"),
        ("both", "both()"),
        ("of an app", '"of an app"()'),
        ("and", '"and"()'),
    ]
    assert [(each.gives_list, each.gives_one) for each in functions] == [
        (True, False),
        (True, False),
        (False, True),
        (True, True),
        (False, True),
        (False, True),
    ]


@pytest.mark.parametrize("status", [401, 403, 404])
def test_without_the_scope_for_names_the_fields_still_help(status):
    refused = Answer({"errorMessages": ["no"]}, status)
    with scripted("cloud", {"/jql/autocompletedata": refused}) as (env, _):
        catalogue = jf.connect(environ=env).jql_catalogue
    assert [each.name for each in catalogue.fields] == ["summary", "parent"]
    assert catalogue.functions == ()


def test_a_list_of_very_many_values_is_left_open():
    rows = [{"id": str(n), "name": f"Status {n}"} for n in range(1001)]
    words = {"visibleFieldNames": [{"value": "status", "displayName": "status"}]}
    with served("cloud", words, **{"/status": rows}) as (env, _):
        [status] = jf.connect(environ=env).jql_catalogue.fields
    assert status.choices is None


def test_statuses_of_several_projects_are_one_choice():
    rows = [{"id": "1", "name": "Done"}, {"id": "2", "name": "Done"}, {"id": "3", "name": "done"}]
    words = {"visibleFieldNames": [{"value": "status", "displayName": "status"}]}
    with served("cloud", words, **{"/status": rows}) as (env, _):
        [status] = jf.connect(environ=env).jql_catalogue.fields
    assert [(each.label, each.also) for each in status.choices] == [("Done", ("1", "2", "3"))]


# validate: the check by names, and Jira's word


@pytest.mark.parametrize(
    ("query", "start", "fix"),
    [
        ("statuss = Done", 0, "status"),
        ("project = ENG AND Sprint in openSprint()", 28, "openSprints"),
        ("project = ENG ORDER BY craeted", 23, "created"),
    ],
)
def test_a_wrong_name_is_told_once_in_jiras_words_with_a_fix(jira, query, start, fix):
    verdict = jira.validate(query)
    [error] = verdict.errors
    assert not verdict
    assert error.start == start
    assert any(fix in each.insert for each in error.fixes)
    assert fix in str(verdict)


def test_a_value_that_does_not_exist_gets_near_ones(jira):
    verdict = jira.validate('status = "In Progres"')
    [problem] = [*verdict.errors, *verdict.warnings]
    assert problem.fixes[0].insert == '"In Progress"'
    mended = verdict.query[: problem.start] + problem.fixes[0].insert + verdict.query[problem.end :]
    assert jira.validate(mended)


def test_a_query_that_does_not_parse_is_told_once(jira):
    [error] = jira.validate("status == Done").errors
    assert error.fixes
    assert "single =" in error.hint


def test_a_refusal_without_a_reason_is_told_without_the_query_in_its_words():
    with served("datacenter", {}, **{"/search": Answer({}, 400)}) as (env, _):
        [error] = jf.connect(environ=env).validate("foo = 1 and bar = 2").errors
    assert error.message == "Jira refused the query: it gave no reason."
    assert error.start is None


def test_what_jira_accepts_is_no_error_whatever_the_check_says():
    wrong, doubtful = Problem("no such field", 0, 3), Problem("two", 4, 5, severity="warning")
    found = validation("abc = 1", Verdict(), found_here=[wrong, doubtful])
    assert found.ok
    assert found.warnings == (doubtful,)


def test_an_error_that_jira_does_not_mention_is_kept_where_jira_refuses():
    here = Problem("no such function", 8, 11)
    found = validation(
        "foo = 1 AND bar = 2", Verdict(["Field 'foo' does not exist."]), found_here=[here]
    )
    assert [each.start for each in found.errors] == [0, 8]


def test_fixes_bring_the_place_they_are_for():
    here = Problem("x", 0, 7, hint="h", fixes=(Fix("Use", "y"),))
    [error] = validation(
        '"foo b" = 1', Verdict(["Field 'foo b' does not exist."]), found_here=[here]
    ).errors
    assert (error.start, error.end, error.hint) == (0, 7, "h")
    assert error.message == "Field 'foo b' does not exist."


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("project = ENG AND status ~ Done", ["~"]),
        ("status = Done AND status ~ Done AND status !~ Done", ["~", "!~"]),
        ("Sprint = openSprints()", ["="]),
        ("Effort ~ 3", ["~"]),
    ],
)
def test_a_mistake_that_jira_and_the_check_place_apart_is_told_once(jira, query, marked):
    verdict = jira.validate(query)
    assert [query[each.start : each.end] for each in verdict.errors] == marked
    own = [each for each in check(query, jira.jql_catalogue) if each.severity == "error"]
    assert [each.hint for each in verdict.errors] == [each.hint for each in own]
    assert not {each.message for each in verdict.errors} & {each.message for each in own}


def test_an_order_that_jira_and_the_check_place_apart_is_told_once():
    query = "summary ~ x ORDER BY key, summary"
    here = Problem("ORDER BY does not take summary.", 26, 33)
    said = "Not able to sort using field 'summary'."
    [error] = validation(query, Verdict([said]), found_here=[here]).errors
    assert (error.message, error.start) == (said, 26)


def test_a_doubt_about_the_field_of_a_wrong_operator_is_told_too(jira):
    verdict = jira.validate("Effort ~ 3")
    assert ["2 fields are called" in each.message for each in verdict.warnings] == [True]


def test_an_operator_that_jira_does_not_name_is_the_one_of_the_field():
    query = "status = Done AND summary was x AND labels was y"
    here = [Problem("no was", 26, 29, "h"), Problem("no was", 43, 46, "i")]
    assert [query[each.start : each.end] for each in here] == ["was", "was"]
    said = ["History searches do not support the 'labels' field."]
    found = validation(query, Verdict(said), found_here=here)
    assert [(each.message, each.hint) for each in found.errors] == [("no was", "h"), (*said, "i")]


def test_two_mistakes_of_one_clause_are_both_told(jira):
    verdict = jira.validate("statuss = Done AND Sprint = nothing()")
    assert len(verdict.errors) == 2
    verdict = validation(
        "a ~ b",
        Verdict(["The value 'b' is odd.", "The operator '~' is odd for 'a'."]),
        found_here=[Problem("no ~", 2, 3)],
    )
    assert [(each.start, each.message[:7]) for each in verdict.errors] == [
        (2, "The ope"),
        (4, "The val"),
    ]


@pytest.mark.parametrize("query", ["", "ORDER BY created"])
def test_a_query_without_a_condition_is_an_error_where_the_search_refuses_it(jira, box, query):
    verdict = jira.validate(query)
    if box.mode == "datacenter":
        assert verdict.ok
        return
    [error] = verdict.errors
    assert "without a condition" in error.message
    with pytest.raises(JQLError) as caught:
        jira.search(query)
    assert error.hint == caught.value.fix


def test_what_jira_says_of_a_query_without_a_condition_is_told_once():
    [error] = validation(
        "", Verdict(["Unbounded queries are not allowed."]), unbounded_ok=False
    ).errors
    assert error.message.startswith("Unbounded")
    assert not validation("a = = b", Verdict(["no"]), unbounded_ok=False).errors[1:]


# What a search's error says of the fields in a query


def test_a_misspelt_field_is_told_among_thousands_of_missing_keys(jira):
    params = {"k": [f"ENG-{n}" for n in range(1, 1001)]}
    with pytest.raises(JQLError) as caught:
        jira.search("key in {k} AND statuss = Done", params=params)
    assert caught.value.fix == "If 'statuss' is meant to be a field, did you mean 'status'?"
    assert "'statuss' does not exist" in str(caught.value)
    assert "'statuss' does not exist" in str(
        jira.validate("key in {k} AND statuss = Done", params=params)
    )


def test_a_key_that_looks_like_a_field_hides_no_misspelt_one():
    said = [f"An issue with key 'SUMMARY-{n}' does not exist for field 'key'." for n in range(9)]
    said.append("Field 'sumary' does not exist.")
    refused = Answer({"errorMessages": said}, 400)
    query = f"key in ({', '.join(f'SUMMARY-{n}' for n in range(9))}) AND sumary ~ x"
    with (
        scripted("datacenter", {"/search": refused}) as (env, _),
        pytest.raises(JQLError) as caught,
    ):
        jf.connect(environ=env).search(query, ["summary"])
    assert caught.value.fix == "If 'sumary' is meant to be a field, did you mean 'summary'?"
    assert caught.value.messages == tuple(said)
    assert "Field 'sumary' does not exist." in str(caught.value)


def test_a_name_that_several_fields_have_is_told_with_their_numbers(jira):
    query = "project = ENG AND Effort = nothing"
    verdict = jira.validate(query)
    [doubt] = [each for each in verdict.warnings if "2 fields" in each.message]
    error = JQLError("no", query=query, messages=["'nothing' is odd for the field 'Effort'."])
    assert with_near_names(error, jira.catalogue).fix == f"{doubt.message} {doubt.hint}"


def test_a_namesake_of_a_field_of_jiras_own_is_not_told_of():
    rows = [
        {"id": "statusx", "name": "Status", "clauseNames": ["status"]},
        {"id": "customfield_7", "name": "Status", "custom": True, "clauseNames": ["cf[7]"]},
    ]
    refused = Answer({"errorMessages": ["'x' is odd for the field 'Status'."]}, 400)
    routes = {"/field": rows, "/search": refused}
    with scripted("datacenter", routes) as (env, _), pytest.raises(JQLError) as caught:
        jf.connect(environ=env).search("Status = x", [])
    assert caught.value.fix == ""
