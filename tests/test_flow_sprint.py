"""Sprint report, velocity and burndown, against a replay of sprints event by event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiraframe.errors import ArgumentError, HistoryWarning
from jiraframe.flow._as_of import as_of
from jiraframe.flow._burndown import burndown
from jiraframe.flow._sprint import sprint_report
from jiraframe.flow._velocity import velocity
from tests.flow_worlds import (
    CATEGORY,
    HOUR,
    SPRINT,
    START,
    STATUS,
    Event,
    Issue,
    changelog_frame,
    in_arrow,
    issues_frame,
    statuses_frame,
    worlds,
)

TODO, DOING, REVIEW, DONE, CLOSED = STATUS
ALPHA, BETA, GAMMA, AGAIN = SPRINT
MICROSECOND = timedelta(microseconds=1)
NOW = START + timedelta(days=30)
BACKENDS = pytest.mark.parametrize(
    "backend", [lambda frame: frame, in_arrow], ids=["numpy", "arrow"]
)


def at(hours: float) -> datetime:
    return START + HOUR * hours


def sprints_frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Write what `jira.sprints` gives."""
    schema = {"id": "Int64", "name": "str", "state": "str", "goal": "str", "board_id": "Int64"}
    times = ("start", "end", "completed", "activated")
    schema |= dict.fromkeys(times, "datetime64[us, UTC]")
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in rows], dtype=t) for name, t in schema.items()}
    )


# Alpha runs from the 10th to the 50th hour.
SPRINTS = sprints_frame(
    [{"id": 7, "name": "Alpha", "state": "closed", "start": at(10), "completed": at(50)}]
)


class Moment(NamedTuple):
    """An issue from an instant on.

    Attributes:
        at: The instant.
        member: Whether it is in the sprint.
        counts: Whether it is work of the sprint.
        done: Whether it is done.
        since: Since when it is done, or open.
    """

    at: datetime
    member: bool
    counts: bool
    done: bool
    since: datetime


def moments(issue: Issue, sprint: str, start: datetime, until: datetime) -> Iterator[Moment]:
    """Follow an issue through a running sprint, event by event."""
    now, since, inside = issue.state(issue.created - timedelta(days=9_999)), issue.created, False
    for time in sorted({issue.created, start, *(event.at for event in issue.events)}):
        for event in issue.events:
            if event.at == time:
                if event.field == "status" and _done(event.value) != _done(now["status"]):
                    since = time
                now[event.field] = event.value
        member = sprint in [each.id for each in now["Sprint"]]
        done = _done(now["status"])
        if done and since == time:
            inside = member and time >= start
        if max(start, issue.created) <= time < until:
            yield Moment(time, member, member and (inside or not done), done, since)


def replayed(issue: Issue, sprint: str, start: datetime, until: datetime) -> dict[str, Any] | None:
    """Tell the row of the report of an issue; None where it was not in the sprint."""
    life = list(moments(issue, sprint, start, until))
    if not any(each.member for each in life):
        return None
    counted = [place for place, each in enumerate(life) if each.counts]
    row: dict[str, Any] = {"key": issue.key, "summary": issue.state()["summary"]}
    if not counted:
        last = max(place for place, each in enumerate(life) if each.member)
        end = life[last + 1].at if last + 1 < len(life) else until
        points = _points(issue, end - MICROSECOND)
        return {**row, "committed": False, "outcome": "done outside", "points": points}
    first, last = life[counted[0]], life[counted[-1]]
    stays = counted[-1] == len(life) - 1
    left = until if stays else life[counted[-1] + 1].at
    row["committed"] = first.at == start
    row["points"] = _points(issue, left - MICROSECOND)
    row["outcome"] = "removed" if not stays else "done" if last.done else "carried over"
    row["removed"] = None if stays else left
    row["finished"] = last.since if last.done else None
    if row["committed"]:
        return {**row, "points_committed": _points(issue, start)}
    return {**row, "added": first.at}


def _done(status: Any) -> bool:
    return CATEGORY[status.id] == "done"


def _points(issue: Issue, when: datetime) -> float | None:
    return issue.state(when)["Story Points"]


REPORT = {
    "key": "str",
    "summary": "str",
    "committed": "boolean",
    "added": "datetime64[us, UTC]",
    "removed": "datetime64[us, UTC]",
    "finished": "datetime64[us, UTC]",
    "outcome": "str",
    "points_committed": "float64",
    "points": "float64",
}


