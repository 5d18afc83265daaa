"""The SQL that DuckDB and Delta's DataFusion both take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from jiraframe._columns import IDENTITY
from jiraframe.store._schema import UPDATED
from jiraframe.store._state import State

ROWS = "issues"


def quoted(name: str) -> str:
    """Write a name so that it is nothing but a name.

    Example:
        >>> quoted("Story Points")
        '"Story Points"'
    """
    return '"' + name.replace('"', '""') + '"'


def known_sql(table: str) -> str:
    """Ask for the ids of a table, and when each issue was updated."""
    return f"SELECT {quoted('id')}, {quoted(UPDATED)} FROM {quoted(table)}"


def rows_sql(names: Sequence[str], state: State, where: str | None) -> str:
    """Ask for columns of a copy.

    Args:
        names: The columns, by their names in the table; none for all that frames have.
        state: What the copy knows of itself.
        where: A condition, in which columns go by their names or by their labels.

    Returns:
        The query; its rows come by ascending id.
    """
    shown = [*IDENTITY, *(each.name for each in state.plan.columns if each.shown)]
    listed = ", ".join(map(quoted, names or shown))
    rows = quoted(ROWS)
    if where is not None:
        chosen = f"SELECT id FROM ({_labelled(state)}) AS labelled WHERE ({where}\n)"
        rows = f"{rows} WHERE id IN ({chosen})"
    # Ids are whole numbers written as text: the longer one is the larger one.
    return f"SELECT {listed} FROM {rows} ORDER BY length(id), id"


def _labelled(state: State) -> str:
    """Give the rows with their labels as further names, where a label means one column."""
    columns = state.plan.columns
    taken = Counter(name.casefold() for each in columns for name in {each.name, each.label})
    labels = [
        f", {quoted(each.name)} AS {quoted(each.label)}"
        for each in columns
        if each.label != each.name and taken[each.label.casefold()] == 1
    ]
    return f"SELECT *{''.join(labels)} FROM {quoted(ROWS)}"
