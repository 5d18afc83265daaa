"""Servers that behave as some of them do out there: the right frame, or an error that says so."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

import jiraframe as jf
from tests.scripted import Answer, issue, scripted

pytestmark = pytest.mark.usefixtures("waits")

QUERY = "project = ENG"


def _search(mode: str, routes: dict[str, Any], **options: Any) -> Any:
    with scripted(mode, routes) as (environ, _), jf.connect(environ=environ) as jira:
        return jira.search(QUERY, ["summary"], **options)


def _by_offset(rows: list[Any], *, cap: int = 100, **more: Any) -> Any:
    """Page by offset as Data Center does; ``more`` is laid over the answer."""

    def route(query: dict[str, str], body: Any) -> Any:
        start, size = body.get("startAt", 0), min(body["maxResults"], cap)
        page = {"startAt": start, "maxResults": size, "total": len(rows)}
        page = {**page, "issues": rows[start : start + size], **more}
        return {name: value for name, value in page.items() if value != "absent"}

    return route


def _by_token(rows: list[Any], **more: Any) -> dict[str, Any]:
    """Page by token as Cloud does, ids alone or with fields."""

    def route(query: dict[str, str], body: Any) -> Any:
        start, size = int(body.get("nextPageToken", 0)), body["maxResults"]
        page = {"issues": rows[start : start + size], "isLast": start + size >= len(rows)}
        if not page["isLast"]:
            page["nextPageToken"] = str(start + size)
        return {**page, **more}

    return {"/search/jql": route, "/approximate-count": {"count": len(rows)}}


def _by_id(rows: list[Any]) -> Any:
    """Give issues by id, as Cloud's bulk fetch does."""
    return lambda query, body: {
        "issues": [row for row in rows if row["id"] in body["issueIdsOrKeys"]]
    }


@pytest.mark.parametrize("total", ["absent", None, -1])
def test_data_center_that_names_no_total_is_read_to_its_end(total):
    rows = [issue(n) for n in range(1, 251)]
    frame = _search("datacenter", {"/search": _by_offset(rows, total=total)})
    assert len(frame) == 250
    assert frame["key"].is_unique


def _noted(route: Any, bodies: list[Any]) -> Any:
    """Note what a route is asked with."""

    def noting(query: dict[str, str], body: Any) -> Any:
        bodies.append(body)
        return route(query, body)

    return noting


def test_a_page_cap_of_two_rows_is_followed():
    rows, bodies = [issue(n) for n in range(1, 30)], []
    assert len(_search("datacenter", {"/search": _noted(_by_offset(rows, cap=2), bodies)})) == 29
    assert {body["maxResults"] for body in bodies[1:]} == {2}


def test_cloud_is_asked_for_no_more_rows_than_it_allows():
    bodies: list[Any] = []
    routes = _by_token([issue(1)])
    routes["/search/jql"] = _noted(routes["/search/jql"], bodies)
    assert len(_search("cloud", routes, page_size=10_000)) == 1
    assert [body["maxResults"] for body in bodies] == [5000]


def test_the_listing_of_ids_ends_at_the_limit():
    bodies: list[Any] = []
    routes = _by_token([issue(n) for n in range(1, 31)])
    routes["/search/jql"] = _noted(routes["/search/jql"], bodies)
    routes["/bulkfetch"] = _by_id([issue(n) for n in range(1, 31)])
    assert len(_search("cloud", routes, page_size=4, limit=8)) == 8
    assert [body["maxResults"] for body in bodies if body["fields"] == ["id"]] == [8]


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("", "ORDER BY key DESC"),
        ("project = ENG", "project = ENG ORDER BY key DESC"),
        ("project = ENG ORDER BY priority", "project = ENG ORDER BY priority, key DESC"),
        ("ORDER BY created, Key ASC", "ORDER BY created, Key ASC"),
        ("ORDER BY id", "ORDER BY id"),
    ],
)
def test_rows_of_equal_rank_have_one_order_on_every_page_of_data_center(query, sent):
    bodies: list[Any] = []
    routes = {"/search": _noted(_by_offset([issue(n) for n in range(1, 6)]), bodies)}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        jira.search(query, ["summary"], page_size=3)
    assert [body["jql"] for body in bodies] == [sent] * 2


