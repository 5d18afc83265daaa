"""The end of widgets: one that is shown no more is kept, here and in each page, until closed."""

from __future__ import annotations

from typing import Any


def close(*widgets: Any) -> None:
    """Close widgets with all that is in them; from outside in, so that no page looks for a child.

    Args:
        widgets: The widgets; one that is closed already may be among them.
    """
    for each in widgets:
        each.close()
        looks = [getattr(each, name) for name in ("layout", "style") if each.has_trait(name)]
        close(*getattr(each, "children", ()), *looks)
