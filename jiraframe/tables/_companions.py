"""The verbs that give companion frames."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from jiraframe._asked import Fields, whole_number
from jiraframe._connection import Connection
from jiraframe._dialect import Dialect
from jiraframe._fields import FieldCatalogue
from jiraframe._table import TableBuilder
from jiraframe.tables._changelog import DTYPES, read_changelog
from jiraframe.tables._facts import (
    ATTACHMENTS,
    COMMENTS,
    LINKS,
    SPRINTS,
    WORKLOGS,
    Fact,
    read_facts,
)
from jiraframe.tables._history_fields import Wanted
from jiraframe.tables._of import Of
from jiraframe.tables._story import Story

if TYPE_CHECKING:
    import pandas as pd


class Companions(ABC):
    """What hangs on issues, one row a fact.

    The issues are given by ``of``: a query, a key, several keys, or a frame with a column ``key``
    (one with ``id`` beside it, as ``search`` gives, finds issues that have moved at once). Every
    list is whole: Jira cuts 20 worklogs, 40 or 100 changes and 100 comments out of longer ones;
    what is cut is read again where it lies. Rows stand in the order of the issues. ``key`` and
    ``id`` are those of the issue, all instants are ``datetime64[us, UTC]``, and an empty frame
    has the same columns and dtypes. ``jf.receipt(frame)`` tells of how many issues it speaks.

    Each verb raises what ``search`` raises, ``NotFound`` where the one key given does not exist,
    and ``IncompleteResultError`` where a list ends before the total that Jira names; the rows read
    until then are in ``.frame``. It warns with ``CompletenessWarning`` of issues among several
    that do not exist or may not be seen.
    """

    connection: Connection

    @property
    @abstractmethod
    def dialect(self) -> Dialect:
        """The routes of this deployment."""

    @property
    @abstractmethod
    def catalogue(self) -> FieldCatalogue:
        """The site's fields, read once."""

    def changelog(
        self,
        of: Of,
        fields: Fields = None,
        *,
        workers: int | None = None,
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """Read the history of issues: who changed what, and when.

        Args:
            of: A query, a key, several keys, or a frame with a column ``key``.
            fields: Names or ids of the fields of interest, such as ``["status", "Sprint"]``;
                also what histories alone name, such as ``"Link"`` or ``"Key"``. Fields that
                histories call otherwise are found: ``parent``, ``issuelinks``, ``timetracking``,
                ``worklog``. None for all.
            workers: As for ``search``.
            progress: As for ``search``.

        Returns:
            One row a changed field, the issues in their order, the oldest change first: key, id,
            history_id (changes made in one go share it), created (an instant), author, author_id,
            field (its name today), field_id (missing for what is no field, such as a link),
            field_then (its name at the time), from, from_text, to, to_text. ``from`` and ``to``
            are ids where the field has them (a sprint field the ids of all its sprints, a date
            ``2024-06-03``), the texts what was shown; what was empty is missing. All but
            ``created`` are ``str``.

            The creation of an issue is not in its history: a field that never changed has had its
            value from the start.

            Data Center tells fields by the names that they had at the time. So changes of a
            custom field that was renamed since then have no field_id, and with ``fields`` they
            are left out; the receipt says which names no field has today. Where several custom
            fields share a name, the changes of all of them come, without field_id.

        Raises:
            ArgumentError: ``fields`` is an empty list, or names only what Jira records no
                changes of, such as ``"votes"``; beside others, the receipt says so.
            FieldError: A field that nobody has, or several have.
            NotFound: The one key given does not exist, or may not be seen.

        Warns:
            CompletenessWarning: On Data Center, several fields have the name of one asked for.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jira = jf.connect(environ=box.env)
            ...     moves = jira.changelog("project = ENG AND status = Done", fields="status")
            >>> moves["field_id"].unique().tolist(), moves["created"].dtype
            (['status'], datetime64[us, UTC])
        """
        wanted = Wanted(fields, self.catalogue)
        story = self._story("changelog", of, TableBuilder(DTYPES), workers, progress)
        story.fields = wanted.labels
        with story.keeping_rows():
            read_changelog(story, wanted)
        return story.frame(then="created")

    def worklogs(
        self, of: Of, *, workers: int | None = None, progress: bool | None = None
    ) -> pd.DataFrame:
        """Read the work that was logged on issues.

        Args:
            of: A query, a key, several keys, or a frame with a column ``key``.
            workers: As for ``search``.
            progress: As for ``search``.

        Returns:
            One row a worklog: key, id, worklog_id, author, author_id (missing where the account
            is gone), started, created, updated (instants), time_spent (``timedelta64[us]``),
            comment (plain text), visibility (the role or group that alone may see it).

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     work = jf.connect(environ=box.env).worklogs("project = ENG")
            >>> work["time_spent"].sum() > work["time_spent"].max()
            True
        """
        return self._facts(WORKLOGS, of, workers, progress)

    def comments(
        self, of: Of, *, workers: int | None = None, progress: bool | None = None
    ) -> pd.DataFrame:
        """Read the comments on issues.

        Args:
            of: A query, a key, several keys, or a frame with a column ``key``.
            workers: As for ``search``.
            progress: As for ``search``.

        Returns:
            One row a comment: key, id, comment_id, author, author_id, created, updated
            (instants), body (plain text), visibility (the role or group that alone may see it),
            internal (``boolean``; missing where Jira Service Management does not say).
        """
        return self._facts(COMMENTS, of, workers, progress)

    def links(
        self, of: Of, *, workers: int | None = None, progress: bool | None = None
    ) -> pd.DataFrame:
        """Read what issues are linked to: links, parents, sub-tasks and epics.

        Args:
            of: A query, a key, several keys, or a frame with a column ``key``.
            workers: As for ``search``.
            progress: As for ``search``.

        Returns:
            One row a link as one issue has it: key, id, link_id (missing for parents), type (the
            name of the link's type; ``Parent`` for parents and sub-tasks, and for Advanced
            Roadmaps' *Parent Link*; ``Epic`` for the epic of an issue on Data Center), direction
            (``outward`` or ``inward``), phrase (``blocks``), other_key, other_status,
            other_summary, other_type; all ``str``. A link between two of the issues is two rows,
            one from each; a parent that several fields name is one. Jira does not tell an epic,
            or what stands above it, what is in it: ask ``parent = KEY`` on Cloud,
            ``"Epic Link" = KEY`` or ``"Parent Link" = KEY`` on Data Center.
        """
        return self._facts(LINKS, of, workers, progress)

    def attachments(
        self, of: Of, *, workers: int | None = None, progress: bool | None = None
    ) -> pd.DataFrame:
        """List the files on issues; the files themselves are not read.

        Args:
            of: A query, a key, several keys, or a frame with a column ``key``.
            workers: As for ``search``.
            progress: As for ``search``.

        Returns:
            One row a file: key, id, attachment_id, filename, size (``Int64``, bytes), mime_type,
            author, author_id, created (an instant), url.
        """
        return self._facts(ATTACHMENTS, of, workers, progress)

    def issue_sprints(
        self, of: Of, *, workers: int | None = None, progress: bool | None = None
    ) -> pd.DataFrame:
        """Read in which sprints issues are and have been.

        Args:
            of: A query, a key, several keys, or a frame with a column ``key``.
            workers: As for ``search``.
            progress: As for ``search``.

        Returns:
            One row an issue in a sprint: key, id, sprint_id (``Int64``), name, state (future,
            active or closed), start, end, completed, activated (instants), board_id (``Int64``),
            goal. Jira keeps a sprint in an issue's field that was closed with the issue in it;
            one that an issue was taken out of is in ``changelog`` alone.
        """
        return self._facts(SPRINTS, of, workers, progress)

    def _facts(
        self, fact: Fact, of: Of, workers: int | None, progress: bool | None
    ) -> pd.DataFrame:
        story = self._story(fact.call, of, TableBuilder(fact.dtypes), workers, progress)
        with story.keeping_rows():
            read_facts(story, fact)
        return story.frame()

    def _story(
        self, call: str, of: Of, builder: TableBuilder, workers: int | None, progress: bool | None
    ) -> Story:
        if workers is not None:
            whole_number("workers", workers, least=1)
        return Story(
            call,
            of,
            builder,
            connection=self.connection,
            dialect=self.dialect.with_workers(workers),
            catalogue=self.catalogue,
            progress=progress,
        )
