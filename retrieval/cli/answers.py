"""Ask, and print what is answered."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrieval.cli.app import AsJson, Guild, app, open_library, print_json
from retrieval.domain import NoAnswer
from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from retrieval.domain import Quote, Reply, Source


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[
        str, typer.Argument(help="The question; - reads one a line from standard input.")
    ],
    guild: Guild = None,
    as_json: AsJson = False,
) -> None:
    """Ask, and get the passages that answer, word for word."""
    many = question == "-"
    questions = (line.rstrip("\r\n") for line in sys.stdin) if many else [question]
    with open_library(context.obj.settings) as library:
        for asked in questions:
            try:
                reply, error = library.ask(asked, guild=guild), ""
            except UserFacingError as refused:
                if not many and not as_json:
                    raise
                # One bad line must not cost the answers to the others.
                reply, error = NoAnswer(asked, 0.0), str(refused)
            if as_json:
                record = {**reply_record(reply), "question": asked}
                print_json({**record, "error": error} if error else record)
            elif error:
                print(f"{asked}\n  {error}\n")
            else:
                _print_reply(reply)


def reply_record(reply: Reply) -> dict[str, Any]:
    """Return a reply in the form that other programs read; it is kept stable."""
    return {
        "question": reply.question,
        "outcome": reply.outcome.value,
        "probability": round(reply.probability, 4),
        "quotes": [_quote_record(quote) for quote in reply.quotes],
    }


def _quote_record(quote: Quote) -> dict[str, Any]:
    source = quote.source
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "document": quote.document.id,
        "path": quote.document.path,
        "title": quote.document.title,
        "publisher": source.publisher,
        "date": source.date,
        "heading": list(quote.heading),
        "page": quote.page,
        "comment": asdict(quote.comment) if quote.comment else None,
        "superseded": source.superseded,
        "best": list(quote.best) if quote.best else None,
    }


def _print_reply(reply: Reply) -> None:
    print(reply.question)
    if not reply.quotes:
        print("  There are no documents yet; `python -m retrieval index PATH` adds some.")
    elif isinstance(reply, NoAnswer):
        print("  The documents don't say. The nearest passages are these.")
    for number, quote in enumerate(reply.quotes, 1):
        print(f"\n{number:>3}. {_place(quote.source)}")
        print("".join(f"     {line}\n" for line in quote.text.splitlines()), end="")
    print()


def _place(source: Source) -> str:
    if source.comment is None:
        who = source.publisher or "publisher unknown"
    else:
        who = f"a reader's comment by {source.comment.author or 'somebody'}"
    place = [source.title, who, source.date or "date unknown", *source.heading[-1:]]
    if source.page is not None:
        place.append(f"p. {source.page}")
    if source.superseded:
        place.append("superseded")
    return " · ".join(dict.fromkeys(place))
