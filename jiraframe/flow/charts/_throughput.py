"""The throughput, a bar a period."""

from __future__ import annotations

import pandas as pd

from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._rows import read, rows
from jiraframe.flow.charts._ticks import of_periods

_GET = "Give what throughput(intervals) gives."


def throughput(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw how many issues were finished in each period.

    Args:
        frame: What ``flow.throughput`` gives.

    Returns:
        The chart: a bar a period, as wide as the period is long, in the zone of the frame. A
        period that is not over (``whole`` is False) is pale.

    Raises:
        ArgumentError: It is no such frame.

    Example:
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-19"], utc=True)
        >>> frame = pd.DataFrame({"start": days[:2], "end": days[1:], "done": [3, 1]})
        >>> throughput(frame.assign(whole=[True, False])).to_dict()["title"]["subtitle"]
        '4 issues finished from 2026-01-05 to 2026-01-18; pale: a period that is not over'
    """
    given = read(frame, ["start", "end", "done", "whole"], times=["start", "end"], get=_GET)
    bars = given.frame
    gap = 1 if len(bars) * 4 < look.WIDTH else 0
    chart = alt.Chart(rows(bars)).mark_bar(
        color=look.DONE, stroke=look.DONE, xOffset=gap, x2Offset=-gap
    )
    edges = pd.concat([bars["start"], bars["end"]])
    ticks = of_periods(bars["start"], edges.max())
    chart = chart.encode(
        x=look.time_axis("start", f"Time ({given.zone})", edges, ticks=ticks),
        x2=alt.X2(field="end"),
        y2=alt.Y2(datum=0),
        y=look.amount("done", "Issues finished", top=look.top(bars["done"]), whole=True),
        # The outline of a bar without height would be a line.
        strokeOpacity=alt.when("datum.done > 0").then(alt.value(1)).otherwise(alt.value(0)),
        fillOpacity=alt.when("datum.whole === false").then(alt.value(0.3)).otherwise(alt.value(1)),
        tooltip=[
            look.told_time("start", "From"),
            look.told_time("end", "Until"),
            look.told_number("done", "Issues finished", ",d"),
        ],
    )
    return look.finished("Throughput", _subtitle(bars), chart)


def _subtitle(bars: pd.DataFrame) -> str:
    done = look.counted(int(bars["done"].sum()), "issue")
    # The end of a period is the first moment of the next one.
    span = look.span(bars["start"], bars["end"] - pd.Timedelta(microseconds=1))
    said = f"{done} finished{span}"
    return said if bars["whole"].all() else f"{said}; pale: a period that is not over"
