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


# Slips in a value, each with all the queries that it is mended to.
DRAFTS = [
    # One value of several words or of special characters, in a list
    ("a in (Code Review, Done)", 'a in ("Code Review", Done)', "a in (Code, Review, Done)"),
    ("a in (Done Closed)", 'a in ("Done Closed")', "a in (Done, Closed)"),
    ("a changed from (b c)", 'a changed from ("b c")', "a changed from (b, c)"),
    ("a in (b, (c d))", 'a in (b, ("c d"))', "a in (b, (c, d))"),
    ("a in (me@x.com, b)", 'a in ("me@x.com", b)'),
    ("a in (b, foo/bar)", 'a in (b, "foo/bar")'),
    ("a in (Sprint 1, Sprint 2)", 'a in ("Sprint 1", Sprint 2)'),
    ("a in (Will not fix, b)", 'a in ("Will not fix", b)'),
    ("a in (Signed in, b)", 'a in ("Signed in", b)'),
    ("a was in (Waiting on customer, b)", 'a was in ("Waiting on customer", b)'),
    ("a in (b c d, e)", 'a in ("b c d", e)'),
    ("a in membersOf(jira users)", 'a in membersOf("jira users")'),
    ("a in (x y (b), c)",),
    # Several values in a list without their commas
    ("a was b during (2024-01-01 2024-02-01)", "a was b during (2024-01-01, 2024-02-01)"),
    ("a in (1.0 1.1)", "a in (1.0, 1.1)"),
    ("a in (1.0 beta)", 'a in ("1.0 beta")', "a in (1.0, beta)"),
    ('a in ("To Do" Done)', 'a in ("To Do", Done)'),
    ('a in (Done "To Do")', 'a in (Done, "To Do")'),
    ('a in ("b" In Progress)', 'a in ("b", "In Progress")'),
    ("a in (f() b)", "a in (f(), b)"),
    ("a in (2024-01-01 now())", "a in (2024-01-01, now())"),
    ("a in (b currentUser())", "a in (b, currentUser())"),
    ("a in (b or c)", "a in (b, c)"),
    ("a in (b | c)", "a in (b, c)"),
    ('a in ("b c" and d)', 'a in ("b c", d)'),
    ("a in (b and c, d)", "a in (b, c, d)", 'a in ("b and c", d)'),
    ("a in (f() and b)", "a in (f(), b)"),
    ("a in (b; c)", "a in (b, c)"),
    # A list that is not closed
    ("(a in (b or c = d)", "(a in (b) or c = d)"),
    ("a in (b AND Story Points > 1", "a in (b) AND Story Points > 1"),
    ("a in (b order by c", "a in (b) order by c"),
    ("a in (b c = d",),
    ("((a = b", "((a = b))"),
    ("(a in (b", "(a in (b))"),
    # A list without brackets
    ("a in Code Review, Done", 'a in ("Code Review", Done)'),
    ("a in In Progress and b = c", 'a in ("In Progress") and b = c'),
    ("a in me@x.com", 'a in ("me@x.com")'),
    ("a in b, f(1) and c = d", "a in (b, f(1)) and c = d"),
    ("a in b, f(1", "a in (b, f(1)"),
    ("a in b c = d", "a in (b) AND c = d", "a in (b) OR c = d"),
    ("a in ;",),
    ("a was in x, y", "a was in (x, y)"),
    ("a was in 'x'", "a was in ('x')"),
    # The name of a function
    ("Sprint in opensprints", "Sprint in openSprints()"),
    ("(Sprint in openSprints", "(Sprint in openSprints()"),
    ("assignee in currentUser", "assignee in (currentUser())"),
    ("assignee in b, currentUser", "assignee in (b, currentUser())"),
    ("assignee in membersOf", 'assignee in membersOf("")'),
    # Names that hold key words
    ("a was In Progress", 'a was "In Progress"', "a was In (Progress)"),
    ("a was not In Progress", 'a was not "In Progress"', "a was not In (Progress)"),
    ("a was In b on 1", 'a was "In b" on 1', "a was In (b) on 1"),
    ("a = Waiting on customer", 'a = "Waiting on customer"'),
    ("a = Ready to deploy order by b", 'a = "Ready to deploy" order by b'),
    ("a = Work In Progress", 'a = "Work In Progress"'),
    ("a = By Design", 'a = "By Design"'),
    ("a was To Do on 2024-01-01", 'a was "To Do" on 2024-01-01'),
    ("a was Ready to go before 1", 'a was "Ready to go" before 1'),
    ("a changed from To Do to b", 'a changed from "To Do" to b'),
    ("b was c and a = Ready to go by bus", 'b was c and a = "Ready to go by bus"'),
    ("a = To Do b = c", 'a = "To Do" b = c'),
    ("a = Signed in",),
    ("Time to resolution < 3", '"Time to resolution" < 3'),
    ("a = b not c = d", "a = b AND not c = d", "a = b OR not c = d"),
    # Special characters in a name
    ("a = Code Review/QA now", 'a = "Code Review/QA now"'),
    ("a = Review/QA now", 'a = "Review/QA now"'),
    ("a = A / B", 'a = "A / B"'),
    ("a = me@x.com b = c", 'a = "me@x.com" b = c'),
    ("a = me@x.com;", 'a = "me@x.com";'),
    ("a = Won't Do and b = 'c d'", "a = \"Won't Do\" and b = 'c d'"),
    ("a = John O'Neil", 'a = "John O\'Neil"'),
    ("user's name = b", '"user\'s name" = b'),
    # Curly quotes and blanks inside straight quotes
    (
        'a ~ "the “big” one" b = c',
        'a ~ "the “big” one" AND b = c',
        'a ~ "the “big” one" OR b = c',
    ),
    ('a = "Won\u2019t Do" b = c', 'a = "Won\u2019t Do" AND b = c', 'a = "Won\u2019t Do" OR b = c'),
    ('a = "b\xa0c" d = e', 'a = "b\xa0c" AND d = e', 'a = "b\xa0c" OR d = e'),
    ("a = \u2019b c = 'x”y'",),
    ("a = b 'x\u2019y'",),
    ("a = Won\u2019t Do", 'a = "Won\u2019t Do"'),
    ("a = \u2018Won\u2019t Do\u2019", 'a = "Won\u2019t Do"'),
    ("a = b\xa0c d",),
    # IS before a value
    ("a is in (b, c)", "a IN (b, c)"),
    ("a is not in (b, c)", "a NOT IN (b, c)"),
    ("a is (b, c)", "a IN (b, c)"),
    ("a is not (b)", "a NOT IN (b)"),
    ("a is In Progress", 'a = "In Progress"'),
    ("a is not To Do and b = c", 'a != "To Do" and b = c'),
    ("a is = b", "a = b"),
    ("a is not = b", "a != b"),
    ("a is ~ b", "a ~ b"),
    ("a is currentUser()", "a = currentUser()"),
    ("a is b c = d", "a = b c = d"),
    ("a is and b = c",),
    # NOT in everyday words
    ("a isn't b", "a != b"),
    ("a isnt 'b'", "a != 'b'"),
    ("a isn\u2019t b", "a != b"),
    ("a isn't in (b)", "a NOT in (b)"),
    ("a isn't (b)", "a NOT IN (b)"),
    ("a isn't empty", "a IS NOT empty"),
    ("a isn't equal to b", "a != b"),
    ("a isn't In Progress", "a != In Progress"),
    ("a wasn't b", "a WAS NOT b"),
    ("a doesn't contain b", "a !~ b"),
    # Words to search for
    ("login button on page", 'text ~ "login button on page"'),
    ("can't login", 'text ~ "can\'t login"'),
    ("user login broken and a = b", 'text ~ "user login broken" and a = b'),
    ("foo bar@x baz", 'text ~ "foo bar@x baz"'),
    ("login button (broken)",),
    ("a doesn't b", 'text ~ "a doesn\'t b"'),
    # Times
    ("timespent > 3 hours", "timespent > 3h"),
    ('"Original Estimate" > 2 days and a = b', '"Original Estimate" > 2d and a = b'),
    ("timespent > 1 hour 30 minutes",),
    ("a > 7 days b = c", "a > -7d b = c"),
    ("a > 2 weeks before now", "a > -2w"),
    ("a < 3 days from now", "a < 3d"),
    ("3 days ago", 'text ~ "3 days ago"'),
    # What JQL has not
    ("a = b -- why",),
    ("a = -- why",),
    ("a = b order by c -- why",),
    ("a = b # why",),
    ("a = b order by c limit 5",),
]


