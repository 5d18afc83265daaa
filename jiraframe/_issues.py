"""The issues that a query finds, or that are named: watched on their way, told of when odd."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice
from pathlib import Path

from jiraframe._alike import few
from jiraframe._columns import Columns
from jiraframe._dialect import Batch, Decode, Dialect, Search, SortField, Verdict
from jiraframe._fetch import Reading, fetch, fresh_of, made_whole
from jiraframe._fields import FieldCatalogue
from jiraframe._page import Issue, PageDecoder
from jiraframe._places import nodes
from jiraframe._progress import progress_bar
from jiraframe._walls import jql_error
from jiraframe._workers import in_background, in_parallel
from jiraframe.errors import (
    CompletenessWarning,
    JiraFrameError,
    JQLError,
    JQLSyntaxError,
    JQLWarning,
    NotFound,
    PermissionDenied,
)
from jiraframe.jql import FieldName, parse

_QUOTED = re.compile(r"'([^']+)'")
_MORE = "Jira said {:,} more of the kind; jira.validate() gives them all."
_PACKAGE = f"{Path(__file__).parent}{os.sep}"
WHY_EMPTY = (
    "The query is sound and found nothing: no issue matches, this account may not see those that "
    "do (Browse Projects, issue security), or Jira's index has not caught up with a change of the "
    "last minutes. Note that != and NOT IN leave out empty values."
)


def issues_found(
    search: Search,
    decode: Decode,
    *,
    dialect: Dialect,
    catalogue: FieldCatalogue,
    reading: Reading,
    progress: bool | None,
) -> Iterator[Sequence[Issue]]:
    """Read the issues that a query finds.

    Args:
        search: What is asked.
        decode: From an answer's bytes to a page.
        dialect: The routes of Cloud or Data Center.
        catalogue: The site's fields, for near names.
        reading: Filled while rows are read; whole when the iterator has ended.
        progress: Whether to show a bar; None where somebody looks.

    Yields:
        The issues of a page, each issue once, inline lists whole.

    Raises:
        JQLError: The query does not parse, or names what does not exist.
        IncompleteResultError: The result is provably not whole.
    """
    if search.limit == 0:
        reading.cut = True
        return
    pages = fetch(dialect, search, decode, reading=reading)
    try:
        with progress_bar(wanted=progress) as bar:
            first = _vetted_first(pages, search.jql, dialect, catalogue, reading)
            for issues in chain(first, pages):
                known = [n for n in (reading.expected, search.limit) if n is not None]
                bar.total = min(known, default=None)
                bar.update(len(issues))
                yield issues
    except JQLError as exc:
        raise with_near_names(exc, catalogue) from exc.__cause__
    if not len(reading.seen) and not reading.notes:
        reading.notes.append(WHY_EMPTY)
    if reading.cut:
        reading.notes.append(f"limit={search.limit} cut the result; more rows follow.")


def issues_named(
    names: Sequence[str],
    fields: Sequence[str],
    decoder: PageDecoder,
    *,
    dialect: Dialect,
    reading: Reading,
    progress: bool | None,
) -> Iterator[Sequence[Issue]]:
    """Read issues by key or id.

    Args:
        names: Keys or ids, those of issues that have moved since as well.
        fields: The ids of the fields to send.
        decoder: From an answer's bytes to a page.
        dialect: The routes of Cloud or Data Center.
        reading: Filled while rows are read: ``order`` is that of the names, ``gone`` holds those
            that Jira does not know.
        progress: Whether to show a bar; None where somebody looks.

    Yields:
        The issues of an answer, each issue once, inline lists whole.
    """
    size = dialect.bodies_at_once
    search = Search("", fields, size, order=None)
    chunks = [names[start : start + size] for start in range(0, len(names), size)]
    found = reading.named
    reading.expected = len(names)

    def read(chunk: Sequence[str]) -> list[Batch]:
        return list(dialect.bodies(chunk, search, decoder.decode))

    with progress_bar(wanted=progress) as bar:
        bar.total = len(names)
        for batches in in_parallel(read, chunks, workers=dialect.workers):
            for batch in batches:
                fresh = fresh_of(batch, search, reading)
                made_whole(dialect, batch.cuts, fresh, reading)
                found.update({name: issue.id for issue in fresh for name in (issue.key, issue.id)})
                bar.update(len(fresh))
                yield fresh
        left = [name for name in names if name not in found]
        for name, issue in zip(left, _one_by_one(left, fields, decoder, dialect), strict=True):
            if issue is None:
                continue
            found[name] = issue.id
            if reading.seen.add(issue.id):
                made_whole(dialect, decoder.cuts([issue]), [issue], reading)
                yield [issue]
    reading.order = list(dict.fromkeys(found[name] for name in names if name in found))
    reading.gone += [name for name in names if name not in found]
    reading.doubt_refused()


def keys_named(names: Sequence[str], *, dialect: Dialect, reading: Reading) -> dict[str, str]:
    """Look which issues there are, by key or id.

    Args:
        names: Keys or ids, those of issues that have moved since as well.
        dialect: The routes of Cloud or Data Center.
        reading: Filled as ``issues_named`` does.

    Returns:
        The keys of today, by id, in the order of the names.
    """
    size = dialect.keys_at_once
    chunks = [names[start : start + size] for start in range(0, len(names), size)]
    found = {
        name: issue
        for issues in in_parallel(dialect.keys, chunks, workers=dialect.workers)
        for issue in issues
        for name in (issue.key, issue.id)
    }
    # An old key, a name that spoils the query for the others, an index that lags behind.
    left = [name for name in names if name not in found]
    decoder = PageDecoder(Columns([], request_fields=["key"], known=()))
    rest = Reading()
    pages = issues_named(left, ["key"], decoder, dialect=dialect, reading=rest, progress=False)
    late = {issue.id: issue for issues in pages for issue in issues}
    moved = {name: late[issue_id] for name, issue_id in rest.named.items()}
    reading.gone += rest.gone
    reading.expected = len(names)
    there = [found.get(name) or moved.get(name) for name in names]
    keys = {issue.id: issue.key for issue in there if issue is not None}
    for issue_id in keys:
        reading.seen.add(issue_id)
    reading.order = list(keys)
    return keys


def _one_by_one(
    names: Sequence[str], fields: Sequence[str], decoder: PageDecoder, dialect: Dialect
) -> Iterator[Issue | None]:
    """Look for issues by their old keys, one request each; None for what is not to be found."""

    def look(name: str) -> Issue | None:
        try:
            return dialect.issue(name, fields, decoder.decode_issue)
        except (NotFound, PermissionDenied):
            return None

    return in_parallel(look, names, workers=dialect.workers)


def _vetted_first(
    pages: Iterator[Sequence[Issue]],
    jql: str,
    dialect: Dialect,
    catalogue: FieldCatalogue,
    reading: Reading,
) -> list[Sequence[Issue]]:
    """Read the first page while Jira's parser looks at the query; none where it finds fault."""
    ask = partial(_verdict, dialect, jql)
    # Where the search itself complains there is nothing to ask, and no need of a thread.
    workers = 1 if dialect.search_complains else dialect.workers
    with in_background(ask, workers=workers) as verdict:
        first = list(islice(pages, 1))
        reading.notes.extend(_judged(verdict.result(), jql, catalogue))
    return first


