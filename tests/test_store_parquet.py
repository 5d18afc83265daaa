"""Results larger than a notebook in Parquet: whole or not there, and readable by everybody."""

from __future__ import annotations

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

import jiraframe as jf
from jiraframe import sandbox, store

QUERY = "key is not EMPTY ORDER BY priority, key"


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def box(request):
    with sandbox.start(request.param, issues=150) as running:
        yield running


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.mark.parametrize("fields", [None, "*all"])
def test_pandas_reads_what_the_search_gives(jira, tmp_path, fields):
    target = tmp_path / "all.parquet"
    done = store.write_parquet(QUERY, target, jira=jira, fields=fields, rows_per_group=40)
    assert (done.rows, done.complete) == (150, True)
    found = pd.read_parquet(target, dtype_backend="pyarrow")
    wanted = jira.search(QUERY, fields, dtype_backend="pyarrow")
    wanted.attrs = {}
    pd.testing.assert_frame_equal(found, wanted)
    assert pd.read_parquet(target)["labels"].explode().notna().any()
    assert pq.ParquetFile(target).num_row_groups == 4
    assert [each.name for each in tmp_path.iterdir()] == ["all.parquet"]


def test_a_folder_has_parts_and_is_replaced(jira, tmp_path):
    target = tmp_path / "parts"
    for rows in (50, 100):
        store.write_parquet(QUERY, f"{target}/", jira=jira, rows_per_file=rows, rows_per_group=25)
    names = sorted(each.name for each in target.iterdir())
    assert names == ["part-00000.parquet", "part-00001.parquet"]
    assert len(pd.read_parquet(target)) == 150
    with duckdb.connect() as con:
        found = con.sql(f"SELECT count(*), max(updated) FROM '{target}/*.parquet'").fetchall()
    assert found[0][0] == 150
    (target / "mine.txt").write_text("mine")
    with pytest.raises(jf.StoreError, match="other things"):
        store.write_parquet(QUERY, target, jira=jira)
    assert (target / "mine.txt").exists()


@pytest.mark.parametrize("name", ["all.parquet", "all/"])
def test_an_address_of_a_store(jira, tmp_path, name):
    for rows in (50, 100):
        store.write_parquet(QUERY, f"file://{tmp_path}/{name}", jira=jira, rows_per_file=rows)
    assert len(pd.read_parquet(tmp_path / name)) == 150


@pytest.mark.parametrize("name", ["all.parquet", "all/"])
def test_what_fails_leaves_what_was_there(box, jira, tmp_path, waits, name):
    target = f"{tmp_path}/{name}"
    store.write_parquet("project = ENG", target, jira=jira)
    before = pd.read_parquet(target)
    jira = jf.connect(environ=box.env, max_wait_s=0.1)
    box.faults.add("500", path="bulkfetch" if box.mode == "cloud" else "/search")
    try:
        with pytest.raises(jf.JiraUnavailable):
            store.write_parquet(QUERY, target, jira=jira, rows_per_group=10)
    finally:
        box.faults.clear()
    pd.testing.assert_frame_equal(pd.read_parquet(target), before)
    assert len(list(tmp_path.iterdir())) == 1


def test_an_empty_result_has_its_columns(jira, tmp_path):
    done = store.write_parquet('summary ~ "nowhere to be found"', tmp_path / "a.parquet", jira=jira)
    assert done.rows == 0
    assert pd.read_parquet(tmp_path / "a.parquet").columns.tolist()[:3] == ["key", "id", "summary"]


@pytest.mark.parametrize("name", ["x" * 300, "x" * 300 + ".parquet", "x" * 300 + "/"])
def test_a_name_that_is_too_long(jira, tmp_path, name):
    with pytest.raises(jf.StoreError):
        store.write_parquet(QUERY, f"{tmp_path}/{name}", jira=jira)


def test_arguments_that_make_no_sense(jira, tmp_path):
    with pytest.raises(jf.ArgumentError, match="rows_per_group"):
        store.write_parquet(QUERY, tmp_path / "a.parquet", jira=jira, rows_per_group=0)
    with pytest.raises(jf.ArgumentError, match="target is"):
        store.write_parquet(QUERY, "", jira=jira)
    with pytest.raises(jf.StoreError, match="There is no folder"):
        store.write_parquet(QUERY, tmp_path / "nowhere" / "a.parquet", jira=jira)