def test_cloud_that_promises_more_and_gives_no_token_is_an_error():
    routes = {"/search/jql": {"issues": [issue(1)], "isLast": False}}
    with pytest.raises(jf.IncompleteResultError, match="no page token") as caught:
        _search("cloud", routes)
    assert len(caught.value.frame) == 1


@pytest.mark.parametrize("token", [None, "absent"])
def test_a_last_page_without_a_word_is_the_end(token):
    page = {"issues": [issue(1), issue(2)]} | ({} if token else {"nextPageToken": None})
    assert len(_search("cloud", {"/search/jql": page})) == 2


def test_a_last_page_that_has_a_token_all_the_same_is_listed_again():
    rows = [issue(n) for n in range(1, 8)]

    def route(query: dict[str, str], body: Any) -> Any:
        if body["fields"] == ["id"]:
            return {"issues": [{"id": row["id"]} for row in rows], "isLast": True}
        return {"issues": rows[:5], "isLast": True, "nextPageToken": "x"}

    frame = _search("cloud", {"/search/jql": route, "/bulkfetch": _by_id(rows)})
    assert frame["key"].tolist() == [f"ENG-{n}" for n in range(1, 8)]


def _moving(rows: list[Any]) -> Any:
    """Page by offset; after the first page the first row leaves, and the last one enters."""

    def route(query: dict[str, str], body: Any) -> Any:
        if body["jql"].startswith("id in"):
            found = [row for row in rows if row["id"] in body["jql"]]
            return {"issues": found, "total": len(found)}
        start = body.get("startAt", 0)
        now = rows[1:] if start or body["fields"] == ["id"] else rows[:-1]
        shown = now[start : start + body["maxResults"]]
        return {"issues": shown, "total": len(rows) - 1, "startAt": start}

    return route


def _slipping(rows: list[Any]) -> Any:
    """Page by token; the last row is on no page, and in the listing of ids."""

    def route(query: dict[str, str], body: Any) -> Any:
        if body["fields"] == ["id"]:
            return {"issues": [{"id": row["id"]} for row in rows], "isLast": True}
        if "nextPageToken" in body:
            return {"issues": rows[4:-1], "isLast": True}
        return {"issues": rows[:4], "nextPageToken": "x", "isLast": False}

    return route


def _found_again(mode: str) -> dict[str, Any]:
    """Serve nine issues with two comments each, of which one is sent along."""
    comments = [{"id": "1", "body": "one"}, {"id": "2", "body": "two"}]
    inline = {"total": 2, "maxResults": 1, "comments": comments[:1]}
    rows = [issue(n, comment=inline) for n in range(1, 10)]
    return {
        "/search": _moving(rows),
        "/search/jql": _slipping(rows),
        "/approximate-count": {"count": len(rows)},
        "/bulkfetch": _by_id(rows),
        "/comment": {"total": 2, "comments": comments},
    }


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_row_that_no_page_held_is_there_with_all_of_its_comments(mode):
    with scripted(mode, _found_again(mode)) as (environ, _), jf.connect(environ=environ) as jira:
        frame = jira.search(QUERY, ["comment"], page_size=4)
    assert frame["key"].tolist() == [f"ENG-{n}" for n in range(1, 10)]
    assert frame["comment"].tolist() == [["one", "two"]] * 9


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("limit", [None, 4, 5, 7, 8])
def test_a_stream_holds_to_its_limit_and_says_that_rows_moved(mode, limit):
    with scripted(mode, _found_again(mode)) as (environ, _), jf.connect(environ=environ) as jira:
        frames = list(jira.search_iter(QUERY, ["summary"], rows=1, page_size=4, limit=limit))
    keys = [key for frame in frames for key in frame["key"]]
    assert len(frames) == len(keys) == len(set(keys)) == (limit or 9)
    if limit is None and mode == "datacenter":
        assert "out of order" in jf.receipt(frames[-1]).warnings[-1]


