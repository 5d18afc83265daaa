"""Certificates and proxies come from the usual variables, and say so when they do not fit."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
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
