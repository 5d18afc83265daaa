"""What a query compares, taken from recorded JSON: ids, instants, numbers, texts."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

from jiraframe.sandbox._archive_json import both_ways
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._clock import Clock, read_stamp
from jiraframe.sandbox._documents import plain

_SPRINT_ID = re.compile(r"[\[,]id=(\d+)")
_COUNTS = ("votes", "watchCount", "progress")


def comparable(clause: Clause, value: Any, clock: Clock) -> Hashable:
    """Turn a field's JSON into what comparing needs.

    Args:
        clause: The field; its ``kind`` says what is needed.
        value: What Jira sent, null included.
        clock: The zone in which a calendar day begins.

    Returns:
        A tuple for fields of several values, otherwise one value or None.
    """
    if clause.many:
        members = value if isinstance(value, list) else [] if value is None else [value]
        if clause.kind == "option":
            members = [*members, *(each["child"] for each in members if "child" in each)]
        found = (_one(clause.kind, each, clock) for each in members)
        return tuple(each for each in found if each is not None)
    return _one(clause.kind, value, clock)


def _one(kind: str, value: Any, clock: Clock) -> Hashable:
    if value is None:
        return None
    match kind:
        case "text":
            return plain(value) or None
        case "number":
            return _number(value)
        case "instant":
            return read_stamp(value)
        case "day":
            return clock.midnight(value)
        case "user":
            return str(both_ways(value)["accountId"])
        case "label":
            return value if isinstance(value, str) else str(value)
        case "key":
            return str(value["key"]) if isinstance(value, dict) else str(value)
        case "sprint" if isinstance(value, str):
            found = _SPRINT_ID.search(value)
            return found[1] if found else None
    return str(value.get("id", "")) if isinstance(value, dict) else str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, dict):
        value = next((value[key] for key in _COUNTS if key in value), None)
    return None if value is None else float(value)