def test_what_jira_says_of_an_issue_that_it_does_not_send_is_a_doubt():
    rows = [issue(n) for n in range(1, 10)]
    slipping, listings, by_id = _slipping(rows), [rows, rows[:-1]], _by_id(rows[:-1])

    def route(query: dict[str, str], body: Any) -> Any:
        if body["fields"] == ["id"]:
            return {"issues": listings.pop(0), "isLast": True}
        return slipping(query, body)

    def bulk(query: dict[str, str], body: Any) -> Any:
        said = [{"id": "9", "errorMessage": "it is being moved"}]
        return {**by_id(query, body), "issueErrors": said if "9" in body["issueIdsOrKeys"] else []}

    routes = {"/search/jql": route, "/bulkfetch": bulk, "/approximate-count": {"count": 8}}
    with pytest.warns(jf.CompletenessWarning, match="Issue 9: it is being moved"):
        frame = _search("cloud", routes, page_size=4)
    told = jf.receipt(frame)
    assert (len(frame), told.complete) == (8, None)
    assert "1 issues were listed and had left the result" in told.warnings[-1]


def test_an_issue_left_out_without_a_word_is_asked_for_again_also_where_nothing_is_counted():
    rows = [issue(n) for n in range(1, 10)]
    by_id, left_out = _by_id(rows), [rows[-1]["id"]]

    def bulk(query: dict[str, str], body: Any) -> Any:
        wanted = [each for each in body["issueIdsOrKeys"] if each not in left_out]
        if len(wanted) < len(body["issueIdsOrKeys"]):
            left_out.clear()
        return by_id(query, {"issueIdsOrKeys": wanted})

    denied = Answer(b"{}", status=403)
    routes = {**_by_token(rows), "/bulkfetch": bulk, "/approximate-count": denied}
    frame = _search("cloud", routes, page_size=4)
    assert left_out == []
    assert frame["id"].tolist() == [each["id"] for each in rows]
    assert jf.receipt(frame).complete


def test_twins_in_a_page_do_not_count_towards_the_limit():
    rows = [issue(n) for n in (1, 1, 2, 3, 4, 5, 6)]
    frame = _search("cloud", _by_token(rows), limit=4, page_size=3)
    assert frame["key"].tolist() == ["ENG-1", "ENG-2", "ENG-3", "ENG-4"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "with a mark"])
def test_ids_that_are_numbers_are_ids(mark):
    rows = [{**issue(n), "id": n} for n in range(1, 31)]
    routes = _by_token(rows)
    page = routes["/search/jql"]
    routes["/search/jql"] = lambda query, body: Answer(
        mark + json.dumps(page(query, body)).encode()
    )
    frame = _search("cloud", routes, page_size=10)
    assert frame["id"].tolist() == [str(n) for n in range(1, 31)]


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_issues_without_key_and_fields_are_no_rows(mode):
    rows = [{"id": "1"}, {"id": "2"}]
    routes = _by_token(rows) if mode == "cloud" else {"/search": _by_offset(rows)}
    with pytest.raises(jf.IncompleteResultError, match="without its key"):
        _search(mode, routes)


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        ("cloud", {"warnings": [{"type": "CLAUSE_LIMIT_EXCEEDED", "message": "cut at 1,000"}]}),
        ("datacenter", {"warningMessages": ["cut at 1,000"]}),
    ],
)
def test_a_warning_of_jira_is_a_doubt(mode, more):
    rows = [issue(1)]
    routes = _by_token(rows, **more) if mode == "cloud" else {"/search": _by_offset(rows, **more)}
    with pytest.warns(jf.CompletenessWarning, match="cut at 1,000"):
        frame = _search(mode, routes)
    assert jf.receipt(frame).complete is None


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_may_not_count_still_searches(status):
    refused = Answer({"code": status, "message": "scope does not match"}, status)
    routes = {**_by_token([issue(n) for n in range(1, 31)]), "/approximate-count": refused}
    frame = _search("cloud", routes, page_size=10)
    assert len(frame) == 30
    assert "did not estimate" in jf.receipt(frame).warnings[0]


