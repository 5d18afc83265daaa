"""The ids that were read: a set of them, in little room."""

from __future__ import annotations

import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe._seen import IdList, SeenIds

# Ids as Jira writes them, and what only looks like one of them.
IDS = st.one_of(
    st.integers(0, 3 * 4096).map(str),
    st.sampled_from(["7", "07", "0", "00", "", "-7", "7 ", "\u0663", "\u00b2", "ENG-7"]),
    st.integers(0, 10**30).map(str),
)


@given(st.lists(IDS), IDS)
def test_the_ids_seen_are_a_set(ids, other):
    seen = SeenIds()
    known: set[str] = set()
    for each in ids:
        assert seen.add(each) is (each not in known)
        known.add(each)
    assert len(seen) == len(known)
    assert all(each in seen for each in ids)
    assert (other in seen) is (other in known)


def test_a_hundred_thousand_ids_need_a_few_bytes_each():
    ids = [str(n) for n in range(10_000, 110_000)]
    tracemalloc.start()
    seen = SeenIds()
    for each in ids:
        seen.add(each)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(seen) == 100_000
    assert used < 4 * 100_000


@given(st.lists(IDS), st.lists(IDS))
def test_lists_of_ids_are_equal_as_those_of_their_texts_are(ids, others):
    assert (IdList(ids) == IdList(others)) is (ids == others)
    assert IdList(ids) == IdList(list(ids))


def test_a_long_list_of_ids_is_what_was_put_into_it():
    ids = [str(n) for n in range(30_000, 10_000, -2)]
    ids[4095], ids[4096], ids[-1] = "odd", "9" * 18, "9" * 30
    listed = IdList(ids[:5000])
    listed.extend(ids[5000:])
    assert (list(listed), len(listed)) == (ids, len(ids))
    assert listed == IdList(ids)
    assert listed != IdList([*ids[:100], "7", *ids[101:]])
    assert ("odd" in listed, "07" in listed) == (True, False)


@pytest.mark.parametrize(("ordered", "most"), [(True, 2), (False, 6)])
def test_a_list_of_ids_needs_less_than_a_number_each(ordered, most):
    ids = list(map(str, range(10_000, 210_000, 2)))
    if not ordered:
        random.Random(1).shuffle(ids)
    tracemalloc.start()
    listed = IdList(ids)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(listed) == 100_000
    assert used < most * 100_000
