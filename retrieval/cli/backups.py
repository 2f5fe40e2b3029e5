"""A library as one file, and back from it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrieval import backups
from retrieval.catalogue import connect
from retrieval.cli.app import AsJson, app, open_library, print_json
from retrieval.errors import BackupError, LibraryOutOfDateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from retrieval.settings import RetrievalSettings

Archive = Annotated[Path, typer.Argument(metavar="FILE", help="The archive, a .tar.gz file.")]


@app.command()
def backup(context: typer.Context, file: Archive, as_json: AsJson = False) -> None:
    """Write the whole library to one file, while the bot serves from it."""
    settings: RetrievalSettings = context.obj.settings
    with _catalogue(settings, new=False) as engine:
        report = backups.back_up(engine, settings.index, file)
    _tell("backed up", file, report, as_json=as_json)


@app.command()
def restore(
    context: typer.Context,
    file: Archive,
    *,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Also where there is a library; what it holds is lost."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Put what `backup` wrote in place of the library, also while the bot serves from it."""
    settings: RetrievalSettings = context.obj.settings
    with _catalogue(settings, new=True) as engine:
        report = backups.restore(engine, settings.index, file, replace=replace)
    _tell("restored from", file, report, as_json=as_json)
    with open_library(settings) as library:
        try:
            for name in library.documents.libraries():
                library.generations.current(name)
        except LibraryOutOfDateError as error:
            raise BackupError(f"everything is restored, but {error}") from error


@contextmanager
def _catalogue(settings: RetrievalSettings, *, new: bool) -> Iterator[Engine]:
    """Open the catalogue, also where the model that a library needs is missing."""
    if new:
        settings.index.mkdir(parents=True, exist_ok=True)
    elif not (settings.index / "catalogue.db").is_file() and not settings.catalogue:
        raise BackupError(f"there is no library in {settings.index} to back up.")
    engine = connect(settings.catalogue_of(settings.index))
    try:
        yield engine
    finally:
        engine.dispose()


def _tell(done: str, file: Path, report: backups.BackupReport, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
        return
    uploads = f", {report.uploads} uploaded files" if report.uploads else ""
    print(
        f"{done} {file}: {report.documents} documents, {report.passages} passages{uploads}, "
        f"{report.size / 1_000_000:.1f} MB"
    )
