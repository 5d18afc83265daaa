"""Results larger than a notebook in Parquet: whole or not there, and readable by everybody."""

from __future__ import annotations

import signal

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


def test_the_receipt_is_in_the_file(jira, tmp_path):
    target = tmp_path / "all.parquet"
    done = store.write_parquet(QUERY, target, jira=jira, fields="*all", rows_per_group=40)
    assert jf.receipt(pd.read_parquet(target)) == done
    # As pandas writes it where it can, down to the types that Arrow alone knows.
    frame = jira.search(QUERY, ["timespent"], dtype_backend="pyarrow")
    store.write_parquet(QUERY, target, jira=jira, fields=["timespent"])
    frame.to_parquet(tmp_path / "pandas.parquet")
    wanted, found = pq.read_schema(tmp_path / "pandas.parquet"), pq.read_schema(target)
    assert found == wanted
    assert set(found.metadata) == set(wanted.metadata) - {b"pandas"}


@pytest.mark.parametrize("rows", [25, 1000])
def test_the_receipt_of_a_folder_is_in_its_first_part(jira, tmp_path, rows):
    target = f"{tmp_path}/parts/"
    done = store.write_parquet(QUERY, target, jira=jira, rows_per_file=rows, rows_per_group=25)
    assert jf.receipt(pd.read_parquet(target)) == done
    assert done.rows == 150
    first, *others = sorted((tmp_path / "parts").iterdir())
    assert len(others) == (5 if rows == 25 else 0)
    assert jf.receipt(pd.read_parquet(first)) == done
    assert not any(pd.read_parquet(other).attrs for other in others)


def test_a_result_that_may_not_be_whole_says_so_in_the_file(tmp_path):
    with sandbox.start("cloud", issues=300) as box:
        jira = jf.connect(environ=box.env)
        box.faults.add("wrong_count", by=5)
        with pytest.warns(jf.CompletenessWarning):
            store.write_parquet(QUERY, tmp_path / "all.parquet", jira=jira)
    told = jf.receipt(pd.read_parquet(tmp_path / "all.parquet"))
    assert told.complete is None
    assert told.warnings


@pytest.mark.parametrize("name", ["w.csv", "w.JSON", "w.xlsx", "w.duckdb", "w.parquet.gz"])
@pytest.mark.parametrize("scheme", ["", "file://"])
def test_the_name_of_another_kind_of_file_is_refused(box, jira, tmp_path, scheme, name):
    before = len(box.requests)
    with pytest.raises(jf.ArgumentError, match="what is written is Parquet") as caught:
        store.write_parquet(QUERY, f"{scheme}{tmp_path}/{name}", jira=jira)
    assert ".parquet" in caught.value.fix
    assert len(box.requests) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["w", "2024.10", "w.csv/", "w.pq"])
def test_any_other_name_is_the_callers_choice(jira, tmp_path, name):
    assert store.write_parquet("key = ENG-1", f"{tmp_path}/{name}", jira=jira).rows == 1
    assert len(pd.read_parquet(tmp_path / name)) == 1


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


@pytest.mark.parametrize("name", ["all.parquet", "all/"])
@pytest.mark.parametrize("most", [20_000, 60_000])
def test_a_full_disk_is_told_of_and_leaves_nothing(jira, tmp_path, name, most):
    resource = pytest.importorskip("resource")
    # Without this the system ends a process that would write more.
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        with pytest.raises(jf.StoreError, match="cannot be written") as caught:
            store.write_parquet(
                QUERY, f"{tmp_path}/{name}", jira=jira, fields="*all",
                rows_per_file=75, rows_per_group=25,
            )  # fmt: skip
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert "the room there" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


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
