"""Stays in statuses: as the histories tell them, in order, and never silently guessed."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from jiraframe.errors import ArgumentError, HistoryWarning
from jiraframe.flow._intervals import status_intervals
from tests.flow_histories import (
    CATEGORIES,
    CATEGORY,
    ID,
    MONDAY,
    NAME,
    NOW,
    Change,
    Issue,
    consistent,
    frames,
    inconsistent,
    stays,
    story,
)

patient = settings(deadline=None, max_examples=25)
SCHEMA = {
    "key": "str",
    "status_id": "str",
    "status": "str",
    "status_category": "str",
    "category_key": "str",
    "start": "datetime64[us, UTC]",
    "end": "datetime64[us, UTC]",
    "duration": "timedelta64[us]",
    "problem": "str",
}
_MOMENTS = st.integers(-10, 28 * 48).map(lambda number: MONDAY + number * timedelta(minutes=30))


def told(*issues: Issue, now: Any = NOW, **more: Any) -> pd.DataFrame:
    """Tell the stays of issues, whatever is wrong with their histories."""
    made = frames(issues)
    return read(made.changelog, made.issues, now=now, **more)


def read(changelog: pd.DataFrame, issues: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """Tell the stays of frames, whatever is wrong with them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", HistoryWarning)
        return status_intervals(changelog, issues, **{"now": NOW, **more})


def spoken(intervals: pd.DataFrame) -> list[str]:
    """Say each stay in words: the status, its days, and what is wrong."""
    rows = zip(intervals["status"], intervals["duration"], intervals["problem"], strict=True)
    return [
        f"{status} {duration / timedelta(days=1):g}" + ("" if pd.isna(problem) else f", {problem}")
        for status, duration, problem in rows
    ]


def moved(created: float, *moves: tuple[float, str, str], present: str = "Done") -> Issue:
    """Make an issue of any moves, whether they fit together or not."""
    changes = [
        Change(MONDAY + timedelta(days=day), ID[before], ID[after]) for day, before, after in moves
    ]
    return Issue("ENG-1", MONDAY + timedelta(days=created), ID[present], changes)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ("0 Backlog", ["Backlog 28"]),
        ("0 Backlog, 3 In Progress, 4.5 Done", ["Backlog 3", "In Progress 1.5", "Done 23.5"]),
        ("0 Backlog, 0 In Progress", ["Backlog 0", "In Progress 28"]),
        ("3 Backlog, 5 Done, 5 Backlog, 5 Done", ["Backlog 2", "Done 0", "Backlog 0", "Done 23"]),
        ("0 Backlog, 28 Done", ["Backlog 28", "Done 0"]),
    ],
)
def test_a_history_becomes_stays(history, expected):
    assert spoken(told(story(history))) == expected


@pytest.mark.parametrize(
    ("why", "issue", "expected"),
    [
        (
            "a change comes from where the issue was not",
            moved(0, (2, "Backlog", "In Progress"), (5, "In Review", "Done")),
            ["Backlog 2", "In Progress 3, gap", "Done 23"],
        ),
        (
            "a change is older than the issue",
            moved(3, (1, "Backlog", "In Progress"), (5, "In Progress", "Done")),
            ["Backlog 0", "In Progress 2, before creation", "Done 23"],
        ),
        (
            "all changes are older than the issue",
            moved(3, (1, "Backlog", "In Progress"), (2, "In Progress", "Done")),
            ["Backlog 0", "In Progress 0, before creation", "Done 25, before creation"],
        ),
        (
            "the issue is not where the last change left it",
            moved(0, (2, "Backlog", "In Progress"), present="Done"),
            ["Backlog 2", "In Progress 26, present differs"],
        ),
        (
            "several at once",
            moved(3, (1, "Backlog", "In Progress"), (5, "Done", "Backlog")),
            ["Backlog 0", "In Progress 2, gap, before creation", "Backlog 23, present differs"],
        ),
        (
            "a move from a status to itself begins a stay and contradicts nothing",
            moved(0, (2, "Done", "Done")),
            ["Done 2", "Done 26"],
        ),
    ],
)
def test_a_contradiction_is_told_at_the_stay_in_doubt(why, issue, expected):
    assert spoken(told(issue)) == expected, why


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0.5, []),
        (1, ["Backlog 0"]),
        (2, ["Backlog 1"]),
        (3, ["Backlog 2", "In Progress 0"]),
        (9, ["Backlog 2", "In Progress 6"]),
        (10, ["Backlog 2", "In Progress 7", "Done 0"]),
    ],
)
def test_an_earlier_now_knows_nothing_of_later_changes(day, expected):
    issue = story("1 Backlog, 3 In Progress, 10 Done")
    intervals = told(issue, now=MONDAY + timedelta(days=day))
    assert spoken(intervals) == expected
    assert intervals["end"].isna().sum() == min(1, len(intervals))


