"""Companion frames over a running sandbox: whole in both modes, whatever Jira cuts or breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

import jiraframe as jf
from jiraframe import sandbox
from tests.sandbox_client import V2, V3, Client
from tests.test_faults import MENDED

MODES = ("cloud", "datacenter")
ALL = "project is not EMPTY ORDER BY key"
VERBS = ("changelog", "worklogs", "comments", "links", "attachments", "issue_sprints")
SOME = {
    "changelog": {"key": "str", "history_id": "str", "created": "datetime64[us, UTC]",
                  "author": "str", "field_id": "str", "from": "str", "to_text": "str"},
    "worklogs": {"worklog_id": "str", "started": "datetime64[us, UTC]",
                 "time_spent": "timedelta64[us]", "comment": "str"},
    "comments": {"comment_id": "str", "created": "datetime64[us, UTC]", "body": "str",
                 "internal": "boolean"},
    "links": {"type": "str", "direction": "str", "phrase": "str", "other_key": "str"},
    "attachments": {"filename": "str", "size": "Int64", "created": "datetime64[us, UTC]"},
    "issue_sprints": {"sprint_id": "Int64", "state": "str", "start": "datetime64[us, UTC]",
                      "board_id": "Int64"},
}  # fmt: skip
# Faults in values that no fact has.
IN_A_FIELD = {"half a character", "a huge number"}


@pytest.fixture(scope="module", params=MODES)
def box(request: pytest.FixtureRequest) -> Iterator[sandbox.Sandbox]:
    with sandbox.start(request.param) as box:
        yield box


@pytest.fixture(scope="module")
def jira(box: sandbox.Sandbox) -> jf.Jira:
    return jf.connect(environ=box.env)


@pytest.fixture(scope="module")
def issues(jira: jf.Jira) -> pd.DataFrame:
    return jira.search(ALL, ["created", "status", "status.id"])


def _verb(jira: jf.Jira, name: str) -> Callable[..., pd.DataFrame]:
    return getattr(jira, name)


@pytest.mark.parametrize("name", VERBS)
def test_a_frame_is_typed_complete_and_has_its_receipt(jira, issues, name):
    frame = _verb(jira, name)(ALL)
    assert len(frame)
    dtypes = {label: str(dtype) for label, dtype in frame.dtypes.items()}
    assert dtypes == dtypes | SOME[name]
    told = jf.receipt(frame)
    assert (told.call, told.complete, told.issues) == (name, True, len(issues))
    assert told.rows == len(frame)
    assert isinstance(frame.index, pd.RangeIndex)


@pytest.mark.parametrize("name", VERBS)
def test_an_empty_frame_has_the_same_columns_and_asks_nothing(jira, box, name):
    before = len(box.requests)
    empty = _verb(jira, name)([])
    assert len(box.requests) == before
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, _verb(jira, name)(ALL).dtypes)


@pytest.mark.parametrize("name", VERBS)
def test_it_does_not_matter_how_the_issues_are_named(jira, issues, name):
    verb = _verb(jira, name)
    by_query = verb(ALL)
    some = [key for key in by_query["key"].unique() if key.startswith("ENG-")][:120]
    wanted = by_query[by_query["key"].isin(some)].reset_index(drop=True)
    for of in (some, issues[issues["key"].isin(some)], issues[["key"]][issues["key"].isin(some)],
               pd.Series(some), f"key in ({', '.join(some)}) ORDER BY key"):  # fmt: skip
        pd.testing.assert_frame_equal(verb(of), wanted)
    one = wanted[wanted["key"] == some[3]].reset_index(drop=True)
    for key in (some[3], some[3].lower(), f" {some[3]} ", f"https://jira.example/browse/{some[3]}"):
        pd.testing.assert_frame_equal(verb(key), one)


@pytest.mark.parametrize("name", VERBS)
def test_rows_stand_in_the_order_of_the_issues(jira, name):
    keys = _verb(jira, name)("project = ENG ORDER BY key DESC")["key"].drop_duplicates()
    numbers = [int(key.split("-")[1]) for key in keys]
    assert numbers == sorted(numbers, reverse=True)
    given = list(keys[::3])
    assert list(_verb(jira, name)(given)["key"].unique()) == given


def test_the_history_is_oldest_first(jira):
    changes = jira.changelog(ALL)
    assert changes.groupby("key", sort=False)["created"].is_monotonic_increasing.all()


def _totals(box: sandbox.Sandbox, ids: list[str], what: str) -> dict[str, int]:
    """Ask Jira itself how long a list is, issue by issue."""
    client, found = Client(box), {}
    for each in ids:
        if what == "changelog" and box.mode == "datacenter":
            told = client.get(f"{V2}/issue/{each}", expand="changelog", fields="key").json()
            found[each] = told["changelog"]["total"]
        else:
            api = V3 if box.mode == "cloud" else V2
            found[each] = client.get(f"{api}/issue/{each}/{what}").json()["total"]
    return {issue_id: count for issue_id, count in found.items() if count}


@pytest.mark.parametrize(
    ("name", "what", "fact"),
    [
        ("changelog", "changelog", "history_id"),
        ("worklogs", "worklog", "worklog_id"),
        ("comments", "comment", "comment_id"),
    ],
)
def test_every_list_is_as_long_as_jira_says(jira, box, issues, name, what, fact):
    frame = _verb(jira, name)(ALL)
    counts = frame.groupby("id")[fact].nunique().to_dict()
    # The longest lists, and some of the others.
    ids = {*sorted(counts, key=counts.__getitem__)[-12:], *issues["id"][::7]}
    totals = _totals(box, sorted(ids), what)
    assert {each: counts[each] for each in ids if each in counts} == totals
    assert frame.duplicated(["id", fact]).any() == (name == "changelog")


def test_lists_far_over_every_cut_are_whole(jira):
    longest = {
        name: _verb(jira, name)(ALL).groupby("key")[fact].nunique().max()
        for name, fact in (
            ("changelog", "history_id"), ("comments", "comment_id"), ("worklogs", "worklog_id"),
        )
    }  # fmt: skip
    assert longest["changelog"] >= 500
    assert longest["comments"] >= 300
    assert longest["worklogs"] >= 60


def test_only_the_changes_asked_for_come(jira):
    every = jira.changelog(ALL)
    for fields in ("status", "Status", ["status", "Sprint"], ["Link"], ["Key", "assignee"]):
        asked = [fields] if isinstance(fields, str) else fields
        folded = {each.casefold() for each in asked}
        columns = every[["field", "field_id", "field_then"]].apply(lambda c: c.str.casefold())
        wanted = every[columns.isin(folded).any(axis=1)].reset_index(drop=True)
        pd.testing.assert_frame_equal(jira.changelog(ALL, fields), wanted)


def test_a_field_that_nobody_has_is_named(jira):
    with pytest.raises(jf.FieldError, match=r"'statsu'.*Did you mean 'status'"):
        jira.changelog(ALL, "statsu")


def test_the_field_has_its_name_of_today(jira):
    changes = jira.changelog(ALL, "Story Points")
    assert changes["field"].unique().tolist() == ["Story Points"]
    assert "Story points" in set(changes["field_then"])
    assert changes["field_id"].unique().tolist() == ["customfield_10040"]


def test_what_is_no_field_has_no_id(jira):
    changes = jira.changelog(ALL, ["Link"])
    assert len(changes)
    assert changes["field_id"].isna().all()
    assert changes["field"].unique().tolist() == ["Link"]


def test_what_was_empty_is_missing(jira):
    changes = jira.changelog(ALL)
    for label in ("from", "from_text", "to", "to_text", "author", "field_id"):
        assert not (changes[label] == "").any(), label
    assert changes["from"].isna().any()


def test_history_ends_in_what_the_issues_are(jira, issues):
    moves = jira.changelog(ALL, "status").groupby("key").tail(1).set_index("key")
    now = issues.set_index("key")["status.id"]
    ended = moves["to"] == now.reindex(moves.index)
    odd = set(getattr(sandbox, "CONTRADICTORY", ()))
    assert ended[~ended.index.isin(odd)].mean() > 0.98


def test_a_link_is_told_from_both_ends(jira):
    links = jira.links(ALL)
    own = links[links["link_id"].notna()]
    back = {"outward": "inward", "inward": "outward"}
    ends = Counter(zip(own["link_id"], own["key"], own["direction"], own["other_key"], strict=True))
    keys = set(own["key"])
    for link_id, key, direction, other in ends:
        if other in keys:
            assert ends[link_id, other, back[direction], key] == 1


def test_parents_and_their_children_agree(jira):
    links = jira.links(ALL)
    family = links[links["type"] == "Parent"]
    up = family[family["direction"] == "outward"]
    down = family[family["direction"] == "inward"]
    assert len(down)
    pairs = set(zip(up["key"], up["other_key"], strict=True))
    assert set(zip(down["other_key"], down["key"], strict=True)) <= pairs
    assert family["other_summary"].notna().all()


def test_epics_are_told_of(jira):
    links = jira.links(ALL)
    kinds = links.groupby("other_type")["key"].size()
    epics = links[links["type"] == "Epic"] if jira.deployment == "datacenter" else kinds["Epic"]
    assert len(epics) if isinstance(epics, pd.DataFrame) else epics


def test_sprints_of_issues_agree_with_the_board(jira):
    boards = jira.boards()
    with_sprints = boards.loc[boards["type"] != "kanban", "id"]
    known = pd.concat([jira.sprints(board) for board in with_sprints]).drop_duplicates("id")
    mine = jira.issue_sprints(ALL).drop_duplicates("sprint_id")
    both = mine.merge(known, left_on="sprint_id", right_on="id", suffixes=("", "_board"))
    assert len(both) == len(mine)
    for label in ("name", "state", "start", "end", "completed"):
        pd.testing.assert_series_equal(both[label], both[f"{label}_board"], check_names=False)


def test_versions_and_components_have_their_dtypes(jira):
    versions, components = jira.versions("ENG"), jira.components("ENG")
    assert versions["release"].dtype == "datetime64[us]"
    assert versions["released"].dtype == "boolean"
    used = set(jira.search("project = ENG", ["fixVersions"])["fixVersions"].explode().dropna())
    assert used <= set(versions["name"])
    named = set(jira.search("project = ENG", ["components"])["components"].explode().dropna())
    assert named <= set(components["name"])
    with pytest.raises(jf.NotFound):
        jira.versions("NOPE")


def test_the_one_issue_has_to_exist(jira):
    with pytest.raises(jf.NotFound, match="ENG-99999"):
        jira.worklogs("ENG-99999")
    with pytest.raises(jf.NotFound, match="ENG-99999"):
        jira.changelog("ENG-99999")


@pytest.mark.parametrize("name", VERBS)
def test_one_of_several_that_does_not_exist_is_told_and_the_others_come(jira, name):
    with pytest.warns(jf.CompletenessWarning, match=r"1 of 3 issues .*: ENG-99999") as warned:
        frame = _verb(jira, name)(["ENG-1", "ENG-99999", "ENG-2"])
    assert warned[0].filename == __file__
    assert jf.receipt(frame).complete is None
    pd.testing.assert_frame_equal(frame, _verb(jira, name)(["ENG-1", "ENG-2"]))


def test_an_issue_that_is_gone_since_the_frame_was_read_is_told(jira, issues):
    frame = pd.concat([issues.head(3), issues.tail(1).assign(key="ENG-99999", id="99999")])
    with pytest.warns(jf.CompletenessWarning, match=r"1 of 4 issues .*: ENG-99999"):
        changes = jira.changelog(frame)
    assert set(changes["key"]) <= set(issues["key"].head(3))


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (pd.DataFrame({"Key": ["ENG-1"]}), "no column 'key'"),
        (["ENG-1", "no key"], "'no key' is no key of an issue"),
        (["ENG-1) OR (project = SECRET"], "is no key of an issue"),
        ([1.5, 2], "1.5 is no key of an issue"),
        ([None], "None is no key of an issue"),
        (7, "given as int"),
        (b"ENG-1", "given as bytes"),
    ],
)
def test_what_names_no_issues_is_refused_before_jira_is_asked(jira, box, of, said):
    before = len(box.requests)
    with pytest.raises(jf.ArgumentError, match=said.replace("(", r"\(").replace(")", r"\)")):
        jira.comments(of)
    assert len(box.requests) == before


def test_a_query_that_does_not_parse_is_named(jira):
    with pytest.raises(jf.JQLError, match=r"projct|Error in"):
        jira.worklogs("projct = = ENG")


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["changelog", "worklogs"])
@pytest.mark.parametrize("case", [case for case in MENDED if case not in IN_A_FIELD])
def test_a_passing_fault_costs_no_row(mode, name, case):
    site = sandbox.Site.generated(issues=150, seed=7)
    with sandbox.start(mode, site=site) as box:
        jira = jf.connect(environ=box.env, timeout_s=0.5)
        whole = _verb(jira, name)(ALL)
        options = {**MENDED[case], "after": 0}
        fault = box.faults.add(options.pop("kind"), **options)
        again = _verb(jira, name)(ALL)
    assert fault.hits
    pd.testing.assert_frame_equal(again, whole)


def _requests(box: sandbox.Sandbox, work: Callable[[], Any]) -> int:
    before = len(box.requests)
    work()
    return len(box.requests) - before


def test_the_history_of_ten_thousand_issues_takes_at_most_thirty_requests():
    with sandbox.start("cloud", issues=10_000) as box:
        jira = jf.connect(environ=box.env)
        _ = jira.catalogue
        found: list[pd.DataFrame] = []
        sent = _requests(box, lambda: found.append(jira.changelog(ALL, "status")))
        assert jf.receipt(found[0]).issues == 10_000
        assert sent <= 30 + len(found[0]) // 10_000
        found.append(jira.search(ALL, ["summary"]))
        sent = _requests(box, lambda: jira.changelog(found[1], "status"))
        assert sent <= 30 + len(found[0]) // 10_000


def test_work_on_five_thousand_issues_costs_one_request_for_each_list_that_is_cut():
    with sandbox.start("cloud", issues=5_000) as box:
        jira = jf.connect(environ=box.env)
        _ = jira.catalogue
        found: list[pd.DataFrame] = []
        sent = _requests(box, lambda: found.append(jira.worklogs(ALL)))
        cut = (found[0].groupby("key").size() > 20).sum()
        assert cut
        assert sent <= 60 + cut
