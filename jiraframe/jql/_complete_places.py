"""Where in a query one stands: a small machine that reads pieces and forgives.

The parser says what is wrong with a query and stops there. One who is still writing wants
help in the last clause as well when an earlier one is wrong, so what does not fit is passed
over here. For whatever begins a valid query, the machine and the parser agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from jiraframe.jql._tree import PredicateOperator

_CHANGED_PREDICATES: Final[tuple[str, ...]] = get_args(PredicateOperator)
_WAS_PREDICATES: Final = tuple(p for p in _CHANGED_PREDICATES if p not in ("from", "to"))
_CLAUSE: Final = {"value": "operator", "not": "clause", "!": "clause", "(": "clause"}
# Each place, and the place behind each piece that may stand there.
_NEXT: Final[dict[str, dict[str, str]]] = {
    "start": _CLAUSE,
    "clause": _CLAUSE,
    "operator": {
        **dict.fromkeys(("=", "!=", "~", "!~", "<", ">", "<=", ">="), "operand"),
        "in": "in",
        "not": "not",
        "is": "is",
        "was": "was",
        "changed": "after",
        "[": "key",
    },
    "key": {"]": "operator"},
    "not": {"in": "in"},
    "is": {"not": "is not", "empty": "after"},
    "is not": {"empty": "after"},
    "was": {"not": "was not", "in": "in", "value": "after", "empty": "after"},
    "was not": {"in": "in", "value": "after", "empty": "after"},
    "operand": {"value": "after", "empty": "after"},
    "in": {"(": "list", "value": "function"},
    "function": {"(": "arguments"},
    "arguments": {")": "after"},
    "list": {"value": "after", "empty": "after", "(": "list"},
    "listed": {",": "list", ")": "after", "(": "arguments"},
    "after": {
        ")": "after",
        "(": "arguments",
        **dict.fromkeys(_CHANGED_PREDICATES, "predicate"),
    },
    "predicate": {"value": "after", "empty": "after", "(": "list"},
    "order": {"by": "sort"},
    "sort": {"value": "sorted"},
    "sorted": {"asc": "directed", "desc": "directed", ",": "sort", "[": "sort key"},
    "sort key": {"]": "sorted"},
    "directed": {",": "sort"},
}
# What begins something new wherever it stands.
_AFRESH: Final = {"and": "clause", "or": "clause", "order": "order"}
_NAMING: Final = frozenset(
    {"start", "clause", "operand", "was", "was not", "list", "predicate", "sort"}
)


@dataclass(slots=True)
class Place:
    """A place in a query, between two pieces.

    Attributes:
        name: What it is, in the terms of the table above.
        field: The field of the condition; empty where a property of it is asked.
        operator: The operator of the condition, in lower case.
        predicate: The predicate that stands last in the condition, in lower case.
        brackets: How many brackets around conditions are open.
        lists: How many brackets of lists are open.
        callable: Whether an opening bracket would make a function of what stands before.
    """

    name: str = "start"
    field: str = ""
    operator: str = ""
    predicate: str = ""
    brackets: int = 0
    lists: int = 0
    callable: bool = False

    @property
    def naming(self) -> bool:
        """Whether a field or a value may stand here."""
        return self.name in _NAMING

    @property
    def predicates(self) -> tuple[str, ...]:
        """The predicates that the operator takes."""
        if self.operator.startswith("was"):
            return _WAS_PREDICATES
        return _CHANGED_PREDICATES if self.operator == "changed" else ()

    def take(self, kind: str, said: str) -> bool:
        """Go on behind a piece.

        Args:
            kind: The kind of the piece.
            said: What it says.

        Returns:
            Whether it may stand here; what may not changes nothing.
        """
        following = _NEXT[self.name].get(kind) or _AFRESH.get(kind)
        if following is None or not self._fits(kind):
            return False
        self._note(kind, said)
        self._count(kind, following)
        self.callable = kind == "value" and following == "after"
        self.name = "listed" if following == "after" and self.lists else following
        return True

    def _fits(self, kind: str) -> bool:
        if self.name == "after":
            if kind == ")":
                return self.brackets > 0
            if kind in _CHANGED_PREDICATES:
                return kind in self.predicates
        return kind != "(" or self.name not in ("after", "listed") or self.callable

    def _note(self, kind: str, said: str) -> None:
        if self.name in ("start", "clause") and kind == "value":
            self.field, self.operator, self.predicate = said, "", ""
        elif kind == "[":
            self.field = ""
        elif self.name == "operator":
            self.operator = kind
        elif kind in ("not", "in"):
            self.operator = f"{self.operator} {kind}".lstrip()
        elif self.name == "after" and kind in _CHANGED_PREDICATES:
            self.predicate = kind
        elif self.name == "after" and kind == ")":
            self.operator = ""

    def _count(self, kind: str, following: str) -> None:
        if kind in _AFRESH:
            self.lists = 0
        elif kind == "(" and following == "list":
            self.lists += 1
        elif kind == "(" and following == "clause":
            self.brackets += 1
        elif kind == ")" and self.name == "listed":
            self.lists -= 1
        elif kind == ")" and self.name == "after":
            self.brackets -= 1
