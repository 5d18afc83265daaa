"""Issues as they stood at an instant, against a replay of everything that happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import jiraframe as jf
from jiraframe.errors import ArgumentError, HistoryWarning
from jiraframe.flow._as_of import as_of
from tests.flow_worlds import (
    BROWSERS,
    FIELDS,
    HOUR,
    PEOPLE,
    PRIORITIES,
    SPRINT,
    START,
    STATUS,
    VERSIONS,
    Event,
    Issue,
    changelog_frame,
    in_arrow,
    issues_frame,
    worlds,
)

# Issues that are there from the start and never change: of each status and each sprint, one.
ANCHORS = [
    *(Issue(f"OPS-{n}", START, {"status": each}) for n, each in enumerate(STATUS, 1)),
    *(Issue(f"OPS-{n}", START, {"Sprint": (each,)}) for n, each in enumerate(SPRINT, 50)),
]
BACKENDS = pytest.mark.parametrize(
    "backend", [lambda frame: frame, in_arrow], ids=["numpy", "arrow"]
)


def one(*events: Event, **first: object) -> Issue:
    return Issue("ENG-1", START, first, events)


def of(*events: Event, **first: object) -> list[Issue]:
    return [one(*events, **first), *ANCHORS]


def at(hours: float) -> datetime:
    return START + HOUR * hours


def rolled(issues: list[Issue], when: datetime, columns: list[str] | None = None) -> pd.Series:
    frame = issues_frame(issues)
    frame = frame if columns is None else frame[["key", "created", *columns]]
    return as_of(frame, changelog_frame(issues), when).iloc[0]


@BACKENDS
@settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(issues=worlds(issues=8), hour=st.integers(-2, 110))
def test_any_instant_of_any_world_is_what_a_replay_says(backend, issues, hour):
    issues = [*issues, *ANCHORS]
    when = at(hour)
    past = as_of(backend(issues_frame(issues)), backend(changelog_frame(issues)), when)
    truth = backend(issues_frame(issues, when))
    # What was removed since then comes last in a list of versions.
    for column in ("fixVersions", "fixVersions.id"):
        for frame in (past, truth):
            frame[column] = frame[column].map(sorted)
    pd.testing.assert_frame_equal(past, truth)
    assert past.attrs["left_out"] == []


def test_the_present_is_what_it_was():
    issues = of(Event(at(1), "status", STATUS[3]), Event(at(2), "Sprint", (SPRINT[1], SPRINT[2])))
    frame = issues_frame(issues)
    pd.testing.assert_frame_equal(as_of(frame, changelog_frame(issues), at(2)), frame)


DAWN = START - timedelta(days=1)
SENTENCES = {
    "a status is the one before the next change": (
        one(Event(at(2), "status", STATUS[1]), Event(at(4), "status", STATUS[3])),
        at(3),
        {"status": "In Progress", "status.id": "3", "status.statusCategory.key": "indeterminate"},
    ),
    "a change at the very instant has happened": (
        one(Event(at(2), "status", STATUS[1])),
        at(2),
        {"status": "In Progress"},
    ),
    "of two changes at one time the first tells what was before": (
        one(Event(at(2), "status", STATUS[1]), Event(at(2), "status", STATUS[3])),
        at(1),
        {"status": "To Do"},
    ),
    "an issue that nobody had was nobody's": (
        one(Event(at(2), "assignee", PEOPLE[0])),
        at(1),
        {"assignee": None, "assignee.accountId": None},
    ),
    "two people of one name are told apart by their ids": (
        one(Event(at(2), "assignee", PEOPLE[2]), assignee=PEOPLE[0]),
        at(1),
        {"assignee": "Ann Lee", "assignee.accountId": "user-1"},
    ),
    "points that were given later were not there": (
        one(Event(at(2), "Story Points", 8)),
        at(1),
        {"Story Points": None},
    ),
    "points that were changed were others": (
        one(Event(at(2), "Story Points", 8), **{"Story Points": 0.5}),
        at(1),
        {"Story Points": 0.5},
    ),
    "labels are a list of words": (
        one(Event(at(2), "labels", ()), labels=("ui", "api")),
        at(1),
        {"labels": ["ui", "api"]},
    ),
    "labels that were put on later were not there": (
        one(Event(at(2), "labels", ("ui",))),
        at(1),
        {"labels": []},
    ),
    "a version that was added later was not there": (
        one(Event(at(2), "fixVersions", (VERSIONS[0], VERSIONS[1])), fixVersions=(VERSIONS[0],)),
        at(1),
        {"fixVersions": ["1.0"], "fixVersions.id": ["100"]},
    ),
    "a version that was removed later was there": (
        one(Event(at(2), "fixVersions", ()), fixVersions=(VERSIONS[2],)),
        at(1),
        {"fixVersions": ["2.0, maybe"], "fixVersions.id": ["102"]},
    ),
    "a version that came and went between was not there": (
        one(Event(at(2), "fixVersions", (VERSIONS[0],)), Event(at(3), "fixVersions", ())),
        at(1),
        {"fixVersions": []},
    ),
    "a version that went and came again was there": (
        one(
            Event(at(2), "fixVersions", ()),
            Event(at(3), "fixVersions", (VERSIONS[0],)),
            fixVersions=(VERSIONS[0],),
        ),
        at(1),
        {"fixVersions": ["1.0"]},
    ),
    "sprints are told by their ids where names hold commas": (
        one(Event(at(2), "Sprint", ()), Sprint=(SPRINT[1], SPRINT[3])),
        at(1),
        {"Sprint": ["Beta, the second", "Alpha, again"], "Sprint.id": [8, 10]},
    ),
    "options of one list have no blank between them": (
        one(Event(at(2), "Browsers", ()), Browsers=(BROWSERS[2], BROWSERS[0])),
        at(1),
        {"Browsers": ["Chrome", "Firefox"]},
    ),
    "a day is the day": (
        one(Event(at(2), "duedate", None), duedate=datetime(2026, 4, 1)),
        at(1),
        {"duedate": pd.Timestamp("2026-04-01")},
    ),
    "an estimate is a duration": (
        one(Event(at(2), "timeoriginalestimate", None), timeoriginalestimate=28_800),
        at(1),
        {"timeoriginalestimate": pd.Timedelta(hours=8)},
    ),
}


@pytest.fixture(scope="module")
def pasts() -> dict[datetime, pd.DataFrame]:
    """The issues of all sentences, by the instants that these tell of."""
    issues = [replace(each, key=name) for name, (each, *_) in SENTENCES.items()] + ANCHORS
    frames = (issues_frame(issues), changelog_frame(issues))
    moments = {when for _, when, _ in SENTENCES.values()}
    return {when: as_of(*frames, when).set_index("key") for when in moments}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_value_is(sentence, pasts):
    _, when, expected = SENTENCES[sentence]
    row = pasts[when].loc[sentence, list(expected)]
    assert {name: value if isinstance(value, list) or pd.notna(value) else None
            for name, value in row.items()} == expected  # fmt: skip


def test_issues_that_were_not_created_are_not_there_and_the_order_is_kept():
    issues = [Issue("ENG-3", at(3)), Issue("ENG-2", at(1)), Issue("ENG-1", at(2))]
    past = as_of(issues_frame(issues), changelog_frame(issues), at(2))
    assert past["key"].tolist() == ["ENG-2", "ENG-1"]
    assert past.index.tolist() == [0, 1]


@BACKENDS
def test_before_the_first_issue_there_is_none_and_the_dtypes_are_those_of_the_frame(backend):
    frame = backend(issues_frame(ANCHORS))
    past = as_of(frame, backend(changelog_frame(ANCHORS)), DAWN)
    assert len(past) == 0
    assert past.dtypes.to_dict() == frame.dtypes.to_dict()


def test_columns_that_history_cannot_tell_are_left_out_and_named():
    issues = of(Event(at(2), "status", STATUS[3]))
    unknown = {
        "updated": pd.Timestamp(at(2)),
        "resolutiondate": pd.Timestamp(at(2)),
        "votes": 3,
        "timespent": pd.Timedelta(hours=1),
        "comment.total": 1,
        "Rank": "0|i000db:",
        "[CHART] Time in Status": "x",
        "Time to resolution": pd.Timedelta(hours=1),
        "parent": "ENG-9",
        "Time Spent": pd.Timedelta(hours=1),
    }
    frame = issues_frame(issues).assign(**unknown)
    frame["Sprint.state"] = [["closed"]] * len(frame)
    frame["Checklist"] = [{"odd": 1}] * len(frame)
    frame["creator.displayName"] = "Ann Lee"
    past = as_of(frame, changelog_frame(issues), at(1))
    assert past.attrs["left_out"] == [*unknown, "Sprint.state", "Checklist"]
    assert past.columns.tolist() == [*issues_frame(issues).columns, "creator.displayName"]


def test_a_category_that_no_issue_has_now_is_missing():
    issues = [Issue("ENG-1", START, {}, [Event(at(2), "status", STATUS[3])])]
    row = rolled(issues, at(1))
    assert row["status"] == "To Do"
    assert pd.isna(row["status.statusCategory"])


def test_what_belongs_to_a_value_is_that_of_today():
    issues = [
        Issue("ENG-1", START, {"assignee": PEOPLE[0]}, [Event(at(2), "assignee", PEOPLE[1])]),
        Issue("ENG-2", START, {"assignee": PEOPLE[0]}),
    ]
    frame = issues_frame(issues)
    frame["assignee.emailAddress"] = pd.Series(["bo@example.com", "ann@example.com"], dtype="str")
    frame["assignee.active"] = pd.Series([True, False], dtype="boolean")
    frame["priority.iconUrl"] = pd.Series([None, None], dtype="str")
    past = as_of(frame, changelog_frame(issues), at(1))
    assert past["assignee.emailAddress"].tolist() == ["ann@example.com"] * 2
    assert past["assignee.active"].tolist() == [False, False]
    assert past.dtypes.to_dict() == frame.dtypes.to_dict()


def test_what_nobody_knows_of_a_past_value_is_missing():
    issues = [Issue("ENG-1", START, {}, [Event(at(2), "priority", PRIORITIES[0])])]
    frame = issues_frame(issues).assign(**{"priority.iconUrl": pd.Series([None], dtype="str")})
    assert as_of(frame, changelog_frame(issues), at(1))["priority.iconUrl"].isna().all()


def test_what_cannot_be_looked_up_is_missing_and_said():
    issues = of(Event(at(2), "priority", PRIORITIES[0]), priority=PRIORITIES[1])
    frame = issues_frame(issues).assign(**{"priority.iconUrl": pd.Series(["a.png"], dtype="str")})
    with pytest.warns(HistoryWarning, match=r"'priority\.iconUrl' need the column 'priority'.*EN"):
        past = as_of(frame.drop(columns="priority"), changelog_frame(issues), at(1))
    assert past["priority.iconUrl"].isna().all()


def _served(field: str = "assignee", label: str = "assignee") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Write what Data Center tells of a person who is one of two with a name."""
    born = pd.to_datetime(["2026-01-01"] * 3, utc=True)
    people = {"": ["Zoe", "Sam Lee", "Sam Lee"], ".name": ["zoe", "sam1", "sam2"],
              ".key": ["zoe", "JIRAUSER1", "JIRAUSER2"]}  # fmt: skip
    issues = {"key": ["A-1", "A-2", "A-3"], "created": born}
    issues |= {f"{label}{part}": values for part, values in people.items()}
    change = {"key": ["A-1"], "created": pd.to_datetime(["2026-01-10"], utc=True)}
    change |= {"field": [label], "field_id": [field], "from": ["JIRAUSER2"]}
    change |= {"from_text": ["Sam Lee"], "to": ["zoe"], "to_text": ["Zoe"]}
    return pd.DataFrame(issues), pd.DataFrame(change)


