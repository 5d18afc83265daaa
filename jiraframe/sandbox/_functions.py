"""The functions of JQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from jiraframe.jql._tree import Function
from jiraframe.sandbox._catalogue import Entity
from jiraframe.sandbox._clauses import Clause
from jiraframe.sandbox._context import Context

Found: TypeAlias = Sequence[str | int]
_RECENT = 50


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a function gives: values of a kind, one or a list, from so many arguments."""

    kind: str
    call: Callable[[Context, Clause, Function], Found]
    at_least: int = 0
    at_most: int = 0
    many: bool = True


def kind_of(name: str) -> tuple[str, bool]:
    """Tell the kind of values that a function gives, and whether it gives a list."""
    rule = _RULES[name.casefold()]
    return rule.kind, rule.many


def call(context: Context, clause: Clause, operator: str, function: Function) -> Found:
    """Call a function for a condition, noting what is wrong with it.

    Args:
        context: The query's surroundings.
        clause: The field that is compared.
        operator: The condition's operator, in lower case; ``list`` inside a list.
        function: The call.

    Returns:
        The values to compare with; none after a mistake.
    """
    rule = _RULES.get(function.name.casefold())
    problems = context.problems
    if rule is None:
        problems.no_function(function.name)
    elif not rule.at_least <= len(function.arguments) <= rule.at_most:
        problems.arguments(function.name, _expected(rule), len(function.arguments))
    elif not _fits(rule.kind, clause.kind):
        problems.function_on(function.name, clause.name)
    elif operator in ("in", "not in") and not rule.many:
        problems.not_a_list(operator, f"{function.name}()", clause.name)
    elif operator not in ("in", "not in", "was in", "was not in", "list") and rule.many:
        problems.a_list(operator, f"{function.name}()", clause.name)
    else:
        return rule.call(context, clause, function)
    return ()


def _fits(given: str, kind: str) -> bool:
    return given == kind or (given == "instant" and kind == "day")


def _expected(rule: _Rule) -> str:
    if rule.at_least == rule.at_most:
        return str(rule.at_least)
    return f"{rule.at_least}-{rule.at_most}"


def _current_user(context: Context, clause: Clause, function: Function) -> Found:
    return [context.catalogue.account]


def _members(context: Context, clause: Clause, function: Function) -> Found:
    name = function.arguments[0].text
    groups = context.table("group").find(name)
    if not groups:
        context.problems.no_group(function.name, name)
    return [user for group in groups for user in context.catalogue.members.get(group, ())]


def _now(context: Context, clause: Clause, function: Function) -> Found:
    return [context.moments.now]


def _edge(edge: str, unit: str, context: Context, clause: Clause, function: Function) -> Found:
    shift = function.arguments[0].text if function.arguments else ""
    moment = context.moments.period(edge, unit, shift)
    if moment is None:
        context.problems.argument(function.name, shift)
        return ()
    return [moment]


def _sprints(state: str, context: Context, clause: Clause, function: Function) -> Found:
    return [each.id for each in context.table("sprint") if each.json["state"] == state]


def _versions(released: bool, context: Context, clause: Clause, function: Function) -> list[str]:
    projects = {
        project
        for argument in function.arguments
        for project in _known(context, "project", function, argument.text)
    }
    return [
        version.id
        for version in sorted(context.table("version"), key=_sequence)
        if bool(version.json.get("released")) is released
        and not version.json.get("archived")
        and (not function.arguments or version.group in projects)
    ]


def _sequence(version: Entity) -> tuple[str, float]:
    return version.group, version.rank


def _latest(context: Context, clause: Clause, function: Function) -> Found:
    return _versions(True, context, clause, function)[-1:]


def _earliest(context: Context, clause: Clause, function: Function) -> Found:
    return _versions(False, context, clause, function)[:1]


def _known(context: Context, kind: str, function: Function, text: str) -> list[str]:
    found = context.table(kind).find(text)
    if not found:
        context.problems.argument(function.name, text)
    return found


