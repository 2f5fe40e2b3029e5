"""A catalogue from one database to another."""

from __future__ import annotations

from typing import Annotated

import typer

from retrieval.catalogue import connect, copy_catalogue
from retrieval.cli.app import AsJson, app, print_json, progress_bar


@app.command()
def copy(
    source: Annotated[
        str, typer.Argument(help="Address of the catalogue: sqlite:///index/catalogue.db.")
    ],
    target: Annotated[
        str, typer.Argument(help="Address of an empty database: postgresql://USER:…@HOST/DATABASE.")
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Copy all libraries from one database to another; nothing is embedded again.

    Stop the bot first: what changes while it copies is not in the copy.
    """
    origin, destination = connect(source), connect(target)
    try:
        with progress_bar() as progress:
            counts = copy_catalogue(origin, destination, progress)
    finally:
        origin.dispose()
        destination.dispose()
    if as_json:
        print_json(counts)
        return
    for name, count in counts.items():
        print(f"{count:>9,} {name}")
    print(f"copied to {destination.url}; set RETRIEVAL_CATALOGUE to its address.")
