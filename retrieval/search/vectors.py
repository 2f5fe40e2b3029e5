"""Nearest neighbours by inner product: exact in a small library, nearly exact in a large one."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

import faiss
import numpy as np
from threadpoolctl import threadpool_limits

from retrieval.search.mapping import is_mapped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    Floats = npt.NDArray[np.float32] | npt.NDArray[np.float16]

LARGE_ROWS = 50_000
"""Rows from which on vectors are kept in lists of near ones, of which a question reads a few."""

_BLOCK_ROWS = 50_000
"""Rows that are made float32 at a time."""
_LISTS_PER_ROOT = 2
"""Lists for each unit of the square root of the rows: choosing among the lists and reading the chosen
ones then cost about the same."""
_TRAINED_PER_LIST = 40
_ROUNDS = 8
_TRIALS = 512
"""Made-up questions by which it is found how many lists have to be read."""
_NEAREST = 10
_RECALL = 0.999
"""Share of the nearest ones to be found for the made-up questions. Real ones are harder: of theirs
.99 or more is found then, as ``tests/benchmarks/SCALE.md`` shows."""
_CLOSENESS = 0.6
"""How much of a made-up question is the vector of a passage; about the cosine of a real question with
the passage that answers it."""
_STEP = 1.4
"""By which more lists are tried."""
_LEAST = 1e-6


class IndexKind(StrEnum):
    """How vectors are kept."""

    FLAT = "flat"
    """As float32, all of them compared with each question."""
    LISTS = "lists"
    """As float16 in an inverted file (IVF; Sivic and Zisserman 2003, Jégou et al. 2011). The
    catalogue keeps float16 as well, so nothing is lost."""


class VectorIndex:
    """A FAISS index of L2-normalised vectors; rows are numbered as they came in."""

    def __init__(self, index: Any, *, mapped: bool = False) -> None:
        """Wrap an index that ``build`` or ``load`` made.

        :param mapped: whether its vectors are on the disk.
        """
        # BLAS multiplies small matrices for every question; several threads for one of them wait
        # for each other busily.
        threadpool_limits(1, user_api="blas")
        self._index = index
        self._mapped = mapped

    @classmethod
    def build(cls, vectors: Floats, *, large: int = LARGE_ROWS) -> Self:
        """Index vectors of shape (rows, dimensions).

        :param large: rows from which on they are kept in lists.
        """
        if len(vectors) >= large:
            return cls(_lists(vectors))
        index = faiss.IndexFlatIP(vectors.shape[1])
        for block in _blocks(vectors):
            index.add(block)
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read an index that ``save`` wrote; a large one's vectors stay on the disk."""
        mapped = is_mapped(path)
        # The older IO_FLAG_MMAP would start threads for each question, to read ahead.
        how = faiss.IO_FLAG_MMAP_IFC if mapped else 0
        return cls(faiss.read_index(str(path), how), mapped=mapped)

    def search(
        self,
        vector: npt.NDArray[np.float32],
        count: int,
        *,
        among: npt.NDArray[np.int64] | None = None,
    ) -> npt.NDArray[np.int64]:
        """Return the rows of the ``count`` nearest vectors, nearest first.

        :param among: the rows to choose from; the result is then exact in an index of any kind.
        """
        count = min(count, self.rows if among is None else len(among))
        if not count:
            return np.zeros(0, dtype=np.int64)
        how = None if among is None else self._restricted(among)
        # More threads make a single query slower whenever another process holds a core. The limit
        # is the calling thread's alone, and questions come on many.
        faiss.omp_set_num_threads(1)
        _, rows = self._index.search(vector[None, :], count, params=how)
        # The lists that were read may hold fewer.
        return np.asarray(rows[0][rows[0] >= 0], dtype=np.int64)

    def similarities(
        self, vector: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float32]:
        """Return the cosine of ``vector`` with each of the rows."""
        return np.asarray(self._index.reconstruct_batch(rows) @ vector, dtype=np.float32)

    @property
    def rows(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def kind(self) -> IndexKind:
        """How the vectors are kept."""
        return IndexKind.LISTS if isinstance(self._index, faiss.IndexIVF) else IndexKind.FLAT

    @property
    def lists_read(self) -> float:
        """Share of the lists that a question reads; 1 where all vectors are compared."""
        lists = self.kind is IndexKind.LISTS
        return self._index.nprobe / self._index.nlist if lists else 1.0

    @property
    def memory_bytes(self) -> int:
        """Bytes that the vectors take, with what finds them; those on the disk take none."""
        code_bytes = 0 if self._mapped else int(self._index.code_size)
        if self.kind is IndexKind.FLAT:
            return self.rows * code_bytes
        number_bytes = np.dtype(np.int64).itemsize
        centroids = self._index.nlist * self._index.d * np.dtype(np.float32).itemsize
        # Each row's number stands in its list, and its list and place in the map of all rows.
        in_lists = 0 if self._mapped else code_bytes + number_bytes
        return int(self.rows * (in_lists + number_bytes) + centroids)

    def _restricted(self, rows: npt.NDArray[np.int64]) -> Any:
        library: Any = faiss  # Its types do not know what its Python side adds to these.
        chosen = np.zeros(self.rows, dtype=bool)
        chosen[rows] = True
        selector = library.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))
        if self.kind is IndexKind.FLAT:
            return library.SearchParameters(sel=selector)
        return library.SearchParametersIVF(sel=selector, nprobe=self._index.nlist)


