"""The small lists, whole and of fixed columns, in both modes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import jiraframe as jf
from jiraframe import sandbox
from jiraframe._lists import read_list, read_users


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def jira(request: pytest.FixtureRequest) -> Iterator[jf.Jira]:
    with sandbox.start(request.param, issues=100) as box:
        yield jf.connect(environ=box.env)


COLUMNS = {
    "myself": ["account_id", "name", "email", "active", "time_zone", "locale"],
    "users": ["account_id", "name", "email", "active", "time_zone", "locale"],
    "fields": ["id", "name", "custom", "type", "items", "custom_type"],
    "projects": ["key", "id", "name", "type", "category", "lead", "description", "archived"],
    "statuses": ["id", "name", "category", "category_key", "description", "project"],
    "issue_types": ["id", "name", "subtask", "level", "description", "project"],
    "priorities": ["id", "name", "description"],
    "resolutions": ["id", "name", "description"],
    "boards": ["id", "name", "type", "project"],
}


@pytest.mark.parametrize("verb", COLUMNS)
def test_a_list_has_rows_and_its_columns(jira, verb):
    frame = getattr(jira, verb)()
    assert frame.columns.tolist()[: len(COLUMNS[verb])] == COLUMNS[verb]
    assert len(frame) >= 1
    first = "account_id" if verb in {"myself", "users"} else frame.columns[0]
    assert frame[first].notna().all()
    assert frame[first].is_unique


def test_users_are_found_by_text(jira):
    name = jira.myself()["name"].iloc[0]
    found = jira.users(name.split()[0])
    assert name in found["name"].tolist()
    assert len(found) < len(jira.users())


def test_sprints_of_a_scrum_board_and_none_of_a_kanban_board(jira):
    boards = jira.boards("ENG")
    scrum = int(boards.loc[boards["type"] == "scrum", "id"].iloc[0])
    sprints = jira.sprints(scrum)
    assert {"active", "closed"} <= set(sprints["state"])
    assert str(sprints["start"].dtype) == "datetime64[us, UTC]"
    everywhere = jira.boards()
    kanban = int(everywhere.loc[everywhere["type"] == "kanban", "id"].iloc[0])
    with pytest.raises(jf.JiraFrameError, match="does not support sprints"):
        jira.sprints(kanban)


class Pages:
    """A connection that answers with what is written down, the last answer for ever."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)

    def read(self, path: str, *, params: Any, decode: Any) -> Any:
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.mark.parametrize(
    ("answers", "rows"),
    [
        ([{"values": [], "isLast": True}], []),
        ([{"values": [1, 2]}, {"values": []}], [1, 2]),
        ([{"values": [1, 2], "total": 3}, {"values": [3], "total": 3}], [1, 2, 3]),
        ([{"values": [1], "isLast": False}, {"values": [2], "isLast": True}], [1, 2]),
    ],
)
def test_a_list_is_read_to_its_end(answers, rows):
    assert read_list(Pages(*answers), "rest/x") == rows


@pytest.mark.parametrize(
    "answers",
    [
        [{"values": [1, 2]}],
        [{"values": [1], "total": 3}, {"values": [], "total": 3}],
        [{"values": [1], "total": 3, "isLast": True}],
    ],
    ids=["the same page for ever", "an early end", "a last page that is none"],
)
def test_a_list_that_is_not_whole_is_an_error(answers):
    with pytest.raises(jf.IncompleteResultError):
        read_list(Pages(*answers), "rest/x")


def test_users_end_at_an_empty_page_only_and_never_circle():
    ann, bob, cid = ({"accountId": name} for name in ("ann", "bob", "cid"))
    assert read_users(Pages([ann, bob], [bob, cid], []), "rest/x", params={}) == [ann, bob, cid]
    with pytest.raises(jf.IncompleteResultError):
        read_users(Pages([ann, bob]), "rest/x", params={})


def test_users_are_whole_where_the_server_caps_its_pages():
    everybody = [{"accountId": f"user-{n}"} for n in range(130)]

    class Capped:
        def read(self, path: str, *, params: Any, decode: Any) -> Any:
            return everybody[params["startAt"] :][:50]

    assert read_users(Capped(), "rest/x", params={}) == everybody


def test_users_that_the_server_filters_after_it_has_counted_them_are_found():
    everybody = [{"accountId": f"user-{n}"} for n in range(2000)]
    fit = [everybody[n] for n in (10, 500, 900)]

    class Late:
        def read(self, path: str, *, params: Any, decode: Any) -> Any:
            start = params["startAt"]
            # It looks at the first thousand users alone.
            return [each for each in everybody[start:1000] if each in fit]

    assert read_users(Late(), "rest/x", params={"query": "a"}) == fit


def test_a_server_that_shuffles_the_same_users_for_ever_is_an_error():
    everybody = [{"accountId": f"user-{n}"} for n in range(30)]

    class Shuffled:
        def read(self, path: str, *, params: Any, decode: Any) -> Any:
            shift = params["startAt"] % 7
            return everybody[shift:] + everybody[:shift]

    with pytest.raises(jf.IncompleteResultError, match="never end"):
        read_users(Shuffled(), "rest/x", params={})
