"""The layering of the house, its public names, and how quickly its door opens."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import jiraframe

PACKAGE = Path(jiraframe.__file__).parent
ROOMS = sorted(path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
# A package from outside, and the rooms that may import it.
GUESTS = {
    "atlassian": {"_connection.py"},
    "requests": {"_connection.py", "_gate.py", "_outages.py", "_walls.py"},
    "urllib3": {"_connection.py", "_gate.py", "_outages.py"},
    "dotenv": {"_settings.py"},
    # os.PathLike and os.sep tell nothing of the environment.
    "os": {"_settings.py", "_connect.py", "_issues.py", "_forks.py", "errors.py", "cli.py"},
    "pandas": {"_frame.py", "_table.py", "_piles.py", "_of.py", "cli.py", "_live_table.py"},
    "numpy": {"_table.py", "_piles.py"},
    "pyarrow": {"_frame.py", "_table.py", "_piles.py", "_arrow.py", "cli.py"},
    "tqdm": {"_progress.py"},
    "isal": {"_unpack.py"},
    "click": {"cli.py"},
    "altair": {"_altair.py"},
    "duckdb": {"_duckdb.py"},
    "deltalake": {"_delta.py"},
    "dask": {"_dask.py"},
    "distributed": {"_dask.py"},
}
# Packages of notebooks, which the rooms in notebook/ alone may import.
NOTEBOOK_GUESTS = {
    "IPython",
    "anywidget",
    "comm",
    "ipykernel",
    "ipywidgets",
    "itables",
    "traitlets",
}
# What the analysis of frames is made with; charts alone may draw.
ANALYSTS = {"pandas", "numpy", "pyarrow"}
# Copies are tables from Jira to the disk and back; frames are made of them elsewhere.
STORERS = {"pyarrow"}
FLOW_MAY_KNOW = {"errors", "flow"}
LANGUAGE_MAY_KNOW = {"errors", "jql"}
SANDBOX_MAY_KNOW = {"errors", "jql", "sandbox"}


def _imports(path: Path) -> set[tuple[str, str]]:
    found = set()
    tree = ast.parse((PACKAGE / path).read_text())
    for node in ast.walk(tree):
        # What is imported for types alone binds nothing.
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(alias.name.split(".")[0], alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots; name the room"
            module = node.module or ""
            found.add((module.split(".")[0], module))
            found |= {(module.split(".")[0], f"{module}.{alias.name}") for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_each_room_imports_only_what_its_job_needs(room):
    imports = _imports(room)
    for guest, hosts in GUESTS.items():
        if room.parts[0] == "sandbox" or (room.parts[0] == "flow" and guest in ANALYSTS):
            continue
        if room.parts[0] == "store" and guest in STORERS:
            continue
        if guest in {root for root, _ in imports}:
            assert room.name in hosts, f"{room} imports {guest}"
    if room.parts[0] != "notebook":
        strangers = NOTEBOOK_GUESTS & {root for root, _ in imports}
        assert not strangers, f"{room} imports {strangers}"
    ours = {name.split(".")[1] for root, name in imports if root == "jiraframe" and "." in name}
    if room.parts[0] == "jql":
        assert ours <= LANGUAGE_MAY_KNOW
    if room.parts[0] == "flow":
        assert ours <= FLOW_MAY_KNOW
    elif room.name != "__init__.py":
        assert "flow" not in ours, f"{room} imports the analysis"
    if room.parts[0] != "cluster" and room.name != "__init__.py":
        assert "cluster" not in ours, f"{room} imports what runs on machines"
    if room.parts[0] != "store" and room.name != "__init__.py":
        assert "store" not in ours, f"{room} imports the local copies"
    if room.parts[0] == "sandbox":
        assert ours <= SANDBOX_MAY_KNOW
    elif room.name not in {"__init__.py", "cli.py"}:
        assert "sandbox" not in ours, f"{room} imports the sandbox"


def test_language_and_sandbox_need_the_standard_library_alone():
    for room in ROOMS:
        if room.parts[0] in {"jql", "sandbox"}:
            roots = {root for root, _ in _imports(room)} - {"jiraframe", "__future__"}
            assert roots <= sys.stdlib_module_names, room


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_only_the_settings_read_the_environment(room):
    read = {
        f"os.{node.attr}"
        for node in ast.walk(ast.parse((PACKAGE / room).read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "os"
    }
    if room.name != "_settings.py":
        assert not read & {"os.environ", "os.environb", "os.getenv", "os.putenv"}


def test_the_public_names_are_the_listed_ones_sorted():
    assert jiraframe.__all__ == sorted(jiraframe.__all__)
    assert dir(jiraframe) == jiraframe.__all__
    assert all(getattr(jiraframe, name) is not None for name in jiraframe.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = jiraframe.nothing


def test_every_error_is_importable_from_the_package():
    from jiraframe import errors

    kinds = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
    assert kinds <= set(jiraframe.__all__)
    assert all(name in (errors.__doc__ or "") for name in kinds)


def test_neither_importing_nor_connecting_loads_the_notebook_or_the_sandbox():
    absent = sorted(
        NOTEBOOK_GUESTS | {"jiraframe.notebook", "jiraframe.sandbox", "jiraframe.store", "click"}
    )
    code = (
        "import sys, jiraframe; jiraframe.connect, jiraframe.jql; "
        f"print([m for m in {absent} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_extension_hooks_are_found_and_no_star_import_takes_them():
    hooks = ("load_ipython_extension", "unload_ipython_extension")
    assert all(callable(getattr(jiraframe, name)) for name in hooks)
    assert not set(hooks) & set(jiraframe.__all__)


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_a_room_stays_small_enough_to_read(room):
    assert len((PACKAGE / room).read_text().splitlines()) <= 350


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_no_pattern_repeats_a_group_possessively(room):
    """Up to Python 3.11.4 it matches too much: https://github.com/python/cpython/issues/106052."""
    assert not re.search(r"\)[*+?]\+", (PACKAGE / room).read_text("utf-8"))
