"""Custom fields that no query compares: agreements, requests, plugin data and their like."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._calendar import NOW
from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._clock import Clock
from jiraframe.sandbox._custom_values import field_id
from jiraframe.sandbox._render import Renderer
from jiraframe.sandbox._workflow import Workflow

Maker = Callable[[int], Any]
_HOUR = 3_600_000
_REQUESTS = (("25", "Get IT help"), ("26", 'New "laptop"'), ("27", "Zugang <beantragen>"))
_ODD: tuple[Any, ...] = (
    None, {}, [], "text", 0, False, {"nested": {"list": [1, None, {"a": "<b>"}]}, "": "no name"},
    [[1, 2], [3]], {"value": {"value": None}},
)  # fmt: skip


def odd_makers(backbone: Backbone, renderer: Renderer, workflow: Workflow) -> dict[str, Maker]:
    """Make the renderers of these fields, by field id."""
    draw, cloud = backbone.draw, renderer.dialect.cloud
    interval = json.dumps({"start": "2026-01-01", "end": "2026-03-31"})
    goal = {"id": "g-1", "key": "ACME-1", "name": "Faster checkout", "state": "on_track"}
    plan: Json = {"hasEpicLinkFieldDependency": False, "showField": False}
    reason = {"reason": "PLUGIN_LICENSE_ERROR", "message": "The Parent Link needs a licence."}
    return {
        field_id(10000): draw.pick("development", ("{}", "{}", _development(cloud=cloud))),
        field_id(10010): _request(backbone, renderer, workflow),
        field_id(10018): lambda place: {**plan, "nonEditableReason": reason},
        field_id(10024): _time_in_status(workflow),
        field_id(10030): _agreement(backbone, renderer, "1", "Time to resolution", 40),
        field_id(10031): _agreement(backbone, renderer, "2", "Time to first response", 4),
        field_id(10064): draw.pick("goals", ([], [], [goal])),
        field_id(10065): draw.pick("interval", (None, interval)),
        field_id(10067): draw.pick("widget", _ODD),
    }


def _development(*, cloud: bool) -> str:
    summary = {"pullrequest": {"overall": {"count": 2, "state": "MERGED"}}}
    if cloud:
        return json.dumps({"cachedValue": {"errors": [], "summary": summary}, "isStale": True})
    return "{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean@5f[summary={}]}"


def _time_in_status(workflow: Workflow) -> Maker:
    def visits(place: int) -> str | None:
        if place % 7 == 0:
            return None
        stays = workflow.stays(place, NOW)
        parts = (f"{status}_*:*_{count}_*:*_{spent}" for status, (count, spent) in stays.items())
        return "_*|*_".join(parts)

    return visits


def _request(backbone: Backbone, renderer: Renderer, workflow: Workflow) -> Maker:
    columns, pick = backbone.columns, backbone.draw.pick("request", _REQUESTS)
    base = f"{renderer.dialect.base_url}/rest/servicedeskapi"
    categories = {identity: each for identity, _, each, *_ in w.STATUSES}
    keys = {identity: key.upper() for identity, key, *_ in w.CATEGORIES}

    def request(place: int) -> Json | None:
        if columns.kind[place] != w.REQUEST:
            return None
        identity, name = pick(place)
        key, status = backbone.key(place), columns.status[place]
        links = {"jiraRest": renderer.dialect.api(f"issue/{key}"), "self": f"{base}/request/{key}"}
        kind = f"{base}/servicedesk/1/requesttype/{identity}"
        return {
            "_links": {**links, "web": f"{renderer.dialect.base_url}/servicedesk/customer/{key}"},
            "requestType": {
                "_expands": ["field"],
                "id": identity,
                "_links": {"self": kind},
                "name": name,
                "description": "",
                "helpText": "",
                "issueTypeId": columns.kind[place],
                "serviceDeskId": "1",
                "portalId": "1",
                "groupIds": ["1"],
            },
            "currentStatus": {
                "status": renderer.entity("status", status)["name"],
                "statusCategory": keys[categories[status]],
                "statusDate": moment(workflow.since(place), renderer.clock),
            },
        }

    return request


def _agreement(
    backbone: Backbone, renderer: Renderer, identity: str, name: str, hours: int
) -> Maker:
    columns, clock = backbone.columns, renderer.clock
    goal = span(hours * _HOUR)

    def cycle(start: int, elapsed: int) -> Json:
        breached = elapsed > hours * _HOUR
        return {
            "startTime": moment(start, clock),
            "breachTime": moment(start + hours * _HOUR, clock),
            "breached": breached,
            "goalDuration": goal,
            "elapsedTime": span(elapsed),
            "remainingTime": span(hours * _HOUR - elapsed),
        }

    def agreement(place: int) -> Json | None:
        if columns.kind[place] != w.REQUEST:
            return None
        key = backbone.key(place)
        link = f"{renderer.dialect.base_url}/rest/servicedeskapi/request/{key}/sla/{identity}"
        made: Json = {"id": identity, "name": name, "_links": {"self": link}}
        start, end = columns.created[place], columns.resolved[place]
        # Only a third of the time is working time.
        elapsed = ((end or NOW) - start) // 3
        if end is not None:
            done = {**cycle(start, elapsed), "stopTime": moment(end, clock)}
            return {**made, "completedCycles": [done], "slaDisplayFormat": "NEW_SLA_FORMAT"}
        waits = columns.status[place] == w.WAITING
        ongoing = {**cycle(start, elapsed), "paused": waits, "withinCalendarHours": not waits}
        return {**made, "ongoingCycle": ongoing, "completedCycles": []}

    return agreement


def moment(instant: int, clock: Clock) -> Json:
    """Write an instant as service management does, in four forms."""
    stamp = clock.stamp(instant)
    iso = f"{stamp[:19]}{stamp[23:]}"
    return {"iso8601": iso, "jira": stamp, "friendly": stamp[:10], "epochMillis": instant}


def span(millis: int) -> Json:
    """Write a length of time as service management does; it may be negative."""
    minutes = abs(millis) // 60_000
    sign = "-" if millis < 0 else ""
    return {"millis": millis, "friendly": f"{sign}{minutes // 60}h {minutes % 60}m"}
