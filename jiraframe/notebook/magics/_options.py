"""The options of the magics, as they are written."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from keyword import iskeyword
from typing import Final, NoReturn

from IPython.core.error import UsageError

from jiraframe.errors import near_names

OPTIONS: Final = ("--limit", "--fields", "--count", "--validate", "--connection")
CONNECTION: Final = re.compile(r"""--connection[\s=]+["']?(\w+)""")
# What stands before the query in one line. JQL never begins with two dashes.
LEADING_OPTIONS: Final = re.compile(
    r"""\s*(?:(?:--(?:count|validate)
        |--(?:limit|fields|connection)[\s=]+(?:"[^"]*"|'[^']*'|,\s+|[^\s"'])+)(?:\s+|$))*""",
    re.VERBOSE,
)
_DESCRIPTION: Final = """\
Search Jira with JQL; the result is a plain DataFrame.

In one line, options first, or in a cell whose first line takes the options:

    %jql project = ENG AND sprint in openSprints()

    open_bugs = %jql --limit 50 project = ENG AND type = Bug

    %%jql bugs --fields "Story Points",status
    project = {project} AND created >= {since}
    ORDER BY created DESC

{name} takes the value of a variable, quoted so that it stays a value; a list
stands behind IN. {name} alone runs a condition made with jiraframe.jql.field.
Tab completes fields, operators, functions and values.
"""
_NO_OPTION: Final = re.compile(r"-{1,2}[A-Za-z][\w-]*")
_VARIABLE: Final = re.compile(r"\{[^{}]*\}")
_NO_VARIABLES: Final = "options take no variables, which jira.search(query, limit=..., ...) does"
_BELOW: Final = "%%jql? shows what may stand in the first line; the query stands below it."


class _Parser(ArgumentParser):
    """A parser that tells a notebook what is wrong; argparse would end the process."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        variables = f"; {_NO_VARIABLES}" if _VARIABLE.fullmatch(text) else ""
        raise ArgumentTypeError(f"{text} is no number{variables}") from None


def _no_variable(text: str) -> str:
    if _VARIABLE.fullmatch(text):
        raise ArgumentTypeError(f"{text} stays as it is; {_NO_VARIABLES}")
    return text


def _parser() -> _Parser:
    parser = _Parser(
        "%%jql",
        usage="%%jql [--limit N] [--fields A,B] [--count | --validate] [--connection NAME] QUERY\n"
        "       %%%%jql [VAR] [the same options], and QUERY in the lines below",
        description=_DESCRIPTION,
        formatter_class=RawDescriptionHelpFormatter,
        add_help=False,
    )
    add = parser.add_argument
    add(
        "var",
        nargs="?",
        metavar="VAR",
        help="%%%%jql alone: a variable to keep the result in; nothing is shown then",
    )
    add("--limit", type=_number, metavar="N", help="the number of rows at most")
    add(
        "--fields",
        action="append",
        type=_no_variable,
        metavar="A,B",
        help='the columns by id or name, as in status,"Story Points"; may be repeated',
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--count", action="store_true", help="count the issues, read none")
    instead.add_argument("--validate", action="store_true", help="check the query, do not run it")
    add(
        "--connection",
        type=_no_variable,
        metavar="NAME",
        help="the variable that holds the Jira; else jira, else jiraframe.connect()",
    )
    return parser


_PARSER: Final = _parser()
HELP: Final = _PARSER.format_help()


def split(line: str, cell: str | None) -> tuple[str, Namespace]:
    """Tell the options of a magic from the query.

    Args:
        line: What stands behind the name of the magic.
        cell: What stands below it; None for the magic of one line.

    Returns:
        The query as it was typed, and the options.

    Raises:
        UsageError: The options make no sense.
    """
    if cell is None:
        found = LEADING_OPTIONS.match(line)
        end = found.end() if found else 0
        wrong = _NO_OPTION.match(line, end)
        if wrong is not None:
            raise UsageError(_no_option(wrong[0]))
        return line[end:], _parsed(line[:end])
    try:
        options = _parsed(line)
        if options.var is not None and (not options.var.isidentifier() or iskeyword(options.var)):
            raise UsageError(f"{options.var!r} is no name for a variable")
    except UsageError as exc:
        raise UsageError(f"{exc}. {_BELOW}") from None
    return cell.removesuffix("\n"), options


def _no_option(given: str) -> str:
    if given in OPTIONS:
        return f"{given} needs a value. %jql? shows the options."
    near = near_names(given, OPTIONS)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no option {given}.{hint} %jql? shows the options."


def _parsed(line: str) -> Namespace:
    try:
        # After a comma the list goes on.
        words = shlex.split(re.sub(r",\s+", ",", line))
    except ValueError as exc:
        raise UsageError(f"{exc} in {line.strip()!r}") from None
    options = _PARSER.parse_args(words)
    if options.count and options.limit is not None:
        raise UsageError("--limit is for reading; --count reads no row, and counts all issues")
    return options
