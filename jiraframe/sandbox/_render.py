"""Entities as JSON in the dialect of a deployment: users, projects, statuses, sprints and so on.

Answers are remembered and shared between issues: whoever gets one must not change it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from jiraframe.sandbox._catalogue import Catalogue, Entity, Json
from jiraframe.sandbox._clock import Clock, utc_stamp
from jiraframe.sandbox._fields import CLOUD

_SIZES = ("48x48", "24x24", "16x16", "32x32")
_CLOUD_ONLY = frozenset(
    {"hierarchyLevel", "entityId", "scope", "untranslatedName", "simplified", "groupId"}
)
_PATHS = {
    "project": "project",
    "issuetype": "issuetype",
    "status": "status",
    "statuscategory": "statuscategory",
    "priority": "priority",
    "resolution": "resolution",
    "component": "component",
    "version": "version",
    "linktype": "issueLinkType",
    "level": "securitylevel",
    "option": "customFieldOption",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """Who is asked, and how: ``cloud`` or ``datacenter``, REST 2 or 3, and at which address."""

    deployment: str
    version: int
    base_url: str

    @property
    def cloud(self) -> bool:
        """Whether the answer is Cloud's."""
        return self.deployment == CLOUD

    @property
    def documents(self) -> bool:
        """Whether rich text is a document (ADF) and not wiki text."""
        return self.cloud and self.version == 3

    def api(self, path: str) -> str:
        """Give the address of a platform resource."""
        return f"{self.base_url}/rest/api/{self.version}/{path}"

    def agile(self, path: str) -> str:
        """Give the address of an agile resource."""
        return f"{self.base_url}/rest/agile/1.0/{path}"


