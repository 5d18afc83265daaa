"""A progress bar, in notebooks and terminals, when a search takes long."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from tqdm.std import tqdm

_DELAY_S = 1.0


def progress_bar(*, wanted: bool | None) -> tqdm[Never]:
    """Make the bar of a search; it shows itself after a second.

    Args:
        wanted: True or False to decide; None shows it in notebooks and terminals, never in a
            pipe or a file.

    Returns:
        A bar counting issues; its ``total`` may be set later.
    """
    from tqdm.auto import tqdm

    shown = _watched() if wanted is None else wanted
    return tqdm(desc="Jira", unit=" issues", disable=not shown, delay=_DELAY_S, leave=False)


def _watched() -> bool:
    if sys.stderr is not None and sys.stderr.isatty():
        return True
    # IPython is not imported for this: in a notebook it is there already.
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return running is not None and hasattr(running, "kernel")
