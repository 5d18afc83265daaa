"""Altair, loaded when the first chart is drawn: not everybody has it, and it takes a second."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiraframe.errors import JiraFrameError

if TYPE_CHECKING:
    import altair as alt
else:

    class _Altair:
        def __getattr__(self, name: str) -> Any:
            try:
                import altair
            except ModuleNotFoundError as exc:
                raise JiraFrameError(
                    "Charts are drawn by altair, which is not installed.",
                    fix="pip install 'jiraframe[charts]'",
                ) from exc
            return getattr(altair, name)

    alt = _Altair()

__all__ = ["alt"]
