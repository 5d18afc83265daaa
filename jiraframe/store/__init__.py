"""A local copy of a query that stays fresh, and results that are larger than a notebook.

``refresh`` keeps the copy, in one DuckDB file or in a Delta table; ``read`` gives it as the frame
that a search would give; ``write_parquet`` streams a search into Parquet.
"""

from __future__ import annotations

from jiraframe.store._parquet import write_parquet
from jiraframe.store._read import read
from jiraframe.store._refresh import refresh
from jiraframe.store._report import Refreshed

__all__ = ["Refreshed", "read", "refresh", "write_parquet"]
