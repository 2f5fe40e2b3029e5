"""Ask the questions of a collection, or of a file, and note what became of each."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from retrieval.errors import QuestionError
from retrieval.evaluation.figures import judge
from retrieval.evaluation.ranks import rank_figures
from retrieval.evaluation.records import Record
from retrieval.evaluation.sentences import overlaps_by_half, picked_sentence, quote_hits, word_f1

if TYPE_CHECKING:
    from collections.abc import Collection as AnyCollection
    from collections.abc import Sequence

    from retrieval import Library
    from retrieval.answers import Found
    from retrieval.domain import Quote
    from retrieval.evaluation.collections import Query
    from retrieval.evaluation.figures import Judged
    from retrieval.evaluation.questions import GoldQuestion
    from retrieval.evaluation.shelves import Gold, Shelf
    from retrieval.ingest import Progress

REFUSED = "refused"
"""Outcome of what is no question to the library, such as a line without words."""
_KEPT_ROWS = 20
_DEPTH = 50
"""Passages whose rows are ranked: several may be of one row."""
_ALL = 1000
"""Passages of a document among which that of a row is looked for; few documents have so many."""


def ask_collection(
    shelf: Shelf, queries: Sequence[Query], *, variant: str = "text", progress: Progress
) -> list[Record]:
    """Ask questions of the library that holds their collection, one after the other.

    :param variant: field whose wording is asked where a question has it.
    """
    shelf.library.warm()
    records, found = [], {}
    for done, query in enumerate(queries):
        progress("asking", done, len(queries))
        record = _ask(shelf, query, query.wording(variant))
        records.append(record)
        if query.answerable:
            found[query.id] = record.rows
    progress("asking", len(queries), len(queries))
    figures = rank_figures(shelf.collection.relevant, found)
    return [
        replace(
            record,
            rows=record.rows[:_KEPT_ROWS],
            **(asdict(figures[record.id]) if record.id in figures else {}),
        )
        for record in records
    ]


def ask_questions(
    library: Library, questions: Sequence[GoldQuestion], *, guild: int | None = None
) -> tuple[list[Judged], list[Record]]:
    """Ask the questions of a file; the rank of each is that of the first quote that holds a gold one.

    :raises QuestionError: if one is empty or too long.
    """
    library.warm()
    judged, records = [], []
    for question in questions:
        began = time.perf_counter()
        reply = library.trace(question.question, guild=guild).reply
        latency = 1000 * (time.perf_counter() - began)
        item = judge(question, reply)
        judged.append(item)
        records.append(
            Record(
                id=question.id,
                question=question.question,
                answerable=bool(question.answers),
                why="",
                probability=reply.probability,
                outcome=reply.outcome.value,
                rank=item.rank,
                latency_ms=latency,
                sentence_hit=item.rank == 1 if question.answers else None,
            )
        )
    return judged, records


def _ask(shelf: Shelf, query: Query, wording: str) -> Record:
    within = None if query.only_in is None else shelf.documents_of(query.only_in)
    record = Record(
        id=query.id,
        question=wording,
        answerable=bool(query.answerable),
        why=query.why,
        probability=0.0,
        outcome=REFUSED,
        rank=None,
        latency_ms=0.0,
    )
    golds = [gold for span in query.spans if (gold := shelf.gold(span)) is not None]
    is_judged = bool(query.answerable and golds)
    began = time.perf_counter()
    try:
        trace = shelf.library.trace(wording, within=within)
    except QuestionError:
        return replace(record, sentence_hit=False, word_f1=0.0) if is_judged else record
    latency = 1000 * (time.perf_counter() - began)
    # Members are shown fewer, and wait for fewer, than the figures of ranking look at.
    deep = shelf.library.find(wording, within=within, depth=_DEPTH)
    rows = _rows(shelf, deep.hits, query.only_in)
    relevant = shelf.collection.relevant.get(query.id, {})
    record = replace(
        record,
        probability=trace.reply.probability,
        outcome=trace.reply.outcome.value,
        rank=next((rank for rank, row in enumerate(rows, 1) if row in relevant), None),
        latency_ms=latency,
        rows=tuple(rows),
    )
    if not is_judged:
        return record
    quote = trace.reply.quotes[0] if trace.reply.quotes else None
    return replace(
        record,
        sentence_hit=quote is not None and _hits(shelf, quote, golds),
        sentence_hit_in_gold=_hits_in_gold(shelf, query, wording, golds),
        word_f1=word_f1(quote.text if quote else "", [gold.text for gold in golds]),
    )


def _rows(shelf: Shelf, hits: Sequence[Found], only_in: str | None) -> list[str]:
    """Return the rows that were found; the best passage of a row tells its rank."""
    rows = dict.fromkeys(
        row
        for hit in hits
        for row in shelf.rows_at(hit.document.id, hit.passage.start)
        if only_in is None or shelf.source_of(row) == only_in
    )
    return list(rows)


def _hits(shelf: Shelf, quote: Quote, golds: Sequence[Gold]) -> bool:
    """Tell whether a quote holds half of a gold span, or its marked sentence overlaps one by half."""
    number = quote.document.id
    inked = shelf.inked
    shown = (inked(number, quote.start), inked(number, quote.end))
    marked = (
        (inked(number, quote.best.start), inked(number, quote.best.end)) if quote.best else None
    )
    return any(
        gold.document_id == number and quote_hits(shown, marked, (gold.start, gold.end))
        for gold in golds
    )


def _hits_in_gold(
    shelf: Shelf, query: Query, wording: str, golds: AnyCollection[Gold]
) -> bool | None:
    """Tell whether the sentence that is picked in the row of the first gold span is in one.

    Of a row that is several passages, the one that is found first is quoted. ``None`` where none
    of them is found in its own document.
    """
    place = next(
        (place for span in query.spans if shelf.gold(span) and (place := shelf.place(span.row))),
        None,
    )
    if place is None:
        return None
    number, span = place
    found = shelf.library.find(wording, within={number}, depth=_ALL)
    hit = next((hit for hit in found.hits if span.start <= hit.passage.start < span.end), None)
    if hit is None:
        return None
    start, end = picked_sentence(hit, found.coverage)
    sentence = (shelf.inked(number, start), shelf.inked(number, end))
    return any(
        gold.document_id == number and overlaps_by_half(sentence, (gold.start, gold.end))
        for gold in golds
    )
