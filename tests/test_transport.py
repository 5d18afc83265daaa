"""Certificates and proxies come from the usual variables, and say so when they do not fit."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

import jiraframe as jf
from jiraframe import sandbox
from tests.transport import http_proxy, tls_front

QUERY = "project = ENG"


@pytest.fixture(scope="module")
def box() -> Iterator[sandbox.Sandbox]:
    with sandbox.start("datacenter", issues=40) as running:
        yield running


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture
def environ(box: sandbox.Sandbox, authority: trustme.CA) -> Iterator[dict[str, str]]:
    """Settings for the sandbox behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with tls_front(box.url, context) as port:
        yield {**box.env, "JIRA_BASE_URL": f"https://127.0.0.1:{port}"}


def test_an_authority_that_nobody_trusts_is_explained(environ):
    with pytest.raises(jf.JiraUnavailable, match="certificate of 127") as caught:
        jf.connect(environ=environ).search(QUERY)
    assert "REQUESTS_CA_BUNDLE" in caught.value.fix


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_usual_variables_name_an_authority(environ, ca_file, variable):
    with jf.connect(environ={**environ, variable: ca_file}) as jira:
        assert len(jira.search(QUERY, limit=3)) == 3


def test_an_argument_names_an_authority(environ, ca_file):
    with jf.connect(environ=environ, verify=ca_file) as jira:
        assert len(jira.search(QUERY, limit=3)) == 3


def test_any_certificate_can_be_accepted(environ):
    with (
        pytest.warns(Warning, match="Unverified HTTPS request"),
        jf.connect(environ=environ, verify=False) as jira,
    ):
        assert len(jira.search(QUERY, limit=3)) == 3


def test_a_client_certificate_is_shown(box, authority, ca_file, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    mine = tmp_path / "client.pem"
    authority.issue_cert("ann@jira.example").private_key_and_cert_chain_pem.write_to_path(mine)
    with tls_front(box.url, context) as port:
        environ = {
            **box.env,
            "JIRA_BASE_URL": f"https://127.0.0.1:{port}",
            "REQUESTS_CA_BUNDLE": ca_file,
        }
        with pytest.raises(jf.JiraUnavailable):
            jf.connect(environ=environ, max_wait_s=0).search(QUERY)
        with jf.connect(environ={**environ, "JIRA_CLIENT_CERT": str(mine)}) as jira:
            assert len(jira.search(QUERY, limit=3)) == 3


def test_a_client_certificate_that_is_none_is_named(environ, ca_file, tmp_path):
    path = tmp_path / "client.pem"
    path.write_text("no certificate")
    trusted = {**environ, "REQUESTS_CA_BUNDLE": ca_file, "JIRA_CLIENT_CERT": str(path)}
    with pytest.raises(jf.JiraFrameError) as caught:
        jf.connect(environ=trusted, max_wait_s=0).search(QUERY)
    assert "JIRA_CLIENT_CERT" in str(caught.value)


def test_a_proxy_is_used_for_jira_and_not_for_the_hosts_that_need_none(box):
    with http_proxy(box.url) as (proxy, asked):
        environ = {
            **box.env,
            "JIRA_BASE_URL": "http://jira.example",
            "JIRA_ALLOW_HTTP": "1",
            "HTTPS_PROXY": proxy,
        }
        with jf.connect(environ=environ) as jira:
            assert len(jira.search(QUERY, limit=3)) == 3
        assert all(each.startswith("http://jira.example/rest/") for each in asked)
        before = len(asked)
        with pytest.raises(jf.JiraUnavailable):
            jf.connect(environ={**environ, "NO_PROXY": "jira.example"}, max_wait_s=0).search(QUERY)
        with jf.connect(environ={**box.env, "HTTPS_PROXY": proxy}) as jira:
            assert len(jira.search(QUERY, limit=3)) == 3, "loopback needs no proxy"
        assert len(asked) == before


@pytest.mark.parametrize(
    ("proxy", "says"),
    [("http://user:hunter2@127.0.0.1:9", "proxy on the way"), ("http://", "HTTPS_PROXY")],
)
def test_a_proxy_that_fails_is_named_without_its_password(box, proxy, says):
    environ = {**box.env, "JIRA_BASE_URL": "https://jira.example", "HTTPS_PROXY": proxy}
    with pytest.raises(jf.JiraFrameError, match=says) as caught:
        jf.connect(environ=environ, max_wait_s=0).search(QUERY)
    assert "hunter2" not in str(caught.value)
    assert "HTTPS_PROXY" in str(caught.value)


@contextmanager
def _answering(*answers: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Answer each connection with the next of some bytes and hang up; the last one for ever."""
    left, came = list(answers), []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller:
                    came.append(caller.recv(4096))
                    caller.sendall(left.pop(0) if len(left) > 1 else left[0])

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1], came
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.usefixtures("waits")
def test_a_handshake_that_is_cut_short_is_tried_again_and_says_nothing_of_certificates():
    with _answering(b"") as (port, came):
        environ = {"JIRA_BASE_URL": f"https://127.0.0.1:{port}", "JIRA_API_TOKEN": "t0ken"}
        with pytest.raises(jf.JiraUnavailable, match="broke") as caught:
            jf.connect(environ=environ).search(QUERY)
    assert len(came) >= 5
    assert "certificate" not in str(caught.value)


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize(("status", "tries"), [(503, 5), (407, 1), (403, 1)])
def test_a_proxy_that_lets_nobody_through_for_a_while_is_asked_again(status, tries):
    refusal = f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode()
    with _answering(refusal) as (port, came):
        environ = {
            "JIRA_BASE_URL": "https://jira.example",
            "JIRA_API_TOKEN": "t0ken",
            "HTTPS_PROXY": f"http://ann:hunter2@127.0.0.1:{port}",
        }
        with pytest.raises(jf.JiraUnavailable, match=f"proxy on the way .*{status}") as caught:
            jf.connect(environ=environ).connection.read("rest/api/2/field")
    assert len(came) == tries
    assert "hunter2" not in str(caught.value)
    assert ("user:password" in str(caught.value)) == (status == 407)
