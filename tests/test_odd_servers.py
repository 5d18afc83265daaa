"""Servers whose rows go, come or change while they are read, and answers of odd shapes."""

from __future__ import annotations

import re
from threading import Event, Thread
from typing import Any

import pytest
import vcr

import jiraframe as jf
from jiraframe import sandbox
from tests.scripted import Answer, issue, scripted

pytestmark = pytest.mark.usefixtures("waits")

FIELDS = [
    {"id": "summary", "name": "Summary", "clauseNames": ["summary"], "schema": {"type": "string"}},
    {"id": "comment", "name": "Comment", "schema": {"type": "comments-page"}},
    {
        "id": "labels",
        "name": "Labels",
        "clauseNames": ["labels"],
        "schema": {"type": "array", "items": "string", "system": "labels"},
    },
    {"id": "issuekey", "name": "Key", "clauseNames": ["key", "issuekey", "issue", "id"]},
]


def _cut_comments(query: dict[str, str], body: Any) -> Any:
    sent = [{"id": str(n), "body": f"c{n}"} for n in range(1, 31)]
    start = int(query["startAt"])
    return {"startAt": start, "maxResults": 1000, "total": 30, "comments": sent[start:]}


@pytest.mark.parametrize(
    "comments", [_cut_comments, Answer({"errorMessages": ["Not for you."]}, 403)]
)
def test_a_single_issue_whose_list_stays_short_is_a_doubt(comments):
    inline = {"comments": [{"id": "1", "body": "c1"}], "total": 250, "maxResults": 1, "startAt": 0}
    routes = {"/1/comment": comments, "/issue/ENG-1": issue(1, comment=inline)}
    with (
        scripted("cloud", routes) as (environ, _),
        jf.connect(environ=environ) as jira,
        pytest.warns(jf.CompletenessWarning, match="ENG-1"),
    ):
        row = jira.issue("ENG-1", ["comment"])
    assert jf.receipt(row).complete is None
    assert len(row["comment"]) == (30 if comments is _cut_comments else 1)


def test_an_issue_is_asked_for_by_its_id_as_a_number_too():
    with (
        scripted("cloud", {"/issue/10001": issue(1)}) as (environ, _),
        jf.connect(environ=environ) as jira,
    ):
        assert jira.issue(10001, ["summary"])["key"] == "ENG-1"


class Boards:
    """A list of which a row goes after each of some pages."""

    def __init__(self, times: int) -> None:
        self.rows = [{"id": n, "name": f"b{n}", "type": "scrum"} for n in range(1, 121)]
        self.times = times

    def __call__(self, query: dict[str, str], body: Any) -> Any:
        start, total = int(query["startAt"]), len(self.rows)
        sent = self.rows[start : start + 50]
        if self.times:
            self.times -= 1
            del self.rows[2]
        last = start + 50 >= total
        return {"startAt": start, "total": total, "isLast": last, "values": sent}


def test_a_list_of_which_a_row_goes_while_it_is_read_is_read_again():
    boards = Boards(1)
    with (
        scripted("cloud", {"/board": boards}) as (environ, _),
        jf.connect(environ=environ) as jira,
    ):
        assert list(jira.boards()["id"]) == [row["id"] for row in boards.rows]


def test_a_list_that_is_read_twice_alike_is_taken_whatever_its_totals():
    rows = [{"id": n, "name": f"b{n}", "type": "scrum"} for n in range(1, 101)]

    def boards(query: dict[str, str], body: Any) -> Any:
        start = int(query["startAt"])
        last = start + 50 >= len(rows)
        return {"total": 101 - last, "isLast": last, "values": rows[start : start + 50]}

    with scripted("cloud", {"/board": boards}) as (environ, _):
        assert len(jf.connect(environ=environ).boards()) == 100


def test_a_list_that_never_rests_is_an_error():
    with (
        scripted("cloud", {"/board": Boards(99)}) as (environ, _),
        jf.connect(environ=environ) as jira,
        pytest.raises(jf.IncompleteResultError, match="changed each"),
    ):
        jira.boards()


@pytest.mark.parametrize("total", ["3", [], {}, True, 2.5])
def test_a_total_of_an_odd_shape_is_no_foreign_error(total):
    page = {"values": [{"id": n} for n in (1, 2, 3)], "total": total}
    pages = [page, {**page, "values": []}]
    with (
        scripted("cloud", {"/board": lambda *_: pages.pop(0)}) as (environ, _),
        jf.connect(environ=environ) as jira,
    ):
        assert list(jira.boards()["id"]) == [1, 2, 3]


def test_rows_that_are_no_objects_are_rows_of_nothing():
    page = {"values": ["x", None], "isLast": True}
    with (
        scripted("cloud", {"/7/sprint": page, "/board": page}) as (environ, _),
        jf.connect(environ=environ) as jira,
    ):
        assert jira.sprints(7).isna().all(axis=None)
        assert jira.boards().isna().all(axis=None)


def test_check_bears_a_project_without_a_key():
    projects = {"values": [{"id": "1", "name": "x"}, {"id": "2", "key": "ENG"}], "isLast": True}
    routes = {
        "/serverInfo": {"version": "9"},
        "/project/search": projects,
        "/search/jql": {"issues": [], "isLast": True},
    }
    with scripted("cloud", routes) as (environ, _), jf.connect(environ=environ) as jira:
        assert "1 visible: ENG" in str(jira.check())


