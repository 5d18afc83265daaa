"""The system fields of generated issues as queries compare them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._calendar import NOW
from jiraframe.sandbox._clock import DAY
from jiraframe.sandbox._documents import RichText
from jiraframe.sandbox._draw import mix
from jiraframe.sandbox._entities import components, versions
from jiraframe.sandbox._prose import ODD_SUMMARIES, PLACES, THINGS, VERBS, documents, replies
from jiraframe.sandbox._work import Work

Value = Callable[[int], Any]
"""What an issue's column holds, by position: hashable, None or () for nothing."""

_LABELS: tuple[tuple[str, ...], ...] = (
    (), (), (), ("backend",), ("frontend", "urgent"), ("customer-42",), ("größe",), ("Backend",),
    ("<b>", "a,b"),
)  # fmt: skip
_COMMENTS = (0, 0, 0, 0, 1, 1, 2, 3, 5)
_ODD_SUMMARY = 40


class Talk:
    """The comments of issues: how many, and what they say."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._texts = replies(*w.MENTIONED)
        self._salt = backbone.draw.salt("comments")
        self.count = backbone.draw.pick("comment count", _COMMENTS)

    def bodies(self, place: int) -> tuple[RichText, ...]:
        """Give the texts of an issue's comments, the oldest first."""
        count = self._backbone.many(place, "comments") or self.count(place)
        if not count:
            return ()
        first, size = mix(place, self._salt), len(self._texts)
        return tuple(self._texts[(first + 5 * n) % size] for n in range(count))


def system_values(backbone: Backbone, work: Work, talk: Talk) -> dict[str, Value]:
    """Give the values of the system fields, by field id and position."""
    columns, draw = backbone.columns, backbone.draw
    return {
        "project": columns.project.__getitem__,
        "issuetype": columns.kind.__getitem__,
        "status": columns.status.__getitem__,
        "priority": columns.priority.__getitem__,
        "resolution": columns.resolution.__getitem__,
        "resolutiondate": columns.resolved.__getitem__,
        "created": columns.created.__getitem__,
        "updated": columns.updated.__getitem__,
        "assignee": columns.assignee.__getitem__,
        "reporter": columns.reporter.__getitem__,
        "creator": columns.reporter.__getitem__,
        "issuekey": backbone.key,
        "labels": draw.pick("labels", _LABELS),
        "votes": draw.pick("votes", (0, 0, 0, 1, 2, 7)),
        "timeoriginalestimate": work.original,
        "timeestimate": work.remaining,
        "timespent": work.spent,
        "workratio": work.ratio,
        "comment": talk.bodies,
        **_texts(backbone, talk),
        **_dates(backbone),
        **_belonging(backbone),
        **_people(backbone, work),
    }


