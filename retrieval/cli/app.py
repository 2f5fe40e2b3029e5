"""What the commands share: settings, options, and how results and errors are printed."""

from __future__ import annotations

import io
import json
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from retrieval.errors import RetrievalError, SettingsError
from retrieval.library import Library
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.ingest import Progress as ReportProgress

EXIT_FAILED = 1
EXIT_SETTINGS = 2

app = typer.Typer(
    help="Documents in, word-for-word quotes out.", no_args_is_help=True, add_completion=False
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Guild = Annotated[
    int | None, typer.Option(help="Id of the guild; without it, the library all guilds share.")
]


@dataclass
class _Options:
    """What the settings and the options before the command say."""

    settings: RetrievalSettings
    wrong_setting: str = ""
    """What is wrong with the settings, for the doctor; any other command refuses to run."""


@app.callback()
def read_options(
    context: typer.Context,
    index_folder: Annotated[
        Path | None, typer.Option("--index", help="Folder of the built library.")
    ] = None,
) -> None:
    """Read the settings; an option goes before them."""
    try:
        options = _Options(RetrievalSettings.load())
    except SettingsError as error:
        if context.invoked_subcommand != "doctor":
            raise
        # The doctor goes on with the defaults, to find what else is wrong.
        options = _Options(RetrievalSettings.model_construct(), str(error))
    if index_folder is not None:
        options.settings = options.settings.model_copy(update={"index": index_folder})
    context.obj = options


def print_json(record: dict[str, Any]) -> None:
    """Print a record on a line of its own."""
    # Flushed, so that a program that asks line by line gets each answer at once.
    print(json.dumps(record, ensure_ascii=False), flush=True)


def open_library(settings: RetrievalSettings) -> Library:
    """Open the library that the settings name."""
    return Library.open(settings.index, settings=settings)


@contextmanager
def progress_bar() -> Iterator[ReportProgress]:
    """Show progress on standard error; nothing is shown where that is not a terminal."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("")

        def report(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        yield report


def main() -> None:
    """Run a command; an error that was foreseen is one line on standard error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A byte that is no text spoils its own line only.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except SettingsError as error:
        print(f"settings: {error}", file=sys.stderr)
        sys.exit(EXIT_SETTINGS)
    except RetrievalError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(EXIT_FAILED)
