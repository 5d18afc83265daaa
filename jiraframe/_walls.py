"""From an answer of Jira, or from none, to the one error that says what to change.

Decided by status, header and content type; Jira's own words are passed on, never
searched for meaning, because they come in the account's language. The one
exception is named where it stands.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests

from jiraframe._alike import few
from jiraframe._json import read_object
from jiraframe._places import place
from jiraframe.errors import (
    AuthenticationError,
    JiraFrameError,
    JiraUnavailable,
    JQLError,
    JQLSyntaxError,
    NotFound,
    PermissionDenied,
    RateLimited,
)
from jiraframe.jql import is_bounded

if TYPE_CHECKING:
    from jiraframe._settings import Settings

NEW_TOKEN = (
    "Tokens end after a year at most: make a new one at "
    "https://id.atlassian.com/manage-profile/security/api-tokens and set JIRA_API_TOKEN."
)
ADD_CONDITION = "Add a condition, for example project = ENG or updated >= -30d."
_MORE = "Jira said {:,} more of the kind; .messages of this error holds them all."
_LOGIN_FAILED = "AUTHENTICATED_FAILED"
_LOGIN_DENIED = "AUTHENTICATION_DENIED"
# RFC 9110: content too large, URI too long; RFC 6585: header fields too large.
_TOO_LARGE = frozenset({413, 414, 431})


def wall(
    response: requests.Response, *, settings: Settings, jql: str | None
) -> JiraFrameError | None:
    """Find what is wrong with an answer.

    Args:
        response: The answer, of any status.
        settings: What we signed in with.
        jql: The query that was asked, where there was one.

    Returns:
        The error to raise, or None when the answer can be read.
    """
    reason = response.headers.get("X-Seraph-LoginReason", "")
    if _LOGIN_DENIED in reason:
        return captcha(response, settings)
    if _LOGIN_FAILED in reason:
        return refused(settings, "Jira did not accept the sign-in and answered as to a stranger.")
    if response.headers.get("X-AUSERNAME") == "anonymous":
        return refused(settings, "Jira ignored the sign-in and answered as to a stranger.")
    if response.ok:
        return login_page(response, settings) if is_html(response) else None
    return _by_status(response, settings, jql)


def _by_status(response: requests.Response, settings: Settings, jql: str | None) -> JiraFrameError:
    status, said = response.status_code, spoken(response)
    if status == 401:
        return refused(settings, f"Jira does not know us (401{said}).")
    if status == 403:
        return _forbidden(response, settings)
    if status == 404:
        return _not_found(response, settings)
    if status == 410:
        return JiraUnavailable(
            f"Jira has retired {_path(response)} (410{said}).",
            fix="Where this is Jira Cloud taken for Data Center, set JIRA_EMAIL or "
            "JIRA_DEPLOYMENT=cloud; otherwise update jiraframe.",
        )
    if status == 429:
        return RateLimited(f"Jira limits our requests (429{said}).")
    if status >= 500:
        return JiraUnavailable(
            f"Jira failed with status {status}{said}.",
            fix="Try again later; if it stays so, ask for fewer fields or smaller pages "
            "(page_size=), or show this to Jira's administrator.",
            status=status,
        )
    # What is no JSON does not come from Jira, which has not seen the query then.
    if status == 400 and jql is not None and _object(response) is not None:
        return jql_error(jql, messages(response))
    return JiraFrameError(
        f"Jira refused {_path(response)} with status {status}{said}.",
        fix="Ask for less at a time: smaller pages (page_size=), fewer fields, a shorter query."
        if status in _TOO_LARGE
        else "If Jira gives no reason, a proxy or a firewall before it may have answered: show "
        "this to its administrator.",
    )


def refused(settings: Settings, what: str) -> AuthenticationError:
    """Explain a sign-in that Jira did not accept."""
    where = f"{what} Address: {settings.base_url}; token from {settings.sources.get('token')}."
    if settings.deployment == "cloud":
        return AuthenticationError(
            f"{where} E-mail: {settings.email}, from {settings.sources.get('email')}.",
            fix="JIRA_EMAIL must be the address of the account that made the token, and "
            f"JIRA_API_TOKEN whole and not expired. {NEW_TOKEN}",
        )
    if settings.email:
        return AuthenticationError(
            f"{where} User name: {settings.email}, from {settings.sources.get('email')}.",
            fix="Check JIRA_EMAIL (here the user name) and JIRA_API_TOKEN (here the password); or "
            "leave JIRA_EMAIL empty and use a personal access token.",
        )
    return AuthenticationError(
        where,
        fix="JIRA_API_TOKEN must be a personal access token of this Jira (profile, Personal Access "
        "Tokens; Jira 8.14 or newer), not expired and not revoked. For Jira Cloud set JIRA_EMAIL "
        "too.",
    )


def captcha(response: requests.Response, settings: Settings) -> AuthenticationError:
    """Explain a sign-in that is locked until a person has signed in by hand."""
    return AuthenticationError(
        f"Jira at {settings.base_url} wants a CAPTCHA solved after too many failed sign-ins "
        f"(status {response.status_code}); further tries keep the lock.",
        fix="Sign in once with a browser and solve it, then check JIRA_EMAIL and JIRA_API_TOKEN; a "
        "personal access token (JIRA_EMAIL empty) is not held up by CAPTCHA.",
        locked=True,
    )


def login_page(response: requests.Response, settings: Settings) -> AuthenticationError:
    """Explain a web page where data was asked for."""
    return AuthenticationError(
        f"{_path(response)} at {settings.base_url} answered with a web page instead of data: a "
        "login page of Jira, of single sign-on or of a proxy stands before it.",
        fix="Check that JIRA_BASE_URL is the address of Jira itself, with its context path (such "
        "as /jira), and ask its administrator to let REST requests with tokens pass.",
    )


def jql_error(jql: str, said: Sequence[str]) -> JQLError:
    """Build the error for a query that Jira refused, with its own words."""
    spans = (span for text in said if (span := place(jql, text)) is not None)
    start, _ = next(spans, (None, None))
    words = " ".join(few(said, _MORE))
    try:
        bounded = is_bounded(jql)
    except JQLSyntaxError as wrong:
        return JQLSyntaxError(
            f"The query does not parse. {words or wrong.what}",
            query=jql,
            messages=said,
            position=wrong.position if start is None else start,
            expected=wrong.expected,
            fix=wrong.fix,
        )
    return JQLError(
        f"Jira refused the query: {words or 'it gave no reason.'}",
        query=jql,
        messages=said,
        position=start,
        fix="" if bounded else ADD_CONDITION,
    )


def messages(response: requests.Response) -> list[str]:
    """Read what Jira says of a failure, in whichever of its five forms.

    Returns:
        The texts of ``errorMessages``, ``errors``, ``message``, ``error`` and ``detail``; none
        when the body is no JSON object.
    """
    body = _object(response) or {}
    said: list[str] = []
    for name in ("errorMessages", "errors", "message", "error", "detail"):
        said.extend(text for text in _texts(body.get(name)) if text not in said)
    return [_without_secrets(text, response) for text in said]


def _without_secrets(text: str, response: requests.Response) -> str:
    """Mask the sign-in where a server, or a proxy, sends it back."""
    sent = response.request.headers.get("Authorization", "")
    scheme, _, secret = sent.partition(" ")
    secrets = [secret]
    if scheme.lower() == "basic":
        secrets.append(b64decode(secret).decode("latin-1").partition(":")[2])
    for each in secrets:
        text = text.replace(each, "***") if each else text
    return text


def spoken(response: requests.Response) -> str:
    """Give Jira's words as the end of a sentence that still wants its stop, or nothing."""
    said = messages(response)
    return f": {_sentence(said).rstrip('.')}" if said else ""