def test_the_present_is_not_compared_with_an_earlier_now():
    issue = moved(0, (2, "Backlog", "In Progress"), (5, "In Progress", "In Review"))
    assert spoken(told(issue, now=MONDAY + timedelta(days=4))) == ["Backlog 2", "In Progress 2"]


def test_without_now_a_stay_lasts_until_this_moment():
    before = pd.Timestamp.now(tz="UTC")
    intervals = told(story("0 Backlog, 1 Done"), now=None)
    until = (intervals["start"] + intervals["duration"]).iloc[-1]
    assert before.floor("us") <= until <= pd.Timestamp.now(tz="UTC")


def test_what_the_clock_says_is_still_to_come_begins_now():
    far = datetime.fromisoformat("2900-01-01T00:00+00:00")
    issue = Issue("ENG-1", MONDAY, ID["Done"], [Change(far, ID["Backlog"], ID["Done"])])
    new = Issue("ENG-2", far, ID["Backlog"])
    made = frames([issue, new])
    with pytest.warns(HistoryWarning, match=r"after now: 2 \(ENG-1, ENG-2\)"):
        intervals = status_intervals(made.changelog, made.issues)
    assert spoken(intervals)[1:] == ["Done 0, after now", "Backlog 0, after now"]
    assert intervals["end"].isna().tolist() == [False, True, True]
    assert intervals["end"][0] == intervals["start"][1]


@patient
@given(consistent(), st.booleans())
def test_consistent_histories_are_told_exactly(issues, arrow):
    made = frames(issues)
    changelog, now_issues = made.changelog, made.issues
    if arrow:
        changelog, now_issues = (
            each.convert_dtypes(dtype_backend="pyarrow") for each in (changelog, now_issues)
        )
    intervals = read(changelog, now_issues, now=NOW.isoformat())
    expected = [
        {
            "key": stay.key,
            "status_id": stay.status,
            "status": NAME[stay.status],
            "status_category": CATEGORIES[CATEGORY[stay.status]],
            "category_key": CATEGORY[stay.status],
            "start": stay.start,
            "end": stay.end,
            "duration": (stay.end or NOW) - stay.start,
            "problem": None,
        }
        for stay in stays(issues)
    ]
    # Without `statuses`, categories are known of the statuses that some issue is in.
    present = {issue.status for issue in issues}
    for row in expected:
        if row["status_id"] not in present:
            row["status_category"] = row["category_key"] = None
    assert_frame_equal(intervals, frame_of(expected))
    with_all = status_intervals(changelog, now_issues, statuses=made.statuses, now=NOW)
    assert with_all["category_key"].tolist() == [CATEGORY[stay.status] for stay in stays(issues)]


@patient
@given(inconsistent(), _MOMENTS | st.none())
def test_any_history_is_told_step_by_step(issues, now):
    made = frames(issues)
    intervals = told(*issues, now=now or NOW, statuses=made.statuses)
    expected = [row for issue in issues for row in followed(issue, now or NOW)]
    assert_frame_equal(intervals, frame_of(expected))


@patient
@given(inconsistent(), _MOMENTS | st.none())
def test_the_stays_of_an_issue_fill_its_life_without_a_hole(issues, now):
    intervals = told(*issues, now=now or NOW)
    created = {issue.key: issue.created for issue in issues if issue.created <= (now or NOW)}
    assert intervals["key"].unique().tolist() == list(created)
    for key, rows in intervals.groupby("key"):
        assert rows["start"].iloc[0] == created[key]
        assert (rows["duration"] >= pd.Timedelta(0)).all()
        assert rows["start"].tolist()[1:] == rows["end"].tolist()[:-1]
        assert rows["duration"].sum() == (now or NOW) - created[key]


@patient
@given(consistent())
def test_the_order_of_issues_is_kept_and_that_of_the_changelog_matters_not(issues):
    made, turned = frames(issues), frames(issues[::-1])
    expected = read(made.changelog, made.issues)
    assert_frame_equal(read(turned.changelog, made.issues), expected)
    intervals = read(made.changelog, turned.issues)
    assert intervals["key"].unique().tolist() == [issue.key for issue in issues[::-1]]
    assert_frame_equal(intervals.sort_values("key", kind="stable", ignore_index=True), expected)


