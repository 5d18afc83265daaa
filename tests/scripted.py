"""A Jira that answers what a test writes down, for servers that the sandbox does not know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import serving

FIELDS = [
    {"id": "summary", "name": "Summary", "clauseNames": ["summary"], "schema": {"type": "string"}},
    {"id": "comment", "name": "Comment", "schema": {"type": "comments-page"}},
]


@dataclass
class Answer:
    """What is sent back."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = "application/json"

    @property
    def content(self) -> bytes:
        """The body as bytes; what is no bytes is sent as JSON."""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


# From the query string and the body of a request to the answer, or to the JSON of one.
Route = Callable[[dict[str, str], Any], Any]


@contextmanager
def scripted(mode: str, routes: dict[str, Any]) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Serve routes, by the end of their path; give the settings, and the paths asked."""
    me = {"accountId": "a1"} if mode == "cloud" else {"name": "ann"}
    known: dict[str, Any] = {
        "/myself": {**me, "displayName": "Ann", "timeZone": "UTC"},
        "/field": FIELDS,
        "/jql/parse": {"queries": [{"query": ""}]},
        **routes,
    }
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            asked.append(parts.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            found = next((known[end] for end in known if parts.path.endswith(end)), None)
            if found is None:
                found = Answer({"errorMessages": ["no such route"]}, 404)
            if callable(found):
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                found = found(query, json.loads(body) if body else None)
            answer = found if isinstance(found, Answer) else Answer(found)
            sign_in = self.headers.get("Authorization", "")
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            content = answer.content.replace(b"{auth}", sign_in.encode())
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, *args: object) -> None:
            """Stay quiet."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield (
            {
                "JIRA_BASE_URL": f"http://127.0.0.1:{port}",
                "JIRA_EMAIL": "ann@jira.example" if mode == "cloud" else "",
                "JIRA_API_TOKEN": "s3cr3t-t0ken",
            },
            asked,
        )


def issue(number: int, **fields: Any) -> dict[str, Any]:
    """Write down one issue."""
    return {
        "id": str(number),
        "key": f"ENG-{number}",
        "fields": {"summary": f"issue {number}", **fields},
    }
