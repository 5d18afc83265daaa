"""The widgets: an editor and a builder for queries, in a notebook.

Made by ``jira.editor()`` and ``jira.builder()``; nothing here is loaded before. Each shows
the same query to the kernel and to the page, and every click has a call that does the same.
"""

from __future__ import annotations

from jiraframe.notebook._desk import Desk

__all__ = ["Desk"]
