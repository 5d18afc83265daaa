"""Beyond Data Center's window rows are sorted as the server sorted those inside it."""

from __future__ import annotations

from typing import Any

import pytest

from jiraframe._dialect import SortField
from jiraframe._order import arrange
from jiraframe._page import Issue

PRIORITIES = {"priority": ["1", "2", "3"]}  # the most urgent first


def _rows(field: str, values: list[Any]) -> list[Issue]:
    return [Issue(f"{n}", f"ENG-{n}", {field: value}) for n, value in enumerate(values)]


BEFORE = "2024-01-01T23:00:00.000-0500"  # a later hour on the clock, an earlier instant


# A row is its place in the list; the sample is what the server itself has sorted.
@pytest.mark.parametrize(
    ("field", "descending", "values", "sample", "rest", "agrees"),
    [
        ("created", False, ["2024-01-03T00:00:00.000+0000", BEFORE], "1", "0", True),
        ("points", True, [1, 10.5, 9, 0], "12", "03", True),
        ("summary", False, ["b", "A", "c", "B"], "10", "32", False),
        ("assignee", False, [{"displayName": "Zoe"}, {"displayName": "ann"}], "1", "0", False),
        ("status", False, [{"name": "Open"}, {"name": "Done"}] * 2, "310", "2", True),
        ("duedate", False, [None, "2024-01-02", "2024-01-01", None], "21", "30", False),
        ("labels", True, [["x"], [], ["y"]], "2", "01", False),
        ("rank", False, [None, None, None], "0", "21", False),
        ("votes", False, [{"votes": 1}, {"votes": 2}], "0", "1", False),
        ("odd", False, [{"a": 1}, ["b"], 3], "0", "21", False),
        ("issuekey", True, [None] * 10, "98", "76543210", True),
    ],
)  # fmt: skip
def test_values_are_sorted_as_the_field_wants(field, descending, values, sample, rest, agrees):
    order = [SortField(field, descending)]
    assert arrange(_rows(field, values), order, list(sample), {}) == ([*sample, *rest], agrees)


def test_priority_follows_its_rank_not_its_name():
    values = [{"id": "3", "name": "A"}, {"id": "1", "name": "B"}, {"id": "2", "name": "C"}] * 2
    ids, agrees = arrange(
        _rows("priority", values), [SortField("priority", True)], ["4", "1"], PRIORITIES
    )
    assert agrees
    assert ids[2:] == ["5", "2", "3", "0"]


def test_where_empty_values_stand_is_learned_from_the_server():
    rows = _rows("duedate", [None, "2024-01-01", None, "2024-01-02"])
    ids, agrees = arrange(rows, [SortField("duedate", False)], ["2", "0", "1"], {})
    assert agrees
    assert ids == ["2", "0", "1", "3"]


def test_an_order_that_nothing_explains_is_said():
    rows = _rows("rank", ["b", "a", "c", "d"])
    _, agrees = arrange(rows, [SortField("rank", False)], ["0", "1", "2"], {})
    assert not agrees


def test_the_second_key_sorts_within_the_first():
    rows = [
        Issue("1", "ENG-1", {"a": 1, "b": "x"}),
        Issue("2", "ENG-2", {"a": 1, "b": "y"}),
        Issue("3", "ENG-3", {"a": 0, "b": "z"}),
    ]
    ids, agrees = arrange(rows, [SortField("a", False), SortField("b", True)], ["3"], {})
    assert (ids, agrees) == (["3", "2", "1"], False), "nothing shows how texts are sorted"


def test_one_key_of_several_that_cannot_be_checked_is_said():
    rows = [Issue(f"{n}", f"ENG-{n}", {"a": text, "b": n}) for n, text in enumerate("xxyy")]
    order = [SortField("a", False), SortField("b", False)]
    assert arrange(rows, order, ["0", "1"], {}) == (["0", "1", "2", "3"], False)
