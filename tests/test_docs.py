"""The pages tell what the code does; their examples run as doctests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import jiraframe as jf
from jiraframe._settings import NAMES
from jiraframe.cli import main

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text()


def test_a_frame_comes_before_line_25_of_the_readme():
    shown = README.split("jira.search(")[0]
    assert len(shown.splitlines()) <= 25


@pytest.mark.parametrize("verb", [v for v in vars(jf.Jira) if not v.startswith("_")])
def test_the_readme_names_every_verb(verb):
    assert verb in README or verb in {"connection", "close", "dialect", "catalogue"}


@pytest.mark.parametrize("name", jf.__all__)
def test_the_readme_names_every_error_and_function(name):
    not_for_readers = {"ArgumentError", "JiraFrameWarning", "Receipt", "__version__", "Jira"}
    assert name in README or name in not_for_readers


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_names_every_command(command):
    assert f"`{command}`" in README or f"jiraframe {command}" in README


def test_the_readme_and_the_example_name_our_variables():
    example = (TOP / ".env.example").read_text()
    for names in NAMES.values():
        assert names[0] in example
    for name in ("JIRA_BASE_URL", "JIRA_EMAIL", "JIRA_API_TOKEN", "JIRA_DEPLOYMENT"):
        assert name in README


def test_the_changelog_begins_with_this_version():
    found = re.search(r"^## (\S+)", (TOP / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert found is not None
    assert found[1] == jf.__version__


def test_ci_runs_what_a_contributor_runs():
    assert "tests/run" in README
    assert "exec tests/run" in (TOP / ".ci" / "run").read_text()


FOLDERS = ("jiraframe", "tests", "cassettes", "notebooks", ".ci")
FILES = sorted(
    [path for folder in FOLDERS for path in (TOP / folder).rglob("*") if path.is_file()]
    + [path for path in TOP.iterdir() if path.is_file()]
)


def test_no_file_holds_a_secret_or_a_path_of_a_machine():
    wrong = re.compile(r"ATATT3x\w{8}|/(?:work|root|farm|Users)/|/home/\w|/tmp/\w")
    theirs = {"__pycache__", "node_modules"}
    texts = [path for path in FILES if theirs.isdisjoint(path.parts)]
    found = [path for path in texts if wrong.search(path.read_text(errors="replace"))]
    assert found == []
