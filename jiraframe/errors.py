"""Everything that can go wrong, as one tree.

::

    JiraFrameError
    ├── SettingsError (ValueError)              a variable is missing or malformed
    ├── ArgumentError (ValueError)              an argument that makes no sense
    ├── AuthenticationError (PermissionError)   401, a login page, Cloud's anonymous 200, CAPTCHA
    ├── PermissionDenied (PermissionError)      403: signed in, but not allowed
    ├── ReadOnlyError (PermissionError)         a request that would write; it was not sent
    ├── NotFound (LookupError)                  no such issue, project or board, or hidden from us
    ├── FieldError (LookupError)                a field name nobody has, or several fields have
    ├── JQLError (ValueError)                   Jira refused the query
    │   └── JQLSyntaxError                      the query does not parse
    ├── RateLimited                             429 until the waiting budget was spent
    ├── JiraUnavailable (ConnectionError)       network, DNS, TLS, 5xx, unreadable answers
    ├── IncompleteResultError                   a result that is provably not whole
    └── StoreError                              a local copy cannot be read, written or continued

    SearchInterrupted (KeyboardInterrupt)       Ctrl-C in a search

    JiraFrameWarning (UserWarning)
    ├── CompletenessWarning                     the result may not be whole
    ├── HistoryWarning                          the history of issues contradicts itself
    └── JQLWarning                              Jira doubts a value in the query

Every message says what happened, why, and what to change. An error that ends a
search carries the rows read until then in ``.frame``.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path
from traceback import extract_tb, format_list
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

# What an error shows of a query: characters of a long line, and lines.
_WIDTH = 100
_LINES = 20
_TOLD = 10


class JiraFrameError(Exception):
    """The root of every error that jiraframe raises.

    Args:
        message: What happened, and why.
        fix: What to change; it ends the message.

    Attributes:
        what: What happened, and why, alone.
        fix: What to change, alone; empty where there is nothing to change.
        frame: The rows read before a search failed, or None.
    """

    frame: pd.DataFrame | None = None

    def __init__(self, message: str, *, fix: str = "") -> None:
        self.what = message
        self.fix = fix
        super().__init__(f"{message} {fix}".rstrip())

    def _render_traceback_(self) -> list[str]:
        """Show a notebook the user's own lines and the message, not the way through our rooms."""
        ours = f"{Path(__file__).parent}{os.sep}"
        way = extract_tb(self.__traceback__)
        before = takewhile(lambda each: not each.filename.startswith(ours), way)
        cells = [each for each in before if "IPython" not in each.filename]
        name = type(self).__name__
        said = [f"{name}: {self}", *getattr(self, "__notes__", ())]
        return [*"".join(format_list(cells)).splitlines(), "", *"\n".join(said).splitlines()]


class SettingsError(JiraFrameError, ValueError):
    """A setting is missing or malformed; the message names every one at once."""


class ArgumentError(JiraFrameError, ValueError):
    """An argument of a call makes no sense; nothing was asked of Jira."""


class AuthenticationError(JiraFrameError, PermissionError):
    """Jira does not know us: wrong e-mail, wrong or expired token, CAPTCHA, login page.

    Attributes:
        locked: Whether Jira wants a CAPTCHA solved: each further try keeps the lock.
    """

    def __init__(self, message: str, *, fix: str = "", locked: bool = False) -> None:
        self.locked = locked
        super().__init__(message, fix=fix)


class PermissionDenied(JiraFrameError, PermissionError):
    """Jira knows us and says no (403), most often for want of *Browse Projects*."""


class ReadOnlyError(JiraFrameError, PermissionError):
    """A request that could write was stopped before it left the process."""


class NotFound(JiraFrameError, LookupError):
    """No such thing in Jira, or nothing that this account may see."""


class FieldError(JiraFrameError, LookupError):
    """A field name that no field has, or that several fields share."""

    @classmethod
    def unknown(cls, name: str, known: Iterable[str]) -> FieldError:
        """Build the error for a name that no field has.

        Args:
            name: What was asked for.
            known: Every name and id of the site's fields.

        Returns:
            The error, with near names when there are any.
        """
        near = near_names(name, known)
        hint = f" Did you mean {_or(near)}?" if near else ""
        return cls(
            f"No field is called {name!r}.{hint}",
            fix="jira.fields() lists every field by id and name; a field that this account may not "
            "see is not in the list.",
        )

    @classmethod
    def ambiguous(cls, name: str, ids: Sequence[str]) -> FieldError:
        """Build the error for a display name that several fields share.

        Args:
            name: What was asked for.
            ids: The ids of the fields that are called so.

        Returns:
            The error, with the ids to choose from.
        """
        return cls(
            f"{len(ids)} fields are called {name!r}: {', '.join(ids)}.",
            fix=f"Ask for the one you mean by its id, for example fields=[{ids[0]!r}].",
        )

    @classmethod
    def all_of(cls, wrong: Sequence[FieldError]) -> FieldError:
        """Make one error of several, the first ten of which are told."""
        if len(wrong) == 1:
            return wrong[0]
        told = [each.what for each in wrong[:_TOLD]]
        if len(wrong) > _TOLD:
            told.append(f"So it is with {len(wrong) - _TOLD} more.")
        fixes = dict.fromkeys(each.fix for each in wrong[:_TOLD])
        return cls(" ".join(told), fix=" ".join(fixes))


