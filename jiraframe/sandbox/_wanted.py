"""Which fields a caller asked for: ``*all``, ``*navigable``, ids, and ``-id`` to leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

_NARROW = frozenset({"id", "key"})


def is_narrow(fields: Iterable[str]) -> bool:
    """Tell whether a page holds ids and keys alone, so that it may be long."""
    return set(fields) <= _NARROW


def wanted(
    fields: Iterable[str], *, navigable: Callable[[str], bool], base: str
) -> Callable[[str], bool]:
    """Make the test for a field id.

    Args:
        fields: What was asked for; empty means ``base``.
        navigable: The test behind ``*navigable``.
        base: What the route gives when nothing or only exclusions are asked for.

    Returns:
        A function that says whether a field is sent.

    Example:
        >>> test = wanted(["*all", "-comment"], navigable=bool, base="*navigable")
        >>> test("summary"), test("comment")
        (True, False)
    """
    asked = list(fields)
    without = frozenset(each[1:] for each in asked if each.startswith("-"))
    named = frozenset(each for each in asked if not each.startswith("-")) or frozenset({base})
    if "*all" in named:
        return lambda field_id: field_id not in without
    if "*navigable" in named:
        return lambda field_id: (
            field_id not in without and (field_id in named or navigable(field_id))
        )
    return lambda field_id: field_id in named and field_id not in without
