"""From settings to rows, step by step: what is in order, what is not, what to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jiraframe._html import Html, bold, joined, sign, table
from jiraframe.errors import JiraFrameError
from jiraframe.jql import MY_OPEN_SPRINT_ISSUES

if TYPE_CHECKING:
    from jiraframe._jira import Jira

PRODUCTS = {"cloud": "Jira Cloud", "datacenter": "Jira Data Center"}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked at.

    Attributes:
        name: What.
        ok: Whether it is in order.
        detail: What was found.
        fix: What to change where it is not in order.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What ``jira.check()`` found; prints as text, shows as a table in a notebook.

    Attributes:
        steps: The steps, in order; the first one that failed is the last.
    """

    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        """Whether every step is in order."""
        return all(step.ok for step in self.steps)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return "\n".join(_line(step) for step in self.steps)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return table(
            (step.name, sign("good" if step.ok else "bad"), _detail(step)) for step in self.steps
        )


def check(jira: Jira) -> Report:
    """Look at each step from the settings to a search.

    Args:
        jira: The connection to look at.

    Returns:
        The report; Jira's faults are steps that failed, never exceptions.
    """
    steps: list[Step] = []
    for name, look in _looks(jira):
        try:
            step = look()
        except JiraFrameError as exc:
            step = Step(name, False, exc.what, exc.fix)
        steps.append(step)
        if not step.ok:
            break
    return Report(tuple(steps))


def failed(name: str, error: JiraFrameError) -> Report:
    """Build the report of a check that could not begin."""
    return Report((Step(name, False, error.what, error.fix),))


def _looks(jira: Jira) -> Iterator[tuple[str, Callable[[], Step]]]:
    yield "settings", lambda: _settings(jira)
    yield "sign-in", lambda: _sign_in(jira)
    yield "server", lambda: _server(jira)
    yield "projects", lambda: _projects(jira)
    yield "fields", lambda: _fields(jira)
    yield "my open issues in the active sprint", lambda: _sprint_issues(jira)


def _settings(jira: Jira) -> Step:
    settings = jira.connection.settings
    who = f"e-mail {settings.email}" if settings.email else "no e-mail"
    by_place: dict[str, list[str]] = {}
    for source in settings.sources.values():
        name, _, place = source.partition(" in ")
        by_place.setdefault(place, []).append(name)
    found = [
        " ".join([", ".join(names), place and f"from {place}"]) for place, names in by_place.items()
    ]
    return Step("settings", True, f"{settings.base_url}; {who}; {'; '.join(found).strip()}.")


def _sign_in(jira: Jira) -> Step:
    account = jira.connection.account
    notes = " ".join(jira.connection.notes)
    detail = f"Signed in to {PRODUCTS[jira.deployment]} as {account.name} ({account.id}), "
    return Step("sign-in", True, f"{detail}time zone {account.time_zone}. {notes}".rstrip())


def _server(jira: Jira) -> Step:
    info = jira.dialect.server_info()
    title, version = info.get("serverTitle", "Jira"), info.get("version", "?")
    return Step("server", True, f"{title}, version {version}.")


def _projects(jira: Jira) -> Step:
    keys = jira.projects()["key"].dropna().tolist()
    if not keys:
        return Step(
            "projects",
            False,
            "This account sees no project, so every search is empty.",
            "Ask an administrator for the permission Browse Projects.",
        )
    shown = ", ".join(keys[:5]) + (" and more" if len(keys) > 5 else "")
    return Step("projects", True, f"{len(keys)} visible: {shown}.")


def _fields(jira: Jira) -> Step:
    return Step("fields", True, f"{len(jira.fields())} visible.")


def _sprint_issues(jira: Jira) -> Step:
    name = "my open issues in the active sprint"
    names = {name.casefold() for each in jira.catalogue.fields for name in each.clause_names}
    if "sprint" not in names:
        return Step(name, True, "This Jira has no field Sprint, so nobody has issues in one.")
    rows = jira.search(MY_OPEN_SPRINT_ISSUES, fields=["summary"], progress=False)
    keys = ", ".join(rows["key"][:5]) + (" and more" if len(rows) > 5 else "")
    return Step(name, True, f"{len(rows)} found{f': {keys}' if keys else ''}.")


def _detail(step: Step) -> Html:
    return joined(step.detail, Html("<br>"), bold(step.fix)) if step.fix else joined(step.detail)


def _line(step: Step) -> str:
    mark = "ok  " if step.ok else "FAIL"
    return f"{mark}  {step.name}: {step.detail}" + (f"\n      -> {step.fix}" if step.fix else "")
