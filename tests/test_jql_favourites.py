"""The queries that come with the package: they run, find what they say, and can be narrowed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import jql, sandbox
from jiraframe.jql import and_, check, field, parse

FAVOURITES = sorted(name for name in jql.__all__ if name.isupper() and name != "RESERVED_WORDS")
FIELDS = ["assignee", "reporter", "created", "updated", "resolutiondate", "duedate"]


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def jira(request: pytest.FixtureRequest) -> Iterator[jf.Jira]:
    with sandbox.start(request.param, issues=400) as box:
        yield jf.connect(environ=box.env)


def test_there_is_a_handful():
    assert 5 <= len(FAVOURITES) <= 12


@pytest.mark.parametrize("name", FAVOURITES)
def test_a_favourite_runs_and_narrows(jira, name):
    query = getattr(jql, name)
    assert check(query, jira.jql_catalogue) == ()
    assert jira.validate(query).ok
    found = set(jira.search(query, ["key"])["key"])
    assert set(jira.search(and_(query, "project = ENG"), ["key"])["key"]) == {
        key for key in found if key.startswith("ENG-")
    }
    assert jira.count((field("project") == "ENG") & query) <= len(found)
    assert parse(query).order_by == ()


def _told(jira: jf.Jira) -> pd.DataFrame:
    frame = jira.search("project is not EMPTY", FIELDS).set_index("key")
    frame["running"] = frame.index.isin(jira.search("sprint in openSprints()", ["key"])["key"])
    frame["open"] = ~frame.index.isin(jira.search("statusCategory = Done", ["key"])["key"])
    return frame


def test_each_finds_what_it_says(jira):
    everything = _told(jira)
    me = jira.connection.account.name
    mine, reported, nobodys = (
        everything["assignee"].eq(me).fillna(False),
        everything["reporter"].eq(me).fillna(False),
        everything["assignee"].isna(),
    )
    wanted = {
        "MY_OPEN_ISSUES": mine & everything["open"],
        "MY_OPEN_SPRINT_ISSUES": mine & everything["open"] & everything["running"],
        "OPEN_SPRINT_ISSUES": everything["running"],
        "REPORTED_BY_ME_OPEN": reported & everything["open"],
        "UNASSIGNED_OPEN_SPRINT_ISSUES": nobodys & everything["open"] & everything["running"],
    }
    for name, rows in wanted.items():
        found = set(jira.search(getattr(jql, name), ["key"])["key"])
        assert found == set(everything.index[rows]), name
    ages = {
        "CREATED_THIS_WEEK": ("created", 7, True),
        "UPDATED_THIS_WEEK": ("updated", 7, True),
        "RECENTLY_RESOLVED": ("resolutiondate", 8, True),
        "STALE": ("updated", 30, False),
        "OVERDUE": ("duedate", 0, False),
    }
    now = everything["updated"].max()
    for name, (column, days, young) in ages.items():
        keys = jira.search(getattr(jql, name), ["key"])["key"]
        assert len(keys), name
        times = pd.to_datetime(everything.loc[keys, column], utc=True)
        limit = now - pd.Timedelta(days=days)
        assert (times > limit).all() if young else (times < limit).all(), name
