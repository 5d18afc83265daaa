"""Cloud: the changes of many issues at once, oldest first, cut without regard to issues.

OpenAPI of Jira Cloud platform v3: ``/changelog/bulkfetch``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from jiraframe.sandbox._call import INVALID_PAYLOAD, Call, words_of
from jiraframe.sandbox._change_chains import Told
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
    size, token = body.get("maxResults", 1000), body.get("nextPageToken")
    if not 1 <= len(asked) <= _ISSUES:
        return errors(400, "The number of issue IDs or keys has to be between 1 and 1,000.")
    if len(field_ids) > _FIELDS or not 1 <= size <= _LONGEST_PAGE:
        return Answer(400, {"errorMessages": [INVALID_PAYLOAD]})
    start = _offset(call, token, asked, field_ids)
    chains, path = call.instance.chains, call.request.path
    whole = (chains.go_on if token else chains.begin)(asked, field_ids, path)
    end = start if start < len(whole) and _hit(call, "empty_page") else start + size
    payload: dict[str, Json] = {"issueChangeLogs": _by_issue(call, whole[start:end])}
    if token and _hit(call, "repeat_token"):
        payload["nextPageToken"] = token
    elif end < len(whole) and not _hit(call, "early_end"):
        tokens = call.instance.tokens
        payload["nextPageToken"] = tokens.make(end, jql=",".join(asked), fields=field_ids)
    return Answer(payload=payload)


def _hit(call: Call, kind: str) -> bool:
    return call.instance.faults.take({kind}, call.request.path, named=True) is not None


def _offset(call: Call, token: str | None, asked: list[str], field_ids: list[str]) -> int:
    if token is None:
        return 0
    start = call.instance.tokens.read(token, jql=",".join(asked), fields=field_ids)
    if start is None or _hit(call, "expired_token"):
        raise Refused(errors(400, "The provided next page token is invalid or expired."))
    return start


def _by_issue(call: Call, changes: Sequence[Told]) -> list[dict[str, Json]]:
    """Gather the changes of a page by issue, dated by a number."""
    jira = call.instance
    # Milliseconds were seen; the example of the description has seconds.
    seconds = changes and jira.faults.take({"created_seconds"}, call.request.path)
    grouped: dict[int, list[dict[str, Json]]] = {}
    for created, issue, _, history in changes:
        told = jira.site.history_json(
            history,
            deployment="cloud",
            base_url=call.base_url,
            created=created // 1000 if seconds else created,
        )
        grouped.setdefault(issue, []).append(told)
    return [{"issueId": str(each), "changeHistories": grouped[each]} for each in grouped]


ROUTES: Final[Routes] = {("POST", "/changelog/bulkfetch"): _bulk_fetch}
