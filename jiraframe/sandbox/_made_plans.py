"""Changes of generated issues that planning makes: sprints, points, versions, components."""

from __future__ import annotations

from collections.abc import Iterator

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._custom_values import POINTS, field_id
from jiraframe.sandbox._former import Names
from jiraframe.sandbox._history import Change
from jiraframe.sandbox._sprint_past import SprintPast, between
from jiraframe.sandbox._system_values import Value

MadeChange = tuple[int, Change]
_SPRINT = field_id(10020)
_POINTS_OF = {w.ENG: field_id(10040), w.ORDER: field_id(10040), w.WEB: field_id(10016)}
_SIZES = sorted({float(size) for size in POINTS if size is not None})
# What histories call these fields, and of which kind their values are.
_LISTS = {
    "fixVersions": ("Fix Version", "version"),
    "versions": ("Version", "version"),
    "components": ("Component", "component"),
}


class Plans:
    """The changes of sprint, story points, versions and components."""

    def __init__(
        self, backbone: Backbone, values: dict[str, Value], sprints: SprintPast, names: Names
    ) -> None:
        self._backbone = backbone
        self._values = values
        self._past = sprints
        self._names = names
        self._chance = {name: backbone.draw.number(f"plan {name}") for name in _LISTS}
        self._guess = backbone.draw.number("guess")
        tables = backbone.catalogue.tables
        self._offered: dict[tuple[str, str], list[str]] = {}
        for kind in ("version", "component"):
            for entity in tables[kind]:
                self._offered.setdefault((kind, entity.group), []).append(entity.id)

    def sprints(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the Sprint field: the whole list on both sides."""
        for when, before, after in self._past.steps(place):
            ids = (", ".join(before), ", ".join(after))
            shown = [
                ", ".join(self._names.of("sprint", each, when) for each in sprints)
                for sprints in (before, after)
            ]
            yield when, Change("Sprint", _SPRINT, ids[0], shown[0], ids[1], shown[1])

    def points(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the story points; some are guessed anew within a sprint."""
        columns, chance = self._backbone.columns, self._guess(place)
        field = _POINTS_OF.get(columns.project[place])
        if field is None or chance % 2:
            return
        now, first = self._values[field](place), _SIZES[chance // 64 % len(_SIZES)]
        start, nothing = columns.created[place], None if chance % 4 else ""
        ninth = (columns.ended[place] - start) // 9
        if now is not None and chance // 2 % 3 == 0 and first != now:
            yield from self._guessed_again(place, field, first, now)
        elif now is not None:
            yield self._pointed(field, start + ninth, nothing, now)
        elif chance % 16 == 0:
            yield self._pointed(field, start + ninth, nothing, first)
            yield self._pointed(field, start + 3 * ninth, f"{first:g}", None)

    def _guessed_again(
        self, place: int, field: str, first: float, now: float
    ) -> Iterator[MadeChange]:
        """Change the points while a sprint runs, or else in the middle of the issue's life."""
        columns, chance = self._backbone.columns, self._guess(place)
        start, end = columns.created[place], columns.ended[place]
        low, high = self._past.within(place) or (start + (end - start) // 9, end)
        again = between(low, high, 10, 90, chance // 8)
        if chance // 4 % 2:
            yield self._pointed(field, min(start + (end - start) // 9, low), None, first)
        yield self._pointed(field, again, f"{first:g}", now)

    def fix_versions(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the versions in which an issue is to be fixed."""
        return self._list(place, "fixVersions", 5)

    def versions(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the versions that an issue affects."""
        return self._list(place, "versions", 3)

    def components(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the components."""
        return self._list(place, "components", 2)

    def _pointed(
        self, field: str, when: int, before: str | None, after: float | None
    ) -> MadeChange:
        name, shown = self._names.field(field, when), "" if after is None else f"{after:g}"
        return when, Change(name, field, None, before, None, shown)

    def _list(self, place: int, field: str, part: int) -> Iterator[MadeChange]:
        """Give one change for each value that came, and for each that went."""
        name, kind = _LISTS[field]
        columns, chance = self._backbone.columns, self._chance[field](place)
        now: tuple[str, ...] = self._values[field](place)
        start = columns.created[place]
        ninth = (columns.ended[place] - start) // 9
        came, went = start + part * ninth, start + (part + 1) * ninth
        others = [
            each
            for each in self._offered.get((kind, columns.project[place]), ())
            if each not in now
        ]
        if others and chance % 4 == 0:
            # What was planned first; half of them since the creation of the issue.
            first = others[chance // 16 % len(others)]
            if chance // 4 % 2:
                yield came, self._listed(name, field, kind, came, after=first)
            yield went, self._listed(name, field, kind, went, before=first)
        if chance % 3 == 0:
            for each in now:
                yield went, self._listed(name, field, kind, went, after=each)

    def _listed(
        self, name: str, field: str, kind: str, when: int, *, before: str = "", after: str = ""
    ) -> Change:
        old = (before, self._names.of(kind, before, when)) if before else (None, None)
        new = (after, self._names.of(kind, after, when)) if after else (None, None)
        return Change(name, field, *old, *new)
