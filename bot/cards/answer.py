"""The cards of a question: an answer, one quote at a time, its context, or that there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.cards import limits
from bot.cards.consulting_ids import AskModeratorId
from bot.cards.dates import newest
from bot.cards.ids import AnswerAction, AnswerButtonId
from bot.cards.model import Button, ButtonStyle, Card, Colour, Embed, Field
from bot.cards.quoting import block_quote
from bot.cards.scope import scope_words, searched_line
from bot.cards.source_lines import place_line, shown, source_line, source_list, untitled
from bot.cards.unknown import unknown_name, unknown_words
from bot.language.translation import ENGLISH, _, current
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


_OTHERS_LIMIT = 700
"""Units for each of the two lists of sources, beside which a whole quote must have room."""

_TOPIC = 200


def answer_card(
    answer: Answer,
    *,
    answer_id: str,
    position: int,
    asker: int,
    moderators: bool = False,
    unknown: str = "",
) -> Card:
    """Return the card of quote number ``position`` (from 0) of an answer.

    :param answer_id: what the answer is remembered by.
    :param unknown: what an earlier page says that no document mentions; see ``unknown_on``.
    :param asker: the Discord id of the member whose pages these are; 0 in the terminal.
    :param moderators: whether moderators can be asked, where the quotes may not answer.
    """
    position = min(max(position, 0), len(answer.quotes) - 1)
    quote = answer.quotes[position]
    # Whoever reads in another language is told why the quote does not.
    original = [] if current() is ENGLISH else [_("in the original language")]
    scope = "".join(f" · {words}" for words in (*original, *scope_words(answer.scope)))
    source = quote.source
    possible = answer.outcome is Outcome.POSSIBLE
    cautions = [*((_possible(),) if possible else ()), *_cautions(source, _comment())]
    colour = Colour.POSSIBLE if possible else Colour.ANSWERED
    unknown = unknown or unknown_words(answer)
    missing = (Field(unknown_name(), unknown),) if unknown else ()
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
                reserved=limits.size(scope) + limits.size(unknown and unknown_name() + unknown),
            ),
            colour=Colour.SUPERSEDED if source.superseded else colour,
            fields=(*missing, *_other_sources(answer, position)),
            footer=_footer(
                _("Quote {number} of {count}").format(
                    number=position + 1, count=len(answer.quotes)
                ),
                cautions,
            )
            + scope,
        ),
        rows=_buttons(
            answer_id, position, len(answer.quotes), asker, moderators=moderators and possible
        ),
    )


def titled(card: Card, title: str) -> Card:
    """Return a card with the title that it had when it was shown before, if it had any."""
    return replace(card, embed=replace(card.embed, title=title)) if title else card


def no_answer_card(
    reply: NoAnswer, *, answer_id: str | None = None, asker: int = 0, moderators: bool = False
) -> Card:
    """Return the card for a question that the documents do not answer; it quotes nothing.

    :param answer_id: what the reply is remembered by, if it is; then it can be rated.
    :param asker: the Discord id of the member who asked.
    :param moderators: whether moderators can be asked in place of the documents.
    """
    topics = "\n".join(filter(None, (shown(t, _TOPIC, "") for t in reply.covered)))
    parts = (
        (_("Nearest documents"), source_list(_distinct(quote.source for quote in reply.quotes))),
        (_("The documents do cover"), topics),
        (unknown_name(), unknown_words(reply)),
        (_("What you can do"), _next_steps(within=reply.scope is not None)),
    )
    return Card(
        Embed(
            title=_title(reply.question),
            description=searched_line(reply.searched)
            + _("The documents here do not answer this question."),
            colour=Colour.NOT_FOUND,
            fields=tuple(Field(name, value) for name, value in parts if value),
            footer=" · ".join(scope_words(reply.scope)),
        ),
        rows=() if answer_id is None else (_rating(answer_id, 0, asker, moderators=moderators),),
    )


def context_card(context: Context, source: Source) -> Card:
    """Return the paragraphs around a quote, with the quote in bold.

    :param source: the quote's own source, which knows its heading and page.
    """
    start, end = context.quote
    marked = (start - context.start, end - context.start)
    # The quote may have been looked up before the document changed.
    source = replace(source, superseded=context.document.superseded)
    cautions = _cautions(source, _comment_in_bold())
    return Card(
        Embed(
            title=shown(source.title, limits.TITLE - 2, untitled()),
            description=_quoted(cautions, context.text, marked, source),
            colour=Colour.SUPERSEDED if source.superseded else Colour.INFORMATION,
            footer=_footer(_("The quote is in bold"), cautions),
        )
    )


def _possible() -> _Caution:
    return _Caution(
        _("Closest passages, which may not answer:"), _("Closest passages, which may not answer")
    )


def _comment() -> _Caution:
    return _Caution(
        _("A reader\u2019s comment, not the publisher\u2019s own words:"),
        _("A reader\u2019s comment"),
    )


def _comment_in_bold() -> _Caution:
    return _Caution(
        _("The words in bold are a reader\u2019s comment, not the publisher\u2019s own:"),
        _("A reader\u2019s comment"),
    )


def _superseded() -> _Caution:
    return _Caution(
        _("Superseded: the document has changed since. Ask again for what it says now."),
        _("Superseded"),
    )


def _next_steps(*, within: bool) -> str:
    """Return what to do where nothing was found; ``within``: in some of the documents."""
    steps = [
        _(
            "Ask again in other words, or name what the question is about in full. "
            "`/sources list` shows which documents there are."
        )
    ]
    if within:
        steps.append(_("Ask without `source:`, `since:` and `until:` to search in all documents."))
    return " ".join(steps)


def _cautions(source: Source, comment: _Caution) -> list[_Caution]:
    comments = [comment] if source.comment is not None else []
    return [*comments, _superseded()] if source.superseded else comments


def _footer(words: str, cautions: Sequence[_Caution]) -> str:
    return " · ".join((words, *(caution.small_print for caution in cautions)))


def _title(question: str) -> str:
    # The two units are for the isolates around a right-to-left question.
    return shown(question, limits.TITLE - 2, _("Question"))


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
    lists = ((_("Also in"), same), (_("Others on this, newest first"), others))
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
    answer_id: str, position: int, count: int, asker: int, *, moderators: bool
) -> tuple[tuple[Button, ...], ...]:
    def button_id(action: AnswerAction) -> str:
        return str(AnswerButtonId(action, answer_id, position, asker))

    return (
        (
            Button(_("Previous"), button_id(AnswerAction.PREVIOUS), "◀️", disabled=position == 0),
            Button(_("Next"), button_id(AnswerAction.NEXT), "▶️", disabled=position + 1 >= count),
            Button(_("Context"), button_id(AnswerAction.CONTEXT), style=ButtonStyle.PRIMARY),
        ),
        _rating(answer_id, position, asker, moderators=moderators),
    )


def _rating(answer_id: str, position: int, asker: int, *, moderators: bool) -> tuple[Button, ...]:
    helpful, unhelpful = (
        str(AnswerButtonId(action, answer_id, position, asker))
        for action in (AnswerAction.HELPFUL, AnswerAction.NOT_HELPFUL)
    )
    rating = Button(_("Helpful"), helpful, "👍"), Button(_("Not helpful"), unhelpful, "👎")
    ask = Button(_("Ask a moderator"), str(AskModeratorId(answer_id, asker)), "🙋")
    return (*rating, ask) if moderators else rating
