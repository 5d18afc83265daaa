"""The columns of a copy: by id of field underneath, under the labels of a search on top."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from jiraframe._arrow import arrow_type
from jiraframe._columns import IDENTITY, Column, Columns
from jiraframe._fields import Field, FieldCatalogue
from jiraframe._scalars import Dtype

UPDATED = "updated"
_ODD = re.compile(r"\W", re.ASCII)
# Neither Delta nor Parquet has durations: they are stored as whole microseconds.
_STORED: dict[Dtype, Any] = {
    Dtype.TEXT: pa.string(),
    Dtype.RAW: pa.string(),
    Dtype.DURATION: pa.int64(),
}


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One column of a copy.

    Attributes:
        name: Its name in the table: the field's id, ``__`` and the part behind it.
        field_id: The field it comes from.
        label: What a frame calls it.
        dtype: What it holds.
        type: The type of the field, as Jira tells it.
        shown: Whether frames have it; ``updated`` is stored also where nobody asked for it.
    """

    name: str
    field_id: str
    label: str
    dtype: Dtype
    type: str
    shown: bool = True

    @property
    def content(self) -> tuple[str, str, Dtype, str]:
        """What makes stored cells those of this column; its label is not part of it."""
        return self.name, self.field_id, self.dtype, self.type


def columns_of(catalogue: FieldCatalogue, asked: Sequence[str] | str | None) -> Columns:
    """Choose the columns to store: those asked for, and ``updated``.

    Args:
        catalogue: The site's fields.
        asked: What ``search`` takes as ``fields``.

    Returns:
        The columns; ``updated`` stands last where nobody asked for it.

    Raises:
        FieldError: A field that nobody has, or several have.
    """
    columns = catalogue.columns(asked)
    if any(_is_updated(column) for column in columns):
        return columns
    request = [each for each in columns.request_fields if each != f"-{UPDATED}"]
    return Columns(
        [*columns, *catalogue.columns([UPDATED])],
        request_fields=[*request, UPDATED],
        known=columns.known,
    )


def stored_columns(columns: Columns, asked: Columns) -> tuple[StoredColumn, ...]:
    """Say how columns are stored.

    Args:
        columns: The columns to store.
        asked: Those that frames are to have.

    Returns:
        The columns in their order; no two names differ by case alone, as SQL does not tell them
        apart.
    """
    shown = set(asked.labels)
    taken = set(IDENTITY)
    made = []
    for column in columns:
        name = _free_name("__".join((column.field.id, *column.steps)), taken)
        kind, label = _type_of(column.field), column.label
        made.append(StoredColumn(name, column.field.id, label, column.dtype, kind, label in shown))
    return tuple(made)


def _free_name(wanted: str, taken: set[str]) -> str:
    """Make a name that SQL, Delta and Spark take, and that no other column has."""
    plain = _ODD.sub("_", wanted)
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain}_{number}", number + 1
    taken.add(name.casefold())
    return name


def to_stored(
    arrays: Mapping[str, pa.ChunkedArray[Any]], columns: Iterable[StoredColumn]
) -> pa.Table:
    """Make a table to be stored of a frame's Arrow columns, given by label."""
    made: dict[str, Any] = {name: arrays[name].cast(pa.string()) for name in IDENTITY}
    for each in columns:
        made[each.name] = _cast(arrays[each.label], stored_type(each.dtype))
    return pa.table(made)


def from_stored(table: pa.Table, name: str, dtype: Dtype) -> pa.ChunkedArray[Any]:
    """Make a frame's Arrow column of what was stored, whichever program has read it."""
    return _cast(table.column(name), arrow_type(dtype))


def stored_type(dtype: Dtype) -> Any:
    """Name the Arrow type in which a column is stored."""
    element = dtype.element
    if element is not None:
        return pa.list_(stored_type(element))
    return _STORED.get(dtype) or arrow_type(dtype)


def schema_of(columns: Iterable[StoredColumn]) -> pa.Schema:
    """Name the Arrow types of all that is stored."""
    identity: list[tuple[str, Any]] = [(name, pa.string()) for name in IDENTITY]
    return pa.schema([*identity, *((each.name, stored_type(each.dtype)) for each in columns)])


def _cast(column: pa.ChunkedArray[Any], kind: Any) -> pa.ChunkedArray[Any]:
    return column if column.type == kind else column.cast(kind)


def _type_of(field: Field) -> str:
    return "/".join(each for each in (field.type, field.items, field.custom_type) if each)


def _is_updated(column: Column) -> bool:
    return column.field.id == UPDATED and not column.steps
