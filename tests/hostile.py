"""Hostile text, and what a browser makes of it."""

from __future__ import annotations

from html.parser import HTMLParser

# Text of Jira that would do something, were it taken for HTML or markdown.
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "[x](javascript:alert(1))",
    '" onmouseover="alert(1)',
    "' style='position:fixed",
]


class Read(HTMLParser):
    """What a browser makes of HTML: its elements, their attributes, its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data
