"""Values into queries: ``{name}`` becomes a literal that fits where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Final, Literal, NamedTuple, TypeAlias

from jiraframe.errors import ArgumentError, JQLError
from jiraframe.jql._condition import Condition
from jiraframe.jql._instants import Bound
from jiraframe.jql._parse import parse_template
from jiraframe.jql._quote import is_list, list_literals, literal
from jiraframe.jql._rounding import rounding_of
from jiraframe.jql._tokens import next_token
from jiraframe.jql._tree import (
    Clause,
    Comparison,
    Function,
    ListOperand,
    Not,
    Operand,
    Query,
    Value,
)

# "one" takes a single value, "list" writes brackets around any number, "items" adds to a list
# that has its brackets, "either" takes one value or a list.
_Shape: TypeAlias = Literal["one", "list", "items", "either"]

_NAME: Final = re.compile(r"\{([^\W\d]\w*)\}")


class _Place(NamedTuple):
    """Where a placeholder is, and what it stands behind: ``in``, or inside: ``quoted``."""

    name: str
    start: int
    end: int
    context: str


class _Slot(NamedTuple):
    """What may stand at a place, and which way datetimes there are rounded."""

    shape: _Shape
    bounds: tuple[Bound, ...] = ()


def bind(text: str, params: Mapping[str, object] | None, *, zone: tzinfo | None = None) -> str:
    """Fill the placeholders of a query with values that cannot leave their place.

    ``{name}`` stands where a value may, without quotes: ``project = {p}``. A list stands behind
    IN, with or without brackets of the query's own. Braces inside quotes are text.

    A datetime ends up as a minute on the account's clock, the finest that JQL knows. As a bound
    it is rounded so that no row is lost: down for ``>``, ``>=`` and AFTER, up for ``<``, ``<=``
    and BEFORE, outwards for the two of DURING, each the other way round below NOT; elsewhere
    the seconds are cut off.

    Args:
        text: The query with its placeholders.
        params: The values by name; None gives ``text`` back as it is.
        zone: The time zone of the Jira account, in which Jira reads every date. Datetimes that
            have a zone need it; for those without one it settles hours that are there twice.

    Returns:
        The query. Everything but the placeholders is as it was.

    Raises:
        JQLSyntaxError: The query does not parse, whatever the values are.
        ArgumentError: A value is a condition or a query.
        JQLError: A placeholder has no value, a value has no placeholder, a placeholder stands in
            quotes or where no value may, or a value has no literal (``quote`` says which have).

    Example:
        >>> bind("project = {p} AND status IN {open}", {"p": "ABC", "open": ["To Do", "Doing"]})
        'project = "ABC" AND status IN ("To Do", "Doing")'
    """
    if params is None:
        return text
    everything = list(_places(text))
    places = [place for place in everything if place.context != "quoted"]
    _check_values(params)
    tree = parse_template(_stand_in(text, places), text)
    _check_quoted(text, everything, params)
    _check_names(text, places, params)
    slots = dict(_slots(tree.where)) if tree.where else {}
    pieces, end = [], 0
    for place in places:
        pieces += [text[end : place.start], _filled(text, place, slots, params, zone)]
        end = place.end
    return "".join([*pieces, text[end:]])


def placeholders(text: str, *, quoted: bool = False) -> tuple[str, ...]:
    """Name the placeholders of a query.

    Args:
        text: The query; it need not parse.
        quoted: Name instead what looks like a placeholder and stands in quotes, where braces
            are text and ``bind`` takes no value.

    Returns:
        Each name once, in the order of the text.

    Example:
        >>> placeholders('project = {p} AND summary ~ "{q}" AND created >= {since}')
        ('p', 'since')
    """
    wanted = (each for each in _places(text) if (each.context == "quoted") is quoted)
    return tuple(dict.fromkeys(each.name for each in wanted))


def _places(text: str) -> Iterator[_Place]:
    token, previous = next_token(text, 0), ""
    while token.kind != "end":
        end = token.end
        if token.kind == "quoted":
            for found in _NAME.finditer(text, token.start, token.end):
                yield _Place(found[1], *found.span(), "quoted")
        elif token.kind == "bad":
            here = _NAME.match(text, token.start)
            if here is None:
                return  # the parser will say what is wrong here
            yield _Place(here[1], *here.span(), previous)
            end = here.end()
        token, previous = next_token(text, end), token.kind


def _stand_in(text: str, places: list[_Place]) -> str:
    """Put a list of one number behind IN and a quoted text elsewhere, so that positions stay."""
    for place in places:
        left, right = "()" if place.context == "in" else '""'
        filler = f"{left}{'0' * (place.end - place.start - 2)}{right}"
        text = text[: place.start] + filler + text[place.end :]
    return text


def _check_values(params: Mapping[str, object]) -> None:
    """Refuse conditions before the text is parsed: where one would stand, it is no query."""
    for name in params:
        if isinstance(params[name], (Condition, Query)):
            raise ArgumentError(
                f"{{{name}}} is given a condition; a placeholder takes a value.",
                fix="Join conditions by & or jql.and_, for example "
                'search(jql.and_("project = ENG", condition)).',
            )


def _check_quoted(text: str, places: list[_Place], params: Mapping[str, object]) -> None:
    for place in places:
        if place.context == "quoted" and place.name in params:
            raise JQLError(
                f"The placeholder {{{place.name}}} stands in quotes, where braces are text.",
                query=text,
                position=place.start,
                fix=f"Write the placeholder without quotes; the value brings its own: "
                f"field = {{{place.name}}}. If the text is meant, give the parameter another name.",
            )


def _check_names(text: str, places: list[_Place], params: Mapping[str, object]) -> None:
    names = {place.name: place.start for place in reversed(places)}
    missing = [name for name in reversed(names) if name not in params]
    unused = [name for name in params if name not in names]
    if not missing and not unused:
        return
    said = [f"No value is given for {_listed(missing)}."] if missing else []
    said += [f"The query has no placeholder for {_listed(unused)}."] if unused else []
    raise JQLError(
        " ".join(said),
        query=text,
        position=names[missing[0]] if missing else None,
        fix="Placeholders and params must name the same things.",
    )


def _listed(names: list[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _filled(
    text: str,
    place: _Place,
    slots: Mapping[int, _Slot],
    params: Mapping[str, object],
    zone: tzinfo | None,
) -> str:
    try:
        if place.start not in slots:
            raise JQLError(
                "Only a value can be filled in, no field, function or property.",
                fix="Write that into the query itself.",
            )
        return _written(params[place.name], slots[place.start], zone)
    except JQLError as exc:
        message = str(exc).removesuffix(exc.fix).rstrip()
        raise JQLError(
            f"{{{place.name}}}: {message}", query=text, position=place.start, fix=exc.fix
        ) from exc


def _written(value: object, slot: _Slot, zone: tzinfo | None) -> str:
    if not is_list(value):
        single = literal(value, zone, slot.bounds[0] if slot.bounds else None)
        return f"({single})" if slot.shape == "list" else single
    if slot.shape == "one":
        raise JQLError(
            "A list cannot stand where a single value does.",
            fix="Write IN or NOT IN for several values.",
        )
    items = ", ".join(list_literals(value, zone, slot.bounds))
    return items if slot.shape == "items" else f"({items})"


def _slots(clause: Clause, *, negated: bool = False) -> Iterator[tuple[int, _Slot]]:
    """Give the slot of each place of a value, by where it starts."""
    if isinstance(clause, Not):
        yield from _slots(clause.clause, negated=not negated)
    elif not isinstance(clause, Comparison):
        for each in clause.clauses:
            yield from _slots(each, negated=negated)
    else:
        rounding = rounding_of(clause, negated=negated)
        if clause.operand is not None:
            yield from _operand_slots(clause.operand, _Slot("one", rounding.operand))
        for predicate, bounds in zip(clause.predicates, rounding.predicates, strict=True):
            yield from _operand_slots(predicate.operand, _Slot("either", bounds))


def _operand_slots(operand: Operand, slot: _Slot) -> Iterator[tuple[int, _Slot]]:
    if isinstance(operand, Value):
        yield operand.span[0], slot
    elif isinstance(operand, Function):
        for argument in operand.arguments:
            yield argument.span[0], _Slot("one")
    elif isinstance(operand, ListOperand):
        yield operand.span[0], _Slot("list", slot.bounds)
        for index, item in enumerate(operand.items):
            yield from _operand_slots(item, _Slot("items", slot.bounds[index:]))
