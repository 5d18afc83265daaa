"""What a copy knows of itself: what was asked, how far it goes, whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from jiraframe import __version__
from jiraframe.errors import StoreError
from jiraframe.store._schema import StoredColumn

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a copy is a copy of.

    Attributes:
        jql: The query, as sent.
        fields: What was asked for as fields, in the caller's words; None for the useful ones.
        meant: The ids of the fields that those words meant.
        base_url: The address of the Jira.
        deployment: ``"cloud"`` or ``"datacenter"``.
        request_fields: What to ask of Jira for each issue.
        columns: The columns.
    """

    jql: str
    fields: tuple[str, ...] | None
    meant: dict[str, str]
    base_url: str
    deployment: str
    request_fields: tuple[str, ...]
    columns: tuple[StoredColumn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What stands beside the rows, and changes in one transaction with them.

    Attributes:
        plan: What it is a copy of.
        account: Who asked.
        as_of: When the last refresh began, by Jira's clock.
        watermark: Every change up to here is in the copy; None where there has been no row.
        rows: How many rows there are.
        expected: How many issues Jira counts.
        exact: Whether Jira's count was right when its ids were last listed.
        cell_doubts: Why cells may not be whole, since the last full load.
        doubts: Those, and why rows may be missing.
        warnings: What was worth knowing of the last refresh.
        complete: Whether every row that the query finds is there; None where there are doubts.
        revision: Grows by one with every refresh.
        staged: The owner of the rows that last came out of the staging area.
        version: The version of jiraframe that wrote it.
        format: The version of this layout.
    """

    plan: Plan
    account: str
    as_of: datetime
    watermark: datetime | None
    rows: int
    expected: int | None
    exact: bool
    cell_doubts: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    complete: bool | None = True
    revision: int = 0
    staged: str = ""
    version: str = __version__
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What stands beside rows that are no copy yet.

    Attributes:
        plan: What they will be a copy of.
        began: When their reading began, by Jira's clock.
        whole: Whether they will replace the copy; else they will go into it.
        owner: Whose they are: one refresh's, until another goes on with them.
        doubts: Why cells of them may not be whole.
        format: The version of this layout.
    """

    plan: Plan
    began: datetime
    whole: bool
    owner: str = ""
    doubts: tuple[str, ...] = ()
    format: int = FORMAT


class _Format(msgspec.Struct):
    format: int = 0


def to_text(value: State | Staged) -> str:
    """Write what a copy knows of itself."""
    return msgspec.json.encode(value).decode()


def read_state(text: str, where: str) -> State:
    """Read what ``to_text`` wrote.

    Raises:
        StoreError: It was written by a newer version.
    """
    _check_format(text, where)
    return msgspec.json.decode(text, type=State)


def read_staged(text: str, where: str) -> Staged:
    """Read what ``to_text`` wrote.

    Raises:
        StoreError: It was written by a newer version.
    """
    _check_format(text, where)
    return msgspec.json.decode(text, type=Staged)


def next_after(before: State | None, after: State, *, staged: str) -> State:
    """Number a state behind the one that it follows.

    Args:
        before: What the copy knew of itself.
        after: What it will know.
        staged: Whose rows come out of the staging area; empty where none do.

    Returns:
        The state to be written.
    """
    staged = staged or (before.staged if before else "")
    return replace(after, revision=before.revision + 1 if before else 1, staged=staged)


def check_turn(before: State | None, after: State, where: str) -> None:
    """See to it that a state follows the one that it was made from.

    Raises:
        StoreError: Somebody else has refreshed the copy meanwhile.
    """
    if (before.revision if before else 0) != after.revision - 1:
        raise overtaken(where)


def check_owner(there: Staged | None, owner: str, where: str) -> None:
    """See to it that nobody puts rows to those of somebody else, or takes them for his own.

    Raises:
        StoreError: Somebody else has the staging area by now.
    """
    if there is None or there.owner != owner:
        raise overtaken(where)


def overtaken(where: str) -> StoreError:
    """Say that another refresh came in between."""
    return StoreError(
        f"{where} was refreshed by somebody else meanwhile.",
        fix="Refresh again; let one program at a time refresh a copy.",
    )


def _check_format(text: str, where: str) -> None:
    found = msgspec.json.decode(text, type=_Format).format
    if found != FORMAT:
        raise StoreError(
            f"{where} was written in format {found}; this version of jiraframe reads {FORMAT}.",
            fix="Update jiraframe, or load the copy anew at another path.",
        )
