"""The answers that a fault gives in place of Jira's own, and what it does to a body."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

from jiraframe.sandbox._faults import Fault
from jiraframe.sandbox._http import Answer, Json, errors, html
from jiraframe.sandbox._instance import Instance
from jiraframe.sandbox._sign_in import basic_is_off, captcha, login_page

_REMOVED: Final = (
    "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full "
    "migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046"
)
_RATE_LIMITED: Final = "The request has been rate-limited. Please try again later."
_HUGE: Final = "\N{INFINITY} huge number"


def gone() -> Answer:
    """Answer for a route that was taken away."""
    return errors(410, _REMOVED)


def rate_limited(retry_after: str | None, *, cloud: bool) -> Answer:
    """Answer to one request too many."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if not cloud:
        return html(429, "HTTP Status 429 - Too Many Requests", "Rate limit exceeded.", **headers)
    reset = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    headers |= {
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset.isoformat().replace("+00:00", "Z"),
        "X-RateLimit-NearLimit": "true",
        "RateLimit-Reason": "jira-burst-based",
    }
    payload = {"errorMessages": [_RATE_LIMITED], "errors": {}, "status": 429}
    return Answer(429, payload, headers=headers)


def _server_error(fault: Fault, _: Instance) -> Answer:
    status = int(fault.kind)
    retry_after = fault.options["retry_after"]
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return html(status, f"{status} {HTTPStatus(status).phrase}", **headers)


def _redirect(fault: Fault, instance: Instance) -> Answer:
    to = fault.options["to"]
    target = to if "://" in to else instance.url + to
    return html(302, "Found", Location=target)


_INSTEAD: Final[dict[str, Callable[[Fault, Instance], Answer]]] = {
    "429": lambda fault, jira: rate_limited(fault.options["retry_after"], cloud=jira.cloud),
    "500": _server_error,
    "502": _server_error,
    "503": _server_error,
    "504": _server_error,
    "login_page": lambda _, __: login_page(),
    "redirect": _redirect,
    "captcha": lambda _, jira: captcha(jira.url),
    "basic_off": lambda _, __: basic_is_off(),
    "scope": lambda _, __: Answer(401, _SCOPE),
    "forbidden": lambda fault, _: errors(403, fault.options["message"]),
    "gone": lambda _, __: gone(),
    "bad_json": lambda _, __: Answer(text='{"issues": [{"id": "10001", "fields": {]}'),
}
_SCOPE: Final[dict[str, Any]] = {"code": 401, "message": "Unauthorized; scope does not match"}


def instead(instance: Instance, path: str) -> Answer | None:
    """Give the answer of the fault that hits a request, or None."""
    fault = instance.faults.take(_INSTEAD.keys(), path)
    return None if fault is None else _INSTEAD[fault.kind](fault, instance)


def spoil(instance: Instance, answer: Answer, path: str) -> None:
    """Put into the first issue of an answer what some readers cannot read."""
    issues = answer.payload.get("issues") if isinstance(answer.payload, dict) else None
    if not issues or "fields" not in issues[0]:
        return
    # What the site gives is shared between answers: only a copy may be spoilt.
    fields = dict(issues[0]["fields"])
    issues[0] = {**issues[0], "fields": fields}
    if isinstance(fields.get("summary"), str) and instance.faults.take({"lone_surrogate"}, path):
        fields["summary"] += "\ud83d"
    number = next((name for name, value in fields.items() if _is_number(value)), None)
    if number is not None and instance.faults.take({"huge_number"}, path):
        fields[number] = _HUGE
        answer.text = answer.encode().decode().replace(f'"{_HUGE}"', "1e400", 1)


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
