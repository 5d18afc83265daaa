"""The kernel's end of the line to a page, kept in the test's own process."""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from comm.base_comm import BaseComm

VERSION = {"version": "2.1.0"}
# A page that is gone without a word leaves nobody waiting for ever.
_PATIENCE_SECONDS = 20


class Line:
    """Messages both ways between widgets in this process and a page that asks for them.

    Widgets may send from any thread. Messages of the page are handled by the test's thread, while
    it waits for the page.
    """

    def __init__(self) -> None:
        self._comms: dict[str, PageComm] = {}
        self._to_page: deque[dict[str, Any]] = deque()
        self._held: list[dict[str, Any]] = []
        self._busy = False
        self._dead = False
        self._hung_up = False
        self._news = threading.Condition()
        self.received: list[dict[str, Any]] = []
        self.answering = ""

    def open_comm(self, *args: Any, **keywords: Any) -> PageComm:
        """Stand in for `comm.create_comm`."""
        return PageComm(self, *args, **keywords)

    def put(self, message: dict[str, Any]) -> None:
        """Queue a message for the page."""
        with self._news:
            self._to_page.append(message)
            self._news.notify_all()

    def add(self, comm: PageComm) -> None:
        """Know a comm, so that messages for it find it."""
        self._comms[comm.comm_id] = comm

    def poll(self) -> str:
        """Wait for messages and hand them to the page, or null once the line is hung up."""
        with self._news:
            self._news.wait_for(lambda: self._to_page or self._hung_up, _PATIENCE_SECONDS)
            if self._hung_up:
                return "null"
            messages, self._to_page = list(self._to_page), deque()
        return json.dumps(messages)

    def hang_up(self) -> None:
        """End the line: the page asks no more, and nothing that it sends is heard."""
        with self._news:
            self._dead = self._hung_up = True
            self._news.notify_all()

    def take(self, text: str) -> None:
        """Take one message of the page: handle it, or hold it as a busy kernel does."""
        message = json.loads(text)
        self.received.append(message)
        if self._busy:
            self._held.append(message)
        elif not self._dead:
            self._handle(message)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Answer nothing until the block ends, then everything in order."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False
            held, self._held = self._held, []
            for message in held:
                self._handle(message)

    def die(self) -> None:
        """Answer nothing any more."""
        self._dead = True

    def _handle(self, message: dict[str, Any]) -> None:
        buffers = [memoryview(base64.b64decode(text)) for text in message["buffers"]]
        comm = self._comms[message["comm_id"]]
        # By it the page knows the echo of its own change, and does not undo a later one with it.
        self.answering = message["id"]
        comm.handle_msg({"content": {"data": message["data"]}, "buffers": buffers})
        self.put(
            {
                "msg_type": "status",
                "parent_header": {"msg_id": message["id"]},
                "content": {"execution_state": "idle"},
            }
        )


class PageComm(BaseComm):
    """A comm whose messages go down a `Line`."""

    def __init__(self, line: Line, *args: Any, **keywords: Any) -> None:
        self._line = line
        super().__init__(*args, **keywords)
        line.add(self)

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
        **keys: Any,
    ) -> None:
        content = {"comm_id": self.comm_id, "data": data or {}, **keys}
        self._line.put(
            {
                "msg_type": msg_type,
                "parent_header": {"msg_id": self._line.answering},
                "content": json.loads(json.dumps(content)),
                "metadata": VERSION | (metadata or {}),
                "buffers": [base64.b64encode(buffer).decode() for buffer in buffers or []],
            }
        )


class Complaints(logging.Handler):
    """What ipywidgets only logs: exceptions in handlers of a widget."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
