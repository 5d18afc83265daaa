"""No cassette holds a secret, a person or a host."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.cassette_rules import HOST, KEPT_HEADERS

CASSETTES = Path(__file__).parents[1] / "cassettes"


def test_a_cassette_holds_nothing_that_is_not_allowed():
    paths = sorted(CASSETTES.glob("*.yaml"))
    assert len(paths) >= 10
    for path in paths:
        text = path.read_text()
        assert not re.search(r"authorization|cookie|bearer|basic |sandbox-|ATATT", text, re.I), path
        assert set(re.findall(r"@[\w.-]+\.\w+", text)) <= {"@jira.example"}, path
        for each in yaml.safe_load(text)["interactions"]:
            assert each["request"]["uri"].startswith(f"{HOST}/rest/"), path
            assert each["request"]["headers"] == {}, path
            assert {name.lower() for name in each["response"]["headers"]} <= KEPT_HEADERS, path
            _only_known_hosts(each["response"]["body"]["string"], path)


def _only_known_hosts(body: str | bytes, path: Path) -> None:
    text = body if isinstance(body, str) else body.decode()
    for host in re.findall(r"https?://([\w.:-]+)", text):
        assert host == "jira.example" or host.endswith((".example", "example.com")), (path, host)
