"""Catalogues, and queries in the writing: right ones, cut ones and broken ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from jiraframe.jql import Catalogue, Choice, QueryField, QueryFunction, quote

USER = "com.atlassian.jira.user.ApplicationUser"
DATE = "java.util.Date"
STATUS = "com.atlassian.jira.issue.status.Status"
HISTORY = ("=", "!=", "IN", "NOT IN", "IS", "IS NOT", "WAS", "WAS NOT", "WAS IN", "CHANGED")

FUNCTIONS = (
    QueryFunction("now", "now()", types=(DATE,)),
    QueryFunction("startOfDay", "startOfDay()", types=(DATE,)),
    QueryFunction("currentUser", "currentUser()", types=(USER,)),
    QueryFunction("membersOf", 'membersOf("")', gives_list=True, gives_one=False, types=(USER,)),
    QueryFunction("openStatuses", "openStatuses()", gives_list=True, types=(STATUS,)),
    QueryFunction("anything", "anything()", gives_list=True, types=("java.lang.Object",)),
)
SITE = Catalogue(
    (
        QueryField(
            "status",
            "status",
            operators=HISTORY,
            types=(STATUS,),
            choices=(
                Choice("To Do", '"To Do"', also=("1",)),
                Choice("In Progress", '"In Progress"', also=("3",)),
                Choice("Done", "Done", also=("10001",)),
            ),
        ),
        QueryField("Status Category", '"Status Category"', also=("statusCategory",)),
        QueryField("assignee", "assignee", operators=HISTORY, types=(USER,), suggests=True),
        QueryField(
            "project",
            "project",
            operators=("=", "!=", "IN", "NOT IN"),
            choices=(
                Choice("Engine", "ENG", "ENG", ("ENG", "10000")),
                Choice("Support", "SUP", "SUP", ("SUP", "10001")),
            ),
        ),
        QueryField("created", "created", operators=("=", "<", "<=", ">", ">="), types=(DATE,)),
        QueryField("summary", "summary", operators=("~", "!~", "is", "is not")),
        QueryField(
            "Story Points", '"Story Points"', also=("cf[10016]",), types=("java.lang.Number",)
        ),
        QueryField("Team", "cf[10001]", also=("cf[10001]",), types=(USER,), operators=HISTORY),
        QueryField("Team", "cf[10002]", also=("cf[10002]",), suggests=True),
        QueryField("text", "text", orderable=False),
        QueryField("Rank", "Rank", searchable=False),
    ),
    FUNCTIONS,
)
_ODD_NAMES = (
    'He said "no"', "select", "And", "ORDER BY", "😀 Mood", "back\\slash", "Straße", "İstanbul",
    "Σίσυφος", "cf[7]", "a", "<b>bold</b>", "tab\there", "It's", "no\u00a0break",
)  # fmt: skip
ODD = Catalogue(
    tuple(
        QueryField(
            name,
            quote(name),
            also=(f"cf[{at}]",),
            operators=HISTORY if at % 2 else (),
            types=(DATE, USER) if at % 3 else (),
            suggests=at % 2 == 0,
            choices=tuple(Choice(each, quote(each)) for each in _ODD_NAMES)
            if at % 5 == 0
            else None,
        )
        for at, name in enumerate(_ODD_NAMES)
    ),
    (*FUNCTIONS, QueryFunction("either", "either()", types=(DATE, STATUS))),
)
SIMILAR = Catalogue(
    (
        QueryField("Spike", "Spike", also=("cf[1]",)),
        QueryField("statusCategoryChangedDate", "statusCategoryChangedDate"),
        QueryField("statusCategory", "statusCategory"),
        QueryField("issueType", "issueType", also=("sType",)),
        QueryField("Status", "cf[2]", also=("cf[2]",)),
        QueryField("Sea 😀", '"Sea 😀"', also=("cf[3]",)),
        QueryField("sold", "sold"),
        QueryField("status", "status"),
        QueryField("Same", "cf[4]", also=("cf[4]",)),
        QueryField("Same", "cf[5]", also=("cf[5]",)),
    ),
    (QueryFunction("s", "s()"),),
)
NOTHING = Catalogue()
CATALOGUES = {"site": SITE, "odd": ODD, "similar": SIMILAR, "nothing": NOTHING}

_FIELDS = (
    "status", "STATUS", '"Status Category"', "assignee", "project", "created", "summary", "text",
    "'Story Points'", "cf[10001]", "Cf [ 10002 ]", "Team", "team[x].y", "nosuch", "12", "cf[0]",
    *(quote(name) for name in _ODD_NAMES), "straße", "STRASSE", "😀", "\u212aelvin",
)  # fmt: skip
_VALUES = (
    "Done", '"In Progress"', "'To Do'", "ENG", "-1w3d", "12", '"a\\"b"', "a\\ b", '"😀"', "é",
    '"AND"', "now()", 'membersOf("x y", 3)', "startOfDay ( -1d )", '"\\u0041"', '"', "EMPTY",
)  # fmt: skip
_PIECES = (
    *_FIELDS, *_VALUES, "=", "!=", "<", "<=", "~", "!~", "!", "IN", "NOT", "IS", "WAS", "CHANGED",
    "AND", "or", "&&", "|", "(", ")", ",", "[", "]", "ORDER", "BY", "asc", "DESC", "AFTER", "by",
    "FROM", "to", "during", "null", "cf", "cf[", "select", "*", "\\", "'", '"', "@", ";", "\x00",
    "To Do", "story poi", "In Pro", "he sa", "\u212as", "\n", "\t",
)  # fmt: skip


class Writer:
    """Writes queries at random, the same ones for the same seed.

    Args:
        seed: Where to begin.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def query(self) -> str:
        """Write a query that is right."""
        where = self._clauses(2) if self._random.random() < 0.9 else ""
        if where and self._random.random() < 0.6:
            return where
        return f"{where} ORDER BY {', '.join(self._sorting() for _ in range(self._upto(3)))}"

    def noise(self) -> str:
        """Write pieces that fit by chance only."""
        blank = self._random.choice(("", " ", " ", "  "))
        return blank.join(self._random.choice(_PIECES) for _ in range(self._upto(9)))

    def broken(self) -> str:
        """Write a query with something put in or left out."""
        text = self.query()
        at = self._random.randrange(len(text) + 1)
        rest = text[at + self._random.choice((0, 0, 1, 4)) :]
        return text[:at] + self._random.choice(("", f" {self._random.choice(_PIECES)} ")) + rest

    def cursors(self, text: str, count: int) -> Iterator[int]:
        """Choose places in a text, its end among them."""
        yield len(text)
        for _ in range(count - 1):
            yield self._random.randrange(len(text) + 1)

    def _upto(self, most: int) -> int:
        return self._random.randint(1, most)

    def _clauses(self, deeper: int) -> str:
        joints = [self._random.choice((" AND ", " or ", " && ")) for _ in range(self._upto(2))]
        return "".join(self._clause(deeper) + joint for joint in joints) + self._clause(deeper)

    def _clause(self, deeper: int) -> str:
        shape = self._random.random()
        if deeper and shape < 0.15:
            return f"({self._clauses(deeper - 1)})"
        if deeper and shape < 0.25:
            return self._random.choice(("NOT ", "! ")) + self._clause(deeper - 1)
        return f"{self._random.choice(_FIELDS)} {self._condition()}"

    def _condition(self) -> str:
        value = self._value()
        return self._random.choice(
            (
                f"= {value}", f"!={value}", f"~ {value}", f"IN {self._list()}",
                f"not  in{self._list()}", "IS EMPTY", "is not null", f"WAS {value}",
                f"WAS NOT {value} BY {value} ON {self._list()}", f"was in {self._list()}",
                f"was not in {self._list()} DURING (now(), now())", "> now()", '<= "-1d"',
                "CHANGED", f"changed AFTER {value}", "CHANGED BY currentUser()",
                f"CHANGED FROM {value} to {self._value()}",
            )
        )  # fmt: skip

    def _value(self) -> str:
        return self._random.choice([each for each in _VALUES if each != '"'])

    def _list(self) -> str:
        if self._random.random() < 0.2:
            return " openStatuses()"
        items = [self._value() for _ in range(self._upto(3))]
        return f"({' , '.join(items)})" if self._random.random() < 0.8 else f"(({items[0]}), 1)"

    def _sorting(self) -> str:
        direction = self._random.choice(("", " ASC", " desc"))
        return self._random.choice(_FIELDS) + direction
