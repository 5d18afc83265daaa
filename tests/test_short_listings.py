"""Searches whose ids, limits or bodies contradict each other: the frame says what is not sure."""

from __future__ import annotations

import re
from typing import Any

import pytest

import jiraframe as jf
from tests.scripted import Answer, issue, scripted

pytestmark = pytest.mark.usefixtures("waits")

QUERY = "project = ENG ORDER BY key"
DENIED = Answer({"errorMessages": ["no scope"]}, 403)


class Cloud:
    """A Cloud site of so many issues, some of which are deleted while they are read."""

    def __init__(self, issues: int, *, count: Any = None) -> None:
        self.rows = [issue(n) for n in range(1, issues + 1)]
        self.count = count or {"count": issues}
        self.gone: set[str] = set()
        self.left_out_once: dict[str, str] = {}
        self.deleted_when_asked: set[str] = set()
        self.listings: list[Any] = []

    def search(self, query: dict[str, str], body: Any) -> Any:
        """Page by token."""
        thin = body["fields"] == ["id"]
        if thin and self.listings:
            return self.listings.pop(0)
        rows = [row for row in self.rows if row["id"] not in self.gone]
        start = int(body.get("nextPageToken", 0))
        end = start + min(body["maxResults"], 5000 if thin else 100)
        sent = [{"id": row["id"]} for row in rows] if thin else rows
        page = {"issues": sent[start:end], "isLast": end >= len(rows)}
        return page if page["isLast"] else {**page, "nextPageToken": str(end)}

    def fetch(self, query: dict[str, str], body: Any) -> Any:
        """Give issues by id, without those that are left out or gone."""
        ids = set(body["issueIdsOrKeys"])
        self.gone |= ids & self.deleted_when_asked
        short = ids & self.left_out_once.keys()
        errors = [
            {"id": each, "errorMessage": said}
            for each in short
            if (said := self.left_out_once.pop(each))
        ]
        sent = [row for row in self.rows if row["id"] in ids - short - self.gone]
        return {"issues": sent, "issueErrors": errors}

    def read(self, **options: Any) -> Any:
        """Search it."""
        routes = {
            "/search/jql": self.search,
            "/issue/bulkfetch": self.fetch,
            "/search/approximate-count": self.count,
        }
        with scripted("cloud", routes) as (environ, _), jf.connect(environ=environ) as jira:
            return jira.search(QUERY, ["summary"], **options)


@pytest.mark.parametrize("count", [{"count": 500}, DENIED], ids=["counted", "not counted"])
@pytest.mark.parametrize("how", ["left out once", "deleted"])
def test_a_limit_that_was_reached_by_asking_again_has_cut_the_result(count, how):
    site = Cloud(500, count=count)
    if how == "deleted":
        site.deleted_when_asked = {"150"}
    else:
        site.left_out_once = {"150": ""}
    frame = site.read(limit=200)
    assert len(frame) == 200
    receipt = jf.receipt(frame)
    assert receipt.complete is False
    assert not any("estimates" in each for each in receipt.warnings)


EMPTY = {"issues": [], "isLast": True}


@pytest.mark.parametrize("count", [{"count": 300}, {"count": 100}, DENIED])
@pytest.mark.parametrize("listing", [EMPTY, {"message": "temporarily unavailable"}])
def test_a_listing_of_ids_that_comes_empty_once_loses_no_row(count, listing):
    site = Cloud(300, count=count)
    site.listings = [listing]
    if count == {"count": 100}:  # all came, and the estimate alone is wrong
        with pytest.warns(jf.CompletenessWarning, match="estimates 100"):
            frame = site.read()
    else:
        frame = site.read()
    assert list(frame["key"]) == [f"ENG-{n}" for n in range(1, 301)]


def test_a_listing_of_ids_that_stays_empty_behind_a_page_that_promised_more_is_a_doubt():
    site = Cloud(300, count=DENIED)
    site.listings = [EMPTY] * 9
    with pytest.warns(jf.CompletenessWarning, match="more rows follow the first 100"):
        frame = site.read()
    assert len(frame) == 100
    assert jf.receipt(frame).complete is None


def test_a_promise_of_more_that_the_count_refutes_is_no_doubt():
    site = Cloud(101, count={"count": 100})
    search = site.search

    def leaves(query: dict[str, str], body: Any) -> Any:
        page = search(query, body)
        site.gone = {"101"}
        return page

    site.search = leaves
    frame = site.read()
    assert len(frame) == 100
    assert jf.receipt(frame).complete is True


def test_a_limit_that_has_cut_needs_no_second_listing():
    site = Cloud(250, count=DENIED)
    asked: list[Any] = []
    search = site.search
    site.search = lambda query, body: asked.append(body["fields"]) or search(query, body)
    assert len(site.read(limit=150)) == 150
    assert asked.count(["id"]) == 1


