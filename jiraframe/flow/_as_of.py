"""Issues as they stood at an instant."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import pandas as pd

from jiraframe.errors import ArgumentError, HistoryWarning
from jiraframe.flow._coverage import asked_for, fewer_changes, fewer_issues
from jiraframe.flow._given import columns_of, instant, out_of_index
from jiraframe.flow._past import before, read
from jiraframe.flow._past_lists import names_by_id, read_ids, read_names
from jiraframe.flow._past_parts import by_ids, by_name, id_columns, is_id
from jiraframe.flow._past_pieces import undone
from jiraframe.flow._recorded import (
    PIECEWISE,
    Place,
    changes_of,
    place,
    rows_of,
    shared_name,
    told,
)

_ISSUES = "Give it what jira.search(jql, jf.flow.FIELDS) gives, with its default labels."
# Never changes, or does so without the issue becoming another.
_FIXED = frozenset(("key", "id", "created", "creator"))
# Parts that the history of a field of one value writes down itself, beside its id.
_SHOWN = frozenset(("displayName", "value"))
_NAMED = frozenset(("issuetype", "priority", "project", "resolution", "security", "status"))
_FEW = 3


def as_of(issues: pd.DataFrame, changelog: pd.DataFrame, when: str | datetime) -> pd.DataFrame:
    """Roll issues back to what they were at an instant.

    A value is what stood before the first change after the instant; where no change followed, it
    is the present one. So the history has to reach from the instant to when the issues were
    read, and to be whole: issues that it lacks keep their present values. Columns of fields for
    which it was not read, as its receipt tells, are left out.

    * Names are those of the time: of statuses, people, options and sprints. Versions and
      components have the latest name that is known.
    * What belongs to a value, such as ``status.statusCategory`` or ``assignee.emailAddress``, is
      looked up among the issues that have the value now, and is missing where none has. It is
      found by the value's id, else by its name: ask for ``assignee.accountId`` (on Data Center
      ``assignee.key``), too, as people may share a name; then it is missing.
    * A name of a sprint that cannot be told from its neighbours, for its commas, is the latest
      one known for its id, or the id.
    * Rich text comes back as the wiki markup that histories are written in.
    * Key, id, creation and creator stay as they are.

    Jira records what somebody changed in a field of the issue. It does not record, so that these
    columns are left out: what it works out (``updated``, ``resolutiondate``, ``progress``, rank,
    service levels ...), what belongs to other records (comments, work logs and the time spent
    and left, votes, attachments, links, sub-tasks, the parent), and what changes without the
    issue (the state of a sprint, whether a version is released). The fields of apps are taken to
    be recorded; one that its app works out, without a history, keeps its present value.

    Issues deleted since then are in no frame, and so not in the result. Those moved since then
    have the key of today.

    Args:
        issues: What ``jira.search`` gives. Needs ``key`` and ``created``; ask for the ids of
            versions and sprints, too (``"fixVersions.id"``): they survive a new name.
        changelog: What ``jira.changelog(issues)`` gives.
        when: The instant: a datetime, a ``Timestamp`` or an ISO 8601 text, with its zone. A
            change at that very instant has happened.

    Returns:
        The issues created by then, in their order, with the columns of ``issues`` that history
        tells, in their order and dtypes. ``.attrs["left_out"]`` lists the columns left out.

    Raises:
        ArgumentError: ``when`` is no instant, or a column is missing.

    Warns:
        HistoryWarning: A past value cannot be read or looked up, a list is not what its changes
            left, a change is of one of several fields of one name, or ``changelog`` has lost
            changes that are needed since it was read.

    Example:
        >>> import pandas as pd
        >>> from jiraframe.flow import as_of
        >>> days = pd.to_datetime(["2026-01-05", "2026-01-07"], utc=True)
        >>> issues = pd.DataFrame({"key": ["ENG-1"], "created": days[:1], "status": ["Done"]})
        >>> changelog = pd.DataFrame({
        ...     "key": ["ENG-1"], "created": days[1:], "field": ["status"], "field_id": ["status"],
        ...     "from": ["1"], "from_text": ["To Do"], "to": ["5"], "to_text": ["Done"]})
        >>> as_of(issues, changelog, "2026-01-06T12:00Z")["status"].item()
        'To Do'
    """
    moment = instant(when, what="when")
    born = columns_of(issues, ["key", "created"], what="issues", get=_ISSUES)
    unborn = born.loc[born["created"].isna(), "key"]
    if len(unborn):
        raise ArgumentError(f"{unborn.iloc[0]} has no instant of creation.", fix=_ISSUES)
    issues = out_of_index(issues, ["key", "created"])
    labels = [str(label) for label in issues.columns]
    present = columns_of(issues, labels, what="issues", get=_ISSUES)
    present = present.astype(
        {name: t.categories.dtype for name, t in present.dtypes.items() if _categories(t)}
    )
    twice = born.loc[born["key"].duplicated(), "key"]
    if len(twice):
        raise ArgumentError(
            f"{twice.iloc[0]} is in issues more than once.",
            fix='Give each issue once, such as issues.drop_duplicates("key").',
        )
    read = asked_for(changelog).get("fields") or None
    roll = _Roll(present, changes_of(changelog), moment, read=read)
    past = {label: roll.column(label) for label in labels}
    there = born["created"].le(moment)
    result = pd.DataFrame(
        {
            label: _in_form_of(column[there].reset_index(drop=True), issues[label].dtype)
            for label, column in past.items()
            if column is not None
        }
    )
    roll.doubt(*fewer_issues(changelog, issues))
    roll.doubt(*fewer_changes(changelog, issues, roll.fields(labels), since=moment))
    result.attrs["left_out"] = [label for label, column in past.items() if column is None]
    roll.warn()
    return result


class _Roll:
    """Rolls the columns of a frame back, one by one."""

    def __init__(
        self,
        present: pd.DataFrame,
        changes: pd.DataFrame,
        moment: pd.Timestamp,
        *,
        read: Collection[str] | None,
    ) -> None:
        self._present = present
        self._read = read
        # Numbers instead of keys: they are compared a hundred times faster.
        numbers, _ = pd.factorize(pd.concat([present["key"], changes["key"]]))
        self._issues = pd.Series(numbers[: len(present)], name="key")
        changes = changes.assign(key=numbers[len(present) :])
        self._changes = changes[changes["key"].isin(self._issues)]
        self._later = self._changes[self._changes["created"] > moment]
        self._fields = {*changes["field"].unique(), *changes["field_id"].unique()}
        self._doubts: list[str] = []

    def doubt(self, *why: str) -> None:
        """Note what to warn of."""
        self._doubts += why

    def fields(self, labels: Iterable[str]) -> list[str]:
        """Name the fields whose history columns need, each once."""
        fields = dict.fromkeys(place(label, self._fields).field for label in labels)
        return [each for each in fields if each not in _FIXED and self._told(each)]

    def _told(self, field: str) -> bool:
        return told(field) and (not self._read or field in self._read)

    def column(self, label: str) -> pd.Series[Any] | None:
        """Give a column as it was; None where history does not tell."""
        where = place(label, self._fields)
        present = self._present[label]
        if where.field in _FIXED:
            return present
        if not self._told(where.field):
            return None
        rows = rows_of(self._later, where.field)
        self._doubt_namesakes(label, where.field)
        ids = rows["field_id"].dropna()
        field_id = str(ids.iloc[0]) if len(ids) else where.field
        if _holds_lists(present):
            return self._list(label, where, rows, field_id)
        if present.dtype == object and present.notna().any():
            return None
        if pd.api.types.is_timedelta64_dtype(present) and field_id != "timeoriginalestimate":
            return None
        if not len(rows):
            return present
        return self._single(label, where, rows, field_id)

    def _single(
        self, label: str, where: Place, rows: pd.DataFrame, field_id: str
    ) -> pd.Series[Any]:
        present = self._present[label]
        found, changed = self._first(rows)
        shown = not where.part or where.part in _SHOWN
        if shown or (where.part == "name" and field_id in _NAMED):
            dates = pd.api.types.is_datetime64_any_dtype(present)
            past = before(found, ("from", "from_text") if dates else ("from_text", "from"))
        elif is_id(where.part, field_id, present):
            past = found["from"]
        else:
            past = self._looked_up(label, where, found, field_id)
        values = read(past, present.dtype)
        self._doubt(values.isna() & past.notna(), f"past values of {label!r} could not be read")
        if pd.api.types.is_numeric_dtype(present):
            present = present.astype("float64")
        kept: pd.Series[Any] = present.where(~changed, values)
        return kept

    def _first(self, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[Any]]:
        """Find the first change of each issue, and which issues have one."""
        first = rows[["key", "created", "from", "from_text"]].drop_duplicates("key")
        found = first.set_index("key").reindex(self._issues).reset_index(drop=True)
        return found, found["created"].notna()

    def _looked_up(
        self, label: str, where: Place, found: pd.DataFrame, field_id: str
    ) -> pd.Series[Any]:
        """Find what belongs to past values among the issues that have them now."""
        present, field = self._present, where.field
        ways = id_columns(present, field, field_id, rows_of(self._changes, field))
        if ways:
            return by_ids(found["from"], present, label, ways)
        if field not in present.columns:
            unknown = before(found).notna()
            self._doubt(unknown, f"past values of {label!r} need the column {field!r}")
            return pd.Series(pd.NA, found.index, dtype="str")
        past, shared = by_name(found["from_text"], present, label, field)
        self._doubt(shared, f"past values of {label!r} are of several values of one name")
        return past

    def _list(
        self, label: str, where: Place, rows: pd.DataFrame, field_id: str
    ) -> pd.Series[Any] | None:
        if where.part not in ("", "id", "name", "value"):
            return None
        present = self._present[label]
        if not len(rows):
            return present.map(_listed)
        if field_id in PIECEWISE:
            return self._pieces(label, where, rows)
        found, changed = self._first(rows)
        if where.part == "id":
            past = read_ids(found["from"], numbers=_numbers(present, where.field))
        else:
            every = rows_of(self._changes, where.field)
            past = read_names(found, names_by_id(every, self._pairs(where.field)))
        return present.map(_listed).where(~changed, past)

    def _pieces(self, label: str, where: Place, rows: pd.DataFrame) -> pd.Series[Any]:
        pairs = self._pairs(where.field)
        kind = "ids" if where.part == "id" else "names"
        lists = pairs if pairs is not None else pd.DataFrame({kind: self._present[label]})
        lists = lists.assign(**{each: lists[each].map(_listed) for each in lists.columns})
        past, doubted = undone(lists.assign(key=self._issues), rows)
        self._doubt(
            self._issues.isin(doubted),
            f"lists of {label!r} are not what their changes left (was a value renamed, or the "
            "history read at another time?)",
        )
        return past[kind]

    def _pairs(self, field: str) -> pd.DataFrame | None:
        """Take the ids and the names of a field of lists, where there are both."""
        labels = {"ids": f"{field}.id", "names": field}
        if not set(labels.values()) <= set(self._present.columns):
            return None
        pairs = pd.DataFrame({kind: self._present[label] for kind, label in labels.items()})
        alike = pairs["ids"].str.len().eq(pairs["names"].str.len())
        return pairs if alike.all() else None

    def _doubt_namesakes(self, label: str, field: str) -> None:
        """Doubt what may have changed: a name that several fields have is all that is told."""
        if (name := shared_name(field)) is None:
            return
        rows = self._later[self._later["field_id"].isna() & self._later["field"].eq(name)]
        self._doubt(
            self._issues.isin(rows["key"]),
            f"values of {label!r} may have been others: several fields are called {name!r}, and "
            "the history does not tell which of them changed",
        )

    def _doubt(self, mask: pd.Series[Any], what: str) -> None:
        keys = self._present.loc[mask, "key"]
        if len(keys):
            few = ", ".join(keys.iloc[:_FEW]) + (", ..." if len(keys) > _FEW else "")
            self._doubts.append(f"{len(keys)} {what}: {few}.")

    def warn(self) -> None:
        """Say what is doubtful, all at once."""
        if self._doubts:
            warnings.warn(" ".join(self._doubts), HistoryWarning, stacklevel=3)


def _categories(dtype: Any) -> bool:
    return isinstance(dtype, pd.CategoricalDtype)


def _holds_lists(column: pd.Series[Any]) -> bool:
    if column.dtype != object:
        return False
    values = column.dropna()
    return (
        bool(len(values))
        and pd.api.types.is_list_like(values.iloc[0])
        and not isinstance(values.iloc[0], dict)
    )


def _listed(value: Any) -> list[Any]:
    return list(value) if pd.api.types.is_list_like(value) else []


def _numbers(column: pd.Series[Any], field: str) -> bool:
    values = column.explode().dropna()
    return not isinstance(values.iloc[0], str) if len(values) else field == "Sprint"


def _in_form_of(column: pd.Series[Any], dtype: Any) -> pd.Series[Any]:
    """Give a column the dtype it had in the frame."""
    if _categories(dtype):
        return column.astype("category")
    if isinstance(dtype, pd.ArrowDtype):
        return pd.Series(column.tolist() if column.dtype == object else column, dtype=dtype)
    whole = pd.api.types.is_integer_dtype(dtype)
    if whole and not (column.dropna() % 1 == 0).all():
        return column
    return column.astype(dtype)
