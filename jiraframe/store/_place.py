"""Where files are published: beside the target first, at the target at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Protocol

import pyarrow as pa
import pyarrow.fs as pafs

from jiraframe.errors import ArgumentError, StoreError
from jiraframe.store._target import ADDRESS, folder_is_there, is_folder

_PATTERN = "part-*.parquet"
# What programs take for something else, by the name.
_OTHER_KINDS = {
    *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml", ".html", ".xlsx", ".xls"),
    *(".duckdb", ".db", ".sqlite", ".feather", ".arrow", ".orc", ".avro", ".pkl", ".pickle"),
    *(".gz", ".zip", ".zst"),
}


class Place(Protocol):
    """A target."""

    is_folder: bool
    """Whether it takes several parts, or one file."""

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give a folder of this machine to write into; it is gone after the block."""

    def publish(self, folder: Path) -> None:
        """Let what stands in the folder be seen at the target."""


def place_of(target: str | Path) -> Place:
    """Tell what a target means.

    Args:
        target: A path or an address.

    Returns:
        The place.

    Raises:
        ArgumentError: It is no path, or the name of something that is no Parquet.
        StoreError: It cannot be written, or is a folder with other things in it.
    """
    if not isinstance(target, str | Path) or not str(target):
        raise ArgumentError(f"target is {target!r}.", fix='Give a path such as "eng.parquet".')
    text = str(target)
    is_address = bool(ADDRESS.match(text))
    ending = PurePath(text).suffix
    # Who names a folder means one, whatever it is called.
    is_named = text.endswith(("/", "\\")) or (not is_address and folder_is_there(Path(text)))
    if ending.lower() in _OTHER_KINDS and not is_named:
        raise ArgumentError(
            f"target is {text!r}, and what is written is Parquet: {ending} is the ending of "
            "something else.",
            fix="Give a name that ends in .parquet. A frame of search writes other files by "
            "itself (to_csv, to_json, to_excel); jf.store.refresh keeps copies in DuckDB.",
        )
    return _Address(text) if is_address else _Local(target)


class _Local:
    """A file, or a folder of parts, on this machine."""

    def __init__(self, target: str | Path) -> None:
        self.is_folder = is_folder(target)
        self._path = Path(target)
        if not folder_is_there(self._path.absolute().parent):
            raise StoreError(
                f"There is no folder {str(self._path.parent)!r} for {self._path.name!r}.",
                fix="Make the folder, or choose another target.",
            )
        self._strangers()

    def _strangers(self) -> None:
        if not folder_is_there(self._path):
            return
        parts = set(self._path.glob(_PATTERN))
        strangers = [each.name for each in self._path.iterdir() if each not in parts]
        if strangers:
            raise StoreError(
                f"{self._path} has other things in it, such as {strangers[0]!r}.",
                fix="Choose a folder that is empty, not there yet, or one of earlier parts.",
            )

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give a folder beside the target: a rename then is all that it takes."""
        beside = self._path.absolute().parent
        with writing(self._path):
            made = TemporaryDirectory(prefix=f".{self._path.name}-", dir=beside)
        with made:
            folder = Path(made.name) / "new"
            folder.mkdir()
            yield folder

    def publish(self, folder: Path) -> None:
        """Put it into the place of what was there."""
        with writing(self._path):
            if not self.is_folder:
                next(folder.iterdir()).replace(self._path)
                return
            self._strangers()
            if self._path.is_dir():
                self._path.rename(folder.with_name("old"))
            folder.rename(self._path)


class _Address:
    """A file, or a folder of parts, in an object store, where an object is there or is not."""

    def __init__(self, address: str) -> None:
        self.is_folder = not address.endswith(".parquet")
        self._address = address
        with writing(self._address):
            self._store, self._path = pafs.FileSystem.from_uri(address)

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give a folder of this machine."""
        with TemporaryDirectory(prefix="jiraframe-") as made:
            yield Path(made)

    def publish(self, folder: Path) -> None:
        """Send every part, and then take away those of earlier results."""
        parts = sorted(folder.iterdir())
        with writing(self._address):
            if not self.is_folder:
                self._send(parts[0], self._path)
                return
            self._store.create_dir(self._path)
            for part in parts:
                self._send(part, f"{self._path.rstrip('/')}/{part.name}")
            self._forget({part.name for part in parts})

    def _send(self, file: Path, path: str) -> None:
        with file.open("rb") as source, self._store.open_output_stream(path) as sink:
            shutil.copyfileobj(source, sink, 8 << 20)

    def _forget(self, kept: set[str]) -> None:
        for found in self._store.get_file_info(pafs.FileSelector(self._path)):
            name = found.base_name
            if name not in kept and Path(name).match(_PATTERN):
                self._store.delete_file(found.path)


@contextmanager
def writing(target: object) -> Iterator[None]:
    """Say in our words what goes wrong with a target; Jira is not asked inside."""
    try:
        yield
    except (pa.ArrowException, OSError) as exc:
        raise StoreError(
            f"{target} cannot be written: {exc}",
            fix="Look at the rights and the room there, at an object store's address and sign-in.",
        ) from exc
