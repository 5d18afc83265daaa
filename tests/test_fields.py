from __future__ import annotations

import pytest

from jiraframe._fields import FieldCatalogue
from jiraframe.errors import FieldError
from tests.shaping import AGILE, PLATFORM, SITE, catalogue, custom, system


def labels(asked, *rows, **options):
    return catalogue(*rows).columns(asked, **options).labels[2:]


def test_nothing_asked_gives_the_useful_fields_that_the_site_has():
    columns = catalogue().columns(None)
    assert columns.labels == [
        *("key", "id", "summary", "issuetype", "project", "status", "status.statusCategory"),
        *("priority", "resolution", "assignee", "reporter", "parent", "labels", "components"),
        *("fixVersions", "created", "updated", "resolutiondate", "duedate"),
        *("timeoriginalestimate", "timespent", "Story Points", "Sprint", "Epic Link"),
    ]
    assert columns.request_fields[:4] == ["summary", "issuetype", "project", "status"]
    assert columns.request_fields[-3:] == [
        "customfield_10016",
        "customfield_10020",
        "customfield_10014",
    ]
    bare = FieldCatalogue.from_json([system("summary", "Summary", "string")])
    assert bare.columns(None).labels == ["key", "id", "summary", "parent"]


@pytest.mark.parametrize(
    "asked",
    [
        "fixVersions",  # the id
        "Fix versions",  # the display name
        "fix VERSIONS",  # in another case
        "fixVersion",  # the name in JQL
        "FIXVERSION",
    ],
)
def test_a_field_goes_by_many_names(asked):
    assert labels([asked]) == ["fixVersions"]


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("Story Points", "Story Points"),
        ("story points", "Story Points"),
        ("customfield_10016", "Story Points"),
        ("cf[10016]", "Story Points"),
        ("CF[10016]", "Story Points"),
        ("Team (customfield_10101)", "Team (customfield_10101)"),  # a label of a frame
        ("v1.2 ready", "v1.2 ready"),  # the dot belongs to the name
        ("assignee.accountId", "assignee.accountId"),
        ("Assignee.accountid", "assignee.accountId"),
        ("status.statusCategory.key", "status.statusCategory.key"),
        ("Sprint.id", "Sprint.id"),
        ("cf[10020].state", "Sprint.state"),
        ("Widget.any.thing", "Widget.any.thing"),
        ("parent.status.name", "parent.status.name"),
        ("comment.author.displayName", "comment.author.displayName"),
    ],
)
def test_custom_fields_and_parts_are_found(asked, label):
    assert labels([asked]) == [label]


def test_columns_come_once_in_the_order_asked_with_identity_first():
    asked = ["updated", "key", "Summary", "id", "summary", "issuekey", "Key", "UPDATED", "labels"]
    columns = catalogue().columns(asked)
    assert columns.labels == ["key", "id", "updated", "summary", "labels"]
    assert columns.request_fields == ["updated", "summary", "labels"]


def test_asking_for_identity_alone_asks_jira_for_the_key():
    for asked in (["key"], ["id", "issuekey"], []):
        columns = catalogue().columns(asked)
        assert columns.labels == ["key", "id"]
        # Cloud sends no key at all when nothing is asked for.
        assert columns.request_fields == ["key"]


def test_parts_of_one_field_ask_for_it_once():
    columns = catalogue().columns(["status", "status.statusCategory", "status.id"])
    assert columns.request_fields == ["status"]
    assert columns.labels[2:] == ["status", "status.statusCategory", "status.id"]


def test_all_has_every_field_that_is_ever_sent():
    columns = catalogue().columns("*all")
    assert columns.request_fields == ["*all"]
    ids = [column.field.id for column in columns]
    assert sorted(ids) == sorted(
        row["id"] for row in SITE if row["id"] not in {"issuekey", "thumbnail"}
    )
    assert ids[:3] == ["summary", "issuetype", "project"]


def test_navigable_has_what_jira_calls_so_and_what_is_added():
    columns = catalogue().columns(["*navigable", "comment", "assignee.accountId"])
    ids = [column.field.id for column in columns]
    assert "worklog" not in ids
    assert ids[-2:] == ["comment", "assignee"]
    assert columns.request_fields == ["*navigable", "comment", "assignee"]


