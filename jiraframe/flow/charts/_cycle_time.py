"""The scatter of cycle times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._percentiles import at_percentiles, check_percentiles, lines
from jiraframe.flow.charts._rows import read, rows

_GET = "Give what cycle_time(intervals) gives."
_CROWD = 2_000


def cycle_time(frame: pd.DataFrame, percentiles: Sequence[float] = (50, 85, 95)) -> alt.LayerChart:
    """Draw the cycle time of each finished issue over the time when it was finished.

    A line at the 85th percentile means that 85 % of these issues took that long at most. Such
    lines are what a service level expectation is taken from (The Kanban Guide,
    kanbanguides.org; Vacanti, *Actionable Agile Metrics for Predictability*, on scatterplots).

    Args:
        frame: What ``flow.cycle_time`` gives. Times are shown in the zone of ``finished``.
        percentiles: Which lines to draw, above 0 and up to 100. The value of a line is the cycle
            time of an issue, never one between two.

    Returns:
        The chart. Days have 24 hours, also where a calendar counted working hours alone. Issues
        that have no cycle time are left out, and the subtitle says how many.

    Raises:
        ArgumentError: It is no such frame, or no such percentile.

    Example:
        >>> import pandas as pd
        >>> day = pd.to_datetime(["2026-01-05", "2026-01-08"], utc=True)
        >>> frame = pd.DataFrame({"key": "ENG-1", "started": day[:1], "finished": day[1:]})
        >>> frame["cycle_time"] = frame["finished"] - frame["started"]
        >>> cycle_time(frame).to_dict()["title"]["subtitle"]
        '1 issue finished from 2026-01-08 to 2026-01-08'
    """
    wanted = check_percentiles(percentiles)
    given = read(
        frame,
        ["key", "started", "finished", "cycle_time"],
        times=["finished", "started"],
        get=_GET,
    )
    whole = given.frame.dropna(subset=["finished", "cycle_time"])
    points = whole[["key", "started", "finished"]].assign(
        days=look.in_days(whole["cycle_time"]).round(4)
    )
    top = look.top(points["days"]) * 1.05 or 1.0
    chart = alt.Chart(rows(points)).mark_circle(
        color=look.DONE, opacity=look.SEEN, size=45 if len(points) <= _CROWD else 12
    )
    chart = chart.encode(
        x=look.time_axis("finished", f"Finished ({given.zone})", points["finished"], padding=8),
        y=look.amount("days", "Cycle time (days of 24 h)", top=top),
        tooltip=[
            look.told("key", "Issue"),
            look.told_time("started", "Started"),
            look.told_time("finished", "Finished"),
            look.told_number("days", "Days", ",.2f"),
        ],
    )
    below = lines(at_percentiles(points["days"], wanted), top=top)
    return look.finished("Cycle time", _subtitle(given.frame, points["finished"]), *below, chart)


def _subtitle(frame: pd.DataFrame, finished: pd.Series[Any]) -> str:
    unfinished = int(frame["finished"].isna().sum())
    unstarted = len(frame) - len(finished) - unfinished
    left_out = [f"{unfinished:,} not finished"] if unfinished else []
    left_out += [f"{unstarted:,} never started"] if unstarted else []
    note = f"; left out: {', '.join(left_out)}" if left_out else ""
    return f"{look.counted(len(finished), 'issue')} finished{look.span(finished, finished)}{note}"
