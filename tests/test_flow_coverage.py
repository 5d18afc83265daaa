"""Frames that pandas or a limit has cut since Jira was asked: told where a measure may miss it."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import flow
from tests.flow_asked import FIELDS, MEASURES

WHEN = "2026-06-01T00:00Z"
SPRINT_FIELDS = ["Status", "Sprint", "Story Points"]
LIMIT = 30


class Site:
    """What was asked once, and the measures of it."""

    def __init__(self) -> None:
        with jf.sandbox.start(issues=300) as box:
            jira = jf.connect(environ=box.env)
            self.issues = jira.search("project = ENG ORDER BY key", FIELDS)
            self.changes = jira.changelog(self.issues)
            self.moves = jira.changelog(self.issues, "status")
            self.three = jira.changelog(self.issues, SPRINT_FIELDS)
            self.part = jira.search("project = ENG ORDER BY key", FIELDS, limit=LIMIT)
            self.part_changes = jira.changelog(self.part)
            self.sprints = jira.sprints(1)
            self.told = {"statuses": jira.statuses(), "now": box.now}
        self.sprint = self.sprints.query("state == 'active'").iloc[0]

    def status_intervals(self, changes: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
        return flow.status_intervals(changes, issues, **self.told)

    def sprint_report(self, changes: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
        return flow.sprint_report(self.sprint, issues, changes, **self.told)

    def burndown(self, changes: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
        return flow.burndown(self.sprint, issues, changes, **self.told)

    def velocity(self, changes: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
        return flow.velocity(self.sprints, issues, changes, **self.told)

    def as_of(self, changes: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
        return flow.as_of(issues, changes, WHEN)


OF_SPRINTS = ["sprint_report", "burndown", "velocity"]
OF_CHANGES = ["status_intervals", *OF_SPRINTS, "as_of"]


@pytest.fixture(scope="module")
def site() -> Site:
    return Site()


def of_fields(changes: pd.DataFrame, *fields: str) -> pd.DataFrame:
    return changes[changes["field"].isin(fields)]


def ours(changes: pd.DataFrame, issues: pd.DataFrame) -> pd.DataFrame:
    return changes[changes["key"].isin(issues["key"])]


def heard(call: Callable[[], object]) -> list[warnings.WarningMessage]:
    with warnings.catch_warnings(record=True, action="always") as said:
        call()
    return said


def words(call: Callable[[], object]) -> list[str]:
    return [str(each.message) for each in heard(call)]


@pytest.mark.parametrize(
    ("measure", "lacking"),
    [
        *((each, "Sprint and Story Points") for each in OF_SPRINTS),
        (
            "as_of",
            "summary, issuetype, assignee, priority, resolution, labels, Sprint and Story Points",
        ),
    ],
)
def test_a_history_filtered_to_other_fields_than_the_measure_needs_is_told(site, measure, lacking):
    moves = site.changes[site.changes["field_id"] == "status"]
    said = heard(lambda: getattr(site, measure)(moves, site.issues))
    assert [each.category for each in said] == [jf.HistoryWarning]
    assert said[0].filename == __file__
    text = str(said[0].message)
    assert f"changelog has {len(moves)} of the {len(site.changes)} changes" in text
    assert f"none of {lacking}" in text
    assert "as jira.changelog gave it" in text


@pytest.mark.parametrize("measure", OF_CHANGES)
@pytest.mark.parametrize(
    "cut",
    [
        lambda site: site.changes.head(50),
        lambda site: site.changes[site.changes["created"] < WHEN],
        lambda site: site.changes[:0],
        lambda site: ours(site.changes, site.issues.head(20)),
    ],
    ids=["head", "time", "nothing", "issues"],
)
def test_a_history_cut_by_rows_is_told_once(site, measure, cut):
    changes = cut(site)
    said = [
        text
        for text in words(lambda: getattr(site, measure)(changes, site.issues))
        if f"changelog has {len(changes)} of the {len(site.changes)} changes" in text
    ]
    assert len(said) == 1
    assert said[0].count("changelog has") == 1


@pytest.mark.parametrize(
    ("read", "measure"),
    [("moves", "status_intervals"), *(("three", each) for each in OF_SPRINTS)],
)
def test_a_history_read_for_the_needed_fields_alone_can_only_have_been_cut_by_rows(
    site, read, measure
):
    changes = getattr(site, read)
    [said] = words(lambda: getattr(site, measure)(changes.head(50), site.issues))
    assert f"changelog has 50 of the {len(changes)} changes" in said
    few = site.issues.head(20)
    assert words(lambda: getattr(site, measure)(ours(changes, few), few)) == []
    pointless = ours(of_fields(changes, "Status", "Sprint"), few)
    assert words(lambda: getattr(site, measure)(pointless, few)) == []


def test_a_history_filtered_to_the_fields_that_the_measure_needs_is_sound(site):
    moves = of_fields(site.changes, "Status")
    assert words(lambda: site.status_intervals(moves, site.issues)) == []
    few = site.issues[["key", "created", "status", "status.id"]]
    assert words(lambda: site.as_of(moves, few)) == []
    three = of_fields(site.changes, *SPRINT_FIELDS)
    for measure in OF_SPRINTS:
        found = getattr(site, measure)(three, site.issues)
        pd.testing.assert_frame_equal(found, getattr(site, measure)(site.changes, site.issues))


@pytest.mark.parametrize(
    "kept",
    [
        lambda changes: of_fields(changes, "Status", "Assignee"),
        lambda changes: changes[changes["field_id"] != "description"],
        lambda changes: changes[~changes["field"].isin(["Link", "Rank"])],
    ],
    ids=["two fields", "all but one", "all but two"],
)
def test_a_history_that_has_more_fields_than_the_measure_needs_is_sound(site, kept):
    changes = kept(site.changes)
    assert len(changes) < len(site.changes)
    assert words(lambda: site.status_intervals(changes, site.issues)) == []


def test_a_history_by_names_of_fields_is_filtered_alike(site):
    labels = {"Story Points": "customfield_10040", "Sprint.id": "customfield_10020.id"}
    issues = site.issues.drop(columns="Sprint").rename(columns=labels)
    three = of_fields(site.changes, *SPRINT_FIELDS)

    def report(changes: pd.DataFrame) -> pd.DataFrame:
        return flow.sprint_report(
            site.sprint, issues, changes, points="customfield_10040", **site.told
        )

    assert words(lambda: report(three)) == []
    assert len(words(lambda: report(three[three["field_id"] != "customfield_10040"]))) == 1


def test_a_past_of_no_field_and_of_one_by_two_names_needs_what_they_need(site):
    bare = site.issues[["key", "created"]]
    assert words(lambda: site.as_of(site.changes.head(50), bare)) == []
    twice = bare.assign(**{"Story Points": 1.0, "customfield_10040": 1.0})
    points = of_fields(site.changes, "Story Points")
    assert words(lambda: site.as_of(points, twice)) == []
    more = pd.concat([points, of_fields(site.changes, "Flagged").head(20)])
    assert words(lambda: site.as_of(more, twice)) == []
    assert len(words(lambda: site.as_of(more.drop(points.index[:1]), twice))) == 1


@pytest.mark.parametrize("measure", OF_CHANGES)
@pytest.mark.parametrize("count", [0, 1, 20, 100])
def test_a_history_filtered_to_the_issues_that_are_measured_is_sound(site, measure, count):
    few = site.issues.head(count)
    assert words(lambda: getattr(site, measure)(ours(site.changes, few), few)) == []


def test_issues_filtered_as_well_do_not_excuse_missing_fields(site):
    few = site.issues.head(100)
    moves = ours(of_fields(site.changes, "Status"), few)
    assert words(lambda: site.status_intervals(moves, few)) == []
    for measure in (*OF_SPRINTS, "as_of"):
        [said] = words(lambda measure=measure: getattr(site, measure)(moves, few))
        assert "none of " in said


def test_issues_filtered_otherwise_do_not_excuse_missing_changes(site):
    some = site.changes.head(50)
    few = site.issues[~site.issues["key"].isin(some["key"].unique()[:1])]
    for measure in OF_CHANGES:
        [said] = words(lambda measure=measure: getattr(site, measure)(some, few))
        assert "changelog has 50 of " in said


def test_what_is_known_of_later_changes_is_all_that_the_past_needs(site):
    later = site.changes[site.changes["created"] > WHEN]
    assert words(lambda: site.as_of(later, site.issues)) == []
    pd.testing.assert_frame_equal(
        site.as_of(later, site.issues), site.as_of(site.changes, site.issues)
    )
    assert len(words(lambda: site.as_of(of_fields(later, "Status"), site.issues))) == 1


@pytest.mark.parametrize("measure", OF_CHANGES)
def test_a_history_without_a_receipt_or_with_all_its_rows_is_taken_as_whole(site, measure):
    bare = site.changes.head(2000).copy()
    bare.attrs = {}
    whole = site.changes.sort_values("created", ascending=False, ignore_index=True)
    for changes in (bare, whole):
        said = words(lambda changes=changes: getattr(site, measure)(changes, site.issues))
        assert not any("changelog has" in each for each in said)


@pytest.mark.parametrize("measure", OF_SPRINTS)
def test_sprints_of_issues_that_a_limit_cut_are_told(site, measure):
    said = heard(lambda: getattr(site, measure)(site.part_changes, site.part))
    assert [each.category for each in said] == [jf.CompletenessWarning]
    assert f"frame of issues was cut by limit={LIMIT}" in str(said[0].message)
    assert said[0].filename == __file__


OF_MANY = [flow.throughput, flow.cumulative_flow, flow.work_in_progress, flow.aging]


@pytest.mark.parametrize("measure", MEASURES)
def test_counts_of_issues_that_a_limit_cut_are_told_and_times_of_each_are_sound(site, measure):
    intervals = site.status_intervals(site.part_changes, site.part)
    filtered = intervals[intervals["key"] != site.part["key"].iloc[0]]
    for given in (intervals, filtered):
        said = heard(lambda given=given: measure(given))
        expected = [jf.CompletenessWarning] if measure in OF_MANY else []
        assert [each.category for each in said] == expected
        for each in said:
            assert f"frame of issues was cut by limit={LIMIT}" in str(each.message)
            assert each.filename == __file__


def test_stays_and_the_past_of_each_issue_need_no_others(site):
    assert words(lambda: site.status_intervals(site.part_changes, site.part)) == []
    assert words(lambda: site.as_of(site.part_changes, site.part)) == []


def test_issues_that_were_not_read_to_their_end_are_told(site):
    issues = site.issues.copy()
    issues.attrs["jiraframe"] = {**issues.attrs["jiraframe"], "complete": False}
    for complete, texts in ((False, 1), (None, 0), (True, 0)):
        issues.attrs["jiraframe"]["complete"] = complete
        said = words(lambda: site.velocity(site.changes, issues))
        assert len(said) == texts
        assert all("frame of issues was not read to its end" in each for each in said)
