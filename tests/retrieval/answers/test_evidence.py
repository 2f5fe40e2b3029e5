"""What speaks for an answer."""

from __future__ import annotations

import pytest

from retrieval.answers import Evidence, weigh
from retrieval.domain.hits import Features, Hit


def hit(
    number: int,
    document: int,
    log_odds: float,
    sentence: float,
    pieces: float,
    *,
    heading: float = 0,
    lexical: float = 0,
) -> Hit:
    features = Features(
        sentence, pieces, lexical, heading, opening=heading / 2, section=heading / 4
    )
    return Hit(number, document, 1.0, log_odds, sentence, (), (), features)


def test_the_gaps_are_to_the_best_passages_of_any_other_document() -> None:
    hits = [
        hit(1, 1, 9.0, 0.5, 0.75, heading=1.0),
        hit(2, 1, 8.5, 0.6, 0.7),
        hit(3, 2, 7.0, 0.2, 0.25),
        hit(4, 3, 6.0, 0.1, 0.5),
    ]
    assert weigh(hits, hits[0]) == Evidence(
        headings=1.75, document_gap=2.0, pieces_gap=0.125, sentences=0.5, little_elsewhere=0.9
    )


def test_a_quote_that_was_moved_up_may_be_of_a_worse_passage() -> None:
    hits = [hit(1, 1, 9.0, 0.5, 0.75, heading=1.0), hit(2, 2, 7.0, 0.2, 0.25)]
    assert weigh(hits, hits[1]) == Evidence(
        headings=0, document_gap=-2.0, pieces_gap=-0.2, sentences=0.4, little_elsewhere=0.9
    )


def test_a_single_document_is_evidence_neither_way() -> None:
    hits = [hit(1, 1, 9.0, 0.5, 0.75), hit(2, 1, 2.0, 0.4, 0.5)]
    told = weigh(hits, hits[0])
    assert (told.document_gap, told.pieces_gap) == pytest.approx((1.0, 0.01 * told.sentences))
    assert told.little_elsewhere == 0.85


def test_words_elsewhere_count_as_far_as_they_mean_the_same() -> None:
    best, beside = hit(1, 1, 9.0, 0.8, 0.9, lexical=0.9), hit(2, 1, 8.0, 0.7, 0.8, lexical=0.9)
    told = [
        weigh([best, beside, hit(3, 2, 7.0, sentence, 0.5, lexical=words)], best).little_elsewhere
        for words, sentence in ((0.6, 0.5), (0.6, 1.0), (0.3, 0.2), (0.0, 0.9))
    ]
    # Of the last two, no less than stands anywhere.
    assert told == pytest.approx([0.7, 0.4, 0.9, 0.9])


def test_of_many_sentences_the_three_nearest_count() -> None:
    hits = [hit(number, 1, 0.0, number / 10, 0.0) for number in range(10)]
    assert weigh(hits, hits[0]).sentences == pytest.approx(0.8)


def test_in_a_library_of_few_passages_others_hardly_speak_against_the_nearest() -> None:
    alone, beside = hit(1, 1, 0.0, 0.7, 0.0), [hit(2, 1, 0.0, 0.1, 0.0), hit(3, 1, 0.0, 0.05, 0.0)]
    assert weigh([alone], alone).sentences == pytest.approx(0.7)
    assert weigh([alone, *beside], alone).sentences == pytest.approx(0.6)
