"""Cloud: what it says of a query without running it.

OpenAPI of Jira Cloud platform v3: ``/jql/parse``, ``/jql/match``.
"""

from __future__ import annotations

from typing import Final

from jiraframe.errors import JQLSyntaxError
from jiraframe.jql import parse
from jiraframe.sandbox._call import INVALID_PAYLOAD, Call, words_of
from jiraframe.sandbox._http import Answer, Json, errors
from jiraframe.sandbox._jql_help import ROUTES as HELP_ROUTES
from jiraframe.sandbox._jql_structure import structure
from jiraframe.sandbox._jql_texts import syntax_text
from jiraframe.sandbox._problems import SemanticJQL
from jiraframe.sandbox._routing import Routes

_MODES: Final = frozenset({"strict", "warn", "none"})


def _parse(call: Call) -> Answer:
    mode = call.text("validation", "strict")
    queries = call.body({"queries": list}).get("queries")
    if mode not in _MODES or not queries or not all(isinstance(each, str) for each in queries):
        return Answer(400, {"errorMessages": [INVALID_PAYLOAD]})
    return Answer(payload={"queries": [_parsed(call, each, mode) for each in queries]})


def _parsed(call: Call, query: str, mode: str) -> dict[str, Json]:
    """Parse one query; the status is 200 even when it is wrong."""
    try:
        tree = parse(query)
    except JQLSyntaxError as error:
        return {"query": query, "errors": [syntax_text(error)]}
    wrong, doubtful = ([], []) if mode == "none" else call.instance.site.check(query)
    found: dict[str, Json] = {"query": query}
    if not wrong or mode != "strict":
        found["structure"] = structure(tree)
    if wrong:
        found["errors"] = list(wrong)
    if doubtful:
        found["warnings"] = list(doubtful)
    return found


def _match(call: Call) -> Answer:
    body = call.body({"issueIds": list, "jqls": list})
    ids, queries = words_of(body.get("issueIds")), words_of(body.get("jqls"))
    if not ids or not queries:
        return errors(400, "issueIds and jqls are required.")
    places = [p for each in ids if (p := call.instance.site.find(each)) is not None]
    return Answer(payload={"matches": [_matched(call, places, each) for each in queries]})


def _matched(call: Call, places: list[int], query: str) -> dict[str, Json]:
    try:
        found = set(call.instance.searches.find(query, deployment="cloud"))
    except JQLSyntaxError as error:
        return {"matchedIssues": [], "errors": [syntax_text(error)]}
    except SemanticJQL as wrong:
        return {"matchedIssues": [], "errors": [*wrong.errors, *wrong.warnings]}
    site = call.instance.site
    return {
        "matchedIssues": [int(site.id_and_key(p)[0]) for p in places if p in found],
        "errors": [],
    }


ROUTES: Final[Routes] = {
    **HELP_ROUTES,
    ("POST", "/jql/autocompletedata"): HELP_ROUTES["GET", "/jql/autocompletedata"],
    ("POST", "/jql/parse"): _parse,
    ("POST", "/jql/match"): _match,
}
