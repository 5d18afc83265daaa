"""Whatever happens between two pages: no row twice, none lost, or an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe._dialect import Batch, Search
from jiraframe._fetch import Reading, fetch, merged
from jiraframe._page import Issue
from jiraframe._seen import IdList
from jiraframe.errors import IncompleteResultError


@dataclass
class Script:
    """A dialect whose pages and listings are written down."""

    batches: Sequence[Batch]
    listings: list[list[str]] = field(default_factory=list)
    counted: int = 0
    estimates: bool = True
    gone: frozenset[str] = frozenset()
    page_size: int = 100
    workers: int = 2

    def pages(self, search: Search, decode: object) -> Iterator[Batch]:
        for number, batch in enumerate(self.batches):
            # As Cloud's pages by token: rows may slip between any two of them.
            more = batch.more or number + 1 < len(self.batches)
            slips = self.estimates and number > 0
            yield replace(batch, more=more, moved=batch.moved or slips)

    def ids(self, search: Search) -> IdList:
        return IdList(self.listings.pop(0) if len(self.listings) > 1 else self.listings[0])

    def bodies(self, ids: Sequence[str], search: Search, decode: object) -> Iterator[Batch]:
        yield Batch([Issue(each, f"ENG-{each}") for each in ids if each not in self.gone])

    def count(self, jql: str) -> int:
        return self.counted


def _batch(ids: str, total: int | None = None, **more: object) -> Batch:
    return Batch([Issue(each, f"ENG-{each}") for each in ids], total=total, **more)


def _read(script: Script, limit: int | None = None) -> tuple[str, Reading]:
    reading = Reading()
    search = Search("project = ENG", ["summary"], 3, limit)
    for _ in fetch(script, search, lambda body: body, reading=reading):
        pass
    return "".join(reading.order or reading.read), reading


def test_one_page_of_cloud_is_one_request_and_complete():
    rows, reading = _read(Script([_batch("abc")]))
    assert (rows, reading.doubts, reading.expected) == ("abc", [], None)


def test_one_long_page_of_cloud_is_compared_with_a_listing():
    # Nothing but ids may come by thousands in one page.
    script = Script([_batch("abd")], listings=[list("abcd")], counted=4, page_size=2)
    rows, reading = _read(script)
    assert rows == "abcd"
    assert reading.complete is True


def test_a_row_that_slipped_between_two_pages_is_read_at_its_place():
    rows, reading = _read(Script([_batch("abc"), _batch("efg")], [list("abcdefg")], counted=7))
    assert (rows, reading.doubts) == ("abcdefg", [])


def test_a_row_that_came_twice_stands_once():
    rows, _ = _read(Script([_batch("abc"), _batch("cde")], [list("abcde")], counted=5))
    assert rows == "abcde"


def test_an_estimate_that_differs_is_a_doubt_and_no_error():
    _, reading = _read(Script([_batch("abc"), _batch("d")], [list("abcd")], counted=9))
    assert len(reading.doubts) == 1
    assert "9" in reading.doubts[0]


def test_rows_that_left_meanwhile_are_kept_with_a_word():
    rows, reading = _read(Script([_batch("abc"), _batch("de")], [list("abde")], counted=5))
    assert rows == "abcde"
    assert "1 rows left" in reading.notes[0]


def test_a_row_that_is_listed_and_never_sent_is_an_error():
    script = Script([_batch("abc"), _batch("e")], [list("abcde")], 5, gone=frozenset("d"))
    with pytest.raises(IncompleteResultError, match="would not send"):
        _read(script)


def test_a_row_that_is_deleted_while_it_is_looked_for_is_explained():
    listings = [list("abcde"), list("abce")]
    script = Script([_batch("abc"), _batch("e")], listings, 4, gone=frozenset("d"))
    assert _read(script)[0] == "abce"


def test_data_center_with_every_row_is_not_asked_again():
    rows, reading = _read(Script([_batch("abc", 5), _batch("de", 5)], estimates=False))
    assert (rows, reading.expected) == ("abcde", 5)


@pytest.mark.parametrize(
    "batches",
    [
        [_batch("abc", 5), _batch("d", 5)],
        [_batch("abc", 5), _batch("cde", 5)],
        [_batch("abc"), _batch("cd")],
        [_batch("abc", 6), _batch("de", 5)],
        [_batch("abc", 5), _batch("xd", 5, moved=True)],
    ],
    ids=["short", "twice", "twice without a total", "total changed", "moved"],
)
def test_data_center_that_moved_is_listed_again(batches):
    script = Script(batches, [list("abcdef")], counted=6, estimates=False)
    rows, _ = _read(script)
    assert set("abcdef") <= set(rows)
    assert len(rows) == len(set(rows))


def test_data_center_that_stays_short_of_its_total_is_an_error():
    script = Script([_batch("abc", 5), _batch("d", 5)], [list("abcd")], 5, estimates=False)
    with pytest.raises(IncompleteResultError, match="counts 5 rows"):
        _read(script)


@pytest.mark.parametrize("limit", [1, 3, 4, 5, 99])
def test_the_limit_is_exact(limit):
    script = Script([_batch("abc", 5), _batch("de", 5)], estimates=False)
    assert _read(script, limit)[0] == "abcde"[:limit]


def test_a_missing_row_counts_towards_the_limit():
    rows, _ = _read(Script([_batch("abc"), _batch("efg")], [list("abcde")], counted=9), limit=5)
    assert rows == "abcde"


@pytest.mark.parametrize(
    "script",
    [
        Script([_batch("abc"), _batch("efg")], [list("abcdef")], counted=7),
        Script([_batch("abc", 7), _batch("efg", 7, moved=True)], [list("abcdef")], 7, False),
    ],
    ids=["cloud", "datacenter"],
)
def test_a_row_found_again_beyond_the_limit_is_said_to_be_cut(script):
    rows, reading = _read(script, limit=6)
    assert (rows, reading.cut) == ("abcdef", True)


@given(st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True))
def test_merging_keeps_the_later_order_and_loses_nothing(read, listed):
    rows = merged([str(each) for each in read], [str(each) for each in listed])
    assert sorted(rows) == sorted({str(each) for each in [*read, *listed]})
    assert [each for each in rows if each in {str(n) for n in listed}] == [str(n) for n in listed]
