"""The way of each generated issue through the statuses, with its detours."""

from __future__ import annotations

from typing import Final, NamedTuple

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._draw import mix

_Way = tuple[str, ...]
_T, _P, _R, _B, _W, _D = w.TODO, w.PROGRESS, w.REVIEW, w.BLOCKED, w.WAITING, w.DONE
_DONE_STATUSES: Final = frozenset({w.DONE, w.CLOSED})
# What lies between the first status and the present one; what stands here twice comes twice as
# often. Some are sent back, given back, blocked, opened again, or done at once.
_TO_DONE: Final[tuple[_Way, ...]] = (
    *[(_P, _R)] * 9, *[(_P,)] * 3, (_P, _R, _P, _R), (_P, _R, _P, _R), (_P, _B, _P, _R),
    (_P, _B, _P, _B, _P), (_P, _T, _P, _R), (_P, _T, _P, _R, _P, _R), (_P, _D, _P),
    (_P, _R, _D, _P, _R), (_P, _R, _D, _T, _P, _R), (_P, _D, _P, _D, _P, _R), (),
)  # fmt: skip
_DESK_TO_DONE: Final[tuple[_Way, ...]] = (
    *[(_P,)] * 6, *[(_P, _W, _P)] * 4, (_P, _W), (_W, _P), (_P, _W, _P, _W, _P), (_P, _D, _P),
    (_P, _W, _P, _D, _W, _P), (),
)  # fmt: skip
_TO_OPEN: Final[dict[str, tuple[_Way, ...]]] = {
    _T: (*[()] * 7, (_P,), (_P, _B), (_P, _R)),
    _P: (*[()] * 6, (_P, _R), (_P, _B), (_P, _T), (_P, _D), (_P, _R, _D)),
    _R: (*[(_P,)] * 5, (_P, _R, _P), (_P, _B, _P), (_P, _R, _D, _P)),
    _B: (*[(_P,)] * 4, (_P, _R), (_P, _B, _P)),
    _W: (*[(_P,)] * 4, (), (_P, _W, _P), (_W, _P)),
}
_DESK_TO_PROGRESS: Final[tuple[_Way, ...]] = (*[()] * 5, (_P, _W), (_W,), (_P, _W, _P, _W))
_SURE: Final[_Way] = (_P, _R)
# A way with detours needs some time.
_LONG_ENOUGH_MS: Final = 3_600_000
_LONGEST_STAY: Final = 16


class Step(NamedTuple):
    """A change of the status, by ids."""

    when: int
    before: str
    after: str


class Workflow:
    """Works out the statuses that an issue went through from what it is now."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._columns = backbone.columns
        self._way = backbone.draw.number("way")
        self._pace = backbone.draw.salt("pace")
        self._category = {identity: category for identity, _, category, *_ in w.STATUSES}
        # A history asks for them twice.
        self._last: tuple[int, list[Step]] = (-1, [])

    def steps(self, place: int) -> list[Step]:
        """Give the changes of the status, the oldest first."""
        last, steps = self._last
        if last != place:
            steps = self._steps(place)
            self._last = place, steps
        return steps.copy()

    def _steps(self, place: int) -> list[Step]:
        now, detours = self._columns.status[place], self._detours(place)
        if not detours and now == w.TODO:
            return []
        way = [w.TODO, *detours, now]
        dates = self._dates(place, len(way) - 1)
        return [Step(*each) for each in zip(dates, way, way[1:], strict=False)]

    def told(self, place: int) -> list[Step]:
        """Give the changes as the history tells them: those of a few issues wrongly."""
        steps, wrong = self.steps(place), self._backbone.contradictory.get(place)
        if wrong == "from":
            steps[-1] = steps[-1]._replace(before=w.BLOCKED)
        return steps[:-1] if wrong == "end" else steps

    def resolutions(self, place: int) -> list[tuple[int, bool]]:
        """Give when an issue was resolved (True) and when it was not any more (False)."""
        steps, found = self.steps(place), []
        for number, step in enumerate(steps, start=1):
            # Who closes what is done resolves it only then.
            for_good = number == len(steps) or steps[number].after not in _DONE_STATUSES
            if step.after in _DONE_STATUSES and for_good:
                found.append((step.when, True))
            elif step.before in _DONE_STATUSES and step.after not in _DONE_STATUSES:
                found.append((step.when, False))
        return found

    def since(self, place: int) -> int:
        """Give when an issue came to its present status."""
        steps = self.steps(place)
        return steps[-1].when if steps else self._columns.created[place]

    def category_since(self, place: int) -> int:
        """Give when an issue came to the category of its present status."""
        for step in reversed(self.steps(place)):
            if self._category[step.before] != self._category[step.after]:
                return step.when
        return self._columns.created[place]

    def stays(self, place: int, now: int) -> dict[str, tuple[int, int]]:
        """Give how often and how long an issue was in each status, in milliseconds."""
        found: dict[str, tuple[int, int]] = {}
        steps = self.steps(place)
        status = steps[0].before if steps else self._columns.status[place]
        since = self._columns.created[place]
        for when, after in (*((step.when, step.after) for step in steps), (now, "")):
            visits, spent = found.get(status, (0, 0))
            found[status] = visits + 1, spent + when - since
            status, since = after, when
        return found

    def _detours(self, place: int) -> _Way:
        if place in self._backbone.contradictory:
            return _SURE
        columns, chance = self._columns, self._way(place)
        status, desk = columns.status[place], columns.project[place] == w.OPS
        short = self._end(place) - columns.created[place] < _LONG_ENOUGH_MS
        if short or self._backbone.is_untouched(place):
            return ()
        if status in _DONE_STATUSES:
            ways = _DESK_TO_DONE if desk else _TO_DONE
            way = ways[chance % len(ways)]
            # What is closed may have been done before.
            return (*way, _D) if status == w.CLOSED and chance // 32 % 3 == 0 else way
        ways = _DESK_TO_PROGRESS if desk and status == w.PROGRESS else _TO_OPEN[status]
        way = ways[chance % len(ways)]
        return tuple(_W if desk and each in (_R, _B) else each for each in way)

    def _dates(self, place: int, count: int) -> list[int]:
        """Spread so many instants unevenly up to the last change of the status."""
        start, end = self._columns.created[place], self._end(place)
        chance = mix(place, self._pace)
        shares = [1 + (chance >> n) % _LONGEST_STAY for n in range(0, 3 * count, 3)]
        passed, dates = 0, []
        for share in shares[:-1]:
            passed += share
            dates.append(start + (end - start) * passed // sum(shares))
        return [*dates, end]

    def _end(self, place: int) -> int:
        columns = self._columns
        if columns.status[place] != w.TODO:
            return columns.moved[place]
        # What is to be done is to be done since its creation, unless it was given back.
        return (columns.created[place] + 3 * columns.ended[place]) // 4
