"""One query and two ways to write it: as text and as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import ipywidgets

from jiraframe._asked import Fields
from jiraframe._jira import Jira
from jiraframe.notebook.builder._builder import Builder
from jiraframe.notebook.editor._editor import JQLEditor

if TYPE_CHECKING:
    import pandas as pd

Face: TypeAlias = Literal["editor", "builder"]


class Desk(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A query, seen as text in the editor or as a form in the builder.

    Args:
        jira: The Jira.
        jql: The query to begin with; it need not be right.
        face: What to show first.
        fields: What to ask for of each issue, as for ``Jira.search``.
        limit: The number of rows at most; None for all.

    Raises:
        JiraFrameError: Jira cannot be asked for its names, as for ``Jira.search``.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start() as box:
        ...     Desk(jf.connect(environ=box.env), "project = ENG", face="builder")
        Desk('project = ENG')
    """

    def __init__(
        self,
        jira: Jira,
        jql: str = "",
        *,
        face: Face = "editor",
        fields: Fields = None,
        limit: int | None = None,
    ) -> None:
        self._jira, self._fields, self._limit = jira, fields, limit
        self._editor: JQLEditor | None = None
        self._builder: Builder | None = None
        super().__init__()
        self._show(self._an_editor(jql) if face == "editor" else self._a_builder(jql))

    def __repr__(self) -> str:
        return f"Desk({self.jql!r})"

    @property
    def jql(self) -> str:
        """The query; set it to show another."""
        return str(self._shown.jql)

    @jql.setter
    def jql(self, text: str) -> None:
        self._shown.jql = text

    @property
    def df(self) -> pd.DataFrame | None:
        """The frame of the last run that gave rows, or None."""
        return self._shown.df

    @property
    def editor(self) -> JQLEditor:
        """The editor, whether it is shown or not."""
        return self._an_editor(self.jql)

    @property
    def builder(self) -> Builder:
        """The builder, whether it is shown or not."""
        return self._a_builder(self.jql)

    def to_code(self) -> str:
        """Write the call that gives what "Run" gives."""
        return self._shown.to_code()

    def show_editor(self) -> None:
        """Show the query as text."""
        self._to_editor(self.jql)

    def show_builder(self) -> None:
        """Show the query as a form, which says what of it it cannot change."""
        self._to_builder(self.jql)

    def _an_editor(self, jql: str) -> JQLEditor:
        if self._editor is None:
            self._editor = JQLEditor(self._jira, jql, fields=self._fields, limit=self._limit)
            self._editor.on_open_builder(self._handed_to_builder)
        return self._editor

    def _a_builder(self, jql: str) -> Builder:
        if self._builder is None:
            self._builder = Builder(self._jira, jql, fields=self._fields, limit=self._limit)
            self._builder.on_open_editor(self._handed_to_editor)
        return self._builder

    def _handed_to_editor(self, jql: str) -> None:
        # The button that was pressed is gone with its face, and the keyboard with it.
        self._an_editor(jql).take_keyboard()
        self._to_editor(jql)

    def _handed_to_builder(self, jql: str) -> None:
        self._a_builder(jql).take_keyboard()
        self._to_builder(jql)

    def _to_editor(self, jql: str) -> None:
        editor = self._an_editor(jql)
        if self._builder is not None:
            # The form has boxes for these; the editor keeps what stands there.
            editor.ask_for(fields=self._builder.fields, limit=self._builder.limit)
        if editor.jql != jql:
            editor.jql = jql
        editor.df = self.df
        self._show(editor)

    def _to_builder(self, jql: str) -> None:
        builder = self._a_builder(jql)
        if builder.jql != jql:
            # Opened anew only for another query: conditions without a value are not lost.
            builder.jql = jql
        builder.df = self.df
        self._show(builder)

    def _show(self, face: JQLEditor | Builder) -> None:
        self._shown = face
        self.children = [face]
