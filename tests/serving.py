"""A server of a test's own, for as long as a block lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer

_POLL_S = 0.02


@contextmanager
def serving(server: HTTPServer) -> Iterator[int]:
    """Serve in a thread; give the port.

    A server that is closed and not told to stop asks its closed port for ever, and slows down
    every test after it.
    """
    thread = threading.Thread(target=server.serve_forever, args=(_POLL_S,), daemon=True)
    with server:
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
