"""A running sandbox, and how to start one."""

from __future__ import annotations

import os
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from jiraframe.sandbox._change_chains import ChangeChains
from jiraframe.sandbox._faults import Faults
from jiraframe.sandbox._http import Request
from jiraframe.sandbox._instance import Instance
from jiraframe.sandbox._rate_limit import RateLimit
from jiraframe.sandbox._searches import Deployment, Searches
from jiraframe.sandbox._server import Server
from jiraframe.sandbox._service import Service
from jiraframe.sandbox._sign_in import Credentials, new_token
from jiraframe.sandbox._site import Site
from jiraframe.sandbox._tokens import PageTokens
from jiraframe.sandbox._wire import Wiring

_RECORDED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request that a sandbox got.

    Attributes:
        method: ``GET``, ``POST`` and so on.
        path: The path.
        query: What followed the question mark.
        body: The body.
        status: The status of the answer; 0 where there was none.
        headers: The headers, the sign-in among them.
    """

    method: str
    path: str
    query: str
    body: bytes
    status: int
    headers: Message = field(repr=False)


class Sandbox:
    """A running sandbox; leave its ``with`` block or call ``close`` to end it.

    Attributes:
        requests: The last 10,000 requests, the newest last.
    """

    def __init__(self, instance: Instance, server: Server) -> None:
        self.requests: deque[Recorded] = deque(maxlen=_RECORDED)
        self._instance = instance
        self._server = server

    @property
    def mode(self) -> Deployment:
        """``"cloud"`` or ``"datacenter"``."""
        return self._instance.deployment

    @property
    def url(self) -> str:
        """The address, with the context path, without a trailing slash."""
        return self._instance.url

    @property
    def site(self) -> Site:
        """The data."""
        return self._instance.site

    @property
    def now(self) -> datetime:
        """What the site's clock shows, in UTC; that of a generated site stands still.

        ``created >= -7d`` counts from here.

        Example:
            >>> with start(issues=10) as box:
            ...     box.now.isoformat()
            '2026-11-02T15:00:00+00:00'
        """
        return datetime.fromtimestamp(self.site.now / 1000, UTC)

    @property
    def contradictory(self) -> dict[str, str]:
        """The keys of the few issues whose histories contradict themselves, and how they do.

        ``from``: a change of the status begins in another one than the change before it ended
        in. ``end``: the last change of the status is missing. All are in the project ``ORDER``,
        as if they had been imported; the histories of all other issues are sound.

        Example:
            >>> with start(issues=100) as box:
            ...     box.contradictory
            {'ORDER-3': 'from', 'ORDER-10': 'end'}
        """
        return self.site.contradictory

    @property
    def faults(self) -> Faults:
        """What is to go wrong."""
        return self._instance.faults

    @property
    def env(self) -> dict[str, str]:
        """The variables that make a client connect, token included."""
        credentials = self._instance.credentials
        if self.mode == "datacenter":
            return self._env("", credentials.token)
        # Without the last one, a refused token would be tried at Atlassian's own gateway.
        return {**self._env(credentials.user, credentials.token), "JIRA_GATEWAY_URL": self.url}

    @property
    def basic_env(self) -> dict[str, str]:
        """The variables for Data Center with user name and password."""
        credentials = self._instance.credentials
        password = self._env(credentials.user, credentials.password)
        return {**password, "JIRA_DEPLOYMENT": "datacenter"}

    @property
    def gateway_url(self) -> str:
        """Where the site is served to tokens with scopes (Cloud)."""
        return f"{self.url}/ex/jira/{self._instance.cloud_id}"

    @property
    def scoped_token(self) -> str:
        """A token that works through the gateway alone (Cloud)."""
        return self._instance.credentials.scoped_token

    def rotate_token(self) -> str:
        """Make the token invalid and give a new one; ``env`` has it too."""
        token = new_token()
        self.set_token(token)
        return token

    def set_token(self, token: str) -> None:
        """Accept this token, and no longer the one before."""
        self._instance.credentials.token = token

    def unlock(self) -> None:
        """Do what a person does who solves the CAPTCHA after wrong passwords (Data Center)."""
        self._instance.credentials.unlock()

    def close(self) -> None:
        """Stop serving; open connections end."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Sandbox {self.mode} at {self.url}, {self.site.total:,} issues>"

    def _env(self, email: str, token: str) -> dict[str, str]:
        return {"JIRA_BASE_URL": self.url, "JIRA_EMAIL": email, "JIRA_API_TOKEN": token}

    def _record(self, request: Request, status: int) -> None:
        self.requests.append(
            Recorded(
                request.method, request.path, request.query, request.body, status, request.headers
            )
        )

    def _serve(self, service: Service, latency_s: float) -> None:
        self._server.start(Wiring(service.answer, self._record, self.faults, latency_s))


