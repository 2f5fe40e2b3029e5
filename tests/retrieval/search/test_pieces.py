"""Vectors of word pieces, and what late interaction makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.search.pieces import (
    PIECE_DIMENSIONS,
    best_matches,
    compress,
    late_interaction,
    packaged_basis,
    project,
    random_basis,
)

FIRST, SECOND = [1.0, 0.0], [0.0, 1.0]
PIECES = np.array([[127, 0], [127, 0], [0, 127], [-127, 0]], dtype=np.int8)


def scores(question: list[list[float]], weights: list[float]) -> list[float]:
    """Score three passages: of the first direction, of both, and of neither."""
    matches = best_matches(
        np.array(question, np.float32).reshape(-1, 2), PIECES, np.array([0, 1, 3])
    )
    found = late_interaction(matches, np.array(weights, np.float32))
    return [round(float(value), 5) for value in found]


@pytest.mark.parametrize(
    ("starts", "first", "second"),
    [
        ([0, 1, 3], [1, 1, -1], [0, 1, 0]),
        ([0, 0, 4], [-1, 1, -1], [-1, 1, -1]),
        ([0, 3, 3, 4], [1, -1, -1, -1], [1, -1, 0, -1]),
    ],
)
def test_a_text_without_pieces_matches_nothing_and_takes_none_of_its_neighbours(
    starts: list[int], first: list[float], second: list[float]
) -> None:
    matches = best_matches(np.eye(2, dtype=np.float32), PIECES, np.array(starts))
    assert matches.T.tolist() == [first, second]


def test_each_piece_of_the_question_counts_by_its_weight_with_its_best_match() -> None:
    assert scores([FIRST], [2.0]) == [1, 1, -1]
    assert scores([FIRST, SECOND], [3.0, 1.0]) == [0.75, 1.0, -0.75]


def test_a_question_without_pieces_or_weights_matches_nothing() -> None:
    assert scores([], []) == [0, 0, 0]
    assert scores([FIRST], [0.0]) == [0, 0, 0]


@pytest.mark.parametrize("basis", [packaged_basis(), random_basis(384)], ids=["fitted", "random"])
def test_a_basis_is_orthonormal_and_keeps_what_is_alike_alike(basis: np.ndarray) -> None:
    assert basis.shape == (384, PIECE_DIMENSIONS)
    assert basis.T @ basis == pytest.approx(np.eye(PIECE_DIMENSIONS), abs=2e-3)
    vector = basis[:, :3] @ np.array([0.5, 0.2, 0.1], np.float32)
    near = vector + 0.01 * basis[:, 5]
    one, other = project(np.stack([vector, near]).astype(np.float32), basis)
    assert one @ other > 0.99


def test_another_model_has_the_same_basis_in_every_process() -> None:
    assert random_basis(8).tolist() == random_basis(8).tolist()
    assert random_basis(8).shape == (8, 8)


def test_compressed_vectors_are_whole_numbers_up_to_127() -> None:
    kept = compress(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32), np.eye(2, dtype=np.float32))
    assert kept.dtype == np.int8
    assert kept.tolist() == [[76, 102], [0, 0]]
