"""What moderators have queued is done here; what was removed comes back; who changed what."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from retrieval import logs
from retrieval.cli.app import EXIT_FAILED, AsJson, Guild, app, open_library, print_json
from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from types import FrameType

log = logging.getLogger(__name__)

_NICENESS = 10
"""Questions are answered on the same machine, and go first."""
_LOOK_S = 1.0
"""Pause between two looks at whether the parent is there."""


@app.command()
def work(
    context: typer.Context,
    parent: Annotated[
        int | None, typer.Option(help="Id of a process with which it ends, if that is its parent.")
    ] = None,
    level: Annotated[
        logs.Level, typer.Option("--log-level", help="Least severe log line.")
    ] = "INFO",
    form: Annotated[
        logs.Form, typer.Option("--log-format", help="For people, or one object a line.")
    ] = "console",
    as_json: AsJson = False,
) -> None:
    """Do the jobs that moderators have queued, and end when none is left; the bot starts this."""
    logs.configure({"retrieval": logging.getLevelNamesMapping()[level]}, form=form)
    # From the first moment on: what is interrupted is queued again.
    signal.signal(signal.SIGTERM, _interrupt)
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    settings = context.obj.settings.model_copy(update={"index_threads": 1})
    ended = 0
    try:
        with suppress(KeyboardInterrupt), open_library(settings) as library:
            ended = library.worker().run_until_empty()
    except RetrievalError as error:
        log.error("the worker cannot go on: %s", error)  # noqa: TRY400 - it was foreseen.
        raise typer.Exit(EXIT_FAILED) from None
    except Exception:
        log.exception("the worker failed")
        raise typer.Exit(EXIT_FAILED) from None
    if as_json:
        print_json({"ended": ended})


@app.command("bring-back")
def restore(
    context: typer.Context,
    document_ids: Annotated[list[int], typer.Argument(help="Ids, as `history` shows them.")],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Bring back documents that were removed in the last seven days."""
    with open_library(context.obj.settings) as library:
        for document_id in document_ids:
            source = library.restore(document_id, guild=guild)
            if as_json:
                print_json(asdict(source))
            else:
                print(f"restored {source.title} ({source.path})")


@app.command()
def history(
    context: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many changes are shown.")] = 20,
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Show what was changed, the latest first."""
    with open_library(context.obj.settings) as library:
        events = library.history(guild=guild, limit=limit)
    if as_json:
        for event in events:
            print_json(asdict(event))
        return
    table = Table("when", "who", "what", "id", "title", "", box=None, pad_edge=False)
    for event in events:
        who = "command line" if event.actor is None else str(event.actor)
        number = "" if event.document_id is None else str(event.document_id)
        shown = (event.at, who, event.action, number, event.title, event.detail)
        table.add_row(*map(Text, shown))
    Console().print(table)


def _end_with(parent: int) -> None:
    """End in an orderly way once the parent has ended, however that came about."""
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
