"""A Jira from the outside: where a path leads, who asks, and what every answer carries."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Final

from jiraframe.sandbox._agile_routes import ROUTES as AGILE_ROUTES
from jiraframe.sandbox._call import Call
from jiraframe.sandbox._cloud_routes import ROUTES as CLOUD_ROUTES
from jiraframe.sandbox._datacenter_routes import ROUTES as DATACENTER_ROUTES
from jiraframe.sandbox._fault_answers import instead, spoil
from jiraframe.sandbox._http import Answer, Refused, Request, html, method_not_allowed
from jiraframe.sandbox._instance import Instance
from jiraframe.sandbox._rate_limit import RateLimit
from jiraframe.sandbox._routing import Match, Router
from jiraframe.sandbox._sign_in import Caller, login_page

_API: Final = re.compile(r"/rest/api/(?P<version>2|3|latest)(?P<route>/.*)")
_AGILE_API: Final = re.compile(r"/rest/agile/1\.0(?P<route>/.*)")
_GATEWAY: Final = re.compile(r"/ex/jira/(?P<id>[^/]+)(?P<path>/.*)?")
_AGILE: Final = Router(AGILE_ROUTES)
_ROUTERS: Final = {True: Router(CLOUD_ROUTES), False: Router(DATACENTER_ROUTES)}


class Service:
    """Answers requests as one Jira does.

    Args:
        instance: The Jira.
        context_path: What stands before every path, such as ``/jira``, or nothing.
        rate_limit: The bucket that limits requests, or None.
    """

    def __init__(
        self, instance: Instance, *, context_path: str, rate_limit: RateLimit | None
    ) -> None:
        self._instance = instance
        self._context_path = context_path
        self._rate_limit = rate_limit

    def answer(self, request: Request) -> Answer:
        """Answer a request; whatever it is, nothing on the site changes."""
        headers = {
            "Cache-Control": "no-cache, no-store, no-transform",
            "Set-Cookie": f"atlassian.xsrf.token={secrets.token_hex(8)}_lin; Path=/",
            "X-AREQUESTID": secrets.token_hex(8),
        }
        limited = self._rate_limit.take(headers) if self._rate_limit else None
        answer = limited or instead(self._instance, request.path)
        if answer is None:
            try:
                answer = self._served(request, headers)
            except Refused as refusal:
                answer = refusal.answer
        spoil(self._instance, answer, request.path)
        answer.headers = {**headers, **answer.headers}
        return answer

    def _served(self, request: Request, headers: dict[str, str]) -> Answer:
        path = request.path.removeprefix(self._context_path)
        if not request.path.startswith(self._context_path + "/"):
            return html(404, "Not Found")
        if path == "/login.jsp":
            return login_page()
        if self._instance.cloud and path == "/_edge/tenant_info":
            return Answer(payload={"cloudId": self._instance.cloud_id})
        if self._instance.cloud and (gateway := _GATEWAY.fullmatch(path)):
            return self._through_gateway(request, headers, gateway)
        return self._routed(request, headers, path, self._instance.url, self._at_home(request))

    def _at_home(self, request: Request) -> Caller:
        jira = self._instance
        if jira.faults.take({"bearer_ignored"}, request.path):
            return Caller(False, {} if jira.cloud else {"X-AUSERNAME": "anonymous"})
        if jira.cloud:
            return jira.credentials.on_cloud(request, realm=jira.realm)
        return jira.credentials.on_datacenter(request, url=jira.url, realm=jira.realm)

    def _through_gateway(
        self, request: Request, headers: dict[str, str], found: re.Match[str]
    ) -> Answer:
        if found["id"] != self._instance.cloud_id:
            return _unknown_cloud_id(request)
        caller = self._instance.credentials.at_gateway(request)
        base_url = f"{self._instance.url}/ex/jira/{found['id']}"
        return self._routed(request, headers, found["path"] or "/", base_url, caller)

    def _routed(
        self, request: Request, headers: dict[str, str], path: str, base_url: str, caller: Caller
    ) -> Answer:
        headers.update(caller.headers)
        jira = self._instance
        api, agile = _API.fullmatch(path), _AGILE_API.fullmatch(path)
        version = 3 if api and api["version"] == "3" else 2
        if agile:
            match = _AGILE.find(request.method, agile["route"])
        elif api and (jira.cloud or version == 2):
            match = _ROUTERS[jira.cloud].find(request.method, api["route"])
        elif api and request.method == "POST":
            # A Data Center knows no version 3: https://github.com/whyisdifficult/jiratui/issues/50
            return html(403, "XSRF check failed")
        else:
            match = Match(None, {}, frozenset())
        if match.handler is not None:
            call = Call(request, jira, match.parts, version, base_url, caller.signed_in)
            return match.handler(call)
        # What reads on Cloud and is missing here is missing; all else might write.
        reads = request.method == "GET" or (api and _reads_on_cloud(request, api["route"]))
        if reads and not match.allowed:
            return jira.not_found(request)
        return method_not_allowed(request, match.allowed or {"GET"}, cloud=jira.cloud)


def _reads_on_cloud(request: Request, route: str) -> bool:
    return _ROUTERS[True].find(request.method, route).handler is not None


def _unknown_cloud_id(request: Request) -> Answer:
    payload = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "status": 404,
        "error": "Not Found",
        "message": "No message available",
        "path": request.path,
    }
    return Answer(404, payload)
