"""One request to Jira, and how it may fail in passing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jiraframe._gate import BULK_PATHS, read_as_bytes
from jiraframe._retries import BROKEN, FAILED, REFUSED, Waits

if TYPE_CHECKING:
    import requests
    from atlassian.jira import JiraCloud as CloudClient
    from atlassian.jira import JiraServer as DataCenterClient

    from jiraframe.errors import JiraFrameError


class Question:
    """One request, as often as it must be sent.

    Attributes:
        many: Whether it asks for many issues at once, as all such requests do much alike.
    """

    def __init__(
        self,
        path: str,
        params: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        jql: str | None,
    ) -> None:
        self.path = path
        self.params = dict(params) if params else None
        self.body = body
        self.jql = jql
        self.many = f"/{path}" in BULK_PATHS

    def send(
        self, client: DataCenterClient | CloudClient, *, within_s: float | None
    ) -> requests.Response:
        """Send it through the wrapped client and give the raw answer.

        Args:
            client: The wrapped client.
            within_s: The most seconds to wait for each part of the answer; None for what the
                settings say.
        """
        with read_as_bytes(within_s=within_s):
            if self.body is None:
                answer = client.get(self.path, params=self.params, advanced_mode=True)
            else:
                answer = client.post(
                    self.path, data=dict(self.body), params=self.params, advanced_mode=True
                )
        return answer


class Passing(Exception):
    """A failure that the next try may not have."""

    def __init__(
        self, error: JiraFrameError, status: int | None = None, retry_after: str | None = None
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.status = status
        self.retry_after = retry_after

    def next_wait_s(self, waits: Waits) -> float | None:
        """Say how long to wait, or None to give up."""
        backoff = {None: BROKEN, 429: REFUSED}.get(self.status, FAILED)
        return waits.next_wait_s(backoff, retry_after=self.retry_after)
