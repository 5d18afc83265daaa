"""Dask, loaded when it is first needed: not everybody has it, and it takes a second."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeVar

from jiraframe.errors import JiraFrameError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import dask.dataframe as dd
    import pandas as pd
    from distributed import Client

T = TypeVar("T")


def frame_of_parts(
    read: Callable[[str], pd.DataFrame], parts: Sequence[str], *, meta: pd.DataFrame
) -> dd.DataFrame:
    """Make a lazy frame of parts.

    Args:
        read: Reads a part; it is sent to the workers.
        parts: What to read, one a partition.
        meta: A frame without rows, of the columns and dtypes of every part.

    Returns:
        The frame.

    Raises:
        JiraFrameError: Dask is not installed.
    """
    try:
        import dask
        import dask.dataframe as dd
    except ImportError as exc:
        raise JiraFrameError(
            "A search on several machines needs Dask, which is not installed.",
            fix='pip install "jiraframe[dask]"',
        ) from exc
    from_map: Any = dd.from_map
    # Dask would make its own kind of text of ours, whose missing values are others.
    with dask.config.set({"dataframe.convert-string": False}):
        frame: dd.DataFrame = from_map(read, parts, meta=meta, label="jira")
    return frame


def is_dask_frame(frame: object) -> bool:
    """Tell whether something is a DataFrame of Dask; who has one has loaded it."""
    if "dask.dataframe" not in sys.modules:
        return False
    import dask.dataframe as dd

    return isinstance(frame, dd.DataFrame)


def computed(tell: Callable[[pd.DataFrame], T], frame: dd.DataFrame) -> Sequence[T]:
    """Compute a frame and give what a function tells of each partition."""
    from dask import base
    from dask.delayed import delayed

    to_delayed: Any = frame.to_delayed
    compute: Any = base.compute
    told: Sequence[T] = compute(*map(delayed(tell), to_delayed()))
    return told


def current_client() -> Client | None:
    """Give the client of the cluster in use; None where there is none."""
    if "distributed" not in sys.modules:
        return None  # who has a client has loaded it
    from distributed import client

    default: Any = client.default_client
    try:
        found: Client = default()
    except ValueError:
        return None
    return found


def warn_clients(message: str, kind: type[Warning]) -> None:
    """Have a warning seen where the cluster is used, and not in the log of a worker alone."""
    if "distributed" not in sys.modules:
        return
    from distributed import get_worker
    from distributed.protocol import pickle

    try:
        worker = get_worker()
    except ValueError:
        return
    dumps: Any = pickle.dumps
    # As distributed.warn does, which would warn on the worker once more.
    worker.log_event("warn", {"message": dumps(message), "category": dumps(kind)})
