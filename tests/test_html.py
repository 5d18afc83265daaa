"""Small HTML of our own: text stays text, and both themes can read it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._check import Report, Step
from jiraframe._html import grid, joined, link, marked, table
from jiraframe._receipt import Receipt
from jiraframe._validation import Validation
from jiraframe.jql import Problem
from tests.hostile import HOSTILE, Read


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def jira(request):
    with sandbox.start(request.param, issues=50) as box:
        yield jf.connect(environ=box.env)


def _shown(text: str) -> list[object]:
    problem = Problem(text, 3, 8, text, "warning")
    return [
        Report((Step(text, True, text), Step(text, False, text, text))),
        Receipt(jql=text, fields=[text], warnings=[text]),
        Validation(text, (Problem(text, 0, 2, text),), (problem,)),
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(text):
    for each in _shown(text):
        read = Read(each._repr_html_())
        assert read.tags <= {"table", "tbody", "tr", "th", "td", "span", "b", "br", "pre"}
        assert read.attributes <= {"style", "scope"}
        assert text in read.text
        assert text in str(each)


@given(st.text(), st.text(), st.text())
def test_no_text_leaves_its_place(first, second, third):
    html = joined(table([(first, second)]), grid([first], [[second], [third]]))
    html += marked(third, [(0, 1, "bad")]) + link(first, second)
    allowed = {"table", "tbody", "thead", "tr", "th", "td", "pre", "span"}
    assert Read(html).tags <= allowed


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://jira.example/browse/ENG-1", True),
        ("http://127.0.0.1:80", True),
        ("javascript:alert(1)", False),
        ("JavaScript://x/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//jira.example", False),
        ("https://", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_followed(address, linked):
    assert ("<a " in link(address, "ENG-1")) is linked
    assert "ENG-1" in link(address, "ENG-1")


def test_an_address_cannot_leave_its_attribute():
    read = Read(link('https://jira.example/"onclick="alert(1)', "x"))
    assert read.attributes == {"href", "target", "rel"}


@pytest.mark.parametrize(
    ("places", "underlined"),
    [
        ([], []),
        ([(10, 16, "bad")], ["statuz"]),
        ([(17, 18, "bad"), (10, 16, "doubtful")], ["statuz", "="]),
        ([(10, 16, "bad"), (12, 18, "bad")], ["statuz"]),
        ([(23, 23, "bad")], ["\N{NO-BREAK SPACE}" * 2]),
    ],
)
def test_places_of_a_query_are_underlined_and_the_query_stays(places, underlined):
    query = "a < 1 AND statuz = Done"
    html = marked(query, places)
    spans = re.findall(r"<span[^>]*>(.*?)</span>", html)
    assert spans == underlined
    assert Read(html).text.rstrip("\N{NO-BREAK SPACE}") == query


def test_a_validation_marks_the_place_that_it_tells_of(jira):
    query = "project = ENG AND statuz = Done"
    told = jira.validate(query)
    assert re.findall(r"wavy.*?>(.*?)</span>", told._repr_html_()) == ["statuz"]
    read = Read(told._repr_html_())
    assert read.text.startswith(query)
    assert "✗ error" in read.text
    assert told.errors[0].message in read.text
    assert told.errors[0].hint in read.text


def test_a_problem_without_a_place_is_told_all_the_same():
    told = Validation("a = b", (Problem("Something is odd."),))
    assert "Something is odd." in told._repr_html_()
    assert "wavy" not in told._repr_html_()


def test_a_sound_query_is_said_to_be_sound(jira):
    read = Read(jira.validate("project = ENG")._repr_html_())
    assert read.text == "✓ Valid JQLproject = ENG"


def test_a_connection_shows_where_it_leads_without_asking_jira():
    with sandbox.start("cloud", issues=1) as box:
        jira = jf.connect(environ=box.env)
        shown = jira._repr_html_()
        assert not box.requests
    assert Read(shown).text == f"Jira Cloud {jira.connection.settings.base_url}"
    assert box.env["JIRA_API_TOKEN"] not in shown


def test_a_report_has_a_sign_for_each_step_and_the_fix_for_what_failed():
    shown = Report((Step("one", True, "Fine."), Step("two", False, "Odd.", "Mend it.")))
    html = shown._repr_html_()
    assert html.count("✓") == html.count("✗") == 1
    assert "<b>Mend it.</b>" in html


def test_nothing_paints_over_the_theme(jira):
    shown = [jira, jira.check(), *_shown("x")]
    for each in shown:
        html = each._repr_html_()
        assert "background" not in html
        assert "<style" not in html
        # Every colour asks the page for its own first.
        assert re.findall(r"(?<!,) #[0-9a-f]{3,6}|\bcolor: (?!var\()", html) == []
