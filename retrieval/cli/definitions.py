"""Look a term up, and print what the documents say it means, and what moderators do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrieval.cli.answers import place_of, quote_record
from retrieval.cli.app import AsJson, Guild, app, open_library, print_json

if TYPE_CHECKING:
    from retrieval.domain import Definition, Meaning


@app.command()
def define(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="A short form or a name, such as STP.")],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Tell what a term means, in the words of the documents."""
    with open_library(context.obj.settings) as library:
        definition = library.define(term, guild=guild)
    if as_json:
        print_json(definition_record(definition))
    else:
        _print_definition(definition)


def definition_record(definition: Definition) -> dict[str, Any]:
    """Return a definition in the form that other programs read; it is kept stable."""
    return {
        "term": definition.term,
        "meanings": [_meaning_record(meaning) for meaning in definition.meanings],
        "suggestions": list(definition.suggestions),
        "hidden": definition.hidden,
    }


def _meaning_record(meaning: Meaning) -> dict[str, Any]:
    return {
        "term": meaning.term,
        "meaning": meaning.meaning,
        "stated": meaning.stated,
        "set_by_moderators": meaning.own,
        "note": meaning.note,
        "quotes": [quote_record(quote) for quote in meaning.quotes],
    }


def _print_definition(definition: Definition) -> None:
    print(definition.term)
    if definition.hidden:
        print("  The moderators of this guild have removed it; documents explain it.")
    elif not definition.meanings:
        print("  The documents don't define it.")
        if definition.suggestions:
            print(f"  Did you mean: {', '.join(definition.suggestions)}?")
    for number, meaning in enumerate(definition.meanings, 1):
        name = f"{meaning.term}: {meaning.meaning}" if meaning.meaning else meaning.term
        print(f"\n{number:>3}. {name}")
        if meaning.own:
            print("     (Set by the moderators of this guild; these are no document's words.)")
            if meaning.note:
                print(f"     Note: {meaning.note}")
            if meaning.quotes:
                print("     What documents say of it:")
        elif not meaning.stated:
            print("     (No document says so outright; it uses the short form and these words.)")
        for quote in meaning.quotes:
            print("".join(f"     {line}\n" for line in quote.text.splitlines()), end="")
            print(f"     - {place_of(quote.source)}")
    print()