def _linked(context: Context, clause: Clause, function: Function) -> Found:
    key, *kinds = (argument.text for argument in function.arguments)
    position = context.issues.find(key)
    if position is None:
        context.problems.no_issue(key, clause.name)
        return ()
    types = set(_known(context, "linktype", function, kinds[0])) if kinds else set()
    name = kinds[0].casefold() if kinds else ""
    # The type's name asks for both directions, "blocks" for one of them.
    direction = {name} & {
        link.phrase.casefold() for link in context.issues.links(position) if link.type in types
    }
    return [
        link.key
        for link in context.issues.links(position)
        if not kinds
        or (link.type in types and (not direction or link.phrase.casefold() in direction))
    ]


def _recent(context: Context, clause: Clause, function: Function) -> Found:
    viewed = context.column("lastViewed")
    stamped = [(when, place) for place, when in enumerate(viewed) if isinstance(when, int)]
    return [context.issues.key(place) for _, place in sorted(stamped, reverse=True)[:_RECENT]]


def _updated_by(context: Context, clause: Clause, function: Function) -> Found:
    name, *dates = (argument.text for argument in function.arguments)
    users = set(_known(context, "user", function, name))
    bounds = [context.moments.read(date) for date in dates]
    for date, bound in zip(dates, bounds, strict=True):
        if bound is None:
            context.problems.bad_date(date, clause.name)
    low = bounds[0] if bounds and bounds[0] is not None else 0
    high = bounds[1] if len(bounds) > 1 and bounds[1] is not None else context.moments.now
    issues = context.issues
    return [
        issues.key(place)
        for place in range(len(issues))
        if any(
            change.author in users and low <= change.created <= high
            for change in issues.histories(place)
        )
    ]


def _types(subtask: bool, context: Context, clause: Clause, function: Function) -> Found:
    return [each.id for each in context.table("issuetype") if each.json.get("subtask") is subtask]


def _led(context: Context, clause: Clause, function: Function) -> Found:
    leader = context.catalogue.account
    if function.arguments:
        leader = next(iter(_known(context, "user", function, function.arguments[0].text)), "")
    return [each.id for each in context.table("project") if each.group == leader]


def _cascade(context: Context, clause: Clause, function: Function) -> Found:
    parent, *child = (argument.text for argument in function.arguments)
    options = [each for each in context.table("option") if each.group == clause.column]
    parents = [each.id for each in options if _called(each, parent) and not each.json.get("parent")]
    found = parents
    if child:
        found = [
            each.id
            for each in options
            if _called(each, child[0]) and each.json.get("parent") in parents
        ]
    if not found:
        context.problems.no_option(child[0] if child and parents else parent, clause.name)
    return found


def _called(entity: Entity, name: str) -> bool:
    return name.casefold() in (entity.id, *(each.casefold() for each in entity.names))


_RULES = {
    "currentuser": _Rule("user", _current_user, many=False),
    "membersof": _Rule("user", _members, 1, 1),
    "now": _Rule("instant", _now, many=False),
    "currentlogin": _Rule("instant", _now, many=False),
    "opensprints": _Rule("sprint", partial(_sprints, "active")),
    "closedsprints": _Rule("sprint", partial(_sprints, "closed")),
    "futuresprints": _Rule("sprint", partial(_sprints, "future")),
    "releasedversions": _Rule("version", partial(_versions, True), 0, 10),
    "unreleasedversions": _Rule("version", partial(_versions, False), 0, 10),
    "latestreleasedversion": _Rule("version", _latest, 1, 1, many=False),
    "earliestunreleasedversion": _Rule("version", _earliest, 1, 1, many=False),
    "linkedissues": _Rule("key", _linked, 1, 2),
    "issuehistory": _Rule("key", _recent),
    "workitemhistory": _Rule("key", _recent),
    "updatedby": _Rule("key", _updated_by, 1, 3),
    "standardissuetypes": _Rule("issuetype", partial(_types, False)),
    "subtaskissuetypes": _Rule("issuetype", partial(_types, True)),
    "projectsleadbyuser": _Rule("project", _led, 0, 1),
    "spacesleadbyuser": _Rule("project", _led, 0, 1),
    "cascadeoption": _Rule("option", _cascade, 1, 2),
} | {
    f"{edge}of{unit}": _Rule("instant", partial(_edge, edge, unit), 0, 1, many=False)
    for edge in ("start", "end")
    for unit in ("day", "week", "month", "year")
}
