from __future__ import annotations

import os

import pytest

_REACHES_US = ("JIRA_", "REQUESTS_CA", "CURL_CA", "SSL_CERT", "NETRC")
_PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}


@pytest.fixture(autouse=True)
def stranger(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Run every test as somebody without settings, files or proxies."""
    for name in list(os.environ):
        if name.startswith(_REACHES_US) or name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(home)
