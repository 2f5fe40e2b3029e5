"""Indexes are held within limits; those asked least recently go first."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import numpy as np

from retrieval.domain import SHARED_LIBRARY, Glossary
from retrieval.search import Generation, LexicalIndex, Sections, VectorIndex
from retrieval.serving.loaded import LoadedIndex, LoadedIndexes

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    import pytest


def generation(rows: int = 20, pieces: npt.NDArray[np.int8] | None = None) -> Generation:
    lexical = LexicalIndex.build([f"text {number}" for number in range(rows)])
    return Generation(
        passage_ids=np.arange(rows, dtype=np.int64),
        document_ids=np.arange(rows, dtype=np.int64),
        vectors=VectorIndex.build(np.full((rows, 4), 0.5, dtype=np.float16)),
        lexical=lexical,
        headings=LexicalIndex.build(["heading"] * rows),
        sections=Sections.build(["heading"] * rows, lexical),
        sentence_vectors=np.full((rows, 4), 0.5, dtype=np.float16),
        sentence_starts=np.arange(rows + 1, dtype=np.int64),
        sentence_pieces=np.arange(rows, dtype=np.int64),
        piece_vectors=np.ones((rows, 4), dtype=np.int8) if pieces is None else pieces,
        piece_starts=np.arange(rows + 1, dtype=np.int64),
        piece_frequencies=np.ones(10, dtype=np.int32),
        glossary=Glossary(),
    )


def index(revision: str = "1", rows: int = 20) -> LoadedIndex:
    return LoadedIndex(revision, generation(rows))


SIZE = index().memory_bytes


def room_for(count: int, **limits: int) -> LoadedIndexes:
    return LoadedIndexes(count * SIZE + SIZE // 2, **limits)


def test_the_one_asked_least_recently_goes_first() -> None:
    loaded = room_for(3)
    for library in ("a", "b", "c"):
        loaded.put(library, index())
    assert loaded.get("a") is not None
    loaded.put("d", index())
    assert loaded.libraries == ("c", "a", "d")
    loaded.put("e", index())
    assert loaded.libraries == ("a", "d", "e")
    assert (loaded.count, loaded.evicted) == (3, 2)


def test_what_all_take_is_measured_and_within_the_limit() -> None:
    loaded = room_for(4)
    sizes = [10, 40, 25, 33, 8, 60, 12, 20]
    for number, rows in enumerate(sizes):
        loaded.put(str(number), index(rows=rows))
        held = [loaded.get(library) for library in loaded.libraries]
        measured = sum(item.memory_bytes for item in held if item is not None)
        assert loaded.memory_bytes == measured <= 4.5 * SIZE
    assert loaded.evicted > 0


def test_a_newer_index_of_a_library_takes_the_place_of_the_older() -> None:
    loaded = room_for(2)
    for revision in ("1", "2", "3"):
        loaded.put("a", index(revision))
    found = loaded.get("a")
    assert found is not None
    assert found.revision == "3"
    assert loaded.memory_bytes == SIZE
    assert loaded.evicted == 0


def test_the_shared_library_stays() -> None:
    loaded = room_for(2)
    loaded.put(SHARED_LIBRARY, index())
    for library in ("a", "b", "c"):
        loaded.put(library, index())
    assert loaded.libraries == (SHARED_LIBRARY, "c")


def test_one_that_is_too_large_by_itself_is_held_alone_and_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loaded = LoadedIndexes(SIZE - 1)
    loaded.put("a", index())
    loaded.put("b", index())
    assert loaded.libraries == ("b",)
    assert "RETRIEVAL_INDEX_MEMORY_MB" in caplog.text


def test_libraries_without_passages_are_let_go_of_too() -> None:
    empty = LoadedIndex("1", None)
    loaded = LoadedIndexes(10 * empty.memory_bytes)
    for number in range(50):
        loaded.put(str(number), empty)
    assert loaded.libraries == tuple(map(str, range(40, 50)))
    assert (loaded.count, loaded.evicted) == (0, 0)


def test_one_that_a_question_still_reads_comes_back_from_there() -> None:
    loaded = room_for(1)
    loaded.put("a", index())
    reading = loaded.get("a")
    assert reading is not None
    loaded.put("b", index())
    assert loaded.get("a") is None
    assert loaded.still_read("a", "1") is reading.generation
    assert loaded.still_read("a", "2") is None
    del reading
    gc.collect()
    assert loaded.still_read("a", "1") is None


def test_open_files_are_limited_as_well(tmp_path: Path) -> None:
    np.save(tmp_path / "pieces.npy", np.ones((20, 4), dtype=np.int8))
    loaded = room_for(100, most_files=3)
    for number in range(5):
        mapped = np.load(tmp_path / "pieces.npy", mmap_mode="r")
        loaded.put(str(number), LoadedIndex("1", generation(pieces=mapped)))
    assert loaded.libraries == ("2", "3", "4")


def test_what_is_mapped_takes_no_memory(tmp_path: Path) -> None:
    pieces = np.ones((500_000, 4), dtype=np.int8)
    np.save(tmp_path / "pieces.npy", pieces)
    in_memory = generation(pieces=pieces)
    mapped = generation(pieces=np.load(tmp_path / "pieces.npy", mmap_mode="r"))
    assert in_memory.memory_bytes - mapped.memory_bytes == 2_000_000
    assert (in_memory.mapped_files, mapped.mapped_files) == (0, 1)


def test_all_are_let_go_of_at_once() -> None:
    loaded = room_for(3)
    loaded.put("a", index())
    loaded.clear()
    assert (loaded.libraries, loaded.memory_bytes) == ((), 0)
