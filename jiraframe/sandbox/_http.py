"""What comes in and what goes out: requests, answers, and the refusals of both products."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import Any, TypeAlias

Json: TypeAlias = Any

JSON_TYPE = "application/json;charset=UTF-8"
HTML_TYPE = "text/html;charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came in.

    Attributes:
        method: ``GET``, ``POST`` and so on.
        path: The path, percent escapes undone, without the query.
        query: What follows the question mark, as sent.
        headers: The headers; look them up in any case.
        body: The body, empty for most.
    """

    method: str
    path: str
    query: str
    headers: Message
    body: bytes

    def wants_json(self) -> bool:
        """Tell whether the caller asked for JSON by name."""
        return "json" in self.headers.get("Accept", "")


# Answers are trees: looking for circles would cost an eighth of the time.
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


@dataclass(slots=True)
class Answer:
    """One answer before it is bytes.

    Attributes:
        status: The HTTP status.
        payload: What is sent as JSON; ignored where ``text`` is set.
        text: What is sent as it is.
        content_type: The header of that name.
        headers: Further headers.
    """

    status: int = 200
    payload: Json = None
    text: str | None = None
    content_type: str = JSON_TYPE
    headers: dict[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Give the body as bytes."""
        if self.text is not None:
            return self.text.encode()
        try:
            return _encode(self.payload).encode()
        except UnicodeEncodeError:  # a lone surrogate has no bytes, but it has an escape
            return json.dumps(self.payload, separators=(",", ":")).encode()


class Refused(Exception):
    """A request ends here, with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def errors(status: int, *messages: str) -> Answer:
    """Answer with Jira's error collection."""
    return Answer(status, {"errorMessages": list(messages), "errors": {}})


def problem(status: int, detail: str, request: Request, **headers: str) -> Answer:
    """Answer with the problem document that Cloud gives before a request reaches Jira."""
    payload = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.path,
    }
    return Answer(status, payload, content_type="application/problem+json", headers=headers)


def html(status: int, title: str, body: str = "", **headers: str) -> Answer:
    """Answer with a web page."""
    page = (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>"
        f"<body><h1>{title}</h1>{body}</body></html>\n"
    )
    return Answer(status, text=page, content_type=HTML_TYPE, headers=headers)


def method_not_allowed(request: Request, allowed: Iterable[str], *, cloud: bool) -> Answer:
    """Refuse a method; nothing here ever writes."""
    allow = ", ".join(sorted(allowed))
    if cloud:
        detail = f"Method '{request.method}' is not supported."
        return problem(405, detail, request, Allow=allow)
    return html(405, "HTTP Status 405 - Method Not Allowed", Allow=allow)


def must_sign_in(request: Request, *, realm: str) -> Answer:
    """Refuse a stranger, in the form that the caller reads best."""
    said = "Client must be authenticated to access this resource."
    headers = {"WWW-Authenticate": f'OAuth realm="{realm}"'}
    if request.wants_json():
        return Answer(401, {"message": said, "status-code": 401}, headers=headers)
    kind = HTML_TYPE if request.headers.get("Accept") else "text/plain;charset=UTF-8"
    return Answer(401, text=said, content_type=kind, headers=headers)
