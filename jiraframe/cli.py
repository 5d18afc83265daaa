"""The command line: ``check``, ``search``, ``count``, ``fields``, ``demo``, ``sandbox``."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import Literal, ParamSpec, TextIO, TypeVar

import click
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

import jiraframe as jf
from jiraframe._check import failed
from jiraframe.errors import JiraFrameError, SearchInterrupted, SettingsError
from jiraframe.jql import MY_OPEN_SPRINT_ISSUES

P = ParamSpec("P")
T = TypeVar("T")

_INTERRUPTED = 130
# What a terminal has room for.
_NARROW = ["summary", "status", "assignee", "updated"]
_WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": lambda frame, path: frame.map(_flat).to_csv(path, index=False),
    ".json": lambda frame, path: frame.to_json(path, orient="records", date_format="iso"),
    ".parquet": lambda frame, path: parquet.write_table(_plain_table(frame), path),
}


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
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file: .csv, .json or .parquet, by its name.",
)
@env_file
@_explained
def search(
    jql: str, fields: tuple[str, ...], limit: int | None, output: Path | None, env_file: str | None
) -> None:
    """Run a query and print its rows, or write them to a file."""
    if output is not None:
        _check_output(output)
    shown = [*fields] or (_NARROW if output is None else None)
    try:
        frame = jf.connect(env_file).search(
            jql,
            shown[0] if shown is not None and len(shown) == 1 else shown,
            limit=limit,
            # Parquet wants one type a column, also where Jira does not.
            dtype_backend="pyarrow" if output and output.suffix.lower() == ".parquet" else None,
        )
    except (SearchInterrupted, JiraFrameError) as stopped:
        if output is not None and stopped.frame is not None and len(stopped.frame):
            _write(stopped.frame, output)
            click.echo(f"The {len(stopped.frame)} rows read until then are in {output}.", err=True)
        raise
    if output is None:
        click.echo(frame.to_string(max_colwidth=60))
    else:
        _write(frame, output)
    click.echo(str(jf.receipt(frame)), err=True)


def _check_output(path: Path) -> None:
    if path.suffix.lower() not in _WRITERS:
        raise click.BadParameter(
            f"the name must end in one of {', '.join(_WRITERS)}", param_hint="--output"
        )
    if not path.parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}", param_hint="--output")


def _write(frame: pd.DataFrame, path: Path) -> None:
    try:
        _WRITERS[path.suffix.lower()](frame, path)
    except OSError as exc:
        raise click.ClickException(f"{path} cannot be written: {exc.strerror or exc}.") from exc


@main.command()
@click.argument("jql")
@env_file
@_explained
def count(jql: str, env_file: str | None) -> None:
    """Count what a query finds (on Cloud: Jira's estimate)."""
    click.echo(jf.connect(env_file).count(jql))


@main.command()
@env_file
@_explained
def fields(env_file: str | None) -> None:
    """List the fields that this account may see."""
    frame = jf.connect(env_file).fields()
    click.echo(frame[["id", "name", "type", "items"]].to_string(index=False, justify="left"))


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
    # pandas writes down its own names of types, and cannot read those of lists again.
    return pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)


def _flat(cell: object) -> object:
    return ", ".join(map(str, cell)) if isinstance(cell, list) else cell
