"""What moderators set for their guild."""

from __future__ import annotations

from typing import Annotated

import typer

from retrieval.cli.app import AsJson, Guild, app, open_library, print_json
from retrieval.domain import Strictness  # noqa: TC001 - typer reads the signature.


@app.command()
def settings(
    context: typer.Context,
    guild: Guild = None,
    strictness: Annotated[
        Strictness | None, typer.Option(help="How sure an answer must be before it is called one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is set for a guild, or for questions that come from none; or set it."""
    with open_library(context.obj.settings) as library:
        if strictness is not None:
            library.set_strictness(strictness, guild=guild)
        level = library.strictness(guild=guild)
    if as_json:
        print_json({"strictness": level.value})
    else:
        print(f"strictness: {level.value}\n  {level.meaning}")
