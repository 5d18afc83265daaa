"""``python jobs.py tool fields``: one tool reads one Jira Cloud; a process each.

It stands alone, so that each tool runs in an environment of its own. The figures are those of the
reading: what the imports take is left out.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

QUERY = "project is not EMPTY"
# What takes time to measure is measured when the time has been taken.
Found = dict[str, float | Callable[[], float]]
URL, EMAIL, TOKEN = map(os.environ.get, ("JIRA_BASE_URL", "JIRA_EMAIL", "JIRA_API_TOKEN"))


def jiraframe(fields: list[str]) -> Callable[[], Found]:
    """Read by ``search``, with its usual workers."""
    from atlassian.jira import JiraCloud
    from tqdm.auto import tqdm

    import jiraframe as jf

    _ = jf.connect, JiraCloud, tqdm  # loaded at first use, as the peers load theirs above

    def read() -> Found:
        found = jf.connect().search(QUERY, fields[0] if fields == ["*all"] else fields)
        assert jf.receipt(found).complete
        return {
            "rows": len(found),
            "frame_mb": lambda: found.memory_usage(deep=True).sum() / 2**20,
        }

    return read


def streamed(fields: list[str]) -> Callable[[], Found]:
    """Read by ``search_iter``, frame after frame."""
    from atlassian.jira import JiraCloud

    import jiraframe as jf

    _ = jf.connect, JiraCloud
    return lambda: {"rows": sum(map(len, jf.connect().search_iter(QUERY, fields, progress=False)))}


def refreshed(fields: list[str]) -> Callable[[], Found]:
    """Read into a local copy by ``store.refresh``."""
    import duckdb
    from atlassian.jira import JiraCloud

    import jiraframe as jf

    _ = jf.connect, jf.store.refresh, JiraCloud, duckdb

    def read() -> Found:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy.duckdb"
            told = jf.store.refresh(QUERY, copy, fields=fields, progress=False)
            return {"rows": told.rows, "file_mb": copy.stat().st_size / 2**20}

    return read


def jira(fields: list[str]) -> Callable[[], Found]:
    """Read by the package ``jira``."""
    from jira import JIRA

    def read() -> Found:
        client = JIRA(URL, basic_auth=(EMAIL, TOKEN))
        found = client.enhanced_search_issues(QUERY, maxResults=0, fields=",".join(fields))
        return {"rows": len(pd.json_normalize([each.raw for each in found]))}

    return read


def atlassian(fields: list[str]) -> Callable[[], Found]:
    """Read by ``atlassian-python-api``'s own list helper."""
    from atlassian.jira import JiraCloud

    def read() -> Found:
        client = JiraCloud(URL, username=EMAIL, password=TOKEN)
        found = client.enhanced_jql_get_list_of_tickets(QUERY, fields=",".join(fields))
        return {"rows": len(pd.json_normalize(found))}

    return read


def dlt(fields: list[str]) -> Callable[[], Found]:
    """Read by dlt's REST source."""
    from dlt.sources.rest_api import rest_api_source

    def read() -> Found:
        source = rest_api_source(
            {
                "client": {
                    "base_url": f"{URL}/rest/api/3/",
                    "auth": {"type": "http_basic", "username": EMAIL, "password": TOKEN},
                },
                "resources": [
                    {
                        "name": "issues",
                        "endpoint": {
                            "path": "search/jql",
                            "params": {"jql": QUERY, "maxResults": 100, "fields": ",".join(fields)},
                            "data_selector": "issues",
                            "paginator": {
                                "type": "cursor",
                                "cursor_path": "nextPageToken",
                                "cursor_param": "nextPageToken",
                            },
                        },
                    }
                ],
            }
        )
        return {"rows": len(pd.json_normalize(list(source.resources["issues"])))}

    return read


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _main(tool: str, fields: str) -> None:
    tools = (jiraframe, streamed, refreshed, jira, atlassian, dlt)
    read = {each.__name__: each for each in tools}[tool](fields.split(","))
    before, wall, cpu = _peak_mb(), time.perf_counter(), time.process_time()
    found = read()
    used = {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": _peak_mb() - before,
    }
    told = {name: each() if callable(each) else each for name, each in found.items()}
    print(json.dumps({**told, **used}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
