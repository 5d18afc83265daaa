"""What a caller's names of fields meant when a copy was made: fields may be renamed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jiraframe._fields import FieldCatalogue
from jiraframe.errors import FieldError


def meanings(catalogue: FieldCatalogue, fields: Sequence[str] | str | None) -> dict[str, str]:
    """Say by id what each name means today.

    Args:
        catalogue: The site's fields.
        fields: What ``search`` takes as ``fields``.

    Returns:
        The id of a field, with its part, by name; nothing for what is no name of one field.
    """
    names = [fields] if isinstance(fields, str) else fields or ()
    found = {name: _meaning(catalogue, name) for name in names}
    return {name: meaning for name, meaning in found.items() if meaning}


def as_before(
    catalogue: FieldCatalogue, fields: Sequence[str] | str | None, meant: Mapping[str, str]
) -> tuple[Sequence[str] | str | None, list[str]]:
    """Replace the names that no field has any more by the ids that they meant.

    Args:
        catalogue: The site's fields.
        fields: What ``search`` takes as ``fields``.
        meant: What ``meanings`` said when the copy was made.

    Returns:
        What to ask for now, and a sentence for each name that no longer is what it was.
    """
    names = [fields] if isinstance(fields, str) else list(fields or ())
    lost = [name for name in names if name in meant and not _meaning(catalogue, name)]
    if not lost:
        return fields, []
    there = {name: meant[name] for name in lost if _meaning(catalogue, meant[name])}
    gone = [name for name in lost if name not in there]
    renamed = [f"{name!r} was renamed; {there[name]} is read as before." for name in there]
    dropped = [f"{name!r} ({meant[name]}) is no field any more; it is left out." for name in gone]
    return [there.get(name, name) for name in names if name not in gone], renamed + dropped


def _meaning(catalogue: FieldCatalogue, name: str) -> str | None:
    if name.startswith("*"):
        return None
    try:
        columns = list(catalogue.columns([name]))
    except FieldError:
        return None
    return ".".join((columns[0].field.id, *columns[0].steps)) if len(columns) == 1 else None
