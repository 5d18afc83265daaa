"""What stands beside a name in a list of completions, to tell it from the others."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jiraframe.jql._catalogue import QueryField, QueryFunction

# Jira names types by its classes; these read badly when their last words are taken as they are.
_CLASSES: Final = {"String": "text", "ApplicationUser": "user", "Object": ""}
_HUMP: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


def field_detail(field: QueryField) -> str:
    """Say what tells a field from others.

    Args:
        field: The field.

    Returns:
        ``cf[10010]`` where a query must write it so; else what its values are, such as ``date``.
    """
    if field.insert.startswith("cf["):
        return field.insert
    return _readable(field.types) or next((n for n in field.also if n.startswith("cf[")), "")


def function_detail(function: QueryFunction) -> str:
    """Say what a function gives, such as ``date``; empty where Jira does not say.

    Args:
        function: The function.

    Returns:
        The types of its values in plain words.
    """
    return _readable(function.types)


@cache
def _readable(types: tuple[str, ...]) -> str:
    names = [each.rpartition(".")[2] for each in types]
    words = [_CLASSES.get(name, _HUMP.sub(" ", name).lower()) for name in names]
    return ", ".join(dict.fromkeys(filter(None, words)))
