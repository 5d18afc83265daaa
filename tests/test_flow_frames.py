"""Frames as people really hold them: labelled another way, indexed, or of the default fields."""

from __future__ import annotations

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import flow
from tests.flow_asked import FIELDS, MEASURES

QUERY = "project = ENG ORDER BY key"
THEN = "2024-06-01T00:00Z"


class Site:
    """The same issues, read in several ways."""

    def __init__(self) -> None:
        with jf.sandbox.start(issues=300) as box:
            jira = jf.connect(environ=box.env)
            self.issues = jira.search(QUERY, FIELDS)
            self.by_name = jira.search(QUERY, FIELDS, labels="name")
            self.by_id = jira.search(QUERY, FIELDS, labels="id")
            self.default = jira.search(QUERY)
            self.changes = jira.changelog(self.issues)
            self.some = jira.changelog(self.issues, ["status", "Sprint", "Story Points"])
            self.sprints, self.statuses, self.now = jira.sprints(1), jira.statuses(), box.now
        self.know = {"statuses": self.statuses, "now": self.now}
        self.sprint = self.sprints.query("state == 'active'").iloc[0]
        self.intervals = flow.status_intervals(self.changes, self.issues, **self.know)


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


def _measured(site: Site, issues: pd.DataFrame, changes: pd.DataFrame, **options):
    """What reads the issues, each under its name."""
    sprint = {**site.know, **options}
    return {
        "status_intervals": lambda: flow.status_intervals(changes, issues, **site.know),
        "as_of": lambda: flow.as_of(issues, changes, THEN),
        "sprint_report": lambda: flow.sprint_report(site.sprint, issues, changes, **sprint),
        "velocity": lambda: flow.velocity(site.sprints, issues, changes, **sprint),
        "burndown": lambda: flow.burndown(site.sprint, issues, changes, **sprint),
    }


READERS = ["status_intervals", "as_of", "sprint_report", "velocity", "burndown"]


@pytest.mark.parametrize("reader", READERS)
def test_columns_named_as_jira_shows_them_are_told_with_what_to_do(site, reader):
    with pytest.raises(jf.ArgumentError) as caught:
        _measured(site, site.by_name, site.changes)[reader]()
    said = str(caught.value)
    assert "issues has no column 'created'" in said
    assert "'Created'" in said
    assert 'labels="id"' in said
    assert "default labels" in said


@pytest.mark.parametrize("reader", READERS)
def test_every_missing_column_is_named_at_once(site, reader):
    lacking = site.issues[["key", "summary", "labels"]]
    with pytest.raises(jf.ArgumentError, match=r"no column 'created'") as caught:
        _measured(site, lacking, site.changes)[reader]()
    if reader == "status_intervals":
        assert "no column 'created' or 'status'." in str(caught.value)


@pytest.mark.parametrize("changes", ["changes", "some"])
@pytest.mark.parametrize("reader", READERS)
def test_columns_named_by_id_measure_the_same(site, reader, changes):
    history, points = getattr(site, changes), {"points": "customfield_10040"}
    found = _measured(site, site.by_id, history, **points)[reader]()
    expected = _measured(site, site.issues, history)[reader]()
    names = {"Sprint": "customfield_10020", "Story Points": "customfield_10040"}
    names["Sprint.id"] = "customfield_10020.id"
    pd.testing.assert_frame_equal(found, expected.rename(columns=names))


@pytest.mark.parametrize(
    ("issues", "points", "said"),
    [
        ("by_id", "Story Points", "Did you mean 'customfield_10040'?"),
        ("issues", "customfield_10040", "Did you mean 'Story Points'?"),
        ("issues", "story pts", "Did you mean 'Story Points'?"),
        ("issues", "Estimate", "numbers stand in 'Story Points'"),
        ("issues", "customfield_10016", "numbers stand in 'Story Points'"),
    ],
)
@pytest.mark.parametrize("reader", ["sprint_report", "velocity", "burndown"])
def test_points_that_the_frame_lacks_are_told_with_those_it_has(site, reader, issues, points, said):
    with pytest.raises(jf.ArgumentError, match=f"no column {points!r}") as caught:
        _measured(site, getattr(site, issues), site.changes, points=points)[reader]()
    assert said in str(caught.value)


