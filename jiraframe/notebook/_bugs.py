"""Exceptions that nobody planned: told to the user, and kept in the log."""

from __future__ import annotations

import logging

from jiraframe.errors import JiraFrameError

log = logging.getLogger(__name__)


def bug(exc: Exception) -> JiraFrameError:
    """Put an exception that nobody planned into words, and log where it came from.

    Args:
        exc: The exception.

    Returns:
        The error to show. A widget that only logged it would seem to do nothing.

    Example:
        >>> print(bug(ZeroDivisionError("division by zero")).what)
        This is a bug in jiraframe: ZeroDivisionError: division by zero.
    """
    log.error("A bug in jiraframe", exc_info=exc)
    return JiraFrameError(
        f"This is a bug in jiraframe: {type(exc).__name__}: {exc}.",
        fix="Please report it, with the traceback from the log of the kernel.",
    )
