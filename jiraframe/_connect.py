"""``connect``, and the connection of scripts that never call it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jiraframe._asked import Fields
from jiraframe._connection import Connection
from jiraframe._jira import Jira
from jiraframe._settings import MAX_WAIT_S, TIMEOUT_S, Deployment, Settings, read_settings
from jiraframe.jql import Condition, Query

if TYPE_CHECKING:
    import pandas as pd


def connect(
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
) -> Jira:
    """Find the settings and make a connection; Jira is asked at the first call.

    An e-mail means Jira Cloud (Basic, e-mail and API token), none means Data Center (Bearer,
    personal access token). Values come from the arguments, else the environment, else the
    nearest ``.env`` from the working directory upward, else ``~/.jiraframe/.env``.

    Args:
        env_file: A file to read instead of the ``.env`` files that would be found.
        environ: The environment; ``os.environ`` when None.
        base_url: Overrides ``JIRA_BASE_URL``. The address of a page will do.
        email: Overrides ``JIRA_EMAIL``; an empty text means self-hosted.
        token: Overrides ``JIRA_API_TOKEN``.
        deployment: ``"cloud"`` or ``"datacenter"``, where the rule by e-mail does not fit: Data
            Center with user name (as the e-mail) and password (as the token).
        timeout_s: Seconds to wait for a connection, and for each next part of an answer.
        max_wait_s: Seconds that one request may wait in all before it is given up.
        verify: False to accept any certificate, or the file of an authority to trust.

    Returns:
        The connection.

    Raises:
        SettingsError: Values are missing or malformed; all are named at once.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start(mode="datacenter") as box:
        ...     jf.connect(environ=box.env).deployment
        'datacenter'
    """

    def read() -> Settings:
        return read_settings(
            env_file,
            environ=environ,
            base_url=base_url,
            email=email,
            token=token,
            deployment=deployment,
            timeout_s=timeout_s,
            max_wait_s=max_wait_s,
            verify=verify,
        )

    return Jira(Connection(read(), reread=read))


class _Default:
    """The connection of ``jira_search`` and ``jira_issue``, as long as the settings stay."""

    settings: Settings | None = None
    jira: Jira | None = None


def _default_jira() -> Jira:
    settings = read_settings()
    if _Default.jira is None or _Default.settings != settings:
        _Default.settings = settings
        _Default.jira = Jira(Connection(settings, reread=read_settings))
    return _Default.jira


def jira_search(
    jql: str | Query | Condition, fields: Fields = None, **options: Any
) -> pd.DataFrame:
    """Search on the connection that the environment names; for scripts and agents.

    Args:
        jql: The query.
        fields: As for ``Jira.search``.
        **options: The further arguments of ``Jira.search``.

    Returns:
        What ``Jira.search`` returns.

    Raises:
        JiraFrameError: As ``connect`` and ``Jira.search`` do.
    """
    return _default_jira().search(jql, fields, **options)


def jira_issue(key: str, fields: Fields = "*all", **options: Any) -> pd.Series[Any]:
    """Read one issue on the connection that the environment names; for scripts and agents.

    Args:
        key: The issue's key or id.
        fields: As for ``Jira.issue``.
        **options: The further arguments of ``Jira.issue``.

    Returns:
        What ``Jira.issue`` returns.

    Raises:
        JiraFrameError: As ``connect`` and ``Jira.issue`` do.
    """
    return _default_jira().issue(key, fields, **options)
