"""What is to go wrong, and when: ``box.faults``.

::

    kind            options (default)           what the caller sees
    429             retry_after ("1"; None: no  429 with Retry-After as given: seconds, a date,
                    header)                     "0", "9223372036854775807"; HTML on Data Center
    500 502 503 504 retry_after (None)          that status with an HTML page
    reset                                       the connection is reset, no answer
    truncate        form ("length", "chunked",  half of the body, then the end; "close" sends no
                    "close")                    length, so that only the JSON shows it
    stall           seconds (5), where          nothing comes for so long, before the headers or
                    ("headers", "body")         in the middle of the body; then all is well
    login_page                                  200 and a web page
    redirect        to ("/login.jsp")           302 to a path here or to another host
    captcha                                     403 and both headers of a locked sign-in
    basic_off                                   403: passwords are switched off
    bearer_ignored                              the caller is a stranger, whatever was sent
    scope                                       401: the token has not the scope
    forbidden       message                     403 with that message of Jira
    gone                                        410: the route was removed
    bad_json                                    200 with a body that calls itself JSON
    lone_surrogate                              the first issue's summary ends in half a pair
    huge_number                                 a number of the first issue is 1e400
    expired_token                               400 to a page token (Cloud)
    early_end                                   a page before the last one has no token for the
                                                next, as if it were the last (Cloud)
    repeat_token                                Cloud: the token that was sent comes back; Data
                                                Center: the page before comes again
    empty_page                                  no rows before the end; nothing else is changed
    moved_rows      forward (True), back        after the first page, the last row moves to the
                    (True)                      front and the first to the end of the order
    row_leaves                                  after the first page, the first row leaves
    drop_ids        rows (1), once (False)      rows that no search sends, or (once) that only
                                                the first page to hold them leaves out; the
                                                count and reading by id still have them, and so
                                                has reconcileIssues on Cloud
    lost_ids        rows (1), once (False)      rows that /issue/bulkfetch leaves out (Cloud); a
                                                search has them
    lost_changes    rows (1), once (False)      issues of which /changelog/bulkfetch sends no change
                                                (Cloud), throughout, or (once) until they are
                                                asked for anew
    created_seconds                             /changelog/bulkfetch dates in seconds, not in
                                                milliseconds since 1970 (Cloud); both were seen
    short_list      rows (20)                   so many of the last rows of a list never come, and
                                                its total counts them: comments, worklogs,
                                                changes, versions, whatever has a total and is no
                                                search; also changes inside an issue (Data Center)
    wrong_count     by (-1)                     the approximate count is off by so many (Cloud)

What goes wrong with pages (``expired_token``, ``early_end``, ``repeat_token``, ``empty_page`` and
``drop_ids``) goes wrong with searches; where the fault has a ``path`` that names another list, such
as ``/changelog/bulkfetch``, ``/comment``, ``/worklog`` or ``/version``, it goes wrong there. The
faults of the connection, and those that answer in Jira's place, hit whatever is asked.

``moved_rows`` leaves queries in peace that are sorted by key, id or created first: there
nothing can move.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

_PLAIN: Final[Mapping[str, Any]] = {}
_RETRY: Final = {"retry_after": None}
_DROP: Final = {"rows": 1, "once": False}
OPTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "429": {"retry_after": "1"},
    "500": _RETRY,
    "502": _RETRY,
    "503": _RETRY,
    "504": _RETRY,
    "reset": _PLAIN,
    "truncate": {"form": "length"},
    "stall": {"seconds": 5.0, "where": "headers"},
    "login_page": _PLAIN,
    "redirect": {"to": "/login.jsp"},
    "captcha": _PLAIN,
    "basic_off": _PLAIN,
    "bearer_ignored": _PLAIN,
    "scope": _PLAIN,
    "forbidden": {"message": "You do not have the permission to see the specified issue."},
    "gone": _PLAIN,
    "bad_json": _PLAIN,
    "lone_surrogate": _PLAIN,
    "huge_number": _PLAIN,
    "expired_token": _PLAIN,
    "early_end": _PLAIN,
    "repeat_token": _PLAIN,
    "empty_page": _PLAIN,
    "moved_rows": {"forward": True, "back": True},
    "row_leaves": _PLAIN,
    "drop_ids": _DROP,
    "lost_ids": _DROP,
    "lost_changes": _DROP,
    "created_seconds": _PLAIN,
    "short_list": {"rows": 20},
    "wrong_count": {"by": -1},
}


@dataclass
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: Which, of the table in this module.
        options: Its options, defaults filled in.
        times: How often it still happens, or None for ever.
        after: How many matching requests are let pass first.
        path: What the path must contain.
        probability: The share of the matching requests that it hits.
        hits: How often it happened.
    """

    kind: str
    options: dict[str, Any]
    times: int | None
    after: int
    path: str
    probability: float
    hits: int = 0
    # What drop_ids and its like chose: places on the site, or in a list that is no search.
    rows: set[int] | None = field(default=None, repr=False)


