"""The chart of sprints: what each took on, and what it got done."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
import vl_convert

from jiraframe.errors import ArgumentError
from jiraframe.flow import charts

POINTS = [f"{each}_points" for each in ("committed", "added", "removed", "done", "carried_over")]


def velocity_frame(number: int = 3, names: list[str | None] | None = None) -> pd.DataFrame:
    edges = pd.date_range("2026-01-05", periods=number + 1, freq="14D", tz="UTC").as_unit("us")
    names = names or [f"Sprint {each}" for each in range(1, number + 1)]
    frame = pd.DataFrame(
        {
            "sprint_id": pd.array(range(7, 7 + number), "Int64"),
            "sprint": pd.Series(names, dtype="str"),
            "start": edges[:-1],
            "end": edges[1:],
        }
    )
    for place, name in enumerate(("committed", "added", "removed", "done", "carried_over")):
        frame[name] = pd.array([place + each for each in range(number)], "Int64")
    return frame.assign(**{name: frame[name.removesuffix("_points")] * 2.5 for name in POINTS})


def _svg(chart) -> str:
    return vl_convert.vegalite_to_svg(chart.to_dict(), show_warnings=True)


def _texts(chart) -> list[str]:
    found = re.findall(r"<text[^>]*>([^<]*)</text>", _svg(chart))
    return [html.unescape(text).replace("\u200b", "") for text in found]


def _rows(chart) -> list[dict]:
    spec = chart.to_dict()
    layer = spec["layer"][0]
    return spec["datasets"][(layer.get("data") or spec["data"])["name"]]


def _amounts(chart) -> dict[tuple[str, str], float]:
    return {(row["sprint"], row["what"]): row["amount"] for row in _rows(chart)}


def test_a_sprint_has_a_bar_of_what_was_committed_and_one_of_what_was_done():
    chart = charts.velocity(velocity_frame(2))
    assert _amounts(chart) == {
        ("Sprint 1", "Committed"): 0, ("Sprint 1", "Done"): 7.5,
        ("Sprint 2", "Committed"): 2.5, ("Sprint 2", "Done"): 10,
    }  # fmt: skip
    texts = _texts(chart)
    assert {"Velocity", "Story points", "Committed", "Done", "Sprint 1", "Sprint 2"} <= set(texts)
    assert "17.50 story points done in 2 sprints from 2026-01-05 to 2026-02-02" in texts


def test_bars_of_one_sprint_stand_side_by_side_in_the_order_of_the_frame():
    svg = _svg(charts.velocity(velocity_frame(3, ["Zeta", "Alpha", "Mu"])))
    bars = re.findall(r'aria-label="sprint: (\w+);[^"]*Bar: (\w+)"[^>]*? d="M([\d.]+),', svg)
    places = [(name, what) for name, what, _ in sorted(bars, key=lambda each: float(each[2]))]
    assert places == [(n, w) for n in ("Zeta", "Alpha", "Mu") for w in ("Committed", "Done")]


def test_issues_are_counted_where_there_are_no_points():
    chart = charts.velocity(velocity_frame(2).drop(columns=POINTS))
    assert _amounts(chart)["Sprint 2", "Done"] == 4
    texts = _texts(chart)
    assert "Issues" in texts
    assert "7 issues done in 2 sprints from 2026-01-05 to 2026-02-02" in texts


def test_the_unit_is_the_users():
    assert "Hours" in _texts(charts.velocity(velocity_frame(), unit="hours"))


def test_a_bar_tells_the_rest_of_its_sprint():
    assert (
        "Sprint: Sprint 2; From: 2026-01-19 00:00; Until: 2026-02-02 00:00; Committed: 2.50; "
        "Added: 5; Removed: 7.50; Done: 10; Carried over: 12.50; Bar: Done"
    ) in _svg(charts.velocity(velocity_frame(2)))


def test_sprints_of_one_name_and_of_none_are_told_apart():
    chart = charts.velocity(velocity_frame(3, ["Alpha", "Alpha", None]))
    assert [row["sprint"] for row in _rows(chart)][::2] == ["Alpha (7)", "Alpha (8)", "Sprint 9"]


def test_a_hundred_sprints_are_drawn_and_their_labels_do_not_cover_each_other(capfd):
    chart = charts.velocity(velocity_frame(100))
    assert len(_rows(chart)) == 200
    svg = _svg(chart)
    axis = svg.split('aria-label="X-axis', 1)[1].split("role-axis-title", 1)[0]
    labels = re.findall(r">(Sprint \d+)</text>", axis)
    assert 15 <= len(labels) <= 26
    assert labels[-1] == "Sprint 100"
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("number", [10, 20])
def test_each_of_a_years_sprints_has_its_label(number):
    names = [f"Team Orange Sprint {each}" for each in range(number)]
    assert set(names) <= set(_texts(charts.velocity(velocity_frame(number, names))))


@pytest.mark.parametrize("theme", [{}, {"theme": "dark"}], ids=["light", "dark"])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_it_renders_without_a_warning(number, theme, capfd):
    frame = velocity_frame().head(number)
    png = vl_convert.vegalite_to_png(charts.velocity(frame).to_dict(), show_warnings=True, **theme)
    assert png.startswith(b"\x89PNG")
    assert capfd.readouterr().err == ""
    assert charts.velocity(frame.convert_dtypes(dtype_backend="pyarrow")).to_dict() == (
        charts.velocity(frame).to_dict()
    )


def test_names_of_jira_are_shown_as_they_are_and_open_no_tag():
    hostile = ["a.b", "</script><script>alert(1)</script>", "<img src=x>"]
    chart = charts.velocity(velocity_frame(3, hostile))
    assert [row["sprint"].replace("\u200b", "") for row in _rows(chart)][::2] == hostile
    assert "<img" not in chart.to_html(fullhtml=False)


def test_another_frame_is_refused():
    with pytest.raises(ArgumentError, match=r"no column 'sprint'.*velocity\(sprints, issues"):
        charts.velocity(velocity_frame().drop(columns="sprint"))