@BACKENDS
@pytest.mark.parametrize(
    ("field", "label"),
    [("assignee", "assignee"), ("reporter", "Reporter"), ("customfield_1", "Approver")],
)
def test_people_of_data_center_are_told_apart_by_their_keys(backend, field, label):
    issues, changelog = map(backend, _served(field, label))
    for frame in (issues, issues.drop(columns=label)):
        past = as_of(frame, changelog, "2026-01-05T00:00Z")
        assert past[f"{label}.key"].tolist() == ["JIRAUSER2", "JIRAUSER1", "JIRAUSER2"]
        assert past[f"{label}.name"].tolist() == ["sam2", "sam1", "sam2"]


def test_a_person_who_has_no_issue_any_more_is_told_by_the_key_and_has_no_name():
    issues, changelog = _served()
    past = as_of(issues, changelog.assign(**{"from": "JIRAUSER9"}), "2026-01-05T00:00Z")
    assert past["assignee.key"][0] == "JIRAUSER9"
    assert pd.isna(past["assignee.name"][0])


def test_a_person_in_a_custom_field_may_be_told_by_the_user_name():
    issues, changelog = _served("customfield_1", "Approver")
    past = as_of(issues, changelog.assign(**{"from": "sam2"}), "2026-01-05T00:00Z")
    assert past["Approver.key"][0] == "JIRAUSER2"


