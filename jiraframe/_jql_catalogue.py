"""From Jira's answers to what the site's JQL knows."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from jiraframe import _cells as cells
from jiraframe._fields import FieldCatalogue
from jiraframe._scalars import Json
from jiraframe.errors import (
    AuthenticationError,
    JQLSyntaxError,
    NotFound,
    PermissionDenied,
)
from jiraframe.jql import (
    Catalogue,
    Choice,
    Comparison,
    QueryField,
    QueryFunction,
    Value,
    parse,
    quote,
)

if TYPE_CHECKING:
    from jiraframe._dialect import Dialect

T = TypeVar("T")
# Beyond it, a list is asked for by what is typed, like an open one.
_CLOSED_UP_TO: Final = 1000
_CUSTOM: Final = re.compile(r"\s*-\s*cf\[\d+\]$")
# Jira writes all fields of one name and one type as one: "Team[Team]".
_COLLAPSED: Final = re.compile(r"(?!cf\[)(.+)\[[^\[\]]+\]", re.IGNORECASE)
_MARKS: Final = re.compile(r"</?b>", re.IGNORECASE)
# A token may lack the scope for one list, which is then as good as not there.
_REFUSED: Final = (AuthenticationError, PermissionDenied, NotFound)
# The clause names of closed lists: Atlassian, "Advanced searching - fields reference".
_NAMES: Final = {
    "project": ("project", "space"),
    "issuetype": ("issuetype", "type", "worktype"),
    "status": ("status",),
    "statusCategory": ("statuscategory",),
    "priority": ("priority",),
    "resolution": ("resolution",),
}


def read_catalogue(dialect: Dialect, fields: FieldCatalogue) -> Catalogue:
    """Read the fields, functions and closed lists of a site.

    Args:
        dialect: The routes of Cloud or Data Center.
        fields: The site's fields.

    Returns:
        The catalogue. Where the account may not read the names that queries know, the fields
        alone are in it, without their operators; where it may not read a list, the list is open.
    """
    choices = _closed_lists(dialect)
    words = _allowed(dialect.jql_words)
    if words is None:
        return Catalogue(tuple(_from_field_list(fields, choices)))
    rows = [row for row in cells.elements(words.get("visibleFieldNames")) if row.get("value")]
    # A flag that is false is left out; one that no row has is not known.
    unsaid = {
        flag: "true" for flag in ("orderable", "searchable") if not any(flag in row for row in rows)
    }
    found = [_field({**unsaid, **row}, fields, choices) for row in rows]
    functions = cells.elements(words.get("visibleFunctionNames"))
    return Catalogue(
        tuple(_told_apart(found)),
        tuple(each for row in functions if row.get("value") if (each := _function(row)).name),
    )


def read_suggestions(rows: Sequence[Json]) -> list[Choice]:
    """Read Jira's suggestions, whose names are HTML with the match in bold.

    Args:
        rows: The answer's rows.

    Returns:
        The values; where several have one name, each says what a query writes for it.
    """
    found = [_suggestion(row) for row in rows if row.get("value")]
    namesakes = Counter(each.label for each in found)
    return [
        replace(each, detail=each.insert) if namesakes[each.label] > 1 else each for each in found
    ]


def _suggestion(row: Json) -> Choice:
    value = cells.text(row["value"]) or ""
    label = html.unescape(_MARKS.sub("", cells.text(row.get("displayName")) or ""))
    return Choice(label or value, value if _is_literal(value) else quote(value))


def _field(row: Json, fields: FieldCatalogue, choices: dict[str, tuple[Choice, ...]]) -> QueryField:
    """Read one field; flags are the texts "true" and "false", or not there."""
    insert = cells.text(row["value"]) or ""
    custom_id = cells.text(row.get("cfid"))
    shown = _CUSTOM.sub("", cells.text(row.get("displayName")) or "")
    name = shown if insert == custom_id and shown else _unquoted(insert)
    known = fields.by_clause(custom_id or name)
    if known is not None and known.custom and not custom_id:
        known = None  # a custom field that is called like a system field
    collapsed = _COLLAPSED.fullmatch(name)
    also = (
        *((custom_id,) if custom_id else ()),
        *(known.clause_names if known else ()),
        *((collapsed[1],) if collapsed else ()),
    )
    return QueryField(
        name=name,
        insert=insert if _is_field(insert) else quote(insert),
        also=tuple(each for each in dict.fromkeys(also) if each != name),
        operators=tuple(str(each).upper() for each in cells.elements(row.get("operators"))),
        types=tuple(str(each) for each in cells.elements(row.get("types"))),
        orderable=_flag(row, "orderable"),
        searchable=_flag(row, "searchable"),
        suggests=_flag(row, "auto"),
        choices=None if custom_id else choices.get(name.casefold()),
    )


def _told_apart(fields: Sequence[QueryField]) -> Iterator[QueryField]:
    """See to it that each name means the fewest fields.

    Jira lists a system field once for each of its names; a name with a row of its own is none
    of another row's. Custom fields that share one are written as ``cf[10010]``.
    """
    rows = {each.name.casefold() for each in fields}
    written = Counter(each.insert.casefold() for each in fields)
    for each in fields:
        insert = each.insert
        if written[insert.casefold()] > 1:
            insert = next((name for name in each.also if name.startswith("cf[")), insert)
        also = tuple(name for name in each.also if name.casefold() not in rows)
        yield replace(each, insert=insert, also=also)


def _from_field_list(
    fields: FieldCatalogue, choices: dict[str, tuple[Choice, ...]]
) -> Iterable[QueryField]:
    for field in fields.fields:
        if not field.clause_names:
            continue
        name = field.name if field.custom else field.clause_names[0]
        also = tuple(each for each in field.clause_names if each != name)
        insert = name if _is_field(name) else quote(name)
        yield QueryField(name, insert, also, choices=choices.get(name.casefold()))


def _function(row: Json) -> QueryFunction:
    value = cells.text(row["value"]) or ""
    name = value.partition("(")[0].strip()
    calls = (value, f"{name}()", f"{quote(name)}()")
    lists = _flag(row, "isList")
    return QueryFunction(
        name=name,
        insert=next(each for each in calls if _parses(f"a IN {each}")),
        gives_list=lists,
        gives_one=not lists or _flag(row, "supportsListAndSingleValueOperators"),
        types=tuple(str(each) for each in cells.elements(row.get("types"))),
    )


def _closed_lists(dialect: Dialect) -> dict[str, tuple[Choice, ...]]:
    statuses = _allowed(dialect.statuses)
    projects = _allowed(dialect.projects)
    resolutions = _allowed(dialect.resolutions)
    unresolved = Choice("Unresolved", "Unresolved")
    lists = {
        "project": projects and _merged(_project(row) for row in projects),
        "issuetype": _named(_allowed(dialect.issue_types)),
        "status": _named(statuses),
        "statusCategory": statuses and _merged(_category(row) for row in statuses),
        "priority": _named(_allowed(dialect.priorities)),
        "resolution": resolutions and _merged([unresolved, *map(_choice, resolutions)]),
    }
    return {
        name: found
        for title, found in lists.items()
        if found and len(found) <= _CLOSED_UP_TO
        for name in _NAMES[title]
    }


def _named(rows: Sequence[Json] | None) -> tuple[Choice, ...] | None:
    return _merged(_choice(row) for row in rows) if rows else None


def _choice(row: Json) -> Choice:
    name = cells.text(row.get("name")) or ""
    # In another language, queries know the English name as well.
    return Choice(name, _literal(name), also=_texts(row.get("id"), row.get("untranslatedName")))


def _project(row: Json) -> Choice:
    name, key = cells.text(row.get("name")) or "", cells.text(row.get("key")) or ""
    return Choice(name, _literal(key), detail=key, also=(key, *_texts(row.get("id"))))


def _category(row: Json) -> Choice:
    category = cells.part(row, "statusCategory")
    name = cells.text(cells.part(category, "name")) or ""
    also = _texts(cells.part(category, "key"), cells.part(category, "id"))
    return Choice(name, _literal(name), also=also)


def _merged(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Make one of those that a query writes alike: statuses of several projects, for instance."""
    found: dict[str, Choice] = {}
    for each in choices:
        if not each.label:
            continue
        same = found.get(each.insert.casefold())
        also = (*same.also, *each.also) if same else each.also
        first = same or each
        found[each.insert.casefold()] = Choice(
            first.label, first.insert, first.detail, tuple(dict.fromkeys(also))
        )
    return tuple(found.values())


def _texts(*values: object) -> tuple[str, ...]:
    return tuple(str(each) for each in values if isinstance(each, str | int))


def _allowed(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except _REFUSED:
        return None


def _flag(row: Json, name: str) -> bool:
    return str(row.get(name, "")).lower() == "true"


def _literal(value: str) -> str:
    return value if _is_literal(value) and re.fullmatch(r"[\w.-]+", value) else quote(value)


def _is_literal(text: str) -> bool:
    """Say whether a text is one value of JQL as it stands."""
    tree = _parses(f"a = {text}")
    return (
        isinstance(tree, Comparison)
        and isinstance(tree.operand, Value)
        and tree.operand.span == (4, 4 + len(text))
    )


def _is_field(text: str) -> bool:
    tree = _parses(f"{text} = a")
    return isinstance(tree, Comparison) and tree.field.span == (0, len(text))


def _unquoted(insert: str) -> str:
    tree = _parses(f"{insert} = a")
    return tree.field.name if isinstance(tree, Comparison) else insert


def _parses(text: str) -> object:
    try:
        return parse(text).where
    except JQLSyntaxError:
        return None
