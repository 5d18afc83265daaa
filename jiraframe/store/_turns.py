"""Whose turn it is with a file: the threads of a process take turns, and a fork ends them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from jiraframe._forks import renewed_in_child
from jiraframe.errors import StoreError


class Turns:
    """One lock for each file."""

    def __init__(self) -> None:
        self._locks: dict[str, Any] = {}
        self._left_open: set[str] = set()
        renewed_in_child(self)

    def of(self, path: Path) -> Any:
        """Give the lock of a file, to be asked for each time anew: a child has others.

        Raises:
            StoreError: A thread of the parent had the file open when this process was forked.
        """
        name = str(path.resolve())
        if name in self._left_open:
            raise StoreError(
                f"{path} was open in a thread when this process was forked from it, and stays "
                "open here without that thread and without its lock.",
                fix='Start processes by "spawn" or "forkserver", or fork while no thread reads or '
                "refreshes the copy.",
            )
        return self._locks.setdefault(name, threading.RLock())

    def renew(self) -> None:
        """Forget the threads of the parent.

        DuckDB would give the child the database that one of them had open: what it writes there
        is seen by nobody, or breaks the file.
        """
        held = (name for name, lock in self._locks.items() if not lock.acquire(blocking=False))
        self._left_open |= set(held)
        self._locks = {}
