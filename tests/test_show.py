"""``jf.show``: a table that sorts, searches and links, in which text stays text."""

from __future__ import annotations

import json
import re
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe.errors import ArgumentError
from jiraframe.notebook.table import _show
from jiraframe.notebook.table._cell_texts import columns_of
from tests.hostile import HOSTILE, Read


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def found(request):
    with sandbox.start(request.param, issues=120) as box:
        yield jf.connect(environ=box.env).search("project is not EMPTY ORDER BY key")


@pytest.fixture(params=["with itables", "without itables"])
def either(request, monkeypatch):
    if request.param == "without itables":
        monkeypatch.setattr(_show, "available", lambda: False)


def _options(html: str) -> dict:
    """Give what itables is told, as the browser reads it."""
    return json.loads(re.search(r"new ITable\(table, (.*)\);", html)[1])


@pytest.mark.usefixtures("either")
def test_keys_are_linked_to_the_jira_that_they_are_of(found):
    base = jf.receipt(found).base_url
    html = jf.show(found)._repr_html_()
    key = found["key"][0]
    assert f'href="{base}/browse/{key}"' in html
    assert html.count("<a ") >= 20


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)//", "file:///x", "https://api.example/ex/jira/0f1e"],
)
def test_without_an_address_that_a_browser_can_open_there_are_no_links(found, address):
    frame = found.head(3)
    frame.attrs["jiraframe"]["base_url"] = address
    assert "href=" not in jf.show(frame)._repr_html_()


def test_keys_are_linked_to_the_site_where_programs_go_through_a_gateway():
    with sandbox.start(issues=20) as box:
        environ = {**box.env, "JIRA_API_TOKEN": box.scoped_token, "JIRA_GATEWAY_URL": box.url}
        jira = jf.connect(environ=environ)
        frame = jira.search("project is not EMPTY", ["status"])
        assert "/ex/jira/" in jira.connection.settings.base_url
        assert f'href="{box.url}/browse/{frame["key"][0]}"' in jf.show(frame)._repr_html_()
        assert f'href="{box.url}"' in jira._repr_html_()


@pytest.mark.usefixtures("either")
def test_a_frame_without_a_receipt_is_shown_without_links():
    html = jf.show(pd.DataFrame({"key": ["ENG-1"], "n": [1]}))._repr_html_()
    assert "ENG-1" in html
    assert "href=" not in html


@pytest.mark.usefixtures("either")
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text_in_cells_keys_names_and_index(found, text):
    frame = found.head(2).copy()
    frame["summary"] = text
    frame["key"] = text
    frame["labels"] = [[text, text], None]
    frame = frame.rename(columns={"status": text}).set_index(pd.Index([text, "x"], name=text))
    html = jf.show(frame, caption=text)._repr_html_()
    read = Read(re.sub(r"<script type=.*?</script>", "", html, flags=re.DOTALL))
    assert read.tags <= {"div", "table", "thead", "tbody", "tr", "th", "td", "a", "small"}
    assert read.attributes <= {"class", "style", "scope", "href", "target", "rel"}
    assert text in read.text
    assert html.count("</script>") == html.count("<script")


def test_what_itables_is_told_is_escaped_by_us():
    frame = pd.DataFrame({HOSTILE[0]: HOSTILE, "key": HOSTILE})
    html = jf.show(frame, caption=HOSTILE[0], language={"search": HOSTILE[1]})._repr_html_()
    assert html.count("</script>") == html.count("<script") == 1
    told = _options(html)
    assert "<img" not in told["table_html"] + told["caption"]
    for text, key in json.loads(told["data_json"]):
        assert Read(text).tags == set()
        assert all(Read(face).tags == set() for face in key.values())


def test_keys_sort_by_number_and_are_searched_by_name(found):
    frame = found.head(2).assign(key=["ENG-10", "ENG-9"])
    told = _options(jf.show(frame)._repr_html_())
    ten, nine = (row[0] for row in json.loads(told["data_json"]))
    assert nine["sorted"] < ten["sorted"]
    assert (ten["text"], nine["text"]) == ("ENG-10", "ENG-9")
    assert told["columnDefs"][-1]["targets"] == [0]


def test_cells_are_the_texts_that_people_read():
    frame = pd.DataFrame(
        {
            "lists": [["a", "b"], [], None],
            "hours": pd.to_timedelta(["3h 30min", None, "29881h 54min 47.28s"]),
            "when": pd.to_datetime(["2026-03-01 10:15:59", None, "2026-03-02 00:00:00"], utc=True),
            "day": pd.to_datetime(["2026-03-01", None, "2026-03-02"]),
            "count": pd.array([1, None, 12], dtype="Int64"),
            "number": [1.0, np.nan, 0.5],
            "flag": pd.array([True, None, False], dtype="boolean"),
            "array": [np.array(["x", "y"]), None, None],
            "long": ["x" * 500, "", "y"],
        }
    )
    shown = {column.name: column.texts for column in columns_of(frame)}
    assert shown == {
        "lists": ["a, b", "", ""],
        "hours (h)": ["3.5", "", "29881.91"],
        "when": ["2026-03-01 10:15 UTC", "", "2026-03-02 00:00 UTC"],
        "day": ["2026-03-01", "", "2026-03-02"],
        "count": ["1", "", "12"],
        "number": ["1", "", "0.5"],
        "flag": ["True", "", "False"],
        "array": ["x, y", "", ""],
        "long": [f"{'x' * 299}…", "", "y"],
    }


