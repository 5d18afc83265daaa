"""What the meaning of a query depends on: the site, who asks, and when."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from jiraframe.sandbox._catalogue import Catalogue, Table
from jiraframe.sandbox._clauses import Clause, Clauses
from jiraframe.sandbox._issues import Issues
from jiraframe.sandbox._moments import Moments
from jiraframe.sandbox._problems import Problems


@dataclass(frozen=True, slots=True)
class Context:
    """One query's surroundings.

    Attributes:
        catalogue: The site beside its issues.
        issues: The issues.
        clauses: The names that the deployment's JQL knows.
        moments: Reads dates for the signed-in user.
        problems: Where mistakes are noted.
    """

    catalogue: Catalogue
    issues: Issues
    clauses: Clauses
    moments: Moments
    problems: Problems

    def table(self, kind: str) -> Table:
        """Return the entities of a kind."""
        return self.catalogue.tables[kind]

    def column(self, name: str) -> Sequence[Hashable]:
        """Give the column of a field that JQL is sure to know."""
        clause: Clause = self.clauses.find(name)[0]
        return self.issues.column(clause)
