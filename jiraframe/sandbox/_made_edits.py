"""Changes of generated issues that editing makes: people, urgency, labels, texts, dates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._clock import DAY
from jiraframe.sandbox._custom_values import field_id
from jiraframe.sandbox._former import Names
from jiraframe.sandbox._history import Change
from jiraframe.sandbox._made_plans import MadeChange
from jiraframe.sandbox._system_values import Value

_FLAGGED = field_id(10021)
_IMPEDIMENT = "Impediment"
# What labels an issue had before those that it has now, the earlier lists first.
_LABELS_BEFORE = (
    (), ("triage",), ("triage", "triage backend"), ("needs-info", "", "customer-42 triage"),
)  # fmt: skip


class Edits:
    """The changes of fields that people fill in."""

    def __init__(self, backbone: Backbone, values: dict[str, Value], names: Names) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._values = values
        self._names = names
        self._chance = backbone.draw.number("history")
        self._more = backbone.draw.number("edits")
        options = backbone.catalogue.tables["option"]
        self._flag = next(each.id for each in options if each.group == _FLAGGED)

    def assignee(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the assignee; some issues were passed on, or lay about."""
        now, chance = self._columns.assignee[place], self._chance(place)
        before = w.DEVELOPERS[chance // 16 % len(w.DEVELOPERS)] if chance % 3 == 0 else None
        if before == now:
            return
        more = self._more(place)
        between = None if more % 2 else w.DEVELOPERS[more // 16 % len(w.DEVELOPERS)]
        if more // 2 % 4 == 0 and between not in (before, now):
            yield self._named(place, 1, "user", "assignee", before, between)
            yield self._named(place, 4, "user", "assignee", between, now)
        else:
            yield self._named(place, 1, "user", "assignee", before, now)

    def priority(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the priority."""
        now, chance = self._columns.priority[place], self._chance(place)
        if now is None or chance % 5:
            return
        before = str(1 + (int(now) + chance // 32) % 5)
        if before != now:
            yield self._named(place, 4, "priority", "priority", before, now)

    def labels(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the labels: whole lists without ids, as Jira tells them."""
        now: tuple[str, ...] = self._values["labels"](place)
        chance = self._more(place) // 32
        if chance % 2 or not (now or chance % 8 == 0):
            return
        lists = ["", *_LABELS_BEFORE[chance // 8 % len(_LABELS_BEFORE)], " ".join(now)]
        for number, (before, after) in enumerate(pairwise(lists)):
            if before != after:
                change = Change("labels", "labels", None, before, None, after)
                yield self._at(place, 4 + number), change

    def texts(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of summary and description."""
        chance, more = self._chance(place), self._more(place) // 64
        if more % 12 == 0:
            now = self._values["summary"](place)
            change = Change("summary", "summary", None, f"Draft: {now}"[:255], None, now)
            yield self._at(place, 1), change
        text = self._values["description"](place)
        if text is not None and chance % 6 == 0:
            cloud_id = "ari:cloud:jira:0a1b2c3d:issuefieldvalue"
            reference = (
                f'{{"id":"{cloud_id}/{self._backbone.id(place)}/description","version":"1"}}'
            )
            change = Change("description", "description", None, None, reference, str(text))
            yield self._at(place, 2), change

    def due(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the due date; some were put off."""
        now, chance = self._values["duedate"](place), self._chance(place)
        if not isinstance(now, int) or chance % 3:
            return
        days = [None, *([now - 7 * DAY] if chance % 9 == 0 else []), now]
        for number, (before, after) in enumerate(pairwise(days)):
            old, new = self._day(before), self._day(after)
            yield self._at(place, 7 + number), Change("duedate", "duedate", *old, *new)

    def flag(self, place: int) -> Iterator[MadeChange]:
        """Give the changes of the flag that says that an issue is impeded."""
        chance = self._more(place) // 128
        flagged, none = (f"[{self._flag}]", _IMPEDIMENT), ("", "")
        if self._values[_FLAGGED](place):
            if chance % 3 == 0:
                yield self._at(place, 6), Change("Flagged", _FLAGGED, None, None, *flagged)
        elif chance % 5 == 0:
            yield self._at(place, 4), Change("Flagged", _FLAGGED, None, None, *flagged)
            yield self._at(place, 6), Change("Flagged", _FLAGGED, *flagged, *none)

    def _named(
        self, place: int, part: int, kind: str, field: str, before: str | None, after: str | None
    ) -> MadeChange:
        when = self._at(place, part)
        old, new = (each and self._names.of(kind, each, when) for each in (before, after))
        return when, Change(field, field, before, old, after, new)

    def _day(self, midnight: int | None) -> tuple[str | None, str | None]:
        if midnight is None:
            return None, None
        day = self._backbone.clock.day(midnight)
        return day, f"{day} 00:00:00.0"

    def _at(self, place: int, part: int) -> int:
        """Give an instant so many ninths between creation and the last update."""
        start, end = self._columns.created[place], self._columns.ended[place]
        return start + (end - start) * part // 9
