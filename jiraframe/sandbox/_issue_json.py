"""One issue as an answer holds it: its fields and what ``expand`` adds."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from jiraframe.sandbox._call import Call
from jiraframe.sandbox._http import Json, Refused, errors

# How many changes Cloud puts into a list and into a single issue; newest first.
# OpenAPI of Jira Cloud platform v3, /issue/bulkfetch.
LISTED_CHANGES: Final = 40
SINGLE_CHANGES: Final = 100


def issue_json(
    call: Call,
    position: int,
    *,
    fields: Callable[[str], bool],
    expand: Collection[str] = (),
    changes: int = LISTED_CHANGES,
) -> dict[str, Json]:
    """Render an issue.

    Args:
        call: The request it answers.
        position: Where the issue is on the site.
        fields: The test for the fields to send.
        expand: What the caller wants beside the fields.
        changes: The most changes that Cloud sends here.
    """
    jira = call.instance
    issue = jira.site.issue(
        position,
        deployment=jira.deployment,
        version=call.version,
        base_url=call.base_url,
        fields=fields,
    )
    if "changelog" in expand:
        issue["changelog"] = _changelog(call, position, changes)
    return issue


def _changelog(call: Call, position: int, changes: int) -> dict[str, Json]:
    jira = call.instance
    histories = jira.site.changelog(position, deployment=jira.deployment, base_url=call.base_url)
    total = len(histories)
    if jira.cloud:
        histories = histories[::-1][:changes]
    elif histories and (fault := jira.faults.take({"short_list"}, call.request.path)):
        histories = histories[: max(total - fault.options["rows"], 0)]
    return {
        "startAt": 0,
        "maxResults": len(histories),
        "total": total,
        "histories": histories,
    }


def about_fields(
    call: Call, *, fields: Callable[[str], bool], expand: Collection[str]
) -> dict[str, Json]:
    """Give ``names`` and ``schema`` of the fields sent, where they were asked for."""
    if not {"names", "schema"}.intersection(expand):
        return {}
    jira = call.instance
    sent = [each for each in jira.site.fields(jira.deployment) if fields(each["id"])]
    found: dict[str, Json] = {}
    if "names" in expand:
        found["names"] = {each["id"]: each["name"] for each in sent}
    if "schema" in expand:
        found["schema"] = {each["id"]: each["schema"] for each in sent if "schema" in each}
    return found


def find_issue(call: Call) -> int:
    """Find the issue that a path names.

    Raises:
        Refused: There is none, or a stranger asks.
    """
    position = call.instance.site.find(call.parts["issue"]) if call.signed_in else None
    if position is None:
        said = (
            "Issue does not exist or you do not have permission to see it."
            if call.instance.cloud
            else "Issue Does Not Exist"
        )
        raise Refused(errors(404, said))
    return position