def report_frame(rows: Sequence[dict[str, Any] | None]) -> pd.DataFrame:
    told = [row for row in rows if row is not None]
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in told], dtype=t) for name, t in REPORT.items()}
    )


@st.composite
def windows(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a sprint that runs, or ran, among the events of the worlds."""
    start = draw(st.integers(0, 70))
    end = start + draw(st.integers(1, 60))
    row = {"id": int(draw(st.sampled_from(SPRINT)).id), "name": "It", "start": at(start)}
    return row | draw(
        st.sampled_from(
            [
                {"state": "closed", "completed": at(end), "end": at(end + 5)},
                {"state": "closed", "end": at(end)},
                {"state": "active", "end": at(end)},
                {"state": "closed", "completed": at(end), "activated": at(start), "start": at(0)},
            ]
        )
    )


def run_of(row: dict[str, Any], now: datetime) -> tuple[datetime, datetime]:
    start = row.get("activated") or row["start"]
    over = row.get("completed") or (row["end"] if row["state"] == "closed" else now + MICROSECOND)
    return start, over


# Few, large worlds: a call costs the same for one issue and for ten.
sprint_worlds = worlds(("status", "status", "Sprint", "Sprint", "Story Points"), issues=10)
patient = settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@BACKENDS
@patient
@given(issues=sprint_worlds, row=windows())
def test_the_report_is_what_a_replay_says(backend, issues, row):
    now = at(135)
    report = sprint_report(
        backend(sprints_frame([row])),
        backend(issues_frame(issues)),
        backend(changelog_frame(issues)),
        statuses=backend(statuses_frame()),
        now=now,
    )
    truth = [replayed(issue, str(row["id"]), *run_of(row, now)) for issue in issues]
    pd.testing.assert_frame_equal(report, report_frame(truth))


@patient
@given(issues=sprint_worlds, rows=st.lists(windows(), max_size=4, unique_by=lambda row: row["id"]))
def test_velocity_is_the_sum_of_the_replays(issues, rows):
    now = at(135)
    table = velocity(
        sprints_frame(rows),
        issues_frame(issues),
        changelog_frame(issues),
        statuses=statuses_frame(),
        now=now,
    )
    assert table["sprint_id"].tolist() == [row["id"] for row in rows]
    for row, sums in zip(rows, table.to_dict("records"), strict=True):
        told = [replayed(issue, str(row["id"]), *run_of(row, now)) for issue in issues]
        told = [each for each in told if each and each["outcome"] != "done outside"]
        kinds = {
            "committed": [each for each in told if each["committed"]],
            "added": [each for each in told if not each["committed"]],
            "removed": [each for each in told if each["outcome"] == "removed"],
            "done": [each for each in told if each["outcome"] == "done"],
            "carried_over": [each for each in told if each["outcome"] == "carried over"],
        }
        for name, some in kinds.items():
            points = "points_committed" if name == "committed" else "points"
            assert sums[name] == len(some)
            assert sums[f"{name}_points"] == sum(each[points] or 0 for each in some)
        assert sums["committed"] + sums["added"] == (
            sums["done"] + sums["carried_over"] + sums["removed"]
        )


@patient
@given(
    issues=sprint_worlds, row=windows(), points=st.sampled_from(["Story Points", None]),
    freq=st.sampled_from(["D", "6h"]),
)  # fmt: skip
def test_the_burndown_is_what_a_replay_says_at_each_moment(issues, row, points, freq):
    now = at(135)
    frames = (issues_frame(issues), changelog_frame(issues))
    options = {"points": points, "statuses": statuses_frame(), "now": now}
    table = burndown(row, *frames, freq=freq, zone="Europe/Berlin", **options)
    start, until = run_of(row, now)
    for line in table[table["at"] <= now].to_dict("records"):
        moment = min(line["at"].to_pydatetime(), until - MICROSECOND)
        amounts = {True: 0.0, False: 0.0}
        for issue in issues:
            known = [
                each for each in moments(issue, str(row["id"]), start, until) if each.at <= moment
            ]
            if known and known[-1].counts:
                worth = 1 if points is None else _points(issue, moment) or 0
                amounts[known[-1].done] += worth
        assert (line["done"], line["remaining"]) == (amounts[True], amounts[False])
        assert line["scope"] == line["done"] + line["remaining"]
    first, last = table.iloc[0], table[table["at"] <= now].iloc[-1]
    report = sprint_report(row, *frames, **{**options, "points": "Story Points"})
    worth = report.assign(points_committed=1.0, points=1.0) if points is None else report
    assert first["scope"] == worth.loc[report["committed"], "points_committed"].sum()
    assert last["done"] == worth.loc[report["outcome"].eq("done"), "points"].sum()
    assert last["remaining"] == worth.loc[report["outcome"].eq("carried over"), "points"].sum()


@settings(patient, max_examples=5)
@given(
    issues=sprint_worlds, rows=st.lists(windows(), max_size=2, unique_by=lambda row: row["id"]),
    lost=st.sets(st.integers(0, 60)),
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::jiraframe.errors.HistoryWarning")
def test_a_history_with_holes_still_adds_up(issues, rows, lost):
    changelog = changelog_frame(issues)
    changelog = changelog[~changelog.index.isin(lost)]
    frames = (issues_frame(issues), changelog)
    options = {"statuses": statuses_frame(), "now": at(135)}
    table = velocity(sprints_frame(rows), *frames, **options)
    ends = table["done"] + table["carried_over"] + table["removed"]
    assert (table["committed"] + table["added"]).tolist() == ends.tolist()
    for row, sums in zip(rows, table.to_dict("records"), strict=True):
        report = sprint_report(row, *frames, **options)
        assert (report["added"].isna() | report["added"].gt(run_of(row, at(135))[0])).all()
        assert report["outcome"].eq("done").sum() == sums["done"]
        past = as_of(*frames, run_of(row, at(135))[0]).set_index("key")
        there = past["Sprint.id"].map(lambda ids, sprint=row["id"]: sprint in ids)
        assert set(report.loc[report["committed"], "key"]) <= set(there[there].index)


def in_alpha(*events: Event, created: float = 0, **first: Any) -> Issue:
    """An issue that is in Alpha from its creation, in the state To Do."""
    return Issue("ENG-1", at(created), {"Sprint": (ALPHA,), **first}, events)


def elsewhere(*events: Event, created: float = 0, **first: Any) -> Issue:
    """An issue that is in no sprint."""
    return Issue("ENG-1", at(created), first, events)


def report_of(*issues: Issue, sprint: Any = SPRINTS, **options: Any) -> pd.DataFrame:
    return report_from(issues_frame(issues), changelog_frame(issues), sprint=sprint, **options)


def report_from(
    issues: pd.DataFrame, changelog: pd.DataFrame, sprint: Any = SPRINTS, **options: Any
) -> pd.DataFrame:
    options = {"points": None, "statuses": statuses_frame(), "now": NOW, **options}
    return sprint_report(sprint, issues, changelog, **options)


def told(row: pd.Series[Any]) -> dict[str, Any]:
    """Give what is there of a row."""
    return {name: value for name, value in row.items() if pd.notna(value)}


def status(hour: float, value: Any) -> Event:
    return Event(at(hour), "status", value)


def put(hour: float, *sprints: Any) -> Event:
    return Event(at(hour), "Sprint", sprints)


COMMITTED, NOT_COMMITTED = {"committed": True}, {"committed": False}
CARRIED, FINISHED, REMOVED = (
    {"outcome": outcome} for outcome in ("carried over", "done", "removed")
)
OUTSIDE = NOT_COMMITTED | {"outcome": "done outside"}
RULES = {
    "what is in it at the start and open at the end is committed and carried over": (
        in_alpha(),
        COMMITTED | CARRIED,
    ),
    "what is done in it is done": (
        in_alpha(status(20, DONE)),
        COMMITTED | FINISHED | {"finished": at(20)},
    ),
    "what is put in at the very start is committed": (
        elsewhere(put(10, ALPHA)),
        COMMITTED | CARRIED,
    ),
    "what is put in later is added": (
        elsewhere(put(20, ALPHA)),
        NOT_COMMITTED | CARRIED | {"added": at(20)},
    ),
    "what is put in later and done is both": (
        elsewhere(put(20, ALPHA), status(30, DONE)),
        NOT_COMMITTED | FINISHED | {"added": at(20), "finished": at(30)},
    ),
    "what is created in the sprint is added as it is created": (
        in_alpha(created=15),
        NOT_COMMITTED | CARRIED | {"added": at(15)},
    ),
    "what was moved before it was created, by some clock, comes as it is created": (
        elsewhere(put(5, ALPHA), created=15),
        NOT_COMMITTED | CARRIED | {"added": at(15)},
    ),
    "what comes from another sprint is added": (
        elsewhere(put(20, BETA, ALPHA), Sprint=(BETA,)),
        NOT_COMMITTED | CARRIED | {"added": at(20)},
    ),
    "what is taken out and stays out is removed": (
        in_alpha(put(20)),
        COMMITTED | REMOVED | {"removed": at(20)},
    ),
    "what is moved to another sprint is removed": (
        in_alpha(put(49, BETA)),
        COMMITTED | REMOVED | {"removed": at(49)},
    ),
    "what is removed twice was removed the last time": (
        in_alpha(put(20), put(25, ALPHA), put(30)),
        COMMITTED | REMOVED | {"removed": at(30)},
    ),
    "what is removed and comes again is not removed": (
        in_alpha(put(20), put(30, ALPHA)),
        COMMITTED | CARRIED,
    ),
    "what is added, removed and comes again was added the first time": (
        elsewhere(put(20, ALPHA), put(25), put(30, ALPHA)),
        NOT_COMMITTED | CARRIED | {"added": at(20)},
    ),
    "what is done and then removed is removed": (
        in_alpha(status(20, DONE), put(30)),
        COMMITTED | REMOVED | {"removed": at(30), "finished": at(20)},
    ),
    "what is removed and then done is removed": (
        in_alpha(put(20), status(30, DONE)),
        COMMITTED | REMOVED | {"removed": at(20)},
    ),
    "what Jira moves on as the sprint is completed is not removed": (
        in_alpha(put(50, BETA)),
        COMMITTED | CARRIED,
    ),
    "what Jira moves on a moment later, keeping the closed sprint, is not removed": (
        in_alpha(put(50.01, ALPHA, BETA)),
        COMMITTED | CARRIED,
    ),
    "what goes back to the backlog a moment later is not removed": (
        in_alpha(put(50.01)),
        COMMITTED | CARRIED,
    ),
    "what is done at the very end is done in the next sprint": (
        in_alpha(status(50, DONE)),
        COMMITTED | CARRIED,
    ),
    "what is done and opened again before the end is carried over": (
        in_alpha(status(20, DONE), status(30, DOING)),
        COMMITTED | CARRIED,
    ),
    "what is done a second time was finished the second time": (
        in_alpha(status(20, DONE), status(30, DOING), status(40, DONE)),
        COMMITTED | FINISHED | {"finished": at(40)},
    ),
    "what moves from a done state to another was finished the first time": (
        in_alpha(status(20, DONE), status(30, CLOSED)),
        COMMITTED | FINISHED | {"finished": at(20)},
    ),
    "what is opened again after the end is done": (
        in_alpha(status(20, DONE), status(60, DOING)),
        COMMITTED | FINISHED | {"finished": at(20)},
    ),
    "what is done at the very start is work of the sprint": (
        in_alpha(status(10, DONE)),
        COMMITTED | FINISHED | {"finished": at(10)},
    ),
    "what was done before the sprint is no work of it": (
        in_alpha(status(5, DONE)),
        OUTSIDE,
    ),
    "what was done before and is opened again is added at that moment": (
        in_alpha(status(5, DONE), status(20, DOING)),
        NOT_COMMITTED | CARRIED | {"added": at(20)},
    ),
    "what was done before, opened again and done again is done": (
        in_alpha(status(5, DONE), status(20, DOING), status(30, DONE)),
        NOT_COMMITTED | FINISHED | {"added": at(20), "finished": at(30)},
    ),
    "what was done when it was put in is no work of the sprint": (
        elsewhere(status(20, DONE), put(30, ALPHA)),
        OUTSIDE,
    ),
    "what is put in and done in one go is work of the sprint": (
        elsewhere(put(20, ALPHA), status(20, DONE)),
        NOT_COMMITTED | FINISHED | {"added": at(20), "finished": at(20)},
    ),
    "what is done in the sprint, taken out and put in again is done": (
        in_alpha(status(20, DONE), put(25), put(30, ALPHA)),
        COMMITTED | FINISHED | {"finished": at(20)},
    ),
    "what is taken out, done elsewhere and put in again was removed": (
        in_alpha(put(20), status(25, DONE), put(30, ALPHA)),
        COMMITTED | REMOVED | {"removed": at(20)},
    ),
    "what is put in at the very end is not in it": (elsewhere(put(50, ALPHA)), None),
    "what is put in after the end is not in it": (elsewhere(put(60, ALPHA)), None),
    "what is taken out at the very start is not in it": (in_alpha(put(10)), None),
    "what was taken out before the start is not in it": (in_alpha(put(5)), None),
    "what is created after the end is not in it": (in_alpha(created=60), None),
    "what has no sprint of its own, as sub-tasks have none, is not in it": (elsewhere(), None),
}


@pytest.fixture(scope="module")
def report() -> dict[str, dict[str, Any]]:
    """The rows of one report on the issues of all rules, by the rule."""
    cases = {**RULES, **ESTIMATES}
    frame = report_of(*(replace(issue, key=rule) for rule, (issue, *_) in cases.items()),
                      points="Story Points")  # fmt: skip
    return {row["key"]: told(row.drop(["key", "summary"])) for _, row in frame.iterrows()}


@pytest.mark.parametrize("rule", RULES)
def test_rule(rule, report):
    _, expected = RULES[rule]
    row = report.get(rule)
    assert (row and {name: row[name] for name in row if "points" not in name}) == expected


def points(hour: float, value: float | None) -> Event:
    return Event(at(hour), "Story Points", value)


ESTIMATES = {
    "what nobody changes is the same at start and end": (in_alpha(**{"Story Points": 3}), 3, 3),
    "what changes in the sprint is other at its end": (
        in_alpha(points(20, 8), **{"Story Points": 3}),
        3,
        8,
    ),
    "what changes after the sprint does not matter": (
        in_alpha(points(60, 8), **{"Story Points": 3}),
        3,
        3,
    ),
    "what changes as the sprint is completed does not matter": (
        in_alpha(points(50, 8), **{"Story Points": 3}),
        3,
        3,
    ),
    "what is estimated after the start is committed without points": (
        in_alpha(points(20, 8)),
        None,
        8,
    ),
    "what is removed has the points of then": (
        in_alpha(points(20, 8), put(30), points(40, 1), **{"Story Points": 3}),
        3,
        8,
    ),
    "what is added has no points at the start": (
        elsewhere(put(20, ALPHA), **{"Story Points": 3}),
        None,
        3,
    ),
    "what was done outside has no points at the start": (
        in_alpha(status(5, DONE), **{"Story Points": 3}),
        None,
        3,
    ),
}


@pytest.mark.parametrize("rule", ESTIMATES)
def test_estimate(rule, report):
    _, at_start, at_end = ESTIMATES[rule]
    assert (report[rule].get("points_committed"), report[rule].get("points")) == (at_start, at_end)


def test_the_rows_are_in_the_order_of_the_issues():
    issues = [Issue(f"ENG-{n}", at(0), {"Sprint": (ALPHA,)}) for n in (2, 10, 1)]
    assert report_of(*issues)["key"].tolist() == ["ENG-2", "ENG-10", "ENG-1"]


def test_without_points_there_are_no_columns_of_points():
    report = report_of(in_alpha())
    assert report.columns.tolist() == [each for each in REPORT if "points" not in each]


RUNNING = {"id": 7, "name": "Alpha", "state": "active", "start": at(10), "end": at(50)}


def test_a_sprint_that_runs_is_told_until_now_and_now_is_part_of_it():
    report = report_of(elsewhere(put(20, ALPHA), put(30)), sprint=RUNNING, now=at(20))
    assert told(report.iloc[0])["added"] == at(20)
    assert report["outcome"].item() == "carried over"
    assert report_of(in_alpha(put(60)), sprint=RUNNING, now=at(70))["removed"].item() == at(60)


def test_a_closed_sprint_ran_at_an_earlier_now():
    assert report_of(in_alpha(status(40, DONE)), now=at(30))["outcome"].item() == "carried over"
    assert report_of(in_alpha(put(40)), now=at(30))["outcome"].item() == "carried over"


def test_a_sprint_begins_when_it_was_really_started():
    late = {**RUNNING, "activated": at(12)}
    assert report_of(elsewhere(put(11, ALPHA)), sprint=late)["committed"].item()
    assert not report_of(elsewhere(put(11, ALPHA)), sprint=RUNNING)["committed"].item()


def test_a_closed_sprint_without_a_time_of_completion_ends_as_planned():
    closed = {**RUNNING, "state": "CLOSED"}
    assert report_of(in_alpha(status(60, DONE)), sprint=closed)["outcome"].item() == "carried over"


@pytest.mark.parametrize("backend", [lambda frame: frame, in_arrow], ids=["numpy", "arrow"])
@pytest.mark.parametrize(
    "take", [lambda frame: frame, lambda frame: frame.iloc[0], lambda frame: dict(frame.iloc[0])]
)
def test_a_sprint_is_a_row_a_mapping_or_a_frame_of_one_row(backend, take):
    issue = in_alpha(status(20, DONE))
    report = report_of(issue, sprint=take(backend(SPRINTS)))
    pd.testing.assert_frame_equal(report, report_of(issue))


@pytest.mark.parametrize(
    ("done", "finished"),
    [
        ("Closed", 40),
        (["done", "closed"], 30),
        (None, 30),
        (["Review, please", "Closed"], 40),
        ("Done", None),
        ("in progress", None),
    ],
)
def test_done_is_what_the_team_calls_so(done, finished):
    issue = in_alpha(status(20, REVIEW), status(30, DONE), status(40, CLOSED))
    report = report_of(issue, done=done)
    assert told(report.iloc[0]).get("finished") == (finished and at(finished))


def test_sub_tasks_are_left_out_where_the_issues_tell_them():
    issues = [Issue(f"ENG-{n}", at(0), {"Sprint": (ALPHA,)}) for n in (1, 2)]
    frame = issues_frame(issues).assign(**{"issuetype.subtask": [True, False]})
    report = report_from(frame, changelog_frame(issues))
    assert report["key"].tolist() == ["ENG-2"]


@pytest.mark.parametrize("label", ["customfield_10020.id", "Sprint (customfield_10020).id"])
def test_the_sprint_field_is_found_by_each_of_its_labels(label):
    issues = [in_alpha(put(20))]
    frame = issues_frame(issues).rename(columns={"Sprint.id": label})
    report = report_from(frame, changelog_frame(issues))
    assert report["outcome"].tolist() == ["removed"]


def test_an_issue_with_a_list_of_many_sprints_is_in_each_of_them():
    report = report_of(in_alpha(put(30, BETA, AGAIN, ALPHA), put(40, BETA, AGAIN)))
    assert report["removed"].item() == at(40)
    # 7 is no part of 17, 70 and 170.
    issues = [elsewhere(put(20, ALPHA))]
    changelog = changelog_frame(issues).assign(to="17, 70, 170")
    frame = issues_frame(issues)
    frame["Sprint.id"] = [[17, 70, 170]]
    assert not len(report_from(frame, changelog))


def test_sprints_that_do_not_follow_from_their_changes_are_said():
    issues = [in_alpha(put(20))]
    frame = issues_frame(issues)
    frame["Sprint.id"] = [[7]]
    with pytest.warns(HistoryWarning, match=r"sprints of 1 issues.*\(ENG-1\)"):
        report = report_from(frame, changelog_frame(issues))
    assert report["outcome"].tolist() == ["carried over"]


def test_a_history_that_contradicts_itself_in_other_sprints_is_no_matter():
    issues = [in_alpha(put(20, BETA, ALPHA))]
    frame = issues_frame(issues)
    frame["Sprint.id"] = [[7]]
    report = report_from(frame, changelog_frame(issues))
    assert report["outcome"].tolist() == ["carried over"]


def test_an_estimate_that_is_no_number_is_missing_and_said():
    issues = [in_alpha(points(20, 8), **{"Story Points": 3})]
    changelog = changelog_frame(issues).assign(from_text="three")
    with pytest.warns(HistoryWarning, match=r"1 past estimates are no numbers.*\(ENG-1\)"):
        report = report_from(issues_frame(issues), changelog, points="Story Points")
    assert pd.isna(report["points_committed"].item())


def test_a_sprint_that_ends_before_it_starts_is_said():
    odd = {**RUNNING, "completed": at(9)}
    with pytest.warns(HistoryWarning, match=r"1 sprints ended no later than .* \(Alpha\)"):
        assert not len(report_of(in_alpha(), sprint=odd))
    with pytest.warns(HistoryWarning, match="no later"):
        assert len(table_of(odd)) == 1


def test_a_warning_points_at_the_line_that_asked():
    odd = {**RUNNING, "completed": at(9)}
    frames = (issues_frame(TEAM), changelog_frame(TEAM))
    options = {"statuses": statuses_frame(), "now": NOW}
    for ask in (
        lambda: sprint_report(odd, *frames, **options),
        lambda: burndown(odd, *frames, **options),
        lambda: velocity(BOARD.assign(completed=BOARD["start"]), *frames, **options),
    ):
        with pytest.warns(HistoryWarning) as caught:
            ask()
        assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sprint": {**RUNNING, "state": "future"}}, "Sprint 'Alpha' has not started"),
        ({"sprint": {**RUNNING, "start": None}}, "Sprint 'Alpha' has not started"),
        ({"now": at(5)}, "Sprint 'Alpha' has not started"),
        ({"sprint": pd.concat([SPRINTS, SPRINTS])}, "sprint has 2 rows"),
        ({"sprint": "Alpha"}, "sprint is a str"),
        ({"sprint": {"name": "Alpha"}}, "no column 'id'"),
        (
            {"sprint": {**RUNNING, "start": "2026-03-02"}},
            "'start' of sprint .* without a time zone",
        ),
        ({"sprint": {**RUNNING, "id": "Alpha"}}, "an id that is no number"),
        (
            {"sprint": SPRINTS.assign(start=pd.Timestamp("2026-03-02"))},
            "'start' of sprint holds no",
        ),
        ({"points": "Size"}, "no column 'Size'. Name the column of the estimates"),
        ({"points": "Story points"}, "'Story points'. Did you mean 'Story Points'"),
        ({"points": "status"}, "'status' of issues holds no numbers"),
        ({"done": "Finished"}, "No status is called 'Finished'"),
    ],
)
def test_what_makes_no_report_is_said(change, said):
    with pytest.raises(ArgumentError, match=said):
        report_of(in_alpha(), **change)


def test_issues_without_the_ids_of_their_sprints_make_no_report():
    issues = [in_alpha()]
    frame = issues_frame(issues).drop(columns="Sprint.id")
    with pytest.raises(ArgumentError, match=r"no column 'Sprint.id'.*jira.search"):
        sprint_report(SPRINTS, frame, changelog_frame(issues))


BOARD = sprints_frame(
    [
        {"id": 8, "name": "Beta", "state": "active", "start": at(50), "end": at(90)},
        {"id": 7, "name": "Alpha", "state": "closed", "start": at(10), "completed": at(50)},
        {"id": 9, "name": "Gamma", "state": "future", "start": at(60)},
    ]
)
TEAM = [
    Issue("ENG-1", at(0), {"Sprint": (ALPHA,), "Story Points": 3}, [status(20, DONE)]),
    Issue("ENG-2", at(0), {"Sprint": (ALPHA,), "Story Points": 8},
          [points(30, 1), put(50.1, ALPHA, BETA), status(60, DONE)]),
    Issue("ENG-3", at(0), {"Sprint": (ALPHA,)}, [put(40, BETA)]),
    Issue("ENG-4", at(25), {"Sprint": (ALPHA,), "Story Points": 0.5}),
]  # fmt: skip


@BACKENDS
def test_velocity_of_a_board(backend):
    table = velocity(
        backend(BOARD),
        backend(issues_frame(TEAM)),
        backend(changelog_frame(TEAM)),
        statuses=backend(statuses_frame()),
        now=at(80),
    )
    expected = pd.DataFrame(
        {
            "sprint_id": pd.Series([8, 7], dtype="Int64"),
            "sprint": pd.Series(["Beta", "Alpha"], dtype="str"),
            "start": pd.Series([at(50), at(10)], dtype="datetime64[us, UTC]"),
            "end": pd.Series([at(80), at(50)], dtype="datetime64[us, UTC]"),
            **{
                name: pd.Series(counts, dtype="Int64")
                for name, counts in {
                    "committed": [1, 3],
                    "added": [1, 1],
                    "removed": [0, 1],
                    "done": [1, 1],
                    "carried_over": [1, 2],
                }.items()
            },
            "committed_points": [0.0, 11.0],
            "done_points": [1.0, 3.0],
            "added_points": [1.0, 0.5],
            "removed_points": [0.0, 0.0],
            "carried_over_points": [0.0, 1.5],
        }
    )
    pd.testing.assert_frame_equal(table, expected)


def test_a_sprint_of_two_boards_counts_once():
    both = pd.concat([BOARD, BOARD])
    frames = (issues_frame(TEAM), changelog_frame(TEAM))
    options = {"statuses": statuses_frame(), "now": at(80)}
    pd.testing.assert_frame_equal(
        velocity(both, *frames, **options), velocity(BOARD, *frames, **options)
    )


def test_velocity_may_count_issues_alone():
    table = velocity(
        BOARD, issues_frame(TEAM), changelog_frame(TEAM), points=None, done="Done", now=at(80)
    )
    assert table.columns.tolist()[4:] == ["committed", "added", "removed", "done", "carried_over"]
    assert table["done"].tolist() == [1, 1]


def test_velocity_of_no_sprint_and_of_no_issue_has_its_columns():
    some = (issues_frame(TEAM), changelog_frame(TEAM))
    nothing = velocity(BOARD.iloc[:0], *some, done="Done", now=NOW)
    idle = velocity(BOARD, *(each.iloc[:0] for each in some), done="Done", now=NOW)
    assert nothing.dtypes.to_dict() == idle.dtypes.to_dict()
    assert (len(nothing), idle["committed_points"].tolist()) == (0, [0.0, 0.0])


def table_of(*args: Any, **options: Any) -> list[tuple[Any, ...]]:
    options = {"statuses": statuses_frame(), "now": NOW, **options}
    table = burndown(*args, issues_frame(TEAM), changelog_frame(TEAM), **options)
    return [
        (line.at, *(None if pd.isna(each) else each for each in line[2:]))
        for line in table.itertuples()
    ]


def test_burndown_of_a_closed_sprint():
    # It starts on Monday at 18:00 and is completed on Wednesday at 10:00.
    assert table_of(SPRINTS, freq="12h") == [
        # at, remaining, done, scope, ideal
        (at(10), 11, 0, 11, 11),
        (at(16), 11, 0, 11, pytest.approx(11 * 34 / 40)),
        (at(28), 8.5, 3, 11.5, pytest.approx(11 * 22 / 40)),
        (at(40), 1.5, 3, 4.5, pytest.approx(11 * 10 / 40)),
        (at(50), 1.5, 3, 4.5, 0),
    ]


def test_burndown_in_issues():
    assert table_of(SPRINTS, points=None)[-1][1:4] == (2, 1, 3)


def test_burndown_of_a_sprint_that_runs_goes_on_as_ideal_to_its_planned_end():
    assert table_of(RUNNING, now=at(30), freq="D") == [
        (at(10), 11, 0, 11, 11),
        (at(16), 11, 0, 11, pytest.approx(11 * 34 / 40)),
        (at(30), 1.5, 3, 4.5, pytest.approx(11 * 20 / 40)),
        (at(40), None, None, None, pytest.approx(11 * 10 / 40)),
        (at(50), None, None, None, 0),
    ]


def test_burndown_of_a_sprint_that_runs_too_long_stays_at_0():
    lines = table_of(RUNNING, now=at(70))
    assert [line[0] for line in lines] == [at(10), at(16), at(40), at(64), at(70)]
    assert [line[-1] for line in lines][3:] == [0, 0]


def test_burndown_days_are_those_of_the_zone():
    table = burndown(
        SPRINTS, issues_frame(TEAM), changelog_frame(TEAM),
        done="Done", now=NOW, zone="America/New_York",
    )  # fmt: skip
    assert str(table["at"].dtype) == "datetime64[us, America/New_York]"
    assert table["at"].dt.strftime("%d %H").tolist() == ["02 13", "03 00", "04 00", "04 05"]
    assert table.dtypes.astype(str).tolist()[1:] == ["float64"] * 4


def test_an_issue_counts_once_although_its_list_names_a_sprint_twice():
    frame = issues_frame([in_alpha()])
    frame["Sprint.id"] = [[7, 7]]
    table = burndown(SPRINTS, frame, changelog_frame([]), points=None, now=NOW)
    assert table["scope"].tolist() == [1.0] * len(table)


def test_burndown_of_nothing_is_0():
    table = burndown(SPRINTS, issues_frame([]), changelog_frame([]), done="Done", now=NOW)
    assert table["ideal"].tolist() == table["scope"].tolist() == [0.0] * len(table)
