"""What the tests of local copies share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import jiraframe as jf
from jiraframe import sandbox, store

QUERY = "project = ENG ORDER BY priority"
FIELDS = ["summary", "status", "updated"]
PLACES = ["copy.duckdb", "copy.delta"]


def same_as_search(path: Path | str, jira: jf.Jira, query: str = QUERY, fields: Any = None) -> None:
    """Assert that a copy is what the search gives."""
    found, wanted = store.read(path), jira.search(query, fields)
    pd.testing.assert_frame_equal(
        found.sort_values("key", ignore_index=True), wanted.sort_values("key", ignore_index=True)
    )


def touch(box: sandbox.Sandbox, key: str, *, seconds: float = 1) -> None:
    """Let an issue be updated, so many seconds after the site's now."""
    place = box.site.find(key)
    assert place is not None
    box.site.touch(place, when=box.site.now + int(seconds * 1000))


def delete(box: sandbox.Sandbox, key: str) -> None:
    """Let an issue be deleted."""
    place = box.site.find(key)
    assert place is not None
    box.site.remove(place)


def asked(box: sandbox.Sandbox) -> int:
    """Count the requests so far."""
    return len(box.requests)
