"""``connect`` and ``Jira``: what users call. Every method composes a few rooms."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pandas as pd

from jiraframe import _catalogues as catalogues
from jiraframe._check import Report, check
from jiraframe._cloud import Cloud
from jiraframe._connection import Connection
from jiraframe._datacenter import DataCenter
from jiraframe._dialect import Dialect
from jiraframe._fields import FieldCatalogue
from jiraframe._search import (
    Asked,
    DtypeBackend,
    Fields,
    Labels,
    Run,
    Text,
    bound,
    explain_empty,
    read_issue,
)
from jiraframe._settings import MAX_WAIT_S, TIMEOUT_S, Deployment, Settings, read_settings
from jiraframe._validation import Validation, validation
from jiraframe.errors import ArgumentError

if TYPE_CHECKING:
    from atlassian.jira import JiraCloud as CloudClient
    from atlassian.jira import JiraServer as DataCenterClient


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
    read = partial(
        read_settings,
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


class Jira:
    """One Jira, read only; made by ``connect``.

    Attributes:
        connection: The door to Jira: settings, account, counts of requests.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __repr__(self) -> str:
        return f"Jira({self.deployment}, {self.connection.settings.base_url})"

    def __enter__(self) -> Jira:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the open connections; the next call opens new ones."""
        self.connection.close()

    @property
    def deployment(self) -> Deployment:
        """``"cloud"`` or ``"datacenter"``: what the settings say, and Jira itself once asked."""
        return self.connection.settings.deployment

    @property
    def client(self) -> DataCenterClient | CloudClient:
        """The signed-in client of ``atlassian-python-api``; it too can only read."""
        _ = self.connection.account
        return self.connection.client

    @cached_property
    def dialect(self) -> Dialect:
        """The routes of this deployment."""
        _ = self.connection.account  # the proof that may show the guess wrong
        kind = Cloud if self.deployment == "cloud" else DataCenter
        return kind(self.connection)

    @cached_property
    def catalogue(self) -> FieldCatalogue:
        """The site's fields, read once."""
        return FieldCatalogue.from_json(self.dialect.fields())

    def search(
        self,
        jql: str,
        fields: Fields = None,
        *,
        params: Mapping[str, Any] | None = None,
        limit: int | None = None,
        page_size: int | None = None,
        labels: Labels = "auto",
        text: Text = "plain",
        dtype_backend: DtypeBackend = None,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Read every issue that a query finds.

        Args:
            jql: The query; sent as it is, but for ``{name}`` parameters.
            fields: Ids or display names, parts with a dot (``"assignee.accountId"``), ``"*all"``
                or ``"*navigable"``; None gives about twenty that are of use to most.
            params: Values for ``{name}`` in the query, quoted so that they stay values. Aware
                datetimes are given in the account's time zone, to the minute, rounded so that no
                row is lost.
            limit: The number of rows at most; None for all.
            page_size: Rows a request; changes no value.
            labels: ``"auto"`` names system fields by id and custom ones by display name; ``"id"``
                and ``"name"`` do what they say.
            text: ``"plain"`` renders rich text; ``"raw"`` keeps what Jira sent.
            dtype_backend: ``"pyarrow"`` for Arrow types throughout.
            progress: True or False for a progress bar; None shows it in notebooks and terminals
                when it takes long.

        Returns:
            One row an issue, in the order of the query, on a RangeIndex: ``key``, ``id``, then
            the fields. dtypes come from Jira's field schema, so an empty result has them too:
            text ``str``, numbers ``float64``, counts ``Int64``, durations ``timedelta64``, flags
            ``boolean``, instants ``datetime64[us, UTC]``, dates ``datetime64`` without zone, lists
            as lists. ``jf.receipt(df)`` tells how it was read, and whether it is complete.

        Raises:
            JQLError: The query does not parse, or names what does not exist.
            FieldError: A field that nobody has, or several have.
            IncompleteResultError: The result is provably not whole.
            AuthenticationError: Jira does not know us.
            PermissionDenied: Jira knows us and says no.
            RateLimited: 429 until the waiting budget was spent.
            JiraUnavailable: No answer, or none that could be read.
            SearchInterrupted: Ctrl-C. As with the others, the rows read are in ``.frame``.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jira = jf.connect(environ=box.env)
            ...     df = jira.search("project = ENG ORDER BY key", ["summary", "status"], limit=3)
            >>> df.columns.tolist(), len(df)
            (['key', 'id', 'summary', 'status'], 3)
        """
        asked = Asked(jql, fields, params, limit, page_size, labels, text, dtype_backend, progress)
        return self._run(asked).frame()

    def search_iter(
        self,
        jql: str,
        fields: Fields = None,
        *,
        rows: int = 10_000,
        params: Mapping[str, Any] | None = None,
        limit: int | None = None,
        page_size: int | None = None,
        labels: Labels = "auto",
        text: Text = "plain",
        dtype_backend: DtypeBackend = None,
        progress: bool | None = None,
    ) -> Iterator[pd.DataFrame]:
        """Read a query as a stream of frames, for results larger than memory.

        Args:
            jql: As for ``search``.
            fields: As for ``search``.
            rows: Rows a frame; the last one may have fewer.
            params: As for ``search``.
            limit: Rows in all.
            page_size: As for ``search``.
            labels: As for ``search``.
            text: As for ``search``.
            dtype_backend: As for ``search``.
            progress: As for ``search``.

        Yields:
            Frames of one schema, at least one. The receipt of the last tells whether the whole
            is complete; before it, ``complete`` is None.

        Raises:
            JiraFrameError: As ``search`` does, at the frame where it happens.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start(issues=50) as box:
            ...     jira = jf.connect(environ=box.env)
            ...     [len(part) for part in jira.search_iter("key is not EMPTY", rows=20)]
            [20, 20, 10]
        """
        if rows < 1:
            raise ArgumentError(f"rows is {rows!r}.", fix="Give 1 or more.")
        asked = Asked(jql, fields, params, limit, page_size, labels, text, dtype_backend, progress)
        return self._run(asked).frames(rows)

    def issue(
        self,
        key: str,
        fields: Fields = "*all",
        *,
        labels: Labels = "auto",
        text: Text = "plain",
        dtype_backend: DtypeBackend = None,
    ) -> pd.Series[Any]:
        """Read one issue.

        Args:
            key: The issue's key or id; one that the issue had before it moved will do.
            fields: As for ``search``.
            labels: As for ``search``.
            text: As for ``search``.
            dtype_backend: As for ``search``.

        Returns:
            A Series named by the key, with the labels and cells of a row of ``search``.

        Raises:
            NotFound: No such issue, or none that this account may see.
            FieldError: A field that nobody has, or several have.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).issue("ENG-1")["key"]
            'ENG-1'
        """
        columns = self.catalogue.columns(fields, labels=labels, text=text)
        return read_issue(self.dialect, key, columns, dtype_backend=dtype_backend)

    def count(self, jql: str, *, params: Mapping[str, Any] | None = None) -> int:
        """Count what a query finds, without reading it.

        Args:
            jql: The query.
            params: As for ``search``.

        Returns:
            The number of issues. On Cloud it is Jira's estimate (``/search/approximate-count``),
            which may differ from the rows that a search gives; on Data Center it is exact.

        Raises:
            JQLError: The query does not parse, or names what does not exist.
        """
        query = bound(jql, params, self.connection)
        found = self.dialect.count(query)
        if not found:
            explain_empty(self.dialect, query)
        return found

    def validate(self, jql: str, *, params: Mapping[str, Any] | None = None) -> Validation:
        """Have Jira check a query without running it.

        Args:
            jql: The query.
            params: As for ``search``.

        Returns:
            What Jira says: ``.ok``, ``.errors``, ``.warnings``; true when there are no errors;
            prints with a mark under the place.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     bool(jf.connect(environ=box.env).validate("project = ENG AND"))
            False
        """
        query = bound(jql, params, self.connection)
        return validation(query, self.dialect.validate(query))

    def check(self) -> Report:
        """Look at each step from the settings to a search; never raises for Jira's faults.

        Returns:
            A report: ``.ok``, ``.steps`` (name, ok, detail, fix). It prints as text and shows as
            a table in a notebook.
        """
        return check(self)

    def myself(self) -> pd.DataFrame:
        """The account that we are signed in with.

        Returns:
            One row: account_id, name, email, active, time_zone, locale (all ``str`` but active,
            ``boolean``).
        """
        return catalogues.users([self.dialect.myself()])

    def fields(self) -> pd.DataFrame:
        """The fields that this account may see.

        Returns:
            One row a field: id, name, custom, type, items, custom_type, navigable, searchable,
            clause_names (list), project.
        """
        return catalogues.fields(self.dialect.fields())

    def projects(self) -> pd.DataFrame:
        """The projects that this account may browse.

        Returns:
            One row a project: key, id, name, type, category, lead, description, archived.
        """
        return catalogues.projects(self.dialect.projects())

    def statuses(self) -> pd.DataFrame:
        """The statuses.

        Returns:
            One row a status: id, name, category, category_key, description, project.
        """
        return catalogues.statuses(self.dialect.statuses())

    def issue_types(self) -> pd.DataFrame:
        """The issue types.

        Returns:
            One row a type: id, name, subtask, level (``Int64``), description, project.
        """
        return catalogues.issue_types(self.dialect.issue_types())

    def priorities(self) -> pd.DataFrame:
        """The priorities, the most urgent first.

        Returns:
            One row a priority: id, name, description.
        """
        return catalogues.named(self.dialect.priorities())

    def resolutions(self) -> pd.DataFrame:
        """The resolutions.

        Returns:
            One row a resolution: id, name, description.
        """
        return catalogues.named(self.dialect.resolutions())

    def users(self, query: str = "") -> pd.DataFrame:
        """Find users.

        Args:
            query: Part of a name or an e-mail; empty for everybody whom this account may see.

        Returns:
            One row a user: account_id, name, email, active, time_zone, locale. Jira looks at the
            first 1,000 users only when it searches by text.
        """
        return catalogues.users(self.dialect.users(query))

    def boards(self, project: str | None = None) -> pd.DataFrame:
        """The boards.

        Args:
            project: The key of a project, or None for all boards.

        Returns:
            One row a board: id (``Int64``), name, type, project.

        Raises:
            NotFound: No such project, or no Jira Software on this site.
        """
        return catalogues.boards(self.dialect.boards(project))

    def sprints(self, board: int) -> pd.DataFrame:
        """The sprints of a board.

        Args:
            board: The board's id.

        Returns:
            One row a sprint: id (``Int64``), name, state, start, end, completed (all
            ``datetime64[us, UTC]``), board_id, goal.

        Raises:
            NotFound: No such board.
            JiraFrameError: The board is a kanban board and has no sprints.
        """
        return catalogues.sprints(self.dialect.sprints(board))

    def _run(self, asked: Asked) -> Run:
        return Run(
            asked, connection=self.connection, dialect=self.dialect, catalogue=self.catalogue
        )


class _Default:
    """The connection of ``jira_search`` and ``jira_issue``, as long as the settings stay."""

    settings: Settings | None = None
    jira: Jira | None = None


def _default_jira() -> Jira:
    settings = read_settings()
    if _Default.jira is None or _Default.settings != settings:
        _Default.settings, _Default.jira = settings, connect()
    return _Default.jira


def jira_search(jql: str, fields: Fields = None, **options: Any) -> pd.DataFrame:
    """Search on the connection that the environment names.

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
    """Read one issue on the connection that the environment names.

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
