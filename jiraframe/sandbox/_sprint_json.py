"""A sprint inside the Sprint field: an object on Cloud, Java's text on Data Center."""

from __future__ import annotations

from jiraframe.sandbox._catalogue import Entity, Json
from jiraframe.sandbox._clock import utc_stamp

_DATES = ("startDate", "endDate", "completeDate")
_CLASS = "com.atlassian.greenhopper.service.sprint.Sprint"


def sprint_object(sprint: Entity) -> Json:
    """Render a sprint as Cloud's field has it: with ``boardId``, dates in UTC."""
    value = sprint.json
    made: Json = {"id": int(sprint.id), "name": value["name"], "state": value["state"]}
    made |= {"boardId": value["boardId"], "goal": value.get("goal") or ""}
    return {**made, **{key: utc_stamp(value[key]) for key in _DATES if value.get(key) is not None}}


def sprint_text(sprint: Entity) -> str:
    """Render a sprint as Data Center's field has it.

    Two layouts are in use: the older one has ``id`` first and an offset with a colon, the one
    of version 11 sorts by name and has more keys. Here every other sprint has the newer one.
    """
    return _newer(sprint) if int(sprint.id) % 2 else _older(sprint)


def _older(sprint: Entity) -> str:
    value = sprint.json
    pairs = {"id": sprint.id, "rapidViewId": value["boardId"], "state": value["state"].upper()}
    pairs |= {"name": value["name"], "goal": value.get("goal") or ""}
    for key in _DATES:
        pairs[key] = _date(value, key).replace("Z", "+00:00")
    return _joined(sprint, {**pairs, "sequence": sprint.id})


def _newer(sprint: Entity) -> str:
    value = sprint.json
    pairs = {"activatedDate": _date(value, "activatedDate"), "autoStartStop": "false"}
    pairs |= {key: _date(value, key) for key in _DATES}
    pairs |= {"goal": value.get("goal") or "<null>", "id": sprint.id}
    pairs |= {"incompleteIssuesDestinationId": "<null>", "name": value["name"]}
    pairs |= {"rapidViewId": value["boardId"], "sequence": sprint.id}
    pairs |= {"state": value["state"].upper(), "synced": "false"}
    return _joined(sprint, dict(sorted(pairs.items())))


def _joined(sprint: Entity, pairs: dict[str, object]) -> str:
    body = ",".join(f"{key}={value}" for key, value in pairs.items())
    return f"{_CLASS}@{int(sprint.id) * 7919:x}[{body}]"


def _date(value: Json, key: str) -> str:
    return utc_stamp(value[key]) if value.get(key) is not None else "<null>"
