"""Data Center: search by offset, with its silent page cap and its window.

OpenAPI of Jira Data Center 10.3: ``/api/2/search``. The window:
https://support.atlassian.com/jira/kb/handling-jql-rest-api-searching-exceeding-max_result_window-in-jira/
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from jiraframe.errors import JQLSyntaxError
from jiraframe.sandbox._call import Call, words_of
from jiraframe.sandbox._http import Answer, Json, Refused, errors
from jiraframe.sandbox._issue_json import about_fields, issue_json
from jiraframe.sandbox._jql_texts import syntax_text
from jiraframe.sandbox._page import Page, cut
from jiraframe.sandbox._problems import SemanticJQL
from jiraframe.sandbox._routing import Routes
from jiraframe.sandbox._wanted import wanted

_SHAPE: Final[dict[str, type | tuple[type, ...]]] = {
    "jql": str,
    "startAt": int,
    "maxResults": int,
    "fields": list,
    "expand": list,
    "validateQuery": (bool, str),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    jql: str
    start: int
    max_results: int
    fields: Sequence[str]
    expand: frozenset[str]
    validate: bool


def _search_get(call: Call) -> Answer:
    return _search(
        call,
        _Asked(
            jql=call.text("jql"),
            start=call.number("startAt", 0),
            max_results=call.number("maxResults", 50),
            fields=call.words("fields"),
            expand=frozenset(call.words("expand")),
            validate=call.flag("validateQuery", default=True),
        ),
    )


def _search_post(call: Call) -> Answer:
    body = call.body(_SHAPE)
    return _search(
        call,
        _Asked(
            jql=body.get("jql", ""),
            start=body.get("startAt", 0),
            max_results=body.get("maxResults", 50),
            fields=words_of(body.get("fields")),
            expand=frozenset(words_of(body.get("expand"))),
            validate=str(body.get("validateQuery", True)).lower() == "true",
        ),
    )


def _search(call: Call, asked: _Asked) -> Answer:
    cap = call.instance.page_cap
    # -1 is read as "as many as you may".
    size = cap if asked.max_results < 0 else min(asked.max_results, cap)
    start = max(asked.start, 0)
    _check_window(call, start + size)
    page, warnings = _cut(call, asked, start, size)
    test = wanted(asked.fields, navigable=call.instance.site.navigable, base="*navigable")
    issues = [issue_json(call, each, fields=test, expand=asked.expand) for each in page.rows]
    payload: dict[str, Json] = {
        "expand": "schema,names",
        "startAt": start,
        "maxResults": size,
        "total": page.total,
        "issues": issues,
    }
    if warnings:
        payload["warningMessages"] = warnings
    return Answer(payload=payload | about_fields(call, fields=test, expand=asked.expand))


def _cut(call: Call, asked: _Asked, start: int, size: int) -> tuple[Page, list[str]]:
    again = start > 0 and call.instance.faults.take({"repeat_token"}, call.request.path)
    offset = max(start - size, 0) if again else start
    try:
        return cut(call, asked.jql, offset=offset, size=size), []
    except JQLSyntaxError as error:
        raise Refused(errors(400, syntax_text(error))) from None
    except SemanticJQL as wrong:
        messages = [*wrong.errors, *wrong.warnings]
        if asked.validate:
            raise Refused(errors(400, *messages)) from None
        if wrong.errors:
            return Page([], 0, 0), messages
    # Unchecked, a value that does not exist finds nothing, and the others are found: Cloud's way.
    return cut(call, asked.jql, offset=offset, size=size, deployment="cloud"), messages


def _check_window(call: Call, end: int) -> None:
    window = call.instance.window
    if window is not None and end > window:
        said = (
            f"Search limit exceeded. We couldn't complete your search because it requests {end:,} "
            f"results which exceeded the search platform limit of {window:,}."
        )
        raise Refused(errors(500, said))


ROUTES: Final[Routes] = {
    ("GET", "/search"): _search_get,
    ("POST", "/search"): _search_post,
}
