"""What speaks for an answer."""

from __future__ import annotations

import pytest

from retrieval.answers import Evidence, weigh
from retrieval.domain.hits import Features, Hit


def hit(number: int, document: int, log_odds: float, sentence: float) -> Hit:
    features = Features(sentence, pieces=0, lexical=0, heading=0, opening=0)
    return Hit(number, document, 1.0, log_odds, sentence, (sentence,), features)


def test_the_gap_is_to_the_best_passage_of_any_other_document() -> None:
    hits = [hit(1, 1, 9.0, 0.5), hit(2, 1, 8.5, 0.6), hit(3, 2, 7.0, 0.2), hit(4, 3, 6.0, 0.1)]
    assert weigh(hits, hits[0]) == Evidence(log_odds=9.0, document_gap=2.0, sentence=0.6)


def test_a_quote_that_was_moved_up_may_be_of_a_worse_passage() -> None:
    hits = [hit(1, 1, 9.0, 0.5), hit(2, 2, 7.0, 0.2)]
    assert weigh(hits, hits[1]) == Evidence(log_odds=7.0, document_gap=-2.0, sentence=0.5)


def test_a_single_document_is_evidence_neither_way() -> None:
    hits = [hit(1, 1, 9.0, 0.5), hit(2, 1, 2.0, 0.4)]
    assert weigh(hits, hits[0]).document_gap == pytest.approx(1.0)
