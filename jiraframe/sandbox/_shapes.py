"""System fields of generated issues that are more than one value: links, progress, files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import FIRST_ID, Backbone
from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._draw import mix
from jiraframe.sandbox._render import Renderer
from jiraframe.sandbox._system_values import Value, spread
from jiraframe.sandbox._work import Work, duration

_FILES = (
    ("screen shot.png", "image/png", 83_521),
    ("dump.json", "application/json", 731_924),
    ("größe 🚀.txt", "text/plain", 0),
    ('"quoted"; name.pdf', "application/pdf", 5_000_000_000),
)
FILE_COUNTS = (0, 0, 0, 0, 1, 2, 3)
ABSENT = object()
"""Stands for a field that an issue does not have at all."""


class Shapes:
    """Renders these fields in one dialect; every public method is a field's value by position."""

    def __init__(
        self, backbone: Backbone, renderer: Renderer, work: Work, values: dict[str, Value]
    ) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._renderer = renderer
        self._work = work
        self._values = values
        self._api = renderer.dialect.api
        self._files = backbone.draw.pick("files", FILE_COUNTS)
        self._salt = backbone.draw.salt("file")

    def makers(self) -> dict[str, Callable[[int], Any]]:
        """Give the renderers by field id."""
        sums = {"original": "timeoriginalestimate", "remaining": "timeestimate"}
        sums["spent"] = "timespent"
        return {
            "parent": self._parent,
            "subtasks": self._subtasks,
            "issuelinks": self._links,
            "timetracking": self._tracking,
            "progress": lambda place: self._progress(place, own=True),
            "aggregateprogress": lambda place: self._progress(place, own=False),
            "votes": self._votes,
            "watches": self._watches,
            "attachment": self.attachments,
            "issuerestriction": lambda place: {"issuerestrictions": {}, "shouldDisplay": False},
            **{f"aggregate{name}": self._sum(what) for what, name in sums.items()},
        }

    def short(self, place: int) -> Json:
        """Render the short form of an issue inside another."""
        columns, entity = self._columns, self._renderer.entity
        identity, priority = str(FIRST_ID + place), columns.priority[place]
        fields = {
            "summary": self._values["summary"](place),
            "status": entity("status", columns.status[place]),
            "issuetype": entity("issuetype", columns.kind[place]),
        }
        if priority is not None:
            fields["priority"] = entity("priority", priority)
        key = self._backbone.key(place)
        return {
            "id": identity,
            "key": key,
            "self": self._api(f"issue/{identity}"),
            "fields": fields,
        }

    def _parent(self, place: int) -> Any:
        parent = self._columns.parent[place]
        below = self._renderer.dialect.cloud or self._columns.kind[place] == w.SUBTASK
        return self.short(parent) if parent >= 0 and below else ABSENT

    def _subtasks(self, place: int) -> list[Json]:
        return [self.short(each) for each in self._backbone.subtasks.get(place, ())]

    def _links(self, place: int) -> list[Json]:
        target = self._backbone.linked_to(place)
        own = [] if target is None else [self._link(place, "outwardIssue", target)]
        sources = self._backbone.linked_from.get(place, ())
        return own + [self._link(source, "inwardIssue", source) for source in sources]

    def _link(self, source: int, side: str, other: int) -> Json:
        identity = str(30_000 + source)
        kind = self._renderer.entity("linktype", self._backbone.link_type(source)[0])
        link = {"id": identity, "self": self._api(f"issueLink/{identity}"), "type": kind}
        return {**link, side: self.short(other)}

    def _tracking(self, place: int) -> Json:
        work = self._work
        parts = {
            "originalEstimate": work.original(place),
            "remainingEstimate": work.remaining(place),
            "timeSpent": work.spent(place),
        }
        known = {name: seconds for name, seconds in parts.items() if seconds is not None}
        shown = {name: duration(seconds) for name, seconds in known.items()}
        return {**shown, **{f"{name}Seconds": seconds for name, seconds in known.items()}}

    def _sum(self, what: str) -> Callable[[int], int | None]:
        return lambda place: self._work.total(place, what)

    def _progress(self, place: int, *, own: bool) -> Json:
        work = self._work
        done = (work.spent(place) if own else work.total(place, "spent")) or 0
        left = (work.remaining(place) if own else work.total(place, "remaining")) or 0
        made = {"progress": done, "total": done + left}
        return {**made, "percent": done * 100 // (done + left)} if done + left else made

    def _votes(self, place: int) -> Json:
        link = self._api(f"issue/{self._backbone.key(place)}/votes")
        return {"self": link, "votes": self._values["votes"](place), "hasVoted": False}

    def _watches(self, place: int) -> Json:
        watchers = self._values["watcher"](place)
        link = self._api(f"issue/{self._backbone.key(place)}/watchers")
        mine = w.ACCOUNT in watchers
        return {"self": link, "watchCount": len(watchers), "isWatching": mine}

    def attachments(self, place: int) -> list[Json]:
        """Render the files of an issue."""
        chance = mix(place, self._salt)
        dates = spread(self._columns.created[place], self._columns.ended[place], self._files(place))
        return [self._file(place, n, chance + n, date) for n, date in enumerate(dates)]

    def _file(self, place: int, number: int, chance: int, date: int) -> Json:
        name, kind, size = _FILES[chance % len(_FILES)]
        identity = str(50_000 + place * 4 + number)
        base = f"{self._renderer.dialect.base_url}/secure"
        made: Json = {"self": self._api(f"attachment/{identity}"), "id": identity, "filename": name}
        if chance % 11:
            author = w.PEOPLE[chance % len(w.PEOPLE)]
            made["author"] = self._renderer.entity("user", author)
        made |= {"created": self._renderer.clock.stamp(date), "size": size, "mimeType": kind}
        made["content"] = f"{base}/attachment/{identity}/{name.replace(' ', '+')}"
        if kind.startswith("image/"):
            made["thumbnail"] = f"{base}/thumbnail/{identity}/{name.replace(' ', '+')}"
        return made
