"""How quickly a query is read, beside other readers and the limits that an editor needs.

Run ``python -m tests.benchmarks.parse``. The peers: the parser of Jira's own editor in Node
(`@atlaskit/jql-ast`, same language), and `sqlglot` in Python on the same condition as SQL.
Best of some rounds after a first one to warm up, in milliseconds.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable

from jiraframe import jql
from tests.needs import JS_TOOLS, node

_SHORT = (
    "project = ENG AND status in ('To Do', 'In Progress', Done) AND assignee = 'lena@example.com' "
    "AND (priority = High OR labels in (backend, slow)) AND NOT summary ~ 'not this' "
    "ORDER BY created, updated DESC"
)
_KEYS = ", ".join(f"'ENG-{number}'" for number in range(10_000))
_LONG = f"key in ({_KEYS})"
# A query, the milliseconds within which it must be read, and the rounds to measure.
QUERIES = {"200 characters": (_SHORT, 1.0, 500), "IN with 10,000 values": (_LONG, 500.0, 5)}

_IN_NODE = """
const { JastBuilder } = require("@atlaskit/jql-ast");
const { text, rounds } = JSON.parse(require("fs").readFileSync(0, "utf8"));
let best = Infinity;
for (let round = 0; round <= rounds; round++) {
  const start = performance.now();
  const { errors } = new JastBuilder().build(text);
  if (errors.length) throw errors[0];
  if (round) best = Math.min(best, performance.now() - start);
}
console.log(best);
"""


def _in_python(read: Callable[[], object], rounds: int) -> float:
    read()
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        read()
        best = min(best, time.perf_counter() - start)
    return 1000 * best


def _in_node(text: str, rounds: int) -> float:
    done = subprocess.run(
        ["node", "-e", _IN_NODE],
        cwd=JS_TOOLS,
        input=json.dumps({"text": text, "rounds": rounds}),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _as_sql(text: str) -> str:
    return f"SELECT * FROM issues WHERE {text.replace(' ~ ', ' LIKE ')}"


def _large_site() -> jql.Catalogue:
    fields = [
        jql.QueryField(f"Field {n}", f'"Field {n}"', also=(f"cf[{n}]",), operators=("=", "!=", "~"))
        for n in range(2000)
    ]
    return jql.Catalogue(tuple(fields))


def _help_report() -> None:
    """Measure what an editor asks at every key, on a site of 2,000 fields."""
    site = _large_site()
    text = " AND ".join(f'"Field {n}" = {n}' for n in range(10))
    tasks = {
        "complete": lambda: jql.complete("a = 1 AND fie", 13, site),
        "check": lambda: jql.check(text, site),
        "parse": lambda: jql.parse(text),
    }
    print(f"\nhelp while typing, 2,000 fields, a query of {len(text)} characters")
    taken = {who: _in_python(task, 20) for who, task in tasks.items()}
    for who, milliseconds in taken.items():
        print(f"{who:16}{milliseconds:10.2f} ms    to parse {milliseconds / taken['parse']:.1f}")


def report() -> None:
    """Measure and print all of it."""
    import sqlglot  # comes with the benchmark group alone

    for name, (text, limit, rounds) in QUERIES.items():
        taken = {
            "jiraframe": _in_python(lambda text=text: jql.parse(text), rounds),
            "sqlglot": _in_python(lambda text=text: sqlglot.parse_one(_as_sql(text)), rounds),
        }
        if node():
            taken["jql-ast in Node"] = _in_node(text, rounds)
        print(f"\nparse, {name} ({len(text):,} characters), limit {limit:g} ms")
        for who, milliseconds in taken.items():
            ratio = taken["jiraframe"] / milliseconds
            print(f"{who:16}{milliseconds:10.2f} ms    jiraframe to it {ratio:.2f}")
    _help_report()


if __name__ == "__main__":
    report()
