"""Mistakes that people make with the frames of a measure: told, or of no consequence."""

from __future__ import annotations

import warnings

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import flow
from tests.flow_asked import FIELDS, MEASURES


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


@pytest.mark.parametrize("fields", [[], ()], ids=str)
def test_no_field_at_all_is_no_history(fields):
    with jf.sandbox.start(issues=20) as box:
        jira = jf.connect(environ=box.env)
        with pytest.raises(jf.ArgumentError, match=r"no change is asked for.*leave fields out"):
            jira.changelog("ENG-2", fields)


LENGTHS = ("'h'", "'D'", "'B'", "'W'", "'2W'", "'MS'", "'QS'", "'YS'")


@pytest.mark.parametrize("measure", [flow.throughput, flow.cumulative_flow, flow.work_in_progress])
@pytest.mark.parametrize(
    ("freq", "near"),
    [
        ("M", "'MS'"), ("monthly", "'MS'"), ("month", "'MS'"), ("ms", "'MS'"),
        ("Q", "'QS'"), ("quarterly", "'QS'"), ("BQ", ""), ("Y", "'YS'"), ("A", "'YS'"),
        ("weekly", "'W'"), ("week", "'W'"), ("1w", "'W'"), ("W-FOO", ""), ("1W1D", ""),
        ("daily", "'D'"), ("day", "'D'"), ("business days", ""), ("H", "'h'"), ("hourly", "'h'"),
        ("min", ""), ("S", ""), ("2", ""), ("", ""), (7, ""), (pd.Timedelta("1D"), ""),
        (pd.offsets.Week(), ""),
    ],
)  # fmt: skip
def test_a_length_of_periods_that_is_none_is_told_in_our_words(site, measure, freq, near):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            measure(site.intervals, freq)
        except jf.ArgumentError as exc:
            said = str(exc)
        else:
            assert freq == "1w"
            return
    assert repr(freq) in said
    assert (f"Did you mean {near}" in said) is bool(near)
    assert all(each in said for each in LENGTHS)
    foreign = ("parse", "Error", "Invalid", "longer supported", "pandas.")
    assert [each for each in foreign if each in said] == []


@pytest.mark.parametrize("states", [5, 1.5, True], ids=str)
def test_states_that_are_no_names_are_told(site, states):
    with pytest.raises(jf.ArgumentError, match=f"No status is called {states}"):
        flow.cycle_time(site.intervals, start=states)


def test_what_may_be_named_as_states_is_told_apart_and_each_of_it_is_taken(site):
    with pytest.raises(jf.ArgumentError) as caught:
        flow.cycle_time(site.intervals, done="Dnoe")
    statuses, categories = str(caught.value).split("; and, by name or key, the categories that no ")
    names = site.intervals["status"].unique()
    assert "No status is called 'Dnoe'. Did you mean 'Done'?" in statuses
    assert f"There are the statuses {', '.join(map(repr, names))}" in statuses
    # 'done' is the status Done.
    assert categories == "status is called like: 'new', 'indeterminate'."
    for each in [*names, "new", "indeterminate"]:
        assert flow.lead_time(site.intervals, done=each) is not None
    alone = site.intervals[site.intervals["status"] == "Done"]
    with pytest.raises(jf.ArgumentError, match=r"There are the statuses 'Done'\.$"):
        flow.lead_time(alone, done="Dnoe")


@pytest.mark.parametrize("measure", [flow.sprint_report, flow.burndown])
def test_a_moment_before_the_sprint_began_is_told_apart_from_a_sprint_to_come(site, measure):
    frames, early = (site.issues, site.changes), "2001-01-01T00:00Z"
    with pytest.raises(jf.ArgumentError, match="has not started") as caught:
        measure(site.sprint, *frames, statuses=site.statuses, now=early)
    said = str(caught.value)
    assert "at 2001-01-01 00:00 UTC" in said
    assert f"{site.sprint['start']:%Y-%m-%d %H:%M} UTC" in said
    assert "later now" in said
    assert '"active"' not in said
    to_come = {**site.sprint, "state": "future"}
    with pytest.raises(jf.ArgumentError, match='Give one whose state is "active"'):
        measure(to_come, *frames, statuses=site.statuses, now=site.now)
