"""Rich text in its two forms: wiki text, and the document (ADF) that Cloud's version 3 sends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiraframe.sandbox._catalogue import Json


class RichText(str):
    """Cloud's wiki text that knows its other forms.

    Attributes:
        document: What Cloud's version 3 sends.
        server: The wiki text of Data Center, which mentions people by name.
    """

    __slots__ = ("document", "server")
    document: Json
    server: str

    @classmethod
    def of(cls, wiki: str, document: Json, server: str = "") -> RichText:
        """Join the forms of one text."""
        text = cls(wiki)
        text.document = document
        text.server = server or wiki
        return text

    def form(self, *, cloud: bool, documents: bool) -> str | Json:
        """Give the form that a dialect has."""
        return self.document if documents else str(self) if cloud else self.server


def paragraph(*inline: Json) -> Json:
    """Make a paragraph node."""
    return {"type": "paragraph", "content": list(inline)}


def words(text: str, *marks: str) -> Json:
    """Make a text node with plain marks such as ``strong``."""
    node: Json = {"type": "text", "text": text}
    return {**node, "marks": [{"type": mark} for mark in marks]} if marks else node


def document(*blocks: Json) -> Json:
    """Make the root of a document."""
    return {"type": "doc", "version": 1, "content": list(blocks)}


def document_of(text: str) -> Json:
    """Make a document of paragraphs out of plain or wiki text.

    Example:
        >>> document_of("one")["content"]
        [{'type': 'paragraph', 'content': [{'type': 'text', 'text': 'one'}]}]
    """
    blocks = text.replace("\r\n", "\n").split("\n\n")
    return document(*[paragraph(*_lines(block)) for block in blocks if block.strip()])


def _lines(block: str) -> Iterator[Json]:
    for number, line in enumerate(block.split("\n")):
        if number:
            yield {"type": "hardBreak"}
        if line:
            yield words(line)


def plain(node: Any) -> str:
    """Collect the text of a document, one line a block; text is returned as it is."""
    if isinstance(node, str):
        return node
    if not isinstance(node, dict):
        return ""
    if "text" in node:
        return str(node["text"])
    separator = "\n" if node.get("type") not in ("paragraph", "heading") else ""
    return separator.join(plain(child) for child in node.get("content") or ())


def rich(value: Any, *, documents: bool) -> Any:
    """Give rich text in the form that is asked for, out of either."""
    if value is None or isinstance(value, dict) is documents:
        return value
    return document_of(value) if documents else plain(value)
