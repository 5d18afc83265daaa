"""``dask_search`` on a cluster of two processes, each with an environment of its own."""

from __future__ import annotations

import json
import os
import time

import cloudpickle
import dask.dataframe as dd
import pandas as pd
import pytest
from distributed import Client, LocalCluster

import jiraframe as jf

ALL = "project is not EMPTY"
# Where the two modes differ in nothing that is looked at.
ONE_MODE = pytest.mark.parametrize("box", ["cloud"], indirect=True)
FIELDS = ["summary", "labels", "created", "timespent", "Story Points"]


@pytest.fixture(scope="module")
def client():
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address=None
    )
    with cluster, Client(cluster) as client:
        yield client


def _set(environ):
    for name in [name for name in os.environ if name.startswith("JIRA_")]:
        del os.environ[name]
    os.environ.update(environ)


def _rows_once_warned(frame, seen):
    rows, end = len(frame.compute()), time.monotonic() + 10
    while len(seen) < 2 and time.monotonic() < end:  # what workers send comes a little later
        time.sleep(0.01)
    return rows


@pytest.fixture(params=["cloud", "datacenter"])
def box(request, client):
    with jf.sandbox.start(request.param, issues=400) as box:
        client.run(_set, box.env)
        yield box


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.fixture
def kept(client, jira):
    return jf.dask_search(ALL, FIELDS, partitions=4, jira=jira).persist()


def test_workers_read_every_row_of_the_search_once(client, box, kept, jira):
    got = kept.compute().sort_values("id", ignore_index=True)
    expected = jira.search(ALL, FIELDS).sort_values("id", ignore_index=True)
    got["labels"] = got["labels"].map(json.loads)
    pd.testing.assert_frame_equal(got, expected)
    agents = {each for held in client.has_what().values() for each in held}
    assert len(agents) == kept.npartitions
    assert all(client.has_what().values()), "both workers have read"


def test_the_receipt_of_the_whole(kept):
    told = jf.dask_receipt(kept)
    assert (told.rows, told.expected, told.complete) == (400, 400, True)


@ONE_MODE
def test_shuffles_keep_every_row_and_every_cell(kept):
    whole = kept.compute().sort_values("key", ignore_index=True)
    indexed = kept.set_index("key").compute().reset_index().sort_values("key", ignore_index=True)
    pd.testing.assert_frame_equal(indexed[whole.columns.tolist()], whole)
    moved = kept.shuffle("labels").compute().sort_values("key", ignore_index=True)
    pd.testing.assert_frame_equal(moved, whole)
    merged = kept.merge(kept[["key", "labels"]], on="key").compute()
    assert len(merged) == 400
    assert (merged["labels_x"] == merged["labels_y"]).all()
    assert len(kept.drop_duplicates(split_out=2).compute()) == 400
    assert kept.groupby("labels").size().compute().sum() == 400


@ONE_MODE
def test_lists_are_counted_one_element_a_row(kept, jira):
    opened = kept.assign(labels=kept["labels"].map(json.loads, meta=("labels", "object")))
    counts = opened.explode("labels")["labels"].value_counts().compute()
    expected = jira.search(ALL, ["labels"]).explode("labels")["labels"].value_counts()
    assert counts.to_dict() == expected.to_dict()


@ONE_MODE
def test_rows_are_written_to_parquet_and_read_back(kept, tmp_path):
    kept.to_parquet(tmp_path / "rows", write_index=False)
    back = pd.read_parquet(tmp_path / "rows").sort_values("id", ignore_index=True)
    pd.testing.assert_frame_equal(back, kept.compute().sort_values("id", ignore_index=True))
    lazy = dd.read_parquet(tmp_path / "rows")
    assert set(lazy["labels"].compute()) == set(kept["labels"].compute())


def test_the_token_is_nowhere_on_the_scheduler(client, box, kept, jira):
    frame = jf.dask_search(ALL, FIELDS, partitions=4, jira=jira, requests_per_second=100)
    seen = cloudpickle.dumps(frame.__dask_graph__()) + cloudpickle.dumps(frame)
    assert ALL.encode() in seen
    assert box.env["JIRA_API_TOKEN"].encode() not in seen
    token = box.env["JIRA_API_TOKEN"]

    def found(dask_scheduler):
        return [key for key, task in dask_scheduler.tasks.items() if token in repr(task.run_spec)]

    assert client.run_on_scheduler(found) == []


def test_a_worker_without_settings_says_what_to_set(client, box, jira):
    client.run(_set, {})
    frame = jf.dask_search(ALL, [], partitions=2, jira=jira)
    with pytest.raises(jf.SettingsError) as caught:
        frame.compute()
    said = str(caught.value)
    assert "JIRA_BASE_URL and JIRA_API_TOKEN not set" in said
    assert "in the environment of every worker" in said


def test_a_worker_of_another_site_says_so_and_reads_nothing(client, box, jira):
    with jf.sandbox.start(box.mode, issues=3) as other:
        client.run(_set, other.env)
        frame = jf.dask_search(ALL, [], partitions=2, jira=jira)
        with pytest.raises(jf.SettingsError, match=f"base_url is '{other.url}' and not"):
            frame.compute()
        assert not [each for each in other.requests if "search" in each.path]


@ONE_MODE
def test_a_worker_with_a_wrong_token_says_so(client, box, jira):
    client.run(_set, {**box.env, "JIRA_API_TOKEN": "wrong"})
    frame = jf.dask_search(ALL, [], partitions=2, jira=jira)
    with pytest.raises(jf.AuthenticationError):
        frame.compute()


def test_what_goes_wrong_on_a_worker_is_raised_here_with_nothing_secret(client, box, jira):
    frame = jf.dask_search(ALL, ["summary"], partitions=2, jira=jira)
    box.faults.add("forbidden", path="/search")
    with pytest.raises(jf.PermissionDenied) as caught:
        frame.compute()
    assert caught.value.__cause__ is None
    box.faults.clear()
    box.faults.add("moved_rows", path="/search")
    assert (
        jf.dask_search(ALL, ["summary"], partitions=2, jira=jira)["id"].nunique().compute() == 400
    )


def test_a_doubt_on_a_worker_is_warned_of_here(client):
    with jf.sandbox.start("cloud", issues=100) as box:
        client.run(_set, box.env)
        jira = jf.connect(environ=box.env)
        frame = jf.dask_search(ALL, ["summary"], partitions=2, jira=jira, page_size=20)
        box.faults.add("wrong_count", by=-5)
        with pytest.warns(jf.CompletenessWarning, match="Query: .*created") as seen:
            assert _rows_once_warned(frame, seen) == 100


@ONE_MODE
def test_the_rate_is_kept_by_all_workers_together(client, box, jira):
    frame = jf.dask_search(
        ALL, ["status"], partitions=6, jira=jira, page_size=20, workers=3, requests_per_second=15
    )
    before, begun = len(box.requests), time.monotonic()
    frame.compute()
    sent, seconds = len(box.requests) - before, time.monotonic() - begun
    assert sent > 20
    assert sent / seconds <= 16.5
