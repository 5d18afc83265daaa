"""The HTTP/1.1 server on loopback, each connection in a thread of its own."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from http.server import ThreadingHTTPServer
from threading import Condition, Event, Thread
from typing import Any, Final

from jiraframe.sandbox._wire import Conversation, Wiring

_HOST: Final = "127.0.0.1"
_POLL_S: Final = 0.02
_FAREWELL_S: Final = 2.0


class Server(ThreadingHTTPServer):
    """Serves one sandbox.

    Args:
        port: The port on loopback; 0 takes a free one.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    wiring: Wiring

    def __init__(self, port: int) -> None:
        self.closing = Event()
        self._open: set[socket.socket] = set()
        self._changed = Condition()
        super().__init__((_HOST, port), Conversation)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{_HOST}:{self.server_port}"

    def start(self, wiring: Wiring) -> None:
        """Serve from now on, in a thread."""
        self.wiring = wiring
        Thread(target=self.serve_forever, args=(_POLL_S,), daemon=True).start()

    def stop(self) -> None:
        """Close the port and every connection; returns when their threads have let go."""
        self.shutdown()
        self.server_close()
        with self._changed:
            self.closing.set()
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._open, timeout=_FAREWELL_S)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection, and know that it is open."""
        with self._changed:
            if self.closing.is_set():
                self.shutdown_request(request)
                return
            self._open.add(request)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._open.discard(request)
                self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of callers that go away; a mistake of the sandbox itself is printed."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
