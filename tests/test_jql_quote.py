"""Values as literals: each says what it said, and none leaves its quotes."""

from __future__ import annotations

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import JQLError
from jiraframe.jql import Comparison, Value, parse, quote

BERLIN = ZoneInfo("Europe/Berlin")


class Loud(str):
    def __str__(self) -> str:
        return self.upper()


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ("Done", '"Done"'),
        ("", '""'),
        ("max", '"max"'),
        ('say "hi"', r'"say \"hi\""'),
        ("it's", '"it\'s"'),
        ("C:\\dir", r'"C:\\dir"'),
        ("a\nb\tc\rd", r'"a\nb\tc\rd"'),
        ("\x00\x7f\ufffe", r'"\u0000\u007F\uFFFE"'),
        ("\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}", r'"\u202E\u200B"'),
        ("Größe \N{GRINNING FACE}", '"Größe \N{GRINNING FACE}"'),
        ("\ud800", r'"\uD800"'),
        ("{name}", '"{name}"'),
        (Loud("red"), '"red"'),
        (np.str_("x"), '"x"'),
        (True, '"true"'),
        (np.False_, '"false"'),
        (7, "7"),
        (-7, "-7"),
        (Level.HIGH, "3"),
        (np.int64(7), "7"),
        (np.uint8(7), "7"),
        (1.5, '"1.5"'),
        (1e-7, '"0.0000001"'),
        (1e22, '"10000000000000000000000"'),
        (np.float64(1.5), '"1.5"'),
        (np.float32(0.5), '"0.5"'),
        (Decimal("2.50"), '"2.50"'),
        (date(2024, 2, 29), '"2024-02-29"'),
        (date(812, 1, 2), '"0812-01-02"'),
        (datetime(2024, 2, 29, 8, 5, 59, 999_999), '"2024-02-29 08:05"'),
        (pd.Timestamp("2024-02-29 08:05:59.999999999"), '"2024-02-29 08:05"'),
        (np.datetime64("2024-02-29T08:05:59", "ns"), '"2024-02-29 08:05"'),
        (["a", 1], '("a", 1)'),
        (("a",), '("a")'),
        ({"b", "a"}, '("a", "b")'),
        (frozenset({2}), "(2)"),
        (range(3), "(0, 1, 2)"),
        ((each for each in "ab"), '("a", "b")'),
        ({"a": 1}.keys(), '("a")'),
        (np.array([1, 2]), "(1, 2)"),
        (np.array(["2024-01-02"], dtype="M8[ns]"), '("2024-01-02 00:00")'),
        (pd.Series(["a", "b"]), '("a", "b")'),
        (pd.Index([1]), "(1)"),
        (pd.Series(pd.to_datetime(["2024-01-02 03:04:05"])), '("2024-01-02 03:04")'),
    ],
)
def test_a_value_has_one_literal(value, literal):
    assert quote(value) == literal


@pytest.mark.parametrize(
    "value",
    [
        datetime(2024, 7, 1, 10, 30, tzinfo=UTC),
        datetime(2024, 7, 1, 15, 30, tzinfo=timezone(timedelta(hours=5))),
        pd.Timestamp("2024-07-01 10:30", tz="UTC"),
        pd.Timestamp("2024-07-01 12:30", tz="Europe/Berlin"),
        datetime(2024, 7, 1, 12, 30),
    ],
)
def test_a_datetime_is_written_on_the_clock_of_the_account(value):
    assert quote(value, zone=BERLIN) == '"2024-07-01 12:30"'
    assert quote([value], zone=BERLIN) == '("2024-07-01 12:30")'


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "IS EMPTY"),
        (pd.NaT, "IS EMPTY"),
        (pd.NA, "IS EMPTY"),
        (np.datetime64("NaT"), "IS EMPTY"),
        (float("nan"), "IS EMPTY"),
        (np.nan, "IS EMPTY"),
        (float("inf"), "inf"),
        (Decimal("NaN"), "IS EMPTY"),
        (["a", None], "IS EMPTY"),
        ([], "Leave the condition out"),
        (pd.Series([], dtype="str"), "Leave the condition out"),
        ([["a"]], "single values"),
        (np.zeros((2, 2)), "single values"),
        (pd.DataFrame({"a": [1]}), "one of its columns"),
        ({"a": 1}, "Give a str"),
        (b"a", "Decode"),
        (timedelta(days=1), '"-7d"'),
        (np.timedelta64(1, "D"), '"-7d"'),
        (object(), "Give a str"),
        (datetime(2024, 1, 1, tzinfo=UTC), "zone="),
    ],
)
def test_a_value_without_a_literal_is_refused_with_a_way_out(value, said):
    with pytest.raises(JQLError, match=said):
        quote(value)


@pytest.mark.parametrize("instant", [datetime.max, datetime.min])
def test_a_time_that_no_clock_shows_is_refused(instant):
    zone = timezone(timedelta(hours=1 if instant == datetime.max else -1))
    with pytest.raises(JQLError, match="9999"):
        quote(instant.replace(tzinfo=UTC), zone=zone)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-16")))
def test_no_text_leaves_its_quotes(text):
    where = parse(f"summary ~ {quote(text)}").where
    assert isinstance(where, Comparison)
    assert where.operand == Value(text)
    assert parse(f"a IN {quote([text, 'b'])} ORDER BY c").where.operand.items == (
        Value(text),
        Value("b"),
    )


@settings(deadline=None)
@given(st.text(st.characters(categories=["Cs"]) | st.sampled_from(["\\", '"', "u", "x"])))
def test_no_half_of_a_pair_leaves_its_quotes(text):
    said = parse(f"summary ~ {quote(text)}").where.operand.text
    assert said.encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")
    assert quote(text).encode()
