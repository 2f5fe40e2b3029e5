"""The cards of a question: an answer, one quote at a time, its context, or that there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.cards import limits
from bot.cards.ids import AnswerAction, AnswerButtonId
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.quoting import block_quote
from bot.cards.source_lines import UNTITLED, place_line, shown, source_line, source_list
from retrieval.domain import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.domain import Answer, Context, NoAnswer, Quote, Source


class _Caution(NamedTuple):
    """What a member should know before reading a quote."""

    line: str
    """Stands above the quote."""
    small_print: str
    """Stands in the footer, next to the buttons."""


_POSSIBLE = _Caution(
    "Closest passages, which may not answer:", "Closest passages, which may not answer"
)
_COMMENT = _Caution(
    "A reader\u2019s comment, not the publisher\u2019s own words:", "A reader\u2019s comment"
)
_COMMENT_IN_BOLD = _Caution(
    "The words in bold are a reader\u2019s comment, not the publisher\u2019s own:",
    "A reader\u2019s comment",
)
_SUPERSEDED = _Caution(
    "Superseded: the document has changed since. Ask again for what it says now.", "Superseded"
)

_NOT_FOUND = "The documents here do not answer this question."

_NEXT_STEPS = (
    "Ask again in other words, or name what the question is about in full. "
    "`/sources list` shows which documents there are."
)


def answer_card(answer: Answer, *, answer_id: str, position: int, asker: int) -> Card:
    """Return the card of quote number ``position`` (from 0) of an answer.

    :param answer_id: what the answer is remembered by.
    :param asker: the Discord id of the member whose pages these are; 0 in the terminal.
    """
    position = min(max(position, 0), len(answer.quotes) - 1)
    quote = answer.quotes[position]
    source = quote.source
    possible = answer.outcome is Outcome.POSSIBLE
    cautions = [*((_POSSIBLE,) if possible else ()), *_cautions(source, _COMMENT)]
    others = _other_sources(answer, position)
    colour = Colour.POSSIBLE if possible else Colour.ANSWERED
    return Card(
        Embed(
            title=_title(answer.question),
            description=_quoted(cautions, quote.text, _marked(quote), source),
            colour=Colour.SUPERSEDED if source.superseded else colour,
            fields=(Field("Also in", source_list(others)),) if others else (),
            footer=_footer(f"Quote {position + 1} of {len(answer.quotes)}", cautions),
        ),
        rows=_buttons(answer_id, position, len(answer.quotes), asker),
    )


def no_answer_card(reply: NoAnswer) -> Card:
    """Return the card for a question that the documents do not answer; it quotes nothing."""
    nearest = _distinct(quote.source for quote in reply.quotes)
    fields = [Field("Nearest documents", source_list(nearest))] if nearest else []
    return Card(
        Embed(
            title=_title(reply.question),
            description=_NOT_FOUND,
            colour=Colour.NOT_FOUND,
            fields=(*fields, Field("What you can do", _NEXT_STEPS)),
        )
    )


def context_card(context: Context, source: Source) -> Card:
    """Return the paragraphs around a quote, with the quote in bold.

    :param source: the quote's own source, which knows its heading and page.
    """
    start, end = context.quote
    marked = (start - context.start, end - context.start)
    # The quote may have been looked up before the document changed.
    source = replace(source, superseded=context.document.superseded)
    cautions = _cautions(source, _COMMENT_IN_BOLD)
    return Card(
        Embed(
            title=shown(source.title, limits.TITLE - 2, UNTITLED),
            description=_quoted(cautions, context.text, marked, source),
            colour=Colour.SUPERSEDED if source.superseded else Colour.INFORMATION,
            footer=_footer("The quote is in bold", cautions),
        )
    )


def _cautions(source: Source, comment: _Caution) -> list[_Caution]:
    comments = [comment] if source.comment is not None else []
    return [*comments, _SUPERSEDED] if source.superseded else comments


def _footer(words: str, cautions: Sequence[_Caution]) -> str:
    return " · ".join((words, *(caution.small_print for caution in cautions)))


def _title(question: str) -> str:
    # The two units are for the isolates around a right-to-left question.
    return shown(question, limits.TITLE - 2, "Question")


def _quoted(
    cautions: Sequence[_Caution], text: str, marked: tuple[int, int] | None, source: Source
) -> str:
    lead = "".join(f"*{caution.line}*\n" for caution in cautions)
    place = place_line(source)
    tail = "\n".join(line for line in (f"— {source_line(source)}", place) if line)
    room = limits.DESCRIPTION - limits.size(lead) - limits.size(tail) - len("\n\n")
    quoted = block_quote(text, marked, room)
    return f"{lead}{quoted}\n\n{tail}" if quoted else f"{lead}{tail}"


def _marked(quote: Quote) -> tuple[int, int] | None:
    if quote.best is None:
        return None
    return quote.best.start - quote.start, quote.best.end - quote.start


def _other_sources(answer: Answer, position: int) -> list[Source]:
    """Return where else there is something to read: same words first, then the next quotes."""
    quotes = [*answer.quotes[position:], *answer.quotes[:position]]
    sources = list(quotes[0].also_in)
    for quote in quotes[1:]:
        sources += [quote.source, *quote.also_in]
    here = quotes[0].document.id
    return [source for source in _distinct(sources) if source.document_id != here]


def _distinct(sources: Iterable[Source]) -> list[Source]:
    """Return one source for each document, in order; its own words go before its readers'."""
    found: dict[int, Source] = {}
    for source in sources:
        first = found.setdefault(source.document_id, source)
        if first.comment is not None and source.comment is None:
            found[source.document_id] = source
    return list(found.values())


def _buttons(
    answer_id: str, position: int, count: int, asker: int
) -> tuple[tuple[Button, ...], ...]:
    def button_id(action: AnswerAction) -> str:
        return str(AnswerButtonId(action, answer_id, position, asker))

    return (
        (
            Button("Previous", button_id(AnswerAction.PREVIOUS), "◀️", disabled=position == 0),
            Button("Next", button_id(AnswerAction.NEXT), "▶️", disabled=position + 1 >= count),
            Button("Context", button_id(AnswerAction.CONTEXT), style=ButtonStyle.PRIMARY),
        ),
        (
            Button("Helpful", button_id(AnswerAction.HELPFUL), "👍"),
            Button("Not helpful", button_id(AnswerAction.NOT_HELPFUL), "👎"),
        ),
    )
