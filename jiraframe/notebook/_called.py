"""How the user can write the frame of a widget: under which name it is known."""

from __future__ import annotations

import ipywidgets
from IPython import get_ipython


def called(widget: ipywidgets.Widget) -> str:
    """Find what a notebook calls a widget, or the desk that it stands on.

    Args:
        widget: An editor or a builder.

    Returns:
        An expression such as ``desk``, or ``Out[3]`` where it was shown without a name;
        ``widget`` where the notebook has neither.
    """
    shell = get_ipython()
    if shell is None:
        return "widget"
    names = list(shell.user_ns.items())
    for name, value in names:
        if not name.startswith("_") and _shows(value, widget):
            return str(name)
    for number, value in list(dict(names).get("Out", {}).items()):
        if _shows(value, widget):
            return f"Out[{number}]"
    return "widget"


def _shows(value: object, widget: ipywidgets.Widget) -> bool:
    if not isinstance(value, ipywidgets.Widget):
        return False
    return value is widget or widget in getattr(value, "children", ())
