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
    version: str = __version__
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """What stands beside rows that are no copy yet.

    Attributes:
        plan: What they will be a copy of.
        began: When their reading began, by Jira's clock.
        whole: Whether they will replace the copy; else they will go into it.
        format: The version of this layout.
    """

    plan: Plan
    began: datetime
    whole: bool
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


def next_after(before: State | None, after: State) -> State:
    """Number a state behind the one that it follows."""
    return replace(after, revision=before.revision + 1 if before else 1)


def _check_format(text: str, where: str) -> None:
    found = msgspec.json.decode(text, type=_Format).format
    if found != FORMAT:
        raise StoreError(
            f"{where} was written in format {found}; this version of jiraframe reads {FORMAT}.",
            fix="Update jiraframe, or load the copy anew at another path.",
        )