def _sentence(said: Sequence[str]) -> str:
    return " ".join(said).rstrip(".") + "."


def is_html(response: requests.Response) -> bool:
    """Tell whether an answer is a web page."""
    return "html" in response.headers.get("Content-Type", "").lower()


def _forbidden(response: requests.Response, settings: Settings) -> JiraFrameError:
    said = messages(response)
    # Cloud's answer to any Bearer token at a site's own address; this text is not translated.
    # Only JSON with the single key "error" comes from that filter.
    if settings.deployment == "datacenter" and _keys(response) == {"error"}:
        return AuthenticationError(
            f"{settings.base_url} answered as Jira Cloud does to a Bearer token: {_sentence(said)}",
            fix="For Jira Cloud set JIRA_EMAIL to the e-mail of the account that made the token.",
        )
    if settings.deployment == "datacenter" and settings.email and _keys(response) == {"message"}:
        return AuthenticationError(
            f"Jira refused to sign in with user name and password: {_sentence(said)}",
            fix="Set JIRA_API_TOKEN to a personal access token and leave JIRA_EMAIL empty.",
        )
    return PermissionDenied(
        f"Jira knows us and does not allow {_path(response)} (403{spoken(response)}).",
        fix="Ask an administrator of the project for the permission Browse Projects for this "
        "account (jira.myself() shows which), or of Jira for access to the application.",
    )


def no_jira(settings: Settings) -> NotFound:
    """Explain an address at which nothing is known of Jira's REST API."""
    return NotFound(
        f"There is no Jira REST API at {settings.base_url} (404).",
        fix="Check JIRA_BASE_URL: the host, and on Data Center the context path, such as "
        "https://host/jira.",
    )


def _not_found(response: requests.Response, settings: Settings) -> NotFound:
    if is_html(response) or not _keys(response):
        return no_jira(settings)
    return NotFound(
        f"Jira has no {_path(response)} for this account (404{spoken(response)}).",
        fix="Check the name; what this account may not see looks the same (Browse Projects).",
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from (f"{name}: {text}" for text in _texts(each))


def _keys(response: requests.Response) -> set[str]:
    return set(_object(response) or ())


def _object(response: requests.Response) -> dict[str, Any] | None:
    try:
        return read_object(response.content)
    except ValueError:
        return None


def _path(response: requests.Response) -> str:
    return urlsplit(response.url).path