def test_a_description_that_is_empty_is_missing():
    rows = [{"id": "1", "name": "Open", "description": ""}, {"id": "2", "name": "Done"}]
    with scripted("datacenter", {"/status": rows}) as (environ, _):
        assert jf.connect(environ=environ).statuses()["description"].isna().all()


class Windowed:
    """A Data Center that gives no rows beyond its window, however it is asked."""

    def __init__(self, rows: list[Any], *, window: int, order: Any) -> None:
        self.rows = rows
        self.window = window
        self.order = order
        self.deleted_at_floor = False

    def __call__(self, query: dict[str, str], body: Any) -> Any:
        jql, start, size = body["jql"], body.get("startAt", 0), body["maxResults"]
        floor = re.search(r'key > "ENG-(\d+)"', jql)
        if floor and not self.deleted_at_floor:
            self.deleted_at_floor = True
            self.rows = [row for row in self.rows if row["key"] != f"ENG-{floor[1]}"]
        if floor and all(row["key"] != f"ENG-{floor[1]}" for row in self.rows):
            said = f"An issue with key 'ENG-{floor[1]}' does not exist for field 'key'."
            return Answer({"errorMessages": [said]}, 400)
        by_id = jql.startswith("id in")
        if start + size > self.window and size and not by_id:
            return Answer({"errorMessages": ["Search limit exceeded"]}, 500)
        rows = sorted(self.rows, key=lambda row: -int(row["id"]))
        if by_id:
            rows = [row for row in rows if row["id"] in re.findall(r"\d+", jql)]
        elif "key ASC" in jql:
            rows = [row for row in rows[::-1] if not floor or int(row["id"]) > int(floor[1])]
            rows = [] if "NOT IN" in jql else rows
        elif "ORDER BY" in jql and self.order:
            rows.sort(key=self.order)
        return {
            "startAt": start,
            "maxResults": size,
            "total": len(rows),
            "issues": rows[start : start + size],
        }

    def read(self, query: str, field: str) -> Any:
        """Search it, its window known."""
        routes = {"/search": self, "/field": FIELDS}
        with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
            jira.dialect._offsets._window = self.window
            return jira.search(query, [field], page_size=5)


def test_an_issue_deleted_where_the_next_range_begins_ends_no_search():
    site = Windowed([issue(n) for n in range(1, 31)], window=10, order=None)
    frame = site.read("project = ENG", "summary")
    assert {*frame["key"]} >= {row["key"] for row in site.rows}
    assert frame["key"].is_unique


def test_rows_that_the_server_tells_apart_and_we_do_not_are_said_to_be_out_of_order():
    rows = [issue(n, labels=["a"] if n <= 8 else ["z", f"{n * 7 % 31:02}"]) for n in range(1, 31)]
    site = Windowed(rows, window=10, order=lambda row: " ".join(row["fields"]["labels"]))
    site.deleted_at_floor = True
    with pytest.warns(jf.CompletenessWarning, match="could not be checked"):
        frame = site.read("project = ENG ORDER BY labels", "labels")
    assert len(frame) == 30


def test_an_outage_makes_no_window_for_good():
    with sandbox.start("datacenter", issues=600, page_cap=100) as box:
        jira = jf.connect(environ=box.env)
        query = "project is not EMPTY ORDER BY summary"
        whole = jira.search(query, ["summary"])
        box.faults.add("500", path="/search", after=3, times=5)
        with pytest.warns(jf.CompletenessWarning):
            jira.search(query, ["summary"], workers=1)
        box.faults.clear()
        assert jira.search(query, ["summary"]).equals(whole)
        # As over a new connection, one more is waited for.
        box.faults.add("500", path="/search", after=4, times=1)
        assert jira.search(query, ["summary"]).equals(whole)


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_an_answer_that_is_sent_packed_can_be_recorded_and_played_back(mode, tmp_path):
    cassette = str(tmp_path / "search.yaml")
    with sandbox.start(mode, issues=300) as box:

        def read() -> Any:
            jira = jf.connect(environ=box.env)
            return jira.search("project is not EMPTY ORDER BY key", ["summary"], workers=1)

        with vcr.use_cassette(cassette, record_mode="once"):
            recorded = read()
        with vcr.use_cassette(cassette, record_mode="none"):
            assert read().equals(recorded)
    assert len(recorded) == 300


def test_a_site_that_does_not_answer_holds_up_no_other():
    waiting, over = Event(), Event()

    def hang(query: dict[str, str], body: Any) -> Any:
        waiting.set()
        over.wait()
        return FIELDS

    with scripted("cloud", {"/field": hang}) as (slow, _), scripted("cloud", {}) as (quick, _):
        reader = Thread(target=lambda: jf.connect(environ=slow).catalogue)
        reader.start()
        waiting.wait()
        answered: list[Any] = []
        other = Thread(target=lambda: answered.append(jf.connect(environ=quick).catalogue))
        other.start()
        other.join(5)
        over.set()
        reader.join()
    assert answered


def test_a_window_that_is_small_for_good_is_waited_for_once(waits):
    rows = [issue(n) for n in range(1, 201)]
    site = Windowed(rows, window=130, order=None)
    site.deleted_at_floor = True
    routes = {"/search": site, "/field": FIELDS}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        for page_size in (100, 30, 30):
            del waits[:]
            frame = jira.search("project = ENG", ["summary"], page_size=page_size)
            assert len(frame) == 200
    assert waits == []
