"""The custom fields of generated issues as queries compare them."""

from __future__ import annotations

from collections.abc import Hashable

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._catalogue import Entity
from jiraframe.sandbox._clock import DAY
from jiraframe.sandbox._custom_fields import CASCADE, OPTIONS
from jiraframe.sandbox._entities import versions
from jiraframe.sandbox._prose import ODD_SUMMARIES, THINGS, documents
from jiraframe.sandbox._system_values import Value

POINTS = (None, None, 1, 2, 3.0, 5.0, 8, 13, 0.5)
_EPIC_COLOURS = tuple(f"ghx-label-{number}" for number in range(1, 10))
_URLS = (None, "https://specs.example/a?b=1&c=%20", "http://localhost/<x>")
_TEXTS: tuple[str | None, ...] = (None, None, *ODD_SUMMARIES[:7], "plain", "two\nlines")
_BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"

_POOLS: dict[int, tuple[Hashable, ...]] = {
    10001: (None, None, *(identity for identity, _ in w.TEAMS)),
    10002: ((), ("1",), ("1", "2")),
    10003: ((), (w.PEOPLE[10],), w.PEOPLE[1:4]),
    10017: (None, "dark_teal", "purple"),
    10046: ((), (), ("alpha",), ("beta", "größe")),
    10047: (None, *w.PEOPLE[:5]),
    10048: ((), w.PEOPLE[:2], w.PEOPLE[3:4]),
    10049: ((), w.PEOPLE[5:8]),
    10050: (None, "group-1", "group-3"),
    10051: ((), ("group-1", "group-2")),
    10052: (None, None, *w.PROJECT_KEYS),
    10055: (None, 4711, 12345678901.0),
    10056: _URLS,
    10057: _TEXTS,
    10058: (None, None, *documents(*w.MENTIONED)[:30]),
    10059: (None, "importer 2.1"),
    10061: (None, 1.5, -2, 0),
    10062: (None, "<i>value</i>", "x"),
    10066: (None, 1, 2.5, 10),
    10070: (1, 2.0, None, 100),
    10071: (0.25, None, 7),
}


def field_id(number: int) -> str:
    """Give the id of a custom field.

    Example:
        >>> field_id(10020)
        'customfield_10020'
    """
    return f"customfield_{number}"


def custom_values(backbone: Backbone) -> dict[str, Value]:
    """Give the values of the custom fields that can be searched, by field id and position."""
    draw = backbone.draw
    points = draw.pick("points", POINTS)
    drawn = {field_id(number): draw.pick(str(number), pool) for number, pool in _POOLS.items()}
    return {
        **drawn,
        **_options(backbone),
        **_epics(backbone),
        **_dates(backbone),
        **_versions(backbone),
        field_id(10016): _only(backbone, points, {w.WEB}),
        field_id(10019): _rank,
        field_id(10020): backbone.columns.sprint.__getitem__,
        field_id(10040): _only(backbone, points, {w.ENG, w.ORDER}),
    }


def _only(backbone: Backbone, value: Value, projects: set[str]) -> Value:
    own = backbone.columns.project
    return lambda place: value(place) if own[place] in projects else None


def _rank(place: int) -> str:
    digits = ""
    while place:
        place, digit = divmod(place, 36)
        digits = _BASE_36[digit] + digits
    return f"0|i{digits:0>5}:"


def _options(backbone: Backbone) -> dict[str, Value]:
    table = backbone.catalogue.tables["option"]
    of_field: dict[str, list[Entity]] = {}
    for option in table:
        of_field.setdefault(option.group, []).append(option)
    made: dict[str, Value] = {}
    for name in OPTIONS:
        ids = [option.id for option in of_field[name]]
        field = next(each for each in backbone.catalogue.fields if each.id == name)
        many = field.type == "array"
        pool: list[Hashable] = (
            [(), *((each,) for each in ids), tuple(ids)] if many else [None, *ids]
        )
        made[name] = backbone.draw.pick(name, pool)
    pairs = [(e.json["parent"], e.id) if "parent" in e.json else (e.id,) for e in of_field[CASCADE]]
    made[CASCADE] = backbone.draw.pick(CASCADE, [(), *pairs])
    return made


def _epics(backbone: Backbone) -> dict[str, Value]:
    columns = backbone.columns
    name, colour = backbone.draw.pick("epic", THINGS), backbone.draw.pick("hue", _EPIC_COLOURS)
    options = backbone.catalogue.tables["option"]
    states = [each.id for each in options if each.group == field_id(10012)]

    def is_epic(place: int) -> bool:
        return columns.kind[place] == w.EPIC

    def state(place: int) -> str | None:
        if not is_epic(place):
            return None
        done = columns.resolved[place] is not None
        return states[2 if done else 0 if columns.status[place] == w.TODO else 1]

    def link(place: int) -> str | None:
        parent = columns.parent[place]
        return backbone.key(parent) if parent >= 0 and is_epic(parent) else None

    return {
        field_id(10011): lambda place: f"{name(place)} epic" if is_epic(place) else None,
        field_id(10012): state,
        field_id(10013): lambda place: colour(place) if is_epic(place) else None,
        field_id(10014): link,
    }


def _dates(backbone: Backbone) -> dict[str, Value]:
    columns, clock = backbone.columns, backbone.clock
    made: dict[str, Value] = {}
    for number in (10015, 10022, 10023):
        made[field_id(number)] = _day(backbone, f"day {number}")
    answer = backbone.draw.pick("answer", (None, 1, 4, 26))

    def answered(place: int) -> int | None:
        hours = answer(place)
        return hours and min(columns.created[place] + hours * 3_600_123, columns.ended[place])

    live = backbone.draw.pick("live", (None, None, 30, 300))

    def go_live(place: int) -> int | None:
        days = live(place)
        return days and clock.midnight(clock.day(columns.created[place])) + days * DAY

    return {**made, field_id(10025): answered, field_id(10060): go_live}


def _day(backbone: Backbone, name: str) -> Value:
    clock, created = backbone.clock, backbone.columns.created
    term = backbone.draw.pick(name, (None, None, 0, 3, 21))

    def day(place: int) -> int | None:
        days = term(place)
        return None if days is None else clock.midnight(clock.day(created[place] + days * DAY))

    return day


def _versions(backbone: Backbone) -> dict[str, Value]:
    ids = [identity for identity, _, _ in versions()]
    pick = backbone.draw.pick
    return {
        field_id(10053): pick("found in", [None, *ids]),
        field_id(10054): pick("tested in", [(), *((each,) for each in ids), tuple(ids[:2])]),
    }
