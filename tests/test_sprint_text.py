from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiraframe._sprint_text import read_sprint_text
from tests.shaping import SHARED, cell_of

OLD = (
    "com.example.Sprint@14b1c359[id=436,rapidViewId=153,state=CLOSED,name={name},goal={goal},"
    "startDate=2020-03-09T21:53:07.264Z,endDate=<null>,completeDate=2020-03-23T21:08:29.391Z,"
    "sequence=436]"
)
NEW = (
    "com.example.Sprint@4ffcc813[activatedDate=2026-09-08T14:15:49.589Z,autoStartStop=false,"
    "completeDate=<null>,endDate=2026-09-22T14:15:49.000Z,goal={goal},id=436,"
    "incompleteIssuesDestinationId=<null>,name={name},rapidViewId=153,sequence=1,"
    "startDate=2020-03-09T21:53:07.264Z,state=CLOSED,synced=false]"
)
AWKWARD = [
    "Sprint 1",
    "ORC #11 3/9-3/23",
    "a, b, c",
    "x=y",
    "[brackets]",
    "]",
    "name, id",
    "é 🎉",
    ",",
]


@pytest.mark.parametrize("layout", [OLD, NEW], ids=["old", "new"])
@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("goal", ["", "<null>", *AWKWARD])
def test_both_layouts_are_read_whatever_a_sprint_is_called(layout, name, goal):
    sprint = read_sprint_text(layout.format(name=name, goal=goal))
    assert sprint["id"] == 436
    assert sprint["boardId"] == 153
    assert sprint["state"] == "closed"
    assert sprint["name"] == name
    assert sprint["goal"] == (None if goal in ("", "<null>") else goal)
    assert sprint["startDate"] == "2020-03-09T21:53:07.264Z"


def test_a_key_that_comes_again_belongs_to_the_name():
    sprint = read_sprint_text(OLD.format(name="a,state=b,id=9", goal="x"))
    assert (sprint["name"], sprint["state"], sprint["id"]) == ("a,state=b,id=9", "closed", 436)


@given(text=st.text() | st.text("Sprint@1[],=idname"))
def test_nothing_breaks_it(text):
    assert read_sprint_text(text) is None or isinstance(read_sprint_text(text), dict)


@given(
    name=st.text(st.characters(exclude_characters="=", exclude_categories=["Cs"]), min_size=1),
    layout=st.sampled_from([OLD, NEW]),
)
def test_any_name_without_an_equal_sign_is_read_back(name, layout):
    if name not in ("", "<null>"):
        assert read_sprint_text(layout.format(name=name, goal=""))["name"] == name


def test_recorded_texts_are_read():
    file = SHARED / "payloads" / "sprint_strings.json"
    if not file.exists():
        pytest.skip("the recorded answers are not beside this checkout")
    rows = json.loads(file.read_text())["strings"]
    for row in rows:
        body = row["v"].partition("[")[2]
        name = body.partition("name=")[2].partition(",")[0]
        assert cell_of("customfield_10020", [row["v"]]) == [name]
        assert cell_of("customfield_10020", [row["v"]], asked="Sprint.state") == [
            body.partition("state=")[2].partition(",")[0].lower()
        ]
        assert cell_of("customfield_10020", [row["v"]], asked="Sprint.startDate")[
            0
        ] is not None or ("startDate=<null>" in body)
    assert len(rows) == 4
