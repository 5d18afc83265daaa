"""Generated issues: compact columns to search, JSON made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from jiraframe.sandbox import _world as w
from jiraframe.sandbox._backbone import Backbone
from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._clauses import Clause, clause_of
from jiraframe.sandbox._custom_fields import CASCADE
from jiraframe.sandbox._custom_values import custom_values, field_id
from jiraframe.sandbox._fields import Field
from jiraframe.sandbox._history import Dated, History
from jiraframe.sandbox._inline import comment_page, worklog_page
from jiraframe.sandbox._issues import Link
from jiraframe.sandbox._made_history import MadeHistory
from jiraframe.sandbox._makers import cascade_maker, maker
from jiraframe.sandbox._odd_values import odd_makers
from jiraframe.sandbox._render import Dialect, Renderer
from jiraframe.sandbox._said import Said
from jiraframe.sandbox._shapes import ABSENT, FILE_COUNTS, Shapes
from jiraframe.sandbox._sprint_past import SprintPast
from jiraframe.sandbox._system_values import Talk, Value, system_values
from jiraframe.sandbox._work import Work
from jiraframe.sandbox._workflow import Workflow

Maker = Callable[[int], Any]

# Fields that only the issues of one project have.
_ONLY_IN = {
    **{field_id(number): w.OPS for number in (10002, 10003, 10010, 10030, 10031)},
    field_id(10070): w.WEB,
    field_id(10071): w.ORDER,
}
_NEVER_SENT = frozenset({"issuekey", "thumbnail"})


class GeneratedIssues:
    """Issues of a made-up site, in the order of their creation."""

    def __init__(self, backbone: Backbone) -> None:
        self._backbone = backbone
        self._work, talk = Work(backbone), Talk(backbone)
        self._workflow, sprints = Workflow(backbone), SprintPast(backbone)
        self._values: dict[str, Value] = {
            **system_values(backbone, self._work, talk),
            "statuscategorychangedate": self._workflow.category_since,
            **custom_values(backbone),
        }
        for field in backbone.catalogue.fields:
            clause, project = clause_of(field), _ONLY_IN.get(field.id)
            if clause and project:
                value, nothing = self._values[field.id], () if clause.many else None
                self._values[field.id] = _within(backbone, project, value, nothing)
        self._said = Said(backbone, talk, self._work, self._values)
        self._history = MadeHistory(
            backbone, self._values, work=self._work, workflow=self._workflow, sprints=sprints
        )
        _update(backbone, sprints)
        self._columns: dict[str, list[Hashable]] = {}
        self._makers: dict[Dialect, list[tuple[str, Maker]]] = {}

    def __len__(self) -> int:
        return len(self._backbone)

    def id(self, position: int) -> int:
        """Return the number of an issue."""
        return self._backbone.id(position)

    def key(self, position: int) -> str:
        """Return the key of an issue."""
        return self._backbone.key(position)

    def find(self, key_or_id: str) -> int | None:
        """Return the position of a key or id, or None."""
        return self._backbone.find(key_or_id)

    def contradictory(self) -> dict[int, str]:
        """Give what is wrong with the histories that contradict themselves, by position."""
        return self._backbone.contradictory

    def links(self, position: int) -> list[Link]:
        """Give the links of an issue."""
        return self._backbone.links(position)

    def histories(self, position: int) -> list[History]:
        """Give the changes of an issue, oldest first."""
        return self._history.of(position)

    def changes(self, position: int, field_id: str) -> list[Dated]:
        """Give what happened to one field of an issue, oldest first."""
        return self._history.of_field(position, field_id)

    def comments(self, position: int, renderer: Renderer) -> list[Json]:
        """Render all comments of an issue, oldest first."""
        return self._said.comments(position, renderer)

    def worklogs(self, position: int, renderer: Renderer) -> list[Json]:
        """Render all worklogs of an issue, oldest first."""
        return self._said.worklogs(position, renderer)

    def column(self, clause: Clause) -> Sequence[Hashable]:
        """Give what a query compares for one field, one value an issue."""
        known = self._columns.get(clause.column)
        if known is None:
            value = self._value(clause.column)
            known = self._columns[clause.column] = [value(each) for each in range(len(self))]
        return known

    def touch(self, position: int, when: int) -> None:
        """Let an issue be updated at an instant."""
        self._backbone.columns.updated[position] = when
        self._columns.pop("updated", None)

    def render(self, position: int, renderer: Renderer, wanted: Callable[[str], bool]) -> Json:
        """Render the fields of an issue that are wanted."""
        makers = self._makers.get(renderer.dialect)
        if makers is None:
            makers = self._makers[renderer.dialect] = list(self._all_makers(renderer).items())
        made = ((name, make(position)) for name, make in makers if wanted(name))
        return {name: value for name, value in made if value is not ABSENT}

    def _value(self, column: str) -> Value:
        if column == "attachment":
            counted = self._backbone.draw.pick("files", FILE_COUNTS)
            return lambda place: counted(place) or None
        return self._values[column]

    def _all_makers(self, renderer: Renderer) -> dict[str, Maker]:
        shapes = Shapes(self._backbone, renderer, self._work, self._values)
        special: dict[str, Maker] = {
            **shapes.makers(),
            **odd_makers(self._backbone, renderer, self._workflow),
            "comment": lambda place: comment_page(
                self.comments(place, renderer), self.id(place), renderer
            ),
            "worklog": lambda place: worklog_page(self.worklogs(place, renderer)),
        }
        return {
            field.id: self._where_it_is(
                field, special.get(field.id) or self._usual(field, renderer)
            )
            for field in self._backbone.catalogue.fields
            if field.on(renderer.dialect.deployment) and field.id not in _NEVER_SENT
        }

    def _usual(self, field: Field, renderer: Renderer) -> Maker:
        clause, value = clause_of(field), self._values[field.id]
        if clause is None:
            return value
        if field.id == CASCADE:
            make = cascade_maker(renderer)
        else:
            make = maker(clause, renderer, self._backbone.clock)
        return lambda place: make(value(place))

    def _where_it_is(self, field: Field, make: Maker) -> Maker:
        project = _ONLY_IN.get(field.id)
        return _within(self._backbone, project, make, ABSENT) if project else make


def _update(backbone: Backbone, sprints: SprintPast) -> None:
    """Let what came into a sprint, or left it, be updated then."""
    columns = backbone.columns
    for place, done in enumerate(columns.resolved):
        if done is None:
            columns.updated[place] = max(columns.updated[place], sprints.last(place))


def _within(backbone: Backbone, project: str, value: Value, otherwise: object) -> Value:
    """Let only the issues of one project have a value."""
    own = backbone.columns.project
    return lambda place: value(place) if own[place] == project else otherwise
