"""What is said of a query before Jira is asked: every mistake once, and no false alarm."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jiraframe as jf
from jiraframe import sandbox
from jiraframe.jql import (
    Catalogue,
    Choice,
    JQLSyntaxError,
    Problem,
    QueryField,
    QueryFunction,
    check,
    parse,
    quote,
)
from jiraframe.sandbox._problems import SemanticJQL

EQUAL = ("=", "!=", "IN", "NOT IN", "IS", "IS NOT")
HISTORY = ("WAS", "WAS NOT", "WAS IN", "WAS NOT IN", "CHANGED")
USER, DATE, SPRINT = "user.ApplicationUser", "java.util.Date", "java.lang.Object"
STATUSES = (Choice("To Do", '"To Do"', also=("1",)), Choice("Done", "Done", also=("2",)))
PROJECTS = (Choice("Engineering", "ENG", "ENG", ("ENG", "10000")), Choice("Operations", "OPS"))
SITE = Catalogue(
    fields=(
        QueryField("status", "status", ("phase",), (*EQUAL, *HISTORY), choices=STATUSES),
        QueryField("project", "project", ("space",), EQUAL, choices=PROJECTS),
        QueryField("resolution", "resolution", (), EQUAL, choices=(Choice("Fixed", "Fixed"),)),
        QueryField("assignee", "assignee", (), (*EQUAL, *HISTORY), (USER,)),
        QueryField("summary", "summary", (), ("~", "!~", "IS", "IS NOT"), orderable=False),
        QueryField("created", "created", ("createdDate",), (*EQUAL, "<", ">"), (DATE,)),
        QueryField("Story Points", '"Story Points"', ("cf[10]",), (*EQUAL, "<", ">")),
        QueryField("Sprint", "Sprint", ("cf[11]",), EQUAL, (SPRINT,)),
        QueryField("Team", "cf[12]", ("cf[12]",), ("=",)),
        QueryField("Team", "cf[13]", ("cf[13]",), ("~",), orderable=False),
        QueryField("silent", "silent"),
        QueryField("watched", "watched", (), EQUAL, searchable=False),
        QueryField("Status", "cf[14]", ("cf[14]",), ("~",)),
    ),
    functions=(
        QueryFunction("currentUser", "currentUser()", types=(USER,)),
        QueryFunction("membersOf", 'membersOf("")', True, False, (USER,)),
        QueryFunction("startOfDay", "startOfDay()", types=(DATE,)),
        QueryFunction("openSprints", "openSprints()", True, False, (SPRINT,)),
        QueryFunction("both", "both()", True, True),
    ),
)


def _marked(text: str) -> tuple[str, tuple[int, int]]:
    start, end = text.index("«"), text.index("»") - 1
    return text.replace("«", "").replace("»", ""), (start, end)


def _mended(text: str, problem: Problem) -> list[str]:
    return [text[: problem.start] + each.insert + text[problem.end :] for each in problem.fixes]


@pytest.mark.parametrize(
    ("text", "severity", "said", "fixes"),
    [
        # Fields
        ("«stauts» = Done", "error", "'stauts'", ["status"]),
        ("key = 1 or «Stauts»   was Done", "error", "'Stauts'", ["status"]),
        ("not («'story point'» > 3)", "error", "'story point'", ['"Story Points"']),
        ("«cretedDate» > 1", "error", "'cretedDate'", ["createdDate", "created"]),
        ("«nothing_like_it» = 1", "error", "'nothing_like_it'", []),
        ("«customfield_10» = 1", "error", "'customfield_10'", ["cf[10]"]),
        ("«teams» = x", "error", "'teams'", ["cf[12]", "cf[13]"]),
        ("«cf[99]» = 1", "error", "'cf[99]'", []),
        ("status = Done order by created, «craeted» desc", "error", "'craeted'", ["created"]),
        ("«Team» = Red", "warning", "cf[12], cf[13]", ["cf[12]", "cf[13]"]),
        ("order by «team»", "warning", "cf[12], cf[13]", ["cf[12]", "cf[13]"]),
        ("order by «summary»", "error", "ORDER BY does not take summary", []),
        ("order by «cf[13]»", "error", "ORDER BY does not take cf[13]", []),
        ("«watched» = 1", "warning", "may not be searchable", []),
        # Operators
        ("summary «=» x", "error", "summary does not take =", ["~"]),
        ("summary«!=»x", "error", "summary does not take !=", ["!~"]),
        ("summary «=» EMPTY", "error", "summary does not take =", []),
        ("summary «in» (x)", "error", "summary does not take IN", []),
        ("summary «not \t in» (x)", "error", "summary does not take NOT IN", []),
        ("summary «changed» after 1", "error", "summary does not take CHANGED", []),
        ("summary «was  not in» (x)", "error", "summary does not take WAS NOT IN", []),
        ("status «~» x", "error", "status does not take ~", ["="]),
        ("status «!~» x", "error", "status does not take !~", ["!="]),
        ("status «>» Done", "error", "status does not take >", []),
        ("project «was» Dne", "error", "project does not take WAS", []),
        ("project «changed» from Dne", "error", "project does not take CHANGED", []),
        ('"Story Points" «~» 3', "error", "Story Points does not take ~", ["="]),
        # Functions
        ("assignee = «currentUsr»()", "error", "'currentUsr'", ["currentUser"]),
        ("assignee in («membrsOf»(x))", "error", "'membrsOf'", ["membersOf"]),
        ("status was Done by «currentUsr»()", "error", "'currentUsr'", ["currentUser"]),
        ("assignee = «'no such'» (1)", "error", "'no such'", []),
        ("Sprint «=» openSprints()", "error", "openSprints() gives a list", ["IN"]),
        ("Sprint «!=» openSprints()", "error", "openSprints() gives a list", ["NOT IN"]),
        ("assignee «was not» membersOf(a)", "error", "gives a list", ["WAS NOT IN"]),
        ("cf[12] «=» openSprints()", "error", "openSprints() gives a list", []),
        ("created «>» openSprints()", "error", "openSprints() gives a list", []),
        ("created «in» startOfDay()", "error", "startOfDay() gives one value", ["="]),
        ("created «not in» startOfDay()", "error", "startOfDay() gives one value", ["!="]),
        ("assignee = «startOfDay()»", "warning", "hardly a value of assignee", []),
        # Values
        ("status = «Dne»", "warning", "'Dne'", ["Done"]),
        ("status in (Done, «'to doo'»)", "warning", "'to doo'", ['"To Do"']),
        ("status was not «Dne» after 1", "warning", "'Dne'", ["Done"]),
        ("status changed from Done to («Dne»)", "warning", "'Dne'", ["Done"]),
        ("status changed from «Dne» to Done", "warning", "'Dne'", ["Done"]),
        ("space = «Enginering»", "warning", "'Enginering'", ["ENG"]),
        ("resolution != «Fixd»", "warning", "'Fixd'", ["Fixed"]),
        ("resolution = «Unresolvd»", "warning", "'Unresolvd'", ['"unresolved"']),
    ],
)
def test_a_mistake_is_found_where_it_is(text, severity, said, fixes):
    text, span = _marked(text)
    (problem,) = check(text, SITE)
    assert said in problem.message
    assert (problem.start, problem.end) == span
    assert problem.severity == severity
    assert [each.insert for each in problem.fixes] == fixes
    assert all(each.insert in each.label for each in problem.fixes)
    for mended in _mended(text, problem):
        parse(mended)


def test_a_field_says_what_it_takes_and_that_texts_are_searched_by_words():
    (problem,) = check("summary = x", SITE)
    assert problem.hint.startswith("It takes ~, !~, IS, IS NOT.")
    assert "~" in problem.hint.partition("NOT.")[2]
    (problem,) = check("status > x", SITE)
    assert problem.hint.endswith("CHANGED.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PHASE was in (1, '2', 'TO DO', done, 99) order by STATUS",
        "project in (eng, Engineering, 10000, 'operations', OPS)",
        "resolution = Unresolved and resolution is empty",
        "status is not empty and status != Done and status = EMPTY",
        "assignee in (a, currentUser(), EMPTY) and assignee = both() and assignee in both()",
        "assignee was in membersOf(x) by (currentUser(), b) during (startOfDay(), '2024-01-01')",
        "silent = 1 and silent ~ x or silent changed from x",
        "silent > 1 and silent in (1) order by silent",
        "created > startOfDay(-1d) and created = STARTOFDAY()",
        "created = both()",
        "issue.property[a].b = openSprints and x[y] ~ z order by p[q].r",
        "summary[a].b = 3",
        "key = ENG-1 and text ~ x and issuekey in (A-1) order by key",
        "type = Bug and due < 1 and statusCategory != Done and filter = 1 and watcher = me",
        "cf[10] > 3 and cf[11] in openSprints() and cf[ 12 ] = x",
        "summary ~ Dne",
    ],
)
def test_what_is_in_order_is_left_alone(text):
    assert check(text, SITE) == ()


def test_a_custom_field_that_is_called_like_a_system_field_has_its_number_alone():
    assert check("Status = Done order by status", SITE) == ()
    assert check("cf[14] ~ x", SITE) == ()


LITTLE = Catalogue(
    fields=(
        QueryField("status", "status", (), (*EQUAL, *HISTORY), choices=STATUSES),
        QueryField("project", "project", ("space",), EQUAL, choices=PROJECTS),
        QueryField("Story Points", '"Story Points"', ("cf[10]",), (*EQUAL, "<", ">")),
        QueryField("Team[Team]", '"Team[Team]"', ("Team",), EQUAL, suggests=True),
        QueryField("Time to resolution", '"Time to resolution"', ("cf[20]",)),
    ),
    functions=(QueryFunction("now", "now()", types=(DATE,)),),
)


@pytest.mark.parametrize(
    "text",
    [
        "project = ENG AND sprint in openSprints() AND sprint not in futureSprints() ORDER BY rank",
        'sprint = 123 OR sprint in (12, "ENG Sprint 12") OR sprint in closedSprints()',
        'issue.property[deploy].env = "prod" AND project.property[owner].team = x',
        '"Epic Link" = ENG-12 OR "Epic Link" in (ENG-12, ENG-13) OR "Epic Link" is EMPTY',
        "parentEpic in (ENG-5, ENG-6) OR parent = ENG-1 OR parent is EMPTY",
        'issue in linkedIssues(ENG-5, "is blocked by") AND issueLinkType = "is blocked by"',
        "issue in portfolioChildIssuesOf(ENG-1) AND hierarchyLevel in (0, 1)",
        'status WAS "To Do" BY currentUser() BEFORE startOfMonth()',
        'status WAS IN (Done, "To Do") DURING ("2024/01/01", "2024/02/01")',
        "status CHANGED FROM 'To Do' TO Done AFTER -1w BY membersOf(jira-users)",
        "assignee WAS currentUser() OR assignee changed from bob to ann",
        'text ~ "fail*" OR text ~ "\\"exact phrase\\"" OR summary ~ "log?n" OR textfields ~ "a~"',
        '"Team[Team]" = 36885b3c-1bf0-4f85-a357-c5b858c31de4 OR Team in (a, b)',
        "development[pullrequests].open > 0 AND development[builds].failing = 0",
        '"Request Type" = "Get help (IT)" OR "Customer Request Type" is EMPTY',
        '"Time to resolution" = breached() OR "Time to resolution" < remaining("2h")',
        '"Time to resolution" = everBreached() AND "Time to resolution" != paused()',
        'cf[20] = running() AND "Story Points" in aqlFunction("Name = \\"x\\"")',
        "approvals = pending() OR approvals = myPending() OR approvals = approved()",
        'filter = 12345 OR filter in (12345, "My filter") OR savedFilter = x',
        "project in (ENG, engineering, 10000, 77777) AND project in projectsLeadByUser()",
        "priority = 3 OR priority in (1, 2) OR priority >= Medium ORDER BY priority DESC",
        "status in (2, 10000) AND statusCategory in (4, indeterminate, 'To Do')",
        "space = ENG AND workItem = ENG-1 AND workType = Bug AND workItemKey in (ENG-1)",
        "fixVersion in releasedVersions() AND fixVersion = latestReleasedVersion(ENG)",
        "affectedVersion in unreleasedVersions(ENG) AND component in componentsLeadByUser()",
        "resolution = Unresolved AND resolved >= -7d AND resolutionDate < startOfMonth(-1)",
        "lastViewed > -1d AND updated > lastLogin() AND issue in issueHistory()",
        "issue in watchedIssues() OR issue in votedIssues() OR watcher = currentUser()",
        'worklogAuthor = currentUser() AND worklogDate >= startOfWeek() AND timeSpent > "2h"',
        'issue in updatedBy(bob, "-1d") AND category = X AND level = Staff AND workRatio > 75',
        "issuetype in standardIssueTypes() OR type in subTaskIssueTypes()",
        'organizations = Acme AND reporter in organizationMembers("Acme") AND labels is EMPTY',
    ],
)
def test_right_queries_raise_no_alarm_where_jira_lists_little(text):
    assert check(text, LITTLE) == ()


def test_a_near_miss_of_a_name_that_is_known_everywhere_is_still_told():
    assert [each.start for each in check("sprint in openSprint()", LITTLE)] == [10]
    assert [each.start for each in check("sprnt = 1 order by rnk", LITTLE)] == [0, 19]


@pytest.mark.parametrize(
    "text",
    ["nosuch = nosuch() order by nosuch", "cf[99] in f() and status > Dne", "summary = x"],
)
def test_a_catalogue_that_says_nothing_raises_no_alarm(text):
    assert check(text, Catalogue()) == ()


def test_what_the_catalogue_leaves_out_raises_no_alarm():
    fields_alone = Catalogue((QueryField("status", "status", choices=()), QueryField("a", "a")))
    assert check("cf[99] = nosuch() and status > Dne and a ~ 1 and status = x", fields_alone) == ()
    types = (QueryField("a", "cf[1]", types=(DATE,)), QueryField("a", "cf[2]"))
    functions = (QueryFunction("f", "f()", types=(USER,)),)
    assert [each.start for each in check("a = f()", Catalogue(types, functions))] == [0]
    operators = (QueryField("a", "cf[1]", operators=("=",)), QueryField("a", "cf[2]"))
    assert [each.start for each in check("a > 1", Catalogue(operators))] == [0]
    open_list = Catalogue((QueryField("a", "cf[1]", choices=STATUSES), QueryField("a", "cf[2]")))
    assert [each.severity for each in check("a = x", open_list)] == ["warning"]


def test_problems_stand_in_order_and_one_a_place():
    text = (
        "stauts = 1 and summary = currentUsr() or status was Dne by currentUsr() order by craeted"
    )
    problems = check(text, SITE)
    found = [text[each.start : each.end] for each in problems]
    assert found == ["stauts", "=", "currentUsr", "Dne", "currentUsr", "craeted"]
    places = [(each.start, each.end) for each in problems]
    assert places == sorted(set(places))


def test_of_two_problems_at_one_place_the_error_is_told():
    twins = (QueryField("a", "cf[1]", orderable=False), QueryField("a", "cf[2]", orderable=False))
    assert [each.severity for each in check("a = 1 order by a", Catalogue(twins))] == [
        "warning",
        "error",
    ]


MISTAKES = [
    ("status «==» Done", "status = Done"),
    ("status «= =» Done", "status = Done"),
    ("status «<>» Done", "status != Done"),
    ("a «=>» 1", "a >= 1"),
    ("a «=<» 1", "a <= 1"),
    ("a «! =» 1", "a != 1"),
    ("a «!in» (1)", "a NOT IN (1)"),
    ("a «not =» 1", "a != 1"),
    ("a «not ~» 1", "a !~ 1"),
    ("a «not like» 1", "a !~ 1"),
    ("a «not is» empty", "a IS NOT empty"),
    ("a «not empty»", "a IS NOT EMPTY"),
    ("a «like» x", "a ~ x"),
    ("a «contains» x", "a ~ x"),
    ("a «equals» x", "a = x"),
    ("a «isnull»", "a IS EMPTY"),
    ("a «isEmpty» and b = c", "a IS EMPTY and b = c"),
    ("a «notin» (1)", "a NOT IN (1)"),
    ("a «after» 1", "a > 1"),
    ("a «before» 1", "a < 1"),
    ("a «is» x", "a = x"),
    ("b = not_is and a «Is  not» x", "b = not_is and a != x"),
    ("a = “b” and c = «“In Progress”»", 'a = “b” and c = "In Progress"'),
    ("a «=» (b, c)", "a IN (b, c)"),
    ("a «!=» (b, c)", "a NOT IN (b, c)"),
    ("a in «b»", "a in (b)"),
    ('a in «"b c"» and d = e', 'a in ("b c") and d = e'),
    ("a in (b«,)»", "a in (b)"),
    ("a in (b«, )» and c = d", "a in (b) and c = d"),
    ("a in (b«»", "a in (b)"),
    ("(a = b and c = d«»", "(a = b and c = d)"),
    ("a = f(1«»", "a = f(1)"),
    ("(a = b)«)» and c = d", "(a = b) and c = d"),
    ("a = b«;»", "a = b"),
    ("a = «me@x.example»", 'a = "me@x.example"'),
    ("a = «C++» and b = c", 'a = "C++" and b = c'),
    ("a = «In Progress» and b = c", 'a = "In Progress" and b = c'),
    ("«Story Points» > 3", '"Story Points" > 3'),
    ("a = «To Do»", 'a = "To Do"'),
    ("«type of» = 1", '"type of" = 1'),
    ('a = «"b»', 'a = "b"'),
    ("a = «'b and c = d»", "a = 'b and c = d'"),
    ('a = "C:«\\»dir"', 'a = "C:\\\\dir"'),
    ('a = "b«\t»c"', 'a = "b\\tc"'),
    ("a = «“In Progress”»", 'a = "In Progress"'),
    ("a = b and«\xa0»c = d", "a = b and c = d"),
    ("a = b «orderby» c", "a = b ORDER BY c"),
    ("a = b «sort» by c", "a = b ORDER by c"),
    ("a = b order «created»", "a = b order BY created"),
    ("a > «7 days ago» and b = c", "a > -7d and b = c"),
    ("a >= «-2 months»", "a >= -2M"),
    ("«login button broken»", 'text ~ "login button broken"'),
    ("not «status done» and a = b", 'not text ~ "status done" and a = b'),
    ("a in «b, 'c', 3» and d = e", "a in (b, 'c', 3) and d = e"),
    ("a in (ENG-1« »ENG-2)", "a in (ENG-1, ENG-2)"),
    ('a in ("b"« »"c d")', 'a in ("b", "c d")'),
]


@pytest.mark.parametrize(("text", "mended"), MISTAKES)
def test_one_click_mends_what_is_known_exactly(text, mended):
    text, span = _marked(text)
    (problem,) = check(text, Catalogue())
    assert (problem.start, problem.end) == span
    assert problem.severity == "error"
    assert problem.hint
    assert _mended(text, problem) == [mended]
    parse(mended)


def test_two_conditions_side_by_side_may_be_joined_in_two_ways():
    (problem,) = check("a = b c = d", Catalogue())
    assert _mended("a = b c = d", problem) == ["a = b AND c = d", "a = b OR c = d"]


@pytest.mark.parametrize(
    "text",
    [
        "a = ",
        "a",
        "a #",
        'a "b',
        "a = b; c = d",
        "a = b c d = e",
        "/* x */ a = b",
        "a = {x}",
        "(" * 101 + "a = b",
    ],
)
def test_what_nobody_can_guess_is_told_and_left(text):
    (problem,) = check(text, SITE)
    with pytest.raises(JQLSyntaxError) as caught:
        parse(text)
    assert (problem.message, problem.hint) == (caught.value.what, caught.value.fix)
    assert problem.start == caught.value.position
    assert problem.fixes == ()


@settings(deadline=None, max_examples=400)
@given(st.text(alphabet="ab10 =!<>~()[],;'\"\\&|“”\xa0\t-", max_size=24) | st.text(max_size=12))
def test_whatever_the_text_each_problem_lies_inside(text):
    problems = check(text, SITE)
    assert all(0 <= each.start <= each.end <= len(text) for each in problems)
    assert all(a.start <= b.start for a, b in pairwise(problems))
    try:
        parse(text)
    except JQLSyntaxError:
        assert len(problems) == 1
        assert all(mended != text for mended in _mended(text, problems[0]))


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def box(request: pytest.FixtureRequest) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, issues=120) as running:
        yield running


def _written() -> set[str]:
    """Give every text in the tests and the README."""
    texts = set(re.findall(r'"([^"\n]+)"', (Path(__file__).parents[1] / "README.md").read_text()))
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
    return texts


def _accepted(text: str, box: sandbox.Sandbox) -> bool:
    try:
        query = parse(text)
        box.site.search(text, deployment=box.mode)
    except (JQLSyntaxError, SemanticJQL):
        return False
    # Cloud's search does not complain of everything.
    return bool(query.where or query.order_by) and box.site.check(text) == ([], [])


def test_what_jira_accepts_raises_no_error(box):
    site = jf.connect(environ=box.env).jql_catalogue
    assert len(site.fields) > 50
    accepted = [text for text in _written() if _accepted(text, box)]
    assert len(accepted) > 100
    for text in accepted:
        assert [each for each in check(text, site) if each.severity == "error"] == [], text


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("stauts = Done", "status"),
        ("status = Doen", "Done"),
        ("summary = x", "~"),
        ("sprint = openSprints()", "IN"),
        ("assignee = currentUsr()", "currentUser"),
        ("Effort = 3", "cf[10070]"),
    ],
)
def test_the_mistakes_of_people_are_found_on_a_whole_site(box, text, fix):
    (problem,) = check(text, jf.connect(environ=box.env).jql_catalogue)
    assert problem.fixes[0].insert == fix


def _wide() -> Catalogue:
    fields = tuple(
        QueryField(f"Custom Field {n}", quote(f"Custom Field {n}"), (f"cf[{n}]",), EQUAL)
        for n in range(500)
    )
    statuses = tuple(Choice(f"State {n}", quote(f"State {n}")) for n in range(1000))
    listed = QueryField("wide", "wide", (), EQUAL, choices=statuses)
    return Catalogue((*SITE.fields, *fields, listed), SITE.functions)


def test_a_usual_query_on_a_large_site_is_right():
    text = (
        'project = ENG AND status in ("To Do", Done) AND "Custom Field 77" != 3 AND assignee = '
        'currentUser() AND "Story Points" > 3 AND Sprint in openSprints() OR summary ~ "word" '
        "ORDER BY created DESC, status"
    )
    assert check(text, _wide()) == ()


@pytest.mark.timeout(60)
def test_a_long_list_of_unknown_values_comes_to_an_end():
    text = f"wide in {quote([f'Unknown {n}' for n in range(10_000)])}"
    assert len(check(text, _wide())) == 10_000
