from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe.notebook._code import python_code

SHOWN = [
    ("project = ENG", {}, 'df = jira.search("project = ENG")'),
    ('status = "To Do"', {}, "df = jira.search('status = \"To Do\"')"),
    ("a = 1", {"limit": 5}, 'df = jira.search("a = 1", limit=5)'),
    ("a = 1", {"fields": ["key"]}, 'df = jira.search("a = 1", ["key"])'),
    ("", {}, 'df = jira.search("")'),
    ("a = 1\nAND b = 2", {}, 'df = jira.search("""a = 1\nAND b = 2""")'),
    ("a = \"x\" AND b = 'y'", {}, 'df = jira.search("""a = "x" AND b = \'y\'""")'),
    (
        "project = ENG AND statusCategory != Done ORDER BY created DESC",
        {"fields": ["summary", "status"], "limit": 10},
        'df = jira.search(\n    "project = ENG AND statusCategory != Done ORDER BY created DESC",\n'
        '    ["summary", "status"],\n    limit=10,\n)',
    ),
    (
        'project = ENG AND summary ~ "salt AND pepper" AND assignee IN (currentUser(), '
        "membersOf(devs)) ORDER BY created DESC, key",
        {},
        "df = jira.search(\n"
        "    'project = ENG AND summary ~ \"salt AND pepper\" '\n"
        '    "AND assignee IN (currentUser(), membersOf(devs)) "\n'
        '    "ORDER BY created DESC, key",\n)',
    ),
    (
        f"key in ({', '.join(['ENG-1234567'] * 10)})",
        {"limit": 5},
        "df = jira.search(\n"
        f'    "key in ({"ENG-1234567, " * 5}"\n'
        f'    "{"ENG-1234567, " * 4}ENG-1234567)",\n'
        "    limit=5,\n)",
    ),
]


@pytest.mark.parametrize(("jql", "options", "code"), SHOWN)
def test_the_code_reads_as_somebody_would_write_it(jql, options, code):
    assert python_code(jql, **options) == code


@given(
    st.text()
    | st.text(alphabet="a'\"\\\n{}\u202e")
    | st.lists(st.sampled_from(["a = b", " AND ", "or ", "'x", '"', " order by c", "\t"])).map(
        "".join
    ),
    st.none() | st.lists(st.text(), max_size=3),
    st.none() | st.integers(1),
)
def test_the_code_asks_for_that_query_and_nothing_else(jql, fields, limit):
    (statement,) = ast.parse(python_code(jql, fields=fields, limit=limit)).body

    call = statement.value
    assert ast.unparse(call.func) == "jira.search"
    given_fields = [] if fields is None else [fields]
    assert [ast.literal_eval(each) for each in call.args] == [jql, *given_fields]
    assert {each.arg: ast.literal_eval(each.value) for each in call.keywords} == (
        {} if limit is None else {"limit": limit}
    )
