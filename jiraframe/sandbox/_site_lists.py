"""The lists of a site beside its issues, answered as either deployment would."""

from __future__ import annotations

import time

from jiraframe.sandbox._catalogue import Catalogue, Entity, Json
from jiraframe.sandbox._clock import Clock
from jiraframe.sandbox._fields import CLOUD
from jiraframe.sandbox._project_parts import component_json, version_json
from jiraframe.sandbox._render import Dialect, Renderer


class SiteLists:
    """People, projects, statuses and the like, and their renderers.

    Attributes:
        catalogue: All of them.
        clock: Writes instants in the account's zone.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.clock = Clock(catalogue.me["timeZone"])
        self._renderers: dict[Dialect, Renderer] = {}

    @property
    def now(self) -> int:
        """The site's clock, milliseconds since 1970 UTC; a generated site's stands still."""
        fixed = self.catalogue.now
        return int(time.time() * 1000) if fixed is None else fixed

    def projects(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the projects."""
        return self._all("project", deployment, base_url)

    def issue_types(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the issue types."""
        return self._all("issuetype", deployment, base_url)

    def statuses(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the statuses."""
        return self._all("status", deployment, base_url)

    def status_categories(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the categories of statuses."""
        return self._all("statuscategory", deployment, base_url)

    def priorities(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the priorities, the most urgent first."""
        return self._all("priority", deployment, base_url)

    def resolutions(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the resolutions."""
        return self._all("resolution", deployment, base_url)

    def link_types(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the types of links between issues."""
        return self._all("linktype", deployment, base_url)

    def users(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the people, apps and deleted accounts among them."""
        return self._all("user", deployment, base_url)

    def versions(
        self, project_id: str, *, deployment: str, version: int, base_url: str
    ) -> list[Json]:
        """List the versions of a project, in their own order."""
        renderer = self._renderer(deployment, base_url, version)
        today = self.clock.day(self.now)
        found = self._in_project("version", project_id)
        return [version_json(each, renderer, today=today) for each in found]

    def components(
        self, project_id: str, *, deployment: str, version: int, base_url: str
    ) -> list[Json]:
        """List the components of a project."""
        renderer = self._renderer(deployment, base_url, version)
        return [component_json(e, renderer) for e in self._in_project("component", project_id)]

    def boards(self, *, deployment: str, base_url: str) -> list[Json]:
        """List the boards."""
        return self._all("board", deployment, base_url)

    def sprints(self, board_id: int, *, deployment: str, base_url: str) -> list[Json] | None:
        """List the sprints of a board, or return None for a kanban board."""
        board = self.catalogue.tables["board"][str(board_id)]
        if board.json["type"] == "kanban":
            return None
        renderer = self._renderer(deployment, base_url)
        return [
            renderer.entity("sprint", sprint.id)
            for sprint in self.catalogue.tables["sprint"]
            if sprint.json["boardId"] == board_id
        ]

    def _renderer(self, deployment: str, base_url: str, version: int | None = None) -> Renderer:
        dialect = Dialect(deployment, version or (3 if deployment == CLOUD else 2), base_url)
        known = self._renderers.get(dialect)
        if known is None:
            known = self._renderers[dialect] = Renderer(self.catalogue, dialect)
        return known

    def _all(self, kind: str, deployment: str, base_url: str) -> list[Json]:
        return self._renderer(deployment, base_url).all(kind)

    def _in_project(self, kind: str, project_id: str) -> list[Entity]:
        return [each for each in self.catalogue.tables[kind] if each.group == project_id]
