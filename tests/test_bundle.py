"""What the browser gets: built from pinned sources, small, complete, and silent on the network."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.needs import BUNDLE_SOURCE, JS_TOOLS, ROOT

STATIC = BUNDLE_SOURCE.parent / "static"
BUILT = ("jql_editor.js", "THIRD-PARTY.txt")
KILOBYTE = 1000
MANIFESTS = [folder / "package.json" for folder in (BUNDLE_SOURCE, JS_TOOLS)]
# The name of a namespace; nothing is fetched from it.
SVG = "http://www.w3.org/2000/svg"
CALLS_OUT = r"fetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|\bimport\("
LOADS = r"@import|url\((?!['\"]?data:)"


def _named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def rebuilt(needed, tmp_path_factory):
    needed("node")
    folder = tmp_path_factory.mktemp("rebuilt")
    subprocess.run([BUNDLE_SOURCE / "build.sh", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*command, "--directory", folder], cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return file


@pytest.mark.parametrize("name", BUILT)
def test_what_is_committed_is_what_the_sources_build(rebuilt, name):
    assert (STATIC / name).read_bytes() == (rebuilt / name).read_bytes(), (
        f"run {_named(BUNDLE_SOURCE)}/build.sh and commit what it writes"
    )


def test_the_bundle_stays_small():
    bundle = (STATIC / "jql_editor.js").read_bytes()
    assert len(bundle) <= 400 * KILOBYTE
    assert len(gzip.compress(bundle)) <= 130 * KILOBYTE


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda file: file.name)
def test_a_script_asks_nobody(file):
    text = file.read_text("utf-8")
    assert set(re.findall(r"(?:https?|wss?)://[\w./-]+", text)) <= {SVG}
    assert not re.findall(CALLS_OUT, text)


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.css")), ids=lambda file: file.name)
def test_a_style_loads_nothing(file):
    assert not re.findall(LOADS, file.read_text("utf-8"))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=_named)
def test_packages_are_pinned_and_name_no_registry(manifest):
    package = json.loads(manifest.read_text("utf-8"))
    wanted = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert [name for name, version in wanted.items() if not re.fullmatch(r"[\d.]+", version)] == []

    lock = json.loads(manifest.with_name("package-lock.json").read_text("utf-8"))
    packages = {name.removeprefix("node_modules/"): at for name, at in lock["packages"].items()}
    assert {name: packages[name]["version"] for name in wanted} == wanted
    assert [name for name, at in packages.items() if "resolved" in at] == []
    assert [name for name, at in packages.items() if name and "integrity" not in at] == []


def test_each_package_of_the_bundle_is_named_with_its_licence():
    notice = (STATIC / "THIRD-PARTY.txt").read_text("utf-8")
    package = json.loads((BUNDLE_SOURCE / "package.json").read_text("utf-8"))
    for name, version in package["dependencies"].items():
        assert f"\n{name} {version} (MIT)\n" in notice
    assert notice.count("Permission is hereby granted") == notice.count("=" * 79)
    assert notice.count("Copyright (C)") >= notice.count("=" * 79)


def test_the_wheel_holds_what_the_browser_gets_and_not_its_sources(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    static = {f"jiraframe/notebook/static/{file.name}" for file in STATIC.iterdir()}
    assert static <= set(names)
    assert [name for name in names if "node_modules" in name or "/js/" in name] == []