@pytest.mark.parametrize("asked", [["*all", "-comment", "-Log Work"], "*all, -comment, -Log Work"])
def test_a_minus_leaves_a_field_out(asked):
    columns = catalogue().columns(asked)
    assert not {"comment", "worklog"} & {column.field.id for column in columns}
    assert columns.request_fields == ["*all", "-comment", "-worklog"]


def test_a_minus_without_a_star_is_an_error():
    with pytest.raises(FieldError, match=r"'-comment' leaves a field out of nothing.*\*all"):
        labels(["summary", "-comment"])


def test_a_text_is_one_name_or_several_between_commas():
    comma = custom(10200, "Risk, impact", "string", f"{PLATFORM}:textfield")
    assert labels("Risk, impact", comma) == ["Risk, impact"]
    assert labels("summary, Story Points,labels") == ["summary", "Story Points", "labels"]
    assert labels("summary") == ["summary"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("Story Point", "No field is called 'Story Point'. Did you mean 'Story Points'?"),
        ("sumary", "'sumary'. Did you mean 'summary'"),
        ("*everything", r"No field is called '\*everything'"),
        ("nothing.like.this", "No field is called 'nothing.like.this'"),
        ("Team", "2 fields are called 'Team': customfield_10100, customfield_10101"),
        ("Team.id", "2 fields are called 'Team'"),
        ("assignee.acountId", "has no part 'acountId'. Did you mean 'accountId'"),
        ("assignee.phone", "Its parts are accountId, accountType, active, "),
        ("summary.text", r"'Summary' \(summary\) has no part 'text'. Ask for it as a whole."),
        ("asignee.accountId", "Did you mean 'assignee.accountId'"),
        (
            "status.statusCategory.colorname2",
            r"'statusCategory' of 'Status' \(status\) has no part 'colorname2'. Did you mean 'col",
        ),
        (10016, "10016 is no name of a field"),
    ],
)
def test_a_name_that_means_nothing_or_too_much_is_explained(asked, message):
    with pytest.raises(FieldError, match=message):
        labels([asked])


def test_all_names_that_mean_nothing_are_told_at_once():
    with pytest.raises(FieldError) as caught:
        catalogue().columns(["summary", "Sevrity", "nope", "Team"])
    text = str(caught.value)
    assert all(each in text for each in ("'Sevrity'", "'nope'", "'Team'", "customfield_10101"))
    with pytest.raises(FieldError, match="with 90 more"):
        catalogue().columns([f"nope {n}" for n in range(100)])


def test_an_id_that_no_field_has_brings_no_ids_of_others():
    with pytest.raises(FieldError) as caught:
        catalogue().columns(["customfield_99999"])
    assert "mean" not in str(caught.value)


def test_a_star_is_one_in_any_case():
    assert labels("*ALL") == labels("*all")


def test_the_usual_fields_can_be_added_to_and_left_out_of():
    usual = catalogue().columns(None)
    assert catalogue().columns("*default").request_fields == usual.request_fields
    more = catalogue().columns(["*default", "environment", "-priority", "-status"])
    left = [each for each in usual.labels if each.split(".")[0] not in {"priority", "status"}]
    assert more.labels == [*left, "environment"]
    asked = [each for each in usual.request_fields if each not in {"priority", "status"}]
    assert more.request_fields == [*asked, "environment"]
    assert catalogue().columns(["*default", "*all"]).request_fields == ["*all"]


def test_an_exact_name_wins_over_one_in_another_case():
    rows = [
        custom(10201, "Owner", "user", f"{PLATFORM}:userpicker"),
        custom(10202, "owner", "user", f"{PLATFORM}:userpicker"),
    ]
    assert labels(["owner"], *rows, labels="id") == ["customfield_10202"]
    assert labels(["Owner"], *rows, labels="id") == ["customfield_10201"]
    with pytest.raises(FieldError, match="customfield_10201, customfield_10202"):
        labels(["OWNER"], *rows)


def test_a_custom_field_named_like_a_system_field_is_told_apart():
    row = custom(10203, "Status", "string", f"{PLATFORM}:textfield")
    with pytest.raises(FieldError, match="status, customfield_10203"):
        labels(["Status"], row)
    assert labels(["status", "cf[10203]"], row) == ["status", "Status (customfield_10203)"]


