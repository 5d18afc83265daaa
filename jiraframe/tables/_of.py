"""Of which issues: a query, a key, several keys, or a frame with a column ``key``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from numbers import Integral
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from jiraframe._asked import issue_key
from jiraframe._search import bound
from jiraframe.errors import ArgumentError
from jiraframe.jql import Condition, Query

if TYPE_CHECKING:
    from jiraframe._connection import Connection

Of: TypeAlias = "str | Query | Condition | Iterable[str] | pd.DataFrame | pd.Series[str]"

# An id, or a key; an administrator may allow digits and underscores in the project's part.
# https://confluence.atlassian.com/adminjiraserver/changing-the-project-key-format-938847081.html
_NAME = re.compile(r"\d+|[A-Za-z][A-Za-z0-9_]*-\d+")
# The key of a project, or another word: no query has one word alone.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_BETWEEN = re.compile(r"[\s,;]+")
_WHAT = (
    'Give a query ("project = ENG"), a key ("ENG-1"), a list of keys, or a frame with a column '
    "'key'."
)


@dataclass(frozen=True, slots=True)
class Issues:
    """The issues whose facts are asked for.

    Attributes:
        jql: The query that finds them; None where they are named.
        names: Their keys or ids, each once.
        keys: Their keys by id, where both are known.
        single: Whether one key was given, which then has to exist.
    """

    jql: str | None = None
    names: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    single: bool = False

    @classmethod
    def of(cls, of: Of, connection: Connection) -> Issues:
        """Read the argument ``of``.

        Raises:
            ArgumentError: It is none of the things that it may be.
        """
        if isinstance(of, str) and (name := _named(of)):
            return cls(names=(name,), single=True)
        if isinstance(of, str):
            _check_query(of)
        if isinstance(of, str | Query | Condition):
            return cls(jql=bound(of, None, connection))
        if isinstance(of, pd.DataFrame):
            of = _out_of_index(of)
            if "key" not in of.columns:
                raise ArgumentError("The frame has no column 'key'.", fix=_WHAT)
            if "id" in of.columns and of["id"].notna().all():
                # An id stays when an issue moves.
                keys = dict(zip(map(_name, of["id"]), map(_name, of["key"]), strict=True))
                return cls(names=tuple(keys), keys=keys)
            of = of["key"]
        if isinstance(of, pd.Series) and "key" in of.index:
            of = [of["key"]]  # one issue, as issue() gives it, or a row of a frame
        if not isinstance(of, Iterable) or isinstance(of, bytes):
            raise ArgumentError(f"The issues are given as {type(of).__name__}.", fix=_WHAT)
        return cls(names=tuple(dict.fromkeys(map(_name, of))))


def _out_of_index(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the keys, and the ids, back out of the index, where ``set_index`` put them."""
    names = [each for each in ("key", "id") if each not in frame.columns]
    levels = [each for each in frame.index.names if each in names]
    return frame.reset_index(levels) if levels else frame


def _check_query(text: str) -> None:
    """Refuse what is no query, though people write it for one: a project, or several keys."""
    word = text.strip()
    if _WORD.fullmatch(word):
        raise ArgumentError(
            f"{word!r} is neither a query nor a key of an issue.",
            fix=f'For all issues of a project write the query "project = {word}".',
        )
    names = [each.upper() for each in _BETWEEN.split(word)]
    if len(names) > 1 and all(map(_NAME.fullmatch, names)):
        listed = ", ".join(f'"{each}"' for each in names)
        raise ArgumentError(
            f"{word!r} is no query, but keys of issues.",
            fix=f"Give several keys as a list: [{listed}].",
        )


def _named(text: str) -> str | None:
    """Take a text as the name of one issue, if it is one."""
    address = text.strip().startswith(("http://", "https://"))
    name = issue_key(text) if address else text.strip()
    return name.upper() if _NAME.fullmatch(name) else None


def _name(given: object) -> str:
    # A frame that was read back from a file has its ids as numbers.
    is_id = isinstance(given, Integral) and not isinstance(given, bool)
    name = _named(str(given)) if is_id or isinstance(given, str) else None
    if name is None:
        raise ArgumentError(f"{given!r} is no key of an issue.", fix=_WHAT)
    return name
