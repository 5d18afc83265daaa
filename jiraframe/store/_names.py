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
    names = catalogue.split(fields or ())
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
    # A name with a comma in it was one name when a field had it.
    names = [fields] if isinstance(fields, str) and fields in meant else None
    names = names or catalogue.split(fields or ())
    lost = [name for name in names if name in meant and not _meaning(catalogue, name)]
    if not lost:
        return fields, []
    there = {name: meant[name] for name in lost if _meaning(catalogue, meant[name])}
    told = [_told(name, meant[name], is_there=name in there) for name in lost]
    return [there.get(name, name) for name in names if name in there or name not in lost], told


def _told(name: str, meant: str, *, is_there: bool) -> str:
    fate = "left out" if meant.startswith("-") else "read"
    name, field_id = (name[1:], meant[1:]) if meant.startswith("-") else (name, meant)
    if is_there:
        return f"{name!r} was renamed; {field_id} is {fate} as before."
    return f"{name!r} ({field_id}) is no field any more; it is left out."


def _meaning(catalogue: FieldCatalogue, name: str) -> str | None:
    if name.startswith("*"):
        return None
    try:
        columns = list(catalogue.columns([name]))
    except FieldError:
        left_out = _meaning(catalogue, name[1:]) if name.startswith("-") else None
        return left_out and f"-{left_out}"
    return ".".join((columns[0].field.id, *columns[0].steps)) if len(columns) == 1 else None
