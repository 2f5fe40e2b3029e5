"""Dense and lexical scores are fused by passage id."""

from __future__ import annotations

import math

import numpy as np
import pytest

from retrieval.search import Generation, LexicalIndex, VectorIndex, search, stems

QUESTION = np.array([1, 0], dtype=np.float32)


def generation(
    first_id: int, texts: list[str], cosines: list[float], sentences: list[list[float]]
) -> Generation:
    """Return a generation whose vectors have these cosines with the question."""
    flat = [cosine for row in sentences for cosine in row]
    return Generation(
        passage_ids=np.arange(first_id, first_id + len(texts), dtype=np.int64),
        document_ids=np.arange(first_id, first_id + len(texts), dtype=np.int64),
        vectors=VectorIndex.build(np.array([towards(c) for c in cosines], dtype=np.float32)),
        lexical=LexicalIndex.build(texts),
        sentence_vectors=np.array([towards(c) for c in flat], dtype=np.float16),
        sentence_starts=np.cumsum([0, *map(len, sentences)], dtype=np.int64),
        acronyms={},
    )


def towards(cosine: float) -> tuple[float, float]:
    return cosine, math.sqrt(1 - cosine**2)


def test_each_score_is_the_weighted_sum_of_shares_of_the_best() -> None:
    one = generation(1, ["bins", "roads"], [0.8, 0.4], [[0.5, 0.25], [0.5]])
    hits = search([one], QUESTION, ["bin"], count=10)
    assert [hit.passage_id for hit in hits] == [1, 2]
    assert hits[0].score == pytest.approx(1)
    assert hits[1].score == pytest.approx(0.35 * 0.5 + 0.35, rel=1e-3)
    assert hits[0].cosine == pytest.approx(0.8)
    assert hits[0].sentence_cosines == pytest.approx((0.5, 0.25), rel=1e-3)
    assert hits[0].lexical > 0
    assert hits[1].lexical == 0


def test_hits_of_several_libraries_are_ranked_together() -> None:
    own = generation(1, ["bins", "roads"], [0.5, 0.1], [[0.5], [0.1]])
    shared = generation(7, ["parks", "books"], [0.9, 0.2], [[0.9], [0.2]])
    hits = search([own, shared], QUESTION, stems("zebra"), count=3)
    assert [hit.passage_id for hit in hits] == [7, 1, 8]


def test_words_alone_can_find_a_passage_that_is_far_off() -> None:
    texts = ["zebra crossing", *["roads"] * 150]
    cosines = [0.0, *[0.5] * 150]
    far = generation(1, texts, cosines, [[cosine] for cosine in cosines])
    hits = search([far], QUESTION, ["zebra"], count=200)
    assert len(hits) == 101
    assert 1 in [hit.passage_id for hit in hits]


def test_what_points_away_from_the_question_is_ranked_last_and_never_below_nothing() -> None:
    away = generation(1, ["bins", "roads"], [-0.2, -0.1], [[-0.2], [-0.1]])
    assert [hit.score for hit in search([away], QUESTION, ["zebra"], count=10)] == [0, 0]
    near = generation(7, ["parks"], [0.1], [[0.1]])
    hits = search([away, near], QUESTION, ["zebra"], count=10)
    assert [hit.passage_id for hit in hits] == [7, 1, 2]
    assert [hit.score for hit in hits] == pytest.approx([0.7, 0, 0])


def test_no_generations_find_nothing() -> None:
    assert search([], QUESTION, ["bin"], count=5) == []
