"""What is wrong with a query, where, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fix:
    """A text that puts a problem right when it takes the place of the problem's span.

    Attributes:
        label: What to call it, such as ``Use "status"``.
        insert: The text.
    """

    label: str
    insert: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a query, or doubtful.

    Attributes:
        message: What it is.
        start: The first character it is about, from 0; None where that is not known.
        end: The character after the last one, or None.
        hint: What to write instead, or an empty text.
        severity: ``"error"`` where Jira refuses the query or finds nothing, else ``"warning"``.
        fixes: Texts for the place from ``start`` to ``end``, the likeliest first.
    """

    message: str
    start: int | None = None
    end: int | None = None
    hint: str = ""
    severity: Severity = "error"
    fixes: tuple[Fix, ...] = ()
