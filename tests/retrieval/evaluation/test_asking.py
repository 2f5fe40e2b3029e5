"""What becomes of a question is noted as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from retrieval.evaluation import GoldQuestion, GoldQuote, chosen_queries
from retrieval.evaluation.asking import ask_collection, ask_questions
from retrieval.evaluation.collections import GoldSpan, Query
from tests.retrieval.evaluation.folders import CHARGE, COLLECTED, GARDEN, silent

if TYPE_CHECKING:
    from retrieval import Library
    from retrieval.evaluation import Record
    from retrieval.evaluation.shelves import Shelf

BINS = Query("bins", "when are household bins collected?", answerable=True)


@pytest.fixture(scope="module")
def records(bins: Shelf) -> dict[str, Record]:
    """Return what became of the questions of the small collection."""
    asked = ask_collection(bins, chosen_queries(bins.collection), progress=silent)
    return {record.id: record for record in asked}


def ask(bins: Shelf, query: Query, variant: str = "text") -> Record:
    """Ask one question."""
    (record,) = ask_collection(bins, [query], variant=variant, progress=silent)
    return record


def test_an_answered_question_has_all_its_figures(bins: Shelf, records: dict[str, Record]) -> None:
    record = records["bins"]
    trace = bins.library.trace(record.question)
    assert record.latency_ms > 0
    assert replace(record, latency_ms=0.0) == replace(
        record,
        question="when are household bins collected?",
        answerable=True,
        why="",
        probability=trace.reply.probability,
        outcome=trace.reply.outcome.value,
        rank=1,
        latency_ms=0.0,
        ndcg_at_10=1.0,
        mrr_at_10=1.0,
        recall_at_5=1.0,
        recall_at_20=1.0,
        sentence_hit=True,
        sentence_hit_in_gold=True,
        # The quote is both sentences, of which one is the gold.
        word_f1=2 * 10 / (10 + 16),
    )
    assert record.rows[:2] == ("a 1", "m/1")
    assert trace.reply.quotes[0].text == f"{COLLECTED}\n\n{GARDEN}"


def test_a_question_of_one_source_finds_only_rows_of_that(records: dict[str, Record]) -> None:
    record = records["mirrored"]
    assert record.rows == ("m/2", "m/1")
    assert (record.rank, record.ndcg_at_10) == (1, 1.0)
    assert (record.sentence_hit, record.sentence_hit_in_gold, record.word_f1) == (None, None, None)


def test_a_source_that_no_row_has_finds_nothing(bins: Shelf) -> None:
    record = ask(bins, replace(BINS, only_in="nobody"))
    assert (record.rows, record.rank, record.probability) == ((), None, 0.0)
    assert (record.outcome, record.ndcg_at_10) == ("not_found", 0.0)


def test_an_unanswerable_question_has_no_figures_of_ranking(records: dict[str, Record]) -> None:
    record = records["lisbon"]
    assert (record.answerable, record.why, record.rank) == (False, "off topic", None)
    assert (record.ndcg_at_10, record.sentence_hit) == (None, None)


def test_a_question_that_the_library_refuses_finds_nothing(
    bins: Shelf, records: dict[str, Record]
) -> None:
    assert (records["wordless"].outcome, records["wordless"].probability) == ("refused", 0.0)
    spans = (GoldSpan("a 1", COLLECTED),)
    record = ask(bins, replace(BINS, text="?", spans=spans))
    assert (record.ndcg_at_10, record.sentence_hit, record.word_f1) == (0.0, False, 0.0)


def test_a_longer_wording_is_asked_where_there_is_one(bins: Shelf) -> None:
    wordy = replace(BINS, variants={"text_long": "I have bins. " * 200})
    assert ask(bins, wordy, "text_long").question == "I have bins. " * 200
    assert ask(bins, wordy, "text_long").outcome != "refused"
    assert ask(bins, BINS, "text_long").question == BINS.text


@pytest.mark.parametrize(
    ("span", "hit", "hit_in_gold"),
    [
        (GoldSpan("a 1", COLLECTED), True, True),
        (GoldSpan("m/1", COLLECTED), True, True),
        # The sentence that is picked is the other one, which the quote holds all the same.
        (GoldSpan("a 1", GARDEN), True, False),
        # The quote is of another row; in this one there is only one sentence to pick.
        (GoldSpan("a 2", CHARGE), False, True),
    ],
)
def test_the_quote_and_the_sentence_picked_in_the_gold_row_are_judged_apart(
    bins: Shelf, span: GoldSpan, hit: bool, hit_in_gold: bool
) -> None:
    record = ask(bins, replace(BINS, spans=(span,)))
    assert (record.sentence_hit, record.sentence_hit_in_gold) == (hit, hit_in_gold)


def test_spans_that_are_nowhere_are_no_gold(bins: Shelf) -> None:
    record = ask(bins, replace(BINS, spans=(GoldSpan("a 1", CHARGE),)))
    assert (record.sentence_hit, record.word_f1) == (None, None)


def test_the_questions_of_a_file_are_asked_of_a_library(shelf: Library) -> None:
    stp = (GoldQuote("stps.md", "is a plan for the NHS and social care"),)
    questions = [
        GoldQuestion("1", "what is an STP?", stp),
        GoldQuestion("2", "what is an STP?", (GoldQuote("stps.md", "nothing like it"),)),
        GoldQuestion("3", "who won the football match?", ()),
    ]
    judged, records = ask_questions(shelf, questions)
    assert [item.rank for item in judged] == [1, None, None]
    assert [(record.id, record.answerable) for record in records] == [
        ("1", True),
        ("2", True),
        ("3", False),
    ]
    assert [record.sentence_hit for record in records] == [True, False, None]
    assert [record.probability for record in records] == [item.reply.probability for item in judged]