def test_a_key_that_is_no_users_is_looked_up_by_the_name_of_the_value():
    issues, changelog = _served("customfield_1", "Product")
    changelog = changelog.assign(**{"from": "10000", "to": "10001", "from_text": "Zoe"})
    past = as_of(issues, changelog, "2026-01-05T00:00Z")
    assert past["Product.key"][0] == "zoe"


def test_of_two_people_of_one_name_without_keys_none_is_taken():
    issues, changelog = _served()
    issues = issues.drop(columns="assignee.key").assign(**{"assignee.active": True})
    with pytest.warns(HistoryWarning, match=r"1 past values of 'assignee\.name' are of several"):
        past = as_of(issues, changelog, "2026-01-05T00:00Z")
    assert past["assignee"][0] == "Sam Lee"
    assert pd.isna(past["assignee.name"][0])
    # Both are; it does not matter who it was.
    assert past["assignee.active"][0]


def test_a_change_of_one_of_several_fields_of_a_name_is_a_doubt():
    issues = of(Event(at(2), "Severity", None), Severity=FIELDS["Severity"].values[1])
    frame = issues_frame(issues).rename(columns={"Severity": "Team (customfield_10101)"})
    changelog = changelog_frame(issues).assign(field="Team", field_id=pd.array([None], dtype="str"))
    with pytest.warns(HistoryWarning, match=r"1 values of 'Team \(c.*called 'Team', .*: ENG-1\."):
        past = as_of(frame, changelog, at(1))
    assert past["Team (customfield_10101)"].isna().all()


