"""Ask, and print what is answered."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from retrieval.cli.app import AsJson, Guild, app, open_library, print_json
from retrieval.domain import NoAnswer, Outcome
from retrieval.errors import UserFacingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.domain import Quote, Reply, Source, UnknownWord


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
        "quotes": [quote_record(quote) for quote in reply.quotes],
        "covered": list(reply.covered) if isinstance(reply, NoAnswer) else [],
        "unknown_words": [asdict(word) for word in reply.unknown_words],
    }


def quote_record(quote: Quote) -> dict[str, Any]:
    """Return a quote in the form that other programs read; it is kept stable."""
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
    for line in outcome_lines(reply):
        print(f"  {line}")
    for number, quote in enumerate(reply.quotes, 1):
        print(f"\n{number:>3}. {place_of(quote.source)}")
        print("".join(f"     {line}\n" for line in quote.text.splitlines()), end="")
    print()


def outcome_lines(reply: Reply) -> Iterator[str]:
    """Yield how the question ended, and what to ask instead where it was not answered."""
    if not reply.quotes:
        yield "There are no documents yet; `python -m retrieval index PATH` adds some."
    elif isinstance(reply, NoAnswer):
        yield "The documents do not answer this."
        yield from _unknown_words(reply)
        if reply.covered:
            yield "The documents do cover:"
            yield from (f"- {topic}" for topic in reply.covered)
        yield "The nearest passages are these:"
    elif reply.outcome is Outcome.POSSIBLE:
        yield from _unknown_words(reply)
        yield "Closest passages, which may not answer:"
    else:
        yield "The documents answer:"


def _unknown_words(reply: Reply) -> Iterator[str]:
    if reply.unknown_words:
        yield f"No document mentions: {', '.join(map(_unknown, reply.unknown_words))}"


def _unknown(missing: UnknownWord) -> str:
    if missing.did_you_mean is None:
        return f'"{missing.word}"'
    return f'"{missing.word}" (did you mean "{missing.did_you_mean}"?)'


def place_of(source: Source) -> str:
    """Return where a quote stands, on one line."""
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
