"""From what a query compares to the JSON of a field, by the kind of the field."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._clock import Clock
from jiraframe.sandbox._documents import RichText
from jiraframe.sandbox._render import Dialect, Renderer
from jiraframe.sandbox._sprint_json import sprint_object, sprint_text

Make = Callable[[Any], Any]


def maker(clause: Clause, renderer: Renderer, days: Clock) -> Make:
    """Make the renderer of one field's compared values.

    Args:
        clause: The field.
        renderer: Renders entities in the dialect that is asked for.
        days: The zone in which calendar days were turned into instants.

    Returns:
        A function from a value of the field's column to JSON.
    """
    one = _single(clause.kind, renderer, days)
    if clause.many:
        return lambda value: [one(each) for each in value]
    return lambda value: None if value is None else one(value)


def cascade_maker(renderer: Renderer) -> Make:
    """Make the renderer of a cascading select: an option, and its child when there is one."""

    def cascade(value: tuple[str, ...]) -> Json | None:
        if not value:
            return None
        parent, *child = (option(renderer, each) for each in value)
        return {**parent, "child": child[0]} if child else parent

    return cascade


def option(renderer: Renderer, identity: str) -> Json:
    """Render an option of a custom field."""
    made = renderer.entity("option", identity)
    return {key: value for key, value in made.items() if key != "parent"}


def _single(kind: str, renderer: Renderer, days: Clock) -> Make:
    match kind:
        case "text":
            return partial(_text, renderer.dialect)
        case "instant":
            return renderer.clock.stamp
        case "day":
            return days.day
        case "option":
            return partial(option, renderer)
        case "sprint":
            form = sprint_object if renderer.dialect.cloud else sprint_text
            return _remembered(lambda each: form(renderer.catalogue.tables["sprint"][each]))
        case "team" if not renderer.dialect.cloud:
            return str
        case "number" | "label" | "key" | "sort":
            return lambda value: value
    return partial(renderer.entity, kind)


def _text(dialect: Dialect, value: str) -> str | Json:
    if isinstance(value, RichText):
        return value.form(cloud=dialect.cloud, documents=dialect.documents)
    return value


def _remembered(make: Make) -> Make:
    known: dict[str, Any] = {}

    def remembered(identity: str) -> Any:
        if identity not in known:
            known[identity] = make(identity)
        return known[identity]

    return remembered