@pytest.mark.parametrize(("text", "meant"), [(each[0], each[1:]) for each in DRAFTS])
def test_a_slip_in_a_value_is_mended_to_what_was_meant(text, meant):
    (problem,) = check(text, SITE)
    assert problem.severity == "error"
    assert _mended(text, problem) == list(meant)


def _reach(text: str) -> tuple[bool, float, tuple[str, ...]]:
    """Say whether a query parses; if not, how much of it is left, and what is missing."""
    try:
        parse(text)
    except JQLSyntaxError as exc:
        return False, len(text) - exc.position, exc.expected
    return True, 0, ()


def _no_fix_makes_it_worse(text: str) -> None:
    sound, left, missing = _reach(text)
    if sound:
        return
    (problem,) = check(text, SITE)
    for mended in _mended(text, problem):
        mended_sound, mended_left, mended_missing = _reach(mended)
        at_the_end = left == mended_left == 0 and missing != mended_missing
        assert mended_sound or mended_left < left or at_the_end, mended


GOOD = (
    'project = ENG AND status in ("To Do", Done) AND assignee = currentUser()',
    "status was not \"In Progress\" DURING (2024-01-01, '2024-02-01') OR NOT a is not EMPTY",
    "(sprint in openSprints() OR summary ~ 'b”c\xa0d') AND timespent > 3h ORDER BY cf[1] DESC, key",
    "status changed FROM (Open, Closed) TO Done BY bob AFTER -7d AND x not in (f(1, 'b c'))",
)
SLIPS = (
    "In Progress", "Ready to deploy", "isn't", "is in", "me@x.com", "3 hours ago", "-- why",
    "Won't", "limit 5", "“b c”", "\u2018", "\u2019", "\xa0", "and", "or", "not", "in", "is", "was",
    "(", ")", ",", ";", "'", '"', "=", "!", "/", "\\", "max", "order by", "currentUser", "1.0 1.1",
    "#", "{x}", "[",
)  # fmt: skip


