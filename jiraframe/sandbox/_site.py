"""A whole Jira site as data: its catalogue, its issues, and searching them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jiraframe.sandbox import _archive, _evaluate
from jiraframe.sandbox._catalogue import Catalogue, Json
from jiraframe.sandbox._clauses import Clause, Clauses
from jiraframe.sandbox._context import Context
from jiraframe.sandbox._fields import CLOUD
from jiraframe.sandbox._generate import generate
from jiraframe.sandbox._history import History, history_json
from jiraframe.sandbox._infer import infer
from jiraframe.sandbox._issues import Issues
from jiraframe.sandbox._moments import Moments
from jiraframe.sandbox._problems import SemanticJQL
from jiraframe.sandbox._site_lists import SiteLists
from jiraframe.sandbox._values import values_of

__all__ = ["SemanticJQL", "Site"]


class Site(SiteLists):
    """Issues and everything around them, answered as either deployment would.

    What a method returns may be shared between answers: do not change it.

    Attributes:
        revision: Grows by one whenever an issue is touched or removed.
        total: How many issues there are.
        account: The signed-in user, with the keys of both deployments.
    """

    def __init__(self, catalogue: Catalogue, issues: Issues) -> None:
        super().__init__(catalogue)
        self._issues = issues
        self._gone: set[int] = set()
        self.revision = 0
        self._clauses: dict[str, Clauses] = {}
        self._navigable = {field.id: "n" in field.flags for field in catalogue.fields}

    @classmethod
    def generated(cls, *, issues: int = 500, seed: int = 1) -> Site:
        """Make up a site.

        Args:
            issues: How many issues.
            seed: The same seed and number give the same site.

        Returns:
            A site with projects, people, boards, sprints, and every type of field.
        """
        return cls(*generate(issues, seed))

    @classmethod
    def from_ndjson(cls, path: str | Path) -> Site:
        """Load a site from a file of issues.

        Args:
            path: One JSON object a line with ``id``, ``key`` and ``fields``, as Jira sends
                issues; a name that ends in ``.gz`` is unpacked.

        Returns:
            A site with those issues, and with the people, projects and so on that they mention.

        Raises:
            ValueError: A line is not an issue.
        """
        rows = _archive.read(Path(path))
        catalogue = infer(rows)
        return cls(catalogue, _archive.ArchiveIssues(rows, catalogue))

    @property
    def account(self) -> Json:
        """The signed-in user, with the keys of both deployments."""
        return {"timeZone": "UTC", "locale": "en_US", "active": True, **self.catalogue.me}

    @property
    def total(self) -> int:
        """How many issues there are."""
        return len(self._issues) - len(self._gone)

    @property
    def contradictory(self) -> dict[str, str]:
        """What is wrong with the few histories that contradict themselves, by key.

        ``from``: a change of the status begins in another one than the change before it ended
        in. ``end``: the last change of the status is missing. All are in the project ``ORDER``.
        """
        return {self._issues.key(n): wrong for n, wrong in self._issues.contradictory().items()}

    def positions(self) -> range:
        """Every position there ever was, removed ones included."""
        return range(len(self._issues))

    def find(self, key_or_id: str) -> int | None:
        """Find an issue.

        Args:
            key_or_id: Its key, in any case, or its numeric id.

        Returns:
            Its position, or None.
        """
        position = self._issues.find(key_or_id)
        return None if position in self._gone else position

    def search(self, query: str, *, deployment: str) -> list[int]:
        """Carry out a query.

        Args:
            query: The JQL; an empty one finds everything.
            deployment: ``cloud`` or ``datacenter``. Cloud searches on when a value does not
                exist or nobody can sort by a field; Data Center does not.

        Returns:
            Positions in the query's order, the newest issue first where it names none.

        Raises:
            JQLSyntaxError: The query does not parse.
            SemanticJQL: A name, an operator, a function or (on Data Center) a value is wrong.
        """
        found = _evaluate.search(query, self._context(deployment), deployment=deployment)
        return [each for each in found if each not in self._gone] if self._gone else found

    def check(self, query: str) -> tuple[list[str], list[str]]:
        """Tell what is wrong with a query that parses, in Jira's words.

        Args:
            query: The JQL.

        Returns:
            The errors, and the warnings about values that do not exist.

        Raises:
            JQLSyntaxError: The query does not parse.
        """
        return _evaluate.check(query, self._context(CLOUD))

    def words(self, deployment: str) -> list[tuple[str, Clause]]:
        """Every name that a deployment's JQL has for a field, and what it knows of that field."""
        return list(self._context(deployment).clauses)

    def values(self, name: str, *, deployment: str) -> list[tuple[str, str]]:
        """Give what the fields of a name may be compared with.

        Returns:
            What a query writes for it, and what people see.
        """
        context = self._context(deployment)
        found = (values_of(clause, context, deployment) for clause in context.clauses.find(name))
        return [each for values in found for each in values]

    def issue(
        self,
        position: int,
        *,
        deployment: str,
        version: int,
        base_url: str,
        fields: Callable[[str], bool],
    ) -> Json:
        """Render an issue.

        Args:
            position: Which one.
            deployment: ``cloud`` or ``datacenter``.
            version: Of the REST API, 2 or 3.
            base_url: The site's address, without a slash at the end.
            fields: Says whether a field is wanted.

        Returns:
            ``{"expand", "id", "self", "key", "fields"}``.
        """
        renderer = self._renderer(deployment, base_url, version)
        identity, key = self.id_and_key(position)
        return {
            "expand": "operations,versionedRepresentations,editmeta,changelog,renderedFields",
            "id": identity,
            "self": renderer.dialect.api(f"issue/{identity}"),
            "key": key,
            "fields": self._issues.render(position, renderer, fields),
        }

    def id_and_key(self, position: int) -> tuple[str, str]:
        """Give the id and the key of an issue."""
        return str(self._issues.id(position)), self._issues.key(position)

    def fields(self, deployment: str) -> list[Json]:
        """List the fields as ``GET /field`` does."""
        return [each.json(deployment) for each in self.catalogue.fields if each.on(deployment)]

    def navigable(self, field_id: str) -> bool:
        """Whether ``*navigable`` means a field too; unknown fields are taken for navigable."""
        return self._navigable.get(field_id, True)

    def board_positions(self, board_id: int) -> list[int]:
        """Find the issues of a board: those of its projects, or of its sprints."""
        board = self.catalogue.tables["board"][str(board_id)].json
        if board["projects"]:
            return self._where("project", set(board["projects"]))
        sprints = self.catalogue.tables["sprint"]
        return self._where(
            "sprint", {each.id for each in sprints if each.json["boardId"] == board_id}
        )

    def sprint_positions(self, sprint_id: int) -> list[int]:
        """Find the issues of a sprint."""
        return self._where("sprint", {str(sprint_id)})

    def component_count(self, component_id: str) -> int:
        """Count the issues of a component."""
        return len(self._where("component", {component_id}))

    def changelog(self, position: int, *, deployment: str, base_url: str) -> list[Json]:
        """Give the whole history of an issue, oldest first."""
        renderer = self._renderer(deployment, base_url)
        return [history_json(each, renderer) for each in self._issues.histories(position)]

    def histories(self, position: int) -> list[History]:
        """Give the whole history of an issue, oldest first, before it is JSON."""
        return self._issues.histories(position)

    def history_json(
        self, history: History, *, deployment: str, base_url: str, created: int
    ) -> Json:
        """Give one entry of a history with a number for its date."""
        return history_json(history, self._renderer(deployment, base_url), created=created)

    def comments(
        self, position: int, *, deployment: str, version: int, base_url: str
    ) -> list[Json]:
        """Give all comments of an issue, oldest first."""
        return self._issues.comments(position, self._renderer(deployment, base_url, version))

    def worklogs(
        self, position: int, *, deployment: str, version: int, base_url: str
    ) -> list[Json]:
        """Give all worklogs of an issue, oldest first."""
        return self._issues.worklogs(position, self._renderer(deployment, base_url, version))

    def touch(self, position: int, *, when: int) -> None:
        """Let an issue be updated.

        Args:
            position: Which one.
            when: The instant, milliseconds since 1970 UTC.
        """
        self._issues.touch(position, when)
        self.revision += 1

    def remove(self, position: int) -> None:
        """Take an issue away: nothing finds it any more, and ``total`` is one less."""
        self._gone.add(position)
        self.revision += 1

    def _context(self, deployment: str) -> Context:
        clauses = self._clauses.get(deployment)
        if clauses is None:
            clauses = self._clauses[deployment] = Clauses(self.catalogue.fields, deployment)
        moments = Moments(self.clock.zone, self.now)
        return _evaluate.context_of(self.catalogue, self._issues, clauses, moments)

    def _where(self, name: str, wanted: set[str]) -> list[int]:
        clause = self._context(CLOUD).clauses.find(name)
        if not clause:
            return []
        column = self._issues.column(clause[0])
        return [
            position
            for position, value in enumerate(column)
            if position not in self._gone
            and not wanted.isdisjoint(value if isinstance(value, tuple) else (value,))
        ]
