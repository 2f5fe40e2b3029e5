"""A generation on disk is complete and current, or it is not used."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.domain import EntryKind, Glossary, GlossaryEntry
from retrieval.errors import IndexDamagedError
from retrieval.search import (
    Generation,
    LexicalIndex,
    Manifest,
    Sections,
    VectorIndex,
    load_current,
    write_generation,
)

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = Manifest(
    model_name="a model", model_revision="abc", library="guild:1", library_revision="7", passages=2
)
STP = GlossaryEntry(
    term="STP",
    meaning="Sustainability and Transformation Plan",
    kind=EntryKind.BRACKETED,
    passage_id=11,
    start=5,
    end=60,
)
FILES = [
    "glossary.json",
    "passages.npy",
    "documents.npy",
    "sentences.npy",
    "starts.npy",
    "sentence_pieces.npy",
    "pieces.npy",
    "piece_starts.npy",
    "piece_frequencies.npy",
    "vectors.faiss",
    "bm25/params.index.json",
    "bm25/vocab.index.json",
    "bm25/data.csc.index.npy",
    "bm25/indices.csc.index.npy",
    "bm25/indptr.csc.index.npy",
    "headings/params.index.json",
    "headings/vocab.index.json",
    "headings/data.csc.index.npy",
    "headings/indices.csc.index.npy",
    "headings/indptr.csc.index.npy",
    "sections/passages.npy",
    "sections/counts.npy",
    "sections/words.npy",
    "sections/word_starts.npy",
]


def generation() -> Generation:
    lexical = LexicalIndex.build(["councils collect bins", "libraries lend books"])
    return Generation(
        passage_ids=np.array([11, 12], dtype=np.int64),
        document_ids=np.array([5, 6], dtype=np.int64),
        vectors=VectorIndex.build(np.eye(2, dtype=np.float32)),
        lexical=lexical,
        headings=LexicalIndex.build(["bins", "books"]),
        sections=Sections.build(["bins", "books"], lexical),
        sentence_vectors=np.eye(2, dtype=np.float16),
        sentence_starts=np.array([0, 1, 2], dtype=np.int64),
        sentence_pieces=np.array([0, 2], dtype=np.int64),
        piece_vectors=np.array([[127, 0], [0, 127], [90, 90]], dtype=np.int8),
        piece_starts=np.array([0, 2, 3], dtype=np.int64),
        piece_frequencies=np.array([1, 2, 0], dtype=np.int32),
        glossary=Glossary((STP,)),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a current generation."""
    folder = tmp_path / "guild-1"
    write_generation(folder, generation(), MANIFEST)
    return folder


def chosen(folder: Path) -> Path:
    return folder / (folder / "current").read_text()


def test_what_was_written_is_loaded(folder: Path) -> None:
    loaded, written = load_current(folder, MANIFEST), generation()
    assert loaded.passage_ids.tolist() == [11, 12]
    assert loaded.sentence_vectors.tolist() == written.sentence_vectors.tolist()
    assert loaded.sentence_starts.tolist() == [0, 1, 2]
    assert loaded.glossary.entries == (STP,)
    assert loaded.vectors.search(np.array([0, 1], dtype=np.float32), 1).tolist() == [1]
    assert loaded.lexical.scores(["book"]).tolist() == written.lexical.scores(["book"]).tolist()


def test_every_file_has_its_checksum_in_the_manifest(folder: Path) -> None:
    manifest = json.loads((chosen(folder) / "manifest.json").read_text())
    assert sorted(manifest.pop("checksums")) == sorted(FILES)
    assert manifest == {
        "model_name": "a model",
        "model_revision": "abc",
        "library": "guild:1",
        "library_revision": "7",
        "passages": 2,
        "layout": 4,
    }


def test_a_newer_generation_takes_the_place_of_the_older(folder: Path) -> None:
    before = chosen(folder)
    newer = replace(MANIFEST, library_revision="8")
    write_generation(folder, generation(), newer)
    assert load_current(folder, newer).passage_ids.tolist() == [11, 12]
    assert not before.exists()
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["current", chosen(folder).name]
    )


def test_what_a_killed_run_left_is_swept_away_but_locks_stay(folder: Path) -> None:
    (folder / "tmp-dead").mkdir()
    (folder / "tmp-dead" / "vectors.faiss").write_bytes(b"half")
    (folder / "tmp-pointer").write_text("nowhere")
    (folder / ".lock").touch()
    write_generation(folder, generation(), MANIFEST)
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [".lock", "current", chosen(folder).name]
    )


@pytest.mark.parametrize("name", FILES)
def test_a_torn_file_is_noticed(folder: Path, name: str) -> None:
    file = chosen(folder) / name
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(IndexDamagedError, match="is torn: its checksum is wrong"):
        load_current(folder, MANIFEST)


@pytest.mark.parametrize("name", [*FILES, "manifest.json", "../current"])
def test_a_missing_file_is_noticed(folder: Path, name: str) -> None:
    (chosen(folder) / name).unlink()
    with pytest.raises(IndexDamagedError, match="has no whole search index"):
        load_current(folder, MANIFEST)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"model_name": "a model"}', "null"])
def test_a_torn_manifest_is_noticed(folder: Path, content: str) -> None:
    (chosen(folder) / "manifest.json").write_text(content)
    with pytest.raises(IndexDamagedError, match="has no whole search index"):
        load_current(folder, MANIFEST)


@pytest.mark.parametrize("content", ["", "nowhere", "../.."])
def test_a_pointer_to_nothing_is_noticed(folder: Path, content: str) -> None:
    (folder / "current").write_text(content)
    with pytest.raises(IndexDamagedError, match="has no whole search index"):
        load_current(folder, MANIFEST)


@pytest.mark.parametrize(
    "expected",
    [
        replace(MANIFEST, model_name="another model"),
        replace(MANIFEST, model_revision="def"),
        replace(MANIFEST, library="guild:2"),
        replace(MANIFEST, library_revision="8"),
        replace(MANIFEST, passages=3),
        replace(MANIFEST, layout=1),
    ],
)
def test_a_generation_built_from_something_else_is_stale(folder: Path, expected: Manifest) -> None:
    with pytest.raises(IndexDamagedError, match="is stale"):
        load_current(folder, expected)


def test_a_folder_without_a_generation_has_none(tmp_path: Path) -> None:
    with pytest.raises(IndexDamagedError, match="has no whole search index"):
        load_current(tmp_path / "none", MANIFEST)
