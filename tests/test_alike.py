"""Very many problems and very long queries: a few lines, a number, and the place that matters."""

from __future__ import annotations

import pytest

import jiraframe as jf
from jiraframe._dialect import Verdict
from jiraframe._validation import Validation, validation
from jiraframe.errors import JQLError, JQLSyntaxError, caret
from jiraframe.jql import Problem, parse
from tests.scripted import Answer, scripted

KEYS = [f"ENG-{n}" for n in range(1, 5001)]


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def box(request):
    with jf.sandbox.start(mode=request.param, issues=60) as box:
        yield box


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.mark.timeout(120)
def test_thousands_of_missing_keys_are_a_few_lines_and_a_number(jira):
    verdict = jira.validate("key in {k}", params={"k": KEYS})
    problems = verdict.errors or verdict.warnings
    assert len(problems) == 4966
    kind = "error" if verdict.errors else "warning"
    shown = str(verdict)
    assert shown == repr(verdict)
    assert len(shown) < 2000
    for key in ("ENG-35", "ENG-36", "ENG-37"):
        assert f"'{key}'" in shown
    assert f"{kind}: There are 4,963 more of the kind; .{kind}s holds them all." in shown
    html = verdict._repr_html_()
    assert len(html) < 4000
    assert html.count("wavy") == 3
    assert "4,963 more of the kind" in html


@pytest.mark.timeout(120)
def test_a_search_for_thousands_of_missing_keys_warns_or_fails_in_a_few_words(jira, box):
    params = {"k": KEYS[:60] + KEYS[2000:]}
    if box.mode == "datacenter":
        with pytest.raises(JQLError) as caught:
            jira.search("key in {k}", ["summary"], params=params)
        assert len(caught.value.messages) == 3026
        assert len(str(caught.value)) < 1000
        assert "'ENG-35'" in str(caught.value)
        assert "3,023 more of the kind; .messages of this error holds them all" in str(caught.value)
        return
    with pytest.warns(jf.JQLWarning) as told:
        frame = jira.search("key in {k}", ["summary"], params=params)
    said = [str(each.message) for each in told]
    assert len(said) == 4
    assert said[-1] == "Jira said 3,023 more of the kind; jira.validate() gives them all."
    assert jf.receipt(frame).warnings[:4] == said
    assert len(frame) == 34


def test_a_few_missing_keys_are_told_one_by_one(jira, box):
    keys = [f"ENG-{n}" for n in range(100, 105)]
    verdict = jira.validate("key in {k}", params={"k": keys})
    assert "more of the kind" not in str(verdict)
    assert str(verdict).count("does not exist") == 5
    if box.mode == "cloud":
        with pytest.warns(jf.JQLWarning) as told:
            jira.search("key in {k}", ["summary"], params={"k": keys})
        assert len(told) == 5


@pytest.mark.parametrize(
    "said",
    [
        "Der Vorgang mit Schlüssel „{}“ ist für das Feld „{}“ nicht vorhanden.",
        "L'option « {} » n'existe pas pour le champ « {} ».",
        "フィールド「{1}」に値「{0}」は存在しません。",
        "L'elemento '{}' non c'è nel campo '{}'.",
    ],
)
def test_like_texts_are_counted_in_every_language(said):
    texts = [said.format(f"name {chr(97 + n)}", "key") for n in range(20)]
    texts[10] = said.format("other", "parent")
    names = ", ".join(f"'name {chr(97 + n)}'" for n in range(20))
    query = f"key in ({names}) and parent = other"
    shown = str(validation(query, Verdict(warnings=texts)))
    assert "There are 16 more of the kind" in shown
    assert texts[10] in shown
    assert texts[4] not in shown


def test_texts_that_quote_nothing_do_not_get_out_of_hand():
    texts = [f"Der Wert {chr(97 + n % 26) * (n + 1)} fehlt." for n in range(200)]
    shown = str(Validation("a = b", warnings=tuple(Problem(each) for each in texts)))
    assert shown.count("fehlt") == 12
    assert "There are 188 more" in shown