def test_without_ids_a_category_is_looked_up_by_the_name_of_the_status():
    issues = of(Event(at(2), "status", STATUS[3]))
    row = rolled(issues, at(1), ["status", "status.statusCategory"])
    assert row["status.statusCategory"] == "To Do"


@pytest.mark.parametrize(
    ("label", "field", "field_id"),
    [
        ("Team (customfield_10101)", "Team", "customfield_10101"),
        ("customfield_10101", "Team", "customfield_10101"),
        ("Team", "Team", "customfield_10101"),
        ("Approx. cost", "Approx. cost", "customfield_10101"),
        ("Team", "Team", None),
        ("Status", "Status", "status"),
    ],
)
def test_a_field_is_found_by_each_of_its_labels(label, field, field_id):
    issues = of(Event(at(2), "Severity", None), Severity=FIELDS["Severity"].values[1])
    frame = issues_frame(issues).rename(columns={"Severity": label})
    changelog = changelog_frame(issues).assign(field=field, field_id=field_id)
    changelog["field_id"] = changelog["field_id"].astype("str")
    assert as_of(frame, changelog, at(1))[label].iloc[0] == "Minor"


def test_the_history_of_another_field_of_the_same_name_changes_nothing():
    issues = of(Event(at(2), "Severity", None), Severity=FIELDS["Severity"].values[1])
    changelog = changelog_frame(issues).assign(field="summary")
    assert rolled(issues, at(1))["Severity"] == "Minor"
    assert as_of(issues_frame(issues), changelog, at(1))["summary"].iloc[0] == "ENG-1"


