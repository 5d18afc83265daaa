"""The receipt of a frame: what was asked, of whom, when, and whether all of it came."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

ATTRS = "jiraframe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was asked, of whom, when, and what came."""

    jql: str = ""
    fields: list[str] = field(default_factory=list)
    deployment: str = ""
    base_url: str = ""
    account: str = ""
    asked_at: str = ""
    rows: int = 0
    expected: int | None = None
    requests: int = 0
    retries: int = 0
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    complete: bool | None = True
    call: str = "search"
    version: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Give the receipt as plain data."""
        return asdict(self)


def receipt(frame: pd.DataFrame | pd.Series[Any]) -> Receipt:
    """Give back the receipt of a frame."""
    return Receipt(**frame.attrs[ATTRS])