@pytest.mark.parametrize(
    "text", [*(each[0] for each in DRAFTS), *(_marked(each[0])[0] for each in MISTAKES)]
)
def test_no_fix_makes_a_usual_slip_worse(text):
    _no_fix_makes_it_worse(text)


@settings(deadline=None, max_examples=500)
@given(st.data())
def test_no_fix_makes_a_damaged_query_worse(data):
    words = data.draw(st.sampled_from(GOOD)).split(" ")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        slip = data.draw(st.sampled_from(("", *SLIPS)))
        words[place : place + data.draw(st.integers(0, 2))] = [slip] if slip else []
        words = words or [""]
    _no_fix_makes_it_worse(" ".join(words))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sprint in openSprints", "openSprints is a function: openSprints()."),
        ("a was In Progress", 'Put it in quotes: "In Progress". For a list, write IN (Progress).'),
        ("a in (b c)", 'Put it in quotes: "b c"; or a comma between two values.'),
        ("a in (b c = d", "Close the bracket"),
        ("timespent > 3 hours", "Write a length of time as 3h."),
        ("due < 3 days from now", "Write a time after now as 3d."),
        ("a isn't in (b)", "Write NOT IN for 'isn't'."),
        ("a is in (b)", "Write IN for several values."),
        ("a = b -- why", "JQL has no comments."),
        ("a = b # why", "JQL has no comments."),
        ("a = b order by c desc limit 5", "JQL has no LIMIT"),
        ('a ~ "the “big” one" b = c', "Put AND or OR"),
        ("a in (b, f(c (d)))", "A function takes plain values"),
    ],
)
def test_a_hint_says_what_the_fix_does(text, said):
    (problem,) = check(text, SITE)
    assert problem.hint.startswith(said)


def test_without_a_catalogue_a_word_is_no_function():
    text = "sprint in openSprints"
    (problem,) = check(text, Catalogue())
    assert problem.hint == "IN takes a list in brackets, or a function: IN (openSprints)."
    assert _mended(text, problem) == ["sprint in (openSprints)"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "a in " + "b, " * 10_000 + "c",
        "a = b" + " c" * 10_000,
        "a in (b" + " c" * 10_000 + ")",
        "a = “" + "b\u2019" * 10_000,
        "a = b" + "'c" * 10_000,
        "a = " + "“" * 10_000 + " 'b' " * 1000,
    ],
)
def test_a_long_query_with_a_slip_is_told_of_at_once(text):
    assert len(check(text, SITE)) == 1


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
