from __future__ import annotations

import datetime
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import ipywidgets
import pytest
from ipywidgets.widgets.widget import _instances

import jiraframe as jf
from jiraframe._fields import FieldCatalogue
from jiraframe.errors import JiraUnavailable, SearchInterrupted
from jiraframe.jql import Catalogue, Choice, QueryField, parse
from jiraframe.notebook._desk import Desk
from jiraframe.notebook._lookups import Lookups
from jiraframe.notebook._outcome import done
from jiraframe.notebook.builder._builder import Builder
from jiraframe.notebook.builder._judge import Said
from jiraframe.notebook.builder._panel import Panel

MODES = ("cloud", "datacenter")
HOSTILE = '<img src=x onerror=alert(1)>" OR project != "x'


@pytest.fixture(scope="module", params=MODES)
def jira(request: pytest.FixtureRequest) -> Iterator[jf.Jira]:
    with jf.sandbox.start(request.param, issues=120) as box:
        yield jf.connect(environ=box.env)


@pytest.fixture(scope="module")
def cloud() -> Iterator[jf.Jira]:
    with jf.sandbox.start("cloud", issues=120) as box:
        yield jf.connect(environ=box.env)


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Builder]]:
    monkeypatch.setattr("jiraframe.notebook.builder._judge._PAUSE_S", 0.01)
    yield Builder
    ipywidgets.Widget.close_all()


