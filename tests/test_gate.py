"""Nothing but reading leaves, to nobody but Jira, and the token stays where it belongs."""

from __future__ import annotations

import gc
import gzip
import json
import logging
import runpy
import sys
import traceback
import weakref
import zlib
from collections.abc import Iterator

import pytest
import requests

import jiraframe as jf
from jiraframe import _unpack, sandbox
from jiraframe._outages import unreachable
from jiraframe.errors import JiraFrameError
from tests.scripted import Answer, issue, scripted


@pytest.fixture(scope="module")
def site() -> sandbox.Site:
    return sandbox.Site.generated(issues=20)


@pytest.fixture(params=["cloud", "datacenter"])
def box(request: pytest.FixtureRequest, site: sandbox.Site) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, site=site) as running:
        yield running


WRITES = [
    ("POST", "rest/api/2/issue"),
    ("POST", "rest/api/3/issue/ENG-1/comment"),
    ("POST", "rest/api/2/search/../issue"),
    ("POST", "rest/api/2/search?x=/../issue/ENG-1/transitions"),
    ("POST", "rest/api/2/issue/ENG-1/worklog"),
    ("PUT", "rest/api/2/issue/ENG-1"),
    ("DELETE", "rest/api/2/issue/ENG-1"),
    ("PATCH", "rest/api/2/issue/ENG-1"),
    ("GET", "secure/DeleteIssue.jspa?id=1"),
    ("GET", "rest/%2e%2e/secure/DeleteIssue.jspa?id=1"),
    ("GET", "rest/%252e%252e/secure/DeleteIssue.jspa?id=1"),
    ("GET", "rest/..;/secure/DeleteIssue.jspa?id=1"),
    ("GET", "rest/..%2fsecure/DeleteIssue.jspa?id=1"),
    ("POST", "rest/api/2/search/%2e%2e/issue"),
    ("POST", "rest/api/2/search/x"),
    ("POST", "rest/api/3/comment/list/1/properties"),
    ("GET", "_edge/tenant_info/x"),
    ("GET", "rest/api/2/issue/ENG-1?_method=DELETE"),
]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_what_could_write_is_stopped_in_the_wrapped_client_too(method, path, box):
    client = jf.connect(environ=box.env).client
    before = len(box.requests)
    if path == "rest/api/2/search?x=/../issue/ENG-1/transitions":
        client.request(
            method, path, data={"jql": "project = ENG", "maxResults": 1}, advanced_mode=True
        )
        assert box.requests[-1].path.endswith("/rest/api/2/search")
        return
    with pytest.raises(jf.ReadOnlyError, match="was not sent"):
        client.request(method, path, data={})
    assert len(box.requests) == before


def test_the_writing_methods_of_the_wrapped_client_are_stopped(site):
    with sandbox.start("datacenter", site=site) as box:
        client = jf.connect(environ=box.env).client
        before = len(box.requests)
        for write in (
            lambda: client.issue_add_comment("ENG-1", "hello"),
            lambda: client.create_issue({"summary": "x"}),
            lambda: client.delete_issue("ENG-1"),
            lambda: client.update_issue_field("ENG-1", {"summary": "x"}),
        ):
            with pytest.raises(jf.ReadOnlyError):
                write()
        assert len(box.requests) == before


def test_the_wrapped_client_reads(box):
    client = jf.connect(environ=box.env).client
    assert client.get("rest/api/2/myself")["displayName"]


def test_the_wrapped_client_searches(box):
    jira = jf.connect(environ=box.env)
    assert len(jira.search("project = ENG", limit=2)) == 2
    client = jira.client
    if jira.deployment == "cloud":
        assert client.enhanced_jql("project = ENG", limit=2)["issues"][0]["key"]
        rows = client.enhanced_jql_get_list_of_tickets("project = ENG")
    else:
        assert client.jql("project = ENG", limit=2)["issues"][0]["key"]
        rows = client.jql_get_list_of_tickets("project = ENG")
    assert len(rows) == jira.count("project = ENG")


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_override_is_stopped(header, box):
    client = jf.connect(environ=box.env).client
    with pytest.raises(jf.ReadOnlyError):
        client.get("rest/api/2/field", headers={header: "DELETE"})


@pytest.mark.parametrize("start", ["http://127.0.0.1:1", "{url}@no-such-host.invalid"])
def test_an_address_outside_jira_is_stopped(start, box):
    client = jf.connect(environ=box.env).client
    with pytest.raises(jf.ReadOnlyError):
        client.get(f"{start.format(url=box.url)}/rest/api/2/field", absolute=True)


