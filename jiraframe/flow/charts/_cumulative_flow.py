"""The cumulative flow diagram."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow._cumulative import UNKNOWN
from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._rows import read, rows, texts

_GET = "Give what cumulative_flow(intervals) gives."
_OF_CATEGORIES = {"To Do": look.TO_DO, "In Progress": look.IN_PROGRESS, "Done": look.DONE}
# More moments than this lie closer together than a chart of this width can show.
_MOMENTS = 2 * look.WIDTH


def cumulative_flow(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw a cumulative flow diagram: how many issues stood where, over time.

    The bands lie in the order of the columns, the first at the top and the last, which is done,
    at the bottom, as such diagrams are drawn (Vacanti, *Actionable Agile Metrics for
    Predictability*); what has no known category lies at the top. The categories *To Do*, *In
    Progress* and *Done* have colours of their own everywhere.

    Args:
        frame: What ``flow.cumulative_flow`` gives; columns may be left out or put in another
            order.

    Returns:
        The chart. Of more than 1,280 moments it shows every second, third ... and the last.

    Raises:
        ArgumentError: It is no such frame.

    Example:
        >>> import pandas as pd
        >>> at = pd.to_datetime(["2026-01-06", "2026-01-07"], utc=True)
        >>> frame = pd.DataFrame({"at": at, "To Do": [2, 1], "In Progress": 1, "Done": [0, 1]})
        >>> cumulative_flow(frame).to_dict()["title"]["text"]
        'Cumulative flow'
    """
    columns = frame.columns if isinstance(frame, pd.DataFrame) else ()
    places = [str(name) for name in columns if name != "at"]
    given = read(frame, ["at", *places], times=["at"], get=_GET)
    counts = _counts(given.frame, sorted(places, key=lambda place: place != UNKNOWN))
    bands = _bands(given.frame["at"], counts)
    names = texts(pd.Series(counts.columns, dtype="str")).tolist()
    colour = alt.Color(
        field="place",
        type="nominal",
        title=None,
        legend=alt.Legend(symbolType="square"),
        scale=alt.Scale(domain=names, range=_colours([*counts.columns])),
    )
    chart = alt.Chart(rows(bands)).encode(
        x=look.time_axis("at", f"Time ({given.zone})", bands["at"]),
        y=look.amount("high", "Issues", top=look.top(bands["high"]), whole=True),
        y2=alt.Y2(field="low"),
        color=colour,
    )
    tooltip = [
        look.told_time("at", "Time"),
        look.told("place", "Status"),
        look.told_number("count", "Issues", ",d"),
    ]
    # An area has one tooltip for all its moments, and a single moment has no area.
    moments = bands["at"].nunique()
    posts = chart.mark_rule(
        strokeWidth=look.WIDTH / max(moments, 16), opacity=int(moments == 1), clip=True
    ).encode(tooltip=tooltip)
    return look.finished(
        "Cumulative flow", _subtitle(given.frame, counts), chart.mark_area(), posts
    )


def _counts(frame: pd.DataFrame, places: Sequence[str]) -> pd.DataFrame:
    for name in places:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype):
            raise ArgumentError(f"frame holds no counts in {name!r}.", fix=_GET)
    return frame[list(places)].astype("float64").fillna(0)


def _bands(at: pd.Series[Any], counts: pd.DataFrame) -> pd.DataFrame:
    """Stack the counts, the last at the bottom: one row a moment and place."""
    # Counted from the last moment, which is the one that people look for.
    step = -(-len(counts) // _MOMENTS) or 1
    kept = slice((len(counts) - 1) % step if len(counts) else 0, None, step)
    number = counts.to_numpy()[kept]
    high = number[:, ::-1].cumsum(axis=1)[:, ::-1]
    return pd.DataFrame(
        {
            "at": at[kept].repeat(len(counts.columns)).reset_index(drop=True),
            "place": pd.Series([*counts.columns] * len(number), dtype="str"),
            "count": number.ravel(),
            "low": (high - number).ravel(),
            "high": high.ravel(),
        }
    )


def _colours(places: Sequence[str]) -> list[str]:
    taken = {_OF_CATEGORIES[place] for place in places if place in _OF_CATEGORIES}
    others = cycle([colour for colour in look.PALETTE if colour not in taken])
    return [_OF_CATEGORIES.get(place) or next(others) for place in places]


def _subtitle(given: pd.DataFrame, counts: pd.DataFrame) -> str:
    if not len(counts):
        return "No issues"
    last = f"{given['at'].iloc[-1]:%Y-%m-%d %H:%M}"
    return f"{look.counted(int(counts.iloc[-1].sum()), 'issue')} at {last}"