class Renderer:
    """Renders the entities of one catalogue in one dialect.

    Attributes:
        clock: Writes instants in the zone this deployment answers in: the account's on
            Cloud, the server's on Data Center.
    """

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        self.catalogue = catalogue
        self.dialect = dialect
        zone = catalogue.me["timeZone"] if dialect.cloud else catalogue.server_zone
        self.clock = Clock(zone)
        self._rendered: dict[tuple[str, str], Json] = {}
        self._makers: dict[str, Callable[[Entity], Json]] = {
            "user": lambda entity: person(entity.json, dialect),
            "project": self._project,
            "version": lambda entity: self._inside("version", entity, "startDate"),
            "component": lambda entity: self._inside("component", entity, "lead"),
            "status": self._status,
            "sprint": self._sprint,
            "board": self._board,
            "group": self._group,
            "team": lambda entity: dict(entity.json),
            "organization": self._organization,
        }

    def entity(self, kind: str, identity: str) -> Json:
        """Render the entity of a kind and id."""
        known = self._rendered.get((kind, identity))
        if known is None:
            entity = self.catalogue.tables[kind][identity]
            maker = self._makers.get(kind)
            made = maker(entity) if maker else self.named(kind, entity.json)
            known = self._rendered[kind, identity] = made
        return known

    def all(self, kind: str) -> list[Json]:
        """Render every entity of a kind, in the catalogue's order."""
        return [self.entity(kind, entity.id) for entity in self.catalogue.tables[kind]]

    def named(self, kind: str, value: Json) -> Json:
        """Put ``self`` before the keys of a plain named thing, and leave out what is Cloud's."""
        link = {"self": self.dialect.api(f"{_PATHS[kind]}/{value.get('id', '')}")}
        if self.dialect.cloud:
            return {**link, **value}
        return {**link, **{k: v for k, v in value.items() if k not in _CLOUD_ONLY}}

    def avatars(self, kind: str, identity: str) -> Json:
        """Give the ``avatarUrls`` of something."""
        base = f"{self.dialect.base_url}/secure/{kind}avatar?avatarId={quote(identity)}"
        return {size: f"{base}&size={size}" for size in _SIZES}

    def _project(self, entity: Entity) -> Json:
        made = {
            **self.named("project", entity.json),
            "avatarUrls": self.avatars("project", "10400"),
        }
        category = entity.json.get("projectCategory")
        if category:
            link = self.dialect.api(f"projectCategory/{category['id']}")
            made["projectCategory"] = {"self": link, **category}
        return made

    def _inside(self, kind: str, entity: Entity, hidden: str) -> Json:
        """Render what is in issues without what only the list of its project tells."""
        return self.named(kind, {k: v for k, v in entity.json.items() if k != hidden})

    def _status(self, entity: Entity) -> Json:
        made = self.named("status", entity.json)
        category = entity.json.get("statusCategory")
        if category:
            made["statusCategory"] = self.named("statuscategory", category)
        return made

    def _sprint(self, entity: Entity) -> Json:
        value = entity.json
        made: Json = {"id": int(entity.id), "self": self.dialect.agile(f"sprint/{entity.id}")}
        made |= {"state": value["state"], "name": value["name"]}
        # Cloud tells when a sprint was made, Data Center when it was really begun.
        own = "createdDate" if self.dialect.cloud else "activatedDate"
        for key in ("startDate", "endDate", "completeDate", own):
            if value.get(key) is not None:
                made[key] = utc_stamp(value[key])
        made |= {"originBoardId": value["boardId"], "goal": value.get("goal") or ""}
        if not self.dialect.cloud:
            made |= {"synced": False, "autoStartStop": False}
        return made

    def _board(self, entity: Entity) -> Json:
        value = entity.json
        made = {"id": int(entity.id), "self": self.dialect.agile(f"board/{entity.id}")}
        made |= {"name": value["name"], "type": value["type"]}
        projects = value["projects"]
        return {**made, "location": self._location(projects[0])} if projects else made

    def _location(self, project: str) -> Json:
        value = self.catalogue.tables["project"][project].json
        shown = f"{value['name']} ({value['key']})"
        return {
            "projectId": int(value["id"]),
            "displayName": shown,
            "projectName": value["name"],
            "projectKey": value["key"],
            "projectTypeKey": value["projectTypeKey"],
            "avatarURI": f"{self.dialect.base_url}/secure/projectavatar?avatarId=10400",
            "name": shown,
        }

    def _group(self, entity: Entity) -> Json:
        link = self.dialect.api(f"group?groupname={quote(entity.json['name'])}")
        made = {"name": entity.json["name"], "self": link}
        return {**made, "groupId": entity.id} if self.dialect.cloud else made

    def _organization(self, entity: Entity) -> Json:
        link = f"{self.dialect.base_url}/rest/servicedeskapi/organization/{entity.id}"
        return {"id": entity.id, "name": entity.json["name"], "_links": {"self": link}}


def person(value: Json, dialect: Dialect) -> Json:
    """Render a user: by account id on Cloud, by name and key on Data Center.

    Args:
        value: The user with the keys of both.
        dialect: Who is asked.

    Returns:
        The user as it stands in issues and lists.
    """
    seed = quote(value["accountId"] if dialect.cloud else value["name"])
    picture = f"{dialect.base_url}/secure/useravatar?ownerId={seed}"
    avatars = {size: f"{picture}&size={size}" for size in _SIZES}
    shared = {
        "avatarUrls": avatars,
        "displayName": value["displayName"],
        "active": value.get("active", True),
        "timeZone": value.get("timeZone", "UTC"),
    }
    mail = {"emailAddress": value["emailAddress"]} if value.get("emailAddress") else {}
    if dialect.cloud:
        link = dialect.api(f"user?accountId={seed}")
        kind = {"accountType": value.get("accountType", "atlassian")}
        return {"self": link, "accountId": value["accountId"], **mail, **shared, **kind}
    link = dialect.api(f"user?username={seed}")
    return {"self": link, "name": value["name"], "key": value["key"], **mail, **shared}
