"""How the values of an answer are decoded: as little of them as the cells need.

Every type here is a total union: whatever JSON stands in a field, decoding it never
fails for its type. A field without a type of its own is decoded as plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from msgspec import Struct

Loose: TypeAlias = str | int | float | bool | None


class Named(Struct, gc=False):
    """An object of which the name, or the next best thing, is of interest.

    The attributes stand in the order in which the first that is filled is the name.
    """

    displayName: Any = None  # noqa: N815
    name: Any = None
    value: Any = None
    key: Any = None
    id: Any = None
    accountId: Any = None


class Status(Named, gc=False):
    """A status, with its category."""

    statusCategory: Any = None


class Cascade(Named, gc=False):
    """An option of a cascading select, with the one below it."""

    child: Named | list[Any] | Loose = None


class LinkType(Struct, gc=False):
    """The two phrases of a type of link."""

    name: Any = None
    inward: Any = None
    outward: Any = None


class Link(Struct, gc=False):
    """A link, with the issue at its other end."""

    type: LinkType | list[Any] | Loose = None
    inwardIssue: Named | list[Any] | Loose = None
    outwardIssue: Named | list[Any] | Loose = None


def wire_type(struct: type[Struct] | None, *, many: bool, steps: Iterable[str]) -> Any:
    """Choose the type that a field is decoded as.

    Args:
        struct: What the cells of the field need of an object; None for all of it.
        many: Whether the field is a list of such objects.
        steps: The parts of the field that are asked for.

    Returns:
        A type for msgspec.
    """
    if struct is None or not set(steps) <= set(struct.__struct_fields__):
        return Any
    one = struct | list[Any] | Loose
    return struct | list[one] | Loose if many else one  # type: ignore[valid-type]
