"""The changes of generated issues; they end in what the issues are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import LONG_PAST, Backbone
from jiraframe.sandbox._clock import read_stamp
from jiraframe.sandbox._custom_values import field_id
from jiraframe.sandbox._history import Change, Dated, History
from jiraframe.sandbox._system_values import Value, spread

_Change = tuple[int, Change]
_Part = Callable[[int, int], Iterator[_Change]]
_ROOM = 1_000
_MANY = 65
_RENAMED = read_stamp("2025-01-01T00:00:00.000+0000")
_SPRINT, _POINTS = field_id(10020), (field_id(10040), field_id(10016))


class MadeHistory:
    """Works out the changes of an issue from what it is now."""

    def __init__(self, backbone: Backbone, values: dict[str, Value]) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._values = values
        self._chance = backbone.draw.number("history")
        self._hand = backbone.draw.number("hand")
        self._part_of: dict[str, _Part] = {
            "status": self._workflow,
            "resolution": self._workflow,
            "assignee": self._assignment,
            "priority": self._urgency,
            "fixVersions": self._versions,
        }
        more = (self._sprints, self._estimate, self._rank, self._belonging, self._writing)
        self._parts: tuple[_Part, ...] = (*dict.fromkeys(self._part_of.values()), *more)
        tables = backbone.catalogue.tables
        self._names = {
            kind: {each.id: each.names[0] for each in tables[kind]}
            for kind in ("status", "resolution", "priority", "version", "sprint")
        }
        self._names["user"] = {each.id: each.json["displayName"] for each in tables["user"]}

    def of(self, place: int) -> list[History]:
        """Give the changes of an issue, oldest first."""
        chance = self._chance(place)
        by_moment: defaultdict[int, list[Change]] = defaultdict(list)
        for part in self._parts:
            for date, change in part(place, chance):
                by_moment[date].append(change)
        return [
            History(300_000 + place * _ROOM + n, self._author(place, date), date, tuple(items))
            for n, (date, items) in enumerate(sorted(by_moment.items()))
        ]

    def of_field(self, place: int, field: str) -> list[Dated]:
        """Give what happened to one field of an issue, oldest first."""
        part = self._part_of.get(field)
        changes = part(place, self._chance(place)) if part else ()
        found = [each for each in changes if each[1].field_id == field]
        found.sort(key=lambda dated: dated[0])
        return [Dated(date, self._author(place, date), change) for date, change in found]

    def _author(self, place: int, date: int) -> str | None:
        # One person does everything of one moment.
        chance = self._hand(place) + date
        return w.PEOPLE[chance % len(w.PEOPLE)] if chance % 29 else None

    def _workflow(self, place: int, chance: int) -> Iterator[_Change]:
        columns = self._columns
        path = _path(columns.status[place], reopened=chance % 11 == 0)
        outcome = columns.resolution[place]
        dates = [*spread(columns.created[place], columns.moved[place], max(len(path) - 2, 0))]
        dates = [*dates, columns.moved[place]]
        for before, after, date in zip(path, path[1:], dates, strict=False):
            yield date, self._named("status", "status", before, after)
            if outcome and after in (w.DONE, w.CLOSED):
                yield date, self._named("resolution", "resolution", None, outcome)
            elif outcome and before == w.DONE:
                yield date, self._named("resolution", "resolution", outcome, None)

    def _assignment(self, place: int, chance: int) -> Iterator[_Change]:
        now = self._columns.assignee[place]
        before = w.DEVELOPERS[chance // 16 % len(w.DEVELOPERS)] if chance % 3 == 0 else None
        if before != now:
            yield self._at(place, 1, 9), self._named("user", "assignee", before, now)

    def _sprints(self, place: int, chance: int) -> Iterator[_Change]:
        ids = self._columns.sprint[place]
        names = self._names["sprint"]
        for count in range(len(ids)):
            before, after = ids[:count], ids[: count + 1]
            change = Change(
                "Sprint",
                _SPRINT,
                ", ".join(before),
                ", ".join(names[each] for each in before),
                ", ".join(after),
                ", ".join(names[each] for each in after),
            )
            yield self._at(place, 2 + count, 9), change

    def _estimate(self, place: int, chance: int) -> Iterator[_Change]:
        for name, field in zip(("Story Points", "Story point estimate"), _POINTS, strict=True):
            now = self._values[field](place)
            if now is None or chance % 2:
                continue
            date = self._at(place, 3, 9)
            # The field was called differently once; histories keep the old name.
            shown = name.replace("Story P", "Story p") if date < _RENAMED else name
            yield date, Change(shown, field, None, "" if chance % 4 else None, None, f"{now:g}")

    def _urgency(self, place: int, chance: int) -> Iterator[_Change]:
        now = self._columns.priority[place]
        if now is not None and chance % 5 == 0:
            before = str(1 + (int(now) + chance // 32) % 5)
            if before != now:
                yield self._at(place, 4, 9), self._named("priority", "priority", before, now)

    def _rank(self, place: int, chance: int) -> Iterator[_Change]:
        if chance % 4 == 0 or self._backbone.is_rare(place, LONG_PAST):
            count = _MANY * 2 if self._backbone.is_rare(place, LONG_PAST) else 1 + chance % 3
            columns = self._columns
            for date in spread(columns.created[place], columns.ended[place], count):
                moved = "Ranked higher" if date % 2 else "Ranked lower"
                yield date, Change("Rank", field_id(10019), "", "", "", moved)

    def _versions(self, place: int, chance: int) -> Iterator[_Change]:
        versions: tuple[str, ...] = self._values["fixVersions"](place)
        for number, version in enumerate(versions):
            if chance % 3 == 0:
                name = self._names["version"][version]
                change = Change("Fix Version", "fixVersions", None, None, version, name)
                yield self._at(place, 5 + number, 9), change

    def _belonging(self, place: int, chance: int) -> Iterator[_Change]:
        for link in self._backbone.links(place)[:2]:
            said = f"This issue {link.phrase} {link.key}"
            yield self._at(place, 6, 9), Change("Link", "", None, None, link.key, said)
        parent = self._columns.parent[place]
        if parent >= 0 and chance % 2:
            key = self._backbone.key(parent)
            identity = str(self._backbone.id(parent))
            change = Change("IssueParentAssociation", "", None, None, identity, key)
            yield self._at(place, 1, 9), change

    def _writing(self, place: int, chance: int) -> Iterator[_Change]:
        labels: tuple[str, ...] = self._values["labels"](place)
        if labels and chance % 2 == 0:
            yield (
                self._at(place, 7, 9),
                Change("labels", "labels", None, "", None, " ".join(labels)),
            )
        text = self._values["description"](place)
        if text is not None and chance % 6 == 0:
            cloud_id = "ari:cloud:jira:0a1b2c3d:issuefieldvalue"
            reference = (
                f'{{"id":"{cloud_id}/{self._backbone.id(place)}/description","version":"1"}}'
            )
            change = Change("description", "description", None, None, reference, str(text))
            yield self._at(place, 2, 9), change
        due = self._values["duedate"](place)
        if isinstance(due, int) and chance % 3 == 0:
            day = self._backbone.clock.day(due)
            change = Change("duedate", "duedate", None, None, day, f"{day} 00:00:00.0")
            yield self._at(place, 8, 9), change

    def _named(self, kind: str, field: str, before: str | None, after: str | None) -> Change:
        names = self._names[kind]
        old, new = before and names[before], after and names[after]
        return Change(field, field, before, old, after, new)

    def _at(self, place: int, part: int, parts: int) -> int:
        """Give an instant so far between creation and the last update."""
        start, end = self._columns.created[place], self._columns.ended[place]
        return start + (end - start) * part // parts


def _path(status: str, *, reopened: bool) -> tuple[str, ...]:
    """Give the statuses on the way to one, the first and itself included."""
    if status == w.TODO:
        return (w.TODO,)
    if status in (w.PROGRESS, w.WAITING):
        return (w.TODO, status)
    if status in (w.REVIEW, w.BLOCKED):
        return (w.TODO, w.PROGRESS, status)
    if reopened:
        return (w.TODO, w.PROGRESS, w.DONE, w.PROGRESS, status)
    return (w.TODO, w.PROGRESS, w.REVIEW, status)
