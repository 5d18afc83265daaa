"""A project with its versions and components, of both products.

OpenAPI of Jira Cloud platform v3 and of Jira Data Center 10.3: ``/project/{projectIdOrKey}``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._common_routes import Rows, rows
from jiraframe.sandbox._http import Answer, Json, Refused, errors
from jiraframe.sandbox._paging import bean
from jiraframe.sandbox._routing import Handler, Routes

if TYPE_CHECKING:
    from jiraframe.sandbox._site import Site

_A_PAGE: Final = 50
_LONGEST_PAGE: Final = 1000
_VERSION_ORDERS: Final = frozenset({"name", "description", "startDate", "releaseDate", "sequence"})
_COMPONENT_ORDERS: Final = frozenset({"name", "description", "issueCount"})
_Parts = Callable[["Site"], Callable[..., Rows]]


def find_project(call: Call) -> dict[str, Json]:
    """Find the project that a path names.

    Raises:
        Refused: There is none, or a stranger asks.
    """
    asked = call.parts["project"]
    for each in rows(call, call.instance.site.projects):
        if asked.upper() == each["key"].upper() or asked == each["id"]:
            return each
    what = "id" if asked.isdecimal() and asked.strip("0") else "key"
    raise Refused(errors(404, f"No project could be found with {what} '{asked}'."))


def _project(call: Call) -> Answer:
    return Answer(payload=find_project(call))


def _parts(call: Call, which: _Parts) -> Rows:
    read = which(call.instance.site)
    return read(
        find_project(call)["id"],
        deployment=call.instance.deployment,
        version=call.version,
        base_url=call.base_url,
    )


def _bare(which: _Parts) -> Handler:
    return lambda call: Answer(payload=_parts(call, which))


def _version_page(call: Call) -> Answer:
    found = _asked(call, _parts(call, lambda site: site.versions), _VERSION_ORDERS)
    states = call.words("status")
    if states:
        found = [each for each in found if _state(each) in states]
    return Answer(payload=bean(call, found, default=_A_PAGE, most=_LONGEST_PAGE))


def _state(version: dict[str, Json]) -> str:
    if version["archived"]:
        return "archived"
    return "released" if version["released"] else "unreleased"


def _component_page(call: Call) -> Answer:
    site = call.instance.site
    counted = [
        {**each, "issueCount": site.component_count(each["id"])}
        for each in _parts(call, lambda site: site.components)
    ]
    found = _asked(call, counted, _COMPONENT_ORDERS)
    return Answer(payload=bean(call, found, default=_A_PAGE, most=_LONGEST_PAGE))


def _asked(call: Call, found: Rows, orders: frozenset[str]) -> Rows:
    """Keep what holds the text that was asked for, in the order that was asked for."""
    needle, order = call.text("query").lower(), call.text("orderBy")
    kept = [e for e in found if needle in f"{e['name']} {e.get('description', '')}".lower()]
    field = order.lstrip("+-")
    if not order:
        return kept
    if field not in orders:
        raise Refused(errors(400, f"The orderBy value '{order}' is not supported."))
    key = _numbered if field == "issueCount" else _sequence if field == "sequence" else _worded
    return sorted(kept, key=key(field), reverse=order.startswith("-"))


def _numbered(field: str) -> Callable[[dict[str, Json]], float]:
    return lambda each: float(each[field])


def _worded(field: str) -> Callable[[dict[str, Json]], str]:
    return lambda each: str(each.get(field, "")).lower()


def _sequence(_: str) -> Callable[[dict[str, Json]], float]:
    return lambda each: float(each["id"])


_BOTH: Final[Routes] = {
    ("GET", "/project/{project}"): _project,
    ("GET", "/project/{project}/versions"): _bare(lambda site: site.versions),
    ("GET", "/project/{project}/version"): _version_page,
    ("GET", "/project/{project}/components"): _bare(lambda site: site.components),
}
DATACENTER: Final[Routes] = _BOTH
CLOUD: Final[Routes] = {
    **_BOTH,
    ("GET", "/project/{project}/component"): _component_page,
}
