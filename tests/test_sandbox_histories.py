"""The histories of made-up issues: as odd as Jira's, and true to what the issues are now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest

from jiraframe import sandbox

BASE = "http://jira.example"
SITE = sandbox.Site.generated(issues=800)
Json = Any
SPRINT, POINTS, ESTIMATE, FLAGGED, CHART = (
    "customfield_10020",
    "customfield_10040",
    "customfield_10016",
    "customfield_10021",
    "customfield_10024",
)


class Item(NamedTuple):
    """One field that changed, as Cloud tells it."""

    when: datetime
    by: str | None
    name: str
    before: str | None
    before_text: str | None
    after: str | None
    after_text: str | None


class Issue(NamedTuple):
    key: str
    fields: Json
    histories: list[Json]

    def items(self, field: str) -> list[Item]:
        """The changes of a field, by its id or, where it has none, by its name."""
        return [
            Item(
                datetime.fromisoformat(each["created"]),
                each.get("author", {}).get("accountId"),
                item["field"],
                *(item[key] for key in ("from", "fromString", "to", "toString")),
            )
            for each in self.histories
            for item in each["items"]
            if field == item.get("fieldId", item["field"])
        ]


def issue(position: int) -> Issue:
    ways: Json = {"deployment": "cloud", "base_url": BASE}
    found = SITE.issue(position, version=2, fields=lambda name: True, **ways)
    return Issue(found["key"], found["fields"], SITE.changelog(position, **ways))


ISSUES = [issue(position) for position in SITE.positions()]
BY_KEY = {each.key: each for each in ISSUES}
SPRINTS = {
    each["id"]: each
    for board in SITE.boards(deployment="cloud", base_url=BASE)
    for each in SITE.sprints(board["id"], deployment="cloud", base_url=BASE) or ()
}


def when(text: str | None) -> datetime:
    assert text is not None
    return datetime.fromisoformat(text)


def ids(text: str | None) -> list[int]:
    return [int(each) for each in (text or "").split(", ") if each]


# -- chains: what a field was, step by step, until now -------------------------------------------


def number(text: str | None) -> float | None:
    return float(text) if text else None


CHAINS: dict[str, Callable[[Issue], object]] = {
    POINTS: lambda issue: issue.fields[POINTS],
    ESTIMATE: lambda issue: issue.fields[ESTIMATE],
    "timespent": lambda issue: issue.fields["timespent"],
    "timeestimate": lambda issue: issue.fields["timeestimate"],
    "labels": lambda issue: " ".join(issue.fields["labels"]),
    "summary": lambda issue: issue.fields["summary"],
    SPRINT: lambda issue: ", ".join(each["name"] for each in issue.fields[SPRINT]),
    "duedate": lambda issue: f"{issue.fields['duedate']} 00:00:00.0",
    FLAGGED: lambda issue: ", ".join(each["value"] for each in issue.fields[FLAGGED]),
    "issuetype": lambda issue: issue.fields["issuetype"]["name"],
    "project": lambda issue: issue.fields["project"]["name"],
    "Key": lambda issue: issue.key,
}


@pytest.mark.parametrize("field", CHAINS)
def test_the_changes_of_a_field_hang_together_and_end_in_its_value(field: str) -> None:
    seen, long = 0, 0
    read = number if field in {POINTS, ESTIMATE, "timespent", "timeestimate"} else str
    for each in ISSUES:
        items = each.items(field)
        for one, other in pairwise(items):
            assert (one.after or None, one.after_text or None) == (
                other.before or None,
                other.before_text or None,
            )
            assert one.when < other.when
        if items:
            assert read(items[-1].after_text) == CHAINS[field](each)
            seen, long = seen + 1, max(long, len(items))
    assert seen >= 5
    if field in {POINTS, "labels", SPRINT, "timespent", "duedate", FLAGGED}:
        assert long > 1


@pytest.mark.parametrize(
    ("field", "name"),
    [("fixVersions", "Fix Version"), ("versions", "Version"), ("components", "Component")],
)
def test_of_versions_and_components_each_one_comes_and_goes_by_itself(
    field: str, name: str
) -> None:
    came = went = together = since_creation = 0
    for each in ISSUES:
        now = {value["id"]: value["name"] for value in each.fields[field]}
        held = now.copy()
        items = each.items(field)
        together += any(one.when == other.when for one, other in pairwise(items))
        for item in reversed(items):
            assert item.name == name
            assert (item.before is None) != (item.after is None)
            if item.after is not None:
                assert held.pop(item.after) == item.after_text
                came += 1
            else:
                assert item.before not in held
                held[item.before] = item.before_text
                went += 1
        since_creation += bool(held.keys() - now.keys())
    assert came > went > since_creation > 10
    assert together > 5, "one is taken for the other in one go"


def test_labels_are_told_as_whole_lists_without_ids() -> None:
    items = [item for each in ISSUES for item in each.items("labels")]
    assert {(item.before, item.after) for item in items} == {(None, None)}
    assert any(" " in (item.after_text or "") for item in items)
    assert any(item.after_text == "" for item in items)
    assert max(len(each.items("labels")) for each in ISSUES) >= 3


# -- what has no id, no author, no order -----------------------------------------------------------


def test_what_is_no_field_has_no_field_id() -> None:
    named: dict[str, set[bool]] = {}
    for each in ISSUES:
        for entry in each.histories:
            for item in entry["items"]:
                named.setdefault(item["field"], set()).add("fieldId" in item)
                custom = str(item.get("fieldId")).startswith("customfield_")
                kind = "custom" if custom or item["field"] == "Epic Child" else "jira"
                assert item["fieldtype"] == kind
    without = {name for name, has in named.items() if has == {False}}
    assert without == {
        "Link", "RemoteIssueLink", "Workflow", "Key", "IssueParentAssociation", "Epic Child",
        "WorklogId",
    }  # fmt: skip
    assert all(len(has) == 1 for has in named.values())


def test_an_author_may_be_missing_and_entries_may_be_of_one_moment() -> None:
    entries = [entry for each in ISSUES for entry in each.histories]
    missing = sum("author" not in entry for entry in entries)
    assert 0.02 < missing / len(entries) < 0.06
    ties = [
        (one, other)
        for each in ISSUES
        for one, other in pairwise(each.histories)
        if one["created"] == other["created"]
    ]
    assert len(ties) > 10
    assert all(int(one["id"]) < int(other["id"]) for one, other in ties)


def test_data_center_has_other_names_for_parents_and_no_ids_of_fields() -> None:
    told: Counter[str] = Counter()
    for position in SITE.positions():
        for entry in SITE.changelog(position, deployment="datacenter", base_url=BASE):
            told.update(item["field"] for item in entry["items"])
            assert all("fieldId" not in item for item in entry["items"])
    assert told["Epic Link"] > told["Parent"] > 0
    assert told["IssueParentAssociation"] == 0


# -- issues that came from another project ---------------------------------------------------------


def test_a_moved_issue_tells_its_old_key_and_is_found_by_it() -> None:
    moved = [each for each in ISSUES if each.items("Key")]
    assert len(moved) >= 5
    for each in moved:
        [key], [project], [kind] = (each.items(name) for name in ("Key", "project", "issuetype"))
        assert key.when == project.when == kind.when == each.items("Workflow")[0].when
        assert (key.before, key.after, key.after_text) == (None, None, each.key)
        assert (project.before, project.after) == ("10001", each.fields["project"]["id"])
        assert kind.before_text == "Service Request"
        old = key.before_text or ""
        assert old.startswith("OPS-")
        assert old not in BY_KEY
        position = SITE.find(old.lower())
        assert position is not None
        assert SITE.id_and_key(position)[1] == each.key
        for deployment in ("cloud", "datacenter"):
            assert SITE.search(f"key = {old}", deployment=deployment) == [position]


# -- statuses ------------------------------------------------------------------------------------


def ways() -> Iterator[tuple[Issue, list[str | None]]]:
    for each in ISSUES:
        items = each.items("status")
        if items and each.key not in SITE.contradictory:
            yield each, [items[0].before, *(item.after for item in items)]


TODO, PROGRESS, REVIEW, BLOCKED, WAITING, DONE, CLOSED = (
    "10000", "3", "10001", "10002", "10003", "10004", "6",
)  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "project"),
    [
        ((REVIEW, PROGRESS), "ENG"),
        ((PROGRESS, TODO), "ENG"),
        ((PROGRESS, BLOCKED), "ENG"),
        ((BLOCKED, PROGRESS), "ENG"),
        ((DONE, PROGRESS), "ENG"),
        ((DONE, TODO), "ENG"),
        ((DONE, CLOSED), "ENG"),
        ((TODO, DONE), "ENG"),
        ((PROGRESS, WAITING), "OPS"),
        ((WAITING, PROGRESS), "OPS"),
        ((DONE, PROGRESS), "OPS"),
    ],
)
def test_issues_take_detours(steps: tuple[str, str], project: str) -> None:
    found = [
        each.key
        for each, way in ways()
        if each.fields["project"]["key"] == project and steps in pairwise(way)
    ]
    assert len(found) >= 3


def test_some_issues_are_opened_again_twice_and_some_are_not_done_after_all() -> None:
    opened = Counter(
        (sum(one in {DONE, CLOSED} and other not in {DONE, CLOSED} for one, other in pairwise(way)),
         each.fields["resolution"] is not None)
        for each, way in ways()
    )  # fmt: skip
    assert opened[2, True] > 0
    assert opened[1, False] > 0
    assert opened[0, True] > opened[1, True] > 5


def test_a_resolution_comes_with_the_last_step_to_done_and_goes_when_opened_again() -> None:
    for each, _ in ways():
        items = each.items("resolution")
        told = [(item.before is None, item.after is None) for item in items]
        assert told == [(True, False), (False, True)] * (len(told) // 2) + [(True, False)] * (
            len(told) % 2
        )
        if each.fields["resolutiondate"]:
            assert items[-1].when == when(each.fields["resolutiondate"])


def test_a_status_has_its_former_name_in_old_changes_under_the_same_id() -> None:
    names: dict[str | None, set[tuple[str | None, bool]]] = {}
    for each in ISSUES:
        for item in each.items("status"):
            for status, name in ((item.before, item.before_text), (item.after, item.after_text)):
                names.setdefault(status, set()).add((name, item.when >= when("2024-07-01T00:00Z")))
    assert names[REVIEW] == {("Code Review", False), ("In Review", True)}
    assert {name for name, _ in names[WAITING]} == {"Waiting for customer", "Wartet auf Kunden"}
    assert {name for name, _ in names[PROGRESS]} == {"In Progress"}
    today = {each["name"] for each in SITE.statuses(deployment="cloud", base_url=BASE)}
    assert not {"Code Review", "Waiting for customer"} & today


def test_the_contradictory_histories_are_the_listed_ones() -> None:
    found: dict[str, str] = {}
    for each in ISSUES:
        items = each.items("status")
        if any(one.after != other.before for one, other in pairwise(items)):
            found[each.key] = "from"
        if items and items[-1].after != each.fields["status"]["id"]:
            found[each.key] = "end"
    assert found == SITE.contradictory
    assert set(found.values()) == {"from", "end"}
    assert {key.split("-")[0] for key in found} == {"ORDER"}
    assert len(found) <= 6


def test_the_parts_of_an_issue_agree_with_its_history() -> None:
    category = {
        each["id"]: each["statusCategory"]["key"]
        for each in SITE.statuses(deployment="cloud", base_url=BASE)
    }
    now, seen = datetime.fromtimestamp(SITE.now / 1000, when("2026-01-01T00:00Z").tzinfo), 0
    for each, way in ways():
        items, created = each.items("status"), when(each.fields["created"])
        crossed = [i.when for i in items if category[i.before or ""] != category[i.after or ""]]
        assert when(each.fields["statuscategorychangedate"]) == (crossed or [created])[-1]
        spent: dict[str | None, list[int]] = {}
        moments = [created, *(item.when for item in items), now]
        for status, (start, end) in zip(way, pairwise(moments), strict=True):
            visits = spent.setdefault(status, [0, 0])
            visits[0] += 1
            visits[1] += (end - start) // timedelta(milliseconds=1)
        if text := each.fields[CHART]:
            parts = (part.split("_*:*_") for part in text.split("_*|*_"))
            assert {status: [int(n), int(ms)] for status, n, ms in parts} == spent
            seen += 1
    assert seen > 300


# -- sprints -------------------------------------------------------------------------------------


def test_the_ids_of_sprints_are_told_with_their_names() -> None:
    for each in ISSUES:
        for item in each.items(SPRINT):
            for identities, names in (
                (item.before, item.before_text),
                (item.after, item.after_text),
            ):
                assert names == ", ".join(SPRINTS[n]["name"] for n in ids(identities))
        items = each.items(SPRINT)
        last = ids(items[-1].after) if items else []
        assert last == [sprint["id"] for sprint in each.fields[SPRINT]]


def test_issues_come_into_sprints_before_and_during_them_and_leave_them_unfinished() -> None:
    told: Counter[str] = Counter()
    for each in ISSUES:
        for item in each.items(SPRINT):
            before, after = set(ids(item.before)), set(ids(item.after))
            assert before != after
            for sprint in (SPRINTS[n] for n in after - before):
                assert when(sprint["createdDate"]) <= item.when
                if sprint["state"] == "future":
                    told["planned"] += 1
                    continue
                late = item.when > when(sprint["startDate"])
                told["added" if late else "committed"] += 1
                if sprint["state"] == "closed":
                    assert item.when <= when(sprint["completeDate"])
            for sprint in (SPRINTS[n] for n in before - after):
                # Who leaves a closed sprint was in it all the same: the list keeps it.
                assert sprint["state"] != "future"
                assert item.when > when(sprint["startDate"])
                told[f"left {sprint['state']}"] += 1
                if sprint["state"] == "closed":
                    assert item.when <= when(sprint["completeDate"])
    assert told["committed"] > told["added"] > 50
    assert told["planned"] > 0
    assert told["left closed"] > 10
    assert told["left active"] > 2


def test_nobody_plans_for_a_sprint_that_is_not_made_yet() -> None:
    """The sprints of the order desk are so long that the next one is made late."""
    site, made = sandbox.Site.generated(issues=4_000), 0
    for position in site.search('project = "ORDER"', deployment="cloud"):
        for entry in site.histories(position):
            for change in entry.changes:
                if change.field_id == SPRINT and change.after:
                    last = SPRINTS[ids(change.after)[-1]]
                    assert entry.created >= when(last["createdDate"]).timestamp() * 1000
                    made += 1
    assert made > 200


def test_what_is_left_of_a_sprint_is_carried_over_when_it_is_completed() -> None:
    carried = done = 0
    for each in ISSUES:
        sprints = [sprint["id"] for sprint in each.fields[SPRINT]]
        for item in each.items(SPRINT):
            if (before := ids(item.before)) and ids(item.after)[:-1] == before:
                over = item.when - when(SPRINTS[before[-1]]["completeDate"])
                assert timedelta(0) < over <= timedelta(seconds=5)
                carried += 1
        if sprints and each.fields["resolutiondate"]:
            last = SPRINTS[sprints[-1]]
            finished = when(each.fields["resolutiondate"])
            assert when(last["startDate"]) <= finished
            done += finished <= when(last.get("completeDate", "2026-11-02T15:00Z"))
            assert all(finished > when(SPRINTS[n]["completeDate"]) for n in sprints[:-1])
    assert carried > 30
    assert done > 200


def test_points_change_within_a_sprint() -> None:
    within = 0
    for each in ISSUES:
        if not each.fields[SPRINT] or each.fields[SPRINT][-1]["state"] == "future":
            continue
        last = each.fields[SPRINT][-1]
        end = when(last.get("completeDate", "2026-11-02T15:00Z"))
        came = each.items(SPRINT)[-1].when
        for item in each.items(POINTS):
            guessed_again = item.before_text and item.after_text
            within += bool(guessed_again) and max(came, when(last["startDate"])) <= item.when <= end
    assert within > 10


def test_sprints_of_two_weeks_follow_one_another() -> None:
    closed = [e for e in SPRINTS.values() if e["originBoardId"] == 1 and e["state"] == "closed"]
    assert len(closed) > 50
    for one, other in pairwise(closed):
        start, end = when(one["startDate"]), when(one["endDate"])
        assert timedelta(days=13, hours=23) < end - start <= timedelta(days=14)
        assert start < when(one["completeDate"]) < when(other["startDate"])
    [active] = [e for e in SPRINTS.values() if e["originBoardId"] == 1 and e["state"] == "active"]
    assert when(active["startDate"]) < datetime.fromtimestamp(
        SITE.now / 1000, when(active["startDate"]).tzinfo
    ) < when(active["endDate"])  # fmt: skip
    assert "completeDate" not in active


def test_some_issues_never_changed() -> None:
    still = [each for each in ISSUES if not each.histories]
    assert len(still) > 5
    assert {each.fields["status"]["id"] for each in still} == {TODO}
    assert not any(each.fields[SPRINT] for each in still)


# -- edges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 30])
def test_small_sites_have_sound_histories(size: int) -> None:
    site = sandbox.Site.generated(issues=size, seed=size)
    for position in site.positions():
        told = site.issue(
            position, deployment="cloud", version=2, base_url=BASE, fields=lambda name: True
        )["fields"]
        dates = [when(each["created"]) for each in site.changelog(
            position, deployment="cloud", base_url=BASE
        )]  # fmt: skip
        assert dates == sorted(dates)
        assert all(when(told["created"]) <= date <= when(told["updated"]) for date in dates)


def test_the_newest_issues_of_a_large_site_have_had_no_time_for_detours() -> None:
    site = sandbox.Site.generated(issues=20_000, seed=4)
    for position in [*site.positions()][-60:]:
        entries = site.histories(position)
        moves = [c for each in entries for c in each.changes if c.field_id == "status"]
        assert all(one.after == other.before for one, other in pairwise(moves))
        assert [each.created for each in entries] == sorted(each.created for each in entries)
