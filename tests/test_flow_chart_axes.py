"""Axes of time: ticks where people look for them, and no month among days."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
import vl_convert

from jiraframe.flow import charts
from jiraframe.flow.charts import _look as look

NAMES = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
MONTH, DAY = re.compile(rf"({NAMES})( \d{{4}})?"), re.compile(rf"\d+ ({NAMES})")
HOUR = re.compile(r"\d\d:\d\d(:\d\d)?")
YEAR = re.compile(r"\d{4}")
SPANS = [
    "40s", "10min", "50min", "7h", "1D", "2D", "3D", "5D", "9D", "14D", "30D", "60D", "90D",
    "130D", "200D", "300D", "400D", "800D", "1500D", "4000D", "9000D", "20000D",
]  # fmt: skip
BEGINNINGS = ["2025-10-20", "2025-12-30T07:13:11", "2024-02-29T23:59:59", "2026-01-01"]


def _labels(chart) -> list[str]:
    """What stands below the axis, from left to right."""
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), show_warnings=True)
    axis = svg.split('aria-label="X-axis', 1)[1].split("role-axis-title", 1)[0]
    found = re.findall(r"<text([^>]*)>([^<]*)</text>", axis)
    return [html.unescape(text) for style, text in found if 'opacity="0"' not in style]


def _flow(begin: str, span: str, zone: str = "UTC") -> pd.DataFrame:
    first = pd.Timestamp(begin, tz=zone)
    at = pd.DatetimeIndex([first, first + pd.Timedelta(span)]).as_unit("us")
    return pd.DataFrame({"at": at, "Done": [1, 2]})


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("span", SPANS)
def test_labels_are_of_one_kind_and_as_many_as_can_be_read(span, begin, capfd):
    labels = _labels(charts.cumulative_flow(_flow(begin, span)))
    assert 2 <= len(labels) <= 14, labels
    kinds = {
        next(kind for kind, form in enumerate((DAY, MONTH, HOUR, YEAR)) if form.fullmatch(each))
        for each in labels
    }
    # A midnight among hours tells its day: no other two kinds stand together.
    assert len(kinds) == 1 or kinds == {0, 2}, labels
    assert len(set(labels)) == len(labels) or 2 in kinds or kinds == {1}, labels
    assert capfd.readouterr().err == ""


def test_a_month_that_begins_a_year_tells_the_year():
    assert "Jan 2026" in _labels(charts.cumulative_flow(_flow("2025-10-20", "200D")))


def test_ticks_follow_the_clock_of_the_frame():
    found = _labels(charts.cumulative_flow(_flow("2026-03-28", "3D", "Europe/Berlin")))
    assert found[0] == "28 Mar"


def _periods(freq: str, number: int, zone: str = "Europe/Berlin") -> pd.DataFrame:
    edges = pd.date_range("2025-11-03", periods=number + 1, freq=freq, tz=zone).as_unit("us")
    frame = pd.DataFrame({"start": edges[:-1], "end": edges[1:], "done": 1})
    return frame.assign(whole=True).astype({"done": "Int64", "whole": "boolean"})


@pytest.mark.parametrize("freq", ["W-MON", "W-SUN", "D", "MS"])
@pytest.mark.parametrize("number", [1, 2, 8, 13])
def test_few_bars_have_a_tick_each_where_they_begin(freq, number):
    frame = _periods(freq, number)
    form = "%b" if freq == "MS" else "%-d %b"
    expected = [
        f"{each:%b %Y}" if freq == "MS" and each.month == 1 else f"{each:{form}}"
        for each in frame["start"]
    ]
    assert _labels(charts.throughput(frame)) == expected


@pytest.mark.parametrize(("freq", "number"), [("MS", 18), ("MS", 30), ("QS-OCT", 16)])
def test_months_tell_their_year_however_many_there_are(freq, number):
    years = [each for each in _labels(charts.throughput(_periods(freq, number))) if " 20" in each]
    assert years[0] == "Jan 2026"


def test_years_are_told_as_years():
    assert _labels(charts.throughput(_periods("YS", 4))) == ["2026", "2027", "2028", "2029"]


@pytest.mark.parametrize(("freq", "number"), [("W-SUN", 20), ("D", 14), ("B", 13)])
def test_of_more_bars_every_second_has_a_tick(freq, number):
    frame = _periods(freq, number)
    expected = [f"{each:%-d %b}" for each in frame["start"][::2]]
    assert _labels(charts.throughput(frame)) == expected


def test_a_year_of_weeks_has_ticks_of_months():
    labels = _labels(charts.throughput(_periods("W-MON", 52)))
    assert labels[:3] == ["Dec", "Jan 2026", "Feb"]


@pytest.mark.parametrize(
    ("zone", "whole", "said"),
    [
        ("UTC", True, "4 issues finished from 2026-01-05 to 2026-01-18"),
        ("Europe/Berlin", True, "4 issues finished from 2026-01-05 to 2026-01-18"),
        (
            "America/New_York",
            False,
            "4 issues finished from 2026-01-05 to 2026-01-18; pale: a period that is not over",
        ),
    ],
)
def test_the_last_day_is_the_last_of_the_last_period(zone, whole, said):
    edges = pd.date_range("2026-01-05", periods=3, freq="7D", tz=zone).as_unit("us")
    frame = pd.DataFrame({"start": edges[:2], "end": edges[1:], "done": [3, 1]})
    chart = charts.throughput(frame.assign(whole=[True, whole]))
    assert chart.to_dict()["title"]["subtitle"] == said


def test_a_period_of_nothing_has_no_outline():
    frame = _periods("W-MON", 3).assign(done=pd.array([2, 0, 1], "Int64"))
    svg = vl_convert.vegalite_to_svg(charts.throughput(frame).to_dict())
    assert svg.count('stroke-opacity="0"') == 1
    assert svg.count('stroke-opacity="1"') == 2


def test_points_lie_over_the_lines_of_the_percentiles():
    day = pd.to_datetime(["2026-01-05", "2026-01-08"], utc=True)
    frame = pd.DataFrame({"key": ["ENG-1"], "started": day[:1], "finished": day[1:]})
    frame["cycle_time"] = frame["finished"] - frame["started"]
    kinds = [layer["mark"]["type"] for layer in charts.cycle_time(frame).to_dict()["layer"]]
    assert kinds.index("rule") < kinds.index("circle")
    assert look.WIDTH == 640
