"""``%jql`` and ``%%jql``: JQL where a cell has code."""

from __future__ import annotations

import re
import sys
import warnings
from argparse import Namespace
from collections import ChainMap
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import (
    Magics,
    line_cell_magic,
    magics_class,
    needs_local_scope,
    no_var_expand,
)

from jiraframe._connect import connect
from jiraframe._jira import Jira
from jiraframe._receipt import receipt
from jiraframe._validation import Validation
from jiraframe.errors import (
    ArgumentError,
    JiraFrameError,
    JQLSyntaxError,
    SearchInterrupted,
    SettingsError,
    caret,
    near_names,
)
from jiraframe.notebook._field_names import split_names
from jiraframe.notebook.magics._interpolation import question
from jiraframe.notebook.magics._matcher import Matcher
from jiraframe.notebook.magics._options import HELP, OPTIONS, split

if TYPE_CHECKING:
    import pandas as pd

_PARTIAL: Final = "_jql_partial"
_OPTION_LATE: Final = re.compile("|".join(map(re.escape, OPTIONS)))


@magics_class
class JqlMagics(Magics):
    """The magics, and the connection that they make where the notebook has none."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._notebook = shell
        self.matcher = Matcher(self.known_jira, self._made_here).complete
        self._own: Jira | None = None

    @no_var_expand
    @needs_local_scope
    @line_cell_magic
    def jql(
        self, line: str, cell: str | None = None, local_ns: Mapping[str, object] | None = None
    ) -> pd.DataFrame | int | Validation | None:
        """Run a query; ``HELP`` is what users see."""
        text, options = split(line, cell)
        here = _variables_around_the_cell() if cell is not None else local_ns
        variables = ChainMap(dict(here or {}), self._notebook.user_ns)
        try:
            return self._answer(text, options, variables)
        except (JiraFrameError, SearchInterrupted) as exc:
            self._keep_rows(exc, options)
            if isinstance(exc, SearchInterrupted):
                raise
            raise UsageError(_said(exc)) from exc

    jql.__doc__ = HELP

    def known_jira(self, name: str | None = None) -> Jira | None:
        """Give the Jira that a query would be sent to, without making a connection.

        Args:
            name: The variable that holds it; None for the one that is taken without a name.

        Returns:
            The Jira, or None where there is none yet.
        """
        held = self._notebook.user_ns.get(name or "jira")
        if isinstance(held, Jira):
            return held
        return None if name else self._own

    def _made_here(self) -> dict[str, object]:
        hidden = self._notebook.user_ns_hidden
        there = self._notebook.user_ns.items()
        return {name: value for name, value in there if name not in hidden and name[0] != "_"}

    def _answer(
        self, text: str, options: Namespace, variables: Mapping[str, object]
    ) -> pd.DataFrame | int | Validation | None:
        jql, params = question(text, variables)
        jira = self._jira(options.connection, variables)
        if isinstance(variables.get(options.var), Jira):
            raise ArgumentError(
                f"The variable {options.var!r} holds the connection to Jira.",
                fix="Give the result another name.",
            )
        result: pd.DataFrame | int | Validation
        with _warnings_of_the_cell():
            if options.count:
                result = jira.count(jql, params=params)
            elif options.validate:
                result = jira.validate(jql, params=params)
            else:
                fields = _field_names(options.fields, jira)
                result = jira.search(jql, fields, params=params, limit=options.limit)
        if options.var is None:
            return result
        self._notebook.user_ns[options.var] = result
        print(f"{_summary(result, options.var)} -> {options.var}")
        return None

    def _jira(self, name: str | None, variables: Mapping[str, object]) -> Jira:
        held = variables.get(name or "jira")
        if isinstance(held, Jira):
            return held
        there = [each for each, value in variables.items() if isinstance(value, Jira)]
        if name is not None:
            near = near_names(name, there) or there
            raise ArgumentError(
                f"The variable {name!r} holds no connection to Jira.",
                fix=f"There is one in {', '.join(near)}."
                if near
                else "Make one: jira = jiraframe.connect().",
            )
        if self._own is None:
            try:
                self._own = connect()
            except SettingsError as exc:
                if not there:
                    raise
                raise ArgumentError(
                    "The variable 'jira' holds no connection, and the environment names none.",
                    fix=f"Take one that is there: --connection {there[0]}, or jira = {there[0]}.",
                ) from exc
        return self._own

    def _keep_rows(self, exc: JiraFrameError | SearchInterrupted, options: Namespace) -> None:
        if exc.frame is not None and len(exc.frame):
            name = options.var or _PARTIAL
            self._notebook.user_ns[name] = exc.frame
            print(f"Stopped: {_counted(len(exc.frame))} read so far -> {name}")


@contextmanager
def _warnings_of_the_cell() -> Iterator[None]:
    """Show each warning every time, as one of the magic; Python would show it once a session."""
    told: list[warnings.WarningMessage] = []
    try:
        with warnings.catch_warnings(record=True) as told:
            yield
    finally:
        for each in told:
            warnings.warn_explicit(each.message, each.category, "%jql", 1)


def _variables_around_the_cell() -> dict[str, object] | None:
    """Give the variables where ``run_cell_magic`` was called, as IPython does for a line alone."""
    frame = sys._getframe()
    while frame.f_code is not InteractiveShell.run_cell_magic.__code__:
        if frame.f_back is None:
            return None
        frame = frame.f_back
    return frame.f_back.f_locals if frame.f_back else None


def _field_names(given: list[str] | None, jira: Jira) -> list[str] | None:
    if given is None:
        return None
    return [name for each in given for name in split_names(each, jira.catalogue)]


def _said(exc: JiraFrameError) -> str:
    if not isinstance(exc, JQLSyntaxError) or exc.position is None:
        return str(exc)
    if exc.query[exc.position :].startswith("{"):
        hint = "In a magic, braces take the name of a variable alone: {name}."
        return f"{exc.what} {hint}\n\n{caret(exc.query, exc.position)}"
    option = _OPTION_LATE.match(exc.query, exc.position)
    if option is not None:
        hint = f"In one line, options stand before the query: %jql {option[0]} ..."
        return f"{exc.what} {hint}\n\n{caret(exc.query, exc.position)}"
    return str(exc)


def _summary(result: pd.DataFrame | int | Validation, name: str) -> str:
    if isinstance(result, int):
        return _counted(result)
    if isinstance(result, Validation):
        return "valid" if result.ok else _counted(len(result.errors), "error")
    whole = receipt(result).complete
    return _counted(len(result)) + ("" if whole else f", maybe not all: see receipt({name})")


def _counted(number: int, thing: str = "issue") -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Register ``%jql``, ``%%jql`` and their completion: what ``%load_ext jiraframe`` calls."""
    unload_ipython_extension(shell)
    magics = JqlMagics(shell)
    shell.register_magics(magics)
    shell.Completer.custom_matchers.append(magics.matcher)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take the magics and their completion away: what ``%unload_ext jiraframe`` calls."""
    magics = shell.magics_manager.registry.pop(JqlMagics.__name__, None)
    if magics is not None:
        shell.Completer.custom_matchers.remove(magics.matcher)
        for kind in ("line", "cell"):
            shell.magics_manager.magics[kind].pop("jql", None)
