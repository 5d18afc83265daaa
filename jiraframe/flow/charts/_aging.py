"""The work in progress by its age."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from jiraframe.flow._given import chosen
from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._rows import read, rows, texts

_GET = "Give what aging(intervals) gives."
_UNKNOWN = "(unknown)"
# Multiples of the golden section never come near each other: points of a like age lie apart.
_GOLDEN = 0.618034
_LETTER = 7  # pixels, about


def aging(frame: pd.DataFrame, *, order: Iterable[str] = ()) -> alt.LayerChart:
    """Draw each issue that is under way: its status, and how long ago it was started.

    Such a chart shows which work needs help before it is late (Vacanti, *Actionable Agile
    Metrics for Predictability*, on aging work in progress). How far a point lies to the left or
    right within its status means nothing.

    Args:
        frame: What ``flow.aging`` gives. Times are shown in the zone of ``started``.
        order: Names of statuses, from left to right; the others follow as they first appear.

    Returns:
        The chart, with the number of issues above each status. Days have 24 hours, also where a
        calendar counted working hours alone.

    Raises:
        ArgumentError: It is no such frame, or no issue is in a status of that name.

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
    first = chosen(order, status.unique(), what="status")
    names = list(dict.fromkeys([*first, *status]))
    points = given.frame[["key", "started"]].assign(
        status=status,
        days=look.in_days(given.frame["age"]).round(4),
        in_status=look.in_days(given.frame["in_status"]).round(4),
        beside=_beside(status),
    )
    across = alt.X(
        field="status",
        type="nominal",
        scale=alt.Scale(domain=texts(pd.Series(names, dtype="str")).tolist()),
        axis=_names(names),
    )
    chart = alt.Chart(rows(points)).mark_circle(color=look.IN_PROGRESS, size=55, opacity=look.SEEN)
    chart = chart.encode(
        x=across,
        xOffset=alt.XOffset(
            field="beside", type="quantitative", scale=alt.Scale(domain=[-0.3, 1.3])
        ),
        y=look.amount("days", "Age (days of 24 h)", top=look.top(points["days"]) * 1.05),
        tooltip=[
            look.told("key", "Issue"),
            look.told("status", "Status"),
            look.told_time("started", "Started"),
            look.told_number("days", "Age in days", ",.2f"),
            look.told_number("in_status", "Days in the status", ",.2f"),
        ],
    )
    note = "; above: how many in each status" if len(points) else ""
    under_way = f"{look.counted(len(points), 'issue')} started and not finished{note}"
    return look.finished("Age of the work in progress", under_way, chart, _heads(status, across))


def _beside(status: pd.Series[str]) -> pd.Series[float]:
    """Spread the issues of a status, from 0 to 1."""
    return (status.groupby(status).cumcount() * _GOLDEN + 0.5) % 1


def _names(names: list[str]) -> alt.Axis:
    """Write the names of the statuses: in one line where they fit, else slanting."""
    room = look.WIDTH / max(len(names), 1)
    fits = max(map(len, names), default=0) * _LETTER < room
    slant = {"labelAngle": 0} if fits else {"labelAngle": -30, "labelAlign": "right"}
    return alt.Axis(title="Status", labelLimit=160, ticks=False, **slant)


def _heads(status: pd.Series[str], across: alt.X) -> alt.Chart:
    numbers = status.value_counts()
    data = pd.DataFrame({"status": numbers.index, "issues": numbers.to_numpy()})
    heads: alt.Chart = alt.Chart(rows(data)).mark_text(color=look.INK, dy=-10, fontSize=12)
    return heads.encode(
        x=across, y=alt.value(0), text=alt.Text(field="issues", type="quantitative")
    )
