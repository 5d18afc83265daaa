"""The only reader of the environment: where Jira is, who we are, how we sign in.

Each value is looked for in the arguments, the environment, the nearest ``.env``
(from the working directory upward) and ``~/.jiraframe/.env``, in this order.
Nothing is written back to ``os.environ``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, cast

from dotenv import dotenv_values

from jiraframe._address import Address, read_address
from jiraframe._credentials import bare, read_email, read_token
from jiraframe._secret import Secret
from jiraframe.errors import SettingsError, near_names

Deployment: TypeAlias = Literal["cloud", "datacenter"]
# Where values are looked for: what the place is called, and what is set there.
Place: TypeAlias = tuple[str, Mapping[str, str | None]]

# Names that other tools taught people are understood after our own.
NAMES = {
    "base_url": ("JIRA_BASE_URL", "JIRA_URL"),
    "email": ("JIRA_EMAIL", "JIRA_USERNAME", "JIRA_USER"),
    "token": ("JIRA_API_TOKEN", "JIRA_PERSONAL_TOKEN"),
    "deployment": ("JIRA_DEPLOYMENT",),
    "allow_http": ("JIRA_ALLOW_HTTP",),
    "gateway_url": ("JIRA_GATEWAY_URL",),
    "client_cert": ("JIRA_CLIENT_CERT",),
    "client_key": ("JIRA_CLIENT_KEY",),
    "ca_bundle": ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"),
    "https_proxy": ("HTTPS_PROXY", "https_proxy"),
    "no_proxy": ("NO_PROXY", "no_proxy"),
}
_KNOWN = tuple(name for names in NAMES.values() for name in names)
# Where Atlassian serves tokens with scopes; the site itself refuses them.
# https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
GATEWAY_URL = "https://api.atlassian.com"
TIMEOUT_S = 30.0
MAX_WAIT_S = 300.0
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a connection needs to know.

    Attributes:
        base_url: The address of Jira, without a trailing slash.
        email: The account's e-mail on Cloud, a user name on Data Center, or empty.
        token: API token, personal access token or (Data Center, with a user name) password.
        deployment: What the settings say Jira is; a guess until Jira itself is asked.
        deployment_is_given: Whether ``JIRA_DEPLOYMENT`` said so, or the e-mail did.
        timeout_s: Seconds to wait for a connection, and for each next byte of an answer.
        max_wait_s: Seconds that one request may spend waiting before it is tried again.
        verify: Whether certificates are checked, or a file of trusted authorities.
        gateway_url: Where tokens with scopes are served.
        site_url: The address for browsers, where ``base_url`` is one for programs alone.
        client_cert: A client certificate's file, or the files of certificate and key.
        https_proxy: The proxy for Jira, or None for what the system says.
        no_proxy: The hosts that need no proxy, as the usual variable has them.
        context_url: The address with a path that was cut off as Cloud has none, or None.
        sources: For each value found, where it came from.
        notes: What was put right in the values, one sentence each.
    """

    base_url: str
    email: str
    token: Secret
    deployment: Deployment
    deployment_is_given: bool = False
    timeout_s: float = TIMEOUT_S
    max_wait_s: float = MAX_WAIT_S
    verify: bool | str = True
    gateway_url: str = GATEWAY_URL
    site_url: str = ""
    client_cert: str | tuple[str, str] | None = None
    https_proxy: str | None = field(default=None, repr=False)
    no_proxy: str | None = None
    context_url: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_settings(
    env_file: str | os.PathLike[str] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    base_url: str | None = None,
    email: str | None = None,
    token: str | None = None,
    deployment: Deployment | None = None,
    timeout_s: float = TIMEOUT_S,
    max_wait_s: float = MAX_WAIT_S,
    verify: bool | str = True,
) -> Settings:
    """Find every setting, or say what is missing and where it was looked for.

    Args:
        env_file: A file to read instead of the ``.env`` files that would be found.
        environ: The environment; ``os.environ`` when None.
        base_url: Overrides ``JIRA_BASE_URL``.
        email: Overrides ``JIRA_EMAIL``; an empty text means self-hosted.
        token: Overrides ``JIRA_API_TOKEN``.
        deployment: Overrides ``JIRA_DEPLOYMENT`` and the rule by e-mail.
        timeout_s: Seconds for connecting and for each read.
        max_wait_s: Seconds one request may wait between tries.
        verify: False to accept any certificate, or a file of authorities.

    Returns:
        The settings, every value checked.

    Raises:
        SettingsError: Values are missing or malformed; all are named at once.
    """
    given = {"base_url": base_url, "email": email, "token": token, "deployment": deployment}
    unread: list[SettingsError] = []
    places = list(_places(env_file, environ, unread))
    found, sources = _look_up(given, places)
    # What lies behind a file that says nobody knows what has not been read.
    if unread and not {"base_url", "token"} <= found.keys():
        raise unread[0]
    problems = _missing(found, places)
    mode, is_given = _deployment(found, problems)
    address = _address(found, "base_url", mode, problems)
    gateway = _address(found, "gateway_url", mode, problems)
    email = read_email(found, sources, mode, problems)
    secret = read_token(found, sources, problems)
    if not (isinstance(timeout_s, int | float) and 0 < timeout_s <= _DAY_S):
        problems.append(f"- timeout_s is {timeout_s!r}; give seconds, above 0, a day at most.")
    if not (isinstance(max_wait_s, int | float) and max_wait_s >= 0):
        problems.append(f"- max_wait_s is {max_wait_s!r}; give a number of seconds, 0 or more.")
    authority = found.get("ca_bundle", True) if verify is True else verify
    problems += _not_there(found, sources, authority)
    if problems or address is None:
        raise SettingsError("\n".join(["Jira cannot be reached with these settings:", *problems]))
    return Settings(
        base_url=address.base_url,
        email=email,
        token=secret,
        deployment=mode,
        deployment_is_given=is_given,
        timeout_s=timeout_s,
        max_wait_s=max_wait_s,
        verify=authority,
        gateway_url=gateway.base_url if gateway else GATEWAY_URL,
        client_cert=_client_cert(found),
        https_proxy=found.get("https_proxy"),
        no_proxy=found.get("no_proxy"),
        context_url=address.with_context,
        sources=sources,
        notes=(*address.notes, *(f"Left out: {problem}" for problem in unread)),
    )


