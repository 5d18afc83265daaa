"""The receipt of a frame: what was asked, of whom, when, and whether all of it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from jiraframe._html import table
from jiraframe.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

ATTRS = "jiraframe"
_COMPLETE = {True: "yes", False: "no", None: "cannot be known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was asked of Jira, and what came. Prints as text, shows as a table in a notebook.

    Attributes:
        call: The method that was called.
        jql: The query, as sent.
        fields: What was asked for of each issue: ids of fields, or a star form.
        deployment: ``"cloud"`` or ``"datacenter"``.
        base_url: The address of the Jira; the one for people, where programs have another.
        account: Who asked: the account id (Cloud) or the user name (Data Center).
        asked_at: When the call began, in UTC, as ISO 8601.
        rows: The number of rows in the frame.
        issues: Of how many issues the rows are, where a row is no issue.
        expected: The number of issues that the query finds, where Jira said so; Cloud's is an
            estimate.
        limit: The number of rows asked for at most, or None.
        requests: How many requests this connection sent meanwhile; those of other threads, and of
            other calls between two frames of ``search_iter``, are among them.
        retries: How many of them were sent again.
        seconds: How long the call took.
        warnings: What is worth knowing, one sentence each.
        complete: Whether every row that the query finds is there: False also where ``limit`` cut
            it; None where that cannot be known.
        version: The version of jiraframe.
        changes: Of a changelog, a list for each field that changed: its name, its id where it is
            known, and how often. It shows what pandas has filtered since.
    """

    call: str = "search"
    jql: str = ""
    fields: list[str] = field(default_factory=list)
    deployment: str = ""
    base_url: str = ""
    account: str = ""
    asked_at: str = ""
    rows: int = 0
    issues: int | None = None
    expected: int | None = None
    limit: int | None = None
    requests: int = 0
    retries: int = 0
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    complete: bool | None = True
    version: str = ""
    changes: list[tuple[str, str | None, int]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Give the receipt as plain data, as it is kept in ``frame.attrs["jiraframe"]``."""
        return asdict(self)

    def __str__(self) -> str:
        return "\n".join(f"{name:<10} {value}" for name, value in self._lines())

    def _repr_html_(self) -> str:
        return table(self._lines())

    def _lines(self) -> Iterator[tuple[str, str]]:
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name == "complete":
                yield each.name, _COMPLETE[value]
            elif each.name == "warnings":
                yield from (("warning", warning) for warning in value)
            elif value not in ("", None) and each.name != "changes":
                yield each.name, ", ".join(value) if isinstance(value, list) else str(value)


def receipt(frame: pd.DataFrame | pd.Series[Any]) -> Receipt:
    """Give the receipt of a frame.

    Args:
        frame: What ``search`` returned, or what pandas made of it as long as it keeps ``attrs``.

    Returns:
        What was asked, of whom, when, and whether all of it came.

    Raises:
        ArgumentError: The frame has no receipt.
    """
    if type(frame).__module__.startswith("dask"):
        raise ArgumentError(
            "The receipt of a Dask DataFrame is known when all its parts have been read.",
            fix="Take jf.dask_receipt(frame), best of frame.persist().",
        )
    if isinstance(frame, Iterator):
        raise ArgumentError(
            "search_iter gives one frame after another, and each of them has a receipt.",
            fix="Take the receipt of the last one: it tells of all.",
        )
    kept = getattr(frame, "attrs", {}).get(ATTRS)
    if not isinstance(kept, dict):
        raise ArgumentError(
            "This frame has no receipt: an operation of pandas has dropped it, it is a small list "
            "such as jira.statuses(), which is whole or an error, or it did not come from Jira.",
            fix="Take the receipt of the frame that search() returned; attrs['jiraframe'] can be "
            "copied from one frame to another.",
        )
    known = {each.name for each in fields(Receipt)}
    return Receipt(**{name: value for name, value in kept.items() if name in known})