class Faults:
    """The faults of a sandbox; they may be added and cleared while it serves.

    Args:
        seed: Makes ``probability`` and the choice of rows repeatable.

    Attributes:
        clearings: How often all was made well again; what was moved about before is forgotten.
    """

    def __init__(self, seed: int = 1) -> None:
        self.clearings = 0
        self._seed = seed
        self._lock = Lock()
        self._faults: list[Fault] = []
        self._random = random.Random(seed)

    def add(
        self,
        kind: str,
        *,
        times: int | None = None,
        after: int = 0,
        path: str = "",
        probability: float = 1.0,
        **options: Any,
    ) -> Fault:
        """Let something go wrong from now on.

        Args:
            kind: Which, of the table in this module's documentation.
            times: How often, or None for ever.
            after: How many matching requests are let pass first.
            path: A part of the path that a request must have to be hit.
            probability: The share of the matching requests to hit.
            options: What the table lists for the kind.

        Returns:
            The fault; its ``hits`` say how often it happened.

        Raises:
            TypeError: There is no such kind, or the kind has no such option.

        Example:
            >>> faults = Faults()
            >>> faults.add("429", times=2, retry_after="1", path="/search").times
            2
        """
        if kind not in OPTIONS:
            raise TypeError(f"There is no fault {kind!r}; there are {', '.join(OPTIONS)}.")
        unknown = options.keys() - OPTIONS[kind].keys()
        if unknown:
            known = ", ".join(OPTIONS[kind]) or "none"
            raise TypeError(f"{kind} has no option {', '.join(sorted(unknown))}; it has {known}.")
        fault = Fault(kind, {**OPTIONS[kind], **options}, times, after, path, probability)
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Let all be well again, and the random numbers begin anew."""
        with self._lock:
            self._faults.clear()
            self._random = random.Random(self._seed)
            self.clearings += 1

    def take(self, kinds: Collection[str], path: str, *, named: bool = False) -> Fault | None:
        """Find the fault that hits a request, and count it.

        Args:
            kinds: The kinds that can happen at this point.
            path: The path of the request.
            named: Whether only a fault counts that has a part of the path.

        Returns:
            The first that is due, or None.
        """
        if not self._faults:
            return None
        with self._lock:
            matching = (
                each
                for each in self._faults
                if each.kind in kinds and each.path in path and (each.path or not named)
            )
            return next((fault for fault in matching if self._is_due(fault)), None)

    def drop(
        self,
        kind: str,
        positions: list[int],
        path: str,
        *,
        kept: Collection[int] = (),
        named: bool = False,
    ) -> list[int]:
        """Leave out what ``drop_ids``, ``lost_ids`` or ``lost_changes`` takes from a page.

        Args:
            kind: Which of them.
            positions: The rows of the page, as places on the site or in a list.
            path: The path of the request.
            kept: Rows that are sent all the same.
            named: Whether only a fault counts that has a part of the path.

        Returns:
            The rows that are left.
        """
        if not positions or (fault := self.take({kind}, path, named=named)) is None:
            return positions
        with self._lock:
            if fault.rows is None:
                count = min(fault.options["rows"], len(positions))
                fault.rows = set(self._random.sample(positions, count))
            gone = fault.rows.intersection(positions).difference(kept)
            if fault.options["once"]:
                fault.rows -= gone
        return [each for each in positions if each not in gone]

    def _is_due(self, fault: Fault) -> bool:
        if fault.times == 0:
            return False
        if fault.after > 0:
            fault.after -= 1
            return False
        if fault.probability < 1 and self._random.random() >= fault.probability:
            return False
        fault.times = None if fault.times is None else fault.times - 1
        fault.hits += 1
        return True
