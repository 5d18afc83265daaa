"""The command line: ``check``, ``search``, ``count``, ``fields``, ``demo``, ``sandbox``."""

from __future__ import annotations

import json
import sys
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Literal, ParamSpec, TextIO, TypeAlias, TypeVar

import click
import msgspec
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

import jiraframe as jf
from jiraframe._check import failed
from jiraframe.errors import JiraFrameError, SearchInterrupted, SettingsError
from jiraframe.jql import MY_OPEN_SPRINT_ISSUES

P = ParamSpec("P")
T = TypeVar("T")
Kind: TypeAlias = Literal["csv", "json", "parquet"]

_INTERRUPTED = 130
# What a terminal has room for.
_NARROW = ["summary", "status", "assignee", "updated"]
_WRITERS: dict[str, Callable[[pd.DataFrame, Path | BinaryIO], None]] = {
    "csv": lambda frame, to: frame.map(_flat).to_csv(to, index=False),
    "json": lambda frame, to: frame.to_json(to, orient="records", date_format="iso"),
    "parquet": lambda frame, to: parquet.write_table(_plain_table(frame), to),
}
_STDOUT = ("-", "/dev/stdout")


def _explained(command: Callable[P, T]) -> Callable[P, T]:
    """End a command with one clear message where jiraframe has one, and no traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except JiraFrameError as exc:
            raise click.ClickException(str(exc)) from exc
        except SearchInterrupted as exc:
            click.echo(str(exc), err=True)
            sys.exit(_INTERRUPTED)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(jf.__version__, prog_name="jiraframe")
def main() -> None:
    """Jira in, DataFrame out. Settings: JIRA_BASE_URL, JIRA_EMAIL, JIRA_API_TOKEN, or a .env."""
    click.get_current_context().with_resource(warnings.catch_warnings())
    warnings.showwarning = _show_warning
    # Pipes on Windows and old locales know few characters, and Jira's texts hold any; stderr is
    # lenient by itself. Whoever chose another way, as PYTHONIOENCODING can, keeps it.
    if isinstance(sys.stdout, TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="backslashreplace")


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    click.echo(f"warning: {message}", err=True)


env_file = click.option(
    "--env-file", type=click.Path(dir_okay=False), help="Read this file instead of a found .env."
)
output_option = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="Write to this file: .csv, .json or .parquet, by its name; - is the standard output, in "
    "CSV. In a CSV a list is a JSON array in its cell. A Parquet file has the receipt in it, for "
    "jf.receipt(pd.read_parquet(file)).",
)
kind_option = click.option(
    "--format",
    "kind",
    type=click.Choice(list(_WRITERS)),
    help="Write in this format whatever the name, without -o to the standard output.",
)


@main.command()
@env_file
def check(env_file: str | None) -> None:
    """Look at settings, sign-in, projects, fields and a search; exit 0 when all is well."""
    try:
        report = jf.connect(env_file).check()
    except SettingsError as exc:
        report = failed("settings", exc)
    click.echo(str(report))
    sys.exit(0 if report.ok else 1)


@main.command()
@click.argument("jql")
@click.option("--field", "-f", "fields", multiple=True, help="A field; may be given again.")
@click.option("--limit", type=click.IntRange(min=0), help="The number of rows at most.")
@output_option
@kind_option
@env_file
@_explained
def search(
    jql: str,
    fields: tuple[str, ...],
    limit: int | None,
    output: Path | None,
    kind: Kind | None,
    env_file: str | None,
) -> None:
    """Run a query and print its rows, or write them to a file."""
    target = _target(output, kind)
    shown = [*fields] or (_NARROW if target is None else None)
    try:
        frame = jf.connect(env_file).search(
            jql,
            shown[0] if shown is not None and len(shown) == 1 else shown,
            limit=limit,
            # Parquet wants one type a column, also where Jira does not.
            dtype_backend="pyarrow" if target and target.kind == "parquet" else None,
        )
    except (SearchInterrupted, JiraFrameError) as stopped:
        if target is not None and stopped.frame is not None and len(stopped.frame):
            target.write(stopped.frame)
            click.echo(f"The {len(stopped.frame)} rows read until then are in {target}.", err=True)
        raise
    if target is None:
        click.echo(frame.to_string(max_colwidth=60))
    else:
        target.write(frame)
    click.echo(str(jf.receipt(frame)), err=True)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where rows go that are not for the eyes.

    Attributes:
        path: The file; None for the standard output.
        kind: What to write.
    """

    path: Path | None
    kind: str

    def __str__(self) -> str:
        return "the standard output" if self.path is None else str(self.path)

    def write(self, frame: pd.DataFrame) -> None:
        """Write rows."""
        # Programs read CSV and JSON as UTF-8, whatever characters a terminal knows.
        to = sys.stdout.buffer if self.path is None else self.path
        try:
            _WRITERS[self.kind](frame, to)
        except BrokenPipeError:
            raise  # who reads has enough, which click knows how to end with
        except OSError as exc:
            raise click.ClickException(f"{self} cannot be written: {exc.strerror or exc}.") from exc


