"""One part of a search: what is sent to a worker, and what the worker makes of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from jiraframe._receipt import ATTRS, receipt
from jiraframe.cluster._dask import warn_clients
from jiraframe.cluster._door import Site, jira_at
from jiraframe.cluster._pace import Pace
from jiraframe.errors import CompletenessWarning, FieldError, JiraFrameError

if TYPE_CHECKING:
    import pandas as pd

# Where a part says of which whole it is.
WHOLE = "jiraframe.dask"


@dataclass(frozen=True, slots=True)
class Part:
    """Reads one part; a call is one task of the graph.

    Attributes:
        site: Which Jira, and as whom.
        whole: The query of which this is a part.
        fields: What to read of each issue.
        options: The further arguments of ``Jira.search``.
        labels: The columns that every part has.
        pace: The common rate of all parts, or None.
        search: What makes this search another than one of the same query made later.
    """

    site: Site
    whole: str
    fields: str | Sequence[str] | None
    options: Mapping[str, Any]
    labels: Sequence[str]
    pace: Pace | None
    search: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __dask_tokenize__(self) -> str:
        # Jira changes: rows that a cluster keeps of an older search are not those of this one.
        return self.search

    def __call__(self, jql: str) -> pd.DataFrame:
        """Read the part that a query finds.

        Raises:
            JiraFrameError: As ``Jira.search`` does, or the worker signs in elsewhere.
        """
        try:
            with jira_at(self.site, self.pace) as jira:
                frame = jira.search(jql, self.fields, progress=False, **self.options)
        except JiraFrameError as exc:
            # Sent with the error, its causes would bring the request, and with it the token.
            exc.__cause__ = exc.__context__ = None
            raise
        told = receipt(frame)
        if told.complete is None:
            warn_clients(" ".join([*told.warnings, f"Query: {jql}"]), CompletenessWarning)
        frame = self._of_one_schema(frame)
        frame.attrs[WHOLE] = {"jql": self.whole, **asdict(self.site)}
        return frame

    def _of_one_schema(self, frame: pd.DataFrame) -> pd.DataFrame:
        missing = [each for each in self.labels if each not in frame]
        if missing:
            raise FieldError(
                f"The fields of {self.site.base_url} have changed since the search was planned: "
                f"there is no column {missing[0]!r} any more.",
                fix="Call dask_search anew.",
            )
        late = [each for each in frame.columns.astype(str) if each not in self.labels]
        if late:
            frame.attrs[ATTRS]["warnings"].append(
                f"Jira sent fields that it does not list; they were left out: {', '.join(late)}."
            )
        return with_texts(frame[list(self.labels)])


def with_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Write lists, and what Jira sent as it is, as JSON.

    Dask knows of a column no more than its dtype. ``object`` it takes for text, and a list that it
    moves between workers ends up as text that nobody can read back.
    """
    texts = {
        str(label): frame[label].map(_json, na_action="ignore").astype("str")
        for label, dtype in frame.dtypes.items()
        if dtype.name == "object"
    }
    return frame.assign(**texts) if texts else frame


def _json(cell: object) -> str:
    return msgspec.json.encode(cell).decode()
