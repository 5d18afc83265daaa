"""The HTTP session under the wrapped client: only reading leaves, and only to Jira.

The gate sits in the session, below ``atlassian-python-api``, so that it holds
for every call of the wrapped client too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError

from jiraframe._address import is_loopback
from jiraframe._unpack import unpacked
from jiraframe.errors import ReadOnlyError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

    from jiraframe._settings import Settings

# The POST routes that read; a query may be too long for GET. OpenAPI of Jira Cloud platform v3
# and Jira Data Center 10.3: each of them is documented as a search, a bulk fetch or a check.
_READING_POST = re.compile(
    r"/rest/api/(?:2|3|latest)/(?:"
    r"search|search/jql|search/approximate-count|issue/bulkfetch|changelog/bulkfetch"
    r"|issue/[^/]+/changelog/list|comment/list|worklog/list"
    r"|jql/parse|jql/match|jql/autocompletedata|jql/pdcleaner)"
)
_OVERRIDES = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})
_SEGMENTS = frozenset({".", ".."})
_READING_GET = re.compile(r"/rest/.*|/_edge/tenant_info")
# Answers that hold many issues; they are read in one go.
BULK_PATHS = (
    "/rest/api/3/search/jql",
    "/rest/api/3/issue/bulkfetch",
    "/rest/api/2/search",
)

_PIECE = 2**20
_GZIP = b"\x1f\x8b"  # RFC 1952

_read_timeout_s: ContextVar[float | None] = ContextVar("read_timeout_s", default=None)
_as_bytes: ContextVar[bool] = ContextVar("as_bytes", default=False)


@contextmanager
def read_as_bytes(*, within_s: float | None) -> Iterator[None]:
    """Have no text made of the answers to what is asked in this block.

    Args:
        within_s: The most seconds to wait for each part of an answer; None for what the settings
            say.
    """
    tokens = _read_timeout_s.set(within_s), _as_bytes.set(True)
    try:
        yield
    finally:
        _read_timeout_s.reset(tokens[0])
        _as_bytes.reset(tokens[1])


class RedirectedElsewhere(requests.RequestException):
    """Jira sent us to a place where the token must not go.

    Attributes:
        target: The address that was named.
        asked: The address that was asked.
    """

    def __init__(self, *, target: str, asked: str) -> None:
        self.target = target
        self.asked = asked
        super().__init__(f"redirected to {target}")


class ReadOnlySession(requests.Session):
    """A session that sends nothing but reading requests, and to one Jira alone."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        # As requests writes it: international names and blanks are encoded.
        base_url = str(requests.Request("GET", settings.base_url).prepare().url).rstrip("/")
        self._base_url = base_url
        self._timeout = (settings.timeout_s, settings.timeout_s)
        self._environment: dict[str, Any] | None = None
        self._settings = settings
        self.headers.update(
            {
                # The second makes the first count; Jira's texts are then the same for everybody.
                # OpenAPI of Jira Cloud platform v3, "Other request headers".
                "Accept-Language": "en",
                "X-Force-Accept-Language": "true",
                "User-Agent": "jiraframe",
            }
        )
        for path in BULK_PATHS:
            self.mount(base_url + path, _BulkAdapter())

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> Any:
        """Send a request with both timeouts, whatever the caller passed."""
        connect_s, read_s = self._timeout
        hurry_s = _read_timeout_s.get()
        kwargs["timeout"] = (connect_s, read_s if hurry_s is None else min(read_s, hurry_s))
        return super().request(method, url, *args, **kwargs)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send a prepared request, unless it could write or leave for another host.

        Raises:
            ReadOnlyError: It could; it was not sent.
        """
        self._check(request)
        return super().send(request, **kwargs)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Give the next address, if the token may go there."""
        try:
            target = super().get_redirect_target(resp)
            absolute = urljoin(resp.url, target or "")
        except ValueError as exc:
            resp.close()
            raise RedirectedElsewhere(target="no readable address", asked=resp.url) from exc
        if target is None:
            return None
        # After 301 and 302 a POST would come back as a GET without its query.
        places = (f"{self._base_url}/rest/", f"{self._base_url}/_edge/")
        if resp.request.method != "GET" or not absolute.startswith(places):
            resp.close()
            raise RedirectedElsewhere(target=absolute, asked=resp.url)
        return target

    def merge_environment_settings(
        self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any
    ) -> Any:
        """Find proxy and certificates once: one session serves one host."""
        if self._environment is None:
            self._environment = {
                **super().merge_environment_settings(url, proxies or {}, stream, verify, cert),
                **self._chosen(str(url)),
            }
        return {**self._environment, "stream": stream}

    def _chosen(self, url: str) -> Mapping[str, Any]:
        settings = self._settings
        chosen: dict[str, Any] = {"verify": settings.verify, "cert": settings.client_cert}
        host = urlsplit(url).hostname or ""
        if is_loopback(host) or requests.utils.should_bypass_proxies(
            url, no_proxy=settings.no_proxy
        ):
            chosen["proxies"] = {}
        elif settings.https_proxy:
            chosen["proxies"] = {"http": settings.https_proxy, "https": settings.https_proxy}
        return chosen

    def _check(self, request: requests.PreparedRequest) -> None:
        url, method = request.url or "", request.method or ""
        inside = url.startswith(self._base_url + "/")
        path = urlsplit(url).path.removeprefix(urlsplit(self._base_url).path)
        reading = {"GET": _READING_GET, "POST": _READING_POST}.get(method)
        names = {name.lower() for name in request.headers}
        overridden = not _OVERRIDES.isdisjoint(names) or "_method=" in urlsplit(url).query
        # A server, or a proxy before it, may read such a path as another one.
        crooked = not _SEGMENTS.isdisjoint(re.split(r"[/\\;]", unquote(unquote(path))))
        if not inside or overridden or crooked or not (reading and reading.fullmatch(path)):
            raise ReadOnlyError(
                f"jiraframe only reads: {method} {path} was not sent.",
                fix="Use another client for what changes Jira.",
            )


class _BulkAdapter(HTTPAdapter):
    def build_response(self, req: Any, resp: BaseHTTPResponse) -> requests.Response:
        response = super().build_response(req, resp)
        if response.status_code == requests.codes.ok:
            if _as_bytes.get():
                response.__class__ = _Bytes
            vars(response).update(_content=_whole(resp), _content_consumed=True)
            resp.release_conn()
        return response


def _whole(resp: BaseHTTPResponse) -> bytes:
    """Read the body of an answer; urllib3 would copy what it unpacks twice."""
    if resp.headers.get("Content-Encoding") != "gzip":
        return b"".join(resp.stream(_PIECE, decode_content=True))
    body = resp.read(decode_content=False)
    if not body.startswith(_GZIP):
        return body  # a recorder has unpacked it, and left what the header says
    try:
        return unpacked(body)
    except ValueError as exc:
        raise DecodeError(str(exc)) from exc


class _Bytes(requests.Response):
    @property
    def text(self) -> str:
        # The wrapped client asks for the text of each answer, for its debug log; it would take
        # more time and room than all that is made of the bytes.
        return f"<{len(self.content)} bytes>"
