"""Variables of the notebook into the query of a magic: values, never syntax."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from jiraframe.errors import ArgumentError, near_names
from jiraframe.jql import Condition, Query, placeholders


class Question(NamedTuple):
    """A query as ``Jira.search`` takes it.

    Attributes:
        jql: The query.
        params: The values of its placeholders; None where it has no braces.
    """

    jql: str | Query | Condition
    params: dict[str, object] | None = None


def question(text: str, variables: Mapping[str, object]) -> Question:
    """Find the variables that a query names in braces.

    Args:
        text: The query as it was typed; ``{name}`` alone takes a condition or a parsed query.
        variables: The variables of the notebook.

    Returns:
        The query, and the values for ``jql.bind``.

    Raises:
        ArgumentError: There is no such variable, or no query at all.

    Example:
        >>> question("project = {p}", {"p": "ENG", "q": 1})
        Question(jql='project = {p}', params={'p': 'ENG'})
    """
    if not text.strip():
        raise ArgumentError("There is no query.", fix="%jql? shows how it is written.")
    names = placeholders(text)
    for name in names:
        if name not in variables:
            raise _unknown(name, variables)
    if len(names) == 1 and text.strip() == f"{{{names[0]}}}":
        return Question(_whole(names[0], variables[names[0]]))
    for name in names:
        if isinstance(variables[name], Query | Condition):
            raise _not_alone(name)
    if "{" not in text:
        return Question(text)
    # A variable named in quotes goes along, so that bind says why it is not filled in.
    meant = (*names, *(name for name in placeholders(text, quoted=True) if name in variables))
    return Question(text, {name: variables[name] for name in meant})


def _whole(name: str, value: object) -> Query | Condition:
    if isinstance(value, Query | Condition):
        return value
    raise ArgumentError(
        f"{{{name}}} is a {type(value).__name__}; alone it would have to be a whole query.",
        fix=f"A text never becomes JQL here: hand it to jira.search({name}), or make a condition "
        "with jf.jql.field.",
    )


def _not_alone(name: str) -> ArgumentError:
    return ArgumentError(
        f"{{{name}}} is a whole query, and more stands beside it.",
        fix=f"Join in Python, as in mine = {name} & (jf.jql.field('status') == 'Done'), and run "
        "{mine} alone.",
    )


def _unknown(name: str, variables: Mapping[str, object]) -> ArgumentError:
    near = near_names(name, [each for each in variables if not each.startswith("_")])
    hint = f" Did you mean {' or '.join(f'{{{each}}}' for each in near)}?" if near else ""
    return ArgumentError(
        f"No variable is called {name!r}.{hint}",
        fix=f"{{{name}}} stands for the value of a variable; braces that are text stand in quotes.",
    )