def _lists(vectors: Floats) -> Any:
    """Return an index in lists, which reads as many of them as recall needs in this library."""
    faiss.omp_set_num_threads(1)
    rows, dimensions = vectors.shape
    count = max(1, round(_LISTS_PER_ROOT * math.sqrt(rows)))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions),
        dimensions,
        count,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,  # Not as what is left over from the list's centre, which would round.
    )
    index.cp.niter, index.cp.spherical = _ROUNDS, True
    index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 1, _TRAINED_PER_LIST
    chance = np.random.default_rng(0)  # The same index of the same vectors.
    sample = np.sort(chance.permutation(rows)[: count * _TRAINED_PER_LIST])
    index.train(np.ascontiguousarray(vectors[sample], dtype=np.float32))
    for block in _blocks(vectors):
        index.add(block)
    index.make_direct_map()
    index.nprobe = _lists_to_read(index, vectors, chance)
    return index


def _lists_to_read(index: Any, vectors: Floats, chance: np.random.Generator) -> int:
    """Return about the least number of lists in which the nearest ones are found.

    A question is made of a passage and of the difference of two others: away from the passages as
    real ones are, but in the directions in which texts differ. With noise in all directions, fewer
    lists would seem to be enough than real questions need.
    """
    rows = chance.integers(len(vectors), size=(3, _TRIALS))
    about, one, other = (np.asarray(vectors[chosen], dtype=np.float32) for chosen in rows)
    away = one - other
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), _LEAST)
    questions = _CLOSENESS * about + math.sqrt(1 - _CLOSENESS**2) * away
    nearest = exact_neighbours(vectors, questions, min(_NEAREST, len(vectors)))
    index.nprobe = 1
    while index.nprobe < index.nlist:
        _, found = index.search(questions, nearest.shape[1])
        if recall(found, nearest) >= _RECALL:
            break
        index.nprobe = min(math.ceil(_STEP * index.nprobe), index.nlist)
    return int(index.nprobe)


def exact_neighbours(
    vectors: Floats, questions: npt.NDArray[np.float32], count: int
) -> npt.NDArray[np.int64]:
    """Return the rows of the ``count`` vectors nearest to each question, nearest first."""
    nearest = faiss.ResultHeap(len(questions), count, keep_max=True)
    first = 0
    for block in _blocks(vectors):
        similarities, rows = faiss.knn(
            questions, block, min(count, len(block)), metric=faiss.METRIC_INNER_PRODUCT
        )
        nearest.add_result(similarities, rows + first)
        first += len(block)
    nearest.finalize()
    return np.asarray(nearest.I, dtype=np.int64)


def recall(found: npt.NDArray[np.int64], nearest: npt.NDArray[np.int64]) -> float:
    """Return which share of the nearest rows was found; both of shape (questions, rows)."""
    shared = [np.intp(len(np.intersect1d(*pair))) for pair in zip(found, nearest, strict=True)]
    return float(np.sum(shared) / nearest.size)


def _blocks(vectors: Floats) -> Iterator[npt.NDArray[np.float32]]:
    for first in range(0, len(vectors), _BLOCK_ROWS):
        yield np.ascontiguousarray(vectors[first : first + _BLOCK_ROWS], dtype=np.float32)