@pytest.mark.parametrize("have", [0, 1, 129])
def test_a_list_that_is_cut_by_any_number_is_made_whole(have):
    comments = [{"id": str(n), "body": f"comment {n}"} for n in range(130)]
    inline = {"total": 130, "maxResults": have, "comments": comments[:have]}
    whole = {"total": 130, "comments": comments}
    routes = {"/search": _by_offset([issue(1, comment=inline)]), "/comment": whole}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        assert len(jira.search(QUERY, ["comment"])["comment"].iloc[0]) == 130


def test_comments_are_read_in_the_pages_that_the_server_gives():
    comments = [{"id": str(n), "body": f"comment {n}"} for n in range(130)]
    inline = {"total": 130, "maxResults": 20, "startAt": 0, "comments": comments[:20]}

    def pages(query: dict[str, str], body: Any) -> Any:
        start = int(query.get("startAt", 0))
        return {"startAt": start, "total": 130, "comments": comments[start : start + 20]}

    routes = {"/search": _by_offset([issue(1, comment=inline)]), "/comment": pages}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        frame = jira.search(QUERY, ["comment"])
    assert frame["comment"].iloc[0] == [f"comment {n}" for n in range(130)]


def test_comments_that_are_fewer_than_was_said_are_a_doubt():
    inline = {"total": 5, "maxResults": 1, "startAt": 0, "comments": [{"body": "one"}]}
    short = {"total": 2, "comments": [{"body": "one"}, {"body": "two"}]}
    routes = {"/search": _by_offset([issue(1, comment=inline)]), "/comment": short}
    with (
        scripted("datacenter", routes) as (environ, _),
        jf.connect(environ=environ) as jira,
        pytest.warns(jf.CompletenessWarning, match="ENG-1 had 5 rows of comment"),
    ):
        frame = jira.search(QUERY, ["comment"])
    assert jf.receipt(frame).complete is None


@pytest.mark.parametrize("strict", [True, False], ids=["always", "where it validates"])
def test_a_deleted_issue_does_not_spoil_the_reading_of_the_others(strict):
    rows = {str(n): issue(n) for n in range(1, 41)}
    gone, named = "17", []

    def route(query: dict[str, str], body: Any) -> Any:
        if body["jql"].startswith("id in"):
            ids = body["jql"].removeprefix("id in (").removesuffix(")").split(", ")
            named.append(ids)
            if gone in ids and (strict or body.get("validateQuery", True)):
                said = f"An issue with key '{gone}' does not exist for field 'id'."
                return Answer({"errorMessages": [said], "errors": {}}, 400)
            found = [rows[each] for each in ids if each != gone]
            return {"issues": found, "total": len(found)}
        listed = [row for each, row in rows.items() if each != gone or body["fields"] == ["id"]]
        shown = listed if body["fields"] == ["id"] else listed[:30]
        return {"issues": shown if body["maxResults"] else [], "total": 39, "startAt": 0}

    with pytest.raises(jf.IncompleteResultError) as caught:
        _search("datacenter", {"/search": route}, page_size=100)
    assert len(caught.value.frame) == 39, "39 of the 40 that the listing has"
    assert strict or len(named) == 3, "one request a listing"


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("body", [{}, [], {"count": None, "total": None}, b"null", b"<html>"])
def test_a_count_that_is_none_is_an_answer_that_cannot_be_read(mode, body):
    routes = {"/approximate-count": Answer(body), "/search": Answer(body)}
    with (
        scripted(mode, routes) as (environ, _),
        jf.connect(environ=environ) as jira,
        pytest.raises(jf.JiraUnavailable, match="no readable JSON"),
    ):
        jira.count(QUERY)


@pytest.mark.parametrize("route", ["/myself", "/field", "/serverInfo", "/project"])
@pytest.mark.parametrize("body", [[1, 2], {"a": 1}, b"", b"[", [None]])
def test_check_never_raises_for_an_odd_answer(route, body):
    routes = {"/serverInfo": {"version": "9"}, "/project": [], route: Answer(body)}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        report = jira.check()
    assert not report.ok


