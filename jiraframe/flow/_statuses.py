"""The statuses that histories mention: each under a number, with its name and category of today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

T = TypeVar("T")
Numbers: TypeAlias = npt.NDArray[np.intp]


class Mentions(NamedTuple):
    """A column that names a status in each row: by its id, and by what was shown."""

    ids: pd.Series[Any]
    names: pd.Series[Any]


class Status(NamedTuple):
    """What tells a status from others: its id or, where no id is known, its name."""

    id: str | None
    name: str | None


class Category(NamedTuple):
    """One of Jira's three categories: its name in the site's language, and its key."""

    name: str | None
    key: str | None


@dataclass(frozen=True)
class Told:
    """What a frame tells of the statuses of today.

    Attributes:
        names: By id.
        by_id: The categories, by id.
        by_name: The categories, by name, where all statuses of that name share one.
        ids: By name, where the frame lists the site's statuses and one alone is called so.
    """

    names: Mapping[str, str]
    by_id: Mapping[str, Category]
    by_name: Mapping[str, Category]
    ids: Mapping[str, str]


def numbered(columns: Iterable[Mentions]) -> tuple[list[Numbers], list[Status]]:
    """Give every status a number.

    Args:
        columns: Where statuses are mentioned.

    Returns:
        The numbers, column by column, -1 in a row that names no status; and the statuses.
    """
    found: dict[Status, int] = {}
    numbers = []
    for ids, names in columns:
        codes, there = pd.factorize(ids)
        column = _numbers(codes, [Status(str(each), None) for each in there], found)
        lacking = np.flatnonzero(column < 0)
        codes, there = pd.factorize(names.iloc[lacking])
        column[lacking] = _numbers(codes, [Status(None, str(each)) for each in there], found)
        numbers.append(column)
    return numbers, list(found)


def _numbers(codes: Numbers, statuses: Sequence[Status], found: dict[Status, int]) -> Numbers:
    # The code of a missing value is -1, and so takes the last.
    return np.array([*(found.setdefault(each, len(found)) for each in statuses), -1])[codes]


def latest_names(
    created: npt.NDArray[np.datetime64],
    columns: Iterable[tuple[Numbers, pd.Series[Any]]],
    count: int,
) -> list[str | None]:
    """Find what each status was called when it was mentioned last.

    Args:
        created: When the changes were made.
        columns: Numbers of statuses and what was shown.
        count: How many statuses there are.

    Returns:
        The names, by number; None for a status that was never shown.
    """
    order = np.argsort(created, kind="stable")
    latest = np.full(count, -1)
    names: list[str | None] = [None] * count
    for numbers, shown in columns:
        places = np.flatnonzero(((numbers >= 0) & shown.notna().to_numpy())[order])
        last = np.full(count, -1)
        # Of several values for one number the last one stays.
        last[numbers[order[places]]] = places
        for number in np.flatnonzero(last > latest):
            names[number] = str(shown.iloc[order[last[number]]])
        latest = np.maximum(latest, last)
    return names


def told(frame: pd.DataFrame, *, every: bool) -> Told:
    """Read what a frame tells of statuses.

    Args:
        frame: id, name, category and category_key, in this order; a status in several rows is
            what the last one says.
        every: Whether it lists every status of the site.

    Returns:
        It, by id and by name.
    """
    names: dict[str, str] = {}
    by_id: dict[str, Category] = {}
    homes: defaultdict[str, set[Category]] = defaultdict(set)
    rows = frame.drop_duplicates(keep="last").astype(object)
    for status, name, *category in rows.where(rows.notna(), None).itertuples(index=False):
        home = Category(*category)
        if status is not None and name is not None:
            names[status] = name
        if home == (None, None):
            continue
        if status is not None:
            by_id[status] = home
        if name is not None:
            homes[name].add(home)
    by_name = {name: each.pop() for name, each in homes.items() if len(each) == 1}
    often = Counter(names.values())
    ids = {name: status for status, name in names.items() if every and often[name] == 1}
    return Told(names, by_id, by_name, ids)


def described(
    statuses: Sequence[Status], latest: Sequence[str | None], sources: Sequence[Told]
) -> pd.DataFrame:
    """Say what is known of each status.

    Args:
        statuses: The statuses.
        latest: What they were called last.
        sources: What frames tell of today, the surest first. All of them are asked for an id
            before any is asked for a name.

    Returns:
        One row a status: status_id, status, status_category, category_key, all ``str``.
    """
    rows: list[tuple[str | None, ...]] = []
    for (status, name), shown in zip(statuses, latest, strict=True):
        if status is None:
            status = _first((each.ids for each in sources), name)
        else:
            name = _first((each.names for each in sources), status) or shown
        home = _first((each.by_id for each in sources), status)
        home = home or _first((each.by_name for each in sources), name)
        rows.append((status, name, *(home or (None, None))))
    columns = ["status_id", "status", "status_category", "category_key"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _first(sources: Iterable[Mapping[str, T]], key: str | None) -> T | None:
    return next((each[key] for each in sources if key is not None and key in each), None)


def differ(known: pd.DataFrame, one: Numbers, other: Numbers) -> npt.NDArray[np.bool_]:
    """Mark where two columns name different statuses.

    Args:
        known: What is known of the statuses.
        one: Numbers.
        other: Numbers of the same rows.

    Returns:
        A mask; False where either names none. Where one has no id, their names are compared.
    """
    ids, _ = pd.factorize(known["status_id"])
    names, _ = pd.factorize(known["status"])
    unlike: npt.NDArray[np.bool_] = (one != other) & (one >= 0) & (other >= 0)
    rows = np.flatnonzero(unlike)
    a, b = one[rows], other[rows]
    by_id = (ids[a] >= 0) & (ids[b] >= 0)
    unlike[rows] = np.where(by_id, ids[a] != ids[b], names[a] != names[b])
    return unlike