def _places(
    env_file: str | os.PathLike[str] | None,
    environ: Mapping[str, str] | None,
    unread: list[SettingsError],
) -> Iterator[Place]:
    yield "the environment", os.environ if environ is None else environ
    if env_file is not None:
        if "://" in str(env_file):
            raise SettingsError(
                f"{str(env_file)!r} is an address; the first argument is an .env file.",
                fix=f"Write base_url={str(env_file)!r}.",
            )
        path = Path(os.path.expanduser(env_file))
        if not path.is_file():
            kind = "a folder, not a file" if path.is_dir() else "not there"
            raise SettingsError(
                f"env_file {str(path)!r} is {kind}.",
                fix="Give env_file the path of a file with JIRA_BASE_URL, JIRA_EMAIL and "
                "JIRA_API_TOKEN, or leave it out to have .env searched for.",
            )
        yield str(path), _read_env(path)
        return
    try:
        yield from _env_files_upward()
        home = Path(os.path.expanduser("~")) / ".jiraframe" / ".env"
        yield str(home), _read_env(home)
    except SettingsError as exc:
        unread.append(exc)


def _env_files_upward() -> Iterator[Place]:
    for folder in _folders():
        values = _read_env(folder / ".env")
        if any(name in _KNOWN for name in values):
            yield str(folder / ".env"), values
        # A .env of another program, without a word about Jira, does not end the search.
        if any(name.startswith("JIRA_") and name in _KNOWN for name in values):
            return
    yield f".env in {next(iter(_folders()), '.')} and the folders above it", {}


def _folders() -> list[Path]:
    try:
        here = Path.cwd()
    except OSError:  # the working directory was deleted
        return []
    return [here, *here.parents]


