"""One JSON value to one cell: pure functions, by what the field holds.

A cell of text is the value people mean: the display name of a user, the value of an
option, the key of an issue. Where the value has another shape than its field promises,
the cell is the best that can be read from it; nothing here raises.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from msgspec import DecodeError, Raw, Struct
from msgspec.json import Decoder

from jiraframe._adf import adf_text
from jiraframe._json import read_json
from jiraframe._scalars import Json, read_number
from jiraframe._sprint_text import read_sprint_text
from jiraframe._wire import Named

_OBJECT = (dict, Struct)
_decode = Decoder().decode


def part(value: Json, step: str) -> Json:
    """Take a part of a value; of a list, the part of each element.

    Example:
        >>> part({"key": "ENG-1"}, "key"), part([{"id": 1}, {"id": 2}], "id"), part(None, "id")
        ('ENG-1', [1, 2], None)
    """
    if isinstance(value, Struct):
        return getattr(value, step, None)
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list):
        return [part(each, step) if not isinstance(each, list) else None for each in value]
    return None


def elements(value: Json) -> list[Json]:
    """Take a value as a list: nothing is an empty one, a single value a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def of_each(
    one: Callable[[Json], Json], open: Callable[[Json], list[Json]]
) -> Callable[[Json], list[Json]]:
    """Make the cell function of a list from that of an element."""
    nothing: list[Json] = []

    def cell(value: Json) -> list[Json]:
        # Most lists of most issues are empty.
        return nothing if value is None or value == nothing else [one(e) for e in open(value)]

    return cell


def text(value: Json) -> str | None:
    """Read the text that stands for a value.

    Args:
        value: Any JSON, or a decoded object.

    Returns:
        A text as it is; of a rich text its plain form; of an object its name; of a list its
        elements, joined; all else as JSON writes it.

    Example:
        >>> text("a"), text(5), text([{"value": "Red"}, {"value": "Blue"}]), text({"odd": 1})
        ('a', '5', 'Red, Blue', '{"odd":1}')
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        if value.get("type") == "doc" or isinstance(value.get("content"), list):
            return adf_text(value)
        return name(value) or (json_text(value) if value else None)
    if isinstance(value, list):
        return ", ".join(each for each in map(_in_list, value) if each) or None
    return name(value) if isinstance(value, Struct) else json_text(value)


def name(value: Json) -> str | None:
    """Read the name of an object, or the next best thing that tells it apart.

    Args:
        value: An object of Jira's; anything else is read as a text.

    Returns:
        The display name, name, value, key or id, the first that is filled; None where none is.

    Example:
        >>> name({"accountId": "5b1", "displayName": "Ann Lee"}), name({"value": "Red", "id": "7"})
        ('Ann Lee', 'Red')
    """
    if isinstance(value, Named):
        # The quick way for nearly all cells there are.
        found = value.displayName or value.name or value.value or value.key
        return found if found and isinstance(found, str) else _first_name(value)
    if isinstance(value, _OBJECT):
        return _first_name(value)
    return text(value)


def _first_name(value: Json) -> str | None:
    for each in Named.__struct_fields__:
        found = part(value, each)
        if found and isinstance(found, str | int | float):
            return found if isinstance(found, str) else json_text(found)
    return None


def _in_list(value: Json) -> str | None:
    return json_text(value) if isinstance(value, list) else text(value)


def json_text(value: Json) -> str | None:
    """Write a value as JSON; None for null and for what is nested too deep to be written."""
    if value is None:
        return None
    if isinstance(value, Raw):
        return bytes(value).decode("utf-8", "replace")
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_attributes)
    except RecursionError:
        return None


def _attributes(value: Struct) -> dict[str, Json]:
    return {name: getattr(value, name) for name in value.__struct_fields__}


def decoded(value: Json) -> Json:
    """Decode what was kept as bytes until now."""
    if not isinstance(value, Raw):
        return value
    try:
        return _decode(value)
    except (DecodeError, RecursionError):
        return read_json(bytes(value))


def same(value: Json) -> Json:
    """Leave a value to the reader of its dtype."""
    return value


def raw(value: Json) -> Json:
    """Keep a value as Jira sent it."""
    return None if isinstance(value, Raw) and bytes(value) == b"null" else value


def cascade(value: Json) -> str | None:
    """Read a cascading select as ``Parent - Child``.

    Example:
        >>> cascade({"value": "Europe", "child": {"value": "Berlin"}})
        'Europe - Berlin'
    """
    child = name(part(value, "child"))
    parent = name(value)
    return f"{parent} - {child}" if parent and child else parent or child


def sprints(value: Json) -> list[Json]:
    """Take the sprints of an issue as objects, also where the server writes them as text."""
    return [(read_sprint_text(e) or e) if isinstance(e, str) else e for e in elements(value)]


def rows(name: str) -> Callable[[Json], list[Json]]:
    """Make the function that takes the rows of an inline page: ``comments`` or ``worklogs``."""

    def take(value: Json) -> list[Json]:
        if not _is_object(value):
            return elements(value)
        inside = part(value, name)
        return inside if isinstance(inside, list) else []

    return take


def _is_object(value: Json) -> bool:
    return isinstance(value, _OBJECT)


def _unless_object(value: Json) -> str | None:
    return None if _is_object(value) else text(value)


def rich(value: Json) -> str | None:
    """Read a rich text as plain text; wiki text is that already."""
    return text(decoded(value))


def comment(value: Json) -> str | None:
    """Read the text of a comment."""
    return text(comment_body(value))


def comment_body(value: Json) -> Json:
    """Take the body of a comment as Jira sent it."""
    return decoded(part(value, "body")) if _is_object(value) else value


def worklog(value: Json) -> str | None:
    """Read a worklog as ``Author: time spent``.

    Example:
        >>> worklog({"author": {"displayName": "Ann Lee"}, "timeSpent": "2h 30m"})
        'Ann Lee: 2h 30m'
    """
    author, spent = name(part(value, "author")), text(part(value, "timeSpent"))
    if author and spent:
        return f"{author}: {spent}"
    return author or spent or _unless_object(value)


def link(value: Json) -> str | None:
    """Read a link as its phrase and the issue at its other end.

    Example:
        >>> link({"type": {"outward": "blocks"}, "outwardIssue": {"key": "ENG-2"}})
        'blocks ENG-2'
    """
    seen = linked(value)
    said = [text(part(seen, "phrase")), text(part(seen, "key"))]
    return " ".join(each for each in said if each) or _unless_object(value)


def linked(value: Json) -> Json:
    """Take a link as seen from this issue: phrase, type and the other issue's parts."""
    if not _is_object(value):
        return value
    kind = part(value, "type")
    seen = {"id": part(value, "id"), "type": kind}
    for direction in ("inward", "outward"):
        other = part(value, f"{direction}Issue")
        if other is not None:
            fields = issue_ref(other) if isinstance(other, dict) else {}
            phrase = part(kind, direction) or part(kind, "name")
            told = {"direction": direction, "phrase": phrase, "key": issue_key(other)}
            return {**fields, **seen, **told}
    return seen


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
    return text(key) if key else name(value)


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
    return name(value if kind is None else kind)


def request_status(value: Json) -> str | None:
    """Read the status that a service desk shows to its customers."""
    status = part(value, "status")
    return name(value if status is None else status)


def attachment(value: Json) -> str | None:
    """Read the name of a file."""
    return text(part(value, "filename")) or name(value)
