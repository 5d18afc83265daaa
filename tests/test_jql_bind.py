"""Values into queries: in the right shape, in the right place, and no row lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import ArgumentError, JQLError
from jiraframe.jql import JQLSyntaxError, Value, bind, field, parse, quote

BERLIN = ZoneInfo("Europe/Berlin")
T = datetime(2024, 5, 1, 10, 0, 30)
FLOOR, CEILING = '"2024-05-01 10:00"', '"2024-05-01 10:01"'


@pytest.mark.parametrize(
    ("text", "params", "bound"),
    [
        ("project = {p}", {"p": "A B"}, 'project = "A B"'),
        ("project={p}and a=1", {"p": 1}, "project=1and a=1"),
        ("a = {x} or b = {x} or c = {y_2}", {"x": 1, "y_2": 2}, "a = 1 or b = 1 or c = 2"),
        ("a in {x}", {"x": ["b", "c"]}, 'a in ("b", "c")'),
        ("a NOT IN  {x} ", {"x": pd.Series(["b"])}, 'a NOT IN  ("b") '),
        ("a in {x}", {"x": "b"}, 'a in ("b")'),
        ("a in ({x})", {"x": ["b", "c"]}, 'a in ("b", "c")'),
        ("a in ({x}, d, {y})", {"x": ["b", "c"], "y": 1}, 'a in ("b", "c", d, 1)'),
        ("a was in {x} by {u}", {"x": "b", "u": ["c", "d"]}, 'a was in ("b") by ("c", "d")'),
        ("a in f({x}, {y})", {"x": "b", "y": date(2024, 1, 2)}, 'a in f("b", "2024-01-02")'),
        ("a was {x}", {"x": "b"}, 'a was "b"'),
        ('a ~ "{x}" and b = {y}', {"y": 1}, 'a ~ "{x}" and b = 1'),
        ("a = \\\" and b = {x}", {"x": 1}, "a = \\\" and b = 1"),
        ("a = b ORDER BY c", {}, "a = b ORDER BY c"),
        ("", {}, ""),
    ],
)  # fmt: skip
def test_values_take_the_shape_of_their_place(text, params, bound):
    assert bind(text, params) == bound


def test_without_params_a_text_stays_as_it_is():
    assert bind("not {even jql", None) == "not {even jql"


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("a >= {t}", FLOOR),
        ("a > {t}", FLOOR),
        ("a <= {t}", CEILING),
        ("a < {t}", CEILING),
        ("a = {t}", FLOOR),
        ("a in ({t})", FLOOR),
        ("not a > {t}", CEILING),
        ("not (b = c or a <= {t})", FLOOR),
        ("!!a > {t}", FLOOR),
        ("a was b after {t}", FLOOR),
        ("a was b before {t}", CEILING),
        ("a was not b after {t}", CEILING),
        ("not a was not in (b) after {t}", FLOOR),
        ("a changed before {t}", CEILING),
        ("a changed on {t}", FLOOR),
        ("a > f({t})", FLOOR),
    ],
)
def test_a_bound_is_rounded_so_that_no_row_is_lost(text, literal):
    assert bind(text, {"t": T}) == text.replace("{t}", literal)
    exact = {"t": T.replace(second=0)}
    assert bind(text, exact) == text.replace("{t}", FLOOR)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("a changed during {t}", f"a changed during ({FLOOR}, {CEILING})"),
        ("a changed during ({t})", f"a changed during ({FLOOR}, {CEILING})"),
        ("not a changed during {t}", f"not a changed during ({CEILING}, {FLOOR})"),
    ],
)
def test_during_reaches_outwards(text, bound):
    assert bind(text, {"t": [T, T]}) == bound


def test_during_takes_two_values_one_by_one():
    text = bind("a changed during ({x}, {y})", {"x": T, "y": T})
    assert text == f"a changed during ({FLOOR}, {CEILING})"


@pytest.mark.parametrize(
    ("value", "lower", "upper"),
    [
        (datetime(2024, 7, 1, 8, 0, 1, tzinfo=UTC), "2024-07-01 10:00", "2024-07-01 10:01"),
        # Clocks go from 03:00 back to 02:00 at 01:00 UTC: 02:30 is there twice.
        (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), "2024-10-27 01:30", "2024-10-27 02:30"),
        (datetime(2024, 10, 27, 1, 30, tzinfo=UTC), "2024-10-27 02:30", "2024-10-27 03:30"),
        (pd.Timestamp("2024-10-27 00:30", tz="UTC"), "2024-10-27 01:30", "2024-10-27 02:30"),
        (datetime(2024, 10, 27, 2, 30), "2024-10-27 01:30", "2024-10-27 03:30"),
        # Clocks go from 02:00 on to 03:00: 02:30 is never there.
        (datetime(2024, 3, 31, 2, 30), "2024-03-31 01:30", "2024-03-31 03:30"),
    ],
)
def test_where_the_clock_jumps_a_bound_gives_way(value, lower, upper):
    assert bind("a >= {t}", {"t": value}, zone=BERLIN) == f'a >= "{lower}"'
    assert bind("a <= {t}", {"t": value}, zone=BERLIN) == f'a <= "{upper}"'


@settings(deadline=None)
@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1)),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"]),
)
def test_however_jira_reads_a_bound_it_lies_outside(instant, name):
    zone, instant = ZoneInfo(name), instant.replace(tzinfo=UTC)
    _lies_outside(instant, zone)


@settings(deadline=None)
@given(
    st.sampled_from([date(2024, 4, 7), date(2024, 10, 6), date(2024, 4, 6), date(2024, 10, 5)]),
    st.timedeltas(timedelta(0), timedelta(days=1)),
)
def test_around_a_jump_of_half_an_hour_a_bound_lies_outside(day, later):
    midnight = datetime.combine(day, datetime.min.time(), UTC)
    _lies_outside(midnight + later, ZoneInfo("Australia/Lord_Howe"))


def _lies_outside(instant: datetime, zone: ZoneInfo) -> None:
    for text, sign in (("a >= {t}", -1), ("a <= {t}", 1)):
        said = parse(bind(text, {"t": instant}, zone=zone)).where.operand.text
        for fold in (0, 1):
            read = datetime.fromisoformat(said).replace(tzinfo=zone, fold=fold).astimezone(UTC)
            assert sign * (read - instant) >= timedelta(0)
            assert abs(read - instant) <= timedelta(hours=26)


def test_a_zone_is_asked_for_where_it_is_needed():
    with pytest.raises(JQLError, match="zone="):
        bind("a > {t}", {"t": datetime(2024, 1, 1, tzinfo=UTC)})


@pytest.mark.parametrize(
    ("text", "params", "position", "said"),
    [
        ("a = {x} and b = {y}", {}, 4, "{x}, {y}"),
        ("a = {x}", {"x": 1, "z": 1, "y": 1}, None, "{z}, {y}"),
        ("a = {x}", {"y": 1}, 4, "{x}.*{y}"),
        ('a = "{x}"', {"x": 1}, 5, "without quotes"),
        ('a = {x} and b = "c {x}"', {"x": 1}, 19, "without quotes"),
        ("{x} = 1", {"x": "a"}, 0, "no field"),
        ("a[{x}] = 1", {"x": "a"}, 2, "no field"),
        ("a = 1 order by {x}", {"x": "a"}, 15, "no field"),
        ("a = {x}(1)", {"x": "f"}, 4, "no field"),
        ("a = {x}", {"x": ["b"]}, 4, "IN"),
        ("a = f({x})", {"x": ["b"]}, 6, "IN"),
        ("a = {x}", {"x": None}, 4, "IS EMPTY"),
        ("b = 1 and a in {x}", {"x": []}, 15, "Leave the condition out"),
        ("a in ({x})", {"x": []}, 6, "Leave the condition out"),
    ],
)
def test_a_misfit_is_named_with_its_place(text, params, position, said):
    with pytest.raises(JQLError, match=said) as caught:
        bind(text, params)
    assert caught.value.position == position
    assert caught.value.query == text
    assert not isinstance(caught.value, JQLSyntaxError)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a = {x} b", 8),
        ("a = b{x}", 5),
        ("a is {x}", 5),
        ("a = {x y}", 4),
        ("a = {}", 4),
        ("a = {{x}}", 4),
        ("a = {x} and b = 'c", 16),
        ("cf[{x}] = 1", 3),
    ],
)
def test_a_query_that_does_not_parse_is_shown_as_it_was_written(text, position):
    with pytest.raises(JQLSyntaxError) as caught:
        bind(text, {"x": 1})
    assert caught.value.position == position
    assert caught.value.query == text


@settings(deadline=None)
@given(st.text(), st.lists(st.text(), min_size=1))
def test_no_value_leaves_its_place(text, texts):
    jql = bind("a = {x} AND b IN ({x}, {y}) ORDER BY c", {"x": text, "y": texts})
    query = parse(jql)
    assert [clause.field.name for clause in query.where.clauses] == ["a", "b"]
    assert query.where.clauses[0].operand == Value(text)
    assert query.where.clauses[1].operand.items == tuple(map(Value, [text, *texts]))
    assert len(query.order_by) == 1


@pytest.mark.parametrize("text", ["project = ENG and {c}", "{c}", "project = {c}", "a in ({c})"])
@pytest.mark.parametrize("condition", [field("status") == "Done", parse("status = Done")])
def test_a_condition_is_no_value(text, condition):
    with pytest.raises(ArgumentError, match=r"\{c\} is given a condition") as caught:
        bind(text, {"c": condition})
    assert "jql.and_" in caught.value.fix
    assert "quote" not in str(caught.value)


@pytest.mark.parametrize("condition", [field("status") == "Done", parse("status = Done")])
def test_a_condition_among_values_is_refused_with_the_way_to_join_it(condition):
    for write in (lambda: bind("a in {c}", {"c": [condition]}), lambda: quote(condition)):
        with pytest.raises(JQLError, match=r"jql\.and_"):
            write()
