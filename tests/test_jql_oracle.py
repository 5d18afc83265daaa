"""The parser beside that of Jira's own query editor, query by query.

The editor's parser is a tool of development alone: a package of npm, run by Node. Where the two
are known to differ, and why:

* Its tree keeps the escapes of a word, and reads `\\n` in quotes as `n`. Servers undo escapes, and
  so do we; what is compared is its text with the escapes undone.
* We refuse a query that is nested more than 100 levels deep; none here is.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from jiraframe.jql import JQLSyntaxError, parse
from tests.jql_corpus import WRITTEN, queries
from tests.jql_shape import Shape, shape
from tests.needs import JS_TOOLS

_EACH = 750
_SEED = 20_241
_SHOWN = 20


@pytest.fixture(scope="module")
def corpus() -> list[str]:
    return list(dict.fromkeys(queries(each=_EACH, seed=_SEED)))


@pytest.fixture(scope="module")
def oracle(corpus: list[str], needed: Callable[[str], str]) -> list[tuple[int | None, Shape]]:
    done = subprocess.run(
        [needed("node"), JS_TOOLS / "oracle.mjs"],
        input=json.dumps(corpus),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(answer["error"], answer["tree"]) for answer in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def ours(corpus: list[str]) -> list[tuple[int | None, Shape]]:
    return [_ours(query) for query in corpus]


def _ours(query: str) -> tuple[int | None, Shape]:
    try:
        return None, shape(parse(query))
    except JQLSyntaxError as error:
        return error.position, None


def _differing(corpus: list[str], oracle: list[object], ours: list[object]) -> list[str]:
    return [
        f"{query!r}\n    editor {theirs}\n    we     {mine}"
        for query, theirs, mine in zip(corpus, oracle, ours, strict=True)
        if theirs != mine
    ]


def test_the_corpus_is_large_and_holds_enough_of_each_kind(corpus, oracle):
    valid = sum(error is None for error, _ in oracle)
    assert len(corpus) >= 2_000
    assert valid >= 700
    assert len(corpus) - valid >= 700
    assert set(WRITTEN) <= set(corpus)


def test_both_call_the_same_texts_queries(corpus, oracle, ours):
    valid = [[error is None for error, _ in answers] for answers in (oracle, ours)]
    differing = _differing(corpus, *valid)
    assert not differing, "\n".join(differing[:_SHOWN])


def test_both_understand_a_query_the_same_way(corpus, oracle, ours):
    differing = _differing(*_where(corpus, oracle, ours, valid=True))
    assert not differing, "\n".join(differing[:_SHOWN])


def test_both_see_an_error_at_the_same_place(corpus, oracle, ours):
    differing = _differing(*_where(corpus, oracle, ours, valid=False))
    assert not differing, "\n".join(differing[:_SHOWN])


def _where(corpus, oracle, ours, *, valid):
    """Keep the queries that both call valid, or neither does."""
    kept = [
        row
        for row in zip(corpus, oracle, ours, strict=True)
        if all((error is None) == valid for error, _ in row[1:])
    ]
    return zip(*kept, strict=True)
