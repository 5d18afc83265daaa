"""The command line, as somebody in a terminal meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import jiraframe as jf
from jiraframe import sandbox
from jiraframe.cli import _Target, main


@pytest.fixture(params=["cloud", "datacenter"])
def box(request: pytest.FixtureRequest) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param, issues=60) as running:
        yield running


def _run(*args: str, env: dict[str, str]) -> Result:
    return CliRunner().invoke(main, list(args), env=env)


def test_check_exits_0_when_all_is_well(box):
    done = _run("check", env=box.env)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].startswith("ok    my open issues in the active sprint: ")


def test_check_exits_1_and_says_what_to_change(box):
    done = _run("check", env={**box.env, "JIRA_API_TOKEN": "wrong"})
    assert done.exit_code == 1
    assert "FAIL  sign-in" in done.output
    assert "-> " in done.output
    assert "JIRA_API_TOKEN" in done.output


def test_check_without_settings_names_what_is_missing():
    done = _run("check", env={})
    assert done.exit_code == 1
    assert "JIRA_BASE_URL" in done.output
    assert "Traceback" not in done.output


def test_search_prints_rows_and_receipt(box):
    query = "project = ENG ORDER BY key"
    done = _run("search", query, "-f", "summary", "--limit", "3", env=box.env)
    assert done.exit_code == 0, done.output
    assert [key in done.stdout for key in ("ENG-1 ", "ENG-2 ", "ENG-3 ", "ENG-4 ")] == [
        *(True,) * 3,
        False,
    ]
    assert query in done.stderr


@pytest.mark.parametrize("suffix", ["csv", "json", "parquet"])
def test_search_writes_a_file(box, tmp_path, suffix):
    path = tmp_path / f"found.{suffix}"
    done = _run("search", "project = ENG", "-f", "summary", "-o", str(path), env=box.env)
    assert done.exit_code == 0, done.output
    frame = getattr(pd, f"read_{suffix}")(path)
    assert frame.columns.tolist() == ["key", "id", "summary"]
    assert len(frame) > 5


def test_a_file_of_another_kind_is_refused_before_jira_is_asked(box, tmp_path):
    done = _run("search", "project = ENG", "-o", str(tmp_path / "x.xlsx"), env=box.env)
    assert done.exit_code == 2
    assert ".parquet" in done.output
    assert len(box.requests) == 0


def test_a_wrong_query_is_one_message_and_no_traceback(box):
    done = _run("search", "status == Done", env=box.env)
    assert done.exit_code == 1
    assert "^" in done.output
    assert "Traceback" not in done.output


def test_count_and_fields(box):
    assert int(_run("count", "project = ENG", env=box.env).output) > 5
    assert "customfield_10101" in _run("fields", env=box.env).output


def test_demo_shows_both_modes(capfd):
    done = _run("demo", "--issues", "60", env={})
    assert done.exit_code == 0, done.output
    assert "cloud: a sandbox at" in done.output
    assert "datacenter: a sandbox at" in done.output
    assert "FAIL" not in done.output


def test_sandbox_serves_until_it_is_stopped():
    command = [sys.executable, "-m", "jiraframe", "sandbox", "--issues", "20"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        env = dict(line.removeprefix("export ").strip().split("=", 1) for line in lines)
        counted = _run("count", "project = ENG", env=env)
        process.terminate()
    assert counted.exit_code == 0


def test_parquet_takes_every_field(box, tmp_path):
    path = tmp_path / "all.parquet"
    done = _run("search", "project = ENG", "-f", "*all", "-o", str(path), env=box.env)
    assert done.exit_code == 0, done.output
    assert len(pd.read_parquet(path).columns) > 50


def test_lists_are_json_in_a_csv(box, tmp_path):
    path = tmp_path / "found.csv"
    asked = ("-f", "Sprint", "-f", "labels", "-f", "votes")
    done = _run("search", "project = ENG", *asked, "-o", str(path), env=box.env)
    assert done.exit_code == 0, done.output
    frame = jf.connect(environ=box.env).search("project = ENG", ["Sprint", "labels", "votes"])
    found = pd.read_csv(path)
    assert any(", " in each for cell in frame["Sprint"] for each in cell)
    for label in ("Sprint", "labels"):
        assert found[label].map(json.loads).tolist() == frame[label].tolist()
    assert found["votes"].tolist() == frame["votes"].tolist()
    assert "JSON" in _run("search", "-h", env={}).output


def test_every_field_can_be_written_as_csv(box, tmp_path):
    path = tmp_path / "all.csv"
    done = _run("search", "project = ENG", "-f", "*all", "-o", str(path), env=box.env)
    assert done.exit_code == 0, done.output
    frame = jf.connect(environ=box.env).search("project = ENG", "*all")
    found = pd.read_csv(path)
    for label in frame.columns:
        for cell, written in zip(frame[label], found[label], strict=True):
            if isinstance(cell, list | dict):
                assert len(json.loads(written)) == len(cell)


def test_what_is_nested_too_deep_for_json_is_an_empty_cell(tmp_path):
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    frame = pd.DataFrame({"deep": [deep, ["a"]]}, dtype=object)
    _Target(tmp_path / "deep.csv", "csv").write(frame)
    assert (tmp_path / "deep.csv").read_text().split() == ["deep", '""', '"[""a""]"']


def test_a_parquet_file_that_was_cut_says_so(box, tmp_path):
    path = tmp_path / "cut.parquet"
    done = _run("search", "project = ENG", "--limit", "3", "-o", str(path), env=box.env)
    assert done.exit_code == 0, done.output
    told = jf.receipt(pd.read_parquet(path))
    assert (told.rows, told.limit, told.complete) == (3, 3, False)
    assert told.jql == "project = ENG"


def test_a_search_that_fails_leaves_rows_that_say_so(tmp_path, waits):
    path = tmp_path / "cut.parquet"
    with sandbox.start("datacenter", issues=2500) as box:
        box.faults.add("500", path="/search", after=2, times=50)
        done = _run("search", "key is not EMPTY", "-f", "labels", "-o", str(path), env=box.env)
    assert done.exit_code == 1, done.output
    assert f"rows read until then are in {path}" in done.stderr
    assert jf.receipt(pd.read_parquet(path)).complete is False


@pytest.mark.parametrize("output", [("-o", "-"), ("-o", "/dev/stdout"), ("--format", "csv")])
def test_the_standard_output_takes_csv_and_nothing_else(box, output):
    done = _piped("search", "key = ENG-2", "-f", "Sprint", *output, encoding="cp1252", env=box.env)
    assert done.returncode == 0, done.stderr.decode()
    frame = jf.connect(environ=box.env).search("key = ENG-2", "Sprint")
    found = pd.read_csv(BytesIO(done.stdout))
    assert found["Sprint"].map(json.loads).tolist() == frame["Sprint"].tolist()
    assert b"complete" in done.stderr


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_a_pipe_takes_every_format(kind):
    with sandbox.start("cloud", issues=60) as box:
        query = ("search", "project is not EMPTY", "-f", "summary", "-f", "assignee")
        done = _piped(*query, "-o", "-", "--format", kind, encoding="cp1252", env=box.env)
        frame = jf.connect(environ=box.env).search(query[1], ["summary", "assignee"])
    assert done.returncode == 0, done.stderr.decode()
    found = getattr(pd, f"read_{kind}")(BytesIO(done.stdout))
    assert "み" in "".join(frame["assignee"].dropna())
    assert found["assignee"].dropna().tolist() == frame["assignee"].dropna().tolist()


def test_a_reader_that_has_enough_ends_the_command_without_a_word():
    with sandbox.start("cloud", issues=60) as box:
        done = subprocess.run(
            f'"{sys.executable}" -m jiraframe search "key is not EMPTY" -o - | head -c 0',
            shell=True,
            env={**os.environ, **box.env},
            capture_output=True,
            text=True,
            check=True,
        )
    assert "Traceback" not in done.stderr
    assert "cannot be written" not in done.stderr


def test_a_format_is_for_names_that_say_nothing(box, tmp_path):
    path = tmp_path / "found.data"
    query = ("search", "project = ENG", "-f", "summary", "-o")
    done = _run(*query, str(path), "--format", "json", env=box.env)
    assert done.exit_code == 0, done.output
    assert len(pd.read_json(path)) > 5
    before = len(box.requests)
    done = _run(*query, str(tmp_path / "found.csv"), "--format", "parquet", env=box.env)
    assert done.exit_code == 2
    assert "no name for parquet" in done.output
    assert len(box.requests) == before


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_fields_are_written_to_a_file(box, tmp_path, kind):
    path = tmp_path / f"fields.{kind}"
    done = _run("fields", "-o", str(path), env=box.env)
    assert done.exit_code == 0, done.output
    frame = jf.connect(environ=box.env).fields()
    found = getattr(pd, f"read_{kind}")(path)
    assert found["id"].tolist() == frame["id"].tolist()
    assert found.columns.tolist() == frame.columns.tolist()


def test_a_folder_that_is_not_there_is_said_before_jira_is_asked(box, tmp_path):
    done = _run("search", "project = ENG", "-o", str(tmp_path / "no" / "x.csv"), env=box.env)
    assert done.exit_code == 2
    assert "there is no folder" in done.output
    assert len(box.requests) == 0


def test_a_warning_is_one_line():
    with sandbox.start("cloud", issues=60) as box:
        done = subprocess.run(
            [sys.executable, "-m", "jiraframe", "search", "project in (ENG, NOPE)"],
            env={**os.environ, **box.env},
            capture_output=True,
            text=True,
            check=True,
        )
    [warning] = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert "The value 'NOPE' does not exist" in warning
    assert "return " not in done.stderr


def test_a_port_that_is_taken_is_one_message(box):
    port = box.url.rpartition(":")[2]
    done = _run("sandbox", "--port", port, env={})
    assert done.exit_code == 1
    assert f"Port {port} cannot be used" in done.output


def _piped(*args: str, encoding: str, env: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "jiraframe", *args],
        env={**os.environ, **env, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("command", "character"), [(("search", "project is not EMPTY"), "み"), (("fields",), "Σ")]
)
@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-1", "utf-8"])
def test_a_character_that_the_output_does_not_know_is_escaped(command, character, encoding):
    with sandbox.start("cloud", issues=60) as box:
        done = _piped(*command, encoding=encoding, env=box.env)
    assert done.returncode == 0, done.stderr.decode()
    told = done.stdout.decode(encoding)
    escaped = character.encode("ascii", "backslashreplace").decode()
    assert (character in told, escaped in told) == (encoding == "utf-8", encoding != "utf-8")
    assert "ö" in told


def test_whoever_chose_what_becomes_of_such_characters_gets_it():
    with sandbox.start("cloud", issues=60) as box:
        done = _piped("fields", encoding="cp1252:replace", env=box.env)
    assert done.returncode == 0, done.stderr.decode()
    assert b"? Time Spent" in done.stdout
