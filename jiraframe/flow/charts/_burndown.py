"""The burndown of a sprint."""

from __future__ import annotations

import pandas as pd

from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._rows import read, rows

_GET = "Give what burndown(sprint, issues, changelog) gives."
# The line of what remains lies over that of the scope, where they are one.
_STEPS = {"scope": "Scope", "remaining": "Remaining"}
_IDEAL = "Ideal"


def burndown(frame: pd.DataFrame, *, unit: str = "story points") -> alt.LayerChart:
    """Draw how much of a sprint was left, over its time.

    Args:
        frame: What ``flow.burndown`` gives.
        unit: What the amounts are: ``"issues"`` where the frame was made with ``points=None``.

    Returns:
        The chart: what remained and the scope as steps, each held until the next row, and the
        ideal line. A line ends where the frame knows no more.

    Raises:
        ArgumentError: It is no such frame.

    Example:
        >>> import pandas as pd
        >>> at = pd.to_datetime(["2026-01-05", "2026-01-06"], utc=True)
        >>> frame = pd.DataFrame({"at": at, "remaining": [8.0, 5.0], "done": [0.0, 3.0]})
        >>> burndown(frame.assign(scope=8.0, ideal=[8.0, 0.0])).to_dict()["title"]["subtitle"]
        '5 of 8 story points left at 2026-01-06 00:00'
    """
    amounts = ["remaining", "done", "scope", "ideal"]
    given = read(frame, ["at", *amounts], times=["at"], get=_GET)
    moments = given.frame.astype(dict.fromkeys(amounts, "float64"))
    time = look.time_axis("at", f"Time ({given.zone})", moments["at"])
    colour = alt.Color(
        field="line",
        type="nominal",
        title=None,
        scale=alt.Scale(
            domain=[*_STEPS.values(), _IDEAL], range=[look.OTHER, look.IN_PROGRESS, look.INK]
        ),
        legend=alt.Legend(symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1),
    )
    top = look.top(moments[["remaining", "scope", "ideal"]].max())
    height = look.amount("amount", unit.capitalize(), top=top)
    # Broad and pale below: where nothing is done yet, the two are one line.
    scope, remaining = (
        alt.Chart(rows(_long(moments, {name: _STEPS[name]}))).mark_line(
            interpolate="step-after", strokeWidth=width, opacity=opacity
        )
        for name, width, opacity in (("scope", 8, 0.5), ("remaining", 2.5, 1))
    )
    ideal = alt.Chart(rows(_long(moments, {"ideal": _IDEAL}))).mark_line(
        strokeDash=[6, 4], strokeWidth=2
    )
    lines = [each.encode(x=time, y=height, color=colour) for each in (scope, ideal, remaining)]
    # Vega would tell 0 for what is not known; there are few rows, so they say it themselves.
    said = moments.assign(**{name: moments[name].map(look.said) for name in amounts})
    posts = alt.Chart(rows(said)).mark_rule(
        strokeWidth=look.WIDTH / max(len(moments), 16), opacity=0, clip=True
    )
    posts = posts.encode(
        x=time,
        tooltip=[
            look.told_time("at", "Time"),
            *(look.told(name, name.capitalize()) for name in amounts),
        ],
    )
    return look.finished("Burndown", _subtitle(moments, unit), *lines, posts)


def _long(moments: pd.DataFrame, lines: dict[str, str]) -> pd.DataFrame:
    named = moments[["at", *lines]].rename(columns=lines)
    return named.melt("at", var_name="line", value_name="amount").dropna(subset="amount")


def _subtitle(moments: pd.DataFrame, unit: str) -> str:
    known = moments.dropna(subset="remaining")
    if not len(known):
        return f"No {unit}"
    last = known.iloc[-1]
    left, scope = look.said(last["remaining"]), look.said(last["scope"])
    return f"{left} of {scope} {unit} left at {last['at']:%Y-%m-%d %H:%M}"
