"""What may stand between a client and Jira: a TLS front, and a proxy."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import requests

from tests.serving import serving


@contextmanager
def tls_front(target: str, context: ssl.SSLContext) -> Iterator[int]:
    """Take TLS off and pass the bytes on; give the port."""
    host, port = urlsplit(target).hostname, urlsplit(target).port
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                try:
                    outside = context.wrap_socket(plain, server_side=True)
                except OSError:
                    plain.close()
                    continue
                inside = socket.create_connection((host, port))
                for a, b in ((outside, inside), (inside, outside)):
                    threading.Thread(target=_pass_on, args=(a, b), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            stopped.set()
            listener.shutdown(socket.SHUT_RDWR)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with source, target:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return  # the other direction has ended


@contextmanager
def http_proxy(target: str) -> Iterator[tuple[str, list[str]]]:
    """Answer for every host with what ``target`` says; give the address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def _relay(self) -> None:
            asked.append(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = urlsplit(self.path)
            headers = {n: v for n, v in self.headers.items() if n.lower() not in _OWN}
            answer = requests.request(
                self.command,
                f"{target}{parts.path}?{parts.query}",
                data=body,
                headers=headers,
                timeout=10,
            )
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = _relay

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}", asked


_OWN = {"host", "content-length", "proxy-connection", "connection", "accept-encoding"}
