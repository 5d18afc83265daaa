"""``dask_search``: a query as a Dask DataFrame, each partition a search of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jiraframe._asked import Asked, Fields, Labels, Shape, Text, whole_number
from jiraframe._connect import connect
from jiraframe._jira import Jira
from jiraframe._search import bound
from jiraframe._workers import in_parallel
from jiraframe.cluster._cuts import even_cuts
from jiraframe.cluster._dask import current_client, frame_of_parts
from jiraframe.cluster._door import keep
from jiraframe.cluster._pace import pace_of
from jiraframe.cluster._part import Part, with_texts
from jiraframe.cluster._ranges import Axis, axis_of
from jiraframe.jql import Condition, Query, and_, split_order_by
from jiraframe.jql import field as jql_field

if TYPE_CHECKING:
    import dask.dataframe as dd

# As for search_iter: some 100 requests.
_ROWS_A_PART = 10_000


def dask_search(
    jql: str | Query | Condition,
    fields: Fields = None,
    *,
    by: str = "created",
    partitions: int | None = None,
    params: Mapping[str, Any] | None = None,
    labels: Labels = "auto",
    text: Text = "plain",
    page_size: int | None = None,
    workers: int | None = None,
    requests_per_second: float | None = None,
    jira: Jira | None = None,
) -> dd.DataFrame:
    """Plan a search whose partitions are read by the workers of a Dask cluster.

    The query is cut into ranges of a date; each partition is an ordinary ``Jira.search`` of one
    range, made when Dask computes it, by whichever worker computes it. Together the ranges hold
    every issue that the query finds, each once: they are half open, the first and the last have
    no end, and issues without that date have a partition of their own. Planning counts, about
    two to three requests a partition, and reads no rows but the first and the last.

    Workers sign in by their own environment (``JIRA_BASE_URL``, ``JIRA_EMAIL``,
    ``JIRA_API_TOKEN``, or a ``.env`` where they run): the token is never sent to them. Without a
    cluster, Dask's threads of this process use this process's connection.

    Args:
        jql: The query. Its ORDER BY orders the rows within a partition; the partitions are in
            the order of ``by``.
        fields: As for ``Jira.search``.
        by: The date field to cut by. An issue whose date changes while partitions are read can
            be in two or in none; ``created`` never changes.
        partitions: How many ranges at most; None for about 10,000 rows each.
        params: As for ``Jira.search``.
        labels: As for ``Jira.search``.
        text: As for ``Jira.search``.
        page_size: As for ``Jira.search``.
        workers: As for ``Jira.search``: how many requests each partition sends side by side.
        requests_per_second: The most requests a second of all partitions together, on all
            workers; planning is not slowed down. The ``distributed.Client`` must be there before.
        jira: The connection to plan with; None for the one that the environment names.

    Returns:
        A lazy frame with the columns and dtypes of ``Jira.search``, but for lists and raw
        values: they are JSON in columns of text, which Dask can shuffle and store. Each
        computing asks Jira anew: ``.persist()`` keeps rows. ``jf.dask_receipt(frame)`` reads it,
        and tells whether the whole is complete.

    Raises:
        ArgumentError: An argument makes no sense, such as a ``by`` that is no date.
        FieldError: A field that nobody has, or several have.
        JQLError: The query does not parse, or names what does not exist.
        JiraFrameError: Dask is not installed; Jira cannot be asked. Computing raises what
            ``Jira.search`` does, for the first partition that fails, and ``SettingsError`` where
            a worker has no settings, or those of another site or account.

    Example:
        >>> import jiraframe as jf
        >>> with jf.sandbox.start(issues=50) as box:
        ...     jira = jf.connect(environ=box.env)
        ...     ddf = jf.dask_search("project is not EMPTY", ["status"], partitions=4, jira=jira)
        ...     ddf.npartitions, len(ddf)
        (5, 50)
    """
    if partitions is not None:
        whole_number("partitions", partitions, least=1)
    Asked(jql, Shape(fields, labels, text), params, None, page_size, workers)
    jira = connect() if jira is None else jira
    account = jira.connection.account
    axis = axis_of(by, jira.catalogue, account.zone, account.time_zone)
    query = bound(jql, params, jira.connection)
    options: dict[str, Any] = {"labels": labels, "text": text}
    meta = with_texts(jira.search(query, fields, limit=0, **options))
    part = Part(
        site=keep(jira.connection),
        whole=query,
        fields=fields if fields is None or isinstance(fields, str) else tuple(fields),
        options={**options, "page_size": page_size, "workers": workers},
        labels=list(meta.columns),
        pace=pace_of(requests_per_second, current_client()),
    )
    return frame_of_parts(part, _parts(query, axis, partitions, jira), meta=meta)


def _parts(query: str, axis: Axis, partitions: int | None, jira: Jira) -> list[str]:
    """Cut a query; where nothing is to be cut, the query itself is the only part."""
    found = jira.count(query)
    parts = -(-found // _ROWS_A_PART) if partitions is None else int(partitions)
    ends = _ends(query, axis, jira) if parts > 1 else None
    if ends is None:
        return [query]
    where, _ = split_order_by(query)

    def count(places: Sequence[int]) -> Iterable[int]:
        queries = [and_(where, axis.before(place)) for place in places]
        dialect = jira.dialect
        return in_parallel(dialect.count, queries, workers=dialect.workers)

    dated = jira.dialect.count(and_(where, str(jql_field(axis.clause).is_not_empty())))
    cuts = even_cuts(
        count, first=ends[0], end=ends[1], total=dated, parts=parts, settled=axis.settled
    )
    return [and_(query, each) for each in axis.ranges(cuts)] if cuts else [query]


def _ends(query: str, axis: Axis, jira: Jira) -> tuple[int, int] | None:
    """Find the places of the first row and behind the last; None where no row has a date."""
    where, _ = split_order_by(query)
    here = jql_field(axis.clause)
    dated = and_(where, str(here.is_not_empty()))
    places = []
    for order in (f"{axis.clause} ASC", f"{axis.clause} DESC"):
        ends = jira.search(f"{dated} ORDER BY {order}", [axis.field_id], limit=1, labels="id")
        if ends.empty:
            return None
        places.append(axis.place(ends[axis.field_id].iloc[0].to_pydatetime()))
    return places[0], max(places) + 1
