"""The changes of an issue, and how each deployment words them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._render import Renderer

PEOPLE = frozenset({"assignee", "reporter"})
# Of custom fields, although they have no id of one.
_CUSTOM = frozenset({"Epic Child", "Epic Link"})


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed.

    Attributes:
        field: Its name at the time of the change; ``Fix Version`` for ``fixVersions``.
        field_id: Its id; empty for what is no field, such as ``Link``.
        before: The old id, or what stands for it; people are account ids.
        before_text: What was shown.
        after: The new id.
        after_text: What is shown since.
        server_field: What Data Center calls ``field``, where it has another name.
    """

    field: str
    field_id: str
    before: str | None
    before_text: str | None
    after: str | None
    after_text: str | None
    server_field: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What one person changed in one go; ``author`` is None where that person is gone."""

    id: int
    author: str | None
    created: int
    changes: tuple[Change, ...]


class Dated(NamedTuple):
    """A change with its instant and its author."""

    when: int
    by: str | None
    change: Change


def history_json(history: History, renderer: Renderer, *, created: int | None = None) -> Json:
    """Render one entry of a change history.

    Args:
        history: The entry.
        renderer: Renders people in the dialect that is asked for.
        created: What stands in place of the time stamp, for the route that sends a number.
    """
    told: Json = {"id": str(history.id)}
    if history.author is not None:
        told["author"] = renderer.entity("user", history.author)
    told["created"] = renderer.clock.stamp(history.created) if created is None else created
    told["items"] = [_change_json(change, renderer) for change in history.changes]
    return told


def _change_json(change: Change, renderer: Renderer) -> Json:
    cloud, before, after = renderer.dialect.cloud, change.before, change.after
    if change.field_id in PEOPLE and not cloud:
        before, after = _user_key(before, renderer), _user_key(after, renderer)
    field = change.field if cloud else change.server_field or change.field
    custom = change.field_id.startswith("customfield_") or field in _CUSTOM
    told: Json = {"field": field, "fieldtype": "custom" if custom else "jira"}
    if cloud and change.field_id:
        told["fieldId"] = change.field_id
    told |= {"from": before, "fromString": change.before_text}
    told |= {"to": after, "toString": change.after_text}
    if change.field_id in PEOPLE and cloud:
        told |= {"tmpFromAccountId": before, "tmpToAccountId": after}
    return told


def _user_key(account: str | None, renderer: Renderer) -> str | None:
    user = renderer.catalogue.tables["user"].get(account)
    return str(user.json["key"]) if user else account
