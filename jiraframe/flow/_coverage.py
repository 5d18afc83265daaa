"""Whether a changelog speaks of the issues and fields that a measure asks it about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from jiraframe.errors import ArgumentError


def asked_for(changelog: pd.DataFrame) -> dict[str, Any]:
    """Take what the receipt of a changelog says of how it was read; nothing where it has none."""
    told = changelog.attrs.get("jiraframe") if isinstance(changelog, pd.DataFrame) else None
    return told if isinstance(told, dict) and told.get("call") == "changelog" else {}


def check_fields(changelog: pd.DataFrame, needed: Iterable[str]) -> None:
    """Refuse a history that was read for other fields.

    Args:
        changelog: What the user gave.
        needed: The fields that have to be in it, as columns of ``search`` are called.

    Raises:
        ArgumentError: One of them is not.
    """
    read = asked_for(changelog).get("fields") or []
    missing = [field for field in needed if field not in read]
    if read and missing:
        names = ", ".join(map(repr, dict.fromkeys([*read, *missing])))
        raise ArgumentError(
            f"changelog was read for {', '.join(read)} alone, not for {', '.join(missing)}.",
            fix=f"Read it with jira.changelog(issues, [{names}]), or jira.changelog(issues).",
        )


def fewer_issues(changelog: pd.DataFrame, issues: pd.DataFrame) -> Iterator[str]:
    """Say that a history was read of fewer issues than it is asked about, if it was."""
    read = asked_for(changelog).get("issues")
    if isinstance(read, int) and read < len(issues):
        yield (
            f"changelog is the history of {read} issues, and issues has {len(issues)}: the others "
            "are told as if they had never changed. Read it with jira.changelog(issues)."
        )
