"""Cloud: the changes of many issues at once, oldest first, cut without regard to issues.

OpenAPI of Jira Cloud platform v3: ``/changelog/bulkfetch``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from jiraframe.sandbox._call import INVALID_PAYLOAD, Call, words_of
from jiraframe.sandbox._http import Answer, Json, Refused, errors, must_sign_in
from jiraframe.sandbox._routing import Routes

_ISSUES: Final = 1000
_FIELDS: Final = 10
_LONGEST_PAGE: Final = 10_000
_SHAPE: Final[dict[str, type | tuple[type, ...]]] = {
    "issueIdsOrKeys": list,
    "fieldIds": list,
    "maxResults": int,
    "nextPageToken": str,
}


def _bulk_fetch(call: Call) -> Answer:
    if not call.signed_in:
        return must_sign_in(call.request, realm=call.instance.realm)
    body = call.body(_SHAPE)
    asked, field_ids = words_of(body.get("issueIdsOrKeys")), words_of(body.get("fieldIds"))
    size = body.get("maxResults", 1000)
    if not 1 <= len(asked) <= _ISSUES:
        return errors(400, "The number of issue IDs or keys has to be between 1 and 1,000.")
    if len(field_ids) > _FIELDS or not 1 <= size <= _LONGEST_PAGE:
        return Answer(400, {"errorMessages": [INVALID_PAYLOAD]})
    start = _offset(call, body.get("nextPageToken"), asked, field_ids)
    changes = _changes(call, asked, frozenset(field_ids))
    payload: dict[str, Json] = {"issueChangeLogs": _by_issue(changes[start : start + size])}
    if start + size < len(changes):
        payload["nextPageToken"] = call.instance.tokens.make(
            start + size, jql=",".join(asked), fields=field_ids
        )
    return Answer(payload=payload)


def _offset(call: Call, token: str | None, asked: list[str], field_ids: list[str]) -> int:
    if token is None:
        return 0
    start = call.instance.tokens.read(token, jql=",".join(asked), fields=field_ids)
    if start is None:
        raise Refused(errors(400, "The provided next page token is invalid or expired."))
    return start


def _changes(
    call: Call, asked: list[str], field_ids: frozenset[str]
) -> list[tuple[str, dict[str, Json]]]:
    """List the changes of all issues, by date and issue, with ``created`` as a number."""
    site = call.instance.site
    places = {place for each in asked if (place := site.find(each)) is not None}
    found = []
    for place in places:
        issue_id, _ = site.id_and_key(place)
        for history in site.changelog(place, deployment="cloud", base_url=call.base_url):
            items = [i for i in history["items"] if not field_ids or i.get("fieldId") in field_ids]
            if items:
                created = int(datetime.fromisoformat(history["created"]).timestamp() * 1000)
                found.append((issue_id, {**history, "created": created, "items": items}))
    found.sort(key=lambda each: (each[1]["created"], int(each[0]), int(each[1]["id"])))
    return found


def _by_issue(changes: list[tuple[str, dict[str, Json]]]) -> list[dict[str, Json]]:
    grouped: dict[str, list[dict[str, Json]]] = {}
    for issue_id, history in changes:
        grouped.setdefault(issue_id, []).append(history)
    return [{"issueId": each, "changeHistories": grouped[each]} for each in grouped]


ROUTES: Final[Routes] = {("POST", "/changelog/bulkfetch"): _bulk_fetch}
