"""Whether a copy is one of what is asked for, and whether it can be continued."""

from __future__ import annotations

from jiraframe._asked import Fields
from jiraframe.errors import StoreError
from jiraframe.store._state import Plan, State


def words_of(fields: Fields) -> tuple[str, ...] | None:
    """Give the caller's words for the fields, as a plan keeps them."""
    if fields is None:
        return None
    # What NumPy and pandas have for a text is a kind of text that cannot be written down.
    return (str(fields),) if isinstance(fields, str) else tuple(map(str, fields))


def check_same(before: State | None, plan: Plan, *, where: str, full: bool) -> None:
    """See to it that nobody mixes two queries in one copy.

    Raises:
        StoreError: The copy is one of another query, of other fields, or of another Jira.
    """
    if before is None or full:
        return
    had = before.plan
    differences = [
        f"{name} was {old!r} and is {new!r}"
        for name, old, new in (
            ("the Jira", had.base_url, plan.base_url),
            ("the query", had.jql, plan.jql),
            ("fields", _listed(had.fields), _listed(plan.fields)),
        )
        if old != new
    ]
    if differences:
        raise StoreError(
            f"{where} is a copy of something else: {'; '.join(differences)}.",
            fix="Choose another path, or give full=True to replace the copy by one of this.",
        )


def why_all(before: State | None, plan: Plan, *, full: bool) -> str:
    """Say why everything must be read; empty where what changed will do.

    Args:
        before: What the copy knows of itself.
        plan: What it is to be a copy of.
        full: Whether everything is asked for.

    Returns:
        The reason.
    """
    if before is None:
        return "there was no copy"
    if full:
        return "full=True"
    had = {each.content for each in before.plan.columns}
    new = [each for each in plan.columns if each.content not in had]
    if not new:
        return ""
    names = {each.name for each in before.plan.columns}
    kind = "a new type" if new[0].name in names else "not in the copy"
    more = f", and {len(new) - 1} more" if len(new) > 1 else ""
    return f"the column {new[0].label!r} ({new[0].name}) is {kind}{more}"


def _listed(fields: tuple[str, ...] | None) -> list[str] | None:
    return None if fields is None else list(fields)
