"""Comments and worklogs as they stand inside an issue: cut, with the total beside them."""

from __future__ import annotations

from typing import Final

from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._render import Renderer

_COMMENTS: Final = 100
_WORKLOGS: Final = 20


def comment_page(comments: list[Json], issue: int, renderer: Renderer) -> Json:
    """Make the inline form of comments: whole on Data Center, the newest 100 on Cloud."""
    total = len(comments)
    if not renderer.dialect.cloud:
        return {"comments": comments, "maxResults": total, "total": total, "startAt": 0}
    link = renderer.dialect.api(f"issue/{issue}/comment")
    kept = comments[-_COMMENTS:]
    page = {"comments": kept, "self": link, "maxResults": len(kept), "total": total}
    return {**page, "startAt": 0}


def worklog_page(worklogs: list[Json]) -> Json:
    """Make the inline form of worklogs, cut at 20 by both deployments."""
    return {
        "startAt": 0,
        "maxResults": _WORKLOGS,
        "total": len(worklogs),
        "worklogs": worklogs[:_WORKLOGS],
    }