def _target(output: Path | None, kind: Kind | None) -> _Target | None:
    """Tell where rows go; None for a table to look at."""
    if output is None and kind is None:
        return None
    if output is None or str(output) in _STDOUT:
        return _Target(None, kind or "csv")
    ending = output.suffix.lower().removeprefix(".")
    if kind is None and ending not in _WRITERS:
        raise click.BadParameter(
            f"the name must end in one of .{', .'.join(_WRITERS)}, or give --format as well",
            param_hint="--output",
        )
    if kind is not None and ending in _WRITERS and ending != kind:
        raise click.BadParameter(f"{output} is no name for {kind}", param_hint="--format")
    if not output.parent.is_dir():
        raise click.BadParameter(f"there is no folder {output.parent}", param_hint="--output")
    return _Target(output, kind or ending)


@main.command()
@click.argument("jql")
@env_file
@_explained
def count(jql: str, env_file: str | None) -> None:
    """Count what a query finds (on Cloud: Jira's estimate)."""
    click.echo(jf.connect(env_file).count(jql))


@main.command()
@output_option
@kind_option
@env_file
@_explained
def fields(output: Path | None, kind: Kind | None, env_file: str | None) -> None:
    """List the fields that this account may see, or write them to a file."""
    target = _target(output, kind)
    frame = jf.connect(env_file).fields()
    if target is None:
        click.echo(frame[["id", "name", "type", "items"]].to_string(index=False, justify="left"))
    else:
        target.write(frame)


@main.command()
@click.option("--issues", default=500, show_default=True, type=click.IntRange(min=1))
@_explained
def demo(issues: int) -> None:
    """Start a sandbox Jira, check it, search it in both modes and show the frames."""
    modes: tuple[Literal["cloud"], Literal["datacenter"]] = ("cloud", "datacenter")
    for mode in modes:
        with jf.sandbox.start(mode=mode, issues=issues) as box, jf.connect(environ=box.env) as jira:
            click.secho(f"\n{mode}: a sandbox at {box.url}", bold=True)
            report = jira.check()
            click.echo(str(report))
            query = "project = ENG ORDER BY created DESC"
            for jql in (MY_OPEN_SPRINT_ISSUES, query):
                frame = jira.search(jql, ["summary", "status", "assignee", "created"])
                click.secho(f"\njira.search({jql!r})", bold=True)
                click.echo(frame.to_string(max_rows=8, max_colwidth=40))
                click.echo(str(jf.receipt(frame)))
            if not report.ok:
                sys.exit(1)


@main.command()
@click.option("--mode", default="cloud", type=click.Choice(["cloud", "datacenter"]))
@click.option("--issues", default=500, show_default=True, type=click.IntRange(min=0))
@click.option("--seed", default=1, show_default=True)
@click.option(
    "--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="0: a free one."
)
@click.option(
    "--latency",
    "latency_s",
    default=0.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Seconds an answer takes at least.",
)
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False), help="Issues as NDJSON."
)
def sandbox(
    mode: Literal["cloud", "datacenter"],
    issues: int,
    seed: int,
    port: int,
    latency_s: float,
    path: str | None,
) -> None:
    """Serve a sandbox Jira on loopback until Ctrl-C; print the settings to reach it."""
    try:
        box = jf.sandbox.start(
            mode=mode, issues=issues, seed=seed, port=port, latency_s=latency_s, path=path
        )
    except OSError as exc:
        raise click.ClickException(f"Port {port} cannot be used: {exc.strerror}.") from exc
    except ValueError as exc:
        raise click.ClickException(f"{path} is no file of issues: {exc}") from exc
    with box:
        for name, value in box.env.items():
            click.echo(f"export {name}={value}")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped", err=True)


def _plain_table(frame: pd.DataFrame) -> pa.Table:
    # pandas writes down its own names of types, and cannot read those of lists again; what it
    # would write beside them is where it looks for attrs.
    kept = {"PANDAS_ATTRS": json.dumps(frame.attrs)} if frame.attrs else None
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(kept)


def _flat(cell: object) -> object:
    # As in dask_search: names have commas in them, and a list joined by commas is no list.
    if not isinstance(cell, list | dict):
        return cell
    try:
        return msgspec.json.encode(cell).decode()
    except RecursionError:
        return None  # as everywhere where JSON is written, which nobody could read