def test_the_words_of_problem_json_are_passed_on():
    problem = Answer({"title": "Bad Request", "detail": "Failed to convert"}, 405)
    problem.kind = "application/problem+json"
    with pytest.raises(jf.JiraFrameError, match="Failed to convert"):
        _search("cloud", {"/search/jql": problem})


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_token_that_is_sent_back_is_masked(mode):
    echo = Answer({"message": "you sent {auth} and {auth}"}, 405)
    with pytest.raises(jf.JiraFrameError, match=r"you sent \w+ \*\*\*") as caught:
        _search(mode, {"/search": echo, "/search/jql": echo})
    assert "s3cr3t" not in str(caught.value)


def test_a_locked_account_is_not_tried_again_and_a_refused_one_is_guessed_once():
    locked = Answer(b"<html>", 403, {"X-Seraph-LoginReason": "AUTHENTICATION_DENIED"}, "text/html")
    info = {"deploymentType": "Server", "version": "9"}
    for answer, first, again in (
        (locked, 1, 1),
        (Answer({"message": "no"}, 401), 3, 1),
    ):
        routes = {"/myself": answer, "/serverInfo": info}
        with scripted("cloud", routes) as (environ, asked), jf.connect(environ=environ) as jira:
            for tries in (first, again):
                before = sum(path.endswith("/myself") for path in asked)
                with pytest.raises(jf.AuthenticationError) as caught:
                    jira.search(QUERY)
                assert sum(path.endswith("/myself") for path in asked) - before == tries
            assert caught.value.locked is (answer is locked)


@pytest.mark.parametrize(
    "tenant", [{}, [], None, {"cloudId": None}, {"cloudId": ""}, {"cloudId": 5}, Answer("", 404)]
)
def test_without_the_id_of_a_cloud_no_gateway_is_tried(tenant):
    routes = {
        "/myself": Answer({"message": "no"}, 401),
        "/serverInfo": {"deploymentType": "Cloud"},
        "/tenant_info": lambda query, body: tenant,
    }
    with scripted("cloud", routes) as (environ, asked):
        environ["JIRA_GATEWAY_URL"] = environ["JIRA_BASE_URL"]
        with pytest.raises(jf.AuthenticationError):
            jf.connect(environ=environ).search(QUERY)
    assert "/_edge/tenant_info" in asked
    assert sum(path.endswith("/myself") for path in asked) == 1


def test_check_ends_at_the_first_step_that_fails():
    routes = {"/serverInfo": {"version": "9"}, "/project": []}
    with scripted("datacenter", routes) as (environ, asked), jf.connect(environ=environ) as jira:
        report = jira.check()
    assert [step.ok for step in report.steps] == [True, True, True, False]
    assert "This account sees no project" in str(report)
    assert not any(path.endswith(("/field", "/search")) for path in asked)


def test_check_of_a_jira_without_sprints_is_sound():
    routes = {"/serverInfo": {"version": "9"}, "/project": [{"id": "1", "key": "ENG"}]}
    with scripted("datacenter", routes) as (environ, _), jf.connect(environ=environ) as jira:
        report = jira.check()
    assert report.ok
    assert "no field Sprint" in str(report)


def test_an_account_in_a_zone_that_nobody_knows_still_searches():
    me = {"name": "ann", "displayName": "Ann", "timeZone": "Mars/Olympus"}
    routes = {"/myself": me, "/search": _by_offset([issue(1)])}
    assert len(_search("datacenter", routes)) == 1


