"""Candidates of several libraries are ranked by the weighted sum of their features."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from retrieval.domain import Glossary
from retrieval.domain.hits import FEATURES
from retrieval.search import (
    EncodedQuestion,
    Generation,
    LexicalIndex,
    Sections,
    VectorIndex,
    packaged_weights,
    search,
    stems,
)

QUESTION = EncodedQuestion(
    vector=np.array([1, 0], dtype=np.float32),
    pieces=np.array([1], dtype=np.int64),
    piece_vectors=np.array([[1, 0]], dtype=np.float32),
)
NOTHING = dict.fromkeys(FEATURES, 0.0)


def generation(
    first_id: int,
    texts: list[str],
    cosines: list[float],
    *,
    headings: list[str] | None = None,
    sentences: list[list[float]] | None = None,
    pieces: list[list[float]] | None = None,
    sentence_pieces: list[int] | None = None,
    documents: list[int] | None = None,
) -> Generation:
    """Return a generation whose vectors have these cosines with the question."""
    sentences = sentences or [[cosine] for cosine in cosines]
    pieces = pieces or [[0.0] for _ in texts]
    flat = [cosine for row in sentences for cosine in row]
    numbers = np.arange(first_id, first_id + len(texts), dtype=np.int64)
    lexical = LexicalIndex.build(texts)
    contexts = headings or [""] * len(texts)
    return Generation(
        passage_ids=numbers,
        document_ids=numbers if documents is None else np.array(documents, dtype=np.int64),
        vectors=VectorIndex.build(np.array([towards(c) for c in cosines], dtype=np.float32)),
        lexical=lexical,
        headings=LexicalIndex.build(contexts),
        sections=Sections.build(contexts, lexical),
        sentence_vectors=np.array([towards(c) for c in flat], dtype=np.float16),
        sentence_starts=np.cumsum([0, *map(len, sentences)], dtype=np.int64),
        # All that a passage has is its headings', unless told otherwise.
        sentence_pieces=np.array(
            sentence_pieces
            or np.repeat(np.cumsum([*map(len, pieces)]), [*map(len, sentences)]).tolist(),
            dtype=np.int64,
        ),
        piece_vectors=np.array(
            [[round(127 * cosine), 0] for row in pieces for cosine in row], dtype=np.int8
        ),
        piece_starts=np.cumsum([0, *map(len, pieces)], dtype=np.int64),
        piece_frequencies=np.array([0, 1], dtype=np.int32),
        glossary=Glossary(),
    )


def towards(cosine: float) -> tuple[float, float]:
    return cosine, math.sqrt(1 - cosine**2)


def test_the_features_are_what_they_say() -> None:
    one = generation(
        1,
        ["bins", "roads"],
        [0.8, 0.4],
        headings=["bins", ""],
        sentences=[[0.25, 0.5], [0.3]],
        pieces=[[0.1, 0.6], [1.0]],
    )
    hits = {hit.passage_id: hit for hit in search([one], QUESTION, [["bin"]])}
    assert hits[1].cosine == pytest.approx(0.8)
    assert hits[1].sentence_cosines == pytest.approx((0.25, 0.5), rel=1e-3)
    assert hits[1].features.sentence == pytest.approx(0.5, rel=1e-3)
    assert hits[1].features.pieces == pytest.approx(0.6, abs=0.005)
    assert hits[2].features.pieces == pytest.approx(1.0)
    assert hits[1].features.lexical > 0
    assert hits[1].features.heading > 0
    assert hits[1].features.opening == pytest.approx(math.sqrt(hits[1].features.heading))
    assert hits[1].features.section == pytest.approx(1.0)
    assert hits[1].features.meaning == pytest.approx(0.5 * 0.6, abs=0.005)
    assert hits[1].features.wording == pytest.approx(hits[1].features.lexical / 2, rel=1e-3)
    assert (hits[2].features.lexical, hits[2].features.heading) == (0, 0)


@pytest.mark.parametrize("name", FEATURES)
def test_more_of_a_feature_ranks_higher_by_its_weight(name: str) -> None:
    one = generation(
        1,
        ["roads", "bins"],
        [0.4, 0.8],
        headings=["", "bins"],
        pieces=[[0.2], [0.9]],
    )
    hits = search([one], QUESTION, [["bin"]], weights={**NOTHING, name: 2.0})
    assert [hit.passage_id for hit in hits] == [2, 1]
    assert hits[0].log_odds == pytest.approx(2 * getattr(hits[0].features, name))


def test_the_passage_that_a_document_begins_with_stands_for_its_heading() -> None:
    texts, headings = ["bins"] * 3, ["bins"] * 3
    one = generation(1, texts, [0.5] * 3, headings=headings, documents=[4, 4, 5])
    openings = {
        hit.passage_id: hit.features.opening > 0 for hit in search([one], QUESTION, [["bin"]])
    }
    assert openings == {1: True, 2: False, 3: True}


def test_a_sentence_matches_with_its_own_pieces_and_those_of_the_headings_above() -> None:
    one = generation(
        1,
        ["bins", "roads"],
        [0.5, 0.5],
        sentences=[[0.5, 0.5, 0.5], [0.5]],
        pieces=[[0.2, 0.1, 0.6, 0.3], [0.9, 0.4]],
        # A heading, sentences of two pieces, one and none; a passage that its only sentence begins.
        sentence_pieces=[1, 3, 4, 4],
    )
    hits = {hit.passage_id: hit for hit in search([one], QUESTION, [[]])}
    assert hits[1].sentence_pieces == pytest.approx([0.6, 0.3, 0.2], abs=0.005)
    assert hits[2].sentence_pieces == pytest.approx([0.9], abs=0.005)
    assert hits[1].features.pieces == pytest.approx(0.6, abs=0.005)


def test_word_pieces_are_as_rare_in_all_libraries_as_in_the_largest() -> None:
    asked = QUESTION._replace(
        pieces=np.array([0, 1], dtype=np.int64),
        piece_vectors=np.array([[0, 1], [1, 0]], dtype=np.float32),
    )
    small = generation(1, ["bins"], [0.5], pieces=[[1.0]])
    large = generation(2, ["roads"] * 9, [0.5] * 9, pieces=[[1.0]] * 9)
    common = replace(large, piece_frequencies=np.array([9, 0], dtype=np.int32))
    pieces = {hit.passage_id: hit.features.pieces for hit in search([small, common], asked, [[]])}
    assert pieces[1] == pytest.approx(pieces[2])
    assert pieces[1] == pytest.approx(np.log1p(9) / (np.log1p(9) + np.log1p(0.9)))


def test_headings_count_less_where_many_passages_stand_below_them() -> None:
    alone = generation(1, ["bins"], [0.5], headings=["bins"])
    many = generation(2, ["bins"] * 16, [0.5] * 16, headings=["bins"] * 16)
    (one,) = search([alone], QUESTION, [["bin"]])
    first = min(search([many], QUESTION, [["bin"]]), key=lambda hit: hit.passage_id)
    assert first.features.section == pytest.approx(one.features.section / 2)
    # In full, since the first passage tells what its document is about.
    assert first.features.heading == pytest.approx(first.features.opening**2 / 2)


def test_other_wordings_count_for_less_than_the_question_s_own() -> None:
    one = generation(1, ["bins"], [0.5], headings=["bins"])
    (own,) = search([one], QUESTION, [["bin"], ["bag"]])
    (other,) = search([one], QUESTION, [["bag"], ["bin"]])
    assert other.features.section == pytest.approx(0.6 * own.features.section)


def test_scores_fall_from_one_by_a_seventeenth_for_each_unit_of_log_odds() -> None:
    one = generation(1, ["a", "b", "c"], [0.5] * 3, pieces=[[1.0], [0.5], [-1.0]])
    hits = search([one], QUESTION, [[]], weights={**NOTHING, "pieces": 13.6})
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.6, 0.0], abs=0.01)


def test_hits_of_several_libraries_are_ranked_together() -> None:
    own = generation(1, ["bins", "roads"], [0.5, 0.1], pieces=[[0.5]] * 2)
    shared = generation(7, ["parks", "books"], [0.9, 0.2], pieces=[[0.5]] * 2)
    hits = search([own, shared], QUESTION, [stems("zebra")])
    assert [hit.passage_id for hit in hits] == [7, 1, 8, 2]


def test_words_alone_can_find_a_passage_that_is_far_off() -> None:
    far = generation(1, ["zebra crossing", *["roads"] * 150], [0.0, *[0.5] * 150])
    hits = search([far], QUESTION, [["zebra"]])
    assert len(hits) == 101
    assert 1 in [hit.passage_id for hit in hits]


def test_within_some_documents_all_their_passages_are_ranked_and_no_others() -> None:
    many = generation(1, ["roads"] * 150, [0.5] * 150, documents=[1] * 120 + [2] * 30)
    assert len(search([many], QUESTION, [["zebra"]], within={1})) == 120
    assert {hit.document_id for hit in search([many], QUESTION, [["road"]], within={2})} == {2}
    assert search([many], QUESTION, [["road"]], within=set()) == []


def test_no_generations_find_nothing() -> None:
    assert search([], QUESTION, [["bin"]]) == []


def test_each_feature_has_a_packaged_weight_and_speaks_for_a_passage() -> None:
    assert tuple(packaged_weights()) == FEATURES
    assert all(weight > 0 for weight in packaged_weights().values())
