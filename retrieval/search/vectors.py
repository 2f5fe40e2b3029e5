"""Exact nearest neighbours by inner product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import faiss
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt


class VectorIndex:
    """A flat FAISS index of L2-normalised vectors; rows are numbered as they came in."""

    def __init__(self, index: Any) -> None:
        """Wrap an index that ``build`` or ``load`` made."""
        # More threads make a single query slower whenever another process holds a core.
        faiss.omp_set_num_threads(1)
        self._index = index

    @classmethod
    def build(cls, vectors: npt.NDArray[np.float32]) -> Self:
        """Index float32 vectors of shape (rows, dimensions)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that ``save`` wrote."""
        return cls(faiss.read_index(str(path)))

    def search(self, vector: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
        """Return the rows of the ``count`` nearest vectors, nearest first."""
        _, rows = self._index.search(vector[None, :], min(count, self.rows))
        return np.asarray(rows[0], dtype=np.int64)

    def similarities(
        self, vector: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Return the cosine of ``vector`` with each of the rows."""
        return np.asarray(self._index.reconstruct_batch(rows) @ vector, dtype=np.float32)

    @property
    def rows(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)