def test_a_text_of_jira_that_quotes_a_huge_value_is_cut():
    said = f"The value '{'x' * 300_000}' is odd."
    refused = {"/search": Answer({"errorMessages": [said]}, 400)}
    with scripted("datacenter", refused) as (env, _):
        jira = jf.connect(environ=env)
        with pytest.raises(JQLError) as caught:
            jira.search("summary ~ y", ["summary"])
    assert len(str(caught.value)) < 1500
    assert caught.value.messages == (said,)


@pytest.mark.parametrize(
    ("query", "position", "column"),
    [
        ("x" * 120, 119, 121),
        ("a AND\nb == c\nAND d", 9, 5),
        ("", 0, 2),
        ("a = b", 5, 7),
    ],
)
def test_a_short_query_is_shown_as_it_is(query, position, column):
    lines = caret(query, position).split("\n")
    mark = lines.index(" " * column + "^")
    assert lines[:mark] + lines[mark + 1 :] == [f"  {line}" for line in query.split("\n")]
    assert caret(query, None) == "\n".join(f"  {line}" for line in query.split("\n"))


@pytest.mark.parametrize("position", [0, 49, 50, 51, 150_000, 299_950, 299_999, 300_000, None])
def test_of_a_long_line_the_part_around_the_mark_is_shown(position):
    query = "".join(chr(97 + n % 26) for n in range(300_000))
    line, *marks = caret(query, position).split("\n")
    assert len(line) <= 104
    if position is None:
        assert (marks, line[-1]) == ([], "…")
        return
    [mark] = marks
    at = mark.index("^")
    assert (line + " ")[at] == (query + " ")[position]
    assert line.startswith("  …") is (position > 50)
    assert line.endswith("…") is (position < 299_950)


@pytest.mark.parametrize(("marked", "above", "below"), [(0, 0, 1), (500, 1, 1), (999, 1, 0)])
def test_of_very_many_lines_those_around_the_mark_are_shown(marked, above, below):
    lines = [f"line {n} {'x' * 500}" for n in range(1000)]
    position = sum(len(each) + 1 for each in lines[:marked])
    shown = caret("\n".join(lines), position).split("\n")
    assert len(shown) == 21 + above + below
    assert (shown[0] == "  …", shown[-1] == "  …") == (bool(above), bool(below))
    assert shown[shown.index("  ^") - 1].startswith(f"  line {marked} ")


def test_an_error_about_a_very_long_query_is_short():
    query = f"key in ({', '.join(f'ENG-{n}' for n in range(40_000))}) AND status == Done"
    with pytest.raises(JQLSyntaxError) as caught:
        parse(query)
    assert caught.value.query == query
    assert len(str(caught.value)) < 600
    assert "status == Done\n" in str(caught.value)


def test_a_sound_query_that_is_very_long_is_shown_in_part():
    query = f"key in ({', '.join(f'ENG-{n}' for n in range(40_000))})"
    assert len(str(Validation(query))) < 1100
    assert len(Validation(query)._repr_html_()) < 1500
    assert str(Validation("a = b")) == "Valid JQL: a = b"
    lost = Validation(query, (Problem("Something is odd."),))
    assert len(lost._repr_html_()) < 1000


@pytest.mark.parametrize("text", ["a" * 300_000 + " b c", "a = 1 " + "?" * 300_000])
def test_a_huge_word_is_not_repeated_by_an_error(text):
    with pytest.raises(JQLSyntaxError) as caught:
        parse(text)
    assert len(str(caught.value)) < 7000


@pytest.mark.timeout(60)
def test_thousands_of_doubts_of_jira_and_of_the_check_are_matched_in_time(jira):
    names = [f"Nope {n}" for n in range(5000)]
    verdict = jira.validate("status in {s}", params={"s": names})
    assert len([*verdict.errors, *verdict.warnings]) == 5000
