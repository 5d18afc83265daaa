"""Jira's small lists as frames: one row a field, project, status, user, board or sprint.

Cloud and Data Center name things differently; here they have the same columns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from numbers import Integral
from typing import TYPE_CHECKING

from jiraframe._cells import part
from jiraframe._dialect import Dialect
from jiraframe._scalars import Dtype
from jiraframe._table import Column, Schema, table
from jiraframe.errors import ArgumentError, JiraFrameError, NotFound

if TYPE_CHECKING:
    import pandas as pd

TEXT, COUNT, FLAG, INSTANT, DATE, LIST = (
    Dtype.TEXT,
    Dtype.COUNT,
    Dtype.FLAG,
    Dtype.INSTANT,
    Dtype.DATE,
    Dtype.TEXTS,
)

_USERS: Schema = {
    "account_id": (TEXT, lambda row: row.get("accountId") or row.get("name")),
    "name": (TEXT, "displayName"),
    "email": (TEXT, "emailAddress"),
    "active": (FLAG, "active"),
    "time_zone": (TEXT, "timeZone"),
    "locale": (TEXT, "locale"),
}
_FIELDS: Schema = {
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "custom": (FLAG, "custom"),
    "type": (TEXT, "schema.type"),
    "items": (TEXT, "schema.items"),
    "custom_type": (TEXT, "schema.custom"),
    "navigable": (FLAG, "navigable"),
    "searchable": (FLAG, "searchable"),
    "clause_names": (LIST, "clauseNames"),
    "project": (TEXT, "scope.project.id"),
}
# Jira sends an empty text for some of those that are missing, and nothing for others.
_DESCRIPTION: Column = (TEXT, lambda row: part(row, "description") or None)
_PROJECTS: Schema = {
    "key": (TEXT, "key"),
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "type": (TEXT, "projectTypeKey"),
    "category": (TEXT, "projectCategory.name"),
    "lead": (TEXT, "lead.displayName"),
    "description": _DESCRIPTION,
    "archived": (FLAG, "archived"),
}
_STATUSES: Schema = {
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "category": (TEXT, "statusCategory.name"),
    "category_key": (TEXT, "statusCategory.key"),
    "description": _DESCRIPTION,
    "project": (TEXT, "scope.project.id"),
}
_ISSUE_TYPES: Schema = {
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "subtask": (FLAG, "subtask"),
    "level": (COUNT, "hierarchyLevel"),
    "description": _DESCRIPTION,
    "project": (TEXT, "scope.project.id"),
}
_NAMED: Schema = {
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "description": _DESCRIPTION,
}
_BOARDS: Schema = {
    "id": (COUNT, "id"),
    "name": (TEXT, "name"),
    "type": (TEXT, "type"),
    "project": (TEXT, "location.projectKey"),
}
_SPRINTS: Schema = {
    "id": (COUNT, "id"),
    "name": (TEXT, "name"),
    "state": (TEXT, "state"),
    "start": (INSTANT, "startDate"),
    "end": (INSTANT, "endDate"),
    "completed": (INSTANT, "completeDate"),
    "activated": (INSTANT, "activatedDate"),
    "board_id": (COUNT, "originBoardId"),
    "goal": (TEXT, lambda row: part(row, "goal") or None),
}
_BOARDS_LIST = "jira.boards() lists boards by id, name and type: give the id of a scrum board."
_VERSIONS: Schema = {
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "description": _DESCRIPTION,
    "released": (FLAG, "released"),
    "archived": (FLAG, "archived"),
    "overdue": (FLAG, "overdue"),
    "start": (DATE, "startDate"),
    "release": (DATE, "releaseDate"),
}
_COMPONENTS: Schema = {
    "id": (TEXT, "id"),
    "name": (TEXT, "name"),
    "description": _DESCRIPTION,
    "lead": (TEXT, "lead.displayName"),
    "assignee_type": (TEXT, "assigneeType"),
}


class SmallLists(ABC):
    """The verbs that read a small list whole.

    Each of them raises ``JiraFrameError``s as ``search`` does: the sign-in fails, Jira cannot be
    reached, or ends a list early.
    """

    @property
    @abstractmethod
    def dialect(self) -> Dialect:
        """The routes of this deployment."""

    def myself(self) -> pd.DataFrame:
        """The account that we are signed in with.

        Returns:
            One row: account_id (on Data Center the user name), name, email, active, time_zone,
            locale; all ``str`` but active, ``boolean``.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).myself()["time_zone"].iloc[0]
            'America/Chicago'
        """
        return table([self.dialect.myself()], _USERS)

    def fields(self) -> pd.DataFrame:
        """The fields that this account may see.

        Returns:
            One row a field: id, name, type, items, custom_type, project (``str``), custom,
            navigable, searchable (``boolean``), clause_names (lists: what JQL calls the field).

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     fields = jf.connect(environ=box.env).fields()
            >>> fields.loc[fields["id"] == "duedate", "type"].item()
            'date'
        """
        return table(self.dialect.fields(), _FIELDS)

    def projects(self) -> pd.DataFrame:
        """The projects that this account may browse.

        Returns:
            One row a project: key, id, name, type, category, lead, description (``str``),
            archived (``boolean``).
        """
        return table(self.dialect.projects(), _PROJECTS)

    def statuses(self) -> pd.DataFrame:
        """The statuses.

        Returns:
            One row a status: id, name, category, category_key, description, project; all
            ``str``. ``project`` is an id, of the project that alone has the status.
        """
        return table(self.dialect.statuses(), _STATUSES)

    def issue_types(self) -> pd.DataFrame:
        """The issue types.

        Returns:
            One row a type: id, name, description, project (``str``), subtask (``boolean``), level
            (``Int64``; Cloud alone has it: -1 a sub-task, 1 an epic).
        """
        return table(self.dialect.issue_types(), _ISSUE_TYPES)

    def priorities(self) -> pd.DataFrame:
        """The priorities, the most urgent first.

        Returns:
            One row a priority: id, name, description; all ``str``.
        """
        return table(self.dialect.priorities(), _NAMED)

    def resolutions(self) -> pd.DataFrame:
        """The resolutions.

        Returns:
            One row a resolution: id, name, description; all ``str``.
        """
        return table(self.dialect.resolutions(), _NAMED)

    def users(self, query: str = "") -> pd.DataFrame:
        """Find users.

        Args:
            query: Part of a name or an e-mail; empty for everybody whom this account may see.

        Returns:
            One row a user, with the columns of ``myself``. When it searches by text, Jira Cloud
            looks at the first 1,000 users only (OpenAPI of Jira Cloud platform v3, /user/search).
        """
        return table(self.dialect.users(query), _USERS)

    def boards(self, project: str | None = None) -> pd.DataFrame:
        """The boards.

        Args:
            project: The key of a project, or None for all boards.

        Returns:
            One row a board: id (``Int64``), name, type (scrum, kanban or simple), project (the
            key; ``str`` as the two before).

        Raises:
            JiraFrameError: Jira refuses the project, or the site has no Jira Software.
        """
        return table(self.dialect.boards(project), _BOARDS)

    def sprints(self, board: int) -> pd.DataFrame:
        """The sprints of a board.

        Args:
            board: The board's id.

        Returns:
            One row a sprint: id, board_id (``Int64``), name, state (future, active or closed),
            goal (``str``), start and end as planned, activated and completed as it was (all
            ``datetime64[us, UTC]``; Cloud does not tell ``activated``).

        Raises:
            ArgumentError: It is no id of a board, such as its name.
            NotFound: No such board.
            JiraFrameError: The board is a kanban board and has no sprints.
        """
        number = _board(board)
        try:
            rows = self.dialect.sprints(number)
        except NotFound as exc:
            raise NotFound(
                f"There is no board {number}, or none that this account may see.", fix=_BOARDS_LIST
            ) from exc
        except JiraFrameError as exc:
            if type(exc) is not JiraFrameError or not self._is_kanban(number):
                raise
            raise JiraFrameError(
                f"Board {number} is a kanban board and does not support sprints.", fix=_BOARDS_LIST
            ) from exc
        return table(rows, _SPRINTS)

    def _is_kanban(self, board: int) -> bool:
        boards = self.boards()
        return bool(boards.loc[boards["id"].eq(board), "type"].eq("kanban").any())

    def versions(self, project: str | int) -> pd.DataFrame:
        """The versions of a project.

        Args:
            project: The key or id of the project.

        Returns:
            One row a version: id, name, description (``str``), released, archived, overdue
            (``boolean``), start, release (``datetime64`` without zone: Jira keeps days).

        Raises:
            ArgumentError: It is neither a key nor an id.
            NotFound: No such project, or none that this account may browse.

        Example:
            >>> import jiraframe as jf
            >>> with jf.sandbox.start() as box:
            ...     jf.connect(environ=box.env).versions("ENG")["release"].dtype
            dtype('<M8[us]')
        """
        return table(self.dialect.versions(_project(project)), _VERSIONS)

    def components(self, project: str | int) -> pd.DataFrame:
        """The components of a project.

        Args:
            project: The key or id of the project.

        Returns:
            One row a component: id, name, description, lead, assignee_type; all ``str``.

        Raises:
            ArgumentError: It is neither a key nor an id.
            NotFound: No such project, or none that this account may browse.
        """
        return table(self.dialect.components(_project(project)), _COMPONENTS)


def _board(given: object) -> int:
    if isinstance(given, Integral) and not isinstance(given, bool):
        return int(given)
    if isinstance(given, str) and given.strip().isdecimal():
        return int(given)
    shown = repr(given) if isinstance(given, str) else f"A {type(given).__name__}"
    raise ArgumentError(f"{shown} is no id of a board.", fix=_BOARDS_LIST)


def _project(given: object) -> str:
    known = isinstance(given, str | Integral) and not isinstance(given, bool)
    if not known or not str(given).strip():
        raise ArgumentError(
            f"{given!r} is no key of a project.", fix="jira.projects() lists keys and ids."
        )
    return str(given).strip()
