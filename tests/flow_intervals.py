"""Intervals made of stays whose truth is known, without the code that reads a changelog."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pandas as pd
from hypothesis import strategies as st

from tests.flow_histories import CATEGORIES, CATEGORY, MONDAY, NAME, NOW, Stay

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])


def known(stays: Iterable[Stay], now: datetime) -> list[Stay]:
    """Keep what was known of some stays at a moment."""
    return [
        stay if stay.end is not None and stay.end <= now else stay._replace(end=None)
        for stay in stays
        if stay.start <= now
    ]


def intervals(stays: Iterable[Stay], now: datetime = NOW) -> pd.DataFrame:
    """Make what `status_intervals` gives at a moment."""
    rows = [
        {
            "key": stay.key,
            "status_id": stay.status,
            "status": NAME[stay.status],
            "status_category": CATEGORIES[CATEGORY[stay.status]],
            "category_key": CATEGORY[stay.status],
            "start": stay.start,
            "end": stay.end,
            "duration": (stay.end or now) - stay.start,
            "problem": None,
        }
        for stay in known(stays, now)
    ]
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=t) for name, t in _SCHEMA.items()}
    )


def by_issue(stays: Iterable[Stay]) -> dict[str, list[Stay]]:
    """Gather the stays of each issue, oldest first."""
    gathered: dict[str, list[Stay]] = {}
    for stay in stays:
        gathered.setdefault(stay.key, []).append(stay)
    return gathered


def finish(stays: list[Stay], done: set[str]) -> datetime | None:
    """Walk back from the present of one issue to where it came to the done statuses."""
    moment = None
    for stay in reversed(stays):
        if stay.status not in done:
            break
        moment = stay.start
    return moment


def moments() -> st.SearchStrategy[datetime]:
    """Draw a moment until NOW, on the grid of the changes; many a midnight in UTC."""
    halves = st.one_of(st.integers(0, 28 * 48), st.integers(0, 28).map(lambda day: day * 48))
    return halves.map(lambda half: MONDAY + timedelta(minutes=30) * half)


_INSTANT, _TEXT = "datetime64[us, UTC]", "str"
_SCHEMA = {
    "key": _TEXT,
    "status_id": _TEXT,
    "status": _TEXT,
    "status_category": _TEXT,
    "category_key": _TEXT,
    "start": _INSTANT,
    "end": _INSTANT,
    "duration": "timedelta64[us]",
    "problem": _TEXT,
}