def test_changes_out_of_order_are_put_in_order():
    made = frames([story("0 Backlog, 1 In Progress, 3 Done")])
    intervals = read(made.changelog[::-1], made.issues)
    assert spoken(intervals) == ["Backlog 1", "In Progress 2", "Done 25"]


def test_nothing_given_gives_the_whole_schema():
    made = frames([])
    intervals = status_intervals(made.changelog, made.issues, now=NOW)
    assert {name: str(dtype) for name, dtype in intervals.dtypes.items()} == SCHEMA
    assert isinstance(intervals.index, pd.RangeIndex)
    bare = status_intervals(
        pd.DataFrame(columns=made.changelog.columns), pd.DataFrame(columns=made.issues.columns)
    )
    assert {name: str(dtype) for name, dtype in bare.dtypes.items()} == SCHEMA


def test_what_was_given_stays_as_it_is():
    made = frames([story("0 Backlog, 1 Done")])
    before = made.changelog.copy(), made.issues.copy()
    read(made.changelog, made.issues)
    assert_frame_equal(made.changelog, before[0])
    assert_frame_equal(made.issues, before[1])


def names_then(*, statuses: list[dict[str, str]] | None, drop: tuple[str, ...] = ()) -> list[str]:
    """Tell what a status is called that was renamed from *Doing* to *In Progress*."""
    made = frames([story("0 Backlog, 1 In Progress, 3 Done"), story("0 In Progress", "ENG-2")])
    changelog = made.changelog.replace({"In Progress": "Doing"})
    site = None if statuses is None else pd.DataFrame(statuses)
    issues = made.issues.drop(columns=list(drop))
    return read(changelog, issues, statuses=site)["status"].tolist()


RENAMED = [
    {"id": "10001", "name": "Building", "category": "In Progress", "category_key": "indeterminate"}
]


@pytest.mark.parametrize(
    ("statuses", "drop", "name"),
    [
        (RENAMED, (), "Building"),
        (None, (), "In Progress"),
        (None, ("status.id",), "Doing"),
    ],
    ids=["as statuses call it", "as issues in it call it", "as its latest change calls it"],
)
def test_a_status_has_the_name_of_today(statuses, drop, name):
    assert names_then(statuses=statuses, drop=drop)[1] == name


@pytest.mark.parametrize(
    ("history", "side"),
    [
        ("0 Backlog, 1 In Progress, 3 Done", "from_text"),
        (
            "0 In Progress, 1 Backlog, 3 In Progress, 3 In Review, 4 In Progress, 5 Done",
            "from_text",
        ),
        ("0 In Progress, 1 Backlog, 3 In Progress", "to_text"),
    ],
    ids=["left last", "entered and left often", "entered last"],
)
def test_the_latest_change_names_a_status_that_nobody_else_names(history, side):
    # Nobody is in it now, or the issues do not tell the ids of what they are in.
    made = frames([story(history), story("0 Backlog, 1 Done", "ENG-2")])
    changelog = made.changelog.copy()
    mentions = changelog[side.removesuffix("_text")] == ID["In Progress"]
    changelog.loc[changelog[mentions].index[-1], side] = "Building"
    told = read(changelog, made.issues.drop(columns="status.id"))
    assert "In Progress" not in told["status"].tolist()
    assert "Building" in told["status"].tolist()


def test_an_id_is_not_guessed_from_the_name_of_another_issue():
    made = frames([story("0 Done"), story("0 Done", "ENG-2")])
    issues = made.issues.assign(**{"status.id": pd.Series(["10003", None], dtype="str")})
    assert read(made.changelog, issues)["status_id"].isna().tolist() == [False, True]


def categories(rows: list[tuple[Any, ...]]) -> list[str | None]:
    """Tell the categories of *Backlog*, *In Progress* and *Done* as some site knows them."""
    made = frames([story("0 Backlog, 1 In Progress, 3 Done")])
    site = pd.DataFrame(rows, columns=["id", "name", "category", "category_key"])
    keys = read(made.changelog, made.issues, statuses=site)["category_key"]
    return [None if pd.isna(key) else key for key in keys]


