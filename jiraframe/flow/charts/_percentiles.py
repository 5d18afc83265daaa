"""Lines at percentiles of durations, with what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd

from jiraframe.errors import ArgumentError
from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._rows import rows

# The height of a label, in pixels.
_LINE = 16


def check_percentiles(percentiles: Any) -> list[float]:
    """Read which percentiles are wanted.

    Args:
        percentiles: What the user gave.

    Returns:
        They, rising, each once.

    Raises:
        ArgumentError: One is no percentile, or a fraction of one.
    """
    try:
        wanted = sorted({float(each) for each in percentiles})
    except (TypeError, ValueError):
        wanted = [-1.0]
    if not all(0 < each <= 100 for each in wanted):
        raise ArgumentError(
            f"percentiles is {percentiles!r}.",
            fix="Give numbers above 0 and up to 100, such as (50, 85, 95).",
        )
    if any(each < 1 for each in wanted):
        raise ArgumentError(
            f"percentiles is {percentiles!r}.", fix="Give percent, such as 85 for 0.85."
        )
    return wanted


def at_percentiles(days: pd.Series[Any], percentiles: Sequence[float]) -> dict[float, float]:
    """Find percentiles: each the value of one of the durations, never one between two.

    Args:
        days: Durations, in days.
        percentiles: What ``check_percentiles`` gave.

    Returns:
        The values, by percentile; none where there are no durations.
    """
    if not len(days) or not percentiles:
        return {}
    found = np.percentile(days, percentiles, method="inverted_cdf")
    return dict(zip(percentiles, map(float, found), strict=True))


def lines(found: Mapping[float, float], *, top: float) -> list[alt.Chart]:
    """Draw a line at each percentile, and write at its end what it says.

    Args:
        found: What ``at_percentiles`` gave.
        top: The end of the axis of days.

    Returns:
        The lines and the texts, without an axis of their own; nothing where there are none.
    """
    if not found:
        return []
    gap = _LINE * top / look.HEIGHT
    # Lines may lie close together; their labels stand one above the other.
    label = [*accumulate(found.values(), lambda below, own: max(own, below + gap))]
    said = [f"{percent:g}%: {_days(each)}" for percent, each in found.items()]
    data = pd.DataFrame({"days": [*found.values()], "label": label, "said": said})
    marks = alt.Chart(rows(data))
    rule = marks.mark_rule(color=look.OTHER, strokeWidth=2)
    text = marks.mark_text(color=look.INK, align="left", dx=6, fontSize=12)
    return [
        rule.encode(y=alt.Y(field="days", type="quantitative")),
        text.encode(
            x=alt.value(look.WIDTH),
            y=alt.Y(field="label", type="quantitative"),
            text=alt.Text(field="said", type="nominal"),
        ),
    ]


def _days(days: float) -> str:
    return f"{days:,.1f} days" if days >= 1 else f"{days:.2g} days"