@pytest.mark.parametrize("body", [{}, {"issues": None}, {"issues": [7]}, {"issues": [{}]}])
def test_a_listing_of_ids_that_is_no_page_is_an_error_that_keeps_the_rows(body):
    site = Cloud(300)
    site.listings = [body] * 9
    with pytest.raises(jf.JiraUnavailable, match="not whole") as caught:
        site.read()
    assert len(caught.value.frame) == 100


def test_a_listing_that_ends_early_is_made_again_where_nothing_counts_its_rows():
    site = Cloud(300, count=DENIED)
    early = [{"id": str(n)} for n in range(1, 201)]
    site.listings = [{"issues": early, "isLast": True}]
    frame = site.read()
    assert list(frame["key"]) == [f"ENG-{n}" for n in range(1, 301)]
    assert jf.receipt(frame).complete is True


@pytest.mark.parametrize("status", [400, 405, 422])
def test_an_estimate_that_is_refused_is_noted_and_ends_no_search(status):
    frame = Cloud(300, count=Answer(b"<html>", status, kind="text/html")).read()
    assert len(frame) == 300
    receipt = jf.receipt(frame)
    assert receipt.complete is True
    assert any("did not estimate" in each for each in receipt.warnings)


def test_an_issue_that_came_when_it_was_asked_for_again_is_no_doubt():
    site = Cloud(300)
    site.left_out_once = {"150": "Retriable: try later"}
    frame = site.read()
    assert len(frame) == 300
    assert jf.receipt(frame).complete is True


def test_an_issue_that_does_not_come_is_told_with_the_reason_that_jira_gives():
    site = Cloud(300)

    def refuse(query: dict[str, str], body: Any) -> Any:
        site.left_out_once = {"150": "No way"}
        return Cloud.fetch(site, query, body)

    site.fetch = refuse
    with pytest.raises(jf.IncompleteResultError, match="would not send") as caught:
        site.read()
    assert any("No way" in each for each in jf.receipt(caught.value.frame).warnings)


def test_pages_of_one_row_are_read_from_data_center():
    rows = [issue(n) for n in range(1, 6)]

    def search(query: dict[str, str], body: Any) -> Any:
        start, size = body["startAt"], body["maxResults"]
        return {
            "startAt": start,
            "maxResults": size,
            "total": 5,
            "issues": rows[start : start + size],
        }

    with (
        scripted("datacenter", {"/search": search}) as (environ, _),
        jf.connect(environ=environ) as jira,
    ):
        assert list(jira.search(QUERY, ["summary"], page_size=1)["key"]) == [
            f"ENG-{n}" for n in range(1, 6)
        ]


def test_a_limit_of_one_asks_data_center_for_one_row():
    sizes: list[int] = []

    def search(query: dict[str, str], body: Any) -> Any:
        sizes.append(body["maxResults"])
        return {"startAt": 0, "maxResults": 1, "total": 5, "issues": [issue(1)]}

    with (
        scripted("datacenter", {"/search": search}) as (environ, _),
        jf.connect(environ=environ) as jira,
    ):
        assert len(jira.search(QUERY, ["summary"], limit=1)) == 1
    assert sizes == [1]


def _strict(query: dict[str, str], body: Any) -> Any:
    """Refuse a query that names an issue which is not there, as some Data Centers do."""
    found = re.search(r"id in \((.*?)\)", body["jql"])
    assert found is not None
    names = found[1].split(", ")
    for name in names:
        if name == "ENG-9":
            said = "An issue with key 'ENG-9' does not exist for field 'id'."
            return Answer({"errorMessages": [said], "errors": {}}, 400)
    rows = [
        {**issue(int(name.removeprefix("ENG-"))), "changelog": {"histories": [], "total": 0}}
        for name in names
    ]
    return {"startAt": 0, "maxResults": 50, "total": len(rows), "issues": rows}


@pytest.mark.parametrize("verb", ["changelog", "comments", "worklogs", "links", "attachments"])
def test_a_deleted_issue_takes_no_other_with_it_on_a_strict_data_center(verb):
    routes = {
        "/search": _strict,
        "/issue/ENG-9": Answer({"errorMessages": ["Issue Does Not Exist"]}, 404),
    }
    with (
        scripted("datacenter", routes) as (environ, _),
        jf.connect(environ=environ) as jira,
        pytest.warns(jf.CompletenessWarning, match="ENG-9"),
    ):
        getattr(jira, verb)(["ENG-1", "ENG-2", "ENG-9"])


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_refusal_without_a_word_of_jira_is_not_blamed_on_the_query(mode):
    end = "/search/jql" if mode == "cloud" else "/search"
    routes = {end: Answer(b"<html><h1>400 Bad Request</h1></html>", 400, kind="text/html")}
    with (
        scripted(mode, routes) as (environ, _),
        jf.connect(environ=environ) as jira,
        pytest.raises(jf.JiraFrameError, match="a proxy or a firewall") as caught,
    ):
        jira.search(QUERY, ["summary"])
    assert not isinstance(caught.value, jf.JQLError)