def _renamed(frame: pd.DataFrame, old: str, new: str) -> pd.DataFrame:
    lists = frame["fixVersions"].map(lambda names: [new if name == old else name for name in names])
    return frame.assign(fixVersions=lists)


def test_a_renamed_version_is_undone_by_its_id():
    issues = of(Event(at(2), "fixVersions", (VERSIONS[0],)))
    frame = _renamed(issues_frame(issues), "1.0", "1.0 (old)")
    assert as_of(frame, changelog_frame(issues), at(1))["fixVersions"].iloc[0] == []


def test_a_renamed_version_without_ids_is_a_doubt():
    issues = of(Event(at(2), "fixVersions", (VERSIONS[0],)))
    frame = _renamed(issues_frame(issues), "1.0", "1.0 (old)").drop(columns="fixVersions.id")
    with pytest.warns(HistoryWarning, match=r"1 lists of 'fixVersions'.*ENG-1\."):
        past = as_of(frame, changelog_frame(issues), at(1))
    assert past["fixVersions"].iloc[0] == ["1.0 (old)"]


def test_a_version_without_ids_is_found_by_the_latest_name_that_history_knows():
    issues = of(
        Event(at(2), "fixVersions", (VERSIONS[0],)),
        Event(at(3), "fixVersions", ()),
        Event(at(4), "fixVersions", (VERSIONS[0],)),
    )
    changelog = changelog_frame(issues)
    changelog.loc[changelog["created"].lt(at(4)), ["from_text", "to_text"]] = changelog[
        ["from_text", "to_text"]
    ].replace("1.0", "1.0 beta")
    frame = issues_frame(issues).drop(columns="fixVersions.id")
    assert as_of(frame, changelog, at(3))["fixVersions"].iloc[0] == []
    assert as_of(frame, changelog, at(2))["fixVersions"].iloc[0] == ["1.0"]


def test_an_unreadable_number_is_missing_and_said():
    issues = of(Event(at(2), "Story Points", 8), **{"Story Points": 3})
    changelog = changelog_frame(issues).assign(from_text="three")
    with pytest.warns(HistoryWarning, match=r"1 past values of 'Story Points' could not be read"):
        past = as_of(issues_frame(issues), changelog, at(1))
    assert pd.isna(past["Story Points"].iloc[0])


@pytest.mark.parametrize(
    ("ids", "shown", "names"),
    [
        ("70", "One, two", ["One, two"]),
        ("70, 8", "One, two, Beta, the second", ["One, two", "Beta, the second"]),
        ("8, 70", "Beta, the second, One, two", ["Beta, the second", "One, two"]),
        ("70, 71", "One, two, three", ["70", "71"]),
        ("70, 7", "One, two, Alfa", ["70", "Alpha"]),
        ("70, 71", "One, Two", ["One", "Two"]),
    ],
)
def test_names_of_sprints_are_told_by_what_is_known_of_their_ids(ids, shown, names):
    issues = of(Event(at(2), "Sprint", ()), Sprint=(SPRINT[0],))
    changelog = changelog_frame(issues).assign(**{"from": ids, "from_text": shown})
    past = as_of(issues_frame(issues), changelog, at(1))
    assert past["Sprint"].iloc[0] == names
    assert past["Sprint.id"].iloc[0] == [int(each) for each in ids.split(", ")]


def test_of_several_names_of_a_sprint_the_latest_stands_for_its_id():
    issues = of(
        Event(at(1), "Sprint", (SPRINT[0],)),
        Event(at(2), "Sprint", ()),
        Event(at(3), "Sprint", (SPRINT[0],)),
    )
    changelog = changelog_frame(issues)
    changelog.loc[0, "to_text"] = changelog.loc[1, "from_text"] = "Alfa"
    frame = issues_frame(issues)
    assert as_of(frame, changelog, at(1))["Sprint"].iloc[0] == ["Alfa"]
    changelog.loc[2, ["from", "from_text"]] = ["7, 70, 71", "Some, name, or, other"]
    assert as_of(frame, changelog, at(2))["Sprint"].iloc[0] == ["Alpha", "70", "71"]


