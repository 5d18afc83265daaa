"""The values of archived issues in the dialect of a deployment.

Archives are often trimmed: links (``self``), avatars and account ids are put back.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._documents import rich
from jiraframe.sandbox._fields import Field
from jiraframe.sandbox._render import Renderer, person

RICH_TYPES = ("textarea",)
_RICH_IDS = ("description", "environment")
_NAMED = {
    "issuetype": "issuetype",
    "priority": "priority",
    "resolution": "resolution",
    "project": "project",
    "component": "component",
    "version": "version",
    "option": "option",
    "option-with-child": "option",
    "securitylevel": "level",
}


def is_rich(field: Field) -> bool:
    """Whether a field holds rich text."""
    return field.id in _RICH_IDS or field.custom.endswith(":textarea")


def both_ways(user: Json) -> Json:
    """Give a recorded user the keys of both deployments.

    Args:
        user: A user as either deployment sends it.

    Returns:
        The same with ``accountId``, ``name`` and ``key``; a missing account id is made of the key.
    """
    name = user.get("name") or user.get("accountId") or user.get("displayName") or "anonymous"
    key = user.get("key") or name
    account = user.get("accountId") or f"557058:{sha256(str(key).encode()).hexdigest()[:24]}"
    shown = user.get("displayName") or name
    return {**user, "accountId": account, "name": name, "key": key, "displayName": shown}


class Adapter:
    """Renders recorded values through a renderer."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._dialect = renderer.dialect
        self._makers: dict[str, Callable[[Any], Any]] = {
            "user": self.user,
            "status": self._status,
            "statusCategory": partial(self._named, "statuscategory"),
            "issuelinks": self._link,
            "attachment": self._attachment,
            "sprint": self._sprint,
            **{type_: partial(self._named, kind) for type_, kind in _NAMED.items()},
        }

    def field(self, field: Field, value: Any) -> Any:
        """Render the value of a field."""
        if is_rich(field):
            return rich(value, documents=self._dialect.documents)
        if isinstance(value, list):
            return [self._value(field.items, each) for each in value]
        return self._value(field.type, value)

    def user(self, value: Json) -> Json:
        """Render a user."""
        return person(both_ways(value), self._dialect)

    def comment(self, value: Json, issue: str) -> Json:
        """Render a comment of the issue with an id."""
        return self._entry(value, f"issue/{issue}/comment/{value.get('id')}", "body")

    def worklog(self, value: Json, issue: str) -> Json:
        """Render a worklog of the issue with an id."""
        return self._entry(value, f"issue/{issue}/worklog/{value.get('id')}", "comment")

    def _entry(self, value: Json, path: str, text: str) -> Json:
        made = {"self": self._dialect.api(path), **value}
        for role in ("author", "updateAuthor"):
            if made.get(role):
                made[role] = self.user(made[role])
        if text in made:
            made[text] = rich(made[text], documents=self._dialect.documents)
        return made

    def _value(self, type_: str, value: Any) -> Any:
        maker = self._makers.get(type_)
        return maker(value) if maker and isinstance(value, dict) else value

    def _named(self, kind: str, value: Json) -> Json:
        return self._renderer.named(kind, value)

    def _status(self, value: Json) -> Json:
        made = self._named("status", value)
        if value.get("statusCategory"):
            made["statusCategory"] = self._named("statuscategory", value["statusCategory"])
        return made

    def _link(self, value: Json) -> Json:
        if "type" not in value:
            return self.issue(value)
        link = {"self": self._dialect.api(f"issueLink/{value.get('id')}"), **value}
        link["type"] = self._named("linktype", value["type"])
        for side in ("inwardIssue", "outwardIssue"):
            if side in value:
                link[side] = self.issue(value[side])
        return link

    def issue(self, value: Json) -> Json:
        """Render the short form of an issue inside another."""
        made = {"self": self._dialect.api(f"issue/{value.get('id')}"), **value}
        fields = value.get("fields") or {}
        made["fields"] = {name: self._value(name, each) for name, each in fields.items()}
        return made

    def _attachment(self, value: Json) -> Json:
        identity = value.get("id")
        address = f"{self._dialect.base_url}/secure/attachment/{identity}/{value.get('filename')}"
        made = {"self": self._dialect.api(f"attachment/{identity}"), "content": address, **value}
        if value.get("author"):
            made["author"] = self.user(value["author"])
        return made

    def _sprint(self, value: Json) -> Json:
        return {"self": self._dialect.agile(f"sprint/{value.get('id')}"), **value}
