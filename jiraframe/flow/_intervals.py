"""From changes to stays: when each issue was in which status."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from jiraframe.errors import HistoryWarning
from jiraframe.flow._coverage import (
    INCOMPLETE,
    check_fields,
    fewer_changes,
    fewer_issues,
    why_incomplete,
)
from jiraframe.flow._given import columns_of, instant
from jiraframe.flow._moves import STATUS, instants, moves_of, present_of
from jiraframe.flow._statuses import Mentions, Numbers, described, latest_names, numbered, told
from jiraframe.flow._stays import (
    Stays,
    by_clock,
    contradictions,
    ended,
    laid_out,
    problem_texts,
)


def status_intervals(
    changelog: pd.DataFrame,
    issues: pd.DataFrame,
    *,
    statuses: pd.DataFrame | None = None,
    now: str | datetime | None = None,
) -> pd.DataFrame:
    """Tell when each issue was in which status.

    The first stay begins when the issue was created, in the status that its first change comes
    from, or in its present one if nothing changed; each change begins the next. Changes of one
    moment follow each other as they do in ``changelog``.

    A status has the name of today: that of ``statuses``, else of ``issues``, else the one in its
    latest change. Its category is the present one: that of the same id in ``statuses``, else in
    ``issues``; else that of the same name there, if all statuses of that name share one; else it
    is missing. So is the id of a status that ``issues`` knows by name alone and that no single
    status in ``statuses`` has.

    Filter the stays by issue as you like: by project, by type, after a merge with ``issues``. A
    measure looks at the whole life of each issue, and without some of its stays (those of one
    status, those of last month) it tells something else: a start that is gone has not been.

    A history that contradicts itself is told as it stands, and the stay in doubt says why in
    ``problem``; of several reasons, one after the other, joined by ", ".

    * ``gap``: the next change comes from another status. The stay lasts until that change, though
      the issue must have left it earlier.
    * ``before creation``: the change that begins the stay is older than the issue. The stay begins
      at the creation, and those before it last no time.
    * ``present differs``: the history ends here, and the issue is in another status now. The stay
      lasts, in the status that the history tells. Not looked at where changes lie after ``now``.
    * ``after now``: the stay began later than this computer's clock says it is. It begins now.

    Args:
        changelog: As ``jira.changelog`` gives it. Of its rows, those count whose ``field_id`` is
            ``status``; if no row has a field_id, those whose ``field`` is.
        issues: As ``jira.search`` gives it, with ``key``, ``created`` and ``status``, and where
            there ``status.id``, ``status.statusCategory`` and ``status.statusCategory.key``:
            ``jf.flow.FIELDS`` has all of them.
        statuses: As ``jira.statuses()`` gives it. Needed by what counts by category where
            ``issues`` has no ``status.statusCategory.key``, as after a search of the default
            fields, and for statuses that no issue is in today.
        now: Until when stays last that have not ended, with its zone; None for this moment. With
            an earlier one, what changed and was created after it is left out: the histories are
            told as they were then, in today's names.

    Returns:
        One row a stay, in the order of ``issues``, oldest first: key, status_id, status,
        status_category, category_key (``new``, ``indeterminate`` or ``done``; all ``str``), start,
        end (``datetime64[us, UTC]``; the end is missing while the stay lasts), duration
        (``timedelta64[us]``; to ``now`` while it lasts), problem (``str``, missing where all is
        well). Where ``issues`` is not all that was asked for, as its receipt tells,
        ``.attrs["incomplete"]`` says why; what counts over all issues reads it.

    Raises:
        ArgumentError: A column is missing, an issue is there twice or has no time of creation, or
            ``now`` is no point in time.

    Warns:
        HistoryWarning: Histories contradict themselves; changes are left out, as their issues are
            not in ``issues``; ``changelog`` has lost changes since it was read, other than those
            of other fields or of issues that are not in ``issues`` either; or the categories of
            some statuses are known, those of others not.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow._intervals import status_intervals
        >>> issues = pd.DataFrame(
        ...     {"key": ["ENG-1"], "created": pd.to_datetime(["2026-01-05T09Z"]), "status": "Done"}
        ... )
        >>> changelog = pd.DataFrame(
        ...     {
        ...         "key": ["ENG-1", "ENG-1"],
        ...         "created": pd.to_datetime(["2026-01-06T09Z", "2026-01-08T09Z"]),
        ...         "field_id": "status",
        ...         "from": ["1", "3"],
        ...         "from_text": ["To Do", "Doing"],
        ...         "to": ["3", "5"],
        ...         "to_text": ["Doing", "Done"],
        ...     }
        ... )
        >>> stays = status_intervals(changelog, issues, now="2026-01-12T09:00Z")
        >>> stays[["key", "status", "duration"]]
             key status duration
        0  ENG-1  To Do   1 days
        1  ENG-1  Doing   2 days
        2  ENG-1   Done   4 days
    """
    intervals, doubts = intervals_and_doubts(changelog, issues, statuses=statuses, now=now)
    said = [*fewer_changes(changelog, issues, ["status"]), *doubts]
    if said:
        warnings.warn(" ".join(said), HistoryWarning, stacklevel=2)
    return intervals


def intervals_and_doubts(
    changelog: pd.DataFrame,
    issues: pd.DataFrame,
    *,
    statuses: pd.DataFrame | None,
    now: str | datetime | None,
) -> tuple[pd.DataFrame, list[str]]:
    """Tell when each issue was in which status, and what is doubtful in it.

    Args:
        changelog: As for ``status_intervals``.
        issues: As for ``status_intervals``.
        statuses: As for ``status_intervals``.
        now: As for ``status_intervals``.

    Returns:
        What ``status_intervals`` gives, and a sentence for each doubt. Whether the changelog has
        lost changes is not among them: that depends on what else the caller reads in it.

    Raises:
        ArgumentError: As ``status_intervals`` does.
    """
    check_fields(changelog, ["status"])
    until = np.datetime64(instant(now, what="now").tz_localize(None), "us")
    present = present_of(issues)
    moves, strangers = moves_of(changelog, present["key"])
    numbers, known = _known(moves, present, statuses)
    created, at = instants(present), instants(moves)
    stays = laid_out(moves["issue"].to_numpy(), at, created, numbers, known)
    stays = by_clock(stays, until) if now is None else ended(stays, until)
    doubts = [
        *fewer_issues(changelog, issues),
        *_contradictory(stays, present["key"]),
        *_left_out(strangers),
        *_without_category(stays, known, asked=statuses is not None),
    ]
    lasting = np.where(np.isnat(stays.end), until, stays.end)
    intervals = pd.DataFrame(
        {
            "key": present["key"].astype("str").array.take(stays.issue),
            **{name: known[name].array.take(stays.status, allow_fill=True) for name in known},
            "start": pd.Series(stays.start).dt.tz_localize("UTC"),
            "end": pd.Series(stays.end).dt.tz_localize("UTC"),
            "duration": lasting - stays.start,
            "problem": problem_texts(stays),
        }
    )
    if why := why_incomplete(issues):
        intervals.attrs[INCOMPLETE] = why
    return intervals, doubts


def _known(
    moves: pd.DataFrame, present: pd.DataFrame, statuses: pd.DataFrame | None
) -> tuple[list[Numbers], pd.DataFrame]:
    """Number the statuses before and after each change and those of today, and describe them."""
    mentions = [
        Mentions(moves["from"], moves["from_text"]),
        Mentions(moves["to"], moves["to_text"]),
        Mentions(present["status.id"], present["status"]),
    ]
    numbers, mentioned = numbered(mentions)
    shown = [(numbers[side], mentions[side].names) for side in (0, 1)]
    latest = latest_names(instants(moves), shown, len(mentioned))
    sources = [told(present[STATUS], every=False)]
    if statuses is not None:
        site = columns_of(
            statuses,
            ["id", "name", "category", "category_key"],
            what="statuses",
            get="Give jira.statuses().",
        )
        sources.insert(0, told(site, every=True))
    return numbers, described(mentioned, latest, sources)


def _contradictory(stays: Stays, keys: pd.Series[Any]) -> Iterator[str]:
    found = [
        f"{text}: {len(places)} ({_some(keys.iloc[places])})"
        for text, places in contradictions(stays)
    ]
    if found:
        doubtful = len(np.unique(stays.issue[stays.problem > 0]))
        yield (
            f"Histories that contradict themselves: {doubtful}; {', '.join(found)}. The column "
            "problem marks the stays in doubt."
        )


def _left_out(strangers: pd.Series[Any]) -> Iterator[str]:
    if len(strangers):
        yield (
            f"Changes that are left out, as their issues are not in issues: {len(strangers)} "
            f"({_some(strangers.drop_duplicates())})."
        )


def _without_category(stays: Stays, known: pd.DataFrame, *, asked: bool) -> Iterator[str]:
    here = known.take(np.unique(stays.status[stays.status >= 0]))
    lacking = here["status"].fillna(here["status_id"])[here["category_key"].isna()]
    # Where no category is known at all, what counts by category refuses.
    if 0 < len(lacking) < len(here):
        fix = (
            "The site has them no more: name the statuses in start= and done=."
            if asked
            else "Give statuses=jira.statuses()."
        )
        yield (
            "Statuses whose category is not known, so that what counts by category leaves them "
            f"out: {lacking.nunique()} ({_some(lacking.drop_duplicates())}). {fix}"
        )


def _some(names: pd.Series[Any]) -> str:
    return ", ".join([*names.head(3), *(["..."] if len(names) > 3 else [])])
