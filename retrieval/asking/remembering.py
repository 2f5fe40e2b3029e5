"""Answers as they are kept, without the texts, and as they were given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.catalogue import StoredAnswer, StoredPlace, StoredQuote
from retrieval.domain import Answer, NoAnswer, Outcome, Quote, Span, source_of
from retrieval.errors import AnswerExpiredError

if TYPE_CHECKING:
    from collections.abc import Callable

    from retrieval.domain import Document, Reply

    Find = Callable[[int], Document | None]


def stored_answer(reply: Reply) -> StoredAnswer:
    """Return a reply as it is kept. Nothing tells who asked."""
    return StoredAnswer(
        question=reply.question,
        outcome=reply.outcome,
        probability=reply.probability,
        searched=reply.searched,
        scope=reply.scope,
        quotes=tuple(
            StoredQuote(
                document_id=quote.document.id,
                start=quote.start,
                end=quote.end,
                best=quote.best,
                heading=quote.heading,
                page=quote.page,
                also_in=tuple(
                    StoredPlace(also.document_id, also.heading, also.page, also.comment)
                    for also in quote.also_in
                ),
            )
            for quote in reply.quotes
        ),
    )


def answer_again(stored: StoredAnswer, find: Find) -> Reply:
    """Return a reply as it was given: the same quotes in the same order.

    :param find: returns a document by its id, also an earlier version, or ``None``.
    :raises AnswerExpiredError: if a document that it quotes is not there any more.
    """
    quotes = tuple(_quote_again(quote, find) for quote in stored.quotes)
    question, probability = stored.question, stored.probability
    reply: Reply = (
        NoAnswer(question, probability, quotes)
        if stored.outcome is Outcome.NOT_FOUND
        else Answer(question, probability, quotes, stored.outcome)
    )
    return replace(reply, searched=stored.searched, scope=stored.scope)


def _quote_again(stored: StoredQuote, find: Find) -> Quote:
    document = find(stored.document_id)
    if document is None:
        raise AnswerExpiredError("a document quoted here has been removed since; please ask again.")
    others = [(find(place.document_id), place) for place in stored.also_in]
    return Quote(
        document=document,
        start=stored.start,
        end=stored.end,
        text=document.text[stored.start : stored.end],
        heading=stored.heading,
        page=stored.page,
        comment=document.comment_at(stored.start),
        best=Span(*stored.best) if stored.best else None,
        also_in=tuple(
            source_of(also, heading=place.heading, page=place.page, comment=place.comment)
            for also, place in others
            if also is not None
        ),
    )
