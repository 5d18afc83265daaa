"""What people write out of habit, what they mean by it, and what to say of it."""

from __future__ import annotations

from typing import Final

MARKS: Final = {
    "==": ("=", "Write a single = for equality."),
    "<>": ("!=", "Write != for 'is not'."),
    "=<": ("<=", "Write <= instead."),
    "=>": (">=", "Write >= instead."),
    "!=": ("!=", "Write != without a blank inside."),
    "!~": ("!~", "Write !~ without a blank inside."),
    "<=": ("<=", "Write <= without a blank inside."),
    ">=": (">=", "Write >= without a blank inside."),
    "!in": ("NOT IN", "Write NOT IN."),
    "not=": ("!=", "Write != for 'is not'."),
    "not~": ("!~", "Write !~ for 'does not contain'."),
    "notlike": ("!~", "Write !~ for 'does not contain'."),
    "notis": ("IS NOT", "Write IS NOT EMPTY."),
    "notempty": ("IS NOT EMPTY", "Write IS NOT EMPTY."),
}
# What other languages write between a field and a value.
FOREIGN_OPERATORS: Final = {
    "like": ("~", "Write ~ for 'contains'."),
    "contains": ("~", "Write ~ for 'contains'."),
    "equals": ("=", "Write = for equality."),
    "isnull": ("IS EMPTY", "Write IS EMPTY in two words."),
    "isempty": ("IS EMPTY", "Write IS EMPTY in two words."),
    "notin": ("NOT IN", "Write NOT IN in two words."),
    "between": ("", "Write two conditions: field >= a AND field <= b."),
    "after": (">", "Write > for dates; AFTER goes with WAS and CHANGED."),
    "before": ("<", "Write < for dates; BEFORE goes with WAS and CHANGED."),
    "during": ("", "Write two conditions with >= and <=; DURING goes with WAS and CHANGED."),
}
FOREIGN_CLAUSES: Final = {
    "limit": ("", "JQL has no LIMIT: give the number of rows to the search itself."),
    "orderby": ("ORDER BY", "Write ORDER BY in two words."),
    "sort": ("ORDER", "Write ORDER BY."),
    "count": ("", "JQL does not count: jira.count(...) does."),
    "group": ("", "JQL does not group: do that with the rows."),
    "select": (
        "",
        "JQL has conditions and ORDER BY alone; the columns are asked for in the search.",
    ),
    "where": ("", "JQL has no WHERE: begin with the first condition."),
}
# How people tell a time, and the letter that JQL has for the unit.
TIME_UNITS: Final = {
    "minute": "m",
    "hour": "h",
    "day": "d",
    "week": "w",
    "month": "M",
    "year": "y",
}
# The fields that hold a length of time, by their names in queries and on the page.
DURATIONS: Final = frozenset(
    {
        "timespent",
        "timeestimate",
        "timeoriginalestimate",
        "originalestimate",
        "remainingestimate",
        "aggregatetimespent",
        "aggregatetimeestimate",
        "aggregatetimeoriginalestimate",
        "\u03c3timespent",
        "\u03c3originalestimate",
        "\u03c3remainingestimate",
    }
)
PAST_WORDS: Final = frozenset({"ago", "last", "since", "this", "today", "yesterday"})
