"""Nearest neighbours are exact in a small library and nearly so in a large one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threadpoolctl import threadpool_info, threadpool_limits

from retrieval.search import LARGE_ROWS, IndexKind, VectorIndex
from retrieval.search.vectors import exact_neighbours, recall
from tests.retrieval.search.clustered import clustered

if TYPE_CHECKING:
    from pathlib import Path

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
QUESTION = np.array([0, 1], dtype=np.float32)
ROWS = 6000
LARGE = clustered(ROWS)
QUESTIONS = clustered(200, seed=2).astype(np.float32)
FLAT = VectorIndex.build(LARGE)
IN_LISTS = VectorIndex.build(LARGE, large=ROWS)


def test_no_threads_are_kept_waiting_for_small_products() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = blas_threads()
        VectorIndex.build(VECTORS)
        after = blas_threads()
    assert before == {2}
    assert after == {1}


def blas_threads() -> set[int]:
    return {lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"}


def test_a_search_keeps_to_one_thread_on_whichever_it_is_called() -> None:
    def searched() -> tuple[int, int]:
        faiss.omp_set_num_threads(2)
        before = faiss.omp_get_max_threads()
        IN_LISTS.search(QUESTIONS[0], 5)
        return before, faiss.omp_get_max_threads()

    with ThreadPoolExecutor(1) as other:
        assert other.submit(searched).result() == (2, 1)


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


# --- Large libraries ----------------------------------------------------------------------------


def test_the_size_chooses_the_kind() -> None:
    assert VectorIndex.build(VECTORS, large=4).kind is IndexKind.FLAT
    assert VectorIndex.build(VECTORS, large=3).kind is IndexKind.LISTS
    assert FLAT.kind is IndexKind.FLAT
    few = np.zeros((LARGE_ROWS, 1), dtype=np.float16)
    few[:, 0] = 1
    assert VectorIndex.build(few[:-1]).kind is IndexKind.FLAT
    assert VectorIndex.build(few).kind is IndexKind.LISTS


def test_lists_find_nearly_all_of_the_nearest_and_read_few() -> None:
    nearest = exact_neighbours(LARGE, QUESTIONS, 10)
    found = np.stack([IN_LISTS.search(question, 10) for question in QUESTIONS])
    assert recall(found, nearest) >= 0.99
    assert IN_LISTS.lists_read < 1


def test_the_nearest_of_all_are_what_a_flat_index_finds() -> None:
    nearest = exact_neighbours(LARGE, QUESTIONS, 10)
    found = np.stack([FLAT.search(question, 10) for question in QUESTIONS])
    assert recall(found, nearest) == pytest.approx(1, abs=1e-3)


def test_recall_is_the_share_that_was_found() -> None:
    nearest = np.array([[1, 2], [3, 4]])
    assert recall(np.array([[2, 1], [4, 9]]), nearest) == 0.75


def test_similarities_in_lists_are_exactly_those_of_a_flat_index() -> None:
    rows = np.array([17, 5999, 0, 17], dtype=np.int64)
    for question in QUESTIONS[:10]:
        expected = FLAT.similarities(question, rows)
        assert IN_LISTS.similarities(question, rows).tolist() == expected.tolist()


def test_the_same_vectors_make_the_same_lists() -> None:
    again = VectorIndex.build(LARGE, large=ROWS)
    for question in QUESTIONS[:20]:
        expected = IN_LISTS.search(question, 100).tolist()
        assert again.search(question, 100).tolist() == expected


def test_saved_lists_find_the_same(tmp_path: Path) -> None:
    IN_LISTS.save(tmp_path / "vectors.faiss")
    loaded = VectorIndex.load(tmp_path / "vectors.faiss")
    assert (loaded.kind, loaded.rows) == (IndexKind.LISTS, ROWS)
    # The vectors and their numbers stay on the disk.
    assert loaded.memory_bytes == IN_LISTS.memory_bytes - ROWS * (96 * 2 + 8)
    rows = np.arange(0, ROWS, 7, dtype=np.int64)
    for question in QUESTIONS[:20]:
        expected = IN_LISTS.search(question, 100).tolist()
        assert loaded.search(question, 100).tolist() == expected
        expected = IN_LISTS.search(question, 100, among=rows).tolist()
        assert loaded.search(question, 100, among=rows).tolist() == expected


def test_identical_vectors_can_be_put_in_lists() -> None:
    same = np.repeat(VECTORS[:1], 500, axis=0)
    index = VectorIndex.build(same, large=500)
    assert index.similarities(VECTORS[0], index.search(VECTORS[0], 10)).tolist() == [1.0] * 10


@settings(max_examples=60, deadline=None)
@given(
    rows=st.sets(st.integers(0, ROWS - 1), max_size=300),
    count=st.integers(1, 120),
    number=st.integers(0, len(QUESTIONS) - 1),
)
def test_among_chosen_rows_lists_find_exactly_what_a_flat_index_finds(
    rows: set[int], count: int, number: int
) -> None:
    among = np.array(sorted(rows), dtype=np.int64)
    cosines = FLAT.similarities(QUESTIONS[number], among)
    expected = np.sort(cosines)[::-1][:count]
    for index in (FLAT, IN_LISTS):
        found = index.search(QUESTIONS[number], count, among=among)
        assert set(found.tolist()) <= rows
        assert len(set(found.tolist())) == len(expected)
        assert index.similarities(QUESTIONS[number], found) == pytest.approx(expected, abs=1e-6)


def test_lists_of_float16_take_little_more_than_half_the_memory() -> None:
    assert FLAT.memory_bytes == ROWS * 96 * 4
    lists = round(2 * ROWS**0.5)
    assert IN_LISTS.memory_bytes == ROWS * (96 * 2 + 16) + lists * 96 * 4
