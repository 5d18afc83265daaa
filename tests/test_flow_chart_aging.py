"""The chart of ages: statuses as work goes through them, and how long finished work took."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
import vl_convert

from jiraframe.errors import ArgumentError
from jiraframe.flow import aging, charts, cycle_time
from tests.flow_histories import NOW, stays, story
from tests.flow_intervals import intervals

DAYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def _told(*texts: str) -> pd.DataFrame:
    return intervals(stays([story(text, f"ENG-{n}") for n, text in enumerate(texts, 1)]), NOW)


# The oldest issue is in review and another one back in the backlog.
GOING = _told(
    "0 Backlog, 1 In Progress, 2 In Review",
    "0 Backlog, 3 In Progress",
    "0 Backlog, 2 In Progress, 3 In Review, 4 Backlog",
    "0 In Review",
    *(f"0 Backlog, 1 In Progress, {day + 1} Done" for day in DAYS),
)


def _texts(chart) -> list[str]:
    svg = vl_convert.vegalite_to_svg(chart.to_dict(), show_warnings=True)
    return [html.unescape(each) for each in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def _across(chart) -> list[str]:
    circles = next(each for each in chart.to_dict()["layer"] if each["mark"]["type"] == "circle")
    return circles["encoding"]["x"]["scale"]["domain"]


def test_statuses_stand_as_work_goes_through_them():
    found = aging(GOING)
    assert found["status"].iloc[0] == "In Review"
    assert found.attrs["statuses"] == ["Backlog", "In Progress", "In Review", "Done"]
    assert _across(charts.aging(found)) == ["Backlog", "In Progress", "In Review"]
    assert _across(charts.aging(found.tail(2))) == [
        each for each in found.attrs["statuses"] if each in set(found.tail(2)["status"])
    ]


def test_issues_that_leave_out_steps_do_not_change_the_order():
    skipping = [f"0 In Review, {day} Done" for day in DAYS]
    found = aging(_told("0 In Review", *skipping, "0 Backlog, 1 In Progress, 2 In Review"))
    assert found.attrs["statuses"] == ["Backlog", "In Progress", "In Review", "Done"]
    nothing = aging(_told("0 Backlog").head(0))
    assert nothing.attrs["statuses"] == []


def test_the_order_asked_for_comes_first():
    assert _across(charts.aging(aging(GOING), order=["in review"])) == [
        "In Review", "Backlog", "In Progress",
    ]  # fmt: skip


def test_a_frame_that_lost_the_order_stands_as_its_rows_do():
    found = aging(GOING)
    found.attrs.clear()
    assert _across(charts.aging(found))[0] == "In Review"


def test_what_was_not_known_yet_has_no_part_in_the_order():
    early = aging(GOING, now=NOW - pd.Timedelta(days=27))
    assert "Done" not in early.attrs["statuses"]


def test_lines_tell_how_long_finished_work_took():
    chart = charts.aging(aging(GOING), past=cycle_time(GOING))
    lines = [each for each in chart.to_dict()["layer"] if each["mark"]["type"] == "rule"]
    assert len(lines) == 1
    texts = _texts(chart)
    assert {"50%: 5.0 days", "85%: 9.0 days", "95%: 10.0 days"} <= set(texts)
    assert (
        "4 issues started and not finished; above: how many in each status; lines: cycle times "
        "of 10 finished issues" in texts
    )
    assert "Age of the work in progress" in texts


def test_a_line_above_every_point_is_within_the_chart():
    young = aging(GOING, now=NOW - pd.Timedelta(days=26))
    chart = charts.aging(young, past=cycle_time(GOING), percentiles=[100])
    svg = vl_convert.vegalite_to_svg(chart.to_dict())
    heights = re.findall(r"translate\(646,([-\d.]+)\)[^>]*>100%", svg)
    assert len(heights) == 1
    assert 0 <= float(heights[0]) <= 320


def test_without_finished_work_there_are_no_lines_and_no_word():
    chart = charts.aging(aging(GOING), past=cycle_time(GOING).head(2))
    assert not any(each["mark"]["type"] == "rule" for each in chart.to_dict()["layer"])
    assert "lines" not in chart.to_dict()["title"]["subtitle"]
    assert charts.aging(aging(GOING)).to_dict()["title"] == chart.to_dict()["title"]


@pytest.mark.parametrize(
    ("past", "said"),
    [
        ([1], r"past is a list.*cycle_time\(intervals\)"),
        (GOING, r"past has no column 'finished' or 'cycle_time'.*cycle_time\(intervals\)"),
    ],
)
def test_another_past_is_refused(past, said):
    with pytest.raises(ArgumentError, match=said):
        charts.aging(aging(GOING), past=past)


def test_percentiles_are_checked_as_for_cycle_times():
    with pytest.raises(ArgumentError, match="above 0 and up to 100"):
        charts.aging(aging(GOING), past=cycle_time(GOING), percentiles=[0])
