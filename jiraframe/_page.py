"""An answer's bytes to issues, decoded as far as the columns need it.

A page that msgspec refuses (a lone surrogate, a number beyond all bounds, an id that is
a number) is read by ``json`` and brought into the same form: the cells do not differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import msgspec
from msgspec import Raw, Struct

from jiraframe._cells import elements, part, rows, text
from jiraframe._columns import Column, Columns
from jiraframe._fields import Field
from jiraframe._kinds import kind_of
from jiraframe._scalars import Dtype, Json, read_count
from jiraframe._wire import wire_type

_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Issue(Struct):
    """An issue as decoded: only the builder of frames looks into ``fields``."""

    id: str
    key: str = ""
    fields: Any = None


@dataclass(frozen=True, slots=True)
class CutList:
    """A list inside an issue that Jira sent in part.

    Attributes:
        issue: The issue.
        field_id: ``comment`` or ``worklog``.
        total: How many rows there are.
        have: How many came.
    """

    issue: Issue
    field_id: str
    total: int
    have: int
    _attribute: str

    def complete(self, rows: Sequence[Json]) -> None:
        """Put the whole list in the place of the cut one."""
        value = {"total": len(rows), f"{self.field_id}s": list(rows)}
        setattr(self.issue.fields, self._attribute, value)


@dataclass(slots=True)
class Page:
    """One answer to a search, or to a request for several issues.

    Attributes:
        issues: The rows.
        total: How many rows there are in all (Data Center).
        start_at: The number of the first row (Data Center).
        max_results: The page size that Jira used (Data Center).
        is_last: Whether Jira says that nothing follows (Cloud).
        next_token: What to ask the next page with (Cloud).
        warnings: What Jira has to say of the query, or of fields that were left out.
        issue_errors: Why single issues did not come, by id (Cloud's ``bulkfetch``).
    """

    issues: list[Issue]
    total: int | None = None
    start_at: int | None = None
    max_results: int | None = None
    is_last: bool | None = None
    next_token: str | None = None
    warnings: list[str] = ()  # type: ignore[assignment]
    issue_errors: dict[str, str] = ()  # type: ignore[assignment]
    lists: Sequence[tuple[str, str]] = ()

    def cuts(self) -> list[CutList]:
        """Find the lists that Jira sent in part and that a column needs whole."""
        found = []
        for attribute, field_id in self.lists:
            for issue in self.issues:
                value = getattr(issue.fields, attribute)
                total, have = read_count(part(value, "total")), len(rows(value))
                if total is not None and total > have:
                    found.append(CutList(issue, field_id, total, have, attribute))
        return found
