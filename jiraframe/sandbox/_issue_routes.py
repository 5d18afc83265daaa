"""One issue and what hangs on it: changes, comments, worklogs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from jiraframe.sandbox._call import Call, words_of
from jiraframe.sandbox._common_routes import Rows
from jiraframe.sandbox._http import Answer
from jiraframe.sandbox._issue_json import SINGLE_CHANGES, about_fields, find_issue, issue_json
from jiraframe.sandbox._paging import bean, offset_page, part
from jiraframe.sandbox._routing import Routes
from jiraframe.sandbox._wanted import wanted

_ALL: Final = 5000


def _issue(call: Call) -> Answer:
    position = find_issue(call)
    test = wanted(call.words("fields"), navigable=call.instance.site.navigable, base="*all")
    expand = frozenset(call.words("expand"))
    issue = issue_json(call, position, fields=test, expand=expand, changes=SINGLE_CHANGES)
    return Answer(payload=issue | about_fields(call, fields=test, expand=expand))


def _changelog(call: Call) -> Answer:
    return Answer(payload=bean(call, _histories(call), default=100, most=100))


def _changelog_list(call: Call) -> Answer:
    ids = set(words_of(call.body({"changelogIds": list}).get("changelogIds")))
    found = [each for each in _histories(call) if each["id"] in ids]
    return Answer(payload=bean(call, found, default=100, most=1000))


def _histories(call: Call) -> Rows:
    jira = call.instance
    return jira.site.changelog(find_issue(call), deployment=jira.deployment, base_url=call.base_url)


def _comments(call: Call) -> Answer:
    found = _read(call, call.instance.site.comments)
    if call.text("orderBy") == "-created":
        found = found[::-1]
    default = 100 if call.instance.cloud else _ALL
    return Answer(payload=offset_page(call, found, rows="comments", default=default, most=_ALL))


def _worklogs(call: Call) -> Answer:
    found = _read(call, call.instance.site.worklogs)
    if not call.instance.cloud:
        counts = {"startAt": 0, "maxResults": len(found), "total": len(found)}
        return Answer(payload={**counts, "worklogs": part(call, found, 0, len(found))})
    after, before = call.number("startedAfter", 0), call.number("startedBefore", 2**62)
    found = [each for each in found if after <= _epoch_ms(each["started"]) < before]
    return Answer(payload=offset_page(call, found, rows="worklogs", default=_ALL, most=_ALL))


def _read(call: Call, read: Callable[..., Rows]) -> Rows:
    return read(
        find_issue(call),
        deployment=call.instance.deployment,
        version=call.version,
        base_url=call.base_url,
    )


def _epoch_ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


_BOTH: Final[Routes] = {
    ("GET", "/issue/{issue}"): _issue,
    ("GET", "/issue/{issue}/comment"): _comments,
    ("GET", "/issue/{issue}/worklog"): _worklogs,
}
DATACENTER: Final[Routes] = _BOTH
CLOUD: Final[Routes] = {
    **_BOTH,
    ("GET", "/issue/{issue}/changelog"): _changelog,
    ("POST", "/issue/{issue}/changelog/list"): _changelog_list,
}