def start(
    mode: Deployment = "cloud",
    *,
    issues: int = 500,
    seed: int = 1,
    path: str | os.PathLike[str] | None = None,
    site: Site | None = None,
    port: int = 0,
    latency_s: float = 0.0,
    context_path: str = "",
    page_cap: int = 1000,
    window: int | None = None,
    rate_limit: tuple[int, float] | None = None,
    basic_auth: bool = True,
) -> Sandbox:
    """Start an embedded Jira on this machine, for trying, testing and recording.

    It is a sandbox: it speaks Jira's REST API over HTTP on loopback, on made-up data or on
    those of a file, and nothing that is sent to it changes anything. The clock of made-up data
    stands still, so that a query finds the same every day: see ``Sandbox.now``.

    Args:
        mode: ``"cloud"`` speaks Jira Cloud (REST v3 and v2), ``"datacenter"`` speaks Jira Data
            Center (REST v2).
        issues: How many issues to make up.
        seed: The same seed makes the same issues.
        path: A file with one issue of Jira's JSON a line, instead of made-up issues.
        site: Data that another sandbox serves already, instead of new ones.
        port: The port; 0 takes a free one.
        latency_s: Seconds from every request to its answer, at least: the sandbox's own work is
            part of them.
        context_path: What stands before every path of a Data Center, such as ``/jira``.
        page_cap: The most rows a Data Center sends a page, whatever is asked.
        window: The row behind which a Data Center answers 500, such as 10,000.
        rate_limit: How many requests a token bucket holds, and how many come back a second.
        basic_auth: Whether a Data Center accepts user name and password.

    Returns:
        The running sandbox; ``env`` holds what a client needs to connect.

    Raises:
        ValueError: There is no such mode or number of issues, a context path is on Cloud or
            without its leading slash.

    Example:
        >>> with start(issues=3) as box:
        ...     box.mode, box.site.total
        ('cloud', 3)
    """
    if mode not in ("cloud", "datacenter"):
        raise ValueError(f"mode is {mode!r}; it is 'cloud' or 'datacenter'.")
    if issues < 0:
        raise ValueError(f"issues is {issues!r}; give 0 or more.")
    cloud = mode == "cloud"
    if context_path and (cloud or not context_path.startswith("/") or context_path[-1] == "/"):
        raise ValueError("context_path is for Data Center, and is written like '/jira'.")
    if site is None:
        site = Site.from_ndjson(Path(path)) if path else Site.generated(issues=issues, seed=seed)
    server, faults = Server(port), Faults(seed)
    instance = Instance(
        cloud=cloud,
        site=site,
        url=server.origin + context_path,
        cloud_id=str(uuid.UUID(int=seed)),
        credentials=_credentials(site, cloud=cloud, basic_auth=basic_auth),
        faults=faults,
        searches=Searches(site, faults),
        chains=ChangeChains(site, faults),
        tokens=PageTokens(),
        page_cap=page_cap,
        window=window,
    )
    limit = RateLimit(*rate_limit, cloud=cloud) if rate_limit else None
    box = Sandbox(instance, server)
    box._serve(Service(instance, context_path=context_path, rate_limit=limit), latency_s)
    return box


def _credentials(site: Site, *, cloud: bool, basic_auth: bool) -> Credentials:
    account = site.account
    return Credentials(
        user=account["emailAddress"] if cloud else account["name"],
        account_id=account["accountId"],
        basic_auth=basic_auth,
    )
