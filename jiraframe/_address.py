"""From what people paste as Jira's address to the address of its REST API."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from jiraframe.errors import SettingsError

# The first segments of Jira's own pages: what stands before one is the context path.
_PAGES = frozenset(
    {"activity", "backlog", "boards", "browse", "dashboard", "issues", "lists", "login"}
    | {"login.jsp", "logout", "people", "plugins", "projects", "rest", "secure", "servicedesk"}
    | {"software", "wiki", "your-work"}
)
_GATEWAY_PATH = re.compile(r"/ex/jira/[^/]+")


@dataclass(frozen=True, slots=True)
class Address:
    """Where Jira is.

    Attributes:
        base_url: Scheme, host, port and context path, without a trailing slash.
        with_context: The same with a path that Cloud has not and Data Center may have, or None.
        in_clear: Whether a token would cross a network unencrypted.
        notes: What was put right, one sentence each.
    """

    base_url: str
    with_context: str | None
    in_clear: bool
    notes: tuple[str, ...]


def read_address(text: str, *, cloud: bool, name: str = "JIRA_BASE_URL") -> Address:
    """Read an address as people write it.

    Args:
        text: What was set: with or without a scheme, a trailing slash, the path of a page.
        cloud: Whether an e-mail is set; Cloud has no context path, Data Center may have one.
        name: The variable it comes from, for messages.

    Returns:
        The address of the REST API, with a sentence for each thing that was put right.

    Raises:
        SettingsError: There is no host in it, or a user name and password are.

    Example:
        >>> read_address("https://jira.example/browse/ENG-1", cloud=True).base_url
        'https://jira.example'
        >>> read_address("https://host.example/jira/", cloud=False).base_url
        'https://host.example/jira'
    """
    url = text.strip().strip("\"'").strip()
    notes = []
    if "://" not in url:
        url = f"https://{url}"
        notes.append(f"{name} has no scheme; read as {url}.")
    parts, host, port = _split(url, name)
    on_cloud = cloud or is_cloud_host(host)
    shown = f"[{host}]" if ":" in host else host
    site = f"{parts.scheme.lower()}://{shown}{f':{port}' if port else ''}"
    context = _context_path(parts.path)
    gateway = _GATEWAY_PATH.match(parts.path)
    kept = gateway.group() if gateway else "" if on_cloud else context
    if site + kept != url:
        notes.append(f"{name} was put right: {site}{kept}.")
    return Address(
        base_url=site + kept,
        with_context=site + context if context and not kept and not is_cloud_host(host) else None,
        in_clear=parts.scheme.lower() == "http" and not is_loopback(host),
        notes=tuple(notes),
    )


def is_cloud_host(host: str) -> bool:
    """Tell whether a host name is one that Atlassian gives to Cloud sites."""
    return host.endswith((".atlassian.net", ".jira.com", ".jira-dev.com"))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine.

    Example:
        >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("10.0.0.1")
        (True, True, False)
    """
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(url: str, name: str) -> tuple[SplitResult, str, int | None]:
    advice = "Write it like https://your-site.atlassian.net or https://jira.example.com/jira."
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise SettingsError(f"{name} is no address: {exc}.", fix=advice) from exc
    if parts.username is not None or parts.password is not None:
        raise SettingsError(
            f"{name} holds a user name or password.",
            fix="Leave only the address in it; JIRA_EMAIL and JIRA_API_TOKEN are for signing in.",
        )
    if parts.scheme.lower() not in {"http", "https"} or not host or re.search(r"\s", host):
        raise SettingsError(f"{name} is no http address.", fix=advice)
    return parts, host, port


def _context_path(path: str) -> str:
    segments = [segment for segment in path.split("/") if segment]
    cut = next((i for i, segment in enumerate(segments) if segment in _PAGES), None)
    return "".join(f"/{segment}" for segment in segments[:cut])
