"""From a request that got no answer to the one error that says what to change.

Foreign exceptions end here.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
import urllib3

from jiraframe._gate import RedirectedElsewhere
from jiraframe._retries import RETRIED_STATUS, Waits
from jiraframe.errors import (
    AuthenticationError,
    JiraFrameError,
    JiraUnavailable,
    RateLimited,
    SettingsError,
)

if TYPE_CHECKING:
    from jiraframe._settings import Settings

_SSL = (requests.exceptions.SSLError, urllib3.exceptions.SSLError)
_PROXY = (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError)
_HUNG_UP = (ssl.SSLEOFError, ssl.SSLZeroReturnError)


def unreachable(
    exc: Exception, settings: Settings, *, within_s: float | None = None
) -> JiraFrameError:
    """Explain a request that got no answer: foreign exceptions end here.

    Args:
        exc: What was raised.
        settings: What was connected with.
        within_s: How long was waited, where that was less than the settings say.
    """
    host = urlsplit(settings.base_url).hostname
    if isinstance(exc, RedirectedElsewhere):
        return _redirected(exc, settings)
    if any(getattr(each, "reason", None) == "WRONG_VERSION_NUMBER" for each in _chain(exc)):
        return JiraUnavailable(
            f"{settings.base_url} does not speak https.",
            fix="Check the scheme and the port of JIRA_BASE_URL; for http:// see JIRA_ALLOW_HTTP.",
        )
    if isinstance(exc, _SSL) and not is_broken(exc):
        return JiraUnavailable(
            f"The certificate of {host} was not accepted: {_reason(exc)}.",
            fix="If your company has its own authority, set REQUESTS_CA_BUNDLE to the file of its "
            "certificate, or pass verify='/path/to/ca.pem'."
            + (" Check JIRA_CLIENT_CERT and JIRA_CLIENT_KEY too." if settings.client_cert else ""),
        )
    if isinstance(exc, requests.exceptions.InvalidProxyURL):
        return SettingsError("HTTPS_PROXY is no address of a proxy.", fix="Write http://host:port.")
    if isinstance(exc, _PROXY):
        wanted = " It wants to know who asks: http://user:password@host:port."
        return JiraUnavailable(
            f"The proxy on the way to {host} failed: {_reason(exc)}.",
            fix=f"Check HTTPS_PROXY, or add {host} to NO_PROXY."
            + (wanted if _tunnel_status(exc) == 407 else ""),
        )
    if any(isinstance(each, urllib3.exceptions.NameResolutionError) for each in _chain(exc)):
        return JiraUnavailable(
            f"There is no host {host}.",
            fix="Check JIRA_BASE_URL for a typing error, and that the network (or VPN) is there.",
        )
    if isinstance(exc, (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError)):
        waited_s = settings.timeout_s if within_s is None else min(within_s, settings.timeout_s)
        return JiraUnavailable(
            f"{host} did not answer within {round(waited_s, 2):g} s.",
            fix="Try again, ask for fewer fields or smaller pages (page_size=), or raise "
            "timeout_s= in connect().",
        )
    if isinstance(exc, requests.exceptions.TooManyRedirects):
        return _endless_redirects(settings)
    if isinstance(exc, (ValueError, requests.exceptions.RequestException)) and not is_broken(exc):
        if isinstance(exc, requests.exceptions.ConnectionError):
            return JiraUnavailable(
                f"{host} cannot be reached: {_reason(exc)}.",
                fix="Check JIRA_BASE_URL (scheme, host and port) and that the network is there.",
            )
        return SettingsError(
            f"The request could not be made: {type(exc).__name__}.", fix="Check JIRA_BASE_URL."
        )
    return JiraUnavailable(
        f"The connection to {host} broke: {_reason(exc)}.",
        fix="Try again; if it stays so, a proxy, a firewall or a VPN on the way may cut it: show "
        "this to its administrator, or ask for smaller pages (page_size=).",
    )


def is_broken(exc: Exception) -> bool:
    """Tell whether a connection broke in a way that another try may mend."""
    if isinstance(exc, _PROXY):
        return _tunnel_status(exc) in RETRIED_STATUS
    if isinstance(exc, _SSL):
        # Whoever hangs up in the middle of the handshake says nothing of certificates.
        return any(isinstance(each, _HUNG_UP) for each in _chain(exc))
    kinds = (
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
        requests.exceptions.Timeout,
        urllib3.exceptions.ProtocolError,
        urllib3.exceptions.DecodeError,
        urllib3.exceptions.ReadTimeoutError,
        ConnectionResetError,
        BrokenPipeError,
    )
    return any(isinstance(each, kinds) for each in _chain(exc))


def given_up(error: JiraFrameError, waits: Waits) -> JiraFrameError:
    """Explain a failure that the last try had, too."""
    tried = (
        f"Tried {waits.tries + 1} times, waiting {waits.spent_s:.1f} s; one request may wait "
        f"{waits.budget_s:g} s in all (max_wait_s= in connect())."
    )
    if isinstance(error, RateLimited):
        advice = "Wait some minutes, ask for less at a time, or move the job off the full hour."
        return RateLimited(f"{error.what} {tried}", fix=advice)
    if isinstance(error, JiraUnavailable):
        return JiraUnavailable(f"{error.what} {tried}", fix=error.fix, status=error.status)
    return error


def unreadable(path: str, response: requests.Response) -> JiraUnavailable:
    """Explain an answer whose body cannot be read."""
    kind = response.headers.get("Content-Type", "no content type")
    return JiraUnavailable(
        f"The answer to {path} is not whole: {len(response.content)} bytes of {kind} that are "
        "no readable JSON.",
        fix="Try again with smaller pages (page_size=) or fewer fields; if it stays so, look at "
        "what stands between here and Jira, such as a proxy.",
    )


def _tunnel_status(exc: Exception) -> int | None:
    """Find the status with which a proxy refused to let a connection through."""
    # In the words of http.client, which gives it in no other way.
    found = re.search(r"Tunnel connection failed: (\d{3})", _reason(exc))
    return int(found[1]) if found else None


def _endless_redirects(settings: Settings) -> AuthenticationError:
    """Explain redirects that never end."""
    return AuthenticationError(
        f"{settings.base_url} redirects in a circle, as login pages do.",
        fix="Check JIRA_BASE_URL, and that JIRA_API_TOKEN is valid.",
    )


def _redirected(exc: RedirectedElsewhere, settings: Settings) -> JiraFrameError:
    asked = urlsplit(exc.asked).path.removeprefix(urlsplit(settings.base_url).path)
    target = exc.target.partition("?")[0]
    if target == settings.base_url + asked:
        return _endless_redirects(settings)
    if target.endswith(asked):
        return SettingsError(
            f"{settings.base_url} redirects to {target.removesuffix(asked)}; the token was not "
            "sent there.",
            fix=f"If that is your Jira, set JIRA_BASE_URL to {target.removesuffix(asked)}.",
        )
    return AuthenticationError(
        f"{settings.base_url} redirects to {target}, as single sign-on does; the token was not "
        "sent there.",
        fix="Check JIRA_BASE_URL and JIRA_API_TOKEN, and ask Jira's administrator to let REST "
        "requests with tokens pass.",
    )


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    # requests keeps the cause in args, urllib3 in .reason; neither always in __cause__.
    pending, seen = [exc], set()
    while pending:
        each = pending.pop()
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        pending += [*each.args, getattr(each, "reason", None), each.__cause__]


def _reason(exc: Exception) -> str:
    deepest = list(_chain(exc))[-1]
    text = str(deepest).strip() or type(deepest).__name__
    return re.sub(r"//[^/@\s]+@", "//***@", text).rstrip(".")