@pytest.mark.parametrize(
    ("why", "site", "expected"),
    [
        ("nobody knows them but of the present one", [], [None, None, "done"]),
        ("by id", [("10001", "X", "Läuft", "indeterminate")], [None, "indeterminate", "done"]),
        (
            "by name, when the status itself is gone",
            [("7", "Backlog", "Zu tun", "new")],
            ["new", None, "done"],
        ),
        (
            "not by a name that means several things",
            [("7", "Backlog", "Zu tun", "new"), ("8", "Backlog", "Läuft", "indeterminate")],
            [None, None, "done"],
        ),
        (
            "by id sooner than by name",
            [("10000", "Ideas", "Zu tun", "new"), ("8", "Backlog", "Läuft", "indeterminate")],
            ["new", None, "done"],
        ),
        (
            "statuses know better than issues",
            [("10003", "Done", "In Arbeit", "indeterminate")],
            [None, None, "indeterminate"],
        ),
    ],
)
def test_a_category_is_the_present_one_of_the_status(why, site, expected):
    assert categories(site) == expected, why


def test_the_name_of_the_category_is_that_of_the_site():
    made = frames([story("0 Backlog")])
    site = pd.DataFrame(
        [("10000", "Backlog", "Zu tun", "new")], columns=["id", "name", "category", "category_key"]
    )
    intervals = status_intervals(made.changelog, made.issues, statuses=site, now=NOW)
    assert intervals["status_category"].tolist() == ["Zu tun"]


def test_issues_that_tell_names_alone_are_compared_by_name():
    made = frames([story("0 Backlog, 1 Done"), story("0 Backlog", "ENG-2")])
    bare = made.issues[["key", "created", "status"]]
    intervals = status_intervals(made.changelog, bare, now=NOW)
    assert intervals["problem"].isna().all()
    assert intervals["status_id"].isna().tolist() == [False, False, True]
    # The site has one status of that name alone.
    known = status_intervals(made.changelog, bare, statuses=made.statuses, now=NOW)
    assert known["status_id"].tolist() == ["10000", "10003", "10000"]
    twice = pd.concat([made.statuses, made.statuses.head(1).assign(id="77")])
    unsure = status_intervals(made.changelog, bare, statuses=twice, now=NOW)
    assert unsure["status_id"].isna().tolist() == [False, False, True]
    wrong = bare.assign(status=["Backlog", "Backlog"])
    with pytest.warns(HistoryWarning, match=r"present differs: 1 \(ENG-1\)"):
        status_intervals(made.changelog, wrong, now=NOW)


def test_a_changelog_by_hand_may_name_the_field_and_the_statuses_alone():
    made = frames([story("0 Backlog, 1 In Progress, 3 Done")])
    by_hand = made.changelog.drop(columns="field_id").assign(
        field=made.changelog["field"].str.capitalize(), **{"from": None, "to": None}
    )
    intervals = status_intervals(by_hand, made.issues[["key", "created", "status"]], now=NOW)
    assert spoken(intervals) == ["Backlog 1", "In Progress 2", "Done 25"]


def test_what_is_not_told_contradicts_nothing():
    made = frames([story("0 Backlog, 1 In Progress, 3 Done")])
    changelog = made.changelog.copy()
    second = changelog["created"] == changelog["created"].max()
    changelog.loc[second, ["from", "from_text"]] = None
    hidden = made.issues.assign(**{"status": None, "status.id": None})
    assert spoken(read(changelog, hidden)) == ["Backlog 1", "In Progress 2", "Done 25"]
    first = changelog["created"] == changelog["created"].min()
    changelog.loc[first, ["from", "from_text", "to", "to_text"]] = None
    changelog.loc[second, ["from", "from_text"]] = ["10001", "In Progress"]
    assert spoken(read(changelog, hidden)) == ["nan 1", "nan 2", "Done 25"]


def test_another_field_called_status_is_not_the_status():
    made = frames([story("0 Backlog, 1 In Progress, 3 Done")])
    named = made.changelog.assign(field="Status", field_id="customfield_10200", to_text="Red")
    link = made.changelog.head(1).assign(field="Link", field_id=None)
    changelog = pd.concat([link, named, made.changelog])
    assert spoken(read(changelog, made.issues)) == ["Backlog 1", "In Progress 2", "Done 25"]


