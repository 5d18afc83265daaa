"""The arguments of a search, checked before anything is asked of Jira."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from numbers import Integral
from typing import Any, Literal, TypeAlias, get_args

from jiraframe.errors import ArgumentError
from jiraframe.jql import Condition, Query, format

# The page of an issue, or of a board on which one is open.
_KEY_IN_ADDRESS = re.compile(r"(?:/browse/|/issues/|[?&]selectedIssue=)([^/?&#]+)")

Fields: TypeAlias = str | Sequence[str] | None
Labels: TypeAlias = Literal["auto", "id", "name"]
Text: TypeAlias = Literal["plain", "raw"]
DtypeBackend: TypeAlias = Literal["pyarrow"] | None


@dataclass(frozen=True, slots=True)
class Shape:
    """How rows are to look.

    Raises:
        ArgumentError: An option has a value that it does not take.
    """

    fields: Fields = None
    labels: Labels = "auto"
    text: Text = "plain"
    dtype_backend: DtypeBackend = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", field_names(self.fields))
        _one_of("labels", self.labels, get_args(Labels))
        _one_of("text", self.text, get_args(Text))
        _one_of("dtype_backend", self.dtype_backend, ("pyarrow", None))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user asked for, as the arguments of ``search``.

    Raises:
        ArgumentError: An argument is of the wrong type or out of range.
    """

    jql: str | Query | Condition
    shape: Shape
    params: Mapping[str, Any] | None = None
    limit: int | None = None
    page_size: int | None = None
    workers: int | None = None
    progress: bool | None = None

    def __post_init__(self) -> None:
        query_text(self.jql)
        if self.params is not None and not isinstance(self.params, Mapping):
            raise ArgumentError(
                f"params is a {type(self.params).__name__}.",
                fix='Give a mapping from names to values: params={"name": value}.',
            )
        if self.limit is not None:
            whole_number("limit", self.limit, least=0)
        if self.page_size is not None:
            whole_number("page_size", self.page_size, least=1)
        if self.workers is not None:
            whole_number("workers", self.workers, least=1)


def query_text(jql: str | Query | Condition) -> str:
    """Give a query as text.

    Raises:
        ArgumentError: It is neither a text nor a parsed query nor a condition.
    """
    if isinstance(jql, Condition):
        return str(jql)
    if isinstance(jql, Query):
        return format(jql)
    if isinstance(jql, str):
        return jql
    raise ArgumentError(
        f"The query is a {type(jql).__name__}, not a text.",
        fix='Write the JQL as a text, for example "project = ENG".',
    )


def whole_number(name: str, value: object, *, least: int) -> None:
    """Check that an argument is a whole number of a size that makes sense.

    Raises:
        ArgumentError: It is not.
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise ArgumentError(f"{name} is {value!r}.", fix=f"Give a whole number, {least} or more.")


def issue_key(key: str | int) -> str:
    """Take the key out of what people paste: blanks around it, or the address of its page.

    Raises:
        ArgumentError: It is no text and no id, or an empty one.

    Example:
        >>> issue_key(" https://jira.example/browse/ENG-1?focus=2 ")
        'ENG-1'
    """
    is_id = isinstance(key, Integral) and not isinstance(key, bool)
    found = str(key).strip() if is_id or isinstance(key, str) else ""
    if "/" in found:
        named = _KEY_IN_ADDRESS.search(found)
        found = named[1] if named else ""
    if not found:
        raise ArgumentError(f"{key!r} is no key of an issue.", fix='Give a key such as "ENG-1".')
    return found


def field_names(fields: object) -> str | list[str] | None:
    """Take names of fields out of a text, a list, or what has an order as well: an index, a column.

    Raises:
        ArgumentError: They are no texts, or have no order.
    """
    if fields is None or isinstance(fields, str):
        return fields
    if isinstance(fields, Iterable) and not isinstance(fields, bytes | Set | Mapping):
        names = list(fields)
        if all(isinstance(each, str) for each in names):
            return names
    raise ArgumentError(
        f"fields is {fields!r}.",
        fix='Name fields by a list of texts, such as ["status", "assignee"]; None for the usual.',
    )


def _one_of(name: str, value: object, allowed: Sequence[object]) -> None:
    if value not in allowed:
        shown = ", ".join(repr(each) for each in allowed)
        raise ArgumentError(f"{name} is {value!r}.", fix=f"It takes {shown}.")
