"""Mistakes that people make with the frames of a measure: told, or of no consequence."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import flow

FIELDS = [*flow.FIELDS, "Sprint", "Sprint.id", "Story Points"]
MEASURES = [
    flow.cycle_time, flow.lead_time, flow.flow_efficiency, flow.time_in, flow.throughput,
    flow.cumulative_flow, flow.work_in_progress, flow.aging,
]  # fmt: skip


class Site:
    """What one query gave."""

    def __init__(self) -> None:
        with jf.sandbox.start(issues=300) as box:
            jira = jf.connect(environ=box.env)
            self.issues = jira.search("project = ENG ORDER BY key", FIELDS)
            self.changes = jira.changelog(self.issues)
            self.some = jira.changelog(self.issues.head(5))
            self.people = jira.changelog(self.issues, "assignee")
            self.moves = jira.changelog(self.issues, "status")
            self.statuses, self.now = jira.statuses(), box.now
            self.sprint = jira.sprints(1).query("state == 'active'").iloc[0]
            self.intervals = self.laid_out(self.changes)

    def laid_out(self, changes: pd.DataFrame) -> pd.DataFrame:
        return flow.status_intervals(changes, self.issues, statuses=self.statuses, now=self.now)


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


def test_a_history_of_other_fields_is_refused(site):
    with pytest.raises(jf.ArgumentError, match=r"changelog was read for assignee alone, not"):
        site.laid_out(site.people)
    with pytest.raises(jf.ArgumentError, match=r"for status alone, not .*Sprint"):
        flow.sprint_report(site.sprint, site.issues, site.moves, now=site.now)


def test_a_history_of_fewer_issues_is_told(site):
    with pytest.warns(jf.HistoryWarning, match=r"history of 5 issues, and issues has \d+"):
        site.laid_out(site.some)
    with pytest.warns(jf.HistoryWarning, match=r"history of 5 issues"):
        flow.as_of(site.issues, site.some, "2024-06-01T00:00Z")


def test_a_whole_history_is_no_cause_for_a_word(site):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        site.laid_out(site.moves)
        flow.as_of(site.issues, site.changes, "2024-06-01T00:00Z")
        flow.sprint_report(site.sprint, site.issues, site.changes, now=site.now)


def test_a_change_that_stands_twice_counts_once(site):
    twice = pd.concat([site.changes, site.changes], ignore_index=True)
    pd.testing.assert_frame_equal(site.laid_out(twice), site.intervals)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("column", ["start", "duration", "end"])
def test_the_order_of_intervals_does_not_matter(site, measure, column):
    found = measure(site.intervals.sort_values(column, ascending=False))
    expected = measure(site.intervals)
    by = expected.columns[0]
    expected = expected.sort_values(by, ignore_index=True)
    found = found[list(expected)].sort_values(by, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda iv: iv.assign(start=iv["start"].astype(str)), "'start' of intervals holds str"),
        (
            lambda iv: iv.assign(duration=iv["duration"].astype(str)),
            "'duration' of intervals holds str",
        ),
        (
            lambda iv: iv.assign(start=iv["start"].dt.tz_localize(None)),
            "'start' of intervals holds datetime64",
        ),
        (lambda iv: pd.concat([iv, iv]), "overlap"),
    ],
    ids=["text for times", "text for durations", "times without a zone", "doubled"],
)
def test_intervals_that_are_none_are_refused(site, measure, change, said):
    with pytest.raises(jf.ArgumentError, match=said):
        measure(change(site.intervals))


def test_issues_given_twice_are_refused(site):
    twice = pd.concat([site.issues, site.issues])
    with pytest.raises(jf.ArgumentError, match="in issues more than once"):
        flow.as_of(twice, site.changes, "2024-06-01T00:00Z")


@pytest.mark.parametrize("change", [lambda ids: [str(e) for e in ids], str], ids=["texts", "text"])
def test_sprint_ids_that_are_texts_are_refused(site, change):
    issues = site.issues.assign(**{"Sprint.id": site.issues["Sprint.id"].map(change)})
    with pytest.raises(jf.ArgumentError, match=r"'Sprint\.id' .*numbers"):
        flow.sprint_report(site.sprint, issues, site.changes, now=site.now)


@pytest.mark.parametrize("given", [(0.85,), (0.5, 85), 0.85])
def test_percentiles_are_percent(site, given):
    with pytest.raises(jf.ArgumentError, match="percent, such as 85"):
        flow.forecast([1, 2, 3, 4], items=10, percentiles=given)


def test_a_project_may_be_given_by_its_number_and_nonsense_is_named():
    with jf.sandbox.start(issues=20) as box:
        jira = jf.connect(environ=box.env)
        number = int(jira.projects().set_index("key").loc["ENG", "id"])
        pd.testing.assert_frame_equal(jira.versions(number), jira.versions("ENG"))
        with pytest.raises(jf.ArgumentError, match="no key of a project"):
            jira.components(None)
        with pytest.raises(jf.ArgumentError, match="fields is 7"):
            jira.changelog("ENG-2", 7)
