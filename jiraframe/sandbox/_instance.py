"""One Jira of a sandbox: its data, its limits, and what all its routes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from jiraframe.sandbox._http import Answer, Request, html, problem

if TYPE_CHECKING:
    from jiraframe.sandbox._change_chains import ChangeChains
    from jiraframe.sandbox._faults import Faults
    from jiraframe.sandbox._searches import Deployment, Searches
    from jiraframe.sandbox._sign_in import Credentials
    from jiraframe.sandbox._site import Site
    from jiraframe.sandbox._tokens import PageTokens


@dataclass(frozen=True)
class Instance:
    """What the routes work on.

    Attributes:
        cloud: Whether it is Jira Cloud; else Data Center.
        site: The data.
        url: The address, with the context path, without a trailing slash.
        cloud_id: The id of the site at the gateway.
        credentials: The sign-ins that are accepted.
        faults: What is to go wrong.
        searches: Queries and what they find.
        chains: The changes that were asked for of many issues at once.
        tokens: The page tokens of Cloud.
        page_cap: The most rows that Data Center puts on a page.
        window: The row behind which Data Center fails, or None.
    """

    cloud: bool
    site: Site
    url: str
    cloud_id: str
    credentials: Credentials
    faults: Faults
    searches: Searches
    chains: ChangeChains
    tokens: PageTokens
    page_cap: int
    window: int | None

    @property
    def deployment(self) -> Deployment:
        """Which product it is."""
        return "cloud" if self.cloud else "datacenter"

    @property
    def realm(self) -> str:
        """How the address is written in ``WWW-Authenticate``."""
        return quote(self.url, safe="")

    def not_found(self, request: Request) -> Answer:
        """Answer to a path that the product has not."""
        if self.cloud:
            detail = f"No endpoint {request.method} {request.path}."
            return problem(404, detail, request)
        if "/rest/api/2/" in request.path or "/rest/agile/1.0/" in request.path:
            said = f"null for uri: {urljoin(self.url, request.path)}"
            return Answer(404, {"message": said, "status-code": 404})
        return html(404, "Oops, you&#39;ve found a dead link. - Jira")
