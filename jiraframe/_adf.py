"""Atlassian Document Format to plain text.

A document is a tree of nodes: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/.
Nodes that nobody here has heard of, and trees of the wrong shape, give the text below them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any


def adf_text(node: Json) -> str:
    """Render a document, or any part of one, as plain text."""
    out: list[str] = []
    stack = [node]
    while stack:
        n = stack.pop()
        if isinstance(n, str):
            out.append(n)
        elif isinstance(n, list):
            stack.extend(reversed(n))
        elif isinstance(n, dict):
            if isinstance(n.get("text"), str):
                out.append(n["text"])
            if "content" in n:
                stack.append(n["content"])
                if n.get("type") == "paragraph":
                    out.append("\n\n")
    return "".join(out).strip()
