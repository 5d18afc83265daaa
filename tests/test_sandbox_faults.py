"""Every fault of a sandbox does what its table says, in both products."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pytest
import requests

from jiraframe import sandbox
from jiraframe.sandbox import Faults
from tests.sandbox_client import ALL, V2, V3, Client

ISSUES = 30
MOVABLE = f"{ALL} ORDER BY updated"


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=ISSUES, seed=5)


@pytest.fixture(scope="module")
def boxes(site: sandbox.Site) -> Iterator[dict[str, sandbox.Sandbox]]:
    with sandbox.start(site=site) as one, sandbox.start("datacenter", site=site) as other:
        yield {"cloud": one, "datacenter": other}


@pytest.fixture(params=["cloud", "datacenter"])
def client(request: pytest.FixtureRequest, boxes: dict[str, sandbox.Sandbox]) -> Iterator[Client]:
    client = Client(boxes[request.param])
    yield client
    client.session.close()
    client.box.faults.clear()


def is_cloud(client: Client) -> bool:
    return client.box.mode == "cloud"


def myself(client: Client) -> requests.Response:
    return client.session.get(
        f"{client.box.url}{V2}/myself", timeout=5, allow_redirects=False, stream=False
    )


def pages(client: Client, jql: str = ALL, size: int = 10, at_most: int = 8) -> list[list[str]]:
    """Read a search to its end as a simple client does; the ids, page by page."""
    found: list[list[str]] = []
    body: dict[str, Any] = {"maxResults": size, "fields": ["id"]}
    while len(found) < at_most:
        answer = client.search(jql, **body).json()
        found.append([issue["id"] for issue in answer["issues"]])
        if is_cloud(client):
            if "nextPageToken" not in answer:
                break
            body["nextPageToken"] = answer["nextPageToken"]
        else:
            body["startAt"] = answer["startAt"] + size
            if body["startAt"] >= answer["total"]:
                break
    return found


def flat(found: list[list[str]]) -> list[str]:
    return [each for page in found for each in page]


def is_html(answer: requests.Response) -> bool:
    return answer.headers["Content-Type"].startswith("text/html") and "<html>" in answer.text


def too_many(client: Client) -> None:
    client.box.faults.add("429", times=1)
    answer = myself(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert is_html(answer) != is_cloud(client)
    for retry_after in ("0", "Wed, 21 Oct 2099 07:28:00 GMT", str(2**63 - 1), None):
        client.box.faults.add("429", times=1, retry_after=retry_after)
        assert myself(client).headers.get("Retry-After") == retry_after


def server_error(client: Client) -> None:
    for kind in ("500", "502", "503", "504"):
        client.box.faults.add(kind, times=1)
        answer = myself(client)
        assert answer.status_code == int(kind)
        assert is_html(answer)
        assert "Retry-After" not in answer.headers
    client.box.faults.add("503", times=1, retry_after="7")
    assert myself(client).headers["Retry-After"] == "7"


def reset(client: Client) -> None:
    client.box.faults.add("reset", times=1)
    with pytest.raises(requests.ConnectionError) as caught:
        myself(client)
    assert "reset" in str(caught.value).lower()
    assert client.box.requests[-1].status == 0


def truncated(client: Client) -> None:
    whole = client.get(f"{V2}/field").content
    for form in ("length", "chunked"):
        client.box.faults.add("truncate", times=1, form=form)
        with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
            client.get(f"{V2}/field")
    client.box.faults.add("truncate", times=1, form="close")
    plain = {"Accept-Encoding": "identity"}
    answer = client.session.get(f"{client.box.url}{V2}/field", headers=plain, timeout=5)
    assert answer.content == whole[: len(whole) // 2]


def stalled(client: Client) -> None:
    for where in ("headers", "body"):
        client.box.faults.add("stall", times=1, seconds=0.3, where=where)
        started = time.monotonic()
        assert myself(client).json()
        assert time.monotonic() - started >= 0.3
        client.box.faults.add("stall", times=1, seconds=5, where=where)
        with pytest.raises((requests.Timeout, requests.ConnectionError)):
            client.session.get(f"{client.box.url}{V2}/field", timeout=0.2)


def login_page(client: Client) -> None:
    client.box.faults.add("login_page", times=1)
    answer = myself(client)
    assert answer.status_code == 200
    assert is_html(answer)


def redirect(client: Client) -> None:
    client.box.faults.add("redirect", times=1)
    answer = myself(client)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{client.box.url}/login.jsp"
    assert is_html(client.get("/login.jsp"))
    client.box.faults.add("redirect", times=1, to="http://elsewhere.example/x")
    assert myself(client).headers["Location"] == "http://elsewhere.example/x"


def captcha(client: Client) -> None:
    client.box.faults.add("captcha", times=1)
    answer = myself(client)
    assert answer.status_code == 403
    assert answer.headers["X-Seraph-LoginReason"] == "AUTHENTICATION_DENIED"
    assert answer.headers["X-Authentication-Denied-Reason"].startswith("CAPTCHA_CHALLENGE")


def basic_off(client: Client) -> None:
    client.box.faults.add("basic_off", times=1)
    answer = myself(client)
    assert answer.status_code == 403
    assert answer.json()["message"] == "Basic Authentication has been disabled on this instance."


def bearer_ignored(client: Client) -> None:
    client.box.faults.add("bearer_ignored")
    assert myself(client).status_code == 401
    answer = client.search()
    assert answer.json()["issues"] == []
    anonymous = None if is_cloud(client) else "anonymous"
    assert answer.headers.get("X-AUSERNAME") == anonymous


def scope(client: Client) -> None:
    client.box.faults.add("scope", times=1)
    answer = myself(client)
    assert answer.status_code == 401
    assert answer.json() == {"code": 401, "message": "Unauthorized; scope does not match"}


def forbidden(client: Client) -> None:
    client.box.faults.add("forbidden", times=1, path="/project", message="No.")
    assert myself(client).status_code == 200
    answer = client.get(f"{V2}/project")
    assert (answer.status_code, answer.json()["errorMessages"]) == (403, ["No."])


def gone(client: Client) -> None:
    client.box.faults.add("gone", times=1)
    assert myself(client).status_code == 410


def bad_json(client: Client) -> None:
    client.box.faults.add("bad_json", times=1)
    answer = myself(client)
    assert answer.status_code == 200
    assert "json" in answer.headers["Content-Type"]
    with pytest.raises(ValueError, match="Expecting"):
        answer.json()


def lone_surrogate(client: Client) -> None:
    client.box.faults.add("lone_surrogate", times=1)
    client.search(fields=["id"])
    spoilt = client.search(fields=["summary"], maxResults=2)
    assert spoilt.content.count(b"\\ud83d") == 1
    [first, _] = spoilt.json()["issues"]
    assert first["fields"]["summary"].endswith("\ud83d")
    [clean, _] = client.search(fields=["summary"], maxResults=2).json()["issues"]
    assert clean["fields"]["summary"] + "\ud83d" == first["fields"]["summary"]


def huge_number(client: Client) -> None:
    client.box.faults.add("huge_number", times=1)
    spoilt = client.search(fields=["workratio"], maxResults=1)
    assert b'"workratio":1e400' in spoilt.content
    assert spoilt.json()["issues"][0]["fields"]["workratio"] == float("inf")
    assert b"1e400" not in client.search(fields=["workratio"], maxResults=1).content


def expired_token(client: Client) -> None:
    client.box.faults.add("expired_token", times=1)
    assert client.search(maxResults=10).status_code == 200
    if is_cloud(client):
        token = client.search(maxResults=10).json()["nextPageToken"]
        assert client.search(nextPageToken=token).status_code == 400
        assert client.search(nextPageToken=token).status_code == 200


def repeat_token(client: Client) -> None:
    client.box.faults.add("repeat_token")
    found = pages(client)
    if is_cloud(client):
        first = client.search(maxResults=10).json()["nextPageToken"]
        again = client.search(maxResults=10, nextPageToken=first).json()
        assert (again["nextPageToken"], again["isLast"]) == (first, False)
        assert len(found) == 8, "it never ends"
        assert found[1:] == [found[1]] * 7
    else:
        assert found[1] == found[0]
        assert found[2] != found[1], "of the third page comes the second"
        assert len(set(flat(found))) == ISSUES - 10


def empty_page(client: Client) -> None:
    client.box.faults.add("empty_page", times=1, after=1)
    found = pages(client)
    if is_cloud(client):
        assert [len(page) for page in found] == [10, 0, 10, 10]
        assert len(set(flat(found))) == ISSUES
    else:
        assert [len(page) for page in found] == [10, 0, 10]
    client.box.faults.add("empty_page", path="/search")
    assert len(pages(client)) == (8 if is_cloud(client) else 3)


def moved_rows(client: Client) -> None:
    truth = flat(pages(client, MOVABLE))
    client.box.faults.add("moved_rows", times=1)
    found = flat(pages(client, MOVABLE))
    assert truth[-1] not in found, "it moved into the part that was read"
    assert found[-1] == truth[0], "it moved out of the part that was read"
    assert len(found) == ISSUES
    assert sorted(flat(pages(client, MOVABLE))) == sorted(truth)
    client.box.faults.clear()
    assert flat(pages(client, MOVABLE)) == truth
    client.box.faults.add("moved_rows", times=1)
    assert flat(pages(client, f"{ALL} ORDER BY key")) == flat(pages(client, f"{ALL} ORDER BY key"))


def row_leaves(client: Client) -> None:
    jql = f"{ALL} ORDER BY key"
    truth = flat(pages(client, jql))
    client.box.faults.add("row_leaves", times=1)
    found = flat(pages(client, jql))
    assert found == [*truth[:10], *truth[11:]]
    assert flat(pages(client, jql)) == truth[1:]


def drop_ids(client: Client) -> None:
    truth = flat(pages(client))
    fault = client.box.faults.add("drop_ids", rows=3)
    found = flat(pages(client))
    gone = set(truth) - set(found)
    assert len(gone) == 3
    assert flat(pages(client, f"{ALL} ORDER BY key")) != found
    assert not gone & set(flat(pages(client, f"{ALL} ORDER BY key")))
    for each in gone:
        assert client.get(f"{V2}/issue/{each}").status_code == 200
    if is_cloud(client):
        body = {"issueIdsOrKeys": sorted(gone), "fields": ["id"]}
        assert len(client.post(f"{V3}/issue/bulkfetch", **body).json()["issues"]) == 3
        assert client.post(f"{V3}/search/approximate-count", jql=ALL).json()["count"] == ISSUES
        ids = [int(each) for each in gone]
        assert len(client.search(reconcileIssues=ids).json()["issues"]) == ISSUES
    else:
        assert client.search(maxResults=0).json()["total"] == ISSUES
    assert fault.hits > 0
    client.box.faults.clear()
    client.box.faults.add("drop_ids", rows=1, once=True)
    assert len(flat(pages(client))) == ISSUES - 1
    assert flat(pages(client)) == truth


def lost_ids(client: Client) -> None:
    truth = flat(pages(client))
    client.box.faults.add("lost_ids", rows=2)
    assert flat(pages(client)) == truth
    if is_cloud(client):
        answer = client.post(f"{V3}/issue/bulkfetch", issueIdsOrKeys=truth, fields=["id"]).json()
        assert len(answer["issues"]) == ISSUES - 2
        assert answer["issueErrors"] == []


def wrong_count(client: Client) -> None:
    client.box.faults.add("wrong_count", by=-4, times=1)
    if is_cloud(client):
        path = f"{V3}/search/approximate-count"
        assert client.post(path, jql=ALL).json() == {"count": ISSUES - 4}
        assert client.post(path, jql=ALL).json() == {"count": ISSUES}
    else:
        assert client.search(maxResults=0).json()["total"] == ISSUES


def early_end(client: Client) -> None:
    truth = flat(pages(client))
    client.box.faults.add("early_end", times=1, after=1)
    found = flat(pages(client))
    assert found == (truth[:20] if is_cloud(client) else truth)
    assert flat(pages(client)) == truth
    if is_cloud(client):
        whole = changes(client, truth)
        client.box.faults.clear()
        client.box.faults.add("early_end", path="/changelog/bulkfetch")
        assert changes(client, truth) == whole[:100]
        assert flat(pages(client)) == truth, "the path names another list"


def changes(client: Client, ids: list[str], size: int = 100) -> list[tuple[str, str]]:
    """Follow /changelog/bulkfetch to its end as a simple client does: issue and change."""
    found: list[tuple[str, str]] = []
    body: dict[str, Any] = {"issueIdsOrKeys": ids, "maxResults": size}
    for _ in range(100):
        answer = client.post(f"{V3}/changelog/bulkfetch", **body).json()
        for issue in answer["issueChangeLogs"]:
            found += [(issue["issueId"], each["id"]) for each in issue["changeHistories"]]
        if "nextPageToken" not in answer:
            break
        body["nextPageToken"] = answer["nextPageToken"]
    return found


def lost_changes(client: Client) -> None:
    truth = flat(pages(client))
    fault = client.box.faults.add("lost_changes", rows=2)
    if not is_cloud(client):
        assert all(each["changelog"]["histories"] for each in with_changes(client, truth[:1]))
        return
    lost = {issue for issue, _ in changes(client, truth)}
    assert changes(client, truth) == changes(client, truth)
    fault.times = 0
    whole = changes(client, truth)
    gone = {issue for issue, _ in whole} - lost
    assert len(gone) == 2
    client.box.faults.clear()
    client.box.faults.add("lost_changes", once=True)
    assert len({issue for issue, _ in changes(client, truth)}) == len(lost) + 1
    assert changes(client, truth) == whole


def with_changes(client: Client, ids: list[str]) -> list[dict[str, Any]]:
    jql, more = f"id IN ({', '.join(ids)})", {"fields": ["key"], "expand": ["changelog"]}
    issues: list[dict[str, Any]] = client.search(jql, **more).json()["issues"]
    return issues


def created_seconds(client: Client) -> None:
    [issue] = [each for each in flat(pages(client)) if each == rich(client, "changes")]
    client.box.faults.add("created_seconds", times=1)
    if is_cloud(client):
        body = {"issueIdsOrKeys": [issue], "maxResults": 3}
        one, other = (client.post(f"{V3}/changelog/bulkfetch", **body).json() for _ in range(2))
        [seconds] = one["issueChangeLogs"]
        [millis] = other["issueChangeLogs"]
        for short, long in zip(seconds["changeHistories"], millis["changeHistories"], strict=True):
            assert short["created"] == long["created"] // 1000 > 1_600_000_000
    else:
        [found] = with_changes(client, [issue])
        assert isinstance(found["changelog"]["histories"][0]["created"], str)


def rich(client: Client, what: str) -> str:
    """The id of the issue with the most worklogs, comments or changes."""
    site = client.box.site
    read: dict[str, Callable[[int], list[Any]]] = {
        "worklog": lambda n: site.worklogs(n, deployment="cloud", version=2, base_url=""),
        "comment": lambda n: site.comments(n, deployment="cloud", version=2, base_url=""),
        "changes": site.histories,
    }
    most = max(site.positions(), key=lambda position: len(read[what](position)))
    return site.id_and_key(most)[0]


def short_list(client: Client) -> None:
    worked, talked = rich(client, "worklog"), rich(client, "comment")
    client.box.faults.add("short_list", path="/worklog")
    found = client.get(f"{V2}/issue/{worked}/worklog").json()
    assert (found["total"], len(found["worklogs"])) == (60, 40)
    after = client.get(f"{V2}/issue/{worked}/worklog", startAt=40).json()
    assert after["total"] == 60
    assert after["worklogs"] == ([] if is_cloud(client) else found["worklogs"])
    whole = client.get(f"{V2}/issue/{talked}/comment", maxResults=500).json()
    assert (whole["total"], len(whole["comments"])) == (300, 300)
    client.box.faults.clear()
    client.box.faults.add("short_list", times=2, rows=1)
    assert len(client.get(f"{V2}/issue/{talked}/comment", maxResults=500).json()["comments"]) == 299
    issue = rich(client, "changes")
    if is_cloud(client):
        page = client.get(f"{V3}/issue/{issue}/changelog", startAt=500).json()
        assert (page["total"], len(page["values"])) == (520, 19)
    else:
        [found] = with_changes(client, [issue])
        assert found["changelog"]["total"] == len(found["changelog"]["histories"]) + 1 == 520
        [found] = with_changes(client, [issue])
        assert len(found["changelog"]["histories"]) == 520


CASES: Final[dict[str, Callable[[Client], None]]] = {
    "429": too_many,
    **dict.fromkeys(("500", "502", "503", "504"), server_error),
    "reset": reset,
    "truncate": truncated,
    "stall": stalled,
    "login_page": login_page,
    "redirect": redirect,
    "captcha": captcha,
    "basic_off": basic_off,
    "bearer_ignored": bearer_ignored,
    "scope": scope,
    "forbidden": forbidden,
    "gone": gone,
    "bad_json": bad_json,
    "lone_surrogate": lone_surrogate,
    "huge_number": huge_number,
    "expired_token": expired_token,
    "repeat_token": repeat_token,
    "empty_page": empty_page,
    "moved_rows": moved_rows,
    "row_leaves": row_leaves,
    "drop_ids": drop_ids,
    "lost_ids": lost_ids,
    "wrong_count": wrong_count,
    "early_end": early_end,
    "lost_changes": lost_changes,
    "created_seconds": created_seconds,
    "short_list": short_list,
}


@pytest.mark.parametrize("case", dict.fromkeys(CASES.values()), ids=lambda case: case.__name__)
def test_fault(client: Client, case: Callable[[Client], None]) -> None:
    case(client)


def test_every_fault_is_tested_and_documented() -> None:
    from jiraframe.sandbox import _faults

    assert set(CASES) == set(_faults.OPTIONS)
    table = _faults.__doc__ or ""
    assert [kind for kind in CASES if kind not in table] == []
    for kind, options in _faults.OPTIONS.items():
        assert [name for name in options if name not in table] == [], kind


# Lists that are no search: how each is asked for, and what its rows are called.
BESIDE = {
    "comment": ("/issue/{comment}/comment", "comments"),
    "worklog": ("/issue/{worklog}/worklog", "worklogs"),
    "version": ("/project/ENG/version", "values"),
}


def beside(client: Client, name: str, **params: Any) -> requests.Response:
    path = BESIDE[name][0].format_map({each: rich(client, each) for each in ("comment", "worklog")})
    return client.get(V2 + path, **params)


@pytest.mark.parametrize("name", [*BESIDE, "changelog/bulkfetch"])
@pytest.mark.parametrize("kind", ["429", "503", "reset", "truncate", "stall", "bad_json"])
def test_the_lists_beside_searches_can_fail_too(client: Client, name: str, kind: str) -> None:
    options = {"seconds": 0.3} if kind == "stall" else {}
    fault = client.box.faults.add(kind, times=1, path=f"/{name}", **options)

    def ask() -> requests.Response:
        if name in BESIDE:
            return beside(client, name)
        return client.post(f"{V3}/{name}", issueIdsOrKeys=[rich(client, "changes")])

    assert client.search().status_code == 200
    assert fault.hits == 0
    if kind in {"429", "503"}:
        assert ask().status_code == int(kind)
    elif kind in {"reset", "truncate"}:
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            ask()
    elif kind == "bad_json":
        with pytest.raises(ValueError, match="Expecting"):
            ask().json()
    else:
        started = time.monotonic()
        ask()
        assert time.monotonic() - started >= 0.3
    assert fault.hits == 1
    if name in BESIDE:
        assert ask().json()["total"] > 2


@pytest.mark.parametrize("name", BESIDE)
def test_pages_of_other_lists_go_wrong_where_the_path_names_them(client: Client, name: str) -> None:
    rows = BESIDE[name][1]

    def page(start: int) -> Any:
        return beside(client, name, startAt=start, maxResults=2).json()

    first, second = page(0), page(2)
    if name == "worklog" and not is_cloud(client):
        assert first == second, "it has no pages"
        return
    truth, following, total = first[rows], second[rows], first["total"]
    faults = client.box.faults
    for kind in ("empty_page", "repeat_token", "drop_ids"):
        faults.add(kind)
        assert page(2)[rows] == following, "without a path searches alone go wrong"
        faults.clear()
        faults.add(kind, times=1, path=f"/{name}")
        wrong = page(2)
        expected = {"empty_page": [], "repeat_token": truth}.get(kind)
        assert wrong["total"] == total
        if expected is None:
            assert len(wrong[rows]) == 1
            assert wrong[rows][0] in following
        else:
            assert wrong[rows] == expected
        faults.clear()
        assert page(2)[rows] == following


def test_chains_of_changes_go_wrong_where_the_path_names_them(
    boxes: dict[str, sandbox.Sandbox],
) -> None:
    client, path = Client(boxes["cloud"]), "/changelog/bulkfetch"
    faults, ids = client.box.faults, [rich(client, "changes")]
    truth = changes(client, ids)
    assert len(truth) == 520

    def ask(**body: Any) -> requests.Response:
        return client.post(V3 + path, issueIdsOrKeys=ids, maxResults=100, **body)

    token = ask().json()["nextPageToken"]
    faults.add("empty_page", times=1, path=path)
    assert changes(client, ids) == truth
    assert ask(nextPageToken=token).json()["issueChangeLogs"]
    faults.add("empty_page", times=1, path=path)
    empty = ask(nextPageToken=token).json()
    assert empty["issueChangeLogs"] == []
    assert ask(nextPageToken=empty["nextPageToken"]).json()["issueChangeLogs"]
    faults.add("repeat_token", times=1, path=path)
    assert ask(nextPageToken=token).json()["nextPageToken"] == token
    faults.add("expired_token", times=1, path=path)
    assert ask(nextPageToken=token).status_code == 400
    for kind in ("empty_page", "repeat_token", "expired_token", "early_end"):
        faults.add(kind)
    assert changes(client, ids) == truth, "without a path searches alone go wrong"
    faults.clear()
    client.session.close()


@pytest.mark.parametrize(
    ("kind", "options", "says"),
    [
        ("nosuch", {}, "There is no fault 'nosuch'; there are 429, "),
        ("429", {"seconds": 1}, "429 has no option seconds; it has retry_after."),
        ("reset", {"rows": 1}, "reset has no option rows; it has none."),
    ],
)
def test_mistakes_in_adding_a_fault(kind: str, options: dict[str, Any], says: str) -> None:
    with pytest.raises(TypeError) as caught:
        Faults().add(kind, **options)
    assert says in str(caught.value)


def test_times_after_path_and_clear(client: Client) -> None:
    fault = client.box.faults.add("500", times=2, after=1, path="/myself")
    statuses = [myself(client).status_code for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    assert client.search().status_code == 200
    assert fault.hits == 2
    client.box.faults.add("500")
    assert myself(client).status_code == 500
    client.box.faults.clear()
    assert myself(client).status_code == 200


def test_probability_is_seeded() -> None:
    def hits(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add("500", probability=0.05)
        return [faults.take({"500"}, "/") is not None for _ in range(2000)]

    assert hits(1) == hits(1) != hits(2)
    assert 60 <= sum(hits(1)) <= 140


def test_counting_holds_under_threads() -> None:
    faults = Faults()
    fault = faults.add("500", times=500, after=100)

    def ask(_: int) -> bool:
        return faults.take({"500"}, "/") is not None

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(2000))) == 500
    assert fault.hits == 500


def test_the_reset_is_one(boxes: dict[str, sandbox.Sandbox]) -> None:
    box = boxes["cloud"]
    box.faults.add("reset", times=1)
    host, _, port = box.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(100)


def test_the_truncated_body_says_how_long_it_should_be(boxes: dict[str, sandbox.Sandbox]) -> None:
    box = boxes["cloud"]
    box.faults.add("truncate", times=1)
    host, _, port = box.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(f"GET {V3}/serverInfo HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        raw = b""
        while chunk := connection.recv(65536):
            raw += chunk
    head, _, body = raw.partition(b"\r\n\r\n")
    [length] = [int(line.split()[1]) for line in head.splitlines() if b"Content-Length" in line]
    assert len(body) == length // 2
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(body)
