"""Which queries may change their answer although no issue changed."""

from __future__ import annotations

import pytest

from jiraframe import sandbox
from jiraframe._fields import FieldCatalogue
from jiraframe.store._steady import why_unsteady


@pytest.fixture(scope="module")
def catalogue() -> FieldCatalogue:
    return FieldCatalogue.from_json(sandbox.Site.generated(issues=10).fields("cloud"))


@pytest.mark.parametrize(
    "jql",
    [
        "",
        "ORDER BY created",
        "project = ENG AND (status != Done OR labels in (a, b)) ORDER BY Rank",
        "NOT assignee is EMPTY AND key is not EMPTY",
        'created >= "2024-01-01" AND due < "2030/01/01 10:00"',
        '"Story Points" > 3',
        'summary ~ "-7d"',
    ],
)
def test_steady(jql, catalogue):
    assert why_unsteady(jql, catalogue) == ""


@pytest.mark.parametrize(
    ("jql", "why"),
    [
        ("created >= -7d", "relative"),
        ('project = ENG AND NOT (due < "2w 1d")', "relative"),
        ("assignee = currentUser()", "function"),
        ("project = ENG OR assignee in (ann, membersOf(x))", "function"),
        ("status WAS Done", "history"),
        ("status CHANGED", "history"),
        ("sprint = 5", "sprint"),
        ("votes > 3", "votes"),
        ("watchers > 3", "watchers"),
        ("statusCategory = Done", "statusCategory"),
        ('"Time to resolution" = breached()', "Time to resolution"),
        ("filter = 10", "filter"),
        ("issue.property[a].b = 1", "issue"),
        ("nobody = 1", "nobody"),
    ],
)
def test_unsteady(jql, why, catalogue):
    assert why in why_unsteady(jql, catalogue)
