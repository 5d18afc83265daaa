"""Who we are: the proof of sign-in by ``/myself``, and the mending of a wrong guess.

Whether an e-mail is set decides for Cloud or Data Center. That is a guess until
``/myself`` answers; where it fails, Jira's open ``/serverInfo`` says which product
it is, and the settings are tried as that product wants them, once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jiraframe._json import read_object
from jiraframe._walls import no_jira
from jiraframe.errors import (
    AuthenticationError,
    JiraFrameError,
    JiraUnavailable,
    NotFound,
    PermissionDenied,
)

if TYPE_CHECKING:
    from jiraframe._connection import Connection
    from jiraframe._settings import Deployment, Settings

log = logging.getLogger("jiraframe")
SERVER_INFO = "rest/api/2/serverInfo"
_WRONG_GUESS = (AuthenticationError, NotFound, PermissionDenied)


@dataclass(frozen=True, slots=True)
class Account:
    """The account that Jira knows us by.

    Attributes:
        id: ``accountId`` on Cloud, the user name on Data Center.
        name: The display name.
        email: The e-mail, where Jira shows it.
        time_zone: The zone in which Jira reads the dates of this account's queries.
    """

    id: str
    name: str
    email: str
    time_zone: str

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone, or None when this machine does not know it."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None


def sign_in(connection: Connection) -> Account:
    """Prove the sign-in, mending a wrong guess where the settings allow it.

    Args:
        connection: The way to Jira; its settings are replaced by the ones that work.

    Returns:
        Who we are.

    Raises:
        AuthenticationError: Jira does not know us in any way that the settings allow.
        NotFound: There is no Jira at this address.
        PermissionDenied: Jira knows us and does not let us in.
    """
    first = connection.settings
    refusal: JiraFrameError
    try:
        return _myself(connection)
    except _WRONG_GUESS as exc:
        refusal = exc
    # Jira counts failed sign-ins and locks the account: nothing is guessed twice.
    if getattr(refusal, "locked", False):
        raise refusal
    if connection.refusal is not None:
        raise connection.refusal.with_traceback(None)
    for guess, note in _other_guesses(connection):
        connection.use(guess)
        try:
            account = _myself(connection)
        except (JiraUnavailable, *_WRONG_GUESS) as exc:
            # A guess that fails says less than the refusal that led to it.
            log.debug("%s: %s", note, exc)
            if getattr(exc, "locked", False):
                refusal = exc
                break
            continue
        connection.notes.append(note)
        log.info(note)
        return account
    product = _product(connection)
    connection.use(first)
    locked = getattr(refusal, "locked", False)
    explained = refusal if locked else _explained(refusal, first, product)
    connection.refusal = explained
    raise explained from (refusal.__cause__ if explained is refusal else refusal)


def asked_anew(connection: Connection) -> Account:
    """Ask once more who we are, by the sign-in that has been proved."""
    return _myself(connection)


def _myself(connection: Connection) -> Account:
    version = 3 if connection.settings.deployment == "cloud" else 2
    me = connection.read(f"rest/api/{version}/myself", decode=read_object)
    is_cloud = "accountId" in me
    if is_cloud != (connection.settings.deployment == "cloud"):
        # A Bearer token of OAuth on Cloud, or Basic on Data Center: signed in all the same.
        found: Deployment = "cloud" if is_cloud else "datacenter"
        connection.notes.append(f"This is Jira {_NAMES[found]}.")
        connection.use(replace(connection.settings, deployment=found))
    return Account(
        id=str(me.get("accountId") or me.get("name") or me.get("key") or ""),
        name=str(me.get("displayName") or ""),
        email=str(me.get("emailAddress") or ""),
        time_zone=str(me.get("timeZone") or ""),
    )


_NAMES = {"cloud": "Cloud", "datacenter": "Data Center"}


def _other_guesses(connection: Connection) -> Iterator[tuple[Settings, str]]:
    settings = connection.settings
    product = _product(connection)
    if product is None and settings.context_url:
        settings = replace(settings, base_url=settings.context_url)
        connection.use(settings)
        product = _product(connection)
    if settings.deployment == "cloud" and product == "cloud":
        yield from _through_the_gateway(connection, settings)
    elif product == "datacenter" and not (settings.deployment_is_given and settings.email):
        on_site = replace(settings, deployment="datacenter")
        if settings.deployment == "cloud":
            yield (
                replace(on_site, email=""),
                "This is Jira Data Center: signed in with the token alone. Leave JIRA_EMAIL empty.",
            )
            yield (
                on_site,
                "This is Jira Data Center: signed in with user name and password. Set "
                "JIRA_DEPLOYMENT=datacenter.",
            )


def _through_the_gateway(
    connection: Connection, settings: Settings
) -> Iterator[tuple[Settings, str]]:
    tenant = connection.ask_as_stranger("_edge/tenant_info")
    cloud_id = tenant.get("cloudId") if isinstance(tenant, dict) else None
    if isinstance(cloud_id, str) and cloud_id:
        yield (
            replace(
                settings,
                base_url=f"{settings.gateway_url}/ex/jira/{cloud_id}",
                site_url=settings.base_url,
            ),
            "The token has scopes: it works through Atlassian's gateway, and is used there.",
        )


def _product(connection: Connection) -> str | None:
    """Ask ``/serverInfo``, open to everybody, which product answers."""
    info = connection.ask_as_stranger(SERVER_INFO)
    if not isinstance(info, dict):
        return None
    kind = str(info.get("deploymentType", "Server"))
    # "Server" stands for Data Center too; old servers do not say it at all.
    return {"cloud": "cloud", "server": "datacenter"}.get(kind.lower())


def _explained(refusal: JiraFrameError, settings: Settings, product: str | None) -> JiraFrameError:
    if product is None and isinstance(refusal, NotFound):
        return no_jira(settings)
    if product is None or product == settings.deployment:
        return refusal
    if product == "datacenter":
        return AuthenticationError(
            f"{settings.base_url} is Jira Data Center, and was asked as Jira Cloud because "
            f"{'JIRA_DEPLOYMENT=cloud' if settings.deployment_is_given else 'JIRA_EMAIL is set'}; "
            "neither as a personal access token nor as a password is the token accepted.",
            fix="Leave JIRA_EMAIL empty and set JIRA_API_TOKEN to a personal access token "
            "(profile, Personal Access Tokens).",
        )
    return AuthenticationError(
        f"{settings.base_url} is Jira Cloud, and was asked as Data Center because JIRA_EMAIL is "
        "empty or JIRA_DEPLOYMENT=datacenter.",
        fix="Set JIRA_EMAIL to the e-mail of the account that made the token.",
    )
