"""Charts of what flow measures: what they show, that they read, and that names stay names."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from jiraframe.errors import ArgumentError, JiraFrameError
from jiraframe.flow import charts
from jiraframe.flow._aging import aging
from jiraframe.flow._burndown import burndown
from jiraframe.flow._cumulative import cumulative_flow
from jiraframe.flow._cycle import cycle_time
from jiraframe.flow._throughput import throughput
from tests.test_flow_chart_velocity import velocity_frame

HOSTILE = [
    "a.b",
    "a[0]",
    "['x']",
    'q"uo\\te',
    "datum.at",
    "image",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- & -->",
    "constructor",
]
GROUNDS = {"light": "#ffffff", "dark": "#1e1e1e"}


def _days(*days: float, zone: str = "UTC") -> pd.DatetimeIndex:
    """Instants, in days from a Monday in January."""
    start = pd.Timestamp("2026-01-05", tz=zone)
    return pd.DatetimeIndex([start + pd.Timedelta(days=each) for each in days]).as_unit("us")


def _flow(names=("To Do", "In Progress", "Done"), moments=3, zone="UTC") -> pd.DataFrame:
    at = pd.date_range("2026-01-05", periods=moments, freq="D", tz=zone).as_unit("us")
    columns = {
        name: pd.array(np.arange(moments) + place, "Int64") for place, name in enumerate(names)
    }
    return pd.DataFrame({"at": at, **columns})


def _cycles(days=(1.0, 2.0, 4.0), unfinished=0, unstarted=0) -> pd.DataFrame:
    durations = pd.to_timedelta([*days, *[None] * (unfinished + unstarted)], "D").as_unit("us")
    finished = pd.Series(_days(*range(len(durations))))
    started = finished - durations
    finished.iloc[len(days) : len(days) + unfinished] = pd.NaT
    return pd.DataFrame(
        {
            "key": pd.Series([f"ENG-{n}" for n in range(len(durations))], dtype="str"),
            "started": started,
            "finished": finished,
            "cycle_time": durations,
        }
    )


def _ages(statuses=("Doing", "Review", "Doing")) -> pd.DataFrame:
    number = len(statuses)
    return pd.DataFrame(
        {
            "key": pd.Series([f"ENG-{n}" for n in range(number)], dtype="str"),
            "status": pd.Series(statuses, dtype="str"),
            "status_category": pd.Series(["In Progress"] * number, dtype="str"),
            "started": _days(*range(number)),
            "age": pd.to_timedelta(np.arange(number, 0, -1) * 1.0, "D").as_unit("us"),
            "in_status": pd.to_timedelta(np.full(number, 0.5), "D").as_unit("us"),
        }
    )


def _burning(known=3, moments=4) -> pd.DataFrame:
    told = np.arange(moments) < known
    scope = np.where(told, 10.0, np.nan)
    done = np.where(told, np.arange(moments) * 2.5, np.nan)
    return pd.DataFrame(
        {
            "at": _days(*range(moments)),
            "remaining": scope - done,
            "done": done,
            "scope": scope,
            "ideal": np.linspace(10, 0, moments),
        }
    )


def _periods(done=(3, 0, 2), zone="UTC") -> pd.DataFrame:
    edges = pd.date_range("2026-01-05", periods=len(done) + 1, freq="7D", tz=zone).as_unit("us")
    whole = [True] * len(done)
    whole[-1:] = [False] * bool(done)
    return pd.DataFrame(
        {
            "start": edges[:-1],
            "end": edges[1:],
            "done": pd.array(done, "Int64"),
            "whole": pd.array(whole, "boolean"),
        }
    )


CASES = {
    "cumulative_flow": _flow(),
    "cycle_time": _cycles(unfinished=2),
    "aging": _ages(),
    "burndown": _burning(),
    "throughput": _periods(),
    "velocity": velocity_frame(),
}
every_chart = pytest.mark.parametrize("name", CASES)


def _drawn(name, frame, **options):
    return getattr(charts, name)(frame, **options)


def _spec(chart) -> dict:
    spec = chart.to_dict()
    for layer in spec["layer"]:
        layer["rows"] = spec["datasets"][(layer.get("data") or spec["data"])["name"]]
        layer["kind"] = layer["mark"]["type"]
    return spec


def _layers(chart, kind: str) -> list[dict]:
    return [layer for layer in _spec(chart)["layer"] if layer["kind"] == kind]


def _svg(chart) -> str:
    return vl_convert.vegalite_to_svg(chart.to_dict(), show_warnings=True)


def _texts(chart) -> list[str]:
    """The texts that a reader sees."""
    found = re.findall(r"<text[^>]*>([^<]*)</text>", _svg(chart))
    return [html.unescape(text).replace("\u200b", "") for text in found]


# --- every chart ---------------------------------------------------------------------------


@every_chart
@pytest.mark.parametrize("theme", GROUNDS)
@pytest.mark.parametrize("rows", [None, 0, 1])
def test_every_chart_renders_in_both_themes_without_a_warning(name, theme, rows, capfd):
    frame = CASES[name] if rows is None else CASES[name].head(rows)
    spec = _drawn(name, frame).to_dict()
    options = {"theme": "dark"} if theme == "dark" else {}
    png = vl_convert.vegalite_to_png(spec, show_warnings=True, **options)
    assert png.startswith(b"\x89PNG")
    assert capfd.readouterr().err == ""


def _light(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def _contrast(one: str, other: str) -> float:
    low, high = sorted([_light(one), _light(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
def test_every_colour_stands_out_from_light_and_from_dark_ground(ground):
    many = [charts.cumulative_flow(_flow(HOSTILE)), *(_drawn(*case) for case in CASES.items())]
    said = json.dumps([chart.to_dict() for chart in many])
    colours = set(re.findall(r"#[0-9a-f]{6}\b", said))
    assert len(colours) > 9
    assert {
        colour: round(_contrast(colour, ground), 2)
        for colour in colours
        if _contrast(colour, ground) < 3
    } == {}


@every_chart
def test_the_ground_is_the_notebooks_own_and_every_text_has_a_colour(name):
    chart = _drawn(name, CASES[name])
    assert chart.to_dict()["config"]["background"] == "transparent"
    drawn = re.findall(r'<text[^>]*fill="([^"]+)"', _svg(chart))
    assert set(drawn) == {"#7b7b7b"}


@every_chart
def test_every_axis_tells_its_unit_or_its_zone(name):
    titles = {
        "cumulative_flow": {"Time (UTC)", "Issues"},
        "cycle_time": {"Finished (UTC)", "Cycle time (days of 24 h)"},
        "aging": {"Status", "Age (days of 24 h)"},
        "burndown": {"Time (UTC)", "Story points"},
        "throughput": {"Time (UTC)", "Issues finished"},
        "velocity": {"Sprint", "Story points"},
    }
    assert titles[name] <= set(_texts(_drawn(name, CASES[name])))


@every_chart
def test_amounts_begin_at_zero(name):
    amounts = [
        layer["encoding"]["y"]["scale"]["domain"][0]
        for layer in _spec(_drawn(name, CASES[name]))["layer"]
        if "scale" in layer["encoding"].get("y", {})
    ]
    assert amounts
    assert set(amounts) == {0}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("throughput", "done"),
        ("aging", "in_status"),
        ("cycle_time", "started"),
        ("burndown", "ideal"),
    ],
)
def test_a_missing_value_leaves_the_notebook_readable(name, column):
    frame = CASES[name].assign(**{column: CASES[name][column].where(CASES[name].index > 0)})
    json.dumps(_drawn(name, frame).to_dict(), allow_nan=False)


@every_chart
def test_frames_of_arrow_give_the_same_chart(name):
    frame = CASES[name].convert_dtypes(dtype_backend="pyarrow")
    assert _drawn(name, frame).to_dict() == _drawn(name, CASES[name]).to_dict()


@every_chart
def test_users_lay_their_own_marks_over_a_chart_and_change_its_size(name):
    mark = alt.Chart({"values": [{"y": 2}]}).mark_rule().encode(y=alt.Y("y:Q"))
    chart = (_drawn(name, CASES[name]) + mark).properties(width=900)
    assert chart.to_dict()["width"] == 900
    assert chart.to_dict()["layer"][-1]["mark"]["type"] == "rule"


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("cumulative_flow", {"To Do": [1]}, r"no column 'at'.*cumulative_flow\(intervals\)"),
        ("cycle_time", {"key": ["ENG-1"]}, r"no column 'started'.*cycle_time\(intervals\)"),
        ("aging", {"key": ["ENG-1"]}, r"no column 'status'.*aging\(intervals\)"),
        ("burndown", {"at": [1]}, r"no column 'remaining'.*burndown\(sprint, issues, changelog\)"),
        ("throughput", {"start": [1]}, r"no column 'end'.*throughput\(intervals\)"),
    ],
)
def test_another_frame_is_refused_with_the_call_that_gives_the_right_one(name, given, said):
    with pytest.raises(ArgumentError, match=said):
        _drawn(name, pd.DataFrame(given))
    with pytest.raises(ArgumentError, match="is a list, not a DataFrame"):
        _drawn(name, [given])


@pytest.mark.parametrize("times", [["2026-01-05"], pd.to_datetime(["2026-01-05"]), [3]], ids=type)
def test_times_without_a_zone_are_no_instants(times):
    with pytest.raises(ArgumentError, match="no instants of a time zone in 'at'"):
        charts.cumulative_flow(pd.DataFrame({"at": times, "Done": [1]}))


def test_columns_that_hold_no_counts_are_no_bands():
    with pytest.raises(ArgumentError, match="no counts in 'place'"):
        charts.cumulative_flow(_flow().assign(place="somewhere"))


def test_without_altair_one_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(JiraFrameError, match=r"altair.*pip install 'jiraframe\[charts\]'"):
        charts.throughput(_periods())


def test_importing_the_charts_does_not_load_altair():
    code = "import sys, jiraframe.flow.charts; print('altair' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- hostile names -------------------------------------------------------------------------


def _hostile_charts():
    keys = pd.Series(HOSTILE, dtype="str")
    return {
        "cumulative_flow": charts.cumulative_flow(_flow(HOSTILE)),
        "cycle_time": charts.cycle_time(_cycles(range(1, len(HOSTILE) + 1)).assign(key=keys)),
        "aging": charts.aging(_ages(HOSTILE).assign(key=keys)),
    }


@pytest.mark.parametrize("name", ["cumulative_flow", "cycle_time", "aging"])
def test_names_of_jira_are_shown_as_they_are_and_never_taken_for_syntax(name, capfd):
    chart = _hostile_charts()[name]
    labels = re.findall(r'aria-label="([^"]*)"', _svg(chart))
    told = " ".join(html.unescape(label) for label in labels).replace("\u200b", "")
    assert [each for each in HOSTILE if each not in told] == []
    assert capfd.readouterr().err == ""
    fields = set(re.findall(r'"field": "([^"]*)"', json.dumps(chart.to_dict())))
    assert all(re.fullmatch("[a-z_]+", field) for field in fields)


@pytest.mark.parametrize("name", ["cumulative_flow", "cycle_time", "aging"])
def test_names_of_jira_open_and_end_no_tag_in_a_page(name):
    page = _hostile_charts()[name].to_html(fullhtml=False)
    assert page.count("</script") == _drawn(name, CASES[name]).to_html(fullhtml=False).count(
        "</script"
    )
    assert "<img" not in page
    assert "<!--" not in page


def test_the_title_of_a_tooltip_is_never_a_name_of_jira():
    # Vega's tooltip shows the value under a title such as "image" as a picture.
    for chart in _hostile_charts().values():
        for layer in chart.to_dict()["layer"]:
            titles = {each["title"] for each in layer["encoding"].get("tooltip", [])}
            assert not titles & set(HOSTILE)


# --- cumulative flow -----------------------------------------------------------------------


def _bands(chart, moment: int = -1) -> dict[str, tuple[float, float]]:
    rows = _layers(chart, "area")[0]["rows"]
    at = sorted({row["at"] for row in rows})[moment]
    return {row["place"]: (row["low"], row["high"]) for row in rows if row["at"] == at}


def test_bands_lie_one_above_the_other_with_done_at_the_bottom():
    # At the last of three moments: 2 to do, 3 in progress, 4 done.
    assert _bands(charts.cumulative_flow(_flow())) == {
        "Done": (0, 4),
        "In Progress": (4, 7),
        "To Do": (7, 9),
    }


def test_the_legend_has_the_order_of_the_bands_from_the_top():
    names = ["Backlog", "To Do", "In Review", "Done"]
    seen = [text for text in _texts(charts.cumulative_flow(_flow(names))) if text in names]
    assert seen == names


def test_what_has_no_known_category_lies_at_the_top():
    bands = _bands(charts.cumulative_flow(_flow(["To Do", "Done", "(unknown)"])))
    assert list(bands) == ["(unknown)", "To Do", "Done"]
    assert bands["Done"][0] == 0


@pytest.mark.parametrize(
    "names",
    [
        ["To Do", "In Progress", "Done"],
        ["Done", "In Progress", "To Do"],
        ["Backlog", "To Do", "In Review", "In Progress", "Released", "Done"],
        ["Done"],
    ],
)
def test_the_categories_have_their_colours_in_every_company(names):
    fixed = {"To Do": "#929292", "In Progress": "#2b6be4", "Done": "#1fa33a"}
    scale = _layers(charts.cumulative_flow(_flow(names)), "area")[0]["encoding"]["color"]["scale"]
    colours = dict(zip(scale["domain"], scale["range"], strict=True))
    assert list(colours) == names
    assert {name: colours[name] for name in names if name in fixed} == {
        name: fixed[name] for name in names if name in fixed
    }
    assert len(set(colours.values())) == len(names)


def test_categories_in_another_language_have_the_three_colours_too():
    scale = _layers(charts.cumulative_flow(_flow(["Zu erledigen", "In Arbeit", "Fertig"])), "area")[
        0
    ]["encoding"]["color"]["scale"]
    assert scale["range"] == ["#929292", "#2b6be4", "#1fa33a"]


def test_twenty_statuses_have_a_colour_each_that_differs_from_the_next():
    names = [f"Status {number}" for number in range(20)]
    scale = _layers(charts.cumulative_flow(_flow(names)), "area")[0]["encoding"]["color"]["scale"]
    assert len(scale["range"]) == 20
    assert all(one != other for one, other in pairwise(scale["range"]))


@pytest.mark.parametrize("moments", [1280, 1281, 9000])
def test_long_histories_are_thinned_and_end_where_the_frame_ends(moments):
    frame = _flow(["A", "B", "C", "D", "E", "F"], moments=moments)
    rows = _layers(charts.cumulative_flow(frame), "area")[0]["rows"]
    shown = sorted({row["at"] for row in rows})
    assert 1280 / 2 < len(shown) <= 1280
    assert shown[-1] == frame["at"].iloc[-1].strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_single_moment_can_be_seen_and_more_of_them_are_there_for_the_mouse():
    posts = {n: _layers(charts.cumulative_flow(_flow(moments=n)), "rule")[0] for n in (1, 2)}
    assert posts[1]["mark"]["opacity"] == 1
    assert posts[2]["mark"]["opacity"] == 0
    assert "Time: 2026-01-05 00:00; Status: Done; Issues: 2" in _svg(
        charts.cumulative_flow(_flow(moments=1))
    )


@pytest.mark.parametrize("name", ["cumulative_flow", "cycle_time", "burndown"])
def test_an_axis_with_one_moment_tells_its_day(name):
    frame = CASES[name].head(1)
    later = {
        time: frame[time] + pd.Timedelta("7h13min") for time in frame.select_dtypes("datetimetz")
    }
    assert "5 Jan" in _texts(_drawn(name, frame.assign(**later)))


@pytest.mark.parametrize(
    ("top", "shown"), [(1, ["0", "1"]), (2, ["0", "1", "2"]), (3, ["0", "1", "2", "3"])]
)
def test_no_tick_lies_between_two_counts(top, shown):
    frame = pd.DataFrame({"at": _days(0, 1), "Done": [0, top]})
    assert [text for text in _texts(charts.cumulative_flow(frame)) if text[0].isdigit()][
        -len(shown) - 1 :
    ] == [*shown, f"{top} issue{'s' * (top > 1)} at 2026-01-06 00:00"]


# --- zones ---------------------------------------------------------------------------------


def test_times_are_those_of_the_frames_zone_whatever_the_clock_of_the_reader():
    chart = charts.cumulative_flow(_flow(zone="Asia/Tokyo"))
    code = (
        "import json, sys, vl_convert; "
        "print(vl_convert.vegalite_to_svg(json.load(sys.stdin)), vl_convert.get_local_tz())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(chart.to_dict()),
        env={**os.environ, "TZ": "America/Chicago"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("America/Chicago\n")
    assert ">Time (Asia/Tokyo)</text>" in done.stdout
    assert "Time: 2026-01-07 00:00; Status: Done" in done.stdout
    # A tick a day: the last one stands at the midnight of Tokyo, at the right end.
    assert re.search(r"translate\(640,16\)[^>]*>7 Jan</text>", done.stdout)


def test_an_hour_that_a_zone_has_twice_makes_no_band_thicker():
    at = pd.date_range("2026-10-24T23:00Z", periods=4, freq="h").tz_convert("Europe/Berlin")
    frame = pd.DataFrame({"at": at.as_unit("us"), "To Do": 1, "Done": 1})
    rows = _layers(charts.cumulative_flow(frame), "area")[0]["rows"]
    assert len(rows) == 8
    assert max(row["high"] for row in rows) == 2


# --- cycle time ----------------------------------------------------------------------------


def _lines(chart) -> dict[str, float]:
    return {row["said"]: row["days"] for layer in _layers(chart, "rule") for row in layer["rows"]}


@pytest.mark.parametrize(
    ("percentiles", "lines"),
    [
        ((50, 85, 95), {"50%: 5.0 days": 5, "85%: 9.0 days": 9, "95%: 10.0 days": 10}),
        ((95, 50), {"50%: 5.0 days": 5, "95%: 10.0 days": 10}),
        ([10], {"10%: 1.0 days": 1}),
        ([10.5, 100], {"10.5%: 2.0 days": 2, "100%: 10.0 days": 10}),
        ((), {}),
    ],
)
def test_that_many_of_a_hundred_issues_lie_at_or_below_a_line(percentiles, lines):
    chart = charts.cycle_time(_cycles(range(1, 11)), percentiles)
    assert _lines(chart) == lines
    assert set(lines) <= set(_texts(chart))


@pytest.mark.parametrize("percentiles", [(0,), (101,), (-5,), ("half",), 85, None, (float("nan"),)])
def test_what_is_no_percentile_is_refused(percentiles):
    with pytest.raises(ArgumentError, match="above 0 and up to 100"):
        charts.cycle_time(_cycles(), percentiles)


@pytest.mark.parametrize(
    "days", [[0.001] * 40 + [90], [2] * 5, [0] * 5], ids=["one late", "alike", "at once"]
)
def test_the_labels_of_lines_that_lie_close_do_not_cover_each_other(days):
    svg = _svg(charts.cycle_time(_cycles(days), (50, 60, 70, 80)))
    heights = re.findall(r"<text[^>]*translate\(646,([-\d.]+)\)[^>]*>\d+%", svg)
    assert len(heights) == 4
    # In letters of 12 pixels.
    assert all(abs(float(a) - float(b)) >= 12 for a, b in pairwise(heights))


@pytest.mark.parametrize(
    ("frame", "subtitle"),
    [
        (_cycles(), "3 issues finished from 2026-01-05 to 2026-01-07"),
        (
            _cycles(unfinished=2, unstarted=1),
            "3 issues finished from 2026-01-05 to 2026-01-07; "
            "left out: 2 not finished, 1 never started",
        ),
        (_cycles((), unfinished=4), "0 issues finished; left out: 4 not finished"),
    ],
    ids=["all", "some", "none"],
)
def test_what_is_left_out_is_said(frame, subtitle):
    chart = charts.cycle_time(frame)
    assert subtitle in _texts(chart)
    assert len(_layers(chart, "circle")[0]["rows"]) == frame["cycle_time"].notna().sum()


def test_a_point_tells_the_issue_its_times_and_its_days():
    frame = _cycles([1.5])
    frame["finished"] = frame["finished"].dt.tz_convert("America/New_York")
    assert (
        "Issue: ENG-0; Started: 2026-01-03 07:00; Finished: 2026-01-04 19:00; Days: 1.50"
        in _svg(charts.cycle_time(frame))
    )


def test_twenty_thousand_issues_are_drawn_every_one():
    days = np.random.default_rng(1).lognormal(1, 1, 20_000)
    chart = charts.cycle_time(_cycles(days))
    assert len(_layers(chart, "circle")[0]["rows"]) == 20_000


# --- aging ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ((), ["Doing", "Review", "Test"]),
        (["Test", "Doing"], ["Test", "Doing", "Review"]),
        (["review"], ["Review", "Doing", "Test"]),
    ],
)
def test_statuses_stand_in_the_order_of_the_frame_or_in_the_one_asked_for(order, shown):
    chart = charts.aging(_ages(["Doing", "Review", "Test"]), order=order)
    assert [text for text in _texts(chart) if text in shown] == shown


def test_an_order_names_statuses_that_are_there():
    with pytest.raises(ArgumentError, match=r"No status is called 'Reviw'.*'Review'"):
        charts.aging(_ages(), order=["Reviw"])


def test_every_issue_is_a_point_at_its_age_and_its_status_counted():
    chart = charts.aging(_ages(["Doing", "Review", "Doing"]))
    points = {
        row["key"]: (row["status"], row["days"]) for row in _layers(chart, "circle")[0]["rows"]
    }
    assert points == {"ENG-0": ("Doing", 3), "ENG-1": ("Review", 2), "ENG-2": ("Doing", 1)}
    heads = {row["status"]: row["issues"] for row in _layers(chart, "text")[0]["rows"]}
    assert heads == {"Doing": 2, "Review": 1}
    assert (
        "Issue: ENG-1; Status: Review; Started: 2026-01-06 00:00; Age in days: 2.00; "
        "Days in the status: 0.50" in _svg(chart)
    )


def test_issues_of_one_age_and_status_lie_apart():
    frame = _ages(["Doing"] * 20)
    frame["age"] = frame["age"].iloc[0]
    svg = _svg(charts.aging(frame))
    places = sorted(
        float(across) for across in re.findall(r'"circle" transform="translate\(([\d.]+),', svg)
    )
    assert len(places) == 20
    assert min(b - a for a, b in pairwise(places)) > 8


def test_an_issue_whose_status_is_not_known_is_shown():
    chart = charts.aging(_ages(["Doing", None]))
    assert "(unknown)" in _texts(chart)


def test_long_names_of_many_statuses_slant_and_short_ones_do_not():
    long = [f"Waiting for somebody else {number}" for number in range(8)]
    angle = {
        names[0]: _layers(charts.aging(_ages(names)), "circle")[0]["encoding"]["x"]["axis"][
            "labelAngle"
        ]
        for names in (long, ["Doing", "Review"])
    }
    assert angle == {long[0]: -30, "Doing": 0}


# --- burndown ------------------------------------------------------------------------------


def test_what_remains_and_the_scope_are_steps_that_end_where_knowledge_does():
    scope, ideal, remaining = _layers(charts.burndown(_burning(known=3, moments=4)), "line")
    assert [row["amount"] for row in scope["rows"]] == [10, 10, 10]
    assert [row["amount"] for row in remaining["rows"]] == [10, 7.5, 5]
    assert [scope["mark"]["interpolate"], remaining["mark"]["interpolate"]] == ["step-after"] * 2
    assert scope["mark"]["strokeWidth"] > remaining["mark"]["strokeWidth"], "both are to be seen"
    assert [row["amount"] for row in ideal["rows"]] == pytest.approx([10, 20 / 3, 10 / 3, 0])
    assert "interpolate" not in ideal["mark"]


def test_a_day_to_come_is_told_as_not_known_and_not_as_nothing():
    svg = _svg(charts.burndown(_burning(known=3, moments=4)))
    assert "Time: 2026-01-07 00:00; Remaining: 5; Done: 5; Scope: 10; Ideal: 3.33" in svg
    assert "Remaining: not known; Done: not known; Scope: not known; Ideal: 0" in svg


@pytest.mark.parametrize(
    ("frame", "subtitle"),
    [
        (_burning(), "5 of 10 issues left at 2026-01-07 00:00"),
        (_burning(known=0), "No issues"),
    ],
    ids=["running", "to come"],
)
def test_the_unit_of_a_burndown_is_the_users(frame, subtitle):
    texts = _texts(charts.burndown(frame, unit="issues"))
    assert "Issues" in texts
    assert subtitle in texts


# --- throughput ----------------------------------------------------------------------------


def test_a_bar_spans_its_period_from_zero_to_its_count():
    svg = _svg(charts.throughput(_periods((4, 2), zone="Europe/Berlin")))
    bars = re.findall(r'From: ([^;]+); Until: ([^;]+); Issues finished: (\d)".*? d="([^"]+)"', svg)
    assert [bar[:3] for bar in bars] == [
        ("2026-01-05 00:00", "2026-01-12 00:00", "4"),
        ("2026-01-12 00:00", "2026-01-19 00:00", "2"),
    ]
    shapes = [re.match(r"M([\d.]+),[\d.]+h([\d.]+)v([\d.]+)h", bar[3]).groups() for bar in bars]
    # From the left, width, height, in pixels: with a gap between two bars.
    assert [tuple(map(float, shape)) for shape in shapes] == [(1, 318, 320), (321, 318, 160)]


@pytest.mark.parametrize(
    ("whole", "pale"), [([True, True], 0), ([True, False], 1), ([False, False], 2)]
)
def test_a_period_that_is_not_over_is_pale_and_the_subtitle_says_why(whole, pale):
    chart = charts.throughput(_periods((4, 2)).assign(whole=pd.array(whole, "boolean")))
    assert _svg(chart).count('fill-opacity="0.3"') == pale
    subtitle = chart.to_dict()["title"]["subtitle"]
    assert ("pale: a period that is not over" in subtitle) is bool(pale)
    assert subtitle.startswith("6 issues finished from 2026-01-05 to 2026-01-18")


# --- what flow gives -----------------------------------------------------------------------


def _intervals() -> pd.DataFrame:
    now = pd.Timestamp("2026-02-01", tz="UTC")
    start = pd.Series([*_days(0, 2, 5), *_days(1, 3)])
    end = pd.Series([*_days(2, 5), pd.NaT, *_days(3), pd.NaT])
    return pd.DataFrame(
        {
            "key": pd.Series(["ENG-1"] * 3 + ["ENG-2"] * 2, dtype="str"),
            "status": pd.Series(["To Do", "Doing", "Done", "To Do", "Doing"], dtype="str"),
            "status_category": pd.Series(
                ["To Do", "In Progress", "Done", "To Do", "In Progress"], dtype="str"
            ),
            "category_key": pd.Series(
                ["new", "indeterminate", "done", "new", "indeterminate"], dtype="str"
            ),
            "start": start,
            "end": end,
            "duration": end.fillna(now) - start,
        }
    )


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_the_frames_of_flow_are_what_the_charts_take(zone):
    intervals = _intervals()
    drawn = [
        charts.cumulative_flow(cumulative_flow(intervals, zone=zone)),
        charts.cumulative_flow(cumulative_flow(intervals, by="status", zone=zone)),
        charts.cycle_time(cycle_time(intervals)),
        charts.aging(aging(intervals)),
        charts.throughput(throughput(intervals, zone=zone)),
    ]
    said = [chart.to_dict()["title"]["subtitle"] for chart in drawn]
    assert said[2] == "1 issue finished from 2026-01-10 to 2026-01-10; left out: 1 not finished"
    assert said[3].startswith("1 issue started and not finished")
    assert said[4].startswith("1 issue finished from 2026-01-05 to 2026-02-")
    assert all(_svg(chart) for chart in drawn)


@pytest.mark.parametrize(
    ("points", "said"), [("Story Points", "0 of 3 points left"), (None, "0 of 1 points left")]
)
def test_the_burndown_of_a_sprint_is_what_its_chart_takes(points, said):
    sprint = {"id": 7, "start": "2026-01-05T00:00Z", "completed": "2026-01-07T00:00Z"}
    issues = pd.DataFrame(
        {
            "key": ["ENG-1"],
            "created": pd.to_datetime(["2026-01-02T10:00Z"]),
            "status": "Done",
            "Sprint.id": [[7]],
            "Story Points": 3.0,
        }
    )
    changelog = pd.DataFrame(
        {
            "key": ["ENG-1"],
            "created": pd.to_datetime(["2026-01-06T10:00Z"]),
            "field": "status",
            "field_id": "status",
            "from": "1",
            "from_text": "To Do",
            "to": "5",
            "to_text": "Done",
        }
    )
    frame = burndown(sprint, issues, changelog, points=points, done="Done", zone="Asia/Tokyo")
    chart = charts.burndown(frame, unit="points")
    assert f"{said} at 2026-01-07 09:00" in _texts(chart)
