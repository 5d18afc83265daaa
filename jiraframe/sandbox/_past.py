"""WAS and CHANGED: what a field was, when, and who changed it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from jiraframe.jql._tree import ListOperand, Operand, Predicate
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._clock import DAY
from jiraframe.sandbox._context import Context
from jiraframe.sandbox._history import Dated
from jiraframe.sandbox._operands import Known, operand_values

_EVER = 1 << 62


class Stay(NamedTuple):
    """The time that a field held a value (None: empty), and who gave it."""

    value: Hashable
    start: int
    end: int
    by: str | None
    previous: Hashable
    is_change: bool

    @classmethod
    def since(cls, created: Hashable, creator: Hashable) -> Stay:
        """Make the time since an issue was created."""
        start = created if isinstance(created, int) else 0
        return cls(None, start, _EVER, str(creator) if creator else None, None, False)


@dataclass(slots=True)
class Limits:
    """What the predicates of a condition allow."""

    low: int = -_EVER
    high: int = _EVER
    by: frozenset[Known] | None = None
    before: frozenset[Known] | None = None
    after: frozenset[Known] | None = None


def limits_of(context: Context, clause: Clause, predicates: Iterable[Predicate]) -> Limits:
    """Read the predicates of a condition, noting what is wrong with them."""
    limits = Limits()
    for predicate in predicates:
        match predicate.operator:
            case "by":
                user = Clause(clause.name, "assignee", "user")
                limits.by = frozenset(operand_values(context, user, predicate.operand))
            case "from":
                limits.before = frozenset(operand_values(context, clause, predicate.operand))
            case "to":
                limits.after = frozenset(operand_values(context, clause, predicate.operand))
            case _:
                _narrow(context, clause, predicate, limits)
    return limits


def _narrow(context: Context, clause: Clause, predicate: Predicate, limits: Limits) -> None:
    dates = _dates(context, clause, predicate.operand)
    if not dates:
        return
    match predicate.operator:
        case "after":
            limits.low = max(limits.low, dates[0] + 1)
        case "before":
            limits.high = min(limits.high, dates[0])
        case "on":
            limits.low, limits.high = max(limits.low, dates[0]), min(limits.high, dates[0] + DAY)
        case "during":
            limits.low, limits.high = max(limits.low, dates[0]), min(limits.high, dates[-1] + 1)


def _dates(context: Context, clause: Clause, operand: Operand) -> list[int]:
    as_date = replace(clause, kind="instant")
    items = operand.items if isinstance(operand, ListOperand) else (operand,)
    found = (operand_values(context, as_date, item) for item in items)
    return [int(each) for values in found for each in values if each is not None]


def stays(changes: list[Dated], start: Stay, now: Hashable) -> list[Stay]:
    """Lay out what a field was over time.

    Args:
        changes: What happened to the field, oldest first.
        start: The time since creation, given by the creator; its value does not count.
        now: What the field is now: a tuple where it may have several values.

    Returns:
        A stay for each time that the field held a value.
    """
    if isinstance(now, tuple):
        return _of_many(changes, start, now)
    first = (changes[0].change.before or None) if changes else now
    ends = [*(dated.when for dated in changes), _EVER]
    found = [start._replace(value=first, end=ends[0])]
    for (when, by, change), end in zip(changes, ends[1:], strict=True):
        before, after = change.before or None, change.after or None
        found.append(Stay(after, when, end, by, before, True))
    return found


def _of_many(changes: list[Dated], start: Stay, now: tuple[Hashable, ...]) -> list[Stay]:
    added = {dated.change.after for dated in changes if dated.change.after}
    first = {dated.change.before for dated in changes if dated.change.before} | set(now)
    current: dict[Hashable, Stay] = {value: start._replace(value=value) for value in first - added}
    found = []
    for at, by, change in changes:
        if change.before in current:
            found.append(current.pop(change.before)._replace(end=at))
            found.append(Stay(None, at, at, by, change.before, True))
        if change.after:
            current[change.after] = Stay(change.after, at, _EVER, by, None, True)
    return [*found, *current.values()]


def past_test(sign: str, values: list[Known], limits: Limits) -> Callable[[list[Stay]], bool]:
    """Make the test of a WAS or CHANGED condition on the stays of one issue."""
    if sign == "changed":
        return lambda found: any(_changed(stay, limits) for stay in found)
    wanted = frozenset(values)
    if sign.startswith("was not"):
        return lambda found: not any(_was(stay, wanted, limits) for stay in found)
    return lambda found: any(_was(stay, wanted, limits) for stay in found)


def _changed(stay: Stay, limits: Limits) -> bool:
    return (
        stay.is_change
        and limits.low <= stay.start < limits.high
        and (limits.by is None or stay.by in limits.by)
        and (limits.before is None or stay.previous in limits.before)
        and (limits.after is None or stay.value in limits.after)
    )


def _was(stay: Stay, wanted: frozenset[Known], limits: Limits) -> bool:
    return (
        stay.value in wanted
        and stay.start < limits.high
        and limits.low < stay.end
        and (limits.by is None or stay.by in limits.by)
    )
