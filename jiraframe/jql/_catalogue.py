"""What a site's JQL knows: its fields, its functions, the values of closed lists.

Data only; who read it from Jira does not matter here. Names ignore case, as in JQL.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a field may be compared with.

    Attributes:
        label: The value as people read it.
        insert: The value as it stands in a query, quoted where it must be.
        detail: What tells it apart from its namesakes, or an empty text.
        also: Other spellings that mean the same, such as a project's key or an id.
    """

    label: str
    insert: str
    detail: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field as queries know it.

    Attributes:
        name: Its name, without quotes.
        insert: How a query writes it: quoted where it must be, ``cf[10010]`` where several
            fields share the name.
        also: Its other names, ``cf[10010]`` among them.
        operators: The operators that it takes, in capitals where they are words; empty where
            Jira does not say.
        types: What its values are, by Jira's names of types; compared with those of functions.
        orderable: Whether ORDER BY takes it.
        searchable: Whether a condition takes it.
        suggests: Whether Jira suggests values for it.
        choices: Every value that there is, for a closed list; None where the list is open.
    """

    name: str
    insert: str
    also: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    orderable: bool = True
    searchable: bool = True
    suggests: bool = False
    choices: tuple[Choice, ...] | None = None


@dataclass(frozen=True, slots=True)
class QueryFunction:
    """A function as queries know it.

    Attributes:
        name: Its name, without brackets.
        insert: A call of it, such as ``startOfDay()`` or ``membersOf("")``.
        gives_list: Whether IN and NOT IN take it.
        gives_one: Whether the other operators take it.
        types: What it gives, by Jira's names of types.
    """

    name: str
    insert: str
    gives_list: bool = False
    gives_one: bool = True
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a site's JQL knows.

    Attributes:
        fields: Its fields; several may share a name.
        functions: Its functions.
    """

    fields: tuple[QueryField, ...] = ()
    functions: tuple[QueryFunction, ...] = ()
    _fields: dict[str, list[QueryField]] = attribute(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _functions: dict[str, QueryFunction] = attribute(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for each in self.fields:
            for name in dict.fromkeys(_folded((each.name, *each.also))):
                self._fields.setdefault(name, []).append(each)
        for function in self.functions:
            self._functions.setdefault(function.name.casefold(), function)

    def fields_named(self, name: str) -> list[QueryField]:
        """Find the fields that a query means by a name; none, one, or several of one name."""
        return list(self._fields.get(name.casefold(), ()))

    def function(self, name: str) -> QueryFunction | None:
        """Find a function by its name."""
        return self._functions.get(name.casefold())


def _folded(names: Iterable[str]) -> list[str]:
    return [name.casefold() for name in names]
