"""Make a whole site up: seeded, of any size, with every type of field."""

from __future__ import annotations

from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._calendar import NOW, boards, sprints
from jiraframe.sandbox._catalogue import Catalogue, Table
from jiraframe.sandbox._columns import draw
from jiraframe.sandbox._custom_fields import CUSTOM, options
from jiraframe.sandbox._draw import Draw
from jiraframe.sandbox._entities import company
from jiraframe.sandbox._fields import SYSTEM
from jiraframe.sandbox._generated import GeneratedIssues


def generate(size: int, seed: int) -> tuple[Catalogue, GeneratedIssues]:
    """Make up a site.

    Args:
        size: How many issues.
        seed: The same seed and size give the same site.

    Returns:
        The catalogue and the issues.
    """
    catalogue = company()
    catalogue.fields = SYSTEM + CUSTOM
    catalogue.now = NOW
    catalogue.tables["board"] = Table(boards())
    catalogue.tables["sprint"] = Table(sprints())
    catalogue.tables["option"] = Table(options())
    columns = draw(size, seed, catalogue.tables["sprint"])
    return catalogue, GeneratedIssues(Backbone(columns, catalogue, Draw(seed)))