def test_arrow_types_give_the_same_texts():
    with sandbox.start(issues=60) as box:
        jira = jf.connect(environ=box.env)
        query = "project is not EMPTY ORDER BY key"
        usual, arrow = (jira.search(query, dtype_backend=each) for each in (None, "pyarrow"))
    assert columns_of(arrow) == columns_of(usual)


def test_days_of_arrow_are_days():
    days = pd.array([date(2026, 3, 1), None], dtype=pd.ArrowDtype(pa.date32()))
    assert columns_of(pd.DataFrame({"day": days}))[0].texts == ["2026-03-01", ""]


def test_an_index_that_says_something_is_shown_first(found):
    counts = found.groupby(["status", "issuetype"]).size().to_frame("n")
    columns = columns_of(counts)
    assert [each.name for each in columns] == ["status", "issuetype", "n"]
    assert columns[0].texts == counts.index.get_level_values(0).tolist()
    assert [each.is_key for each in columns_of(found.set_index("key"))][:2] == [True, False]


def test_names_may_come_twice_and_in_levels():
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert [each.texts for each in columns_of(frame)] == [["1"], ["2"]]
    levels = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")]))
    assert [each.name for each in columns_of(levels)] == ["a / x", "a / y"]
    flat = pd.DataFrame({"key": ["ENG-1"], "n": [1]}).groupby("key").agg({"n": ["sum"]})
    shown = columns_of(flat.reset_index())
    assert [(each.name, each.is_key) for each in shown] == [("key", True), ("n / sum", False)]
    for each in (frame, levels):
        assert "ITable" in jf.show(each)._repr_html_()


def test_what_is_left_out_is_said(found):
    html = jf.show(found, rows=50)._repr_html_()
    assert "The first 50 of 120 rows." in html
    assert "The first 20 of 50 rows." in html  # where no script runs
    assert len(json.loads(_options(html)["data_json"])) == 50
    assert "The first 120" not in jf.show(found, rows=120)._repr_html_()


def test_without_itables_a_table_says_what_would_make_it_sort(found, monkeypatch):
    monkeypatch.setattr(_show, "available", lambda: False)
    html = jf.show(found)._repr_html_()
    assert "<script" not in html
    assert "The first 20 of 120 rows." in html
    assert "jiraframe[tables]" in html


@pytest.mark.usefixtures("either")
def test_an_empty_frame_is_a_table_too(found):
    html = jf.show(found.head(0))._repr_html_()
    assert ">summary</th>" in html
    assert "The first" not in html


@pytest.mark.usefixtures("either")
def test_a_frame_without_columns_says_so(found):
    html = jf.show(found[[]].head(7))._repr_html_()
    assert Read(html).text == "7 rows without columns."


def test_elsewhere_it_is_the_text_of_the_frame(found):
    assert repr(jf.show(found)) == repr(found)


def test_the_same_frame_gives_the_same_html(found):
    assert jf.show(found)._repr_html_() == jf.show(found)._repr_html_()


def test_a_notebook_does_not_grow_more_than_it_must(found):
    usual = jf.show(found.head(100), pageLength=25)._repr_html_()
    assert len(usual) < 350_000
    assert _options(usual)["pageLength"] == 25
    for address in re.findall(r'https?://[^"\s<]+', usual):
        assert address.startswith(jf.receipt(found).base_url), "nothing comes from elsewhere"


def test_itables_is_not_told_to_take_over_the_notebook(found):
    before = pd.DataFrame._repr_html_
    jf.show(found)
    assert pd.DataFrame._repr_html_ is before


@pytest.mark.parametrize("name", ["allow_html", "column_filters", "connected", "maxBytes"])
def test_options_that_would_undo_a_promise_are_refused(found, name):
    with pytest.raises(ArgumentError, match=name):
        jf.show(found, **{name: True})


def test_options_set_for_all_tables_do_not_undo_a_promise(found, monkeypatch):
    from itables import options

    monkeypatch.setattr(options, "allow_html", True)
    monkeypatch.setattr(options, "column_filters", "header")
    monkeypatch.setattr(options, "maxRows", 3)
    told = _options(jf.show(found.rename(columns={"status": HOSTILE[0]}))._repr_html_())
    assert "column_filters" not in told
    assert "<img" not in told["table_html"]
    assert len(json.loads(told["data_json"])) == 120
    assert "downsampling_warning" not in told


@pytest.mark.parametrize(
    ("frame", "options"),
    [
        ("text", {}),
        (pd.Series([1]), {}),
        (pd.DataFrame({"a": [1]}).style, {}),
        (pd.DataFrame(), {"rows": 0}),
    ],
)
def test_what_makes_no_sense_is_refused(frame, options):
    with pytest.raises(ArgumentError):
        jf.show(frame, **options)
