"""What a site must look like, read off a bunch of its issues: fields, people, projects, sprints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from jiraframe.sandbox._archive_json import both_ways
from jiraframe.sandbox._catalogue import Catalogue, Entity, Json
from jiraframe.sandbox._clock import read_stamp
from jiraframe.sandbox._custom_fields import CUSTOM
from jiraframe.sandbox._fields import SYSTEM, Field

_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d$")
_CATEGORY_RANK = {"new": 1, "indeterminate": 2, "done": 3}
_TABLE_OF = {
    "issuetype": "issuetype",
    "status": "status",
    "priority": "priority",
    "resolution": "resolution",
    "project": "project",
    "component": "component",
    "version": "version",
    "option": "option",
    "securitylevel": "level",
    "sprint": "sprint",
    "team": "team",
}


def infer(rows: list[Json]) -> Catalogue:
    """Build the catalogue of the site that issues came from.

    Args:
        rows: Issues with ``id``, ``key`` and ``fields``; ``names`` and ``schema`` are used
            where they are there.

    Returns:
        A catalogue with every person, project, status and so on that the issues mention.
        The person with the most open issues is signed in.
    """
    catalogue = Catalogue(fields=tuple(_fields(rows)))
    known = {field.id: field for field in catalogue.fields}
    for row in rows:
        project = str((row["fields"].get("project") or {}).get("id", ""))
        for name, value in row["fields"].items():
            field = known[name]
            kind = "sprint" if field.custom_type == "gh-sprint" else field.items or field.type
            _collect(catalogue, kind, value, project, field.id)
            _people(catalogue, value)
        _people(catalogue, (row.get("changelog") or {}).get("histories"))
    _statuses(catalogue)
    _boards(catalogue)
    catalogue.account = _sign_in(catalogue, rows)
    return catalogue


def _fields(rows: list[Json]) -> Iterator[Field]:
    known = {field.id for field in SYSTEM}
    yield from SYSTEM
    samples: dict[str, Any] = {}
    for row in rows:
        for name, value in row["fields"].items():
            if name not in known and samples.get(name) in (None, []):
                samples[name] = value
    names = {k: v for row in rows for k, v in (row.get("names") or {}).items()}
    schemas = {k: v for row in rows for k, v in (row.get("schema") or {}).items()}
    found = [
        _field(identity, sample, names.get(identity, identity), schemas.get(identity))
        for identity, sample in samples.items()
    ]
    yield from found
    if not any(
        {"sprint", "gh-sprint"} & {field.type, field.items, field.custom_type} for field in found
    ):
        # Every site with boards has the field, used or not.
        yield next(field for field in CUSTOM if field.custom_type == "gh-sprint")


def _field(identity: str, sample: Any, name: str, schema: Json | None) -> Field:
    if schema:
        items, custom = schema.get("items", ""), schema.get("custom", "")
        return Field(identity, name, schema["type"], items, custom)
    many = isinstance(sample, list)
    kind = _kind(sample[0] if many and sample else sample)
    type_, items = ("array", kind) if many else (kind, "")
    if identity.startswith("customfield_"):
        custom = "com.example.archive:unknown"
        return Field(identity, name, type_, items, custom, inferred=True)
    clause = {"sprint": "sprint", "epic": "Epic Link"}.get(kind, name)
    return Field(identity, name, type_, items, clauses=(clause,), inferred=True)


def _kind(value: Any) -> str:
    """Guess the type of a value that comes without a schema."""
    match value:
        case bool() | None:
            return "any"
        case int() | float():
            return "number"
        case str():
            return "datetime" if _STAMP.match(value) else "date" if _DAY.match(value) else "string"
        case {"state": _, "name": _}:
            return "sprint"
        case {"displayName": _}:
            return "user"
        case {"value": _, "id": _}:
            return "option"
        case {"color": _, "key": _}:
            return "epic"
    return "any"


def _collect(catalogue: Catalogue, type_: str, value: Any, project: str, field: str) -> None:
    for each in value if isinstance(value, list) else (value,):
        if not isinstance(each, dict):
            continue
        table = _TABLE_OF.get(type_)
        if table and "id" in each:
            entity = _entity(table, each, project if table in ("version", "component") else field)
            catalogue.tables[table].add(entity)
        if type_ == "issuelinks":
            _collect_link(catalogue, each, project)


def _collect_link(catalogue: Catalogue, link: Json, project: str) -> None:
    if "type" in link:
        kind = link["type"]
        names = (kind["name"], kind.get("inward", ""), kind.get("outward", ""))
        catalogue.tables["linktype"].add(Entity(str(kind["id"]), names, kind))
    for issue in (link, link.get("inwardIssue") or {}, link.get("outwardIssue") or {}):
        for name, value in (issue.get("fields") or {}).items():
            _collect(catalogue, name, value, project, name)


def _entity(table: str, value: Json, group: str) -> Entity:
    identity = str(value["id"])
    names = tuple(str(value[key]) for key in ("name", "key", "value") if value.get(key))
    number = float(identity) if identity.isdigit() else 0.0
    if table == "sprint":
        value = _sprint(value)
    if table == "status":
        category = (value.get("statusCategory") or {}).get("key", "")
        number += 1e9 * _CATEGORY_RANK.get(category, 0)
    # Jira numbers priorities from the most urgent one; a query takes that for the greatest.
    rank = -number if table == "priority" else number
    return Entity(identity, names, value, rank, group)


def _sprint(value: Json) -> Json:
    made = {key: each for key, each in value.items() if key != "self"}
    for key in ("startDate", "endDate", "completeDate"):
        if made.get(key):
            made[key] = read_stamp(made[key])
    made["boardId"] = value.get("boardId") or value.get("originBoardId") or 1
    return made


def _people(catalogue: Catalogue, value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _people(catalogue, each)
    elif isinstance(value, dict):
        if "displayName" in value and ("accountId" in value or "key" in value or "name" in value):
            catalogue.tables["user"].add(user_entity(both_ways(value)))
        else:
            _people(catalogue, list(value.values()))


def user_entity(user: Json) -> Entity:
    """Make the entity of a user who has the keys of both deployments."""
    names = (user["name"], user["key"], user["displayName"], user.get("emailAddress") or "")
    return Entity(user["accountId"], tuple(dict.fromkeys(filter(None, names))), user)


def _statuses(catalogue: Catalogue) -> None:
    for status in catalogue.tables["status"]:
        category = status.json.get("statusCategory")
        if category:
            names = (category["name"], category["key"])
            rank = _CATEGORY_RANK.get(category["key"], 0)
            entity = Entity(str(category["id"]), names, category, rank)
            catalogue.tables["statuscategory"].add(entity)


def _boards(catalogue: Catalogue) -> None:
    boards: Iterable[int] = {sprint.json["boardId"] for sprint in catalogue.tables["sprint"]}
    for number in sorted(boards):
        name = f"Board {number}"
        board = {"id": number, "name": name, "type": "scrum", "projects": ()}
        catalogue.tables["board"].add(Entity(str(number), (name,), board))


def _sign_in(catalogue: Catalogue, rows: list[Json]) -> str:
    open_issues = Counter(
        both_ways(row["fields"]["assignee"])["accountId"]
        for row in rows
        if row["fields"].get("assignee") and not row["fields"].get("resolution")
    )
    users = catalogue.tables["user"]
    if not len(users):
        users.add(user_entity(both_ways({"name": "robin", "displayName": "Robin Field"})))
    account = max((each.id for each in users), key=lambda each: open_issues[each])
    told = {"timeZone": "UTC", "locale": "en_US", "active": True}
    user = users[account].json
    mail = f"{str(user['name']).partition('@')[0]}@jira.example"
    user.update({"emailAddress": mail, **told, **user})
    return account
