"""The sandbox carries JQL out: compared, row by row, with what the issues themselves say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiraframe.errors import JQLSyntaxError
from jiraframe.sandbox._moments import Moments
from jiraframe.sandbox._problems import SemanticJQL
from jiraframe.sandbox._site import Site
from jiraframe.sandbox._text_search import text_test

SITE = Site.generated(issues=800, seed=3)
CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime.fromtimestamp(SITE.now / 1000, CHICAGO)
BASE = "http://jira.example"
Row = dict[str, Any]


def row(position: int, site: Site = SITE) -> Row:
    issue = site.issue(
        position, deployment="cloud", version=2, base_url=BASE, fields=lambda name: True
    )
    return {"key": issue["key"], "id": issue["id"], "position": position, **issue["fields"]}


ROWS = [row(position) for position in SITE.positions()]
ME = SITE.account["accountId"]


def keys(query: str, deployment: str = "cloud", site: Site = SITE) -> list[str]:
    return [site.id_and_key(each)[1] for each in site.search(query, deployment=deployment)]


def when(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def day(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHICAGO)


def name(value: Row | None) -> str | None:
    return value and value["name"]


def names(values: list[Row]) -> set[str]:
    return {each["name"] for each in values}


def option(value: Row | None) -> str | None:
    return value and value["value"]


def text_of(value: Row) -> list[str]:
    bodies = [each["body"] for each in value["comment"]["comments"]]
    return [value["summary"], value["description"] or "", value["environment"] or "", *bodies]


def has(text: str | None, *words: str) -> bool:
    found = re.findall(r"\w+", (text or "").casefold())
    return all(word in found for word in words)


PARENT = next(each["key"] for each in ROWS if each["subtasks"])
MIDNIGHT = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
CONDITIONS: list[tuple[str, Callable[[Row], object]]] = [
    ("project = ENG", lambda r: r["project"]["key"] == "ENG"),
    ("project = engineering", lambda r: r["project"]["key"] == "ENG"),
    ("project = 10001", lambda r: r["project"]["key"] == "OPS"),
    ('project in (ENG, "ORDER")', lambda r: r["project"]["key"] in {"ENG", "ORDER"}),
    ("project != ENG", lambda r: r["project"]["key"] != "ENG"),
    ("issuetype = Bug", lambda r: name(r["issuetype"]) == "Bug"),
    ("type not in (Bug, Epic)", lambda r: name(r["issuetype"]) not in {"Bug", "Epic"}),
    ("issuetype in subtaskIssueTypes()", lambda r: r["issuetype"]["subtask"]),
    ("issuetype in standardIssueTypes()", lambda r: not r["issuetype"]["subtask"]),
    ('status = "in progress"', lambda r: name(r["status"]) == "In Progress"),
    ('status = "Waiting for customer"', lambda r: name(r["status"]) == "Wartet auf Kunden"),
    ("statusCategory = Done", lambda r: r["status"]["statusCategory"]["key"] == "done"),
    ("statusCategory != Done", lambda r: r["status"]["statusCategory"]["key"] != "done"),
    ("statusCategory = new", lambda r: r["status"]["statusCategory"]["key"] == "new"),
    ("priority = High", lambda r: name(r["priority"]) == "High"),
    ("priority > Medium", lambda r: name(r["priority"]) in {"High", "Highest"}),
    ("priority <= Low", lambda r: name(r["priority"]) in {"Low", "Lowest"}),
    ("priority is EMPTY", lambda r: r["priority"] is None),
    ("priority != High", lambda r: name(r["priority"]) not in {None, "High"}),
    ("priority not in (High, Low)", lambda r: name(r["priority"]) not in {None, "High", "Low"}),
    ("priority in (High, EMPTY)", lambda r: name(r["priority"]) in {None, "High"}),
    ("resolution = Unresolved", lambda r: r["resolution"] is None),
    ('resolution = "Won\'t Do"', lambda r: name(r["resolution"]) == "Won't Do"),
    ("assignee = currentUser()", lambda r: r["assignee"] and r["assignee"]["accountId"] == ME),
    ("assignee = rfield", lambda r: r["assignee"] and r["assignee"]["accountId"] == ME),
    ('assignee = "robin@jira.example"', lambda r: name_of(r["assignee"]) == "Robin Field"),
    ('assignee = "Alex Kim"', lambda r: name_of(r["assignee"]) == "Alex Kim"),
    ("assignee != currentUser()", lambda r: r["assignee"] and r["assignee"]["accountId"] != ME),
    ("assignee is not EMPTY", lambda r: r["assignee"]),
    ("assignee = EMPTY", lambda r: not r["assignee"]),
    (
        'assignee in membersOf("jira-administrators")',
        lambda r: r["assignee"] and r["assignee"]["accountId"] == ME,
    ),
    ('created >= "2025-06-01"', lambda r: when(r["created"]) >= day(2025, 6, 1)),
    ('created < "2025/06/01 13:30"', lambda r: when(r["created"]) < day(2025, 6, 1, 13, 30)),
    ("created >= -60d", lambda r: when(r["created"]) >= MIDNIGHT - timedelta(days=60)),
    ('created < "-52w 3d"', lambda r: when(r["created"]) < MIDNIGHT - timedelta(weeks=52, days=3)),
    ("updated >= -36h", lambda r: when(r["updated"]) >= NOW - timedelta(hours=36)),
    ("updated < startOfDay(-9)", lambda r: when(r["updated"]) < MIDNIGHT - timedelta(days=9)),
    ("created >= startOfYear()", lambda r: when(r["created"]) >= day(2026, 1, 1)),
    ("created <= endOfYear(-1)", lambda r: when(r["created"]) < day(2026, 1, 1)),
    ("created > startOfMonth(-2)", lambda r: when(r["created"]) > day(2026, 9, 1)),
    ("created >= startOfWeek(-8)", lambda r: when(r["created"]) >= day(2026, 9, 6)),
    ('updated > startOfDay("-3d")', lambda r: when(r["updated"]) > day(2026, 10, 30)),
    ("due < startOfYear()", lambda r: r["duedate"] and r["duedate"] < "2026-01-01"),
    ("due is EMPTY", lambda r: r["duedate"] is None),
    ("resolved is not EMPTY", lambda r: r["resolutiondate"]),
    ("labels = backend", lambda r: {"backend", "Backend"} & set(r["labels"])),
    ("labels in (frontend, größe)", lambda r: {"frontend", "größe"} & set(r["labels"])),
    ("labels != urgent", lambda r: r["labels"] and "urgent" not in r["labels"]),
    ("labels is EMPTY", lambda r: not r["labels"]),
    ("component = Backend", lambda r: "Backend" in names(r["components"])),
    ('fixVersion = "1.0"', lambda r: "1.0" in names(r["fixVersions"])),
    ('fixVersion != "1.0"', lambda r: r["fixVersions"] and "1.0" not in names(r["fixVersions"])),
    (
        'fixVersion > "2.0"',
        lambda r: r["project"]["key"] == "ENG" and names(r["fixVersions"]) & {"2.1", "3.0"},
    ),
    (
        "affectedVersion in releasedVersions(ENG)",
        lambda r: r["project"]["key"] == "ENG" and names(r["versions"]) & {"1.1", "2.0"},
    ),
    (
        "fixVersion in unreleasedVersions()",
        lambda r: any(not each["released"] for each in r["fixVersions"]),
    ),
    ("key = eng-7", lambda r: r["key"] == "ENG-7"),
    ("id = 10010", lambda r: r["id"] == "10010"),
    ("issue in (ENG-1, OPS-2)", lambda r: r["key"] in {"ENG-1", "OPS-2"}),
    (
        "key > ENG-20 AND key <= ENG-30",
        lambda r: r["project"]["key"] == "ENG" and 20 < int(r["key"][4:]) <= 30,
    ),
    ("votes > 1", lambda r: r["votes"]["votes"] > 1),
    ("watchers >= 2", lambda r: r["watches"]["watchCount"] >= 2),
    ("watcher = currentUser()", lambda r: r["watches"]["isWatching"]),
    ("workratio > 50", lambda r: r["workratio"] > 50),
    ("timespent >= 2h", lambda r: (r["timespent"] or 0) >= 7200),
    ("originalEstimate = 480", lambda r: r["timeoriginalestimate"] == 28_800),
    ("attachments is not EMPTY", lambda r: r["attachment"]),
    (f"PARENT = {PARENT}", lambda r: r.get("parent", {}).get("key") == PARENT),
    ("parent is EMPTY", lambda r: "parent" not in r),
    ('"Epic Link" is not EMPTY', lambda r: r["customfield_10014"]),
    ("level = 'Staff only'", lambda r: name(r["security"]) == "Staff only"),
    ("category = Product", lambda r: r["project"].get("projectCategory")),
    ("hierarchyLevel = 1", lambda r: r["issuetype"]["hierarchyLevel"] == 1),
    ('"Story Points" >= 3', lambda r: (r["customfield_10040"] or 0) >= 3),
    ('"story points" = 5', lambda r: r["customfield_10040"] == 5),
    ("cf[10101] = Red", lambda r: option(r["customfield_10101"]) == "Red"),
    ('"Team[Dropdown]" = Red', lambda r: option(r["customfield_10101"]) == "Red"),
    ("Team = Red", lambda r: option(r["customfield_10101"]) == "Red"),
    ("Team = Platform", lambda r: name(r["customfield_10001"]) == "Platform"),
    ('"Severity" != Major', lambda r: option(r["customfield_10041"]) not in {None, "Major"}),
    (
        'Browsers = "Chrome, Edge"',
        lambda r: "Chrome, Edge" in {each["value"] for each in r["customfield_10042"]},
    ),
    ('"Region / City" = Europe', lambda r: option(r["customfield_10045"]) == "Europe"),
    (
        '"Region / City" in cascadeOption(Europe, Zürich)',
        lambda r: option((r["customfield_10045"] or {}).get("child")) == "Zürich",
    ),
    ("Effort = 100", lambda r: r.get("customfield_10070") == 100),
    ('"Start date" >= 2026-01-01', lambda r: (r["customfield_10015"] or "") >= "2026-01-01"),
    (
        "sprint in openSprints()",
        lambda r: any(each["state"] == "active" for each in r["customfield_10020"]),
    ),
    (
        "sprint in (closedSprints())",
        lambda r: any(each["state"] == "closed" for each in r["customfield_10020"]),
    ),
    (
        "sprint in futureSprints()",
        lambda r: any(each["state"] == "future" for each in r["customfield_10020"]),
    ),
    ("sprint = 90", lambda r: any(each["id"] == 90 for each in r["customfield_10020"])),
    ("sprint is EMPTY", lambda r: not r["customfield_10020"]),
    ("summary ~ login", lambda r: has(r["summary"], "login")),
    ('summary ~ "page LOGIN"', lambda r: has(r["summary"], "login", "page")),
    (r'summary ~ "\"login page\""', lambda r: "login page" in r["summary"].casefold()),
    ('summary ~ "log*"', lambda r: re.search(r"\blog", r["summary"], re.I)),
    ('summary ~ "l?gin"', lambda r: has(r["summary"], "login")),
    ("summary !~ login", lambda r: not has(r["summary"], "login")),
    ("description is EMPTY", lambda r: r["description"] is None),
    ("description ~ restart", lambda r: has(r["description"], "restart")),
    ("description !~ restart", lambda r: r["description"] and not has(r["description"], "restart")),
    ("environment ~ windows", lambda r: has(r["environment"], "windows")),
    (
        "comment ~ merged",
        lambda r: any(has(each["body"], "merged") for each in r["comment"]["comments"]),
    ),
    ("text ~ tonight", lambda r: any(has(each, "tonight") for each in text_of(r))),
    (
        "worklogAuthor = currentUser() AND project = ENG",
        lambda r: (
            r["project"]["key"] == "ENG"
            and any(each["author"]["accountId"] == ME for each in r["worklog"]["worklogs"])
        ),
    ),
    (
        'issueLinkType = "is blocked by"',
        lambda r: any(name(each["type"]) == "Blocks" for each in r["issuelinks"]),
    ),
    ("NOT project = ENG", lambda r: r["project"]["key"] != "ENG"),
    ("NOT assignee = currentUser()", lambda r: r["assignee"] and r["assignee"]["accountId"] != ME),
    ("! (project = ENG OR votes > 0)", lambda r: r["project"]["key"] != "ENG" and not r_votes(r)),
    (
        "project = ENG OR project = OPS AND votes > 0",
        lambda r: r["project"]["key"] == "ENG" or (r["project"]["key"] == "OPS" and r_votes(r)),
    ),
    (
        "(project = ENG OR project = OPS) AND votes > 0",
        lambda r: r["project"]["key"] in {"ENG", "OPS"} and r_votes(r),
    ),
    ("project = NOPE", lambda r: False),
    ("project in (ENG, NOPE)", lambda r: r["project"]["key"] == "ENG"),
]


def name_of(user: Row | None) -> str | None:
    return user and user["displayName"]


def r_votes(value: Row) -> int:
    return int(value["votes"]["votes"])


@pytest.mark.parametrize(("query", "holds"), CONDITIONS, ids=[query for query, _ in CONDITIONS])
def test_a_condition_finds_just_the_issues_of_which_it_is_true(
    query: str, holds: Callable[[Row], object]
) -> None:
    assert set(keys(query)) == {each["key"] for each in ROWS if holds(each)}


def test_nearly_every_condition_of_the_table_finds_something_and_not_everything() -> None:
    # A condition that finds nothing or all would pass above without having been tried.
    trivial = {query for query, _ in CONDITIONS if not 0 < len(keys(query)) < SITE.total}
    assert trivial == {"project = NOPE"}


ATOMS = [pair for pair in CONDITIONS if pair[0].split()[0] in {"project", "status", "votes"}]


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> tuple[str, frozenset[int]]:
    everything = frozenset(SITE.positions())
    kind = draw(st.sampled_from(["atom", "not", "and", "or"] if depth else ["atom"]))
    if kind == "atom":
        query, holds = draw(st.sampled_from(ATOMS))
        return query, frozenset(each["position"] for each in ROWS if holds(each))
    if kind == "not":
        query, found = draw(trees(depth=depth - 1))
        return f"NOT ({query})", everything - found
    parts = [draw(trees(depth=depth - 1)) for _ in range(draw(st.integers(2, 3)))]
    query = f" {kind} ".join(f"({each})" for each, _ in parts)
    found = [each for _, each in parts]
    return query, everything.intersection(*found) if kind == "and" else frozenset().union(*found)


@settings(max_examples=150, deadline=None)
@given(trees())
def test_logic_of_any_shape_is_the_logic_of_sets(tree: tuple[str, frozenset[int]]) -> None:
    query, expected = tree
    if "NOPE" not in query:
        assert set(SITE.search(query, deployment="datacenter")) == expected


def last_number(key: str) -> tuple[str, int]:
    project, _, number = key.partition("-")
    return project, int(number)


RANKS = ["Lowest", "Low", "Medium", "High", "Highest"]


@pytest.mark.parametrize(
    ("order", "sorted_rows"),
    [
        ("", lambda rows: sorted(rows, key=lambda r: -int(r["id"]))),
        ("key", lambda rows: sorted(rows, key=lambda r: last_number(r["key"]))),
        ("key DESC", lambda rows: sorted(rows, key=lambda r: last_number(r["key"]), reverse=True)),
        ("created", lambda rows: sorted(rows, key=lambda r: when(r["created"]))),
        (
            "updated desc, key",
            lambda rows: sorted(rows, key=lambda r: when(r["updated"]), reverse=True),
        ),
        (
            "priority DESC, key",
            lambda rows: sorted(
                rows,
                key=lambda r: (
                    -1 if not r["priority"] else 9 - RANKS.index(name(r["priority"]) or ""),
                    last_number(r["key"]),
                ),
            ),
        ),
        (
            "assignee, key desc",
            lambda rows: sorted(
                sorted(rows, key=lambda r: last_number(r["key"]), reverse=True),
                key=lambda r: (not r["assignee"], (name_of(r["assignee"]) or "").casefold()),
            ),
        ),
        (
            "summary, key",
            lambda rows: sorted(
                rows, key=lambda r: (r["summary"].casefold(), last_number(r["key"]))
            ),
        ),
        (
            "duedate ASC, key ASC",
            lambda rows: sorted(
                rows, key=lambda r: (not r["duedate"], r["duedate"] or "", last_number(r["key"]))
            ),
        ),
        (
            "votes DESC, project ASC, id DESC",
            lambda rows: sorted(
                sorted(rows, key=lambda r: last_number(r["key"]), reverse=True),
                key=lambda r: (-r["votes"]["votes"], r["project"]["name"].casefold()),
            ),
        ),
    ],
)
def test_order_by_is_what_sorting_the_issues_gives(
    order: str, sorted_rows: Callable[[list[Row]], list[Row]]
) -> None:
    query = f"project in (ENG, OPS) ORDER BY {order}" if order else "project in (ENG, OPS)"
    rows = [each for each in ROWS if each["project"]["key"] in {"ENG", "OPS"}]
    assert keys(query) == [each["key"] for each in sorted_rows(rows)]


def test_versions_sort_by_their_sequence_and_empties_last() -> None:
    found = [row(each) for each in SITE.search(
        "project = ENG AND issuetype = Bug ORDER BY fixVersion", deployment="cloud"
    )]  # fmt: skip
    sequence = ["1.0", "1.1", "2.0", "2.1", "3.0", ""]
    first = [min([*(sequence.index(n) for n in names(r["fixVersions"])), 5]) for r in found]
    assert first == sorted(first)
    assert {0, 5} <= set(first)


# -- history -----------------------------------------------------------------------------------


# Histories keep what a status was called once; a query means the status.
NAMED = {each["id"]: each["name"] for each in SITE.statuses(deployment="cloud", base_url=BASE)}


def moves(position: int, field: str) -> list[tuple[datetime, str | None, str | None, str | None]]:
    histories = SITE.changelog(position, deployment="cloud", base_url=BASE)
    today = NAMED if field == "status" else {}
    return [
        (
            datetime.fromisoformat(each["created"]),
            today.get(item["from"], item["fromString"]),
            today.get(item["to"], item["toString"]),
            each.get("author", {}).get("accountId"),
        )
        for each in histories
        for item in each["items"]
        if item.get("fieldId") == field
    ]


def held(r: Row, field: str) -> list[tuple[str | None, datetime, datetime]]:
    found, start = [], when(r["created"])
    changes = moves(r["position"], field)
    far = NOW + timedelta(days=9999)
    shown = name_of(r[field]) if field == "assignee" else name(r[field])
    value = changes[0][1] if changes else shown
    for date, _, after, _ in changes:
        found.append((value, start, date))
        value, start = after, date
    return [*found, (value, start, far)]


YEAR = day(2025, 1, 1)
PAST: list[tuple[str, Callable[[Row], object]]] = [
    ('status WAS "In Review"', lambda r: "In Review" in {v for v, _, _ in held(r, "status")}),
    (
        'status WAS NOT "In Progress"',
        lambda r: "In Progress" not in {v for v, _, _ in held(r, "status")},
    ),
    (
        'status WAS IN ("To Do", "Blocked <!>") AFTER "2025-01-01"',
        lambda r: any(v in {"To Do", "Blocked <!>"} and e > YEAR for v, _, e in held(r, "status")),
    ),
    (
        'status WAS Done BEFORE "2025-01-01"',
        lambda r: any(v == "Done" and s < YEAR for v, s, _ in held(r, "status")),
    ),
    (
        'status WAS "In Progress" DURING ("2024-12-01", "2025-01-01")',
        lambda r: any(
            v == "In Progress" and s <= YEAR and e > day(2024, 12, 1)
            for v, s, e in held(r, "status")
        ),
    ),
    (
        "assignee WAS currentUser()",
        lambda r: "Robin Field" in {v for v, _, _ in held(r, "assignee")},
    ),
    ("priority CHANGED", lambda r: moves(r["position"], "priority")),
    ("NOT priority CHANGED", lambda r: not moves(r["position"], "priority")),
    (
        'status CHANGED FROM Done TO "In Progress"',
        lambda r: any(m[1:3] == ("Done", "In Progress") for m in moves(r["position"], "status")),
    ),
    (
        "status CHANGED TO (Done, Closed) AFTER startOfYear() BY membersOf(jira-developers)",
        lambda r: any(
            m[2] in {"Done", "Closed"}
            and m[0] > day(2026, 1, 1)
            and m[3] in {u["accountId"] for u in SITE.users(deployment="cloud", base_url="")[:5]}
            for m in moves(r["position"], "status")
        ),
    ),
    (
        'status CHANGED ON "2026-01-05"',
        lambda r: any(
            m[0].astimezone(CHICAGO).date().isoformat() == "2026-01-05"
            for m in moves(r["position"], "status")
        ),
    ),
    (
        "fixVersion CHANGED",
        lambda r: moves(r["position"], "fixVersions"),
    ),
    (
        'fixVersion WAS "2.0" AND project = ENG',
        lambda r: (
            r["project"]["key"] == "ENG"
            and "2.0" in {*names(r["fixVersions"]), *told(r, "fixVersions")}
        ),
    ),
    (
        'status WAS "code review"',
        lambda r: "In Review" in {v for v, _, _ in held(r, "status")},
    ),
    (
        'status CHANGED FROM "Waiting for customer" TO Done',
        lambda r: any(
            m[1:3] == ("Wartet auf Kunden", "Done") for m in moves(r["position"], "status")
        ),
    ),
]


def told(r: Row, field: str) -> set[str | None]:
    return {value for _, *pair, _ in moves(r["position"], field) for value in pair}


@pytest.mark.parametrize(("query", "holds"), PAST, ids=[query for query, _ in PAST])
def test_was_and_changed_agree_with_the_change_history(
    query: str, holds: Callable[[Row], object]
) -> None:
    assert set(keys(query)) == {each["key"] for each in ROWS if holds(each)}


def test_a_former_name_is_a_name_of_the_past_alone() -> None:
    assert keys('status WAS "Code Review"') == keys('status WAS "In Review"') != []
    for query in ('status = "Code Review"', 'status WAS NOT "Coda Review"'):
        with pytest.raises(SemanticJQL) as caught:
            keys(query, "datacenter")
        assert "does not exist for the field 'status'" in caught.value.warnings[0]


def test_was_sees_of_a_contradictory_history_what_it_tells() -> None:
    """The history of ``end`` lacks the last step, so the present status never was."""
    wrong = [key for key, how in SITE.contradictory.items() if how == "end"]
    for key in wrong:
        status = next(each["status"]["name"] for each in ROWS if each["key"] == key)
        assert keys(f'key = {key} AND status = "{status}"') == [key]
        assert keys(f'key = {key} AND status WAS "{status}"') == []
    assert wrong


def test_issues_updated_by_somebody_are_those_with_a_change_of_theirs() -> None:
    expected = {
        each["key"]
        for each in ROWS
        if any(
            change.get("author", {}).get("accountId") == ME
            for change in SITE.changelog(each["position"], deployment="cloud", base_url=BASE)
        )
    }
    assert set(keys("issue in updatedBy(rfield)")) == expected != set()


def test_linked_issues_are_the_other_ends_of_the_links() -> None:
    linked = next(each for each in ROWS if len(each["issuelinks"]) > 1)
    others = {
        (each.get("inwardIssue") or each.get("outwardIssue"))["key"]: each
        for each in linked["issuelinks"]
    }
    assert set(keys(f"issue in linkedIssues({linked['key']})")) == set(others)
    kind = linked["issuelinks"][0]["type"]["name"]
    of_kind = {key for key, each in others.items() if each["type"]["name"] == kind}
    assert set(keys(f'issue in linkedIssues({linked["key"]}, "{kind}")')) <= of_kind


def test_the_account_has_open_issues_in_an_active_sprint() -> None:
    query = "assignee = currentUser() AND sprint in openSprints() AND statusCategory != Done"
    for size in (1, 10, 500):
        assert keys(query, site=Site.generated(issues=size))


# -- mistakes ----------------------------------------------------------------------------------

ERRORS = [
    ("bogus = 1", "Field 'bogus' does not exist or you do not have permission to view it."),
    ("cf[99999] = 1", "Field 'cf[99999]' does not exist or you do not have permission to view it."),
    ("summary = x", "The operator '=' is not supported by the 'summary' field."),
    ("project ~ x", "The operator '~' is not supported by the 'project' field."),
    ("labels > x", "The operator '>' is not supported by the 'labels' field."),
    ("summary was x", "History searches do not support the 'summary' field."),
    ("created = bogus()", "Unable to find JQL function 'bogus()'."),
    ('created > now("1")', "Function 'now' expected '0' arguments but received '1'."),
    ("sprint in openSprints(1)", "Function 'openSprints' expected '0' arguments but received '1'."),
    (
        "created > currentUser()",
        "A value provided by the function 'currentUser' is invalid for the field 'created'.",
    ),
    (
        "assignee in membersOf(nobodies)",
        "Function 'membersOf' can not generate a list of usernames for group 'nobodies'; the group "
        "does not exist.",
    ),
    (
        "assignee in currentUser()",
        "Operator 'in' does not support the non-list value 'currentUser()' for field 'assignee'.",
    ),
    ('text ~ ""', "The field 'text' does not support searching for an empty string."),
    ('text ~ "AND"', "Unable to parse the text 'AND' for field 'text'."),
    (
        "created > soon",
        "Date value 'soon' for field 'created' is invalid. Valid formats include: 'yyyy/MM/dd "
        "HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', "
        "'4w 2d'.",
    ),
    ("project = ENG ORDER BY bogus", "Not able to sort using field 'bogus'."),
]
WARNINGS = [
    ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
    ("status in (Done, Nope)", "The value 'Nope' does not exist for the field 'status'."),
    ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
    ("key = GONE-1", "An issue with key 'GONE-1' does not exist for field 'key'."),
    ("Severity = Berlin", "The option 'Berlin' for field 'Severity' does not exist."),
]


@pytest.mark.parametrize(("query", "text"), ERRORS)
def test_what_cannot_be_searched_for_is_an_error_in_both_deployments(query: str, text: str) -> None:
    assert SITE.check(query) == ([text], [])
    with pytest.raises(SemanticJQL) as caught:
        SITE.search(query, deployment="datacenter")
    assert caught.value.errors == [text]
    if "ORDER BY" not in query:
        with pytest.raises(SemanticJQL):
            SITE.search(query, deployment="cloud")


@pytest.mark.parametrize(("query", "text"), WARNINGS)
def test_a_value_that_does_not_exist_is_a_warning_that_cloud_searches_on_with(
    query: str, text: str
) -> None:
    assert SITE.check(query) == ([], [text])
    SITE.search(query, deployment="cloud")
    with pytest.raises(SemanticJQL) as caught:
        SITE.search(query, deployment="datacenter")
    assert (caught.value.errors, caught.value.warnings) == ([], [text])


def test_several_mistakes_are_all_told_once() -> None:
    errors, warnings = SITE.check("bogus = 1 AND (bogus = 2 OR project = NOPE) AND summary = x")
    assert len(errors) == 2
    assert len(warnings) == 1


def test_cloud_ignores_an_impossible_order() -> None:
    assert keys("project = ENG ORDER BY bogus") == keys("project = ENG")


def test_a_query_that_does_not_parse_is_a_syntax_error() -> None:
    with pytest.raises(JQLSyntaxError):
        SITE.search("project = ", deployment="cloud")
    with pytest.raises(JQLSyntaxError):
        SITE.check("project == ENG")


def test_hierarchy_level_is_a_name_of_cloud_alone() -> None:
    with pytest.raises(SemanticJQL):
        SITE.search("hierarchyLevel = 1", deployment="datacenter")


# -- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-08", "2026-03-08T00:00-06:00"),
        ("2026/03/09 01:30", "2026-03-09T01:30-05:00"),
        ("-1d", "2026-03-08T00:00-06:00"),
        ("1d", "2026-03-10T00:00-05:00"),
        ("-1w 1d", "2026-03-01T00:00-06:00"),
        ("-24h", "2026-03-08T08:30-05:00"),
        ("-36h", "2026-03-07T19:30-06:00"),
        ("-1M", "2026-02-09T00:00-06:00"),
        ("-2y", "2024-03-09T00:00-06:00"),
        ("-90m", "2026-03-09T07:00-05:00"),
    ],
)
def test_dates_are_read_in_the_account_zone_across_changes_of_the_clocks(
    text: str, expected: str
) -> None:
    now = datetime(2026, 3, 9, 8, 30, tzinfo=CHICAGO)
    found = Moments(CHICAGO, int(now.timestamp() * 1000)).read(text)
    assert found is not None
    assert datetime.fromtimestamp(found / 1000, CHICAGO) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("edge", "unit", "shift", "expected"),
    [
        ("start", "day", "", "2026-03-08T00:00-06:00"),
        ("end", "day", "", "2026-03-08T23:59:59.999-05:00"),
        ("start", "day", "-1", "2026-03-07T00:00-06:00"),
        ("start", "week", "", "2026-03-08T00:00-06:00"),
        ("end", "week", "-1w", "2026-03-07T23:59:59.999-06:00"),
        ("start", "month", "+1", "2026-04-01T00:00-05:00"),
        ("end", "month", "-1", "2026-02-28T23:59:59.999-06:00"),
        ("start", "year", "", "2026-01-01T00:00-06:00"),
        ("end", "year", "", "2026-12-31T23:59:59.999-06:00"),
        ("start", "day", "3h", "2026-03-08T00:00-06:00"),
    ],
)
def test_periods_start_and_end_in_the_account_zone(
    edge: str, unit: str, shift: str, expected: str
) -> None:
    now = datetime(2026, 3, 8, 12, 0, tzinfo=CHICAGO)
    found = Moments(CHICAGO, int(now.timestamp() * 1000)).period(edge, unit, shift)
    assert found is not None
    assert datetime.fromtimestamp(found / 1000, CHICAGO) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-02-30", "1x", "d", "-99999y"])
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert Moments(CHICAGO, 0).read(text) is None


# -- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("one two", "Two, then ONE", True),
        ("one three", "Two, then ONE", False),
        ('"one two"', "one-two", True),
        ('"one two"', "one and two", False),
        ("te*", "some tests", True),
        ("te?t", "some tests", False),
        ("*st", "some test", True),
        ("one -two", "one", True),
        ("one -two", "one two", False),
        ("straße", "STRASSE", False),
        ("größe", "GRÖSSE Größe", True),
        ("漢字", "漢字 text", True),
        (r"C\+\+", "in C++ code", True),
        ("on", "one", False),
        ("a-b", "a b", True),
        ("one AND two", "one two", True),
    ],
)
def test_text_is_searched_by_words_phrases_and_wild_cards(
    query: str, text: str, found: bool
) -> None:
    test = text_test(query)
    assert test is not None
    assert test(text) is found


@pytest.mark.parametrize("query", ["", "   ", "*", "AND", "+ -", '""'])
def test_a_text_search_without_a_word_is_none(query: str) -> None:
    assert text_test(query) is None
