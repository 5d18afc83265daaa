"""One JSON value to one cell: pure functions, by what the field holds.

A cell of text is the value people mean: the display name of a user, the value of an
option, the key of an issue. Where the value has another shape than its field promises,
the cell is the best that can be read from it; nothing here raises.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from msgspec import Raw, Struct

from jiraframe._adf import adf_text
from jiraframe._scalars import Json, read_number
from jiraframe._sprint_text import read_sprint_text
from jiraframe._wire import Named

def part(value: Json, step: str) -> Json:
    """Take a part of a value; of a list, the part of each element.

    Example:
        >>> part({"key": "ENG-1"}, "key"), part([{"id": 1}, {"id": 2}], "id"), part(None, "id")
        ('ENG-1', [1, 2], None)
    """
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        return [part(each, step) if not isinstance(each, list) else None for each in value]
    return getattr(value, step, None) if isinstance(value, Struct) else None


def elements(value: Json) -> list[Json]:
    """Take a value as a list: nothing is an empty one, a single value a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def text(value: Json) -> str | None:
    """Read the text that stands for a value.

    Args:
        value: Any JSON, or a decoded object.

    Returns:
        A text as it is; of an object the display name, name, value, key or id; of a rich text
        its plain form; of a list its elements joined; numbers and flags as JSON writes them.

    Example:
        >>> text({"accountId": "5b1", "displayName": "Ann Lee"})
        'Ann Lee'
        >>> text([{"value": "Red"}, {"value": "Blue"}])
        'Red, Blue'
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Named):
        # The quick way for nearly all cells there are.
        found = value.displayName or value.name or value.value or value.key
        return found if isinstance(found, str) else _first_name(value)
    if isinstance(value, dict):
        return _object_text(value)
    if isinstance(value, list):
        return ", ".join(each for each in map(_inner_text, value) if each) or None
    return None if isinstance(value, Struct) else json_text(value)


def _object_text(value: dict[str, Json]) -> str | None:
    if value.get("type") == "doc" or isinstance(value.get("content"), list):
        return adf_text(value)
    return _first_name(value) or (json_text(value) if value else None)


def _first_name(value: Json) -> str | None:
    """Find the name of an object, or the next best thing that is no object again."""
    for name in Named.__struct_fields__:
        found = part(value, name)
        if found and isinstance(found, str | int | float):
            return found if isinstance(found, str) else json_text(found)
    return None


def _inner_text(value: Json) -> str | None:
    return json_text(value) if isinstance(value, list) else text(value)


def json_text(value: Json) -> str | None:
    """Write a value as JSON; None for null and for what no JSON can hold."""
    if value is None:
        return None
    if isinstance(value, Raw):
        sent = bytes(value).decode("utf-8", "replace")
        return None if sent == "null" else sent
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    except (RecursionError, ValueError, TypeError):
        return None


def _plain(value: Json) -> Json:
    if isinstance(value, Struct):
        return {name: getattr(value, name) for name in value.__struct_fields__}
    return str(value)


def raw(value: Json) -> Json:
    """Keep a value as Jira sent it."""
    return value


def cascade(value: Json) -> str | None:
    """Read a cascading select as ``Parent - Child``.

    Example:
        >>> cascade({"value": "Europe", "child": {"value": "Berlin"}})
        'Europe - Berlin'
    """
    child = text(part(value, "child"))
    parent = text(value)
    return f"{parent} - {child}" if parent and child else parent or child


def sprints(value: Json) -> list[Json]:
    """Take the sprints of an issue as objects, also where the server writes them as text."""
    return [(read_sprint_text(e) or e) if isinstance(e, str) else e for e in elements(value)]


def rows(value: Json) -> list[Json]:
    """Take the rows of an inline page of comments or worklogs."""
    if isinstance(value, list):
        return value
    for name in ("comments", "worklogs"):
        inside = part(value, name)
        if isinstance(inside, list):
            return inside
    return [] if isinstance(value, dict | Struct) else elements(value)


def _is_object(value: Json) -> bool:
    return isinstance(value, dict | Struct)


def comment(value: Json) -> str | None:
    """Read the text of a comment."""
    return text(comment_body(value))


def comment_body(value: Json) -> Json:
    """Take the body of a comment as Jira sent it."""
    return part(value, "body") if _is_object(value) else value


def worklog(value: Json) -> str | None:
    """Read a worklog as ``Author: time spent``.

    Example:
        >>> worklog({"author": {"displayName": "Ann Lee"}, "timeSpent": "2h 30m"})
        'Ann Lee: 2h 30m'
    """
    author, spent = text(part(value, "author")), text(part(value, "timeSpent"))
    return f"{author}: {spent}" if author and spent else author or spent or text(value)


def link(value: Json) -> str | None:
    """Read a link as its phrase and the issue at its other end.

    Example:
        >>> link({"type": {"outward": "blocks"}, "outwardIssue": {"key": "ENG-2"}})
        'blocks ENG-2'
    """
    seen = linked(value)
    if not isinstance(seen, dict):
        return text(seen)
    return " ".join(each for each in (seen["phrase"], seen["key"]) if each) or None


def linked(value: Json) -> Json:
    """Take a link as seen from this issue: phrase, type and the other issue's parts."""
    kind = part(value, "type")
    for direction in ("inward", "outward"):
        other = part(value, f"{direction}Issue")
        if other is not None:
            phrase = text(part(kind, direction)) or text(part(kind, "name"))
            return {
                **(issue_ref(other) if isinstance(other, dict) else {}),
                "id": part(value, "id"),
                "type": kind,
                "direction": direction,
                "phrase": phrase,
                "key": issue_key(other),
            }
    return value


