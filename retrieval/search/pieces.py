"""Small vectors of single word pieces, for comparing a question with a passage piece by piece."""

from __future__ import annotations

import io
from importlib import resources

import numpy as np
import numpy.typing as npt

PIECE_DIMENSIONS = 96
"""Dimensions that are kept of a word piece; on the dev sets all of them rank no better."""

_SCALE = 127
_NO_MATCH = -1.0
_BASIS = "pieces.npy"


def packaged_basis() -> npt.NDArray[np.float32]:
    """Return the basis for the default model, float32 of shape (model dimensions, kept ones).

    The principal components of its word pieces in the starter briefings, fitted by
    ``python -m retrieval fit basis``. On the dev sets it ranks as well as one that is fitted on
    the sets' own texts.
    """
    stored = resources.files("retrieval.search").joinpath(_BASIS).read_bytes()
    return np.asarray(np.load(io.BytesIO(stored)), dtype=np.float32)


def random_basis(dimensions: int) -> npt.NDArray[np.float32]:
    """Return a basis for any other model: always the same random directions, orthonormal.

    Keeps distances nearly (Johnson and Lindenstrauss 1984), where none was fitted.
    """
    # A seed makes the same directions in every process, which stored vectors depend on.
    directions = np.random.default_rng(0).standard_normal((dimensions, dimensions))
    orthonormal, _ = np.linalg.qr(directions)
    return np.asarray(orthonormal[:, :PIECE_DIMENSIONS], dtype=np.float32)


def compress(
    vectors: npt.NDArray[np.float32], basis: npt.NDArray[np.float32]
) -> npt.NDArray[np.int8]:
    """Return vectors of word pieces as they are stored: int8 of shape (pieces, kept dimensions).

    127 stands for 1; each is L2-normalised after the projection.
    """
    return np.rint(project(vectors, basis) * _SCALE).astype(np.int8)


def project(
    vectors: npt.NDArray[np.float32], basis: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return vectors in the kept dimensions, L2-normalised, float32."""
    kept = vectors @ basis
    lengths = np.linalg.norm(kept, axis=1, keepdims=True)
    return np.asarray(kept / np.maximum(lengths, 1e-9), dtype=np.float32)


def piece_weights(frequencies: npt.NDArray[np.int32], passages: int) -> npt.NDArray[np.float32]:
    """Return the inverse document frequency of word pieces, by the passages that have each."""
    return np.asarray(np.log1p(passages / (1 + frequencies)), dtype=np.float32)


def best_matches(
    question: npt.NDArray[np.float32],
    pieces: npt.NDArray[np.int8],
    starts: npt.NDArray[np.int64],
) -> npt.NDArray[np.float32]:
    """Return the best match of each text for every word piece of a question, -1 to 1.

    :param question: float32 of shape (question pieces, dimensions).
    :param pieces: those of all the texts, one text after the other.
    :param starts: row of each text's first piece. One without any matches nothing.
    :returns: float32 of shape (texts, question pieces).
    """
    # One more row, since the last text may begin where the pieces end.
    similarities = np.empty((len(pieces) + 1, len(question)), dtype=np.float32)
    np.matmul(pieces.astype(np.float32), question.T, out=similarities[:-1])
    similarities[-1] = _NO_MATCH * _SCALE
    best = np.maximum.reduceat(similarities, starts, axis=0)
    # All of them are many times as large as what is left in the end, so it is that which is scaled.
    best /= _SCALE
    best[np.diff(starts, append=len(pieces)) == 0] = _NO_MATCH
    return np.asarray(best, dtype=np.float32)


def late_interaction(
    matches: npt.NDArray[np.float32], weights: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Return how well each text has a match for every word piece of a question, 0 to 1.

    MaxSim of ColBERT (Khattab and Zaharia 2020), as the weighted mean over the question's pieces:
    with equal weights "the" would count as much as what is asked about.

    :param matches: see ``best_matches``.
    :param weights: of the question's pieces, not negative.
    """
    total = float(weights.sum())
    if total <= 0:
        return np.zeros(len(matches), dtype=np.float32)
    return np.asarray(matches @ weights / total, dtype=np.float32)