def test_a_frame_without_numbers_is_told_to_ask_for_them(site):
    issues = site.issues.drop(columns="Story Points")
    with pytest.raises(jf.ArgumentError, match=r"no column 'Story Points'.*jira\.search"):
        flow.sprint_report(site.sprint, issues, site.changes, **site.know)


@pytest.mark.parametrize("index", ["key", ["key", "created"]], ids=str)
@pytest.mark.parametrize("reader", READERS)
def test_what_went_into_the_index_counts_as_columns(site, reader, index):
    issues, changes = site.issues.set_index(index), site.changes.set_index(index)
    found = _measured(site, issues, changes)[reader]()
    expected = _measured(site, site.issues, site.changes)[reader]()
    pd.testing.assert_frame_equal(found, expected, check_like=True)


@pytest.mark.parametrize("measure", MEASURES)
def test_intervals_with_their_keys_in_the_index_are_measured(site, measure):
    pd.testing.assert_frame_equal(measure(site.intervals.set_index("key")), measure(site.intervals))


def test_charts_and_forecasts_take_frames_with_an_index(site):
    done, flowing = flow.throughput(site.intervals), flow.cumulative_flow(site.intervals)
    pd.testing.assert_frame_equal(
        flow.forecast(done.set_index("start"), items=9), flow.forecast(done, items=9)
    )
    for draw, frame, column in (
        (flow.charts.throughput, done, "start"),
        (flow.charts.cumulative_flow, flowing, "at"),
        (flow.charts.aging, flow.aging(site.intervals), "key"),
        (flow.charts.cycle_time, flow.cycle_time(site.intervals), "key"),
    ):
        assert draw(frame.set_index(column)).to_dict() == draw(frame).to_dict()


def test_sprints_and_statuses_may_be_indexed_by_their_ids(site):
    frames = site.issues, site.changes
    found = flow.velocity(
        site.sprints.set_index("id"),
        *frames,
        statuses=site.statuses.set_index("id"),
        now=site.now,
    )
    pd.testing.assert_frame_equal(found, flow.velocity(site.sprints, *frames, **site.know))


# --- the default fields of a search --------------------------------------------------------


def test_the_default_fields_and_the_statuses_of_the_site_are_enough(site):
    found = flow.status_intervals(site.changes, site.default, **site.know)
    pd.testing.assert_frame_equal(found, site.intervals)


@pytest.mark.parametrize(
    ("measure", "example"),
    [
        (flow.cycle_time, 'start="In Progress"'),
        (flow.lead_time, 'done="Done"'),
        (flow.flow_efficiency, 'active="In Progress"'),
        (flow.throughput, 'done="Done"'),
        (flow.work_in_progress, 'states="In Progress"'),
        (flow.aging, 'start="In Progress"'),
    ],
)
def test_without_the_statuses_each_measure_says_what_it_needs(site, measure, example):
    bare = flow.status_intervals(site.changes, site.default, now=site.now)
    with pytest.raises(jf.ArgumentError, match="do not tell the categories") as caught:
        measure(bare)
    said = str(caught.value)
    assert example in said
    assert "status_intervals(..., statuses=jira.statuses())" in said


@pytest.mark.parametrize("measure", [flow.cumulative_flow, flow.time_in])
def test_what_counts_by_category_refuses_where_none_is_known(site, measure):
    bare = flow.status_intervals(site.changes, site.default, now=site.now)
    bare["status_category"] = pd.Series(pd.NA, bare.index, dtype="str")
    with pytest.raises(jf.ArgumentError, match="do not tell the categories") as caught:
        measure(bare, by="status_category")
    assert 'by="status"' in str(caught.value)
    measure(bare, by="status")


def test_a_sprint_of_the_default_fields_names_the_field_it_needs(site):
    with pytest.raises(jf.ArgumentError, match=r"no column 'Sprint\.id'.*\"Sprint\.id\""):
        flow.sprint_report(site.sprint, site.default, site.changes, **site.know)


def test_a_sprint_without_categories_says_where_to_give_them(site):
    bare = site.issues.drop(columns=["status.statusCategory", "status.statusCategory.key"])
    with pytest.raises(jf.ArgumentError, match=r"give statuses=jira\.statuses\(\)") as caught:
        flow.sprint_report(site.sprint, bare, site.changes, now=site.now)
    assert "status_intervals" not in str(caught.value)
