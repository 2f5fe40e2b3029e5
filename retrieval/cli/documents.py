"""Documents in and out of the library, and what there is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from retrieval.cli.app import (
    EXIT_FAILED,
    AsJson,
    Guild,
    app,
    open_library,
    print_json,
    progress_bar,
)
from retrieval.cli.reports import print_explanation, print_report
from retrieval.ingest import follow

if TYPE_CHECKING:
    from retrieval.ingest import IndexReport

Field = Annotated[str | None, typer.Option(show_default=False)]


@app.command()
def index(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; without any, the seeds.")
    ] = None,
    *,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what came from files that are gone.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on, and follow what changes until interrupted.")
    ] = False,
    explain: Annotated[
        Path | None,
        typer.Option(help="Index nothing; show which lines of a file are kept and which dropped."),
    ] = None,
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Add files and folders, or bring them up to date. What has not changed costs nothing."""
    if explain is not None:
        print_explanation(explain, as_json=as_json)
        return
    settings = context.obj.settings
    chosen = paths or [settings.seeds]
    with open_library(settings) as library, progress_bar() as progress:

        def run() -> IndexReport:
            return library.index(chosen, guild=guild, prune=prune, progress=progress)

        if watch:
            follow(chosen, run, lambda found: print_report(found, as_json=as_json, changes=True))
            return
        report = run()
    print_report(report, as_json=as_json)
    if report.refused:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def sources(context: typer.Context, guild: Guild = None, as_json: AsJson = False) -> None:
    """List the documents."""
    with open_library(context.obj.settings) as library:
        found = library.sources(guild=guild)
    if as_json:
        for source in found:
            print_json(asdict(source))
        return
    table = Table("id", "title", "publisher", "date", "file", box=None, pad_edge=False)
    for source in found:
        table.add_row(
            str(source.document_id),
            Text(source.title),
            Text(source.publisher or "unknown"),
            Text(source.date or "unknown"),
            Text(source.path),
        )
    Console().print(table)


@app.command()
def remove(
    context: typer.Context,
    document_ids: Annotated[list[int], typer.Argument(help="Ids, as `sources` shows them.")],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Remove documents; they are not quoted from the next question on."""
    with open_library(context.obj.settings) as library:
        for document_id in document_ids:
            source = library.remove(document_id, guild=guild)
            if as_json:
                print_json(asdict(source))
            else:
                print(f"removed {source.title} ({source.path})")


@app.command()
def correct(
    context: typer.Context,
    document_id: Annotated[int, typer.Argument(help="Id, as `sources` shows it.")],
    *,
    title: Field = None,
    publisher: Field = None,
    author: Field = None,
    date: Field = None,
    url: Field = None,
    licence: Field = None,
    forget: Annotated[
        list[str] | None,
        typer.Option(help="A field for which what the document says shall hold again."),
    ] = None,
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Correct what a document says about itself; an empty text makes a field unknown."""
    said: dict[str, Any] = {
        "title": title,
        "publisher": publisher,
        "author": author,
        "date": date,
        "url": url,
        "licence": licence,
    }
    fields = {name: value for name, value in said.items() if value is not None}
    if not fields and not forget:
        raise typer.BadParameter("say what to correct, for example --date 2017-09-06.")
    with open_library(context.obj.settings) as library:
        source = library.correct(document_id, fields, forget=forget or (), guild=guild)
    if as_json:
        print_json(asdict(source))
    else:
        unknown = "unknown"
        place = (source.title, source.publisher or unknown, source.date or unknown)
        print(f"corrected: {' · '.join(place)}")
