"""Results and copies in an object store, found by what the environment says of it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

import deltalake
import pyarrow.fs as pafs
import pyarrow.parquet as pq
import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from tests.store_places import delete, same_as_search, touch

QUERY = "key is not EMPTY ORDER BY priority, key"


@pytest.fixture(scope="module")
def address():
    """A store in a process of its own: Delta waits for it without letting another thread run."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port):
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            assert time.monotonic() < end, "the object store does not start"
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def objects(address, monkeypatch):
    """An object store with an empty bucket ``lake``."""
    said = {
        "AWS_ACCESS_KEY_ID": "anybody",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": address,
        "AWS_ALLOW_HTTP": "true",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    files = pafs.S3FileSystem(
        endpoint_override=address, allow_bucket_creation=True, allow_bucket_deletion=True
    )
    files.create_dir("lake")
    yield files
    files.delete_dir("lake")


@pytest.fixture
def box():
    with sandbox.start("cloud", issues=150) as running:
        yield running


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


def names(objects, folder):
    return sorted(each.base_name for each in objects.get_file_info(pafs.FileSelector(folder)))


def test_one_object_holds_the_whole_result(jira, objects):
    for query in (QUERY, f"project = ENG AND {QUERY}"):
        told = store.write_parquet(query, "s3://lake/all.parquet", jira=jira)
        found = pq.read_table("lake/all.parquet", filesystem=objects)
        assert told.complete
        assert found["key"].to_pylist() == list(jira.search(query)["key"])


def test_parts_of_an_earlier_result_go_and_what_is_not_ours_stays(jira, objects):
    with objects.open_output_stream("lake/parts/mine.txt") as mine:
        mine.write(b"mine")
    for rows in (50, 100):
        store.write_parquet(QUERY, "s3://lake/parts/", jira=jira, rows_per_file=rows)
    assert names(objects, "lake/parts") == [
        "mine.txt",
        "part-00000.parquet",
        "part-00001.parquet",
    ]
    objects.delete_file("lake/parts/mine.txt")
    found = pq.read_table("lake/parts", filesystem=objects)
    assert found["key"].to_pylist() == list(jira.search(QUERY)["key"])


def test_a_search_that_fails_leaves_the_earlier_result(box, jira, objects):
    store.write_parquet(QUERY, "s3://lake/parts/", jira=jira, rows_per_file=50)
    box.faults.add("forbidden", path="/search/jql")
    with pytest.raises(jf.PermissionDenied):
        store.write_parquet(QUERY, "s3://lake/parts/", jira=jira, rows_per_file=20)
    assert pq.read_table("lake/parts", filesystem=objects).num_rows == 150


def test_a_copy_there_is_kept_fresh(box, jira, objects):
    copy = "s3://lake/copy"
    assert store.refresh(QUERY, copy, jira=jira).rows == 150
    touch(box, "ENG-1")
    delete(box, "ENG-2")
    store.refresh(QUERY, copy, jira=jira)
    same_as_search(copy, jira, QUERY)
    assert deltalake.DeltaTable(copy).version() > 0


@pytest.mark.parametrize("target", ["s3://nowhere/all.parquet", "s3://nowhere/parts/"])
def test_a_bucket_that_is_not_there(jira, objects, target):
    with pytest.raises(jf.StoreError, match="cannot be written"):
        store.write_parquet(QUERY, target, jira=jira)
    assert objects.get_file_info("nowhere").type is pafs.FileType.NotFound
