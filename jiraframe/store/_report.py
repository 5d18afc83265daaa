"""What a refresh did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from jiraframe._html import table

_COMPLETE = {True: "yes", False: "no", None: "cannot be known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What ``refresh`` did; prints as text, shows as a table in a notebook.

    Attributes:
        path: Where the copy is.
        rows: How many rows it has now.
        read: How many issues Jira sent.
        changed: How many rows are new or were updated.
        removed: How many rows were taken away: deleted in Jira, or no longer found by the query.
        full: Whether everything was read.
        why: Why everything was read, or why all ids were listed; empty where neither was.
        requests: How many requests were sent.
        seconds: How long it took.
        watermark: Up to when every change is in the copy, by Jira's clock; None without rows.
        complete: Whether every issue that the query finds is there; None where there are doubts.
        warnings: What is worth knowing, one sentence each.
    """

    path: str
    rows: int
    read: int
    changed: int
    removed: int
    full: bool
    why: str
    requests: int
    seconds: float
    watermark: datetime | None
    complete: bool | None
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(f"{name:<10} {value}" for name, value in self._lines())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return table(self._lines())

    def _lines(self) -> Iterator[tuple[str, str]]:
        yield "path", self.path
        for name in ("rows", "read", "changed", "removed"):
            yield name, f"{getattr(self, name):,}"
        yield "full", "yes" if self.full else "no"
        if self.why:
            yield "why", self.why
        yield "requests", str(self.requests)
        yield "seconds", str(self.seconds)
        if self.watermark is not None:
            yield "watermark", self.watermark.isoformat(" ", "milliseconds")
        yield "complete", _COMPLETE[self.complete]
        yield from (("warning", each) for each in self.warnings)
