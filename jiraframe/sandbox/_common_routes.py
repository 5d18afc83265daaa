"""What both products have: who one is, fields, projects, statuses and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._http import Answer, Json, Refused, must_sign_in
from jiraframe.sandbox._routing import Handler, Routes

if TYPE_CHECKING:
    from jiraframe.sandbox._site import Site

Rows: TypeAlias = "list[dict[str, Json]]"


def rows(call: Call, read: Callable[..., Rows]) -> Rows:
    """Give one of the site's lists; a stranger sees an empty one.

    Args:
        call: The request it answers.
        read: The method of the site that has the list.
    """
    if not call.signed_in:
        return []
    return read(deployment=call.instance.deployment, base_url=call.base_url)


def _bare(which: Callable[[Site], Callable[..., Rows]]) -> Handler:
    return lambda call: Answer(payload=rows(call, which(call.instance.site)))


def _myself(call: Call) -> Answer:
    if not call.signed_in:
        raise Refused(must_sign_in(call.request, realm=call.instance.realm))
    jira = call.instance
    identity = "accountId" if jira.cloud else "name"
    account = jira.site.account
    user = next(u for u in rows(call, jira.site.users) if u[identity] == account[identity])
    more = {
        "emailAddress": account["emailAddress"],
        "timeZone": account["timeZone"],
        "locale": account["locale"],
        "groups": {"size": 1, "items": []},
        "applicationRoles": {"size": 1, "items": []},
        "expand": "groups,applicationRoles",
    }
    return Answer(payload=user | more)


def _fields(call: Call) -> Answer:
    # Strangers may see the fields, of both products.
    return Answer(payload=call.instance.site.fields(call.instance.deployment))


def _link_types(call: Call) -> Answer:
    return Answer(payload={"issueLinkTypes": rows(call, call.instance.site.link_types)})


COMMON: Final[Routes] = {
    ("GET", "/field"): _fields,
    ("GET", "/myself"): _myself,
    ("GET", "/project"): _bare(lambda site: site.projects),
    ("GET", "/issuetype"): _bare(lambda site: site.issue_types),
    ("GET", "/status"): _bare(lambda site: site.statuses),
    ("GET", "/priority"): _bare(lambda site: site.priorities),
    ("GET", "/resolution"): _bare(lambda site: site.resolutions),
    ("GET", "/statuscategory"): _bare(lambda site: site.status_categories),
    ("GET", "/issueLinkType"): _link_types,
}
