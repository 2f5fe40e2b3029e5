"""An index is built from the catalogue a document at a time, and is the same however large it is."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.domain import SHARED_LIBRARY
from retrieval.glossary import PassageOf, build_glossary
from retrieval.ingest import identity_of, passage_input
from retrieval.search import (
    Generation,
    LexicalIndex,
    Manifest,
    Sections,
    TokenCounts,
    VectorIndex,
    growing,
    mapping,
    write_generation,
)
from tests.retrieval.builders import packaged_model
from tests.retrieval.shelf import BINS, CARERS, POOL, STPS, open_library, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from retrieval import Library
    from retrieval.domain import Reply

QUESTIONS = (
    "when are household bins collected?",
    "What is an STP?",
    "how many areas had to write a plan?",
    "what may unpaid carers ask for?",
    "who repairs bicycles?",
)
TEXTS = {"bins.txt": BINS, "pool.txt": POOL, "stps.md": STPS, "carers.md": CARERS}


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[Library]:
    """Return a library with a few documents."""
    with open_library(tmp_path) as library:
        library.index([write(tmp_path, f"docs/{name}", text) for name, text in TEXTS.items()])
        yield library


@pytest.fixture
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything be large: built in files, and left on the disk where it is served from."""
    monkeypatch.setattr(growing, "_IN_MEMORY_BYTES", 1)
    monkeypatch.setattr(mapping, "_MAPPED_BYTES", 1)


def place(folder: Path) -> Path:
    return folder / "index" / "libraries" / SHARED_LIBRARY


def files(place: Path) -> dict[str, bytes]:
    """Return the files of the current generation, without the one that tells what it is."""
    current = place / (place / "current").read_text()
    paths = [path for path in current.rglob("*") if path.is_file()]
    found = {str(path.relative_to(current)): path.read_bytes() for path in paths}
    assert set(json.loads(found.pop("manifest.json"))["checksums"]) == set(found)
    return found


def build_again(library: Library, folder: Path) -> Generation:
    """Build the index anew."""
    (place(folder) / "current").unlink()
    library.generations._loaded.clear()  # noqa: SLF001
    generation = library.generations.current(SHARED_LIBRARY)
    assert generation is not None
    return generation


def at_once(library: Library) -> Generation:
    """Return the index of everything that the catalogue has, all of it in memory."""
    count = TokenCounts(packaged_model())
    stored = list(library.embeddings.all(SHARED_LIBRARY, identity_of(packaged_model())))
    inputs = [passage_input(item.title, item.passage, count) for item in stored]
    texts, contexts = [item.text for item in inputs], [item.context for item in inputs]
    lexical = LexicalIndex.build(texts)
    read = count.pieces(texts)
    sentence_pieces, before = [], 0
    for item, text, found in zip(stored, texts, read, strict=True):
        for sentence in item.passage.sentences:
            begins = len(text) - item.passage.end + sentence.start
            sentence_pieces.append(before + sum(end <= begins for end in found.ends))
        before += len(found.ends)
    sentences = [item.sentence_vectors for item in stored]
    pieces = [item.piece_vectors for item in stored]
    return Generation(
        passage_ids=np.array([item.id for item in stored], dtype=np.int64),
        document_ids=np.array([item.document_id for item in stored], dtype=np.int64),
        vectors=VectorIndex.build(np.stack([item.vector for item in stored])),
        lexical=lexical,
        headings=LexicalIndex.build(contexts),
        sections=Sections.build(contexts, lexical),
        sentence_vectors=np.concatenate(sentences),
        sentence_starts=np.cumsum([0, *map(len, sentences)], dtype=np.int64),
        sentence_pieces=np.array(sentence_pieces, dtype=np.int64),
        piece_vectors=np.concatenate(pieces),
        piece_starts=np.cumsum([0, *map(len, pieces)], dtype=np.int64),
        piece_frequencies=count.frequencies(read),
        glossary=build_glossary(
            [PassageOf(item.id, item.document_id, item.passage) for item in stored]
        ),
    )


def replies(library: Library) -> list[Reply]:
    return [library.ask(question) for question in QUESTIONS]


def test_the_index_is_that_of_everything_at_once_byte_for_byte(
    stocked: Library, tmp_path: Path
) -> None:
    write_generation(tmp_path / "once", at_once(stocked), Manifest("", "", "", "1", 0))
    expected = files(tmp_path / "once")
    assert len(expected) == 24
    assert files(place(tmp_path)) == expected


def test_a_large_library_has_the_same_index_and_gives_the_same_answers(
    stocked: Library, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    expected, answers = files(place(tmp_path)), replies(stocked)
    assert any(reply.quotes for reply in answers)
    request.getfixturevalue("_little_memory")
    generation = build_again(stocked, tmp_path)
    # Its own arrays, three of each index of words, those of its sections; FAISS maps its own.
    assert generation.mapped_files == 8 + 2 * 3 + 4
    assert generation.vectors.memory_bytes == 0
    assert files(place(tmp_path)) == expected
    assert replies(stocked) == answers


@pytest.mark.usefixtures("_little_memory")
def test_nothing_lies_about_after_a_large_library_was_built(
    stocked: Library, tmp_path: Path
) -> None:
    build_again(stocked, tmp_path)
    current = (place(tmp_path) / "current").read_text()
    assert {path.name for path in place(tmp_path).iterdir()} == {".lock", "current", current}
    # Their files were taken over, not copied.
    assert (place(tmp_path) / current / "pieces.npy").stat().st_nlink == 1


@pytest.mark.usefixtures("_little_memory")
def test_a_large_library_that_cannot_be_written_is_served_from_memory(
    stocked: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers = replies(stocked)
    stocked.generations._loaded.clear()  # noqa: SLF001
    moved = (tmp_path / "index" / "libraries").rename(tmp_path / "moved")
    (tmp_path / "index" / "libraries").write_text("in the way")
    assert replies(stocked) == answers
    assert "the search index could not be written" in caplog.text
    assert moved.is_dir()


def test_of_several_that_miss_an_index_one_builds_it(stocked: Library, tmp_path: Path) -> None:
    (place(tmp_path) / "current").unlink()
    others = [open_library(tmp_path) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        built = threads.map(lambda each: each.generations.current(SHARED_LIBRARY), others)
        assert all(generation is not None for generation in built)
    generations = [path for path in place(tmp_path).iterdir() if path.is_dir()]
    assert [path.name for path in generations] == [(place(tmp_path) / "current").read_text()]
    for each in others:
        each.close()
