"""Text in, tree out: a recursive descent with one token of looking ahead.

The language is the one of Jira's own query editor. An error stands at the first
token that cannot go on from a valid beginning.
"""

from __future__ import annotations

from typing import Final, Literal, cast

from jiraframe.jql._describe import OPERATORS
from jiraframe.jql._reader import Reader
from jiraframe.jql._tokens import VALUE_KINDS, decode
from jiraframe.jql._tree import (
    And,
    Clause,
    Comparison,
    Empty,
    FieldName,
    Function,
    ListOperand,
    Not,
    Operand,
    Operator,
    Or,
    Predicate,
    PredicateOperator,
    Property,
    Query,
    SortKey,
    Value,
)

_WAS_PREDICATES: Final = ("after", "before", "on", "during", "by")
_CHANGED_PREDICATES: Final = (*_WAS_PREDICATES, "from", "to")
_EQUALITY: Final = frozenset({"=", "!=", "~", "!~"})
_ORDERING: Final = frozenset({"<", ">", "<=", ">="})
_CLAUSE: Final = ("a field", "NOT", "(")


def parse(text: str) -> Query:
    """Read a query.

    Only the language is checked; whether a field, function or value exists, Jira alone knows.

    Args:
        text: The JQL; an empty text and ORDER BY alone are queries too.

    Returns:
        The tree; each node knows its span in ``text``.

    Raises:
        JQLSyntaxError: ``text`` is not JQL, or is nested more than 100 levels deep. It has the
            ``position`` of the first character that cannot stay, and what was ``expected`` there.

    Example:
        >>> query = parse("project = ABC ORDER BY created DESC")
        >>> query.where.operand
        Value(text='ABC', quoted=False)
        >>> query.order_by[0].direction
        'desc'
    """
    return _Parser(text, text).query()


def parse_template(stand_in: str, text: str) -> Query:
    """Read a query whose placeholders have been filled in, each at its own length.

    Args:
        stand_in: The query to read.
        text: The query to show in an error.

    Returns:
        The tree of ``stand_in``.

    Raises:
        JQLSyntaxError: ``stand_in`` is not JQL.
    """
    return _Parser(stand_in, text).query()


