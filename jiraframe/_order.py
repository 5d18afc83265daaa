"""The order of a query, learned from rows that the server itself has sorted.

Beyond its window Data Center hands out no rows by offset, so they are read in
the order of their keys and sorted here. How Jira sorts a field is not written
down anywhere; what it did with the rows inside the window shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from jiraframe._dialect import SortField
from jiraframe._page import Issue

Reading: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Rule:
    """One way to sort by one field."""

    value: Callable[[Issue], Any]
    descending: bool
    empties_last: bool
    natural: bool = False

    def is_shown_by(self, sample: Sequence[Issue], rest: Sequence[Issue]) -> bool:
        """Tell whether the sample leaves no doubt of the order of the rest.

        Numbers, times and ranks have one order only. That of texts, such as the values of a
        select list, is known for those that the sample holds.
        """
        seen = {self.value(row) for row in sample}
        others = {self.value(row) for row in rest}
        if seen | others == {None}:
            return False
        return others <= seen or (self.natural and (None in seen or None not in others))


def arrange(
    rows: Sequence[Issue],
    order: Sequence[SortField],
    sorted_ids: Sequence[str],
    sequences: Mapping[str, Sequence[str]],
) -> tuple[list[str], bool]:
    """Sort rows as the server sorted some of them.

    Args:
        rows: Every row, with the values of the sort fields.
        order: The fields to sort by.
        sorted_ids: The ids of the first rows, in the server's order.
        sequences: For fields whose values have a rank of their own, such as priority, the ids
            of the values in it.

    Returns:
        The ids in order, and whether the rules used agree with the server's order.
    """
    by_id = {row.id: row for row in rows}
    sample = [by_id[each] for each in sorted_ids if each in by_id]
    placed = {row.id for row in sample}
    rest = sorted((row for row in rows if row.id not in placed), key=_by_key, reverse=True)
    rules: list[_Rule] = []
    agrees = True
    for field in order:
        likely = list(_rules(field, rows, sequences))
        fitting = [
            rule
            for rule in likely
            if _sorted([*sample, *rest], [*rules, rule])[: len(sample)] == sample
        ]
        agrees = agrees and bool(fitting) and fitting[0].is_shown_by(sample, rest)
        rules += (fitting or likely)[:1]
    # Of equal rank here, by the key at the server: or its rank tells them apart, and ours does not.
    agrees = agrees and _sorted(sorted(sample, key=_by_key, reverse=True), rules) == sample
    return [row.id for row in [*sample, *_sorted(rest, rules)]], agrees


def _sorted(rows: Sequence[Issue], rules: Sequence[_Rule]) -> list[Issue]:
    ordered = list(rows)
    for rule in reversed(rules):
        empty = [row for row in ordered if rule.value(row) is None]
        filled = [row for row in ordered if rule.value(row) is not None]
        filled.sort(key=rule.value, reverse=rule.descending)
        ordered = filled + empty if rule.empties_last else empty + filled
    return ordered


def _rules(
    field: SortField, rows: Sequence[Issue], sequences: Mapping[str, Sequence[str]]
) -> Iterator[_Rule]:
    """Every way in which Jira may sort a field, the likeliest first."""
    if field.field_id == "issuekey":
        yield _Rule(_by_key, field.descending, empties_last=True, natural=True)
        return
    values = [_single((row.fields or {}).get(field.field_id)) for row in rows]
    sequence = {each: n for n, each in enumerate(sequences.get(field.field_id, ()))}
    ranks = [_rank(sequence, sign=-1), _rank(sequence, sign=1)] if sequence else []
    for reading in (*ranks, _number, _folded, _text):
        if any(reading(value) is None for value in values if value is not None):
            continue
        for empties_last in (not field.descending, field.descending):
            value, natural = _of(field.field_id, reading), reading not in (_folded, _text)
            yield _Rule(value, field.descending, empties_last, natural)


def _of(field_id: str, reading: Reading) -> Callable[[Issue], Any]:
    return lambda row: reading(_single((row.fields or {}).get(field_id)))


def _by_key(row: Issue) -> tuple[str, int]:
    project, _, number = row.key.rpartition("-")
    return project, int(number) if number.isdigit() else 0


def _rank(sequence: Mapping[str, int], *, sign: int) -> Reading:
    def rank(value: Any) -> int | None:
        return sign * sequence[value["id"]] if _known(value, sequence) else None

    return rank


def _known(value: Any, sequence: Mapping[str, int]) -> bool:
    return isinstance(value, dict) and value.get("id") in sequence


def _single(value: Any) -> Any:
    if isinstance(value, list):
        return value[0] if value else None
    return value


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        named = (value.get(name) for name in ("displayName", "name", "value", "key"))
        value = next((each for each in named if each), None)
    return None if value is None else str(value)


def _folded(value: Any) -> str | None:
    text = _text(value)
    return None if text is None else text.casefold()
