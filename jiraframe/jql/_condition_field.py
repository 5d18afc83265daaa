"""A field, of which conditions are made by Python's own comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NoReturn, TypedDict, Unpack

from jiraframe.errors import ArgumentError, JQLError
from jiraframe.jql._condition import Condition
from jiraframe.jql._condition_values import either, field_name, one, pair, several
from jiraframe.jql._tree import (
    Comparison,
    Empty,
    FieldName,
    Operand,
    Operator,
    Predicate,
    PredicateOperator,
    Property,
    Query,
)

_PREDICATES: Final[dict[str, PredicateOperator]] = {
    "after": "after",
    "before": "before",
    "on": "on",
    "during": "during",
    "by": "by",
    "from_": "from",
    "to": "to",
}


class Past(TypedDict, total=False):
    """When a field had a value, and who gave it."""

    after: object
    before: object
    on: object
    during: object
    by: object


class Change(Past, total=False):
    """When and how a field changed, and who changed it."""

    from_: object
    to: object


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field of issues in a condition; ``field("name")`` makes one.

    Values are what ``quote`` takes, ``fn("currentUser")`` and the like, and ``Empty()``.

    Comparisons are those of Python: ``== != < <= > >=``. None is no value: write ``.is_empty()``.

    Attributes:
        name: The field as it stands in the tree.
    """

    name: FieldName

    def __eq__(self, value: object) -> Condition:  # type: ignore[override]
        return self._compared("=", one(value))

    def __ne__(self, value: object) -> Condition:  # type: ignore[override]
        return self._compared("!=", one(value))

    def __lt__(self, value: object) -> Condition:
        return self._ordered("<", value)

    def __le__(self, value: object) -> Condition:
        return self._ordered("<=", value)

    def __gt__(self, value: object) -> Condition:
        return self._ordered(">", value)

    def __ge__(self, value: object) -> Condition:
        return self._ordered(">=", value)

    def contains(self, text: object) -> Condition:
        """``~``: the text has these words; several must all be there, ``*`` stands for letters."""
        return self._compared("~", one(text))

    def not_contains(self, text: object) -> Condition:
        """``!~``: the text has not these words; issues without a text are left out."""
        return self._compared("!~", one(text))

    def in_(self, values: object) -> Condition:
        """``IN``: one of a list of values, or of what a function such as openSprints gives."""
        return self._compared("in", several(values))

    def not_in(self, values: object) -> Condition:
        """``NOT IN``: none of them; issues where the field is empty are left out."""
        return self._compared("not in", several(values))

    def is_empty(self) -> Condition:
        """``IS EMPTY``: the field has no value."""
        return self._compared("is", Empty())

    def is_not_empty(self) -> Condition:
        """``IS NOT EMPTY``: the field has a value."""
        return self._compared("is not", Empty())

    def was(self, value: object, **past: Unpack[Past]) -> Condition:
        """``WAS``: the field had this value once.

        Args:
            value: The value.
            **past: ``after=``, ``before=`` and ``on=`` a time, ``during=`` a pair of times,
                ``by=`` a user or several.

        Returns:
            The condition.

        Example:
            >>> print(field("status").was("Done", before="2024-02-01", by=["ann", "bob"]))
            status WAS "Done" BEFORE "2024-02-01" BY ("ann", "bob")
        """
        return self._compared("was", one(value), past)

    def was_not(self, value: object, **past: Unpack[Past]) -> Condition:
        """``WAS NOT``: the field never had this value; keywords as for ``was``."""
        return self._compared("was not", one(value), past)

    def was_in(self, values: object, **past: Unpack[Past]) -> Condition:
        """``WAS IN``: the field had one of these values once; keywords as for ``was``."""
        return self._compared("was in", several(values), past)

    def was_not_in(self, values: object, **past: Unpack[Past]) -> Condition:
        """``WAS NOT IN``: the field never had one of these; keywords as for ``was``."""
        return self._compared("was not in", several(values), past)

    def changed(self, **change: Unpack[Change]) -> Condition:
        """``CHANGED``: the field got another value once.

        Args:
            **change: As for ``was``, and ``from_=`` and ``to=`` a value or several.

        Returns:
            The condition.

        Example:
            >>> print(field("status").changed(from_="To Do", to="Done", after="-7d"))
            status CHANGED FROM "To Do" TO "Done" AFTER "-7d"
        """
        return self._compared("changed", None, change)

    def property(self, key: str, path: str = "") -> Field:
        """Name an entity property behind the field.

        Args:
            key: The property's key.
            path: The way to a value in it, such as ``approval.state``.

        Returns:
            The field with the property.

        Example:
            >>> print(field("issue.property").property("review", "state") == "open")
            issue.property[review].state = "open"
        """
        path = f".{path}" if path and not path.startswith(".") else path
        found = (*self.name.properties, Property(key, path))
        return Field(replace(self.name, properties=found))

    def __bool__(self) -> NoReturn:
        raise _not_yet("A field alone is no condition.")

    def __contains__(self, value: object) -> NoReturn:
        raise _not_yet("`in` cannot be asked of a field.")

    def __and__(self, other: object) -> NoReturn:
        raise _not_yet("A field alone is no condition, and & and | bind tighter than ==.")

    __or__ = __rand__ = __ror__ = __and__

    def __invert__(self) -> NoReturn:
        raise _not_yet("A field alone is no condition, and ~ binds tighter than ==.")

    def _ordered(self, operator: Operator, value: object) -> Condition:
        operand = one(value)
        if isinstance(operand, Empty):
            raise JQLError(
                f"Nothing is {operator} EMPTY.", fix="Write .is_empty() or .is_not_empty()."
            )
        return self._compared(operator, operand)

    def _compared(
        self, operator: Operator, operand: Operand | None, past: Mapping[str, object] | None = None
    ) -> Condition:
        allowed = Change if operator == "changed" else Past
        for name in past or ():
            if name not in allowed.__optional_keys__:
                raise ArgumentError(
                    f"{operator.upper()} takes no {name}=.",
                    fix=f"It takes {', '.join(sorted(allowed.__optional_keys__))}.",
                )
        predicates = tuple(_predicate(name, value) for name, value in (past or {}).items())
        return Condition(Query(Comparison(self.name, operator, operand, predicates)))


def field(name: str) -> Field:
    """Begin a condition.

    Args:
        name: The field's name as it is: quotes come by themselves. ``cf[10010]`` and
            ``customfield_10010`` mean the field of that number.

    Returns:
        The field, to be compared: ``field("Story Points") >= 3``.

    Raises:
        ArgumentError: ``name`` is no text, or an empty one.

    Example:
        >>> from jiraframe.jql import fn
        >>> done = field("status").in_(["Done", "Closed"]) | field("resolution").is_not_empty()
        >>> print(done & (field("assignee") == fn("currentUser")))
        (status IN ("Done", "Closed") OR resolution IS NOT EMPTY) AND assignee = currentUser()
    """
    return Field(field_name(name))


def _predicate(name: str, value: object) -> Predicate:
    operand = pair(value) if name == "during" else either(value)
    return Predicate(_PREDICATES[name], operand)


def _not_yet(message: str) -> JQLError:
    return JQLError(
        message,
        fix='Compare it, in brackets of its own: (field("a") == 1) & (field("b") == 2); several '
        "values by .in_([...]), words in a text by .contains(...).",
    )
