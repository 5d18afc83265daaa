"""``dask_receipt``: whether the parts together are the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from jiraframe import __version__
from jiraframe._receipt import Receipt, receipt
from jiraframe.cluster._dask import computed, is_dask_frame
from jiraframe.cluster._door import Site, jira_at
from jiraframe.cluster._part import WHOLE
from jiraframe.errors import ArgumentError

if TYPE_CHECKING:
    import dask.dataframe as dd
    import pandas as pd


@dataclass(frozen=True, slots=True)
class _Told:
    """What one part tells of itself."""

    receipt: Receipt
    ids: Sequence[str]
    jql: str
    site: Site


def dask_receipt(frame: dd.DataFrame) -> Receipt:
    """Read a frame of ``dask_search`` and tell whether its partitions are the whole result.

    Each partition is complete in itself, or reading it fails. What no partition can know is looked
    at here: an issue that moved from one range to another while they were read is in both or in
    neither. The ids that the query finds now are listed, thousands a request, and compared.

    Args:
        frame: What ``dask_search`` returned. It is computed: ``frame = frame.persist()`` first
            tells of the rows that are kept and used afterwards.

    Returns:
        One receipt for all: rows, requests and retries together, each warning once.
        ``complete`` is False where the query finds an issue now that no partition holds, or two
        hold the same; None where a partition could not know.

    Raises:
        ArgumentError: The rows are not those that ``dask_search`` returned.
        JiraFrameError: As computing the frame does, and as ``Jira.search`` does.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start(issues=50) as box:
        ...     jira = jf.connect(environ=box.env)
        ...     ddf = jf.dask_search("project is not EMPTY", ["status"], partitions=4, jira=jira)
        ...     receipt = jf.dask_receipt(ddf.persist())
        >>> receipt.rows, receipt.complete
        (50, True)
    """
    if not is_dask_frame(frame):
        kind = type(frame)
        raise ArgumentError(
            f"This is a {kind.__name__} of {kind.__module__.partition('.')[0]}, not the DataFrame "
            "of Dask that dask_search returned: that one alone knows its partitions.",
            fix="Take jf.dask_receipt(frame) of that one, best of frame.persist(); of what "
            "jira.search returned take jf.receipt(frame).",
        )
    told = computed(_told, frame)
    if not told:
        raise _changed()
    first = told[0]
    listed = jira_at(first.site, None).search(first.jql, [], progress=False)["id"]
    doubts = _doubts([each for part in told for each in part.ids], set(listed))
    return _receipt([each.receipt for each in told], first.jql, len(listed), doubts)


def _told(part: pd.DataFrame) -> _Told:
    whole: dict[str, Any] | None = part.attrs.get(WHOLE)
    if whole is None or "id" not in part.columns or receipt(part).rows != len(part):
        raise _changed()
    site = {name: value for name, value in whole.items() if name != "jql"}
    return _Told(receipt(part), part["id"].tolist(), whole["jql"], Site(**site))


def _changed() -> ArgumentError:
    return ArgumentError(
        "This is not the frame that dask_search returned: an operation has taken rows or columns "
        "from it, or put others to it.",
        fix="Take the receipt of that frame.",
    )


def _doubts(held: Sequence[str], listed: set[str]) -> list[str]:
    twice = sum(count - 1 for count in Counter(held).values())
    lacking = listed.difference(held)
    said = []
    if twice:
        said.append(
            f"{twice} rows are there twice: the date of their issues changed while partitions were "
            "read. drop_duplicates(subset='id') keeps one of each."
        )
    if lacking:
        said.append(
            f"{len(lacking)} issues that the query finds now are in no partition: they are new, or "
            "their date changed while partitions were read, or Jira hides the field from them. "
            "Read again, by='created' if it was another."
        )
    return said


def _receipt(parts: Sequence[Receipt], jql: str, expected: int, doubts: Sequence[str]) -> Receipt:
    rows = sum(each.rows for each in parts)
    # A part without rows says why a query may find nothing; the whole has found something.
    warnings = [said for each in parts if each.rows or not rows for said in each.warnings]
    complete = {each.complete for each in parts}
    begun = [datetime.fromisoformat(each.asked_at) for each in parts]
    ended = [at + timedelta(seconds=each.seconds) for at, each in zip(begun, parts, strict=True)]
    first = parts[0]
    return Receipt(
        call="dask_search",
        jql=jql,
        fields=first.fields,
        deployment=first.deployment,
        base_url=first.base_url,
        account=first.account,
        asked_at=min(begun).isoformat(timespec="seconds"),
        rows=rows,
        expected=expected,
        requests=sum(each.requests for each in parts),
        retries=sum(each.retries for each in parts),
        seconds=round((max(ended) - min(begun)).total_seconds(), 3),
        warnings=list(dict.fromkeys([*warnings, *doubts])),
        complete=False if doubts or False in complete else None if None in complete else True,
        version=__version__,
    )