class JQLError(JiraFrameError, ValueError):
    """Jira refused the query.

    Attributes:
        query: The JQL that was sent.
        messages: What Jira said, one text a problem.
        position: Where in the query, counted in characters from 0, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        query: str = "",
        messages: Sequence[str] = (),
        position: int | None = None,
        fix: str = "",
    ) -> None:
        self.query = query
        self.messages = tuple(messages)
        self.position = position
        # Words of a query may be in both, however long they are.
        message, fix = excerpt(message, 0, 5000)[0], excerpt(fix, 0, 1000)[0]
        shown = f"\n\n{caret(query, position)}" if query else ""
        super().__init__(f"{f'{message} {fix}'.rstrip()}{shown}")
        self.what = message
        self.fix = fix


class JQLSyntaxError(JQLError):
    """The query does not parse.

    Attributes:
        expected: What could have stood at ``position``.
    """

    def __init__(
        self,
        message: str,
        *,
        query: str = "",
        messages: Sequence[str] = (),
        position: int | None = None,
        expected: Sequence[str] = (),
        fix: str = "",
    ) -> None:
        self.expected = tuple(expected)
        super().__init__(message, query=query, messages=messages, position=position, fix=fix)


class RateLimited(JiraFrameError):
    """Jira kept answering 429 until the waiting budget was spent."""


class JiraUnavailable(JiraFrameError, ConnectionError):
    """Jira could not be reached, or answered with something that is no answer.

    Attributes:
        status: The status of the answer, or None where there was none.
    """

    def __init__(self, message: str, *, fix: str = "", status: int | None = None) -> None:
        self.status = status
        super().__init__(message, fix=fix)


class IncompleteResultError(JiraFrameError):
    """The result is provably not whole; what was read is in ``.frame``."""


class StoreError(JiraFrameError):
    """A local copy cannot be read, written or continued; what is stored stays as it was."""


class SearchInterrupted(KeyboardInterrupt):
    """Ctrl-C in a search.

    Attributes:
        frame: The rows read until then, or None when there were none.
    """

    frame: pd.DataFrame | None = None
    _render_traceback_ = JiraFrameError._render_traceback_


class JiraFrameWarning(UserWarning):
    """The root of every warning that jiraframe gives."""


class CompletenessWarning(JiraFrameWarning):
    """The result may not be whole; the receipt says why."""


class HistoryWarning(JiraFrameWarning):
    """The changes of some issues do not lead to what these issues are."""


class JQLWarning(JiraFrameWarning):
    """Jira accepts the query and doubts a value in it."""


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Find the names that somebody who wrote ``name`` may have meant.

    Args:
        name: What was written.
        known: The names there are.

    Returns:
        Up to three names, the nearest first; case is ignored.

    Example:
        >>> near_names("story point", ["Story Points", "Sprint", "status"])
        ['Story Points']
    """
    by_folded: dict[str, str] = {}
    for each in known:
        by_folded.setdefault(each.casefold(), each)
    return [by_folded[m] for m in get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.7)]


def caret(query: str, position: int | None) -> str:
    """Show a query with a mark under one of its characters.

    Args:
        query: The JQL, of one or several lines.
        position: The character to mark, counted from 0; None marks nothing.

    Returns:
        The query, indented by two blanks, with a line holding ``^`` below the marked one. Of a
        long line the part around the mark, of very many lines those around it.

    Example:
        >>> print(caret("status == Done", 8))
          status == Done
                  ^
    """
    shown: list[str] = []
    start = middle = 0
    for line in query.split("\n"):
        column = -1 if position is None else position - start
        marked = 0 <= column <= len(line)
        part, column = excerpt(line, column if marked else 0)
        if marked:
            middle = len(shown)
        shown.append(f"  {part}\n{' ' * (column + 2)}^" if marked else f"  {part}")
        start += len(line) + 1
    first = max(min(middle - _LINES // 2, len(shown) - _LINES), 0)
    cut = ["  …"]
    above, below = cut if first else [], cut if first + _LINES < len(shown) else []
    return "\n".join([*above, *shown[first : first + _LINES], *below])


def excerpt(text: str, position: int, width: int = _WIDTH) -> tuple[str, int]:
    """Cut a text that is too long to be looked at.

    Args:
        text: The text.
        position: The character that must stay.
        width: How many characters to keep of a text that is longer by a fifth or more.

    Returns:
        The part around the character, with … where something is cut off, and where the character
        stands in it.

    Example:
        >>> excerpt("abcdefghij" * 3, 15, 4)
        ('…defg…', 3)
    """
    if len(text) <= width * 6 // 5:
        return text, position
    first = max(min(position - width // 2, len(text) - width), 0)
    before = "…" if first else ""
    after = "…" if first + width < len(text) else ""
    return f"{before}{text[first : first + width]}{after}", position - first + len(before)


def _or(names: Sequence[str]) -> str:
    quoted = [repr(name) for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
