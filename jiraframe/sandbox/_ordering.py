"""ORDER BY."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from jiraframe.jql._tree import SortKey
from jiraframe.sandbox._catalogue import Table
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._conditions import is_empty, split_key
from jiraframe.sandbox._context import Context

_AS_THEY_ARE = frozenset({"instant", "day", "number", "sort"})
_BY_NAME = frozenset({"user", "project", "component", "group", "team", "organization", "level"})


def sort_clauses(context: Context, keys: Sequence[SortKey]) -> list[tuple[Clause, bool]]:
    """Find what a query sorts by, noting what nobody can sort by.

    Returns:
        For each key that exists, its field and whether it is descending.
    """
    found = []
    for key in keys:
        clause = next(
            (each for each in context.clauses.find(key.field.name) if each.sortable), None
        )
        if clause is None:
            context.problems.no_sort(key.field.name)
        else:
            found.append((clause, key.direction == "desc"))
    return found


def sort(context: Context, positions: list[int], keys: Sequence[tuple[Clause, bool]]) -> None:
    """Sort positions in place; what compares equal keeps its order.

    Ascending puts empty values last, descending first; priorities descend from the most urgent.
    """
    for clause, descending in reversed(keys):
        positions.sort(key=_place_of(context, clause, positions), reverse=descending)


def _place_of(context: Context, clause: Clause, positions: list[int]) -> Callable[[int], int]:
    column = context.issues.column(clause)
    places = _places(context, clause, {column[position] for position in positions})
    return lambda position: places[column[position]]


def _places(context: Context, clause: Clause, values: set[Hashable]) -> dict[Hashable, int]:
    measure = _measure(clause, context.catalogue.tables.get(clause.kind))
    weights = {value: measure(value) for value in values if not is_empty(value)}
    order = {weight: place for place, weight in enumerate(sorted(set(weights.values())))}
    places = {value: order[weight] for value, weight in weights.items()}
    return {value: places.get(value, len(order)) for value in values}


def _measure(clause: Clause, table: Table | None) -> Callable[[Any], Any]:
    one = _single(clause.kind, table)
    return (lambda value: min(map(one, value))) if clause.many else one


def _single(kind: str, table: Table | None) -> Callable[[Any], Any]:
    if kind in _AS_THEY_ARE:
        return lambda value: value
    if kind == "key":
        return split_key
    if table is None:
        return lambda value: value.casefold()
    if kind in _BY_NAME:
        return lambda identity: _name(table, identity)
    return lambda identity: _rank(table, identity)


def _name(table: Table, identity: str) -> str:
    entity = table.get(identity)
    if entity is None:
        return identity
    shown = entity.json.get("displayName") or entity.json.get("name") or identity
    return str(shown).casefold()


def _rank(table: Table, identity: str) -> tuple[str, float]:
    entity = table.get(identity)
    return (entity.group, entity.rank) if entity else ("", 0.0)