def test_every_label_is_unique_whatever_fields_are_called():
    rows = [
        custom(10204, "summary", "string", f"{PLATFORM}:textfield"),
        custom(10205, "key", "string", f"{PLATFORM}:textfield"),
        custom(10206, "assignee.accountId", "string", f"{PLATFORM}:textfield"),
        custom(10207, "Team (customfield_10100)", "string", f"{PLATFORM}:textfield"),
    ]
    for style in ("auto", "id", "name"):
        found = catalogue(*rows).columns(["*all", "assignee.accountId"], labels=style).labels
        assert len(set(found)) == len(found), style
    found = labels(["summary", "customfield_10204", "customfield_10205"], *rows)
    assert found == ["summary", "summary (customfield_10204)", "key (customfield_10205)"]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("auto", ["fixVersions", "Story Points", "Team (customfield_10101)", "Sprint.id"]),
        ("id", ["fixVersions", "customfield_10016", "customfield_10101", "customfield_10020.id"]),
        ("name", ["Fix versions", "Story Points", "Team (customfield_10101)", "Sprint.id"]),
    ],
)
def test_labels_are_ids_or_names(style, expected):
    asked = ["fixVersions", "Story Points", "customfield_10101", "Sprint.id"]
    assert labels(asked, labels=style) == expected


def test_a_label_is_a_name_to_ask_with():
    found = catalogue().columns(["*all", "status.statusCategory"]).labels
    assert catalogue().columns(found).labels == found


def test_names_of_jql_find_fields():
    site = catalogue()
    for name in ("fixVersion", "FIXVERSION", "Fix versions", "fixVersions"):
        assert site.by_clause(name).id == "fixVersions"
    assert site.by_clause("cf[10016]").id == "customfield_10016"
    assert site.by_clause("key").id == "issuekey"
    assert site.by_clause("type").id == "issuetype"
    assert site.by_clause("due").id == "duedate"
    assert site.by_clause("Team") is None  # two fields
    assert site.by_clause("nonsense") is None


def test_parent_can_be_asked_for_where_the_server_does_not_list_it():
    bare = FieldCatalogue.from_json([system("summary", "Summary", "string")])
    assert bare.columns(["parent.key"]).request_fields == ["parent"]


def test_story_points_of_one_project_alone_are_not_in_the_useful_set():
    scoped = custom(
        10208,
        "Story Points",
        "number",
        f"{PLATFORM}:float",
        scope={"type": "PROJECT", "project": {"id": "10001"}},
    )
    estimate = custom(10209, "Story point estimate", "number", f"{AGILE}:jsw-story-points")
    useful = [column.field.id for column in catalogue(scoped, estimate).columns(None)]
    assert "customfield_10209" in useful
    assert "customfield_10208" not in useful


def test_a_field_without_schema_or_names_is_read():
    site = FieldCatalogue.from_json([{"id": "odd"}, {"name": "without id"}])
    assert site.columns(["odd"]).labels == ["key", "id", "odd"]


@pytest.mark.timeout(60)
def test_five_thousand_fields_all_become_columns():
    rows = [custom(n, f"Field {n % 2500}", "string", f"{PLATFORM}:textfield") for n in range(5000)]
    assert len(FieldCatalogue.from_json(rows).columns("*all")) == 5001


@pytest.mark.parametrize(
    "row",
    [
        {"id": 7, "name": "A"},
        {"id": "x", "name": None},
        {"id": "x", "name": "X", "clauseNames": [None]},
        {"id": "x", "name": "X", "schema": "text"},
        {"id": "x", "name": "X", "scope": [1]},
        {"name": "without an id"},
    ],
    ids=str,
)
def test_an_odd_row_of_the_catalogue_spoils_nothing(row):
    catalogue = FieldCatalogue.from_json([row, {"id": "summary", "name": "Summary"}])
    assert "summary" in catalogue.columns("*all").labels


def test_a_custom_field_does_not_take_the_label_of_a_system_field():
    rows = [
        {"id": "customfield_1", "name": "summary", "custom": True},
        {"id": "customfield_2", "name": "key", "custom": True},
        {"id": "summary", "name": "Summary"},
    ]
    asked = ["customfield_1", "customfield_2", "summary"]
    assert FieldCatalogue.from_json(rows).columns(asked).labels == [
        "key",
        "id",
        "summary (customfield_1)",
        "key (customfield_2)",
        "summary",
    ]
