"""One connection: bytes to requests, answers to bytes, and the faults of the wire."""

from __future__ import annotations

import gzip
import os
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from jiraframe.sandbox._faults import Fault, Faults
from jiraframe.sandbox._http import Answer, Request

if TYPE_CHECKING:
    from jiraframe.sandbox._server import Server

_GZIP_FROM: Final = 2048
# Closing with this sends RST at once: https://man7.org/linux/man-pages/man7/socket.7.html
_LINGER_NOT: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Wiring:
    """What a connection needs of the sandbox.

    Attributes:
        answer: From a request to its answer.
        record: Called with each request and the status it got, 0 for none.
        faults: What is to go wrong.
        latency_s: Seconds from every request to its answer, at least.
    """

    answer: Callable[[Request], Answer]
    record: Callable[[Request, int], None]
    faults: Faults
    latency_s: float


class Conversation(BaseHTTPRequestHandler):
    """Serves the requests of one connection, one after the other."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the sandbox records the requests itself."""

    def _serve(self) -> None:
        wiring = self.server.wiring
        request = self._read()
        due = time.monotonic() + wiring.latency_s
        fault = wiring.faults.take({"reset", "stall", "truncate"}, request.path)
        if fault is not None and fault.kind == "reset":
            wiring.record(request, 0)
            self._reset()
            return
        if fault is not None and fault.options.get("where") == "headers":
            self._wait(fault.options["seconds"])
            fault = None
        answer = wiring.answer(request)
        wiring.record(request, answer.status)
        self._write(answer, fault, due)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _serve

    def _read(self) -> Request:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        return Request(self.command, unquote(path), query, self.headers, body)

    def _write(self, answer: Answer, fault: Fault | None, due: float) -> None:
        body = answer.encode()
        headers = {"Content-Type": answer.content_type, **answer.headers}
        if len(body) > _GZIP_FROM and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._wait(due - time.monotonic())
        if fault is None:
            self._send(answer.status, headers | {"Content-Length": str(len(body))}, body)
        elif fault.kind == "stall":
            headers |= {"Content-Length": str(len(body))}
            half = len(body) // 2
            self._send(answer.status, headers, body[:half])
            self._wait(fault.options["seconds"])
            self.wfile.write(body[half:])
        else:
            self._truncate(answer.status, headers, body, fault.options["form"])

    def _truncate(self, status: int, headers: dict[str, str], body: bytes, form: str) -> None:
        half = body[: len(body) // 2]
        if form == "length":
            headers["Content-Length"] = str(len(body))
        elif form == "chunked":
            headers["Transfer-Encoding"] = "chunked"
            half = b"%x\r\n%b\r\n" % (len(half), half)
        headers["Connection"] = "close"
        self._send(status, headers, half)
        self.close_connection = True

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        lines = [
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
            f"Date: {self.date_time_string()}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        # HEAD has no body; it is refused like all that is no GET and no reading POST.
        shown = b"" if self.command == "HEAD" else body
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + shown)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.server.closing.wait(seconds)

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        os.close(self.connection.detach())
