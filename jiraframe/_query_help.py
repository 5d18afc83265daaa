"""What helps to write a query: the site's names, Jira's suggestions, its verdict."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Literal

from jiraframe._connection import Connection
from jiraframe._dialect import Dialect
from jiraframe._fields import FieldCatalogue
from jiraframe._jql_catalogue import read_catalogue, read_suggestions
from jiraframe._once import once
from jiraframe._search import bound
from jiraframe._validation import Validation, validation
from jiraframe.jql import Catalogue, Choice, Condition, Query, check


class QueryHelp(ABC):
    """The verbs that help to write a query."""

    connection: Connection

    @property
    @abstractmethod
    def dialect(self) -> Dialect:
        """The routes of this deployment."""

    @property
    @abstractmethod
    def catalogue(self) -> FieldCatalogue:
        """The site's fields, read once."""

    @once
    def jql_catalogue(self) -> Catalogue:
        """What the site's JQL knows, read once.

        Its fields with their operators, its functions, and the values of project, issue type,
        status, status category, priority and resolution.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     catalogue = jf.connect(environ=box.env).jql_catalogue
            >>> [choice.label for choice in catalogue.fields_named("statusCategory")[0].choices]
            ['To Do', 'In Progress', 'Done']
        """
        return read_catalogue(self.dialect, self.catalogue)

    def suggest(
        self, field: str, text: str = "", *, predicate: Literal["by", "from", "to"] | None = None
    ) -> list[Choice]:
        """Ask Jira which values of a field hold a text, as its own editor does.

        Args:
            field: The field, as a query names it, without quotes.
            text: Part of the value; empty for the first of all.
            predicate: Suggest for this predicate of WAS and CHANGED instead.

        Returns:
            The first values, about 15 (OpenAPI of Jira Cloud platform v3,
            /jql/autocompletedata/suggestions): ``label`` to read and ``insert`` to put into a
            query. Empty for a field that has none to suggest.

        Raises:
            JiraFrameError: Jira cannot be asked, as for ``search``.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).suggest("status", "pro")[0].insert
            '"In Progress"'
        """
        return read_suggestions(self.dialect.suggestions(field, text, predicate))

    def validate(
        self, jql: str | Query | Condition, *, params: Mapping[str, Any] | None = None
    ) -> Validation:
        """Check a query without running it: by the site's names, and by Jira.

        Args:
            jql: The query.
            params: As for ``search``.

        Returns:
            ``.ok``, ``.errors``, ``.warnings``; true when there are no errors; prints with a
            mark under the place, of many alike the first ones. Jira has the last word: what it
            accepts is no error, whatever the check by names says; only that Jira Cloud does not
            search without a condition, which its parser does not say, is one.

        Raises:
            JQLError: A ``{name}`` has no value, or a value no ``{name}``.
            JiraFrameError: Jira cannot be asked, as for ``search``.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).validate("project = ENG AND statuss = Done")
            error: Field 'statuss' does not exist or you do not have permission to view it. ...
              project = ENG AND statuss = Done
                                ^
        """
        query = bound(jql, params, self.connection)
        return validation(
            query,
            self.dialect.validate(query),
            found_here=check(query, self.jql_catalogue),
            unbounded_ok=self.connection.settings.deployment != "cloud",
        )
