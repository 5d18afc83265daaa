"""A refresh in a process of its own, that may end itself by SIGKILL at a step."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.connection import Connection
from typing import Any

import jiraframe as jf
from jiraframe import store
from jiraframe.store import _refresh, _source, _staging
from tests.store_places import FIELDS, QUERY

_PROCESSES = multiprocessing.get_context("forkserver")
# What the processes have in common is imported once, before they part.
_PROCESSES.set_forkserver_preload(
    ["tests.store_victim", "atlassian.jira", "jiraframe.store._duckdb", "jiraframe.store._delta"]
)


class Victim:
    """A process that refreshes the copy; by its end, dead or alive.

    Args:
        environ: The settings.
        path: Where the copy is.
        verb: The verb of the backend at which it ends itself, if any.
        number: At which call of it.
        when: ``"before"`` or ``"after"`` it is carried out.
        full: Whether to read everything.
    """

    def __init__(
        self,
        environ: dict[str, str],
        path: object,
        verb: str = "",
        number: int = 1,
        when: str = "before",
        *,
        full: bool = False,
    ) -> None:
        ours, theirs = _PROCESSES.Pipe()
        self._said = ours
        args = (theirs, environ, str(path), verb, number, when, full)
        self._process = _PROCESSES.Process(target=_refreshing, args=args, daemon=True)
        self._process.start()

    def wait_until_ready(self) -> None:
        """Wait until it is signed in, and about to refresh."""
        assert self._said.recv() == "ready"

    def kill(self) -> None:
        """Kill it, wherever it is."""
        self._process.kill()
        self._process.join(30)

    def killed_itself(self) -> bool:
        """Wait for its end, and tell whether it was that."""
        self._process.join(60)
        return self._process.exitcode == -signal.SIGKILL


def _refreshing(
    said: Connection,
    environ: dict[str, str],
    path: str,
    verb: str,
    number: int,
    when: str,
    full: bool,
) -> None:
    _source.CHUNK_ROWS = _staging.CHUNK_ROWS = 20
    made, calls = _refresh.backend_at, 0

    def deadly_at(place: Any) -> Any:
        backend = made(place)
        step = getattr(backend, verb)

        def deadly(*args: Any, **options: Any) -> None:
            nonlocal calls
            calls += 1
            if calls < number or when == "after":
                step(*args, **options)
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)

        setattr(backend, verb, deadly)
        return backend

    if verb:
        _refresh.backend_at = deadly_at
    jira = jf.connect(environ=environ)
    _ = jira.catalogue
    said.send("ready")
    store.refresh(QUERY, path, jira=jira, fields=FIELDS, full=full)