@pytest.mark.parametrize("start", ["http://127.0.0.1:{port}", "{url}@127.0.0.1:{port}"])
def test_a_redirect_never_takes_the_token_to_another_host(start, box, site):
    with sandbox.start("datacenter", site=site) as other:
        jira = jf.connect(environ=box.env)
        _ = jira.catalogue
        elsewhere = start.format(url=box.url, port=other.url.rpartition(":")[2])
        box.faults.add("redirect", to=f"{elsewhere}/rest/api/2/field", path="/field")
        with pytest.raises(JiraFrameError, match="token was not sent"):
            jira.fields()
        assert len(other.requests) == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_query_is_never_posted_along_a_redirect(status):
    there = Answer(None, status, {"Location": "/rest/api/2/elsewhere"})
    routes = {"/search": there, "/elsewhere": {"issues": [], "total": 0}}
    with scripted("datacenter", routes) as (environ, asked), jf.connect(environ=environ) as jira:
        with pytest.raises(JiraFrameError, match="redirects to"):
            jira.search("project = ENG")
        assert "/rest/api/2/elsewhere" not in asked


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("http://[::1/x", "no readable address"),
        ("/caf\xe9/\xff", "redirects to"),
        ("/rest/api/2/search", "in a circle"),
    ],
)
def test_a_redirect_to_nowhere_is_explained_and_keeps_the_rows(to, said):
    rows = [issue(n) for n in range(1, 21)]

    def route(query, body):
        if body["startAt"]:
            return Answer(None, 302, {"Location": to})
        return {"issues": rows[:10], "total": 20, "maxResults": 10}

    with scripted("datacenter", {"/search": route}) as (environ, _):
        jira = jf.connect(environ=environ)
        with pytest.raises(JiraFrameError, match=said) as caught:
            jira.search("project = ENG", ["summary"], page_size=10)
    assert len(caught.value.frame) == 10


@pytest.fixture
def netrc(tmp_path, monkeypatch) -> None:
    path = tmp_path / "netrc"
    path.write_text("machine 127.0.0.1 login thief password stolen\n")
    monkeypatch.setenv("NETRC", str(path))


def test_netrc_never_replaces_the_token(box, netrc):
    jira = jf.connect(environ=box.env)
    assert len(jira.projects())
    sent = {each.headers.get("Authorization") for each in box.requests}
    assert not any("dGhpZWY6" in (each or "") for each in sent)


def test_netrc_is_no_sign_in_where_none_is_wanted(site, netrc):
    with sandbox.start("datacenter", site=site) as box:
        assert len(jf.connect(environ={**box.env, "JIRA_EMAIL": "ann@jira.example"}).projects())
        asked = [each for each in box.requests if each.path.endswith("/serverInfo")]
    assert [each.headers.get("Authorization") for each in asked] == [None]


def test_english_is_asked_for_and_both_timeouts_are_set(box, monkeypatch):
    seen: list[object] = []
    original = requests.adapters.HTTPAdapter.send

    def send(self, request, **kwargs):
        seen.append(kwargs["timeout"])
        return original(self, request, **kwargs)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    jira = jf.connect(environ=box.env, timeout_s=7.5)
    jira.search("project = ENG", limit=1)
    jira.client.get("rest/api/2/field")
    assert set(seen) == {(7.5, 7.5)}
    headers = box.requests[-1].headers
    assert (headers["Accept-Language"], headers["X-Force-Accept-Language"]) == ("en", "true")


def test_the_sign_in_is_proved_once(box):
    jira = jf.connect(environ=box.env)
    jira.search("project = ENG", limit=1)
    jira.search("project = ENG", limit=1)
    assert sum(each.path.endswith("/myself") for each in box.requests) == 1


def test_a_closed_session_is_held_by_nobody(box):
    jira = jf.connect(environ=box.env)
    jira.myself()
    session = weakref.ref(jira.client._session)
    jira.close()
    gc.collect()
    assert session() is None


def test_the_token_is_in_no_log_no_error_no_receipt_and_no_picture(box, caplog):
    token = box.env["JIRA_API_TOKEN"]
    shown = []
    with caplog.at_level(logging.DEBUG):
        jira = jf.connect(environ=box.env)
        frame = jira.search("project = ENG", limit=3)
        shown += [repr(jira), str(jira.check()), jira.check()._repr_html_()]
        shown += [str(jf.receipt(frame)), repr(frame.attrs), repr(jira.connection.settings)]
        box.rotate_token()
        try:
            jira.search("project = ENG")
        except JiraFrameError:
            shown.append(traceback.format_exc())
    assert "api" in caplog.text
    assert not any(token in each for each in [*shown, caplog.text])


