"""From a path to the place that it means."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from jiraframe.errors import ArgumentError, StoreError
from jiraframe.store._backend import Backend

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_EXTRAS = {"duckdb": "store", "deltalake": "lake"}


def backend_at(path: str | Path, *, to_read: bool = False) -> Backend:
    """Choose what keeps a copy.

    Args:
        path: A file for DuckDB; a folder, or the address of an object store, for Delta.
        to_read: Whether a copy is to be there already: what is in its way is named in other words.

    Returns:
        The backend; nothing has been opened yet.

    Raises:
        ArgumentError: It is no path.
        StoreError: What keeps such a copy is not installed.
    """
    if not isinstance(path, str | Path) or not str(path) or "\0" in str(path):
        raise ArgumentError(f"path is {path!r}.", fix='Give a path such as "eng.duckdb".')
    if is_folder(path):
        _need("deltalake", path)
        from jiraframe.store._delta import Delta

        return Delta(str(path))
    _need("duckdb", path)
    from jiraframe.store._duckdb import DuckDB

    return DuckDB(Path(path), to_read=to_read)


def is_folder(path: str | Path) -> bool:
    """Tell whether a path means a folder or an object store, whether or not it is there."""
    text = str(path)
    if ADDRESS.match(text):
        return True
    if text.endswith(("/", "\\")) or text.rstrip("/").endswith(".delta"):
        return True
    return folder_is_there(Path(text))


def folder_is_there(path: Path) -> bool:
    """Tell whether a folder is there; of a name that is too long, the system does not say no."""
    try:
        return path.is_dir()
    except OSError:
        return False


def file_is_there(path: Path) -> bool:
    """Tell whether there is anything; of a name that is too long, the system does not say no."""
    try:
        return path.exists()
    except OSError:
        return False


def _need(package: str, path: str | Path) -> None:
    if find_spec(package) is None:
        extra = _EXTRAS[package]
        raise StoreError(
            f"A copy at {str(path)!r} needs {package}, which is not installed.",
            fix=f"pip install 'jiraframe[{extra}]' (or pip install {package}).",
        )
