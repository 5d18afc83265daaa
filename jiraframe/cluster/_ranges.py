"""Ranges of a date field: half open, the first and the last without an end.

Two neighbours are bounded by the same text, so no row can be in both or in none, however Jira
reads it. Jira reads it on the clock of the account; a reading that this clock shows twice or
never, where clocks are changed, would not keep the order of the ranges, and is no bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from jiraframe._fields import Field, FieldCatalogue
from jiraframe._scalars import Dtype
from jiraframe.errors import ArgumentError
from jiraframe.jql import field as jql_field

_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1)
_CUSTOM = "cf["


@dataclass(frozen=True, slots=True)
class Axis:
    """The date field along which a result is cut; a place on it is a number.

    Attributes:
        field_id: The field.
        clause: Its name in JQL.
        zone: The zone in which Jira reads times; None for a field of days, which has none.
    """

    field_id: str
    clause: str
    zone: tzinfo | None

    def place(self, value: datetime) -> int:
        """Give the place of a day, or of the minute that an instant is in."""
        if self.zone is None:
            return value.toordinal()
        clock = value.astimezone(self.zone).replace(tzinfo=None, fold=0)
        return self.settled((clock - _EPOCH) // _MINUTE)

    def settled(self, place: int) -> int:
        """Give the nearest place at or before this one that can bound a range."""
        if self.zone is None:
            return place
        while _is_doubtful(_EPOCH + place * _MINUTE, self.zone):
            place -= 1
        return place

    def text(self, place: int) -> str:
        """Write a place as JQL does."""
        if self.zone is None:
            return date.fromordinal(place).isoformat()
        return (_EPOCH + place * _MINUTE).isoformat(" ", "minutes")

    def before(self, place: int) -> str:
        """Write the condition for what lies before a place."""
        return str(jql_field(self.clause) < self.text(place))

    def ranges(self, cuts: Sequence[int]) -> list[str]:
        """Write the conditions of which every issue fulfils exactly one.

        Args:
            cuts: Where to cut, ascending; one at least.

        Returns:
            The ranges in their order, then that of the issues without a date.
        """
        here = jql_field(self.clause)
        between = [
            str((here >= self.text(low)) & (here < self.text(high))) for low, high in pairwise(cuts)
        ]
        last = str(here >= self.text(cuts[-1]))
        return [self.before(cuts[0]), *between, last, str(here.is_empty())]


def axis_of(by: str, catalogue: FieldCatalogue, zone: tzinfo | None, time_zone: str) -> Axis:
    """Find the field that a search is cut by.

    Args:
        by: Its id, display name or name in JQL.
        catalogue: The site's fields.
        zone: The zone of the account, or None where this machine does not know it.
        time_zone: What Jira calls that zone.

    Returns:
        The axis.

    Raises:
        FieldError: No field has the name, or several have.
        ArgumentError: The field holds no date, cannot be searched, or the zone is not known.
    """
    if not isinstance(by, str):
        raise ArgumentError(f"by is {by!r}.", fix='Give the name of a date field: by="created".')
    columns = list(catalogue.columns([by]))
    dtype = columns[0].dtype if len(columns) == 1 else None
    if dtype not in (Dtype.INSTANT, Dtype.DATE) or columns[0].steps:
        raise ArgumentError(
            f"by is {by!r}, which holds no date.",
            fix="Give a date field whose value seldom changes: created, updated, resolved, due or "
            "a custom date field. Keys and ids have an order only within one project.",
        )
    field = columns[0].field
    if not field.clause_names:
        raise ArgumentError(
            f"by is {by!r}, which Jira cannot search by.", fix='Give another date: by="created".'
        )
    if dtype is Dtype.DATE:
        return Axis(field.id, _clause(field), None)
    if zone is None:
        raise ArgumentError(
            f"Jira reads times in the zone of the account, {time_zone!r}, which this machine does "
            "not know.",
            fix="Install the package tzdata, or give a field of days.",
        )
    return Axis(field.id, _clause(field), zone)


def _clause(field: Field) -> str:
    """Choose the name that means this field alone: several fields may share the others."""
    numbered = (each for each in field.clause_names if each.startswith(_CUSTOM))
    named = (each for each in field.clause_names if each == field.id)
    return next(numbered, None) or next(named, None) or field.clause_names[0]


def _is_doubtful(clock: datetime, zone: tzinfo) -> bool:
    first, last = (clock.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return first != last