def issue_ref(value: Json) -> Json:
    """Take a short issue with its fields lifted beside its key."""
    fields = part(value, "fields")
    return {**fields, **value} if isinstance(fields, dict) else value


def issue_key(value: Json) -> str | None:
    """Read the key of an issue.

    Example:
        >>> issue_key({"id": "10001", "key": "ENG-1"})
        'ENG-1'
    """
    key = part(value, "key") or part(value, "id")
    return text(key) if key is not None else text(value)


def inner(name: str) -> Callable[[Json], Json]:
    """Make the cell function that takes one part of an object, and leaves all else as it is."""

    def cell(value: Json) -> Json:
        return part(value, name) if _is_object(value) else value

    return cell


def planned_parent(value: Json) -> str | None:
    """Read the key out of Advanced Roadmaps' *Parent Link*, whose data may be absent."""
    return issue_key(inner("data")(value))


def sla(value: Json) -> Json:
    """Take the cycle of a service level that counts: the one that runs, else the last one done."""
    ongoing, done = part(value, "ongoingCycle"), part(value, "completedCycles")
    if ongoing is not None:
        return ongoing
    return done[-1] if isinstance(done, list) and done else None


def sla_parts(value: Json) -> Json:
    """Take a service level with the parts of the cycle that counts beside its own."""
    cycle = sla(value)
    return {**value, **cycle} if isinstance(value, dict) and isinstance(cycle, dict) else value


def sla_remaining(value: Json) -> Json:
    """Read the seconds of working time left in the cycle that counts; negative once breached."""
    return seconds(part(sla(value), "remainingTime")) if _is_object(value) else value


def seconds(value: Json) -> Json:
    """Read one of the service desk's durations, given in milliseconds."""
    millis = read_number(part(value, "millis"))
    if millis is not None:
        return millis / 1000
    return None if _is_object(value) else value


def request_type(value: Json) -> str | None:
    """Read the name of a service desk's request type."""
    kind = part(value, "requestType")
    return text(value if kind is None else kind)


def request_status(value: Json) -> str | None:
    """Read the status that a service desk shows to its customers."""
    status = part(value, "status")
    return text(value if status is None else status)


def attachment(value: Json) -> str | None:
    """Read the name of a file."""
    name = part(value, "filename") or part(value, "id")
    return text(value if name is None else name)