def widgets(root: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    yield root
    for child in getattr(root, "children", ()):
        yield from widgets(child)


def control(root: ipywidgets.Widget, name: str) -> ipywidgets.Widget:
    """Find what somebody finds who looks for a name."""
    found = [
        each
        for each in widgets(root)
        if name in (getattr(each, "description", ""), getattr(each, "tooltip", ""))
    ]
    assert len(found) == 1, (name, found)
    return found[0]


def choose(root: ipywidgets.Widget, name: str, label: str) -> None:
    """Choose from a list by the beginning of what is read there."""
    box = control(root, name)
    labels = [each if isinstance(each, str) else each[0] for each in box.options]
    box.index = next(i for i, each in enumerate(labels) if each.lower().startswith(label.lower()))


def panel(builder: Builder) -> Panel:
    return next(each for each in widgets(builder) if isinstance(each, Panel))


def until(true: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def press_enter(box: ipywidgets.Text) -> None:
    box._handle_custom_msg({"event": "submit"}, [])


def test_a_query_is_built_checked_counted_and_run(jira, make):
    builder = make(jira)
    assert builder.jql == ""
    assert "Condition 1 has no value yet and is left out." in panel(builder).notes

    choose(builder, "Value of condition 1", "Engineering")
    assert builder.jql == "project = ENG"
    assert panel(builder).notes == []
    assert panel(builder).code == 'df = jira.search("project = ENG")' == builder.to_code()

    control(builder, "Add a condition").click()
    choose(builder, "Field of condition 2", "status")
    choose(builder, "Operator of condition 2", "is one of")
    control(builder, "Done").value = True
    control(builder, "To Do").value = True
    assert builder.jql == 'project = ENG AND status IN ("To Do", Done)'

    until(lambda: "issue" in panel(builder).words)
    number = jira.count(builder.jql)
    about = "about " if jira.deployment == "cloud" else ""
    assert panel(builder).words == f"Jira accepts this query: {about}{number:,} issues."

    control(builder, "Run").click()
    assert len(builder.df) == number
    assert set(builder.df["status"]) == {"To Do", "Done"}
    told = panel(builder).outcome
    assert told["state"] == "done"
    assert told["headline"].startswith(f"{number} issues in ")
    assert told["preview"]["rows"][0][0] == builder.df["key"][0]


OPENED = [
    "project = ENG AND status IN (Open, Done) ORDER BY created DESC",
    "project in (ENG)   and  'Story Points' > 3",
    "NOT (status = Done OR assignee is EMPTY)",
    "assignee = currentUser() AND sprint in openSprints() AND statusCategory != Done",
    "created >= -7d AND due < 2024-01-31 AND updated > startOfWeek() AND resolved <= '2024-01-01 10:00'",  # noqa: E501
    "status CHANGED FROM 'To Do' TO Done AFTER -7d BY currentUser()",
    "status WAS IN (Open, Done) DURING (-7d, now())",
    "a = 1 AND (b = 2 OR c = 3)",
    "text ~ 'x' OR issue.property[a].b = 1",
    "labels = EMPTY AND nothere = 5 AND Effort > 1 ORDER BY nothere, Rank DESC",
    "resolution = Unresolved AND project = Engineering AND status = 10001",
    'created in (-7d, 2024-01-01) AND "Story Points" NOT IN (1, 2.5)',
    "ORDER BY created",
    "",
]


@pytest.mark.parametrize("jql", OPENED)
def test_a_query_that_is_opened_stays_as_it_was_and_every_change_keeps_the_rest(cloud, make, jql):
    builder = make(cloud, jql)
    assert builder.jql == panel(builder).jql == jql

    control(builder, "Add a sort field").click()

    tree, before = parse(builder.jql), parse(jql)
    assert tree.where == before.where
    assert tree.order_by[:-1] == before.order_by
    assert tree.order_by[-1].field.name == "created"


@pytest.mark.parametrize("jql", [jql for jql in OPENED if jql and "(b = 2" not in jql])
def test_controls_read_back_what_they_were_opened_with(cloud, make, jql):
    builder = make(cloud, jql)

    for each in widgets(builder):
        # As if somebody had gone to another choice and back.
        if getattr(each, "description", "").startswith(("Operator of", "Direction of")):
            first = each.index
            notify = each.notify_change
            notify(
                {"name": "value", "old": None, "new": each.value, "owner": each, "type": "change"}
            )
            assert each.index == first

    written = parse(builder.jql)
    assert len(written.order_by) == len(parse(jql).order_by)


def test_what_the_form_cannot_change_is_named_and_stays(cloud, make):
    builder = make(cloud, "project = ENG AND (status = Done OR labels = x)")

    (fixed,) = [each.value for each in widgets(builder) if isinstance(each, ipywidgets.HTML)]
    assert "(status = Done OR labels = x)" in fixed
    assert "is a group of its own; it stays as it is written." in fixed

    choose(builder, "Value of condition 1", "Website")
    assert builder.jql == "project = WEB AND (status = Done OR labels = x)"
    control(builder, "Remove condition 2").click()
    assert builder.jql == "project = WEB"


def test_a_text_that_does_not_parse_is_kept_with_its_error(cloud, make):
    builder = make(cloud, "project = = ENG")

    assert builder.jql == "project = = ENG"
    assert panel(builder).state == "broken"
    assert panel(builder).problems[0]["where"] == "  project = = ENG\n          ^^^"
    assert "kept as it is" in panel(builder).notes[0]
    assert not [
        each for each in widgets(builder) if getattr(each, "description", "") == "Add a condition"
    ]

    control(builder, "Start over").click()
    assert builder.jql == ""
    choose(builder, "Value of condition 1", "Engineering")
    assert builder.jql == "project = ENG"


def test_conditions_are_joined_as_chosen(cloud, make):
    builder = make(cloud, "status = Done AND labels = x")

    choose(builder, "How the conditions are joined", "any")
    assert builder.jql == "status = Done OR labels = x"
    choose(builder, "How the conditions are joined", "none")
    assert builder.jql == "NOT (status = Done OR labels = x)"


@pytest.mark.parametrize(
    ("jql", "operator", "changed"),
    [
        ("status = Done", "is one of", "status IN (Done)"),
        ("status IN (Done, Open)", "is  (", "status = Done"),
        ("status = Done", "is empty", "status IS EMPTY"),
        ("status = Done", "was ever  (", "status WAS Done"),
        ("created >= -7d", "before", "created < -7d"),
        ("created >= 2024-01-31", "before", 'created < "2024-01-31"'),
        ("created >= startOfWeek()", "after", "created > startOfWeek()"),
        ("created >= startOfWeek(-1w)", "after", "created > startOfWeek(-1w)"),
        ("created >= '-1w 2d'", "after", 'created > "-1w 2d"'),
        ("created >= 3d", "after", "created > 3d"),
        ("'Story Points' > 3", "at most", '"Story Points" <= 3'),
        ("text ~ 'a b'", "does not", 'text !~ "a b"'),
        ("assignee = currentUser()", "is one of", "assignee IN (currentUser())"),
        ("sprint in openSprints()", "is none of", "sprint NOT IN openSprints()"),
        (
            "assignee in (currentUser(), 'x y')",
            "is none of",
            'assignee NOT IN (currentUser(), "x y")',
        ),
        ("labels = a", "changed", None),
    ],
)
def test_another_operator_keeps_the_value(cloud, make, jql, operator, changed):
    builder = make(cloud, jql)
    if changed is None:
        labels = [label for label, _ in control(builder, "Operator of condition 1").options]
        assert not any(label.startswith(operator) for label in labels)
        return

    choose(builder, "Operator of condition 1", operator)

    assert parse(builder.jql) == parse(changed)


@pytest.mark.parametrize(
    ("jql", "operator", "changed"),
    [
        ("status WAS Done AFTER -7d BY a", "was never  (", "status WAS NOT Done AFTER -7d BY a"),
        ("status CHANGED TO Done AFTER -7d", "was ever  (", "status WAS Done AFTER -7d"),
        (
            "issueFunction in linkedIssuesOf('a = b')",
            "is none of",
            "issueFunction NOT IN linkedIssuesOf('a = b')",
        ),
        ("issueFunction in (f(x))", "is none of", "issueFunction NOT IN (f(x))"),
    ],
)
def test_another_operator_keeps_what_follows_and_the_brackets(cloud, make, jql, operator, changed):
    builder = make(cloud, jql)

    choose(builder, "Operator of condition 1", operator)
    if "WAS Done" in changed and "CHANGED" in jql:
        choose(builder, "Value of condition 1", "Done")

    assert parse(builder.jql) == parse(changed)


def test_values_come_back_after_an_operator_without_any(cloud, make):
    builder = make(cloud, "status IN (Done, 'To Do') AND created >= startOfDay(-3d)")

    choose(builder, "Operator of condition 1", "is empty")
    choose(builder, "Operator of condition 1", "is none of")
    choose(builder, "Value of condition 2", "as typed")

    assert builder.jql == 'status NOT IN ("To Do", Done) AND created >= startOfDay(-3d)'
    assert control(builder, "Value of condition 2: as JQL has it").value == "startOfDay(-3d)"


def test_a_function_that_wants_an_argument_has_a_place_for_it(cloud, make):
    builder = make(cloud, "fixVersion = x")
    box = control(builder, "Value of condition 1")
    inside = control(builder, "Value of condition 1: in the brackets")
    assert inside.layout.display == "none"

    box.value = next(each for each in box.options if each.startswith("latestReleasedVersion("))
    assert box.value == "latestReleasedVersion(…)"
    assert inside.layout.display is None
    assert builder.jql == ""
    assert "no value yet" in panel(builder).notes[0]
    inside.value = "ENG"
    assert builder.jql == "fixVersion = latestReleasedVersion(ENG)"
    box.value = "y"
    assert inside.layout.display == "none"
    assert builder.jql == 'fixVersion = "y"'


def test_a_function_with_its_argument_is_one_of_several_values(cloud, make):
    builder = make(cloud, "assignee IN (x)")
    box = control(builder, "Value of condition 1: add one")
    inside = control(builder, "Value of condition 1: add one: in the brackets")

    box.value = "membersOf(…)"
    inside.value = "site admins"
    press_enter(inside)

    assert (box.value, inside.value, inside.layout.display) == ("", "", "none")
    assert builder.jql == 'assignee IN (x, membersOf("site admins"))'
    control(builder, "Take out x").click()
    assert builder.jql == 'assignee IN membersOf("site admins")'
    assert control(builder, "Take out membersOf(site admins)")


@pytest.fixture
def large(cloud: jf.Jira, monkeypatch: pytest.MonkeyPatch) -> jf.Jira:
    """Give a site as large as they come."""
    known = cloud.jql_catalogue
    lists = {"project": 1000, "status": 500, "type": 40}
    fields = [
        replace(each, choices=tuple(Choice(f"{each.name} {i}", f"V{i}") for i in range(number)))
        if (number := lists.get(each.name))
        else each
        for each in known.fields
    ]
    fields += [
        QueryField(f"Field {i}", f'"Field {i}"', (f"cf[{i + 90000}]",), ("=", "IN"))
        for i in range(3000)
    ]
    monkeypatch.setattr(cloud, "jql_catalogue", Catalogue(tuple(fields), known.functions))
    return cloud


def test_a_field_of_thousands_is_typed(large, make):
    builder = make(large, "project = V7 ORDER BY created")
    field = control(builder, "Field of condition 1")
    assert (field.value, len(field.options)) == ("project", 60)

    field.value = "field 29"
    assert field.options[:2] == ("Field 29", "Field 290")
    assert parse(builder.jql) == parse("ORDER BY created")
    field.value = "field 29 is no field"
    assert panel(builder).notes == [
        'Condition 1: no field is called "field 29 is no field"; it is still about Field 29.'
    ]
    control(builder, "Value of condition 1").value = "x"
    assert builder.jql == '"Field 29" = "x" ORDER BY created'
    field.value = "Field 29"
    assert builder.jql == '"Field 29" = "x" ORDER BY created'
    field.value = "CF[90030]"
    assert panel(builder).notes == ["Condition 1 has no value yet and is left out."]
    control(builder, "Value of condition 1").value = "y"
    control(builder, "Sort field 1").value = "upDated"
    assert builder.jql == '"Field 30" = "y" ORDER BY updated'
    control(builder, "Sort field 1").value = "nothing"
    assert panel(builder).notes == [
        'Sort field 1: no field is called "nothing"; it is still about updated.'
    ]


def test_long_lists_are_searched_and_the_form_stays_light(large, make):
    conditions = ["project = V7", "status IN (V3, V4)", "type IN (V1)", "type = V2", "labels = x"]
    builder = make(large, " AND ".join(conditions * 2))

    box = control(builder, "Value of condition 1")
    assert (box.value, len(box.options)) == ("project 7", 60)
    box.value = "project 99"
    assert box.options == ("project 99", *(f"project 99{i}" for i in range(10)))
    many = control(builder, "Value of condition 2: add one")
    many.value = "status 499"
    assert control(builder, "Take out status 499")
    assert control(builder, "Value of condition 3: add one").placeholder == "type to search"
    assert control(builder, "Value of condition 4").label == "type 2"
    assert builder.jql.startswith("project = V99 AND status IN (V3, V4, V499) AND type IN (V1)")

    sent = sum(len(json.dumps(each.get_state(), default=str)) for each in widgets(builder))
    assert sent < 200_000


def test_another_field_begins_anew(cloud, make):
    builder = make(cloud, "status = Done")

    choose(builder, "Field of condition 1", "labels")
    assert builder.jql == ""
    assert panel(builder).notes == ["Condition 1 has no value yet and is left out."]

    choose(builder, "Field of condition 1", "created")
    assert builder.jql == "created >= -7d"


def test_dates_are_given_in_every_way(cloud, make):
    builder = make(cloud, "created >= -7d")

    control(builder, "Value of condition 1: how long").value = 2
    choose(builder, "Value of condition 1: unit", "weeks")
    assert builder.jql == "created >= -2w"
    choose(builder, "Value of condition 1", "some time ahead")
    assert builder.jql == "created >= 2w"
    choose(builder, "Value of condition 1", "a day")
    control(builder, "Value of condition 1: day").value = datetime.date(2024, 2, 29)
    assert builder.jql == 'created >= "2024-02-29"'
    choose(builder, "Value of condition 1", "start of this month")
    assert builder.jql == "created >= startOfMonth()"
    choose(builder, "Value of condition 1", "as typed")
    assert builder.jql == "created >= startOfMonth()"
    control(builder, "Value of condition 1: as JQL has it").value = ""
    assert builder.jql == ""
    control(builder, "Value of condition 1: as JQL has it").value = "2024-01-31 14:30"
    assert builder.jql == 'created >= "2024-01-31 14:30"'
    control(builder, "Value of condition 1: as JQL has it").value = "startOfMonth(-1)"
    assert builder.jql == "created >= startOfMonth(-1)"
    choose(builder, "Value of condition 1", "start of this month")
    choose(builder, "Value of condition 1", "as typed")
    assert builder.jql == "created >= startOfMonth(-1)"


def test_values_of_an_open_list_come_from_jira_as_one_types(jira, make):
    builder = make(jira, "assignee IN (currentUser())")
    box = control(builder, "Value of condition 1: add one")

    box.value = "alex"
    until(lambda: any(label.startswith("Alex Kim") for label in box.options))
    assert "currentUser()" in box.options
    first, second = [label for label in box.options if label.startswith("Alex Kim")][:2]
    # Two people have that name: what tells them apart stands behind it.
    wanted = [each.insert for each in jira.suggest("assignee", "alex") if each.label == "Alex Kim"]
    assert [first, second] == [f"Alex Kim ({each})" for each in wanted]
    box.value = first

    assert box.value == ""
    assert parse(builder.jql) == parse(f"assignee IN (currentUser(), {wanted[0]})")
    assert control(builder, f"Take out {first}").description.startswith(first)

    control(builder, "Take out currentUser()").click()
    assert parse(builder.jql) == parse(f"assignee IN ({wanted[0]})")


def test_free_text_counts_as_it_is_typed_and_enter_puts_it_in(cloud, make):
    builder = make(cloud, "labels IN (a)")
    box = control(builder, "Value of condition 1: add one")

    box.value = "b c"
    assert builder.jql == 'labels IN (a, "b c")'
    press_enter(box)
    assert box.value == ""
    assert builder.jql == 'labels IN (a, "b c")'
    press_enter(box)
    assert builder.jql == 'labels IN (a, "b c")'


def test_an_answer_for_an_older_text_is_dropped(cloud, make, monkeypatch):
    asked = []
    builder = make(cloud, "labels = a")
    monkeypatch.setattr(
        builder._lookups, "suggest", lambda field, text, by, then: asked.append((field, text, then))
    )
    box = control(builder, "Value of condition 1")
    before = box.options

    box.value = "b"
    box.value = "bc"
    (_, _, older), (field, text, newer) = asked
    assert (field, text) == ("labels", "bc")
    older([Choice("b1", "b1")])
    assert box.options == before
    newer([Choice("bc1", "bc1")])
    assert "bc1" in box.options


@pytest.mark.parametrize("operator", ["=", "IN"])
def test_no_value_becomes_syntax_nor_markup(cloud, make, monkeypatch, operator):
    builder = make(cloud, "labels = a" if operator == "=" else "labels IN (a)")
    answers = [Choice(HOSTILE, HOSTILE), Choice("currentUser()", '"currentUser()"')]
    monkeypatch.setattr(builder._lookups, "suggest", lambda f, t, p, then: then(answers))
    box = control(builder, f"Value of condition 1{'' if operator == '=' else ': add one'}")

    box.value = "x"
    box.value = HOSTILE

    where = parse(builder.jql).where
    values = [where.operand] if operator == "=" else where.operand.items
    assert values[-1].text == HOSTILE
    assert all(
        "<img" not in each.value for each in widgets(builder) if isinstance(each, ipywidgets.HTML)
    )


def test_a_part_that_stays_as_it_is_shows_markup_as_text(cloud, make):
    builder = make(cloud, 'NOT labels = "<img src=x>" AND a = 1')

    (fixed,) = [each.value for each in widgets(builder) if isinstance(each, ipywidgets.HTML)]
    assert "&lt;img src=x&gt;" in fixed
    assert "<img" not in fixed


def test_predicates_are_added_and_taken_out(cloud, make):
    builder = make(cloud, "status CHANGED")

    choose(builder, "Add to condition 1: when, by whom", "to")
    choose(builder, "To, condition 1", "Done")
    choose(builder, "Add to condition 1: when, by whom", "after")
    choose(builder, "Add to condition 1: when, by whom", "by")
    control(builder, "By, condition 1").value = "currentUser()"
    assert builder.jql == "status CHANGED TO Done AFTER -7d BY currentUser()"

    control(builder, "Take out after").click()
    assert builder.jql == "status CHANGED TO Done BY currentUser()"
    choose(builder, "Operator of condition 1", "is empty")
    assert builder.jql == "status IS EMPTY"


def test_sorting_columns_and_rows_are_the_users(cloud, make):
    builder = make(cloud, "project = ENG")

    control(builder, "Add a sort field").click()
    choose(builder, "Sort field 1", "priority")
    choose(builder, "Direction of sort field 1", "asc")
    control(builder, "Add a sort field").click()
    assert builder.jql == "project = ENG ORDER BY priority ASC, created DESC"
    control(builder, "Remove sort field 1").click()
    control(builder, "Columns").value = "summary, status"
    control(builder, "Rows at most").value = "3"
    assert builder.to_code() == (
        'df = jira.search(\n    "project = ENG ORDER BY created DESC",\n'
        '    ["summary", "status"],\n    limit=3,\n)'
    ) or builder.to_code() == (
        'df = jira.search("project = ENG ORDER BY created DESC", ["summary", "status"], limit=3)'
    )

    control(builder, "Run").click()
    assert list(builder.df.columns) == ["key", "id", "summary", "status"]
    assert len(builder.df) == 3
    assert panel(builder).outcome["state"] == "doubtful"

    control(builder, "Rows at most").value = "many"
    assert "wants a whole number" in panel(builder).notes[0]


def test_what_jira_refuses_is_said_with_its_place(jira, make):
    builder = make(jira, "project = ENG AND nothere = 1")

    until(lambda: panel(builder).state == "refused")
    assert panel(builder).words == "Jira refuses this query."
    assert "nothere" in panel(builder).problems[0]["message"]
    assert panel(builder).problems[0]["where"].endswith("\n" + " " * 20 + "^^^^^^^")

    control(builder, "Run").click()
    assert builder.df is None
    assert panel(builder).outcome["state"] == "failed"
    assert "nothere" in panel(builder).outcome["headline"]


def test_jira_that_cannot_be_asked_is_no_verdict(cloud, make, monkeypatch):
    builder = make(cloud, "project = ENG")
    until(lambda: panel(builder).state == "accepted")
    gone = JiraUnavailable("No answer.", fix="Try again.")
    monkeypatch.setattr(builder._lookups, "verdict", lambda text, then: then(gone))

    choose(builder, "Value of condition 1", "Website")
    assert panel(builder).state == "pending"
    until(lambda: panel(builder).state == "unasked")
    assert (
        panel(builder).words == "Checked here only; Jira could not be asked. No answer. Try again."
    )


def test_a_verdict_on_an_older_query_is_dropped(cloud, make, monkeypatch):
    builder = make(cloud, "project = ENG")
    until(lambda: "issues" in panel(builder).words)
    asked = []
    monkeypatch.setattr(builder._lookups, "verdict", lambda text, then: asked.append((text, then)))
    choose(builder, "Value of condition 1", "Website")
    until(lambda: asked)

    choose(builder, "Value of condition 1", "Order")
    asked[0][1](JiraUnavailable("No answer."))

    assert asked[0][0] == "project = WEB"
    assert panel(builder).state == "pending"


def test_ctrl_c_keeps_the_rows_that_were_read(cloud, make, monkeypatch):
    builder = make(cloud, "project = ENG")
    rows = cloud.search("project = ENG", limit=2)
    stopped = SearchInterrupted("Stopped after 2 rows.")
    stopped.frame = rows

    def search(*_: object, **__: object) -> None:
        raise stopped

    monkeypatch.setattr(cloud, "search", search)
    control(builder, "Run").click()

    assert builder.df is rows
    assert panel(builder).outcome["headline"] == "Stopped after 2 issues, not complete"


def test_a_bug_in_a_handler_is_seen(cloud, make, monkeypatch, caplog):
    builder = make(cloud, "project = ENG")
    monkeypatch.setattr(builder._form, "query", lambda: 1 / 0)

    choose(builder, "Value of condition 1", "Website")

    assert "This is a bug in jiraframe: ZeroDivisionError" in panel(builder).trouble
    assert "ZeroDivisionError" in caplog.text


def test_a_query_can_be_set_from_code(cloud, make):
    builder = make(cloud, "project = ENG")

    builder.jql = "status = Done OR labels = x"

    assert builder.jql == panel(builder).jql == "status = Done OR labels = x"
    assert control(builder, "How the conditions are joined").value == "any"
    assert repr(builder) == "Builder('status = Done OR labels = x')"


def test_cloud_is_not_asked_about_a_query_without_a_condition(cloud, make, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(Lookups, "verdict", lambda lookups, text, then: asked.append(text))

    builder = make(cloud, "ORDER BY created")
    time.sleep(0.05)

    assert (panel(builder).state, panel(builder).words) == (
        "empty",
        "No condition yet; Jira Cloud wants one.",
    )
    assert "ORDER BY created" not in asked


def test_text_is_handed_to_whoever_edits_it(cloud, make):
    handed: list[str] = []
    builder = make(cloud, "project = = ENG")
    assert not [
        each for each in widgets(builder) if getattr(each, "description", "") == "Edit as text"
    ]

    builder.on_open_editor(handed.append)
    control(builder, "Edit as text").click()

    assert handed == ["project = = ENG"]


@pytest.mark.parametrize("face", ["editor", "builder"])
@pytest.mark.parametrize("jql", OPENED)
def test_a_desk_keeps_the_text_whatever_shows_it(cloud, jql, face):
    desk = Desk(cloud, jql, face=face)

    for show in (desk.show_builder, desk.show_editor, desk.show_builder, desk.show_editor):
        show()
        assert desk.jql == desk.editor.jql == desk.builder.jql == jql
    assert repr(desk) == f"Desk({jql!r})"


def test_a_desk_makes_the_other_face_only_when_it_is_wanted(cloud, monkeypatch):
    def never(*_: object, **__: object) -> None:
        raise AssertionError("made too early")

    with monkeypatch.context() as patch:
        patch.setattr("jiraframe.notebook._desk.JQLEditor", never)
        desk = Desk(cloud, "project = ENG", face="builder")
        assert desk.children == (desk.builder,)
    desk.show_editor()
    assert desk.children == (desk.editor,)


def test_a_desk_takes_columns_and_rows_along(cloud):
    desk = Desk(cloud, "project = ENG", face="builder", fields=["summary"], limit=3)
    code = 'df = jira.search("project = ENG", ["summary"], limit=3)'
    assert desk.to_code() == code

    desk.show_editor()
    assert desk.to_code() == code
    desk.show_builder()
    control(desk.builder, "Rows at most").value = "5"
    desk.show_editor()
    assert desk.to_code() == code.replace("3", "5")


def test_a_desk_shows_the_query_it_is_given(cloud):
    desk = Desk(cloud, "project = ENG", face="builder")

    desk.jql = "status = Done"
    assert desk.builder.jql == desk.jql == "status = Done"
    desk.builder.run()
    assert desk.df is desk.builder.df is not None
    desk.show_editor()
    assert desk.df is desk.editor.df is desk.builder.df


def test_a_condition_that_is_not_whole_yet_leaves_the_text_as_it_is(cloud, make):
    builder = make(cloud, "project=ENG  and  status  =  Done")

    control(builder, "Add a condition").click()

    assert builder.jql == panel(builder).jql == "project=ENG  and  status  =  Done"
    assert panel(builder).notes == ["Condition 3 has no value yet and is left out."]


def test_a_count_of_an_older_query_is_dropped(cloud, make, monkeypatch):
    asked = []
    builder = make(cloud)
    monkeypatch.setattr(builder._lookups, "count", lambda text, then: asked.append((text, then)))
    builder.jql = "project = ENG"
    until(lambda: asked)

    builder.jql = "project = WEB"
    asked[0][1](5)

    assert asked[0][0] == "project = ENG"
    assert "5" not in panel(builder).words


def test_a_value_is_not_put_in_twice(cloud, make):
    builder = make(cloud, "labels IN (a)")

    control(builder, "Value of condition 1: add one").value = "a"
    press_enter(control(builder, "Value of condition 1: add one"))

    assert builder.jql == "labels IN (a)"


def test_numbers_stand_without_quotes(cloud, make):
    builder = make(cloud, "'Story Points' > 3")

    control(builder, "Value of condition 1").value = "-2.5"
    assert builder.jql == '"Story Points" > -2.5'
    control(builder, "Value of condition 1").value = "many"
    assert builder.jql == '"Story Points" > "many"'


def test_a_field_that_two_share_or_nobody_has_stays_the_one_that_was_written(cloud, make):
    builder = make(cloud, "Effort > 1 AND nothere = 1 ORDER BY Effort, issue.property[a].b DESC")

    assert control(builder, "Field of condition 1").label == "Effort"
    choose(builder, "Operator of condition 1", "less than")
    choose(builder, "Operator of condition 2", "is not  (")
    choose(builder, "Direction of sort field 1", "desc")
    choose(builder, "Direction of sort field 2", "asc")

    assert parse(builder.jql) == parse(
        "Effort < 1 AND nothere != 1 ORDER BY Effort DESC, issue.property[a].b ASC"
    )


def test_a_problem_far_behind_is_shown_with_what_stands_around_it(cloud, make):
    builder = make(cloud, f"labels = {'a' * 100} AND\nlabels = {'b' * 100} AND status = = 1")

    (told,) = panel(builder).problems
    line, mark = told["where"].splitlines()
    assert line.startswith("  …bbb")
    assert line[mark.index("^") :] == "= = 1"


def test_a_frame_of_the_editor_is_that_of_the_desk_when_the_builder_is_shown(cloud):
    desk = Desk(cloud, "project = ENG")
    frame = desk.editor.df = cloud.search("project = ENG", limit=1)

    desk.show_builder()

    assert desk.df is desk.builder.df is frame


@pytest.mark.parametrize(
    ("seconds", "read"), [(0.0, "less than 0.1 s"), (0.049, "less than 0.1 s"), (0.06, "0.1 s")]
)
def test_no_run_takes_no_time(cloud, monkeypatch, seconds, read):
    frame = cloud.search("project = ENG", limit=1)
    told = replace(jf.receipt(frame), seconds=seconds)
    monkeypatch.setattr("jiraframe.notebook._outcome.receipt", lambda _: told)

    outcome = done("1", "project = ENG", frame, where="df")

    assert outcome["headline"].startswith(f"1 issue in {read}, ")


def test_predicates_without_a_value_are_said_to_be_left_out(cloud, make):
    builder = make(cloud, "status CHANGED")
    add = "Add to condition 1: when, by whom"

    choose(builder, add, "to")
    choose(builder, add, "after")
    assert builder.jql == "status CHANGED AFTER -7d"
    assert panel(builder).notes == ["Condition 1: 'to' has no value yet and is left out."]
    choose(builder, add, "by")
    told = "Condition 1: 'to' and 'by' have no value yet and are left out."
    assert panel(builder).notes == [told]

    choose(builder, "To, condition 1", "Done")
    control(builder, "Take out by").click()
    assert panel(builder).notes == []


@pytest.mark.parametrize("typed", ["Engineering", "engineering", "eng", "Engineering (ENG)"])
def test_projects_are_shown_by_name_and_key_and_found_by_either(cloud, make, monkeypatch, typed):
    builder = make(cloud)
    assert "Engineering (ENG)" in control(builder, "Value of condition 1")._options_labels
    monkeypatch.setattr("jiraframe.notebook.builder._inputs._LISTED", 1)

    builder = make(cloud)
    control(builder, "Value of condition 1").value = typed
    assert builder.jql == "project = ENG"
    builder.jql = "project = Engineering"
    assert control(builder, "Value of condition 1").value == "Engineering (ENG)"


def test_a_query_with_doubts_is_not_simply_accepted(cloud, make):
    builder = make(cloud, "status = Nosuch")

    until(lambda: panel(builder).words == "Jira accepts this query, with a doubt: 0 issues.")
    assert panel(builder).state == "doubted"


def test_columns_are_checked_as_they_are_typed(cloud, make):
    builder = make(cloud, "project = ENG")
    told = [each for each in widgets(builder) if "jf-trouble" in each._dom_classes]

    control(builder, "Columns").value = "summary, sumary"
    assert told[0].value.startswith("No field is called 'sumary'. Did you mean 'summary'")
    assert told[0].layout.display is None
    control(builder, "Columns").value = "summary, assignee.displayName, *all"
    assert (told[0].value, told[0].layout.display) == ("", "none")


def test_the_direction_goes_along_with_the_field_unless_it_was_chosen(cloud, make):
    builder = make(cloud, "project = ENG ORDER BY created DESC, key")

    choose(builder, "Sort field 1", "assignee")
    assert builder.jql == "project = ENG ORDER BY assignee ASC, key"
    choose(builder, "Direction of sort field 1", "desc")
    choose(builder, "Sort field 1", "summary")
    assert builder.jql == "project = ENG ORDER BY summary DESC, key"
    choose(builder, "Sort field 2", "updated")
    assert builder.jql == "project = ENG ORDER BY summary DESC, updated"


def test_a_problem_is_shown_in_the_text_it_is_of_while_jira_is_waited_for(cloud, make, monkeypatch):
    monkeypatch.setattr(Lookups, "verdict", lambda *_: None)
    builder = make(cloud, "summary ~ a AND status = Dne")

    control(builder, "Value of condition 1").value = "a much longer text than there was"

    assert panel(builder).jql == 'summary ~ "a much longer text than there was" AND status = Dne'
    (told,) = panel(builder).problems
    line, mark = told["where"].splitlines()
    assert line[mark.index("^") :] == "Dne"
    assert mark.strip() == "^^^"


def click_in_a_page(builder: Builder) -> None:
    control(builder, "Run")._handle_button_msg(None, {"event": "click"}, [])


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries that are run."""
    queries, search = [], jf.Jira.search
    monkeypatch.setattr(
        jf.Jira,
        "search",
        lambda jira, jql, *rest, **how: queries.append(jql) or search(jira, jql, *rest, **how),
    )
    return queries


def test_clicks_that_waited_for_a_busy_kernel_run_once(cloud, make, searched, monkeypatch):
    monkeypatch.setattr("jiraframe.notebook.builder._builder._REST_S", 0.3)
    builder = make(cloud, "key = ENG-1")

    for _ in range(3):
        click_in_a_page(builder)

    assert panel(builder).outcome["state"] == "done"
    assert searched == ["key = ENG-1"]
    until(lambda: not control(builder, "Run").disabled)
    click_in_a_page(builder)
    assert len(searched) == 2
    assert panel(builder).outcome["id"] == "2"


def test_a_click_while_a_run_waits_or_goes_on_starts_no_other(cloud, make, searched, monkeypatch):
    # As in a kernel that handles messages in a thread of their own.
    builder, waiting = make(cloud, "key = ENG-1"), []
    monkeypatch.setattr(builder._main_thread, "run", waiting.append)
    click_in_a_page(builder)
    click_in_a_page(builder)
    assert control(builder, "Run").disabled
    (task,) = waiting

    def search(*_: object, **__: object) -> None:
        click_in_a_page(builder)
        raise JiraUnavailable("No answer.")

    monkeypatch.setattr(cloud, "search", search)
    task()

    assert waiting == [task]
    assert panel(builder).outcome["state"] == "failed"
    until(lambda: not control(builder, "Run").disabled)


def test_code_may_run_as_often_as_it_likes(cloud, make, searched):
    builder = make(cloud, "key = ENG-1")

    builder.run()
    click_in_a_page(builder)
    builder.run()

    assert len(searched) == 2
    until(lambda: not control(builder, "Run").disabled)


def test_a_bug_in_a_run_leaves_the_button_usable(cloud, make, monkeypatch, caplog):
    builder = make(cloud, "key = ENG-1")
    monkeypatch.setattr("jiraframe.notebook.builder._builder.called", lambda _: 1 / 0)

    click_in_a_page(builder)

    assert "ZeroDivisionError" in panel(builder).outcome["headline"]
    assert panel(builder).outcome["state"] == "failed"
    until(lambda: not control(builder, "Run").disabled)


ALL_KINDS = (
    "project = ENG AND status IN (Open, Done) AND created >= -7d AND labels IN (x, y) "
    "AND assignee IN membersOf(a) AND (labels = x OR labels = y) AND summary ~ z "
    "AND status CHANGED TO Done AFTER -7d BY currentUser() ORDER BY created DESC, key"
)


def test_a_form_that_shows_another_query_leaves_no_widgets(cloud, make):
    builder = make(cloud, ALL_KINDS)
    before = len(_instances)
    for text in (ALL_KINDS.replace("z", "other"), "project = ", "", ALL_KINDS):
        builder.jql = text
    builder.on_open_editor(lambda _: None)
    assert len(_instances) == before
    assert all(each.comm is not None for each in widgets(builder))


def test_rows_that_are_taken_out_leave_no_widgets_and_the_others_stay_the_same_ones(cloud, make):
    builder = make(cloud, ALL_KINDS)
    before, kept = len(_instances), set(widgets(builder))

    control(builder, "Add a condition").click()
    control(builder, "Add a sort field").click()
    assert kept <= set(widgets(builder))
    control(builder, "Remove condition 9").click()
    control(builder, "Remove sort field 3").click()
    assert (len(_instances), set(widgets(builder))) == (before, kept)

    control(builder, "Remove condition 2").click()
    control(builder, "Remove sort field 1").click()
    assert set(widgets(builder)) < kept
    assert control(builder, "Field of condition 2").value == "created"
    control(builder, "Remove condition 2").click()
    control(builder, "Remove condition 2").click()
    assert "labels" not in builder.jql.split("(labels = x")[0]
    assert "created >= -7d" not in builder.jql
    assert all(each.comm is not None for each in widgets(builder))


@pytest.mark.parametrize(
    ("jql", "name", "there", "back"),
    [
        ("created >= -7d", "Operator of condition 1", "is empty", "on or after"),
        ("status = Done", "Operator of condition 1", "is one of", "is  ("),
        ("labels = x", "Operator of condition 1", "is one of", "is  ("),
        ("status WAS Done AFTER -7d", "Operator of condition 1", "is not", "was ever  ("),
        ("priority = High", "Field of condition 1", "created", "priority"),
    ],
)
def test_what_a_change_replaces_leaves_no_widgets(cloud, make, jql, name, there, back):
    builder = make(cloud, jql)
    counts = set()
    for _ in range(3):
        choose(builder, name, there)
        choose(builder, name, back)
        counts.add(len(_instances))
    assert len(counts) == 1


def test_values_and_predicates_that_are_taken_out_leave_no_widgets(cloud, make):
    builder = make(cloud, "labels IN (x, y) AND status CHANGED TO Done")
    before = len(_instances)

    choose(builder, "Add to condition 2: when, by whom", "after")
    control(builder, "Take out after").click()
    assert len(_instances) == before
    control(builder, "Take out x").click()
    # A button, its layout and its style.
    assert len(_instances) == before - 3


def test_an_answer_for_a_row_that_is_gone_is_nobodys_trouble(cloud, make, monkeypatch):
    asked = []
    builder = make(cloud)
    monkeypatch.setattr(
        builder._lookups, "suggest", lambda field, text, by, then: asked.append(then)
    )
    builder.jql = "assignee = a"
    control(builder, "Value of condition 1").value = "an"
    builder.jql = "project = ENG"

    asked[-1](JiraUnavailable("No answer."))

    assert panel(builder).trouble == ""


def test_a_verdict_does_not_land_over_a_newer_text(cloud, make, monkeypatch):
    builder = make(cloud)
    verdicts, shows = [], threading.Event()
    monkeypatch.setattr(builder._lookups, "verdict", lambda text, then: verdicts.append(then))
    builder.jql = "project = ENG"
    until(lambda: verdicts)

    show = builder._judge._show

    def slowly(said: Said) -> None:
        if said.state == "unasked":
            shows.set()
            time.sleep(0.2)
        show(said)

    monkeypatch.setattr(builder._judge, "_show", slowly)
    late = threading.Thread(target=verdicts[0], args=[JiraUnavailable("No answer.")])
    late.start()
    assert shows.wait(10)
    builder.jql = "project = "
    late.join()

    assert panel(builder).state == "broken"
    assert panel(builder).jql == "project = "


def test_the_text_and_what_is_known_of_it_change_together(cloud, make, monkeypatch):
    builder = make(cloud)
    verdicts = []
    monkeypatch.setattr(builder._lookups, "verdict", lambda text, then: verdicts.append(then))
    builder.jql = "project = ENG"
    until(lambda: verdicts)
    seen = []

    def answered(_: object) -> None:
        late = threading.Thread(target=verdicts[0], args=[JiraUnavailable("No answer.")])
        late.start()
        late.join(0.2)
        seen.append(panel(builder).state)

    panel(builder).observe(answered, names=["jql"])
    builder.jql = "project = WEB"

    assert seen == ["pending"]
    assert panel(builder).state == "pending"


def test_a_panel_that_two_threads_change_tells_its_page_everything():
    shown, page, errors = Panel(), {}, []
    shown.comm.send = lambda data=None, **_: page.update(data["state"])
    builder_says = {"code": "", "notes": [], "trouble": ""}

    def show(words: str) -> None:
        try:
            shown.show(Said("accepted", words))
        except Exception as exc:
            errors.append(exc)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for number in range(500):
            other = threading.Thread(target=show, args=[f"words {number}"])
            other.start()
            with shown.hold_sync():
                shown.code, shown.trouble = f"code {number}", f"trouble {number}"
                shown.notes = [f"note {number}"]
            other.join()
            assert {name: page.get(name) for name in builder_says} == {
                name: getattr(shown, name) for name in builder_says
            }
            assert page["words"] == shown.words
    finally:
        sys.setswitchinterval(interval)
    assert errors == []


def test_ctrl_c_while_the_result_is_shown_keeps_it(cloud, make, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    builder = make(cloud, "key = ENG-1")
    monkeypatch.setattr("jiraframe.notebook._outcome.done", interrupted)

    builder.run()

    assert list(builder.df["key"]) == ["ENG-1"]
    assert panel(builder).outcome["state"] == "stopped"


@pytest.fixture
def with_commas(cloud: jf.Jira, monkeypatch: pytest.MonkeyPatch) -> jf.Jira:
    """A site with a field whose name has a comma."""
    fields = [
        replace(each, name="Cost, total", clause_names=("Cost, total",))
        if each.name == "Story Points"
        else each
        for each in cloud.catalogue.fields
    ]
    monkeypatch.setattr(cloud, "catalogue", FieldCatalogue(fields))
    return cloud


def test_columns_whose_names_have_commas_are_written_as_they_are_called(with_commas, make):
    builder = make(with_commas, "key = ENG-1", fields=["Cost, total", "status"])
    assert builder.fields == ["Cost, total", "status"]
    control(builder, "Columns").value = "status,cost,Total , -Cost, total,summary"
    assert builder.fields == ["status", "Cost, total", "-Cost, total", "summary"]

    control(builder, "Columns").value = "status, Cost, total"
    (told,) = [each for each in widgets(builder) if "jf-trouble" in each._dom_classes]
    assert told.value == ""
    control(builder, "Run").click()
    assert list(builder.df.columns) == ["key", "id", "status", "Cost, total"]