def _read_env(path: Path) -> dict[str, str | None]:
    try:
        if not path.is_file():
            return {}
    except OSError:  # a folder that is not ours, such as the home of another user
        return {}
    try:
        # A token may hold "$"; a file saved by Windows may begin with a mark.
        return dict(dotenv_values(path, interpolate=False, encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(
            f"{path} cannot be read: {exc}.", fix="Make it readable, and save it as UTF-8 text."
        ) from exc


def _look_up(
    given: Mapping[str, str | None], places: list[Place]
) -> tuple[dict[str, str], dict[str, str]]:
    found = {key: str(value) for key, value in given.items() if value is not None}
    sources = {key: f"the argument {key}" for key in found}
    for key, names in NAMES.items():
        for place, values in places:
            if key in found:
                break
            for name in names:
                value = values.get(name)
                # An empty JIRA_EMAIL is an answer: self-hosted. Other empty values are none.
                if value is not None and (value.strip() or name == "JIRA_EMAIL"):
                    found[key], sources[key] = value, f"{name} in {place}"
                    break
    return found, sources


def _missing(found: Mapping[str, str], places: list[Place]) -> list[str]:
    missing = [NAMES[key][0] for key in ("base_url", "token") if not found.get(key, "").strip()]
    if not missing:
        return []
    hint = "" if found.get("email") else ", and JIRA_EMAIL if it is Jira Cloud"
    return [
        f"- {' and '.join(missing)} not set. Looked in {'; '.join(place for place, _ in places)}. "
        f"Set {' and '.join(missing)}{hint}: in the environment, or in a file .env with lines "
        "such as JIRA_BASE_URL=https://your-site.atlassian.net.",
        *_misspelt(places),
    ]


def _misspelt(places: list[Place]) -> Iterator[str]:
    for place, values in places:
        for name in values:
            if "JIRA" in name.upper() and name not in _KNOWN:
                near = " or ".join(near_names(name, _KNOWN))
                yield f"- {name} in {place} is not read{f'; did you mean {near}?' if near else '.'}"


def _address(
    found: Mapping[str, str], key: str, mode: Deployment, problems: list[str]
) -> Address | None:
    text, name = found.get(key, "").strip(), NAMES[key][0]
    if not text:
        return None
    try:
        address = read_address(text, cloud=mode == "cloud", name=name)
    except SettingsError as exc:
        problems.append(f"- {exc}")
        return None
    allowed = found.get("allow_http", "").strip().lower()
    if allowed not in {"", "0", "1", "true", "false"}:
        problems.append(f"- JIRA_ALLOW_HTTP is {allowed!r}; write 1 or leave it out.")
    if address.in_clear and allowed not in {"1", "true"}:
        problems.append(
            f"- {name} is {address.base_url}: the token would travel in clear. "
            "Write https://, or set JIRA_ALLOW_HTTP=1 if the network between is trusted."
        )
    return address


def _deployment(found: Mapping[str, str], problems: list[str]) -> tuple[Deployment, bool]:
    given = found.get("deployment", "").strip().lower()
    if given in {"cloud", "datacenter"}:
        if given == "cloud" and not bare(found.get("email", "")):
            problems.append("- JIRA_DEPLOYMENT is cloud and JIRA_EMAIL is not set: Jira Cloud")
            problems[-1] += " signs in with an e-mail and an API token. Set JIRA_EMAIL."
        return cast("Deployment", given), True
    if given:
        problems.append(f"- JIRA_DEPLOYMENT is {given!r}; write cloud or datacenter.")
    return ("cloud" if bare(found.get("email", "")) else "datacenter"), False


def _not_there(
    found: Mapping[str, str], sources: Mapping[str, str], authority: bool | str
) -> list[str]:
    files = {sources.get(key, key): found.get(key) for key in ("client_cert", "client_key")}
    if isinstance(authority, str):
        named = authority == found.get("ca_bundle")
        files[sources["ca_bundle"] if named else "the argument verify"] = authority
    return [
        f"- {source} names {path!r}, and there is no such file. Put the path right, or remove it."
        for source, path in files.items()
        if path and not Path(path).exists()
    ]


def _client_cert(found: Mapping[str, str]) -> str | tuple[str, str] | None:
    cert, key = found.get("client_cert"), found.get("client_key")
    return (cert, key) if cert and key else cert
