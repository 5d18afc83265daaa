"""The file and the table: who else may use them, and what they look like to others."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import deltalake
import duckdb
import pyarrow as pa
import pytest

import jiraframe as jf
from jiraframe import sandbox, store
from jiraframe._fields import FieldCatalogue
from jiraframe.store._duckdb import DuckDB
from jiraframe.store._schema import schema_of
from jiraframe.store._source import Heard
from jiraframe.store._staging import Staging
from jiraframe.store._state import Staged
from jiraframe.store._target import backend_at
from tests.store_places import FIELDS, PLACES, QUERY, same_as_search, touch

HOLDER = (
    "import duckdb, sys, time; con = duckdb.connect(sys.argv[1]); print(1, flush=True); input()"
)


@pytest.fixture(scope="module")
def box():
    with sandbox.start(issues=120) as running:
        yield running


@pytest.fixture
def jira(box):
    return jf.connect(environ=box.env)


@pytest.fixture(params=PLACES)
def path(request, tmp_path, jira):
    place = tmp_path / request.param
    store.refresh(QUERY, place, jira=jira)
    return place


def test_columns_and_conditions(path, jira):
    whole = store.read(path)
    some = store.read(path, ["status", "key"], where='"Story Points" > 3 AND "id" <> \'7\'')
    assert some.columns.tolist() == ["status", "key"]
    assert some["key"].tolist() == whole.loc[whole["Story Points"] > 3, "key"].tolist()
    assert "kept" in jf.receipt(some).warnings[-1]
    with pytest.raises(jf.ArgumentError, match="Did you mean 'status'"):
        store.read(path, ["statsu"])
    with pytest.raises(jf.ArgumentError, match="does not take the condition"):
        store.read(path, where="this is no SQL")
    for wrong in (["key", 7], 7, b"key"):
        with pytest.raises(jf.ArgumentError, match="Give a list"):
            store.read(path, wrong)


def test_a_text_names_columns_as_in_a_search(path, jira):
    assert store.read(path, "summary").columns.tolist() == ["summary"]
    assert store.read(path, "summary, key").columns.tolist() == ["summary", "key"]
    with pytest.raises(jf.ArgumentError, match="Did you mean 'summary'"):
        store.read(path, "sumary")
    label = "Size, in points"
    points = next(each for each in jira.catalogue.fields if each.name == "Story Points")
    fields = [each for each in jira.catalogue.fields if each is not points]
    jira.catalogue = FieldCatalogue([*fields, replace(points, name=label)])
    path = path.with_stem("other")
    store.refresh(QUERY, path, jira=jira, fields=[points.id])
    assert store.read(path, label).columns.tolist() == [label]


@pytest.mark.parametrize("wrong", [5, True, b"1 = 1", "", "  "])
def test_a_condition_that_is_no_text_is_refused(path, wrong):
    with pytest.raises(jf.ArgumentError, match="where is ") as caught:
        store.read(path, where=wrong)
    assert "status = 'Done'" in caught.value.fix


@pytest.mark.parametrize("value", ["Done", "Overflow"])
def test_a_condition_that_is_refused_comes_with_how_to_write_it(path, value):
    with pytest.raises(jf.ArgumentError, match="does not take the condition") as caught:
        store.read(path, where=f'status == "{value}"')
    assert "names in double quotes and values in single ones" in caught.value.fix
    hint = caught.value.fix.partition(": ")[2].removesuffix(".")
    done = store.read(path, where=hint)
    assert set(done["status"]) == {"Done"}


def test_a_number_that_is_too_large_comes_with_how_to_write_it(tmp_path, jira):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    with pytest.raises(jf.ArgumentError, match="Overflow") as caught:
        store.read(path, where="timespent > 3600*1000000")
    for number in ("1e6", "1000000::BIGINT"):
        assert number in caught.value.fix
        found = store.read(path, where=f"timespent > 3600*{number}")["timespent"]
        assert len(found)
        assert found.min() > timedelta(hours=1)


def test_no_columns_are_those_that_every_frame_has(path, jira):
    assert store.read(path, []).columns.tolist() == jira.search(QUERY, []).columns.tolist()


@pytest.mark.parametrize("label", ["ID", "Id"])
@pytest.mark.parametrize("name", PLACES)
def test_a_label_that_sql_takes_for_the_id_is_refused(tmp_path, name, label):
    with sandbox.start(issues=60) as box:
        jira = jf.connect(environ=box.env)
        points = next(each for each in jira.catalogue.fields if each.name == "Story Points")
        fields = [each for each in jira.catalogue.fields if each is not points]
        jira.catalogue = FieldCatalogue([*fields, replace(points, name=label)])
        store.refresh(QUERY, tmp_path / name, jira=jira, fields=[points.id])
        with pytest.raises(jf.ArgumentError, match=f"'{label}'") as caught:
            store.read(tmp_path / name, where=f'"{label}" >= 3')
        assert points.id in caught.value.fix
        found = store.read(tmp_path / name, where=f'"{points.id}" >= 3')
        assert len(found) == (store.read(tmp_path / name)[label] >= 3).sum()


def test_of_two_rows_with_one_id_the_last_stays(path):
    backend = backend_at(path)
    state, (_, rows) = backend.state(), backend.rows((), None)
    rows = rows.select(["key", "id", "summary"])
    schema = schema_of(state.plan.columns)
    some = pa.Table.from_pylist(rows.slice(0, 3).to_pylist(), schema)
    late = [{**some.to_pylist()[1], "summary": "late"}]
    staged = Staged(plan=state.plan, began=state.as_of, whole=False)
    staging = Staging(backend, staged, Heard(), begun=False)
    staging.add(some)
    staging.add(pa.Table.from_pylist(late, schema))
    rest = staging.rest().to_pylist()
    assert sorted(each["id"] for each in rest) == sorted(some["id"].to_pylist())
    assert [each["summary"] for each in rest if each["id"] == late[0]["id"]] == ["late"]


@pytest.mark.parametrize("name", PLACES)
def test_no_copy_yet(tmp_path, name):
    with pytest.raises(jf.StoreError, match="There is no copy") as caught:
        store.read(tmp_path / name)
    assert "refresh" in caught.value.fix


def test_the_file_is_for_sql(tmp_path, jira):
    path = tmp_path / "copy.duckdb"
    done = store.refresh(QUERY, path, jira=jira)
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.sql("SELECT count(DISTINCT id) FROM issues").fetchall() == [(done.rows,)]
        each = "SELECT unnest(labels) AS label, created FROM issues"
        con.sql(f"SELECT label, max(created) FROM ({each}) GROUP BY label").fetchall()
    assert [each.name for each in tmp_path.iterdir()] == ["copy.duckdb"]


def test_the_folder_is_a_delta_table_that_does_not_grow(tmp_path, jira, box):
    path = tmp_path / "copy.delta"
    done = store.refresh(QUERY, path, jira=jira)
    first = sum(each.stat().st_size for each in path.rglob("*.parquet"))
    for n in range(6):
        touch(box, "ENG-3", seconds=n)
        store.refresh(QUERY, path, jira=jira)
    table = deltalake.DeltaTable(path)
    assert table.to_pyarrow_dataset().count_rows() == done.rows
    assert len(table.file_uris()) == 1
    assert sum(each.stat().st_size for each in path.rglob("*.parquet")) < 3.5 * first


def test_a_file_that_another_process_holds_is_waited_for_and_named(tmp_path, jira, monkeypatch):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    monkeypatch.setattr("jiraframe.store._duckdb._WAIT_S", 0.3)
    holder = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        for call in (lambda: store.read(path), lambda: store.refresh(QUERY, path, jira=jira)):
            with pytest.raises(jf.StoreError, match="another process holds it"):
                call()
        other.communicate(b"\n")
    same_as_search(path, jira)


def test_threads_wait_for_another_process_side_by_side(tmp_path, jira, monkeypatch):
    path, failures = tmp_path / "copy.duckdb", []
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    monkeypatch.setattr("jiraframe.store._duckdb._WAIT_S", 1.0)

    def read():
        with pytest.raises(jf.StoreError, match="another process holds it"):
            store.read(path)
        failures.append(time.monotonic())

    holder = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(holder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        threads = [threading.Thread(target=read) for _ in range(6)]
        began = time.monotonic()
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        other.communicate(b"\n")
    assert len(failures) == 6
    assert max(failures) - began < 4


@pytest.mark.parametrize("call", ["read", "refresh"])
@pytest.mark.parametrize("read_only", [True, False])
def test_a_connection_of_this_process_keeps_its_lock(tmp_path, jira, call, read_only):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    write = "import duckdb, sys; duckdb.connect(sys.argv[1])"
    with duckdb.connect(str(path), read_only=read_only):
        with suppress(jf.StoreError):
            if call == "read":
                assert len(store.read(path))
            else:
                store.refresh(QUERY, path, jira=jira, fields=FIELDS)
        other = [sys.executable, "-c", write, str(path)]
        done = subprocess.run(other, capture_output=True, text=True, check=False)
    assert "lock" in done.stderr
    assert done.returncode


def test_a_file_open_in_this_process(tmp_path, jira):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    with duckdb.connect(str(path), read_only=True):
        assert len(store.read(path))
        with pytest.raises(jf.StoreError, match="open in this process"):
            store.refresh(QUERY, path, jira=jira)


@pytest.mark.parametrize("options", ["", " (READ_ONLY)"])
def test_a_file_attached_in_this_process(tmp_path, jira, options):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{path}' AS mine{options}")
        with pytest.raises(jf.StoreError, match='by database "mine"') as caught:
            store.refresh(QUERY, path, jira=jira, fields=FIELDS, full=True)
        assert "DETACH it there first" in caught.value.fix
        assert "try again" not in str(caught.value)
        con.execute("DETACH mine")
        assert store.refresh(QUERY, path, jira=jira, fields=FIELDS, full=True).full


def test_a_connection_of_this_process_that_may_write_is_shared(tmp_path, jira):
    path = tmp_path / "bob's copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    with duckdb.connect(str(path)) as con:
        assert store.refresh(QUERY, path, jira=jira).changed == 0
        count = con.execute("SELECT count(*) FROM issues").fetchone()
    assert count == (len(store.read(path)),)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_no_more_than_some_rows_are_in_memory_while_rows_are_put_behind_them(tmp_path, jira):
    path = tmp_path / "issues.duckdb"
    store.refresh(QUERY, path, jira=jira)
    backend = DuckDB(path)
    state = backend.state()
    staged = Staged(plan=state.plan, began=state.as_of, whole=True)
    backend.begin(staged)
    names = schema_of(state.plan.columns)
    for start in range(0, 50_000, 10_000):
        rows = {"id": [str(number) for number in range(start, start + 10_000)]}
        nothing = {each: [None] * 10_000 for each in names.names if each != "id"}
        backend.stage(pa.table({**nothing, **rows}, names), staged)
    with duckdb.connect(str(path), read_only=True) as con:
        groups = con.execute(
            "SELECT max(count) FROM pragma_storage_info('jiraframe_staging')"
        ).fetchone()
    assert groups[0] < 25_000


def test_the_file_is_free_while_jira_is_asked(tmp_path, jira, monkeypatch):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    true = jira.connection.read
    opened = []

    def read(*args, **options):
        with duckdb.connect(str(path)) as con:
            opened.append(con.sql("SELECT count(*) FROM issues").fetchall())
        return true(*args, **options)

    monkeypatch.setattr(jira.connection, "read", read)
    store.refresh(QUERY, path, jira=jira, full=True)
    assert len(opened) >= 2


@pytest.mark.parametrize("name", PLACES)
def test_of_two_refreshes_at_once_one_wins_and_one_says_so(tmp_path, jira, monkeypatch, name):
    path = tmp_path / name
    store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    source = "jiraframe.store._source.Source.count"

    def count(self):
        monkeypatch.undo()
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
        return self.count()

    monkeypatch.setattr(source, count)
    with pytest.raises(jf.StoreError, match="somebody else"):
        store.refresh(QUERY, path, jira=jira, fields=FIELDS)
    same_as_search(path, jira, fields=FIELDS)


def test_what_is_no_copy_is_left_alone(tmp_path, jira):
    text = tmp_path / "notes.txt"
    text.write_text("mine")
    with pytest.raises(jf.StoreError, match="is no DuckDB file"):
        store.refresh(QUERY, text, jira=jira)
    assert text.read_text() == "mine"
    (tmp_path / "empty.duckdb").touch()
    with pytest.raises(jf.StoreError, match="is no DuckDB file"):
        store.refresh(QUERY, tmp_path / "empty.duckdb", jira=jira)
    assert not (tmp_path / "empty.duckdb").stat().st_size
    with sqlite3.connect(tmp_path / "mine.sqlite") as mine:
        mine.execute("CREATE TABLE mine (one)")
    before = (tmp_path / "mine.sqlite").read_bytes()
    with pytest.raises(jf.StoreError, match="is no DuckDB file"):
        backend_at(tmp_path / "mine.sqlite")._create()
    assert (tmp_path / "mine.sqlite").read_bytes() == before
    with duckdb.connect(str(tmp_path / "mine.duckdb")) as con:
        con.execute("CREATE TABLE issues AS SELECT 1 AS mine")
    with pytest.raises(jf.StoreError, match="no copy of a Jira"):
        store.refresh(QUERY, tmp_path / "mine.duckdb", jira=jira)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(jf.StoreError, match=r"such as 'mine\.txt'"):
        store.refresh(QUERY, folder, jira=jira)
    deltalake.write_deltalake(tmp_path / "mine.delta", pa.table({"a": [1]}))
    with pytest.raises(jf.StoreError, match="no copy of a Jira"):
        store.refresh(QUERY, tmp_path / "mine.delta", jira=jira)
    with pytest.raises(jf.StoreError, match="There is no folder"):
        store.refresh(QUERY, tmp_path / "nowhere" / "a.duckdb", jira=jira)


def test_what_is_no_copy_is_not_read(tmp_path, jira):
    text = tmp_path / "x.csv"
    text.write_text("key,id\n" * 10)
    with pytest.raises(jf.StoreError, match="is no DuckDB file") as caught:
        store.read(text)
    assert caught.value.fix.startswith("Give the path of a copy that jf.store.refresh made")
    with pytest.raises(jf.StoreError, match="There is no copy"):
        store.read(tmp_path / "nowhere" / "a.duckdb")


def test_a_folder_with_other_things_is_left_alone_by_its_address_too(tmp_path, jira):
    folder = tmp_path / "my folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    for address in (f"file://{tmp_path}/my%20folder", folder.as_uri().replace("file", "FILE")):
        with pytest.raises(jf.StoreError, match=r"such as 'mine\.txt'"):
            store.refresh(QUERY, address, jira=jira)
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "odd",
    [
        "C#/a.delta",
        "what?.delta",
        "a%2Fb/a.delta",
        "100 %/a.delta",
        "[x/a.delta",
        "x].delta",
        "x^y.delta",
        "x|y/a.delta",
        "x\ty/a.delta",
        "x\ny.delta",
        pytest.param(
            "x\\y/a.delta", marks=pytest.mark.skipif(sys.platform == "win32", reason="a separator")
        ),
    ],
)
def test_a_path_that_delta_reads_as_another_is_refused(tmp_path, jira, odd, monkeypatch):
    path = tmp_path / odd
    path.parent.mkdir(exist_ok=True)
    if odd.startswith("100"):
        store.refresh(QUERY, path, jira=jira)
        same_as_search(path, jira)
        return
    monkeypatch.chdir(path.parent)
    for same in (path, path.name, path.as_uri()) if "/" in odd else (path, path.name):
        for call in (lambda p=same: store.read(p), lambda p=same: store.refresh(QUERY, p)):
            with pytest.raises(jf.StoreError, match=r"does not find again.* is in it") as caught:
                call()
            assert "another path" in caught.value.fix
    assert not path.exists()


@pytest.mark.parametrize("name", ["x" * 300 + ".duckdb", "x" * 300 + ".delta", "x" * 300])
def test_a_name_that_is_too_long(tmp_path, jira, name):
    with pytest.raises(jf.StoreError):
        store.refresh(QUERY, tmp_path / name, jira=jira)


def test_what_is_left_of_a_file_that_was_deleted_is_in_nobodys_way(tmp_path, jira):
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as con:
        con.execute("PRAGMA disable_checkpoint_on_shutdown")
        con.execute("CREATE TABLE t AS SELECT 1 AS one")
    left = other.with_name("other.duckdb.wal").rename(tmp_path / "copy.duckdb.wal")
    path = tmp_path / "copy.duckdb"
    (tmp_path / "copy.duckdb.new.wal").write_bytes(left.read_bytes())
    assert store.refresh(QUERY, path, jira=jira).complete
    same_as_search(path, jira)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["copy.duckdb", "other.duckdb"]


def test_a_copy_of_an_earlier_version_is_read_and_refreshed(tmp_path, jira, box):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    with duckdb.connect(str(path)) as con:
        text = con.execute("SELECT text FROM jiraframe WHERE name = 'state'").fetchone()[0]
        old = {name: value for name, value in json.loads(text).items() if name != "staged"}
        con.execute("UPDATE jiraframe SET text = ?", [json.dumps(old)])
    touch(box, "ENG-3")
    assert store.refresh(QUERY, path, jira=jira).changed == 1
    same_as_search(path, jira)
    assert not store.refresh(QUERY, path, jira=jira, full=True).warnings


@pytest.mark.parametrize("wrong", ["", 7, None])
def test_a_path_that_is_none(wrong, jira):
    with pytest.raises(jf.ArgumentError, match="path is"):
        store.refresh(QUERY, wrong, jira=jira)


@pytest.mark.parametrize(
    ("path", "package", "extra"),
    [("a.duckdb", "duckdb", "store"), ("a.delta", "deltalake", "lake"),
     ("s3://bucket/a", "deltalake", "lake")],
)  # fmt: skip
def test_a_missing_extra_is_named_with_the_command(monkeypatch, path, package, extra):
    monkeypatch.setattr("jiraframe.store._target.find_spec", lambda name: None)
    with pytest.raises(jf.StoreError, match=f"needs {package}") as caught:
        store.read(path)
    assert f"pip install 'jiraframe[{extra}]'" in caught.value.fix


@pytest.mark.parametrize(
    ("path", "kind"),
    [("a.duckdb", "DuckDB"), ("a", "DuckDB"), ("a/", "Delta"), ("a.delta", "Delta"),
     ("s3://b/a", "Delta"), ("abfss://c@a/x", "Delta"), (Path("x.db"), "DuckDB")],
)  # fmt: skip
def test_what_a_path_means(path, kind):
    from jiraframe.store._target import backend_at

    assert type(backend_at(path)).__name__ == kind


def test_a_copy_of_a_newer_version_is_not_guessed_at(tmp_path, jira):
    path = tmp_path / "copy.duckdb"
    store.refresh(QUERY, path, jira=jira)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE jiraframe SET text = replace(text, '\"format\":1', '\"format\":9')")
    with pytest.raises(jf.StoreError, match="format 9"):
        store.read(path)
