"""The made-up company as a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._catalogue import Catalogue, Entity, Json, Table
from jiraframe.sandbox._infer import user_entity

_CATEGORY = {
    identity: {"id": int(identity), "key": key, "colorName": colour, "name": name}
    for identity, key, colour, name in w.CATEGORIES
}


def company() -> Catalogue:
    """Make the catalogue of a generated site, without fields, boards and sprints."""
    catalogue = Catalogue(account=w.ACCOUNT, server_zone="Europe/Berlin")
    for kind, entities in _entities().items():
        catalogue.tables[kind] = Table(entities)
    catalogue.members = {
        f"group-{number}": frozenset(who) for number, who in enumerate(w.GROUPS.values(), start=1)
    }
    former = ((name.casefold(), each) for each, (name, _) in w.FORMER_STATUSES.items())
    catalogue.former["status"] = dict(former)
    return catalogue


def versions() -> Iterator[tuple[str, str, str]]:
    """Give id, project and name of every version, in the order of their release."""
    yield from _of_projects(w.VERSIONS, 10300)


def components() -> Iterator[tuple[str, str, str]]:
    """Give id, project and name of every component."""
    yield from _of_projects(w.COMPONENTS, 10200)


def _of_projects(names: dict[str, tuple[str, ...]], first: int) -> Iterator[tuple[str, str, str]]:
    pairs = ((project, name) for project, each in names.items() for name in each)
    for number, (project, name) in enumerate(pairs, start=first):
        yield str(number), project, name


def _entities() -> dict[str, Iterable[Entity]]:
    return {
        "user": map(_user, w.USERS),
        "group": (
            Entity(f"group-{number}", (name,), {"name": name})
            for number, name in enumerate(w.GROUPS, start=1)
        ),
        "statuscategory": (
            Entity(identity, (name, key), _CATEGORY[identity], rank)
            for rank, (identity, key, _, name) in enumerate(w.CATEGORIES)
        ),
        "status": (_status(rank, *row) for rank, row in enumerate(w.STATUSES)),
        "issuetype": (_type(rank, *row) for rank, row in enumerate(w.TYPES)),
        "priority": (_priority(number, name) for number, name in enumerate(w.PRIORITIES, start=1)),
        "resolution": (_named(rank, *row) for rank, row in enumerate(w.RESOLUTIONS)),
        "linktype": (_link_type(*row) for row in w.LINK_TYPES),
        "project": (_project(*row) for row in w.PROJECTS),
        "component": (_component(*row) for row in components()),
        "version": (_version(rank, *row) for rank, row in enumerate(versions())),
        "level": (_named(rank, *row) for rank, row in enumerate(w.LEVELS_OF_SECURITY)),
        "team": (_team(identity, name) for identity, name in w.TEAMS),
        "organization": (
            Entity(identity, (name,), {"name": name}) for identity, name in w.ORGANIZATIONS
        ),
    }


def _user(row: tuple[str, str, str, str, str, str, int, str]) -> Entity:
    account, name, key, shown, mail, zone, active, kind = row
    user: Json = {"accountId": account, "accountType": kind or "atlassian", "name": name}
    user |= {"key": key, "displayName": shown, "active": bool(active), "timeZone": zone}
    user["locale"] = "en_US"
    return user_entity({**user, "emailAddress": mail} if mail else user)


def _status(
    rank: int, identity: str, name: str, category: str, description: str, original: str
) -> Entity:
    value: Json = {"description": description, "name": name, "id": identity}
    if original:
        value["untranslatedName"] = original
    value["statusCategory"] = _CATEGORY[category]
    return Entity(identity, tuple(filter(None, (name, original))), value, rank)


def _type(rank: int, identity: str, name: str, level: int, description: str) -> Entity:
    value: Json = {"id": identity, "description": description, "name": name}
    value |= {"subtask": level < 0, "hierarchyLevel": level}
    return Entity(identity, (name,), value, rank)


def _priority(number: int, name: str) -> Entity:
    value = {"description": "", "statusColor": "#57a55a", "name": name, "id": str(number)}
    return Entity(str(number), (name,), value, -number)


def _named(rank: int, identity: str, name: str, description: str) -> Entity:
    return Entity(
        identity, (name,), {"id": identity, "description": description, "name": name}, rank
    )


def _link_type(identity: str, name: str, inward: str, outward: str) -> Entity:
    value = {"id": identity, "name": name, "inward": inward, "outward": outward}
    return Entity(identity, (name, inward, outward), value)


def _project(
    identity: str, name: str, kind: str, simplified: bool, category: str, lead: str
) -> Entity:
    key = w.PROJECT_KEYS[identity]
    value: Json = {"id": identity, "key": key, "name": name, "projectTypeKey": kind}
    value["simplified"] = simplified
    if category:
        value["projectCategory"] = {"id": "10000", "name": category, "description": ""}
    return Entity(identity, (key, name), value, group=lead)


def _component(identity: str, project: str, name: str) -> Entity:
    value: Json = {"id": identity, "name": name}
    if lead := w.COMPONENT_LEADS.get(name):
        value["lead"] = lead
    return Entity(identity, (name,), value, group=project)


def _version(rank: int, identity: str, project: str, name: str) -> Entity:
    begun, date = w.BEGUN.get(name), w.RELEASED.get(name)
    value: Json = {"id": identity, "description": f"Release {name}", "name": name}
    value |= {"archived": name == "1.0", "released": date is not None}
    if date := date or w.DUE.get(name):
        value["releaseDate"] = date
    if begun:
        value["startDate"] = begun
    return Entity(identity, (name,), value, rank, project)


def _team(identity: str, name: str) -> Entity:
    value = {"id": identity, "name": name, "avatarUrl": "", "isVisible": True}
    return Entity(identity, (name,), {**value, "isVerified": False, "title": name})
