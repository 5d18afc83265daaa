"""A query as the Python that runs it, to be taken away from the notebook's widgets."""

from __future__ import annotations

from collections.abc import Sequence

_WIDTH = 88


def python_code(jql: str, *, fields: Sequence[str] | None = None, limit: int | None = None) -> str:
    """Write the call that reads what a query finds.

    Args:
        jql: The query.
        fields: The columns to ask for; None for the usual ones.
        limit: The number of rows at most; None for all.

    Returns:
        Python code of one statement, ``df = jira.search(...)``. The query in it is the very
        text: evaluated, the literal gives ``jql`` back.

    Example:
        >>> print(python_code("project = ENG", limit=10))
        df = jira.search("project = ENG", limit=10)
    """
    arguments = [_literal(jql)]
    if fields is not None:
        arguments.append(f"[{', '.join(_literal(each) for each in fields)}]")
    if limit is not None:
        arguments.append(f"limit={limit}")
    line = f"df = jira.search({', '.join(arguments)})"
    if len(line) <= _WIDTH or len(arguments) == 1 or "\n" in line:
        return line
    return "\n".join(["df = jira.search(", *(f"    {each}," for each in arguments), ")"])


def _literal(text: str) -> str:
    """Write a text in the quotes in which it reads best."""
    plain = "\\" not in text and all(each.isprintable() or each == "\n" for each in text)
    if plain and "\n" not in text and '"' not in text:
        return f'"{text}"'
    if plain and ("\n" in text or "'" in text) and '"""' not in text and not text.endswith('"'):
        # A quote at the very beginning is none of the three that open the text.
        return f'"""{text}"""' if not text.startswith('"') else repr(text)
    return repr(text)
