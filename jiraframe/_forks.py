"""A process that forks: what its child must not share with it.

``multiprocessing`` forks on Linux by default before Python 3.14. Parent and child would send
requests over the same open connections, and read each other's answers; and a lock that a thread
of the parent holds is never given back in the child, which has not got that thread.
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Renewable(Protocol):
    """What begins anew in a child."""

    def renew(self) -> None:
        """Forget what is the parent's."""


_here: WeakSet[Renewable] = WeakSet()


def renewed_in_child(thing: Renewable) -> None:
    """Have a thing begin anew in every process that is forked from this one."""
    _here.add(thing)


def _renew_all() -> None:
    for each in list(_here):
        each.renew()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_renew_all)
