"""Names of controls that only those need who do not see where they stand."""

from __future__ import annotations

import ipywidgets


def named(widget: ipywidgets.DescriptionWidget, title: str) -> None:
    """Give a control a label that is read out and not shown.

    Args:
        widget: The control. A tooltip would not do: screen readers need not read it.
        title: What to call it.
    """
    widget.description = title
    widget.add_class("jf-named")
