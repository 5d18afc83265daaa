"""The builder: a form that writes JQL, checks it, and runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import ipywidgets

from jiraframe._asked import Fields
from jiraframe._jira import Jira
from jiraframe.errors import FieldError, JQLSyntaxError
from jiraframe.jql import format, parse
from jiraframe.notebook import _outcome as outcomes
from jiraframe.notebook._called import called
from jiraframe.notebook._code import python_code
from jiraframe.notebook._field_names import split_names
from jiraframe.notebook._lookups import Lookups
from jiraframe.notebook._main_thread import MainThread
from jiraframe.notebook._running import run
from jiraframe.notebook.builder._form import QueryForm
from jiraframe.notebook.builder._judge import Judge
from jiraframe.notebook.builder._panel import Panel
from jiraframe.notebook.builder._site import Site

if TYPE_CHECKING:
    import pandas as pd

_UNREADABLE: Final = (
    "The form cannot show this text, which is no JQL yet. It is kept as it is: edit it as text, "
    "or start over with an empty form."
)
# The second half of a double click comes within it, and at once what a busy kernel has kept.
_REST_S: Final = 0.5


class Builder(ipywidgets.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """A form that writes JQL: conditions, sorting, a count, a preview and a Run button.

    Args:
        jira: The Jira whose names, values and verdict it shows.
        jql: The query to begin with. A part that the form has no controls for stays as it is
            written; a text that does not parse is kept, and said to be wrong.
        fields: What to ask for of each issue, as for ``Jira.search``.
        limit: The number of rows at most; None for all.

    Attributes:
        df: The frame of the last run that gave rows, or None. What a run read before it was
            stopped or failed is here, too; ``jf.receipt(df)`` says whether it is complete.

    Raises:
        JiraFrameError: Jira cannot be asked for its names, as for ``Jira.search``.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start() as box:
        ...     Builder(jf.connect(environ=box.env), "project = ENG")
        Builder('project = ENG')
    """

    def __init__(
        self, jira: Jira, jql: str = "", *, fields: Fields = None, limit: int | None = None
    ) -> None:
        self.df: pd.DataFrame | None = None
        self._jira = jira
        self._text = jql
        self._readable = True
        self._runs = 0
        self._open_editor: Callable[[str], None] | None = None
        self._main_thread = MainThread()
        lookups = Lookups(jira)
        catalogue = jira.jql_catalogue
        self._lookups = lookups
        self._panel = Panel()
        self._site = Site(catalogue, lookups, self._changed, self._trouble)
        self._judge = Judge(
            catalogue,
            lookups,
            cloud=jira.deployment == "cloud",
            show=self._panel.show,
            lock=self._panel.lock,
        )
        self._form = QueryForm(self._site)
        given = [fields] if isinstance(fields, str) else list(fields or ())
        self._fields = _text("Columns", ", ".join(given), "the usual ones")
        self._limit = _text("Rows at most", "" if limit is None else str(limit), "all")
        self._run_button = _button("Run", self._site.safe(self._clicked), "primary")
        self._edit = _button("Edit as text", self._site.safe(self._hand_over))
        self._over = _button("Start over", self._site.safe(self._start_over))
        self._output = ipywidgets.Output()
        self._no_field = ipywidgets.Label()
        self._no_field.add_class("jf-trouble")
        self._check_fields()
        self._fields.observe(self._site.safe(lambda _: self._check_fields()), names=["value"])
        for each in (self._fields, self._limit):
            each.observe(self._site.safe(lambda _: self._show()), names=["value"])
        self._options = ipywidgets.Box([self._fields, self._limit, self._no_field])
        self._options.add_class("jf-options")
        self._actions = ipywidgets.Box()
        self._actions.add_class("jf-actions")
        super().__init__()
        self.add_class("jf-builder")
        self._open(jql)

    def __repr__(self) -> str:
        return f"Builder({self.jql!r})"

    @property
    def jql(self) -> str:
        """The query; the very text that was given until the form is changed."""
        return self._text

    @jql.setter
    def jql(self, text: str) -> None:
        self._open(text)

    @property
    def fields(self) -> list[str] | None:
        """The columns to ask for, or None for the usual ones."""
        return split_names(self._fields.value, self._jira.catalogue) or None

    @property
    def limit(self) -> int | None:
        """The number of rows at most, or None for all; so, too, while no number stands there."""
        text = self._limit.value.strip()
        return int(text) if text.isdecimal() else None

    def to_code(self) -> str:
        """Write the call that gives what "Run" gives."""
        return python_code(self.jql, fields=self.fields, limit=self.limit)

    def on_open_editor(self, callback: Callable[[str], None]) -> None:
        """Show the button "Edit as text"; ``callback`` gets the query when it is pressed."""
        self._open_editor = callback
        self._lay_out()

    def take_keyboard(self) -> None:
        """Have the page scroll to the form and put the keyboard into it, once it is shown."""
        with self._panel.hold_sync():
            self._panel.takes_keyboard = True

    def run(self) -> None:
        """Read what the query finds, as the Run button does; the frame is in ``df``."""
        self._runs += 1
        self._run_button.disabled = True
        try:
            self._search(str(self._runs))
        finally:
            self._rest()

    def _search(self, run_id: str) -> None:
        with self._output:
            run(
                self._jira,
                self.jql,
                fields=self.fields,
                limit=self.limit,
                run_id=run_id,
                where=lambda: f"{called(self)}.df",
                show=self._tell,
                keep=self._keep,
            )

    def _tell(self, outcome: outcomes.Outcome) -> None:
        with self._panel.hold_sync():
            self._panel.outcome = dict(outcome)

    def _keep(self, frame: pd.DataFrame) -> None:
        self.df = frame
        self._lookups.trust_again()

    def _rest(self) -> None:
        """Give the button back when clicks made before the outcome have come, and been dropped.

        A click does not say when it was made; while a page shows the button disabled, none is.
        """
        timer = threading.Timer(_REST_S, self._take_clicks, [self._runs])
        timer.daemon = True
        timer.start()

    def _take_clicks(self, after: int) -> None:
        if after == self._runs:
            self._run_button.disabled = False

    def _open(self, text: str) -> None:
        try:
            query = parse(text)
        except JQLSyntaxError:
            query = None
        self._text, self._readable = text, query is not None
        if query is not None:
            self._form.open(query)
        self._lay_out()
        self._show(anew=True)

    def _lay_out(self) -> None:
        buttons = [self._run_button]
        buttons += [self._edit] if self._open_editor is not None else []
        buttons += [] if self._readable else [self._over]
        self._actions.children = buttons
        form = [self._form.box] if self._readable else []
        self.children = [*form, self._options, self._actions, self._output, self._panel]

    def _changed(self) -> None:
        query = self._form.query()
        # As long as it says the same, the text stays as the user wrote it.
        is_other = query != parse(self._text)
        if is_other:
            self._text = format(query)
        self._show(anew=is_other)

    def _show(self, *, anew: bool = False) -> None:
        panel = self._panel
        notes = self._form.notes() if self._readable else [_UNREADABLE]
        if self._limit.value.strip() and self.limit is None:
            notes.append("Rows at most wants a whole number; until then all rows are read.")
        jql, code = self.jql, self.to_code()
        # No verdict on the text before comes between the text and the look at it.
        with panel.lock:
            with panel.hold_sync():
                panel.jql, panel.code, panel.notes, panel.trouble = jql, code, notes, ""
            if anew:
                # After the text: a problem is marked in the one that the panel has.
                self._judge.look(jql)

    def _check_fields(self) -> None:
        """Say under the box that a name is no field's, before a run fails for it."""
        try:
            self._jira.catalogue.columns(self.fields)
        except FieldError as exc:
            self._no_field.value = str(exc)
        else:
            self._no_field.value = ""
        self._no_field.layout.display = None if self._no_field.value else "none"

    def _trouble(self, words: str) -> None:
        with self._panel.hold_sync():
            self._panel.trouble = words

    def _clicked(self, _button: Any) -> None:
        if self._run_button.disabled:
            return
        # Not first in the main thread, which may be busy for long.
        self._run_button.disabled = True
        self._main_thread.run(self._site.safe(self.run))

    def _hand_over(self, _button: Any) -> None:
        if self._open_editor is not None:
            self._open_editor(self.jql)

    def _start_over(self, _button: Any) -> None:
        self._open("")


def _button(text: str, clicked: Callable[[Any], None], style: str = "") -> ipywidgets.Button:
    button = ipywidgets.Button(description=text, button_style=style)
    button.on_click(clicked)
    return button


def _text(title: str, value: str, placeholder: str) -> ipywidgets.Text:
    return ipywidgets.Text(value=value, description=title, placeholder=placeholder)
