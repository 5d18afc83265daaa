"""The work in progress by its age."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from jiraframe.flow._given import chosen, columns_of
from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._percentiles import at_percentiles, check_percentiles, lines
from jiraframe.flow.charts._rows import read, rows, texts

_GET = "Give what aging(intervals) gives."
_PAST = "Give what cycle_time(intervals) gives."
_UNKNOWN = "(unknown)"
# Multiples of the golden section never come near each other: points of a like age lie apart.
_GOLDEN = 0.618034


def aging(
    frame: pd.DataFrame,
    *,
    order: Iterable[str] = (),
    past: pd.DataFrame | None = None,
    percentiles: Sequence[float] = (50, 85, 95),
) -> alt.LayerChart:
    """Draw each issue that is under way: its status, and how long ago it was started.

    Such a chart shows which work needs help before it is late (Vacanti, *Actionable Agile
    Metrics for Predictability*, on aging work in progress): above the line at 85 % lies what has
    already taken longer than 85 % of the finished issues did. How far a point lies to the left or
    right within its status means nothing.

    Args:
        frame: What ``flow.aging`` gives. Times are shown in the zone of ``started``.
        order: Names of statuses, from left to right; the others follow in the order of the
            workflow, or as they first appear where pandas has dropped it from ``frame.attrs``.
        past: What ``flow.cycle_time`` gives, with the calendar of ``frame``, to draw lines at
            percentiles of it; None for no lines.
        percentiles: Which lines to draw, above 0 and up to 100.

    Returns:
        The chart, with the number of issues above each status. Days have 24 hours, also where a
        calendar counted working hours alone.

    Raises:
        ArgumentError: It is no such frame, no issue is in a status of that name, or there is no
            such percentile.

    Example:
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"key": ["ENG-1"], "status": "In Review"})
        >>> frame["started"] = pd.to_datetime(["2026-01-05"], utc=True)
        >>> frame["age"] = frame["in_status"] = pd.to_timedelta([3], "D")
        >>> aging(frame).to_dict()["title"]["subtitle"]
        '1 issue started and not finished; above: how many in each status'
    """
    given = read(
        frame, ["key", "status", "started", "age", "in_status"], times=["started"], get=_GET
    )
    status = given.frame["status"].astype("str").fillna(_UNKNOWN)
    names = _in_order(status, chosen(order, status.unique(), what="status"), frame)
    names = texts(pd.Series(names, dtype="str")).tolist()
    finished = _finished(past)
    lasted = at_percentiles(finished, check_percentiles(percentiles))
    points = given.frame[["key", "started"]].assign(
        status=status,
        days=look.in_days(given.frame["age"]).round(4),
        in_status=look.in_days(given.frame["in_status"]).round(4),
        beside=_beside(status),
    )
    across = alt.X(
        field="status",
        type="nominal",
        scale=alt.Scale(domain=names),
        axis=look.names_axis("Status", names),
    )
    top = max(look.top(points["days"]), *lasted.values(), 0) * 1.05
    chart = alt.Chart(rows(points)).mark_circle(color=look.IN_PROGRESS, size=55, opacity=look.SEEN)
    chart = chart.encode(
        x=across,
        xOffset=alt.XOffset(
            field="beside", type="quantitative", scale=alt.Scale(domain=[-0.3, 1.3])
        ),
        y=look.amount("days", "Age (days of 24 h)", top=top),
        tooltip=[
            look.told("key", "Issue"),
            look.told("status", "Status"),
            look.told_time("started", "Started"),
            look.told_number("days", "Age in days", ",.2f"),
            look.told_number("in_status", "Days in the status", ",.2f"),
        ],
    )
    note = "; above: how many in each status" if len(points) else ""
    if lasted:
        note += f"; lines: cycle times of {look.counted(len(finished), 'finished issue')}"
    under_way = f"{look.counted(len(points), 'issue')} started and not finished{note}"
    layers = [*lines(lasted, top=top), chart, _heads(status, across)]
    return look.finished("Age of the work in progress", under_way, *layers)


def _in_order(status: pd.Series[str], first: list[str], frame: pd.DataFrame) -> list[str]:
    """Put the statuses in which there are issues in order, those of the user first."""
    there = set(status)
    workflow = [each for each in frame.attrs.get("statuses", ()) if each in there]
    return list(dict.fromkeys([*first, *workflow, *status]))


def _finished(past: pd.DataFrame | None) -> pd.Series[Any]:
    """Take how many days the finished issues took."""
    if past is None:
        return pd.Series([], dtype="float64")
    given = columns_of(past, ["finished", "cycle_time"], what="past", get=_PAST).dropna()
    return look.in_days(given["cycle_time"])


def _beside(status: pd.Series[str]) -> pd.Series[float]:
    """Spread the issues of a status, from 0 to 1."""
    return (status.groupby(status).cumcount() * _GOLDEN + 0.5) % 1


def _heads(status: pd.Series[str], across: alt.X) -> alt.Chart:
    numbers = status.value_counts()
    data = pd.DataFrame({"status": numbers.index, "issues": numbers.to_numpy()})
    heads: alt.Chart = alt.Chart(rows(data)).mark_text(color=look.INK, dy=-10, fontSize=12)
    return heads.encode(
        x=across, y=alt.value(0), text=alt.Text(field="issues", type="quantitative")
    )
