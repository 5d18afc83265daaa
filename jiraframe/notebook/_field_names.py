"""Names of fields as people write them: with commas between them, and in some of them."""

from __future__ import annotations

import re
from collections import defaultdict

from jiraframe._fields import FieldCatalogue


def split_names(text: str, catalogue: FieldCatalogue) -> list[str]:
    """Take a text apart at its commas, but for those that stand in the name of a field.

    Args:
        text: Names of fields, each perhaps with a minus before it.
        catalogue: The fields of the site.

    Returns:
        The names, whether there are such fields or not; of two readings the longer name.

    Example:
        >>> from jiraframe._fields import Field
        >>> split_names("cost, total, status", FieldCatalogue([Field("cf", "Cost, total")]))
        ['Cost, total', 'status']
    """
    parts = [each.strip() for each in text.split(",") if each.strip()]
    whole = _with_commas(catalogue) if len(parts) > 1 else {}
    longest = max((each.count(",") for each in whole), default=0) + 1
    names = []
    while parts:
        minus = "-" if parts[0].startswith("-") else ""
        for end in range(min(longest, len(parts)), 0, -1):
            written = ", ".join(parts[:end])
            called = whole.get(_key(written.removeprefix(minus)), set())
            if called or end == 1:
                # Of several that differ in case alone, the one that is written.
                names.append(minus + next(iter(called)) if len(called) == 1 else written)
                parts = parts[end:]
                break
    return names


def _with_commas(catalogue: FieldCatalogue) -> dict[str, set[str]]:
    found = defaultdict(set)
    for field in catalogue.fields:
        for name in (field.name, f"{field.name} ({field.id})", *field.clause_names):
            if "," in name:
                found[_key(name)].add(name)
    return found


def _key(name: str) -> str:
    return re.sub(r"\s*,\s*", ",", name.strip()).casefold()
