"""Vectors that lie as those of sentences do: in topics, each of which varies in some directions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

DIMENSIONS = 96
_TOPICS = 40
_DIRECTIONS = 12
_SPREAD = 0.8
_NOISE = 0.3


def clustered(rows: int, *, seed: int = 1) -> npt.NDArray[np.float16]:
    """Return L2-normalised vectors of shape (rows, 96), in float16 as the catalogue keeps them."""
    chance = np.random.default_rng(seed)
    # All seeds have the same topics, so that questions are about what the passages are about.
    world = np.random.default_rng(0)
    topics = _normalised(world.standard_normal((_TOPICS, DIMENSIONS)))
    directions = _normalised(world.standard_normal((_TOPICS, _DIRECTIONS, DIMENSIONS)))
    about = chance.integers(_TOPICS, size=rows)
    along = chance.standard_normal((rows, _DIRECTIONS)) * (_SPREAD / np.sqrt(_DIRECTIONS))
    varied = topics[about] + np.einsum("rd,rdk->rk", along, directions[about])
    noise = _NOISE * _normalised(chance.standard_normal((rows, DIMENSIONS)))
    return _normalised(varied + noise).astype(np.float16)


def _normalised(vectors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))
