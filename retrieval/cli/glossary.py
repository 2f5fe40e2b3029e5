"""What moderators say that terms mean in their guild, for whoever runs the bot."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from retrieval.cli.app import AsJson, app, open_library, print_json

if TYPE_CHECKING:
    from retrieval.domain import ListedTerm, TermChange

_glossary = typer.Typer(
    help="List and correct the terms of a guild; see also `define`.", no_args_is_help=True
)
app.add_typer(_glossary, name="glossary")

Guild = Annotated[int, typer.Option(help="Id of the guild.")]
Term = Annotated[str, typer.Argument(help="A short form or a name, such as STP.")]


@_glossary.command("list")
def list_terms(
    context: typer.Context,
    guild: Guild,
    *,
    own: Annotated[
        bool, typer.Option("--own", help="Only those that moderators have set or removed.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the terms of a guild."""
    with open_library(context.obj.settings) as library:
        terms = [each for each in library.glossary(guild=guild) if each.own or not own]
    if as_json:
        for each in terms:
            print_json(asdict(each))
        return
    table = Table("term", "means", "moderators", "note", box=None, pad_edge=False)
    for each in terms:
        note = each.own.note if each.own else ""
        shown = (each.term, " · ".join(each.meanings), _standing(each), note)
        table.add_row(*map(Text, shown))
    Console().print(table)


@_glossary.command("set")
def set_term(
    context: typer.Context,
    term: Term,
    meaning: Annotated[str, typer.Argument(help="The words that it stands for.")],
    guild: Guild,
    *,
    note: Annotated[str, typer.Option(help="What else members should know of it.")] = "",
    alone: Annotated[
        bool, typer.Option("--alone", help="Hide what documents say that it means.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set what a term means in a guild; it stands before what documents say of it."""
    with open_library(context.obj.settings) as library:
        change = library.set_term(term, meaning, note=note, alone=alone, guild=guild)
    _print_change(change, as_json=as_json)


@_glossary.command("remove")
def remove_term(
    context: typer.Context,
    term: Term,
    guild: Guild,
    *,
    undo: Annotated[
        bool, typer.Option("--undo", help="Let what documents say of it hold again.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take away what was set for a term; of any other term, hide what documents say."""
    with open_library(context.obj.settings) as library:
        change = (library.restore_term if undo else library.remove_term)(term, guild=guild)
    _print_change(change, as_json=as_json)


def _standing(each: ListedTerm) -> str:
    if each.own is None:
        return ""
    if each.own.meaning is None:
        return "removed"
    return "set, alone" if each.own.alone else "set"


def _print_change(change: TermChange, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(change))
        return
    after, before = change.after, change.before
    if after is not None and after.meaning is not None:
        print(f"set {after.term}: {after.meaning}")
    elif after is not None:
        print(f"removed {after.term}: what documents say of it is hidden in this guild")
    elif change.in_documents:
        print(f"{change.term}: what documents say of it holds again")
    else:
        print(f"removed {change.term}: no document explains it")
    if before is not None and before.meaning is not None:
        print(f"before: {before.meaning}")
