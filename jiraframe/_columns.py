"""The columns of a frame: which field or part, under which label, of which kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from jiraframe._cells import part
from jiraframe._kinds import RAW, Kind
from jiraframe._scalars import Dtype, Json
from jiraframe.errors import FieldError, near_names

if TYPE_CHECKING:
    from jiraframe._fields import Field

IDENTITY = ("key", "id")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column.

    Attributes:
        field: The field it comes from.
        steps: The way down to a part of it; empty for the field itself.
        label: Its name in the frame.
        kind: What the field holds.
        dtype: What the column holds.
        cell: From the field's value to what the dtype reads.
        whole: Whether it needs all the rows of an inline list that Jira may have cut.
    """

    field: Field
    steps: tuple[str, ...]
    label: str
    kind: Kind
    dtype: Dtype
    cell: Callable[[Json], Json]
    whole: bool


def make_column(field: Field, steps: Sequence[str], kind: Kind, *, name: str) -> Column:
    """Make a column.

    Args:
        field: The field it comes from.
        steps: The way down to a part of it.
        kind: What the field holds.
        name: What the field is called in the frame; the parts come behind it.

    Returns:
        The column.

    Raises:
        FieldError: The field has no such part.
    """
    names, dtype, cell = _way(kind, steps, f"{field.name!r} ({field.id})")
    whole = kind.whole != {} and not (names and names[0] in kind.whole)
    return Column(field, names, ".".join((name, *names)), kind, dtype, cell, whole)


def _way(
    kind: Kind, steps: Sequence[str], owner: str
) -> tuple[tuple[str, ...], Dtype, Callable[[Json], Json]]:
    """Follow the steps: their names as Jira writes them, and what lies at the end."""
    if not steps:
        return (), kind.dtype, kind.cell
    step, inner, of_rows = _step(kind, steps[0], owner)
    names, dtype, cell = _way(inner, steps[1:], f"{step!r} of {owner}")
    way = (step, *names)
    if not of_rows:
        return way, dtype, lambda value: cell(part(value, step))
    if not kind.many:
        return way, dtype, lambda value: cell(part(kind.open(value), step))
    return (
        way,
        dtype.listed,
        lambda value: [cell(part(each, step)) for each in kind.open(value)],
    )


def _step(kind: Kind, asked: str, owner: str) -> tuple[str, Kind, bool]:
    """Find a part by its name, whatever the case; whether it is one of what ``open`` gives."""
    if kind.parts is None:
        return asked, RAW, True
    known = {name.casefold(): (name, inner, False) for name, inner in kind.whole.items()}
    known |= {name.casefold(): (name, inner, True) for name, inner in kind.parts.items()}
    if asked.casefold() in known:
        return known[asked.casefold()]
    near = near_names(asked, [name for name, *_ in known.values()])
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(sorted(name for name, *_ in known.values()))
    raise FieldError(
        f"{owner} has no part {asked!r}.{hint}",
        fix=f"Its parts are {listed}." if listed else "Ask for it as a whole.",
    )


class Columns:
    """The columns of a frame, in order; ``key`` and ``id`` stand before them.

    Args:
        columns: The columns asked for.
        request_fields: What to ask of Jira: ids, or a star form.
        known: The ids of all fields that the site lists.

    Attributes:
        request_fields: What to ask of Jira.
        known: The ids of all fields that the site lists.
        open: Whether fields may come that the site does not list.
    """

    def __init__(
        self, columns: Sequence[Column], *, request_fields: Sequence[str], known: Collection[str]
    ) -> None:
        self.request_fields = list(request_fields)
        self.known = frozenset(known)
        self.open = any(each.startswith("*") for each in request_fields)
        self._asked = tuple(columns)
        self._unlisted: dict[str, Column] = {}
        self._lock = Lock()

    def __iter__(self) -> Iterator[Column]:
        with self._lock:
            return iter([*self._asked, *(self._unlisted[each] for each in sorted(self._unlisted))])

    def __len__(self) -> int:
        return len(self._asked) + len(self._unlisted)

    @property
    def labels(self) -> list[str]:
        """The names of all columns, in order."""
        return [*IDENTITY, *(column.label for column in self)]

    def add_unlisted(self, field: Field, kind: Kind) -> None:
        """Add a column for a field that came although the site does not list it."""
        label = unique_label(field.id, field.id, self.labels)
        with self._lock:
            if field.id not in self._unlisted:
                self._unlisted[field.id] = make_column(field, (), kind, name=label)


def unique_label(label: str, field_id: str, taken: Collection[str]) -> str:
    """Give a label a tail where another column has it already.

    Example:
        >>> unique_label("Team", "customfield_10101", {"key", "Team"})
        'Team (customfield_10101)'
    """
    tried = label if label not in taken else f"{label} ({field_id})"
    number = 2
    while tried in taken:
        tried = f"{label} ({field_id}, {number})"
        number += 1
    return tried
