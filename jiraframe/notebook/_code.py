"""A query as the Python that runs it, to be taken away from the notebook's widgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

_WIDTH: Final = 80
_INDENT: Final = " " * 4
# Blanks, the quotes and the comma around a part of the query.
_AROUND: Final = len(_INDENT) + 3
# Text in quotes first: an AND in there joins nothing.
_JOINTS: Final = re.compile(
    r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?P<joint>\b(?:AND|OR|ORDER[ ]+BY)[ ])""",
    re.IGNORECASE | re.DOTALL,
)


def python_code(jql: str, *, fields: Sequence[str] | None = None, limit: int | None = None) -> str:
    """Write the call that reads what a query finds.

    Args:
        jql: The query.
        fields: The columns to ask for; None for the usual ones.
        limit: The number of rows at most; None for all.

    Returns:
        Python code of one statement, ``df = jira.search(...)``. The query in it is the very
        text: evaluated, the literals give ``jql`` back. A long one stands on several lines.

    Example:
        >>> print(python_code("project = ENG", limit=10))
        df = jira.search("project = ENG", limit=10)
    """
    more = []
    if fields is not None:
        more.append(f"[{', '.join(_literal(each) for each in fields)}]")
    if limit is not None:
        more.append(f"limit={limit}")
    line = f"df = jira.search({', '.join([_literal(jql), *more])})"
    if len(line) <= _WIDTH or "\n" in line:
        return line
    query = f"\n{_INDENT}".join(_literal(each) for each in _lines(jql))
    return "\n".join(["df = jira.search(", *(f"{_INDENT}{each}," for each in (query, *more)), ")"])


def _literal(text: str) -> str:
    """Write a text in the quotes in which it reads best."""
    plain = "\\" not in text and all(each.isprintable() or each == "\n" for each in text)
    if plain and "\n" not in text and '"' not in text:
        return f'"{text}"'
    if plain and ("\n" in text or "'" in text) and '"""' not in text and not text.endswith('"'):
        # A quote at the very beginning is none of the three that open the text.
        return f'"""{text}"""' if not text.startswith('"') else repr(text)
    return repr(text)


def _lines(jql: str) -> list[str]:
    """Cut a query before AND, OR and ORDER BY; between words only where these are too few."""
    starts = [found.start() for found in _JOINTS.finditer(jql) if found["joint"]]
    cuts = [0, *(start for start in starts if start), len(jql)]
    clauses = [jql[start:end] for start, end in pairwise(cuts)]
    lines: list[str] = []
    for each in _filled(clauses):
        whole = len(each) <= _WIDTH - _AROUND
        lines += [each] if whole else _filled(re.findall(r"\S*\s+|\S+", each))
    return lines


def _filled(parts: Iterable[str]) -> list[str]:
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part) > _WIDTH - _AROUND:
            lines.append("")
        lines[-1] += part
    return lines