def _kinds(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(each for kind in root.__subclasses__() for each in _kinds(kind))]


@pytest.mark.parametrize("kind", _kinds(requests.RequestException), ids=lambda kind: kind.__name__)
def test_every_exception_of_the_transport_becomes_ours(kind, box):
    if kind is requests.exceptions.JSONDecodeError:
        exc = kind("no", "{}", 0)
    elif kind.__name__ == "RedirectedElsewhere":
        exc = kind(target="https://a.example/x", asked=f"{box.url}/rest/api/2/field")
    else:
        exc = kind("something of the transport")
    settings = jf.connect(environ=box.env).connection.settings
    error = unreachable(exc, settings)
    assert isinstance(error, JiraFrameError)
    assert len(str(error)) > 30


@pytest.mark.parametrize(
    ("timeout_s", "within_s", "said"),
    [(1200, None, "1200 s"), (0.05, None, "0.05 s"), (30, 1.2345, "1.23 s"), (30, 90.0, "30 s")],
)
def test_a_timeout_says_how_long_was_really_waited(timeout_s, within_s, said, box):
    settings = jf.connect(environ=box.env, timeout_s=timeout_s).connection.settings
    error = unreachable(requests.exceptions.ReadTimeout(), settings, within_s=within_s)
    assert f"did not answer within {said}." in str(error)


_SENT = json.dumps({"issues": [issue(1), issue(2)], "total": 2, "maxResults": 50}).encode()
_HALF = len(_SENT) // 2
_GZIP = gzip.compress(_SENT)


@pytest.fixture(params=["isal", "zlib"])
def inflater(request, monkeypatch):
    """Who unpacks: the quicker library, or Python's own on machines without it."""
    found = zlib
    if request.param == "isal":
        found = pytest.importorskip("isal.isal_zlib", reason="isal has no wheel for this machine")
    monkeypatch.setattr(_unpack, "_inflater", found)


def test_machines_without_the_quicker_library_unpack_with_pythons_own(monkeypatch):
    monkeypatch.setitem(sys.modules, "isal", None)
    alone = runpy.run_path(str(_unpack.__file__))
    assert alone["_inflater"] is zlib
    assert alone["unpacked"](_GZIP) == _SENT


@pytest.mark.usefixtures("inflater")
@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", _GZIP),
        ("gzip", gzip.compress(_SENT[:_HALF]) + gzip.compress(_SENT[_HALF:])),
        ("deflate", zlib.compress(_SENT)),
        ("identity", _SENT),
    ],
    ids=["gzip", "gzip of two members", "deflate", "plain"],
)
def test_a_packed_answer_is_read_whole(encoding, body):
    answer = Answer(body, headers={"Content-Encoding": encoding})
    with scripted("datacenter", {"/search": answer}) as (environ, _):
        frame = jf.connect(environ=environ).search("project = ENG", ["summary"])
    assert frame["key"].tolist() == ["ENG-1", "ENG-2"]


def test_an_answer_that_a_recorder_has_unpacked_is_taken_as_it_is():
    whole = Answer(_SENT, headers={"Content-Encoding": "gzip"})
    with scripted("datacenter", {"/search": whole}) as (environ, _):
        frame = jf.connect(environ=environ).search("project = ENG", ["summary"])
    assert frame["key"].tolist() == ["ENG-1", "ENG-2"]
    assert jf.receipt(frame).retries == 0


@pytest.mark.usefixtures("inflater")
@pytest.mark.parametrize(
    "body",
    [
        _GZIP[:_HALF],
        _SENT[: len(_SENT) // 2],
        _GZIP[:-8] + bytes(8),
        _GZIP[:40] + bytes(20) + _GZIP[60:],
        b"",
    ],
    ids=["cut short", "not packed and cut short", "other checksum", "other bytes", "empty"],
)
def test_an_answer_that_cannot_be_unpacked_is_asked_for_again(body):
    broken = Answer(body, headers={"Content-Encoding": "gzip"})
    whole = Answer(_GZIP, headers={"Content-Encoding": "gzip"})
    answers = [broken, whole]
    routes = {"/search": lambda query, body: answers.pop(0)}
    with scripted("datacenter", routes) as (environ, _):
        frame = jf.connect(environ=environ).search("project = ENG", ["summary"])
    assert frame["key"].tolist() == ["ENG-1", "ENG-2"]
    assert jf.receipt(frame).retries == 1
    with (
        scripted("datacenter", {"/search": broken}) as (environ, _),
        pytest.raises(jf.JiraUnavailable, match=r"broke|not whole"),
    ):
        jf.connect(environ=environ, max_wait_s=0).search("project = ENG", ["summary"])
