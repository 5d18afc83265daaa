"""Work that Ctrl-C must be able to stop runs in the kernel's main thread."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable


class MainThread:
    """The main thread of the kernel, as seen from a widget that is made in it.

    Some versions of ipykernel handle the messages of widgets in another thread, at the same time
    as a cell; "Interrupt" reaches the main thread alone.
    """

    def __init__(self) -> None:
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None  # no kernel: a script or a test

    def run(self, task: Callable[[], None]) -> None:
        """Do something in the main thread: at once if this is it, else when its cell has ended."""
        if self._loop is None or threading.current_thread() is threading.main_thread():
            task()
        else:
            self._loop.call_soon_threadsafe(_interruptibly, task)


def _interruptibly(task: Callable[[], None]) -> None:
    # Between messages the kernel ignores the signal of "Interrupt".
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        task()
    finally:
        signal.signal(signal.SIGINT, before)