class _Parser(Reader):
    def query(self) -> Query:
        where, where_span, order_by_span = None, None, None
        order_by: tuple[SortKey, ...] = ()
        start = self.token.start
        if self.token.kind not in ("order", "end"):
            where = self._or()
            where_span = self.span_from(start)
        start = self.token.start
        if self.accept("order"):
            order_by = self._order_by()
            order_by_span = self.span_from(start)
        if self.token.kind != "end":
            self.fail(*((",",) if order_by else ("AND", "OR", "ORDER BY")), "the end")
        return Query(where, order_by, (0, self.token.end), where_span, order_by_span)

    # Clauses

    def _or(self) -> Clause:
        start = self.token.start
        clauses = [self._and()]
        while self.accept("or"):
            clauses.append(self._and())
        return clauses[0] if len(clauses) == 1 else Or(tuple(clauses), self.span_from(start))

    def _and(self) -> Clause:
        start = self.token.start
        clauses = [self._clause()]
        while self.accept("and"):
            clauses.append(self._clause())
        return clauses[0] if len(clauses) == 1 else And(tuple(clauses), self.span_from(start))

    def _clause(self) -> Clause:
        start = self.token.start
        if self.token.kind in ("not", "!"):
            self.descend()
            clause: Clause = Not(self._clause(), self.span_from(start))
        elif self.token.kind == "(":
            self.descend()
            clause = self._or()
            self.expect(")", "AND", "OR", ")")
        else:
            return self._comparison()
        self.ascend()
        return clause

    def _comparison(self) -> Comparison:
        start = self.token.start
        field = self._field(*_CLAUSE)
        operator = self._operator()
        operand = self._operand(operator)
        predicates: tuple[Predicate, ...] = ()
        if operator == "changed":
            predicates = self._predicates(_CHANGED_PREDICATES)
        elif operator.startswith("was"):
            predicates = self._predicates(_WAS_PREDICATES)
        return Comparison(field, operator, operand, predicates, self.span_from(start))

    # Fields

    def _field(self, *expected: str) -> FieldName:
        start = self.token.start
        if self.token.kind == "cf":
            name = self._custom_field()
        elif self.token.kind == "number":
            return FieldName(self._plain().text, (), self.span_from(start))
        else:
            name = self._plain(*expected).text
        properties = []
        while self.token.kind == "[":
            properties.append(self._property())
        self.optional = ("[", *self.optional)
        return FieldName(name, tuple(properties), self.span_from(start))

    def _custom_field(self) -> str:
        self.advance()
        self.expect("[")
        digits = self.raw(self.token)
        if self.token.kind != "number" or digits.startswith("-"):
            self.fail("a number")
        self.advance()
        self.expect("]")
        return f"cf[{digits}]"

    def _property(self) -> Property:
        start = self.advance().start
        key = self._plain("a property key").text
        self.expect("]")
        path = ""
        while self.token.kind in VALUE_KINDS:
            path += self._plain().text
        self.optional = ("a property path",)
        return Property(key, path, self.span_from(start))

    # Operators

    def _operator(self) -> Operator:
        kind = self.token.kind
        if kind in _EQUALITY or kind in _ORDERING or kind in ("in", "changed"):
            self.advance()
            return cast("Operator", kind)
        if self.accept("not"):
            self.expect("in", "IN")
            return "not in"
        if self.accept("is"):
            return "is not" if self.accept("not") else "is"
        if not self.accept("was"):
            self.fail(*OPERATORS)
        words = [word for word in ("not", "in") if self.accept(word)]
        return cast("Operator", " ".join(["was", *words]))

    def _operand(self, operator: Operator) -> Operand | None:
        if operator == "changed":
            return None
        if operator.endswith("in"):
            return self._list_or_function()
        if operator.startswith("is"):
            return self._empty(*(("EMPTY", "NOT") if operator == "is" else ("EMPTY",)))
        if operator in _ORDERING:
            return self._value_or_function("a value", "a function")
        also = {"was": ("NOT", "IN"), "was not": ("IN",)}.get(operator, ())
        return self._single("a value", "a function", "EMPTY", *also)

    def _predicates(self, names: tuple[str, ...]) -> tuple[Predicate, ...]:
        found = []
        while self.token.kind in names:
            token = self.advance()
            operand = self._any("a value", "a function", "(", "EMPTY")
            operator = cast("PredicateOperator", token.kind)
            found.append(Predicate(operator, operand, self.span_from(token.start)))
        self.optional = (*self.optional, *(name.upper() for name in names))
        return tuple(found)

    # Operands

    def _any(self, *expected: str) -> Operand:
        return self._list() if self.token.kind == "(" else self._single(*expected)

    def _single(self, *expected: str) -> Operand:
        if self.token.kind == "empty":
            return self._empty("EMPTY")
        return self._value_or_function(*expected)

    def _empty(self, *expected: str) -> Empty:
        token = self.expect("empty", *expected)
        return Empty((token.start, token.end))

    def _list_or_function(self) -> Operand:
        if self.token.kind == "(":
            return self._list()
        name = self._plain("(", "a function")
        return self._function(name)

    def _value_or_function(self, *expected: str) -> Value | Function:
        value = self._plain(*expected)
        if self.token.kind == "(":
            return self._function(value)
        self.optional = ("(",)
        return value

    def _function(self, name: Value) -> Function:
        self.expect("(")
        arguments = []
        if self.token.kind != ")":
            arguments.append(self._plain("a value", ")"))
            while self.accept(","):
                arguments.append(self._plain("a value"))
            self.expect(")", ",", ")")
        else:
            self.advance()
        return Function(name.text, tuple(arguments), self.span_from(name.span[0]))

    def _list(self) -> ListOperand:
        start = self.token.start
        self.descend()
        items = [self._any("a value", "a function", "(", "EMPTY")]
        while self.accept(","):
            items.append(self._any("a value", "a function", "(", "EMPTY"))
        self.expect(")", ",", ")")
        self.ascend()
        return ListOperand(tuple(items), self.span_from(start))

    def _plain(self, *expected: str) -> Value:
        if self.token.kind not in VALUE_KINDS:
            self.fail(*expected)
        token = self.advance()
        return Value(decode(self.raw(token)), token.kind == "quoted", (token.start, token.end))

    # Sorting

    def _order_by(self) -> tuple[SortKey, ...]:
        self.expect("by", "BY")
        keys = [self._sort_key()]
        while self.accept(","):
            keys.append(self._sort_key())
        return tuple(keys)

    def _sort_key(self) -> SortKey:
        start = self.token.start
        field = self._field("a field")
        direction: Literal["asc", "desc"] | None = None
        if self.accept("asc"):
            direction = "asc"
        elif self.accept("desc"):
            direction = "desc"
        else:
            self.optional = (*self.optional, "ASC", "DESC")
        return SortKey(field, direction, self.span_from(start))
