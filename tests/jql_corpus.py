"""Queries by the thousand, the same in every run: from people, from the grammar, and broken."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

WRITTEN = [
    "",
    "   ",
    "order by created",
    'ORDER BY Rank ASC, key DESC, "Story Points"',
    "project = ENG",
    "project = ENG AND status = Open",
    'project = "Big & Small" AND status in ("To Do", "In Progress") ORDER BY created DESC',
    "assignee = currentUser() AND resolution = Unresolved order by updated DESC",
    "assignee in (currentUser(), membersOf(jira-users), EMPTY)",
    "reporter = 5b10ac8d82e05b22cc7d4ef5 or reporter = qm:0a:b",
    "sprint in openSprints() and sprint not in futureSprints()",
    "fixVersion in (1.0, 1.1, 2.0-rc.1) and affectedVersion < 2.0",
    "created >= -30d AND created < startOfMonth(-1)",
    'created >= "2024/01/02 10:30" and updated <= 2024-01-02',
    "due < endOfWeek() OR due is EMPTY",
    "summary ~ \"login*\" AND description !~ 'not this'",
    'text ~ "\\"exact words\\"" and comment ~ "it\'s"',
    "labels is not null and labels not in (a, b-c, x_y)",
    "cf[10010] = 3 and cf[10011] is EMPTY order by cf[10010]",
    '"Epic Link" = ENG-1 or parent = ENG-1 or "Parent Link" = ENG-1',
    "Team[Dropdown] = Red and Team[Checkboxes] in (Blue)",
    "issue.property[deploy].env.name = prod",
    "status was Open",
    'status was "In Review" by lena on "2024-01-02"',
    "status was not in (Open, Closed) before endOfYear() after -1w",
    'status was in (Open, Closed) during ("2024/01/01", "2024/02/01")',
    "assignee was not empty",
    "status changed",
    "status changed from Open to (Done, Closed) by currentUser() after startOfDay()",
    "priority changed on now() from empty",
    "not status = Done and !resolution = Fixed",
    "NOT (a = 1 OR b = 2) AND NOT NOT c = 3",
    "(a = 1 or b = 2) and (c = 3 or (d = 4 and e = 5))",
    "a = 1 || b = 2 && c = 3 | d = 4 & e = 5",
    "watcher = currentUser() AND votes > 3 AND timespent >= 2h",
    'issuekey in linkedIssues(ENG-1, "is blocked by")',
    'filter = "My filter" or filter = 10000',
    "issuetype in standardIssueTypes() and level is EMPTY",
    "project in projectsLeadByUser(lena) and component = 'UI'",
    "summary ~ \u00fcber and summary ~ \u6f22\u5b57 or summary ~ \U0001f600",
    'summary ~ "tab\\tand\\nline" and summary ~ \\u0041b',
    "key in (ENG-1,ENG-2,(ENG-3))",
    "1 = 2 order by 3",
    "all = all",
    "limit",
    "status ==  Done",
    "status <> Done",
    "status = ",
    "status",
    "status = Done and",
    "status = In Progress",
    "status in Open",
    "status in ()",
    "status in (a,)",
    "status in (a",
    "status is Done",
    "status is (empty)",
    "created > empty",
    "assignee = me@example.com",
    "a = 50%",
    "a = C++",
    "a = #1",
    "a = 2024/01/02",
    "a = +1d",
    "select * from issues",
    "a = 1 -- why",
    "a = 1 /* why */",
    'a = "open',
    "a = 'it''s'",
    'a = "bad \\q"',
    "a = \\q",
    'a = "two" "words"',
    "a = f(g())",
    "a = f(1,)",
    "a = f(empty)",
    "order a",
    "order by",
    "order by a b",
    "order by a desc asc",
    "a = 1 order by b,",
    "()",
    "a = 1)",
    "((a = 1)",
    "a = 1 b = 2",
    "a not = 1",
    "a ! = 1",
    "a changed 1",
    "a = 1 after 2",
    "a was b from c",
    "cf = 1",
    "cf[x] = 1",
    "cf[-1] = 1",
    "cf[1].x = 1",
    "a[] = 1",
    "a[k = 1",
    "1[k] = 2",
    '"1"[k] = 2',
    "null = 1",
    "a = null",
    "group = 1",
    "a = \u00a0",
    "a = b\x0bc",
    "\ufeffa = b",
    "a = b\x00",
]

_NAMES = ["project", "Status", "a", "x.y", "b-c", "1", "-2", "all", "\u00fc", "\\u0041b",
          "andc", "e\\ f", '"Story Points"', "'it\\'s'", '"say \\"hi\\""', '"cf[1]"',
          '"empty"']  # fmt: skip
_VALUES = [*_NAMES, "ENG-1", "-1w3d", "2024-01-02", "1.0", "--1", "1a", '""', '"a\\nb"',
           '"\\u00e9"', "\U0001f600", '"line\nline"', "in-progress", "limits",
           "`q`"]  # fmt: skip
_WORDS = {
    word: [word, word.upper(), word.title()]
    for word in ("and", "or", "not", "in", "is", "was", "changed", "empty", "null", "order", "by",
                 "asc", "desc", "after", "before", "on", "during", "from", "to", "cf")
}  # fmt: skip
_SIGNS = ["(", ")", ",", "[", "]", "=", "!=", "<", ">", "<=", ">=", "~", "!~", "!", "&", "&&", "|",
          "||"]  # fmt: skip
_STRAY = ["@", "#", "\\", '"', "'", "\\q", "+", "*", "{", "%", ";", "/", "\t", "\x0b", "\x00",
          "\xa0", "\ufdd0", "\uffff", "&&&", "<>", "==", "a\"b", '"a\\q"', "b*", "group", "select",
          "limit", "issue.property", "1[k]", ".p", "\ud800"]  # fmt: skip
_WAS = ("after", "before", "on", "during", "by")
_BLANKS = [" ", " ", " ", "  ", "\t", "\n", "\r\n "]
_DEPTH = 3


class _Writer:
    """Writes one query after another as tokens, all of them valid."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def query(self) -> list[str]:
        where = [] if self._chance.random() < 0.05 else self._clause(0)
        if self._chance.random() < 0.6:
            return where
        keys = self._several(self._sort_key)
        return [*where, self._word("order"), self._word("by"), *keys]

    def _clause(self, depth: int) -> list[str]:
        kind = self._chance.random()
        if depth == _DEPTH or kind < 0.4:
            return self._comparison()
        if kind < 0.5:
            sign = self._chance.choice(["!", self._word("not")])
            return [sign, *self._clause(depth + 1)]
        if kind < 0.65:
            return ["(", *self._clause(depth + 1), ")"]
        joins = self._chance.choice([["&", "&&", "and", "AND"], ["|", "||", "or", "OR"]])
        found = self._clause(depth + 1)
        for _ in range(self._chance.randint(1, 3)):
            found += [self._chance.choice(joins), *self._clause(depth + 1)]
        return found

    def _comparison(self) -> list[str]:
        field, word = self._field(), self._word
        match self._chance.randrange(8):
            case 0:
                sign = self._chance.choice(["=", "!=", "~", "!~"])
                return [*field, sign, *self._single()]
            case 1:
                sign = self._chance.choice(["<", ">", "<=", ">="])
                value = self._chance.choice([self._value, self._call])
                return [*field, sign, *value()]
            case 2:
                return [*field, *self._maybe("not"), word("in"), *self._list_or_call()]
            case 3:
                return [*field, word("is"), *self._maybe("not"), *self._empty()]
            case 4:
                operand = [*self._maybe("not"), *self._single()]
                return [*field, word("was"), *operand, *self._predicates(_WAS)]
            case 5:
                operand = [*self._maybe("not"), word("in"), *self._list_or_call()]
                return [*field, word("was"), *operand, *self._predicates(_WAS)]
            case 6:
                return [*field, word("changed"), *self._predicates((*_WAS, "from", "to"))]
        return [*field, "=", *self._value()]

    def _field(self) -> list[str]:
        kind = self._chance.random()
        if kind < 0.1:
            return [self._word("cf"), "[", str(self._chance.randrange(20_000)), "]"]
        name = self._chance.choice(_NAMES)
        if kind < 0.8 or name in ("1", "-2"):
            return [name]
        found = [name]
        for _ in range(self._chance.randint(1, 2)):
            path = self._chance.choices([".x", '"y z"', "1", ".p.q"], k=self._chance.randint(0, 2))
            found += ["[", self._chance.choice(_VALUES), "]", *path]
        return found

    def _predicates(self, names: tuple[str, ...]) -> list[str]:
        found = []
        for _ in range(self._chance.choice([0, 0, 1, 2])):
            operand = self._chance.choice([self._single, self._list])
            found += [self._word(self._chance.choice(names)), *operand()]
        return found

    def _single(self) -> list[str]:
        return self._chance.choice([self._value, self._value, self._call, self._empty])()

    def _list_or_call(self) -> list[str]:
        return self._chance.choice([self._list, self._list, self._call])()

    def _list(self) -> list[str]:
        kinds = [self._value, self._value, self._value, self._call, self._empty, self._list]
        return ["(", *self._several(lambda: self._chance.choice(kinds)()), ")"]

    def _call(self) -> list[str]:
        name = self._chance.choice(_NAMES)
        arguments = self._several(self._value) if self._chance.random() < 0.6 else []
        return [name, "(", *arguments, ")"]

    def _value(self) -> list[str]:
        return [self._chance.choice(_VALUES)]

    def _empty(self) -> list[str]:
        return [self._word(self._chance.choice(["empty", "null"]))]

    def _sort_key(self) -> list[str]:
        direction = self._chance.choice([[], [self._word("asc")], [self._word("desc")]])
        return [*self._field(), *direction]

    def _several(self, one: Callable[[], list[str]]) -> list[str]:
        found = one()
        while self._chance.random() < 0.35:
            found += [",", *one()]
        return found

    def _maybe(self, word: str) -> list[str]:
        return [self._word(word)] if self._chance.random() < 0.4 else []

    def _word(self, word: str) -> str:
        return self._chance.choice(_WORDS[word])


