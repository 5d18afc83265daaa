"""Files and messages for a page, served to this machine alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.browser.comms import Line
from tests.serving import serving


class Server(ThreadingHTTPServer):
    """Files, which the browser keeps once it has read them, and what a line has for the page.

    Attributes:
        line: The line of the test that runs.
        url: The address, before the name of a file.
    """

    def __init__(self, files: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.line = Line()
        self.url = f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        if name == "messages":
            self._send(self.server.line.poll(), "application/json", "no-store")
        else:
            self._send(*self.server.files[name], "max-age=86400")

    def _send(self, text: str, kind: str, caching: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", caching)
        with suppress(ConnectionError):  # the page was closed while it waited
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(files: Mapping[str, tuple[str, str]]) -> Iterator[Server]:
    """Serve texts, each with its media type, under their names."""
    server = Server(files)
    with serving(server):
        yield server