def vetted(dialect: Dialect, jql: str, catalogue: FieldCatalogue) -> list[str]:
    """Have Jira's parser look at a query that its search would not complain about.

    Cloud answers a name that does not exist as if nothing were wrong: with no rows, or with
    rows in another order.

    Args:
        dialect: The routes of Cloud or Data Center.
        jql: The query.
        catalogue: The site's fields, for near names.

    Returns:
        What to note in the receipt: what Jira doubts, each warned of, too.

    Raises:
        JQLError: The query does not parse, or a field or function in it does not exist.
    """
    return _judged(_verdict(dialect, jql), jql, catalogue)


def _verdict(dialect: Dialect, jql: str) -> Verdict | str:
    """Ask the parser; or say why it could not be asked."""
    if dialect.search_complains:
        return Verdict()
    try:
        return dialect.validate(jql)
    except JQLError:
        raise
    except JiraFrameError as exc:
        # A token may have the scope to search and not the one to parse; the search will tell.
        return f"Jira did not check the names in the query: {exc}"


def _judged(verdict: Verdict | str, jql: str, catalogue: FieldCatalogue) -> list[str]:
    if isinstance(verdict, str):
        return [verdict]
    if verdict.errors:
        raise with_near_names(jql_error(jql, verdict.errors), catalogue)
    told = few(verdict.warnings, _MORE)
    for each in told:
        warn(each, JQLWarning)
    return told


def with_near_names(error: JQLError, catalogue: FieldCatalogue) -> JQLError:
    """Add the names of fields that are near to those which Jira does not know or cannot tell."""
    if error.fix:
        return error
    # Near names take a look at every name of the site.
    unclear = (name for name in _doubted(error) if catalogue.by_clause(name) is None)
    hints = (hint for name in islice(unclear, 20) if (hint := _hint(name, catalogue)))
    fix = " ".join(islice(hints, 3))
    if not fix:
        return error
    return type(error)(
        error.what,
        query=error.query,
        messages=error.messages,
        position=error.position,
        fix=fix,
    )


def _doubted(error: JQLError) -> Iterable[str]:
    """Name the fields that Jira speaks of; thousands of values beside them are none."""
    try:
        tree = parse(error.query)
    except JQLSyntaxError:
        return _QUOTED.findall(" ".join(error.messages))
    said = " ".join(error.messages).casefold()
    names = dict.fromkeys(each.name for each in nodes(tree) if isinstance(each, FieldName))
    return (name for name in names if name.casefold() in said)


def _hint(name: str, catalogue: FieldCatalogue) -> str:
    folded = name.casefold()
    namesakes = [
        field
        for field in catalogue.fields
        if folded in {each.casefold() for each in (field.name, *field.clause_names)}
    ]
    if not all(field.custom for field in namesakes):
        return ""  # the name is that of Jira's own field
    if namesakes:
        ids = (field.id.removeprefix("customfield_") for field in namesakes)
        numbers = ", ".join(f"cf[{each}]" for each in ids)
        return (
            f"{len(namesakes)} fields are called {name!r}: {numbers}. "
            "Write the one that you mean by its number."
        )
    near = " or ".join(repr(each) for each in catalogue.near(name))
    return f"If {name!r} is meant to be a field, did you mean {near}?" if near else ""


def sort_fields(jql: str, catalogue: FieldCatalogue) -> list[SortField] | None:
    """Name the fields of ORDER BY by id; None when one of them is not known."""
    try:
        keys = parse(jql).order_by
    except JQLSyntaxError:
        return None
    order = []
    for key in keys:
        field = catalogue.by_clause(key.field.name)
        if field is None:
            return None
        order.append(SortField(field.id, key.direction == "desc"))
    return order


def warn_of_doubts(reading: Reading) -> None:
    """Warn of each reason to doubt a result, at the line of the user's own code."""
    for doubt in reading.doubts:
        warn(doubt, CompletenessWarning)


def warn(message: str, kind: type[Warning]) -> None:
    """Warn at the line of the user's own code."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(message, kind, stacklevel=level)
