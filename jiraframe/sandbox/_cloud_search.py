"""Cloud: search by tokens, the approximate count, and issues by id.

OpenAPI of Jira Cloud platform v3: ``/search/jql``, ``/search/approximate-count``,
``/issue/bulkfetch``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql import parse
from jiraframe.sandbox._call import INVALID_PAYLOAD, Call, words_of
from jiraframe.sandbox._fault_answers import gone
from jiraframe.sandbox._http import Answer, Json, Refused, errors
from jiraframe.sandbox._issue_json import about_fields, issue_json
from jiraframe.sandbox._jql_texts import syntax_text
from jiraframe.sandbox._page import Page, cut
from jiraframe.sandbox._problems import SemanticJQL
from jiraframe.sandbox._routing import Routes
from jiraframe.sandbox._wanted import is_narrow, wanted

# With fields a page is short, whatever is asked for; the number is a report, not documented.
_WIDE_PAGE: Final = 100
_LONGEST_PAGE: Final = 5000
_SORT_FIELDS: Final = 7
_RECONCILED: Final = 50
_PROPERTIES: Final = 5
_BULK: Final = 100
_UNBOUNDED: Final = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
_SHAPE: Final[dict[str, type | tuple[type, ...]]] = {
    "jql": str,
    "nextPageToken": str,
    "maxResults": int,
    "fields": list,
    "expand": str,
    "properties": list,
    "fieldsByKeys": bool,
    "reconcileIssues": list,
}
_BULK_SHAPE: Final[dict[str, type | tuple[type, ...]]] = {
    "issueIdsOrKeys": list,
    "fields": list,
    "expand": list,
    "properties": list,
    "fieldsByKeys": bool,
}


@dataclass(frozen=True, slots=True)
class _Asked:
    jql: str
    token: str | None
    max_results: int
    fields: Sequence[str]
    expand: frozenset[str]
    properties: Sequence[str]
    reconcile: Sequence[str]


def _search_get(call: Call) -> Answer:
    reconcile = call.query.get("reconcileIssues", [])
    asked = _Asked(
        jql=call.text("jql"),
        token=call.text("nextPageToken") or None,
        max_results=call.number("maxResults", 50),
        fields=call.words("fields"),
        expand=frozenset(call.words("expand")),
        properties=call.words("properties"),
        reconcile=reconcile,
    )
    return _search(call, asked)


def _search_post(call: Call) -> Answer:
    body = call.body(_SHAPE)
    asked = _Asked(
        jql=body.get("jql", ""),
        token=body.get("nextPageToken"),
        max_results=body.get("maxResults", 50),
        fields=words_of(body.get("fields")),
        expand=frozenset(words_of(body.get("expand"))),
        properties=words_of(body.get("properties")),
        reconcile=words_of(body.get("reconcileIssues")),
    )
    return _search(call, asked)


def _search(call: Call, asked: _Asked) -> Answer:
    """Check in the order that Cloud checks: token, length of the page, bounds, query."""
    offset = _offset(call, asked)
    if not 1 <= asked.max_results <= _LONGEST_PAGE:
        return errors(400, "The max results parameter has to be between 1 and 5,000.")
    _check_query(asked.jql)
    if len(asked.properties) > _PROPERTIES:
        return errors(400, "A maximum of 5 issue properties can be requested.")
    kept = _reconciled(call, asked.reconcile)
    size = asked.max_results if is_narrow(asked.fields) else min(asked.max_results, _WIDE_PAGE)
    try:
        page = cut(call, asked.jql, offset=offset, size=size, kept=kept)
    except SemanticJQL:  # a name that does not exist finds nothing, without a word
        page = Page([], 0, 0)
    return _answer(call, asked, page)


def _answer(call: Call, asked: _Asked, page: Page) -> Answer:
    test = _test(call, asked.fields, base="id")
    payload: dict[str, Json] = {"issues": _issues(call, asked, page), "isLast": True}
    jira = call.instance
    token = jira.tokens.make(page.end, jql=asked.jql, fields=asked.fields)
    if asked.token and jira.faults.take({"repeat_token"}, call.request.path):
        payload |= {"isLast": False, "nextPageToken": asked.token}
    elif page.end < page.total and not jira.faults.take({"early_end"}, call.request.path):
        payload |= {"isLast": False, "nextPageToken": token}
    payload |= about_fields(call, fields=test, expand=asked.expand)
    return Answer(payload=payload)


def _issues(call: Call, asked: _Asked, page: Page) -> list[dict[str, Json]]:
    if is_narrow(asked.fields) and not asked.expand and not asked.properties:
        return [_bare(call, position, asked.fields) for position in page.rows]
    test = _test(call, asked.fields, base="id")
    issues = [issue_json(call, p, fields=test, expand=asked.expand) for p in page.rows]
    if asked.properties:
        for issue in issues:
            issue["properties"] = {}
    return issues


def _bare(call: Call, position: int, fields: Sequence[str]) -> dict[str, Json]:
    issue_id, key = call.instance.site.id_and_key(position)
    if "key" not in fields:
        return {"id": issue_id}
    self = f"{call.base_url}/rest/api/{call.version}/issue/{issue_id}"
    return {"expand": "", "id": issue_id, "self": self, "key": key}


def _test(call: Call, fields: Sequence[str], *, base: str) -> Callable[[str], bool]:
    return wanted(fields, navigable=call.instance.site.navigable, base=base)


def _offset(call: Call, asked: _Asked) -> int:
    if asked.token is None:
        return 0
    offset = call.instance.tokens.read(asked.token, jql=asked.jql, fields=asked.fields)
    if offset is None or call.instance.faults.take({"expired_token"}, call.request.path):
        raise Refused(errors(400, "The provided next page token is invalid or expired."))
    return offset


def _check_query(jql: str) -> None:
    try:
        query = parse(jql)
    except JQLSyntaxError as error:
        raise Refused(errors(400, syntax_text(error))) from None
    if query.where is None:
        raise Refused(errors(400, _UNBOUNDED))
    if len(query.order_by) > _SORT_FIELDS:
        said = f"The maximum number of fields in the ORDER BY clause is {_SORT_FIELDS}."
        raise Refused(errors(400, said))


def _reconciled(call: Call, ids: Sequence[str]) -> frozenset[int]:
    if len(ids) > _RECONCILED or not all(each.isdecimal() for each in ids):
        raise Refused(Answer(400, {"errorMessages": [INVALID_PAYLOAD]}))
    places = (call.instance.site.find(each) for each in ids)
    return frozenset(place for place in places if place is not None)


def _approximate_count(call: Call) -> Answer:
    jql = call.body({"jql": str}).get("jql", "")
    _check_query(jql)
    jira = call.instance
    try:
        count = len(jira.searches.find(jql, deployment="cloud")) if call.signed_in else 0
    except SemanticJQL:
        count = 0
    fault = jira.faults.take({"wrong_count"}, call.request.path)
    return Answer(payload={"count": max(count + (fault.options["by"] if fault else 0), 0)})


def _bulk_fetch(call: Call) -> Answer:
    """Give issues by id: in ascending order of ids, and nothing at all of unknown ones."""
    body = call.body(_BULK_SHAPE)
    asked = words_of(body.get("issueIdsOrKeys"))
    if not 1 <= len(asked) <= _BULK:
        return errors(400, "The number of issue IDs or keys has to be between 1 and 100.")
    jira = call.instance
    found = {place for each in asked if (place := jira.site.find(each)) is not None}
    rows = sorted(found, key=lambda each: int(jira.site.id_and_key(each)[0]))
    rows = jira.faults.drop("lost_ids", rows, call.request.path)
    expand = frozenset(words_of(body.get("expand")))
    test = _test(call, words_of(body.get("fields")), base="*navigable")
    issues = [issue_json(call, p, fields=test, expand=expand) for p in rows if call.signed_in]
    payload = {"expand": "schema,names", "issues": issues, "issueErrors": []}
    return Answer(payload=payload | about_fields(call, fields=test, expand=expand))


def _retired(_: Call) -> Answer:
    return gone()


ROUTES: Final[Routes] = {
    ("GET", "/search/jql"): _search_get,
    ("POST", "/search/jql"): _search_post,
    ("POST", "/search/approximate-count"): _approximate_count,
    ("POST", "/issue/bulkfetch"): _bulk_fetch,
    ("GET", "/search"): _retired,
    ("POST", "/search"): _retired,
}
