"""``Jira``: what users call. Every method composes a few rooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from jiraframe._asked import Asked, DtypeBackend, Fields, Labels, Shape, Text, whole_number
from jiraframe._catalogues import SmallLists
from jiraframe._check import PRODUCTS, Report, check
from jiraframe._cloud import Cloud
from jiraframe._connection import Connection
from jiraframe._datacenter import DataCenter
from jiraframe._dialect import Dialect
from jiraframe._fields import FieldCatalogue
from jiraframe._html import bold, joined, link
from jiraframe._issues import vetted
from jiraframe._once import once
from jiraframe._query_help import QueryHelp
from jiraframe._search import Run, bound, read_issue
from jiraframe._settings import Deployment
from jiraframe.jql import Condition, Query
from jiraframe.tables._companions import Companions

if TYPE_CHECKING:
    import pandas as pd
    from atlassian.jira import JiraCloud as CloudClient
    from atlassian.jira import JiraServer as DataCenterClient

    from jiraframe.notebook._desk import Desk


class Jira(SmallLists, QueryHelp, Companions):
    """One Jira, read only; made by ``connect``.

    Attributes:
        connection: The door to Jira: settings, account, counts of requests.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def __repr__(self) -> str:
        return f"Jira({self.deployment}, {self.connection.settings.base_url})"

    def _repr_html_(self) -> str:
        # What the settings say: showing a connection asks nothing of Jira.
        address = self.connection.settings.site_url or self.connection.settings.base_url
        return joined(bold(PRODUCTS[self.deployment]), " ", link(address, address))

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

    @once
    def dialect(self) -> Dialect:
        """The routes of this deployment."""
        _ = self.connection.account  # the proof that may show the guess wrong
        kind = Cloud if self.deployment == "cloud" else DataCenter
        return kind(self.connection)

    @once
    def catalogue(self) -> FieldCatalogue:
        """The site's fields, read once."""
        return FieldCatalogue.from_json(self.dialect.fields())

    def search(
        self,
        jql: str | Query | Condition,
        fields: Fields = None,
        *,
        params: Mapping[str, Any] | None = None,
        limit: int | None = None,
        page_size: int | None = None,
        labels: Labels = "auto",
        text: Text = "plain",
        dtype_backend: DtypeBackend = None,
        workers: int | None = None,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Read every issue that a query finds.

        Args:
            jql: The query; sent as it is, but for ``{name}`` parameters.
            fields: Ids or display names, parts with a dot (``"assignee.accountId"``), ``"*all"``
                or ``"*navigable"``; None, or ``"*default"``, gives about twenty of use to most.
            params: Values for ``{name}`` in the query, quoted so that they stay values. Aware
                datetimes are given in the account's time zone, to the minute, rounded so that no
                row is lost.
            limit: The number of rows at most; None for all.
            page_size: Rows a request; changes no value. Jira may send fewer: Cloud sends 5,000 at
                most, and about 100 with fields (OpenAPI of Jira Cloud platform v3, /search/jql).
            labels: ``"auto"`` names system fields by id and custom ones by display name; ``"id"``
                and ``"name"`` do what they say.
            text: ``"plain"`` makes text of Cloud's rich text; the wiki markup of Data Center is
                text, and stays as it was written. ``"raw"`` keeps what Jira sent.
            dtype_backend: ``"pyarrow"`` for Arrow types throughout.
            workers: How many requests go side by side; None for what a site bears: 8 on Cloud, 4
                on Data Center. Where Jira refuses one for their number (429), all wait, and
                fewer go from there on.
            progress: True or False for a progress bar; None shows it in notebooks and terminals
                when it takes long.

        Returns:
            One row an issue, in the order of the query, on a RangeIndex: ``key``, ``id``, then
            the fields. dtypes come from Jira's field schema, so an empty result has them too:
            text ``str``, numbers ``float64``, counts ``Int64``, durations ``timedelta64``, flags
            ``boolean``, instants ``datetime64[us, UTC]``, dates ``datetime64`` without zone, lists
            as lists. ``jf.receipt(df)`` tells how it was read, and whether it is complete.

        Raises:
            ArgumentError: An argument makes no sense; Jira was not asked.
            JQLError: The query does not parse, or names a field or function that does not exist.
                Cloud's search would not say so: one request more, beside the first page, has its
                parser look.
            FieldError: A field that nobody has, or several have.
            IncompleteResultError: The result is provably not whole.
            AuthenticationError: Jira does not know us.
            PermissionDenied: Jira knows us and says no.
            RateLimited: 429 until the waiting budget was spent.
            JiraUnavailable: No answer, or none that could be read.
            SearchInterrupted: Ctrl-C. As with the others, the rows read are in ``.frame``.

        Warns:
            JQLWarning: A value in the query does not exist (Cloud; an error on Data Center).
            CompletenessWarning: Jira gives a reason to doubt that the result is whole.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jira = jf.connect(environ=box.env)
            ...     df = jira.search("project = ENG ORDER BY key", ["summary", "status"], limit=3)
            >>> df.columns.tolist(), len(df)
            (['key', 'id', 'summary', 'status'], 3)
        """
        shape = Shape(fields, labels, text, dtype_backend)
        asked = Asked(jql, shape, params, limit, page_size, workers, progress)
        return self._run(asked).frame()

    def search_iter(
        self,
        jql: str | Query | Condition,
        fields: Fields = None,
        *,
        rows: int = 10_000,
        params: Mapping[str, Any] | None = None,
        limit: int | None = None,
        page_size: int | None = None,
        labels: Labels = "auto",
        text: Text = "plain",
        dtype_backend: DtypeBackend = None,
        workers: int | None = None,
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
            workers: As for ``search``.
            progress: As for ``search``.

        Yields:
            Frames of one schema, at least one. The receipt of the last tells whether the whole
            is complete; before it, ``complete`` is None.

        Raises:
            JiraFrameError: As ``search`` does, at the frame where it happens; ``.frame`` then holds
                the rows that were not handed out yet.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start(issues=50) as box:
            ...     jira = jf.connect(environ=box.env)
            ...     [len(part) for part in jira.search_iter("key is not EMPTY", rows=20)]
            [20, 20, 10]
        """
        whole_number("rows", rows, least=1)
        shape = Shape(fields, labels, text, dtype_backend)
        asked = Asked(jql, shape, params, limit, page_size, workers, progress)
        return self._run(asked).frames(rows)

    def issue(
        self,
        key: str | int,
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

        Warns:
            CompletenessWarning: A list of it, such as its comments, could not be read whole.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).issue("ENG-1")["key"]
            'ENG-1'
        """
        return read_issue(
            key,
            Shape(fields, labels, text, dtype_backend),
            connection=self.connection,
            dialect=self.dialect,
            catalogue=self.catalogue,
        )

    def count(
        self, jql: str | Query | Condition, *, params: Mapping[str, Any] | None = None
    ) -> int:
        """Count what a query finds, without reading it.

        Args:
            jql: The query.
            params: As for ``search``.

        Returns:
            The number of issues. On Cloud it is Jira's estimate (``/search/approximate-count``),
            which may differ from the rows that a search gives; on Data Center it is exact.

        Raises:
            JQLError: The query does not parse, or names what does not exist.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start(issues=50) as box:
            ...     jf.connect(environ=box.env).count("project is not EMPTY")
            50
        """
        query = bound(jql, params, self.connection)
        vetted(self.dialect, query, self.catalogue)
        return self.dialect.count(query)

    def editor(self, jql: str | Query | Condition = "") -> Desk:
        """Open the editor: JQL with completion, checking, a live count and a Run button.

        Args:
            jql: The query to begin with; it need not be right.

        Returns:
            A widget, shown as the last line of a cell. ``.jql`` is the query, ``.df`` the frame
            of the last run, ``.to_code()`` the call that gives the same.

        Raises:
            JiraFrameError: Jira cannot be asked for its names, as for ``search``.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     desk = jf.connect(environ=box.env).editor("project = ENG")
            >>> print(desk.to_code())
            df = jira.search("project = ENG")
        """
        return self._desk(jql, "editor")

    def builder(self, jql: str | Query | Condition = "") -> Desk:
        """Open the builder: a form that writes JQL.

        Args:
            jql: The query to begin with. What of it the form cannot show, it says and keeps.

        Returns:
            A widget, shown as the last line of a cell, with what ``editor`` gives; each of the
            two hands its query to the other.

        Raises:
            JiraFrameError: Jira cannot be asked for its names, as for ``search``.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).builder("project = ENG").jql
            'project = ENG'
        """
        return self._desk(jql, "builder")

    def _desk(self, jql: str | Query | Condition, face: Literal["editor", "builder"]) -> Desk:
        # Widgets are loaded for those alone who open one.
        from jiraframe.notebook._desk import Desk

        return Desk(self, bound(jql, None, self.connection), face=face)

    def check(self) -> Report:
        """Look at each step from the settings to a search; never raises for Jira's faults.

        Returns:
            A report: ``.ok``, ``.steps`` (name, ok, detail, fix). It prints as text and shows as
            a table in a notebook.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).check().ok
            True
        """
        return check(self)

    def _run(self, asked: Asked) -> Run:
        dialect = self.dialect.with_workers(asked.workers)
        return Run(asked, connection=self.connection, dialect=dialect, catalogue=self.catalogue)
