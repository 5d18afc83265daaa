"""The way to Jira of the process that reads a part: its own, for a token does not travel.

A graph lies open: the scheduler keeps it, a dashboard shows it. What is sent to a worker therefore
says which Jira and whose account is meant, and the worker signs in with what its own environment
holds.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass, fields

from jiraframe._connect import connect
from jiraframe._connection import Connection
from jiraframe._jira import Jira
from jiraframe.cluster._pace import Pace, SharedLane
from jiraframe.errors import SettingsError

_VARIABLES = "JIRA_BASE_URL, JIRA_EMAIL and JIRA_API_TOKEN"


@dataclass(frozen=True, slots=True)
class Site:
    """The Jira that is meant, and as whom; nothing of it is secret.

    Attributes:
        base_url: The address for people.
        account: The account id (Cloud) or the user name (Data Center).
        time_zone: The zone in which Jira reads that account's queries.
    """

    base_url: str
    account: str
    time_zone: str

    @classmethod
    def of(cls, connection: Connection) -> Site:
        """Say whom a connection asks, and as whom."""
        account = connection.account  # first: signing in may mend the address
        settings = connection.settings
        return cls(settings.site_url or settings.base_url, account.id, account.time_zone)


_known: dict[Site, Connection] = {}
_lock = threading.Lock()


def keep(connection: Connection) -> Site:
    """Let this process use a connection for the parts that it reads itself.

    Returns:
        What tells other processes which Jira is meant.
    """
    site = Site.of(connection)
    with _lock:
        _known[site] = connection
    return site


def jira_at(site: Site, pace: Pace | None) -> Jira:
    """Make a way to Jira for one part, from what this process knows or its environment holds.

    Args:
        site: Which Jira, and as whom.
        pace: Says how many seconds the next request has to wait; None for none.

    Returns:
        The way. It counts its own requests; a pause that Jira asks for is one for all parts of
        this process.

    Raises:
        SettingsError: The environment holds no settings, or those of another site or account.
    """
    with _lock:
        if site not in _known:
            _known[site] = _from_environment(site)
        shared = _known[site]
    settings = shared.settings
    own = shared.in_a_hurry(timeout_s=settings.timeout_s, max_wait_s=settings.max_wait_s)
    own.traffic = SharedLane(shared.traffic, pace)
    return Jira(own)


def _from_environment(site: Site) -> Connection:
    where = f"the worker on {socket.gethostname()}"
    try:
        connection = connect().connection
    except SettingsError as exc:
        raise SettingsError(
            f"{exc.what} This is {where}, which reads parts of a search of {site.base_url}.",
            fix=f"Set {_VARIABLES} in the environment of every worker before it starts, or put a "
            ".env beside it: tokens are not sent to workers.",
        ) from exc
    found = Site.of(connection)
    if found != site:
        differences = ", ".join(
            f"{each.name} is {getattr(found, each.name)!r} and not {getattr(site, each.name)!r}"
            for each in fields(Site)
            if getattr(found, each.name) != getattr(site, each.name)
        )
        raise SettingsError(
            f"{where.capitalize()} signs in elsewhere than the search was planned: {differences}.",
            fix=f"Set the same {_VARIABLES} in the environment of every worker as here, and start "
            "the search anew.",
        )
    return connection
