"""How long the kinds of vector index take, how much memory, and what they find."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import faiss
import numpy as np

from retrieval.search import VectorIndex
from retrieval.search.vectors import recall
from tests.benchmarks.tables import own_mb, percentiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy.typing as npt

FLAT, FLAT_16, LISTS, GRAPH = "flat, float32", "flat, float16", "lists, float16", "HNSW, float16"
_DEPTH = 100
_TIMED = 200
_NEIGHBOURS = 32
_CONSTRUCTION = 80
_WIDTHS = (32, 64, 128, 256, 512)
_RECALL = 0.99


@dataclass(frozen=True)
class KindFigures:
    """What was measured of one kind at one size."""

    rows: int
    kind: str
    build_s: float
    """Of the processor's time, which other work on the machine does not lengthen much."""
    memory_mb: float
    """By which the process grew when the index was loaded."""
    milliseconds: str
    """Of the processor's time to find the nearest 100; median and 95th percentile."""
    at_10: float
    at_100: float
    detail: str


def measure_kind(
    kind: str,
    file: Path,
    rows: int,
    questions: npt.NDArray[np.float32],
    nearest: npt.NDArray[np.int64],
) -> KindFigures:
    """Build an index of the first rows of a file, and ask it; in a process of its own."""
    faiss.omp_set_num_threads(1)
    vectors = np.load(file, mmap_mode="r")[:rows]
    began = time.thread_time()
    index = _BUILD[kind](vectors)
    build_s = time.thread_time() - began
    saved = file.with_name(f"{rows} {kind}.faiss")
    faiss.write_index(index, str(saved))
    del index
    before = own_mb()
    index = faiss.read_index(str(saved))
    memory_mb = own_mb() - before
    saved.unlink()
    if kind == GRAPH:
        _widen(index, questions, nearest)
    seconds, found = [], []
    asked = [questions[number % len(questions)] for number in range(_TIMED)]
    for question in asked:
        began = time.thread_time()
        _, rows_found = index.search(question[None, :], _DEPTH)
        seconds.append(time.thread_time() - began)
        found.append(rows_found[0])
    expected = nearest[np.arange(_TIMED) % len(questions)]
    found_rows = np.stack(found)
    return KindFigures(
        rows=rows,
        kind=kind,
        build_s=build_s,
        memory_mb=memory_mb,
        milliseconds=percentiles(seconds),
        at_10=recall(found_rows[:, :10], expected[:, :10]),
        at_100=recall(found_rows, expected),
        detail=_detail(kind, index),
    )


def _flat(vectors: npt.NDArray[np.float16]) -> Any:
    return VectorIndex.build(vectors, large=sys.maxsize)._index  # noqa: SLF001


def _lists(vectors: npt.NDArray[np.float16]) -> Any:
    return VectorIndex.build(vectors, large=0)._index  # noqa: SLF001


def _flat_16(vectors: npt.NDArray[np.float16]) -> Any:
    index = faiss.IndexScalarQuantizer(
        vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    index.train(vectors[:1].astype(np.float32))
    index.add(vectors.astype(np.float32))
    return index


def _graph(vectors: npt.NDArray[np.float16]) -> Any:
    library: Any = faiss  # Its types take another order of arguments.
    index = library.IndexHNSWSQ(
        vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT
    )
    index.hnsw.efConstruction = _CONSTRUCTION
    index.train(vectors[:1].astype(np.float32))
    index.add(vectors.astype(np.float32))
    return index


_BUILD: dict[str, Callable[[npt.NDArray[np.float16]], Any]] = {
    FLAT: _flat,
    FLAT_16: _flat_16,
    LISTS: _lists,
    GRAPH: _graph,
}


def _widen(index: Any, questions: npt.NDArray[np.float32], nearest: npt.NDArray[np.int64]) -> None:
    """Search as widely as .99 needs, which is in favour of this kind: it sees the questions."""
    for width in _WIDTHS:
        index.hnsw.efSearch = width
        _, found = index.search(questions, 10)
        if recall(found, nearest[:, :10]) >= _RECALL:
            return


def _detail(kind: str, index: Any) -> str:
    if kind == LISTS:
        return f"{index.nprobe} of {index.nlist} lists read"
    if kind == GRAPH:
        return f"M {_NEIGHBOURS}, efConstruction {_CONSTRUCTION}, efSearch {index.hnsw.efSearch}"
    return "exact"
