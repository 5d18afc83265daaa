"""What a page did that a user would call broken, and what axe finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Error, Page, Request, WebSocket

from tests.needs import JS_TOOLS

_AXE = JS_TOOLS / "node_modules/axe-core/axe.min.js"
_LOOPBACK = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|(data|blob|about):")


@dataclass
class Watch:
    """Errors of a page, and requests that would have left this machine (the browser cannot).

    A test that provokes an error of the page names it: `watch.allow("regular expression")`.
    """

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    _allowed: list[str] = field(default_factory=list)

    @contextmanager
    def following(self, page: Page) -> Iterator[None]:
        """Watch a page until the block ends."""
        listeners = {
            "request": self._request,
            "websocket": self._request,
            "console": self._console,
            "pageerror": self._error,
        }
        for event, listener in listeners.items():
            page.on(event, listener)
        try:
            yield
        finally:
            for event, listener in listeners.items():
                page.remove_listener(event, listener)

    def allow(self, pattern: str) -> None:
        """Let errors pass that hold this pattern."""
        self._allowed.append(pattern)

    def unexpected(self) -> list[str]:
        """Give the errors that no test has allowed."""
        return [
            error
            for error in self.errors
            if not any(re.search(pattern, error) for pattern in self._allowed)
        ]

    def _request(self, request: Request | WebSocket) -> None:
        if not _LOOPBACK.match(request.url):
            self.outside.append(request.url)

    def _error(self, error: Error) -> None:
        self.errors.append(f"{error}\n{error.stack}")

    def _console(self, message: ConsoleMessage) -> None:
        self.log.append(f"{message.type}: {message.text}")
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


def axe(page: Page, selector: str, rules: Sequence[str] = ()) -> list[str]:
    """Check a part of a page with axe; give each violation with the element that has it.

    Args:
        page: The page.
        selector: The part.
        rules: The rules to look at; none: all that are on by default.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(
        """async ([selector, rules]) => (await axe.run(selector, {
            resultTypes: ["violations"], ...(rules.length && { runOnly: rules }),
        })).violations.flatMap(({ id, impact, nodes }) =>
            nodes.map(({ failureSummary, html }) => `${id} (${impact}): ${failureSummary} ${html}`)
        )""",
        [selector, list(rules)],
    )
    return found
