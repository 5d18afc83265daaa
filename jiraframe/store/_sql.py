"""The SQL that DuckDB and Delta's DataFusion both take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from jiraframe._columns import IDENTITY
from jiraframe.errors import ArgumentError
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


def whole_sql(ids: Iterable[str], names: Iterable[str]) -> str:
    """Ask for columns of some rows; ids are digits, and need no care."""
    listed = ", ".join(f"'{each}'" for each in ids)
    return f"SELECT {', '.join(map(quoted, names))} FROM {quoted(ROWS)} WHERE id IN ({listed})"


def rows_sql(names: Sequence[str], state: State, where: str | None) -> str:
    """Ask for columns of a copy.

    Args:
        names: The columns, by their names in the table; none for all that frames have.
        state: What the copy knows of itself.
        where: A condition, in which columns go by their names or by their labels.

    Returns:
        The query; its rows come by ascending id.

    Raises:
        ArgumentError: The condition names a column by a label that SQL takes for another's.
    """
    shown = [*IDENTITY, *(each.name for each in state.plan.columns if each.shown)]
    listed = ", ".join(map(quoted, names or shown))
    rows = quoted(ROWS)
    if where is not None:
        _check_labels(state, where)
        chosen = f"SELECT id FROM ({_labelled(state)}) AS labelled WHERE ({where}\n)"
        rows = f"{rows} WHERE id IN ({chosen})"
    # Ids are whole numbers written as text: the longer one is the larger one.
    return f"SELECT {listed} FROM {rows} ORDER BY length(id), id"


def refused(program: str, where: str, exc: Exception) -> ArgumentError:
    """Say that a condition cannot be asked, and how conditions are written.

    Args:
        program: Who does not take it.
        where: The condition.
        exc: What the program says.
    """
    fix = (
        "Write it in SQL, names in double quotes and values in single ones: "
        "\"Story Points\" > 3 AND status = 'Done'."
    )
    # At the beginning: further behind DuckDB repeats what the condition says.
    if str(exc).startswith("Out of Range Error: Overflow"):
        fix = (
            "A number is too large for its type: write one of its factors as 1e6, or as "
            "1000000::BIGINT."
        )
    return ArgumentError(f"{program} does not take the condition {where!r}: {exc}", fix=fix)


def _check_labels(state: State, where: str) -> None:
    """Refuse a label that differs from the issue's id or key by case alone: SQL would not ask."""
    for each in state.plan.columns:
        label = each.label
        if label.casefold() in IDENTITY and label not in IDENTITY and quoted(label) in where:
            raise ArgumentError(
                f"In a condition, {label!r} is the issue's own {label.casefold()!r}.",
                fix=f"Name the field by its id: {quoted(each.name)}.",
            )


def _labelled(state: State) -> str:
    """Give the rows with their labels as further names, where a label means one column."""
    columns = state.plan.columns
    names = [name for each in columns for name in {each.name, each.label}]
    taken = Counter(name.casefold() for name in (*IDENTITY, *names))
    labels = [
        f", {quoted(each.name)} AS {quoted(each.label)}"
        for each in columns
        if each.label != each.name and taken[each.label.casefold()] == 1
    ]
    return f"SELECT *{''.join(labels)} FROM {quoted(ROWS)}"