def test_a_warning_counts_what_is_wrong_and_names_three_issues():
    broken = [
        moved(0, (2, "Backlog", "In Progress"))._replace(key=f"ENG-{number}")
        for number in range(1, 6)
    ]
    late = moved(3, (1, "Backlog", "Done"))._replace(key="ENG-9")
    strangers = frames([story("0 Backlog, 1 In Progress, 2 Done", "OPS-7")])
    made = frames([*broken, late, story("0 Backlog, 1 Done", "ENG-10")])
    changelog = pd.concat([strangers.changelog, made.changelog])
    with pytest.warns(HistoryWarning) as said:
        status_intervals(changelog, made.issues, statuses=made.statuses, now=NOW)
    assert [str(each.message) for each in said] == [
        "Histories that contradict themselves: 6; before creation: 1 (ENG-9), present differs: 5 "
        "(ENG-1, ENG-2, ENG-3, ...). The column problem marks the stays in doubt. Changes that are "
        "left out, as their issues are not in issues: 2 (OPS-7)."
    ]
    assert said[0].filename == __file__


def test_a_warning_names_statuses_that_measures_by_category_would_leave_out():
    made = frames([story("0 Backlog, 1 In Progress, 2 In Review, 3 Done")])
    with pytest.warns(HistoryWarning) as said:
        status_intervals(made.changelog, made.issues, now=NOW)
    assert [str(each.message) for each in said] == [
        "Statuses whose category is not known, so that what counts by category leaves them out: 3 "
        "(Backlog, In Progress, In Review). Give statuses=jira.statuses()."
    ]
    with pytest.warns(HistoryWarning, match=r"1 \(In Review\)\. The site has them no more"):
        status_intervals(
            made.changelog,
            made.issues,
            statuses=made.statuses[made.statuses["name"] != "In Review"],
            now=NOW,
        )
    # What is not known of any is refused by the measures, and what is not told needs no word.
    bare = made.issues.drop(columns=["status.statusCategory", "status.statusCategory.key"])
    status_intervals(made.changelog, bare, now=NOW)
    status_intervals(made.changelog, made.issues, statuses=made.statuses, now=NOW)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c, i: (c, i.drop(columns="created")), "issues has no column 'created'"),
        (lambda c, i: (c.drop(columns="to"), i), "changelog has no column 'to'"),
        (lambda c, i: (c.drop(columns=["field", "field_id"]), i), "no column 'field_id'"),
        (lambda c, i: ("ENG-1", i), "changelog is a str"),
        (lambda c, i: (c, pd.concat([i, i])), "ENG-1 is in issues more than once"),
        (lambda c, i: (c, i.assign(created=pd.NaT)), "'created' of issues holds datetime64"),
        (
            lambda c, i: (c, i.assign(created=i["created"].where(i["key"] == "no"))),
            "issues has rows without a time of creation: 1, such as that of ENG-1",
        ),
        (
            lambda c, i: (c.assign(created=c["created"].dt.tz_localize(None)), i),
            "'created' of changelog holds datetime64.us., no points in time",
        ),
    ],
)
def test_what_cannot_be_read_is_said(change, message):
    made = frames([story("0 Backlog, 1 Done")])
    changelog, issues = change(made.changelog, made.issues)
    with pytest.raises(ArgumentError, match=message):
        status_intervals(changelog, issues, now=NOW)


def test_now_needs_a_zone():
    made = frames([story("0 Backlog")])
    with pytest.raises(ArgumentError, match="without a time zone"):
        status_intervals(made.changelog, made.issues, now="2026-01-01")


def frame_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in SCHEMA.items()}
    )


def followed(issue: Issue, now: datetime) -> list[dict[str, Any]]:
    """Follow a history as the docstring says it is followed, one change after the other."""
    first = issue.changes[0].before if issue.changes else issue.status
    steps: list[tuple[str, datetime, list[str]]] = [(first, issue.created, [])]
    for change in issue.changes:
        if change.before != steps[-1][0]:
            steps[-1][2].insert(0, "gap")
        early = ["before creation"] if change.at < issue.created else []
        steps.append((change.after, max(change.at, issue.created), early))
    if issue.changes and steps[-1][0] != issue.status:
        steps[-1][2].append("present differs")
    steps = [step for step in steps if step[1] <= now]
    ends = [*(start for _, start, _ in steps[1:]), None][: len(steps)]
    return [
        {
            "key": issue.key,
            "status_id": status,
            "status": NAME[status],
            "status_category": CATEGORIES[CATEGORY[status]],
            "category_key": CATEGORY[status],
            "start": start,
            "end": end,
            "duration": (end or now) - start,
            "problem": ", ".join(doubts) or None,
        }
        for (status, start, doubts), end in zip(steps, ends, strict=True)
    ]
