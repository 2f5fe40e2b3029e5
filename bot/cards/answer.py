"""The cards of a question: an answer, one quote at a time, its context, or that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import limits
from bot.cards.ids import AnswerAction, AnswerButtonId
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.quoting import block_quote
from bot.cards.source_lines import UNTITLED, place_line, shown, source_line, source_list
from retrieval.domain import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from retrieval.domain import Answer, Context, NoAnswer, Quote, Source

_POSSIBLE = "Closest passages, which may not answer"

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
    possible = answer.outcome is Outcome.POSSIBLE
    lead = f"*{_POSSIBLE}:*\n" if possible else ""
    count = f"Quote {position + 1} of {len(answer.quotes)}"
    others = _other_sources(answer, position)
    return Card(
        Embed(
            title=_title(answer.question),
            description=_quoted(lead, quote.text, _marked(quote), quote.source),
            colour=Colour.POSSIBLE if possible else Colour.ANSWERED,
            fields=(Field("Also in", source_list(others)),) if others else (),
            footer=f"{count} · {_POSSIBLE}" if possible else count,
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
    return Card(
        Embed(
            title=shown(source.title, limits.TITLE - 2, UNTITLED),
            description=_quoted("", context.text, marked, source),
            colour=Colour.INFORMATION,
            footer="The quote is in bold",
        )
    )


def _title(question: str) -> str:
    # The two units are for the isolates around a right-to-left question.
    return shown(question, limits.TITLE - 2, "Question")


def _quoted(lead: str, text: str, marked: tuple[int, int] | None, source: Source) -> str:
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
    return list({source.document_id: source for source in reversed(list(sources))}.values())[::-1]


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
