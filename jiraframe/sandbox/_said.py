"""Comments and worklogs of generated issues."""

from __future__ import annotations

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import FIRST_ID, Backbone
from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._documents import RichText, document_of
from jiraframe.sandbox._render import Renderer
from jiraframe.sandbox._system_values import Talk, Value, spread
from jiraframe.sandbox._work import Work, duration

# Fewer than these a comment or a worklog never has, so that ids do not meet.
_ROOM = 1_000
_SAID_AT_WORK = "Looked into it"


def worklog_id(place: int, number: int) -> int:
    """Give the id of an issue's worklog."""
    return 200_000 + place * _ROOM + number


class Said:
    """What people wrote under issues and logged on them."""

    def __init__(
        self, backbone: Backbone, talk: Talk, work: Work, values: dict[str, Value]
    ) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._talk = talk
        self._work = work
        self._values = values
        self._writer = backbone.draw.number("writer")

    def comments(self, place: int, renderer: Renderer) -> list[Json]:
        """Render all comments of an issue, oldest first."""
        bodies = self._talk.bodies(place)
        dates = spread(self._columns.created[place], self._columns.ended[place], len(bodies))
        return [
            self._comment(place, number, body, date, renderer)
            for number, (body, date) in enumerate(zip(bodies, dates, strict=True))
        ]

    def _comment(
        self, place: int, number: int, body: RichText, date: int, renderer: Renderer
    ) -> Json:
        identity = 100_000 + place * _ROOM + number
        chance = self._writer(place) + number
        author = w.PEOPLE[chance % len(w.PEOPLE)]
        made = self._entry(f"comment/{identity}", place, renderer)
        made["id"] = str(identity)
        # The writer of a comment may be gone without a trace.
        if chance % 23:
            made["author"] = made["updateAuthor"] = renderer.entity("user", author)
        dialect = renderer.dialect
        made["body"] = body.form(cloud=dialect.cloud, documents=dialect.documents)
        made["created"] = made["updated"] = renderer.clock.stamp(date)
        if chance % 17 == 0:
            made["visibility"] = {"type": "role", "value": "Developers", "identifier": "Developers"}
        if self._columns.project[place] == w.OPS:
            made["jsdPublic"] = chance % 3 > 0
        return made

    def worklogs(self, place: int, renderer: Renderer) -> list[Json]:
        """Render all worklogs of an issue, oldest first."""
        logged = self._work.logged(place)
        authors: tuple[str, ...] = self._values["worklogAuthor"](place)
        dates: tuple[int, ...] = self._values["worklogDate"](place)
        return [
            self._worklog(place, number, seconds, authors[number], dates[number], renderer)
            for number, seconds in enumerate(logged)
        ]

    def _worklog(
        self, place: int, number: int, seconds: int, author: str, date: int, renderer: Renderer
    ) -> Json:
        identity = worklog_id(place, number)
        made = self._entry(f"worklog/{identity}", place, renderer)
        made["author"] = made["updateAuthor"] = renderer.entity("user", author)
        if number % 2 == 0:
            rich = renderer.dialect.documents
            made["comment"] = document_of(_SAID_AT_WORK) if rich else _SAID_AT_WORK
        stamp = renderer.clock.stamp(date)
        made |= {"created": stamp, "updated": stamp, "started": stamp}
        made |= {"timeSpent": duration(seconds), "timeSpentSeconds": seconds}
        return {**made, "id": str(identity), "issueId": str(FIRST_ID + place)}

    def _entry(self, path: str, place: int, renderer: Renderer) -> Json:
        return {"self": renderer.dialect.api(f"issue/{FIRST_ID + place}/{path}")}
