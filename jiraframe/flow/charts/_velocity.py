"""The velocity, two bars a sprint."""

from __future__ import annotations

from typing import Any

import pandas as pd

from jiraframe.flow.charts import _look as look
from jiraframe.flow.charts._altair import alt
from jiraframe.flow.charts._rows import read, rows, texts

_GET = "Give what velocity(sprints, issues, changelog) gives."
_BARS = {"committed": "Committed", "done": "Done"}
_TOLD = {
    "committed": "Committed",
    "added": "Added",
    "removed": "Removed",
    "done": "Done",
    "carried_over": "Carried over",
}


def velocity(frame: pd.DataFrame, *, unit: str | None = None) -> alt.LayerChart:
    """Draw what each sprint took on, and what it got done.

    These are the two bars of Jira's velocity chart. A sprint that runs is drawn as it stands.

    Args:
        frame: What ``flow.velocity`` gives. Times are shown in the zone of ``start``.
        unit: What the amounts are; None for ``"story points"``, or for ``"issues"`` where the
            frame was made with ``points=None``.

    Returns:
        The chart: the sprints in the order of the frame, of each what was committed at its start
        and what was done at its end.

    Raises:
        ArgumentError: It is no such frame.

    Example:
        >>> import pandas as pd
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-19"], utc=True)
        >>> frame = pd.DataFrame({"sprint_id": [7], "sprint": "Alpha", "start": days[:1]})
        >>> frame = frame.assign(end=days[1:], committed=5, added=1, removed=0, done=4)
        >>> velocity(frame.assign(carried_over=2)).to_dict()["title"]["subtitle"]
        '4 issues done in 1 sprint from 2026-01-05 to 2026-01-19'
    """
    columns = frame.columns if isinstance(frame, pd.DataFrame) else ()
    points = "done_points" in columns
    amounts = [f"{name}_points" if points else name for name in _TOLD]
    given = read(
        frame, ["sprint_id", "sprint", "start", "end", *amounts], times=["start", "end"], get=_GET
    )
    unit = unit or ("story points" if points else "issues")
    sprints = given.frame.rename(columns=dict(zip(amounts, _TOLD, strict=True)))
    sprints["sprint"] = _names(sprints)
    bars = _bars(sprints)
    names = texts(sprints["sprint"]).tolist()
    colours = alt.Scale(domain=[*_BARS.values()], range=[look.TO_DO, look.DONE])
    chart = (
        alt.Chart(rows(bars))
        .mark_bar()
        .encode(
            x=alt.X(
                field="sprint",
                type="nominal",
                scale=alt.Scale(domain=names, paddingInner=0.25),
                axis=look.names_axis("Sprint", names),
            ),
            xOffset=alt.XOffset(field="what", type="nominal", sort=None),
            y=look.amount(
                "amount", unit.capitalize(), top=look.top(bars["amount"]), whole=not points
            ),
            color=alt.Color(
                field="what",
                type="nominal",
                title=None,
                scale=colours,
                legend=alt.Legend(symbolType="square"),
            ),
            tooltip=[
                look.told("sprint", "Sprint"),
                look.told_time("start", "From"),
                look.told_time("end", "Until"),
                *(look.told(name, title) for name, title in _TOLD.items()),
                look.told("what", "Bar"),
            ],
        )
    )
    return look.finished("Velocity", _subtitle(sprints, unit), chart)


def _names(sprints: pd.DataFrame) -> pd.Series[Any]:
    """Name the sprints so that each has a name of its own: boards may use one twice."""
    ids = sprints["sprint_id"].astype("str")
    names = sprints["sprint"].astype("str").fillna("Sprint " + ids)
    return names.mask(names.duplicated(keep=False), names + " (" + ids + ")")


def _bars(sprints: pd.DataFrame) -> pd.DataFrame:
    """Make a row a bar, with what its tooltip tells of the sprint."""
    said = sprints.assign(**{name: sprints[name].map(look.said) for name in _TOLD})
    bars = [said.assign(what=what, amount=sprints[name]) for name, what in _BARS.items()]
    return pd.concat(bars).sort_index(kind="stable").drop(columns="sprint_id")


def _subtitle(sprints: pd.DataFrame, unit: str) -> str:
    if not len(sprints):
        return "No sprints"
    span = look.span(sprints["start"], sprints["end"])
    done = look.said(sprints["done"].sum())
    return f"{done} {unit} done in {look.counted(len(sprints), 'sprint')}{span}"
