"""Exact nearest neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.search import VectorIndex

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
QUESTION = np.array([0, 1], dtype=np.float32)


def test_rows_come_nearest_first_and_never_more_than_there_are() -> None:
    index = VectorIndex.build(VECTORS)
    assert index.rows == 3
    assert index.search(QUESTION, 2).tolist() == [1, 2]
    assert index.search(QUESTION, 100).tolist() == [1, 2, 0]


def test_similarities_are_cosines_in_the_order_asked_for() -> None:
    index = VectorIndex.build(VECTORS)
    rows = np.array([2, 0], dtype=np.int64)
    assert index.similarities(QUESTION, rows) == pytest.approx([0.8, 0])


def test_a_saved_index_finds_the_same(tmp_path: Path) -> None:
    VectorIndex.build(VECTORS).save(tmp_path / "vectors.faiss")
    assert VectorIndex.load(tmp_path / "vectors.faiss").search(QUESTION, 3).tolist() == [1, 2, 0]
