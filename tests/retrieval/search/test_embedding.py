"""Vectors of questions, passages and sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.errors import ModelError
from retrieval.search import Embedder, ModelFiles, PassageInput
from retrieval.search.pieces import random_basis
from tests.retrieval.builders import cut_up, markdown, passage

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_encoded_stands_under_its_context() -> None:
    assert PassageInput("Title\nHeading", passage("One. Two.")).text == "Title\nHeading\nOne. Two."


def test_a_list_item_is_encoded_behind_its_lead_in() -> None:
    (item,) = cut_up(markdown("They want:\n\n- More beds.\n- More nurses.\n\nThat is all."))
    assert item.sentence_texts() == [
        "They want:",
        "They want: More beds.",
        "They want: More nurses.",
        "That is all.",
    ]


def test_vectors_are_normalised_and_like_texts_are_near(embedder: Embedder) -> None:
    asked = embedder.encode_questions(["when are bins collected", "rubbish pickup", "an opera"])
    vectors = np.stack([question.vector for question in asked])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], rel=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_each_passage_gets_its_own_vectors(embedder: Embedder) -> None:
    first = PassageInput("Bins", passage("Bins are collected on Monday. Roads are mended."))
    second = PassageInput("Books", passage("Books are lent."))
    together = embedder.encode_passages([first, second])
    assert [(item.vector.shape, item.sentences.shape) for item in together] == [
        ((384,), (2, 384)),
        ((384,), (1, 384)),
    ]
    (alone,) = embedder.encode_passages([second])
    assert together[1].vector == pytest.approx(alone.vector, abs=1e-5)
    assert together[1].sentences == pytest.approx(alone.sentences, abs=1e-5)
    assert np.abs(together[1].pieces.astype(int) - alone.pieces).max() <= 1


def test_a_word_piece_of_a_question_is_nearest_to_itself_in_a_passage(embedder: Embedder) -> None:
    (asked,) = embedder.encode_questions(["bins and roads"])
    (kept,) = embedder.encode_passages(
        [PassageInput("Streets", passage("Mend roads. Empty bins."))]
    )
    assert asked.pieces.tolist() == [8026, 2015, 1998, 4925]
    assert asked.piece_vectors.shape == (4, 96)
    # Streets, mend (two pieces), roads, a full stop, empty, bin, s, a full stop.
    assert kept.pieces.shape == (9, 96)
    similar = (kept.pieces / 127) @ asked.piece_vectors.T
    assert similar.argmax(axis=0)[[0, 3]].tolist() == [6, 3]


def test_padding_is_no_piece_of_a_shorter_question(embedder: Embedder) -> None:
    short, _ = embedder.encode_questions(["bins", "when will the council empty all the bins"])
    (alone,) = embedder.encode_questions(["bins"])
    assert short.pieces.tolist() == alone.pieces.tolist() == [8026, 2015]
    assert short.piece_vectors == pytest.approx(alone.piece_vectors, abs=1e-4)


def test_files_that_are_no_model_are_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]")
    broken = ModelFiles("broken", tmp_path, "0" * 64, "0" * 64, 384, 254, random_basis(384))
    with pytest.raises(ModelError, match="cannot be loaded as a model"):
        Embedder(broken, threads=1)
