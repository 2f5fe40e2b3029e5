"""The cards of a question: an answer, one quote at a time, its context, or that there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.cards import limits
from bot.cards.dates import newest
from bot.cards.ids import AnswerAction, AnswerButtonId
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.quoting import block_quote
from bot.cards.scope import scope_words, searched_line
from bot.cards.source_lines import UNTITLED, place_line, shown, source_line, source_list
from retrieval.domain import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from retrieval.domain import Answer, Context, NoAnswer, Quote, Source, UnknownWord


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

_ALSO_IN = "Also in"
_OTHERS = "Others on this, newest first"
_OTHERS_LIMIT = 700
"""Units for each of the two lists of sources, beside which a whole quote must have room."""

_NOT_FOUND = "The documents here do not answer this question."
_NEAREST = "Nearest documents"
_COVERED = "The documents do cover"
_UNKNOWN = "No document mentions"
_TOPIC = 200
_WORD = 60

_NEXT_STEPS = (
    "Ask again in other words, or name what the question is about in full. "
    "`/sources list` shows which documents there are."
)
_WIDEN = "Ask without `source:`, `since:` and `until:` to search in all documents."


def answer_card(answer: Answer, *, answer_id: str, position: int, asker: int) -> Card:
    """Return the card of quote number ``position`` (from 0) of an answer.

    :param answer_id: what the answer is remembered by.
    :param asker: the Discord id of the member whose pages these are; 0 in the terminal.
    """
    position = min(max(position, 0), len(answer.quotes) - 1)
    quote = answer.quotes[position]
    scope = "".join(f" · {words}" for words in scope_words(answer.scope))
    source = quote.source
    possible = answer.outcome is Outcome.POSSIBLE
    cautions = [*((_POSSIBLE,) if possible else ()), *_cautions(source, _COMMENT)]
    colour = Colour.POSSIBLE if possible else Colour.ANSWERED
    return Card(
        Embed(
            title=_title(answer.question),
            description=_quoted(
                cautions,
                quote.text,
                _marked(quote),
                source,
                searched=searched_line(answer.searched),
                # All of an embed counts together, and the rest leaves room for the quote alone.
                reserved=limits.size(scope),
            ),
            colour=Colour.SUPERSEDED if source.superseded else colour,
            fields=_other_sources(answer, position),
            footer=_footer(f"Quote {position + 1} of {len(answer.quotes)}", cautions) + scope,
        ),
        rows=_buttons(answer_id, position, len(answer.quotes), asker),
    )


def titled(card: Card, title: str) -> Card:
    """Return a card with the title that it had when it was shown before, if it had any."""
    return replace(card, embed=replace(card.embed, title=title)) if title else card


def no_answer_card(reply: NoAnswer, *, answer_id: str | None = None, asker: int = 0) -> Card:
    """Return the card for a question that the documents do not answer; it quotes nothing.

    :param answer_id: what the reply is remembered by, if it is; then it can be rated.
    :param asker: the Discord id of the member who asked.
    """
    parts = {
        _NEAREST: source_list(_distinct(quote.source for quote in reply.quotes)),
        _COVERED: "\n".join(filter(None, (shown(t, _TOPIC, "") for t in reply.covered))),
        _UNKNOWN: ", ".join(filter(None, map(_unknown, reply.unknown_words))),
        "What you can do": _NEXT_STEPS if reply.scope is None else f"{_NEXT_STEPS} {_WIDEN}",
    }
    return Card(
        Embed(
            title=_title(reply.question),
            description=f"{searched_line(reply.searched)}{_NOT_FOUND}",
            colour=Colour.NOT_FOUND,
            fields=tuple(Field(name, value) for name, value in parts.items() if value),
            footer=" · ".join(scope_words(reply.scope)),
        ),
        rows=() if answer_id is None else (_rating(answer_id, 0, asker),),
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
    cautions: Sequence[_Caution],
    text: str,
    marked: tuple[int, int] | None,
    source: Source,
    *,
    searched: str = "",
    reserved: int = 0,
) -> str:
    lead = searched + "".join(f"*{caution.line}*\n" for caution in cautions)
    place = place_line(source)
    tail = "\n".join(line for line in (f"— {source_line(source)}", place) if line)
    room = limits.DESCRIPTION - limits.size(lead) - limits.size(tail) - len("\n\n") - reserved
    quoted = block_quote(text, marked, room)
    return f"{lead}{quoted}\n\n{tail}" if quoted else f"{lead}{tail}"


def _marked(quote: Quote) -> tuple[int, int] | None:
    if quote.best is None:
        return None
    return quote.best.start - quote.start, quote.best.end - quote.start


def _unknown(missing: UnknownWord) -> str:
    word = shown(missing.word, _WORD, "")
    if not word or missing.did_you_mean is None:
        return word and f"\u201c{word}\u201d"
    meant = shown(missing.did_you_mean, _WORD, "")
    return f"\u201c{word}\u201d (did you mean \u201c{meant}\u201d?)"


def _other_sources(answer: Answer, position: int) -> tuple[Field, ...]:
    """Return where else there is something to read: the same words, and what others say.

    The other quotes stand by their date, so that a member sees who spoke last without the card
    taking sides; those without a date come last.
    """
    quote = answer.quotes[position]
    same = [each for each in _distinct(quote.also_in) if each.document_id != quote.document.id]
    named = {quote.document.id, *(each.document_id for each in same)}
    said = _distinct(
        source
        for other in (*answer.quotes[position:], *answer.quotes[:position])
        for source in (other.source, *other.also_in)
    )
    others = [source for source in said if source.document_id not in named]
    others.sort(key=lambda source: newest([source.date]) or "", reverse=True)
    lists = ((_ALSO_IN, same), (_OTHERS, others))
    return tuple(Field(name, source_list(each, _OTHERS_LIMIT)) for name, each in lists if each)


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
        _rating(answer_id, position, asker),
    )


def _rating(answer_id: str, position: int, asker: int) -> tuple[Button, ...]:
    helpful, unhelpful = (
        str(AnswerButtonId(action, answer_id, position, asker))
        for action in (AnswerAction.HELPFUL, AnswerAction.NOT_HELPFUL)
    )
    return Button("Helpful", helpful, "👍"), Button("Not helpful", unhelpful, "👎")
