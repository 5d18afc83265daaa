"""How charts look: colours, sizes, axes and tooltips, on light ground and on dark."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, Final

import pandas as pd

from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._ticks import Ticks, between

WIDTH: Final = 640
HEIGHT: Final = 320
# Marks have a contrast of 3:1 and texts of 3.9:1 at least, on white and on #1e1e1e (WCAG 2.2,
# 1.4.11 asks for 3:1); the three of the categories stay apart for the colour-blind.
TO_DO: Final = "#929292"
IN_PROGRESS: Final = "#2b6be4"
DONE: Final = "#1fa33a"
OTHER: Final = "#a854a8"
PALETTE: Final = (
    *(TO_DO, IN_PROGRESS, DONE, OTHER),
    *("#d9541e", "#2297e5", "#6b6b4b", "#b27db2", "#5c4bfa"),
)
INK: Final = "#7b7b7b"
# Points that lie over each other show it, and keep their contrast.
SEEN: Final = 0.9
# In pixels, about: the width of a letter, and the room that a slanting name needs.
_LETTER: Final = 7
_SLANTING: Final = 24
# The lines behind the marks, and those of the axes.
_FAINT: Final = "#888888"


def finished(title: str, subtitle: str, *layers: alt.Chart) -> alt.LayerChart:
    """Lay marks over each other, and give them size, title and looks.

    Args:
        title: What the chart shows.
        subtitle: Of how much, and what is left out.
        layers: The marks, the lowest first.

    Returns:
        The chart: always of layers, so that users can add their own with ``+``.
    """
    chart: alt.LayerChart = alt.LayerChart(
        layer=[*layers],
        width=WIDTH,
        height=HEIGHT,
        title=alt.Title(title, subtitle=subtitle),
        description=f"{title}. {subtitle}.",
    )
    axis = alt.AxisConfig(
        labelColor=INK,
        titleColor=INK,
        titleFontWeight="normal",
        labelFontSize=12,
        titleFontSize=12,
        titlePadding=10,
        domainColor=_FAINT,
        tickColor=_FAINT,
        gridColor=_FAINT,
        gridOpacity=0.25,
    )
    legend = alt.LegendConfig(labelColor=INK, labelFontSize=12, labelLimit=220)
    head = alt.TitleConfig(
        color=INK,
        subtitleColor=INK,
        anchor="start",
        frame="group",
        fontSize=15,
        subtitleFontSize=12,
        offset=16,
    )
    view = alt.ViewConfig(stroke=None)
    chart.config = alt.Config(
        background="transparent", view=view, axis=axis, legend=legend, title=head
    )
    return chart


def time_axis(
    name: str, title: str, times: pd.Series[Any], *, ticks: Ticks | None = None, **options: Any
) -> alt.X:
    """Put times on x.

    Args:
        name: The field.
        title: What happened then, and the zone whose clock shows it.
        times: All times that the axis has to hold.
        ticks: Where the ticks stand; None for round times.
        options: Further options of the scale.

    Returns:
        The encoding.
    """
    first, last = times.min(), times.max()
    if times.nunique() == 1:
        # Else the one tick that there is would tell the second, and not the day.
        first, last = (first + side * pd.Timedelta(hours=12) for side in (-1, 1))
        options["domain"] = [_milliseconds(each) for each in (first, last)]
    ticks = ticks or between(first, last)
    values: dict[str, Any] = (
        {"values": [_milliseconds(each) for each in ticks.at]} if ticks.at else {}
    )
    axis = alt.Axis(
        title=title,
        format=ticks.form,
        grid=False,
        labelFlush=False,
        labelSeparation=8,
        **values,
    )
    scale = alt.Scale(type="utc", **options)
    return alt.X(field=name, type="temporal", axis=axis, scale=scale)


def _milliseconds(moment: pd.Timestamp) -> int:
    return int(moment.timestamp() * 1000)


def names_axis(title: str, names: Sequence[str]) -> alt.Axis:
    """Write names below x: in one line where they fit, else slanting.

    Args:
        title: What they name.
        names: The names.

    Returns:
        The axis. Of names that are too many to be read, every second, third ... and the last.
    """
    room = WIDTH / max(len(names), 1)
    fits = max(map(len, names), default=0) * _LETTER < room
    slant: dict[str, Any] = (
        {"labelAngle": 0} if fits else {"labelAngle": -30, "labelAlign": "right"}
    )
    every = ceil(_SLANTING / room)
    if every > 1:
        slant["values"] = [*names[::-1][::every][::-1]]
    return alt.Axis(title=title, labelLimit=160, labelPadding=7, ticks=False, **slant)


def amount(name: str, title: str, *, top: float, whole: bool = False) -> alt.Y:
    """Put amounts on y, from zero.

    Args:
        name: The field.
        title: What they are, with the unit.
        top: The largest.
        whole: Whether they are counts: then there is no tick between two of them.

    Returns:
        The encoding.
    """
    top = top or 1
    # Vega 6.2 does not keep to tickMinStep.
    ticks = min(6, int(top)) if whole else 6
    axis = alt.Axis(title=title, tickCount=ticks)
    # Up to a tick: nothing touches the title.
    scale = alt.Scale(domain=[0, top], nice=ticks)
    return alt.Y(field=name, type="quantitative", axis=axis, scale=scale)


def told(name: str, title: str) -> alt.Tooltip:
    """Tell a text in a tooltip.

    Args:
        name: The field.
        title: What it is. Never a text of Jira's: Vega would load a picture for the title image.
    """
    return alt.Tooltip(field=name, type="nominal", title=title)


def told_number(name: str, title: str, digits: str) -> alt.Tooltip:
    """Tell a number in a tooltip.

    Args:
        name: The field; Vega tells 0 for what is missing.
        title: What it is.
        digits: How to write it, as in D3.
    """
    return alt.Tooltip(field=name, type="quantitative", title=title, format=digits)


def told_time(name: str, title: str) -> alt.Tooltip:
    """Tell a time in a tooltip.

    Args:
        name: The field.
        title: What it is.
    """
    # The unit is there to have the clock that the rows are written in.
    return alt.Tooltip(
        field=name,
        type="temporal",
        timeUnit="utcyearmonthdatehoursminutes",
        format="%Y-%m-%d %H:%M",
        title=title,
    )


def top(values: pd.Series[Any]) -> float:
    """Find the largest of some numbers; 0 where there are none.

    Args:
        values: The numbers.
    """
    return float(values.max()) if values.notna().any() else 0.0


def span(first: pd.Series[Any], last: pd.Series[Any]) -> str:
    """Say from which day to which: the axis leaves out the year.

    Args:
        first: Times; where there are none, there is nothing to say.
        last: The times that may be the last one.
    """
    if not first.notna().any():
        return ""
    return f" from {first.min():%Y-%m-%d} to {last.max():%Y-%m-%d}"


def counted(number: int, thing: str) -> str:
    """Count things.

    Example:
        >>> counted(1, "issue"), counted(1200, "issue")
        ('1 issue', '1,200 issues')
    """
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def said(amount: float) -> str:
    """Write an amount.

    Example:
        >>> said(3.0), said(2.5), said(float("nan"))
        ('3', '2.50', 'not known')
    """
    return "not known" if pd.isna(amount) else f"{amount:,.2f}".removesuffix(".00")


def in_days(durations: pd.Series[Any]) -> pd.Series[Any]:
    """Give durations as days of 24 hours.

    Args:
        durations: The durations.
    """
    days: pd.Series[Any] = durations.dt.total_seconds() / 86_400
    return days
