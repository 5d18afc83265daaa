"""Sprints are those of a board that is given by its id."""

from __future__ import annotations

import pandas as pd
import pytest

import jiraframe as jf


@pytest.fixture(params=["cloud", "datacenter"])
def jira(request):
    with jf.sandbox.start(request.param, issues=20) as box:
        yield jf.connect(environ=box.env)


def test_an_id_may_be_a_number_or_its_digits(jira):
    pd.testing.assert_frame_equal(jira.sprints("1"), jira.sprints(1))


@pytest.mark.parametrize(
    "board", ["ENG board", "", None, 1.5, True, pd.Series({"id": 1})], ids=type
)
def test_what_is_no_id_of_a_board_is_told(jira, board):
    with pytest.raises(jf.ArgumentError, match=r"no id of a board\. jira\.boards\(\) lists"):
        jira.sprints(board)


def test_a_kanban_board_and_none_at_all_are_told(jira):
    boards = jira.boards()
    kanban = int(boards.loc[boards["type"] == "kanban", "id"].iloc[0])
    with pytest.raises(jf.JiraFrameError, match=f"Board {kanban} is a kanban board") as caught:
        jira.sprints(kanban)
    assert "/rest/" not in str(caught.value)
    with pytest.raises(jf.NotFound, match=r"no board 99,.* jira\.boards\(\)") as caught:
        jira.sprints(99)
    assert "/rest/" not in str(caught.value)
