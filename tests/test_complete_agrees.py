"""Completion in the browser says what completion in Python says."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import jiraframe
from jiraframe.jql import Catalogue, QueryField, complete
from jiraframe.notebook.editor._names import catalogue_data
from tests.jql_drafts import CATALOGUES, SITE, Writer

SOURCE = Path(jiraframe.__file__).parent / "notebook" / "js" / "src" / "complete.js"
RUNNER = """
import { readFileSync } from "node:fs";
const { complete } = await import(process.argv[1]);
const { names, drafts } = JSON.parse(readFileSync(0, "utf8"));
const answers = drafts.map(([text, cursor]) => complete(text, cursor, names));
process.stdout.write(JSON.stringify(answers));
"""
TIMER = """
import { readFileSync } from "node:fs";
const { complete } = await import(process.argv[1]);
const { names, drafts } = JSON.parse(readFileSync(0, "utf8"));
const times = drafts.map(([text, cursor]) => {
  const start = performance.now();
  complete(text, cursor, names);
  return performance.now() - start;
});
process.stdout.write(JSON.stringify(times));
"""


@pytest.fixture
def in_node(needed):
    node = needed("node")

    def run(catalogue, drafts, program=RUNNER):
        units = [(text, _units(text, cursor)) for text, cursor in drafts]
        asked = json.dumps({"names": catalogue_data(catalogue), "drafts": units})
        command = [node, "--input-type=module", "--eval", program, SOURCE.as_uri()]
        done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=150)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def _units(text, place):
    """Count as a browser does, where a character may take two places."""
    return len(text[:place].encode("utf-16-le")) // 2


def _answer(text, cursor, catalogue):
    found = complete(text, cursor, catalogue)
    values_of = found.values_of
    return {
        "start": _units(text, found.start),
        "end": _units(text, found.end),
        "items": [
            {"label": i.label, "insert": i.insert, "kind": i.kind, "detail": i.detail}
            for i in found.items
        ],
        "valuesOf": values_of
        and {"field": values_of.field, "typed": values_of.typed, "predicate": values_of.predicate},
    }


def _agree(in_node, catalogue, drafts):
    answers = in_node(catalogue, drafts)
    assert len(answers) == len(drafts)
    for (text, cursor), answer in zip(drafts, answers, strict=True):
        assert answer == _answer(text, cursor, catalogue), (text, cursor)


@pytest.mark.parametrize("name", CATALOGUES)
def test_both_sides_say_the_same_of_thousands_of_drafts(in_node, name):
    writer = Writer(seed=len(name))
    texts = [write() for _ in range(700) for write in (writer.query, writer.noise, writer.broken)]
    drafts = [(text, cursor) for text in texts for cursor in writer.cursors(text, 4)]
    assert len(drafts) > 8000
    _agree(in_node, CATALOGUES[name], drafts)


@pytest.mark.parametrize(
    "text",
    [
        'summary ~ "😀😀" AND assignee = "jo\\u00e9" AND sta',
        '"😀 mo',
        "😀 mo",
        "status = 'In Pro' AND cf [ 10016 ] = \"x",
        'status was not in ("To Do", Done) BY "an\\"na" order by "Story Points" de',
        "status = In Progress AND Story P = 3",
    ],
)
@pytest.mark.parametrize("name", CATALOGUES)
def test_both_sides_say_the_same_at_every_place_of_a_text(in_node, name, text):
    _agree(in_node, CATALOGUES[name], [(text, cursor) for cursor in range(len(text) + 1)])


def test_the_browser_counts_a_character_beyond_the_first_65536_as_two(in_node):
    text = "summary ~ 😀 AND stat"
    (answer,) = in_node(SITE, [(text, len(text))])
    assert (answer["start"], answer["end"]) == (17, 21)
    assert answer["items"][0]["insert"] == "status"


@pytest.mark.parametrize("text", ["", "project = ENG AND fie", "zzz", "order by "])
def test_the_browser_completes_among_two_thousand_fields_within_ten_milliseconds(in_node, text):
    fields = [QueryField(f"Field {n}", f'"Field {n}"', also=(f"cf[{n}]",)) for n in range(2000)]
    times = in_node(Catalogue(tuple(fields)), [(text, len(text))] * 20, TIMER)
    assert min(times) < 10