def _texts(backbone: Backbone, talk: Talk) -> dict[str, Value]:
    draw, columns = backbone.draw, backbone.columns
    pool = documents(*w.MENTIONED)
    description = draw.pick("description", [*pool, *[None] * (len(pool) // 10)])
    somewhere = draw.pick("environment", [*pool[:6], RichText.of("Windows 11", _windows())])
    odd, verb = draw.number("odd summary"), draw.pick("verb", VERBS)
    thing, place_name = draw.pick("thing", THINGS), draw.pick("place", PLACES)

    def summary(place: int) -> str:
        chance = odd(place)
        if chance % _ODD_SUMMARY == 0:
            return ODD_SUMMARIES[chance // _ODD_SUMMARY % len(ODD_SUMMARIES)]
        return f"{verb(place)} {thing(place)} {place_name(place)}".rstrip()

    def environment(place: int) -> RichText | None:
        return somewhere(place) if columns.kind[place] == w.BUG else None

    def prose(place: int) -> tuple[str, ...]:
        own = (summary(place), description(place), environment(place))
        return (*filter(None, own), *talk.bodies(place))

    return {
        "summary": summary,
        "description": description,
        "environment": environment,
        "text": prose,
    }


def _windows() -> dict[str, Any]:
    content = [{"type": "paragraph", "content": [{"type": "text", "text": "Windows 11"}]}]
    return {"type": "doc", "version": 1, "content": content}


def _dates(backbone: Backbone) -> dict[str, Value]:
    columns, clock, draw = backbone.columns, backbone.clock, backbone.draw
    term = draw.pick("due", (None, None, None, 7, 14, 30, 90))
    seen = draw.number("seen")
    midnights: dict[int, int] = {}

    def due(place: int) -> int | None:
        days = term(place)
        if days is None:
            return None
        number = columns.created[place] // DAY + days
        if number not in midnights:
            midnights[number] = clock.midnight(clock.day(number * DAY + DAY // 2))
        return midnights[number]

    def viewed(place: int) -> int | None:
        chance = seen(place)
        return NOW - chance % (60 * DAY) if chance % 50 == 0 else None

    return {"duedate": due, "lastViewed": viewed}


def _belonging(backbone: Backbone) -> dict[str, Value]:
    columns, draw = backbone.columns, backbone.draw
    category = {identity: kind for identity, _, kind, *_ in w.STATUSES}
    level = {identity: float(each) for identity, _, each, _ in w.TYPES}
    named = {identity: label or None for identity, _, _, _, label, _ in w.PROJECTS}
    security = draw.pick("security", (None, None, None, "10100", "10101"))

    def parent(place: int) -> str | None:
        return backbone.key(columns.parent[place]) if columns.parent[place] >= 0 else None

    def link_types(place: int) -> tuple[str, ...]:
        return tuple(link.type for link in backbone.links(place))

    own = columns.project
    return {
        "statusCategory": lambda place: category[columns.status[place]],
        "hierarchyLevel": lambda place: level[columns.kind[place]],
        "category": lambda place: named[own[place]],
        "parent": parent,
        "issueLinkType": link_types,
        "security": lambda place: security(place) if own[place] == w.OPS else None,
        "components": _of_project(backbone, "components", components()),
        "fixVersions": _of_project(backbone, "fixVersions", versions()),
        "versions": _of_project(backbone, "versions", versions()),
    }


def _of_project(backbone: Backbone, name: str, rows: Iterable[tuple[str, str, str]]) -> Value:
    """Draw none, one or two of what an issue's project has."""
    number, own = backbone.draw.number(name), backbone.columns.project
    pools: dict[str, list[tuple[str, ...]]] = {project: [()] for project in w.PROJECT_KEYS}
    for identity, project, _ in rows:
        pools[project].append((identity,))
    for pool in pools.values():
        if len(pool) > 2:
            pool.append((*pool[1], *pool[-1]))
            pool.append(())

    def some(place: int) -> tuple[str, ...]:
        pool = pools[own[place]]
        return pool[number(place) % len(pool)]

    return some


def _people(backbone: Backbone, work: Work) -> dict[str, Value]:
    logger, watcher = backbone.draw.number("logger"), backbone.draw.number("watcher")
    watches = backbone.draw.pick("watches", (0, 1, 1, 2, 5))
    columns = backbone.columns

    def authors(place: int) -> tuple[str, ...]:
        first, size = logger(place), len(w.DEVELOPERS)
        return tuple(w.DEVELOPERS[(first + n) % size] for n, _ in enumerate(work.logged(place)))

    def dates(place: int) -> tuple[int, ...]:
        return tuple(spread(columns.created[place], columns.ended[place], len(work.logged(place))))

    def watchers(place: int) -> tuple[str, ...]:
        first, size = watcher(place), len(w.PEOPLE)
        return tuple(w.PEOPLE[(first + n) % size] for n in range(watches(place)))

    who = {"worklogAuthor": authors, "worklogDate": dates, "watcher": watchers}
    return {**who, "watches": watches}


def spread(start: int, end: int, count: int) -> list[int]:
    """Spread so many instants evenly between two others, the oldest first."""
    step = (end - start) / (count + 1)
    return [int(start + step * number) for number in range(1, count + 1)]