def queries(*, each: int, seed: int) -> Iterator[str]:
    """Give every written query, then `each` of four kinds: valid, and broken in three ways."""
    yield from WRITTEN
    chance = random.Random(seed)
    writer = _Writer(chance)
    for _ in range(each):
        tokens = writer.query()
        yield _spelled(tokens, chance)
        yield _spelled(_broken_tokens(tokens, chance), chance)
        yield _broken_characters(_spelled(tokens, chance), chance)
        yield _broken_characters(chance.choice(WRITTEN), chance)


def _spelled(tokens: list[str], chance: random.Random) -> str:
    text = chance.choice(["", "", " "])
    for before, token in zip(["", *tokens], tokens, strict=False):
        tight = before[-1:] in "(),[]=<>~!&|" or token[:1] in "(),[]=<>~!&|"
        if before and not (tight and chance.random() < 0.5 and not _joined(before, token)):
            text += chance.choice(_BLANKS)
        text += token
    return text + chance.choice(["", "", "\n"])


def _joined(before: str, token: str) -> bool:
    """Say whether two signs side by side would read as another sign."""
    return before[-1:] in "=<>~!&|" and token[:1] in "=<>~!&|"


def _broken_tokens(tokens: list[str], chance: random.Random) -> list[str]:
    tokens = list(tokens)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(tokens) + 1)
        match chance.randrange(4):
            case 0:
                word = chance.choice(_WORDS[chance.choice(list(_WORDS))])
                tokens.insert(place, chance.choice([word, *_SIGNS, *_STRAY, *_VALUES]))
            case 1:
                del tokens[place : place + chance.randint(1, 2)]
            case 2:
                tokens[place : place + 2] = reversed(tokens[place : place + 2])
            case 3 if chance.random() < 0.3:
                del tokens[place:]
    return tokens


def _broken_characters(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                sign = chance.choice([*_SIGNS, *_STRAY, *_BLANKS, "a", "1", "-", "."])
                text = text[:place] + sign + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randint(1, 4) :]
            case 2:
                text = text[:place] + text[place : place + 2][::-1] + text[place + 2 :]
            case 3 if chance.random() < 0.3:
                text = text[:place]
    return text