def test_threads_may_share_one_connection():
    rows = [issue(n) for n in range(1, 120)]
    found: list[int] = []
    with (
        scripted("datacenter", {"/search": _by_offset(rows, cap=25)}) as (environ, asked),
        jf.connect(environ=environ) as jira,
    ):
        readers = [
            threading.Thread(target=lambda: found.append(len(jira.search(QUERY, ["summary"]))))
            for _ in range(8)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert found == [119] * 8
    assert sum(path.endswith("/myself") for path in asked) == 1


def test_an_error_inside_another_except_block_blames_its_own_cause():
    try:
        raise ConnectionResetError("something of the user's own")
    except ConnectionResetError:
        environ = {"JIRA_BASE_URL": "https://no-such-host.invalid", "JIRA_API_TOKEN": "t"}
        with pytest.raises(jf.JiraUnavailable, match="There is no host"):
            jf.connect(environ=environ).search(QUERY)


def _patient(route: Any, most: int = 200) -> Any:
    """Answer so many requests, and no more: a reader that asks for ever is found out."""
    left = iter(range(most))

    def answering(query: dict[str, str], body: Any) -> Any:
        return Answer({}, 418) if next(left, None) is None else route(query, body)

    return answering


def test_a_server_that_sends_others_than_were_asked_for_by_id_is_not_asked_for_ever():
    rows = [issue(n) for n in range(1, 31)]
    paged = _by_offset([*rows[:16], rows[15], *rows[17:]])

    def route(query: dict[str, str], body: Any) -> Any:
        if "id in" in body["jql"]:
            return {"issues": rows[: body["maxResults"]], "total": 30}
        return (_by_offset(rows) if body["fields"] == ["id"] else paged)(query, body)

    with pytest.raises(jf.IncompleteResultError, match="1 of which it would not send") as caught:
        _search("datacenter", {"/search": _patient(route)}, page_size=10)
    assert len(caught.value.frame) == 29


@pytest.mark.parametrize("unheard", ["key >", "NOT IN"])
def test_a_server_that_ignores_ranges_of_keys_is_not_asked_for_ever(unheard):
    rows = [issue(n) for n in range(1, 31)]

    def route(query: dict[str, str], body: Any) -> Any:
        if body["startAt"] >= 9:
            return Answer({}, 500)
        found = rows
        if "key >" in body["jql"] and unheard != "key >":
            found = rows[20:]
        return {"issues": found[body["startAt"] :][:10], "total": len(found)}

    with pytest.raises(jf.IncompleteResultError, match="the same rows for another range of keys"):
        _search("datacenter", {"/search": _patient(route)})


def test_a_server_that_names_no_total_and_repeats_its_page_is_not_asked_for_ever():
    rows = [issue(n) for n in range(1, 31)]

    def route(query: dict[str, str], body: Any) -> Any:
        return {"issues": rows[: body["maxResults"]]}

    with pytest.raises(jf.JiraUnavailable, match="not whole") as caught:
        _search("datacenter", {"/search": _patient(route)}, page_size=10)
    assert len(caught.value.frame) >= 10


@pytest.mark.parametrize("total", [0, 7])
def test_a_total_smaller_than_the_rows_that_came_is_none(total):
    rows = [issue(n) for n in range(1, 31)]
    frame = _search("datacenter", {"/search": _by_offset(rows, total=total)}, page_size=10)
    assert (len(frame), jf.receipt(frame).complete) == (30, True)


def test_an_issue_that_nobody_asked_for_is_no_row():
    rows = [issue(n) for n in range(1, 31)]
    by_id = _by_id(rows)

    def bulk(query: dict[str, str], body: Any) -> Any:
        found = by_id(query, body)
        return {"issues": [issue(999), *found["issues"]]}

    frame = _search("cloud", {**_by_token(rows), "/bulkfetch": bulk}, page_size=10)
    assert frame["id"].tolist() == [row["id"] for row in rows]
    assert jf.receipt(frame).complete is True


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
@pytest.mark.parametrize("fields", [None, "absent", []], ids=str)
def test_an_issue_that_comes_without_its_fields_is_a_doubt(mode, fields):
    rows = [issue(1), {"id": "2", "key": "ENG-2"}, issue(3)]
    if fields != "absent":
        rows[1]["fields"] = fields
    routes = _by_token(rows) if mode == "cloud" else {"/search": _by_offset(rows)}
    with pytest.warns(jf.CompletenessWarning, match="1 issues without their fields, such as ENG-2"):
        frame = _search(mode, routes)
    assert frame["summary"].tolist() == [
        "issue 1",
        pytest.approx(float("nan"), nan_ok=True),
        "issue 3",
    ]
    assert jf.receipt(frame).complete is None


def test_what_is_too_large_is_told_how_to_be_smaller():
    with pytest.raises(jf.JiraFrameError, match="page_size="):
        _search("datacenter", {"/search": Answer({}, 413)})
