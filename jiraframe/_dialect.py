"""What Cloud and Data Center have in common: the same verbs, over the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

from jiraframe._changes import Changes
from jiraframe._connection import Json
from jiraframe._page import CutList, Issue, Page
from jiraframe._seen import IdList

Decode = Callable[[bytes], Page]
# Fields of which a page holds many more rows.
THIN = frozenset({"id", "key"})


@dataclass(frozen=True, slots=True)
class SortField:
    """One field of ORDER BY, by id."""

    field_id: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of Jira.

    Attributes:
        jql: The query, as the user wrote it.
        fields: The ids of the fields to send, or a star form.
        page_size: Rows a request; Jira may send fewer.
        limit: Rows in all, or None for every one.
        order: The query's ORDER BY, by field id; None where a name in it is not known.
    """

    jql: str
    fields: Sequence[str]
    page_size: int
    limit: int | None = None
    order: Sequence[SortField] | None = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The rows of one answer.

    Attributes:
        issues: The rows that the answer added.
        total: How many rows Jira says there are, where it says so.
        more: Whether Jira says that rows follow these.
        cuts: The inline lists, such as comments, that Jira has cut.
        moved: Whether rows may have slipped between these and those before.
        unsent: The ids of rows that were listed and then did not come.
        reasons: Why some of them did not, in Jira's words.
        listing: A listing of ids made later than the one that these rows were read by.
        warnings: What Jira says beside the rows.
        doubts: Why the rows may not be whole, or not in order.
    """

    issues: Sequence[Issue]
    total: int | None = None
    more: bool = False
    cuts: Sequence[CutList] = ()
    moved: bool = False
    unsent: Sequence[str] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    listing: IdList | None = None
    warnings: Sequence[str] = ()
    doubts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Jira says of a query without running it."""

    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()


class Dialect(Protocol):
    """One deployment's routes. The catalogues give Jira's rows, whole."""

    page_size: int
    id_page_size: int
    """Rows a request where nothing but keys and ids is asked for."""
    bodies_at_once: int
    """How many issues one request reads by id."""
    keys_at_once: int
    """How many issues one request looks for."""
    changes_at_once: int
    """Of how many issues one request reads the history."""
    workers: int
    """How many requests side by side a site bears."""
    estimates: bool
    """Whether ``count`` is an estimate, so that a difference proves nothing."""
    search_complains: bool
    """Whether a search says so when a name in its query does not exist."""

    def with_workers(self, workers: int | None) -> Self:
        """Give the same routes, with so many requests side by side; None for as many as usual."""

    def pages(self, search: Search, decode: Decode) -> Iterator[Batch]:
        """Read a search from its first row to its last, or to the limit."""

    def ids(self, search: Search) -> IdList:
        """List the ids of a search in its order: thin answers, many rows each."""

    def bodies(self, ids: Sequence[str], search: Search, decode: Decode) -> Iterator[Batch]:
        """Read issues by id or key, in that order; what is gone or hidden is left out."""

    def keys(self, names: Sequence[str]) -> list[Issue]:
        """Look for issues by key or id, ``keys_at_once`` of them at most; one may be missed."""

    def issue(self, key: str, fields: Sequence[str], decode: Callable[[bytes], Issue]) -> Issue:
        """Read one issue."""

    def rows_of(self, issue_id: str, field_id: str) -> list[Json]:
        """Read the whole list behind an inline one that was cut: comments or worklogs."""

    def changes(self, ids: Sequence[str], field_ids: Sequence[str]) -> list[Changes]:
        """Read the whole history of issues, ``changes_at_once`` of them at most.

        Args:
            ids: The ids of the issues.
            field_ids: The fields of interest; none for every change. More may come.

        Returns:
            One for each id; without ``histories`` where the answer did not speak of it.
        """

    def unspoken_changes(self, ids: Sequence[str]) -> list[Changes]:
        """Read the history of issues that ``changes`` did not speak of, by other ways.

        Returns:
            One for each id; without ``histories`` where Jira does not give the issue either.
        """

    def count(self, jql: str) -> int:
        """Count what a query finds."""

    def validate(self, jql: str) -> Verdict:
        """Have Jira check a query."""

    def jql_words(self) -> Json:
        """The names that queries know: fields with their operators, and functions."""

    def suggestions(self, field: str, text: str, predicate: str | None) -> list[Json]:
        """The first values of a field that hold a text."""

    def server_info(self) -> Json:
        """What Jira says of itself."""

    def myself(self) -> Json:
        """What Jira says of the account."""

    def fields(self) -> list[Json]:
        """Every field."""

    def projects(self) -> list[Json]:
        """Every project."""

    def statuses(self) -> list[Json]:
        """Every status."""

    def issue_types(self) -> list[Json]:
        """Every issue type."""

    def priorities(self) -> list[Json]:
        """Every priority, the most urgent first."""

    def resolutions(self) -> list[Json]:
        """Every resolution."""

    def users(self, query: str) -> list[Json]:
        """The users that a text finds; an empty text finds all that may be seen."""

    def boards(self, project: str | None) -> list[Json]:
        """The boards, of one project or of all."""

    def sprints(self, board: int) -> list[Json]:
        """The sprints of a board."""

    def versions(self, project: str) -> list[Json]:
        """The versions of a project."""

    def components(self, project: str) -> list[Json]:
        """The components of a project."""
