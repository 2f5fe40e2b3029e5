"""The basis of word pieces is made from documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.evaluation.projecting import fit_basis, texts_of
from retrieval.search import PIECE_DIMENSIONS
from tests.retrieval.builders import packaged_model
from tests.retrieval.shelf import CARERS, STPS, write

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.search import Embedder


def test_the_texts_are_passages_under_their_titles(tmp_path: Path) -> None:
    write(tmp_path, "stps.md", STPS)
    write(tmp_path, "carers.md", CARERS)
    texts = list(texts_of(tmp_path, packaged_model()))
    assert [text.split("\n")[0] for text in texts] == [
        "Unpaid carers",
        "What STPs are",
        "What STPs are",
    ]


def test_the_basis_is_orthonormal_with_what_varies_most_first(embedder: Embedder) -> None:
    texts = [STPS, CARERS]
    basis = fit_basis(embedder, texts)
    assert basis.shape == (384, PIECE_DIMENSIONS)
    assert basis.dtype == np.float16
    exact = basis.astype(np.float64)
    assert exact.T @ exact == pytest.approx(np.eye(PIECE_DIMENSIONS), abs=5e-3)
    vectors = np.concatenate([text.states for text in embedder.encode_pieces(texts)])
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    spread = (vectors @ exact).var(axis=0)
    assert spread[0] == spread.max()
    assert spread[0] > 5 * spread[40] > 5 * spread[-1]