def test_versions_of_a_history_without_ids_are_undone_by_their_names():
    issues = of(Event(at(2), "fixVersions", (VERSIONS[0],)), fixVersions=(VERSIONS[1],))
    changelog = changelog_frame(issues).astype({"from": "str", "to": "str"})
    changelog[["from", "to"]] = pd.Series([None], dtype="str").iloc[0]
    frame = issues_frame(issues).drop(columns="fixVersions.id")
    assert as_of(frame, changelog, at(1))["fixVersions"].iloc[0] == ["1.1"]


def test_a_cascading_select_is_written_as_its_column_has_it():
    issues = of(Event(at(2), "Severity", None), Severity=FIELDS["Severity"].values[1])
    for shown, expected in {
        "Parent values: Europe(10100)Level 1 values: Bern (BE)(10101)": "Europe - Bern (BE)",
        "Parent values: Europe(10100)": "Europe",
    }.items():
        changelog = changelog_frame(issues).assign(from_text=shown)
        assert as_of(issues_frame(issues), changelog, at(1))["Severity"].iloc[0] == expected


def test_a_value_that_shows_nothing_is_told_by_its_id():
    issues = of(Event(at(2), "assignee", None), assignee=PEOPLE[0])
    changelog = changelog_frame(issues).assign(from_text=pd.Series([None], dtype="str"))
    assert as_of(issues_frame(issues), changelog, at(1))["assignee"].iloc[0] == "user-1"


def test_a_column_of_categories_stays_one():
    issues = [Issue("ENG-1", START, {}, [Event(at(2), "status", STATUS[3])])]
    frame = issues_frame(issues).astype({"status": "category"})
    past = as_of(frame, changelog_frame(issues), at(1))
    assert past["status"].tolist() == ["To Do"]
    assert isinstance(past["status"].dtype, pd.CategoricalDtype)


def test_lists_of_the_result_are_nobody_elses():
    issues = of(Event(at(2), "labels", ()), labels=("ui",))
    frame = issues_frame(issues)
    past = as_of(frame, changelog_frame(issues), at(1))
    for column in ("labels", "Sprint", "fixVersions"):
        past[column].iloc[0].append("more")
        past[column].iloc[1].append("more")
        assert frame[column].tolist() == issues_frame(issues)[column].tolist()
        assert "more" not in past[column].iloc[2]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda i, c: (i.drop(columns="created"), c, START), "issues has no column 'created'"),
        (lambda i, c: (i, c.drop(columns="from_text"), START), "changelog has no column"),
        (
            lambda i, c: (i, c.assign(created=pd.NaT), START),
            "A change of ENG-1 was made at no time",
        ),
        (lambda i, c: (i, c, "2026-03-02"), "without a time zone"),
        (lambda i, c: (i.assign(created=pd.NaT), c, START), "ENG-1 has no instant of creation"),
        (lambda i, c: ("ENG-1", c, START), "issues is a str"),
    ],
)
def test_what_cannot_be_rolled_back_is_said(spoil, told):
    issues = of(Event(at(2), "status", STATUS[3]))
    with pytest.raises(ArgumentError, match=told):
        as_of(*spoil(issues_frame(issues), changelog_frame(issues)))


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_the_past_is_what_jql_says_it_was(mode):
    fields = ["created", "status", "priority"]
    with jf.sandbox.start(mode=mode) as box:
        jira = jf.connect(environ=box.env)
        issues = jira.search("project = ENG ORDER BY key", fields)
        changelog = jira.changelog(issues)
        # JQL knows minutes.
        when = issues["created"].quantile(0.6).floor("min")
        past = as_of(issues, changelog, when)
        assert len(past["status"].unique()) > 3
        for field in ("status", "priority"):
            for value in past[field].dropna().unique():
                found = jira.search(
                    f"project = ENG AND {field} WAS {{value}} DURING ({{when}}, {{when}})",
                    ["created"],
                    params={"value": value, "when": when},
                )
                keys = set(found.loc[found["created"].le(when), "key"])
                assert set(past.loc[past[field].eq(value), "key"]) == keys
